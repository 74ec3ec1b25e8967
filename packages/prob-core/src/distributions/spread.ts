/** The covariance of a multivariate law in the form it was given, and what a density and a draw need of it. */
import type { NdArray } from 'ndarray';
import { ArgumentError, ShapeError } from '../error-classes.ts';
import {
  choleskyInto,
  invertLower,
  logDeterminant,
  solveLowerInto,
  solveLowerTransposedInto,
} from '../linear-algebra.ts';
import { requireMatrix } from '../ndarray-boundary.ts';
import { requireLength, requirePositive } from '../require.ts';

/** One of four ways to give a covariance in d dimensions. */
export type SpreadOptions =
  | {
      /** (d, d), symmetric positive definite. */
      readonly covariance: NdArray<Float64Array>;
    }
  | {
      /** The inverse of the covariance, (d, d), symmetric positive definite. */
      readonly precision: NdArray<Float64Array>;
    }
  | {
      /** L, (d, d), lower triangular with a positive diagonal: the covariance is L L^T. */
      readonly choleskyFactor: NdArray<Float64Array>;
    }
  | {
      /** The diagonal of a diagonal covariance, (d), > 0: everything then costs O(d). */
      readonly variances: ArrayLike<number>;
    };

/** A covariance S; its maps act in place on vectors of length d. */
export interface Spread {
  readonly logDeterminant: number;
  /** v -> w with |w|^2 = v^T S^-1 v. */
  whiten(v: Float64Array): void;
  /** The same w -> S^-1 v. */
  finishSolve(w: Float64Array): void;
  /** Independent standard normals -> a draw from N(0, S). */
  colour(z: Float64Array): void;
  /** (d). */
  readonly variances: Float64Array;
  /** What describes it as plain data: its variances if it is diagonal by construction, else its covariance. */
  readonly parameters: { readonly variances: Float64Array } | { readonly covariance: Float64Array };
  /** (d, d), a new array. */
  covariance(): Float64Array;
}

const WAYS = ['covariance', 'precision', 'choleskyFactor', 'variances'] as const;

/** @throws {ShapeError} or {ArgumentError}, naming `where` and the option */
export function spreadOf(where: string, options: Partial<Record<(typeof WAYS)[number], unknown>>, d: number): Spread {
  const given = WAYS.filter((way) => options[way] !== undefined);
  const [way] = given;
  if (way === undefined || given.length > 1)
    throw new ArgumentError(where, 'options', `given exactly one of ${WAYS.join(', ')}`, options);
  if (way === 'variances') return diagonalSpread(where, options.variances as ArrayLike<number>, d);

  const { data, rows } = requireMatrix(options[way] as NdArray<Float64Array>, where, way, d);
  if (rows !== d) throw new ShapeError(where, way, `shape (${d}, ${d})`, [rows, d]);
  if (way === 'choleskyFactor') return factorSpread(requireFactor(where, data, d), d);
  const matrix = symmetrised(where, way, data, d);
  const factor = new Float64Array(d * d);
  if (!choleskyInto(matrix, d, factor)) throw new ArgumentError(where, way, 'positive definite', data);
  return way === 'covariance' ? factorSpread(factor, d, matrix) : precisionSpread(factor, d);
}

/** Asymmetry that is more than rounding. */
const ASYMMETRY = 1e-9;

function symmetrised(where: string, argument: string, a: Float64Array, d: number): Float64Array {
  const matrix = a.slice();
  for (let i = 0; i < d; i++)
    for (let j = 0; j < i; j++) {
      const [below, above] = [a[i * d + j]!, a[j * d + i]!];
      const scale = Math.sqrt(Math.abs(a[i * d + i]! * a[j * d + j]!));
      if (Math.abs(below - above) > ASYMMETRY * scale)
        throw new ArgumentError(where, `${argument}[${i}, ${j}]`, `equal to ${argument}[${j}, ${i}] = ${above}`, below);
      matrix[i * d + j] = matrix[j * d + i] = (below + above) / 2;
    }
  return matrix;
}

function requireFactor(where: string, factor: Float64Array, d: number): Float64Array {
  for (let i = 0; i < d; i++) {
    requirePositive(where, `choleskyFactor[${i}, ${i}]`, factor[i * d + i]!);
    for (let j = i + 1; j < d; j++)
      if (factor[i * d + j] !== 0)
        throw new ArgumentError(where, `choleskyFactor[${i}, ${j}]`, '0, above the diagonal', factor[i * d + j]);
  }
  return factor.slice();
}

function diagonalSpread(where: string, given: ArrayLike<number>, d: number): Spread {
  requireLength(where, 'variances', given, d);
  const variances = Float64Array.from(given, (variance, j) => requirePositive(where, `variances[${j}]`, variance));
  const deviations = variances.map(Math.sqrt);
  const divide = (v: Float64Array): void => {
    for (let j = 0; j < d; j++) v[j] = v[j]! / deviations[j]!;
  };
  return {
    logDeterminant: variances.reduce((sum, variance) => sum + Math.log(variance), 0),
    whiten: divide,
    finishSolve: divide,
    colour(z) {
      for (let j = 0; j < d; j++) z[j] = z[j]! * deviations[j]!;
    },
    variances,
    parameters: { variances },
    covariance() {
      const matrix = new Float64Array(d * d);
      for (let j = 0; j < d; j++) matrix[j * d + j] = variances[j]!;
      return matrix;
    },
  };
}

/** S = L L^T; `known` is S itself where that was given. */
function factorSpread(factor: Float64Array, d: number, known?: Float64Array): Spread {
  const covariance = known ?? productWithTransposed(factor, d);
  return {
    logDeterminant: logDeterminant(factor, d),
    whiten: (v) => solveLowerInto(factor, d, v, v),
    finishSolve: (w) => solveLowerTransposedInto(factor, d, w, w),
    colour: (z) => multiplyLower(factor, d, z),
    variances: diagonalOf(covariance, d),
    parameters: { covariance },
    covariance: () => covariance.slice(),
  };
}

/** S^-1 = R R^T. */
function precisionSpread(factor: Float64Array, d: number): Spread {
  const covariance = transposedProduct(invertLower(factor, d), d);
  return {
    logDeterminant: -logDeterminant(factor, d),
    whiten: (v) => multiplyLowerTransposed(factor, d, v),
    finishSolve: (w) => multiplyLower(factor, d, w),
    colour: (z) => solveLowerTransposedInto(factor, d, z, z),
    variances: diagonalOf(covariance, d),
    parameters: { covariance },
    covariance: () => covariance.slice(),
  };
}

const diagonalOf = (a: Float64Array, d: number): Float64Array =>
  Float64Array.from({ length: d }, (_, j) => a[j * d + j]!);

/** v -> L v: from below, so that what is read has not been overwritten. */
function multiplyLower(factor: Float64Array, d: number, v: Float64Array): void {
  for (let i = d - 1; i >= 0; i--) {
    let sum = 0;
    for (let k = 0; k <= i; k++) sum += factor[i * d + k]! * v[k]!;
    v[i] = sum;
  }
}

/** v -> L^T v. */
function multiplyLowerTransposed(factor: Float64Array, d: number, v: Float64Array): void {
  for (let i = 0; i < d; i++) {
    let sum = 0;
    for (let k = i; k < d; k++) sum += factor[k * d + i]! * v[k]!;
    v[i] = sum;
  }
}

/** L L^T. */
function productWithTransposed(factor: Float64Array, d: number): Float64Array {
  const product = new Float64Array(d * d);
  for (let i = 0; i < d; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k <= j; k++) sum += factor[i * d + k]! * factor[j * d + k]!;
      product[i * d + j] = product[j * d + i] = sum;
    }
  return product;
}

/** M^T M for lower triangular M. */
function transposedProduct(m: Float64Array, d: number): Float64Array {
  const product = new Float64Array(d * d);
  for (let i = 0; i < d; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < d; k++) sum += m[k * d + i]! * m[k * d + j]!;
      product[i * d + j] = product[j * d + i] = sum;
    }
  return product;
}
