/** The 2-Wasserstein distance of normal laws: of their means, and Bures's of their covariances. */
import { type MultivariateNormalOptions, multivariateNormal, requireMatrix } from '@yuragi/prob-core';
import { ArgumentError, ConvergenceError, ShapeError } from '@yuragi/prob-core/errors';
import { choleskyInto } from '@yuragi/prob-core/linear-algebra';

/**
 * W_2 between N(m, S) and N(n, T), W_2^2 = |m - n|^2 + tr S + tr T - 2 tr (S^1/2 T S^1/2)^1/2.
 *
 * Computed as |m - n|^2 + min_U |L - M U|^2 over orthogonal U, with S = L L^T and T = M M^T: the best U is the polar factor of
 * M^T L, from its singular values by one-sided Jacobi rotations. So close laws have a small distance to full digits, where the
 * difference of the traces would leave the root of a rounding error. O(d^3).
 *
 * @param p mean and one of covariance, precision, choleskyFactor, variances, as for `multivariateNormal`
 * @returns in the units of the mean
 * @throws {ShapeError} for different dimensions; {ArgumentError} or {ShapeError} as `multivariateNormal` does
 * @see Dowson and Landau, J. Multivar. Anal. 12 (1982), 450; Bhatia, Jain and Lim, Expo. Math. 37 (2019), 165, Theorem 1
 * @example ```ts doctest
 * import { gaussianWasserstein } from '@yuragi/kl-info';
 * gaussianWasserstein({ mean: [0, 0], variances: [1, 4] }, { mean: [3, 0], variances: [1, 36] }); // ~> 5.0000000
 * ```
 */
export function gaussianWasserstein(p: MultivariateNormalOptions, q: MultivariateNormalOptions): number {
  const lawP = multivariateNormal(p);
  const lawQ = multivariateNormal(q);
  const d = lawP.dimension;
  if (lawQ.dimension !== d) throw new ShapeError('gaussianWasserstein', 'q.mean', `length ${d}`, [lawQ.dimension]);
  const meanQ = lawQ.mean();
  const square = lawP.mean().reduce((sum, m, j) => sum + (m - meanQ[j]!) ** 2, 0);
  const l = factorOf('p', requireMatrix(lawP.covariance(), 'gaussianWasserstein', 'p').data, d);
  const m = factorOf('q', requireMatrix(lawQ.covariance(), 'gaussianWasserstein', 'q').data, d);
  return Math.sqrt(square + procrustes(l, m, d));
}

function factorOf(argument: string, covariance: Float64Array, d: number): Float64Array {
  const factor = new Float64Array(d * d);
  if (!choleskyInto(covariance, d, factor))
    throw new ArgumentError(
      'gaussianWasserstein',
      argument,
      'of a covariance that is positive definite to rounding',
      covariance,
    );
  return factor;
}

/** min |L - M U|^2 over orthogonal U: U = W V^T for M^T L = W s V^T. */
function procrustes(l: Float64Array, m: Float64Array, d: number): number {
  // Rows of `a` are the columns of M^T L; rotated until orthogonal they are s_k W_k. Rows of `v` become the columns of V.
  const a = new Float64Array(d * d);
  for (let i = 0; i < d; i++)
    for (let j = 0; j < d; j++) {
      let sum = 0;
      for (let k = Math.max(i, j); k < d; k++) sum += m[k * d + j]! * l[k * d + i]!;
      a[i * d + j] = sum;
    }
  const v = new Float64Array(d * d);
  for (let i = 0; i < d; i++) v[i * d + i] = 1;
  orthogonalise(a, v, d);

  // M W, row k for singular value k; then |L V - M W|^2, which is |L - M W V^T|^2.
  let square = 0;
  const w = new Float64Array(d);
  for (let k = 0; k < d; k++) {
    const length = Math.sqrt(dot(a, k, k, d));
    for (let j = 0; j < d; j++) w[j] = a[k * d + j]! / length;
    for (let i = 0; i < d; i++) {
      let difference = 0;
      for (let j = 0; j <= i; j++) difference += l[i * d + j]! * v[k * d + j]! - m[i * d + j]! * w[j]!;
      square += difference * difference;
    }
  }
  return square;
}

const MAX_SWEEPS = 60;
const ORTHOGONAL = 1e-15;

/**
 * One-sided Jacobi: rotates pairs of rows of `a` until all are orthogonal, and those of `v` with them.
 *
 * @see Golub and Van Loan, Matrix Computations, 4th ed., section 8.6.3
 */
function orthogonalise(a: Float64Array, v: Float64Array, d: number): void {
  let worst = Infinity;
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    worst = 0;
    for (let i = 0; i < d; i++)
      for (let j = i + 1; j < d; j++) {
        const [alpha, beta, gamma] = [dot(a, i, i, d), dot(a, j, j, d), dot(a, i, j, d)];
        const cosine = Math.abs(gamma) / Math.sqrt(alpha * beta);
        worst = Math.max(worst, cosine);
        if (cosine <= ORTHOGONAL) continue;
        const zeta = (beta - alpha) / (2 * gamma);
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
        const c = 1 / Math.sqrt(1 + t * t);
        rotate(a, i, j, c, c * t, d);
        rotate(v, i, j, c, c * t, d);
      }
    if (worst <= d * ORTHOGONAL) return;
  }
  throw new ConvergenceError('gaussianWasserstein', MAX_SWEEPS, worst, d * ORTHOGONAL);
}

function dot(a: Float64Array, i: number, j: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += a[i * d + k]! * a[j * d + k]!;
  return sum;
}

function rotate(a: Float64Array, i: number, j: number, c: number, s: number, d: number): void {
  for (let k = 0; k < d; k++) {
    const x = a[i * d + k]!;
    const y = a[j * d + k]!;
    a[i * d + k] = c * x - s * y;
    a[j * d + k] = s * x + c * y;
  }
}
