/** The normal distribution on the line. */
import { requireFinite, requirePositive } from '../require.ts';
import { divide, double, twoSum } from '../special/double-double.ts';
import { HALF_LOG_TWO_PI } from '../special/log-gamma.ts';
import { logNormalCdf, normalCdf, normalQuantile } from '../special/normal.ts';
import { fillWith, requireQuantileArgument } from './common.ts';
import type { UnivariateDistribution } from './distribution.ts';

export interface NormalOptions {
  /** 0 unless given. */
  readonly mean?: number | undefined;
  /** > 0; 1 unless given. */
  readonly standardDeviation?: number | undefined;
}

/**
 * The normal distribution N(mean, standardDeviation^2).
 *
 *   log p(x) = -z^2/2 - log(standardDeviation) - log(2 pi)/2,  z = (x - mean)/standardDeviation
 *
 * cdf and survival keep 13 digits down to the smallest numbers, their logarithms and quantiles everywhere. A draw is
 * mean + standardDeviation * rng.normal().
 *
 * @throws {ArgumentError} unless mean is finite and standardDeviation finite and > 0
 * @example ```ts doctest
 * import { key, normal, stream } from '@yuragi/prob-core';
 * const law = normal({ mean: 1, standardDeviation: 2 });
 * law.cdf(1); // => 0.5
 * law.logSurvival(81); // ~> -804.608442
 * law.quantile(0.975); // ~> 4.919927969
 * law.sample(stream(key('example'))); // => 1 + 2 * stream(key('example')).normal()
 * ```
 */
export function normal({ mean = 0, standardDeviation = 1 }: NormalOptions = {}): Required<UnivariateDistribution> {
  requireFinite('normal', 'mean', mean);
  requirePositive('normal', 'standardDeviation', standardDeviation);
  const logScale = Math.log(standardDeviation) + HALF_LOG_TWO_PI;

  const logDensity = (x: number): number => {
    const z = (x - mean) / standardDeviation;
    return -0.5 * z * z - logScale;
  };
  const sample: UnivariateDistribution['sample'] = (rng) => mean + standardDeviation * rng.normal();

  /** Phi(sign z), with z to more digits than a double has: a tail has a relative error of z^2 times that of z. */
  const tail = (x: number, sign: 1 | -1): number => {
    const { high, low } = divide(twoSum(x, -mean), double(standardDeviation));
    const plain = normalCdf(sign * ((x - mean) / standardDeviation));
    // d log Phi(z) = -z dz below; the low part is NaN where x is infinite.
    return sign * high < 0 && Math.abs(low) < 1 ? plain * (1 - high * low) : plain;
  };

  return {
    kind: 'normal',
    parameters: { mean, standardDeviation },
    support: { lower: -Infinity, upper: Infinity, isDiscrete: false },
    logDensity,
    logDensityInto(x, out) {
      for (let i = 0; i < out.length; i++) out[i] = logDensity(x[i]!);
    },
    sample,
    fill: (rng, out) => fillWith(sample, rng, out),
    mean: () => mean,
    variance: () => standardDeviation * standardDeviation,
    entropy: () => 0.5 + logScale,
    cdf: (x) => tail(x, 1),
    logCdf: (x) => logNormalCdf((x - mean) / standardDeviation),
    survival: (x) => tail(x, -1),
    logSurvival: (x) => logNormalCdf((mean - x) / standardDeviation),
    quantile: (p) => mean + standardDeviation * normalQuantile(requireQuantileArgument('normal', p)),
    score: (x) => (mean - x) / (standardDeviation * standardDeviation),
  };
}
