/**
 * The register tile: a few rows x 8 columns of the product of a packed panel of a and a packed panel of b. `pack.ts` says
 * how panels lie.
 */

import { multiplyAdd } from './lanes';
import { depthBytes } from './pack';

/**
 * Rows of a tile. Its eight accumulators, the row of b, four elements of a and a product fit in the fifteen registers that
 * engines give out on x86; some load all that a step needs before they multiply, so that a fifth row would be spilled.
 */
export const TILE_ROWS: i32 = 4;
/** Columns of a tile. */
export const TILE_COLUMNS: i32 = 8;

/**
 * out (rows, 8) = a b + source (rows, 8), any number of rows. Strides between rows are in bytes; source may be
 * out; with a stride of 0 it is one row for all. Rows of b are `bRow` bytes apart: not 32 where b was not packed.
 */
export function multiplyTile(
  rows: i32,
  out: usize,
  outRow: usize,
  source: usize,
  sourceRow: usize,
  a: usize,
  b: usize,
  depth: i32,
  bRow: usize = 32,
): void {
  const count = rows / TILE_ROWS;
  if (count > 0) {
    tiles(TILE_ROWS, count, out, outRow, source, sourceRow, a, b, depth, bRow);
    const done = <usize>(count * TILE_ROWS);
    rows -= <i32>done;
    out += done * outRow;
    source += done * sourceRow;
    a += done * depthBytes(depth);
  }
  if (rows === 1) tiles(1, 1, out, outRow, source, sourceRow, a, b, depth, bRow);
  else if (rows === 2) tiles(2, 1, out, outRow, source, sourceRow, a, b, depth, bRow);
  else if (rows === 3) tiles(3, 1, out, outRow, source, sourceRow, a, b, depth, bRow);
}

/**
 * `count` tiles of `rows` rows, a constant: each call becomes a loop of its own. Four steps of depth are written out, as a
 * is packed. The way out after each keeps the engine from loading the elements of all four before it multiplies, which
 * would need more registers than there are.
 */
// @inline
function tiles(
  rows: i32,
  count: i32,
  out: usize,
  outRow: usize,
  source: usize,
  sourceRow: usize,
  a: usize,
  b: usize,
  depth: i32,
  bRow: usize,
): void {
  const end = b + <usize>depth * bRow;
  let x: v128;
  let bL: v128;
  let bR: v128;
  do {
    let from = a;
    let at = b;
    let c0L = f32x4.splat(0);
    let c0R = f32x4.splat(0);
    let c1L = f32x4.splat(0);
    let c1R = f32x4.splat(0);
    let c2L = f32x4.splat(0);
    let c2R = f32x4.splat(0);
    let c3L = f32x4.splat(0);
    let c3R = f32x4.splat(0);
    while (true) {
      bL = v128.load(at);
      bR = v128.load(at, 16);
      x = v128.load32_splat(from, 0);
      c0L = multiplyAdd(x, bL, c0L);
      c0R = multiplyAdd(x, bR, c0R);
      if (rows > 1) {
        x = v128.load32_splat(from, 16);
        c1L = multiplyAdd(x, bL, c1L);
        c1R = multiplyAdd(x, bR, c1R);
      }
      if (rows > 2) {
        x = v128.load32_splat(from, 32);
        c2L = multiplyAdd(x, bL, c2L);
        c2R = multiplyAdd(x, bR, c2R);
      }
      if (rows > 3) {
        x = v128.load32_splat(from, 48);
        c3L = multiplyAdd(x, bL, c3L);
        c3R = multiplyAdd(x, bR, c3R);
      }
      at += bRow;
      if (at === end) break;
      bL = v128.load(at);
      bR = v128.load(at, 16);
      x = v128.load32_splat(from, 4);
      c0L = multiplyAdd(x, bL, c0L);
      c0R = multiplyAdd(x, bR, c0R);
      if (rows > 1) {
        x = v128.load32_splat(from, 20);
        c1L = multiplyAdd(x, bL, c1L);
        c1R = multiplyAdd(x, bR, c1R);
      }
      if (rows > 2) {
        x = v128.load32_splat(from, 36);
        c2L = multiplyAdd(x, bL, c2L);
        c2R = multiplyAdd(x, bR, c2R);
      }
      if (rows > 3) {
        x = v128.load32_splat(from, 52);
        c3L = multiplyAdd(x, bL, c3L);
        c3R = multiplyAdd(x, bR, c3R);
      }
      at += bRow;
      if (at === end) break;
      bL = v128.load(at);
      bR = v128.load(at, 16);
      x = v128.load32_splat(from, 8);
      c0L = multiplyAdd(x, bL, c0L);
      c0R = multiplyAdd(x, bR, c0R);
      if (rows > 1) {
        x = v128.load32_splat(from, 24);
        c1L = multiplyAdd(x, bL, c1L);
        c1R = multiplyAdd(x, bR, c1R);
      }
      if (rows > 2) {
        x = v128.load32_splat(from, 40);
        c2L = multiplyAdd(x, bL, c2L);
        c2R = multiplyAdd(x, bR, c2R);
      }
      if (rows > 3) {
        x = v128.load32_splat(from, 56);
        c3L = multiplyAdd(x, bL, c3L);
        c3R = multiplyAdd(x, bR, c3R);
      }
      at += bRow;
      if (at === end) break;
      bL = v128.load(at);
      bR = v128.load(at, 16);
      x = v128.load32_splat(from, 12);
      c0L = multiplyAdd(x, bL, c0L);
      c0R = multiplyAdd(x, bR, c0R);
      if (rows > 1) {
        x = v128.load32_splat(from, 28);
        c1L = multiplyAdd(x, bL, c1L);
        c1R = multiplyAdd(x, bR, c1R);
      }
      if (rows > 2) {
        x = v128.load32_splat(from, 44);
        c2L = multiplyAdd(x, bL, c2L);
        c2R = multiplyAdd(x, bR, c2R);
      }
      if (rows > 3) {
        x = v128.load32_splat(from, 60);
        c3L = multiplyAdd(x, bL, c3L);
        c3R = multiplyAdd(x, bR, c3R);
      }
      at += bRow;
      if (at === end) break;
      from += 16 * <usize>rows;
    }
    storeRow(out, source, c0L, c0R);
    if (rows > 1) storeRow(out + outRow, source + sourceRow, c1L, c1R);
    if (rows > 2) storeRow(out + 2 * outRow, source + 2 * sourceRow, c2L, c2R);
    if (rows > 3) storeRow(out + 3 * outRow, source + 3 * sourceRow, c3L, c3R);
    out += <usize>rows * outRow;
    source += <usize>rows * sourceRow;
    a += <usize>rows * depthBytes(depth);
  } while (--count > 0);
}

// @inline
function storeRow(out: usize, source: usize, left: v128, right: v128): void {
  v128.store(out, f32x4.add(left, v128.load(source)));
  v128.store(out, f32x4.add(right, v128.load(source, 16)), 16);
}
