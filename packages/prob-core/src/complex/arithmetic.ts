/** Sums, products, traces and tensor factors of complex matrices. */
import { ArgumentError } from '../error-classes.ts';
import { requireCount, requireFinite } from '../require.ts';
import {
  type Complex,
  type ComplexMatrix,
  entryOf,
  identityMatrix,
  matrixOf,
  matrixUnit,
  requireShape,
} from './matrix.ts';

/** a + b. @throws {ShapeError} */
export function add(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix {
  requireShape('add', a, a?.rows, a?.columns);
  requireShape('add', b, a.rows, a.columns);
  const sum = (x: Float64Array, y: Float64Array) => x.map((value, k) => value + y[k]!);
  return { ...a, real: sum(a.real, b.real), imaginary: sum(a.imaginary, b.imaginary) };
}

/** factor a, the factor a real number or [real, imaginary]. @throws {ArgumentError} */
export function scale(a: ComplexMatrix, factor: number | Complex): ComplexMatrix {
  const [re, im] = Array.isArray(factor) ? (factor as Complex) : [factor as number, 0];
  for (const part of [re, im]) requireFinite('scale', 'factor', part);
  requireShape('scale', a, a?.rows, a?.columns);
  const real = a.real.map((x, k) => re * x - im * a.imaginary[k]!);
  return { ...a, real, imaginary: a.imaginary.map((y, k) => re * y + im * a.real[k]!) };
}

/**
 * The product a b c ..., from the left: 4 n^3 multiplications each. @throws {ShapeError}
 *
 * @example ```ts doctest
 * import { multiply, pauli } from '@yuragi/prob-core/quantum';
 * Array.from(multiply(pauli.x, pauli.y).imaginary); // => [1, 0, 0, -1]
 * ```
 */
export function multiply(a: ComplexMatrix, b: ComplexMatrix, ...more: readonly ComplexMatrix[]): ComplexMatrix {
  requireShape('multiply', a, a?.rows, a?.columns);
  requireShape('multiply', b, a.columns, b?.columns);
  const product = matrixOf(a.rows, b.columns, (i, j) => {
    let [re, im] = [0, 0];
    for (let k = i * a.columns, l = j; l < b.real.length; k++, l += b.columns) {
      re += a.real[k]! * b.real[l]! - a.imaginary[k]! * b.imaginary[l]!;
      im += a.real[k]! * b.imaginary[l]! + a.imaginary[k]! * b.real[l]!;
    }
    return [re, im];
  });
  return more.length === 0 ? product : multiply(product, more[0]!, ...more.slice(1));
}

/** The conjugate transpose a*. @throws {ArgumentError} */
export const adjoint = (a: ComplexMatrix): ComplexMatrix =>
  requireShape('adjoint', a, a?.rows, a?.columns) &&
  matrixOf(a.columns, a.rows, (i, j) => [a.real[j * a.columns + i]!, -a.imaginary[j * a.columns + i]!]);

/** sum_i a_ii. @throws {ShapeError} if a is not square */
export function trace(a: ComplexMatrix): { readonly real: number; readonly imaginary: number } {
  const sum = (part: Float64Array) => part.reduce((total, x, k) => (k % (a.rows + 1) === 0 ? total + x : total), 0);
  return requireShape('trace', a) && { real: sum(a.real), imaginary: sum(a.imaginary) };
}

/** Kronecker's product a (x) b: the index of a is the more significant one. @throws {ArgumentError} */
export const tensor = (a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix =>
  requireShape('tensor', a, a?.rows, a?.columns) &&
  requireShape('tensor', b, b?.rows, b?.columns) &&
  matrixOf(a.rows * b.rows, a.columns * b.columns, (i, j) => {
    const [re, im] = entryOf(a, Math.floor(i / b.rows), Math.floor(j / b.columns));
    const [x, y] = entryOf(b, i % b.rows, j % b.columns);
    return [re * x - im * y, re * y + im * x];
  });

/**
 * The reduced matrix of some factors of a tensor product: the sum of v* a v over the basis vectors of the others.
 *
 * @param dims dimensions of the factors, the first the most significant, as in `tensor`; their product is the size of a
 * @param keep indices of the factors that stay, in the order of `dims` whatever theirs
 * @throws {ShapeError} for a matrix that is no product of `dims`; {ArgumentError} for a factor to keep that there is not
 */
export function partialTrace(a: ComplexMatrix, dims: readonly number[], keep: readonly number[]): ComplexMatrix {
  if (!(dims?.length > 0 && keep?.every((factor) => factor in dims)))
    throw new ArgumentError('partialTrace', 'keep', `indices into dims, of ${dims?.length} factors`, keep);
  for (const [k, dim] of dims.entries()) requireCount('partialTrace', `dims[${k}]`, dim, 1);
  const parts = dims.map((dim, factor) => {
    const kets = Array.from({ length: dim }, (_, k) => matrixUnit(dim, 1, k, 0));
    return keep.includes(factor) ? [identityMatrix(dim)] : kets;
  });
  const slices = parts.reduce((list, part) => list.flatMap((v) => part.map((w) => tensor(v, w))), [identityMatrix(1)]);
  requireShape('partialTrace', a, slices[0]!.rows);
  return slices.map((v) => multiply(adjoint(v), a, v)).reduce(add);
}

/** max_ij |a_ij - b_ij|, of |a_ij| without b: the size that refusals report. */
export function largestEntry(a: ComplexMatrix, b?: ComplexMatrix): number {
  const { real, imaginary } = b === undefined ? a : add(a, scale(b, -1));
  return real.reduce((max, x, k) => Math.max(max, Math.hypot(x, imaginary[k]!)), 0);
}
