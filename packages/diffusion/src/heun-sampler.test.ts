import { fillNormal, key, stream, toNdarray } from '@yuragi/prob-core';
import { integrateOde } from '@yuragi/sde';
import { expect, test } from 'vitest';
import {
  type Denoiser,
  type DiffusionSampler,
  ddimSampler,
  heunSampler,
  karrasSigmas,
  probabilityFlow,
  type SamplerInfo,
  type SamplerState,
  sampleDiffusion,
  smoothedMixture,
} from './index.ts';

const law = smoothedMixture({
  weights: Float64Array.of(0.3, 0.7),
  means: toNdarray(Float64Array.of(-1.5, 1), [2, 1]),
  covariances: toNdarray(Float64Array.of(0.16, 0.36), [2, 1, 1]),
});
const n = 16;
const options = { dimension: 1 };

test('the error against the flow is of order 2 in the levels, where DDIM is of order 1', async () => {
  const [top, bottom] = [20, 0.05];
  const start = new Float64Array(n);
  fillNormal(stream(key('start')), start);
  const unscaled = start.map((value) => value * Math.hypot(1, top));
  const exact = integrateOde(probabilityFlow(law), unscaled, {
    t0: top,
    t1: bottom,
    relativeTolerance: 1e-11,
    absoluteTolerance: 1e-11,
  }).position;
  const errorOf = async (sampler: DiffusionSampler<SamplerState, SamplerInfo>, numSteps: number): Promise<number> => {
    // Without the step to 0, which is one of Euler's.
    const sigmas = karrasSigmas({ numSteps: numSteps + 1, sigmaMin: bottom, sigmaMax: top });
    let state: SamplerState = { position: start };
    for (let i = 0; i < numSteps; i++) [state] = await sampler.step(state, stream(key(0)), sigmas[i]!, sigmas[i + 1]!);
    return Math.max(...state.position.map((value, i) => Math.abs(value * Math.hypot(1, bottom) - exact[i]!)));
  };
  const orderOf = async (sampler: DiffusionSampler<SamplerState, SamplerInfo>): Promise<number> =>
    Math.log2((await errorOf(sampler, 200)) / (await errorOf(sampler, 400)));
  expect(Math.abs((await orderOf(heunSampler(law.denoise, options))) - 2)).toBeLessThan(0.1);
  expect(Math.abs((await orderOf(ddimSampler(law.denoise, options))) - 1)).toBeLessThan(0.1);
});

test('a step with churn is that of the algorithm, line by line', async () => {
  const [sigma, sigmaNext, churn] = [2, 1.2, 0.3];
  const position = Float64Array.of(0.4, -1.1);
  const [{ position: next }, { denoised }] = await heunSampler(law.denoise, { ...options, churn }).step(
    { position },
    stream(key('noise')),
    sigma,
    sigmaNext,
  );
  const noise = new Float64Array(2);
  fillNormal(stream(key('noise')), noise);
  const look = (x: number, level: number): number => {
    const out = new Float64Array(1);
    law.denoise(Float64Array.of(x), level, out);
    return out[0]!;
  };
  for (let i = 0; i < 2; i++) {
    const raised = sigma + churn * sigma;
    const x = position[i]! * Math.hypot(1, sigma) + Math.sqrt(raised ** 2 - sigma ** 2) * noise[i]!;
    const d = (x - look(x, raised)) / raised;
    const euler = x + (sigmaNext - raised) * d;
    const dNext = (euler - look(euler, sigmaNext)) / sigmaNext;
    const heun = x + (sigmaNext - raised) * 0.5 * (d + dNext);
    expect(next[i]!).toBeCloseTo(heun / Math.hypot(1, sigmaNext), 12);
    expect(denoised[i]!).toBeCloseTo(look(x, raised), 12);
  }
});

test('from Infinity, and to 0, a step is that of DDIM', async () => {
  const [heun, ddim] = [heunSampler(law.denoise, options), ddimSampler(law.denoise, options)];
  const state = heun.init(5, stream(key('start')));
  for (const [sigma, sigmaNext] of [
    [Infinity, 30],
    [0.02, 0],
  ] as const) {
    const [a] = await heun.step(state, stream(key(0)), sigma, sigmaNext);
    const [b] = await ddim.step(state, stream(key(0)), sigma, sigmaNext);
    for (let i = 0; i < 5; i++) expect(a.position[i]!).toBeCloseTo(b.position[i]!, 12);
  }
});

test('with churn a driver draws noise, and asks the denoiser twice a step but for the last', async () => {
  let calls = 0;
  const counted: Denoiser = (x, sigma, out) => {
    calls++;
    law.denoise(x, sigma, out);
  };
  const sigmas = karrasSigmas({ numSteps: 5 });
  const run = (churn: number): Promise<Float64Array> =>
    sampleDiffusion(heunSampler(counted, { ...options, churn }), stream(key('run')), { sigmas, numSamples: 3 }).then(
      ({ samples }) => samples.data,
    );
  const still = await run(0);
  expect(calls).toBe(9);
  expect(await run(0.4)).not.toEqual(still);
});

test.each([
  [() => heunSampler(law.denoise, { dimension: 0 }), 'heunSampler: `dimension` must be an integer >= 1; received 0'],
  [
    () => heunSampler(law.denoise, { dimension: 1, churn: 0.5 }),
    'heunSampler: `churn` must be a number in [0, sqrt(2) - 1]; received 0.5',
  ],
])('bad options are refused with their value, %#', (run, message) => {
  expect(run).toThrow(message);
});
