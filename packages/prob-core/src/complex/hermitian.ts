/**
 * Spectra and functions of Hermitian matrices H = A + iB, through the real symmetric matrix
 *
 *   M = [[A, -B], [B, A]],   M (x, y) = l (x, y)  iff  H (x + iy) = l (x + iy)
 *
 * whose eigenvalues are those of H, each twice: 2n vectors, among which there are n orthonormal ones of H.
 */
import { symmetricEigen } from '../eigen.ts';
import { ArgumentError } from '../error-classes.ts';
import { requireFinite } from '../require.ts';
import { add, adjoint, largestEntry, multiply, scale, tensor, trace } from './arithmetic.ts';
import {
  type Complex,
  type ComplexMatrix,
  entryOf,
  identityMatrix,
  matrixOf,
  matrixUnit,
  requireShape,
} from './matrix.ts';

/** What a matrix may lack of being Hermitian, as a share of its largest entry. */
const TOLERANCE = 1e-10;

/** A Hermitian matrix, to 1e-10 of its largest entry. @throws {ArgumentError} with the largest |a - a*|; {ShapeError} */
export function requireHermitian(where: string, argument: string, a: ComplexMatrix): ComplexMatrix {
  const error = largestEntry(requireShape(where, a), adjoint(a));
  if (error <= TOLERANCE * largestEntry(a)) return a;
  throw new ArgumentError(where, argument, 'Hermitian: largest |a - a*| = 0', error);
}

/** Eigenvalues (n), descending, and their unit eigenvectors, the columns, of arbitrary phase. */
export interface HermitianEigen {
  readonly values: Float64Array;
  readonly vectors: ComplexMatrix;
}

/**
 * Eigenvalues and orthonormal eigenvectors of a Hermitian matrix, degenerate or not; costs `symmetricEigen` of size 2n.
 *
 * Gram–Schmidt over the 2n vectors x + iy of the embedding, in order; one is passed over if less than 1/(2n) of it (squared)
 * is new. What is passed over sums to at most 1, and a missing dimension would leave 2: n vectors are found.
 *
 * @throws {ArgumentError} if a is not Hermitian, with the size; {ShapeError} if it is not square
 */
export function hermitianEigen(a: ComplexMatrix): HermitianEigen {
  const n = requireHermitian('hermitianEigen', 'a', a).rows;
  // The Hermitian part, so that rounding in `a` does not leave the embedding's form.
  const { real, imaginary } = scale(add(a, adjoint(a)), 0.5);
  const embedding = matrixOf(2 * n, 2 * n, (row, column) => {
    const at = (row % n) * n + (column % n);
    return [row < n === column < n ? real[at]! : (row < n ? -1 : 1) * imaginary[at]!, 0];
  });
  const { values, vectors } = symmetricEigen(embedding.real, 2 * n);
  const found: ComplexMatrix[] = [];
  let rest = identityMatrix(n);
  for (let k = 0; found.length < n; k++) {
    const column = matrixOf(n, 1, (i) => [vectors[2 * n * k + i]!, vectors[2 * n * k + n + i]!]);
    // Twice: the second projection removes what rounding left of the first.
    const left = multiply(rest, multiply(rest, column));
    const squared = trace(multiply(adjoint(left), left)).real;
    if (squared < 1 / (2 * n)) continue;
    found.push(scale(left, squared ** -0.5));
    rest = add(rest, scale(multiply(left, adjoint(left)), -1 / squared));
  }
  return {
    values: Float64Array.from(found, (_, k) => (values[2 * k]! + values[2 * k + 1]!) / 2),
    vectors: matrixOf(n, n, (i, k) => entryOf(found[k]!, i, 0)),
  };
}

/**
 * f(a) = sum_k f(l_k) |k><k| for a Hermitian matrix; f of each eigenvalue is a number or [real, imaginary].
 *
 * @throws {ArgumentError} if a is not Hermitian, with the size, or f of an eigenvalue not finite; {ShapeError} if a is not square
 * @example ```ts doctest
 * import { hermitianFunction, pauli } from '@yuragi/prob-core/quantum';
 * hermitianFunction(pauli.y, Math.exp).imaginary[2]!; // ~> 1.17520119
 * Math.sinh(1); // ~> 1.17520119
 * ```
 */
export function hermitianFunction(a: ComplexMatrix, f: (value: number) => number | Complex): ComplexMatrix {
  const { values, vectors } = hermitianEigen(a);
  const images = Array.from(values, (value) => [f(value), 0].flat());
  for (const [k, image] of images.entries())
    for (const part of image) requireFinite('hermitianFunction', `f(${values[k]})`, part);
  const diagonal = matrixOf(a.rows, a.rows, (i, j) => (i === j ? [images[i]![0]!, images[i]![1]!] : [0, 0]));
  return multiply(vectors, diagonal, adjoint(vectors));
}

/** tr |a|, the sum of the singular values of a square matrix; they and their negatives are the spectrum of [[0, a], [a*, 0]]. */
export function traceNorm(a: ComplexMatrix): number {
  const corner = tensor(matrixUnit(2, 2, 0, 1), requireShape('traceNorm', a, a.rows));
  return hermitianEigen(add(corner, adjoint(corner))).values.reduce((sum, value) => sum + Math.abs(value), 0) / 2;
}
