/** Quantum annealing by the exact state vector: Schroedinger's equation of an Ising model in a transverse field. */
import {
  ArgumentError,
  ConvergenceError,
  requireCount,
  requireFinite,
  requireLength,
  requirePositive,
} from '@yuragi/prob-core/errors';
import type { SpinModel } from './ising.ts';
import { type Amplitudes, phaseInto, rotateInto, STAGES } from './split-step.ts';
import { basisEnergies, gammaOf, type QuantumSchedule, scaleOf } from './transverse-field.ts';

/** 2^12 amplitudes. */
const MOST_SPINS = 12;

export interface EvolutionOptions extends QuantumSchedule {
  /** Time of the whole run, in units of hbar over energy. */
  readonly duration: number;
}

/** A state vector on its way through an anneal. */
export interface EvolutionState {
  /** Amplitudes of the 2^n basis states; bit 0 of an index is spin 0, and a bit of 0 is spin +1. */
  readonly position: Amplitudes;
  readonly time: number;
}

/** Real-time evolution under a transverse field, a step at a time. */
export interface Evolution {
  /** At time 0: the given amplitudes (of norm 1), or the uniform superposition, the ground state of the driver. */
  init(amplitudes?: Amplitudes): EvolutionState;
  /** One step of order 4 from the state's time to another. */
  step(state: EvolutionState, time: number): EvolutionState;
}

/**
 * Real-time evolution of an Ising model in a transverse field, step by step, n <= 12.
 *
 *   i d psi/dt = [-Gamma(t/T) sum_i sigma^x_i + B(t/T) E] psi
 *
 * A step is Suzuki's product of five symmetric ones: order 4 in its length for smooth schedules, unitary to rounding,
 * 6 n 2^n complex rotations and 5 2^n phases.
 *
 * @throws {ArgumentError} above 12 spins, unless duration > 0; `init` for amplitudes of another norm than 1
 * @see Suzuki, Phys. Lett. A 146 (1990), 319
 * @example ```ts doctest
 * import { transverseFieldEvolution } from '@yuragi/annealing';
 * import { isingModel } from '@yuragi/mcmc';
 * const { init, step } = transverseFieldEvolution(isingModel({ numSpins: 2, bonds: [[0, 1, 1]] }), { duration: 5 });
 * const { position } = step(init(), 0.1);
 * position.real.reduce((sum, a, x) => sum + a ** 2 + position.imaginary[x]! ** 2, 0); // ~> 1.00000000000
 * ```
 */
export function transverseFieldEvolution(model: SpinModel, options: EvolutionOptions): Evolution {
  const where = 'transverseFieldEvolution';
  return evolutionOf(where, basisEnergies(where, model, MOST_SPINS), options);
}

function evolutionOf(where: string, energies: Float64Array, options: EvolutionOptions): Evolution {
  const duration = requirePositive(where, 'duration', options.duration);
  const gamma = gammaOf(options);
  const scale = scaleOf(options);
  const at = (schedule: (s: number) => number, name: string, time: number): number =>
    requireFinite(where, `${name}(${time / duration})`, schedule(time / duration));
  return {
    init(amplitudes) {
      const size = energies.length;
      if (amplitudes === undefined)
        return {
          position: { real: new Float64Array(size).fill(size ** -0.5), imaginary: new Float64Array(size) },
          time: 0,
        };
      requireLength(where, 'amplitudes.real', amplitudes.real, size);
      requireLength(where, 'amplitudes.imaginary', amplitudes.imaginary, size);
      const norm = squaredNorm(amplitudes);
      if (!(Math.abs(norm - 1) < 1e-9)) throw new ArgumentError(where, 'amplitudes', 'of squared norm 1', norm);
      return { position: copyOf(amplitudes), time: 0 };
    },
    step(state, time) {
      const psi = copyOf(state.position);
      const h = time - state.time;
      let begin = state.time;
      let pending = 0;
      for (const stage of STAGES) {
        const middle = begin + (stage * h) / 2;
        const half = (at(gamma, 'transverseField', middle) * stage * h) / 2;
        // Two half rotations that meet are one.
        rotateInto(psi, pending + half);
        phaseInto(psi, energies, at(scale, 'problemScale', middle) * stage * h);
        pending = half;
        begin += stage * h;
      }
      rotateInto(psi, pending);
      return { position: psi, time };
    },
  };
}

export interface QuantumAnnealOptions extends EvolutionOptions {
  /** Where to begin. Default the uniform superposition. */
  readonly start?: Amplitudes | undefined;
  // Advanced
  /** Bound on the estimated error of the final state, in norm. Default 1e-8. */
  readonly tolerance?: number | undefined;
  /** Steps at most. Default 2^18. */
  readonly maxSteps?: number | undefined;
}

/** The end of a quantum anneal: the probability of each state, and of success. */
export interface QuantumAnnealResult {
  readonly amplitudes: Amplitudes;
  /** Of the basis states at the end, (2^n). */
  readonly probabilities: Float64Array;
  /** Of ending in a ground state of the problem. */
  readonly successProbability: number;
  /** <E> at the end. */
  readonly energy: number;
  readonly numSteps: number;
  /** |psi_N - psi_2N|/15, which estimates the error of the finer one, the one that is returned. */
  readonly errorEstimate: number;
}

const FIRST_STEPS = 16;
const GROUND_TOLERANCE = 1e-11;

/**
 * A whole quantum annealing run, exactly, n <= 12.
 *
 * The number of steps is doubled until the state changes by less than the tolerance allows: the error that is reported was
 * measured, not assumed. Synchronous; a run costs about (duration * norm of H) steps times what `transverseFieldEvolution`
 * says, and twice that for the comparison.
 *
 * @throws {ArgumentError} above 12 spins or for bad options; {ConvergenceError} if `maxSteps` do not reach the tolerance
 * @see Kadowaki and Nishimori, Phys. Rev. E 58 (1998), 5355
 * @example ```ts doctest
 * import { quantumAnneal } from '@yuragi/annealing';
 * import { isingModel } from '@yuragi/mcmc';
 * const model = isingModel({ numSpins: 2, bonds: [[0, 1, 1]], fields: [0.5, 0] });
 * const fast = quantumAnneal(model, { duration: 1 }).successProbability;
 * const slow = quantumAnneal(model, { duration: 50 }).successProbability;
 * fast < 0.9 && slow > 0.99; // => true
 * ```
 */
export function quantumAnneal(model: SpinModel, options: QuantumAnnealOptions): QuantumAnnealResult {
  const where = 'quantumAnneal';
  const energies = basisEnergies(where, model, MOST_SPINS);
  const { duration, start } = options;
  const tolerance = requirePositive(where, 'tolerance', options.tolerance ?? 1e-8);
  const maxSteps = requireCount(where, 'maxSteps', options.maxSteps ?? 2 ** 18, 2);
  const evolution = evolutionOf(where, energies, options);
  const run = (numSteps: number): Amplitudes => {
    let state = evolution.init(start);
    for (let i = 1; i <= numSteps; i++) state = evolution.step(state, (duration * i) / numSteps);
    return state.position;
  };

  let numSteps = Math.min(FIRST_STEPS, maxSteps);
  let coarse = run(numSteps);
  let errorEstimate = Infinity;
  while (errorEstimate > tolerance) {
    if (2 * numSteps > maxSteps) throw new ConvergenceError(where, numSteps, errorEstimate, tolerance);
    numSteps *= 2;
    const fine = run(numSteps);
    errorEstimate = distance(coarse, fine) / 15;
    coarse = fine;
  }
  const probabilities = coarse.real.map((a, x) => a * a + coarse.imaginary[x]! ** 2);
  const lowest = energies.reduce((a, b) => Math.min(a, b));
  const largest = energies.reduce((a, b) => Math.max(Math.abs(a), Math.abs(b)));
  let successProbability = 0;
  let energy = 0;
  for (const [x, p] of probabilities.entries()) {
    energy += p * energies[x]!;
    if (energies[x]! - lowest <= GROUND_TOLERANCE * largest) successProbability += p;
  }
  return { amplitudes: coarse, probabilities, successProbability, energy, numSteps, errorEstimate };
}

const copyOf = ({ real, imaginary }: Amplitudes): Amplitudes => ({ real: real.slice(), imaginary: imaginary.slice() });

const squaredNorm = ({ real, imaginary }: Amplitudes): number =>
  real.reduce((sum, a, x) => sum + a * a + imaginary[x]! ** 2, 0);

function distance(a: Amplitudes, b: Amplitudes): number {
  const real = a.real.map((x, i) => x - b.real[i]!);
  const imaginary = a.imaginary.map((x, i) => x - b.imaginary[i]!);
  return Math.sqrt(squaredNorm({ real, imaginary }));
}
