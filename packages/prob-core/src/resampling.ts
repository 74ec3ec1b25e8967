/**
 * Resampling: n ancestors drawn from N weighted particles, so that particle i has n w_i/sum(w) offspring on average.
 *
 * The four schemes differ in how they place n points on the cumulated weights. All work from log-weights, take O(n + N),
 * return the ancestors in ascending order, and use this package's own `exp` and `log`: the same bits on every engine.
 *
 * @see Douc, Cappé and Moulines, Comparison of resampling schemes for particle filtering, ISPA 2005, 64
 */
import { ArgumentError } from './error-classes.ts';
import { requireCount, requireList } from './require.ts';
import type { Rng } from './rng.ts';
import { exp } from './special/exp.ts';

/**
 * Multinomial resampling: n independent draws.
 *
 * The counts are multinomial(n, w). The sorted uniforms come from n + 1 exponential spacings, so that nothing is sorted;
 * n + 1 calls of rng.exponential().
 *
 * @param logWeights nats, (N), of any normalisation; -Infinity is a weight of zero and is never chosen
 * @param n          how many to draw, 1..2^31 - 1
 * @returns (n) indices into `logWeights`, ascending: permute them where the order of the offspring matters
 * @throws {ArgumentError} for no weights, NaN, +Infinity, all -Infinity, or n out of range
 * @see Douc, Cappé and Moulines 2005, section 2.1; Devroye, Non-Uniform Random Variate Generation (1986), V.3
 * @example ```ts doctest
 * import { key, multinomialResample, stream } from '@yuragi/prob-core';
 * const ancestors = multinomialResample(stream(key('example')), Float64Array.of(-Infinity, 0), 3);
 * Array.from(ancestors); // => [1, 1, 1]
 * ```
 */
export function multinomialResample(rng: Rng, logWeights: Float64Array, n: number): Int32Array {
  const weights = weightsOf('multinomialResample', logWeights, n);
  const out = new Int32Array(n);
  drawMultinomial(rng, weights, out);
  return out;
}

/**
 * Stratified resampling: one independent uniform in each of n equal parts of [0, 1).
 *
 * Unbiased, never of more variance than multinomial resampling; a count differs from n w_i by less than 2. n calls of
 * rng.uniform().
 *
 * @param logWeights nats, (N), of any normalisation; -Infinity is a weight of zero and is never chosen
 * @param n          how many to draw, 1..2^31 - 1
 * @returns (n) indices into `logWeights`, ascending
 * @throws {ArgumentError} for no weights, NaN, +Infinity, all -Infinity, or n out of range
 * @see Douc, Cappé and Moulines 2005, section 2.3; Kitagawa, J. Comput. Graph. Stat. 5 (1996), 1
 * @example ```ts doctest
 * import { key, stratifiedResample, stream } from '@yuragi/prob-core';
 * Array.from(stratifiedResample(stream(key('example')), Float64Array.of(0, 0, 0), 3)); // => [0, 1, 2]
 * ```
 */
export function stratifiedResample(rng: Rng, logWeights: Float64Array, n: number): Int32Array {
  const weights = weightsOf('stratifiedResample', logWeights, n);
  const out = new Int32Array(n);
  placeInto(weights, n, (i) => (i + rng.uniform()) / n, out);
  return out;
}

/**
 * Systematic resampling: one uniform u, and the points (i + u)/n.
 *
 * Unbiased; every count is n w_i rounded up or down. The counts depend on the order of the particles, and their variance
 * can exceed that of multinomial resampling (Douc et al., section 3.3). One call of rng.uniform().
 *
 * @param logWeights nats, (N), of any normalisation; -Infinity is a weight of zero and is never chosen
 * @param n          how many to draw, 1..2^31 - 1
 * @returns (n) indices into `logWeights`, ascending
 * @throws {ArgumentError} for no weights, NaN, +Infinity, all -Infinity, or n out of range
 * @see Douc, Cappé and Moulines 2005, section 2.4; Kitagawa, J. Comput. Graph. Stat. 5 (1996), 1
 * @example ```ts doctest
 * import { key, stream, systematicResample } from '@yuragi/prob-core';
 * const logWeights = Float64Array.of(Math.log(3), 0);
 * Array.from(systematicResample(stream(key('example')), logWeights, 4)); // => [0, 0, 0, 1]
 * ```
 */
export function systematicResample(rng: Rng, logWeights: Float64Array, n: number): Int32Array {
  const weights = weightsOf('systematicResample', logWeights, n);
  const out = new Int32Array(n);
  const u = rng.uniform();
  placeInto(weights, n, (i) => (i + u) / n, out);
  return out;
}

/**
 * Residual resampling: floor(n w_i) copies of each, the rest by multinomial resampling of what the floors left over.
 *
 * Unbiased, never of more variance than multinomial resampling. R + 1 calls of rng.exponential() for the R that are left;
 * none where R = 0.
 *
 * @param logWeights nats, (N), of any normalisation; -Infinity is a weight of zero and is never chosen
 * @param n          how many to draw, 1..2^31 - 1
 * @returns (n) indices into `logWeights`, ascending
 * @throws {ArgumentError} for no weights, NaN, +Infinity, all -Infinity, or n out of range
 * @see Douc, Cappé and Moulines 2005, section 2.2; Liu and Chen, J. Am. Stat. Assoc. 93 (1998), 1032
 * @example ```ts doctest
 * import { key, residualResample, stream } from '@yuragi/prob-core';
 * const logWeights = Float64Array.of(Math.log(3), 0);
 * Array.from(residualResample(stream(key('example')), logWeights, 4)); // => [0, 0, 0, 1]
 * ```
 */
export function residualResample(rng: Rng, logWeights: Float64Array, n: number): Int32Array {
  const weights = weightsOf('residualResample', logWeights, n);
  const total = sumOf(weights);
  const out = new Int32Array(n);
  const residuals = new Float64Array(weights.length);
  let filled = 0;
  for (let i = 0; i < weights.length; i++) {
    const expected = (n * weights[i]!) / total;
    const copies = Math.min(Math.floor(expected), n - filled);
    residuals[i] = expected - copies;
    out.fill(i, filled, filled + copies);
    filled += copies;
  }
  if (filled < n) drawMultinomial(rng, residuals, out.subarray(filled));
  return out.sort();
}

/**
 * Kish's effective sample size, (sum w)^2 / sum w^2: between 1 (one weight has all) and N (all are equal).
 *
 * The same bits on every engine, so that a decision to resample is the same too.
 *
 * @param logWeights nats, (N), of any normalisation
 * @throws {ArgumentError} for no weights, NaN, +Infinity or all -Infinity
 * @see Kish, Survey Sampling (1965); Kong, Liu and Wong, J. Am. Stat. Assoc. 89 (1994), 278
 * @example ```ts doctest
 * import { effectiveSampleSize } from '@yuragi/prob-core';
 * effectiveSampleSize(Float64Array.of(5, 5, 5, -Infinity)); // => 3
 * ```
 */
export function effectiveSampleSize(logWeights: Float64Array): number {
  const weights = weightsOf('effectiveSampleSize', logWeights, 1);
  const total = sumOf(weights);
  let squares = 0;
  for (let i = 0; i < weights.length; i++) squares += weights[i]! * weights[i]!;
  return (total * total) / squares;
}

/** exp(logWeights - their maximum). */
function weightsOf(where: string, logWeights: Float64Array, n: number): Float64Array {
  requireCount(where, 'n', n, 1);
  if (n >= 2 ** 31) throw new ArgumentError(where, 'n', 'an integer in 1..2^31 - 1', n);
  requireList(where, 'logWeights', logWeights);
  let max = -Infinity;
  for (let i = 0; i < logWeights.length; i++) {
    const x = logWeights[i]!;
    if (!(x < Infinity)) throw new ArgumentError(where, `logWeights[${i}]`, 'a number < Infinity', x);
    if (x > max) max = x;
  }
  if (max === -Infinity) throw new ArgumentError(where, 'logWeights', 'a list with one entry > -Infinity', logWeights);
  return Float64Array.from(logWeights, (x) => exp(x - max));
}

function sumOf(weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]!;
  return sum;
}

/** As many independent draws as `out` holds, ascending: the partial sums of exponentials over their total. */
function drawMultinomial(rng: Rng, weights: Float64Array, out: Int32Array): void {
  const sums = new Float64Array(out.length);
  let sum = 0;
  for (let i = 0; i < sums.length; i++) {
    sum += rng.exponential();
    sums[i] = sum;
  }
  const total = sum + rng.exponential();
  placeInto(weights, sums.length, (i) => sums[i]! / total, out);
}

/** The particles whose parts of the cumulated weights hold n ascending points of [0, 1). */
function placeInto(weights: Float64Array, n: number, pointAt: (i: number) => number, out: Int32Array): void {
  const total = sumOf(weights);
  // A point that rounds to 1 belongs to the last particle of positive weight.
  const last = weights.findLastIndex((w) => w > 0);
  let particle = 0;
  let upTo = weights[0]!;
  for (let i = 0; i < n; i++) {
    const point = pointAt(i) * total;
    while (particle < last && point >= upTo) upTo += weights[++particle]!;
    out[i] = particle;
  }
}
