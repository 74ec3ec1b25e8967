/** The uniform distribution on an interval. */
import { ArgumentError } from '../error-classes.ts';
import { requireFinite } from '../require.ts';
import { fillWith, logProbability, requireQuantileArgument } from './common.ts';
import type { UnivariateDistribution } from './distribution.ts';

export interface UniformOptions {
  /** 0 unless given. */
  readonly lower?: number | undefined;
  /** > lower; 1 unless given. */
  readonly upper?: number | undefined;
}

/**
 * The uniform distribution on [lower, upper].
 *
 *   p(x) = 1/(upper - lower)
 *
 * A draw is lower + (upper - lower) * rng.uniform(), which may round to upper. The score is 0 inside and NaN outside.
 *
 * @throws {ArgumentError} unless lower < upper are finite, and their difference too
 * @example ```ts doctest
 * import { uniform } from '@yuragi/prob-core';
 * const law = uniform({ lower: -1, upper: 3 });
 * law.survival(2); // => 0.25
 * law.logDensity(3.5); // => -Infinity
 * ```
 */
export function uniform({ lower = 0, upper = 1 }: UniformOptions = {}): Required<UnivariateDistribution> {
  requireFinite('uniform', 'lower', lower);
  requireFinite('uniform', 'upper', upper);
  const width = upper - lower;
  if (!(width > 0 && width < Infinity))
    throw new ArgumentError('uniform', 'upper', `a number > lower = ${lower}, at a finite distance`, upper);
  const logWidth = Math.log(width);

  const logDensity = (x: number): number => {
    if (x >= lower && x <= upper) return -logWidth;
    return Number.isNaN(x) ? x : -Infinity;
  };
  const sample: UnivariateDistribution['sample'] = (rng) => lower + width * rng.uniform();
  const cdf = (x: number): number => (clamp(x) - lower) / width;
  const survival = (x: number): number => (upper - clamp(x)) / width;
  /** NaN stays NaN. */
  const clamp = (x: number): number => Math.min(Math.max(x, lower), upper);

  return {
    kind: 'uniform',
    parameters: { lower, upper },
    support: { lower, upper, isDiscrete: false },
    logDensity,
    logDensityInto(x, out) {
      for (let i = 0; i < out.length; i++) out[i] = logDensity(x[i]!);
    },
    sample,
    fill: (rng, out) => fillWith(sample, rng, out),
    mean: () => lower + width / 2,
    variance: () => (width * width) / 12,
    entropy: () => logWidth,
    cdf,
    logCdf: (x) => logProbability(cdf(x), survival(x)),
    survival,
    logSurvival: (x) => logProbability(survival(x), cdf(x)),
    quantile(p) {
      requireQuantileArgument('uniform', p);
      return p <= 0.5 ? lower + p * width : upper - (1 - p) * width;
    },
    score: (x) => (x >= lower && x <= upper ? 0 : Number.NaN),
  };
}
