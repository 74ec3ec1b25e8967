// Softmax and its kin by rows, and normalisation by groups of channels. Sums run over four lanes and then across them.

import { rowOf } from './combine';
import { firstLanes, loadPart, multiplyAdd, storePart, sumOfLanes } from './lanes';
import { expOfNegative, log } from './math';

// @inline
function splat(x: f32): v128 {
  return f32x4.splat(x);
}

// @inline
function wholeBytes(n: usize): usize {
  return (n & ~3) << 2;
}

function maximumOfRow(x: usize, n: usize): f32 {
  let most = splat(-Infinity);
  for (const end = x + wholeBytes(n); x < end; x += 16) most = f32x4.pmax(most, v128.load(x));
  const rest = n & 3;
  if (rest) most = f32x4.pmax(most, v128.bitselect(loadPart(x, rest), splat(-Infinity), firstLanes(rest)));
  most = f32x4.pmax(most, v128.shuffle<i32>(most, most, 2, 3, 0, 1));
  return max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1));
}

/** out = exp(x - most) unless out is 0; returns the sum. */
// @inline
function exponentials(out: usize, x: usize, n: usize, most: f32): f32 {
  const shift = splat(most);
  let sum = splat(0);
  for (const end = x + wholeBytes(n); x < end; x += 16) {
    const e = expOfNegative(f32x4.sub(v128.load(x), shift));
    sum = f32x4.add(sum, e);
    if (out) {
      v128.store(out, e);
      out += 16;
    }
  }
  const rest = n & 3;
  if (rest) {
    const e = expOfNegative(f32x4.sub(loadPart(x, rest), shift));
    sum = f32x4.add(sum, v128.and(e, firstLanes(rest)));
    if (out) storePart(out, e, rest);
  }
  return sumOfLanes(sum);
}

/** out = scale out. */
function scaleRow(out: usize, n: usize, scale: f32): void {
  const s = splat(scale);
  for (const end = out + wholeBytes(n); out < end; out += 16) v128.store(out, f32x4.mul(v128.load(out), s));
  const rest = n & 3;
  if (rest) storePart(out, f32x4.mul(loadPart(out, rest), s), rest);
}

/** out may be x. A row of -Infinity alone gives NaN. */
export function softmax(out: usize, x: usize, rows: usize, columns: usize): void {
  const row = columns << 2;
  for (let i: usize = 0; i < rows; i++, x += row, out += row) {
    const sum = exponentials(out, x, columns, maximumOfRow(x, columns));
    scaleRow(out, columns, <f32>1 / sum);
  }
}

/** sum_j a_j b_j. */
function dot(a: usize, b: usize, n: usize): f32 {
  let sum = splat(0);
  for (const end = a + wholeBytes(n); a < end; a += 16, b += 16) sum = multiplyAdd(v128.load(a), v128.load(b), sum);
  const rest = n & 3;
  if (rest) sum = multiplyAdd(loadPart(a, rest), loadPart(b, rest), sum);
  return sumOfLanes(sum);
}

/** out may be y. */
export function softmaxDerivative(out: usize, y: usize, p: usize, rows: usize, columns: usize): void {
  const row = columns << 2;
  const whole = wholeBytes(columns);
  const rest = columns & 3;
  for (let i: usize = 0; i < rows; i++, y += row, p += row, out += row) {
    const mean = splat(dot(p, y, columns));
    for (let at: usize = 0; at < whole; at += 16) {
      v128.store(out + at, f32x4.mul(v128.load(p + at), f32x4.sub(v128.load(y + at), mean)));
    }
    if (rest) {
      const change = f32x4.sub(loadPart(y + whole, rest), mean);
      storePart(out + whole, f32x4.mul(loadPart(p + whole, rest), change), rest);
    }
  }
}

/** log sum_j exp(x_j - most); 0 for a row whose largest entry is infinite, which is its own answer. */
function logOfSum(x: usize, columns: usize, most: f32): f32 {
  if (abs(most) === Infinity) return 0;
  return f32x4.extract_lane(log(splat(exponentials(0, x, columns, most))), 0);
}

export function logSumExp(out: usize, x: usize, rows: usize, columns: usize): void {
  const row = columns << 2;
  for (let i: usize = 0; i < rows; i++, x += row, out += 4) {
    const most = maximumOfRow(x, columns);
    store<f32>(out, most + logOfSum(x, columns, most));
  }
}

export function crossEntropy(out: usize, x: usize, targets: usize, rows: usize, columns: usize): void {
  const row = columns << 2;
  for (let i: usize = 0; i < rows; i++, x += row, out += 4, targets += 4) {
    const most = maximumOfRow(x, columns);
    const target = load<f32>(x + (rowOf(load<f32>(targets), columns) << 2));
    // The difference first: it is 0 where the target is the largest, however large.
    store<f32>(out, most - target + logOfSum(x, columns, most));
  }
}

export function crossEntropyDerivative(
  out: usize,
  y: usize,
  x: usize,
  targets: usize,
  rows: usize,
  columns: usize,
): void {
  const row = columns << 2;
  for (let i: usize = 0; i < rows; i++, x += row, out += row, y += 4, targets += 4) {
    const sum = exponentials(out, x, columns, maximumOfRow(x, columns));
    const weight = load<f32>(y);
    scaleRow(out, columns, weight / sum);
    const target = out + (rowOf(load<f32>(targets), columns) << 2);
    store<f32>(target, load<f32>(target) - weight);
  }
}

// ---- Normalisation. A group is `runs` runs of `length` neighbours, `stride` bytes from run to run ----

/** sum (x - centre). */
function sumAround(x: usize, runs: usize, length: usize, stride: usize, centre: f32): f32 {
  const c = splat(centre);
  const whole = wholeBytes(length);
  const rest = length & 3;
  let sum = splat(0);
  for (let i: usize = 0; i < runs; i++, x += stride) {
    for (let at: usize = 0; at < whole; at += 16) sum = f32x4.add(sum, f32x4.sub(v128.load(x + at), c));
    if (rest) sum = f32x4.add(sum, v128.and(f32x4.sub(loadPart(x + whole, rest), c), firstLanes(rest)));
  }
  return sumOfLanes(sum);
}

/** sum (x - centre)^2. */
function squaresAround(x: usize, runs: usize, length: usize, stride: usize, centre: f32): f32 {
  const c = splat(centre);
  const whole = wholeBytes(length);
  const rest = length & 3;
  let sum = splat(0);
  for (let i: usize = 0; i < runs; i++, x += stride) {
    for (let at: usize = 0; at < whole; at += 16) {
      const d = f32x4.sub(v128.load(x + at), c);
      sum = multiplyAdd(d, d, sum);
    }
    if (rest) {
      const d = v128.and(f32x4.sub(loadPart(x + whole, rest), c), firstLanes(rest));
      sum = multiplyAdd(d, d, sum);
    }
  }
  return sumOfLanes(sum);
}

/** out = (x - centre) scale. */
function standardise(out: usize, x: usize, runs: usize, length: usize, stride: usize, centre: f32, scale: f32): void {
  const c = splat(centre);
  const s = splat(scale);
  const whole = wholeBytes(length);
  const rest = length & 3;
  for (let i: usize = 0; i < runs; i++, x += stride, out += stride) {
    for (let at: usize = 0; at < whole; at += 16) {
      v128.store(out + at, f32x4.mul(f32x4.sub(v128.load(x + at), c), s));
    }
    if (rest) storePart(out + whole, f32x4.mul(f32x4.sub(loadPart(x + whole, rest), c), s), rest);
  }
}

export function normalise(
  out: usize,
  scales: usize,
  x: usize,
  batch: usize,
  positions: usize,
  channels: usize,
  groups: usize,
  epsilon: f64,
): void {
  // One group: the whole example is one run.
  const runs: usize = groups === 1 ? 1 : positions;
  const length = groups === 1 ? positions * channels : channels / groups;
  const stride = channels << 2;
  const count = <f32>(runs * length);
  for (let b: usize = 0; b < batch; b++) {
    for (let g: usize = 0; g < groups; g++) {
      const at = ((b * positions * channels) << 2) + ((g * length) << 2);
      // Twice, the second time around the first answer, whose rounding error that removes.
      let mean = sumAround(x + at, runs, length, stride, 0) / count;
      mean += sumAround(x + at, runs, length, stride, mean) / count;
      const variance = squaresAround(x + at, runs, length, stride, mean) / count;
      const scale: f32 = <f32>1 / sqrt<f32>(variance + <f32>epsilon);
      standardise(out + at, x + at, runs, length, stride, mean, scale);
      if (scales) {
        store<f32>(scales, scale);
        scales += 4;
      }
    }
  }
}

/** sum a b over a group. */
function dotOfGroup(a: usize, b: usize, runs: usize, length: usize, stride: usize): f32 {
  const whole = wholeBytes(length);
  const rest = length & 3;
  let sum = splat(0);
  for (let i: usize = 0; i < runs; i++, a += stride, b += stride) {
    for (let at: usize = 0; at < whole; at += 16) sum = multiplyAdd(v128.load(a + at), v128.load(b + at), sum);
    if (rest) sum = multiplyAdd(loadPart(a + whole, rest), loadPart(b + whole, rest), sum);
  }
  return sumOfLanes(sum);
}

/** out = scale ((y - centre) - slope normalised). */
function projected(
  out: usize,
  y: usize,
  normalised: usize,
  runs: usize,
  length: usize,
  stride: usize,
  centre: f32,
  slope: f32,
  scale: f32,
): void {
  const c = splat(centre);
  const k = splat(-slope);
  const s = splat(scale);
  const whole = wholeBytes(length);
  const rest = length & 3;
  for (let i: usize = 0; i < runs; i++, y += stride, normalised += stride, out += stride) {
    for (let at: usize = 0; at < whole; at += 16) {
      const d = f32x4.sub(v128.load(y + at), c);
      v128.store(out + at, f32x4.mul(multiplyAdd(k, v128.load(normalised + at), d), s));
    }
    if (rest) {
      const d = f32x4.sub(loadPart(y + whole, rest), c);
      storePart(out + whole, f32x4.mul(multiplyAdd(k, loadPart(normalised + whole, rest), d), s), rest);
    }
  }
}

/** out may be y. */
export function normaliseDerivative(
  out: usize,
  y: usize,
  normalised: usize,
  scales: usize,
  batch: usize,
  positions: usize,
  channels: usize,
  groups: usize,
): void {
  const runs: usize = groups === 1 ? 1 : positions;
  const length = groups === 1 ? positions * channels : channels / groups;
  const stride = channels << 2;
  const count = <f32>(runs * length);
  for (let b: usize = 0; b < batch; b++) {
    for (let g: usize = 0; g < groups; g++, scales += 4) {
      const at = ((b * positions * channels) << 2) + ((g * length) << 2);
      const centre = sumAround(y + at, runs, length, stride, 0) / count;
      const slope = dotOfGroup(y + at, normalised + at, runs, length, stride) / count;
      projected(out + at, y + at, normalised + at, runs, length, stride, centre, slope, load<f32>(scales));
    }
  }
}
