/** Drivers of the ordinary differential equation: at once, or as a run that reports, stops and resumes. */
import {
  type Checkpoint,
  drive,
  fingerprint,
  finish,
  type Pausable,
  type RunOptions,
  type RunResult,
  toNdarray,
} from '@yuragi/prob-core';
import { ArgumentError, ConvergenceError, requireCount, requireFinite } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import {
  type DormandPrinceOptions,
  type DormandPrinceState,
  dormandPrince,
  interpolateInto,
} from './dormand-prince.ts';
import type { OdeProblem } from './problem.ts';

export interface SolveOdeOptions extends Omit<DormandPrinceOptions, 'isDense'> {
  /** Where the initial position holds. */
  readonly t0: number;
  /** Where to end; may lie before t0. */
  readonly t1: number;
  /** Times between t0 and t1 at which to keep the solution, in the order of integration. Default: none. */
  readonly saveAt?: ArrayLike<number> | undefined;
  // Advanced
  /** Attempted steps at most; then a ConvergenceError. Default 100 000. */
  readonly maxSteps?: number | undefined;
}

/** Where a solution came to, what was kept of it, and what it cost. */
export interface OdeSolution {
  /** At `time`, (n, d) flat. */
  readonly position: Float64Array;
  /** t1, or how far the run came before it was stopped. */
  readonly time: number;
  /** At the times of `saveAt`, (times, n, d); NaN where the run did not come to. Order 4 between steps. */
  readonly saved: NdArray<Float64Array>;
  readonly numSteps: number;
  readonly numRejected: number;
  /** Evaluations of the drift. */
  readonly numEvaluations: number;
}

/** The interval is reported, checkpointed and stopped at these fractions of its length. */
const SEGMENTS = 100;

interface Counts {
  readonly numSteps: number;
  readonly numRejected: number;
  readonly numEvaluations: number;
}

function odeRun(problem: OdeProblem, initial: Float64Array, options: SolveOdeOptions, where: string) {
  const { t0, t1, maxSteps = 100_000 } = options;
  requireFinite(where, 't0', t0);
  requireFinite(where, 't1', t1);
  requireCount(where, 'maxSteps', maxSteps, 1);
  const direction = t1 < t0 ? -1 : 1;
  const saveAt = Float64Array.from(options.saveAt ?? []);
  for (const [i, t] of saveAt.entries()) {
    const before = i === 0 ? t0 : saveAt[i - 1]!;
    if (!(direction * (t - before) >= 0 && direction * (t1 - t) >= 0))
      throw new ArgumentError(where, `saveAt[${i}]`, `between ${before} and ${t1}`, t);
  }
  const solver = dormandPrince(problem, { ...options, isDense: saveAt.length > 0 });
  let state = solver.init(initial, t0);
  const size = initial.length;
  let counts: Counts = { numSteps: 0, numRejected: 0, numEvaluations: 1 };
  let saved = new Float64Array(saveAt.length * size).fill(Number.NaN);
  for (let k = 0; k < saveAt.length && saveAt[k] === t0; k++) saved.set(initial, k * size);

  /** Writes the solution at every wanted time of the step from `before` to `after`. */
  const save = (before: number, after: number, interpolant: Float64Array): void => {
    for (const [k, t] of saveAt.entries()) {
      if (direction * (t - before) > 0 && direction * (after - t) >= 0)
        interpolateInto(interpolant, (t - before) / (after - before), saved.subarray(k * size, (k + 1) * size));
    }
  };

  return {
    *advance(segment: number): Pausable<boolean> {
      const target = segment === SEGMENTS - 1 ? t1 : t0 + ((segment + 1) / SEGMENTS) * (t1 - t0);
      let current = state;
      let { numSteps, numRejected, numEvaluations } = counts;
      while (direction * (target - current.time) > 0) {
        if (numSteps + numRejected >= maxSteps)
          throw new ConvergenceError(
            `${where}: stopped at t = ${current.time} of ${t1}`,
            maxSteps,
            current.lastError,
            1,
          );
        const [next, info] = solver.step(current, t1);
        numEvaluations += info.numEvaluations;
        if (info.isAccepted) {
          numSteps++;
          save(current.time, next.time, info.interpolant);
        } else {
          numRejected++;
          if (current.time + direction * next.stepSize === current.time)
            throw new ConvergenceError(
              `${where}: the step size vanished at t = ${current.time}`,
              numSteps,
              info.error,
              1,
            );
        }
        current = next;
        yield;
      }
      state = current;
      counts = { numSteps, numRejected, numEvaluations };
      return false;
    },
    solution: (): OdeSolution => ({
      position: state.position,
      time: state.time,
      saved: toNdarray(saved, [saveAt.length, size / problem.dimension, problem.dimension]),
      ...counts,
    }),
    metrics: () => ({ time: state.time, stepSize: state.stepSize, evaluations: counts.numEvaluations }),
    save: () => ({ rng: [], data: { state, counts, saved: saved.slice() } }),
    restore(checkpoint: Checkpoint): void {
      const data = checkpoint.data as { state: DormandPrinceState; counts: Counts; saved: Float64Array };
      state = data.state;
      counts = data.counts;
      saved = data.saved.slice();
    },
    saveAt,
  };
}

/**
 * Solves dx/dt = drift(x, t) from t0 to t1 with Dormand and Prince's method and error control, at once.
 *
 * @param position at t0, (n, d) flat; not changed
 * @throws {ArgumentError} for bad options or a position that is not finite; {ConvergenceError} if the step size vanishes
 *   or `maxSteps` is reached, with the time it came to
 * @example ```ts doctest
 * import { integrateOde } from '@yuragi/sde';
 * const circle = { dimension: 2, drift: (x: Float64Array, _t: number, out: Float64Array) => { out[0] = -x[1]!; out[1] = x[0]!; } };
 * const { position } = integrateOde(circle, Float64Array.of(1, 0), { t0: 0, t1: Math.PI, relativeTolerance: 1e-10 });
 * position[0]!; // ~> -1.0000000
 * ```
 */
export function integrateOde(problem: OdeProblem, position: Float64Array, options: SolveOdeOptions): OdeSolution {
  const run = odeRun(problem, position, options, 'integrateOde');
  for (let segment = 0; segment < SEGMENTS; segment++) finish(run.advance(segment));
  return run.solution();
}

/**
 * Solves dx/dt = drift(x, t) like `integrateOde`, as a run with progress, abort, time limit, checkpoint and resume.
 *
 * Progress counts hundredths of the interval; `metrics` has the time, step size and evaluations so far. A resumed run is
 * bit-equal to one that never stopped, for the same drift (a checkpoint cannot tell whether the function is the same).
 *
 * @throws {ArgumentError}, {ConvergenceError} as `integrateOde`; {CheckpointError} if `resume` is of another run
 */
export async function solveOde(
  problem: OdeProblem,
  position: Float64Array,
  options: SolveOdeOptions & RunOptions,
): Promise<OdeSolution & RunResult> {
  const run = odeRun(problem, position, options, 'solveOde');
  const { t0, t1, relativeTolerance, absoluteTolerance, initialStepSize, maxStepSize } = options;
  const result = await drive(
    {
      task: 'solve ODE',
      producer: '@yuragi/sde/solveOde',
      fingerprint: fingerprint({
        position,
        t0,
        t1,
        saveAt: run.saveAt,
        relativeTolerance,
        absoluteTolerance,
        initialStepSize,
        maxStepSize,
      }),
      total: SEGMENTS,
      step: run.advance,
      metrics: run.metrics,
      save: run.save,
      restore: run.restore,
    },
    options,
  );
  return { ...run.solution(), ...result };
}
