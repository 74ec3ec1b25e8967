/** The driver that fits a flow to data: maximum likelihood, which is the KL divergence from the data to the model. */
import { createEngine, type Engine, type FitOptions, fit, mean, negate, parameterStore, rowsOf } from '@yuragi/nn';
import { fingerprint, foldIn, type Key, type RunOptions, requireMatrix } from '@yuragi/prob-core';
import { ArgumentError } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import { flowLogDensity, type RealNvpShape, requireFlowShape, startingAt } from './coupling-flow.ts';
import type { Trained } from './generative-model.ts';
import { flowModel, type RealNvp } from './real-nvp.ts';

export interface FitRealNvpOptions extends Omit<FitOptions, 'batchSize'>, Omit<RealNvpShape, 'dimension'> {
  /** Default 256. */
  readonly batchSize?: number | undefined;
  // Advanced
  /** Where it runs, and the model after it. Default: a new one, `createEngine()`. */
  readonly engine?: Engine | undefined;
}

/** A flow fitted to data. */
export interface TrainedRealNvp extends Trained<RealNvp> {
  /** Mean log density of the rows of each step, before its update, in nats. */
  readonly history: { readonly logLikelihood: Float64Array };
}

/**
 * Fits a RealNVP to data by maximum likelihood: the forward KL divergence, which covers every mode of the data.
 *
 *   maximise E_x[log N(f(x); 0, I) + log|det df/dx|],   D(data || model) = -that - H(data)
 *
 * It begins as the normal law with the means and variances of the columns. The likelihood is exact; it has no upper limit
 * where data repeat, so judge a fit on rows that it has not seen. A run that goes on from a checkpoint gives the bits of
 * one that never stopped, on the same engine. A step costs a forward and a backward pass of every coupling.
 *
 * @param x   data, (n, d), finite, no column constant
 * @param key names the parameters that the networks begin with and the order of the rows
 * @throws {ArgumentError}, {ShapeError} for bad data or options; {DivergenceError} if the loss is not finite;
 *   {CheckpointError} if `resume` is of another run
 * @see Dinh, Sohl-Dickstein and Bengio 2017, eqs. 2 to 8
 * @example ```ts doctest
 * import { fillNormal, key, stream, toNdarray } from '@yuragi/prob-core';
 * import { fitRealNvp } from '@yuragi/latent-models';
 * // A parabola with noise.
 * const x = toNdarray(new Float64Array(1000), [500, 2]);
 * fillNormal(stream(key('data')), x.data);
 * for (let i = 0; i < 500; i++) x.data[2 * i + 1] = x.data[2 * i]! ** 2 + 0.3 * x.data[2 * i + 1]!;
 * const options = { numCouplings: 4, hidden: [16], numSteps: 300, batchSize: 100, learningRate: 5e-3 };
 * const { model, history } = await fitRealNvp(x, key('parabola'), options);
 * // A normal law reaches -3.2 nats a row, the law itself -1.6.
 * history.logLikelihood.at(-1)! > -2.2; // => true
 * const { points } = model.toNoise(x);
 * Math.abs(model.toData(points).points.get(7, 1) - x.get(7, 1)) < 1e-4; // => true
 * ```
 */
export async function fitRealNvp(
  x: NdArray<Float64Array>,
  key: Key,
  options: FitRealNvpOptions & RunOptions,
): Promise<TrainedRealNvp> {
  const where = 'fitRealNvp';
  const { numCouplings, hidden, maxLogScale, network, engine: given, ...training } = options;
  const { batchSize = 256 } = options;
  const { data, rows: n, columns: dimension } = requireMatrix(x, where, 'x');
  const { means, deviations } = columnMoments(where, data, dimension);
  const bare = requireFlowShape(where, { dimension, numCouplings, hidden, maxLogScale, network });
  const shape = startingAt(bare, means, deviations);
  const engine = given ?? (await createEngine());

  const run = await fit(
    parameterStore(engine, foldIn(key, 'parameters')),
    ({ parameters, input }, size) => ({
      loss: negate(mean(flowLogDensity(parameters, input('x', [size, dimension]), shape))),
    }),
    rowsOf({ x: data }, n, foldIn(key, 'order')),
    foldIn(key, fingerprint({ data, dimension, maxLogScale: shape.maxLogScale })),
    { ...training, batchSize },
  );
  return {
    model: flowModel(engine, run.average, shape),
    history: { logLikelihood: run.history.loss!.map((loss) => -loss) },
    stopped: run.stopped,
    checkpoint: run.checkpoint,
  };
}

function columnMoments(
  where: string,
  data: Float64Array,
  d: number,
): { readonly means: Float64Array; readonly deviations: Float64Array } {
  const n = data.length / d;
  const [means, variances] = [new Float64Array(d), new Float64Array(d)];
  for (let i = 0; i < data.length; i++) means[i % d]! += data[i]! / n;
  for (let i = 0; i < data.length; i++) variances[i % d]! += (data[i]! - means[i % d]!) ** 2 / n;
  for (const [j, variance] of variances.entries())
    if (!(variance > 0 && variance < Infinity))
      throw new ArgumentError(where, `x, column ${j},`, 'a column with a finite variance > 0', variance);
  return { means, deviations: variances.map(Math.sqrt) };
}
