/** Solves A x = b by elimination with partial pivoting, for the small dense systems of finite chains. */

/**
 * x with A x = b. 2 n^3/3 operations.
 *
 * @param a (n, n) row-major, overwritten
 * @param b (n), overwritten by x
 * @returns false if A is singular to rounding, with b then undefined
 * @see Golub and Van Loan, Matrix Computations, 4th ed., Algorithm 3.4.1
 */
export function solveInPlace(a: Float64Array, b: Float64Array): boolean {
  const n = b.length;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]!) > Math.abs(a[pivot * n + k]!)) pivot = i;
    if (a[pivot * n + k] === 0) return false;
    if (pivot !== k) {
      for (let j = k; j < n; j++) {
        const entry = a[k * n + j]!;
        a[k * n + j] = a[pivot * n + j]!;
        a[pivot * n + j] = entry;
      }
      const entry = b[k]!;
      b[k] = b[pivot]!;
      b[pivot] = entry;
    }
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k]! / a[k * n + k]!;
      if (factor === 0) continue;
      for (let j = k + 1; j < n; j++) a[i * n + j]! -= factor * a[k * n + j]!;
      b[i]! -= factor * b[k]!;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let j = i + 1; j < n; j++) sum -= a[i * n + j]! * b[j]!;
    b[i] = sum / a[i * n + i]!;
  }
  return true;
}
