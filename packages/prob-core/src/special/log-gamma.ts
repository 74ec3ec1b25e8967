/**
 * The logarithm of the Gamma function, and the two differences of it that lose all digits when taken naively: from
 * Stirling's formula, and between two close arguments.
 */
import { polynomial } from './polynomial.ts';

/** log Gamma(2 + w) / w on |w| <= 1/2, to 6e-17: interpolated at Chebyshev nodes with mpmath. */
const NEAR_TWO = [
  0.42278433509846713, 0.3224670334241132, -0.06735230105319563, 0.02058080842778338, -0.007385551028935545,
  0.002890510330865901, -0.0011927539009983087, 0.0005096695196526673, -0.00022315497746292723, 9.945761692157133e-5,
  -4.4923727564247656e-5, 2.050601970174762e-5, -9.45628851510172e-6, 4.3828545383846665e-6, -1.9743106888421067e-6,
  9.242852225162277e-7, -5.811277768921246e-7, 2.7475390051909663e-7,
];

/** B_2n/(2n (2n - 1)), the coefficients of Stirling's series in 1/x^2. */
const STIRLING = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
  43867 / 244188,
];

/** From here on Stirling's series is good to 1e-17. */
export const STIRLING_FROM = 10;

export const HALF_LOG_TWO_PI = 0.9189385332046728;

/**
 * log Gamma(x) - ((x - 1/2) log x - x + log(2 pi)/2) for x >= STIRLING_FROM.
 *
 * @see NIST Digital Library of Mathematical Functions, 5.11.1
 */
export function stirlingError(x: number): number {
  return polynomial(STIRLING, 1 / (x * x)) / x;
}

/**
 * The logarithm of |Gamma(x)|, nats.
 *
 * A few ulp for x > 0, also next to its zeros 1 and 2. For x < 0 by reflection, log(pi/|x sin(pi x)|) - log Gamma(-x),
 * where the error is a few ulp of the larger of these terms. Infinity at 0, -1, -2, ...
 *
 * @see NIST Digital Library of Mathematical Functions, 5.5.1, 5.5.3 and 5.11.1
 * @example ```ts doctest
 * import { logGamma } from '@yuragi/prob-core/special';
 * logGamma(2); // => 0
 * logGamma(100.5); // ~> 361.435540467778
 * ```
 */
export function logGamma(x: number): number {
  if (x <= 0) return logGammaReflected(x);
  if (x < 0.5) return logGamma1p(x) - Math.log(x);
  if (x < 1.5) return logGamma1p(x - 1);
  if (x < STIRLING_FROM) {
    // Gamma(x) = (x - 1) (x - 2) ... (2 + w) Gamma(2 + w).
    let w = x - 2;
    let product = 1;
    for (; w >= 0.5; w--) product *= w + 1;
    return w * polynomial(NEAR_TWO, w) + Math.log(product);
  }
  if (x === Infinity) return x;
  return (x - 0.5) * (Math.log(x) - 1) + (HALF_LOG_TWO_PI - 0.5 + stirlingError(x));
}

/** log Gamma(1 + x) for x >= -1/2, accurate relative to its size O(x) near x = 0. */
export function logGamma1p(x: number): number {
  return x < 0.5 ? x * polynomial(NEAR_TWO, x) - Math.log1p(x) : logGamma(1 + x);
}

function logGammaReflected(x: number): number {
  const fraction = x - Math.floor(x);
  if (fraction === 0) return Infinity;
  const sine = Math.sin(Math.PI * Math.min(fraction, 1 - fraction));
  return Math.log(Math.PI / (-x * sine)) - logGamma(-x);
}

/**
 * log Gamma(b) - log Gamma(a + b) for a, b > 0, accurate relative to its size O(a) as a -> 0.
 *
 * b is first raised to where Stirling's series holds, by Gamma(b)/Gamma(a + b) = (1 + a/b) Gamma(b + 1)/Gamma(a + b + 1).
 *
 * @see Didonato and Morris, ACM Trans. Math. Softw. 18 (1992), 360, function ALGDIV, for the last step
 */
export function logGammaRatio(a: number, b: number): number {
  let raised = 0;
  for (; b < STIRLING_FROM; b++) raised += Math.log1p(a / b);
  const log1pRatio = Math.log1p(a / b);
  // Stirling's error at b less that at a + b, term by term: b^-m - (a + b)^-m = b^-m (1 - (1 + a/b)^-m).
  let difference = 0;
  for (let n = STIRLING.length - 1; n >= 0; n--)
    difference = difference / (b * b) - STIRLING[n]! * Math.expm1(-(2 * n + 1) * log1pRatio);
  return raised - (b - 0.5) * log1pRatio - a * (Math.log(a + b) - 1) + difference / b;
}
