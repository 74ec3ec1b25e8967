/** How fast a chain forgets its start: spectral gap, relaxation time, mixing time. */
import { symmetricEigen } from '@yuragi/prob-core/eigen';
import { ArgumentError, ConvergenceError } from '@yuragi/prob-core/errors';
import { onlyClosedClass, requireIrreducible, stationaryLaw } from './chain-structure.ts';
import { checkDetailedBalance, type FiniteChain, requireChain } from './finite-chain.ts';

/** How fast a finite chain forgets. */
export interface SpectralGap {
  /** Whether detailed balance holds, to 1e-12. */
  readonly isReversible: boolean;
  /** 1 - lambda_2 of the chain's additive reversibilisation, which is the chain itself where it is reversible. */
  readonly gap: number;
  /** 1 - |lambda|, the largest modulus of the chain's other eigenvalues; 0 if periodic. */
  readonly absoluteGap: number;
  /** 1/absoluteGap, in steps; Infinity if periodic. */
  readonly relaxationTime: number;
  /** Of the additive reversibilisation, descending from 1, (n). */
  readonly eigenvalues: Float64Array;
}

const REVERSIBLE_TOLERANCE = 1e-12;
/** Squarings after which |B^k|^(1/k) is the spectral radius to rounding: k = 2^60. */
const NUM_SQUARINGS = 60;

function multiply(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const entry = a[i * n + k]!;
      if (entry !== 0) for (let j = 0; j < n; j++) product[i * n + j]! += entry * b[k * n + j]!;
    }
  return product;
}

/** lim |B^k|^(1/k) by repeated squaring; each term bounds the spectral radius from above (Gelfand). */
function spectralRadius(matrix: Float64Array, n: number): number {
  let power = matrix;
  let logNorm = 0;
  for (let squarings = 0; squarings <= NUM_SQUARINGS; squarings++) {
    const norm = Math.sqrt(power.reduce((sum, x) => sum + x * x, 0));
    if (norm === 0) return 0;
    logNorm += Math.log(norm) / 2 ** squarings;
    const scaled = power.map((x) => x / norm);
    power = multiply(scaled, scaled, n);
  }
  return Math.exp(logNorm);
}

/**
 * The spectral gaps of an irreducible chain.
 *
 * Reversible chains: the symmetric matrix p^(-1/2) W p^(1/2) has the same eigenvalues, all real, and both gaps come from
 * them. Other chains: `gap` is that of the additive reversibilisation, which bounds asymptotic variances; `absoluteGap`,
 * the rate at which laws converge, comes from the spectral radius of W - p 1^T by Gelfand's formula |B^k|^(1/k) with
 * k = 2^60. That needs no eigenvalues of a general matrix, which near multiple ones are lost to rounding: the result is
 * the exact one of a matrix that differs by rounding. The first costs 9 n^3, the second 120 n^3 operations.
 *
 * @throws {ArgumentError} if the chain is reducible
 * @see Levin and Peres, Markov Chains and Mixing Times, 2nd ed., Section 12.1
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { finiteChain, spectralGap } from '@yuragi/mcmc';
 * const chain = finiteChain(toNdarray(Float64Array.of(0.9, 0.5, 0.1, 0.5), [2, 2]));
 * spectralGap(chain).gap; // ~> 0.6000000000
 * ```
 */
export function spectralGap(chain: FiniteChain): SpectralGap {
  const { numStates: n, transition: w } = requireChain('spectralGap', chain);
  // Refuses a reducible chain.
  const isPeriodic = requireIrreducible('spectralGap', chain).period > 1;
  const p = stationaryLaw(chain);
  const scaled = new Float64Array(n * n);
  for (let to = 0; to < n; to++)
    for (let from = 0; from < n; from++) scaled[to * n + from] = w[to * n + from]! * Math.sqrt(p[from]! / p[to]!);
  const symmetric = scaled.map((_, at) => {
    const transposed = (at % n) * n + Math.floor(at / n);
    return (scaled[at]! + scaled[transposed]!) / 2;
  });
  const eigenvalues = symmetricEigen(symmetric, n).values;
  const gap = n === 1 ? 1 : 1 - eigenvalues[1]!;

  const isReversible = checkDetailedBalance(chain, p).maxError <= REVERSIBLE_TOLERANCE;
  let modulus = n === 1 ? 0 : Math.max(eigenvalues[1]!, -eigenvalues[n - 1]!);
  if (!isReversible) {
    const rest = scaled.map((x, at) => x - Math.sqrt(p[Math.floor(at / n)]! * p[at % n]!));
    modulus = spectralRadius(rest, n);
  }
  // A periodic chain has an eigenvalue of modulus one, which rounding would move off it.
  const absoluteGap = isPeriodic ? 0 : 1 - modulus;
  return { isReversible, gap, absoluteGap, relaxationTime: 1 / absoluteGap, eigenvalues };
}

/**
 * The first time at which the law of the chain is within epsilon of the stationary one in total variation, whatever the
 * start:
 *
 *   min { t : max_x' (1/2) sum_x |W^t(x|x') - p(x)| <= epsilon }
 *
 * By squaring, then bisection: 4 n^3 log2(t) operations, exact to rounding.
 *
 * @param epsilon in (1e-9, 1); default 1/4, the convention
 * @returns in steps; Infinity if the chain is periodic
 * @throws {ArgumentError} if more than one class is closed, or for epsilon; {ConvergenceError} beyond 2^53 steps
 * @see Levin and Peres, Markov Chains and Mixing Times, 2nd ed., Section 4.5
 */
export function mixingTime(chain: FiniteChain, epsilon: number = 0.25): number {
  const { numStates: n, transition: w } = requireChain('mixingTime', chain);
  const where = 'mixingTime';
  if (!(epsilon > 1e-9 && epsilon < 1)) throw new ArgumentError(where, 'epsilon', 'a number in (1e-9, 1)', epsilon);
  if (onlyClosedClass(where, chain).period > 1) return Infinity;
  const p = stationaryLaw(chain);
  const isMixed = (power: Float64Array): boolean => {
    for (let from = 0; from < n; from++) {
      let distance = 0;
      for (let to = 0; to < n; to++) distance += Math.abs(power[to * n + from]! - p[to]!);
      if (distance / 2 > epsilon) return false;
    }
    return true;
  };
  let reached: Float64Array = new Float64Array(n * n);
  for (let x = 0; x < n; x++) reached[x * n + x] = 1;
  if (isMixed(reached)) return 0;
  // powers[j] = W^(2^j): the last is mixed, and the distance never grows.
  const powers: Float64Array[] = [w];
  while (!isMixed(powers.at(-1)!)) {
    if (powers.length > 53) throw new ConvergenceError(where, 2 ** 53, Number.NaN, epsilon);
    powers.push(multiply(powers.at(-1)!, powers.at(-1)!, n));
  }
  let time = 0;
  for (let j = powers.length - 2; j >= 0; j--) {
    const next = multiply(powers[j]!, reached, n);
    if (isMixed(next)) continue;
    reached = next;
    time += 2 ** j;
  }
  return time + 1;
}
