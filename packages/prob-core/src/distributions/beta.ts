/** The Beta distribution. */
import { betaDraw } from '../draws.ts';
import { requirePositive } from '../require.ts';
import { digamma } from '../special/digamma.ts';
import { divide, double, twoSum } from '../special/double-double.ts';
import {
  incompleteBeta,
  incompleteBetaComplement,
  logBetaPrefactor,
  logIncompleteBeta,
  logIncompleteBetaComplement,
} from '../special/incomplete-beta.ts';
import { incompleteBetaInverse } from '../special/incomplete-beta-inverse.ts';
import { logMinusLinear } from '../special/log1p-minus-x.ts';
import { fillWith, requireQuantileArgument } from './common.ts';
import type { UnivariateDistribution } from './distribution.ts';
import { standardGammaEntropy } from './gamma-entropy.ts';

export interface BetaOptions {
  /** > 0: the power of x is shape1 - 1. */
  readonly shape1: number;
  /** > 0: the power of 1 - x is shape2 - 1. */
  readonly shape2: number;
}

/**
 * The Beta distribution on [0, 1].
 *
 *   log p(x) = (shape1 - 1) log x + (shape2 - 1) log(1 - x) - log B(shape1, shape2)
 *
 * evaluated about the mean, so that large shapes lose no digits. cdf, survival, their logarithms and quantiles hold to about
 * 1e-14 relative, in both tails; near 1, where doubles lie 1e-16 apart, exchange the shapes and ask for 1 - x.
 *
 * @throws {ArgumentError} unless both shapes are finite and > 0
 * @see Loader, Fast and accurate computation of binomial probabilities (2000), for the form of the density
 * @example ```ts doctest
 * import { beta } from '@yuragi/prob-core';
 * const law = beta({ shape1: 2.5, shape2: 1.5 });
 * law.mean(); // => 0.625
 * law.cdf(0.3); // ~> 0.0889437231707
 * law.quantile(0.5); // ~> 0.647547720123
 * ```
 */
export function beta({ shape1, shape2 }: BetaOptions): Required<UnivariateDistribution> {
  requirePositive('beta', 'shape1', shape1);
  requirePositive('beta', 'shape2', shape2);
  const total = shape1 + shape2;
  const exactTotal = twoSum(shape1, shape2);
  const exactMean = divide(double(shape1), exactTotal);
  const exactComplement = divide(double(shape2), exactTotal);
  const mean = exactMean.high;
  const complement = exactComplement.high;
  const logMean = Math.log(mean);
  const logComplement = Math.log(complement);
  /** log p + log x + log(1 - x) at the mean. */
  const logPeak = logBetaPrefactor(shape1, shape2, { x: exactMean, y: exactComplement }).high;
  const logDensityAtZero = shape1 < 1 ? Infinity : shape1 > 1 ? -Infinity : Math.log(shape2);
  const logDensityAtOne = shape2 < 1 ? Infinity : shape2 > 1 ? -Infinity : Math.log(shape1);

  const logDensity = (x: number): number => {
    if (!(x > 0 && x < 1)) {
      if (x === 0) return logDensityAtZero;
      return x === 1 ? logDensityAtOne : Number.isNaN(x) ? x : -Infinity;
    }
    const logX = Math.log(x);
    const logY = Math.log1p(-x);
    // The linear terms shape1 deviation/mean and -shape2 deviation/(1 - mean) cancel.
    const deviation = x - mean - exactMean.low;
    const first = logMinusLinear(deviation / mean, logX - logMean);
    const second = logMinusLinear(-deviation / complement, logY - logComplement);
    return shape1 * first + shape2 * second - logX - logY + logPeak;
  };
  const sample: UnivariateDistribution['sample'] = (rng) => betaDraw(rng, shape1, shape2);
  const clamp = (x: number): number => Math.min(Math.max(x, 0), 1);

  return {
    kind: 'beta',
    parameters: { shape1, shape2 },
    support: { lower: 0, upper: 1, isDiscrete: false },
    logDensity,
    logDensityInto(x, out) {
      for (let i = 0; i < out.length; i++) out[i] = logDensity(x[i]!);
    },
    sample,
    fill: (rng, out) => fillWith(sample, rng, out),
    mean: () => mean,
    variance: () => (mean * complement) / (total + 1),
    entropy: () =>
      standardGammaEntropy(shape1) + standardGammaEntropy(shape2) - standardGammaEntropy(total) - digamma(total),
    cdf: (x) => incompleteBeta(shape1, shape2, clamp(x)),
    logCdf: (x) => logIncompleteBeta(shape1, shape2, clamp(x)),
    survival: (x) => incompleteBetaComplement(shape1, shape2, clamp(x)),
    logSurvival: (x) => logIncompleteBetaComplement(shape1, shape2, clamp(x)),
    quantile: (p) => incompleteBetaInverse(shape1, shape2, requireQuantileArgument('beta', p)),
    score: (x) => (x > 0 && x < 1 ? (shape1 - 1) / x - (shape2 - 1) / (1 - x) : Number.NaN),
  };
}
