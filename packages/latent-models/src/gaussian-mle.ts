/**
 * Maximum likelihood for one Gaussian: the sample mean and the sample covariance with divisor n (the derivative of the
 * log-likelihood in the mean is sum_i C^-1 (x_i - m) = 0, in C^-1 it is n C/2 - sum_i (x_i - m)(x_i - m)^T/2 = 0).
 */
import { requireMatrix, toNdarray } from '@yuragi/prob-core';
import { ArgumentError, requireAllFinite } from '@yuragi/prob-core/errors';
import { choleskyInto, logDeterminant } from '@yuragi/prob-core/linear-algebra';
import type { NdArray } from 'ndarray';

/** The maximum of the likelihood of one normal distribution. */
export interface NormalFit {
  readonly mean: number;
  /** Divisor n: biased low by the factor (n - 1)/n. */
  readonly variance: number;
  /** At the maximum, nats, of all n observations: -n (log(2 pi variance) + 1)/2. */
  readonly logLikelihood: number;
}

/** log L at the maximum: -(n/2)(d log 2 pi + log det C + d). */
const maximum = (n: number, d: number, logDet: number): number => -0.5 * n * (d * Math.log(2 * Math.PI) + logDet + d);

/**
 * The normal distribution that makes observations most likely.
 *
 *   mean = (1/n) sum x_i,  variance = (1/n) sum (x_i - mean)^2
 *
 * @param x observations, (n), n >= 2 and not all equal
 * @throws {ArgumentError} if they are not finite, or all equal (the likelihood then has no maximum)
 * @example ```ts doctest
 * import { fitNormal } from '@yuragi/latent-models';
 * const { mean, variance } = fitNormal(Float64Array.of(1, 2, 3, 6));
 * [mean, variance]; // => [3, 3.5]
 * ```
 */
export function fitNormal(x: Float64Array): NormalFit {
  requireAllFinite('fitNormal', 'x', x);
  const n = x.length;
  const mean = x.reduce((sum, value) => sum + value, 0) / n;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
  if (!(variance > 0)) throw new ArgumentError('fitNormal', 'x', 'at least two different observations', x);
  return { mean, variance, logLikelihood: maximum(n, 1, Math.log(variance)) };
}

/** The maximum of the likelihood of one multivariate normal distribution. */
export interface MultivariateNormalFit {
  /** (d). */
  readonly mean: Float64Array;
  /** (d, d), divisor n. */
  readonly covariance: NdArray<Float64Array>;
  /** At the maximum, nats, of all n observations: -n (d log 2 pi + log det C + d)/2. */
  readonly logLikelihood: number;
}

/**
 * The multivariate normal distribution that makes observations most likely.
 *
 *   mean = (1/n) sum x_i,  C = (1/n) sum (x_i - mean)(x_i - mean)^T
 *
 * @param x observations, (n, d), that span all d dimensions (so n > d)
 * @throws {ShapeError} unless (n, d); {ArgumentError} if they are not finite, or lie in a plane of lower dimension (the
 *   likelihood then has no maximum)
 */
export function fitMultivariateNormal(x: NdArray<Float64Array>): MultivariateNormalFit {
  const where = 'fitMultivariateNormal';
  const { data, rows: n, columns: d } = requireMatrix(x, where, 'x');
  const mean = new Float64Array(d);
  for (let i = 0; i < data.length; i++) mean[i % d]! += data[i]!;
  for (let j = 0; j < d; j++) mean[j]! /= n;

  const covariance = new Float64Array(d * d);
  const difference = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) difference[j] = data[i * d + j]! - mean[j]!;
    for (let j = 0; j < d; j++) for (let k = 0; k <= j; k++) covariance[j * d + k]! += difference[j]! * difference[k]!;
  }
  for (let j = 0; j < d; j++)
    for (let k = 0; k <= j; k++) {
      covariance[j * d + k]! /= n;
      covariance[k * d + j] = covariance[j * d + k]!;
    }
  const factor = new Float64Array(d * d);
  if (n <= d || !choleskyInto(covariance, d, factor))
    throw new ArgumentError(where, 'x', `observations that span all ${d} dimensions`, x.shape);
  return { mean, covariance: toNdarray(covariance, [d, d]), logLikelihood: maximum(n, d, logDeterminant(factor, d)) };
}
