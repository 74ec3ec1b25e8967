/** A root finder for functions that rise. */
import { ConvergenceError } from '@yuragi/prob-core/errors';

const MAX_ITERATIONS = 200;

/** A function and its slope at a point. */
export interface ValueAndSlope {
  readonly value: number;
  readonly slope: number;
}

/**
 * The zero of an increasing function, to rounding: Newton steps that may not leave a shrinking bracket, which is halved at
 * every third step whatever Newton says.
 *
 * @throws {ConvergenceError} after 200 evaluations
 */
export function increasingRoot(
  where: string,
  evaluate: (x: number) => ValueAndSlope,
  start: number,
): { readonly root: number; readonly numIterations: number } {
  let [low, high] = [-Infinity, Infinity];
  let x = start;
  let reach = 1;
  let residual = Infinity;
  for (let iteration = 1; iteration <= MAX_ITERATIONS; iteration++) {
    const { value, slope } = evaluate(x);
    if (value === 0) return { root: x, numIterations: iteration };
    residual = Math.abs(value);
    if (value < 0) low = x;
    else high = x;
    let next = x - value / slope;
    const isBracketed = high - low < Infinity;
    if (isBracketed && (iteration % 3 === 0 || !(next > low && next < high))) next = low + (high - low) / 2;
    else if (!(next > low && next < high)) {
      next = low === -Infinity ? high - reach : low + reach;
      reach *= 2;
    }
    if (Math.abs(next - x) <= 4 * Number.EPSILON * Math.max(1, Math.abs(next)))
      return { root: next, numIterations: iteration };
    x = next;
  }
  throw new ConvergenceError(where, MAX_ITERATIONS, residual, 0);
}
