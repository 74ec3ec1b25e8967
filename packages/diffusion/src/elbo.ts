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
import {
  requireCount,
  requireLength,
  requireNonNegative,
  requireOneOf,
  requirePositive,
} from '@yuragi/prob-core/errors';
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

/**
 * Var[x_0^j | x_0 + sigma eps = x] of each coordinate, written to out, (n, d): what a `Denoiser` leaves open. Its conventions
 * are those of a `Denoiser`. The mean squared errors of the denoiser it is taken with make the bound largest.
 */
export type ConditionalVariance = Denoiser;

/** L_0 of the forward step turned round: H(x_1 | x_0) + E log pi(x_1)/pi(x_0), given |x_0|^2. */
function forwardFirstTerm(table: DiffusionTable, squaredNorm: number, d: number): number {
  const rate = table.noiseRate[1]!;
  return 0.5 * (d * Math.log(2 * Math.PI * Math.E * rate) + rate * (squaredNorm - d));
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

const squaredNormsOf = (data: Float64Array, d: number): Float64Array =>
  squaredErrorsOf(data, new Float64Array(data.length), d);

/** L_T of every row, (n). */
function priorTerms(table: DiffusionTable, data: Float64Array, d: number): Float64Array {
  return squaredNormsOf(data, d).map((squaredNorm) => priorTerm(table, squaredNorm, d));
}

/** x = x_0 + sigma eps; noise alone at Infinity. */
function addNoiseInto(data: Float64Array, sigma: number, rng: Rng, x: Float64Array): void {
  fillNormal(rng, x);
  if (sigma < Infinity) for (let i = 0; i < x.length; i++) x[i] = data[i]! + sigma * x[i]!;
}

/** |x_0 - x_0^|^2 of every row, (n). */
function squaredErrorsOf(data: Float64Array, denoised: Float64Array, d: number): Float64Array {
  const errors = new Float64Array(data.length / d);
  for (let i = 0; i < data.length; i++) errors[Math.floor(i / d)]! += (data[i]! - denoised[i]!) ** 2;
  return errors;
}

/** The bound of every row of data (n, d) with the variances beta_t, at once, nats: (n), unbiased. */
export function forwardElboOfRows(
  denoise: (x: Float64Array, sigma: number, out: Float64Array) => void,
  data: Float64Array,
  d: number,
  table: DiffusionTable,
  rng: Rng,
): Float64Array {
  const negative = priorTerms(table, data, d);
  const [x, denoised] = [new Float64Array(data.length), new Float64Array(data.length)];
  for (let t = 1; t <= table.numSteps; t++) {
    addNoiseInto(data, table.sigma[t]!, rng, x);
    denoise(x, table.sigma[t]!, denoised);
    const variance = fixedReverseVariance('forward', table, t);
    const errors = squaredErrorsOf(data, denoised, d);
    for (let i = 0; i < errors.length; i++) negative[i]! += termOf(table, t, variance, errors[i]!, d);
  }
  return negative.map((value) => -value);
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
  /**
   * Default 'optimal'. Or the variances themselves: v_t at index t = 1..T, (T + 1), as `optimalReverseVariance` gives them
   * from other data; or Var[x_0 | x], whose kernels have v = beta~_t + c_0^2 Var[x_0^j | x] in coordinate j.
   */
  readonly reverseVariance?: ElboVariance | Float64Array | ConditionalVariance | undefined;
  /**
   * p(x_0 | x_1): 'learned' (the default), a normal kernel as at every other step, or 'forward', the convention of the first
   * paper's appendix B.2: the forward step turned round by Bayes' rule with N(0, I) as prior, q(x_1 | x_0) pi(x_0)/pi(x_1).
   */
  readonly firstStep?: 'learned' | 'forward' | undefined;
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
 * The value is the mean over the data, nats per point; it is unbiased for variances that do not depend on these draws.
 * 'optimal' takes its variances from the errors of this data, which biases it up by O(1/n). T denoiser calls on the whole
 * batch.
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
  const { numSteps } = table;
  const kind = requireVariance(where, options.reverseVariance ?? 'optimal', numSteps);
  const firstStep = requireOneOf(where, 'firstStep', options.firstStep ?? 'learned', ['learned', 'forward']);

  let cursor = rng;
  let negative = priorTerms(table, data, d);
  const prior = mean(negative);
  let meanTerms = new Float64Array(numSteps + 1);
  let squaredErrors = new Float64Array(numSteps + 1);
  const x = new Float64Array(n * d);
  const denoised = new Float64Array(n * d);
  const spread = typeof kind === 'function' ? new Float64Array(n * d) : undefined;

  /** L_{t-1} of every row, where each coordinate has a variance of its own. */
  const termsByCoordinate = (t: number, conditional: Float64Array): Float64Array => {
    const terms = new Float64Array(n);
    for (let i = 0; i < data.length; i++) {
      const variance = optimalVarianceAt(table, t, conditional[i]!, 1);
      terms[Math.floor(i / d)]! += termOf(table, t, variance, (data[i]! - denoised[i]!) ** 2, 1);
    }
    return terms;
  };

  /** L_{t-1} of every row, (n). */
  const termsOf = async (t: number, errors: Float64Array): Promise<Float64Array> => {
    if (t === 1 && firstStep === 'forward')
      return squaredNormsOf(data, d).map((squaredNorm) => forwardFirstTerm(table, squaredNorm, d));
    if (typeof kind === 'function') {
      await kind(x, table.sigma[t]!, spread!);
      return termsByCoordinate(t, spread!);
    }
    const variance = typeof kind === 'string' ? reverseVariance(kind, table, t, squaredErrors[t]!, d) : kind[t]!;
    return errors.map((error) => termOf(table, t, variance, error, d));
  };

  /** Adds the term of step t = index + 1. */
  const step = async (index: number): Promise<boolean> => {
    const t = index + 1;
    const sigma = table.sigma[t]!;
    addNoiseInto(data, sigma, cursor, x);
    await denoiser(x, sigma, denoised);
    const errors = squaredErrorsOf(data, denoised, d);
    squaredErrors[t] = mean(errors);
    const terms = await termsOf(t, errors);
    for (let i = 0; i < n; i++) negative[i]! += terms[i]!;
    meanTerms[t] = mean(terms);
    return false;
  };

  const run = await drive(
    {
      task: 'evidence lower bound',
      producer: `@yuragi/diffusion/${where}`,
      fingerprint: fingerprint({
        data,
        d,
        kind: typeof kind === 'function' ? 'conditional' : kind,
        firstStep,
        alphaBar: table.alphaBar,
        start: rng.state(),
      }),
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

function requireVariance(
  where: string,
  variance: ElboVariance | Float64Array | ConditionalVariance,
  numSteps: number,
): ElboVariance | Float64Array | ConditionalVariance {
  if (typeof variance === 'function') return variance;
  if (!(variance instanceof Float64Array)) return requireOneOf(where, 'reverseVariance', variance, elboVariances);
  requireLength(where, 'reverseVariance', variance, numSteps + 1);
  for (let t = 1; t <= numSteps; t++) requirePositive(where, `reverseVariance[${t}]`, variance[t]!);
  return variance;
}

/** Nats to bits. */
export const bitsFromNats = (nats: number): number => nats / Math.LN2;

/** The cost in bits of each coordinate under a log density or bound in nats: -nats/(dimension log 2). */
export const bitsPerDimension = (nats: number, dimension: number): number => -nats / (dimension * Math.LN2);
