// Steps of optimisers in place, one pass each.

import { loadPart, multiplyAdd, storePart } from './lanes';

// @inline
function splat(x: f64): v128 {
  return f32x4.splat(<f32>x);
}

/** velocity' = momentum velocity + (g + decay p). */
// @inline
function nextVelocity(p: v128, g: v128, velocity: v128, momentum: v128, decay: v128): v128 {
  return multiplyAdd(momentum, velocity, multiplyAdd(decay, p, g));
}

export function sgd(p: usize, g: usize, velocity: usize, n: usize, learningRate: f64, momentum: f64, decay: f64): void {
  const rate = splat(-learningRate);
  const m = splat(momentum);
  const d = splat(decay);
  const rest = n & 3;
  const end = p + ((n & ~3) << 2);
  if (velocity === 0) {
    for (; p < end; p += 16, g += 16) {
      const old = v128.load(p);
      v128.store(p, multiplyAdd(rate, multiplyAdd(d, old, v128.load(g)), old));
    }
    if (rest) {
      const old = loadPart(p, rest);
      storePart(p, multiplyAdd(rate, multiplyAdd(d, old, loadPart(g, rest)), old), rest);
    }
    return;
  }
  for (; p < end; p += 16, g += 16, velocity += 16) {
    const old = v128.load(p);
    const next = nextVelocity(old, v128.load(g), v128.load(velocity), m, d);
    v128.store(velocity, next);
    v128.store(p, multiplyAdd(rate, next, old));
  }
  if (rest) {
    const old = loadPart(p, rest);
    const next = nextVelocity(old, loadPart(g, rest), loadPart(velocity, rest), m, d);
    storePart(velocity, next, rest);
    storePart(p, multiplyAdd(rate, next, old), rest);
  }
}

/** beta x + (1 - beta) y. */
// @inline
function average(x: v128, y: v128, beta: v128, complement: v128): v128 {
  return multiplyAdd(beta, x, f32x4.mul(complement, y));
}

/** p - rate m/(sqrt(v) correction + epsilon) - decay p. */
// @inline
function adamStep(p: v128, m: v128, v: v128, rate: v128, correction: v128, epsilon: v128, decay: v128): v128 {
  const size = multiplyAdd(f32x4.sqrt(v), correction, epsilon);
  const change = multiplyAdd(decay, p, f32x4.div(f32x4.mul(rate, m), size));
  return f32x4.sub(p, change);
}

export function adam(
  p: usize,
  g: usize,
  m: usize,
  v: usize,
  n: usize,
  rate: f64,
  beta1: f64,
  beta2: f64,
  correction: f64,
  epsilon: f64,
  decay: f64,
): void {
  // 1 - beta before rounding: beta2 is close to 1.
  const b1 = splat(beta1);
  const c1 = splat(1 - beta1);
  const b2 = splat(beta2);
  const c2 = splat(1 - beta2);
  const r = splat(rate);
  const k = splat(correction);
  const e = splat(epsilon);
  const d = splat(decay);
  for (const end = p + ((n & ~3) << 2); p < end; p += 16, g += 16, m += 16, v += 16) {
    const gradient = v128.load(g);
    const mean = average(v128.load(m), gradient, b1, c1);
    const square = average(v128.load(v), f32x4.mul(gradient, gradient), b2, c2);
    v128.store(m, mean);
    v128.store(v, square);
    v128.store(p, adamStep(v128.load(p), mean, square, r, k, e, d));
  }
  const rest = n & 3;
  if (rest) {
    const gradient = loadPart(g, rest);
    const mean = average(loadPart(m, rest), gradient, b1, c1);
    const square = average(loadPart(v, rest), f32x4.mul(gradient, gradient), b2, c2);
    storePart(m, mean, rest);
    storePart(v, square, rest);
    storePart(p, adamStep(loadPart(p, rest), mean, square, r, k, e, d), rest);
  }
}

/** sum + the squares of lanes 0 and 1. */
// @inline
function withSquares(sum: v128, x: v128): v128 {
  const wide = f64x2.promote_low_f32x4(x);
  return f64x2.add(sum, f64x2.mul(wide, wide));
}

export function sumOfSquares(x: usize, n: usize): f64 {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (const end = x + ((n & ~7) << 2); x < end; x += 32) {
    s0 = withSquares(s0, v128.load64_zero(x));
    s1 = withSquares(s1, v128.load64_zero(x, 8));
    s2 = withSquares(s2, v128.load64_zero(x, 16));
    s3 = withSquares(s3, v128.load64_zero(x, 24));
  }
  const sum = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  let total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  for (const end = x + ((n & 7) << 2); x < end; x += 4) {
    const value = <f64>load<f32>(x);
    total += value * value;
  }
  return total;
}
