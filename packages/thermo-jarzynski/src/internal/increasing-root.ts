/** A root finder for functions that rise. */
import { ConvergenceError } from '@yuragi/prob-core/errors';

const MAX_ITERATIONS = 200;
/** sqrt of the spacing of doubles at 1. */
const LAST_STEP = 2 ** -26;

/** A function and its slope at a point. */
export interface ValueAndSlope {
  readonly value: number;
  readonly slope: number;
}

/**
 * The zero of an increasing function g with |g''| <= g', to rounding: Newton steps that may not leave a shrinking bracket,
 * which is halved wherever a step has not halved |g|.
 *
 * A Newton step of length h ends within h^2/2 e^h of the zero, so that one below 2^-26 is the last.
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
    const isSlow = Math.abs(value) > residual / 2;
    residual = Math.abs(value);
    if (value < 0) low = x;
    else high = x;
    let next = x - value / slope;
    const isBracketed = high - low < Infinity;
    const isInside = next > low && next < high;
    if (isInside && Math.abs(next - x) <= LAST_STEP) return { root: next, numIterations: iteration };
    if (isBracketed && (isSlow || !isInside)) next = low + (high - low) / 2;
    else if (!isInside) {
      next = low === -Infinity ? high - reach : low + reach;
      reach *= 2;
    }
    if (Math.abs(next - x) <= 4 * Number.EPSILON * Math.max(1, Math.abs(next)))
      return { root: next, numIterations: iteration };
    x = next;
  }
  throw new ConvergenceError(where, MAX_ITERATIONS, residual, 0);
}
