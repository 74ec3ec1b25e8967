/** Complex matrices as plain data: two real arrays, no class of complex numbers, nothing that postMessage would lose. */
import { ArgumentError, ShapeError } from '../error-classes.ts';
import { requireAllFinite, requireCount, requireLength } from '../require.ts';

/** Row-major; entry (i, j) is real[i * columns + j] + i imaginary[i * columns + j]. */
export interface ComplexMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}
export type Complex = readonly [real: number, imaginary: number];

/** A matrix of given entries, row-major, copied; real without `imaginary`. @throws {ArgumentError}; {ShapeError} */
export function complexMatrix(
  rows: number,
  columns: number,
  real: ArrayLike<number>,
  imaginary: ArrayLike<number> = new Float64Array(real?.length ?? 0),
): ComplexMatrix {
  const size = requireSize(rows, columns);
  const part = (name: string, values: ArrayLike<number>) =>
    Float64Array.from(requireAllFinite('complexMatrix', name, requireLength('complexMatrix', name, values, size)));
  return { rows, columns, real: part('real', real), imaginary: part('imaginary', imaginary) };
}

/** The matrix whose entry (i, j) is entry(i, j), [real, imaginary]. */
export function matrixOf(rows: number, columns: number, entry: (i: number, j: number) => Complex): ComplexMatrix {
  const size = requireSize(rows, columns);
  const [real, imaginary] = [new Float64Array(size), new Float64Array(size)];
  for (let i = 0, k = 0; i < rows; i++) for (let j = 0; j < columns; j++, k++) [real[k], imaginary[k]] = entry(i, j);
  return { rows, columns, real, imaginary };
}

/** Entry (i, j), [real, imaginary]. */
export function entryOf({ real, imaginary, columns }: ComplexMatrix, i: number, j: number): Complex {
  return [real[i * columns + j]!, imaginary[i * columns + j]!];
}

/** The diagonal matrix of real values. @throws {ArgumentError} for values that are not finite */
export function diagonalMatrix(values: ArrayLike<number>): ComplexMatrix {
  const { length } = requireAllFinite('diagonalMatrix', 'values', values);
  return matrixOf(length, length, (i, j) => [i === j ? values[i]! : 0, 0]);
}

/** The unit of M_n. */
export const identityMatrix = (n: number): ComplexMatrix => matrixOf(n, n, (i, j) => [+(i === j), 0]);

/** The matrix unit |i><j|. @throws {ArgumentError} for an i or j that there is not */
export function matrixUnit(rows: number, columns: number, i: number, j: number): ComplexMatrix {
  if (!(requireCount('matrixUnit', 'i', i) < rows && requireCount('matrixUnit', 'j', j) < columns))
    throw new ArgumentError('matrixUnit', '(i, j)', `inside (${rows}, ${columns})`, [i, j]);
  return matrixOf(rows, columns, (k, l) => [+(k === i && l === j), 0]);
}

/** The n^2 matrix units of M_n, |i><j| at i n + j. */
export const matrixUnits = (n: number): readonly ComplexMatrix[] =>
  Array.from({ length: n * n }, (_, k) => matrixUnit(n, n, Math.floor(k / n), k % n));

/** Pauli's matrices; z = diag(1, -1). */
export const pauli: Readonly<Record<'x' | 'y' | 'z', ComplexMatrix>> = {
  x: /* @__PURE__ */ complexMatrix(2, 2, [0, 1, 1, 0]),
  y: /* @__PURE__ */ complexMatrix(2, 2, [0, 0, 0, 0], [0, -1, 1, 0]),
  z: /* @__PURE__ */ complexMatrix(2, 2, [1, 0, 0, -1]),
};

/** A matrix of finite entries and a given shape, square unless that is said. @throws {ShapeError}; {ArgumentError} */
export function requireShape(
  where: string,
  a: ComplexMatrix,
  rows: number = a?.rows,
  columns: number = rows,
): ComplexMatrix {
  const size = a?.rows * a?.columns;
  if (a?.real?.length !== size || a.imaginary?.length !== size)
    throw new ArgumentError(where, 'matrix', 'a matrix (make one with complexMatrix)', a);
  if (a.rows !== rows || a.columns !== columns)
    throw new ShapeError(where, 'matrix', `shape (${rows}, ${columns})`, [a.rows, a.columns]);
  requireAllFinite(where, 'matrix.real', a.real);
  requireAllFinite(where, 'matrix.imaginary', a.imaginary);
  return a;
}

/** How many entries, of a matrix of 2 GB at most. */
function requireSize(rows: number, columns: number): number {
  const size = requireCount('complexMatrix', 'rows', rows, 1) * requireCount('complexMatrix', 'columns', columns, 1);
  if (size <= 2 ** 27) return size;
  throw new ArgumentError('complexMatrix', 'rows * columns', `at most ${2 ** 27}`, size);
}
