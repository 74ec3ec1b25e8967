/** The driver of every kernel: chains side by side, warm-up, draws, and a run that reports, stops and resumes. */
import {
  type Checkpoint,
  drive,
  fingerprint,
  foldIn,
  type Key,
  type Pausable,
  type Rng,
  type RngState,
  type RunOptions,
  type RunResult,
  restore,
  stream,
  toNdarray,
  type Warning,
} from '@yuragi/prob-core';
import { ArgumentError, requireCount, requirePositive } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import type { Kernel } from './kernel.ts';
import { searchStepSize, type Tuning, type WarmUp, type WarmUpState, warmUp } from './warm-up.ts';

/** What draws are kept as, and what they are called. */
export interface Quantities<P> {
  readonly names: readonly string[];
  /** Writes the quantities of a position to out (names.length). */
  evaluate(position: P, out: Float64Array): void;
}

/**
 * Steps at each size of the last search. One step's acceptance probability may be anything from 0 to 1; a mean of eight is
 * known to 0.5/sqrt(8) = 0.18 or better. Earlier searches only have to come near, and take one.
 */
const LAST_SEARCH_TRIALS = 8;

export interface AdaptationOptions {
  /**
   * Mean acceptance probability to tune the step size for: about 0.8 for HMC, 0.574 for MALA, 0.234 to 0.44 for a walk.
   * The step size settles in the last phase of warm-up, 50 steps of the default 1000 and 5 % of more, over which one
   * chain's acceptance is known to about 0.5/(steps of the phase)^(3/8): the draws' own mean mostly lies within 0.1 of
   * the target after 1000 steps of warm-up, within 0.05 after 20 000.
   */
  readonly targetAcceptance: number;
  // Advanced
  /** Whether the variances seen in warm-up become `inverseMetric`. Default true. */
  readonly adaptsMetric?: boolean | undefined;
  /** Where the search for a step size begins. Default 1. */
  readonly initialStepSize?: number | undefined;
}

export interface SampleOptions<P> {
  readonly key: Key;
  /** Where a chain begins, from that chain's own stream. */
  readonly start: (rng: Rng) => P;
  /** Default 4. */
  readonly numChains?: number | undefined;
  /** Steps dropped before the draws. Default 1000. */
  readonly numWarmup?: number | undefined;
  /** Draws kept a chain. Default 1000. */
  readonly numDraws?: number | undefined;
  /** What to keep of a position. Default: its coordinates, as x[0], x[1], ... */
  readonly quantities?: Quantities<P> | undefined;
  /** Tunes the kernel during warm-up. Without it `makeKernel` is given a step size of 1 and a metric of ones, once. */
  readonly adaptation?: AdaptationOptions | undefined;
  // Advanced
  /** Steps a draw. Default 1: thinning saves memory, not work. */
  readonly thin?: number | undefined;
}

/** Draws of several chains; (chains, draws, ...) where a run was stopped holds what it has. */
export interface Draws extends RunResult {
  readonly names: readonly string[];
  /** (chains, draws, names). */
  readonly values: NdArray<Float64Array>;
  /** The numbers and flags (0 or 1) of each draw's info, each (chains, draws). */
  readonly info: Readonly<Record<string, NdArray<Float64Array>>>;
}

/** The draws of all chains, and what was seen while they were made. */
export interface Sample extends Draws {
  /** What each chain's draws were made with. */
  readonly tunings: readonly Tuning[];
  /** Steps after warm-up whose density or gradient was not a number, in all chains. */
  readonly numNotFinite: number;
  /** Divergent trajectories after warm-up, in all chains. */
  readonly numDivergent: number;
  readonly warnings: readonly Warning[];
}

/** One chain between two steps: plain data. */
interface Chain<S> {
  readonly state: S;
  readonly rng: RngState;
  readonly tuning: Tuning;
  readonly warmUp: WarmUpState | null;
  readonly numNotFinite: number;
  readonly numDivergent: number;
}

interface StepFlags {
  readonly acceptanceProbability?: number;
  readonly isFinite?: boolean;
  readonly isDivergent?: boolean;
}

/** The names of an info's numbers and flags. */
const numericFields = (info: object): readonly string[] =>
  Object.entries(info)
    .filter(([, value]) => typeof value === 'number' || typeof value === 'boolean')
    .map(([name]) => name);

/** Over the chains, of kernels that have one. */
function meanAcceptance(infos: readonly StepFlags[]): { readonly acceptanceProbability?: number } {
  let sum = 0;
  for (const { acceptanceProbability = Number.NaN } of infos) sum += acceptanceProbability;
  return Number.isFinite(sum / infos.length) ? { acceptanceProbability: sum / infos.length } : {};
}

function coordinates<P extends ArrayLike<number>>(dimension: number): Quantities<P> {
  return {
    names: Array.from({ length: dimension }, (_, j) => `x[${j}]`),
    evaluate(position, out) {
      for (let j = 0; j < dimension; j++) out[j] = position[j]!;
    },
  };
}

/**
 * Runs chains of a kernel: warm-up with adaptation, then draws.
 *
 * Chain i depends on `foldIn(key, i)` alone, not on the number of chains. Warm-up: Stan's windows with dual averaging of
 * the step size and, at the end of each window, the diagonal metric; the kernel is made anew from the numbers and stays
 * pure. Its state must not hold what depends on them. Draws come after adaptation has stopped, so that they keep the
 * kernel's exactness. A step of the run is one step of every chain. A stopped run has the draws it came to; resumed, also
 * in the middle of warm-up, it gives the bits of a run that never stopped, for the same functions (a checkpoint cannot
 * tell whether they are the same).
 *
 * Progress counts steps, warm-up included; its metrics are the mean acceptance probability of the last step over the
 * chains, where the kernel has one, and the number of divergences.
 *
 * @param makeKernel from the tuning; for a kernel without any: `() => kernel`
 * @throws {ArgumentError} for bad options, or a start that the kernel refuses; {CheckpointError} if `resume` is of another
 *   run
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { randomWalkMetropolis, sample } from '@yuragi/mcmc';
 * const normal = { dimension: 1, logDensity: (x: Float64Array) => -0.5 * x[0]! ** 2 };
 * const { values, stopped } = await sample((tuning) => randomWalkMetropolis(normal, tuning), {
 *   key: key('sample'),
 *   start: (rng) => Float64Array.of(3 * rng.normal()),
 *   numWarmup: 200,
 *   numDraws: 100,
 *   adaptation: { targetAcceptance: 0.44 },
 * });
 * values.shape; // => [4, 100, 1]
 * stopped; // => 'completed'
 * ```
 */
export async function sample<P extends Float64Array | Int8Array, S extends { readonly position: P }, I extends object>(
  makeKernel: (tuning: Tuning) => Kernel<P, S, I>,
  options: SampleOptions<P> & RunOptions,
): Promise<Sample> {
  const where = 'sample';
  const { key, start, adaptation } = options;
  const numChains = requireCount(where, 'numChains', options.numChains ?? 4, 1);
  const numWarmup = requireCount(where, 'numWarmup', options.numWarmup ?? 1000);
  const numDraws = requireCount(where, 'numDraws', options.numDraws ?? 1000, 1);
  const thin = requireCount(where, 'thin', options.thin ?? 1, 1);
  const initialStepSize = requirePositive(where, 'adaptation.initialStepSize', adaptation?.initialStepSize ?? 1);
  const adaptsMetric = adaptation?.adaptsMetric ?? true;
  const schedule = adaptation && warmUp(numWarmup, adaptation.targetAcceptance, adaptsMetric);

  const starts = Array.from({ length: numChains }, (_, i) => start(stream(foldIn(foldIn(key, i), 'start'))));
  const dimension = starts[0]!.length;
  const quantities = options.quantities ?? coordinates<P>(dimension);
  const width = quantities.names.length;

  /** Mean acceptance probability of trial steps at another step size, with the same numbers at each size. */
  const acceptanceAt =
    (state: S, tuning: Tuning, numTrials: number, rngKey: Key) =>
    (stepSize: number): number => {
      const kernel = makeKernel({ ...tuning, stepSize });
      let sum = 0;
      for (let trial = 0; trial < numTrials; trial++) {
        const [, info] = kernel.step(state, stream(foldIn(rngKey, trial)));
        sum += requireAcceptance(where, info);
      }
      return sum / numTrials;
    };
  const searched = (warm: WarmUpState, schedule: WarmUp, state: S, rngKey: Key): WarmUpState => {
    const target = adaptation!.targetAcceptance;
    const { tuning, isSettling } = warm;
    const at = acceptanceAt(state, tuning, isSettling ? LAST_SEARCH_TRIALS : 1, rngKey);
    return schedule.restart(warm, searchStepSize(tuning.stepSize, target, at));
  };
  const searchKey = (i: number, index: number): Key => foldIn(foldIn(foldIn(key, i), 'step size'), index);

  const begin = (i: number): Chain<S> => {
    const rng = stream(foldIn(key, i));
    const first: Tuning = { stepSize: initialStepSize, inverseMetric: new Float64Array(dimension).fill(1) };
    const state = makeKernel(first).init(starts[i]!, rng);
    const shared = { state, rng: rng.state(), numNotFinite: 0, numDivergent: 0 };
    if (schedule === undefined || numWarmup === 0) return { ...shared, tuning: first, warmUp: null };
    const warm = searched(schedule.init(dimension, initialStepSize), schedule, state, searchKey(i, 0));
    return { ...shared, tuning: warm.tuning, warmUp: warm };
  };
  let chains: readonly Chain<S>[] = starts.map((_, i) => begin(i));
  let kernels = chains.map(({ tuning }) => makeKernel(tuning));
  // They move with the step; should it be abandoned, the run is over and the states in `chains` are what counts.
  let rngs = chains.map(({ rng }) => restore(rng));
  let values = new Float64Array(numChains * numDraws * width);
  let info: Record<string, Float64Array> = {};
  let numKept = 0;
  let lastInfos: readonly StepFlags[] = [];

  /** The chain after a step of warm-up, with what the next kernel is made from. */
  const adapted = (chain: Chain<S>, i: number, index: number, acceptanceProbability: number): Chain<S> => {
    if (schedule === undefined || chain.warmUp === null) return chain;
    let warm = schedule.step(chain.warmUp, index, chain.state.position, acceptanceProbability);
    if (index === numWarmup - 1) return { ...chain, tuning: schedule.finish(warm), warmUp: null };
    if (warm.isRestart) warm = searched(warm, schedule, chain.state, searchKey(i, index + 1));
    return { ...chain, tuning: warm.tuning, warmUp: warm };
  };

  function* step(index: number): Pausable<boolean> {
    const next: Chain<S>[] = [];
    const infos: I[] = [];
    const isDrawn = index >= numWarmup;
    for (let i = 0; i < numChains; i++) {
      const { tuning, warmUp: warm, numNotFinite, numDivergent } = chains[i]!;
      const rng = rngs[i]!;
      const [state, stepInfo] = kernels[i]!.step(chains[i]!.state, rng);
      const flags: StepFlags = stepInfo;
      const moved: Chain<S> = {
        state,
        rng: rng.state(),
        tuning,
        warmUp: warm,
        numNotFinite: isDrawn && flags.isFinite === false ? numNotFinite + 1 : numNotFinite,
        numDivergent: isDrawn && flags.isDivergent === true ? numDivergent + 1 : numDivergent,
      };
      next.push(warm === null ? moved : adapted(moved, i, index, requireAcceptance(where, stepInfo)));
      infos.push(stepInfo);
      yield;
    }
    // Nothing is changed before every chain has made its step: a stop in between abandons all of them.
    for (let i = 0; i < numChains; i++)
      if (next[i]!.tuning !== chains[i]!.tuning) kernels[i] = makeKernel(next[i]!.tuning);
    chains = next;
    lastInfos = infos;
    const numStepsDrawn = index + 1 - numWarmup;
    if (numStepsDrawn > 0 && numStepsDrawn % thin === 0) keep(infos);
    return false;
  }

  const keep = (infos: readonly I[]): void => {
    if (numKept === 0)
      info = Object.fromEntries(numericFields(infos[0]!).map((name) => [name, new Float64Array(numChains * numDraws)]));
    const fields = Object.keys(info);
    for (let i = 0; i < numChains; i++) {
      const row = i * numDraws + numKept;
      quantities.evaluate(chains[i]!.state.position, values.subarray(row * width, (row + 1) * width));
      const stepInfo = infos[i] as Readonly<Record<string, unknown>>;
      for (const name of fields) info[name]![row] = Number(stepInfo[name]);
    }
    numKept++;
  };

  const total = (field: 'numNotFinite' | 'numDivergent'): number =>
    chains.reduce((sum, chain) => sum + chain[field], 0);
  const run = await drive(
    {
      task: 'sample',
      producer: '@yuragi/mcmc/sample',
      fingerprint: fingerprint({
        key,
        starts,
        numWarmup,
        numDraws,
        thin,
        names: quantities.names,
        adaptation: adaptation && { ...adaptation, initialStepSize, adaptsMetric },
      }),
      total: numWarmup + numDraws * thin,
      step,
      metrics: () => ({ ...meanAcceptance(lastInfos), divergences: total('numDivergent') }),
      save: () => ({
        rng: chains.map(({ rng }) => rng),
        data: {
          chains,
          numKept,
          values: values.slice(),
          info: Object.fromEntries(Object.entries(info).map(([name, each]) => [name, each.slice()])),
        },
      }),
      restore(checkpoint: Checkpoint) {
        const data = checkpoint.data as {
          chains: readonly Chain<S>[];
          numKept: number;
          values: Float64Array<ArrayBuffer>;
          info: Record<string, Float64Array>;
        };
        chains = data.chains;
        kernels = chains.map(({ tuning }) => makeKernel(tuning));
        rngs = chains.map(({ rng }) => restore(rng));
        values = data.values.slice();
        info = Object.fromEntries(Object.entries(data.info).map(([name, each]) => [name, each.slice()]));
        numKept = data.numKept;
      },
    },
    options,
  );

  /** (chains, numDraws, w) cut to (chains, numKept, w). */
  const cut = (all: Float64Array, w: number): Float64Array => {
    const kept = new Float64Array(numChains * numKept * w);
    for (let i = 0; i < numChains; i++)
      kept.set(all.subarray(i * numDraws * w, (i * numDraws + numKept) * w), i * numKept * w);
    return kept;
  };
  const numSteps = Math.max(0, run.checkpoint.step - numWarmup) * numChains;
  return {
    ...run,
    names: quantities.names,
    values: toNdarray(cut(values, width), [numChains, numKept, width]),
    info: Object.fromEntries(
      Object.entries(info).map(([name, all]) => [name, toNdarray(cut(all, 1), [numChains, numKept])]),
    ),
    tunings: chains.map(({ tuning }) => tuning),
    numNotFinite: total('numNotFinite'),
    numDivergent: total('numDivergent'),
    warnings: warningsOf(total('numNotFinite'), total('numDivergent'), numSteps),
  };
}

/** @throws {ArgumentError} for a kernel that has no step size to tune */
function requireAcceptance(where: string, info: object): number {
  const { acceptanceProbability } = info as StepFlags;
  if (acceptanceProbability === undefined)
    throw new ArgumentError(where, 'adaptation', 'left out for a kernel without acceptance probabilities', info);
  return acceptanceProbability;
}

function warningsOf(numNotFinite: number, numDivergent: number, numSteps: number): readonly Warning[] {
  const warnings: Warning[] = [];
  if (numNotFinite > 0)
    warnings.push({
      code: 'not-finite',
      message: `In ${numNotFinite} of ${numSteps} steps the density or gradient was not a number; they were rejected.`,
    });
  if (numDivergent > 0)
    warnings.push({
      code: 'divergent',
      message: `${numDivergent} of ${numSteps} trajectories diverged; draws may miss parts of the target.`,
    });
  return warnings;
}
