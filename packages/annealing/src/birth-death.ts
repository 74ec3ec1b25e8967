/**
 * The relaxation rate of a birth-death generator to high relative accuracy.
 *
 * The chain on 0..n with rates up_w (w -> w + 1) and down_w (w -> w - 1) is reversible, and its symmetric operator is
 * H = B^T B with the upper bidiagonal factor
 *
 *   B[w, w] = sqrt(up_w),  B[w, w + 1] = -sqrt(down_(w+1)),   B[n, n] = 0,
 *
 * so that the rates of relaxation are the squared singular values of B, the lowest of them 0. Forming H adds up_w and
 * down_w and loses what is below eps times the sum: eigenvalues of H come with an error of eps |H|, and a rate of 1e-12
 * beside entries of 200 keeps no digit. The entries of B determine every singular value to the relative accuracy that they
 * have themselves, and counting singular values without forming B^T B keeps it.
 */
import { ArgumentError, requireAllFinite, requireCount, requireLength } from '@yuragi/prob-core/errors';

/** Rates below are not normal numbers, and carry fewer digits. */
const SMALLEST_NORMAL = 2 ** -1022;

/**
 * The lowest non-zero rate of a birth-death generator: how fast the slowest deviation decays.
 *
 * Bisection on the number of negative pivots of B^T B - x, computed from the entries of B by the stationary quotient-
 * difference transform t_w = down_w t_(w-1)/(up_(w-1) + t_(w-1)) - x, pivot_w = up_w + t_w. Relative error of a few n eps,
 * however small the rate is. About 70 n divisions.
 *
 * @param up rate of w -> w + 1 for w = 0..n-1, (n), n >= 1, all normal numbers > 0
 * @param down rate of w -> w - 1 for w = 1..n, (n), likewise
 * @throws {ShapeError}; {ArgumentError} for a rate that is 0 or underflows, which cuts the chain in two
 * @see Demmel and Kahan, SIAM J. Sci. Stat. Comput. 11 (1990), 873; Fernando, SIAM J. Matrix Anal. Appl. 20 (1998), 373
 * @example ```ts doctest
 * import { birthDeathRate } from '@yuragi/annealing';
 * birthDeathRate([3], [1]); // ~> 4.00000000
 * // Two wells, and rates 1e-20 to leave them: the difference of the wells decays at exactly that.
 * birthDeathRate([1e-20, 1], [1, 1e-20]) * 1e20; // ~> 1.00000000
 * ```
 */
export function birthDeathRate(up: ArrayLike<number>, down: ArrayLike<number>): number {
  const where = 'birthDeathRate';
  requireCount(where, 'up.length', up?.length, 1);
  requireAllFinite(where, 'up', up);
  requireAllFinite(where, 'down', requireLength(where, 'down', down, up.length));
  const n = up.length;
  let high = 0;
  for (let w = 0; w <= n; w++) {
    if (w < n && !(up[w]! >= SMALLEST_NORMAL)) throw new ArgumentError(where, `up[${w}]`, 'a normal number > 0', up[w]);
    if (w < n && !(down[w]! >= SMALLEST_NORMAL))
      throw new ArgumentError(where, `down[${w}]`, 'a normal number > 0', down[w]);
    // Twice the largest rate of leaving bounds every eigenvalue.
    high = Math.max(high, 2 * ((w < n ? up[w]! : 0) + (w > 0 ? down[w - 1]! : 0)) * (1 + 2 ** -40));
  }

  let low = high;
  while (countBelow(up, down, low) > 1) {
    high = low;
    low *= 2 ** -16;
  }
  // In the middle of the exponents first, then of the numbers.
  while (high > 2 * low) {
    const x = Math.sqrt(low) * Math.sqrt(high);
    if (countBelow(up, down, x) > 1) high = x;
    else low = x;
  }
  for (let x = (low + high) / 2; x > low && x < high; x = (low + high) / 2)
    if (countBelow(up, down, x) > 1) high = x;
    else low = x;
  return high;
}

/** How many rates of relaxation, 0 among them, are below x > 0. */
function countBelow(up: ArrayLike<number>, down: ArrayLike<number>, x: number): number {
  let count = 0;
  let t = -x;
  for (let w = 0; w < up.length; w++) {
    let pivot = up[w]! + t;
    // A pivot of 0 is taken as one a rounding below it.
    if (pivot === 0) pivot = -up[w]! * Number.EPSILON;
    if (pivot < 0) count++;
    t = down[w]! * (t / pivot) - x;
  }
  return t < 0 ? count + 1 : count;
}
