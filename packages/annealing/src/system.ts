/** Simulated annealing of anything: tours, vectors, assignments. */
import {
  drive,
  fingerprint,
  foldIn,
  type Key,
  type Rng,
  type RunOptions,
  type RunResult,
  restore,
  stream,
} from '@yuragi/prob-core';
import { ArgumentError, requireCount } from '@yuragi/prob-core/errors';
import { exp } from '@yuragi/prob-core/special';
import { type Schedule, scheduleLevels } from './schedule.ts';

/**
 * The state space of an annealing problem. X is mutated by `apply` alone; it is plain data (arrays, typed arrays, plain
 * objects), so that it can stand in a checkpoint.
 */
export interface System<X, Move> {
  init(rng: Rng): X;
  copy(x: X): X;
  /** In units of k_B T at beta = 1. */
  energy(x: X): number;
  /** Proposals must be symmetric: as likely back as there. */
  propose(x: X, rng: Rng): Move;
  /** energy after the move minus energy before. */
  energyDifference(x: X, move: Move): number;
  apply(x: X, move: Move): void;
}

export interface AnnealSystemOptions {
  /** Proposals of a read. */
  readonly numSteps: number;
  /** beta, from hot to cold. */
  readonly schedule: Schedule;
  /** Independent walks; read i depends on `foldIn(key, i)` alone. Default 1. */
  readonly numReads?: number | undefined;
}

/** The reads of a generic system, and the best of them. */
export interface AnnealedSystem<X> extends RunResult {
  /** Best state seen in each read, in order of the reads; that of the read in hand where the run was stopped. */
  readonly states: readonly X[];
  /** Their energies, computed anew. */
  readonly energies: Float64Array;
  /** The best of all; undefined if the run was stopped before its first step. */
  readonly best: X | undefined;
}

interface Walk<X> {
  readonly x: X;
  readonly energy: number;
  readonly best: X;
  readonly bestEnergy: number;
}

interface Saved<X> {
  readonly finished: readonly X[];
  readonly walk: Walk<X> | null;
}

const PROPOSALS_PER_STEP = 1000;

/**
 * Low-energy states of any system by simulated annealing with Metropolis's rule.
 *
 *   accept a proposed move with probability min(1, exp(-beta(s) dE)), s from 0 to 1 over the proposals of a read
 *
 * Keeps the best state seen after any accepted move. One `propose` and one `energyDifference` a step, one `apply` per
 * accepted move, one `copy` per improvement.
 *
 * A checkpoint cannot know the system, which is functions: it is refused for another key or other options, but resuming it
 * with another system is not noticed.
 *
 * @throws {ArgumentError} for bad options, or a start whose energy is not finite; {CheckpointError} if `resume` is of
 *   another run
 * @see Kirkpatrick, Gelatt and Vecchi, Science 220 (1983), 671
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { annealSystem, geometricSchedule } from '@yuragi/annealing';
 * // The integer nearest to pi squared, by steps of one.
 * const energy = ([x]: number[]) => (x! - Math.PI ** 2) ** 2;
 * const { best } = await annealSystem(
 *   {
 *     init: (rng) => [rng.int(100)],
 *     copy: (x) => [...x],
 *     energy,
 *     propose: (_x, rng) => 2 * rng.int(2) - 1,
 *     energyDifference: (x, move) => energy([x[0]! + move]) - energy(x),
 *     apply: (x, move) => { x[0]! += move; },
 *   },
 *   key('pi'),
 *   { numSteps: 5000, schedule: geometricSchedule(0.001, 10) },
 * );
 * best; // => [10]
 * ```
 */
export async function annealSystem<X, Move>(
  system: System<X, Move>,
  key: Key,
  options: AnnealSystemOptions & RunOptions,
): Promise<AnnealedSystem<X>> {
  const where = 'annealSystem';
  const numSteps = requireCount(where, 'numSteps', options.numSteps, 1);
  const numReads = requireCount(where, 'numReads', options.numReads ?? 1, 1);
  const betas = scheduleLevels(where, options.schedule, numSteps);
  const stepsPerRead = Math.ceil(numSteps / PROPOSALS_PER_STEP);

  let finished: X[] = [];
  let rng: Rng = stream(key);
  let walk: { x: X; energy: number; best: X; bestEnergy: number } | null = null;

  const begin = (read: number) => {
    rng = stream(foldIn(key, read));
    const x = system.init(rng);
    const energy = system.energy(x);
    if (!Number.isFinite(energy)) throw new ArgumentError(where, 'system.energy(init)', 'a finite number', energy);
    return { x, energy, best: system.copy(x), bestEnergy: energy };
  };
  const lowest = (): number =>
    finished.reduce((min, x) => Math.min(min, system.energy(x)), walk === null ? Infinity : walk.bestEnergy);

  const run = await drive(
    {
      task: 'anneal system',
      producer: `@yuragi/annealing/${where}`,
      fingerprint: fingerprint({ key, numReads, betas }),
      total: numReads * stepsPerRead,
      step(index) {
        const block = index % stepsPerRead;
        const current = block === 0 || walk === null ? begin(finished.length) : walk;
        const end = Math.min((block + 1) * PROPOSALS_PER_STEP, numSteps);
        for (let t = block * PROPOSALS_PER_STEP; t < end; t++) {
          const move = system.propose(current.x, rng);
          const difference = system.energyDifference(current.x, move);
          if (!(difference <= 0 || rng.uniform() < exp(-betas[t]! * difference))) continue;
          system.apply(current.x, move);
          current.energy += difference;
          if (current.energy < current.bestEnergy) {
            current.bestEnergy = current.energy;
            current.best = system.copy(current.x);
          }
        }
        walk = current;
        if (end === numSteps) {
          finished.push(current.best);
          walk = null;
        }
        return false;
      },
      metrics: () => (finished.length === 0 && walk === null ? {} : { energy: lowest() }),
      save: () => ({
        rng: walk === null ? [] : [rng.state()],
        data: {
          finished: finished.map((x) => system.copy(x)),
          walk: walk === null ? null : { ...walk, x: system.copy(walk.x), best: system.copy(walk.best) },
        } satisfies Saved<X>,
      }),
      restore(checkpoint) {
        const saved = checkpoint.data as Saved<X>;
        finished = saved.finished.map((x) => system.copy(x));
        if (saved.walk === null) return;
        walk = { ...saved.walk, x: system.copy(saved.walk.x), best: system.copy(saved.walk.best) };
        rng = restore(checkpoint.rng[0]!);
      },
    },
    options,
  );
  const last = walk as Walk<X> | null;
  const states = last === null ? finished : [...finished, last.best];
  const energies = Float64Array.from(states, (x) => system.energy(x));
  const winner = energies.reduce((best, energy, i) => (energy < energies[best]! ? i : best), 0);
  return { ...run, states, energies, best: states[winner] };
}
