/**
 * Learned reverse variances (Sohl-Dickstein et al. 2015, section 2.2, f_Sigma; Bao, Li, Sun, Zhu and Zhang 2022, section
 * 3.2): Var[x_0^j | x] by a network, for any denoiser D, whose own error it takes into account. With the means given, the
 * bound wants of every step
 *
 *   minimise E 1/2 sum_j [log v_j + (beta~_t + c_0^2 (x_0 - D)_j^2)/v_j],  v_j = beta~_t + c_0^2 s_j(x)
 *
 * whose minimum is s_j = E[(x_0 - D)_j^2 | x]: the conditional variance where D is exact, and more by the square of its
 * error where it is not. One number a step for all x, which `optimalReverseVariance` gives, is the mean of these.
 */
import type { Trained } from '@yuragi/latent-models';
import {
  add,
  compile,
  createEngine,
  divide,
  type Engine,
  exp,
  type FitOptions,
  fit,
  log,
  mean,
  type ParameterStore,
  parameterStore,
  type Recorder,
  rowsOf,
  type ShapedArray,
  scaleShift,
  sum,
  type Tensor,
  warmupCosine,
} from '@yuragi/nn';
import {
  fillNormal,
  fingerprint,
  foldIn,
  type Key,
  type Rng,
  type RunOptions,
  type RunResult,
  requireMatrix,
  stream,
} from '@yuragi/prob-core';
import { requireCount } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import type { Denoiser } from './denoiser.ts';
import type { DiffusionTable } from './diffusion-table.ts';
import type { ConditionalVariance } from './elbo.ts';
import { type DenoisingNetwork, denoisingMlp, levelInput } from './learned-network.ts';

export interface FitReverseVarianceOptions extends Partial<Omit<FitOptions, 'averageDecay'>> {
  /** Rows of noisy data that are denoised once at each step of the table, to learn from. Default 2000. */
  readonly numDraws?: number | undefined;
  /** What it predicts is log s_j over the variance of a standard normal x_0. Default `denoisingMlp({ hidden: [64, 64] })`. */
  readonly network?: DenoisingNetwork | undefined;
  /** Default: one is created, with the fastest kernels of the host. */
  readonly engine?: Engine | undefined;
}

/** Learned variances with the run that learned them. */
export interface FittedReverseVariance extends RunResult {
  /** For `elbo`: its option `reverseVariance`. */
  readonly variance: ConditionalVariance;
  /** loss: mean over the steps of what the bound has of the variances, nats, by step of training. */
  readonly history: Trained<never>['history'];
  readonly parameters: Readonly<Record<string, ShapedArray>>;
}

/** Variance of x_0 given x where x_0 ~ N(0, 1): the unit of what is learned. */
const unitVariance = (sigma: number): number => 1 / (1 + sigma ** -2);

/** What the network sees of a row: variance preserving; nothing where nothing of the data is left. */
const seenScale = (sigma: number): number => (sigma === Infinity ? 0 : 1 / Math.sqrt(1 + sigma * sigma));

/** Log s_j over its unit, (n, d). */
function recordVariance(network: DenoisingNetwork, recorder: Recorder, n: number, shared: number, d: number): Tensor {
  return network(recorder.parameters, { x: recorder.input('x', [n, d]), level: recorder.input('level', [shared, 1]) });
}

/** Noisy rows at every step with the errors of the denoiser there, as the training sees them. */
interface Pool {
  readonly x: Float32Array;
  readonly level: Float32Array;
  /** beta~_t/c_0^2 and (x_0 - D)_j^2, in units of the unit variance. */
  readonly floor: Float32Array;
  readonly squares: Float32Array;
}

async function drawPool(
  denoiser: Denoiser,
  data: Float64Array,
  d: number,
  table: DiffusionTable,
  numDraws: number,
  rng: Rng,
): Promise<Pool> {
  const size = table.numSteps * numDraws;
  const pool: Pool = {
    x: new Float32Array(size * d),
    level: new Float32Array(size),
    floor: new Float32Array(size),
    squares: new Float32Array(size * d),
  };
  const [x0, x, denoised] = [0, 1, 2].map(() => new Float64Array(numDraws * d)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let t = 1; t <= table.numSteps; t++) {
    const sigma = table.sigma[t]!;
    for (let i = 0; i < numDraws; i++) {
      const row = rng.int(data.length / d) * d;
      x0.set(data.subarray(row, row + d), i * d);
    }
    fillNormal(rng, x);
    if (sigma < Infinity) for (let i = 0; i < x.length; i++) x[i] = x0[i]! + sigma * x[i]!;
    await denoiser(x, sigma, denoised);
    const [unit, scale, start] = [unitVariance(sigma), seenScale(sigma), (t - 1) * numDraws];
    for (let i = 0; i < x.length; i++) {
      pool.x[start * d + i] = scale * x[i]!;
      pool.squares[start * d + i] = (x0[i]! - denoised[i]!) ** 2 / unit;
    }
    pool.level.fill(levelInput(sigma), start, start + numDraws);
    pool.floor.fill(table.posteriorVariance[t]! / table.posteriorX0[t]! ** 2 / unit, start, start + numDraws);
  }
  return pool;
}

/** Rows of one call of the network. */
const CHUNK = 256;

function varianceOver(store: ParameterStore, network: DenoisingNetwork, d: number): ConditionalVariance {
  const plan = compile(store, (recorder) => ({ logRatio: recordVariance(network, recorder, CHUNK, 1, d) }));
  return (x, sigma, out) => {
    const [unit, scale] = [unitVariance(sigma), seenScale(sigma)];
    for (let start = 0; start < x.length; start += CHUNK * d) {
      const end = Math.min(start + CHUNK * d, x.length);
      const { x: seen, level } = plan.inputs;
      level![0] = levelInput(sigma);
      for (let i = start; i < end; i++) seen![i - start] = scale * x[i]!;
      plan.forward();
      const { logRatio } = plan.outputs;
      for (let i = start; i < end; i++) out[i] = unit * Math.exp(logRatio![i - start]!);
    }
  };
}

/**
 * Learns the conditional variances of the reverse kernels of a denoiser.
 *
 * The denoiser is called T times, on `numDraws` rows of noisy data each. Take other data than the denoiser was trained on,
 * where there is enough: of rows that it remembers its errors are too small. The bound with what was learned is `elbo` with
 * the option `reverseVariance`; on new data it is a bound of the model, never too high in the mean.
 *
 * Defaults: 4000 steps of 256 rows, Adam at 0.003 with a warm-up of 2 % and a cosine to zero.
 *
 * @param x data of variance about one, (n, d), finite
 * @param table the levels that it is learned for, which are those of the bound
 * @param key names the randomness
 * @throws {ArgumentError}, {ShapeError} for bad data or options; {DivergenceError}, {CheckpointError} as `fit` of nn
 * @see Bao, Li, Sun, Zhu and Zhang 2022, "Estimating the optimal covariance with imperfect mean", theorem 2
 * @example (A fair coin under noise 1: what is not known of it is 1 - tanh^2 x) ```ts doctest
 * import { key, toNdarray } from '@yuragi/prob-core';
 * import { diffusionTable, fitReverseVariance, noiseRateSchedule } from '@yuragi/diffusion';
 * const table = diffusionTable(noiseRateSchedule(Float64Array.of(0.5)), 1);
 * const coin = (x: Float64Array, sigma: number, out: Float64Array) => {
 *   for (let i = 0; i < x.length; i++) out[i] = Math.tanh(x[i]! / sigma ** 2);
 * };
 * const x = toNdarray(Float64Array.of(-1, 1), [2, 1]);
 * const { variance } = await fitReverseVariance(coin, x, table, key('coin'), { numSteps: 500 });
 * const out = new Float64Array(1);
 * variance(Float64Array.of(0), 1, out);
 * Math.abs(out[0]! - 1) < 0.2; // => true
 * ```
 */
export async function fitReverseVariance(
  denoiser: Denoiser,
  x: NdArray<Float64Array>,
  table: DiffusionTable,
  key: Key,
  options: FitReverseVarianceOptions & RunOptions = {},
): Promise<FittedReverseVariance> {
  const where = 'fitReverseVariance';
  const { data, columns: d } = requireMatrix(x, where, 'x');
  const { numDraws = 2000, network = denoisingMlp({ hidden: [64, 64] }), engine, ...training } = options;
  requireCount(where, 'numDraws', numDraws, 1);
  const pool = await drawPool(denoiser, data, d, table, numDraws, stream(foldIn(key, 'draws')));
  const store = parameterStore(engine ?? (await createEngine()), foldIn(key, 'weights'));
  const { average, history, ...run } = await fit(
    store,
    (recorder, rows) => {
      const logRatio = recordVariance(network, recorder, rows, rows, d);
      const floor = recorder.input('floor', [rows, 1]);
      const variance = add(exp(logRatio), floor);
      const squares = add(recorder.input('squares', [rows, d]), floor);
      const terms = add(log(variance), divide(squares, variance));
      return { loss: scaleShift(mean(sum(terms, [1])), 0.5, 0) };
    },
    rowsOf({ ...pool }, table.numSteps * numDraws, foldIn(key, 'order')),
    foldIn(key, fingerprint({ ...pool })),
    {
      numSteps: 4000,
      batchSize: 256,
      learningRate: 0.003,
      rate: warmupCosine({ warmup: 0.02 }),
      ...training,
    },
  );
  return { ...run, variance: varianceOver(store, network, d), history, parameters: average };
}
