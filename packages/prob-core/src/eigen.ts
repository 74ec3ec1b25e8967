/** Dense eigenproblems, by ml-matrix: an entry of its own, because the library does not tree-shake. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { ArgumentError } from './error-classes.ts';
import { requireAllFinite, requireLength } from './require.ts';

export interface SymmetricEigen {
  /** (n), descending. */
  readonly values: Float64Array;
  /** (n, n) row-major: row k is the unit eigenvector of values[k]. */
  readonly vectors: Float64Array;
}

const SYMMETRY_TOLERANCE = 1e-10;

/**
 * Eigenvalues and orthonormal eigenvectors of a real symmetric matrix: A = sum_k values[k] v_k v_k^T.
 *
 * Householder tridiagonalisation and implicit QL, about 9 n^3 operations. Eigenvalues are good to a few eps |A|, so small
 * ones of an ill-conditioned matrix are absolutely, not relatively, accurate. The sign of a vector is fixed by making its
 * entry of largest magnitude positive (the first of them).
 *
 * @param a (n, n) row-major
 * @throws {ArgumentError} if a is not finite or not symmetric to 1e-10 of its largest entry
 * @example ```ts doctest
 * import { symmetricEigen } from '@yuragi/prob-core/eigen';
 * const { values } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
 * values[0]!; // ~> 3.00000000
 * values[1]!; // ~> 1.00000000
 * ```
 */
export function symmetricEigen(a: Float64Array, n: number): SymmetricEigen {
  requireAllFinite('symmetricEigen', 'a', requireLength('symmetricEigen', 'a', a, n * n));
  const largest = a.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++)
      if (Math.abs(a[i * n + j]! - a[j * n + i]!) > SYMMETRY_TOLERANCE * largest)
        throw new ArgumentError('symmetricEigen', 'a', `symmetric (a[${i},${j}] = a[${j},${i}])`, [
          a[i * n + j]!,
          a[j * n + i]!,
        ]);

  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(Matrix.from1DArray(n, n, a), {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, k) => k).sort((j, k) => realEigenvalues[k]! - realEigenvalues[j]!);
  const vectors = new Float64Array(n * n);
  for (const [row, k] of order.entries()) {
    const vector = eigenvectorMatrix.getColumn(k);
    const lead = vector.reduce((best, x) => (Math.abs(x) > Math.abs(best) * (1 + 1e-9) ? x : best), 0);
    for (const [j, x] of vector.entries()) vectors[row * n + j] = lead < 0 ? -x : x;
  }
  return { values: Float64Array.from(order, (k) => realEigenvalues[k]!), vectors };
}
