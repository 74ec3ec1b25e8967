/** The driver that trains a variational autoencoder. */
import {
  createEngine,
  type Engine,
  type FitOptions,
  fit,
  mean,
  multiply,
  parameterStore,
  rowsOf,
  subtract,
  sum,
} from '@yuragi/nn';
import { fingerprint, foldIn, type Key, type RunOptions, requireMatrix, type Warning } from '@yuragi/prob-core';
import { ArgumentError, requireNonNegative } from '@yuragi/prob-core/errors';
import { log } from '@yuragi/prob-core/special';
import type { NdArray } from 'ndarray';
import { requireUnitMeans } from './boltzmann-units.ts';
import type { Trained } from './generative-model.ts';
import { type VariationalAutoencoder, variationalAutoencoder } from './variational-autoencoder.ts';
import {
  requireShape,
  type VariationalAutoencoderShape,
  variationalAutoencoderDefaults,
  variationalBound,
} from './variational-bound.ts';

export interface FitVariationalAutoencoderOptions
  extends Omit<FitOptions, 'batchSize'>,
    Omit<VariationalAutoencoderShape, 'dimension'> {
  /** Default 128. */
  readonly batchSize?: number | undefined;
  /**
   * Weight of the KL term in what is maximised, >= 0; or a function of progress s in [0, 1], asked at the middle of every
   * step. Default 1, the bound itself; more ties latents to the prior (Higgins et al. 2017), a rise from 0 helps against
   * collapse (Bowman et al. 2016).
   */
  readonly beta?: number | ((s: number) => number) | undefined;
  // Advanced
  /** Where it runs, and the model after it. Default: a new one, `createEngine()`. */
  readonly engine?: Engine | undefined;
}

/** A trained variational autoencoder. */
export interface TrainedVariationalAutoencoder extends Trained<VariationalAutoencoder> {
  /** Means over the rows of each step, before its update, in nats: elbo = reconstruction - kl, whatever beta is. */
  readonly history: Readonly<Record<'elbo' | 'reconstruction' | 'kl', Float64Array>>;
  /** Mean over the data of D(q(z_j | x) || N(0, 1)), (numLatents), nats: how much each latent says of x, at most. */
  readonly latentKl: Float64Array;
  readonly warnings: readonly Warning[];
}

/** A latent whose mean KL is below this many nats says nothing. */
const COLLAPSED = 0.01;

/**
 * Trains a variational autoencoder: encoder and decoder together climb the evidence lower bound, one reparametrised draw a
 * row and step, with the KL term in closed form.
 *
 *   maximise E_x[E_eps[log p(x | m(x) + sqrt(v(x)) eps)] - beta D(N(m(x), v(x)) || N(0, I))]
 *
 * With beta = 1 it bounds E_x[log p(x)] from below. Two gaps stay: the posterior is no normal law with a diagonal
 * covariance, and one encoder must serve all rows (Cremer, Li and Duvenaud 2018); `logDensityBound` with many draws closes
 * both when the model is judged. Networks work best on columns of the order of 1: scale the data first.
 *
 * A run that goes on from a checkpoint gives the bits of one that never stopped, on the same engine. A step costs a forward
 * and a backward pass of both networks; at the end the encoder sees the data once.
 *
 * @param x   data, (n, d), finite; in [0, 1] for the law 'bernoulli', numbers between being means
 * @param key names the parameters that the networks begin with, the order of the rows and the noise
 * @returns warnings has 'posterior-collapse' if no latent says anything of x
 * @throws {ArgumentError}, {ShapeError} for bad data or options; {DivergenceError} if the loss is not finite;
 *   {CheckpointError} if `resume` is of another run
 * @see Kingma and Welling 2014, algorithm 1 and eq. 10; Rezende, Mohamed and Wierstra 2014
 * @example ```ts doctest
 * import { key, stream, toNdarray } from '@yuragi/prob-core';
 * import { fitVariationalAutoencoder } from '@yuragi/latent-models';
 * // Four columns that agree.
 * const x = toNdarray(Float64Array.from({ length: 400 }, (_, i) => (i >> 2) & 1), [100, 4]);
 * const { model, history } = await fitVariationalAutoencoder(x, key('agree'), {
 *   numLatents: 1,
 *   law: 'bernoulli',
 *   numSteps: 300,
 *   batchSize: 50,
 *   learningRate: 0.01,
 * });
 * // Independent fair bits would need 4 log 2 = 2.77 nats a row; these need log 2 = 0.69.
 * history.elbo.at(-1)! > -1.4; // => true
 * model.encode(x).shape; // => [100, 1]
 * (await model.sample(stream(key('draw')), 3)).shape; // => [3, 4]
 * ```
 */
export async function fitVariationalAutoencoder(
  x: NdArray<Float64Array>,
  key: Key,
  options: FitVariationalAutoencoderOptions & RunOptions,
): Promise<TrainedVariationalAutoencoder> {
  const where = 'fitVariationalAutoencoder';
  const { numLatents, law, encoder, decoder, beta = 1, engine: given, ...training } = options;
  const { batchSize = variationalAutoencoderDefaults.batchSize } = options;
  const { data, rows: n, columns: dimension } = requireMatrix(x, where, 'x');
  const shape = requireShape(where, { dimension, numLatents, law, encoder, decoder });
  if (shape.law === 'bernoulli') requireUnitMeans(where, 'x', 'binary', data);
  const betaAt = betaOf(where, beta);
  const engine = given ?? (await createEngine());

  const rows = rowsOf({ x: data }, n, foldIn(key, 'order'));
  const mark = fingerprint({
    data,
    dimension,
    law: shape.law,
    // A function is known by some of its values.
    betas: Array.from({ length: 33 }, (_, i) => betaAt((i + 0.5) / 33)),
  });
  const run = await fit(
    parameterStore(engine, foldIn(key, 'parameters')),
    ({ parameters, input, normal }, size) => {
      const noise = normal([size, shape.numLatents]);
      const bound = variationalBound(parameters, input('x', [size, dimension]), noise, shape);
      const reconstruction = mean(bound.reconstruction);
      const kl = mean(sum(bound.kl, [1]));
      const weighted = multiply(kl, input('beta', [1]));
      return { loss: subtract(weighted, reconstruction), elbo: subtract(reconstruction, kl), reconstruction, kl };
    },
    (batch) => {
      rows(batch);
      batch.inputs.beta![0] = betaAt((batch.step + 0.5) / options.numSteps);
    },
    foldIn(key, mark),
    { ...training, batchSize },
  );

  const model = variationalAutoencoder(engine, run.average, shape);
  const { elbo, reconstruction, kl } = run.history as TrainedVariationalAutoencoder['history'];
  const latentKl = meanLatentKl(model, x);
  const { stopped, checkpoint } = run;
  return {
    model,
    history: { elbo, reconstruction, kl },
    latentKl,
    warnings: warningsOf(latentKl),
    stopped,
    checkpoint,
  };
}

function betaOf(where: string, beta: number | ((s: number) => number)): (s: number) => number {
  if (typeof beta === 'number') {
    requireNonNegative(where, 'beta', beta);
    return () => beta;
  }
  if (typeof beta !== 'function') throw new ArgumentError(where, 'beta', 'a number >= 0 or a function', beta);
  return (s) => requireNonNegative(where, `beta(${s})`, beta(s));
}

function meanLatentKl(model: VariationalAutoencoder, x: NdArray<Float64Array>): Float64Array {
  const { means, variances } = model.posterior(x);
  const [n, m] = means.shape as [number, number];
  const out = new Float64Array(m);
  for (let i = 0; i < n * m; i++) {
    const [centre, variance] = [means.data[i]!, variances.data[i]!];
    out[i % m]! += (centre * centre + variance - log(variance) - 1) / (2 * n);
  }
  return out;
}

function warningsOf(latentKl: Float64Array): readonly Warning[] {
  const most = Math.max(...latentKl);
  if (!(most < COLLAPSED)) return [];
  return [
    {
      code: 'posterior-collapse',
      message: `The encoder gives the prior for every row (largest mean KL of a latent: ${most.toPrecision(3)} nats): the latents say nothing of x. Try a smaller variance, a \`beta\` that rises from 0, or a weaker decoder.`,
    },
  ];
}
