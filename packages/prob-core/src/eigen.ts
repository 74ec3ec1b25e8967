/** Dense eigenproblems, by ml-matrix: an entry of its own, because the library does not tree-shake. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { ArgumentError } from './error-classes.ts';
import { requireAllFinite, requireCount, requireLength } from './require.ts';

/** The spectrum of a symmetric matrix. */
export interface SymmetricEigen {
  /** (n), descending. */
  readonly values: Float64Array;
  /** (n, n) row-major: row k is the unit eigenvector of values[k]. */
  readonly vectors: Float64Array;
}

const SYMMETRY_TOLERANCE = 1e-10;
/**
 * Entries below this share of the largest count as 0. The library multiplies small entries with one another and loses the
 * orthogonality of its vectors once the products are subnormal.
 */
const NEGLIGIBLE = Number.EPSILON ** 2;

/**
 * Eigenvalues and orthonormal eigenvectors of a real symmetric matrix: A = sum_k values[k] v_k v_k^T.
 *
 * Householder tridiagonalisation and implicit QL, about 9 n^3 operations. Eigenvalues are good to a few eps |A|, so small
 * ones of an ill-conditioned matrix are absolutely, not relatively, accurate (entries below eps^2 of the largest count
 * as 0). The sign of a vector is fixed by making its entry of largest magnitude positive (the first of them).
 *
 * @param a (n, n) row-major
 * @throws {ArgumentError} if n < 1, or a is not finite or not symmetric to 1e-10 of its largest entry
 * @example ```ts doctest
 * import { symmetricEigen } from '@yuragi/prob-core/eigen';
 * const { values } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
 * values[0]!; // ~> 3.00000000
 * values[1]!; // ~> 1.00000000
 * ```
 */
export function symmetricEigen(a: Float64Array, n: number): SymmetricEigen {
  requireCount('symmetricEigen', 'n', n, 1);
  requireAllFinite('symmetricEigen', 'a', requireLength('symmetricEigen', 'a', a, n * n));
  const largest = a.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++)
      if (Math.abs(a[i * n + j]! - a[j * n + i]!) > SYMMETRY_TOLERANCE * largest)
        throw new ArgumentError('symmetricEigen', 'a', `symmetric (a[${i},${j}] = a[${j},${i}])`, [
          a[i * n + j]!,
          a[j * n + i]!,
        ]);

  // Division by a power of two is exact, and keeps squares of large and small entries in range.
  const scale = largest === 0 ? 1 : 2 ** Math.floor(Math.log2(largest));
  const scaled = a.map((x) => (Math.abs(x / scale) < NEGLIGIBLE ? 0 : x / scale));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(Matrix.from1DArray(n, n, scaled), {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, k) => k).sort((j, k) => realEigenvalues[k]! - realEigenvalues[j]!);
  const vectors = new Float64Array(n * n);
  for (const [row, k] of order.entries()) {
    const vector = eigenvectorMatrix.getColumn(k);
    const lead = vector.reduce((best, x) => (Math.abs(x) > Math.abs(best) * (1 + 1e-9) ? x : best), 0);
    for (const [j, x] of vector.entries()) vectors[row * n + j] = lead < 0 ? -x : x;
  }
  return { values: Float64Array.from(order, (k) => scale * realEigenvalues[k]!), vectors };
}
