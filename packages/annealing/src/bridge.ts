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
import {
  ArgumentError,
  requireLength,
  requireNonNegative,
  requireOneOf,
  requirePositive,
  requireProbabilities,
} from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import type { SpinModel } from './ising.ts';
import { acceptance, type UpdateRule, updateRules } from './sweep-plan.ts';
import { basisEnergies } from './transverse-field.ts';

const MOST_SPINS_DENSE = 10;
/** Rounding of rates and laws that were computed in f64, relative to the largest rate or flow. */
const TOLERANCE = 1e-12;

/**
 * p(s) = exp(-beta E(s))/Z over the 2^n basis states, in the order of `spinsOfIndex`, n <= 10.
 *
 * @throws {ArgumentError} above 10 spins, or for beta < 0
 */
export function boltzmannLaw(model: SpinModel, beta: number): Float64Array {
  requireNonNegative('boltzmannLaw', 'beta', beta);
  const energies = basisEnergies('boltzmannLaw', model, MOST_SPINS_DENSE);
  const lowest = energies.reduce((a, b) => Math.min(a, b));
  const weights = energies.map((energy) => Math.exp(-beta * (energy - lowest)));
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((w) => w / sum);
}

/**
 * The generator of single-spin dynamics in continuous time, one attempt per spin and unit time, n <= 10.
 *
 *   W[x^i, x] = r/(1 + r) (heat bath) or min(1, r) (Metropolis),  r = p(x^i)/p(x);  columns sum to 0
 *
 * @returns (2^n, 2^n)
 * @throws {ArgumentError} above 10 spins, or for beta < 0 or an unknown rule
 */
export function singleFlipGenerator(
  model: SpinModel,
  { beta, rule }: { readonly beta: number; readonly rule: UpdateRule },
): NdArray<Float64Array> {
  const where = 'singleFlipGenerator';
  requireNonNegative(where, 'beta', beta);
  requireOneOf(where, 'rule', rule, updateRules);
  const energies = basisEnergies(where, model, MOST_SPINS_DENSE);
  const size = energies.length;
  const w = new Float64Array(size * size);
  for (let y = 0; y < size; y++)
    for (let bit = 1; bit < size; bit *= 2) {
      const x = y ^ bit;
      const rate = acceptance(rule, beta * (energies[x]! - energies[y]!));
      w[x * size + y] = rate;
      w[y * size + y]! -= rate;
    }
  return toNdarray(w, [size, size]);
}

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
 * @throws {ShapeError}; {ArgumentError} for what is not a generator or law, and for a generator that is not reversible,
 *   naming the pair of states with the largest difference of flows, and its size
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
  const { data: w, rows: n } = requireMatrix(matrix, where, argument, matrix.shape?.[0]);
  requireLength(where, 'law', law, n);
  const p = requireProbabilities(where, 'law', law);
  for (let x = 0; x < n; x++) requirePositive(where, `law[${x}]`, p[x]!);

  const largest = w.reduce((max, entry) => Math.max(max, Math.abs(entry)), 0);
  for (let y = 0; y < n; y++) {
    let sum = 0;
    for (let x = 0; x < n; x++) {
      const entry = w[x * n + y]!;
      sum += entry;
      if (entry < 0 && (x !== y || columnSum === 1))
        throw new ArgumentError(where, `${argument}[${x},${y}]`, 'a number >= 0', entry);
    }
    if (Math.abs(sum - columnSum) > TOLERANCE * n * Math.max(largest, columnSum))
      throw new ArgumentError(where, argument, `a matrix whose column ${y} sums to ${columnSum}`, sum);
  }
  requireReversible(where, argument, w, p);

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
