// The transforms of Winograd's F(2 x 2, 3 x 3); winograd.ts has the formulas. Each reads pixels or filters and writes
// one entry to each of 16 planes, or the reverse. SIMD runs over channels.
//
// A transformed tile is a row of groups of four channels. Group g lies at (g >> 1) pair + (g & 1) single bytes: 32 and
// 16 for a plain row, other steps for the panels of pack.ts.

import { bytes } from './bytes';
import { loadPart, storePart } from './lanes';

// @inline
function take(from: usize, lanes: i32): v128 {
  return lanes === 4 ? v128.load(from) : loadPart(from, lanes);
}

// @inline
function put(to: usize, v: v128, lanes: i32): void {
  if (lanes === 4) v128.store(to, v);
  else storePart(to, v, lanes);
}

// @inline
function groupAt(base: usize, offset: usize, single: usize, pair: usize): usize {
  return base + (offset >> 5) * pair + ((offset >> 4) & 1) * single;
}

// ---- Tiles ----

/**
 * Writes the addresses of the extent x extent pixels from (2 i + shift, 2 j + shift) on, (i, j) the place of a tile in
 * its image; of those outside the image, and of all of a tile beyond the last, `outside`.
 */
export function tilePixels(
  table: usize,
  images: usize,
  tile: i32,
  batch: i32,
  shift: i32,
  extent: i32,
  height: i32,
  width: i32,
  channels: i32,
  outside: usize,
): void {
  const across = (width + 1) >> 1;
  const perImage = ((height + 1) >> 1) * across;
  const image = tile / perImage,
    place = tile % perImage;
  const top = 2 * (place / across) + shift,
    left = 2 * (place % across) + shift;
  const limit = image < batch ? height : 0;
  for (let r = top; r < top + extent; r++) {
    for (let s = left; s < left + extent; s++) {
      const isInside = <u32>r < <u32>limit && <u32>s < <u32>width;
      store<usize>(table, isInside ? images + bytes(((image * height + r) * width + s) * channels) : outside);
      table += 4;
    }
  }
}

// @inline
function entry(table: usize, index: usize, offset: usize, lanes: i32): v128 {
  return take(load<usize>(table + 4 * index) + offset, lanes);
}

/** One row of (…) B, to four planes. */
// @inline
function putInputRow(to: usize, plane: usize, t0: v128, t1: v128, t2: v128, t3: v128): void {
  v128.store(to, f32x4.sub(t0, t2));
  v128.store(to + plane, f32x4.add(t1, t2));
  v128.store(to + 2 * plane, f32x4.sub(t2, t1));
  v128.store(to + 3 * plane, f32x4.sub(t1, t3));
}

// @inline
function inputVectors(table: usize, offset: usize, to: usize, plane: usize, lanes: i32): void {
  const d20 = entry(table, 8, offset, lanes);
  const d21 = entry(table, 9, offset, lanes);
  const d22 = entry(table, 10, offset, lanes);
  const d23 = entry(table, 11, offset, lanes);
  putInputRow(
    to,
    plane,
    f32x4.sub(entry(table, 0, offset, lanes), d20),
    f32x4.sub(entry(table, 1, offset, lanes), d21),
    f32x4.sub(entry(table, 2, offset, lanes), d22),
    f32x4.sub(entry(table, 3, offset, lanes), d23),
  );
  const d10 = entry(table, 4, offset, lanes);
  const d11 = entry(table, 5, offset, lanes);
  const d12 = entry(table, 6, offset, lanes);
  const d13 = entry(table, 7, offset, lanes);
  putInputRow(
    to + 4 * plane,
    plane,
    f32x4.add(d10, d20),
    f32x4.add(d11, d21),
    f32x4.add(d12, d22),
    f32x4.add(d13, d23),
  );
  putInputRow(
    to + 8 * plane,
    plane,
    f32x4.sub(d20, d10),
    f32x4.sub(d21, d11),
    f32x4.sub(d22, d12),
    f32x4.sub(d23, d13),
  );
  putInputRow(
    to + 12 * plane,
    plane,
    f32x4.sub(d10, entry(table, 12, offset, lanes)),
    f32x4.sub(d11, entry(table, 13, offset, lanes)),
    f32x4.sub(d12, entry(table, 14, offset, lanes)),
    f32x4.sub(d13, entry(table, 15, offset, lanes)),
  );
}

/** B^T d B of one tile, to 16 planes. */
export function transformInput(table: usize, channels: i32, to: usize, plane: usize, single: usize, pair: usize): void {
  const full = bytes(channels & ~3);
  let offset: usize = 0;
  for (; offset < full; offset += 16) inputVectors(table, offset, groupAt(to, offset, single, pair), plane, 4);
  if (channels & 3) inputVectors(table, offset, groupAt(to, offset, single, pair), plane, channels & 3);
}

/** The two entries of A^T m, of the column of m that begins at `from`. */
// @inline
function upperEntry(from: usize, plane: usize): v128 {
  return f32x4.add(f32x4.add(v128.load(from), v128.load(from + 4 * plane)), v128.load(from + 8 * plane));
}

// @inline
function lowerEntry(from: usize, plane: usize): v128 {
  return f32x4.sub(f32x4.sub(v128.load(from + 4 * plane), v128.load(from + 8 * plane)), v128.load(from + 12 * plane));
}

// @inline
function putOutputRow(
  table: usize,
  index: usize,
  offset: usize,
  m0: v128,
  m1: v128,
  m2: v128,
  m3: v128,
  lanes: i32,
): void {
  putPixel(table, index, offset, f32x4.add(f32x4.add(m0, m1), m2), lanes);
  putPixel(table, index + 1, offset, f32x4.sub(f32x4.sub(m1, m2), m3), lanes);
}

// @inline
function outputVectors(table: usize, offset: usize, from: usize, plane: usize, lanes: i32): void {
  putOutputRow(
    table,
    0,
    offset,
    upperEntry(from, plane),
    upperEntry(from + plane, plane),
    upperEntry(from + 2 * plane, plane),
    upperEntry(from + 3 * plane, plane),
    lanes,
  );
  putOutputRow(
    table,
    2,
    offset,
    lowerEntry(from, plane),
    lowerEntry(from + plane, plane),
    lowerEntry(from + 2 * plane, plane),
    lowerEntry(from + 3 * plane, plane),
    lanes,
  );
}

/** Pixels outside the image have address 0. */
// @inline
function putPixel(table: usize, index: usize, offset: usize, v: v128, lanes: i32): void {
  const pixel = load<usize>(table + 4 * index);
  if (pixel) put(pixel + offset, v, lanes);
}

/** A^T m A of one tile, from 16 planes. */
export function transformOutput(table: usize, channels: i32, from: usize, plane: usize): void {
  const full = bytes(channels & ~3);
  for (let offset: usize = 0; offset < full; offset += 16) outputVectors(table, offset, from + offset, plane, 4);
  if (channels & 3) outputVectors(table, full, from + full, plane, channels & 3);
}

// @inline
function putAdjointRow(to: usize, plane: usize, left: v128, right: v128): void {
  v128.store(to, left);
  v128.store(to + plane, f32x4.add(left, right));
  v128.store(to + 2 * plane, f32x4.sub(left, right));
  v128.store(to + 3 * plane, f32x4.neg(right));
}

// @inline
function adjointVectors(table: usize, offset: usize, to: usize, plane: usize, lanes: i32): void {
  const y00 = entry(table, 0, offset, lanes);
  const y01 = entry(table, 1, offset, lanes);
  const y10 = entry(table, 2, offset, lanes);
  const y11 = entry(table, 3, offset, lanes);
  putAdjointRow(to, plane, y00, y01);
  putAdjointRow(to + 4 * plane, plane, f32x4.add(y00, y10), f32x4.add(y01, y11));
  putAdjointRow(to + 8 * plane, plane, f32x4.sub(y00, y10), f32x4.sub(y01, y11));
  putAdjointRow(to + 12 * plane, plane, f32x4.neg(y10), f32x4.neg(y11));
}

/** A y A^T of one tile of 2 x 2, to 16 planes. */
export function transformOutputAdjoint(
  table: usize,
  channels: i32,
  to: usize,
  plane: usize,
  single: usize,
  pair: usize,
): void {
  const full = bytes(channels & ~3);
  let offset: usize = 0;
  for (; offset < full; offset += 16) adjointVectors(table, offset, groupAt(to, offset, single, pair), plane, 4);
  if (channels & 3) adjointVectors(table, offset, groupAt(to, offset, single, pair), plane, channels & 3);
}

// ---- Filters ----

/** One row of (…) G^T, to four planes. */
// @inline
function putFilterRow(to: usize, plane: usize, g0: v128, g1: v128, g2: v128): void {
  const half = f32x4.splat(0.5);
  const outer = f32x4.mul(half, f32x4.add(g0, g2));
  const inner = f32x4.mul(half, g1);
  v128.store(to, g0);
  v128.store(to + plane, f32x4.add(outer, inner));
  v128.store(to + 2 * plane, f32x4.sub(outer, inner));
  v128.store(to + 3 * plane, g2);
}

// @inline
function filterVectors(from: usize, tap: usize, to: usize, plane: usize, lanes: i32): void {
  const half = f32x4.splat(0.5);
  const g00 = take(from, lanes),
    g01 = take(from + tap, lanes),
    g02 = take(from + 2 * tap, lanes);
  const g20 = take(from + 6 * tap, lanes),
    g21 = take(from + 7 * tap, lanes),
    g22 = take(from + 8 * tap, lanes);
  const outer0 = f32x4.mul(half, f32x4.add(g00, g20));
  const outer1 = f32x4.mul(half, f32x4.add(g01, g21));
  const outer2 = f32x4.mul(half, f32x4.add(g02, g22));
  putFilterRow(to, plane, g00, g01, g02);
  putFilterRow(to + 12 * plane, plane, g20, g21, g22);
  const inner0 = f32x4.mul(half, take(from + 3 * tap, lanes));
  const inner1 = f32x4.mul(half, take(from + 4 * tap, lanes));
  const inner2 = f32x4.mul(half, take(from + 5 * tap, lanes));
  putFilterRow(to + 4 * plane, plane, f32x4.add(outer0, inner0), f32x4.add(outer1, inner1), f32x4.add(outer2, inner2));
  putFilterRow(to + 8 * plane, plane, f32x4.sub(outer0, inner0), f32x4.sub(outer1, inner1), f32x4.sub(outer2, inner2));
}

/** G g G^T of all filters (3, 3, inputs, outputs), to 16 planes (inputs, outputs). `turned`: by 180 degrees. */
export function transformFilters(
  w: usize,
  inputs: i32,
  outputs: i32,
  turned: bool,
  to: usize,
  toRow: usize,
  plane: usize,
): void {
  const size = bytes(inputs * outputs);
  const tap = turned ? 0 - size : size;
  const full = bytes(outputs & ~3);
  if (turned) w += 8 * size;
  for (let c = 0; c < inputs; c++) {
    for (let offset: usize = 0; offset < full; offset += 16) filterVectors(w + offset, tap, to + offset, plane, 4);
    if (outputs & 3) filterVectors(w + full, tap, to + full, plane, outputs & 3);
    w += bytes(outputs);
    to += toRow;
  }
}

/** An entry of G^T u, of the column of u that begins at `from`. */
// @inline
function columnEntry(from: usize, plane: usize, r: usize): v128 {
  const m1 = v128.load(from + 4 * plane),
    m2 = v128.load(from + 8 * plane);
  const half = f32x4.splat(0.5);
  return r === 1
    ? f32x4.mul(half, f32x4.sub(m1, m2))
    : f32x4.add(v128.load(from + 6 * r * plane), f32x4.mul(half, f32x4.add(m1, m2)));
}

// @inline
function putWeightRow(from: usize, plane: usize, r: usize, to: usize, tap: usize, lanes: i32): void {
  const half = f32x4.splat(0.5);
  const u1 = columnEntry(from + plane, plane, r),
    u2 = columnEntry(from + 2 * plane, plane, r);
  const sum = f32x4.mul(half, f32x4.add(u1, u2));
  put(to, f32x4.add(columnEntry(from, plane, r), sum), lanes);
  put(to + tap, f32x4.mul(half, f32x4.sub(u1, u2)), lanes);
  put(to + 2 * tap, f32x4.add(sum, columnEntry(from + 3 * plane, plane, r)), lanes);
}

// @inline
function weightVectors(from: usize, plane: usize, to: usize, tap: usize, lanes: i32): void {
  putWeightRow(from, plane, 0, to, tap, lanes);
  putWeightRow(from, plane, 1, to + 3 * tap, tap, lanes);
  putWeightRow(from, plane, 2, to + 6 * tap, tap, lanes);
}

/** G^T u G of all filters, from 16 planes (inputs, outputs) to (3, 3, inputs, outputs). */
export function transformFiltersAdjoint(
  from: usize,
  fromRow: usize,
  plane: usize,
  out: usize,
  inputs: i32,
  outputs: i32,
): void {
  const tap = bytes(inputs * outputs);
  const full = bytes(outputs & ~3);
  for (let c = 0; c < inputs; c++) {
    for (let offset: usize = 0; offset < full; offset += 16) weightVectors(from + offset, plane, out + offset, tap, 4);
    if (outputs & 3) weightVectors(from + full, plane, out + full, tap, outputs & 3);
    from += fromRow;
    out += bytes(outputs);
  }
}
