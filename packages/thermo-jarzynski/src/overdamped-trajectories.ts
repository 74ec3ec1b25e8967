/**
 * Work and heat of overdamped Langevin trajectories in blocks (Sekimoto, J. Phys. Soc. Jpn. 66, 1997, 1234; Euler and
 * Maruyama's step):
 *
 *   dx = drift(x, t) dt + g dW,   U_t the energy in k_BT,   drift = -(g^2/2) grad U_t for a gradient flow
 *
 *   x_{k+1} = x_k + drift(x_k, t_k) h + g sqrt(h) z,   heat += U_{t_k}(x_{k+1}) - U_{t_k}(x_k)
 *                                                      work += U_{t_{k+1}}(x_{k+1}) - U_{t_k}(x_{k+1})
 */
import {
  type Checkpoint,
  drive,
  fillNormal,
  fingerprint,
  foldIn,
  type Key,
  type Pausable,
  type Rng,
  type RunOptions,
  type RunResult,
  stream,
} from '@yuragi/prob-core';
import { ArgumentError, requireCount, requireOneOf, requirePositive } from '@yuragi/prob-core/errors';
import type { WorkSamples } from './work-samples.ts';

/** Functions over a whole block of points at once: x is (n, d) flat, n = x.length / d. They must not keep or change x. */
export interface OverdampedSystem {
  readonly dimension: number;
  /** U_t of every row, k_BT; out (n). */
  energy(x: Float64Array, t: number, out: Float64Array): void;
  /** (n, d). -(g^2/2) grad U_t, plus any flow that keeps exp(-U_t): div(flow exp(-U_t)) = 0. */
  drift(x: Float64Array, t: number, out: Float64Array): void;
  /** U_next - U_t of every row, out (n), where that is cheaper than two energies: the work of the change from t to next. */
  energyDifference?(x: Float64Array, t: number, next: number, out: Float64Array): void;
  /** Draws of exp(-U_t)/Z_t, (n, d): the equilibrium in which the drive begins. */
  fillEquilibrium(rng: Rng, t: number, out: Float64Array): void;
}

export interface OverdampedOptions {
  readonly numTrajectories: number;
  /** Steps of length h = duration / numSteps. */
  readonly numSteps: number;
  /** The protocol runs over t in [0, duration]. */
  readonly duration: number;
  /** 'forward' runs t from 0 to duration, 'reverse' from duration to 0 in the same steps. Default 'forward'. */
  readonly direction?: WorkSamples['direction'] | undefined;
  /** g > 0 of dx = drift dt + g dW: sqrt(2 D). Default sqrt 2, for which drift = -grad U. */
  readonly diffusionCoefficient?: number | undefined;
}

/** Work and heat of the trajectories that are done: all of them, unless the run was stopped. */
export interface OverdampedTrajectories extends WorkSamples, RunResult {
  /** (n), k_BT, into the system. */
  readonly heat: Float64Array;
  /** (n), energy at the end minus energy at the start = work + heat. */
  readonly energyChange: Float64Array;
}

/** Numbers in a block of points: small enough that a block stays in cache, large enough that calls cost little. */
const BLOCK_VALUES = 4096;

/**
 * Drives many overdamped Langevin systems through a protocol, a block of points at a time.
 *
 * The Euler step keeps exp(-U_t) only to first order in h, so Jarzynski's equality on these works is off by O(h); halve h
 * to see it. Work and heat themselves obey the first law to rounding. Trajectories are drawn in blocks of
 * max(1, floor(4096/d)) rows: trajectory i depends on the key and on i alone, and a resumed run is bit-equal. A point where
 * the energy turns infinite or NaN has work +Infinity (a weight of zero).
 *
 * Cost per step: one drift, two energies (or one difference) and one normal per coordinate; nothing is allocated within a block. Progress
 * counts blocks.
 *
 * *When to use.* For simple energies and many trajectories. For other dynamics, or steps without bias, use
 * `drivenTrajectories` with a Metropolis-adjusted kernel.
 *
 * @throws {ArgumentError} for bad options, or an energy that is not finite at the start; {CheckpointError} if `resume` is of
 *   another run
 * @see Sekimoto 1997; Kloeden and Platen, Numerical Solution of Stochastic Differential Equations, section 10.2
 * @example ```ts doctest
 * import { fillNormal, key } from '@yuragi/prob-core';
 * import { jarzynski, overdampedTrajectories } from '@yuragi/thermo-jarzynski';
 * // A trap of stiffness 1 dragged at speed 1: no free energy is gained.
 * const trap = {
 *   dimension: 1,
 *   energy: (x: Float64Array, t: number, out: Float64Array) => x.forEach((xi, i) => { out[i] = 0.5 * (xi - t) ** 2; }),
 *   drift: (x: Float64Array, t: number, out: Float64Array) => x.forEach((xi, i) => { out[i] = t - xi; }),
 *   fillEquilibrium: fillTrap,
 * };
 * function fillTrap(rng: Parameters<typeof fillNormal>[0], t: number, out: Float64Array) {
 *   fillNormal(rng, out);
 *   out.forEach((z, i) => { out[i] = t + z; });
 * }
 * const run = await overdampedTrajectories(trap, key('drag'), { numTrajectories: 4096, numSteps: 100, duration: 1 });
 * const { value, standardError } = jarzynski(run);
 * Math.abs(value) < 4.89 * standardError + 0.01; // => true
 * ```
 */
export async function overdampedTrajectories(
  system: OverdampedSystem,
  key: Key,
  options: OverdampedOptions & RunOptions,
): Promise<OverdampedTrajectories> {
  const where = 'overdampedTrajectories';
  const { numTrajectories: n, numSteps, duration, direction = 'forward', diffusionCoefficient = Math.SQRT2 } = options;
  const d = requireCount(where, 'system.dimension', system.dimension, 1);
  requireCount(where, 'numTrajectories', n, 1);
  requireCount(where, 'numSteps', numSteps, 1);
  requirePositive(where, 'duration', duration);
  requireOneOf(where, 'direction', direction, ['forward', 'reverse']);
  requirePositive(where, 'diffusionCoefficient', diffusionCoefficient);

  const rows = Math.max(1, Math.floor(BLOCK_VALUES / d));
  const h = duration / numSteps;
  const noise = diffusionCoefficient * Math.sqrt(h);
  const timeOf = (k: number): number => (direction === 'forward' ? k : numSteps - k) * h;
  const [x, drift, z] = [new Float64Array(rows * d), new Float64Array(rows * d), new Float64Array(rows * d)];
  const [before, after] = [new Float64Array(rows), new Float64Array(rows)];
  const [start, blockWork] = [new Float64Array(rows), new Float64Array(rows)];
  const [work, heat, energyChange] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  let completed = 0;

  /** Not in the generator below: compiled loops are faster outside one. */
  const moveAndChange = (rng: Rng, t: number, next: number): void => {
    system.drift(x, t, drift);
    fillNormal(rng, z);
    advance(x, drift, h, z, noise);
    if (system.energyDifference !== undefined) {
      system.energyDifference(x, t, next, after);
      add(blockWork, after);
    } else {
      system.energy(x, t, before);
      system.energy(x, next, after);
      addDifference(blockWork, after, before);
    }
  };

  /** Blocks are drawn whole, also the last: what is past n is thrown away, so that no trajectory depends on n. */
  function* step(block: number): Pausable<boolean> {
    const rng = stream(foldIn(key, block));
    const first = block * rows;
    const count = Math.min(rows, n - first);
    system.fillEquilibrium(rng, timeOf(0), x);
    system.energy(x, timeOf(0), start);
    for (let i = 0; i < count; i++)
      if (!Number.isFinite(start[i]!))
        throw new ArgumentError(where, 'system.energy of a drawn start', 'a finite number', start[i]);
    blockWork.fill(0);
    for (let k = 0; k < numSteps; k++) {
      moveAndChange(rng, timeOf(k), timeOf(k + 1));
      yield;
    }
    system.energy(x, timeOf(numSteps), after);
    for (let i = 0; i < count; i++) {
      const isAlive = Number.isFinite(blockWork[i]!);
      work[first + i] = isAlive ? blockWork[i]! : Infinity;
      energyChange[first + i] = isAlive ? after[i]! - start[i]! : Infinity;
      // The first law: the steps' heats telescope to this.
      heat[first + i] = isAlive ? energyChange[first + i]! - work[first + i]! : 0;
    }
    completed = first + count;
    return false;
  }
  const done = () => ({
    work: work.slice(0, completed),
    heat: heat.slice(0, completed),
    energyChange: energyChange.slice(0, completed),
  });

  const run = await drive(
    {
      task: 'drive Langevin trajectories',
      producer: `@yuragi/thermo-jarzynski/${where}`,
      fingerprint: fingerprint({ key, n, numSteps, duration, direction, diffusionCoefficient, d }),
      total: Math.ceil(n / rows),
      step,
      metrics: () => ({ trajectories: completed }),
      save: () => ({ rng: [], data: done() }),
      restore(checkpoint: Checkpoint) {
        const saved = checkpoint.data as ReturnType<typeof done>;
        completed = saved.work.length;
        work.set(saved.work);
        heat.set(saved.heat);
        energyChange.set(saved.energyChange);
      },
    },
    options,
  );
  return { ...run, direction, ...done() };
}

/** x += h drift + noise z. */
function advance(x: Float64Array, drift: Float64Array, h: number, z: Float64Array, noise: number): void {
  for (let i = 0; i < x.length; i++) x[i]! += h * drift[i]! + noise * z[i]!;
}

/** sum += a. */
function add(sum: Float64Array, a: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += a[i]!;
}

/** sum += a - b. */
function addDifference(sum: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += a[i]! - b[i]!;
}
