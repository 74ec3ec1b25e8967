/** Block Gibbs sampling of a restricted Boltzmann machine, and the path of laws that leads to it from independent units. */
import type { Kernel } from '@yuragi/mcmc';
import type { Rng } from '@yuragi/prob-core';
import { ArgumentError, requireAllFinite, requireLength } from '@yuragi/prob-core/errors';
import { areStates, lowValue, sumLogUnit } from './boltzmann-units.ts';
import {
  drawUnits,
  freeEnergyOf,
  hiddenFieldsInto,
  type RestrictedBoltzmannParameters,
  visibleFieldsInto,
} from './restricted-boltzmann-layers.ts';
import { machine, parametersOf, type RestrictedBoltzmannMachine } from './restricted-boltzmann-machine.ts';

/** Where a chain stands: the visible units. The hidden ones are drawn afresh in every step. */
export interface BlockGibbsState {
  /** x, (D). */
  readonly position: Float64Array;
}

/** What the step went through. */
export interface BlockGibbsInfo {
  /** z, (H): drawn given the x that was left. */
  readonly hidden: Float64Array;
}

/**
 * Block Gibbs sampling: all hidden units given the visible ones, then all visible units given the hidden ones.
 *
 *   w(x, z | x', z') = q(x | z) q(z | x')
 *
 * Leaves q(x) invariant exactly, and satisfies detailed balance as a kernel on x alone. A step costs 2 D H multiply-adds and
 * D + H uniforms. Draws are bit-identical on every engine.
 *
 * @example ```ts doctest
 * import { key, stream, toNdarray } from '@yuragi/prob-core';
 * import { blockGibbs, restrictedBoltzmannMachine } from '@yuragi/latent-models';
 * const rbm = restrictedBoltzmannMachine({
 *   weights: toNdarray(Float64Array.of(40, 40), [2, 1]),
 *   visibleBias: Float64Array.of(-20, -20),
 *   hiddenBias: Float64Array.of(-40),
 * });
 * const rng = stream(key('block Gibbs'));
 * const kernel = blockGibbs(rbm);
 * // Two units that are bound to each other stay together.
 * const [state] = kernel.step(kernel.init(Float64Array.of(1, 1), rng), rng);
 * state.position[0] === state.position[1]; // => true
 * ```
 */
export function blockGibbs(model: RestrictedBoltzmannMachine): Kernel<Float64Array, BlockGibbsState, BlockGibbsInfo> {
  return blockGibbsOf(parametersOf(model, 'blockGibbs'));
}

function blockGibbsOf(
  parameters: RestrictedBoltzmannParameters,
): Kernel<Float64Array, BlockGibbsState, BlockGibbsInfo> {
  const { units, visibleBias, hiddenBias } = parameters;
  const d = visibleBias.length;
  return {
    init(position) {
      requireLength('blockGibbs.init', 'position', position, d);
      if (!areStates(units, position, 0, d))
        throw new ArgumentError('blockGibbs.init', 'position', `a state of ${lowValue(units)} and 1`, position);
      return { position: Float64Array.from(position) };
    },
    step(state, rng) {
      const hidden = new Float64Array(hiddenBias.length);
      hiddenFieldsInto(parameters, state.position, 0, hidden);
      drawUnits(units, rng, hidden);
      const position = new Float64Array(d);
      visibleFieldsInto(parameters, hidden, 0, position);
      drawUnits(units, rng, position);
      return [{ position }, { hidden }];
    },
  };
}

/** A path of machines; by shape a `PathOfDistributions` of `thermo-jarzynski`. */
export interface RestrictedBoltzmannPath {
  /** Nats, unnormalised: -F_s(x) of the machine at s; -Infinity off the states. */
  logDensity(x: Float64Array, s: number): number;
  /** Units without W: drawn exactly. */
  readonly reference: { sample(rng: Rng): Float64Array; readonly logPartition: number };
  /** The machine at s. */
  at(s: number): RestrictedBoltzmannMachine;
  /** Block Gibbs of the machine at s: what annealed importance sampling moves with. */
  makeKernel(s: number): Kernel<Float64Array, BlockGibbsState, BlockGibbsInfo>;
}

export interface RestrictedBoltzmannPathOptions {
  /**
   * (D): the visible bias at s = 0. Default that of the machine. The log-odds of the data's means, as a base-rate model,
   * start nearer to a machine that was trained (Salakhutdinov and Murray 2008, section 4.1).
   */
  readonly referenceBias?: Float64Array | undefined;
}

/**
 * The path from independent units to a restricted Boltzmann machine.
 *
 *   E_s(x, z) = -(s x^T W z + ((1 - s) b_0 + s b)^T x + c^T z),   s in [0, 1]
 *
 * Every law on it is such a machine, so block Gibbs moves along it; at s = 0, log Z_0 = sum_i log Z(b_0i) + sum_j log Z(c_j)
 * in closed form. Hand it with its `makeKernel` to `annealedImportanceSampling` of `thermo-jarzynski` for log Z of a
 * machine that is too large to enumerate. A density costs D H multiply-adds.
 *
 * @throws {ShapeError}, {ArgumentError} for a bias of the wrong length or that is not finite
 * @see Salakhutdinov and Murray, ICML 2008, section 4.1, with the hidden units of both ends identified
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { restrictedBoltzmannLogPartition, restrictedBoltzmannMachine, restrictedBoltzmannPath } from '@yuragi/latent-models';
 * const rbm = restrictedBoltzmannMachine({
 *   weights: toNdarray(Float64Array.of(1, -2), [2, 1]),
 *   visibleBias: Float64Array.of(0, 0),
 *   hiddenBias: Float64Array.of(0),
 * });
 * const path = restrictedBoltzmannPath(rbm);
 * // Three free units: 3 log 2.
 * path.reference.logPartition; // ~> 2.07944
 * restrictedBoltzmannLogPartition(path.at(1)) === restrictedBoltzmannLogPartition(rbm); // => true
 * ```
 */
export function restrictedBoltzmannPath(
  model: RestrictedBoltzmannMachine,
  options: RestrictedBoltzmannPathOptions = {},
): RestrictedBoltzmannPath {
  const where = 'restrictedBoltzmannPath';
  const target = parametersOf(model, where);
  const { units, weights, visibleBias, hiddenBias } = target;
  const d = visibleBias.length;
  const referenceBias = requireAllFinite(
    where,
    'referenceBias',
    Float64Array.from(requireLength(where, 'referenceBias', options.referenceBias ?? visibleBias, d)),
  );
  const parametersAt = (s: number): RestrictedBoltzmannParameters => ({
    units,
    weights: weights.map((w) => s * w),
    visibleBias: visibleBias.map((b, i) => (1 - s) * referenceBias[i]! + s * b),
    hiddenBias,
  });
  // Densities are asked for at one s after another: the parameters of the last two are kept.
  const kept: { s: number; parameters: RestrictedBoltzmannParameters }[] = [];
  const keptAt = (s: number): RestrictedBoltzmannParameters => {
    const found = kept.find((entry) => entry.s === s);
    if (found !== undefined) return found.parameters;
    const parameters = parametersAt(s);
    kept.unshift({ s, parameters });
    kept.length = Math.min(kept.length, 2);
    return parameters;
  };
  const fields = new Float64Array(hiddenBias.length);
  return {
    logDensity: (x, s) => (areStates(units, x, 0, d) ? -freeEnergyOf(keptAt(s), x, 0, fields) : -Infinity),
    reference: {
      sample(rng) {
        const x = referenceBias.slice();
        drawUnits(units, rng, x);
        return x;
      },
      logPartition: sumLogUnit(units, referenceBias, 0, d) + sumLogUnit(units, hiddenBias, 0, hiddenBias.length),
    },
    at: (s) => machine(parametersAt(s)),
    makeKernel: (s) => blockGibbsOf(parametersAt(s)),
  };
}
