/**
 * Markov processes in continuous time on the states 0..n-1, by their generators:
 *
 *   dP/dt = W P,   W[x, x'] = rate from x' to x,   W[x', x'] = -(sum of the rates out of x')
 *
 * Columns sum to zero. The chain 1 + W/rate looks at the process at the times of a Poisson clock and has the same
 * stationary law and classes of states.
 */
import { requireMatrix } from '@yuragi/prob-core';
import { ArgumentError } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import type { FiniteChain } from './finite-chain.ts';

/** A generator whose matrix has been checked. */
export interface FiniteGenerator {
  readonly numStates: number;
  /** (n, n) row-major: `rates[to * n + from]`; columns sum to 0. */
  readonly rates: Float64Array;
}

/** Of the largest rate: what rounding does to sums of rates. */
const CONSERVATION_TOLERANCE = 1e-12;

/**
 * A generator from its matrix of rates.
 *
 * @param rates (n, n): `rates.get(to, from)`; off the diagonal >= 0, columns that sum to 0
 * @throws {ShapeError} unless square; {ArgumentError} naming the negative rate, or the column and what it sums to
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { finiteGenerator, stationaryLaw, uniformisedChain } from '@yuragi/mcmc';
 * // Rate 1 from 0 to 1, rate 3 back.
 * const generator = finiteGenerator(toNdarray(Float64Array.of(-1, 3, 1, -3), [2, 2]));
 * stationaryLaw(uniformisedChain(generator))[0]!; // ~> 0.7500000000
 * ```
 */
export function finiteGenerator(rates: NdArray<Float64Array>): FiniteGenerator {
  const where = 'finiteGenerator';
  const { data, rows: n } = requireMatrix(rates, where, 'rates', rates?.shape?.[0]);
  const largest = data.reduce((max, rate) => Math.max(max, Math.abs(rate)), 0);
  for (let from = 0; from < n; from++) {
    let sum = 0;
    for (let to = 0; to < n; to++) {
      const rate = data[to * n + from]!;
      if (to !== from && rate < 0) throw new ArgumentError(where, `rates[${to}, ${from}]`, 'a rate >= 0', rate);
      sum += rate;
    }
    if (Math.abs(sum) > CONSERVATION_TOLERANCE * largest)
      throw new ArgumentError(where, `rates[:, ${from}]`, 'a column that sums to 0 (column = state left)', sum);
  }
  return { numStates: n, rates: data.slice() };
}

/** Which of the two it is meant to be; whether it is one, `requireGenerator` and `requireChain` ask. */
export const isGeneratorLike = (process: FiniteChain | FiniteGenerator): process is FiniteGenerator =>
  typeof process === 'object' && process !== null && 'rates' in process;

/** A generator, and not the matrix that one is made of. @throws {ArgumentError} */
export function requireGenerator(where: string, generator: FiniteGenerator): FiniteGenerator {
  if (generator?.rates?.length !== generator?.numStates ** 2)
    throw new ArgumentError(where, 'generator', 'a generator (make one with finiteGenerator)', generator);
  return generator;
}

/**
 * The chain of one process at the times of a Poisson clock of its largest rate out of a state: 1 + W/rate.
 *
 * Same stationary laws and classes of states; the eigenvalues are 1 + lambda/rate. Time in the process is the number of
 * steps over `rate`, on average.
 *
 * @param rate of the clock, at least the largest rate out of a state, which is the default (1 where nothing moves)
 * @throws {ArgumentError} for a rate below that
 * @see Levin and Peres, Markov Chains and Mixing Times, 2nd ed., Section 20.1
 */
export function uniformisedChain(generator: FiniteGenerator, rate?: number): FiniteChain {
  const { numStates: n, rates } = requireGenerator('uniformisedChain', generator);
  let largest = 0;
  for (let x = 0; x < n; x++) largest = Math.max(largest, -rates[x * n + x]!);
  const clock = rate ?? (largest > 0 ? largest : 1);
  if (!(clock >= largest && clock > 0 && clock < Infinity))
    throw new ArgumentError('uniformisedChain', 'rate', `a finite number >= ${largest}, the largest rate out`, clock);
  const transition = rates.map((entry, at) => (at % (n + 1) === 0 ? 1 + entry / clock : entry / clock));
  return { numStates: n, transition };
}
