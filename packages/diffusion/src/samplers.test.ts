import { decodeCheckpoint, encodeCheckpoint, fillNormal, key, type Rng, stream, toNdarray } from '@yuragi/prob-core';
import { driverConformance, kernelConformance } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import {
  ancestralSampler,
  type Denoiser,
  ddimSampler,
  diffusionTable,
  karrasSigmas,
  linearNoiseSchedule,
  type SamplerState,
  sampleDiffusion,
  sigmaLevels,
  smoothedMixture,
  sohlDicksteinNoiseSchedule,
} from './index.ts';

const variance = 0.25;
/** x_0 ~ N(1, 1/4): everything a sampler does to it is linear. */
const normal = smoothedMixture({
  weights: Float64Array.of(1),
  means: toNdarray(Float64Array.of(1), [1, 1]),
  covariances: toNdarray(Float64Array.of(variance), [1, 1, 1]),
});
const level: [number, number] = [2, 1];
const makeRng = (name: string): Rng => stream(key(name));

for (const [name, make] of [
  ['ancestralSampler', () => ancestralSampler(normal.denoise, { dimension: 1 })],
  [
    'ancestralSampler with forward variance',
    () => ancestralSampler(normal.denoise, { dimension: 1, reverseVariance: 'forward' }),
  ],
  ['ddimSampler', () => ddimSampler(normal.denoise, { dimension: 1 })],
  ['ddimSampler, eta 0.5', () => ddimSampler(normal.denoise, { dimension: 1, eta: 0.5 })],
] as const)
  kernelConformance(name, make, { start: () => 5, level, makeRng });

const sigmas = karrasSigmas({ numSteps: 8, sigmaMax: 20 });
const ancestral = ancestralSampler(normal.denoise, { dimension: 1 });
driverConformance(
  'sampleDiffusion',
  (run) => sampleDiffusion(ancestral, stream(key('run')), { sigmas, numSamples: 6, ...run }),
  {
    outcome: ({ samples, sigma }) => ({ samples: samples.data, sigma }),
    foreign: (run) => sampleDiffusion(ancestral, stream(key('run')), { sigmas, numSamples: 7, ...run }),
    encode: encodeCheckpoint,
    decode: decodeCheckpoint,
  },
);

/** The gain x(0)/x(sigmaMax) of DDIM at eta = 0 around the mean, in unscaled coordinates. */
async function gain(levels: Float64Array): Promise<number> {
  const sampler = ddimSampler(normal.denoise, { dimension: 1 });
  let state: SamplerState = { position: Float64Array.of((1 + levels[0]!) / Math.sqrt(1 + levels[0]! ** 2)) };
  for (let i = 1; i < levels.length; i++)
    [state] = await sampler.step(state, makeRng('unused'), levels[i - 1]!, levels[i]!);
  return (state.position[0]! - 1) / levels[0]!;
}

describe('DDIM', () => {
  test('at eta = 0 converges to the flow at order 1', async () => {
    const exact = Math.sqrt(variance / (variance + 400));
    const error = async (numSteps: number): Promise<number> =>
      Math.abs((await gain(karrasSigmas({ numSteps, sigmaMax: 20, sigmaMin: 1e-6 }))) / exact - 1);
    const slope = Math.log2((await error(200)) / (await error(400)));
    expect(Math.abs(slope - 1)).toBeLessThan(0.1);
  });

  test('at eta = 1 takes the steps of ancestral sampling, draw for draw', async () => {
    const options = { dimension: 1 };
    const run = async (sampler: ReturnType<typeof ddimSampler>) =>
      (await sampleDiffusion(sampler, stream(key('same')), { sigmas, numSamples: 20 })).samples.data;
    const one = await run(ddimSampler(normal.denoise, { ...options, eta: 1 }));
    const two = await run(ancestralSampler(normal.denoise, options));
    for (let i = 0; i < 20; i++) expect(one[i]).toBeCloseTo(two[i]!, 12);
  });
});

describe('ancestral sampling of a Gaussian', () => {
  type Kind = 'posterior' | 'forward';
  /** One step as x' = slope x + intercept + deviation z. */
  async function stepOf(denoiser: Denoiser, reverseVariance: Kind, sigma: number, sigmaNext: number) {
    const sampler = ancestralSampler(denoiser, { dimension: 1, reverseVariance });
    const at = async (x: number, name: string): Promise<number> =>
      (await sampler.step({ position: Float64Array.of(x) }, makeRng(name), sigma, sigmaNext))[0].position[0]!;
    const normalOf = (name: string): number => {
      const z = new Float64Array(1);
      fillNormal(makeRng(name), z);
      return z[0]!;
    };
    const slope = (await at(1, 'a')) - (await at(0, 'a'));
    const deviation = ((await at(0, 'a')) - (await at(0, 'b'))) / (normalOf('a') - normalOf('b'));
    return { slope, deviation };
  }
  /** The variance of the samples, carried through the linear steps. */
  async function finalVariance(levels: Float64Array, kind: Kind): Promise<number> {
    let total = 1;
    for (let i = 1; i < levels.length; i++) {
      const { slope, deviation } = await stepOf(normal.denoise, kind, levels[i - 1]!, levels[i]!);
      total = slope ** 2 * total + deviation ** 2;
    }
    return total;
  }

  test('comes nearer to the variance of the data as the levels grow finer, from below and from above', async () => {
    const schedule = linearNoiseSchedule();
    const [coarse, fine] = [sigmaLevels(schedule, 100), sigmaLevels(schedule, 400)];
    expect(await finalVariance(coarse, 'posterior')).toBeLessThan(await finalVariance(fine, 'posterior'));
    expect(await finalVariance(fine, 'posterior')).toBeLessThan(variance);
    expect(await finalVariance(coarse, 'forward')).toBeGreaterThan(await finalVariance(fine, 'forward'));
    for (const kind of ['posterior', 'forward'] as const) {
      const error = async (levels: Float64Array) => Math.abs((await finalVariance(levels, kind)) - variance);
      expect(Math.log((await error(coarse)) / (await error(fine))) / Math.log(4)).toBeGreaterThan(0.8);
    }
  });

  test('mean and variance of a step are those of the table', async () => {
    const table = diffusionTable(linearNoiseSchedule({ numSteps: 10, first: 0.01, last: 0.5 }), 10);
    const zero: Denoiser = (_x, _sigma, out) => void out.fill(0);
    for (const [kind, column] of [
      ['posterior', table.posteriorVariance],
      ['forward', table.noiseRate],
    ] as const)
      for (let t = 2; t <= 10; t++) {
        const { slope, deviation } = await stepOf(zero, kind, table.sigma[t]!, table.sigma[t - 1]!);
        expect(slope).toBeCloseTo(table.posteriorXt[t]!, 12);
        expect(deviation ** 2).toBeCloseTo(column[t]!, 12);
      }
  });
});

describe('sampleDiffusion', () => {
  test('says how many samples a denoiser has led to no number', async () => {
    const sampleWith = (value: number) =>
      sampleDiffusion(
        ddimSampler((x, _sigma, out) => out.set(x.map((_, i) => (i === 1 ? value : 0))), { dimension: 1 }),
        stream(key('not finite')),
        { sigmas: Float64Array.of(1, 0), numSamples: 3 },
      );
    expect((await sampleWith(0)).warnings).toEqual([]);
    expect((await sampleWith(Number.NaN)).warnings).toEqual([
      { code: 'not-finite', message: '1 of 3 samples are not finite: check the denoiser.' },
    ]);
  });

  test('begins where nothing of the data is left, if the schedule does', async () => {
    const levels = sigmaLevels(sohlDicksteinNoiseSchedule({ numSteps: 40 }), 40);
    expect(levels[0]).toBe(Infinity);
    for (const sampler of [
      ancestralSampler(normal.denoise, { dimension: 1 }),
      ddimSampler(normal.denoise, { dimension: 1 }),
    ]) {
      const { samples, stopped, sigma } = await sampleDiffusion(sampler, stream(key('erased')), {
        sigmas: levels,
        numSamples: 500,
      });
      expect([stopped, sigma]).toEqual(['completed', 0]);
      expect(samples.data.every(Number.isFinite)).toBe(true);
    }
  });

  test('shows every state to onStep', async () => {
    const seen: number[] = [];
    await sampleDiffusion(ancestral, stream(key(1)), {
      sigmas,
      numSamples: 3,
      onStep: ({ position }, sigma, { denoised }) => {
        expect([position.length, denoised.length]).toEqual([3, 3]);
        seen.push(sigma);
      },
    });
    expect(seen).toEqual([...sigmas.slice(1)]);
  });

  test('a denoiser that is asynchronous gives the same bits', async () => {
    const later: Denoiser = async (x, sigma, out) => {
      await Promise.resolve();
      normal.denoise(x, sigma, out);
    };
    const run = async (denoiser: Denoiser) =>
      (
        await sampleDiffusion(ancestralSampler(denoiser, { dimension: 1 }), stream(key(2)), {
          sigmas,
          numSamples: 9,
        })
      ).samples.data;
    expect(await run(later)).toEqual(await run(normal.denoise));
  });

  test('bad levels and options are refused with their value', async () => {
    const refusal = async (change: object): Promise<string> => {
      try {
        await sampleDiffusion(ancestral, stream(key(3)), { sigmas, numSamples: 2, ...change });
      } catch (error) {
        return (error as Error).message;
      }
      return 'accepted';
    };
    expect(await refusal({ numSamples: 0 })).toBe('sampleDiffusion: `numSamples` must be an integer >= 1; received 0');
    expect(await refusal({ sigmas: Float64Array.of(20, 1, 2, 0) })).toContain(
      '`sigmas[2]` must be below sigmas[1] = 1 and >= 0; received 2',
    );
    expect(await refusal({ sigmas: Float64Array.of(20, 1) })).toContain('`sigmas[1]` must be 0; received 1');
    expect(await refusal({ sigmas: Float64Array.of(20) })).toContain('`sigmas` must be at least two levels');
    expect(() => ddimSampler(normal.denoise, { dimension: 1, eta: 2 })).toThrow(
      'ddimSampler: `eta` must be a number in [0, 1]; received 2',
    );
    expect(() => ancestralSampler(normal.denoise, { dimension: 0 })).toThrow(
      'ancestralSampler: `dimension` must be an integer >= 1; received 0',
    );
    expect(() => ancestralSampler(normal.denoise, { dimension: 1, reverseVariance: 'beta' as never })).toThrow(
      "must be one of 'posterior', 'forward'",
    );
  });
});
