/**
 * From a reversible Markov process to a quantum Hamiltonian with the same spectrum. Matrices are column stochastic,
 * dP/dt = W P with columns that sum to 0, and W[x, y] is the rate from y to x. With D = diag(p), p the stationary law,
 *
 *   H = -D^(-1/2) W D^(1/2),   H[x, y] = -W[x, y] sqrt(p_y/p_x),
 *
 * is symmetric exactly where W is reversible, has the spectrum of -W, and sqrt(p) as its ground state at energy 0; for
 * p ~ exp(-beta E) that is H = -e^(beta E/2) W e^(-beta E/2).
 */
import { requireMatrix, toNdarray } from '@yuragi/prob-core';
import { symmetricEigen } from '@yuragi/prob-core/eigen';
import { ArgumentError, requireLength, requirePositive, requireProbabilities } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';

/** Rounding of rates and laws that were computed in f64, relative to the largest rate or flow. */
const TOLERANCE = 1e-12;

/** The symmetric operator of a reversible generator, with the law that its ground state squares to. */
export interface ClassicalHamiltonian {
  /** (n, n), symmetric to the last bit. */
  readonly hamiltonian: NdArray<Float64Array>;
  /** sqrt(p), (n), of norm 1: the eigenvector at energy 0. */
  readonly groundState: Float64Array;
  /** Eigenvalues ascending, (n): 0, then the relaxation rates. */
  readonly energies: Float64Array;
  /** energies[1]: how fast the slowest deviation decays. */
  readonly gap: number;
}

/**
 * The Hamiltonian of a reversible generator: H = -D^(-1/2) W D^(1/2).
 *
 * Off the diagonal H[x, y] = -sqrt(W[x, y] W[y, x]), the same number without the quotient of probabilities. The gap is the
 * relaxation rate. Continuous time: dP/dt = W P is d psi/dt = -H psi for P = sqrt(p) psi.
 *
 * @param generator W, (n, n): rates >= 0 off the diagonal, columns that sum to 0
 * @param law p, (n), all > 0, summing to 1
 * @throws {ShapeError}; {ArgumentError} for what is not a generator or law, for a generator that is not reversible,
 *   naming the pair of states with the largest difference of flows, and its size, and for one that is reducible (several
 *   ground states: the gap is no rate of relaxation), naming a state that is not reached
 * @see Henley, J. Phys.: Condens. Matter 16 (2004), S891; Castelnovo, Chamon, Mudry and Pujol, Ann. Phys. 318 (2005), 316
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { hamiltonianOfGenerator } from '@yuragi/annealing';
 * // Two states with rates 1 up and 3 down.
 * const { energies } = hamiltonianOfGenerator(toNdarray(Float64Array.of(-1, 3, 1, -3), [2, 2]), [0.75, 0.25]);
 * energies[1]!; // ~> 4.0000000
 * ```
 */
export function hamiltonianOfGenerator(generator: NdArray<Float64Array>, law: ArrayLike<number>): ClassicalHamiltonian {
  return similar('hamiltonianOfGenerator', 'generator', generator, law, 0);
}

/** The symmetric operator of a reversible chain, with the law that its ground state squares to. */
export interface ChainHamiltonian extends ClassicalHamiltonian {
  /** The second largest eigenvalue of the chain, 1 - gap. */
  readonly lambda2: number;
  /** The smallest: where it is near -1 the chain oscillates, and 1 - gap is not its rate. */
  readonly lambdaMin: number;
}

/**
 * The Hamiltonian of a reversible chain in discrete time: H = 1 - D^(-1/2) T D^(1/2), with eigenvalues 1 - lambda.
 *
 * @param transition T, (n, n), entries >= 0, columns that sum to 1
 * @param law p, (n), all > 0, summing to 1
 * @throws as `hamiltonianOfGenerator`
 */
export function hamiltonianOfChain(transition: NdArray<Float64Array>, law: ArrayLike<number>): ChainHamiltonian {
  const result = similar('hamiltonianOfChain', 'transition', transition, law, 1);
  return { ...result, lambda2: 1 - result.gap, lambdaMin: 1 - result.energies.at(-1)! };
}

/** @param columnSum 0 for a generator, 1 for a chain: what the columns sum to, and the constant in front of H */
function similar(
  where: string,
  argument: string,
  matrix: NdArray<Float64Array>,
  law: ArrayLike<number>,
  columnSum: 0 | 1,
): ClassicalHamiltonian {
  const { data: w, rows: n } = requireMatrix(matrix, where, argument, matrix?.shape?.[0]);
  requireLength(where, 'law', law, n);
  const p = requireProbabilities(where, 'law', law);
  for (let x = 0; x < n; x++) requirePositive(where, `law[${x}]`, p[x]!);

  requireColumns(where, argument, w, n, columnSum);
  requireReversible(where, argument, w, p);
  requireIrreducible(where, argument, w, n);

  const h = new Float64Array(n * n);
  for (let x = 0; x < n; x++)
    for (let y = 0; y < n; y++)
      h[x * n + y] = x === y ? columnSum - w[x * n + x]! : 0 - Math.sqrt(w[x * n + y]! * w[y * n + x]!);
  const energies = symmetricEigen(h, n).values.reverse();
  return {
    hamiltonian: toNdarray(h, [n, n]),
    groundState: p.map(Math.sqrt),
    energies,
    gap: n === 1 ? Infinity : energies[1]!,
  };
}

/**
 * Columns that sum to 0 with rates >= 0 off the diagonal (a generator), or to 1 with entries >= 0 (a chain), to rounding.
 *
 * @throws {ShapeError}, {ArgumentError}
 */
export function requireColumns(where: string, argument: string, w: Float64Array, n: number, columnSum: 0 | 1): void {
  requireLength(where, argument, w, n * n);
  const largest = w.reduce((max, entry) => Math.max(max, Math.abs(entry)), 0);
  for (let y = 0; y < n; y++) {
    let sum = 0;
    for (let x = 0; x < n; x++) {
      const entry = w[x * n + y]!;
      sum += entry;
      if (!(entry >= 0) && (x !== y || columnSum === 1))
        throw new ArgumentError(where, `${argument}[${x},${y}]`, 'a number >= 0', entry);
    }
    if (!(Math.abs(sum - columnSum) <= TOLERANCE * n * Math.max(largest, columnSum)))
      throw new ArgumentError(where, argument, `a matrix whose column ${y} sums to ${columnSum}`, sum);
  }
}

/** Detailed balance: W[x, y] p_y = W[y, x] p_x. */
function requireReversible(where: string, argument: string, w: Float64Array, p: Float64Array): void {
  const n = p.length;
  let largestFlow = 0;
  let worst = { difference: 0, x: 0, y: 0, there: 0, back: 0 };
  for (let x = 0; x < n; x++)
    for (let y = 0; y < x; y++) {
      const there = w[y * n + x]! * p[x]!;
      const back = w[x * n + y]! * p[y]!;
      const difference = Math.abs(there - back);
      largestFlow = Math.max(largestFlow, there, back);
      if (difference > worst.difference) worst = { difference, x, y, there, back };
    }
  if (worst.difference <= TOLERANCE * largestFlow) return;
  const { x, y, there, back, difference } = worst;
  throw new ArgumentError(
    where,
    argument,
    `reversible: the flows ${x} -> ${y} and ${y} -> ${x} under \`law\` must be equal, and differ by ${difference.toPrecision(6)}`,
    [there, back],
  );
}

/**
 * Every state is reached from state 0 through entries that are not 0. Enough for a matrix whose pattern is symmetric.
 *
 * @throws {ArgumentError} with the number of states that are reached, and the first that is not
 */
export function requireIrreducible(where: string, argument: string, matrix: Float64Array, n: number): void {
  const reached = [0];
  const isReached = new Uint8Array(n);
  isReached[0] = 1;
  for (let at = 0; at < reached.length; at++)
    for (let x = 0; x < n; x++)
      if (isReached[x] === 0 && matrix[x * n + reached[at]!] !== 0) {
        isReached[x] = 1;
        reached.push(x);
      }
  if (reached.length < n)
    throw new ArgumentError(
      where,
      argument,
      `irreducible: from state 0 ${reached.length} of ${n} states are reached, and state ${isReached.indexOf(0)} is not`,
      matrix,
    );
}
