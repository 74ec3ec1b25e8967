/**
 * Problems whose energy depends on the number of ones alone, f(w), w = 0..n. Every dynamics that treats the n bits alike
 * stays in the n + 1 classes of equal weight, and what would need 2^n numbers needs n + 1.
 *
 * Bit b_i = (1 - s_i)/2, so that w counts the spins that are -1. Real and imaginary time in the symmetric space, with
 * |w> the normalised sum of the states of weight w and N = (1/2) sum (1 - sigma^x), k on parities of k bits:
 *
 *   H(s) = (1 - s) N + s f,   <w|N|w> = n/2,   <w + 1|N|w> = -(1/2) sqrt((w + 1)(n - w))
 */
import {
  ArgumentError,
  requireAllFinite,
  requireCount,
  requireFinite,
  requireNonNegative,
  requireProbability,
} from '@yuragi/prob-core/errors';
import { acceptance } from './sweep-plan.ts';
import type { Tridiagonal } from './tridiagonal.ts';

/**
 * A slope with a spike: f(w) = w, and w + height at w = n/4.
 *
 * The spike is thin for a wave and a wall for a walk of single flips.
 *
 * @param numSpins n, a multiple of 4
 * @returns f(0..n), (n + 1)
 * @throws {ArgumentError} unless n is a multiple of 4, n >= 4, and height is finite
 * @see Farhi, Goldstone and Gutmann, arXiv:quant-ph/0201031 (2002)
 */
export function spikeEnergies(numSpins: number, height: number): Float64Array {
  const where = 'spikeEnergies';
  if (requireCount(where, 'numSpins', numSpins, 4) % 4 !== 0)
    throw new ArgumentError(where, 'numSpins', 'a multiple of 4', numSpins);
  requireFinite(where, 'height', height);
  return Float64Array.from({ length: numSpins + 1 }, (_, w) => (w === numSpins / 4 ? w + height : w));
}

/**
 * The ferromagnet whose spins act together in groups of p: f(w) = -n m^p, m = 1 - 2w/n.
 *
 * From p = 3 on quantum annealing meets a first-order transition, at which the gap closes exponentially in n.
 *
 * @returns f(0..n), (n + 1)
 * @throws {ArgumentError} unless n >= 1 and p >= 1 are integers
 * @see Joerg, Krzakala, Kurchan, Maggs and Pujos, EPL 89 (2010), 40004
 */
export function ferromagnetEnergies(numSpins: number, p: number): Float64Array {
  const n = requireCount('ferromagnetEnergies', 'numSpins', numSpins, 1);
  requireCount('ferromagnetEnergies', 'p', p, 1);
  return Float64Array.from({ length: n + 1 }, (_, w) => -n * (1 - (2 * w) / n) ** p);
}

/** f(0..n) of at least one spin. @throws {ArgumentError} */
export function requireEnergies(where: string, energies: ArrayLike<number>): number {
  requireAllFinite(where, 'energies', energies);
  if (energies.length < 2) throw new ArgumentError(where, 'energies', 'at least 2 numbers', energies.length);
  return energies.length - 1;
}

/**
 * H(s) = (1 - s) N + s f in the symmetric space: a tridiagonal matrix.
 *
 * In the field's other convention -Gamma sum sigma^x + B E it has Gamma = (1 - s)/2 and B = s, up to (1 - s) n/2.
 *
 * @param energies f(0..n), any function of the weight, (n + 1)
 * @param s progress of the anneal, 0..1
 * @returns diagonal (n + 1) and the entries beside it (n)
 * @throws {ArgumentError} for fewer than 2 energies, one that is not finite, or s outside 0..1
 */
export function hammingHamiltonian(energies: ArrayLike<number>, s: number): Tridiagonal {
  const where = 'hammingHamiltonian';
  requireEnergies(where, energies);
  return hamiltonianAt(energies, requireProbability(where, 's', s));
}

/** `hammingHamiltonian` of arguments that have been checked. */
export function hamiltonianAt(energies: ArrayLike<number>, s: number): Tridiagonal {
  const n = energies.length - 1;
  const diagonal = new Float64Array(n + 1);
  const offDiagonal = new Float64Array(n);
  for (let w = 0; w <= n; w++) {
    diagonal[w] = ((1 - s) * n) / 2 + s * energies[w]!;
    if (w < n) offDiagonal[w] = (-(1 - s) / 2) * Math.sqrt((w + 1) * (n - w));
  }
  return { diagonal, offDiagonal };
}

/** Rates of a birth-death generator on 0..n. */
export interface BirthDeathRates {
  /** w -> w + 1 for w = 0..n-1, (n). */
  readonly up: Float64Array;
  /** w -> w - 1 for w = 1..n, (n). */
  readonly down: Float64Array;
}

/**
 * Single-spin heat bath in continuous time, one attempt per spin and unit time, seen through the weight: exact, since the
 * n - w (or w) flips that lead up (down) have the same rate.
 *
 *   up_w = (n - w) r/(1 + r), r = exp(-beta (f(w+1) - f(w)));  down_w = w r/(1 + r), r = exp(-beta (f(w-1) - f(w)))
 *
 * @param energies f(0..n), (n + 1)
 * @throws {ArgumentError} for fewer than 2 energies, one that is not finite, or beta < 0
 */
export function hammingGenerator(energies: ArrayLike<number>, beta: number): BirthDeathRates {
  const where = 'hammingGenerator';
  const n = requireEnergies(where, energies);
  requireNonNegative(where, 'beta', beta);
  const rate = (from: number, to: number): number => acceptance('heat-bath', beta * (energies[to]! - energies[from]!));
  return {
    up: Float64Array.from({ length: n }, (_, w) => (n - w) * rate(w, w + 1)),
    down: Float64Array.from({ length: n }, (_, w) => (w + 1) * rate(w + 1, w)),
  };
}

/**
 * Where greedy descent by single flips ends: the weights none of whose neighbours is lower. A single one is the ground
 * state, and descent from anywhere walks straight to it.
 *
 * @param energies f(0..n), (n + 1)
 * @throws {ArgumentError} for fewer than 2 energies or one that is not finite
 * @example ```ts doctest
 * import { ferromagnetEnergies, hammingLocalMinima, spikeEnergies } from '@yuragi/annealing';
 * hammingLocalMinima(ferromagnetEnergies(20, 3)); // => [0]
 * hammingLocalMinima(spikeEnergies(20, 5)); // => [0, 6]
 * ```
 */
export function hammingLocalMinima(energies: ArrayLike<number>): number[] {
  const n = requireEnergies('hammingLocalMinima', energies);
  return Array.from({ length: n + 1 }, (_, w) => w).filter(
    (w) => !(energies[w - 1]! < energies[w]!) && !(energies[w + 1]! < energies[w]!),
  );
}
