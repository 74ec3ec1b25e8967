/** How fast does a denoiser of points in the plane learn, how fast is it sampled, and how near to the data does it come? */
import { swissRoll } from '@yuragi/datasets';
import { ancestralSampler, ddimSampler, fitDenoiser, sampleDiffusion, type TrainedDenoiser } from '@yuragi/diffusion';
import { foldIn, key, stream, toNdarray } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import { FEW_ERRORS, momentsOf } from '../agreement.ts';
import { type Agreement, largestDifference, type Row } from '../row.ts';

export interface LearnedDenoiserSize {
  /** Points of the roll, for training and, drawn anew, to be compared with. */
  readonly n: number;
  readonly batch: number;
  /** Of a call of the row that trains. */
  readonly numSteps: number;
  /** Before the row that samples. */
  readonly numTrainingSteps: number;
  /** Points in a call of the row that samples, and steps from noise to data. */
  readonly numSamples: number;
  readonly numSampleSteps: number;
}
const FULL: LearnedDenoiserSize = {
  n: 10_000,
  batch: 256,
  numSteps: 100,
  numTrainingSteps: 20_000,
  numSamples: 1000,
  numSampleSteps: 1000,
};
const LEARNING_RATE = 1e-3;
/** Of the exponential average of the parameters. */
const AVERAGE_DECAY = 0.999;
/** Networks in f32 whose sums run in another order, along a trajectory. */
const TOLERANCE = 1e-3;
/** The rates beta_t of DDPM, which are the default objective's. */
const RATES = { first: 1e-4, last: 0.02, count: 1000 } as const;

type Model = TrainedDenoiser['model'];

const rollOf = (name: string, n: number): NdArray<Float64Array> => toNdarray(swissRoll(stream(key(name)), n), [n, 2]);

/** A model as it goes to torch. */
const sent = (model: Model) => ({
  parameters: Object.fromEntries(
    Object.entries(model.parameters()).map(([name, { data, shape }]) => [
      name,
      { shape, values: Float64Array.from(data) },
    ]),
  ),
  centre: model.mean,
  scale: model.scale,
  rates: RATES,
});

/** Losses of two runs from the same parameters with noise of their own: paired, they differ by that noise. */
function sameLosses(ours: Float64Array, theirs: Float64Array): Agreement {
  const { mean, meanError } = momentsOf(ours.map((loss, i) => loss - theirs[i]!));
  return {
    measure: `losses of ${ours.length} steps from the same parameters, mean difference in standard errors`,
    value: Math.abs(mean) / meanError,
    tolerance: FEW_ERRORS,
  };
}

function training({ n, batch, numSteps }: LearnedDenoiserSize): Row {
  const seed = 'denoiser fit';
  return {
    name: 'denoiser-fit',
    package: 'diffusion',
    title: `${numSteps} steps of DDPM on the Swiss roll, dense network of 41 858 parameters, batch ${batch}, Adam`,
    included: 'everything: compiling, order of the rows, noise, levels, the step, the average of the parameters',
    dtype: 'f32',
    layout: '(n, 2)',
    seed,
    unit: 'steps',
    work: numSteps,
    async setUp(python) {
      const x = rollOf('roll to learn', n);
      const options = { numSteps, batchSize: batch, averageDecay: AVERAGE_DECAY };
      const fit = (learningRate = LEARNING_RATE) => fitDenoiser(x, key(seed), { ...options, learningRate });
      const { history } = await fit();
      // A step so small that it leaves the parameters as they began.
      const { model: untrained } = await fitDenoiser(x, key(seed), { ...options, numSteps: 1, learningRate: 1e-30 });
      return {
        ours: async () => void (await fit()),
        peers: [
          {
            name: 'torch',
            async open() {
              const task = await python.open<Float64Array>('denoiser_fit', ['numpy', 'torch'], {
                ...sent(untrained),
                x: x.data,
                batch,
                steps: numSteps,
                rate: LEARNING_RATE,
                decay: AVERAGE_DECAY,
                seed: 1,
              });
              return { contender: task, agreement: sameLosses(history.loss, task.answer), close: task.close };
            },
          },
        ],
      };
    },
  };
}

interface TorchSamples {
  readonly ends: Float64Array;
  /** W_2 to fresh points of the roll: of our samples, of torch's, of as many points of the roll. */
  readonly distances: Float64Array;
}

function sampling({ n, batch, numTrainingSteps, numSamples, numSampleSteps }: LearnedDenoiserSize): Row {
  const seed = 'denoiser samples';
  return {
    name: 'denoiser-samples',
    package: 'diffusion',
    title: `${numSamples} points by ${numSampleSteps} ancestral steps of the denoiser of denoiser-fit`,
    included: `all steps and draws; before the clock starts, ${numTrainingSteps} steps of training`,
    dtype: 'f32',
    layout: `(${numSamples}, 2)`,
    seed,
    unit: 'point steps',
    work: numSamples * numSampleSteps,
    async setUp(python) {
      const { model } = await fitDenoiser(rollOf('roll to learn', n), key('denoiser fit'), {
        numSteps: numTrainingSteps,
        batchSize: batch,
        learningRate: LEARNING_RATE,
      });
      const sigmas = model.sigmas(numSampleSteps);
      const options = { sigmas, numSamples };
      const sampler = ancestralSampler(model.denoise, { dimension: 2 });
      const rng = stream(foldIn(key(seed), 'ancestral'));
      const { samples } = await sampleDiffusion(sampler, rng, options);
      const deterministic = ddimSampler(model.denoise, { dimension: 2 });
      const start = deterministic.init(numSamples, stream(key(seed))).position;
      const trajectory = await sampleDiffusion(deterministic, stream(key(seed)), options);
      return {
        ours: async () => void (await sampleDiffusion(sampler, rng, options)),
        peers: [
          {
            name: 'torch',
            async open() {
              const task = await python.open<TorchSamples>('denoiser_samples', ['numpy', 'scipy', 'torch'], {
                ...sent(model),
                sigmas,
                start,
                samples: samples.data,
                roll: rollOf('roll to compare with', numSamples).data,
                again: rollOf('roll once more', numSamples).data,
                seed: 1,
              });
              const [ours, theirs, floor] = task.answer.distances as unknown as [number, number, number];
              return {
                contender: task,
                agreement: {
                  measure:
                    'ends of one DDIM trajectory (eta = 0) a point, same parameters, largest |difference|/(1 + |value|)',
                  value: largestDifference(trajectory.samples.data, task.answer.ends),
                  tolerance: TOLERANCE,
                },
                details: { 'W_2 to the roll: ours, torch, fresh points': [ours, theirs, floor] },
                close: task.close,
              };
            },
          },
        ],
      };
    },
  };
}

export const learnedDenoisers = (size: LearnedDenoiserSize = FULL): readonly Row[] => [training(size), sampling(size)];
