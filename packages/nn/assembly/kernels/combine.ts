// Maps of two elements, sums over an axis, copies, rows by index. Every order of summation depends on the shape alone.

import { loadPart, multiplyAdd, storePart, sumOfLanes } from './lanes';

/** `pairwise` of src/kernels.ts. */
enum Pairwise {
  add,
  subtract,
  multiply,
  divide,
}

/** Vectors that one partial sum takes: long sums are sums of partial sums, so that rounding grows with neither alone. */
const block: usize = 64;

// @inline
function wholeBytes(n: usize): usize {
  return (n & ~3) << 2;
}

/** f(a, b). */
// @inline
function combined(a: v128, b: v128, f: i32): v128 {
  if (f === Pairwise.add) return f32x4.add(a, b);
  if (f === Pairwise.subtract) return f32x4.sub(a, b);
  if (f === Pairwise.multiply) return f32x4.mul(a, b);
  return f32x4.div(a, b);
}

/** out (n) = f(a (n), b (n)). */
// @inline
function combineVectors(out: usize, a: usize, b: usize, n: usize, f: i32): void {
  const end = a + wholeBytes(n);
  for (; a < end; a += 16, b += 16, out += 16) v128.store(out, combined(v128.load(a), v128.load(b), f));
  const rest = n & 3;
  if (rest) storePart(out, combined(loadPart(a, rest), loadPart(b, rest), f), rest);
}

/** out (n) = f(a (n), b), four copies of one number or two of a pair. */
// @inline
function combineConstant(out: usize, a: usize, b: v128, n: usize, f: i32): void {
  const end = a + wholeBytes(n);
  for (; a < end; a += 16, out += 16) v128.store(out, combined(v128.load(a), b, f));
  const rest = n & 3;
  if (rest) storePart(out, combined(loadPart(a, rest), b, f), rest);
}

// @inline
function combineBy(out: usize, a: usize, b: usize, outer: usize, middle: usize, inner: usize, f: i32): void {
  if (middle === 1) {
    combineVectors(out, a, b, outer * inner, f);
    return;
  }
  const row = inner << 2;
  for (let o: usize = 0; o < outer; o++, b += row) {
    if (inner <= 2) {
      const constant = inner === 1 ? v128.load32_splat(b) : v128.load64_splat(b);
      combineConstant(out, a, constant, middle * inner, f);
      a += middle * row;
      out += middle * row;
    } else {
      for (let m: usize = 0; m < middle; m++, a += row, out += row) combineVectors(out, a, b, inner, f);
    }
  }
}

export function combine(out: usize, a: usize, b: usize, outer: usize, middle: usize, inner: usize, f: i32): void {
  switch (f) {
    case Pairwise.add:
      combineBy(out, a, b, outer, middle, inner, Pairwise.add);
      break;
    case Pairwise.subtract:
      combineBy(out, a, b, outer, middle, inner, Pairwise.subtract);
      break;
    case Pairwise.multiply:
      combineBy(out, a, b, outer, middle, inner, Pairwise.multiply);
      break;
    default:
      combineBy(out, a, b, outer, middle, inner, Pairwise.divide);
  }
}

export function blend(out: usize, a: usize, b: usize, n: usize, scaleA: f32, scaleB: f32): void {
  const s = f32x4.splat(scaleA);
  const t = f32x4.splat(scaleB);
  const end = a + wholeBytes(n);
  for (; a < end; a += 16, b += 16, out += 16) {
    v128.store(out, multiplyAdd(v128.load(a), s, f32x4.mul(v128.load(b), t)));
  }
  const rest = n & 3;
  if (rest) storePart(out, multiplyAdd(loadPart(a, rest), s, f32x4.mul(loadPart(b, rest), t)), rest);
}

// ---- Sums ----

/** Sum of n neighbours: four vectors of partial sums, of at most `block` terms each. */
function sumOfRow(x: usize, n: usize): f32 {
  const zero = f32x4.splat(0);
  let total = zero;
  let left = n >>> 4;
  while (left) {
    const terms = min(left, block);
    left -= terms;
    let s0 = zero,
      s1 = zero,
      s2 = zero,
      s3 = zero;
    for (const end = x + (terms << 6); x < end; x += 64) {
      s0 = f32x4.add(s0, v128.load(x));
      s1 = f32x4.add(s1, v128.load(x, 16));
      s2 = f32x4.add(s2, v128.load(x, 32));
      s3 = f32x4.add(s3, v128.load(x, 48));
    }
    total = f32x4.add(total, f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
  }
  for (const end = x + wholeBytes(n & 15); x < end; x += 16) total = f32x4.add(total, v128.load(x));
  const rest = n & 3;
  if (rest) total = f32x4.add(total, loadPart(x, rest));
  return sumOfLanes(total);
}

/** Sums of sixteen columns over `middle` rows. */
// @inline
function sumOfSixteen(out: usize, x: usize, middle: usize, row: usize, scale: v128): void {
  const zero = f32x4.splat(0);
  let t0 = zero,
    t1 = zero,
    t2 = zero,
    t3 = zero;
  for (let left = middle; left; ) {
    const terms = min(left, block);
    left -= terms;
    let s0 = zero,
      s1 = zero,
      s2 = zero,
      s3 = zero;
    for (const end = x + terms * row; x !== end; x += row) {
      s0 = f32x4.add(s0, v128.load(x));
      s1 = f32x4.add(s1, v128.load(x, 16));
      s2 = f32x4.add(s2, v128.load(x, 32));
      s3 = f32x4.add(s3, v128.load(x, 48));
    }
    t0 = f32x4.add(t0, s0);
    t1 = f32x4.add(t1, s1);
    t2 = f32x4.add(t2, s2);
    t3 = f32x4.add(t3, s3);
  }
  v128.store(out, f32x4.mul(t0, scale));
  v128.store(out, f32x4.mul(t1, scale), 16);
  v128.store(out, f32x4.mul(t2, scale), 32);
  v128.store(out, f32x4.mul(t3, scale), 48);
}

/** Sums of `count` columns, 1 to 4, over `middle` rows. */
function sumOfFew(out: usize, x: usize, middle: usize, row: usize, scale: v128, count: usize): void {
  const zero = f32x4.splat(0);
  let total = zero;
  for (let left = middle; left; ) {
    const terms = min(left, block);
    left -= terms;
    let sum = zero;
    for (const end = x + terms * row; x !== end; x += row) {
      sum = f32x4.add(sum, count === 4 ? v128.load(x) : loadPart(x, count));
    }
    total = f32x4.add(total, sum);
  }
  total = f32x4.mul(total, scale);
  if (count === 4) v128.store(out, total);
  else storePart(out, total, count);
}

export function reduce(out: usize, x: usize, outer: usize, middle: usize, inner: usize, scale: f32): void {
  const row = inner << 2;
  if (inner === 1) {
    for (let o: usize = 0; o < outer; o++, x += middle << 2, out += 4) {
      store<f32>(out, scale * sumOfRow(x, middle));
    }
    return;
  }
  const factor = f32x4.splat(scale);
  for (let o: usize = 0; o < outer; o++, x += middle * row, out += row) {
    let at: usize = 0;
    for (; at + 64 <= row; at += 64) sumOfSixteen(out + at, x + at, middle, row, factor);
    for (; at < row; at += 16) {
      sumOfFew(out + at, x + at, middle, row, factor, min<usize>(4, (row - at) >> 2));
    }
  }
}

// ---- Copies ----

export function fill(out: usize, n: usize, value: f32): void {
  const v = f32x4.splat(value);
  const end = out + wholeBytes(n);
  for (; out < end; out += 16) v128.store(out, v);
  const rest = n & 3;
  if (rest) storePart(out, v, rest);
}

/** Copies n elements. A call of the engine's own copy costs more than a short loop. */
// @inline
function copyRow(out: usize, x: usize, n: usize): void {
  if (n >= 256) {
    memory.copy(out, x, n << 2);
    return;
  }
  const end = x + wholeBytes(n);
  for (; x < end; x += 16, out += 16) v128.store(out, v128.load(x));
  for (const stop = end + ((n & 3) << 2); x < stop; x += 4, out += 4) store<f32>(out, load<f32>(x));
}

export function repeat(out: usize, x: usize, outer: usize, middle: usize, inner: usize, scale: f32): void {
  const s = f32x4.splat(scale);
  const row = inner << 2;
  const rest = inner & 3;
  for (let o: usize = 0; o < outer; o++, x += row) {
    if (inner === 1) {
      fill(out, middle, scale * load<f32>(x));
      out += middle << 2;
      continue;
    }
    for (let m: usize = 0; m < middle; m++, out += row) {
      const whole = wholeBytes(inner);
      for (let at: usize = 0; at < whole; at += 16) v128.store(out + at, f32x4.mul(v128.load(x + at), s));
      if (rest) storePart(out + whole, f32x4.mul(loadPart(x + whole, rest), s), rest);
    }
  }
}

export function copyRows(out: usize, x: usize, rows: usize, columns: usize, outStride: usize, xStride: usize): void {
  if (columns === outStride && columns === xStride) {
    memory.copy(out, x, (rows * columns) << 2);
    return;
  }
  for (let i: usize = 0; i < rows; i++, x += xStride << 2, out += outStride << 2) {
    copyRow(out, x, columns);
  }
}

/** out (rows, columns) from x whose entry (i, j) stands at x + 4 i + j stride: four by four, then the edges. */
function transpose(out: usize, x: usize, rows: usize, columns: usize, stride: usize): void {
  const outRow = columns << 2;
  const wholeRows = rows & ~3;
  const wholeColumns = columns & ~3;
  for (let i: usize = 0; i < wholeRows; i += 4) {
    for (let j: usize = 0; j < wholeColumns; j += 4) {
      const from = x + (i << 2) + j * stride;
      const to = out + i * outRow + (j << 2);
      const r0 = v128.load(from);
      const r1 = v128.load(from + stride);
      const r2 = v128.load(from + 2 * stride);
      const r3 = v128.load(from + 3 * stride);
      const a = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
      const b = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
      const c = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
      const d = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<i64>(a, c, 0, 2));
      v128.store(to + outRow, v128.shuffle<i64>(a, c, 1, 3));
      v128.store(to + 2 * outRow, v128.shuffle<i64>(b, d, 0, 2));
      v128.store(to + 3 * outRow, v128.shuffle<i64>(b, d, 1, 3));
    }
  }
  for (let i: usize = 0; i < rows; i++) {
    for (let j = i < wholeRows ? wholeColumns : 0; j < columns; j++) {
      store<f32>(out + i * outRow + (j << 2), load<f32>(x + (i << 2) + j * stride));
    }
  }
}

export function permute(
  out: usize,
  x: usize,
  n0: usize,
  n1: usize,
  n2: usize,
  n3: usize,
  s0: usize,
  s1: usize,
  s2: usize,
  s3: usize,
): void {
  const last = s3 << 2;
  for (let i: usize = 0; i < n0; i++) {
    for (let j: usize = 0; j < n1; j++) {
      const plane = x + ((i * s0 + j * s1) << 2);
      if (s2 === 1 && s3 !== 1) {
        transpose(out, plane, n2, n3, last);
        out += (n2 * n3) << 2;
        continue;
      }
      for (let k: usize = 0; k < n2; k++) {
        let from = plane + ((k * s2) << 2);
        if (s3 === 1) {
          copyRow(out, from, n3);
          out += n3 << 2;
        } else {
          for (const end = out + (n3 << 2); out < end; out += 4, from += last) {
            store<f32>(out, load<f32>(from));
          }
        }
      }
    }
  }
}

// ---- Rows by index ----

/** The row that an f32 index names: the nearest one; 0 for NaN. */
export function rowOf(index: f32, rows: usize): usize {
  return index > 0 ? <usize>min(nearest(index), <f32>(rows - 1)) : 0;
}

export function gather(out: usize, table: usize, indices: usize, n: usize, dimension: usize, rows: usize): void {
  const row = dimension << 2;
  for (let i: usize = 0; i < n; i++, indices += 4, out += row) {
    copyRow(out, table + rowOf(load<f32>(indices), rows) * row, dimension);
  }
}

export function scatter(out: usize, y: usize, indices: usize, n: usize, dimension: usize, rows: usize): void {
  const row = dimension << 2;
  memory.fill(out, 0, rows * row);
  for (let i: usize = 0; i < n; i++, indices += 4, y += row) {
    const target = out + rowOf(load<f32>(indices), rows) * row;
    combineVectors(target, target, y, dimension, Pairwise.add);
  }
}
