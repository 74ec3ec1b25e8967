/**
 * Work and heat along a driven trajectory, split step by step (notes 003; Crooks, J. Stat. Phys. 90, 1998, 1481):
 *
 *   x_0 ~ P_0;   for t = 1..T:   x_t ~ w_{t-1}(. | x_{t-1}),   heat += E_{t-1}(x_t) - E_{t-1}(x_{t-1})
 *                                                            work += E_t(x_t) - E_{t-1}(x_t)
 *
 * Energy that changes because the parameters do is work; energy that changes because the state does is heat. The kernel
 * w_t need only keep P_t (balance). Then <exp(-work)> = Z_T/Z_0 for any protocol.
 */

import type { Kernel } from '@yuragi/mcmc';
import { finish, type Rng } from '@yuragi/prob-core';
import { driveTrajectory, requireProtocol } from './internal/drive-trajectory.ts';

/**
 * What is driven: an energy that depends on parameters (the level), a kernel that keeps exp(-energy) at every level, and
 * exact draws at the first. A kernel's state must hold nothing that depends on the level.
 */
export interface DrivenSystem<P, S extends { readonly position: P }, Level extends readonly number[]> {
  readonly kernel: Kernel<P, S, unknown, Level>;
  /** Reduced energy, -log density up to one constant for all levels; k_BT. +Infinity and NaN are densities of zero. */
  energy(position: P, ...level: Level): number;
  /** A draw from equilibrium at a level: the one where the drive begins. */
  sample(rng: Rng, ...level: Level): P;
  /**
   * An invertible map that carries a position from one level to the next, with log |det| of its Jacobian (0 for a
   * permutation of states). Back from `to` to `from` it must be its own inverse. Left out: the position stays.
   */
  escort?(position: P, from: Level, to: Level): readonly [position: P, logVolume: number];
}

/** One trajectory in full. */
export interface DrivenTrajectory<P> {
  readonly position: P;
  /** Per step, (T), k_BT, on the system: entry t - 1 is the change to level t. */
  readonly work: Float64Array;
  /** Per step, (T), k_BT, into the system: entry t - 1 is the move at level t - 1. */
  readonly heat: Float64Array;
  readonly totalWork: number;
  readonly totalHeat: number;
  /** E_T(x_T) - E_0(x_0) = work + heat: the first law, to rounding. With an escort, plus the sum of its logVolume. */
  readonly energyChange: number;
}

/**
 * Drives one system through a protocol, at once, and keeps every step's work and heat.
 *
 * Exact for any protocol and any kernel that keeps each level's law. A level may be repeated: the system then relaxes at
 * no work. Cost: T kernel steps and 2 T + 1 energies.
 *
 * With an escort M the position is carried along at every change of level, and the work is E_t(M x) - E_{t-1}(x) -
 * log |det M'(x)|; <exp(-work)> = Z_T/Z_0 stays exact for any invertible M. One that carries the law of each level into the
 * next makes the work of every trajectory Delta F (Jarzynski 2002; for flows in time see `escortedTrajectories`).
 *
 * If a change of level makes the energy infinite, the drive ends there with work +Infinity (a weight of zero).
 *
 * @param protocol levels 0..T in order, each what the kernel's step takes
 * @throws {ArgumentError} for fewer than two levels or one that is not finite, an energy that is not finite at a start or
 *   after a move, or -Infinity, a volume change that is not finite; whatever the kernel's init throws
 * @see Jarzynski, Phys. Rev. E 65 (2002), 046122, for maps; Vaikuntanathan and Jarzynski, J. Chem. Phys. 134 (2011), 054107
 * @example ```ts doctest
 * import { key, stream } from '@yuragi/prob-core';
 * import { drivenTrajectory } from '@yuragi/thermo-jarzynski';
 * // One coordinate in a trap of stiffness 1 at a moving centre; the kernel draws from equilibrium afresh.
 * const trap = {
 *   kernel: {
 *     init: (position: number) => ({ position }),
 *     step: (_: { position: number }, rng: { normal(): number }, centre: number) =>
 *       [{ position: centre + rng.normal() }, {}] as const,
 *   },
 *   energy: (x: number, centre: number) => 0.5 * (x - centre) ** 2,
 *   sample: (rng: { normal(): number }, centre: number) => centre + rng.normal(),
 * };
 * const { totalWork, totalHeat, energyChange } = drivenTrajectory(trap, [[0], [1], [2]], stream(key(1)));
 * Math.abs(totalWork + totalHeat - energyChange) < 1e-14; // => true
 * ```
 */
export function drivenTrajectory<P, S extends { readonly position: P }, Level extends readonly number[]>(
  system: DrivenSystem<P, S, Level>,
  protocol: readonly Level[],
  rng: Rng,
): DrivenTrajectory<P> {
  const where = 'drivenTrajectory';
  requireProtocol(where, protocol);
  return finish(driveTrajectory(where, system, protocol, rng));
}
