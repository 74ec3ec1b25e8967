// SIMD fills of uniforms and normals. src/fill-scalar.ts computes the same bits and says which formulas these are.
// `philox` writes the words of four blocks at a time as four vectors, one per word of the block, a lane per block; each
// fill then overwrites them in place with its values in block order: 64 bytes of words become 64 bytes of output.
// Only plain SIMD: a fused multiply-add would change the last bits from one machine to the next.

/** Blocks per call at most: 32 kB of output, from __heap_base on. */
export const maxBlocks: u32 = 2048;
memory.grow(1);

export function outputOffset(): usize {
  return __heap_base;
}

// @ts-expect-error: decorator
function low(p: v128, q: v128): v128 {
  return v128.shuffle<i32>(p, q, 0, 2, 4, 6);
}
// @ts-expect-error: decorator
function high(p: v128, q: v128): v128 {
  return v128.shuffle<i32>(p, q, 1, 3, 5, 7);
}

/** Philox4x32-10 of counters (block + 0..numBlocks-1, 0, 0). */
function philox(key0: u32, key1: u32, block: u64, numBlocks: u32): void {
  const end = __heap_base + 16 * numBlocks;
  for (let out = __heap_base; out < end; out += 64) {
    philoxGroup(out, key0, key1, block);
    block += 4;
  }
}

/** Four blocks. */
// @ts-expect-error: decorator
function philoxGroup(out: usize, key0: u32, key1: u32, block: u64): void {
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
  v128.store(out, a);
  v128.store(out, b, 16);
  v128.store(out, c, 32);
  v128.store(out, d, 48);
}

/** Stores the 4x4 transpose: row i of memory is lane i of the four vectors. */
// @ts-expect-error: decorator
function storeTransposed(out: usize, r0: v128, r1: v128, r2: v128, r3: v128): void {
  const a = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
  const b = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
  const c = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
  const d = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i64>(a, c, 0, 2));
  v128.store(out, v128.shuffle<i64>(a, c, 1, 3), 16);
  v128.store(out, v128.shuffle<i64>(b, d, 0, 2), 32);
  v128.store(out, v128.shuffle<i64>(b, d, 1, 3), 48);
}

// ---- f32 ----

// @ts-expect-error: decorator
function uniform32(w: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(w, 8)), f32x4.splat(5.9604644775390625e-8));
}

export function fillUniform32(k0: u32, k1: u32, block: u64, numBlocks: u32): void {
  philox(k0, k1, block, numBlocks);
  const end = __heap_base + 16 * numBlocks;
  for (let out = __heap_base; out < end; out += 64) {
    const w0 = v128.load(out);
    const w1 = v128.load(out, 16);
    const w2 = v128.load(out, 32);
    const w3 = v128.load(out, 48);
    storeTransposed(out, uniform32(w0), uniform32(w1), uniform32(w2), uniform32(w3));
  }
}

// @ts-expect-error: decorator
function fma32(a: v128, b: v128, c: f32): v128 {
  return f32x4.add(f32x4.mul(a, b), f32x4.splat(c));
}

/** sqrt(-2 log u), u = (w + 1/2) 2^-32 in f32. */
// @ts-expect-error: decorator
function radius32(w: v128): v128 {
  const u = f32x4.mul(f32x4.add(f32x4.convert_i32x4_u(w), f32x4.splat(0.5)), f32x4.splat(2.3283064365386963e-10));
  const bits = i32x4.add(u, i32x4.splat(0x3f800000 - 0x3f3504f3));
  const k = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(bits, 23), i32x4.splat(127)));
  const f = f32x4.sub(i32x4.add(v128.and(bits, i32x4.splat(0x7fffff)), i32x4.splat(0x3f3504f3)), f32x4.splat(1.0));
  const z = f32x4.mul(f, f);
  let p = fma32(f32x4.splat(7.0376836292e-2), f, -1.151461031e-1);
  p = fma32(p, f, 1.167699874e-1);
  p = fma32(p, f, -1.2420140846e-1);
  p = fma32(p, f, 1.4249322787e-1);
  p = fma32(p, f, -1.6668057665e-1);
  p = fma32(p, f, 2.0000714765e-1);
  p = fma32(p, f, -2.4999993993e-1);
  p = fma32(p, f, 3.3333331174e-1);
  p = f32x4.mul(f32x4.mul(p, f), z);
  p = f32x4.add(p, f32x4.mul(k, f32x4.splat(-2.1219444e-4)));
  p = f32x4.sub(p, f32x4.mul(z, f32x4.splat(0.5)));
  p = f32x4.add(f32x4.add(p, f), f32x4.mul(k, f32x4.splat(0.693359375)));
  return f32x4.sqrt(f32x4.max(f32x4.mul(p, f32x4.splat(-2.0)), f32x4.splat(0.0)));
}

/** Replaces a radius word and an angle word at `at` by two normals. */
function normalPair32(at: usize): void {
  const radius = radius32(v128.load(at));
  const angleWord = v128.load(at, 16);
  const r = f32x4.mul(
    f32x4.convert_i32x4_s(v128.and(angleWord, i32x4.splat(~3))),
    f32x4.splat(<f32>(0.7853981633974483 / 2147483648.0)),
  );
  const z = f32x4.mul(r, r);
  let s = fma32(f32x4.splat(-1.9515295891e-4), z, 8.3321608736e-3);
  s = fma32(s, z, -1.6666654611e-1);
  s = f32x4.add(f32x4.mul(f32x4.mul(s, z), r), r);
  let c = fma32(f32x4.splat(2.443315711809948e-5), z, -1.388731625493765e-3);
  c = fma32(c, z, 4.166664568298827e-2);
  c = f32x4.add(f32x4.sub(f32x4.mul(f32x4.mul(c, z), z), f32x4.mul(z, f32x4.splat(0.5))), f32x4.splat(1.0));
  const major = f32x4.mul(v128.xor(c, i32x4.shl(v128.and(angleWord, i32x4.splat(2)), 30)), radius);
  const minor = f32x4.mul(s, radius);
  const isSwapped = i32x4.sub(i32x4.splat(0), v128.and(angleWord, i32x4.splat(1)));
  v128.store(at, v128.bitselect(minor, major, isSwapped));
  v128.store(at, v128.bitselect(major, minor, isSwapped), 16);
}

export function fillNormal32(k0: u32, k1: u32, block: u64, numBlocks: u32): void {
  philox(k0, k1, block, numBlocks);
  const end = __heap_base + 16 * numBlocks;
  for (let out = __heap_base; out < end; out += 64) {
    normalPair32(out);
    normalPair32(out + 32);
    storeTransposed(out, v128.load(out), v128.load(out, 16), v128.load(out, 32), v128.load(out, 48));
  }
}

// ---- f64 ----

/** 53 bits of two words as a count 0..2^53 - 1, lanes 0 and 1. */
// @ts-expect-error: decorator
function count64(high27: v128, low26: v128): v128 {
  return f64x2.add(
    f64x2.mul(f64x2.convert_low_i32x4_s(high27), f64x2.splat(67108864.0)),
    f64x2.convert_low_i32x4_s(low26),
  );
}

// @ts-expect-error: decorator
function upper(w: v128): v128 {
  return v128.shuffle<i32>(w, w, 2, 3, 2, 3);
}

/** Lane pairs of u (first value of each block) and v (second value) to blocks in order. */
// @ts-expect-error: decorator
function storePairs(out: usize, u: v128, v: v128): void {
  v128.store(out, v128.shuffle<i64>(u, v, 0, 2));
  v128.store(out, v128.shuffle<i64>(u, v, 1, 3), 16);
}

export function fillUniform64(k0: u32, k1: u32, block: u64, numBlocks: u32): void {
  const scale = f64x2.splat(1.1102230246251565e-16);
  philox(k0, k1, block, numBlocks);
  const end = __heap_base + 16 * numBlocks;
  for (let out = __heap_base; out < end; out += 64) {
    const w0 = v128.load(out);
    const w1 = v128.load(out, 16);
    const w2 = v128.load(out, 32);
    const w3 = v128.load(out, 48);
    const h0 = i32x4.shr_u(w0, 5);
    const l0 = i32x4.shr_u(w1, 6);
    const h1 = i32x4.shr_u(w2, 5);
    const l1 = i32x4.shr_u(w3, 6);
    storePairs(out, f64x2.mul(count64(h0, l0), scale), f64x2.mul(count64(h1, l1), scale));
    storePairs(
      out + 32,
      f64x2.mul(count64(upper(h0), upper(l0)), scale),
      f64x2.mul(count64(upper(h1), upper(l1)), scale),
    );
  }
}

// @ts-expect-error: decorator
function fma64(a: v128, b: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(a, b), f64x2.splat(c));
}

/** sqrt(-2 log u), u = (count + 1) 2^-53. */
// @ts-expect-error: decorator
function radius64(count: v128): v128 {
  const u = f64x2.mul(f64x2.add(count, f64x2.splat(1.0)), f64x2.splat(1.1102230246251565e-16));
  const bits = i64x2.add(u, i64x2.splat(0x3ff0000000000000 - 0x3fe6a09e00000000));
  const exponent = i64x2.shr_u(bits, 52);
  const k = f64x2.sub(
    f64x2.convert_low_i32x4_s(v128.shuffle<i32>(exponent, exponent, 0, 2, 0, 2)),
    f64x2.splat(1023.0),
  );
  const f = f64x2.sub(
    i64x2.add(v128.and(bits, i64x2.splat(0xfffffffffffff)), i64x2.splat(0x3fe6a09e00000000)),
    f64x2.splat(1.0),
  );
  const s = f64x2.div(f, f64x2.add(f64x2.splat(2.0), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  let even = fma64(f64x2.splat(1.531383769920937332e-1), w, 2.222219843214978396e-1);
  even = f64x2.mul(w, fma64(even, w, 3.999999999940941908e-1));
  let odd = fma64(f64x2.splat(1.479819860511658591e-1), w, 1.818357216161805012e-1);
  odd = fma64(odd, w, 2.857142874366239149e-1);
  odd = f64x2.mul(z, fma64(odd, w, 6.66666666666673513e-1));
  const halfSquare = f64x2.mul(f64x2.mul(f64x2.splat(0.5), f), f);
  let p = f64x2.mul(s, f64x2.add(halfSquare, f64x2.add(odd, even)));
  p = f64x2.add(p, f64x2.mul(k, f64x2.splat(1.90821492927058770002e-10)));
  p = f64x2.add(f64x2.sub(p, halfSquare), f);
  p = f64x2.add(f64x2.mul(k, f64x2.splat(6.9314718036912381649e-1)), p);
  return f64x2.sqrt(f64x2.mul(p, f64x2.splat(-2.0)));
}

/** Two normals a lane from counts for radius and angle and the angle's low word, stored to two blocks. */
function storeNormals64(out: usize, radiusCount: v128, angleCount: v128, angleWord: v128): void {
  const radius = radius64(radiusCount);
  const r = f64x2.mul(
    f64x2.sub(angleCount, f64x2.splat(4503599627370495.5)),
    f64x2.splat(0.7853981633974483 / 4503599627370496.0),
  );
  const z = f64x2.mul(r, r);
  let s = fma64(f64x2.splat(1.58969099521155010221e-10), z, -2.50507602534068634195e-8);
  s = fma64(s, z, 2.75573137070700676789e-6);
  s = fma64(s, z, -1.98412698298579493134e-4);
  s = fma64(s, z, 8.33333333332248946124e-3);
  s = fma64(s, z, -1.66666666666666324348e-1);
  s = f64x2.add(f64x2.mul(f64x2.mul(s, z), r), r);
  let c = fma64(f64x2.splat(-1.13596475577881948265e-11), z, 2.0875723212981748279e-9);
  c = fma64(c, z, -2.75573143513906633035e-7);
  c = fma64(c, z, 2.48015872894767294178e-5);
  c = fma64(c, z, -1.38888888888741095749e-3);
  c = fma64(c, z, 4.16666666666666019037e-2);
  c = f64x2.add(f64x2.sub(f64x2.mul(f64x2.mul(c, z), z), f64x2.mul(z, f64x2.splat(0.5))), f64x2.splat(1.0));
  // The low word of each lane to both halves of its 64 bits.
  const bits = v128.shuffle<i32>(angleWord, angleWord, 0, 0, 1, 1);
  const major = f64x2.mul(v128.xor(c, i64x2.shl(v128.and(bits, i64x2.splat(2)), 62)), radius);
  const minor = f64x2.mul(s, radius);
  const isSwapped = i32x4.sub(i32x4.splat(0), v128.and(bits, i32x4.splat(1)));
  storePairs(out, v128.bitselect(minor, major, isSwapped), v128.bitselect(major, minor, isSwapped));
}

export function fillNormal64(k0: u32, k1: u32, block: u64, numBlocks: u32): void {
  philox(k0, k1, block, numBlocks);
  const end = __heap_base + 16 * numBlocks;
  for (let out = __heap_base; out < end; out += 64) {
    const w0 = v128.load(out);
    const w1 = v128.load(out, 16);
    const w2 = v128.load(out, 32);
    const w3 = v128.load(out, 48);
    const h0 = i32x4.shr_u(w0, 5);
    const l0 = i32x4.shr_u(w1, 6);
    const h1 = i32x4.shr_u(w2, 5);
    const l1 = i32x4.shr_u(w3, 6);
    storeNormals64(out, count64(h0, l0), count64(h1, l1), w3);
    storeNormals64(out + 32, count64(upper(h0), upper(l0)), count64(upper(h1), upper(l1)), upper(w3));
  }
}
