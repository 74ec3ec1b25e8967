/**
 * Packing for the register tile: the panels that a tile reads lie one element after the other, whatever the strides of
 * the matrices are. Depth is filled up with zeros to a multiple of 4.
 */
import { bytes } from './bytes';
import { TILE_COLUMNS, TILE_ROWS } from './tile';

/** Bytes that a row or column takes in a panel. */
// @inline
export function depthBytes(depth: i32): usize {
  return bytes((depth + 3) & ~3);
}

/**
 * a (rows, depth) in panels of `TILE_ROWS` rows (the last has what is left): four steps of depth of one row, then of the
 * next, then the next four. Strides in bytes.
 */
export function packRows(out: usize, a: usize, rows: i32, depth: i32, row: usize, column: usize): void {
  for (let i = 0; i < rows; i += TILE_ROWS) {
    const height = min(TILE_ROWS, rows - i);
    out = packRowPanel(out, a + <usize>i * row, height, depth, row, column);
  }
}

function packRowPanel(out: usize, a: usize, height: i32, depth: i32, row: usize, column: usize): usize {
  const whole = depth & ~3;
  if (column === 4) {
    for (let i = 0; i < height; i++) {
      let to = out + 16 * <usize>i;
      const step = bytes(4 * height);
      const from = a + <usize>i * row;
      for (let l: usize = 0; l < bytes(whole); l += 16, to += step) v128.store(to, v128.load(from + l));
    }
    out += bytes(whole * height);
  } else if (row === 4 && height === TILE_ROWS) {
    for (let l = 0; l < whole; l += 4, out += 16 * TILE_ROWS) {
      const from = a + <usize>l * column;
      transpose(
        out,
        16,
        v128.load(from),
        v128.load(from + column),
        v128.load(from + 2 * column),
        v128.load(from + 3 * column),
      );
    }
  } else {
    for (let l = 0; l < whole; l += 4) {
      for (let i = 0; i < height; i++, out += 16) {
        const from = a + <usize>i * row + <usize>l * column;
        store<f32>(out, load<f32>(from));
        store<f32>(out, load<f32>(from + column), 4);
        store<f32>(out, load<f32>(from + 2 * column), 8);
        store<f32>(out, load<f32>(from + 3 * column), 12);
      }
    }
  }
  if (whole === depth) return out;
  for (let i = 0; i < height; i++, out += 16) {
    v128.store(out, f32x4.splat(0));
    const from = a + <usize>i * row + <usize>whole * column;
    for (let l = 0; l < depth - whole; l++) store<f32>(out + bytes(l), load<f32>(from + <usize>l * column));
  }
  return out;
}

/**
 * b (depth, columns) in panels of `TILE_COLUMNS` columns, the last filled up with zeros: the rows of a panel one after the
 * other. Strides in bytes.
 */
export function packColumns(out: usize, b: usize, columns: i32, depth: i32, row: usize, column: usize): void {
  for (let j = 0; j < columns; j += TILE_COLUMNS) {
    out = packColumnPanel(out, b + <usize>j * column, min(TILE_COLUMNS, columns - j), depth, row, column);
  }
}

function packColumnPanel(out: usize, b: usize, width: i32, depth: i32, row: usize, column: usize): usize {
  let done = 0;
  if (width === TILE_COLUMNS && column === 4) {
    done = depth;
    for (let l = 0; l < depth; l++, b += row, out += 32) {
      v128.store(out, v128.load(b));
      v128.store(out, v128.load(b, 16), 16);
    }
  } else if (width === TILE_COLUMNS && row === 4) {
    done = depth & ~3;
    for (let l = 0; l < done; l += 4, b += 16, out += 128) {
      const right = b + 4 * column;
      transpose(out, 32, v128.load(b), v128.load(b + column), v128.load(b + 2 * column), v128.load(b + 3 * column));
      transpose(
        out + 16,
        32,
        v128.load(right),
        v128.load(right + column),
        v128.load(right + 2 * column),
        v128.load(right + 3 * column),
      );
    }
  }
  for (; done < depth; done++, b += row, out += 32) {
    v128.store(out, f32x4.splat(0));
    v128.store(out, f32x4.splat(0), 16);
    for (let j = 0; j < width; j++) store<f32>(out + bytes(j), load<f32>(b + <usize>j * column));
  }
  for (; done & 3; done++, out += 32) {
    v128.store(out, f32x4.splat(0));
    v128.store(out, f32x4.splat(0), 16);
  }
  return out;
}

/** The transpose of four rows of four, `stride` bytes from row to row. */
// @inline
function transpose(out: usize, stride: usize, x0: v128, x1: v128, x2: v128, x3: v128): void {
  const low01 = i32x4.shuffle(x0, x1, 0, 4, 1, 5);
  const high01 = i32x4.shuffle(x0, x1, 2, 6, 3, 7);
  const low23 = i32x4.shuffle(x2, x3, 0, 4, 1, 5);
  const high23 = i32x4.shuffle(x2, x3, 2, 6, 3, 7);
  v128.store(out, i64x2.shuffle(low01, low23, 0, 2));
  v128.store(out + stride, i64x2.shuffle(low01, low23, 1, 3));
  v128.store(out + 2 * stride, i64x2.shuffle(high01, high23, 0, 2));
  v128.store(out + 3 * stride, i64x2.shuffle(high01, high23, 1, 3));
}
