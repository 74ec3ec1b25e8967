/**
 * Free cumulants (Speicher, Math. Ann. 298 (1994), 611): the moments of a law are sums over the partitions that do not cross,
 *
 *   m_n = sum over non-crossing partitions of 1..n of prod k_|block| = sum_{s=1}^n k_s [z^{n-s}] M(z)^s,   M = 1 + m_1 z + ...
 *
 * Those of free random variables add, as the cumulants of independent ones do, and k_n(aX) = a^n k_n(X). The semicircle has
 * k_2 alone, the Marchenko-Pastur law of rate c and jump size 1 has k_n = c for every n: it is the free Poisson law.
 */
import { requireAllFinite } from '@yuragi/prob-core/errors';

/**
 * The free cumulants of the moments m_1..m_n. n^3/2 multiply-adds; exact but for rounding, which grows as cancelling terms do.
 *
 * @param moments m_1, m_2, ...
 * @returns k_1, k_2, ..., as many
 * @throws {ArgumentError} for moments that are not finite, or so large that a cumulant is not
 * @example (A semicircle of variance 1: the Catalan numbers) ```ts doctest
 * import { freeCumulants } from '@yuragi/diffusion/quantum';
 * [...freeCumulants([0, 1, 0, 2, 0, 5])]; // => [0, 1, 0, 0, 0, 0]
 * ```
 */
export function freeCumulants(moments: ArrayLike<number>): Float64Array {
  const order = requireAllFinite('freeCumulants', 'moments', moments).length;
  const series = Float64Array.from({ length: order + 1 }, (_, n) => (n === 0 ? 1 : moments[n - 1]!));
  const cumulants = Float64Array.from(moments);
  // M^s, s = 1, 2, ...; k_s is known once the terms of k_1..k_{s-1} are taken from m_s.
  let power = series;
  for (let s = 1; s <= order; s++) {
    for (let n = s + 1; n <= order; n++) cumulants[n - 1]! -= cumulants[s - 1]! * power[n - s]!;
    power = power.map((_, n) => power.reduce((sum, p, i) => (i <= n ? sum + p * series[n - i]! : sum), 0));
  }
  return requireAllFinite('freeCumulants', 'cumulants', cumulants);
}
