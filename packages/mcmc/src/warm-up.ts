/**
 * Warm-up by windows, as in Stan (Stan Reference Manual, "HMC algorithm parameters"): a fast phase for the step size
 * alone, slow windows of doubling length at whose ends the diagonal metric becomes the variances seen in the window, and
 * a last fast phase, in which the step size settles with small moves. Outside the kernels: it only makes the numbers from which the next kernel is made.
 */
import { exp } from '@yuragi/prob-core/special';
import { type DualAveragingState, dualAveraging, settling } from './dual-averaging.ts';

/** What a kernel is made from. */
export interface Tuning {
  readonly stepSize: number;
  /** Variances of the coordinates, (d). */
  readonly inverseMetric: Float64Array;
}

/** Plain data. */
export interface WarmUpState {
  readonly dualAveraging: DualAveragingState;
  /** For the next step. */
  readonly tuning: Tuning;
  /** Positions of the current window: how many, their means, and sums of squared deviations. */
  readonly count: number;
  readonly means: Float64Array;
  readonly squares: Float64Array;
  /** The metric or the phase has just changed: the step size should be looked for again, from `tuning.stepSize`. */
  readonly isRestart: boolean;
  /** The last fast phase has begun: the step size settles, and a search for it should judge by more than one step. */
  readonly isSettling: boolean;
}

export interface WarmUp {
  init(dimension: number, stepSize: number): WarmUpState;
  /** After step `index` (0-based) of the warm-up. */
  step(state: WarmUpState, index: number, position: ArrayLike<number>, acceptanceProbability: number): WarmUpState;
  /** With a step size that was looked for again. */
  restart(state: WarmUpState, stepSize: number): WarmUpState;
  /** For the draws. */
  finish(state: WarmUpState): Tuning;
}

const FIRST_FAST = 75;
const LAST_FAST = 50;
/** Stan's 50 of 1000 steps; longer warm-ups end in as large a share. */
const LAST_SHARE = 0.05;
const FIRST_SLOW = 25;
/** Below this a warm-up tunes the step size alone. */
const SHORTEST_WITH_METRIC = 20;

/**
 * The steps after which the metric is renewed, ascending: 0-based indices of the last steps of the slow windows.
 *
 * 75 fast steps, slow windows of 25, 50, 100, ..., the last of which takes what is left, and 50 fast steps, or
 * 5 % if that is more; shorter warm-ups than these are cut in shares of 15, 75 and 10 %, below 20 steps there are no windows.
 */
export function slowWindowEnds(numWarmup: number): readonly number[] {
  if (numWarmup < SHORTEST_WITH_METRIC) return [];
  const end = lastFastStart(numWarmup);
  if (isShort(numWarmup)) return [end - 1];
  const ends: number[] = [];
  let start = FIRST_FAST;
  for (let length = FIRST_SLOW; start < end; length *= 2) {
    // A window that would leave less than the next one, twice as long, takes it all.
    const isLast = start + 3 * length > end;
    start = isLast ? end : start + length;
    ends.push(start - 1);
  }
  return ends;
}

const isShort = (numWarmup: number): boolean => numWarmup < FIRST_FAST + FIRST_SLOW + LAST_FAST;

/** The first step whose position counts for the metric. */
const firstSlowStep = (numWarmup: number): number => (isShort(numWarmup) ? Math.floor(0.15 * numWarmup) : FIRST_FAST);

/** The first step of the last fast phase. */
const lastFastStart = (numWarmup: number): number =>
  isShort(numWarmup)
    ? Math.floor(0.15 * numWarmup) + Math.floor(0.75 * numWarmup)
    : numWarmup - Math.max(LAST_FAST, Math.floor(LAST_SHARE * numWarmup));

/**
 * A warm-up of `numWarmup` steps.
 *
 * @param adaptsMetric otherwise the metric stays at ones
 * @throws {ArgumentError} unless 0 < targetAcceptance < 1
 */
export function warmUp(numWarmup: number, targetAcceptance: number, adaptsMetric: boolean): WarmUp {
  const roaming = dualAveraging(targetAcceptance);
  const closing = settling(targetAcceptance);
  const settlesFrom = numWarmup < SHORTEST_WITH_METRIC ? Infinity : lastFastStart(numWarmup);
  const ends = adaptsMetric ? slowWindowEnds(numWarmup) : [];
  const first = firstSlowStep(numWarmup);
  const lastSlow = ends.at(-1) ?? -1;
  return {
    init(dimension, stepSize) {
      return {
        dualAveraging: roaming.init(stepSize),
        tuning: { stepSize, inverseMetric: new Float64Array(dimension).fill(1) },
        count: 0,
        means: new Float64Array(dimension),
        squares: new Float64Array(dimension),
        isRestart: false,
        isSettling: false,
      };
    },
    step(state, index, position, acceptanceProbability) {
      const next = (state.isSettling ? closing : roaming).step(state.dualAveraging, acceptanceProbability);
      const d = state.means.length;
      let { count, means, squares } = state;
      let { inverseMetric } = state.tuning;
      if (index >= first && index <= lastSlow) {
        count++;
        means = means.slice();
        squares = squares.slice();
        for (let j = 0; j < d; j++) {
          const deviation = position[j]! - means[j]!;
          means[j]! += deviation / count;
          squares[j]! += deviation * (position[j]! - means[j]!);
        }
      }
      const isSettling = index + 1 >= settlesFrom;
      const isRestart = isSettling !== state.isSettling || ends.includes(index);
      if (ends.includes(index)) {
        // Shrunk towards 1e-3, Stan's unit, with the weight of five positions.
        inverseMetric = squares.map((sum) => (count * (sum / Math.max(1, count - 1)) + 5e-3) / (count + 5));
        count = 0;
        means = new Float64Array(d);
        squares = new Float64Array(d);
      }
      // A search begins at the average: one step's size may be far off.
      const stepSize = exp(isRestart ? next.logAverage : next.logStepSize);
      const tuning = { stepSize, inverseMetric };
      return { dualAveraging: next, tuning, count, means, squares, isRestart, isSettling };
    },
    restart: (state, stepSize) => ({
      ...state,
      dualAveraging: (state.isSettling ? closing : roaming).init(stepSize),
      tuning: { ...state.tuning, stepSize },
      isRestart: false,
    }),
    finish: ({ dualAveraging: { logAverage }, tuning }) => ({ ...tuning, stepSize: exp(logAverage) }),
  };
}

/** Doublings or halvings of a step size before the search gives up: 2^50 in either direction. */
const MAX_DOUBLINGS = 50;

/**
 * Doubles or halves a step size until the acceptance probability of trial steps crosses the wanted one.
 *
 * @param acceptanceAt of steps from the current state, with the same random numbers for every step size
 * @see Hoffman and Gelman 2014, Algorithm 4, where 1/2 stands for the wanted probability
 */
export function searchStepSize(
  stepSize: number,
  targetAcceptance: number,
  acceptanceAt: (stepSize: number) => number,
): number {
  const isAbove = (size: number): boolean => acceptanceAt(size) > targetAcceptance;
  const grows = isAbove(stepSize);
  const factor = grows ? 2 : 0.5;
  let size = stepSize;
  for (let doublings = 0; doublings < MAX_DOUBLINGS; doublings++) {
    const next = size * factor;
    if (isAbove(next) !== grows) return grows ? size : next;
    size = next;
  }
  return stepSize;
}
