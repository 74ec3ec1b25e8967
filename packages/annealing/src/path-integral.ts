/** Path-integral Monte Carlo of an Ising model in a transverse field: sweeps over the paths of P slices, as a kernel. */
import type { Kernel } from '@yuragi/mcmc';
import { requireLength } from '@yuragi/prob-core/errors';
import { requireModel, requireSpins, type SpinModel } from './ising.ts';
import { pathEngine } from './path-integral-engine.ts';
import { requireSlices, type SliceOptions, sliceCoupling, transverseMagnetizationOf } from './trotter.ts';

/** A path between two sweeps. */
export interface PathIntegralState {
  /** Spins -1 or +1, (n, P): row i is the worldline of spin i, column k the slice k. */
  readonly position: Int8Array;
  /** E of each slice, (P). */
  readonly sliceEnergies: Float64Array;
  /** Bonds in time whose two spins differ. */
  readonly numKinks: number;
}

/** What one sweep ended in, measured at its transverse field. */
export interface PathIntegralInfo {
  /** Mean of E over the slices: its mean over paths is <E>. */
  readonly energy: number;
  /** n tanh a + (kinks/P) (coth a - tanh a), a = beta Gamma/P: its mean over paths is <X>. */
  readonly transverseMagnetization: number;
  /** Segments that the sweep drew a sign for; n means that all worldlines moved as one. */
  readonly numSegments: number;
}

/**
 * One sweep over the paths of an Ising model in a transverse field, at the field it is handed.
 *
 *   W(path) = -(beta/P) sum_k E(s^k) + K sum_{i,k} s_i^k s_i^{k+1},   K = (1/2) log coth(beta Gamma/P)
 *
 * Leaves exp(W) invariant (`pathLogWeight`, exact in law), at any Gamma > 0. Each worldline in turn is cut into segments and
 * each segment is drawn anew, so that single spins, whole worldlines and all between move at once; every update of a worldline
 * is reversible, the sweep in order is not. Against the quantum model the law errs by O((beta/P)^2) in its averages.
 *
 * A sweep costs n P decisions and P additions per neighbour; one `step` also the energies of all slices where they are not
 * known, and copies of the path. At Gamma = 0 kinks are only removed, and <X> is not a number.
 *
 * @throws {ShapeError}, {ArgumentError} for a bad model, unless beta > 0 and P >= 1; `init` for spins that are not -1 or +1
 * @see Suzuki, Prog. Theor. Phys. 56 (1976), 1454; Rieger and Kawashima, Eur. Phys. J. B 9 (1999), 233 (the update, at
 *   P = infinity); Swendsen and Wang, Phys. Rev. Lett. 58 (1987), 86
 * @example ```ts doctest
 * import { pathIntegralKernel, trotterMoments } from '@yuragi/annealing';
 * import { isingModel } from '@yuragi/mcmc';
 * import { key, stream } from '@yuragi/prob-core';
 * const model = isingModel({ numSpins: 2, bonds: [[0, 1, 1]] });
 * const { init, step } = pathIntegralKernel(model, { beta: 1, numSlices: 4 });
 * const rng = stream(key('path'));
 * let state = init(new Int8Array(8).fill(1), rng);
 * let mean = 0;
 * for (let t = 0; t < 4000; t++) {
 *   const [next, { transverseMagnetization }] = step(state, rng, 0.8);
 *   state = next;
 *   mean += transverseMagnetization / 4000;
 * }
 * const exact = trotterMoments(model, { beta: 1, numSlices: 4, transverseField: 0.8 }).transverseMagnetization;
 * Math.abs(mean - exact) < 0.1; // => true
 * ```
 */
export function pathIntegralKernel(
  model: SpinModel,
  options: SliceOptions,
): Kernel<Int8Array, PathIntegralState, PathIntegralInfo, [transverseField: number]> {
  const where = 'pathIntegralKernel';
  requireModel(where, model);
  const slices = requireSlices(where, options);
  const { numSlices } = slices;
  const size = model.numSpins * numSlices;
  const engine = pathEngine(model, slices);
  const stateOf = (): PathIntegralState => {
    const position = new Int8Array(size);
    engine.pathInto(position);
    return { position, sliceEnergies: engine.sliceEnergies(), numKinks: engine.numKinks() };
  };
  return {
    init(position) {
      engine.load(requireSpins(where, 'position', requireLength(where, 'position', position, size), size));
      return stateOf();
    },
    step(state, rng, transverseField) {
      const coupling = sliceCoupling(slices, transverseField);
      engine.load(state.position, state.sliceEnergies);
      engine.sweep(1, coupling.kinkWeight, (probability) => rng.uniform() < probability);
      const info = {
        energy: engine.energy(),
        transverseMagnetization: transverseMagnetizationOf(coupling, model.numSpins, engine.numKinks() / numSlices),
        numSegments: engine.numSegments(),
      };
      return [stateOf(), info];
    },
  };
}
