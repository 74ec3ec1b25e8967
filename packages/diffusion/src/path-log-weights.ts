/**
 * A diffusion model's likelihood as an average over forward paths (Sohl-Dickstein, Weiss, Maheswaranathan and Ganguli
 * 2015, eqs. 10 to 14): for paths x_1 … x_T drawn from q(. | x_0), all started at x_0,
 *
 *   log w = log p(x_T) + sum_{t=1}^T log p(x_{t-1} | x_t) - sum_{t=1}^T log q(x_t | x_{t-1})
 *   p(x_0) = E exp(log w)                        an importance-sampling estimate of Jarzynski's kind
 *   log p(x_0) >= E log w                        the evidence lower bound; the gap is what the paths dissipate
 *
 * With Bayes' rule q(x_t | x_{t-1}) = q(x_{t-1} | x_t, x_0) q(x_t | x_0)/q(x_{t-1} | x_0) the sums telescope into terms
 * whose means are those of the bound, one a step:
 *
 *   log w = log p(x_T)/q(x_T | x_0) + sum_{t=2}^T log p(x_{t-1} | x_t)/q(x_{t-1} | x_t, x_0) + log p(x_0 | x_1)
 *   mean    -L_T                      -L_{t-1}                                                 -L_0
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
  toNdarray,
} from '@yuragi/prob-core';
import { requireLength, requireOneOf, requirePositive } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import type { Denoiser } from './denoiser.ts';
import type { DiffusionTable } from './diffusion-table.ts';
import { forwardStep } from './forward-step.ts';
import { fixedReverseVariance } from './reverse-variance.ts';

/** One log-weight per path, nats, and what each step gave to it. */
export interface PathLogWeights {
  /** log w, (n): its mean is the bound, `logMeanExp` of it estimates log p(x_0). NaN unless the run completed. */
  readonly logWeights: Float64Array;
  /** (n, T): column t - 1 has mean -L_{t-1}. */
  readonly perStep: NdArray<Float64Array>;
}

/** The weights of a run; logWeights = prior + the sum over perStep. */
export interface SampledPathLogWeights extends PathLogWeights, RunResult {
  /** log p(x_T)/q(x_T | x_0), (n): its mean is -L_T. */
  readonly prior: Float64Array;
  /** Where the paths end, x_T, (n, d), variance preserving. */
  readonly latent: NdArray<Float64Array>;
}

export interface PathLogWeightsOptions {
  /**
   * v_t of the reverse kernels N(mu, v_t I): 'posterior' (the default: beta~_t, and beta_1 at t = 1), 'forward' (beta_t),
   * or the variances themselves at index t = 1..T, (T + 1), as `optimalReverseVariance` gives them. They may not depend on
   * these paths: exp(log w) is unbiased for fixed kernels only.
   */
  readonly reverseVariance?: 'posterior' | 'forward' | Float64Array | undefined;
}

export function variancesOf(
  where: string,
  kind: 'posterior' | 'forward' | Float64Array,
  table: DiffusionTable,
): Float64Array {
  if (kind instanceof Float64Array) {
    requireLength(where, 'reverseVariance', kind, table.numSteps + 1);
    for (let t = 1; t <= table.numSteps; t++) requirePositive(where, `reverseVariance[${t}]`, kind[t]!);
    return kind;
  }
  requireOneOf(where, 'reverseVariance', kind, ['posterior', 'forward']);
  return table.noiseRate.map((_, t) => (t === 0 ? 0 : fixedReverseVariance(kind, table, t)));
}

/**
 * Log-weights of forward paths against the reverse chain of a denoiser, p(x_T) = N(0, I) and p(x_{t-1} | x_t) = N(mu, v_t I)
 * with mu the mean of q(x_{t-1} | x_t, x_0^): one path per row of x0. For log p at one point repeat it in every row.
 *
 * exp of a log-weight is unbiased for p(x_0); its mean log is the bound that `elbo` computes. What they mean is computed by
 * others: `logMeanExp` of prob-core for log p(x_0) with its error, `dissipatedWork` of thermo-jarzynski with
 * work = -log w for the gap. With the exact reverse chain every path has the same weight, and one is enough. Costs T
 * denoiser calls on the whole batch. A resumed run is bit-equal to one that never stopped.
 *
 * @param x0 (n, d), finite
 * @throws {ArgumentError}, {ShapeError} for bad data or options; {CheckpointError} if `resume` is of another run
 * @see Sohl-Dickstein et al. 2015, eqs. 10 to 14; Ho, Jain and Abbeel 2020, eq. 5
 * @example (One path gives the density, where the reverse chain is exact) ```ts doctest
 * import { key, stream, toNdarray } from '@yuragi/prob-core';
 * import { diffusionTable, linearNoiseSchedule, pathLogWeights } from '@yuragi/diffusion';
 * const table = diffusionTable(linearNoiseSchedule(), 1000);
 * // x_0 ~ N(0, 1)
 * const denoiser = (x: Float64Array, sigma: number, out: Float64Array) => {
 *   for (let i = 0; i < x.length; i++) out[i] = x[i]! / (1 + sigma ** 2);
 * };
 * const x0 = toNdarray(Float64Array.of(0.5), [1, 1]);
 * const { logWeights } = await pathLogWeights(denoiser, x0, table, stream(key(1)), { reverseVariance: 'forward' });
 * logWeights[0]!; // ~> -1.0439385
 * ```
 */
export async function pathLogWeights(
  denoiser: Denoiser,
  x0: NdArray<Float64Array>,
  table: DiffusionTable,
  rng: Rng,
  options: PathLogWeightsOptions & RunOptions = {},
): Promise<SampledPathLogWeights> {
  const where = 'pathLogWeights';
  const { data, rows: n, columns: d } = requireMatrix(x0, where, 'x0');
  const { numSteps } = table;
  const variances = variancesOf(where, options.reverseVariance ?? 'posterior', table);

  let cursor = rng;
  let x = data.slice();
  let perStep = new Float64Array(n * numSteps);
  const denoised = new Float64Array(n * d);

  /** Takes every path from t - 1 to t = index + 1. */
  const step = async (index: number): Promise<boolean> => {
    const t = index + 1;
    const next = await forwardStep(table, denoiser, cursor, t, x, denoised);

    const [onX0, onX] = [table.posteriorX0[t]!, table.posteriorXt[t]!];
    const variance = variances[t]!;
    const posterior = table.posteriorVariance[t]!;
    for (let i = 0; i < n; i++) {
      let reverseDistance = 0;
      let posteriorDistance = 0;
      for (let at = i * d; at < (i + 1) * d; at++) {
        const rest = x[at]! - onX * next[at]!;
        reverseDistance += (rest - onX0 * denoised[at]!) ** 2;
        posteriorDistance += (rest - onX0 * data[at]!) ** 2;
      }
      perStep[i * numSteps + index] =
        t === 1
          ? -0.5 * (d * Math.log(2 * Math.PI * variance) + reverseDistance / variance)
          : -0.5 * (d * Math.log(variance / posterior) + reverseDistance / variance - posteriorDistance / posterior);
    }
    x = next;
    return false;
  };

  const run = await drive(
    {
      task: 'path log-weights',
      producer: `@yuragi/diffusion/${where}`,
      fingerprint: fingerprint({ data, d, variances, alphaBar: table.alphaBar, start: rng.state() }),
      total: numSteps,
      step,
      metrics: () => ({}),
      save: () => ({ rng: [cursor.state()], data: { x: x.slice(), perStep: perStep.slice() } }),
      restore(checkpoint: Checkpoint) {
        const saved = checkpoint.data as Record<'x' | 'perStep', Float64Array>;
        x = saved.x.slice();
        perStep = saved.perStep.slice();
        cursor = restore(checkpoint.rng[0]!);
      },
    },
    options,
  );

  const isComplete = run.checkpoint.step === numSteps;
  const prior = new Float64Array(n).fill(Number.NaN);
  const logWeights = new Float64Array(n).fill(Number.NaN);
  if (isComplete) {
    const [alpha, scale] = [table.signalScale[numSteps]!, table.noiseScale[numSteps]!];
    for (let i = 0; i < n; i++) {
      let logRatio = d * Math.log(scale);
      for (let at = i * d; at < (i + 1) * d; at++)
        logRatio += 0.5 * (((x[at]! - alpha * data[at]!) / scale) ** 2 - x[at]! ** 2);
      prior[i] = logRatio;
      logWeights[i] = perStep.subarray(i * numSteps, (i + 1) * numSteps).reduce((sum, value) => sum + value, logRatio);
    }
  }
  return {
    ...run,
    logWeights,
    perStep: toNdarray(perStep, [n, numSteps]),
    prior,
    latent: toNdarray(x, [n, d]),
  };
}
