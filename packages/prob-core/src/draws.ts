/** Draws that a bundler should be able to drop: free functions of an `Rng`. */
import { ArgumentError } from './error-classes.ts';
import { requireCount, requirePositive } from './require.ts';
import type { Rng } from './rng.ts';
import { exp } from './special/exp.ts';
import { log } from './special/log.ts';

/**
 * A Gamma(shape, rate 1) draw.
 *
 * Marsaglia and Tsang's method for shape >= 1; below, Gamma(shape) = Gamma(shape + 1) U^(1/shape). Exact in law; about
 * 1.02 normals and uniforms a draw. Shapes below about 0.01 underflow to 0 often: see `logGammaDraw`.
 *
 * @throws {ArgumentError} unless shape is finite and > 0
 * @see Marsaglia and Tsang, ACM Trans. Math. Softw. 26 (2000), 363
 */
export function gammaDraw(rng: Rng, shape: number): number {
  requirePositive('gammaDraw', 'shape', shape);
  return shape < 1 ? exp(logGammaDraw(rng, shape)) : marsagliaTsang(rng, shape);
}

/** The logarithm of a `gammaDraw`, which does not underflow for small shapes. @throws {ArgumentError} unless shape > 0 */
export function logGammaDraw(rng: Rng, shape: number): number {
  requirePositive('logGammaDraw', 'shape', shape);
  return shape < 1
    ? log(marsagliaTsang(rng, shape + 1)) + log(1 - rng.uniform()) / shape
    : log(marsagliaTsang(rng, shape));
}

/** Gamma(shape, rate 1) for shape >= 1: d (1 + c x)^3 with x normal, accepted against its log density. */
function marsagliaTsang(rng: Rng, shape: number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = rng.normal();
    const t = 1 + c * x;
    if (t <= 0) continue;
    const v = t * t * t;
    if (log(1 - rng.uniform()) < 0.5 * x * x + d - d * v + d * log(v)) return d * v;
  }
}

/**
 * A Beta(shape1, shape2) draw: X/(X + Y) of two Gamma draws. Exact in law.
 *
 * Below shape 1 the ratio is taken of their logarithms, so that small shapes, whose Gamma draws underflow, give what
 * they should: nearly always 0 or 1 to rounding.
 *
 * @throws {ArgumentError} unless both shapes are finite and > 0
 * @see Devroye, Non-Uniform Random Variate Generation (1986), IX.4.1
 * @example ```ts doctest
 * import { betaDraw, key, stream } from '@yuragi/prob-core';
 * const x = betaDraw(stream(key('example')), 2, 3);
 * x > 0 && x < 1; // => true
 * ```
 */
export function betaDraw(rng: Rng, shape1: number, shape2: number): number {
  requirePositive('betaDraw', 'shape1', shape1);
  requirePositive('betaDraw', 'shape2', shape2);
  if (shape1 >= 1 && shape2 >= 1) {
    const x = marsagliaTsang(rng, shape1);
    return 1 / (1 + marsagliaTsang(rng, shape2) / x);
  }
  const logOdds = logGammaDraw(rng, shape1) - logGammaDraw(rng, shape2);
  // Both logarithms can overflow below shape 1e-305; the law is then 0 or 1 with these odds.
  if (Number.isNaN(logOdds)) return rng.uniform() * (shape1 + shape2) < shape1 ? 1 : 0;
  return 1 / (1 + exp(-logOdds));
}

/**
 * One item of a list, each equally likely.
 *
 * @throws {ArgumentError} for an empty list
 */
export function choice<T>(rng: Rng, items: ArrayLike<T>): T {
  if (items.length === 0) throw new ArgumentError('choice', 'items', 'a non-empty list', items);
  return items[rng.int(items.length)]!;
}

/**
 * A uniformly random order of 0..n-1, by Fisher and Yates's shuffle.
 *
 * @throws {ArgumentError} unless n is an integer in 0..2^31 - 1
 * @example ```ts doctest
 * import { key, permutation, stream } from '@yuragi/prob-core';
 * Array.from(permutation(stream(key(1)), 5)).sort(); // => [0, 1, 2, 3, 4]
 * ```
 */
export function permutation(rng: Rng, n: number): Int32Array {
  requireCount('permutation', 'n', n);
  if (n >= 2 ** 31) throw new ArgumentError('permutation', 'n', 'an integer in 0..2^31 - 1', n);
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = rng.int(i + 1);
    const item = order[i]!;
    order[i] = order[j]!;
    order[j] = item;
  }
  return order;
}
