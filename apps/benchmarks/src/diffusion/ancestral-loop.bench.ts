/** What does the sampler cost over the loop it stands for? */
import { ancestralSampler, sampleDiffusion, sigmaLevels, variancePreservingSchedule } from '@yuragi/diffusion';
import { fillNormal, key, type Rng, stream } from '@yuragi/prob-core';
import { inProcess } from '../measure.ts';
import { largestDifference, type Row } from '../row.ts';

const MEAN = 0.5;
const VARIANCE = 0.09;
/** The same operations in another order. */
const TOLERANCE = 1e-12;

/** Ho, Jain and Abbeel 2020, algorithm 2, for data N(MEAN, VARIANCE). */
function bareLoop(rng: Rng, sigmas: Float64Array, x: Float64Array, noise: Float64Array): void {
  fillNormal(rng, x);
  for (let step = 0; step + 1 < sigmas.length; step++) {
    const variance = sigmas[step]! ** 2;
    const nextVariance = sigmas[step + 1]! ** 2;
    const alphaBar = 1 / (1 + variance);
    const alphaBarNext = 1 / (1 + nextVariance);
    const beta = 1 - alphaBar / alphaBarNext;
    const onX0 = (Math.sqrt(alphaBarNext) * beta) / (1 - alphaBar);
    const onX = (Math.sqrt(1 - beta) * (1 - alphaBarNext)) / (1 - alphaBar);
    const deviation = Math.sqrt((beta * (1 - alphaBarNext)) / (1 - alphaBar));
    const scale = Math.sqrt(1 + variance);
    const slope = VARIANCE / (VARIANCE + variance);
    if (nextVariance > 0) fillNormal(rng, noise);
    for (let i = 0; i < x.length; i++)
      x[i] = onX0 * (MEAN + slope * (scale * x[i]! - MEAN)) + onX * x[i]! + deviation * noise[i]!;
  }
}

export function ancestralLoop(n = 1000, numSteps = 200): Row {
  const seed = 'ancestral loop';
  return {
    name: 'loop-ancestral',
    package: 'diffusion',
    title: `ancestral sampling of N(${MEAN}, ${VARIANCE}), ${n} points, ${numSteps} steps`,
    included: 'all steps and draws, fillNormal on both sides; the loop has the denoiser written into it',
    dtype: 'f64',
    layout: `(${n}, 1)`,
    seed,
    unit: 'point steps',
    work: n * numSteps,
    async setUp() {
      const sampler = ancestralSampler(
        (x, sigma, out) => {
          const slope = VARIANCE / (VARIANCE + sigma * sigma);
          for (let i = 0; i < x.length; i++) out[i] = MEAN + slope * (x[i]! - MEAN);
        },
        { dimension: 1 },
      );
      const options = { sigmas: sigmaLevels(variancePreservingSchedule(), numSteps), numSamples: n };
      const { samples: reference } = await sampleDiffusion(sampler, stream(key(seed)), options);
      const rng = stream(key(seed));
      return {
        ours: async () => void (await sampleDiffusion(sampler, rng, options)),
        peers: [
          {
            name: 'hand-written loop',
            async open() {
              const x = new Float64Array(n);
              const noise = new Float64Array(n);
              bareLoop(stream(key(seed)), options.sigmas, x, noise);
              const agreement = {
                measure: 'samples from the same stream, largest |difference|/(1 + |value|)',
                value: largestDifference(reference.data, x),
                tolerance: TOLERANCE,
              };
              const own = stream(key(seed));
              return { contender: inProcess(() => bareLoop(own, options.sigmas, x, noise)), agreement };
            },
          },
        ],
      };
    },
  };
}
