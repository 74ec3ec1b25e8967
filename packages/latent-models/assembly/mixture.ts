// One pass of EM over blocks of rows, two rows to a vector. src/mixture-pass-scalar.ts computes the same bits and says
// what is computed. Sums are kept for even and odd rows apart, as the two lanes of a vector.

/** Rows in a block. */
export const blockRows: u32 = 64;
const COLUMN: usize = 8 * blockRows;

let dimension: u32 = 0;
let numComponents: u32 = 0;
/** Full covariances, else diagonal ones: which entries of a packed lower triangle there are. */
let isFull: bool = false;
/** Entries of a component's packed triangle. */
let numEntries: u32 = 0;

// Where each array begins, in bytes.
/** (blockRows, d), row-major: the block as it comes. */
export let rows: usize = 0;
/** (K, d). */
export let means: usize = 0;
/** (K, entries). */
export let factors: usize = 0;
/** (K). */
export let offsets: usize = 0;
/** (blockRows) each: largest log weight of a row, sum of exp(log weight - largest), sum of responsibility * log weight. */
export let rowMax: usize = 0;
export let rowSum: usize = 0;
export let rowCross: usize = 0;
/** Two lanes an entry: (K), (K, d), (K, entries). */
export let totals: usize = 0;
export let shifts: usize = 0;
export let squares: usize = 0;
/** (K, blockRows): log weights, then responsibilities. */
export let weights: usize = 0;
/** (d, blockRows): the block's columns, and their differences from a mean. */
let columns: usize = 0;
let differences: usize = 0;
let end: usize = 0;

function place(at: usize, numbers: u32): usize {
  end = at + 8 * numbers;
  return at;
}

/** Lays out the memory, 16-byte aligned because every length but that of `offsets` and `factors` is even. */
export function configure(d: u32, k: u32, full: bool): void {
  dimension = d;
  numComponents = k;
  isFull = full;
  numEntries = full ? (d * (d + 1)) / 2 : d;
  rows = place((__heap_base + 15) & ~15, blockRows * d);
  columns = place(end, blockRows * d);
  differences = place(end, blockRows * d);
  weights = place(end, blockRows * k);
  rowMax = place(end, blockRows);
  rowSum = place(end, blockRows);
  rowCross = place(end, blockRows);
  totals = place(end, 2 * k);
  shifts = place(end, 2 * k * d);
  squares = place(end, 2 * k * numEntries);
  means = place(end, k * d);
  offsets = place(end, k);
  factors = place(end, k * numEntries);
  const missing = <i32>((end + 0xffff) >>> 16) - memory.size();
  if (missing > 0) memory.grow(missing);
}

export function clear(): void {
  memory.fill(totals, 0, means - totals);
}

/** exp of two numbers <= 0; 0 below -708. The formula of prob-core's `exp`. */
function exp(x: v128): v128 {
  const isTiny = f64x2.lt(x, f64x2.splat(-708.0));
  const clamped = f64x2.max(x, f64x2.splat(-708.0));
  const k = f64x2.floor(f64x2.add(f64x2.mul(clamped, f64x2.splat(1.442695040888963387)), f64x2.splat(0.5)));
  const high = f64x2.sub(clamped, f64x2.mul(k, f64x2.splat(6.9314718036912381649e-1)));
  const low = f64x2.mul(k, f64x2.splat(1.90821492927058770002e-10));
  const r = f64x2.sub(high, low);
  const z = f64x2.mul(r, r);
  let p = f64x2.add(f64x2.splat(-1.6533902205465251539e-6), f64x2.mul(z, f64x2.splat(4.13813679705723846039e-8)));
  p = f64x2.add(f64x2.splat(6.61375632143793436117e-5), f64x2.mul(z, p));
  p = f64x2.add(f64x2.splat(-2.77777777770155933842e-3), f64x2.mul(z, p));
  p = f64x2.add(f64x2.splat(1.66666666666666019037e-1), f64x2.mul(z, p));
  const c = f64x2.sub(r, f64x2.mul(z, p));
  const quotient = f64x2.div(f64x2.mul(r, c), f64x2.sub(f64x2.splat(2.0), c));
  const y = f64x2.add(f64x2.splat(1.0), f64x2.add(f64x2.sub(quotient, low), high));
  const exponent = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(k));
  const scale = i64x2.shl(i64x2.add(exponent, i64x2.splat(1023)), 52);
  return v128.andnot(f64x2.mul(y, scale), isTiny);
}

function subtractMean(k: u32): void {
  const d = dimension;
  let mean = means + 8 * k * d;
  let at = columns;
  let to = differences;
  for (let j: u32 = 0; j < d; j++) {
    const m = v128.load64_splat(mean);
    mean += 8;
    for (const stop = at + COLUMN; at < stop; at += 16) {
      v128.store(to, f64x2.sub(v128.load(at), m));
      to += 16;
    }
  }
}

/** Log weights of component k for the block, eight rows at a time. */
function logWeights(k: u32): void {
  const d = dimension;
  const full = isFull;
  const firstFactor = factors + 8 * k * numEntries;
  const offset = v128.load64_splat(offsets + 8 * k);
  const half = f64x2.splat(0.5);
  for (let at: usize = 0; at < COLUMN; at += 64) {
    let factor = firstFactor;
    let d0 = f64x2.splat(0.0);
    let d1 = d0;
    let d2 = d0;
    let d3 = d0;
    const first = differences + at;
    let last = first;
    for (let i: u32 = 0; i < d; i++) {
      let y0 = f64x2.splat(0.0);
      let y1 = y0;
      let y2 = y0;
      let y3 = y0;
      for (let from = full ? first : last; from <= last; from += COLUMN) {
        const w = v128.load64_splat(factor);
        factor += 8;
        y0 = f64x2.add(y0, f64x2.mul(w, v128.load(from)));
        y1 = f64x2.add(y1, f64x2.mul(w, v128.load(from, 16)));
        y2 = f64x2.add(y2, f64x2.mul(w, v128.load(from, 32)));
        y3 = f64x2.add(y3, f64x2.mul(w, v128.load(from, 48)));
      }
      d0 = f64x2.add(d0, f64x2.mul(y0, y0));
      d1 = f64x2.add(d1, f64x2.mul(y1, y1));
      d2 = f64x2.add(d2, f64x2.mul(y2, y2));
      d3 = f64x2.add(d3, f64x2.mul(y3, y3));
      last += COLUMN;
    }
    const to = weights + COLUMN * k + at;
    v128.store(to, f64x2.sub(offset, f64x2.mul(half, d0)));
    v128.store(to, f64x2.sub(offset, f64x2.mul(half, d1)), 16);
    v128.store(to, f64x2.sub(offset, f64x2.mul(half, d2)), 32);
    v128.store(to, f64x2.sub(offset, f64x2.mul(half, d3)), 48);
  }
}

/** Log weights to responsibilities, with what the bound needs of each row. */
function normalise(at: usize): void {
  const stop = weights + COLUMN * numComponents + at;
  let max = v128.load(weights + at);
  for (let w = weights + at; w < stop; w += COLUMN) max = f64x2.pmax(max, v128.load(w));
  let sum = f64x2.splat(0.0);
  let cross = f64x2.splat(0.0);
  for (let w = weights + at; w < stop; w += COLUMN) {
    const logWeight = v128.load(w);
    const weight = exp(f64x2.sub(logWeight, max));
    sum = f64x2.add(sum, weight);
    // A component of weight zero has log weight -Infinity and no part in the bound.
    cross = f64x2.add(cross, v128.and(f64x2.mul(weight, logWeight), f64x2.gt(weight, f64x2.splat(0.0))));
    v128.store(w, weight);
  }
  for (let w = weights + at; w < stop; w += COLUMN) v128.store(w, f64x2.div(v128.load(w), sum));
  v128.store(rowMax + at, max);
  v128.store(rowSum + at, sum);
  v128.store(rowCross + at, f64x2.div(cross, sum));
}

/** Adds the rows' weighted differences and products to component k's sums. */
function accumulate(k: u32): void {
  const d = dimension;
  const full = isFull;
  const total = totals + 16 * k;
  const firstShift = shifts + 16 * k * d;
  const firstSquare = squares + 16 * k * numEntries;
  const responsibilities = weights + COLUMN * k;
  for (let at: usize = 0; at < COLUMN; at += 16) {
    const responsibility = v128.load(responsibilities + at);
    v128.store(total, f64x2.add(v128.load(total), responsibility));
    let shift = firstShift;
    let square = firstSquare;
    const first = differences + at;
    let last = first;
    for (let i: u32 = 0; i < d; i++) {
      const weighted = f64x2.mul(responsibility, v128.load(last));
      v128.store(shift, f64x2.add(v128.load(shift), weighted));
      shift += 16;
      for (let from = full ? first : last; from <= last; from += COLUMN) {
        v128.store(square, f64x2.add(v128.load(square), f64x2.mul(weighted, v128.load(from))));
        square += 16;
      }
      last += COLUMN;
    }
  }
}

/** Responsibilities of the block and what the bound needs of each row. Rows from `count` on are zeros. */
export function expectation(count: u32): void {
  for (let i: u32 = 0; i < blockRows; i++)
    for (let j: u32 = 0; j < dimension; j++)
      store<f64>(columns + COLUMN * j + 8 * i, i < count ? load<f64>(rows + 8 * (i * dimension + j)) : 0);
  for (let k: u32 = 0; k < numComponents; k++) {
    subtractMean(k);
    logWeights(k);
  }
  for (let at: usize = 0; at < COLUMN; at += 16) normalise(at);
}

/** Adds the first `count` rows of the block to the sums. */
export function accumulation(count: u32): void {
  for (let k: u32 = 0; k < numComponents; k++) {
    if (count < blockRows) memory.fill(weights + COLUMN * k + 8 * count, 0, 8 * (blockRows - count));
    subtractMean(k);
    accumulate(k);
  }
}
