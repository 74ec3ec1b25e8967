/**
 * The evidence lower bound of a diffusion model whose reverse kernels are p(x_{t-1} | x_t) = N(mu, v_t I) with mu the
 * mean of q(x_{t-1} | x_t, x_0^), x_0^ the denoiser's estimate (Ho, Jain and Abbeel 2020, eq. 5; notes 004):
 *
 *   -log p(x_0) <= L_T + sum_{t=2}^T L_{t-1} + L_0
 *   L_T     = D(q(x_T | x_0) || N(0, I))                    = (alphaBar_T |x_0|^2 - d alphaBar_T - d log(1 - alphaBar_T))/2
 *   L_{t-1} = E D(q(x_{t-1} | x_t, x_0) || p(x_{t-1} | x_t)) = (d (log(v/b) + b/v - 1) + c_0^2 E|x_0 - x_0^|^2/v)/2
 *   L_0     = -E log p(x_0 | x_1)                           = (d log 2 pi v_1 + E|x_0 - x_0^|^2/v_1)/2
 *
 * b the posterior variance and c_0 the coefficient of x_0 at step t. The bound depends on the denoiser through its mean
 * squared error at each level alone.
 */
import {
  type Checkpoint,
  drive,
  type Estimate,
  fillNormal,
  fingerprint,
  type Rng,
  type RunOptions,
  type RunResult,
  requireMatrix,
  restore,
} from '@yuragi/prob-core';
import { requireCount, requireLength, requireNonNegative, requireOneOf } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import type { Denoiser } from './denoiser.ts';
import type { DiffusionTable } from './diffusion-table.ts';
import { fixedReverseVariance, optimalVarianceAt } from './reverse-variance.ts';
import { mean, standardError } from './sample-mean.ts';

/**
 * Variance of the reverse kernels: 'posterior' (beta~_t, and beta_1 at t = 1), 'forward' (beta_t), or 'optimal', the best
 * one number a step: beta~_t + c_0^2 E|x_0 - x_0^|^2/d (Bao et al. 2022, theorem 1).
 */
export type ElboVariance = 'posterior' | 'forward' | 'optimal';
const elboVariances: readonly ElboVariance[] = ['posterior', 'forward', 'optimal'];

function reverseVariance(
  kind: ElboVariance,
  table: DiffusionTable,
  t: number,
  squaredError: number,
  d: number,
): number {
  return kind === 'optimal' ? optimalVarianceAt(table, t, squaredError, d) : fixedReverseVariance(kind, table, t);
}

/** L_{t-1} for t >= 2, L_0 for t = 1. */
function termOf(table: DiffusionTable, t: number, variance: number, squaredError: number, d: number): number {
  if (t === 1) return 0.5 * (d * Math.log(2 * Math.PI * variance) + squaredError / variance);
  const b = table.posteriorVariance[t]!;
  const fit = d * (Math.log(variance / b) + b / variance - 1);
  return 0.5 * (fit + (table.posteriorX0[t]! ** 2 * squaredError) / variance);
}

function priorTerm(table: DiffusionTable, squaredNorm: number, d: number): number {
  const alphaBar = table.alphaBar[table.numSteps]!;
  return 0.5 * (alphaBar * (squaredNorm - d) - d * Math.log1p(-alphaBar));
}

/** The bound, term by term. */
export interface ElboTerms {
  /** -(prior + sum of path + reconstruction), nats. */
  readonly elbo: number;
  /** L_T. */
  readonly prior: number;
  /** L_{t-1} at index t, t = 2..T; zero at 0 and 1. (T + 1) */
  readonly path: Float64Array;
  /** L_0. */
  readonly reconstruction: number;
}

/**
 * The bound from known mean squared errors: exact where they are, as for an exact denoiser of a Gaussian.
 *
 * @param squaredErrors E|x_0 - x_0^(x_t)|^2 at index t = 1..T, (T + 1); entry 0 is not used
 * @param options.squaredNorm E|x_0|^2
 * @throws {ArgumentError}, {ShapeError} for bad arguments
 * @example ```ts doctest
 * import { diffusionTable, elboFromErrors, linearNoiseSchedule } from '@yuragi/diffusion';
 * // x_0 ~ N(0, 1): the exact denoiser errs by sigma^2/(1 + sigma^2), and the bound is tight.
 * const table = diffusionTable(linearNoiseSchedule(), 1000);
 * const errors = table.sigma.map((sigma) => sigma ** 2 / (1 + sigma ** 2));
 * const options = { dimension: 1, squaredNorm: 1, reverseVariance: 'optimal' } as const;
 * elboFromErrors(table, errors, options).elbo + 0.5 * Math.log(2 * Math.PI * Math.E); // ~> 0.000000
 * ```
 */
export function elboFromErrors(
  table: DiffusionTable,
  squaredErrors: Float64Array,
  {
    dimension,
    squaredNorm,
    reverseVariance: kind,
  }: { readonly dimension: number; readonly squaredNorm: number; readonly reverseVariance: ElboVariance },
): ElboTerms {
  const where = 'elboFromErrors';
  requireLength(where, 'squaredErrors', squaredErrors, table.numSteps + 1);
  requireCount(where, 'dimension', dimension, 1);
  requireNonNegative(where, 'squaredNorm', squaredNorm);
  requireOneOf(where, 'reverseVariance', kind, elboVariances);
  const term = (t: number): number => {
    const squaredError = requireNonNegative(where, `squaredErrors[${t}]`, squaredErrors[t]!);
    return termOf(table, t, reverseVariance(kind, table, t, squaredError, dimension), squaredError, dimension);
  };
  const path = Float64Array.from({ length: table.numSteps + 1 }, (_, t) => (t >= 2 ? term(t) : 0));
  const prior = priorTerm(table, squaredNorm, dimension);
  const reconstruction = term(1);
  return { elbo: -path.reduce((sum, value) => sum + value, prior + reconstruction), prior, path, reconstruction };
}

export interface ElboOptions {
  /** Default 'optimal'. */
  readonly reverseVariance?: ElboVariance | undefined;
}

/** An estimate of the bound with its parts. */
export interface ElboEstimate
  extends Estimate<{ readonly prior: number; readonly path: number; readonly reconstruction: number }>,
    RunResult {
  /** Of each data point, nats, (n): unbiased, one noise draw a step. */
  readonly perPoint: Float64Array;
  /** Mean L_{t-1} at index t, t = 2..T, (T + 1). */
  readonly perStep: Float64Array;
  /** Mean |x_0 - x_0^|^2 at index t = 1..T, (T + 1): the argument of `elboFromErrors`. */
  readonly squaredErrors: Float64Array;
}

/**
 * The evidence lower bound of data under a denoiser, by Monte Carlo over the noise: every step of the table is evaluated
 * once for every data point.
 *
 * The value is the mean over the data, nats per point; it is unbiased for 'posterior' and 'forward'. 'optimal' takes its
 * variances from the errors of this data, which biases it up by O(1/n). T denoiser calls on the whole batch.
 *
 * @param x0 (n, d), finite
 * @returns NaN with the warning 'incomplete' if the run was stopped early: a part of the sum is not a bound
 * @throws {ArgumentError}, {ShapeError} for bad data or options; {CheckpointError} if `resume` is of another run
 */
export async function elbo(
  denoiser: Denoiser,
  x0: NdArray<Float64Array>,
  table: DiffusionTable,
  rng: Rng,
  options: ElboOptions & RunOptions = {},
): Promise<ElboEstimate> {
  const where = 'elbo';
  const { data, rows: n, columns: d } = requireMatrix(x0, where, 'x0');
  const kind = requireOneOf(where, 'reverseVariance', options.reverseVariance ?? 'optimal', elboVariances);
  const { numSteps } = table;

  let cursor = rng;
  let negative = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let squaredNorm = 0;
    for (let j = 0; j < d; j++) squaredNorm += data[i * d + j]! ** 2;
    negative[i] = priorTerm(table, squaredNorm, d);
  }
  const prior = mean(negative);
  let meanTerms = new Float64Array(numSteps + 1);
  let squaredErrors = new Float64Array(numSteps + 1);
  const x = new Float64Array(n * d);
  const denoised = new Float64Array(n * d);

  /** Adds the term of step t = index + 1. */
  const step = async (index: number): Promise<boolean> => {
    const t = index + 1;
    const sigma = table.sigma[t]!;
    fillNormal(cursor, x);
    if (sigma < Infinity) for (let i = 0; i < x.length; i++) x[i] = data[i]! + sigma * x[i]!;
    await denoiser(x, sigma, denoised);
    const errors = new Float64Array(n);
    for (let i = 0; i < x.length; i++) errors[Math.floor(i / d)]! += (data[i]! - denoised[i]!) ** 2;
    squaredErrors[t] = mean(errors);
    const variance = reverseVariance(kind, table, t, squaredErrors[t]!, d);
    for (let i = 0; i < n; i++) negative[i]! += termOf(table, t, variance, errors[i]!, d);
    meanTerms[t] = termOf(table, t, variance, squaredErrors[t]!, d);
    return false;
  };

  const run = await drive(
    {
      task: 'evidence lower bound',
      producer: `@yuragi/diffusion/${where}`,
      fingerprint: fingerprint({ data, d, kind, alphaBar: table.alphaBar, start: rng.state() }),
      total: numSteps,
      step,
      metrics: () => ({ bound: -mean(negative) }),
      save: () => ({
        rng: [cursor.state()],
        data: { negative: negative.slice(), meanTerms: meanTerms.slice(), squaredErrors: squaredErrors.slice() },
      }),
      restore(checkpoint: Checkpoint) {
        const saved = checkpoint.data as Record<'negative' | 'meanTerms' | 'squaredErrors', Float64Array>;
        negative = saved.negative.slice();
        meanTerms = saved.meanTerms.slice();
        squaredErrors = saved.squaredErrors.slice();
        cursor = restore(checkpoint.rng[0]!);
      },
    },
    options,
  );

  const reconstruction = meanTerms[1]!;
  const perStep = meanTerms.slice();
  perStep[1] = 0;
  const perPoint = negative.map((value) => -value);
  const isComplete = run.checkpoint.step === numSteps;
  return {
    ...run,
    value: isComplete ? mean(perPoint) : Number.NaN,
    standardError: isComplete ? standardError(perPoint) : Infinity,
    diagnostics: { prior, path: perStep.reduce((sum, value) => sum + value, 0), reconstruction },
    warnings: isComplete
      ? []
      : [{ code: 'incomplete', message: `Only ${run.checkpoint.step} of ${numSteps} terms were summed.` }],
    perPoint,
    perStep,
    squaredErrors,
  };
}

/** Nats to bits. */
export const bitsFromNats = (nats: number): number => nats / Math.LN2;

/** The cost in bits of each coordinate under a log density or bound in nats: -nats/(dimension log 2). */
export const bitsPerDimension = (nats: number, dimension: number): number => -nats / (dimension * Math.LN2);
