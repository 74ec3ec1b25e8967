/**
 * Entropies of mass functions, in nats, with 0 log 0 = 0.
 *
 * @see Cover and Thomas, Elements of Information Theory, 2nd ed., chapter 2
 */
import { logSumExp, requireMatrix } from '@yuragi/prob-core';
import { ArgumentError, requireNonNegative } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import { divergenceTerm, requireMass, requireMassPair } from './internal/mass.ts';

/**
 * Shannon entropy, H(p) = -sum p_i log p_i.
 *
 * The differential entropy of a density is its distribution's `entropy()`.
 *
 * @param p mass function: non-negative, summing to 1 within 1e-9
 * @returns nats, between 0 and log(number of points)
 * @throws {ArgumentError} if p is no mass function
 * @example ```ts doctest
 * import { entropy } from '@yuragi/kl-info';
 * entropy([0.5, 0.25, 0.25]); // ~> 1.0397207708
 * ```
 */
export function entropy(p: ArrayLike<number>): number {
  return entropyOf(requireMass('entropy', 'p', p));
}

/**
 * Cross-entropy, H(p, q) = -sum p_i log q_i = H(p) + D(p||q): the averaging law comes first.
 *
 * @returns nats; Infinity where q_i = 0 < p_i
 * @throws {ArgumentError} if p or q is no mass function; {ShapeError} for different lengths
 * @example ```ts doctest
 * import { crossEntropy } from '@yuragi/kl-info';
 * crossEntropy([0.5, 0.5], [0.25, 0.75]); // ~> 0.83698822
 * crossEntropy([0.5, 0.5], [1, 0]); // => Infinity
 * ```
 */
export function crossEntropy(p: ArrayLike<number>, q: ArrayLike<number>): number {
  requireMassPair('crossEntropy', p, q);
  let sum = 0;
  for (let i = 0; i < p.length; i++) if (p[i]! > 0) sum -= p[i]! * Math.log(q[i]!);
  return sum;
}

/**
 * Joint entropy of two variables, H(X, Y) = -sum p_ij log p_ij.
 *
 * @param joint (numX, numY), the mass of every pair
 * @throws {ArgumentError} if it is no mass function; {ShapeError} if it is not a matrix
 */
export function jointEntropy(joint: NdArray<Float64Array>): number {
  return entropyOf(jointMass('jointEntropy', joint).mass);
}

/**
 * Conditional entropy of the second variable given the first, H(Y|X) = H(X, Y) - H(X) = -sum p_ij log(p_ij/p_i).
 *
 * Summed in the second form, so that it is not the difference of two near numbers.
 *
 * @param joint (numX, numY), the mass of every pair
 * @throws {ArgumentError} if it is no mass function; {ShapeError} if it is not a matrix
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { conditionalEntropy } from '@yuragi/kl-info';
 * conditionalEntropy(toNdarray(Float64Array.of(0.5, 0, 0.25, 0.25), [2, 2])); // ~> 0.34657359
 * ```
 */
export function conditionalEntropy(joint: NdArray<Float64Array>): number {
  const { mass, rows, columns } = jointMass('conditionalEntropy', joint);
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    let marginal = 0;
    for (let j = 0; j < columns; j++) marginal += mass[i * columns + j]!;
    for (let j = 0; j < columns; j++) {
      const p = mass[i * columns + j]!;
      if (p > 0) sum -= p * Math.log(p / marginal);
    }
  }
  return sum;
}

/**
 * Mutual information, I(X; Y) = D(p_XY || p_X p_Y), summed over terms that are not negative: weak dependence keeps its digits.
 *
 * @param joint (numX, numY), the mass of every pair
 * @returns nats, 0 only for independent variables (to rounding of the marginals)
 * @throws {ArgumentError} if it is no mass function; {ShapeError} if it is not a matrix
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { mutualInformation } from '@yuragi/kl-info';
 * mutualInformation(toNdarray(Float64Array.of(0.5, 0, 0, 0.5), [2, 2])); // ~> 0.693147181
 * ```
 */
export function mutualInformation(joint: NdArray<Float64Array>): number {
  const { mass, rows, columns } = jointMass('mutualInformation', joint);
  const first = new Float64Array(rows);
  const second = new Float64Array(columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      first[i]! += mass[i * columns + j]!;
      second[j]! += mass[i * columns + j]!;
    }
  let sum = 0;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) sum += divergenceTerm(mass[i * columns + j]!, first[i]! * second[j]!);
  return sum;
}

/**
 * Rényi entropy, H_a(p) = log(sum p_i^a)/(1 - a); Shannon's for a = 1, log of the support's size for a = 0, -log max p for
 * a = Infinity.
 *
 * Summed in log space. Within 1e-6 of order 1 the quotient loses digits: about 1e-16/|1 - a| absolute.
 *
 * @param order a, 0 to Infinity
 * @throws {ArgumentError} if p is no mass function or the order is negative or NaN
 * @see Rényi, Proc. 4th Berkeley Symp. 1 (1961), 547
 * @example ```ts doctest
 * import { renyiEntropy } from '@yuragi/kl-info';
 * renyiEntropy([0.5, 0.25, 0.25], 2); // ~> 0.98082925
 * ```
 */
export function renyiEntropy(p: ArrayLike<number>, order: number): number {
  requireMass('renyiEntropy', 'p', p);
  if (!(order >= 0)) throw new ArgumentError('renyiEntropy', 'order', 'a number in [0, Infinity]', order);
  if (order === 1) return entropyOf(p);
  const logs = Float64Array.from(p, Math.log).filter((x) => x > -Infinity);
  if (order === Infinity) return 0 - logs.reduce((max, x) => Math.max(max, x), -Infinity);
  return logSumExp(logs.map((x) => order * x)) / (1 - order);
}

/**
 * Tsallis entropy, S_a(p) = (1 - sum p_i^a)/(a - 1); Shannon's for a = 1.
 *
 * Summed as -sum p_i (p_i^(a - 1) - 1)/(a - 1) with expm1, so that it keeps its digits near order 1.
 *
 * @param order a, a finite number >= 0
 * @throws {ArgumentError} if p is no mass function or the order is negative
 * @see Tsallis, J. Stat. Phys. 52 (1988), 479, Eq. 1
 * @example ```ts doctest
 * import { tsallisEntropy } from '@yuragi/kl-info';
 * tsallisEntropy([0.5, 0.25, 0.25], 2); // => 0.625
 * ```
 */
export function tsallisEntropy(p: ArrayLike<number>, order: number): number {
  requireMass('tsallisEntropy', 'p', p);
  requireNonNegative('tsallisEntropy', 'order', order);
  if (order === 1) return entropyOf(p);
  let sum = 0;
  for (let i = 0; i < p.length; i++)
    if (p[i]! > 0) sum -= (p[i]! * Math.expm1((order - 1) * Math.log(p[i]!))) / (order - 1);
  return sum;
}

function entropyOf(p: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) if (p[i]! > 0) sum -= p[i]! * Math.log(p[i]!);
  return sum;
}

function jointMass(where: string, joint: NdArray<Float64Array>) {
  const { data, rows, columns } = requireMatrix(joint, where, 'joint');
  requireMass(where, 'joint', data);
  return { mass: data, rows, columns };
}
