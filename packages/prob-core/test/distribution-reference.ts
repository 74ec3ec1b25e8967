import { expectClose, referenceCase } from '@yuragi/testkit';
import { expect } from 'vitest';
import type { UnivariateDistribution } from '../src/distributions/distribution.ts';

/** Compares a law with a `dist-` case of the stored values: density, tails, their logarithms, quantiles and moments. */
export function expectReference(law: UnivariateDistribution, id: string): void {
  const { outputs, tolerance } = referenceCase('prob-kl-thermo-latent', id);
  const logTails = { rel: Number(tolerance.logtail_rel), subnormal_abs: 1e-322, zero_abs: 0 };
  const others = { ...tolerance, subnormal_abs: 1e-322, zero_abs: 1e-15 };
  expect(outputs.rows.length).toBeGreaterThan(0);
  for (const { x, logpdf, cdf, sf, logcdf, logsf } of outputs.rows) {
    const actual = { logpdf: law.logDensity(x), cdf: law.cdf(x), sf: law.survival(x) };
    expectClose(actual, { logpdf, cdf, sf }, others);
    expectClose({ logcdf: law.logCdf(x), logsf: law.logSurvival(x) }, { logcdf, logsf }, logTails);
  }
  for (const { p, x } of outputs.ppf) expectClose(law.quantile(p), x, others);
  const { entropy, mean, variance } = outputs;
  expectClose(
    { entropy: law.entropy(), mean: law.mean(), variance: law.variance() },
    { entropy, mean, variance },
    others,
  );
}
