/**
 * Variances of the reverse kernels p(x_{t-1} | x_t) = N(mu, v_t I), t = 1..T. The posterior variance is no use at t = 1,
 * where it is 0: beta_1 takes its place.
 */
import {
  requireCount,
  requireLength,
  requireNonNegative,
  requireOneOf,
  requirePositive,
} from '@yuragi/prob-core/errors';
import type { DiffusionTable } from './diffusion-table.ts';

/** beta_t, or beta~_t with beta_1 at t = 1. */
export const fixedReverseVariance = (kind: 'posterior' | 'forward', table: DiffusionTable, t: number): number =>
  kind === 'forward' || t === 1 ? table.noiseRate[t]! : table.posteriorVariance[t]!;

/** beta~_t + c_0^2 E|x_0 - x_0^|^2/d, c_0 the coefficient of x_0 in the mean of q(x_{t-1} | x_t, x_0). */
export const optimalVarianceAt = (table: DiffusionTable, t: number, squaredError: number, d: number): number =>
  table.posteriorVariance[t]! + table.posteriorX0[t]! ** 2 * (squaredError / d);

/**
 * The variances that make the evidence lower bound largest, one number a step:
 *
 *   v_t = beta~_t + c_0^2 E|x_0 - x_0^(x_t)|^2/d,  c_0 = sqrt(alphaBar_{t-1}) beta_t/(1 - alphaBar_t)
 *
 * Exact where the errors are. `elbo` measures them; take them from other data than those they are used on, where weights
 * must stay unbiased.
 *
 * @param squaredErrors E|x_0 - x_0^|^2 at index t = 1..T, (T + 1); entry 0 is not used
 * @returns v_t at index t = 1..T, (T + 1); entry 0 is 0
 * @throws {ArgumentError}, {ShapeError} for bad arguments
 * @see Bao, Li, Zhu and Zhang 2022 (Analytic-DPM), theorem 1
 * @example ```ts doctest
 * import { diffusionTable, linearNoiseSchedule, optimalReverseVariance } from '@yuragi/diffusion';
 * // x_0 ~ N(0, 1) and its exact denoiser: the reverse of the forward step is the forward step, v_t = beta_t.
 * const table = diffusionTable(linearNoiseSchedule(), 1000);
 * const errors = table.sigma.map((sigma) => sigma ** 2 / (1 + sigma ** 2));
 * optimalReverseVariance(table, errors, 1)[1000]!; // ~> 0.0200000
 * ```
 */
export function optimalReverseVariance(
  table: DiffusionTable,
  squaredErrors: Float64Array,
  dimension: number,
): Float64Array {
  const where = 'optimalReverseVariance';
  requireLength(where, 'squaredErrors', squaredErrors, table.numSteps + 1);
  requireCount(where, 'dimension', dimension, 1);
  return Float64Array.from(squaredErrors, (squaredError, t) =>
    t === 0
      ? 0
      : optimalVarianceAt(table, t, requireNonNegative(where, `squaredErrors[${t}]`, squaredError), dimension),
  );
}

/**
 * What other variances than the optimal ones cost in the path terms of the bound, nats, with the same means:
 *
 *   gap = d/2 sum_{t=2}^T (v_t/m_t - 1 - log(v_t/m_t)),  v_t optimal, m_t taken
 *
 * Exact where the errors are. Never negative. For N(0, s^2) at a constant noise rate, as T grows: m_t = beta~_t (the
 * 'posterior') leaves gamma_E/2 = 0.2886 nats a dimension at any s, because v_t/beta~_t - 1 -> 1/(t - 1) near the data;
 * m_t = beta_t ('forward') leaves O(1/T), nothing at s = 1. The term at t = 1 is a log density, and not counted.
 *
 * @param squaredErrors E|x_0 - x_0^|^2 at index t = 1..T, (T + 1); entry 0 is not used
 * @param taken 'posterior', 'forward', or m_t at index t = 2..T, (T + 1)
 * @throws {ArgumentError}, {ShapeError} for bad arguments
 * @example ```ts doctest
 * import { diffusionTable, noiseRateSchedule, reverseVarianceGap } from '@yuragi/diffusion';
 * const table = diffusionTable(noiseRateSchedule(new Float64Array(1000).fill(-Math.expm1(-0.006))), 1000);
 * const errors = table.sigma.map((sigma) => sigma ** 2 / (1 + sigma ** 2));
 * reverseVarianceGap(table, errors, 1, 'posterior'); // ~> 0.279333
 * reverseVarianceGap(table, errors, 1, 'forward'); // ~> 0.000000
 * ```
 */
export function reverseVarianceGap(
  table: DiffusionTable,
  squaredErrors: Float64Array,
  dimension: number,
  taken: 'posterior' | 'forward' | Float64Array,
): number {
  const where = 'reverseVarianceGap';
  requireLength(where, 'squaredErrors', squaredErrors, table.numSteps + 1);
  requireCount(where, 'dimension', dimension, 1);
  if (taken instanceof Float64Array) requireLength(where, 'taken', taken, table.numSteps + 1);
  else requireOneOf(where, 'taken', taken, ['posterior', 'forward']);
  let sum = 0;
  for (let t = 2; t <= table.numSteps; t++) {
    const squaredError = requireNonNegative(where, `squaredErrors[${t}]`, squaredErrors[t]!);
    const variance =
      taken instanceof Float64Array
        ? requirePositive(where, `taken[${t}]`, taken[t]!)
        : fixedReverseVariance(taken, table, t);
    // x - log(1 + x) from x itself: near the optimum nothing cancels.
    const excess = (optimalVarianceAt(table, t, squaredError, dimension) - variance) / variance;
    sum += excess - Math.log1p(excess);
  }
  return 0.5 * dimension * sum;
}
