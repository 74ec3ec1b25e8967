/**
 * The Bregman divergence of a convex function F, the gap between F and its tangent:
 *
 *   B_F(x, y) = F(x) - F(y) - grad F(y) . (x - y)
 *
 * In an exponential family with parameters theta, D(p_theta || p_eta) = B_{log Z}(eta, theta): the arguments change places
 * (Banerjee, Merugu, Dhillon and Ghosh, J. Mach. Learn. Res. 6, 2005, 1705, Section 4).
 */
import { ArgumentError, requireAllFinite, requireFinite, requireLength } from '@yuragi/prob-core/errors';

/** A differentiable convex function and its gradient. */
export interface ConvexFunction {
  value(x: ArrayLike<number>): number;
  gradient(x: ArrayLike<number>): ArrayLike<number>;
}

/**
 * B_F(x, y) = F(x) - F(y) - grad F(y) . (x - y), which is >= 0 for convex F, and 0 at x = y.
 *
 * Neither symmetric nor, as a rule, convex in y. A difference: of the size eps |F| nothing is left. F is taken at its word.
 *
 * @param x, y (k), finite
 * @throws {ArgumentError} for entries that are not finite, or a value or gradient that is not; {ShapeError}
 * @example ```ts doctest
 * import { bregmanDivergence } from '@yuragi/kl-info';
 * const square = { value: (x: ArrayLike<number>) => x[0]! ** 2, gradient: (x: ArrayLike<number>) => [2 * x[0]!] };
 * bregmanDivergence(square, [3], [1]); // => 4
 * ```
 * @example D(p_theta || p_eta) of two coins: log Z = log(1 + e^theta), theta = log-odds
 * ```ts doctest
 * import { exponentialFamily, toNdarray } from '@yuragi/prob-core';
 * import { bregmanDivergence, relativeEntropy } from '@yuragi/kl-info';
 * const coin = exponentialFamily({ statistics: toNdarray(Float64Array.of(0, 1), [2, 1]) });
 * const logPartition = { value: coin.logPartition, gradient: coin.mean };
 * bregmanDivergence(logPartition, [1], [0]); // ~> 0.1201145070
 * relativeEntropy(coin.probabilities([0]), coin.probabilities([1])); // ~> 0.1201145070
 * ```
 */
export function bregmanDivergence(f: ConvexFunction, x: ArrayLike<number>, y: ArrayLike<number>): number {
  const where = 'bregmanDivergence';
  for (const name of ['value', 'gradient'] as const)
    if (typeof f?.[name] !== 'function') throw new ArgumentError(where, `f.${name}`, 'a function of x', f?.[name]);
  requireAllFinite(where, 'x', x);
  requireAllFinite(where, 'y', requireLength(where, 'y', y, x.length));
  const slope = requireAllFinite(where, 'f.gradient(y)', f.gradient(y));
  requireLength(where, 'f.gradient(y)', slope, x.length);
  let value = requireFinite(where, 'f.value(x)', f.value(x)) - requireFinite(where, 'f.value(y)', f.value(y));
  for (let j = 0; j < x.length; j++) value -= slope[j]! * (x[j]! - y[j]!);
  return requireFinite(where, 'the divergence', value);
}
