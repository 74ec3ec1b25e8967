/** The driver that trains a denoiser: batches of data and noise, at levels and with weights after the objective. */

import type { Trained } from '@yuragi/latent-models';
import {
  type Batch,
  createEngine,
  type Engine,
  type FitOptions,
  fit,
  mean,
  multiply,
  parameterStore,
  rowsOf,
  square,
  subtract,
} from '@yuragi/nn';
import { fillNormal, fingerprint, foldIn, type Key, type RunOptions, requireMatrix } from '@yuragi/prob-core';
import { ArgumentError, requireCount, requireLength, requireOneOf } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import { recordNetwork } from './learned-law.ts';
import { type DenoisingModel, denoisingModel, type SamplingOptions } from './learned-model.ts';
import { type DenoisingNetwork, denoisingMlp, levelInput } from './learned-network.ts';
import { mixingAt, networkPredictions, outputSquared } from './objective-prediction.ts';
import { type DenoisingObjective, ddpmObjective } from './objectives.ts';

export interface FitDenoiserOptions extends Omit<FitOptions, 'batchSize'>, SamplingOptions {
  /** Default 256. */
  readonly batchSize?: number | undefined;
  /** Default `ddpmObjective()`. */
  readonly objective?: DenoisingObjective | undefined;
  /** Default `denoisingMlp()`. */
  readonly network?: DenoisingNetwork | undefined;
  /** Classes of the rows of x, to learn the law given each and the law of all. Default: none. */
  readonly classes?: ClassOptions | undefined;
  // Advanced
  /** See `FitOptions`. Default 1 - 10/numSteps, at least 1/2: a memory of a tenth of the run (Karras et al. 2024, section 3). */
  readonly averageDecay?: number | undefined;
  /** Where it runs, and the model after it. Default: a new one, `createEngine()`. */
  readonly engine?: Engine | undefined;
}

export interface ClassOptions {
  /** 0..numClasses - 1, (n). */
  readonly labels: ArrayLike<number>;
  readonly numClasses: number;
  /** Share of rows, in (0, 1), shown without their label: how the law of all is learned. Default 0.1 (Ho and Salimans 2022). */
  readonly dropLabel?: number | undefined;
}

/** A trained denoiser. */
export interface TrainedDenoiser extends Trained<DenoisingModel> {
  /** `loss`: at each step before its update, the weighted squares per coordinate. */
  readonly history: { readonly loss: Float64Array };
}

/** Levels at the ends of (0, 1), which a prediction must be able to say something of. */
const ENDS = [2 ** -53, 1 - 2 ** -53];

function requireObjective(where: string, { prediction, levels, weighting }: DenoisingObjective): void {
  requireOneOf(where, 'objective.prediction', prediction, networkPredictions);
  for (const [name, f] of Object.entries({ weighting, 'levels.sigma': levels?.sigma }))
    if (typeof f !== 'function') throw new ArgumentError(where, `objective.${name}`, 'a function', f);
  if (prediction !== 'noise' && prediction !== 'score') return;
  if (ENDS.some((u) => levels.sigma(u) === Infinity))
    throw new ArgumentError(
      where,
      'objective.prediction',
      "'velocity', 'x0' or 'flow' for levels that reach infinity, where nothing of the data is left",
      prediction,
    );
}

function requireClasses(where: string, { labels, numClasses, dropLabel = 0.1 }: ClassOptions, n: number): void {
  requireCount(where, 'classes.numClasses', numClasses, 1);
  requireLength(where, 'classes.labels', labels, n);
  for (let i = 0; i < n; i++)
    if (!(Number.isInteger(labels[i]) && labels[i]! >= 0 && labels[i]! < numClasses))
      throw new ArgumentError(where, `classes.labels[${i}]`, `an integer in 0..${numClasses - 1}`, labels[i]);
  if (!(dropLabel > 0 && dropLabel < 1))
    throw new ArgumentError(where, 'classes.dropLabel', 'a number in (0, 1)', dropLabel);
}

/** Mean of each column, and the root of the mean of their variances. */
function unitOf(where: string, data: Float64Array, d: number): { readonly mean: Float64Array; readonly scale: number } {
  const n = data.length / d;
  const centre = new Float64Array(d);
  for (let i = 0; i < data.length; i++) centre[i % d]! += data[i]! / n;
  let variance = 0;
  for (let i = 0; i < data.length; i++) variance += (data[i]! - centre[i % d]!) ** 2 / data.length;
  if (!(variance > 0))
    throw new ArgumentError(where, 'x', 'rows that are not all alike; their mean variance is', variance);
  return { mean: centre, scale: Math.sqrt(variance) };
}

/** What the run depends on beside the options of `fit`: a checkpoint is refused where this differs. */
function fingerprintOf(
  data: Float64Array,
  d: number,
  { prediction, levels, weighting }: DenoisingObjective,
  classes: ClassOptions | undefined,
): string {
  // Functions are known by some of their values.
  const us = Array.from({ length: 33 }, (_, i) => (i + 0.5) / 33);
  return fingerprint({
    data,
    d,
    prediction,
    sigmas: us.map((u) => levels.sigma(u)),
    weights: us.map((u) => weighting(levels.sigma(u), levels.boundWeight(u))),
    classes: classes && { ...classes, labels: Float64Array.from(classes.labels) },
  });
}

/**
 * Writes the rest of a batch whose x_0 and labels are there: noise, levels, targets, weights. Levels are taken evenly over
 * the batch, u_i = (i + r_i)/n, which has the mean of independent ones and less variance (Kingma, Salimans, Poole and Ho
 * 2021, appendix I.1).
 */
function noiseBatch(
  { prediction, levels, weighting }: DenoisingObjective,
  d: number,
  classes: ClassOptions | undefined,
): (batch: Batch) => void {
  let noise = new Float32Array(0);
  return ({ rng, inputs, start, size, batchSize }) => {
    if (noise.length !== size * d) noise = new Float32Array(size * d);
    fillNormal(rng, noise);
    const { x, target, level, weight, labels } = inputs as Readonly<Record<string, Float32Array>>;
    for (let i = 0; i < size; i++) {
      // Not 0, where levels may be 0 or infinite.
      const u = (start + i + Math.max(rng.uniform(), 2 ** -53)) / batchSize;
      const sigma = levels.sigma(u);
      const mixing = mixingAt(prediction, sigma);
      for (let at = i * d; at < (i + 1) * d; at++) {
        const x0 = x![at]!;
        x![at] = mixing.signal * x0 + mixing.noise * noise[at]!;
        target![at] = mixing.targetSignal * x0 + mixing.targetNoise * noise[at]!;
      }
      level![i] = levelInput(sigma);
      weight![i] = weighting(sigma, levels.boundWeight(u)) * outputSquared(mixing);
      if (classes !== undefined && rng.uniform() < (classes.dropLabel ?? 0.1)) labels![i] = classes.numClasses;
    }
  };
}

/**
 * Trains a denoiser on data, by gradient descent on the weighted squared error of the objective:
 *
 *   minimise E lambda(sigma) |x_0 - D(x_0 + sigma eps, sigma)|^2/d,  of which D = E[x_0 | x] is the minimum
 *
 * Data are brought to mean 0 and mean variance 1 first; levels count in units of that, and the model gives all back in
 * units of the data. A network that has seen enough levels and points comes near the exact denoiser *of the data set*, which
 * gives its rows back and nothing else: what makes it something else is that it is smooth.
 *
 * A run that goes on from a checkpoint gives the bits of one that never stopped, on the same kernels and host (levels are
 * made with the host's exp and log, whose last bits differ between hosts). One step costs one forward and backward pass of
 * the network.
 *
 * @param x   data, (n, d), finite
 * @param key names the parameters that the network begins with, the order of the rows and the noise
 * @throws {ArgumentError}, {ShapeError} for bad data, options or a network whose prediction has another shape than x;
 *   {DivergenceError} if the loss is not finite; {CheckpointError} if `resume` is of another run
 * @see Ho, Jain and Abbeel 2020, algorithm 1; Karras, Aittala, Aila and Laine 2022, eq. 8
 * @example ```ts doctest
 * import { key, stream, toNdarray } from '@yuragi/prob-core';
 * import { denoisingMlp, edmObjective, fitDenoiser } from '@yuragi/diffusion';
 * const x = toNdarray(Float64Array.of(-1, 1, -1, 1, 1, 1, -1, -1), [8, 1]);
 * const { model } = await fitDenoiser(x, key('two points'), {
 *   objective: edmObjective(),
 *   network: denoisingMlp({ hidden: [32, 32] }),
 *   numSteps: 200,
 *   batchSize: 64,
 *   learningRate: 5e-3,
 * });
 * const x0 = new Float64Array(2);
 * model.denoise(Float64Array.of(0.7, -0.8), 0.4, x0);
 * Array.from(x0, Math.round); // => [1, -1]
 * (await model.sample(stream(key('samples')), 5)).shape; // => [5, 1]
 * ```
 */
export async function fitDenoiser(
  x: NdArray<Float64Array>,
  key: Key,
  options: FitDenoiserOptions & RunOptions,
): Promise<TrainedDenoiser> {
  const where = 'fitDenoiser';
  const { data, rows: n, columns: d } = requireMatrix(x, where, 'x');
  const {
    objective = ddpmObjective(),
    network = denoisingMlp(),
    classes,
    sampler,
    numSampleSteps,
    ...training
  } = options;
  const { batchSize = 256, averageDecay = 1 - 10 / Math.max(options.numSteps, 20) } = options;
  requireObjective(where, objective);
  if (typeof network !== 'function') throw new ArgumentError(where, 'network', 'a function', network);
  if (classes !== undefined) requireClasses(where, classes, n);
  if (numSampleSteps !== undefined) requireCount(where, 'numSampleSteps', numSampleSteps, 1);
  const { mean: centre, scale } = unitOf(where, data, d);
  const engine = options.engine ?? (await createEngine());

  const numClasses = classes?.numClasses ?? 0;
  const shape = { network, dimension: d, numClasses };
  const z = Float32Array.from(data, (value, i) => (value - centre[i % d]!) / scale);
  const rows = rowsOf({ x: z, ...(classes && { labels: classes.labels }) }, n, foldIn(key, 'order'));
  const addNoise = noiseBatch(objective, d, classes);
  const run = await fit(
    parameterStore(engine, foldIn(key, 'parameters')),
    (recorder, size) => {
      const { prediction } = recordNetwork(shape, recorder, size, size);
      const errors = square(subtract(prediction, recorder.input('target', [size, d])));
      return { loss: mean(multiply(errors, recorder.input('weight', [size, 1]))) };
    },
    (batch) => {
      rows(batch);
      addNoise(batch);
    },
    foldIn(key, fingerprintOf(data, d, objective, classes)),
    { ...training, batchSize, averageDecay },
  );
  const { prediction, levels } = objective;
  const model = denoisingModel(
    { ...shape, engine, parameters: run.average, prediction, sigmaMin: levels.sigmaMin, mean: centre, scale },
    levels,
    { sampler, numSampleSteps },
  );
  return { model, history: { loss: run.history.loss! }, stopped: run.stopped, checkpoint: run.checkpoint };
}
