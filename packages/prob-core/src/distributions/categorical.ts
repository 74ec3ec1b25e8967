/** A distribution on 0..k-1 given by its probabilities. */
import { requireProbabilities } from '../require.ts';
import { fillWith, firstIndex, logProbability, requireQuantileArgument } from './common.ts';
import type { UnivariateDistribution } from './distribution.ts';

export interface CategoricalOptions {
  /** Of the values 0..k-1: non-negative, summing to 1 within 1e-9 (rounding is divided out). */
  readonly probabilities: ArrayLike<number>;
}

/**
 * The categorical distribution: i with probability probabilities[i], i = 0..k-1.
 *
 * A draw is the first i with rng.uniform() < p_0 + ... + p_i, by bisection in O(log k). Values of probability 0 are never
 * drawn; `support` runs from the first to the last value of positive probability.
 *
 * @throws {ArgumentError} for negative probabilities, or a sum that is not 1
 * @example ```ts doctest
 * import { categorical } from '@yuragi/prob-core';
 * const law = categorical({ probabilities: [0.5, 0.25, 0.25] });
 * law.mean(); // => 0.75
 * law.cdf(1); // => 0.75
 * law.entropy(); // ~> 1.0397207708
 * ```
 */
export function categorical({ probabilities: given }: CategoricalOptions): UnivariateDistribution {
  const probabilities = requireProbabilities('categorical', 'probabilities', given);
  const lower = probabilities.findIndex((p) => p > 0);
  const upper = probabilities.findLastIndex((p) => p > 0);
  const logProbabilities = probabilities.map(Math.log);
  const below = cumulativeSums(probabilities);
  const above = cumulativeSums(probabilities.toReversed()).toReversed();
  // Rounding must not leave room for a draw past the last value.
  below.fill(1, upper);
  above.fill(1, 0, lower + 1);

  const logDensity = (x: number): number => (Number.isNaN(x) ? x : (logProbabilities[x] ?? -Infinity));
  const sample: UnivariateDistribution['sample'] = (rng) => {
    const u = rng.uniform();
    return firstIndex(lower, upper, (i) => u < below[i]!);
  };
  const expectation = (f: (i: number) => number): number => probabilities.reduce((sum, p, i) => sum + p * f(i), 0);
  const mean = (): number => expectation((i) => i);
  const cdf = (x: number): number => (Number.isNaN(x) ? x : (below[Math.min(Math.floor(x), upper)] ?? 0));
  /** P(X > x) = P(X >= floor(x) + 1). */
  const survival = (x: number): number => (Number.isNaN(x) ? x : (above[Math.max(Math.floor(x) + 1, 0)] ?? 0));

  return {
    kind: 'categorical',
    parameters: { probabilities },
    support: { lower, upper, isDiscrete: true },
    logDensity,
    logDensityInto(x, out) {
      for (let i = 0; i < out.length; i++) out[i] = logDensity(x[i]!);
    },
    sample,
    fill: (rng, out) => fillWith(sample, rng, out),
    mean,
    variance() {
      const centre = mean();
      return expectation((i) => (i - centre) ** 2);
    },
    entropy: () => 0 - probabilities.reduce((sum, p, i) => (p > 0 ? sum + p * logProbabilities[i]! : sum), 0),
    cdf,
    logCdf: (x) => logProbability(cdf(x), survival(x)),
    survival,
    logSurvival: (x) => logProbability(survival(x), cdf(x)),
    quantile(p) {
      requireQuantileArgument('categorical', p);
      // 1 - p is exact above 1/2, and so is what lies above a value.
      return firstIndex(lower, upper, p <= 0.5 ? (i) => below[i]! >= p : (i) => survival(i) <= 1 - p);
    },
  };
}

function cumulativeSums(values: Float64Array): Float64Array {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}
