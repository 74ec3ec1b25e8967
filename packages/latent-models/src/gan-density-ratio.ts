/**
 * The density ratio of two laws by telling their samples apart: the logit of the best discriminator is log p/q
 * (Sugiyama, Suzuki and Kanamori 2012, chapter 4; Goodfellow et al. 2014, proposition 1).
 */
import {
  add,
  compile,
  createEngine,
  type Engine,
  type FitOptions,
  fit,
  mean,
  negate,
  type ParameterStore,
  parameterStore,
  rowsOf,
  type Scope,
  softplus,
  type Tensor,
} from '@yuragi/nn';
import { fingerprint, foldIn, type Key, type RunOptions, type RunResult, requireMatrix } from '@yuragi/prob-core';
import { ArgumentError, ConvergenceError, requireAllFinite, requireCount } from '@yuragi/prob-core/errors';
import { exp, log } from '@yuragi/prob-core/special';
import type { NdArray } from 'ndarray';
import { CHUNK, denseNetwork, inChunks, type RecordedNetwork, requireNetwork } from './recorded-network.ts';

/** log 1/(1 + e^-l), without overflow. */
export const logSigmoid = (l: number): number => (l < 0 ? l - log(1 + exp(l)) : -log(1 + exp(-l)));

export interface FitDensityRatioOptions extends Omit<FitOptions, 'batchSize'> {
  /** From x to the logit. Default: dense, two hidden layers of 64. */
  readonly network?: RecordedNetwork | undefined;
  /** Rows of each law in a step. Default 128. */
  readonly batchSize?: number | undefined;
  // Advanced
  /** Default: a new one, `createEngine()`. */
  readonly engine?: Engine | undefined;
}

/** log p/q as a network learned it from samples of both. */
export interface FittedDensityRatio extends RunResult {
  readonly history: { readonly loss: Float64Array };
  /** log p(x)/q(x), (n). */
  logDensityRatio(x: NdArray<Float64Array>): Float64Array;
}

/** The logistic loss of both laws: -V of the game, log 4 where they cannot be told apart. */
export const recordGame = (ofData: Tensor, ofGenerated: Tensor): Tensor =>
  add(mean(softplus(negate(ofData))), mean(softplus(ofGenerated)));

/** Logits of a network at any number of points. */
export function logitsOf(
  where: string,
  store: ParameterStore,
  dimension: number,
  record: (scope: Scope, x: Tensor) => Tensor,
): (x: NdArray<Float64Array>) => Float64Array {
  const plan = compile(store, ({ parameters, input }) => ({
    logits: record(parameters, input('x', [CHUNK, dimension])),
  }));
  return (x) => {
    const { data, rows } = requireMatrix(x, where, 'x', dimension);
    const out = new Float64Array(rows);
    inChunks(rows, (start, size) => {
      plan.inputs.x!.set(data.subarray(start * dimension, (start + size) * dimension));
      plan.forward();
      out.set(plan.outputs.logits!.subarray(0, size), start);
    });
    return out;
  };
}

/**
 * Learns log p/q from samples of p and of q, by logistic regression with a network.
 *
 * The minimum over all functions is log p/q; the network is near it where both laws have samples, and a guess elsewhere.
 *
 * @param x         samples of p, (n, d)
 * @param reference samples of q, (m, d)
 * @param key       names the parameters that the network begins with, and the order of the rows
 * @throws {ArgumentError}, {ShapeError}, {DivergenceError}, {CheckpointError} as `fit` of nn
 * @example ```ts doctest
 * import { key, stream, toNdarray } from '@yuragi/prob-core';
 * import { fitDensityRatio } from '@yuragi/latent-models';
 * const rng = stream(key('samples'));
 * const normals = (mean: number) =>
 *   toNdarray(Float64Array.from({ length: 500 }, () => mean + rng.normal()), [500, 1]);
 * const { logDensityRatio } = await fitDensityRatio(normals(1), normals(-1), key('ratio'), { numSteps: 200 });
 * // log N(x; 1, 1)/N(x; -1, 1) = 2 x.
 * const [below, above] = logDensityRatio(toNdarray(Float64Array.of(-1, 1), [2, 1]));
 * below! < -1 && above! > 1; // => true
 * ```
 */
export async function fitDensityRatio(
  x: NdArray<Float64Array>,
  reference: NdArray<Float64Array>,
  key: Key,
  options: FitDensityRatioOptions & RunOptions,
): Promise<FittedDensityRatio> {
  const where = 'fitDensityRatio';
  const { network = denseNetwork([64, 64]), batchSize = 128, ...training } = options;
  const { data: ofP, rows: n, columns: d } = requireMatrix(x, where, 'x');
  const { data: ofQ, rows: m } = requireMatrix(reference, where, 'reference', d);
  requireCount(where, 'batchSize', batchSize, 1);
  requireNetwork(where, 'network', network);
  const engine = options.engine ?? (await createEngine());
  const fillP = rowsOf({ data: ofP }, n, foldIn(key, 'data'));
  const fillQ = rowsOf({ reference: ofQ }, m, foldIn(key, 'reference'));
  const run = await fit(
    parameterStore(engine, foldIn(key, 'parameters')),
    ({ parameters, input }, size) => ({
      loss: recordGame(
        network(parameters, input('data', [size, d]), 1),
        network(parameters, input('reference', [size, d]), 1),
      ),
    }),
    (batch) => {
      fillP(batch);
      fillQ(batch);
    },
    foldIn(key, fingerprint({ ofP, ofQ })),
    { ...training, batchSize },
  );
  return {
    history: { loss: run.history.loss! },
    stopped: run.stopped,
    checkpoint: run.checkpoint,
    logDensityRatio: logitsOf(`${where}.logDensityRatio`, parameterStore(engine, run.average), d, (scope, points) =>
      network(scope, points, 1),
    ),
  };
}

/** log p/q = slope l + intercept. */
export interface RatioCalibration {
  readonly slope: number;
  readonly intercept: number;
}

const MAX_NEWTON_STEPS = 50;
/** Of the gradient. */
const TOLERANCE = 1e-10;
/** Of the loss, a sum of numbers about 1. */
const ROUNDING = 1e-12;

/**
 * Calibrates a log-ratio on samples that it was not trained on: the slope and intercept whose logistic loss is least.
 *
 * Newton's method; the loss is convex, and each step is halved until it does not rise.
 *
 * @param ofData      log-ratios at data, held out
 * @param ofGenerated at draws of the generator
 * @throws {ArgumentError} for empty or infinite values, or if the two sets do not overlap, so that no finite slope is best;
 *   {ConvergenceError} after 50 steps
 * @see Platt 1999; Turner et al. 2019, section 3.2
 * @example ```ts doctest
 * import { calibrateDensityRatio } from '@yuragi/latent-models';

 * // Two in three of the data stand at 1, one in three of the draws: log 2 there, -log 2 at -1.
 * const { slope } = calibrateDensityRatio(Float64Array.of(1, 1, -1), Float64Array.of(1, -1, -1));
 * slope; // ~> 0.69314718
 * ```
 */
export function calibrateDensityRatio(ofData: Float64Array, ofGenerated: Float64Array): RatioCalibration {
  const where = 'calibrateDensityRatio';
  for (const [name, values] of Object.entries({ ofData, ofGenerated }))
    if (requireAllFinite(where, name, values).length === 0)
      throw new ArgumentError(where, name, 'at least one log-ratio', values);
  const [least, most] = [Math.min, Math.max].map((end) =>
    [ofData, ofGenerated].map((values) => values.reduce((a, b) => end(a, b))),
  );
  if (!(least![0]! < most![1]! && least![1]! < most![0]!))
    throw new ArgumentError(
      where,
      'ofData',
      `log-ratios that overlap those of \`ofGenerated\`, ${least![1]} to ${most![1]}`,
      least![0],
    );
  const lossAt = (slope: number, intercept: number): number => {
    let loss = 0;
    for (const l of ofData) loss -= logSigmoid(slope * l + intercept) / ofData.length;
    for (const l of ofGenerated) loss -= logSigmoid(-(slope * l + intercept)) / ofGenerated.length;
    return loss;
  };
  let [slope, intercept] = [1, 0];
  let loss = lossAt(slope, intercept);
  let residual = Number.POSITIVE_INFINITY;
  for (let step = 0; step < MAX_NEWTON_STEPS; step++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
    const gather = (values: Float64Array, label: 0 | 1): void => {
      for (const l of values) {
        const d = exp(logSigmoid(slope * l + intercept));
        const curvature = (d * (1 - d)) / values.length;
        g0 += ((d - label) * l) / values.length;
        g1 += (d - label) / values.length;
        h00 += curvature * l * l;
        h01 += curvature * l;
        h11 += curvature;
      }
    };
    gather(ofData, 1);
    gather(ofGenerated, 0);
    residual = Math.max(Math.abs(g0), Math.abs(g1));
    if (residual < TOLERANCE) return { slope, intercept };
    const determinant = h00 * h11 - h01 * h01;
    const [toSlope, toIntercept] = [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant];
    let size = 1;
    while (size > 1e-8 && !(lossAt(slope - size * toSlope, intercept - size * toIntercept) <= loss + ROUNDING))
      size /= 2;
    slope -= size * toSlope;
    intercept -= size * toIntercept;
    loss = lossAt(slope, intercept);
  }
  throw new ConvergenceError(where, MAX_NEWTON_STEPS, residual, TOLERANCE);
}
