/** The Bernoulli distribution. */
import { requireProbability } from '../require.ts';
import { fillWith, requireQuantileArgument } from './common.ts';
import type { UnivariateDistribution } from './distribution.ts';

export interface BernoulliOptions {
  /** Of the value 1, in [0, 1]. */
  readonly probability: number;
}

/**
 * The Bernoulli distribution: 1 with the given probability, else 0.
 *
 * A draw is 1 where rng.uniform() < probability.
 *
 * @throws {ArgumentError} unless probability is in [0, 1]
 * @example ```ts doctest
 * import { bernoulli } from '@yuragi/prob-core';
 * const coin = bernoulli({ probability: 0.25 });
 * coin.mean(); // => 0.25
 * coin.logDensity(1); // => Math.log(0.25)
 * coin.quantile(0.8); // => 1
 * ```
 */
export function bernoulli({ probability }: BernoulliOptions): UnivariateDistribution {
  requireProbability('bernoulli', 'probability', probability);
  const complement = 1 - probability;
  const logOne = Math.log(probability);
  const logZero = Math.log1p(0 - probability);
  const support = { lower: probability === 1 ? 1 : 0, upper: probability === 0 ? 0 : 1, isDiscrete: true };

  const logDensity = (x: number): number => {
    if (x === 1) return logOne;
    if (x === 0) return logZero;
    return Number.isNaN(x) ? x : -Infinity;
  };
  const sample: UnivariateDistribution['sample'] = (rng) => (rng.uniform() < probability ? 1 : 0);
  /** A step function of x with steps at 0 and 1. */
  const step = (x: number, below: number, between: number, above: number): number => {
    if (Number.isNaN(x)) return x;
    return x < 0 ? below : x < 1 ? between : above;
  };
  const termOf = (p: number, logP: number): number => (p === 0 ? 0 : -p * logP);

  return {
    kind: 'bernoulli',
    parameters: { probability },
    support,
    logDensity,
    logDensityInto(x, out) {
      for (let i = 0; i < out.length; i++) out[i] = logDensity(x[i]!);
    },
    sample,
    fill: (rng, out) => fillWith(sample, rng, out),
    mean: () => probability,
    variance: () => probability * complement,
    entropy: () => termOf(probability, logOne) + termOf(complement, logZero),
    cdf: (x) => step(x, 0, complement, 1),
    logCdf: (x) => step(x, -Infinity, logZero, 0),
    survival: (x) => step(x, 1, probability, 0),
    logSurvival: (x) => step(x, 0, logOne, -Infinity),
    quantile(p) {
      requireQuantileArgument('bernoulli', p);
      if (p === 0) return support.lower;
      return p <= complement ? 0 : support.upper;
    },
  };
}
