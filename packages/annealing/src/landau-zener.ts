/** The two-level crossing that every slow passage of a small gap resembles. */
import { requireNonNegative, requirePositive } from '@yuragi/prob-core/errors';

/**
 * The probability that a sweep through an avoided crossing leaves the level it began on.
 *
 *   H(t) = 1/2 (v t sigma^z + D sigma^x),  t from -infinity to infinity:   P = exp(-pi D^2/(2 v))
 *
 * The levels are +-1/2 sqrt((v t)^2 + D^2), so that D is the minimal gap; hbar = 1. The same number is the probability to
 * stay in the basis state one began in.
 *
 * @param sweepRate v > 0: d/dt of the difference of the diagonal energies
 * @param minimalGap D >= 0
 * @throws {ArgumentError}
 * @see Landau, Phys. Z. Sowjetunion 2 (1932), 46; Zener, Proc. R. Soc. Lond. A 137 (1932), 696
 * @example ```ts doctest
 * import { landauZenerProbability } from '@yuragi/annealing';
 * landauZenerProbability({ sweepRate: 1, minimalGap: 1 }); // ~> 0.207880
 * ```
 */
export function landauZenerProbability(options: { readonly sweepRate: number; readonly minimalGap: number }): number {
  const { sweepRate, minimalGap } = options ?? ({} as typeof options);
  requirePositive('landauZenerProbability', 'sweepRate', sweepRate);
  requireNonNegative('landauZenerProbability', 'minimalGap', minimalGap);
  return Math.exp((-Math.PI * minimalGap ** 2) / (2 * sweepRate));
}
