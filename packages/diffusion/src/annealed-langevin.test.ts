import { key, type Rng, stream, toNdarray } from '@yuragi/prob-core';
import { expectClose, kernelConformance, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { annealedLangevinSampler, type Denoiser, sampleDiffusion, smoothedMixture } from './index.ts';

const makeRng = (name: string): Rng => stream(key(name));
const variance = 0.25;
const normal = smoothedMixture({
  weights: Float64Array.of(1),
  means: toNdarray(Float64Array.of(1), [1, 1]),
  covariances: toNdarray(Float64Array.of(variance), [1, 1, 1]),
});

kernelConformance(
  'annealedLangevinSampler',
  () => annealedLangevinSampler(normal.denoise, { dimension: 1, numInnerSteps: 3 }),
  { start: () => 5, level: [2, 1], makeRng },
);

/** One inner step in unscaled coordinates, x -> slope x + …; the same draws cancel. */
async function slopeOf(denoiser: Denoiser, stepSize: number, sigma: number, numInnerSteps = 1): Promise<number> {
  const sampler = annealedLangevinSampler(denoiser, { dimension: 1, numInnerSteps, stepSize });
  const at = async (x: number): Promise<number> => {
    const start = { position: Float64Array.of(x / Math.sqrt(1 + sigma ** 2)) };
    // To the level 0: the position is then unscaled.
    return (await sampler.step(start, makeRng('same'), sigma, 0))[0].position[0]!;
  };
  return (await at(2)) - (await at(1));
}

describe('Langevin`s step at one level', () => {
  test('a normal law has the stationary variance V/(1 - h/(4 V)): the bias of the step', async () => {
    const { outputs, tolerance } = referenceCase('diffusion-sde', 'ula_bias');
    const data = smoothedMixture({
      weights: Float64Array.of(1),
      means: toNdarray(Float64Array.of(0), [1, 1]),
      covariances: toNdarray(Float64Array.of(0), [1, 1, 1]),
    });
    // All data at 0 and sigma = 1: V = 1 and h = stepSize.
    for (const [h, stationary] of Object.entries<number>(outputs)) {
      const slope = await slopeOf(data.denoise, Number(h), 1);
      expectClose(Number(h) / (1 - slope ** 2), stationary, { rel: Math.max(1e-12, tolerance.rel ?? 0) });
    }
  });

  test('what a level began with decays like (1 - h/(2 V))^K', async () => {
    const [sigma, stepSize] = [0.4, 0.2];
    const total = variance + sigma ** 2;
    const decay = 1 - (stepSize * sigma ** 2) / (2 * total);
    expect(await slopeOf(normal.denoise, stepSize, sigma, 7)).toBeCloseTo(decay ** 7, 12);
  });

  test('breaks detailed balance by O(h^{3/2}) a step, not O(h)', async () => {
    const law = smoothedMixture({
      weights: Float64Array.of(0.4, 0.6),
      means: toNdarray(Float64Array.of(-1, 1), [2, 1]),
      covariances: toNdarray(Float64Array.of(0.3, 0.5), [2, 1, 1]),
    });
    const sigma = 0.7;
    const n = 400;
    const start = Float64Array.from({ length: n }, (_, i) => -2.5 + (5 * i) / n);
    /** rms of log p(x) w(x'|x) - log p(x') w(x|x') over real steps. */
    const violation = async (stepSize: number): Promise<number> => {
      const sampler = annealedLangevinSampler(law.denoise, { dimension: 1, numInnerSteps: 1, stepSize });
      const position = start.map((x) => x / Math.sqrt(1 + sigma ** 2));
      const end = (await sampler.step({ position }, makeRng('steps'), sigma, 0))[0].position;
      const look = (x: Float64Array) => {
        const [density, score] = [new Float64Array(n), new Float64Array(n)];
        law.logDensityInto(x, sigma, density);
        law.scoreInto(x, sigma, score);
        return { density, score };
      };
      const [a, b] = [look(start), look(end)];
      const h = stepSize * sigma ** 2;
      const logStep = (from: number, to: number, score: number): number =>
        -((to - from - 0.5 * h * score) ** 2) / (2 * h);
      const squares = start.map((x, i) => {
        const forward = a.density[i]! + logStep(x, end[i]!, a.score[i]!);
        return (forward - b.density[i]! - logStep(end[i]!, x, b.score[i]!)) ** 2;
      });
      return Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / n);
    };
    const slope = Math.log10((await violation(1e-3)) / (await violation(1e-5))) / 2;
    expect(Math.abs(slope - 1.5)).toBeLessThan(0.1);
  });
});

describe('a ladder of levels', () => {
  /** The variance of the samples in unscaled coordinates at the end of a ladder, carried through the linear steps. */
  async function finalVariance(numLevels: number, numInnerSteps: number, stepSize: number): Promise<number> {
    const sigmas = Array.from({ length: numLevels }, (_, i) => 20 * (0.02 / 20) ** (i / (numLevels - 1)));
    let total = 1 + sigmas[0]! ** 2;
    for (const sigma of sigmas) {
      const slope = await slopeOf(normal.denoise, stepSize, sigma);
      for (let k = 0; k < numInnerSteps; k++) total = slope ** 2 * total + stepSize * sigma ** 2;
    }
    return total;
  }

  // Close to the data E' = -(C sigma^2/v) E + 2 sigma^2 in log 1/sigma, for the excess E of the variance over that of the
  // level: what is left at the end is E = 2 v/C.
  test.each([
    [40, 160, 0.05],
    [40, 640, 0.05],
    [80, 160, 0.05],
    [80, 40, 0.2],
  ])('%i levels of %i steps of %d leave the variance too large by a share of 2/C', async (numLevels, K, stepSize) => {
    const perFactorE = (numLevels - 1) / Math.log(20 / 0.02);
    const share = 2 / (K * stepSize * perFactorE);
    const found = (await finalVariance(numLevels, K, stepSize)) / (variance + 0.02 ** 2) - 1;
    expect(Math.abs(found / share - 1)).toBeLessThan(0.1);
  });

  test('runs under sampleDiffusion, also from a level where nothing is known', async () => {
    const sampler = annealedLangevinSampler(normal.denoise, { dimension: 1, numInnerSteps: 40 });
    const sigmas = Float64Array.of(Infinity, 10, 5, 2, 1, 0.5, 0.2, 0);
    const seen: number[] = [];
    const { samples, stopped } = await sampleDiffusion(sampler, stream(key('ladder')), {
      sigmas,
      numSamples: 200,
      onStep: ({ position }, level) => seen.push(level === 10 ? position.length : 0),
    });
    expect(stopped).toBe('completed');
    expect(samples.data.every(Number.isFinite)).toBe(true);
    expect(seen).toEqual([200, 0, 0, 0, 0, 0, 0]);
    const [{ position }, { denoised }] = await sampler.step(
      { position: Float64Array.of(0.3) },
      makeRng('none'),
      Infinity,
      10,
    );
    expect([position[0], denoised[0]]).toEqual([0.3, 1]);
  });

  test('bad options are refused with their value', () => {
    const make = (options: object) => () => annealedLangevinSampler(normal.denoise, { dimension: 1, ...options });
    expect(make({ dimension: 0 })).toThrow('annealedLangevinSampler: `dimension` must be an integer >= 1; received 0');
    expect(make({ numInnerSteps: 0 })).toThrow('`numInnerSteps` must be an integer >= 1; received 0');
    expect(make({ stepSize: 0 })).toThrow('`stepSize` must be a finite number > 0; received 0');
  });
});
