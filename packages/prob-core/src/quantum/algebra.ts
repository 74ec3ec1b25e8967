/**
 * Algebraic probability in finite dimension: an algebra M_n1 + M_n2 + ... of block-diagonal matrices, states rho (density
 * matrices, a -> tr(rho a)) and observables (Hermitian matrices). Blocks of size 1 are classical probability.
 */

import { largestEntry, multiply, scale, trace } from '../complex/arithmetic.ts';
import { hermitianEigen, hermitianFunction, requireHermitian } from '../complex/hermitian.ts';
import { type ComplexMatrix, identityMatrix, requireShape } from '../complex/matrix.ts';
import { ArgumentError } from '../error-classes.ts';
import { requireCount, requireFinite } from '../require.ts';

/** What a state may lack of trace 1 and of positivity. */
const STATE_TOLERANCE = 1e-10;

/** A density matrix: Hermitian, trace 1, eigenvalues >= 0, each to 1e-10. @throws {ArgumentError} with the size; {ShapeError} */
export function requireState(where: string, argument: string, a: ComplexMatrix): ComplexMatrix {
  const total = trace(requireHermitian(where, argument, a)).real;
  if (!(Math.abs(total - 1) <= STATE_TOLERANCE)) throw new ArgumentError(where, argument, 'a state: trace 1', total);
  const smallest = hermitianEigen(a).values.at(-1)!;
  if (smallest >= -STATE_TOLERANCE) return a;
  throw new ArgumentError(where, argument, 'a state: smallest eigenvalue >= 0', smallest);
}

/** The sizes n_i of the blocks, in order. */
export type Algebra = readonly number[];

/**
 * The conditional expectation onto an algebra that keeps the trace: what is outside its blocks becomes 0 (pinching).
 *
 * @throws {ArgumentError} for a block that is no count >= 1; {ShapeError} unless the blocks fill the matrix
 */
export function conditionalExpectation(algebra: Algebra, a: ComplexMatrix): ComplexMatrix {
  const sizes = Array.from(algebra ?? [], (size) => requireCount('conditionalExpectation', 'algebra', size, 1));
  const block = sizes.flatMap((size, index) => new Array<number>(size).fill(index));
  requireShape('conditionalExpectation', a, block.length);
  const inside = (x: number, k: number) => (block[Math.floor(k / a.rows)] === block[k % a.rows] ? x : 0);
  return { ...a, real: a.real.map(inside), imaginary: a.imaginary.map(inside) };
}

/** Whether a matrix is in an algebra: nothing outside its blocks, to 1e-12 of the largest entry. @throws {ShapeError} */
export const isInAlgebra = (algebra: Algebra, a: ComplexMatrix): boolean =>
  largestEntry(a, conditionalExpectation(algebra, a)) <= 1e-12 * largestEntry(a);

/** tr(rho a). @throws {ArgumentError} if the observable is not Hermitian, with the size; {ShapeError} */
export const expectation = (state: ComplexMatrix, observable: ComplexMatrix): number =>
  trace(multiply(state, requireHermitian('expectation', 'observable', observable))).real;

/** tr(rho a^k), k >= 0. @throws {ArgumentError} as `expectation`, and for an order that is no count */
export function moment(state: ComplexMatrix, observable: ComplexMatrix, order: number): number {
  requireCount('moment', 'order', order);
  return expectation(
    state,
    hermitianFunction(observable, (value) => value ** order),
  );
}

/** Values that observables take together, and the probability. */
export interface SpectralAtom {
  readonly values: readonly number[];
  readonly probability: number;
}

/**
 * The joint law of commuting observables in a state, tr(rho P Q ...) over eigenprojections P, Q, ...: of one, its spectral
 * distribution. Eigenvalues closer than 1e-9 of the largest entry count as one.
 *
 * @returns the values that occur together, descending
 * @throws {ArgumentError} with the largest entry of ab - ba, above 1e-10 of those of a and b: there is no joint law; {ShapeError}
 * @example ```ts doctest
 * import { complexMatrix, pauli, spectralLaw } from '@yuragi/prob-core/quantum';
 * spectralLaw(complexMatrix(2, 2, [0.7, 0.2, 0.2, 0.3]), [pauli.x])[0]!.probability; // ~> 0.70000000
 * ```
 */
export function spectralLaw(state: ComplexMatrix, observables: readonly ComplexMatrix[]): readonly SpectralAtom[] {
  requireState('spectralLaw', 'state', state);
  let atoms = [{ values: [] as readonly number[], projection: identityMatrix(state.rows) }];
  for (const [k, a] of observables.entries()) {
    requireHermitian('spectralLaw', `observables[${k}]`, a);
    for (const b of observables.slice(0, k)) {
      const size = largestEntry(multiply(a, b), multiply(b, a));
      if (!(size <= 1e-10 * largestEntry(a) * largestEntry(b)))
        throw new ArgumentError('spectralLaw', `observables[${k}]`, 'commuting: largest |ab - ba| = 0', size);
    }
    const near = 1e-9 * largestEntry(a);
    const distinct = hermitianEigen(a).values.filter((value, i, all) => i === 0 || all[i - 1]! - value > near);
    atoms = atoms.flatMap(({ values, projection }) =>
      Array.from(distinct, (value) => {
        const eigenprojection = hermitianFunction(a, (x) => +(Math.abs(x - value) <= near));
        return { values: [...values, value], projection: multiply(projection, eigenprojection) };
      }),
    );
  }
  return atoms
    .filter(({ projection }) => trace(projection).real > 0.5)
    .map(({ values, projection }) => ({ values, probability: trace(multiply(state, projection)).real }));
}

/** Gibbs's state e^(-beta H)/Z, and log Z. @throws {ArgumentError} if H is not Hermitian, with the size */
export function gibbsState(hamiltonian: ComplexMatrix, beta: number): { state: ComplexMatrix; logPartition: number } {
  const { values } = hermitianEigen(hamiltonian);
  const shift = Math.max(...values.map((energy) => -requireFinite('gibbsState', 'beta', beta) * energy));
  const weights = hermitianFunction(hamiltonian, (energy) => Math.exp(-beta * energy - shift));
  const z = trace(weights).real;
  return { state: scale(weights, 1 / z), logPartition: shift + Math.log(z) };
}

/** -tr(rho log rho), nats. @throws {ArgumentError} if rho is no state, with the size */
export function vonNeumannEntropy(state: ComplexMatrix): number {
  const { values } = hermitianEigen(requireState('vonNeumannEntropy', 'state', state));
  return values.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
}

/** e^(-iHt), hbar = 1. @throws {ArgumentError} if H is not Hermitian, with the size, or t not finite */
export function unitaryEvolution(hamiltonian: ComplexMatrix, time: number): ComplexMatrix {
  requireFinite('unitaryEvolution', 'time', time);
  return hermitianFunction(hamiltonian, (energy) => [Math.cos(energy * time), -Math.sin(energy * time)]);
}
