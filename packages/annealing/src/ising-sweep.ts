/** Sweeps of single-spin updates as a kernel: what `anneal`, tempering and population annealing take their steps with. */
import type { Kernel } from '@yuragi/mcmc';
import { requireOneOf } from '@yuragi/prob-core/errors';
import { requireModel, requireSpins, type SpinModel, spinEnergy } from './ising.ts';
import { sweepEngine } from './sweep-engine.ts';
import { sweepPlan, type UpdateRule, updateRules } from './sweep-plan.ts';

/** Spins and their energy between two sweeps. */
export interface IsingSweepState {
  /** -1 or +1, (numSpins). */
  readonly position: Int8Array;
  readonly energy: number;
}

/** What one sweep did. */
export interface IsingSweepInfo {
  readonly energyChange: number;
}

export interface IsingSweepOptions {
  /** Default 'heat-bath'. */
  readonly rule?: UpdateRule | undefined;
  // Advanced
  /** 'scalar' takes plain TypeScript where WebAssembly would do; the bits are the same. Default 'auto'. */
  readonly kernels?: 'auto' | 'scalar' | undefined;
}

/**
 * One sweep over all spins in order, at the beta it is handed.
 *
 *   flip i with probability 1/(1 + exp(beta dE)) (heat bath) or min(1, exp(-beta dE)) (Metropolis)
 *
 * Leaves p_beta(s) ~ exp(-beta E(s)) invariant (exact in law to 2^-32 per decision, the resolution of its words). A sweep
 * in order is not reversible, its single updates are. The heat bath is ergodic at every beta; Metropolis in order is not
 * at beta = 0, where it turns every spin over in every sweep.
 *
 * Where couplings and fields are multiples of one power of two the decision is a table look-up for 16 spins at once. One
 * `step` also costs O(bonds) for the local fields, which the drivers keep from sweep to sweep.
 *
 * @throws {ShapeError}, {ArgumentError} for a bad model or rule; `init` for spins that are not -1 or +1
 * @see Metropolis et al., J. Chem. Phys. 21 (1953), 1087; Glauber, J. Math. Phys. 4 (1963), 294
 * @example ```ts doctest
 * import { isingSweep } from '@yuragi/annealing';
 * import { isingModel } from '@yuragi/mcmc';
 * import { key, stream } from '@yuragi/prob-core';
 * const { init, step } = isingSweep(isingModel({ numSpins: 3, bonds: [[0, 1, 1], [1, 2, 1]] }));
 * const rng = stream(key('one sweep'));
 * const [{ energy }] = step(init(Int8Array.of(1, -1, 1), rng), rng, 50);
 * energy; // => -2
 * ```
 */
export function isingSweep(
  model: SpinModel,
  { rule = 'heat-bath', kernels = 'auto' }: IsingSweepOptions = {},
): Kernel<Int8Array, IsingSweepState, IsingSweepInfo, [beta: number]> {
  const where = 'isingSweep';
  requireModel(where, model);
  requireOneOf(where, 'rule', rule, updateRules);
  requireOneOf(where, 'kernels', kernels, ['auto', 'scalar']);
  const engine = sweepEngine(sweepPlan(model, rule), kernels);
  return {
    init(position) {
      requireSpins(where, 'position', position, model.numSpins);
      return { position: position.slice(), energy: spinEnergy(model, position) };
    },
    step(state, rng, beta) {
      engine.load(state.position);
      const energyChange = engine.sweep(beta, rng);
      const position = new Int8Array(model.numSpins);
      engine.spinsInto(position);
      return [{ position, energy: state.energy + energyChange }, { energyChange }];
    },
  };
}
