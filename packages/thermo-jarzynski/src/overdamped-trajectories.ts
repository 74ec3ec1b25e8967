/**
 * Work and heat of overdamped Langevin trajectories in blocks (Sekimoto, J. Phys. Soc. Jpn. 66, 1997, 1234; Euler and
 * Maruyama's step):
 *
 *   dx = drift(x, t) dt + g dW,   U_t the energy in k_BT,   drift = -(g^2/2) grad U_t for a gradient flow
 *
 *   x_{k+1} = x_k + drift(x_k, t_k) h + g sqrt(h) z,   heat += U_{t_k}(x_{k+1}) - U_{t_k}(x_k)
 *                                                      work += U_{t_{k+1}}(x_{k+1}) - U_{t_k}(x_{k+1})
 */
import type { Key, Rng, RunOptions, RunResult } from '@yuragi/prob-core';
import { blockSystem, driveBlocks } from './internal/drive-blocks.ts';
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
  const block = blockSystem(where, system, options);
  const { run, work, energyChange } = await driveBlocks(where, 'drive Langevin trajectories', block, key, options);
  // The first law: the steps' heats telescope to this.
  const heat = energyChange.map((change, i) => (work[i] === Infinity ? 0 : change - work[i]!));
  return { ...run, direction: options.direction ?? 'forward', work, heat, energyChange };
}
