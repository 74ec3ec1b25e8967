/** The empirical law of data: an atom of mass 1/n at each of n points. */
import type { NdArray } from 'ndarray';
import { ArgumentError } from '../error-classes.ts';
import { requireAllFinite } from '../require.ts';
import { fillWith, firstIndex, logProbability, requireQuantileArgument } from './common.ts';
import type { MultivariateDistribution, UnivariateDistribution } from './distribution.ts';
import { empiricalRows } from './empirical-rows.ts';

/**
 * The empirical distribution of data, (1/n) sum of unit masses at its n points.
 *
 * `logDensity` is the log mass at x, the cdf is the ECDF, a draw is one of the points (rows), each equally likely by
 * rng.int(n). Moments are those of the law itself: the variance divides by n. O(n log n) once, then O(log n) per
 * evaluation (times d for rows).
 *
 * @param data the points on a line, (n); or an ndarray (n, d), one point per row. Copied; n >= 1.
 * @returns its `parameters` hold `data`, flat row-major
 * @throws {ArgumentError} for no data or entries that are not finite; {ShapeError} for an ndarray that is not a matrix
 * @example ```ts doctest
 * import { empirical } from '@yuragi/prob-core';
 * const law = empirical(Float64Array.of(3, 1, 1, 7));
 * law.cdf(1); // => 0.5
 * law.logDensity(1); // => Math.log(0.5)
 * law.quantile(0.6); // => 3
 * law.mean(); // => 3
 * ```
 */
export function empirical(data: Float64Array): UnivariateDistribution;
export function empirical(data: NdArray<Float64Array>): MultivariateDistribution;
export function empirical(
  data: Float64Array | NdArray<Float64Array>,
): UnivariateDistribution | MultivariateDistribution {
  return data instanceof Float64Array ? empiricalPoints(data) : empiricalRows(data);
}

function empiricalPoints(given: Float64Array): UnivariateDistribution {
  const data = requireAllFinite('empirical', 'data', given).slice();
  const n = data.length;
  if (n === 0) throw new ArgumentError('empirical', 'data', 'at least one number', given);
  const sorted = data.toSorted();
  /** How many points are < x. */
  const countBelow = (x: number): number => firstIndex(0, n, (i) => sorted[i]! >= x);
  /** How many points are <= x. */
  const countUpTo = (x: number): number => firstIndex(0, n, (i) => sorted[i]! > x);
  const massAt = (x: number): number => (countUpTo(x) - countBelow(x)) / n;

  const logDensity = (x: number): number => (Number.isNaN(x) ? x : Math.log(massAt(x)));
  const sample: UnivariateDistribution['sample'] = (rng) => data[rng.int(n)]!;
  const mean = (): number => data.reduce((sum, x) => sum + x, 0) / n;
  const cdf = (x: number): number => (Number.isNaN(x) ? x : countUpTo(x) / n);
  const survival = (x: number): number => (Number.isNaN(x) ? x : (n - countUpTo(x)) / n);

  return {
    kind: 'empirical',
    parameters: { data },
    support: { lower: sorted[0]!, upper: sorted[n - 1]!, isDiscrete: true },
    logDensity,
    logDensityInto(x, out) {
      for (let i = 0; i < out.length; i++) out[i] = logDensity(x[i]!);
    },
    sample,
    fill: (rng, out) => fillWith(sample, rng, out),
    mean,
    variance() {
      const centre = mean();
      return data.reduce((sum, x) => sum + (x - centre) ** 2, 0) / n;
    },
    // Each point contributes the log mass of its atom.
    entropy: () => 0 - data.reduce((sum, x) => sum + logDensity(x), 0) / n,
    cdf,
    logCdf: (x) => logProbability(cdf(x), survival(x)),
    survival,
    logSurvival: (x) => logProbability(survival(x), cdf(x)),
    quantile(p) {
      requireQuantileArgument('empirical', p);
      return sorted[firstIndex(0, n - 1, (i) => (i + 1) / n >= p)]!;
    },
  };
}
