/**
 * Annealed importance sampling (Neal, Stat. Comput. 11, 2001, 125): the partition function of a law that cannot be
 * sampled, by walking there from one that can, along a path of laws p_s:
 *
 *   x_0 ~ p_{s_0};   for t = 1..T:   log w += log p_{s_t}(x_{t-1}) - log p_{s_{t-1}}(x_{t-1}),   x_t ~ K_{s_t}(. | x_{t-1})
 *
 * E w = Z_1/Z_0 exactly, for any kernels K_s that keep p_s. It is Jarzynski's equality with work -log w.
 */

import type { Kernel } from '@yuragi/mcmc';
import {
  type Checkpoint,
  drive,
  type Estimate,
  fingerprint,
  foldIn,
  type Key,
  logMeanExp,
  type Pausable,
  type RunOptions,
  type RunResult,
  stream,
  toNdarray,
  type WeightDiagnostics,
} from '@yuragi/prob-core';
import { ArgumentError, requireCount, requireFinite } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import { driveProtocol } from './internal/drive-protocol.ts';
import type { PathOfDistributions } from './path-of-distributions.ts';

export interface AnnealedImportanceSamplingOptions {
  /** Levels s_0 = 0 < s_1 < ... < s_T = 1; a level may be repeated, for more moves there. */
  readonly schedule: Float64Array;
  readonly numSamples: number;
  // Advanced
  /** Also keep the log-weight of every step, for `logPartitionPath`: 8 n T bytes. Default false. */
  readonly keepSteps?: boolean | undefined;
}

/** Weighted samples of the target and its partition function: of all samples, unless the run was stopped. */
export interface AnnealedSamples<X> extends RunResult {
  /** log Z_1, nats: log Z_0 of the reference is in it. Of a run stopped before its first sample: NaN. */
  readonly logPartition: Estimate<WeightDiagnostics>;
  /** (n), nats: log w, without log Z_0. */
  readonly logWeights: Float64Array;
  /** (n, T) if the steps were kept, else (n, 0). */
  readonly logWeightsPerStep: NdArray<Float64Array>;
  /** x_{T-1} of every sample: with weight w, a sample of the target. */
  readonly positions: readonly X[];
}

interface Saved<X> {
  readonly logWeights: Float64Array;
  readonly perStep: Float64Array;
  readonly positions: readonly X[];
}

function requireSchedule(where: string, schedule: Float64Array): void {
  if (!(schedule instanceof Float64Array && schedule.length >= 2))
    throw new ArgumentError(where, 'schedule', 'a Float64Array of at least two levels', schedule);
  const last = schedule.length - 1;
  if (schedule[0] !== 0) throw new ArgumentError(where, 'schedule[0]', '0', schedule[0]);
  if (schedule[last] !== 1) throw new ArgumentError(where, `schedule[${last}]`, '1', schedule[last]);
  for (let t = 1; t <= last; t++)
    if (!(schedule[t]! >= schedule[t - 1]!))
      throw new ArgumentError(where, `schedule[${t}]`, `>= schedule[${t - 1}] = ${schedule[t - 1]}`, schedule[t]);
}

/**
 * Estimates the partition function of a target, and draws weighted samples of it, by annealed importance sampling.
 *
 *   log Z_1 = log Z_0 + log (1/n) sum_i w_i
 *
 * The mean of w is unbiased for Z_1/Z_0, whatever the schedule and however badly the kernels mix; so the logarithm is too
 * low on average, and with high probability not much too high: a stochastic lower bound. Many levels cost as much as many
 * samples; spend on levels first, until the log-weights vary by less than about 1 nat. Sample i depends on `foldIn(key, i)`
 * alone. A resumed run is bit-equal to one that never stopped, with the same path and kernels (a checkpoint cannot tell
 * whether those functions are the same).
 *
 * A kernel that takes the level in its step is bound to it by `atLevel` of `mcmc`.
 *
 * Cost per sample: T - 1 kernel steps and 2 T log-densities, besides what the kernels evaluate. Progress counts samples.
 *
 * *Gotchas.* The two ends of the path must have the same support, or Z_1 is missed without a sign. A sample whose density
 * becomes zero has weight zero and stops there.
 *
 * @param makeKernel a kernel that leaves exp(path.logDensity(., s)) invariant; called once a level
 * @throws {ArgumentError} for a schedule that does not rise from 0 to 1, a density that is zero, NaN or infinite at a drawn
 *   start, +Infinity anywhere; {CheckpointError} if `resume` is of another run
 * @see Neal 2001, section 2; Salakhutdinov and Murray, ICML 2008, for Boltzmann machines
 * @example ```ts doctest
 * import { key, type Rng } from '@yuragi/prob-core';
 * import { annealedImportanceSampling, type PathOfDistributions } from '@yuragi/thermo-jarzynski';
 * // From N(0, 1), normalised, to exp(-2 x^2), whose integral is sqrt(pi/2).
 * const precision = (s: number) => 1 + 3 * s;
 * const path: PathOfDistributions<number> = {
 *   logDensity: (x, s) => -0.5 * precision(s) * x * x - 0.5 * (1 - s) * Math.log(2 * Math.PI),
 *   reference: { sample: (rng) => rng.normal(), logPartition: 0 },
 * };
 * const makeKernel = (s: number) => ({
 *   init: (position: number) => ({ position }),
 *   step: (_: unknown, rng: Rng) => [{ position: rng.normal() / Math.sqrt(precision(s)) }, {}] as const,
 * });
 * const schedule = Float64Array.from({ length: 21 }, (_, t) => t / 20);
 * const { logPartition } = await annealedImportanceSampling(makeKernel, path, key(1), { schedule, numSamples: 1000 });
 * Math.abs(logPartition.value - 0.5 * Math.log(Math.PI / 2)) < 4.89 * logPartition.standardError; // => true
 * ```
 */
export async function annealedImportanceSampling<X, S extends { readonly position: X }>(
  makeKernel: (s: number) => Kernel<X, S, unknown>,
  path: PathOfDistributions<X>,
  key: Key,
  options: AnnealedImportanceSamplingOptions & RunOptions,
): Promise<AnnealedSamples<X>> {
  const where = 'annealedImportanceSampling';
  const { schedule, numSamples: n, keepSteps = false } = options;
  requireSchedule(where, schedule);
  requireCount(where, 'numSamples', n, 1);
  const logPartition0 = requireFinite(where, 'path.reference.logPartition', path.reference.logPartition);

  const numSteps = schedule.length - 1;
  const width = keepSteps ? numSteps : 0;
  // Moves are made at the levels in between only.
  const kernels = Array.from(schedule.subarray(1, numSteps), makeKernel);
  const logWeights = new Float64Array(n);
  const perStep = new Float64Array(n * width);
  let positions: X[] = [];
  const [work, heat] = [new Float64Array(numSteps), new Float64Array(numSteps)];

  function* step(index: number): Pausable<boolean> {
    const rng = stream(foldIn(key, index));
    let position = path.reference.sample(rng);
    const walker = {
      energy: (t: number) => -path.logDensity(position, schedule[t]!),
      move: (t: number) => {
        const kernel = kernels[t - 1]!;
        [{ position }] = kernel.step(kernel.init(position, rng), rng);
      },
    };
    const totals = yield* driveProtocol(where, '-path.logDensity', walker, false, work, heat);
    logWeights[index] = -totals.work;
    for (let t = 0; t < width; t++) perStep[index * width + t] = -work[t]!;
    positions.push(position);
    return false;
  }
  const done = (): Saved<X> => ({
    logWeights: logWeights.slice(0, positions.length),
    perStep: perStep.slice(0, positions.length * width),
    positions: positions.slice(),
  });

  const run = await drive(
    {
      task: 'annealed importance sampling',
      producer: `@yuragi/thermo-jarzynski/${where}`,
      fingerprint: fingerprint({ key, schedule, n, keepSteps, logPartition0 }),
      total: n,
      step,
      metrics: () => ({}),
      save: () => ({ rng: [], data: done() }),
      restore(checkpoint: Checkpoint) {
        const saved = checkpoint.data as Saved<X>;
        positions = saved.positions.slice();
        logWeights.set(saved.logWeights);
        perStep.set(saved.perStep);
      },
    },
    options,
  );
  const saved = done();
  return {
    ...run,
    logPartition: shifted(saved.logWeights, logPartition0),
    logWeights: saved.logWeights,
    logWeightsPerStep: toNdarray(saved.perStep, [saved.positions.length, width]),
    positions: saved.positions,
  };
}

/** log Z_0 + log mean w; NaN where there is no sample yet. */
function shifted(logWeights: Float64Array, logPartition0: number): Estimate<WeightDiagnostics> {
  if (logWeights.length === 0)
    return {
      value: Number.NaN,
      standardError: Infinity,
      diagnostics: { effectiveSampleSize: 0, maxWeightShare: Number.NaN },
      warnings: [{ code: 'no-samples', message: 'The run was stopped before its first sample.' }],
    };
  const estimate = logMeanExp(logWeights);
  return { ...estimate, value: logPartition0 + estimate.value };
}
