import { decodeCheckpoint, encodeCheckpoint, key, logMeanExp, stream, toNdarray } from '@yuragi/prob-core';
import { driverConformance } from '@yuragi/testkit';
import { dissipatedWork } from '@yuragi/thermo-jarzynski';
import { describe, expect, test } from 'vitest';
import {
  type Denoiser,
  diffusionTable,
  elboFromErrors,
  linearNoiseSchedule,
  optimalReverseVariance,
  pathLogWeights,
  smoothedMixture,
  sohlDicksteinNoiseSchedule,
} from './index.ts';

const law = smoothedMixture({
  weights: Float64Array.of(0.5, 0.5),
  means: toNdarray(Float64Array.of(-1, 0, 1, 0), [2, 2]),
  covariances: toNdarray(Float64Array.of(0.1, 0, 0, 0.2, 0.1, 0, 0, 0.2), [2, 2, 2]),
});
const numSteps = 12;
const table = diffusionTable(linearNoiseSchedule({ numSteps, first: 0.01, last: 0.6 }), numSteps);
const x0 = toNdarray(Float64Array.of(-1.2, 0.3, 0.8, -0.4, 0, 0.1), [3, 2]);
const logNormal = (x: number, mean: number, variance: number): number =>
  -0.5 * (Math.log(2 * Math.PI * variance) + (x - mean) ** 2 / variance);

driverConformance('pathLogWeights', (run) => pathLogWeights(law.denoise, x0, table, stream(key('paths')), run), {
  outcome: ({ logWeights, perStep, prior, latent }) => ({
    logWeights,
    perStep: perStep.data,
    prior,
    latent: latent.data,
  }),
  foreign: (run) =>
    pathLogWeights(law.denoise, x0, table, stream(key('paths')), { reverseVariance: 'forward', ...run }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});

/** N(0, 1) under its exact denoiser: the reverse of the forward chain is the forward chain. */
const standardDenoiser: Denoiser = (x, sigma, out) => {
  for (let i = 0; i < x.length; i++) out[i] = sigma === Infinity ? 0 : x[i]! / (1 + sigma ** 2);
};

describe('log-weights of paths', () => {
  test('are log p(x_T) + sum log p(x_{t-1}|x_t) - sum log q(x_t|x_{t-1}), computed from the paths', async () => {
    /** x_t of every step, from what the denoiser is shown. */
    const path: Float64Array[] = [x0.data];
    const spy: Denoiser = (x, sigma, out) => {
      path.push(x.map((value) => value / Math.sqrt(1 + sigma ** 2)));
      law.denoise(x, sigma, out);
    };
    const variances = table.noiseRate.map((rate) => 0.8 * rate);
    const { logWeights, perStep, prior, latent } = await pathLogWeights(spy, x0, table, stream(key('definition')), {
      reverseVariance: variances,
    });
    expect(path).toHaveLength(numSteps + 1);
    const denoised = new Float64Array(6);
    for (let i = 0; i < 3; i++) {
      let expected = 0;
      for (const j of [0, 1]) expected += logNormal(path[numSteps]![2 * i + j]!, 0, 1);
      for (let t = 1; t <= numSteps; t++) {
        law.denoise(
          path[t]!.map((value) => value / table.signalScale[t]!),
          table.sigma[t]!,
          denoised,
        );
        for (let at = 2 * i; at < 2 * i + 2; at++) {
          const mean = table.posteriorX0[t]! * denoised[at]! + table.posteriorXt[t]! * path[t]![at]!;
          const rate = table.noiseRate[t]!;
          expected += logNormal(path[t - 1]![at]!, mean, variances[t]!);
          expected -= logNormal(path[t]![at]!, Math.sqrt(1 - rate) * path[t - 1]![at]!, rate);
        }
      }
      expect(logWeights[i]).toBeCloseTo(expected, 9);
      const parts = perStep.data.subarray(i * numSteps, (i + 1) * numSteps).reduce((sum, value) => sum + value, 0);
      expect(logWeights[i]).toBeCloseTo(prior[i]! + parts, 12);
    }
    for (let at = 0; at < 6; at++) expect(latent.data[at]).toBeCloseTo(path[numSteps]![at]!, 12);
  });

  test('with the exact reverse chain every path has the weight p(x_0), and one is enough', async () => {
    const data = toNdarray(Float64Array.of(-2, -0.5, 0, 0.5, 3), [5, 1]);
    for (const each of [table, diffusionTable(linearNoiseSchedule(), 1000)]) {
      const { logWeights, latent } = await pathLogWeights(standardDenoiser, data, each, stream(key('exact')), {
        reverseVariance: 'forward',
      });
      for (let i = 0; i < 5; i++) {
        const exact = logNormal(data.data[i]!, 0, 1);
        expect(Math.abs(logWeights[i]! - exact)).toBeLessThan(1e-10);
        // The product of the kernels alone is q(x_0)/q(x_T), not 1: log p(x_T) belongs to the constant.
        const kernels = logWeights[i]! - logNormal(latent.data[i]!, 0, 1);
        expect(kernels).toBeCloseTo(exact - logNormal(latent.data[i]!, 0, 1), 9);
        expect(Math.abs(kernels)).toBeGreaterThan(1e-3);
      }
    }
  });

  test('and then the bound is no bound: the terms of the ELBO at x_0 sum to the weight of any path', async () => {
    const point = 0.7;
    // E |x_0 - x/(1 + sigma^2)|^2 for x = x_0 + sigma eps at a fixed x_0.
    const errors = table.sigma.map((s) => (s ** 4 * point ** 2 + s ** 2) / (1 + s ** 2) ** 2);
    const { elbo } = elboFromErrors(table, errors, {
      dimension: 1,
      squaredNorm: point ** 2,
      reverseVariance: 'forward',
    });
    const one = toNdarray(Float64Array.of(point), [1, 1]);
    const { logWeights } = await pathLogWeights(standardDenoiser, one, table, stream(key('any')), {
      reverseVariance: 'forward',
    });
    expect(logWeights[0]).toBeCloseTo(elbo, 12);
  });

  test('then nothing is dissipated, and logMeanExp is log p(x_0) without error', async () => {
    const data = toNdarray(new Float64Array(20).fill(0.7), [20, 1]);
    const { logWeights } = await pathLogWeights(standardDenoiser, data, table, stream(key('nothing')), {
      reverseVariance: 'forward',
    });
    const { value, standardError } = logMeanExp(logWeights);
    expect(value).toBeCloseTo(logNormal(0.7, 0, 1), 12);
    expect(standardError).toBeLessThan(1e-12);
    expect(dissipatedWork({ work: logWeights.map((w) => -w), direction: 'forward' }).value).toBeLessThan(1e-12);
  });

  test('works where nothing of the data is left at the end: the prior gives nothing', async () => {
    const erasing = diffusionTable(sohlDicksteinNoiseSchedule({ numSteps: 10 }), 10);
    const { logWeights, prior } = await pathLogWeights(standardDenoiser, x0, erasing, stream(key('erasing')), {
      reverseVariance: 'forward',
    });
    expect([...prior]).toEqual([0, 0, 0]);
    for (let i = 0; i < 3; i++)
      expect(logWeights[i]).toBeCloseTo(logNormal(x0.get(i, 0), 0, 1) + logNormal(x0.get(i, 1), 0, 1), 10);
  });

  test('a run that was stopped has no weights', async () => {
    const { logWeights, prior } = await pathLogWeights(law.denoise, x0, table, stream(key(1)), { timeLimit: 0 });
    expect([...logWeights, ...prior]).toEqual(new Array(6).fill(Number.NaN));
  });

  test('bad arguments are refused with their value', async () => {
    const refused = (options: object) =>
      expect(pathLogWeights(law.denoise, x0, table, stream(key(1)), options)).rejects;
    await refused({ reverseVariance: new Float64Array(3) }).toThrow(
      'pathLogWeights: `reverseVariance` must have length 13; received shape (3)',
    );
    await refused({ reverseVariance: new Float64Array(13) }).toThrow(
      'pathLogWeights: `reverseVariance[1]` must be a finite number > 0; received 0',
    );
    await refused({ reverseVariance: 'optimal' }).toThrow(
      "pathLogWeights: `reverseVariance` must be one of 'posterior', 'forward'",
    );
    await expect(
      pathLogWeights(law.denoise, toNdarray(new Float64Array(2), [2]), table, stream(key(1))),
    ).rejects.toThrow('pathLogWeights: `x0` must have shape (n, d); received shape (2)');
  });
});

describe('optimalReverseVariance', () => {
  test('is beta~_t + c_0^2 E Var: the forward variance for N(0, 1)', () => {
    const errors = table.sigma.map((sigma) => sigma ** 2 / (1 + sigma ** 2));
    const variances = optimalReverseVariance(table, errors, 1);
    for (let t = 1; t <= numSteps; t++) expect(variances[t]).toBeCloseTo(table.noiseRate[t]!, 13);
    expect(variances[0]).toBe(0);
  });

  test('copying the posterior variance costs half of Euler`s constant per dimension', () => {
    // Noise rates with alphaBar_t = e^{-6t/T}, data of variance 1; T = 10^4 as computed by another program.
    const T = 10_000;
    const rate = -Math.expm1(-6 / T);
    const constant = diffusionTable(linearNoiseSchedule({ numSteps: T, first: rate, last: rate }), T);
    const variances = optimalReverseVariance(
      constant,
      constant.sigma.map((sigma) => sigma ** 2 / (1 + sigma ** 2)),
      1,
    );
    let gap = 0;
    for (let t = 2; t <= T; t++) {
      const ratio = variances[t]! / constant.posteriorVariance[t]!;
      gap += 0.5 * (ratio - 1 - Math.log(ratio));
    }
    expect(gap).toBeCloseTo(0.287334, 6);
  });

  test('bad arguments are refused with their value', () => {
    expect(() => optimalReverseVariance(table, new Float64Array(2), 1)).toThrow(
      'optimalReverseVariance: `squaredErrors` must have length 13; received shape (2)',
    );
    expect(() => optimalReverseVariance(table, new Float64Array(13).fill(-1), 1)).toThrow(
      '`squaredErrors[1]` must be a finite number >= 0; received -1',
    );
    expect(() => optimalReverseVariance(table, new Float64Array(13), 0)).toThrow(
      '`dimension` must be an integer >= 1; received 0',
    );
  });
});
