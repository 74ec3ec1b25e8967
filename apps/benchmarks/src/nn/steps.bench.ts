/** How long does a training step of a small network take? */
import { createEngine } from '@yuragi/nn';
import { key } from '@yuragi/prob-core';
import type { PeerEntry, Row } from '../row.ts';
import { jaxMlp } from './jax-mlp.ts';
import {
  type AutoencoderSize,
  autoencoderProblem,
  type MlpSize,
  mlpProblem,
  normals,
  type TransformerSize,
  transformerProblem,
  type UnetSize,
  unetProblem,
} from './models.ts';
import { tensorflowMlp } from './tensorflow-mlp.ts';
import {
  LEARNING_RATE,
  lossAgreement,
  type StepProblem,
  type StepTask,
  sentParameters,
  trainingStep,
} from './training-step.ts';

export interface StepSizes {
  readonly mlp: MlpSize;
  readonly unet: UnetSize;
  readonly transformer: TransformerSize;
  readonly autoencoder: AutoencoderSize;
}
export const FULL_MLP: MlpSize = { batch: 256, inputs: 3, hidden: [128, 128, 128], outputs: 2 };
const FULL: StepSizes = {
  mlp: FULL_MLP,
  unet: { batch: 64, side: 8, channels: 24, blocksPerLevel: 1 },
  transformer: { batch: 32, length: 64, width: 64, numLayers: 2, heads: 4, vocabulary: 64 },
  autoencoder: { batch: 128, pixels: 64, hidden: 256, latent: 16 },
};
/** Losses that are compared: the first, and those after steps along the gradient. */
const NUM_LOSSES = 5;
interface StepRow {
  readonly name: string;
  readonly title: string;
  readonly layout: string;
  readonly problem: StepProblem;
  /** The network of the task in Python, and what it has to be told. */
  readonly network: string;
  readonly options: object;
  /** Of torch's images; one peer each. */
  readonly layouts?: readonly string[];
  /** Normals that a step draws. */
  readonly numNormals?: number;
  readonly others?: (task: StepTask, losses: readonly number[]) => readonly PeerEntry[];
}

function row({ name, title, layout, problem, network, options, layouts, numNormals = 0, others }: StepRow): Row {
  const seed = name.replaceAll('-', ' ');
  return {
    name,
    package: 'nn',
    title: `${title}, one training step: forward, backward, Adam`,
    included: `the whole step on a batch that is there${numNormals > 0 ? ', with its noise' : ''}; ours compiled before the clock starts`,
    dtype: 'f32',
    layout,
    seed,
    unit: 'steps',
    work: 1,
    async setUp(python) {
      const engine = await createEngine();
      const first = trainingStep(engine, key(seed), problem);
      const parameters = sentParameters(first.store);
      const losses = Array.from({ length: NUM_LOSSES }, first.step);
      const ours = trainingStep(engine, key(seed), problem);
      const task: StepTask = { parameters, data: problem.data, learningRate: LEARNING_RATE, numLosses: NUM_LOSSES };
      return {
        ours: () => void ours.step(),
        details: { parameters: [ours.store.count] },
        peers: [
          ...(layouts ?? ['']).map((memory) => ({
            name: memory === '' ? 'torch' : `torch, ${memory}`,
            async open() {
              const opened = await python.open<Float64Array>('training_step', ['numpy', 'torch'], {
                network,
                options,
                parameters,
                data: Object.fromEntries(
                  Object.entries(problem.data).map(([input, values]) => [input, Float64Array.from(values)]),
                ),
                // What our first steps drew, in the order in which they did.
                noise: Float64Array.from(normals(seed, NUM_LOSSES * numNormals)),
                rate: LEARNING_RATE,
                losses: NUM_LOSSES,
                layout: memory,
              });
              return { contender: opened, agreement: lossAgreement(losses, opened.answer), close: opened.close };
            },
          })),
          ...(others?.(task, losses) ?? []),
        ],
      };
    },
  };
}

export function trainingSteps(sizes: StepSizes = FULL): readonly Row[] {
  const { mlp, unet, transformer, autoencoder } = sizes;
  return [
    row({
      name: 'mlp-step',
      title: `dense network ${[mlp.inputs, ...mlp.hidden, mlp.outputs].join('-')}, SiLU, batch ${mlp.batch}`,
      layout: 'row-major',
      problem: mlpProblem(mlp),
      network: 'mlp',
      options: { batch: mlp.batch },
      others: (task, losses) => [tensorflowMlp(task, losses), jaxMlp(task, losses)],
    }),
    row({
      name: 'unet-step',
      title: `U-Net of two levels, the coarse one with attention, ${unet.channels} channels, images of ${unet.side} x ${unet.side}, batch ${unet.batch}`,
      layout: 'channels last; torch as named',
      problem: unetProblem(unet),
      network: 'unet',
      options: unet,
      layouts: ['channels first', 'channels last'],
    }),
    row({
      name: 'transformer-step',
      title: `causal transformer, ${transformer.numLayers} layers of width ${transformer.width} with ${transformer.heads} heads, ${transformer.batch} sequences of ${transformer.length}`,
      layout: '(batch, length, width)',
      problem: transformerProblem(transformer),
      network: 'transformer',
      options: transformer,
    }),
    row({
      name: 'vae-step',
      title: `variational autoencoder ${autoencoder.pixels}-${autoencoder.hidden}-${autoencoder.latent}-${autoencoder.hidden}-${autoencoder.pixels}, batch ${autoencoder.batch}`,
      layout: 'row-major',
      problem: autoencoderProblem(autoencoder),
      network: 'autoencoder',
      options: autoencoder,
      numNormals: autoencoder.batch * autoencoder.latent,
    }),
  ];
}
