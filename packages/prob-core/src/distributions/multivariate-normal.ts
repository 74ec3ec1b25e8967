/** The normal distribution in d dimensions. */
import { ShapeError } from '../error-classes.ts';
import { toNdarray } from '../ndarray-boundary.ts';
import { requireAllFinite } from '../require.ts';
import type { Rng } from '../rng.ts';
import { HALF_LOG_TWO_PI } from '../special/log-gamma.ts';
import type { MultivariateDistribution } from './distribution.ts';
import { type SpreadOptions, spreadOf } from './spread.ts';

/** The mean, (d), and the covariance in one of four ways. */
export type MultivariateNormalOptions = { readonly mean: ArrayLike<number> } & SpreadOptions;

/**
 * The normal distribution N(mean, covariance) in d dimensions.
 *
 *   log p(x) = -((x - mean)^T covariance^-1 (x - mean) + log det covariance + d log(2 pi))/2
 *
 * O(d^3) once, then O(d^2) per density, score and draw; O(d) where `variances` are given. A draw is mean + L z with d
 * calls of rng.normal() for z and covariance = L L^T; from a precision R R^T it is mean + R^-T z, another vector of the
 * same law.
 *
 * @returns its `parameters` hold mean (d) and covariance (d, d) row-major, or variances (d) where those were given
 * @throws {ShapeError} unless the shapes agree; {ArgumentError} for entries that are not finite, a matrix that is not
 *   symmetric (to 1e-9 of its diagonal) or not positive definite to rounding, or not exactly one way to give the spread
 * @example ```ts doctest
 * import { multivariateNormal, toNdarray } from '@yuragi/prob-core';
 * const covariance = toNdarray(Float64Array.of(2, 1, 1, 2), [2, 2]);
 * const law = multivariateNormal({ mean: [0, 1], covariance });
 * law.logDensity(Float64Array.of(0, 1)); // ~> -2.38718321
 * Array.from(law.variance()); // => [2, 2]
 * ```
 */
export function multivariateNormal(options: MultivariateNormalOptions): Required<MultivariateDistribution> {
  const mean = Float64Array.from(requireAllFinite('multivariateNormal', 'mean', options.mean));
  const d = mean.length;
  if (d === 0) throw new ShapeError('multivariateNormal', 'mean', 'length >= 1', [0]);
  const spread = spreadOf('multivariateNormal', options, d);
  const logScale = 0.5 * spread.logDeterminant + d * HALF_LOG_TWO_PI;
  const scratch = new Float64Array(d);

  /** log p of the row of x that begins at `offset`. */
  const logDensityAt = (x: Float64Array, offset: number): number => {
    for (let j = 0; j < d; j++) scratch[j] = x[offset + j]! - mean[j]!;
    spread.whiten(scratch);
    let square = 0;
    for (let j = 0; j < d; j++) square += scratch[j]! * scratch[j]!;
    return -0.5 * square - logScale;
  };
  const drawInto = (rng: Rng, out: Float64Array): Float64Array => {
    for (let j = 0; j < d; j++) out[j] = rng.normal();
    spread.colour(out);
    for (let j = 0; j < d; j++) out[j] = mean[j]! + out[j]!;
    return out;
  };

  return {
    kind: 'multivariate-normal',
    parameters: { mean, ...spread.parameters },
    dimension: d,
    logDensity: (x) => logDensityAt(x, 0),
    logDensityInto(x, out) {
      for (let i = 0; i < out.length; i++) out[i] = logDensityAt(x, i * d);
    },
    sample: (rng) => drawInto(rng, new Float64Array(d)),
    fill(rng, out) {
      for (let i = 0; i + d <= out.length; i += d) drawInto(rng, out.subarray(i, i + d));
    },
    mean: () => mean.slice(),
    variance: () => spread.variances.slice(),
    covariance: () => toNdarray(spread.covariance(), [d, d]),
    entropy: () => logScale + d / 2,
    score(x, out) {
      for (let j = 0; j < d; j++) out[j] = mean[j]! - x[j]!;
      spread.whiten(out);
      spread.finishSolve(out);
    },
  };
}
