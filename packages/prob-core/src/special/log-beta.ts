import { add, type DoubleDouble, divide, double, logarithm, twoSum } from './double-double.ts';
import { HALF_LOG_TWO_PI, logGamma, logGamma1p, logGammaRatio, STIRLING_FROM, stirlingError } from './log-gamma.ts';

/**
 * log B(a, b) = log Gamma(a) + log Gamma(b) - log Gamma(a + b) for a, b > 0, nats. NaN elsewhere.
 *
 * A few ulp, also where a or b is large and the three terms nearly cancel; next to the curve B(a, b) = 1 the error is a few
 * ulp of the largest of them.
 *
 * @see Didonato and Morris, ACM Trans. Math. Softw. 18 (1992), 360, function BETALN
 * @example ```ts doctest
 * import { logBeta } from '@yuragi/prob-core/special';
 * logBeta(2, 3); // ~> -2.4849066497880
 * logBeta(1e10, 0.5); // ~> -10.9405605220330
 * ```
 */
export function logBeta(a: number, b: number): number {
  if (!(a > 0 && b > 0)) return Number.NaN;
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  if (large === Infinity) return -Infinity;
  if (small < STIRLING_FROM)
    return large < STIRLING_FROM
      ? logGamma(small) + (logGamma(large) - logGamma(small + large))
      : logGamma(small) + logGammaRatio(small, large);
  const ratio = small / large;
  return (
    HALF_LOG_TWO_PI -
    0.5 * Math.log(large) -
    (small - 0.5) * Math.log1p(1 / ratio) -
    large * Math.log1p(ratio) +
    (stirlingError(small) + (stirlingError(large) - stirlingError(small + large)))
  );
}

/** log(a B(a, b)), to the digits of double precision relative to a as a -> 0, for every b: I_x ~ x^a/(a B(a, b)). */
export function logScaledBeta(a: number, b: number): DoubleDouble {
  // Gamma(b)/Gamma(a + b) = (a + b)/b Gamma(b + 1)/Gamma(a + b + 1): the first factor is the only one that may be large.
  return add(logarithm(divide(twoSum(a, b), double(b))), double(logGamma1p(a) + logGammaRatio(a, b + 1)));
}
