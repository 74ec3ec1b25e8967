/** How fast is sampling with the exact denoiser of a Gaussian mixture? */
import {
  ancestralSampler,
  ddimSampler,
  sampleDiffusion,
  sigmaLevels,
  smoothedMixture,
  variancePreservingSchedule,
} from '@yuragi/diffusion';
import { key, stream } from '@yuragi/prob-core';
import { flatMixture, randomMixture } from '../random-mixture.ts';
import { largestDifference, type Row } from '../row.ts';

export interface ExactDenoiserSize {
  readonly d: number;
  readonly numComponents: number;
  readonly n: number;
  readonly numSteps: number;
}
const PLANE: ExactDenoiserSize = { d: 2, numComponents: 50, n: 1000, numSteps: 200 };
/** The digits of the tour have 28 coordinates. */
const DIGITS: ExactDenoiserSize = { d: 28, numComponents: 30, n: 500, numSteps: 100 };
const TOLERANCE = 1e-9;

function row(name: string, spread: number, { d, numComponents, n, numSteps }: ExactDenoiserSize): Row {
  const seed = name.replaceAll('-', ' ');
  return {
    name,
    package: 'diffusion',
    title: `ancestral sampling, ${n} points in ${d} dimensions, ${numSteps} steps, mixture of ${numComponents}`,
    included:
      "all steps and draws, each side with its own generator; the mixture's eigenvectors are found before the clock starts",
    dtype: 'f64',
    layout: `ours (${n}, ${d}), numpy (${d}, ${n})`,
    seed,
    unit: 'point steps',
    work: n * numSteps,
    async setUp(python) {
      const mixture = randomMixture(seed, numComponents, d, spread);
      const { denoise } = smoothedMixture(mixture);
      const options = { sigmas: sigmaLevels(variancePreservingSchedule(), numSteps), numSamples: n };
      const sampler = ancestralSampler(denoise, { dimension: d });
      const rng = stream(key(seed));
      const deterministic = ddimSampler(denoise, { dimension: d });
      const start = deterministic.init(n, stream(key(seed))).position;
      const { samples: reference } = await sampleDiffusion(deterministic, stream(key(seed)), options);
      return {
        ours: async () => void (await sampleDiffusion(sampler, rng, options)),
        peers: [
          {
            name: 'numpy by hand',
            async open() {
              const task = await python.open<Float64Array>('exact_denoiser', ['numpy'], {
                ...flatMixture(mixture),
                sigmas: options.sigmas,
                start,
                seed: 1,
              });
              return {
                contender: task,
                agreement: {
                  measure: 'ends of one DDIM trajectory (eta = 0) a point, largest |difference|/(1 + |value|)',
                  value: largestDifference(reference.data, task.answer),
                  tolerance: TOLERANCE,
                },
                close: task.close,
              };
            },
          },
        ],
      };
    },
  };
}

export const exactDenoisers = (
  plane: ExactDenoiserSize = PLANE,
  digits: ExactDenoiserSize = DIGITS,
): readonly Row[] => [row('exact-denoiser-2d', 2, plane), row('exact-denoiser-28d', 1, digits)];
