/**
 * The fills in plain TypeScript: the reference for the SIMD kernels of `assembly/fill.ts`, which give the same bits,
 * and the path for engines that refuse WebAssembly. Value i of a fill depends on block floor(i/4) (f32) or floor(i/2)
 * (f64) of the key's stream alone, so a longer fill begins with a shorter one.
 *
 * Normals are Box and Muller's (Ann. Math. Stat. 29, 1958, 610): radius sqrt(-2 log u) times the cosine and sine of a
 * uniform angle. The angle is drawn as one of the four arcs |r| <= pi/4 by two bits, so no range reduction is needed.
 */
import { drawBlock } from './philox.ts';
import { log } from './special/log.ts';

/** Fills `out` from the blocks `block`, `block + 1`, … of the stream of (k0, k1). */
export type Fill<A> = (k0: number, k1: number, block: number, out: A) => void;

const words = /* @__PURE__ */ new Uint32Array(4);

/** A fill that draws a block, turns it into `perBlock` values and copies those that fit. */
function fillBy<A extends Float32Array | Float64Array>(
  perBlock: number,
  convert: (values: Float64Array) => void,
): Fill<A> {
  const values = new Float64Array(perBlock);
  return (k0, k1, block, out) => {
    for (let i = 0; i < out.length; i += perBlock) {
      drawBlock(k0, k1, block + i / perBlock, words);
      convert(values);
      const n = Math.min(perBlock, out.length - i);
      for (let j = 0; j < n; j++) out[i + j] = values[j]!;
    }
  };
}

/** 2^53 times a uniform, from 27 + 26 bits of two words. */
const count53 = (high: number, low: number): number => (high >>> 5) * 67108864 + (low >>> 6);

/** Multiples of 2^-24 in [0, 1). */
export const fillUniform32: Fill<Float32Array> = /* @__PURE__ */ fillBy(4, (values) => {
  for (let j = 0; j < 4; j++) values[j] = (words[j]! >>> 8) * 2 ** -24;
});

/** Multiples of 2^-53 in [0, 1). */
export const fillUniform64: Fill<Float64Array> = /* @__PURE__ */ fillBy(2, (values) => {
  values[0] = count53(words[0]!, words[1]!) * 2 ** -53;
  values[1] = count53(words[2]!, words[3]!) * 2 ** -53;
});

/** u = (w + 1/2) 2^-32, so |normal| <= sqrt(66 log 2) = 6.76; radius, sine and cosine within 2 ulp of f32. */
export const fillNormal32: Fill<Float32Array> = /* @__PURE__ */ fillBy(4, (values) => {
  for (let j = 0; j < 4; j += 2) {
    const radius = Math.fround(Math.sqrt(Math.max(Math.fround(log32(words[j]!) * -2), 0)));
    const angleWord = words[j + 1]!;
    const r = Math.fround(Math.fround(angleWord & ~3) * Math.fround(Math.PI / 4 / 2 ** 31));
    const major = Math.fround(cos32(r) * radius) * (angleWord & 2 ? -1 : 1);
    const minor = Math.fround(sin32(r) * radius);
    const isSwapped = (angleWord & 1) === 1;
    values[j] = isSwapped ? minor : major;
    values[j + 1] = isSwapped ? major : minor;
  }
});

/** u = (count + 1) 2^-53, so |normal| <= sqrt(106 log 2) = 8.57. */
export const fillNormal64: Fill<Float64Array> = /* @__PURE__ */ fillBy(2, (values) => {
  const radius = Math.sqrt(-2 * log((count53(words[0]!, words[1]!) + 1) * 2 ** -53));
  const angleWord = words[3]!;
  const r = (count53(words[2]!, angleWord) - 4503599627370495.5) * (Math.PI / 4 / 2 ** 52);
  const major = cos64(r) * (angleWord & 2 ? -1 : 1) * radius;
  const minor = sin64(r) * radius;
  const isSwapped = (angleWord & 1) === 1;
  values[0] = isSwapped ? minor : major;
  values[1] = isSwapped ? major : minor;
});

// ---- f64 kernels on |r| <= pi/4: FDLIBM 5.3 k_sin.c and k_cos.c ----

function sin64(r: number): number {
  const z = r * r;
  const s =
    ((((1.58969099521155010221e-10 * z + -2.50507602534068634195e-8) * z + 2.75573137070700676789e-6) * z +
      -1.98412698298579493134e-4) *
      z +
      8.33333333332248946124e-3) *
      z +
    -1.66666666666666324348e-1;
  return s * z * r + r;
}

function cos64(r: number): number {
  const z = r * r;
  const c =
    ((((-1.13596475577881948265e-11 * z + 2.0875723212981748279e-9) * z + -2.75573143513906633035e-7) * z +
      2.48015872894767294178e-5) *
      z +
      -1.38888888888741095749e-3) *
      z +
    4.16666666666666019037e-2;
  return c * z * z - z * 0.5 + 1;
}

// ---- f32 kernels: Moshier's Cephes logf.c and sinf.c, rounded to f32 after every operation ----

const f = Math.fround;
const LOG32 = /* @__PURE__ */ Float32Array.of(
  7.0376836292e-2,
  -1.151461031e-1,
  1.167699874e-1,
  -1.2420140846e-1,
  1.4249322787e-1,
  -1.6668057665e-1,
  2.0000714765e-1,
  -2.4999993993e-1,
  3.3333331174e-1,
);
const SIN32 = /* @__PURE__ */ Float32Array.of(-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1);
const COS32 = /* @__PURE__ */ Float32Array.of(2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2);

function horner32(coefficients: Float32Array, x: number): number {
  let p = coefficients[0]!;
  for (let i = 1; i < coefficients.length; i++) p = f(f(p * x) + coefficients[i]!);
  return p;
}

const float = /* @__PURE__ */ new Float32Array(1);
const bits = /* @__PURE__ */ new Int32Array(float.buffer);
const SQRT_HALF = 0x3f3504f3;

/** log((w + 1/2) 2^-32) in f32. */
function log32(w: number): number {
  float[0] = f(f(f(w) + 0.5) * 2 ** -32);
  const shifted = bits[0]! + (0x3f800000 - SQRT_HALF);
  const k = (shifted >>> 23) - 127;
  bits[0] = (shifted & 0x7fffff) + SQRT_HALF;
  const m = f(float[0] - 1);
  const z = f(m * m);
  let p = f(f(horner32(LOG32, m) * m) * z);
  p = f(p + f(k * f(-2.1219444e-4)));
  p = f(p - f(z * 0.5));
  return f(f(p + m) + f(k * 0.693359375));
}

function sin32(r: number): number {
  const z = f(r * r);
  return f(f(f(horner32(SIN32, z) * z) * r) + r);
}

function cos32(r: number): number {
  const z = f(r * r);
  return f(f(f(f(horner32(COS32, z) * z) * z) - f(z * 0.5)) + 1);
}
