/**
 * Overdamped Langevin trajectories that are carried along by an escort u, so that they lag less behind exp(-U_t)
 * (Vaikuntanathan and Jarzynski, Phys. Rev. Lett. 100, 2008, 190601):
 *
 *   dx = [drift(x, t) + u(x, t)] dt + g dW,    dW/dt = dU_t/dt + u . grad U_t - div u,    <exp(-W)> = exp(-DeltaF)
 *
 * The escort is free to choose. Where it moves the laws p_t = exp(-U_t)/Z_t themselves, dp_t/dt + div(u p_t) = 0, the work
 * rate is dF_t/dt at every point: no trajectory does any other work than DeltaF. A step of length h from t to t' is
 *
 *   x += h drift(x, t) + g sqrt(h) z,   W += U_{t'}(x) - U_t(x) + h (u . grad U - div u)(x, (t + t')/2),   x += h u
 */
import { type Key, type RunOptions, type RunResult, toNdarray } from '@yuragi/prob-core';
import { ArgumentError } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import { type Block, blockSystem, driveBlocks } from './internal/drive-blocks.ts';
import type { OverdampedOptions, OverdampedSystem } from './overdamped-trajectories.ts';
import type { WorkSamples } from './work-samples.ts';

/** Functions over a whole block of points, as of an `OverdampedSystem`; an escort u = 0 gives its trajectories. */
export interface EscortedSystem extends OverdampedSystem {
  /** u, out (n, d): added to the drift. */
  escort(x: Float64Array, t: number, out: Float64Array): void;
  /** div u of every row, out (n). */
  escortDivergence(x: Float64Array, t: number, out: Float64Array): void;
  /** grad U_t, out (n, d). */
  energyGradient(x: Float64Array, t: number, out: Float64Array): void;
}

/** Escorted work and end points of the trajectories that are done: all of them, unless the run was stopped. */
export interface EscortedTrajectories extends WorkSamples, RunResult {
  /**
   * (n, d): where the trajectories end. With weights exp(-work) they are draws of the last law; of a work of Infinity, a
   * weight of 0, they are wherever it was lost, and may be NaN.
   */
  readonly positions: NdArray<Float64Array>;
}

/**
 * Drives overdamped Langevin systems through a protocol with an escort, a block of points at a time.
 *
 * Jarzynski's equality holds for the escorted work with any escort; the better the escort follows the laws, the less is
 * dissipated, at any speed. `direction: 'reverse'` runs the protocol and the escort backwards, as `bar` needs. The step is
 * of first order in h, as `overdampedTrajectories` says; the work of a perfect escort is DeltaF up to the quadrature of
 * dF_t/dt over time, an error of order h^2 where U is linear in the protocol. Randomness, blocks, resuming and infinite
 * energies are as there.
 *
 * Cost per step: one drift, two energies (or one difference), an escort, a divergence, a gradient, and one normal per
 * coordinate; nothing is allocated within a block.
 *
 * *When to use.* When a flow that follows the laws is known or learned. It is the third cure of lag, beside driving slowly
 * and reweighting.
 *
 * @throws as `overdampedTrajectories`
 * @see Vaikuntanathan and Jarzynski, Phys. Rev. Lett. 100 (2008), 190601
 * @example (A trap whose stiffness rises from 1 to 3: log(3)/2 = 0.5493 on every trajectory) ```ts doctest
 * import { fillNormal, key } from '@yuragi/prob-core';
 * import { escortedTrajectories, type EscortedSystem } from '@yuragi/thermo-jarzynski';
 * const stiffness = (t: number) => 1 + 2 * t;
 * const trap: EscortedSystem = {
 *   dimension: 1,
 *   energy: (x, t, out) => x.forEach((xi, i) => { out[i] = 0.5 * stiffness(t) * xi ** 2; }),
 *   energyGradient: (x, t, out) => x.forEach((xi, i) => { out[i] = stiffness(t) * xi; }),
 *   drift: (x, t, out) => x.forEach((xi, i) => { out[i] = -stiffness(t) * xi; }),
 *   escort: (x, t, out) => x.forEach((xi, i) => { out[i] = -xi / stiffness(t); }),
 *   escortDivergence: (_x, t, out) => out.fill(-1 / stiffness(t)),
 *   fillEquilibrium: (rng, _t, out) => fillNormal(rng, out),
 * };
 * const { work } = await escortedTrajectories(trap, key('carry'), { numTrajectories: 100, numSteps: 100, duration: 1 });
 * Math.min(...work); // ~> 0.54930
 * Math.max(...work); // ~> 0.54930
 * ```
 */
export async function escortedTrajectories(
  system: EscortedSystem,
  key: Key,
  options: OverdampedOptions & RunOptions,
): Promise<EscortedTrajectories> {
  const where = 'escortedTrajectories';
  for (const name of ['escort', 'escortDivergence', 'energyGradient'] as const)
    if (typeof system?.[name] !== 'function')
      throw new ArgumentError(where, `system.${name}`, 'a function of a block of points', system?.[name]);
  const block = escorted(system, blockSystem(where, system, options));
  const { run, work, positions } = await driveBlocks(where, 'escort Langevin trajectories', block, key, options, {
    keepPositions: true,
  });
  const direction = options.direction ?? 'forward';
  return { ...run, direction, work, positions: toNdarray(positions, [work.length, block.dimension]) };
}

/** A block whose change of the protocol carries the points along. */
function escorted(system: EscortedSystem, block: Block): Block {
  const { x, work, rows, dimension } = block;
  const [escort, gradient] = [new Float64Array(x.length), new Float64Array(x.length)];
  const divergence = new Float64Array(rows);
  return {
    ...block,
    moveAndChange(rng, t, next) {
      block.moveAndChange(rng, t, next);
      const middle = 0.5 * (t + next);
      system.escort(x, middle, escort);
      system.energyGradient(x, middle, gradient);
      system.escortDivergence(x, middle, divergence);
      carry(x, work, escort, gradient, divergence, next - t, dimension);
    },
  };
}

/** work += h (u . grad U - div u), x += h u; h is negative where the protocol runs backwards. */
function carry(
  x: Float64Array,
  work: Float64Array,
  escort: Float64Array,
  gradient: Float64Array,
  divergence: Float64Array,
  h: number,
  dimension: number,
): void {
  for (let row = 0; row < work.length; row++) {
    let climb = 0;
    for (let at = row * dimension; at < (row + 1) * dimension; at++) {
      climb += escort[at]! * gradient[at]!;
      x[at]! += h * escort[at]!;
    }
    work[row]! += h * (climb - divergence[row]!);
  }
}
