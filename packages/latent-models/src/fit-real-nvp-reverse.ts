/** The driver that fits a flow to a density without data: the KL divergence from the model to the target. */
import {
  createEngine,
  type Engine,
  type FitOptions,
  fit,
  mean,
  parameterStore,
  type Recorder,
  subtract,
  type Tensor,
} from '@yuragi/nn';
import { fingerprint, foldIn, type Key, type RunOptions } from '@yuragi/prob-core';
import { ArgumentError, requireAllFinite, requireLength, requirePositive, ShapeError } from '@yuragi/prob-core/errors';
import { flowToData, type RealNvpShape, requireFlowShape, standardLogDensity, startingAt } from './coupling-flow.ts';
import type { Trained } from './generative-model.ts';
import { flowModel, type RealNvp } from './real-nvp.ts';

/** Records log p~(x), up to a constant, of rows (n, d): a tensor (n). The recorder makes constants. */
export type RecordedLogDensity = (x: Tensor, recorder: Recorder) => Tensor;

export interface FitRealNvpReverseOptions extends Omit<FitOptions, 'batchSize'>, RealNvpShape {
  /** Points drawn a step. Default 256. */
  readonly batchSize?: number | undefined;
  /** Means and standard deviations of the normal law that it begins as, (d) each. Default standard. */
  readonly start?: { readonly means: Float64Array; readonly deviations: Float64Array } | undefined;
  // Advanced
  /** Where it runs, and the model after it. Default: a new one, `createEngine()`. */
  readonly engine?: Engine | undefined;
}

/** A flow fitted to a density. */
export interface ReverseTrainedRealNvp extends Trained<RealNvp> {
  /**
   * Of each step's draws, before its update, in nats: mean of log p~(x) - log q(x), which estimates log Z - D(q || p), a
   * lower bound of log Z; without noise where q is p.
   */
  readonly history: { readonly elbo: Float64Array };
}

/**
 * Fits a RealNVP to an unnormalised density by the reverse KL divergence, which seeks a mode: where the flow puts no
 * points it learns nothing.
 *
 *   maximise E_z[log p~(g(z)) - log N(z; 0, I) + log|det dg/dz|] = log Z - D(q || p) <= log Z
 *
 * The gradient goes through the draws and the target, which is therefore recorded. Every step draws new points. A target
 * with separated modes may be left with one of them: compare `elbo` with a forward fit or with `start` elsewhere.
 *
 * @param logDensity records log p~ of the rows it is given
 * @param key        names the parameters that the networks begin with and the draws
 * @throws {ArgumentError}, {ShapeError} for bad options, or a target that does not give one value a row; {DivergenceError}
 *   if the loss is not finite; {CheckpointError} if `resume` is of another run (a target cannot be told from another with
 *   the same operations)
 * @see Rezende and Mohamed 2015, eq. 15; Dinh, Sohl-Dickstein and Bengio 2017 (the flow)
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { scaleShift, square, sum } from '@yuragi/nn';
 * import { fitRealNvpReverse } from '@yuragi/latent-models';
 * // e^(-|x - 3|^2/2): log Z = log(2 pi)/2 = 0.92.
 * const { history, model } = await fitRealNvpReverse(
 *   (x) => scaleShift(sum(square(scaleShift(x, 1, -3)), [1]), -0.5, 0),
 *   key('one peak'),
 *   { dimension: 1, numCouplings: 0, numSteps: 400, batchSize: 64, learningRate: 0.05 },
 * );
 * Math.abs(history.elbo.at(-1)! - 0.92) < 0.02; // => true
 * Math.abs(model.parameters().location!.data[0]! - 3) < 0.1; // => true
 * ```
 */
export async function fitRealNvpReverse(
  logDensity: RecordedLogDensity,
  key: Key,
  options: FitRealNvpReverseOptions & RunOptions,
): Promise<ReverseTrainedRealNvp> {
  const where = 'fitRealNvpReverse';
  const { dimension, numCouplings, hidden, maxLogScale, network, start, engine: given, ...training } = options;
  const { batchSize = 256 } = options;
  if (typeof logDensity !== 'function')
    throw new ArgumentError(where, 'logDensity', 'a function (x, recorder) that records it', logDensity);
  const bare = requireFlowShape(where, { dimension, numCouplings, hidden, maxLogScale, network });
  const { means, deviations } = start ?? {
    means: new Float64Array(dimension),
    deviations: new Float64Array(dimension).fill(1),
  };
  requireAllFinite(where, 'start.means', requireLength(where, 'start.means', means, dimension));
  for (const [j, deviation] of requireLength(where, 'start.deviations', deviations, dimension).entries())
    requirePositive(where, `start.deviations[${j}]`, deviation);
  const shape = startingAt(bare, means, deviations);
  const engine = given ?? (await createEngine());

  const run = await fit(
    parameterStore(engine, foldIn(key, 'parameters')),
    (recorder, size) => {
      const z = recorder.normal([size, dimension]);
      const { points, logDeterminant } = flowToData(recorder.parameters, z, shape);
      const target = logDensity(points, recorder);
      if (target.shape.length !== 1 || target.shape[0] !== size)
        throw new ShapeError(where, 'logDensity', `one value a row, shape (${size})`, target.shape);
      // log N(z) has no gradient, but with it the value is log Z at every draw once the flow is the target.
      const logModel = subtract(standardLogDensity(z), logDeterminant);
      return { loss: mean(subtract(logModel, target)) };
    },
    () => {},
    foldIn(key, fingerprint({ dimension, maxLogScale: shape.maxLogScale, means, deviations })),
    { ...training, batchSize },
  );
  return {
    model: flowModel(engine, run.average, shape),
    history: { elbo: run.history.loss!.map((loss) => -loss) },
    stopped: run.stopped,
    checkpoint: run.checkpoint,
  };
}
