// Sweeps of single-spin updates over an Ising model. src/sweep-scalar.ts computes the same bits and says what they are.
// Sites come in groups of 16, one Philox word each, so the words of a group are four blocks at a place that depends on
// the site alone: a group without a site that could move needs none. Everything else is decided for 16 sites at once.

/** Sites in a group. */
export const groupSize: u32 = 16;
/** Levels at most for which the bound of every site is counted, rather than looked up for the sites that could move. */
const FEW_LEVELS: i32 = 32;

let numGroups: u32 = 0;
/** Thresholds of the levels lo + 1 .. hi, u32. */
export let thresholds: usize = 0;
/** s_i, i16 or f64, padded to whole groups by +1. */
export let spins: usize = 0;
/** h_i + sum_j J_ij s_j, i16 or f64, padded by something above every level. */
export let fields: usize = 0;
/** Where each row of `neighbours` begins, in bytes from its start; u32, one more than sites. */
export let rowOffsets: usize = 0;
/** Sparse: (place of its field, 2 J), each i32 or each f64; dense: rows of 2 J, padded by zeros. */
export let neighbours: usize = 0;
/** 2^32 times the acceptance probability at x = k/16 - 23, f64: falls with k. */
export let acceptances: usize = 0;
/** Cells of that table: up to x = 23, beyond the last word. */
export const numCells: u32 = 736;
/** Words of the group in hand, and the largest d that each accepts. */
let scratch: usize = 0;
let bounds: usize = 0;
let end: usize = 0;

function place(bytes: usize): usize {
  const at = end;
  end = (at + bytes + 15) & ~15;
  return at;
}

/** Lays out the memory; false where the engine has not got that much. `width` is the bytes of a spin. */
export function configure(n: u32, width: u32, numLevels: u32, neighbourBytes: f64): bool {
  numGroups = (n + groupSize - 1) / groupSize;
  end = (__heap_base + 15) & ~15;
  if (neighbourBytes > 4.0e9) return false;
  scratch = place(4 * groupSize);
  bounds = place(2 * groupSize);
  thresholds = place(4 * numLevels);
  acceptances = place(8 * (numCells + 1));
  spins = place(width * groupSize * numGroups);
  fields = place(width * groupSize * numGroups);
  rowOffsets = place(4 * (n + 1));
  neighbours = place(<usize>neighbourBytes);
  const missing = <i32>((end + 0xffff) >>> 16) - memory.size();
  return missing <= 0 || memory.grow(missing) >= 0;
}

function low(p: v128, q: v128): v128 {
  return v128.shuffle<i32>(p, q, 0, 2, 4, 6);
}
function high(p: v128, q: v128): v128 {
  return v128.shuffle<i32>(p, q, 1, 3, 5, 7);
}

/** Philox4x32-10 of counters (block + 0..3, 0, 0) to `scratch`: word w of the four blocks is vector w. */
function drawWords(key0: u32, key1: u32, block: u64): void {
  const lowWord = i32x4.splat(<u32>block);
  let a = i32x4.add(lowWord, i32x4(0, 1, 2, 3));
  // A lane that wrapped is below the word it began from: carry into the high word.
  let b = i32x4.sub(i32x4.splat(<u32>(block >> 32)), i32x4.lt_u(a, lowWord));
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  let k0 = i32x4.splat(key0);
  let k1 = i32x4.splat(key1);
  for (let round = 0; round < 10; round++) {
    const p0 = i64x2.extmul_low_i32x4_u(a, i32x4.splat(0xd2511f53));
    const p1 = i64x2.extmul_high_i32x4_u(a, i32x4.splat(0xd2511f53));
    const q0 = i64x2.extmul_low_i32x4_u(c, i32x4.splat(0xcd9e8d57));
    const q1 = i64x2.extmul_high_i32x4_u(c, i32x4.splat(0xcd9e8d57));
    a = v128.xor(v128.xor(high(q0, q1), b), k0);
    b = low(q0, q1);
    c = v128.xor(v128.xor(high(p0, p1), d), k1);
    d = low(p0, p1);
    k0 = i32x4.add(k0, i32x4.splat(0x9e3779b9));
    k1 = i32x4.add(k1, i32x4.splat(0xbb67ae85));
  }
  v128.store(scratch, a);
  v128.store(scratch, b, 16);
  v128.store(scratch, c, 32);
  v128.store(scratch, d, 48);
}

// ---- integers: couplings and fields in units of their common quantum, i16 ----

function flipInteger(site: u32): void {
  const at = spins + 2 * site;
  const s = <i32>load<i16>(at);
  store<i16>(at, -s);
  const delta = -s;
  const base = neighbours;
  const stop = base + load<u32>(rowOffsets + 4 * site, 4);
  for (let p = base + load<u32>(rowOffsets + 4 * site); p < stop; p += 8) {
    const field = fields + <usize>load<u32>(p);
    store<i16>(field, load<i16>(field) + delta * load<i32>(p, 4));
  }
}

/** Largest level accepted with these words: lo + the number of thresholds above the word. */
function countBounds(words: v128, lo: i32, numLevels: i32): v128 {
  const sign = i32x4.splat(0x80000000);
  const signed = v128.xor(words, sign);
  let bound = i32x4.splat(lo);
  const stop = thresholds + 4 * numLevels;
  for (let at = thresholds; at < stop; at += 4)
    bound = i32x4.sub(bound, i32x4.lt_s(signed, v128.xor(v128.load32_splat(at), sign)));
  return bound;
}

/** Visits a group by comparing each site with the bound of its word. */
function visitByBound(group: u32, d0: v128, d1: v128, lo: i32, numLevels: i32): i32 {
  const spinAt = spins + 32 * group;
  const fieldAt = fields + 32 * group;
  const bound0 = i16x8.narrow_i32x4_s(
    countBounds(v128.load(scratch), lo, numLevels),
    countBounds(v128.load(scratch, 16), lo, numLevels),
  );
  const bound1 = i16x8.narrow_i32x4_s(
    countBounds(v128.load(scratch, 32), lo, numLevels),
    countBounds(v128.load(scratch, 48), lo, numLevels),
  );
  let accepted = i8x16.bitmask(i8x16.narrow_i16x8_s(i16x8.le_s(d0, bound0), i16x8.le_s(d1, bound1)));
  if (accepted === 0) return 0;
  v128.store(bounds, bound0);
  v128.store(bounds, bound1, 16);
  let change = 0;
  do {
    const lane = <u32>ctz(accepted);
    const at = spinAt + 2 * lane;
    const s = <i32>load<i16>(at);
    change += s * <i32>load<i16>(fieldAt + 2 * lane);
    store<i16>(at, -s);
    const delta = -s;
    const row = rowOffsets + 4 * (groupSize * group + lane);
    const stop = neighbours + load<u32>(row, 4);
    for (let p = neighbours + load<u32>(row); p < stop; p += 8) {
      const field = fields + <usize>load<u32>(p);
      const value = <i32>load<i16>(field) + delta * load<i32>(p, 4);
      store<i16>(field, value);
      // A neighbour in the same group is decided anew; bits behind are dropped below.
      const inGroup = field - fieldAt;
      if (inGroup < 32) {
        const bit = 1 << (inGroup >>> 1);
        const isAccepted = <i32>load<i16>(spinAt + inGroup) * value <= <i32>load<i16>(bounds + inGroup);
        accepted = isAccepted ? accepted | bit : accepted & ~bit;
      }
    }
    accepted &= -2 << lane;
  } while (accepted !== 0);
  return change;
}

/** Visits a group site by site: for tables too long to count through. */
function visitByTable(group: u32, lo: i32, hi: i32): i32 {
  let change = 0;
  const first = groupSize * group;
  for (let lane: u32 = 0; lane < groupSize; lane++) {
    const site = first + lane;
    const d = <i32>load<i16>(spins + 2 * site) * <i32>load<i16>(fields + 2 * site);
    if (d > hi) continue;
    if (d > lo && load<u32>(scratch + 4 * lane) >= load<u32>(thresholds + 4 * (d - lo - 1))) continue;
    change += d;
    flipInteger(site);
  }
  return change;
}

/**
 * One sweep in order: a site flips if d = s_i * field_i <= lo, or d <= hi and its word is below the threshold of d.
 * Returns the sum of the d of all flips.
 */
export function sweepInteger(key0: u32, key1: u32, block: u64, lo: i32, hi: i32): i32 {
  const limit = i16x8.splat(<i16>hi);
  const numLevels = hi - lo;
  let change = 0;
  for (let group: u32 = 0; group < numGroups; group++) {
    const spinAt = spins + 32 * group;
    const fieldAt = fields + 32 * group;
    const d0 = i16x8.mul(v128.load(spinAt), v128.load(fieldAt));
    const d1 = i16x8.mul(v128.load(spinAt, 16), v128.load(fieldAt, 16));
    if (!v128.any_true(i16x8.le_s(i16x8.min_s(d0, d1), limit))) continue;
    drawWords(key0, key1, block + 4 * group);
    change += numLevels <= FEW_LEVELS ? visitByBound(group, d0, d1, lo, numLevels) : visitByTable(group, lo, hi);
  }
  return change;
}

// ---- real numbers, f64 ----

/** exp of a number in [-700, 0]. The formula of prob-core's `exp`. */
function exp(x: f64): f64 {
  const k = floor(x * 1.442695040888963387 + 0.5);
  const high = x - k * 6.9314718036912381649e-1;
  const low = k * 1.90821492927058770002e-10;
  const r = high - low;
  const z = r * r;
  const p =
    1.66666666666666019037e-1 +
    z *
      (-2.77777777770155933842e-3 +
        z * (6.61375632143793436117e-5 + z * (-1.6533902205465251539e-6 + z * 4.13813679705723846039e-8)));
  const c = r - z * p;
  const y = 1.0 + ((r * c) / (2.0 - c) - low + high);
  return y * reinterpret<f64>((<i64>k + 1023) << 52);
}

/**
 * word < 2^32 p(x), for |x| < 23. p falls: its values at the ends of the cell of x decide nearly always; the margins cover
 * the rounding of p and of the cell.
 */
function isAccepted(word: f64, x: f64, isHeatBath: bool): bool {
  const cell = acceptances + 8 * <usize>((x + 23.0) * 16.0);
  if (word >= load<f64>(cell) * (1.0 + 1.0e-9)) return false;
  if (word < load<f64>(cell, 8) * (1.0 - 1.0e-9)) return true;
  const e = exp(-abs(x));
  const p = isHeatBath ? (x > 0.0 ? e / (1.0 + e) : 1.0 / (1.0 + e)) : e;
  return word < 4294967296.0 * p;
}

function flipSparse(site: u32): void {
  const at = spins + 8 * site;
  const s = load<f64>(at);
  store<f64>(at, -s);
  const delta = -s;
  const base = neighbours;
  const stop = base + load<u32>(rowOffsets + 4 * site, 4);
  for (let p = base + load<u32>(rowOffsets + 4 * site); p < stop; p += 16) {
    const field = fields + <usize>load<f64>(p);
    store<f64>(field, load<f64>(field) + delta * load<f64>(p, 8));
  }
}

function flipDense(site: u32): void {
  const at = spins + 8 * site;
  const s = load<f64>(at);
  store<f64>(at, -s);
  const delta = f64x2.splat(-s);
  const bytes = 8 * groupSize * numGroups;
  let row = neighbours + <usize>bytes * site;
  const stop = fields + bytes;
  for (let field = fields; field < stop; field += 32) {
    v128.store(field, f64x2.add(v128.load(field), f64x2.mul(delta, v128.load(row))));
    v128.store(field, f64x2.add(v128.load(field, 16), f64x2.mul(delta, v128.load(row, 16))), 16);
    row += 32;
  }
}

/**
 * One sweep in order: a site flips if d = s_i * field_i <= lo, or d <= hi and its word is below 2^32 times the
 * acceptance probability at rate * d. Returns the sum of the d of all flips.
 */
export function sweepReal(
  key0: u32,
  key1: u32,
  block: u64,
  lo: f64,
  hi: f64,
  rate: f64,
  isHeatBath: bool,
  isDense: bool,
): f64 {
  const limit = f64x2.splat(hi);
  let change = 0.0;
  for (let group: u32 = 0; group < numGroups; group++) {
    const bytes = 8 * groupSize * group;
    let couldMove = f64x2.splat(0.0);
    for (let at = bytes; at < bytes + 8 * groupSize; at += 16)
      couldMove = v128.or(couldMove, f64x2.le(f64x2.mul(v128.load(spins + at), v128.load(fields + at)), limit));
    if (!v128.any_true(couldMove)) continue;
    drawWords(key0, key1, block + 4 * group);
    for (let lane: u32 = 0; lane < groupSize; lane++) {
      const site = groupSize * group + lane;
      const d = load<f64>(spins + 8 * site) * load<f64>(fields + 8 * site);
      if (!(d <= hi)) continue;
      if (d > lo && !isAccepted(<f64>load<u32>(scratch + 4 * lane), rate * d, isHeatBath)) continue;
      change += d;
      if (isDense) flipDense(site);
      else flipSparse(site);
    }
  }
  return change;
}
