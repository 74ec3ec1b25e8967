/** The ground state of an Ising model in a transverse field by imaginary time. */
import { requireCount, requireFinite, requirePositive } from '@yuragi/prob-core/errors';
import type { SpinModel } from './ising.ts';
import { dampInto, STAGES, spreadInto } from './split-step.ts';
import { basisEnergies, type TransverseFieldOptions } from './transverse-field.ts';

/** 2^12 amplitudes. */
const MOST_SPINS = 12;

export interface ImaginaryTimeOptions extends TransverseFieldOptions {
  /** Imaginary time, in units of 1/energy: excited states fade as exp(-gap duration). */
  readonly duration: number;
  /** Steps; their length biases the state in its fourth power. */
  readonly numSteps: number;
}

/** The ground state that imaginary time leads to. */
export interface ImaginaryTimeResult {
  /** Of norm 1, (2^n), all >= 0 for transverseField > 0. */
  readonly amplitudes: Float64Array;
  /** <psi|H|psi>, an upper bound on the lowest eigenvalue. */
  readonly energy: number;
  /** |H psi - energy psi|: some eigenvalue is at most this far from `energy`. */
  readonly residual: number;
}

/**
 * The state exp(-tau H) |uniform> / norm, which tends to the ground state, n <= 12.
 *
 *   H = -transverseField sum_i sigma^x_i + problemScale E
 *
 * Suzuki's product of order 4 a step, normalised after each. `residual` says how good the result is.
 *
 * @throws {ArgumentError} above 12 spins or for bad options
 * @example ```ts doctest
 * import { imaginaryTimeGroundState } from '@yuragi/annealing';
 * import { isingModel } from '@yuragi/mcmc';
 * const one = isingModel({ numSpins: 1, bonds: [], fields: [3] });
 * const { energy } = imaginaryTimeGroundState(one, { transverseField: 4, duration: 5, numSteps: 100 });
 * energy; // ~> -5.00000000
 * ```
 */
export function imaginaryTimeGroundState(model: SpinModel, options: ImaginaryTimeOptions): ImaginaryTimeResult {
  const where = 'imaginaryTimeGroundState';
  const energies = basisEnergies(where, model, MOST_SPINS);
  const { problemScale = 1 } = options;
  const transverseField = requireFinite(where, 'transverseField', options.transverseField);
  requireFinite(where, 'problemScale', problemScale);
  const h = requirePositive(where, 'duration', options.duration) / requireCount(where, 'numSteps', options.numSteps, 1);

  const psi = new Float64Array(energies.length).fill(1);
  for (let i = 0; i < options.numSteps; i++) {
    let pending = 0;
    for (const stage of STAGES) {
      const half = (transverseField * stage * h) / 2;
      spreadInto(psi, pending + half);
      dampInto(psi, energies, problemScale * stage * h);
      pending = half;
    }
    spreadInto(psi, pending);
    normalise(psi);
  }

  const image = psi.map((a, x) => {
    let sum = problemScale * energies[x]! * a;
    for (let bit = 1; bit < psi.length; bit *= 2) sum -= transverseField * psi[x ^ bit]!;
    return sum;
  });
  const energy = image.reduce((sum, a, x) => sum + a * psi[x]!, 0);
  return {
    amplitudes: psi,
    energy,
    residual: Math.sqrt(image.reduce((sum, a, x) => sum + (a - energy * psi[x]!) ** 2, 0)),
  };
}

/** Divides by the largest entry first, whose square might overflow. */
function normalise(psi: Float64Array): void {
  const largest = psi.reduce((max, a) => Math.max(max, Math.abs(a)), 0);
  const norm = largest * Math.sqrt(psi.reduce((sum, a) => sum + (a / largest) ** 2, 0));
  for (let x = 0; x < psi.length; x++) psi[x]! /= norm;
}
