/**
 * Estimators of what a diffusion model is trained to make small, and how much they vary (notes 004, (9), (17) and (39) to
 * (46)). All have the same mean, the part of the bound that depends on the model,
 *
 *   J = sum_{t=2}^T L_{t-1} + L_0,   v_t the reverse variance, H_t the entropy of q(x_{t-1} | x_t, x_0), 0 at t = 1
 *
 *   path   sum_t [-log p(x_{t-1} | x_t) - H_t] along one forward path                          T network calls
 *   ratio  sum_t log q(x_{t-1} | x_t, x_0)/p(x_{t-1} | x_t) along it: minus the path log-weight  T
 *   pair   T [-log p(x_{t-1} | x_t) - H_t] at one uniform t, two noisings                        1
 *   kl     T D(q(x_{t-1} | x_t, x_0) || p(x_{t-1} | x_t)) at one uniform t, one noising          1
 *
 * path is pair averaged over t, and kl is pair averaged over x_{t-1}: both vary less than pair, by Rao and Blackwell.
 * Between a path and T draws of kl nothing holds in general. Where the reverse chain is exact the ratio is -log p(x_0) but
 * for the last step, the same for every path of a point, while the other estimators still vary.
 */
import {
  type Checkpoint,
  drive,
  fingerprint,
  type Rng,
  type RunOptions,
  type RunResult,
  requireMatrix,
  restore,
} from '@yuragi/prob-core';
import { requireCount, requireLength, requirePositive } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import type { Denoiser } from './denoiser.ts';
import type { DiffusionTable } from './diffusion-table.ts';
import { forwardStep } from './forward-step.ts';
import { type PathLogWeightsOptions, variancesOf } from './path-log-weights.ts';
import { mean } from './sample-mean.ts';

/** Names of the estimators of the objective: along a path without and with log q, with one step and two noisings, by the KL. */
export type ObjectiveEstimator = 'path' | 'ratio' | 'pair' | 'kl';

/** Of one draw for one data point, nats; points are drawn too. */
export interface ObjectiveMoments {
  readonly mean: number;
  readonly variance: number;
  /** Network calls of a draw. */
  readonly numCalls: number;
  /** variance numCalls: the variance of a mean of draws is this over the calls spent. */
  readonly variancePerCall: number;
}

const momentsOf = (mean: number, variance: number, numCalls: number): ObjectiveMoments => ({
  mean,
  variance,
  numCalls,
  variancePerCall: variance * numCalls,
});

export interface GaussianObjectiveOptions extends PathLogWeightsOptions {
  /** Of every coordinate of x_0 ~ N(0, dataVariance I). */
  readonly dataVariance: number;
  /** Default 1. */
  readonly dimension?: number | undefined;
  /** h_t at index t = 1..T, (T + 1), of the denoiser x_0^ = h_t x_t, x_t variance preserving. Default: the exact one. */
  readonly gains?: Float64Array | undefined;
}

/** sum_i a_i b_i. */
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/**
 * Mean and variance of the estimators in closed form, for normal data and a linear denoiser.
 *
 * A path is a linear map of T + 1 independent normal numbers, each estimator a quadratic form of it: for forms
 * sum_i w_i u_i^2/2 of normal u_i with covariances C the variance is sum_ij w_i w_j C_ij^2/2. Exact to rounding. T^3
 * multiply-adds.
 *
 * @throws {ArgumentError}, {ShapeError} for bad options
 * @example ```ts doctest
 * import { diffusionTable, gaussianObjectiveMoments, linearNoiseSchedule } from '@yuragi/diffusion';
 * const table = diffusionTable(linearNoiseSchedule({ numSteps: 20, first: 0.01, last: 0.5 }), 20);
 * const { kl, pair } = gaussianObjectiveMoments(table, { dataVariance: 0.25 });
 * kl.mean === pair.mean && kl.variance < pair.variance; // => true
 * ```
 */
export function gaussianObjectiveMoments(
  table: DiffusionTable,
  { dataVariance, dimension: d = 1, gains, reverseVariance = 'posterior' }: GaussianObjectiveOptions,
): Readonly<Record<ObjectiveEstimator, ObjectiveMoments>> {
  const where = 'gaussianObjectiveMoments';
  requirePositive(where, 'dataVariance', dataVariance);
  requireCount(where, 'dimension', d, 1);
  const { numSteps } = table;
  if (gains !== undefined) requireLength(where, 'gains', gains, numSteps + 1);
  const variances = variancesOf(where, reverseVariance, table);

  // Rows of coefficients in (x_0/s, eps_1, ..., eps_T).
  const x0 = new Float64Array(numSteps + 1);
  x0[0] = Math.sqrt(dataVariance);
  let before = x0;
  /** Residuals of the reverse mean and of the posterior mean, over the root of their variances. */
  const residuals: Float64Array[] = [];
  const innovations: Float64Array[] = [];
  let [total, pairSquares, klSquares] = [0, 0, 0];
  for (let t = 1; t <= numSteps; t++) {
    const keep = Math.sqrt(1 - table.noiseRate[t]!);
    const after = before.map((value) => keep * value);
    after[t]! += Math.sqrt(table.noiseRate[t]!);
    const { [t]: alphaBar } = table.alphaBar;
    const exact = (table.signalScale[t]! * dataVariance) / (alphaBar! * dataVariance + 1 - alphaBar!);
    const gain = gains?.[t] ?? exact;
    const [onX0, onX, b, v] = [
      table.posteriorX0[t]!,
      table.posteriorXt[t]!,
      table.posteriorVariance[t]!,
      variances[t]!,
    ];
    residuals.push(before.map((value, i) => (value - (onX + onX0 * gain) * after[i]!) / Math.sqrt(v)));
    if (t > 1) innovations.push(before.map((value, i) => (value - onX * after[i]! - onX0 * x0[i]!) / Math.sqrt(b)));
    // In units of v: the variance of what the kernel's mean misses, and of its part that x_t and x_0 settle.
    const missed = dot(residuals[t - 1]!, residuals[t - 1]!);
    const settled = missed - b / v;
    const level = t === 1 ? Math.log(2 * Math.PI * v) : Math.log(v / b) - 1;
    const term = 0.5 * d * (level + missed);
    total += term;
    pairSquares += term ** 2 + 0.5 * d * missed ** 2;
    klSquares += term ** 2 + 0.5 * d * settled ** 2;
    before = after;
  }
  /** Half of the sum of squared covariances. */
  const form = (a: readonly Float64Array[], b: readonly Float64Array[]): number =>
    0.5 * d * a.reduce((sum, row) => sum + b.reduce((inner, other) => inner + dot(row, other) ** 2, 0), 0);
  const path = form(residuals, residuals);
  const ratio = path - 2 * form(residuals, innovations) + form(innovations, innovations);
  return {
    path: momentsOf(total, path, numSteps),
    ratio: momentsOf(total, ratio, numSteps),
    pair: momentsOf(total, numSteps * pairSquares - total ** 2, 1),
    kl: momentsOf(total, numSteps * klSquares - total ** 2, 1),
  };
}

/** Estimated moments, by the run that estimated them. */
export interface SampledObjectiveMoments extends RunResult {
  /** NaN unless the run completed. */
  readonly estimators: Readonly<Record<ObjectiveEstimator, ObjectiveMoments>>;
}

/** What is added up over the steps: of every row, and over the rows. */
interface Sums {
  readonly path: Float64Array;
  readonly ratio: Float64Array;
  readonly kl: Float64Array;
  /** Sums over t of mean squares: pair, kl. */
  readonly squares: Float64Array;
}

/**
 * Mean and variance of the estimators for any denoiser and data, from one forward path of each data point. At every t the
 * single-step estimators are looked at too, so that the draw of t adds no noise to their variances.
 *
 * Consistent: variances are off by O(1/n). T denoiser calls on the whole batch.
 *
 * @param x0 (n, d), n >= 2, finite
 * @throws {ArgumentError}, {ShapeError} for bad data or options; {CheckpointError} if `resume` is of another run
 */
export async function objectiveMoments(
  denoiser: Denoiser,
  x0: NdArray<Float64Array>,
  table: DiffusionTable,
  rng: Rng,
  options: PathLogWeightsOptions & RunOptions = {},
): Promise<SampledObjectiveMoments> {
  const where = 'objectiveMoments';
  const { data, rows: n, columns: d } = requireMatrix(x0, where, 'x0');
  requireCount(where, 'rows of x0', n, 2);
  const { numSteps } = table;
  const variances = variancesOf(where, options.reverseVariance ?? 'posterior', table);

  let cursor = rng;
  let x = data.slice();
  let sums: Sums = {
    path: new Float64Array(n),
    ratio: new Float64Array(n),
    kl: new Float64Array(n),
    squares: new Float64Array(2),
  };
  const denoised = new Float64Array(n * d);

  /** Takes every path from t - 1 to t = index + 1. */
  const step = async (index: number): Promise<boolean> => {
    const t = index + 1;
    const next = await forwardStep(table, denoiser, cursor, t, x, denoised);

    const [onX0, onX, b, v] = [
      table.posteriorX0[t]!,
      table.posteriorXt[t]!,
      table.posteriorVariance[t]!,
      variances[t]!,
    ];
    const level = t === 1 ? Math.log(2 * Math.PI * v) : Math.log(v / b) - 1;
    const { path, ratio, kl, squares } = sums;
    for (let i = 0; i < n; i++) {
      let [missed, innovation, settled] = [0, 0, 0];
      for (let at = i * d; at < (i + 1) * d; at++) {
        const rest = x[at]! - onX * next[at]!;
        missed += (rest - onX0 * denoised[at]!) ** 2 / v;
        settled += (onX0 * (data[at]! - denoised[at]!)) ** 2 / v;
        if (t > 1) innovation += (rest - onX0 * data[at]!) ** 2 / b;
      }
      const pair = 0.5 * (d * level + missed);
      const divergence = 0.5 * (d * (level + b / v) + settled);
      path[i]! += pair;
      ratio[i]! += t === 1 ? pair : pair + 0.5 * (d - innovation);
      kl[i]! += divergence;
      squares[0]! += pair ** 2 / n;
      squares[1]! += divergence ** 2 / n;
    }
    x = next;
    return false;
  };

  const copy = ({ path, ratio, kl, squares }: Sums): Sums => ({
    path: path.slice(),
    ratio: ratio.slice(),
    kl: kl.slice(),
    squares: squares.slice(),
  });
  const run = await drive(
    {
      task: 'moments of the objective',
      producer: `@yuragi/diffusion/${where}`,
      fingerprint: fingerprint({ data, d, variances, alphaBar: table.alphaBar, start: rng.state() }),
      total: numSteps,
      step,
      metrics: () => ({}),
      save: () => ({ rng: [cursor.state()], data: { x: x.slice(), sums: copy(sums) } }),
      restore(checkpoint: Checkpoint) {
        const saved = checkpoint.data as { readonly x: Float64Array; readonly sums: Sums };
        x = saved.x.slice();
        sums = copy(saved.sums);
        cursor = restore(checkpoint.rng[0]!);
      },
    },
    options,
  );

  const isComplete = run.checkpoint.step === numSteps;
  const ofPaths = (values: Float64Array): ObjectiveMoments => {
    const centre = isComplete ? mean(values) : Number.NaN;
    const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (n - 1);
    return momentsOf(centre, variance, numSteps);
  };
  const ofSteps = (values: Float64Array, squares: number): ObjectiveMoments => {
    const centre = isComplete ? mean(values) : Number.NaN;
    return momentsOf(centre, numSteps * squares - centre ** 2, 1);
  };
  const [pairSquares, klSquares] = sums.squares as unknown as readonly [number, number];
  return {
    ...run,
    estimators: {
      path: ofPaths(sums.path),
      ratio: ofPaths(sums.ratio),
      pair: ofSteps(sums.path, pairSquares),
      kl: ofSteps(sums.kl, klSquares),
    },
  };
}
