/** A hand-written gradient against central differences. */
import { requireAllFinite, requireLength } from './require.ts';

/** What `checkGradient` found. */
export interface GradientCheck {
  /** Largest |analytic - numeric| / max(1, |analytic|, |numeric|) over the coordinates; Infinity where either is NaN. */
  readonly maxError: number;
  /** Where it occurs. */
  readonly worstCoordinate: number;
  readonly analytic: Float64Array;
  readonly numeric: Float64Array;
}

/**
 * Compares a gradient with central differences of its function.
 *
 *   df/dx_j = (8 (f(x + h) - f(x - h)) - (f(x + 2h) - f(x - 2h))) / 12 h + O(h^4),  h = eps^(1/5) max(1, |x_j|)
 *
 * For a smooth function of order one a right gradient shows a `maxError` of about 1e-11 and a wrong one shows its fault;
 * 1e-6 separates them. 4 d evaluations and one gradient.
 *
 * @param logDensity the function, of x (d)
 * @param gradLogDensity writes its gradient to out (d) and returns its value
 * @param x where to compare, (d), finite
 * @throws {ArgumentError} if x is not finite
 * @example ```ts doctest
 * import { checkGradient } from '@yuragi/prob-core';
 * const target = {
 *   dimension: 2,
 *   logDensity: (x: Float64Array) => -0.5 * (x[0]! ** 2 + 4 * x[1]! ** 2),
 *   gradLogDensity(x: Float64Array, out: Float64Array) {
 *     out[0] = -x[0]!;
 *     out[1] = -4 * x[1]!;
 *     return target.logDensity(x);
 *   },
 * };
 * checkGradient(target, Float64Array.of(0.3, -1)).maxError < 1e-9; // => true
 * ```
 */
export function checkGradient(
  {
    dimension,
    logDensity,
    gradLogDensity,
  }: {
    readonly dimension: number;
    logDensity(x: Float64Array): number;
    gradLogDensity(x: Float64Array, out: Float64Array): number;
  },
  x: Float64Array,
): GradientCheck {
  requireAllFinite('checkGradient', 'x', requireLength('checkGradient', 'x', x, dimension));
  const analytic = new Float64Array(dimension);
  gradLogDensity(x.slice(), analytic);
  const numeric = new Float64Array(dimension);
  let maxError = 0;
  let worstCoordinate = 0;
  for (let j = 0; j < dimension; j++) {
    const h = Number.EPSILON ** 0.2 * Math.max(1, Math.abs(x[j]!));
    const at = (offset: number): number => {
      const moved = x.slice();
      moved[j] = x[j]! + offset;
      return logDensity(moved);
    };
    numeric[j] = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
    const scale = Math.max(1, Math.abs(analytic[j]!), Math.abs(numeric[j]!));
    const difference = Math.abs(analytic[j]! - numeric[j]!) / scale;
    const error = Number.isNaN(difference) ? Infinity : difference;
    if (error > maxError) {
      maxError = error;
      worstCoordinate = j;
    }
  }
  return { maxError, worstCoordinate, analytic, numeric };
}
