import { toNdarray } from '@yuragi/prob-core';
import { integrate } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import {
  boundWeighting,
  conditionalVelocityInto,
  convertPrediction,
  cosineNoiseSchedule,
  type DenoisingObjective,
  ddpmObjective,
  diffusionTable,
  edmObjective,
  elboFromErrors,
  flowLevels,
  flowMatchingObjective,
  flowWeighting,
  linearNoiseSchedule,
  logNormalLevels,
  logUniformLevels,
  minSnrWeighting,
  type NetworkPrediction,
  type NoiseLevels,
  optimalTransportPath,
  p2Weighting,
  preconditioningAt,
  scheduleLevels,
  scoreMatchingObjective,
  scoreWeighting,
  simpleWeighting,
  smoothedMixture,
  sohlDicksteinNoiseSchedule,
  tableLevels,
  truncatedSnrWeighting,
  variancePreservingSchedule,
  velocityWeighting,
  x0Weighting,
} from './index.ts';
import { mixingAt, networkPredictions, outputSquared } from './objective-prediction.ts';

/** A mixture of points and their noise, both as weights on a grid: expectations are sums, exact to rounding. */
const points = Float64Array.of(-1, 0.4, 1.5);
const weights = Float64Array.of(0.3, 0.5, 0.2);
const law = smoothedMixture({
  weights,
  means: toNdarray(points, [3, 1]),
  covariances: toNdarray(new Float64Array(3), [3, 1, 1]),
});
/** The trapezoid on a smooth law that falls off like a normal converges faster than any power of the spacing. */
const SPACING = 1 / 64;
const noises = Float64Array.from({ length: 18 / SPACING + 1 }, (_, i) => -9 + i * SPACING);
const noiseWeights = noises.map((eps) => (SPACING * Math.exp(-0.5 * eps * eps)) / Math.sqrt(2 * Math.PI));
function expectation(f: (x0: number, eps: number) => number): number {
  let sum = 0;
  for (const [i, x0] of points.entries())
    for (const [k, eps] of noises.entries()) sum += weights[i]! * noiseWeights[k]! * f(x0, eps);
  return sum;
}
const denoise = (x: number, sigma: number): number => {
  const out = new Float64Array(1);
  law.denoise(Float64Array.of(x), sigma, out);
  return out[0]!;
};

describe.each(networkPredictions)('predicting %s', (prediction: NetworkPrediction) => {
  test.each([0.05, 0.7, 6])('the exact denoiser is where the gradient of its squares is zero, sigma = %s', (sigma) => {
    const { signal, noise, targetSignal, targetNoise } = mixingAt(prediction, sigma);
    const { input, skip, output } = preconditioningAt(prediction, sigma);
    /** F of the exact denoiser at what the network sees. */
    const exact = (seen: number): number => (denoise(seen / input, sigma) - (skip * seen) / input) / output;
    const directions = [() => 1, (seen: number) => seen, Math.sin, (seen: number) => Math.cos(2 * seen)];
    for (const direction of directions) {
      const residual = (x0: number, eps: number): number =>
        exact(signal * x0 + noise * eps) - targetSignal * x0 - targetNoise * eps;
      const slope = expectation((x0, eps) => residual(x0, eps) * direction(signal * x0 + noise * eps));
      const size = Math.sqrt(expectation((x0, eps) => residual(x0, eps) ** 2));
      expect(Math.abs(slope)).toBeLessThan(1e-11 * Math.max(1, size));
    }
    // An error of F is that of D over c_out: the excess of the loss is the weighted distance to the exact denoiser.
    const off = (seen: number): number => 0.1 * Math.sin(3 * seen) + 0.05;
    const loss = (error: (seen: number) => number): number =>
      expectation((x0, eps) => {
        const seen = signal * x0 + noise * eps;
        return (exact(seen) + error(seen) - targetSignal * x0 - targetNoise * eps) ** 2;
      });
    const distance = expectation((x0, eps) => (output * off(signal * x0 + noise * eps)) ** 2);
    const excess = loss(off) - loss(() => 0);
    expect(output ** 2 * excess).toBeCloseTo(distance, 10);
  });

  test('what is seen and what is predicted give the data back', () => {
    for (const sigma of [1e-6, 0.01, 1, 30, 1e6]) {
      const { signal, noise, targetSignal, targetNoise } = mixingAt(prediction, sigma);
      const { input, skip, output } = preconditioningAt(prediction, sigma);
      const [x0, eps] = [0.8, -1.3];
      const x = x0 + sigma * eps;
      expect(input).toBe(signal);
      expect(outputSquared(mixingAt(prediction, sigma)) / output ** 2).toBeCloseTo(1, 12);
      expect(signal * sigma).toBeCloseTo(noise, 14);
      const predicted = targetSignal * x0 + targetNoise * eps;
      // x is 1e6 times larger than x0 at the last level, which costs six of sixteen digits.
      expect(skip * x + output * predicted).toBeCloseTo(x0, sigma > 1e5 ? 8 : 12);
    }
  });
});

test('predictions are those that convertPrediction converts, at every level of a table', () => {
  const table = diffusionTable(linearNoiseSchedule(), 1000);
  const [x0, eps] = [0.8, -1.3];
  for (const t of [1, 10, 500, 1000])
    for (const prediction of ['x0', 'noise', 'velocity', 'score'] as const) {
      const { signal, noise, targetSignal, targetNoise } = mixingAt(prediction, table.sigma[t]!);
      expect(signal).toBeCloseTo(table.signalScale[t]!, 13);
      expect(noise).toBeCloseTo(table.noiseScale[t]!, 13);
      const x = Float64Array.of(signal * x0 + noise * eps);
      const out = new Float64Array(1);
      convertPrediction(table, t, x, 'noise', Float64Array.of(eps), prediction, out);
      expect((targetSignal * x0 + targetNoise * eps) / out[0]!).toBeCloseTo(1, 10);
    }
});

test('the flow prediction is the conditional velocity of the straight path at its flow time', () => {
  const [x0, eps] = [0.8, -1.3];
  for (const sigma of [0.1, 1, 7]) {
    const tau = 1 / (1 + sigma);
    const { signal, noise, targetSignal, targetNoise } = mixingAt('flow', sigma);
    const out = new Float64Array(1);
    const x = Float64Array.of(signal * x0 + noise * eps);
    conditionalVelocityInto(optimalTransportPath(), x, Float64Array.of(x0), tau, out);
    expect(targetSignal * x0 + targetNoise * eps).toBeCloseTo(out[0]!, 13);
  }
});

test("the velocity of data of variance one is Karras's preconditioning, at any sigma_data by scaling", () => {
  for (const sigmaData of [0.5, 1, 3])
    for (const sigma of [0.002, 0.3, 1, 80]) {
      const total = sigma ** 2 + sigmaData ** 2;
      const { input, skip, output } = preconditioningAt('velocity', sigma / sigmaData);
      // D(x, sigma) = scale D_1(x/scale, sigma/scale).
      expect(skip).toBeCloseTo(sigmaData ** 2 / total, 14);
      expect(-sigmaData * output).toBeCloseTo((sigma * sigmaData) / Math.sqrt(total), 12);
      expect(input / sigmaData).toBeCloseTo(1 / Math.sqrt(total), 14);
      const weight = velocityWeighting(sigma / sigmaData, Number.NaN) / sigmaData ** 2;
      expect(weight / (total / (sigma * sigmaData) ** 2)).toBeCloseTo(1, 13);
    }
});

/** lambda c_out^2: the weight of the squares of what the network predicts. */
const weightOfOutput = ({ prediction, levels, weighting }: DenoisingObjective, u: number): number => {
  const sigma = levels.sigma(u);
  return weighting(sigma, levels.boundWeight(u)) * preconditioningAt(prediction, sigma).output ** 2;
};

test.each([
  ['DDPM', ddpmObjective()],
  ['EDM', edmObjective()],
  ['flow matching', flowMatchingObjective()],
  ['denoising score matching', scoreMatchingObjective()],
])('%s weighs the squares of its own output alike at every level', (_name, objective) => {
  for (const u of [0.01, 0.3, 0.77, 0.999]) expect(weightOfOutput(objective, u)).toBeCloseTo(1, 12);
});

test('the loss of the scores is 1/2 |s + eps/sigma|^2, and sigma^2 of it half of the simple loss', () => {
  for (const sigma of [0.1, 3]) {
    const [x0, eps, estimate] = [0.8, -1.3, 0.5];
    const score = (estimate - (x0 + sigma * eps)) / sigma ** 2;
    expect(scoreWeighting(sigma, 0) * (x0 - estimate) ** 2).toBeCloseTo(0.5 * (score + eps / sigma) ** 2, 10);
    expect(2 * sigma ** 2 * scoreWeighting(sigma, 0)).toBeCloseTo(simpleWeighting(sigma, 0), 12);
  }
});

test('weights against SNR', () => {
  const snr = (sigma: number): number => 1 / sigma ** 2;
  for (const sigma of [0.1, 0.9, 4]) {
    expect(x0Weighting(sigma, 9)).toBe(1);
    expect(simpleWeighting(sigma, 9)).toBeCloseTo(snr(sigma), 12);
    expect(minSnrWeighting()(sigma, 9)).toBeCloseTo(Math.min(snr(sigma), 5), 12);
    expect(truncatedSnrWeighting(sigma, 9)).toBeCloseTo(Math.max(snr(sigma), 1), 12);
    expect(p2Weighting({ exponent: 2, offset: 0.5 })(sigma, 9)).toBeCloseTo(snr(sigma) / (0.5 + snr(sigma)) ** 2, 12);
    expect(p2Weighting({ exponent: 0 })(sigma, 9)).toBeCloseTo(snr(sigma), 12);
    const velocity = preconditioningAt('velocity', sigma).output;
    expect(velocityWeighting(sigma, 9) * velocity ** 2).toBeCloseTo(1, 12);
    expect(flowWeighting(sigma, 9)).toBeCloseTo(preconditioningAt('flow', sigma).output ** -2, 12);
    expect(boundWeighting(sigma, 9)).toBe(9);
  }
});

test('the bound weights of a table make the loss differ as the bound does', () => {
  const table = diffusionTable(cosineNoiseSchedule({ numSteps: 50 }), 50);
  const levels = tableLevels(table);
  const errors = (s2: number): Float64Array => table.sigma.map((sigma) => (s2 * sigma ** 2) / (s2 + sigma ** 2));
  const weighted = (squaredErrors: Float64Array): number =>
    Array.from({ length: 50 }, (_, i) => (levels.boundWeight((i + 0.5) / 50) * squaredErrors[i + 1]!) / 50).reduce(
      (sum, term) => sum + term,
    );
  const bound = (squaredErrors: Float64Array): number =>
    elboFromErrors(table, squaredErrors, { dimension: 1, squaredNorm: 1, reverseVariance: 'posterior' }).elbo;
  const [a, b] = [errors(1), errors(0.3)];
  expect(weighted(a) - weighted(b)).toBeCloseTo(bound(b) - bound(a), 9);
  for (let t = 1; t <= 50; t++) expect(levels.sigma((t - 0.5) / 50)).toBe(table.sigma[t]!);
});

test.each<[string, NoiseLevels, number, number]>([
  ['a schedule', scheduleLevels(variancePreservingSchedule(), { minTime: 1e-4 }), 0, 1],
  ['lognormal', logNormalLevels({ mean: -0.4, sd: 2 }), 1e-12, 1 - 1e-12],
  ['log uniform', logUniformLevels({ sigmaMin: 1e-3, sigmaMax: 1e3 }), 0, 1],
  ['flow', flowLevels(), 1e-9, 1 - 1e-9],
])('bound weights of %s levels integrate to the entropy that two normal laws differ by', (_name, levels, from, to) => {
  // E|x_0 - D|^2 of N(0, s^2) is s^2 sigma^2/(s^2 + sigma^2), and 1/2 int (mmse_1 - mmse_s) dSNR from SNR 1/b^2 to 1/a^2
  // is 1/2 log((1 + SNR)/(1 + s^2 SNR)) between the ends: -log s over all levels (Guo, Shamai and Verdu 2005).
  const s2 = 0.25;
  const difference = (u: number): number => {
    const sigma = levels.sigma(u);
    const squared = sigma ** 2;
    return levels.boundWeight(u) * (squared / (1 + squared) - (s2 * squared) / (s2 + squared));
  };
  const primitive = (u: number): number => {
    const snr = levels.sigma(u) ** -2;
    return 0.5 * Math.log((1 + snr) / (1 + s2 * snr));
  };
  const expected = Math.abs(primitive(to) - primitive(from));
  const value = integrate(difference, from, to, { tolerance: 1e-9 });
  expect(value).toBeCloseTo(expected, 6);
  expect(value).toBeCloseTo(Math.log(2), 3);
});

test('ladders fall to 0 from where their levels begin', () => {
  const first = (levels: NoiseLevels): number[] => Array.from(levels.ladder(4)).slice(0, 2);
  const table = diffusionTable(cosineNoiseSchedule({ numSteps: 8 }), 8);
  expect(first(tableLevels(table))).toEqual([table.sigma[8], table.sigma[6]]);
  expect(first(scheduleLevels(table.schedule))).toEqual([table.sigma[8], table.sigma[6]]);
  expect(first(logNormalLevels())[0]).toBeCloseTo(160, 10);
  expect(first(logUniformLevels())[0]).toBeCloseTo(50, 10);
  expect(logUniformLevels().ladder(1)[0]).toBeCloseTo(50, 10);
  expect(Array.from(flowLevels().ladder(4))).toEqual([Infinity, 3, 1, 1 / 3, 0]);
  for (const levels of [tableLevels(table), logNormalLevels(), logUniformLevels(), flowLevels()]) {
    const ladder = levels.ladder(5);
    expect(ladder).toHaveLength(6);
    expect(ladder[5]).toBe(0);
    for (let i = 1; i < 6; i++) expect(ladder[i]!).toBeLessThan(ladder[i - 1]!);
  }
});

test('the default levels of DDPM are the linear schedule of the paper, and as noisy at other T', () => {
  const { table } = ddpmObjective().levels;
  expect(table!.noiseRate[1]).toBeCloseTo(1e-4, 15);
  expect(table!.noiseRate[1000]).toBeCloseTo(0.02, 15);
  expect(ddpmObjective({ numLevels: 100 }).levels.table!.sigma[100]! / table!.sigma[1000]!).toBeCloseTo(1, 0);
  expect(ddpmObjective({ numLevels: 2 }).levels.table!.noiseRate[2]).toBeCloseTo(0.999, 12);
});

test('where nothing is left of the data, the velocity, x_0 and the flow still determine it', () => {
  for (const prediction of ['x0', 'velocity', 'flow'] as const)
    expect(preconditioningAt(prediction, Infinity)).toMatchObject({ input: 0, skip: expect.closeTo(0, 15) });
  const { levels } = ddpmObjective({ schedule: sohlDicksteinNoiseSchedule({ numSteps: 10 }), numLevels: 10 });
  expect(levels.sigma(0.99)).toBe(Infinity);
  expect(levels.boundWeight(0.99)).toBeGreaterThan(0);
  expect(preconditioningAt('score', 0)).toEqual({ input: 1, skip: 1, output: 0 });
  expect(preconditioningAt('x0', 0)).toEqual({ input: 1, skip: 0, output: 1 });
});

test.each([
  [
    () => preconditioningAt('mean' as never, 1),
    "preconditioningAt: `prediction` must be one of 'x0', 'noise', 'velocity', 'score', 'flow'; received \"mean\"",
  ],
  [() => preconditioningAt('noise', -1), 'preconditioningAt: `sigma` must be a finite number >= 0; received -1'],
  [
    () => preconditioningAt('noise', Infinity),
    'preconditioningAt: `prediction` must be one that determines x0 where sigma is infinite; received "noise"',
  ],
  [
    () => scheduleLevels(linearNoiseSchedule(), { minTime: 0 }),
    'scheduleLevels: `minTime` must be in (0, 1); received 0',
  ],
  [() => logNormalLevels({ sd: 0 }), 'logNormalLevels: `sd` must be a finite number > 0; received 0'],
  [() => logNormalLevels({ mean: Infinity }), 'logNormalLevels: `mean` must be a finite number; received Infinity'],
  [() => logUniformLevels({ sigmaMin: 0 }), 'logUniformLevels: `sigmaMin` must be a finite number > 0; received 0'],
  [() => logUniformLevels({ sigmaMax: 0.001 }), 'logUniformLevels: `sigmaMax` must be more than 0.01; received 0.001'],
  [
    () => logUniformLevels({ sigmaMax: Infinity }),
    'logUniformLevels: `sigmaMax` must be a finite number > 0; received Infinity',
  ],
  [() => minSnrWeighting(0), 'minSnrWeighting: `cap` must be a finite number > 0; received 0'],
  [() => p2Weighting({ exponent: -1 }), 'p2Weighting: `exponent` must be a finite number >= 0; received -1'],
  [() => p2Weighting({ offset: 0 }), 'p2Weighting: `offset` must be a finite number > 0; received 0'],
  [() => ddpmObjective({ numLevels: 1 }), 'ddpmObjective: `numLevels` must be an integer >= 2; received 1'],
])('bad options are refused with their value, %#', (run, message) => {
  expect(run).toThrow(message);
});
