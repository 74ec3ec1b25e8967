// One look at a block of rows under a smoothed mixture, two rows to a vector. src/smoothed-pass-scalar.ts computes the same
// bits and says what is computed. No row has a part in the answer of another.

/** Rows in a block: eight vectors of sums, as many as stay in registers. A block of fewer rows costs as much. */
export const blockRows: u32 = 16;
const COLUMN: usize = 8 * blockRows;

let dimension: u32 = 0;
let numComponents: u32 = 0;

// Where each array begins, in bytes.
/** (blockRows, d), row-major: the block as it comes, and the averages as they go. */
export let points: usize = 0;
export let averages: usize = 0;
/** (blockRows) each: largest log weight of a row, sum of exp(log weight - largest), and the spread. */
export let maxima: usize = 0;
export let sums: usize = 0;
export let spreads: usize = 0;
/** (K, d) each. */
export let means: usize = 0;
export let precisions: usize = 0;
export let shrinkages: usize = 0;
/** (K) each. */
export let offsets: usize = 0;
export let remainders: usize = 0;
export let curvatures: usize = 0;
/** (K), 32-bit: where a component stands among those with axes, or -1. */
export let ranks: usize = 0;
/** (those with axes, d, d): rows are eigenvectors. */
export let axes: usize = 0;
/** (d, blockRows) each: the block's columns, a component's share of work, the sums to be averages. */
let columns: usize = 0;
let work: usize = 0;
let totals: usize = 0;
/** (those with axes, d, blockRows): x - m_k in the axes of C_k, then the vectors that were averaged. */
let rotated: usize = 0;
/** (K, blockRows): log weights, then weights relative to the largest. */
let weights: usize = 0;
let end: u64 = 0;

function place(numbers: u64): usize {
  const at = <usize>end;
  end += 8 * numbers;
  return at;
}

/** Lays out the memory. False if it cannot be had. */
export function configure(d: u32, k: u32, numRotated: u32): bool {
  dimension = d;
  numComponents = k;
  end = (__heap_base + 15) & ~15;
  columns = place(blockRows * d);
  work = place(blockRows * d);
  totals = place(blockRows * d);
  maxima = place(blockRows);
  sums = place(blockRows);
  spreads = place(blockRows);
  points = place(blockRows * d);
  averages = place(blockRows * d);
  weights = place(<u64>blockRows * k);
  rotated = place(<u64>blockRows * numRotated * d);
  means = place(<u64>k * d);
  precisions = place(<u64>k * d);
  shrinkages = place(<u64>k * d);
  offsets = place(k);
  remainders = place(k);
  curvatures = place(k);
  ranks = place(k);
  axes = place(<u64>numRotated * d * d);
  const missing = <i64>((end + 0xffff) >>> 16) - memory.size();
  return end < 0x80000000 && (missing <= 0 || memory.grow(<i32>missing) >= 0);
}

/** Of `exp`, in the order of their use. Loaded where they are needed: the engine would build each vector anew. */
const constants = memory.data<f64>([
  -708.0, 1.442695040888963387, 0.5, 6.9314718036912381649e-1, 1.90821492927058770002e-10, 4.13813679705723846039e-8,
  -1.6533902205465251539e-6, 6.61375632143793436117e-5, -2.77777777770155933842e-3, 1.66666666666666019037e-1, 2.0, 1.0,
  // 1.5 2^52 + 1023: a whole number added to this stands in the low bits of the sum, biased as an exponent is.
  6755399441056767.0,
]);

function constant(i: usize): v128 {
  return v128.load64_splat(constants + 8 * i);
}

/** exp of two numbers <= 0; 0 below -708. The formula of prob-core's `exp`. */
function exp(x: v128): v128 {
  const least = constant(0);
  const clamped = f64x2.pmax(x, least);
  const k = f64x2.floor(f64x2.add(f64x2.mul(clamped, constant(1)), constant(2)));
  const high = f64x2.sub(clamped, f64x2.mul(k, constant(3)));
  const low = f64x2.mul(k, constant(4));
  const r = f64x2.sub(high, low);
  const z = f64x2.mul(r, r);
  let p = f64x2.add(constant(6), f64x2.mul(z, constant(5)));
  p = f64x2.add(constant(7), f64x2.mul(z, p));
  p = f64x2.add(constant(8), f64x2.mul(z, p));
  p = f64x2.add(constant(9), f64x2.mul(z, p));
  const c = f64x2.sub(r, f64x2.mul(z, p));
  const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(constant(10), c));
  const y = f64x2.add(constant(11), f64x2.add(f64x2.sub(quotient, low), high));
  const power = i64x2.shl(f64x2.add(k, constant(12)), 52);
  return v128.andnot(f64x2.mul(y, power), f64x2.lt(x, least));
}

/** to <- from - the mean of component k, column by column. */
function subtractMean(k: u32): void {
  const d = dimension;
  let from = columns;
  let to = work;
  for (let j: u32 = 0; j < d; j++) {
    const mean = v128.load64_splat(means + 8 * (k * d + j));
    for (const stop = from + COLUMN; from < stop; from += 64) {
      v128.store(to, f64x2.sub(v128.load(from), mean));
      v128.store(to, f64x2.sub(v128.load(from, 16), mean), 16);
      v128.store(to, f64x2.sub(v128.load(from, 32), mean), 32);
      v128.store(to, f64x2.sub(v128.load(from, 48), mean), 48);
      to += 64;
    }
  }
}

/** weights <- weights - y^2 half, of two rows. */
function weaken(weight: usize, y: v128, half: v128): void {
  v128.store(weight, f64x2.sub(v128.load(weight), f64x2.mul(f64x2.mul(y, y), half)));
}

/** A difference in one of the axes of its component, and its part of the log weights. */
function rotate(axis: usize, to: usize, half: v128, weight: usize): void {
  let y0 = f64x2.splat(0.0);
  let y1 = y0;
  let y2 = y0;
  let y3 = y0;
  let y4 = y0;
  let y5 = y0;
  let y6 = y0;
  let y7 = y0;
  for (let from = work, stop = work + COLUMN * dimension; from < stop; from += COLUMN) {
    const entry = v128.load64_splat(axis);
    axis += 8;
    y0 = f64x2.add(y0, f64x2.mul(entry, v128.load(from)));
    y1 = f64x2.add(y1, f64x2.mul(entry, v128.load(from, 16)));
    y2 = f64x2.add(y2, f64x2.mul(entry, v128.load(from, 32)));
    y3 = f64x2.add(y3, f64x2.mul(entry, v128.load(from, 48)));
    y4 = f64x2.add(y4, f64x2.mul(entry, v128.load(from, 64)));
    y5 = f64x2.add(y5, f64x2.mul(entry, v128.load(from, 80)));
    y6 = f64x2.add(y6, f64x2.mul(entry, v128.load(from, 96)));
    y7 = f64x2.add(y7, f64x2.mul(entry, v128.load(from, 112)));
  }
  v128.store(to, y0);
  v128.store(to, y1, 16);
  v128.store(to, y2, 32);
  v128.store(to, y3, 48);
  v128.store(to, y4, 64);
  v128.store(to, y5, 80);
  v128.store(to, y6, 96);
  v128.store(to, y7, 112);
  weaken(weight, y0, half);
  weaken(weight + 16, y1, half);
  weaken(weight + 32, y2, half);
  weaken(weight + 48, y3, half);
  weaken(weight + 64, y4, half);
  weaken(weight + 80, y5, half);
  weaken(weight + 96, y6, half);
  weaken(weight + 112, y7, half);
}

/** Log weights of component k. */
function logWeights(k: u32): void {
  const d = dimension;
  const weight = weights + COLUMN * k;
  const offset = v128.load64_splat(offsets + 8 * k);
  for (let at: usize = 0; at < COLUMN; at += 16) v128.store(weight + at, offset);
  subtractMean(k);
  const rank = load<i32>(ranks + 4 * k);
  let precision = precisions + 8 * k * d;
  if (rank < 0) {
    for (let y = work, stop = work + COLUMN * d; y < stop; y += COLUMN) {
      const half = f64x2.mul(f64x2.splat(0.5), v128.load64_splat(precision));
      precision += 8;
      for (let at: usize = 0; at < COLUMN; at += 16) weaken(weight + at, v128.load(y + at), half);
    }
  } else {
    let y = rotated + COLUMN * d * rank;
    let axis = axes + 8 * d * d * rank;
    for (let i: u32 = 0; i < d; i++) {
      rotate(axis, y, f64x2.mul(f64x2.splat(0.5), v128.load64_splat(precision)), weight);
      precision += 8;
      axis += 8 * d;
      y += COLUMN;
    }
  }
}

/** Log weights of two rows to weights. */
function weigh(at: usize): void {
  const stop = weights + COLUMN * numComponents + at;
  let max = f64x2.splat(-Infinity);
  for (let w = weights + at; w < stop; w += COLUMN) max = f64x2.pmax(max, v128.load(w));
  let sum = f64x2.splat(0.0);
  for (let w = weights + at; w < stop; w += COLUMN) {
    const weight = exp(f64x2.sub(v128.load(w), max));
    sum = f64x2.add(sum, weight);
    v128.store(w, weight);
  }
  v128.store(maxima + at, max);
  v128.store(sums + at, sum);
}

/** Weights of the first `count` rows, up to whole vectors; those of the other vectors are 0. */
export function look(count: u32): void {
  const d = dimension;
  for (let i: u32 = 0; i < blockRows; i++)
    for (let j: u32 = 0; j < d; j++)
      store<f64>(columns + COLUMN * j + 8 * i, i < count ? load<f64>(points + 8 * (i * d + j)) : 0);
  for (let k: u32 = 0; k < numComponents; k++) logWeights(k);
  const used: usize = 16 * ((count + 1) / 2);
  for (let at: usize = 0; at < used; at += 16) weigh(at);
  if (used < COLUMN)
    for (let k: u32 = 0; k < numComponents; k++) memory.fill(weights + COLUMN * k + used, 0, COLUMN - used);
}

/** Whether every row of the block has weight 0 under a component. */
function isAbsent(weight: usize): bool {
  let any = v128.load(weight);
  for (let at: usize = 16; at < COLUMN; at += 16) any = v128.or(any, v128.load(weight + at));
  return !v128.any_true(any);
}

function gainOf(at: usize, isScore: bool): v128 {
  return isScore ? f64x2.neg(v128.load64_splat(precisions + at)) : v128.load64_splat(shrinkages + at);
}

function originOf(at: usize, isScore: bool): v128 {
  return isScore ? f64x2.splat(0.0) : v128.load64_splat(means + at);
}

/** work <- origin + gain (x - m): the vectors of a component with a diagonal covariance, one column of `work` a j. */
function diagonalVectors(k: u32, isScore: bool): void {
  const d = dimension;
  subtractMean(k);
  let row = 8 * k * d;
  for (let at = work, stop = work + COLUMN * d; at < stop; row += 8) {
    const gain = gainOf(row, isScore);
    const origin = originOf(row, isScore);
    for (const next = at + COLUMN; at < next; at += 16)
      v128.store(at, f64x2.add(origin, f64x2.mul(gain, v128.load(at))));
  }
}

/** totals <- totals + weight vector, of two rows. */
function add(total: usize, weight: usize, vector: v128): void {
  v128.store(total, f64x2.add(v128.load(total), f64x2.mul(v128.load(weight), vector)));
}

/** One coordinate of the vectors, back from the axes: origin + sum_l entry_l work_l, and its part of the averages. */
function turnBack(entry: usize, origin: v128, to: usize, weight: usize, total: usize): void {
  let y0 = origin;
  let y1 = y0;
  let y2 = y0;
  let y3 = y0;
  let y4 = y0;
  let y5 = y0;
  let y6 = y0;
  let y7 = y0;
  const step = 8 * dimension;
  for (let from = work, stop = work + COLUMN * dimension; from < stop; from += COLUMN) {
    const axis = v128.load64_splat(entry);
    entry += step;
    y0 = f64x2.add(y0, f64x2.mul(axis, v128.load(from)));
    y1 = f64x2.add(y1, f64x2.mul(axis, v128.load(from, 16)));
    y2 = f64x2.add(y2, f64x2.mul(axis, v128.load(from, 32)));
    y3 = f64x2.add(y3, f64x2.mul(axis, v128.load(from, 48)));
    y4 = f64x2.add(y4, f64x2.mul(axis, v128.load(from, 64)));
    y5 = f64x2.add(y5, f64x2.mul(axis, v128.load(from, 80)));
    y6 = f64x2.add(y6, f64x2.mul(axis, v128.load(from, 96)));
    y7 = f64x2.add(y7, f64x2.mul(axis, v128.load(from, 112)));
  }
  v128.store(to, y0);
  v128.store(to, y1, 16);
  v128.store(to, y2, 32);
  v128.store(to, y3, 48);
  v128.store(to, y4, 64);
  v128.store(to, y5, 80);
  v128.store(to, y6, 96);
  v128.store(to, y7, 112);
  add(total, weight, y0);
  add(total + 16, weight + 16, y1);
  add(total + 32, weight + 32, y2);
  add(total + 48, weight + 48, y3);
  add(total + 64, weight + 64, y4);
  add(total + 80, weight + 80, y5);
  add(total + 96, weight + 96, y6);
  add(total + 112, weight + 112, y7);
}

/** Adds the vectors of a component with axes to the averages; they replace its rotated differences. */
function addRotated(k: u32, rank: u32, isScore: bool): void {
  const d = dimension;
  const weight = weights + COLUMN * k;
  const vectors = rotated + COLUMN * d * rank;
  let row = 8 * k * d;
  let from = vectors;
  for (let to = work, stop = work + COLUMN * d; to < stop; row += 8) {
    const gain = gainOf(row, isScore);
    for (const next = to + COLUMN; to < next; to += 64) {
      v128.store(to, f64x2.mul(gain, v128.load(from)));
      v128.store(to, f64x2.mul(gain, v128.load(from, 16)), 16);
      v128.store(to, f64x2.mul(gain, v128.load(from, 32)), 32);
      v128.store(to, f64x2.mul(gain, v128.load(from, 48)), 48);
      from += 64;
    }
  }
  const matrix = axes + 8 * d * d * rank;
  for (let j: u32 = 0; j < d; j++)
    turnBack(matrix + 8 * j, originOf(8 * (k * d + j), isScore), vectors + COLUMN * j, weight, totals + COLUMN * j);
}

function addDiagonal(k: u32, isScore: bool): void {
  diagonalVectors(k, isScore);
  const weight = weights + COLUMN * k;
  for (let at: usize = 0; at < COLUMN * dimension; at += COLUMN)
    for (let i: usize = 0; i < COLUMN; i += 16) add(totals + at + i, weight + i, v128.load(work + at + i));
}

/** Averages of the components' vectors for the rows of `look`. */
export function average(isScore: bool): void {
  const d = dimension;
  memory.fill(totals, 0, COLUMN * d);
  for (let k: u32 = 0; k < numComponents; k++) {
    if (isAbsent(weights + COLUMN * k)) continue;
    const rank = load<i32>(ranks + 4 * k);
    if (rank < 0) addDiagonal(k, isScore);
    else addRotated(k, rank, isScore);
  }
  for (let j: u32 = 0; j < d; j++) {
    const total = totals + COLUMN * j;
    for (let at: usize = 0; at < COLUMN; at += 16)
      v128.store(total + at, f64x2.div(v128.load(total + at), v128.load(sums + at)));
    for (let i: u32 = 0; i < blockRows; i++) store<f64>(averages + 8 * (i * d + j), load<f64>(total + 8 * i));
  }
}

/** Spreads of the vectors around the averages that `average` has just made. */
export function spread(isScore: bool): void {
  const d = dimension;
  memory.fill(spreads, 0, COLUMN);
  for (let k: u32 = 0; k < numComponents; k++) {
    const weight = weights + COLUMN * k;
    if (isAbsent(weight)) continue;
    const rank = load<i32>(ranks + 4 * k);
    if (rank < 0) diagonalVectors(k, isScore);
    const vectors = rank < 0 ? work : rotated + COLUMN * d * rank;
    const within = v128.load64_splat((isScore ? curvatures : remainders) + 8 * k);
    for (let at: usize = 0; at < COLUMN; at += 16) {
      let own = f64x2.splat(0.0);
      for (let j: u32 = 0; j < d; j++) {
        const difference = f64x2.sub(v128.load(vectors + COLUMN * j + at), v128.load(totals + COLUMN * j + at));
        own = f64x2.add(own, f64x2.mul(difference, difference));
      }
      const term = f64x2.mul(v128.load(weight + at), f64x2.add(own, within));
      v128.store(spreads + at, f64x2.add(v128.load(spreads + at), term));
    }
  }
  for (let at: usize = 0; at < COLUMN; at += 16)
    v128.store(spreads + at, f64x2.div(v128.load(spreads + at), v128.load(sums + at)));
}
