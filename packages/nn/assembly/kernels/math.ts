// Elementary functions of four f32 at once, and the activations made of them with their first and second derivatives.
//
// An argument is brought to a short interval (Cody and Waite 1980: the multiple of log 2 or pi/2 in parts that multiply
// without rounding), where a polynomial serves; the coefficients are minimax ones (Remez), computed in 40 digits and rounded
// to f32. Errors in ulp, as test/kernels/math.test.ts finds them over all arguments: exp, log at most 1; sin, cos 1.6;
// softplus 2; tanh, sigmoid 2.6; silu 3.5 for x > -87 and gelu 6 for x > -12.9 (below, their factor is subnormal). Other
// subnormal results are right to one unit of the smallest number. No table, no branch.

import { multiplyAdd } from './lanes';

// @inline
function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/**
 * Four copies of a constant of a hot loop. V8 builds a literal vector anew at every use, which costs more than the arithmetic
 * on it. One that only the start of the module computes stays a global, which nothing writes again, and its use is a load.
 * The second term is 0: a memory has at most 2^16 pages.
 */
// @inline
function constant(x: f32): v128 {
  return v128.or(f32x4.splat(x), i32x4.splat(<i32>(memory.size() >>> 20)));
}

const one: v128 = constant(1);
const sign: v128 = constant(-0.0);
const lowest: v128 = constant(-105);
const inverseLog2: v128 = constant(1.44269504);
/** 1.5 2^23: added to a small number, rounds it to an integer, which stands in the lowest bits. */
const roundingShift: v128 = constant(12582912);
/** log 2 = 0.693359375 - 2.1219e-4; the first has ten bits, so that a small integer times it is exact. */
const minusLog2High: v128 = constant(-0.693359375);
const log2Low: v128 = constant(2.1219444e-4);
const exp6: v128 = constant(1.3814544e-3);
const exp5: v128 = constant(8.368745e-3);
const exp4: v128 = constant(4.166839e-2);
const exp3: v128 = constant(1.6666521e-1);
const exp2: v128 = constant(4.9999994e-1);
/** 2^-64, and what makes k the exponent of 2^(k + 64): as an f32 it is 2^64. */
const scaleDown: v128 = constant(5.421010862427522e-20);
const scaleUpBits: v128 = constant(1.8446744073709552e19);
const tailCentre: v128 = constant(3.5);
const tail9: v128 = constant(1.08692526e-4);
const tail8: v128 = constant(4.1832193e-4);
const tail7: v128 = constant(-4.9503887e-4);
const tail6: v128 = constant(-3.1728274e-3);
const tail5: v128 = constant(6.4937267e-3);
const tail4: v128 = constant(1.7405821e-2);
const tail3: v128 = constant(-1.1605317e-1);
const tail2: v128 = constant(3.154251e-1);
const tail1: v128 = constant(-5.655617e-1);
const tail0: v128 = constant(7.4441606e-1);

/** a where x >= 0, else b. */
// @inline
function bySign(x: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, f32x4.ge(x, splat(0)));
}

// pmin(x, c) and pmax(x, c) are one instruction, and keep a NaN that stands first.

/** |x|, at most c. */
// @inline
function magnitude(x: v128, c: f32): v128 {
  return f32x4.pmin(f32x4.abs(x), splat(c));
}

/** x held in [-c, c]. */
// @inline
function clamped(x: v128, c: f32): v128 {
  return f32x4.pmax(f32x4.pmin(x, splat(c)), splat(-c));
}

// ---- exp: x = k log 2 + r, |r| <= log 2/2 ----

/** k = round(x/log 2), still with `roundingShift` on it. */
// @inline
function shiftedExponent(x: v128): v128 {
  return multiplyAdd(x, inverseLog2, roundingShift);
}

/** r = x - k log 2. */
// @inline
function remainder(x: v128, shifted: v128): v128 {
  const k = f32x4.sub(shifted, roundingShift);
  return multiplyAdd(k, log2Low, multiplyAdd(k, minusLog2High, x));
}

/** e^r - 1 for |r| <= log 2/2: r + r^2 q(r), to 2^-28. */
// @inline
function expm1OfRemainder(r: v128): v128 {
  let q = multiplyAdd(exp6, r, exp5);
  q = multiplyAdd(q, r, exp4);
  q = multiplyAdd(q, r, exp3);
  q = multiplyAdd(q, r, exp2);
  return multiplyAdd(f32x4.mul(r, r), q, r);
}

/** p 2^k for -189 <= k <= 63: 2^(k + 64) is a normal number, and the second factor rounds to a subnormal once. */
// @inline
function scaledDown(p: v128, shifted: v128): v128 {
  const power = i32x4.add(i32x4.shl(shifted, 23), scaleUpBits);
  return f32x4.mul(f32x4.mul(p, power), scaleDown);
}

/** e^x for x <= 0; cheaper than `exp`. */
// @inline
export function expOfNegative(x: v128): v128 {
  const held = f32x4.pmax(x, lowest);
  const shifted = shiftedExponent(held);
  return scaledDown(f32x4.add(expm1OfRemainder(remainder(held, shifted)), one), shifted);
}

/** e^x. */
// @inline
export function exp(x: v128): v128 {
  const held = f32x4.pmin(f32x4.pmax(x, lowest), splat(90));
  const shifted = shiftedExponent(held);
  const p = f32x4.add(expm1OfRemainder(remainder(held, shifted)), one);
  // 2^k in two factors, as k may be -151 or 130.
  const k = i32x4.sub(shifted, roundingShift);
  const half = i32x4.shr_s(k, 1);
  const bias = i32x4.splat(127);
  const first = i32x4.shl(i32x4.add(half, bias), 23);
  const second = i32x4.shl(i32x4.add(i32x4.sub(k, half), bias), 23);
  return f32x4.mul(f32x4.mul(p, first), second);
}

// ---- log: x = 2^k (1 + f); log(1 + f) = 2 atanh(s), s = f/(2 + f), which is
// f - (f^2/2 - s (f^2/2 + R)), R = 2 atanh(s)/s - 2 a series in s^2 ----

/** log x; -Infinity at 0, NaN below. */
// @inline
export function log(x: v128): v128 {
  const isSubnormal = f32x4.lt(x, splat(1.17549435e-38));
  const normal = v128.bitselect(f32x4.mul(x, splat(8388608)), x, isSubnormal);
  // The bits of sqrt(1/2): 1 + f in [sqrt(1/2), sqrt(2)).
  const exponent = i32x4.shr_s(i32x4.sub(normal, i32x4.splat(0x3f3504f3)), 23);
  const f = f32x4.sub(i32x4.sub(normal, i32x4.shl(exponent, 23)), one);
  const k = f32x4.sub(f32x4.convert_i32x4_s(exponent), v128.and(isSubnormal, splat(23)));
  const s = f32x4.div(f, f32x4.add(f, splat(2)));
  const z = f32x4.mul(s, s);
  let series = multiplyAdd(z, splat(2.9874596e-1), splat(3.9977443e-1));
  series = f32x4.mul(z, multiplyAdd(series, z, splat(6.6666776e-1)));
  const halfSquare = f32x4.mul(f32x4.mul(splat(0.5), f), f);
  const small = multiplyAdd(k, splat(-2.1219444e-4), f32x4.mul(s, f32x4.add(halfSquare, series)));
  const result = multiplyAdd(k, splat(0.693359375), f32x4.sub(f, f32x4.sub(halfSquare, small)));
  // Infinity and NaN are their own logarithms; below 0 there is none.
  const isPositive = f32x4.gt(x, splat(0));
  const atZero = v128.bitselect(splat(-Infinity), splat(NaN), f32x4.eq(x, splat(0)));
  const special = v128.bitselect(x, atZero, isPositive);
  return v128.bitselect(result, special, v128.and(isPositive, f32x4.lt(x, splat(Infinity))));
}

/** log(1 + u) for 0 <= u <= 1, in which s <= 1/3. */
// @inline
function log1p(u: v128): v128 {
  const s = f32x4.div(u, f32x4.add(u, splat(2)));
  const z = f32x4.mul(s, s);
  let series = multiplyAdd(z, splat(2.8024453e-1), splat(2.7999142e-1));
  series = multiplyAdd(series, z, splat(4.00217e-1));
  series = f32x4.mul(z, multiplyAdd(series, z, splat(6.666641e-1)));
  const halfSquare = f32x4.mul(f32x4.mul(splat(0.5), u), u);
  return f32x4.sub(u, f32x4.sub(halfSquare, f32x4.mul(s, f32x4.add(halfSquare, series))));
}

// ---- sigmoid and its kin, all of e = exp(-|x|), which never overflows ----

/** s = 1/(1 + e^-x): 1/(1 + e), or e/(1 + e) for x < 0. */
// @inline
export function sigmoid(x: v128): v128 {
  const e = expOfNegative(v128.or(x, sign));
  return f32x4.div(bySign(x, one, e), f32x4.add(e, one));
}

/** s' = s (1 - s) = e/(1 + e)^2. */
// @inline
export function sigmoidDerivative(x: v128): v128 {
  const e = expOfNegative(v128.or(x, sign));
  const d = f32x4.add(e, one);
  return f32x4.div(e, f32x4.mul(d, d));
}

/** s'' = s' (1 - 2 s) = -s' tanh(x/2). */
// @inline
export function sigmoidSecondDerivative(x: v128): v128 {
  return f32x4.neg(f32x4.mul(sigmoidDerivative(x), tanh(f32x4.mul(x, splat(0.5)))));
}

/** x s. */
// @inline
export function silu(x: v128): v128 {
  // Held at -128, where s is 0, for -Infinity.
  return f32x4.mul(f32x4.pmax(x, splat(-128)), sigmoid(x));
}

/** s (1 + x (1 - s)), with 1 - s as the sigmoid of -x. */
// @inline
export function siluDerivative(x: v128): v128 {
  const e = expOfNegative(v128.or(x, sign));
  const inverse = f32x4.div(one, f32x4.add(e, one));
  const small = f32x4.mul(e, inverse);
  const s = bySign(x, inverse, small);
  const complement = bySign(x, small, inverse);
  return multiplyAdd(f32x4.mul(clamped(x, 128), complement), s, s);
}

/** s' (2 - x tanh(x/2)). */
// @inline
export function siluSecondDerivative(x: v128): v128 {
  const held = clamped(x, 128);
  const t = tanh(f32x4.mul(held, splat(0.5)));
  return f32x4.mul(sigmoidDerivative(x), f32x4.sub(splat(2), f32x4.mul(held, t)));
}

/** log(1 + e^x) = max(x, 0) + log(1 + e). */
// @inline
export function softplus(x: v128): v128 {
  const e = expOfNegative(v128.or(x, sign));
  return f32x4.add(f32x4.pmax(x, splat(0)), log1p(e));
}

// ---- tanh ----

/** |tanh x| = -u/(2 + u), u = exp(-2 |x|) - 1 without cancellation. */
// @inline
export function tanh(x: v128): v128 {
  const y = f32x4.mul(magnitude(x, 20), splat(-2));
  const shifted = shiftedExponent(y);
  const p = expm1OfRemainder(remainder(y, shifted));
  const power = i32x4.add(i32x4.shl(shifted, 23), one);
  const u = multiplyAdd(p, power, f32x4.sub(power, one));
  const size = f32x4.div(f32x4.neg(u), f32x4.add(u, splat(2)));
  return v128.bitselect(x, size, sign);
}

/** 1 - tanh^2 = 4 e/(1 + e)^2, e = exp(-2 |x|). */
// @inline
export function tanhDerivative(x: v128): v128 {
  return f32x4.mul(sigmoidDerivative(f32x4.mul(x, splat(2))), splat(4));
}

/** -2 tanh (1 - tanh^2). */
// @inline
export function tanhSecondDerivative(x: v128): v128 {
  return f32x4.mul(f32x4.mul(tanh(x), splat(-2)), tanhDerivative(x));
}

// ---- The normal distribution: Phi(-a) = bell(a) tail(a), a = |x| held at 15, where Phi(-a) = 4e-51 is 0 ----

/** exp(-a^2/2): a^2 = b^2 + (a - b)(a + b) with 12 bits in b, so that b^2 is exact. */
// @inline
function bell(a: v128): v128 {
  const b = v128.and(a, i32x4.splat(0xfffff000));
  const y = f32x4.mul(f32x4.mul(b, b), splat(-0.5));
  const rest = f32x4.mul(f32x4.mul(f32x4.sub(a, b), f32x4.add(a, b)), splat(-0.5));
  const shifted = shiftedExponent(y);
  const r = f32x4.add(remainder(y, shifted), rest);
  return scaledDown(f32x4.add(expm1OfRemainder(r), one), shifted);
}

/** exp(a^2/2) Phi(-a) for 0 <= a <= 15, to 2^-26: g(t)/(a + 3.5), t = (a - 3.5)/(a + 3.5) (the variable of Schonfelder 1978). */
// @inline
function tail(a: v128): v128 {
  const inverse = f32x4.div(one, f32x4.add(a, tailCentre));
  const t = f32x4.mul(f32x4.sub(a, tailCentre), inverse);
  let g = multiplyAdd(tail9, t, tail8);
  g = multiplyAdd(g, t, tail7);
  g = multiplyAdd(g, t, tail6);
  g = multiplyAdd(g, t, tail5);
  g = multiplyAdd(g, t, tail4);
  g = multiplyAdd(g, t, tail3);
  g = multiplyAdd(g, t, tail2);
  g = multiplyAdd(g, t, tail1);
  g = multiplyAdd(g, t, tail0);
  return f32x4.mul(g, inverse);
}

/** x Phi(x), the form with the exact distribution function (Hendrycks and Gimpel 2016), not the one with tanh. */
// @inline
export function gelu(x: v128): v128 {
  const a = magnitude(x, 15);
  const q = f32x4.mul(bell(a), tail(a));
  return bySign(x, f32x4.mul(x, f32x4.sub(one, q)), f32x4.mul(f32x4.neg(a), q));
}

/** Phi + x phi. */
// @inline
export function geluDerivative(x: v128): v128 {
  const a = magnitude(x, 15);
  const density = bell(a);
  const q = f32x4.mul(density, tail(a));
  const slope = f32x4.mul(f32x4.mul(clamped(x, 15), splat(0.3989422804)), density);
  return f32x4.add(bySign(x, f32x4.sub(one, q), q), slope);
}

/** phi (2 - x^2). */
// @inline
export function geluSecondDerivative(x: v128): v128 {
  const a = magnitude(x, 15);
  const factor = f32x4.mul(splat(0.3989422804), f32x4.sub(splat(2), f32x4.mul(a, a)));
  return f32x4.mul(bell(a), factor);
}

// ---- sin and cos: x = k pi/2 + r in f64, exact for |x| <= 2^29; beyond that NaN ----

/** 1.5 2^52: as `roundingShift`, for f64. */
const shift64: f64 = 6755399441055744;

/** k, still with the shift on it. */
// @inline
function shiftedQuarter(x: v128): v128 {
  return f64x2.add(f64x2.mul(x, f64x2.splat(0.6366197723675814)), f64x2.splat(shift64));
}

/** r: pi/2 in three parts, the first two of 24 bits, so that k times them is exact. */
// @inline
function quarterRemainder(x: v128, shifted: v128): v128 {
  const k = f64x2.sub(shifted, f64x2.splat(shift64));
  let r = f64x2.sub(x, f64x2.mul(k, f64x2.splat(1.570796251296997)));
  r = f64x2.sub(r, f64x2.mul(k, f64x2.splat(7.549789415861596e-8)));
  r = f64x2.sub(r, f64x2.mul(k, f64x2.splat(5.390302858158119e-15)));
  return f32x4.demote_f64x2_zero(r);
}

/** sin(x + turn pi/2). */
// @inline
export function sinOfTurned(x: v128, turn: i32): v128 {
  const low = f64x2.promote_low_f32x4(x);
  const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(x, x, 2, 3, 0, 1));
  const lowShifted = shiftedQuarter(low);
  const highShifted = shiftedQuarter(high);
  const r = v128.shuffle<i64>(quarterRemainder(low, lowShifted), quarterRemainder(high, highShifted), 0, 2);
  const quarter = i32x4.add(v128.shuffle<i32>(lowShifted, highShifted, 0, 2, 4, 6), i32x4.splat(turn));
  const z = f32x4.mul(r, r);
  let sine = multiplyAdd(splat(-1.9516978e-4), z, splat(8.332176e-3));
  sine = multiplyAdd(sine, z, splat(-1.6666655e-1));
  sine = multiplyAdd(f32x4.mul(z, r), sine, r);
  let cosine = multiplyAdd(splat(2.4432784e-5), z, splat(-1.3887313e-3));
  cosine = multiplyAdd(cosine, z, splat(4.1666646e-2));
  cosine = f32x4.add(multiplyAdd(f32x4.mul(z, z), cosine, f32x4.mul(z, splat(-0.5))), one);
  const odd = i32x4.splat(1);
  const size = v128.bitselect(cosine, sine, i32x4.eq(v128.and(quarter, odd), odd));
  const result = v128.xor(size, i32x4.shl(v128.and(quarter, i32x4.splat(2)), 30));
  return v128.bitselect(result, splat(NaN), f32x4.le(f32x4.abs(x), splat(536870912)));
}
