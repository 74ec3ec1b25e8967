import { requireProbability } from '../require.ts';
import type { Rng } from '../rng.ts';

/** `fill` of a univariate distribution: as many draws as fit. */
export function fillWith(sample: (rng: Rng) => number, rng: Rng, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = sample(rng);
}

/** The argument of a quantile function. @throws {ArgumentError} */
export function requireQuantileArgument(kind: string, p: number): number {
  return requireProbability(`${kind}.quantile`, 'p', p);
}

/** log p, given p and 1 - p, without loss where p is next to 1. */
export function logProbability(p: number, complement: number): number {
  return p < 0.5 ? Math.log(p) : Math.log1p(0 - complement);
}

/** The first i in low..high for which a predicate holds that, once it holds, goes on holding; `high` if none. */
export function firstIndex(low: number, high: number, holds: (i: number) => boolean): number {
  let first = low;
  let last = high;
  while (first < last) {
    const middle = (first + last) >>> 1;
    if (holds(middle)) last = middle;
    else first = middle + 1;
  }
  return first;
}
