/**
 * Generators of semigroups of channels (Gorini, Kossakowski, Sudarshan, J. Math. Phys. 17 (1976), 821; Lindblad, Commun.
 * Math. Phys. 48 (1976), 119), in the Schroedinger picture: d rho/dt = L(rho),
 *
 *   L(X) = -i[H, X] + sum_k r_k (J_k X J_k* - {J_k* J_k, X}/2)
 */

import { add, adjoint, largestEntry, multiply, scale, tensor, trace } from '../complex/arithmetic.ts';
import { hermitianEigen, hermitianFunction, requireHermitian } from '../complex/hermitian.ts';
import {
  type ComplexMatrix,
  entryOf,
  identityMatrix,
  matrixOf,
  matrixUnits,
  pauli,
  requireShape,
} from '../complex/matrix.ts';
import { ArgumentError } from '../error-classes.ts';
import { requireNonNegative } from '../require.ts';
import { requireState } from './algebra.ts';
import { type Channel, channelFromChoi } from './channel.ts';

/** The generator of a semigroup of channels. */
export interface Lindbladian {
  /** Hermitian, hbar = 1; 0 if left out. */
  readonly hamiltonian?: ComplexMatrix;
  /** Rates >= 0 per unit time, and operators of one dimension; at least one. */
  readonly jumps: readonly { readonly rate: number; readonly operator: ComplexMatrix }[];
}

/**
 * The generator of a Hamiltonian and jumps, checked.
 *
 * @throws {ArgumentError} without jumps, for a negative rate, or a Hamiltonian that is not Hermitian; {ShapeError}
 * @example ```ts doctest
 * import { applyChannel, lindbladian, matrixUnit, semigroupChannel } from '@yuragi/prob-core/quantum';
 * const decay = lindbladian({ jumps: [{ rate: 2, operator: matrixUnit(2, 2, 0, 1) }] });
 * applyChannel(semigroupChannel(decay, 0.5), matrixUnit(2, 2, 1, 1)).real[3]!; // ~> 0.36787944
 * ```
 */
export function lindbladian(generator: Lindbladian): Lindbladian {
  const { hamiltonian, jumps } = generator ?? {};
  if (!(jumps && jumps.length > 0)) throw new ArgumentError('lindbladian', 'jumps', 'a non-empty list', jumps);
  const n = jumps[0]!.operator?.rows;
  for (const { operator } of jumps) requireShape('lindbladian', operator, n);
  for (const [k, { rate }] of jumps.entries()) requireNonNegative('lindbladian', `jumps[${k}].rate`, rate);
  if (hamiltonian) requireShape('lindbladian', requireHermitian('lindbladian', 'hamiltonian', hamiltonian), n);
  return generator;
}

/** A qubit whose Bloch vector shrinks as e^-t. */
export const depolarising = (): Lindbladian => ({
  jumps: Object.values(pauli).map((operator) => ({ rate: 1 / 4, operator })),
});

/** A qubit whose coherences shrink as e^-t; what is diagonal stays, so that the invariant state is not unique. */
export const dephasing = (): Lindbladian => ({ jumps: [{ rate: 1 / 2, operator: pauli.z }] });

/**
 * A two-level atom in radiation of n quanta a mode, |0> the upper level: |0> -> |1> at rate n + 1, back at rate n (Davies;
 * amplitude damping for n = 0). Invariant state diag(n, n + 1)/(2n + 1). @throws {ArgumentError} for n < 0
 */
export function thermal(meanQuanta: number): Lindbladian {
  const n = requireNonNegative('thermal', 'meanQuanta', meanQuanta);
  const jumps = [n + 1, n].map((rate, k) => ({ rate, operator: matrixUnits(2)[2 - k]! }));
  return { jumps };
}

/** L(X), the rate of change of a state X. @throws {ShapeError}; as `lindbladian` */
export function applyLindbladian(generator: Lindbladian, x: ComplexMatrix): ComplexMatrix {
  const { hamiltonian, jumps } = lindbladian(generator);
  const terms = jumps.map(({ rate, operator: j }) => {
    const half = scale(multiply(adjoint(j), j), -0.5);
    const loss = add(multiply(half, x), multiply(x, half));
    return scale(add(multiply(j, x, adjoint(j)), loss), rate);
  });
  if (hamiltonian) terms.push(scale(multiply(hamiltonian, x), [0, -1]), scale(multiply(x, hamiltonian), [0, 1]));
  return terms.reduce(add);
}

/** The matrix of L, (n^2, n^2), on matrices written row by row: A X B is A (x) B^T. */
function superoperator(l: Lindbladian, n: number): ComplexMatrix {
  const images = matrixUnits(n).map((unit) => applyLindbladian(l, unit));
  return matrixOf(n * n, n * n, (row, column) => entryOf(images[column]!, Math.floor(row / n), row % n));
}

/** The channel e^(tL), to about eps |L| t. @throws {ArgumentError} for t < 0, or as `channelFromChoi` */
export function semigroupChannel(l: Lindbladian, time: number): Channel {
  const n = lindbladian(l).jumps[0]!.operator.rows;
  const generator = scale(superoperator(l, n), requireNonNegative('semigroupChannel', 'time', time));
  const doublings = Math.max(0, Math.ceil(Math.log2(n * n * largestEntry(generator))) + 1);
  let map = identityMatrix(n * n);
  // The series by Horner's rule. The norm is at most 1/2, and (1/2)^16/16! is below rounding.
  for (let k = 15; k >= 1; k--) map = add(identityMatrix(n * n), multiply(scale(generator, 2 ** -doublings / k), map));
  // Each squaring doubles the rounding. What is not orthogonal to the trace would grow for ever: it is taken out at once.
  const unit = { ...identityMatrix(n), rows: n * n, columns: 1 };
  for (let k = 0; k < doublings; k++) {
    map = multiply(map, map);
    const gained = add(multiply(adjoint(unit), map), scale(adjoint(unit), -1));
    map = add(map, scale(multiply(unit, gained), -1 / n));
  }
  const choi = matrixOf(n * n, n * n, (row, column) =>
    entryOf(map, (row % n) * n + (column % n), Math.floor(row / n) * n + Math.floor(column / n)),
  );
  return channelFromChoi(choi, n);
}

/** The state with L(pi) = 0. @throws {ArgumentError} unless unique, with the number of singular values below 1e-7 of the largest */
export function invariantState(l: Lindbladian): ComplexMatrix {
  const n = lindbladian(l).jumps[0]!.operator.rows;
  const matrix = superoperator(l, n);
  const { values, vectors } = hermitianEigen(multiply(adjoint(matrix), matrix));
  const kernel = values.filter((value) => value <= 1e-14 * values[0]!).length;
  if (kernel !== 1)
    throw new ArgumentError('invariantState', 'lindbladian', 'one with a kernel of dimension 1', kernel);
  const state = matrixOf(n, n, (i, j) => entryOf(vectors, i * n + j, n * n - 1));
  const { real, imaginary } = trace(state);
  return scale(scale(state, [real, -imaginary]), 1 / (real ** 2 + imaginary ** 2));
}

/**
 * How far a generator is from detailed balance with pi: the largest entry, over the matrix units X, of
 *
 *   L(pi^(1/2) X pi^(1/2)) - pi^(1/2) L*(X) pi^(1/2),   tr(L*(A) X) = tr(A L(X))
 *
 * 0 if the semigroup is its own Petz map. The dissipator of Davies has it; -i[H, .] changes its sign in L* and fails.
 *
 * @throws {ArgumentError} if pi is no state, with the size; {ShapeError}
 * @see Fagnola, Umanita, Infin. Dimens. Anal. Quantum Probab. Relat. Top. 10 (2007), 335 (detailed balance, s = 1/2)
 */
export function kmsResidual(l: Lindbladian, pi: ComplexMatrix): number {
  const root = hermitianFunction(requireState('kmsResidual', 'pi', pi), (p) => Math.sqrt(Math.max(0, p)));
  const conjugate = { ...root, imaginary: root.imaginary.map((y) => -y) };
  const [matrix, around] = [superoperator(l, pi.rows), tensor(root, conjugate)];
  return largestEntry(multiply(matrix, around), multiply(around, adjoint(matrix)));
}
