/**
 * One path of densities, many dynamics. A mixture of two normal laws is carried to noise by
 *
 *   dX = -X dt + sqrt 2 dW
 *
 * and back by dX = (f - (1 + lambda^2)/2 g^2 score) dt + lambda g dW with dt < 0 (lambda = 1: Anderson 1982; lambda = 0: the
 * probability flow). At each quarter of the way, there and back, the cloud is held against the one density p_t: the
 * Kolmogorov distance D of n points stays below sqrt(log(2/alpha)/(2n)) with probability 1 - alpha (Massart, Ann. Probab.
 * 18, 1990, 1269). The Fokker-Planck equation makes the same density without any points.
 */

import { foldIn, type Key, mixture, normal, type Rng, type RngState, restore, stream } from '@yuragi/prob-core';
import {
  eulerMaruyama,
  fokkerPlanck,
  ornsteinUhlenbeck,
  reverseSde,
  type SdeProblem,
  type VectorField,
} from '@yuragi/sde';
import type { Claim, FigureModel } from '../shared/contract.ts';
import { DURATION, NUM_CHECKS, NUM_CLOUDS, NUM_POINTS, RANGE, type Settings, settings } from './settings.ts';

/** Frames of the way there, and of the way back. */
const NUM_FRAMES = 40;
/** Steps of the solver each way: enough, and far too few. */
const NUM_STEPS = { none: 200, sign: 200, steps: 8 } as const;
/** Points whose way is drawn. */
export const NUM_TRACKED = 14;
/** Points at each check before the claim is judged. */
const ENOUGH = 2 * NUM_POINTS;
const ALPHA = 1e-6;
/** The gauge is drawn for a level of 1e-6 at 4.89 standard errors. */
const CRITICAL = 4.89;
const NUM_CELLS = 80;

export interface State {
  readonly rng: RngState;
  readonly direction: 'there' | 'back';
  readonly time: number;
  /** Steps of the solver so far, this way. */
  readonly taken: number;
  readonly position: Float64Array;
  /** Where the tracked points were: time, then NUM_TRACKED positions, this way. */
  readonly trails: readonly Float64Array[];
  /** p_t by the Fokker-Planck equation at eighths of T, (NUM_CELLS) each. */
  readonly densities: readonly Float64Array[];
  /** p_t by the Fokker-Planck equation at this time. */
  readonly density: Float64Array;
  /** Largest |mass of a cell, Fokker-Planck - exact| at any frame, over the cells. */
  readonly densityError: number;
  /** F_t(x) of all points at each check, in order of the cycle: there T/4 .. T, back 3T/4 .. 0. */
  readonly levels: readonly Float64Array[];
  /** Kolmogorov distance at each check, 0 where nothing has come by. */
  readonly distances: readonly number[];
  readonly numClouds: number;
}

const [WEIGHT, CENTRES, DEVIATION] = [0.35, [-1.6, 1.2], 0.5] as const;

/** p_t, exactly: each component keeps its weight. */
export const lawAt = (t: number) => {
  const standardDeviation = Math.sqrt(1 + (DEVIATION ** 2 - 1) * Math.exp(-2 * t));
  const components = CENTRES.map((centre) => normal({ mean: centre * Math.exp(-t), standardDeviation }));
  return mixture({ weights: [WEIGHT, 1 - WEIGHT], components });
};

// #region ten-lines
const there = ornsteinUhlenbeck({ rate: 1, scale: Math.SQRT2 }).problem;

/** grad log p_t, or the same with its sign lost. */
const scoreOf =
  (sign: 1 | -1): VectorField =>
  (x, t, out) => {
    const { score } = lawAt(t);
    for (let i = 0; i < x.length; i++) out[i] = sign * score!(x[i]!);
  };

/** Every noise factor gives another equation with the densities p_t. */
export const wayBack = ({ noise, fault }: Settings): SdeProblem =>
  reverseSde(there, scoreOf(fault === 'sign' ? -1 : 1), { noiseFactor: noise });

/** One step of Euler and Maruyama, in either direction of time. */
const advance = (problem: SdeProblem, position: Float64Array, t0: number, t1: number, rng: Rng): Float64Array =>
  eulerMaruyama(problem).step({ position }, rng, t0, t1)[0].position;
// #endregion ten-lines

/** The density at every frame of the way there, from the Fokker-Planck equation alone. */
function carriedDensities(): { readonly frames: readonly Float64Array[]; readonly error: number } {
  const solver = fokkerPlanck(there, { lower: -RANGE, upper: RANGE, numCells: NUM_CELLS });
  const masses = (t: number): Float64Array => {
    const law = lawAt(t);
    const half = solver.cellWidth / 2;
    return solver.centres.map((x) => (law.cdf(x + half) - law.cdf(x - half)) / solver.cellWidth);
  };
  let state = solver.init(masses(0));
  const frames = [state.density];
  let error = 0;
  // Implicit steps are of first order in time: as many as make that error small beside the width of a line.
  const [stepsPerFrame, numSteps] = [10, 10 * NUM_FRAMES];
  for (let k = 0; k < numSteps; k++) {
    [state] = solver.step(state, (k / numSteps) * DURATION, ((k + 1) / numSteps) * DURATION);
    if ((k + 1) % stepsPerFrame > 0) continue;
    frames.push(state.density);
    const exact = masses(((k + 1) / numSteps) * DURATION);
    for (const [i, value] of state.density.entries())
      error = Math.max(error, solver.cellWidth * Math.abs(value - exact[i]!));
  }
  return { frames, error };
}
const carried = carriedDensities();

export function kolmogorovDistance(levels: Float64Array): number {
  const sorted = levels.toSorted();
  let distance = 0;
  for (const [i, level] of sorted.entries())
    distance = Math.max(distance, level - i / sorted.length, (i + 1) / sorted.length - level);
  return distance;
}

/** What n points at each of the checks stay below together, with probability 1 - ALPHA. */
export const boundOf = (n: number): number => Math.sqrt(Math.log((2 * NUM_CHECKS) / ALPHA) / (2 * n));

const densityAt = (time: number): Float64Array => carried.frames[Math.round((time / DURATION) * NUM_FRAMES)]!;

const trailPoint = (time: number, position: Float64Array): Float64Array =>
  Float64Array.of(time, ...position.subarray(0, NUM_TRACKED));

/** A fresh cloud of the law at time 0. */
function renew(state: State): State {
  const rng = restore(state.rng);
  const position = new Float64Array(NUM_POINTS);
  lawAt(0).fill(rng, position);
  return { ...state, rng: rng.state(), ...begin('there', 0, position) };
}

const begin = (direction: State['direction'], time: number, position: Float64Array) => ({
  direction,
  time,
  taken: 0,
  position,
  trails: [trailPoint(time, position)],
  density: densityAt(time),
});

/** Adds the cloud to the check that it has come to, if any. */
function check(state: State, numSteps: number): State {
  const quarter = (4 * state.taken) / numSteps;
  if (!Number.isInteger(quarter)) return state;
  const at = (state.direction === 'there' ? 0 : 4) + quarter - 1;
  const law = lawAt(state.time);
  const levels = state.levels.with(at, Float64Array.of(...state.levels[at]!, ...state.position.map(law.cdf)));
  return { ...state, levels, distances: state.distances.with(at, kolmogorovDistance(levels[at]!)) };
}

export const model: FigureModel<Settings, State> = {
  defaults: settings,

  init(_, key: Key) {
    return renew({
      rng: stream(foldIn(key, 'clouds')).state(),
      ...begin('there', 0, new Float64Array(NUM_POINTS)),
      densities: carried.frames.filter((_, frame) => frame % (NUM_FRAMES / 8) === 0),
      densityError: carried.error,
      levels: Array.from({ length: NUM_CHECKS }, () => new Float64Array(0)),
      distances: new Array(NUM_CHECKS).fill(0),
      numClouds: 0,
    });
  },

  step(state, controls) {
    const { direction, numClouds } = state;
    if (numClouds === NUM_CLOUDS) return state;
    const numSteps = direction === 'there' ? NUM_STEPS.none : NUM_STEPS[controls.fault];
    if (state.taken === numSteps)
      return direction === 'there' ? { ...state, ...begin('back', DURATION, state.position) } : renew(state);

    const problem = direction === 'there' ? there : wayBack(controls);
    const timeOf = (k: number): number => ((direction === 'there' ? k : numSteps - k) / numSteps) * DURATION;
    const rng = restore(state.rng);
    const taken = state.taken + Math.max(1, numSteps / NUM_FRAMES);
    let { position } = state;
    for (let k = state.taken; k < taken; k++) position = advance(problem, position, timeOf(k), timeOf(k + 1), rng);
    const time = timeOf(taken);
    const isBack = direction === 'back' && taken === numSteps;
    return check(
      {
        ...state,
        rng: rng.state(),
        time,
        taken,
        position,
        trails: [...state.trails, trailPoint(time, position)],
        density: densityAt(time),
        numClouds: numClouds + Number(isBack),
      },
      numSteps,
    );
  },

  /** At no check, there or back, is the cloud farther from p_t than chance takes it. Level 1e-6 for all checks together. */
  claim({ distances, levels }): Claim {
    const n = levels.at(-1)!.length;
    const value = Math.max(...distances);
    const bound = n === 0 ? Infinity : boundOf(n);
    return {
      value,
      expected: 0,
      standardError: bound / CRITICAL,
      holds: value <= bound,
      isDecided: n >= ENOUGH,
    };
  },
};
