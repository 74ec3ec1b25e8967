/** The Gamma distribution. */
import { gammaDraw } from '../draws.ts';
import { requirePositive } from '../require.ts';
import { double, twoProduct } from '../special/double-double.ts';
import { gammaTail, LARGEST, logGammaPrefactor } from '../special/incomplete-gamma.ts';
import { incompleteGammaPInverse } from '../special/incomplete-gamma-inverse.ts';
import { logMinusLinear } from '../special/log1p-minus-x.ts';
import { logProbabilityOf, probabilityOf, type Tail } from '../special/tails.ts';
import { fillWith, requireQuantileArgument } from './common.ts';
import type { UnivariateDistribution } from './distribution.ts';
import { standardGammaEntropy } from './gamma-entropy.ts';

export interface GammaOptions {
  /** > 0. */
  readonly shape: number;
  /** Inverse scale, > 0; 1 unless given. */
  readonly rate?: number | undefined;
}

/**
 * The Gamma distribution on the positive numbers.
 *
 *   log p(x) = shape log(rate) + (shape - 1) log x - rate x - log Gamma(shape)
 *
 * evaluated about its maximum, -shape phi(m) - log x + const with m = rate x/shape, phi(m) = m - 1 - log m, so that large
 * shapes lose no digits. cdf, survival, their logarithms and quantiles hold to about 1e-14 relative, in both tails.
 *
 * @throws {ArgumentError} unless shape and rate are finite and > 0
 * @see Loader, Fast and accurate computation of binomial probabilities (2000), for the form of the density
 * @example ```ts doctest
 * import { gamma } from '@yuragi/prob-core';
 * const law = gamma({ shape: 2.5, rate: 1.3 });
 * law.mean(); // ~> 1.923076923
 * law.survival(25); // ~> 1.12073792572e-12
 * law.quantile(0.5); // ~> 1.67363853503674
 * ```
 */
export function gamma({ shape, rate = 1 }: GammaOptions): Required<UnivariateDistribution> {
  requirePositive('gamma', 'shape', shape);
  requirePositive('gamma', 'rate', rate);
  /** log p(x) + log x at rate x = shape. */
  const logPeak = logGammaPrefactor(shape, double(shape)).high + Math.log(shape);
  const logCentre = Math.log(shape) - Math.log(rate);
  const logDensityAtZero = shape < 1 ? Infinity : shape > 1 ? -Infinity : Math.log(rate);

  const logDensity = (x: number): number => {
    if (!(x > 0 && x < Infinity)) return x === 0 ? logDensityAtZero : Number.isNaN(x) ? x : -Infinity;
    const logX = Math.log(x);
    return shape * logMinusLinear((rate * x - shape) / shape, logX - logCentre) - logX + logPeak;
  };
  const sample: UnivariateDistribution['sample'] = (rng) => gammaDraw(rng, shape) / rate;
  /** rate x in two parts: its rounding is a relative error of rate x in the far tail. */
  const at = (x: number, atZero: number, atInfinity: number, ofTail: (tail: Tail) => number): number => {
    if (Number.isNaN(x)) return x;
    const scaled = rate * x;
    if (!(scaled > 0)) return atZero;
    return scaled < LARGEST ? ofTail(gammaTail(shape, twoProduct(rate, x))) : atInfinity;
  };

  return {
    kind: 'gamma',
    parameters: { shape, rate },
    support: { lower: 0, upper: Infinity, isDiscrete: false },
    logDensity,
    logDensityInto(x, out) {
      for (let i = 0; i < out.length; i++) out[i] = logDensity(x[i]!);
    },
    sample,
    fill: (rng, out) => fillWith(sample, rng, out),
    mean: () => shape / rate,
    variance: () => shape / rate / rate,
    entropy: () => standardGammaEntropy(shape) - Math.log(rate),
    cdf: (x) => at(x, 0, 1, (tail) => probabilityOf(tail, true)),
    logCdf: (x) => at(x, -Infinity, 0, (tail) => logProbabilityOf(tail, true)),
    survival: (x) => at(x, 1, 0, (tail) => probabilityOf(tail, false)),
    logSurvival: (x) => at(x, 0, -Infinity, (tail) => logProbabilityOf(tail, false)),
    quantile(p) {
      requireQuantileArgument('gamma', p);
      return incompleteGammaPInverse(shape, p) / rate;
    },
    score: (x) => (x > 0 ? (shape - 1) / x - rate : Number.NaN),
  };
}
