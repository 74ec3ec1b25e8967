/**
 * The entry `@yuragi/thermo-jarzynski/quantum`: work on a quantum system, by measuring its energy before and after (Tasaki,
 * arXiv:cond-mat/0009244; Kurchan, arXiv:cond-mat/0007360; Campisi, Haenggi and Talkner, Rev. Mod. Phys. 83, 2011, 771).
 * From exp(-beta H)/Z, energy E_a is found with probability p_a = exp(-beta E_a)/Z; U carries its eigenvector |a>, and E'_b
 * of the last H' is found:
 *
 *   P(a, b) = p_a |<b|U|a>|^2,    W = beta (E'_b - E_a),    <exp(-W)> = Z'/Z = exp(-DeltaF)   for every unitary U
 *
 * and what is dissipated is a relative entropy, <W> - DeltaF = D(U rho U^* || rho') >= 0, rho' = exp(-beta H')/Z'.
 */
import { logSumExp } from '@yuragi/prob-core';
import { ArgumentError, requireFinite, ShapeError } from '@yuragi/prob-core/errors';
import {
  adjoint,
  type ComplexMatrix,
  type HermitianEigen,
  hermitianEigen,
  identityMatrix,
  largestEntry,
  multiply,
  requireHermitian,
} from '@yuragi/prob-core/quantum';

/** A system, what is done to it, and its temperature. */
export interface TwoPointMeasurement {
  /** H, (n, n), Hermitian: the system begins in exp(-beta H)/Z. */
  readonly initialHamiltonian: ComplexMatrix;
  /** H', (n, n), Hermitian: its energy is measured at the end. */
  readonly finalHamiltonian: ComplexMatrix;
  /** U, (n, n): what happens in between, as `unitaryEvolution` or a product of such steps. */
  readonly unitary: ComplexMatrix;
  /** 1/T, finite: W and F are in units of k_B T. */
  readonly beta: number;
}

/** The exact law of the work and what follows from it, in units of k_B T. */
export interface TwoPointWork {
  /** W, ascending; values that differ by rounding alone are one. */
  readonly work: Float64Array;
  /** Of each value of the work. */
  readonly probabilities: Float64Array;
  /** <W>. */
  readonly meanWork: number;
  /** -log <exp(-W)>, by the law of the work. */
  readonly jarzynski: number;
  /** F' - F = -log Z'/Z, by the two spectra. */
  readonly freeEnergyDifference: number;
  /** <W> - (F' - F) = D(U rho U^* || rho') >= 0. */
  readonly dissipation: number;
  /** p_a, descending energies E_a, (n): the spectrum of U rho U^* as well. */
  readonly populations: Float64Array;
}

/** Of U^*U - 1, largest entry. */
const UNITARY = 1e-10;
/** Work values closer than this share of the largest energy are one. */
const SAME_WORK = 1e-12;

/**
 * The law of the work that a unitary does on a quantum system in thermal equilibrium, by two energy measurements.
 *
 *   P(W) = sum_{a,b} p_a |<b|U|a>|^2 [W = beta (E'_b - E_a)]
 *
 * Exact to rounding, by two eigenproblems: nothing is sampled. Jarzynski's equality and the second law hold as for a
 * classical system, though H, H' and U do not commute: `jarzynski` and `freeEnergyDifference` agree to rounding for every
 * unitary, and `dissipation` tells a slow drive from a fast one. Where H has equal energies the law does not depend on the
 * choice of their eigenvectors. Cost: two eigenproblems of size 2 n and two products, O(n^3).
 *
 * *Gotchas.* Work is no observable: there is no matrix whose spectral law in rho this is. For U = 1 and a sudden change of
 * H it has the same mean as H' - H, and other higher moments.
 *
 * @throws {ArgumentError} for matrices that are not Hermitian or not unitary, with the size of the violation; {ShapeError}
 * @see Campisi, Haenggi and Talkner 2011, section IV; Ohzeki and Nishimori, arXiv:1102.2025, for quantum annealing
 * @example (A spin whose field turns from x to z in no time) ```ts doctest
 * import { identityMatrix, pauli } from '@yuragi/prob-core/quantum';
 * import { twoPointMeasurement } from '@yuragi/thermo-jarzynski/quantum';
 * const { work, probabilities, dissipation, jarzynski } = twoPointMeasurement({
 *   initialHamiltonian: pauli.x,
 *   finalHamiltonian: pauli.z,
 *   unitary: identityMatrix(2),
 *   beta: 1,
 * });
 * [...work].map((w) => Math.abs(w).toFixed(3)); // => ['2.000', '0.000', '2.000']
 * [...probabilities].map((p) => p.toFixed(3)); // => ['0.060', '0.500', '0.440']
 * Math.abs(jarzynski) < 1e-12; // => true
 * dissipation; // ~> 0.761594
 * ```
 */
export function twoPointMeasurement(options: TwoPointMeasurement): TwoPointWork {
  const where = 'twoPointMeasurement';
  const { initialHamiltonian, finalHamiltonian, unitary, beta } = options ?? ({} as TwoPointMeasurement);
  requireFinite(where, 'beta', beta);
  const n = initialHamiltonian?.rows;
  for (const [argument, matrix] of Object.entries({ initialHamiltonian, finalHamiltonian, unitary }))
    if (!(matrix?.rows === n && matrix?.columns === n))
      throw new ShapeError(where, argument, `shape (${n}, ${n})`, [matrix?.rows, matrix?.columns]);
  const before = hermitianEigen(requireHermitian(where, 'initialHamiltonian', initialHamiltonian));
  const after = hermitianEigen(requireHermitian(where, 'finalHamiltonian', finalHamiltonian));
  const violation = largestEntry(multiply(adjoint(unitary), unitary), identityMatrix(n));
  if (!(violation <= UNITARY)) throw new ArgumentError(where, 'unitary', 'unitary: largest |U*U - 1| = 0', violation);

  const scale = Math.abs(beta) * Math.max(...[...before.values, ...after.values].map(Math.abs));
  requireFinite(where, "beta (E' - E)", 2 * scale);
  const [logZ, logPopulations] = gibbs(before, beta);
  const populations = logPopulations.map(Math.exp);
  const [logZAfter] = gibbs(after, beta);
  const amplitudes = multiply(adjoint(after.vectors), unitary, before.vectors);
  const outcomes: { readonly work: number; readonly probability: number }[] = [];
  let meanWork = 0;
  const logTerms: number[] = [];
  for (let b = 0; b < n; b++)
    for (let a = 0; a < n; a++) {
      const at = b * n + a;
      const transition = amplitudes.real[at]! ** 2 + amplitudes.imaginary[at]! ** 2;
      const probability = populations[a]! * transition;
      const work = beta * (after.values[b]! - before.values[a]!);
      outcomes.push({ work, probability });
      meanWork += probability * work;
      // Of a level that is empty to rounding too: its share of <exp(-W)> is not.
      logTerms.push(logPopulations[a]! + Math.log(transition) - work);
    }
  const freeEnergyDifference = logZ - logZAfter;
  return {
    ...merged(outcomes, SAME_WORK * scale),
    meanWork,
    jarzynski: -logSumExp(logTerms),
    freeEnergyDifference,
    dissipation: meanWork - freeEnergyDifference,
    populations,
  };
}

/** log Z, and the logarithm of the probability of each level. */
function gibbs({ values }: HermitianEigen, beta: number): readonly [logZ: number, logPopulations: Float64Array] {
  const logWeights = values.map((energy) => -beta * energy);
  const logZ = logSumExp(logWeights);
  return [logZ, logWeights.map((x) => x - logZ)];
}

/** Outcomes in order of their work, those within `tolerance` of the one before added up. */
function merged(
  outcomes: readonly { readonly work: number; readonly probability: number }[],
  tolerance: number,
): { readonly work: Float64Array; readonly probabilities: Float64Array } {
  const [work, probabilities]: [number[], number[]] = [[], []];
  let last = -Infinity;
  for (const outcome of outcomes.toSorted((a, b) => a.work - b.work)) {
    if (outcome.work - last > tolerance) {
      work.push(outcome.work);
      probabilities.push(0);
    }
    probabilities[probabilities.length - 1]! += outcome.probability;
    last = outcome.work;
  }
  return { work: Float64Array.from(work), probabilities: Float64Array.from(probabilities) };
}
