/**
 * The number operator of n spins: the noise of binomial diffusion, the driver of quantum annealing and the heat bath at
 * beta = 0 are this one matrix,
 *
 *   N = 1/2 sum_i (1 - sigma^x_i),   N s_A = |A| s_A  for the product s_A of the spins of a set A.
 *
 *   e^(-tN)                flips each spin with probability (1 - e^-t)/2
 *   -Gamma sum sigma^x     = 2 Gamma N - Gamma n
 *   -N                     is the heat-bath generator at beta = 0, and -2N that of Metropolis
 */
import { toNdarray } from '@yuragi/prob-core';
import { ArgumentError, requireAllFinite, requireCount } from '@yuragi/prob-core/errors';
import { walshHadamardInto } from '@yuragi/prob-core/linear-algebra';
import type { NdArray } from 'ndarray';
import { MOST_SPINS_DENSE } from './transverse-field.ts';

/**
 * N = 1/2 sum_i (1 - sigma^x_i), n <= 10: n/2 on the diagonal, -1/2 where two states differ by one spin.
 *
 * Its eigenvalue on products of k spins is k: it counts them. On the line a^dagger a plays this part for the
 * Ornstein-Uhlenbeck process. Basis states in the order of `spinsOfIndex`.
 *
 * @returns (2^n, 2^n), symmetric
 * @throws {ArgumentError} unless 1 <= numSpins <= 10
 * @example ```ts doctest
 * import { numberOperator } from '@yuragi/annealing';
 * Array.from(numberOperator(1).data); // => [0.5, -0.5, -0.5, 0.5]
 * ```
 */
export function numberOperator(numSpins: number): NdArray<Float64Array> {
  requireCount('numberOperator', 'numSpins', numSpins, 1);
  if (numSpins > MOST_SPINS_DENSE)
    throw new ArgumentError('numberOperator', 'numSpins', `at most ${MOST_SPINS_DENSE}`, numSpins);
  const size = 2 ** numSpins;
  const matrix = new Float64Array(size * size);
  for (let x = 0; x < size; x++) {
    matrix[x * size + x] = numSpins / 2;
    for (let bit = 1; bit < size; bit *= 2) matrix[x * size + (x ^ bit)] = -1 / 2;
  }
  return toNdarray(matrix, [size, size]);
}

/** A function of n spins as a sum over products of spins. */
export interface ManyBodyTerms {
  /** c_A, (2^n); the set A is the bits of the index. */
  readonly coefficients: Float64Array;
  /** sqrt(sum of c_A^2 over |A| = k), (n + 1), k = 0..n. */
  readonly norms: Float64Array;
}

/**
 * The expansion f = sum_A c_A s_A of a function of n spins, and how much of it each order holds.
 *
 *   c_A = 2^-n sum_x f(x) s_A(x)
 *
 * An Ising energy has nothing above order 2. n 2^n additions.
 *
 * @param values f at the basis states in the order of `spinsOfIndex`, (2^n)
 * @throws {ArgumentError} for a length that is no power of 2, or a value that is not finite
 * @example ```ts doctest
 * import { manyBodyTerms } from '@yuragi/annealing';
 * // f = 2 + s_0 s_1.
 * const { coefficients, norms } = manyBodyTerms(Float64Array.of(3, 1, 1, 3));
 * [Array.from(coefficients), Array.from(norms)]; // => [[2, 0, 0, 1], [2, 0, 1]]
 * ```
 */
export function manyBodyTerms(values: Float64Array): ManyBodyTerms {
  const coefficients = new Float64Array(requireAllFinite('manyBodyTerms', 'values', values).length);
  walshHadamardInto(values, coefficients);
  const norms = new Float64Array(Math.log2(values.length) + 1);
  for (let set = 0; set < values.length; set++) {
    coefficients[set]! /= values.length;
    let order = 0;
    for (let rest = set; rest > 0; rest &= rest - 1) order++;
    norms[order]! += coefficients[set]! ** 2;
  }
  return { coefficients, norms: norms.map(Math.sqrt) };
}
