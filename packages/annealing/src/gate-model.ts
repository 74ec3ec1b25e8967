/**
 * Circuits of two kinds of gate, phases by the energy and rotations of every spin, applied to the uniform superposition:
 *
 *   |gammas, betas> = prod_k exp(i betas[k] sum sigma^x) exp(-i gammas[k] E) |+...+>,   k = 0 first,
 *
 * which is the quantum approximate optimisation algorithm for the maximum of C = -E. With betas and gammas cut from an
 * anneal it is a digitised anneal, a product formula for Schroedinger's equation.
 */
import {
  ArgumentError,
  requireAllFinite,
  requireCount,
  requireLength,
  requireOneOf,
  requirePositive,
} from '@yuragi/prob-core/errors';
import type { SpinModel } from './ising.ts';
import { type Amplitudes, phaseInto, rotateInto } from './split-step.ts';
import { basisEnergies, gammaOf, type QuantumSchedule, scaleOf } from './transverse-field.ts';

/** 2^16 amplitudes. */
const MOST_SPINS = 16;

/** What a circuit leaves. */
export interface CircuitState {
  /** Of the 2^n basis states, in the order of `spinsOfIndex`. */
  readonly amplitudes: Amplitudes;
  /** Their squared magnitudes, (2^n). */
  readonly probabilities: Float64Array;
  /** <E>. */
  readonly energy: number;
}

/** The angles of a circuit, layer by layer. */
export interface QaoaAngles {
  /** Phase of each layer, one per layer, in units of hbar over energy. */
  readonly gammas: ArrayLike<number>;
  /** Rotation of each layer, (as many), radians. */
  readonly betas: ArrayLike<number>;
}

/**
 * The state of the quantum approximate optimisation algorithm, exactly, n <= 16.
 *
 * Signs are those of an anneal, so that small positive angles lower the energy: Farhi's exp(-i beta sum sigma^x)
 * exp(-i gamma C) with C = -E is the complex conjugate, with the same probabilities. n 2^n rotations and 2^n phases a layer.
 *
 * @param model energy to be lowered: for maximum cut `maxCutIsing(graph)`, E = -cut
 * @throws {ArgumentError} above 16 spins or for an angle that is not finite; {ShapeError} unless there are as many betas
 * @see Farhi, Goldstone and Gutmann, arXiv:1411.4028 (2014)
 * @example ```ts doctest
 * import { maxCutIsing, qaoaState } from '@yuragi/annealing';
 * // A ring of four: three quarters of its edges are cut.
 * const ring = maxCutIsing({ numNodes: 4, edges: [[0, 1, 1], [1, 2, 1], [2, 3, 1], [0, 3, 1]] });
 * const { energy } = qaoaState(ring, { gammas: [Math.PI / 4], betas: [Math.PI / 8] });
 * -energy; // ~> 3.00000000000
 * ```
 */
export function qaoaState(model: SpinModel, angles: QaoaAngles): CircuitState {
  const where = 'qaoaState';
  const { gammas, betas } = angles ?? ({} as QaoaAngles);
  const energies = basisEnergies(where, model, MOST_SPINS);
  requireAllFinite(where, 'gammas', gammas);
  requireAllFinite(where, 'betas', requireLength(where, 'betas', betas, gammas.length));
  const amplitudes = uniform(energies.length);
  for (let k = 0; k < gammas.length; k++) {
    phaseInto(amplitudes, energies, gammas[k]!);
    rotateInto(amplitudes, betas[k]!);
  }
  return measured(amplitudes, energies);
}

export interface DigitisedAnnealOptions extends QuantumSchedule {
  /** Time of the whole run, in units of hbar over energy. */
  readonly duration: number;
  /** p, how many steps the run is cut into. */
  readonly numSteps: number;
  /** 'symmetric' halves the phase and puts one half on each side of the rotation; 'sequential' is one of each. Default 'symmetric'. */
  readonly splitting?: 'symmetric' | 'sequential' | undefined;
}

/**
 * A quantum anneal as a circuit of p steps, exactly, n <= 16. Schedules are taken in the middle of each step.
 *
 *   symmetric:  exp(-i h B E/2) exp(i h Gamma sum sigma^x) exp(-i h B E/2),   error O(1/p^2) in norm
 *   sequential: exp(i h Gamma sum sigma^x) exp(-i h B E),                     error O(1/p): QAOA with these angles
 *
 * h = duration/p. Both are unitary to rounding for any p. `quantumAnneal` is the limit, with its error measured.
 *
 * @throws {ArgumentError} above 16 spins, for bad options or a schedule that is not finite
 * @see Barends et al., Nature 534 (2016), 222; Suzuki, Phys. Lett. A 146 (1990), 319
 * @example ```ts doctest
 * import { digitisedAnneal, quantumAnneal } from '@yuragi/annealing';
 * import { isingModel } from '@yuragi/mcmc';
 * const model = isingModel({ numSpins: 2, bonds: [[0, 1, 1]], fields: [0.5, 0] });
 * const { energy } = quantumAnneal(model, { duration: 4 });
 * const error = (numSteps: number) => Math.abs(digitisedAnneal(model, { duration: 4, numSteps }).energy - energy);
 * error(40) / error(80); // ~> 4.0
 * ```
 */
export function digitisedAnneal(model: SpinModel, options: DigitisedAnnealOptions): CircuitState {
  const where = 'digitisedAnneal';
  const energies = basisEnergies(where, model, MOST_SPINS);
  const duration = requirePositive(where, 'duration', options?.duration);
  const numSteps = requireCount(where, 'numSteps', options.numSteps, 1);
  const { splitting = 'symmetric' } = options;
  requireOneOf(where, 'splitting', splitting, ['symmetric', 'sequential']);
  const [gamma, scale] = [gammaOf(options), scaleOf(options)];
  for (const [argument, schedule] of Object.entries({ transverseField: gamma, problemScale: scale }))
    if (typeof schedule !== 'function') throw new ArgumentError(where, argument, 'a function of s in [0, 1]', schedule);
  const length = duration / numSteps;
  const amplitudes = uniform(energies.length);
  for (let k = 0; k < numSteps; k++) {
    const s = (k + 0.5) / numSteps;
    const [field, factor] = [gamma(s), scale(s)];
    if (!Number.isFinite(field)) throw new ArgumentError(where, `transverseField(${s})`, 'a finite number', field);
    if (!Number.isFinite(factor)) throw new ArgumentError(where, `problemScale(${s})`, 'a finite number', factor);
    const after = splitting === 'symmetric' ? (length * factor) / 2 : 0;
    phaseInto(amplitudes, energies, length * factor - after);
    rotateInto(amplitudes, length * field);
    if (after !== 0) phaseInto(amplitudes, energies, after);
  }
  return measured(amplitudes, energies);
}

const uniform = (size: number): Amplitudes => ({
  real: new Float64Array(size).fill(size ** -0.5),
  imaginary: new Float64Array(size),
});

function measured(amplitudes: Amplitudes, energies: Float64Array): CircuitState {
  const probabilities = amplitudes.real.map((a, x) => a * a + amplitudes.imaginary[x]! ** 2);
  return { amplitudes, probabilities, energy: probabilities.reduce((sum, p, x) => sum + p * energies[x]!, 0) };
}
