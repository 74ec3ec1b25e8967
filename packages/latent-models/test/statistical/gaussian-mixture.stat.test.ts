// alpha 1e-6 per assertion; n = 40 000; smallest effect caught with power 0.999: 0.04 sigma; seed: the test's name; 1 s.
import { type Key, key, type Rng, stream, toNdarray } from '@yuragi/prob-core';
import { assertLaw, expectRejected } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import { fitGaussianMixture, gaussianMixture } from '../../src/index.ts';

const n = 40_000;
const normalCdf = (x: number): number => {
  // Abramowitz and Stegun 26.2.17 is good to 7.5e-8, far below what n can resolve.
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    ((((1.330274429 * t - 1.821255978) * t + 1.781477937) * t - 0.356563782) * t + 0.31938153) *
    t *
    (Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI));
  return x > 0 ? 1 - tail : tail;
};

const mixture = {
  weights: Float64Array.of(0.3, 0.7),
  means: toNdarray(Float64Array.of(-2, 0, 1, 1), [2, 2]),
  covariances: toNdarray(Float64Array.of(1, 0.8, 0.8, 1, 0.25, -0.2, -0.2, 0.5), [2, 2, 2]),
};
/** Law of the sum of the two coordinates. */
const sumCdf = (s: number): number =>
  0.3 * normalCdf((s + 2) / Math.sqrt(3.6)) + 0.7 * normalCdf((s - 2) / Math.sqrt(0.35));

const sums = async (sample: typeof mixture, rng: Rng): Promise<Float64Array> => {
  const { data } = await gaussianMixture(sample).sample(rng, n);
  return Float64Array.from({ length: n }, (_, i) => data[2 * i]! + data[2 * i + 1]!);
};

test('samples of a mixture have its law along a line that sees the correlations', async () => {
  const rng = stream(key(expect.getState().currentTestName!));
  assertLaw(await sums(mixture, rng), sumCdf);
  const uncorrelated = { ...mixture, covariances: toNdarray(Float64Array.of(1, 0, 0, 1, 0.25, 0, 0, 0.5), [2, 2, 2]) };
  await expectRejected('the off-diagonal of the factor forgotten', async () =>
    assertLaw(await sums(uncorrelated, rng), sumCdf),
  );
  const swapped = { ...mixture, weights: Float64Array.of(0.7, 0.3) };
  await expectRejected('weights of the components swapped', async () => assertLaw(await sums(swapped, rng), sumCdf));
});

test('a fit is as much likelier than the truth as Wilks says: twice the log ratio is chi-square with 11 degrees', async () => {
  const name: Key = key(expect.getState().currentTestName!);
  const truth = gaussianMixture(mixture);
  const x = await truth.sample(stream(name), n);
  const meanTrue = truth.logDensity(x).reduce((sum, value) => sum + value, 0) / n;
  const ratio = async (covariance: 'full' | 'diagonal'): Promise<number> => {
    const { meanLogLikelihood } = await fitGaussianMixture(x, name, { numComponents: 2, covariance, tolerance: 1e-12 });
    return 2 * n * (meanLogLikelihood - meanTrue);
  };
  // Upper 1e-6 quantile; below 0 the fit has missed the maximum.
  const limit = 48.87;
  expect(await ratio('full')).toBeGreaterThan(0);
  expect(await ratio('full')).toBeLessThan(limit);
  // Mutant: a family that cannot tilt.
  expect(await ratio('diagonal')).toBeLessThan(0);
});
