/**
 * Variances of the reverse kernels p(x_{t-1} | x_t) = N(mu, v_t I), t = 1..T. The posterior variance is no use at t = 1,
 * where it is 0: beta_1 takes its place.
 */
import { requireCount, requireLength, requireNonNegative } from '@yuragi/prob-core/errors';
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
