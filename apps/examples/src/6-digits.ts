/**
 * Handwritten digits out of noise, each class when asked for: a small U-Net learns to denoise 8 x 8 pictures given their
 * label, and classifier-free guidance draws from it. Another network, trained on the same real digits, reads what was drawn;
 * and how far a picture is from the nearest training picture says whether it is a copy.
 */
import { digits } from '@yuragi/datasets';
import {
  type DenoisingModel,
  type DenoisingNetwork,
  eachRow,
  edmObjective,
  fitDenoiser,
  guide,
  heunSampler,
  sampleDiffusion,
} from '@yuragi/diffusion';
import {
  adamW,
  compile,
  convolution,
  createEngine,
  crossEntropy,
  dropout,
  type Engine,
  fit,
  linear,
  mean,
  parameterStore,
  type Recorder,
  relu,
  reshape,
  rowsOf,
  scaleShift,
  type Tensor,
  unet,
  warmupCosine,
} from '@yuragi/nn';
import { foldIn, type Key, key, stream, toNdarray } from '@yuragi/prob-core';
import { splitRows } from '@yuragi/prob-core/ndarray';
import type { Table } from './main.ts';

const NUM_CLASSES = 10;
const SIDE = 8;
const NUM_PIXELS = SIDE * SIDE;

/** Pictures, (n, 64) with values 0..1, and their labels, (n). */
export interface Pictures {
  readonly x: Float64Array;
  readonly labels: Int32Array;
}

/** Three of four digits for training; the others are held out, the same share of every class. */
export function digitParts(seed: Key): { readonly training: Pictures; readonly heldOut: Pictures } {
  const { images, labels, count } = digits();
  const parts = splitRows(stream(seed), count, 0.25, { labels });
  const take = (rows: Int32Array): Pictures => ({
    x: Float64Array.from({ length: rows.length * NUM_PIXELS }, (_, at) => {
      const row = rows[Math.floor(at / NUM_PIXELS)]!;
      return images[row * NUM_PIXELS + (at % NUM_PIXELS)]! / 16;
    }),
    labels: Int32Array.from(rows, (row) => labels[row]!),
  });
  return { training: take(parts.training), heldOut: take(parts.heldOut) };
}

/** Logits of the classes, (n, 10). */
function reader(recorder: Recorder, n: number, dropRate: number): Tensor {
  const { parameters, input } = recorder;
  const x = reshape(input('x', [n, NUM_PIXELS]), [n, SIDE, SIDE, 1]);
  let h = relu(convolution(parameters.in('first'), x, 16));
  h = relu(convolution(parameters.in('second'), h, 32, { stride: 2 }));
  h = linear(parameters.in('hidden'), reshape(h, [n, 512]), 64, { activation: 'relu' });
  if (dropRate > 0) h = dropout(recorder, h, dropRate);
  return linear(parameters.in('logits'), h, NUM_CLASSES);
}

/** Trains a classifier; what it says of pictures, (n, 64). */
export async function trainReader({ x, labels }: Pictures, seed: Key, engine: Engine, numSteps: number) {
  const store = parameterStore(engine, foldIn(seed, 'weights'));
  const { average } = await fit(
    store,
    (recorder, n) => ({
      loss: mean(crossEntropy(reader(recorder, n, 0.3), recorder.input('labels', [n]))),
    }),
    rowsOf({ x, labels }, labels.length, foldIn(seed, 'order')),
    foldIn(seed, 'fit'),
    {
      numSteps,
      batchSize: 64,
      learningRate: 3e-3,
      optimiser: adamW({ weightDecay: 0.01 }),
      rate: warmupCosine({ warmup: 0.05 }),
      averageDecay: 0.99,
    },
  );
  const chunk = 64;
  const plan = compile(parameterStore(engine, average), (recorder) => ({ logits: reader(recorder, chunk, 0) }));
  return (pictures: Float64Array): Int32Array => {
    const read = new Int32Array(pictures.length / NUM_PIXELS);
    for (let start = 0; start < read.length; start += chunk) {
      plan.inputs.x!.set(pictures.subarray(start * NUM_PIXELS, (start + chunk) * NUM_PIXELS));
      plan.forward();
      for (let i = start; i < Math.min(start + chunk, read.length); i++) {
        const logits = plan.outputs.logits!.subarray((i - start) * NUM_CLASSES, (i - start + 1) * NUM_CLASSES);
        read[i] = logits.indexOf(Math.max(...logits));
      }
    }
    return read;
  };
}

/** A U-Net over the pictures as `fitDenoiser` wants it: rows in, rows out. */
const pictureUnet =
  (channels: number): DenoisingNetwork =>
  (scope, { x, level, labels }) => {
    const [n] = x.shape as readonly [number, number];
    const prediction = unet(scope, reshape(x, [n, SIDE, SIDE, 1]), {
      channels,
      blocksPerLevel: 1,
      time: scaleShift(eachRow(level, n), 30, 0),
      labels: labels && { indices: eachRow(labels.indices, n), count: labels.count },
    });
    return reshape(prediction, x.shape);
  };

export interface DigitsSize {
  /** Of the U-Net at full resolution. */
  readonly channels: number;
  /** Of training, 64 pictures each. */
  readonly numSteps: number;
}

/** Trains the denoiser of all classes. */
export async function trainDigits({ x, labels }: Pictures, seed: Key, engine: Engine, size: DigitsSize) {
  const { model } = await fitDenoiser(toNdarray(x, [labels.length, NUM_PIXELS]), seed, {
    objective: edmObjective(),
    network: pictureUnet(size.channels),
    classes: { labels, numClasses: NUM_CLASSES },
    numSteps: size.numSteps,
    batchSize: 64,
    learningRate: 3e-3,
    rate: warmupCosine({ warmup: 0.05 }),
    averageDecay: 0.995,
    engine,
  });
  return model;
}

/** `perClass` pictures of every class, class by class, with values cut to 0..1. */
export async function drawDigits(
  model: DenoisingModel,
  seed: Key,
  options: { readonly perClass: number; readonly numSteps: number; readonly guidance: number },
): Promise<Pictures> {
  const { perClass, numSteps, guidance } = options;
  const x = new Float64Array(NUM_CLASSES * perClass * NUM_PIXELS);
  for (let label = 0; label < NUM_CLASSES; label++) {
    const guided = guide(model.given(label).denoise, model.denoise, guidance);
    const sampler = heunSampler(guided, { dimension: NUM_PIXELS, churn: 0.2 });
    const sigmas = model.sigmas(numSteps);
    const { samples } = await sampleDiffusion(sampler, stream(foldIn(seed, label)), { sigmas, numSamples: perClass });
    x.set(samples.data, label * perClass * NUM_PIXELS);
  }
  return {
    x: x.map((value) => Math.min(1, Math.max(0, value))),
    labels: Int32Array.from({ length: NUM_CLASSES * perClass }, (_, i) => Math.floor(i / perClass)),
  };
}

/** Euclidean distance of every picture to the nearest of the training pictures; a pixel goes from 0 to 1. */
export const distancesTo =
  ({ x: training }: Pictures) =>
  (x: Float64Array): Float64Array =>
    Float64Array.from({ length: x.length / NUM_PIXELS }, (_, i) => {
      let least = Infinity;
      for (let row = 0; row < training.length; row += NUM_PIXELS) {
        let sum = 0;
        for (let j = 0; j < NUM_PIXELS; j++) sum += (x[i * NUM_PIXELS + j]! - training[row + j]!) ** 2;
        least = Math.min(least, sum);
      }
      return Math.sqrt(least);
    });

export const shareRead = (read: Int32Array, { labels }: Pictures): number =>
  read.filter((label, i) => label === labels[i]).length / labels.length;

export async function digitsOutOfNoise(): Promise<Table> {
  const root = key('digits');
  const { training, heldOut } = digitParts(foldIn(root, 'parts'));
  // The same bits on every machine, for this number of threads and this version of the host.
  const engine = await createEngine({ kernels: 'plain', numThreads: 2 });
  const read = await trainReader(training, foldIn(root, 'reader'), engine, 800);
  const model = await trainDigits(training, foldIn(root, 'denoiser'), engine, { channels: 16, numSteps: 3000 });

  const distances = distancesTo(training);
  const real = distances(heldOut.x).sort();
  const limit = real[Math.floor(0.01 * real.length)]!;
  const row = (name: string, pictures: Pictures): string[] => {
    const found = distances(pictures.x);
    const mean = found.reduce((sum, distance) => sum + distance, 0) / found.length;
    const copies = found.filter((distance) => distance < limit).length / found.length;
    return [name, ...[shareRead(read(pictures.x), pictures), mean, copies].map((value) => value.toFixed(3))];
  };
  const table = [
    ['pictures', 'read as what they are', 'distance to the training set', 'nearer than 99 % of real ones'],
    row('real, held out', heldOut),
  ];
  for (const guidance of [1, 2]) {
    const drawn = await drawDigits(model, foldIn(root, 'draw'), { perClass: 250, numSteps: 12, guidance });
    table.push(row(`drawn, guidance ${guidance}`, drawn));
  }
  engine.close();
  return table;
}
