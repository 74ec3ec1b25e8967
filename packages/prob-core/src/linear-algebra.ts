/**
 * The dense linear algebra of a covariance matrix: its Cholesky factor and what triangular solves give. Matrices are
 * row-major (n, n) typed arrays; a factor L is lower triangular, entries above its diagonal are zero. And the transform of
 * functions of spins, which is a product of 2 x 2 matrices.
 */
import { ArgumentError } from './error-classes.ts';
import { requireLength } from './require.ts';

/**
 * Cholesky factor L of a symmetric positive definite matrix: A = L L^T, of which only the lower triangle is read.
 *
 * n^3/3 operations. Backward stable without pivoting.
 *
 * @param a (n, n)
 * @param out (n, n), overwritten; may be `a`
 * @returns false if A is not positive definite to rounding, with `out` then undefined
 * @see Golub and Van Loan, Matrix Computations, 4th ed., Algorithm 4.2.2
 * @example ```ts doctest
 * import { choleskyInto } from '@yuragi/prob-core/linear-algebra';
 * const factor = new Float64Array(4);
 * choleskyInto(Float64Array.of(4, 2, 2, 5), 2, factor); // => true
 * Array.from(factor); // => [2, 0, 1, 2]
 * ```
 */
export function choleskyInto(a: Float64Array, n: number, out: Float64Array): boolean {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= out[i * n + k]! * out[j * n + k]!;
      if (i !== j) out[i * n + j] = sum / out[j * n + j]!;
      else if (sum > 0 && sum < Infinity) out[i * n + i] = Math.sqrt(sum);
      else return false;
    }
  }
  for (let i = 0; i < n; i++) out.fill(0, i * n + i + 1, (i + 1) * n);
  return true;
}

/** Solves L y = b for y (n); `out` may be `b`. */
export function solveLowerInto(factor: Float64Array, n: number, b: Float64Array, out: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= factor[i * n + k]! * out[k]!;
    out[i] = sum / factor[i * n + i]!;
  }
}

/** Solves L^T y = b for y (n); `out` may be `b`. */
export function solveLowerTransposedInto(factor: Float64Array, n: number, b: Float64Array, out: Float64Array): void {
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let k = i + 1; k < n; k++) sum -= factor[k * n + i]! * out[k]!;
    out[i] = sum / factor[i * n + i]!;
  }
}

/** log det A = 2 sum log L_ii. */
export function logDeterminant(factor: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.log(factor[i * n + i]!);
  return 2 * sum;
}

/** The inverse of L, lower triangular (n, n). */
export function invertLower(factor: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    inverse[j * n + j] = 1 / factor[j * n + j]!;
    for (let i = j + 1; i < n; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum -= factor[i * n + k]! * inverse[k * n + j]!;
      inverse[i * n + j] = sum / factor[i * n + i]!;
    }
  }
  return inverse;
}

/**
 * Sums over all states of n spins by the fast Walsh-Hadamard transform: with s_k = -1 where bit k of a state is set and
 * s_A the product of the spins of a set A, written as bits too,
 *
 *   (T f)(A) = sum over states of f(state) s_A(state),   and the same map takes coefficients of s_A to values at states.
 *
 * So energies of all states come from couplings, and all moments from probabilities, in n 2^n additions. T T f = 2^n f.
 *
 * @param values f, (2^n)
 * @param out T f, (2^n), overwritten; may be `values`
 * @throws {ArgumentError} for a length that is no power of 2; {ShapeError} for an `out` of another length
 * @example (The couplings of E = 3 s_0 - s_0 s_1) ```ts doctest
 * import { walshHadamardInto } from '@yuragi/prob-core/linear-algebra';
 * const values = Float64Array.of(0, 3, 0, -1);
 * walshHadamardInto(values, values);
 * Array.from(values); // => [2, -2, 4, -4]
 * ```
 */
export function walshHadamardInto(values: Float64Array, out: Float64Array): void {
  const size = values.length;
  if (size === 0 || 2 ** Math.round(Math.log2(size)) !== size)
    throw new ArgumentError('walshHadamardInto', 'values', 'of length 2^n', size);
  requireLength('walshHadamardInto', 'out', out, size);
  if (out !== values) out.set(values);
  for (let half = 1; half < size; half *= 2)
    for (let begin = 0; begin < size; begin += 2 * half)
      for (let i = begin; i < begin + half; i++) {
        const [a, b] = [out[i]!, out[i + half]!];
        out[i] = a + b;
        out[i + half] = a - b;
      }
}
