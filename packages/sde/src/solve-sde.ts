/** Drivers of the stochastic equation: at once, or as a run that reports, stops and resumes. */
import {
  type Checkpoint,
  drive,
  fingerprint,
  finish,
  foldIn,
  type Key,
  type Pausable,
  type RunOptions,
  type RunResult,
  stream,
  toNdarray,
} from '@yuragi/prob-core';
import { ArgumentError, requireFinite, requirePositive } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import type { BrownianPath } from './brownian-path.ts';
import { drawIncrementsInto, type SdeMethod, type SdeSolver } from './solver.ts';

export interface SolveSdeOptions {
  /** Where the initial position holds. */
  readonly t0: number;
  /** Where to end: after t0, or before it for an equation whose `timeDirection` is 'backward'. */
  readonly t1: number;
  /** Longest step, units of t. Steps are equal between any two of t0, the times of `saveAt`, and t1. */
  readonly stepSize: number;
  /** Times between t0 and t1 at which to keep the solution, in the order of integration; steps end there. Default: none. */
  readonly saveAt?: ArrayLike<number> | undefined;
}

/** Where the paths came to, and what was kept of them. */
export interface SdeSolution {
  /** At `time`, (n, d) flat. */
  readonly position: Float64Array;
  /** t1, or how far the run came before it was stopped. */
  readonly time: number;
  /** At the times of `saveAt`, (times, n, d); NaN where the run did not come to. */
  readonly saved: NdArray<Float64Array>;
  /** Steps taken. */
  readonly numSteps: number;
  /** Paths with a coordinate that is infinite or NaN at `time`: the step was too large for the drift there. */
  readonly numDiverged: number;
  /** Which formula made the steps. */
  readonly method: SdeMethod;
}

/** The run is reported, checkpointed and stopped at these fractions of its steps. */
const SEGMENTS = 100;
/** A step may be longer than asked by this share of an interval's steps, so that 1/stepSize steps are not one more. */
const ROUNDING = 1e-9;
/** The grid of times is held in memory: 800 MB at this many. */
const MOST_STEPS = 1e8;

/** The ends of the steps, and after which step (0: at the start) each time of saveAt is reached. */
function timeGrid(where: string, t0: number, t1: number, stepSize: number, saveAt: Float64Array) {
  if (!(Math.abs(t1 - t0) / stepSize <= MOST_STEPS))
    throw new ArgumentError(
      where,
      'stepSize',
      `>= ${Math.abs(t1 - t0) / MOST_STEPS}, for ${MOST_STEPS} steps at most`,
      stepSize,
    );
  const times = [t0];
  const saveSteps: number[] = [];
  const goTo = (target: number): void => {
    const from = times[times.length - 1]!;
    const numSteps = from === target ? 0 : Math.max(1, Math.ceil(Math.abs(target - from) / stepSize - ROUNDING));
    for (let k = 1; k <= numSteps; k++) times.push(k === numSteps ? target : from + (k / numSteps) * (target - from));
  };
  for (const t of saveAt) {
    goTo(t);
    saveSteps.push(times.length - 1);
  }
  goTo(t1);
  return { times: Float64Array.from(times), saveSteps };
}

const isPath = (noise: Key | BrownianPath): noise is BrownianPath =>
  typeof (noise as Partial<BrownianPath> | undefined)?.incrementInto === 'function';

function sdeRun(
  { problem, method, stepInto, init }: SdeSolver,
  initial: Float64Array,
  noise: Key | BrownianPath,
  { t0, t1, stepSize, ...options }: SolveSdeOptions,
  where: string,
) {
  requireFinite(where, 't0', t0);
  requireFinite(where, 't1', t1);
  requirePositive(where, 'stepSize', stepSize);
  const isBackward = problem.timeDirection === 'backward';
  if (isBackward ? t1 > t0 : t1 < t0)
    throw new ArgumentError(
      where,
      't1',
      isBackward
        ? `<= t0 = ${t0}, for an equation that runs back in time`
        : `>= t0 = ${t0}: a stochastic equation has no solution back in time, \`reverseSde\` makes the equation of one`,
      t1,
    );
  const direction = isBackward ? -1 : 1;
  const saveAt = Float64Array.from(options.saveAt ?? []);
  for (const [i, t] of saveAt.entries()) {
    const before = i === 0 ? t0 : saveAt[i - 1]!;
    if (!(direction * (t - before) >= 0 && direction * (t1 - t) >= 0))
      throw new ArgumentError(where, `saveAt[${i}]`, `between ${before} and ${t1}`, t);
  }
  const { times, saveSteps } = timeGrid(where, t0, t1, stepSize, saveAt);
  const total = times.length - 1;
  // A solver of an equation draws nothing to begin with: `init` checks and copies.
  let { position } = init(initial, stream({ k0: 0, k1: 0 }));
  let moving: Float64Array = new Float64Array(position.length);
  const size = initial.length;
  const rows = size / problem.dimension;
  let numSteps = 0;
  let saved = new Float64Array(saveAt.length * size).fill(Number.NaN);
  for (let k = 0; k < saveSteps.length && saveSteps[k] === 0; k++) saved.set(position, k * size);
  const increments = new Float64Array(rows * problem.numNoises);

  const countDiverged = (): number => {
    let count = 0;
    for (let row = 0; row < size; row += problem.dimension) {
      let isWhole = true;
      for (let i = row; i < row + problem.dimension; i++) isWhole &&= Number.isFinite(position[i]);
      if (!isWhole) count++;
    }
    return count;
  };

  return {
    *advance(segment: number): Pausable<boolean> {
      const last = Math.floor(((segment + 1) * total) / SEGMENTS);
      moving.set(position);
      const kept: (readonly [index: number, value: Float64Array])[] = [];
      for (let step = numSteps; step < last; step++) {
        const from = times[step]!;
        const to = times[step + 1]!;
        if (isPath(noise)) noise.incrementInto(from, to, increments);
        else drawIncrementsInto(stream(foldIn(noise, step)), from, to, increments);
        stepInto(moving, increments, from, to, moving);
        for (let k = saveSteps.indexOf(step + 1); k >= 0 && saveSteps[k] === step + 1; k++)
          kept.push([k, moving.slice()]);
        yield;
      }
      [position, moving] = [moving, position];
      numSteps = last;
      for (const [k, value] of kept) saved.set(value, k * size);
      return false;
    },
    solution: (): SdeSolution => ({
      position,
      time: times[numSteps]!,
      saved: toNdarray(saved, [saveAt.length, rows, problem.dimension]),
      numSteps,
      numDiverged: countDiverged(),
      method,
    }),
    metrics: () => ({ time: times[numSteps]!, numSteps }),
    save: () => ({
      rng: [],
      data: { position: position.slice(), numSteps, saved: saved.slice() },
    }),
    restore({ data }: Checkpoint): void {
      const state = data as { position: Float64Array; numSteps: number; saved: Float64Array };
      position = state.position.slice();
      numSteps = state.numSteps;
      saved = state.saved.slice();
    },
    saveAt,
  };
}

/**
 * Paths of dX = drift dt + diffusionCoefficient dW from t0 to t1, at once.
 *
 * What is exact and of which order is the solver's to say. Step k draws from `foldIn(key, k)`, one `fillNormal` of
 * (n, numNoises): path i of a batch depends on the key and on i, not on how many paths there are. With a `BrownianPath` runs of different step sizes follow the same noise.
 *
 * @param solver   `eulerMaruyama`, `milstein` or `stochasticHeun` of a problem
 * @param position at t0, (n, d) flat; not changed
 * @param noise    a key, or a path of n * numNoises entries
 * @throws {ArgumentError} for bad options, for t1 on the wrong side of t0, or a position that is not finite; {ShapeError}
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { eulerMaruyama, integrateSde, ornsteinUhlenbeck } from '@yuragi/sde';
 * const { problem } = ornsteinUhlenbeck({ rate: 1, mean: 3, scale: 0.1 });
 * const { position, saved } = integrateSde(eulerMaruyama(problem), new Float64Array(1000), key(1), {
 *   t0: 0, t1: 10, stepSize: 0.05, saveAt: [1, 10],
 * });
 * saved.shape; // => [2, 1000, 1]
 * Math.abs(position.reduce((sum, x) => sum + x / 1000, 0) - 3) < 0.011; // => true
 * ```
 */
export function integrateSde(
  solver: SdeSolver,
  position: Float64Array,
  noise: Key | BrownianPath,
  options: SolveSdeOptions,
): SdeSolution {
  const run = sdeRun(solver, position, noise, options, 'integrateSde');
  for (let segment = 0; segment < SEGMENTS; segment++) finish(run.advance(segment));
  return run.solution();
}

/**
 * Paths like those of `integrateSde`, bit for bit, as a run with progress, abort, time limit, checkpoint and resume.
 *
 * Progress counts hundredths of the steps. A resumed run is bit-equal to one that never stopped, for the same functions and
 * the same path (a checkpoint cannot tell whether those are the same).
 *
 * @throws {ArgumentError}, {ShapeError} as `integrateSde`; {CheckpointError} if `resume` is of another run
 */
export async function solveSde(
  solver: SdeSolver,
  position: Float64Array,
  noise: Key | BrownianPath,
  options: SolveSdeOptions & RunOptions,
): Promise<SdeSolution & RunResult> {
  const run = sdeRun(solver, position, noise, options, 'solveSde');
  const { t0, t1, stepSize } = options;
  const { method } = solver;
  const result = await drive(
    {
      task: 'solve SDE',
      producer: '@yuragi/sde/solveSde',
      fingerprint: fingerprint({
        position,
        key: isPath(noise) ? undefined : noise,
        method,
        t0,
        t1,
        stepSize,
        saveAt: run.saveAt,
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
