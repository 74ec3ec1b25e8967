// alpha 1e-6 per assertion; n = 20 000; smallest effect caught with power 0.999: 0.057 sigma; seed: the test's name; 6 s.
import { key, stream, toNdarray } from '@yuragi/prob-core';
import { integrateOde } from '@yuragi/sde';
import { assertLaw, assertMean, expectRejected } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import {
  ancestralSampler,
  type Denoiser,
  type DiffusionSampler,
  ddimSampler,
  diffusionTable,
  elbo,
  karrasSigmas,
  linearNoiseSchedule,
  posteriorMixture,
  probabilityFlow,
  type SamplerInfo,
  type SamplerState,
  sampleDiffusion,
  smoothedMixture,
} from '../../src/index.ts';

const n = 20_000;
/** Phi by Abramowitz and Stegun 26.2.17: 7.5e-8, far below what n resolves. */
const normalCdf = (x: number): number => {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const series = ((((1.330274429 * t - 1.821255978) * t + 1.781477937) * t - 0.356563782) * t + 0.31938153) * t;
  const tail = series * (Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI));
  return x > 0 ? 1 - tail : tail;
};
const law = smoothedMixture({
  weights: Float64Array.of(0.3, 0.7),
  means: toNdarray(Float64Array.of(-1.5, 1), [2, 1]),
  covariances: toNdarray(Float64Array.of(0.16, 0.36), [2, 1, 1]),
});
const cdf = (x: number): number => 0.3 * normalCdf((x + 1.5) / 0.4) + 0.7 * normalCdf((x - 1) / 0.6);
const name = (): string => expect.getState().currentTestName!;

// Fine enough that the samplers' own error (order 1/steps) is below what 20 000 draws can see: 0.001 against 0.019.
const sigmas = karrasSigmas({ numSteps: 300, sigmaMin: 0.005, sigmaMax: 60 });
const samples = async (sampler: DiffusionSampler<SamplerState, SamplerInfo>): Promise<Float64Array> =>
  (await sampleDiffusion(sampler, stream(key(name())), { sigmas, numSamples: n })).samples.data;
const options = { dimension: 1 };

test('ancestral sampling with the exact denoiser gives the mixture back', async () => {
  assertLaw(await samples(ancestralSampler(law.denoise, options)), cdf);
  const flattened: Denoiser = (x, sigma, out) => law.denoise(x, 1.1 * sigma, out);
  await expectRejected('a denoiser told ten per cent too much noise', async () =>
    assertLaw(await samples(ancestralSampler(flattened, options)), cdf),
  );
});

test('DDIM with the exact denoiser gives the mixture back, at eta 0 and 1/2', async () => {
  for (const eta of [0, 0.5]) assertLaw(await samples(ddimSampler(law.denoise, { ...options, eta })), cdf);
  const coarse = ddimSampler(law.denoise, options);
  const few = karrasSigmas({ numSteps: 6, sigmaMin: 0.005, sigmaMax: 60 });
  await expectRejected('six steps', async () =>
    assertLaw((await sampleDiffusion(coarse, stream(key(name())), { sigmas: few, numSamples: n })).samples.data, cdf),
  );
});

test('the flow carries the law under noise to the law of the data', () => {
  const rng = stream(key(name()));
  const start = Float64Array.from({ length: n }, () => (rng.uniform() < 0.3 ? -1.5 : 1) + 0);
  for (let i = 0; i < n; i++) start[i]! += (start[i]! < 0 ? 0.4 : 0.6) * rng.normal() + 5 * rng.normal();
  const carry = (drift: ReturnType<typeof probabilityFlow>): Float64Array =>
    integrateOde(drift, start, { t0: 5, t1: 0, relativeTolerance: 1e-4, absoluteTolerance: 1e-6 }).position;
  const flow = probabilityFlow(law);
  assertLaw(carry(flow), cdf);
  const half = {
    dimension: 1,
    drift(x: Float64Array, t: number, out: Float64Array) {
      flow.drift(x, t, out);
      for (let i = 0; i < out.length; i++) out[i]! *= 0.9;
    },
  };
  expectRejected('a drift ten per cent too small', () => assertLaw(carry(half), cdf));
});

test('sampling the posterior mixture is conditioning: the law given a noisy look', async () => {
  const { mixture } = posteriorMixture(law.mixture, {
    operator: toNdarray(Float64Array.of(1), [1, 1]),
    noiseVariance: 0.5,
  })(Float64Array.of(0.2));
  const given = (x: number): number =>
    mixture.weights.reduce(
      (sum, w, k) => sum + w * normalCdf((x - mixture.means.get(k, 0)) / Math.sqrt(mixture.covariances.get(k, 0, 0))),
      0,
    );
  const drawn = await samples(ancestralSampler(smoothedMixture(mixture).denoise, options));
  assertLaw(drawn, given);
  expectRejected('the prior in place of the posterior', () => assertLaw(drawn, cdf));
});

test('the bound of an exact denoiser is below the mean log density, and near it', async () => {
  const rng = stream(key(name()));
  const data = Float64Array.from({ length: 4000 }, () =>
    rng.uniform() < 0.3 ? -1.5 + 0.4 * rng.normal() : 1 + 0.6 * rng.normal(),
  );
  const table = diffusionTable(linearNoiseSchedule({ numSteps: 200, first: 5e-4, last: 0.1 }), 200);
  const { perPoint } = await elbo(law.denoise, toNdarray(data, [4000, 1]), table, rng);
  const logDensity = new Float64Array(4000);
  law.logDensityInto(data, 0, logDensity);
  const gap = logDensity.map((value, i) => value - perPoint[i]!);
  const mean = gap.reduce((sum, value) => sum + value, 0) / 4000;
  const standardError = Math.sqrt(gap.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / 4000;
  // The true gap of this mixture at T = 200 is not known in closed form: it is positive, and O(1/T) for this variance.
  expect(mean).toBeGreaterThan(-4.89 * standardError);
  expect(mean).toBeLessThan(0.1);
});

test('the squared error of the exact denoiser averages to its posterior variance', async () => {
  const rng = stream(key(name()));
  const sigma = 0.8;
  const excess = (denoiser: (x: Float64Array, out: Float64Array) => void): Float64Array => {
    const x0 = Float64Array.from({ length: n }, () =>
      rng.uniform() < 0.3 ? -1.5 + 0.4 * rng.normal() : 1 + 0.6 * rng.normal(),
    );
    const x = x0.map((value) => value + sigma * rng.normal());
    const [denoised, variance] = [new Float64Array(n), new Float64Array(n)];
    denoiser(x, denoised);
    law.posteriorVarianceInto(x, sigma, variance);
    return x0.map((value, i) => (value - denoised[i]!) ** 2 - variance[i]!);
  };
  assertMean(
    excess((x, out) => law.denoise(x, sigma, out)),
    { expected: 0 },
  );
  expectRejected('the prior mean in place of the posterior mean', () =>
    assertMean(
      excess((_x, out) => void out.fill(0.25)),
      { expected: 0 },
    ),
  );
});
