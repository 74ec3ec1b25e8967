/**
 * One prediction in its five guises, at one level of a variance-preserving process x = alpha x_0 + s eps with
 * alpha^2 + s^2 = 1: the data x_0, the noise eps, the velocity v = alpha eps - s x_0 (Salimans and Ho 2022), the score
 * -eps/s, and the mean of the reverse step mu = c_0 x_0 + c_t x (Ho, Jain and Abbeel 2020, eq. 7). All conversions are
 * exact and linear; each goes through x_0.
 */
import { ArgumentError, requireLength, requireOneOf } from '@yuragi/prob-core/errors';
import type { DiffusionTable } from './diffusion-table.ts';

/** What a prediction is of. */
export type Parametrization = 'x0' | 'noise' | 'velocity' | 'score' | 'mean';
const parametrizations: readonly Parametrization[] = ['x0', 'noise', 'velocity', 'score', 'mean'];

/** What is predicted = onX x + onX0 x_0. */
function coefficients(kind: Parametrization, table: DiffusionTable, t: number): readonly [onX: number, onX0: number] {
  const alpha = table.signalScale[t]!;
  const s = table.noiseScale[t]!;
  switch (kind) {
    case 'x0':
      return [0, 1];
    case 'noise':
      return [1 / s, -alpha / s];
    case 'velocity':
      // v = (alpha/s)(x - alpha x_0) - s x_0 = (alpha x - x_0)/s
      return [alpha / s, -1 / s];
    case 'score':
      return [-1 / (s * s), alpha / (s * s)];
    case 'mean':
      return [table.posteriorXt[t]!, table.posteriorX0[t]!];
  }
}

/**
 * Converts a prediction at step t of a table from one parametrization to another.
 *
 * @param x what the prediction was made from: the variance-preserving x_t, any shape
 * @param prediction same shape
 * @param out same shape, overwritten; may be `prediction`
 * @throws {ArgumentError} unless 1 <= t <= T, or if `from` does not determine x_0 there: the noise and the score where
 *   nothing of the data is left; {ShapeError} if lengths differ
 * @example ```ts doctest
 * import { convertPrediction, diffusionTable, linearNoiseSchedule } from '@yuragi/diffusion';
 * const table = diffusionTable(linearNoiseSchedule(), 1000);
 * const x0 = new Float64Array(1);
 * convertPrediction(table, 500, Float64Array.of(0.8), 'noise', Float64Array.of(-0.35), 'x0', x0);
 * x0[0]!; // ~> 4.052184912994
 * ```
 */
export function convertPrediction(
  table: DiffusionTable,
  t: number,
  x: Float64Array,
  from: Parametrization,
  prediction: Float64Array,
  to: Parametrization,
  out: Float64Array,
): void {
  const where = 'convertPrediction';
  if (!Number.isInteger(t) || t < 1 || t > table.numSteps)
    throw new ArgumentError(where, 't', `an integer in 1..${table.numSteps}`, t);
  requireOneOf(where, 'from', from, parametrizations);
  requireOneOf(where, 'to', to, parametrizations);
  requireLength(where, 'prediction', prediction, x.length);
  requireLength(where, 'out', out, x.length);
  const [fromX, fromX0] = coefficients(from, table, t);
  const [toX, toX0] = coefficients(to, table, t);
  if (fromX0 === 0)
    throw new ArgumentError(
      where,
      'from',
      `a parametrization that determines x0 at t = ${t}, where alphaBar is 0`,
      from,
    );
  for (let i = 0; i < x.length; i++) {
    const x0 = (prediction[i]! - fromX * x[i]!) / fromX0;
    out[i] = toX * x[i]! + toX0 * x0;
  }
}
