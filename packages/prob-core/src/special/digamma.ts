/** The first two derivatives of log Gamma. */
import { polynomial } from './polynomial.ts';

/** The positive root of digamma, to 106 bits. */
const ROOT_HIGH = 1.4616321449683622;
const ROOT_LOW = 9.549995429965697e-17;

/** digamma(x)/(x - root) on [1, 2] in powers of x - 3/2, to 7e-17: interpolated at Chebyshev nodes with mpmath. */
const NEAR_ROOT = [
  0.951055876031833, -0.4236274212814605, 0.2405424842407742, -0.14840492305390884, 0.09498872445494122,
  -0.061922133273064534, 0.04076083381242074, -0.02697579675613825, 0.0179072524394512, -0.011908218001568644,
  0.007926944646403797, -0.005279964873257405, 0.003519006401502276, -0.002345267632540769, 0.0015566317474486838,
  -0.0010376374098418604, 0.0007233266279287554, -0.0004821990530566789, 0.0002272331660987376, -0.00015148586836773365,
  0.00025968482126430747, -0.00017312261802727394,
];

/** B_2n/(2n), the asymptotic series of digamma in 1/x^2; B_2n is that of trigamma. */
const BERNOULLI_OVER = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12, -3617 / 8160];
const BERNOULLI = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510];
export const ASYMPTOTIC_FROM = 10;

/**
 * The derivative of log Gamma.
 *
 * A few ulp for x > 0, relative also at the root 1.46163...; for x < 0 by reflection, psi(1 - x) - pi cot(pi x), where the
 * error is a few ulp of the larger of these terms. NaN at the poles -1, -2, ...; -Infinity at 0.
 *
 * @see NIST Digital Library of Mathematical Functions, 5.5.2, 5.5.4 and 5.11.2; the factored form near the root after
 *   Cody, Strecok and Thacher, Math. Comp. 27 (1973), 123
 * @example ```ts doctest
 * import { digamma } from '@yuragi/prob-core/special';
 * digamma(1); // ~> -0.577215664901533
 * ```
 */
export function digamma(x: number): number {
  if (x >= ASYMPTOTIC_FROM) return Math.log(x) - 0.5 / x - digammaError(x);
  if (x < 0) return digamma(1 - x) - Math.PI * cotangentOfPi(x);
  if (x === 0) return -Infinity;
  if (x < 1) return digammaNearRoot(x, 1) - 1 / x;
  let shift = 0;
  let y = x;
  // psi(x) = psi(x - 1) + 1/(x - 1), down to [1, 2].
  for (; y > 2; y--) shift += 1 / (y - 1);
  return shift + digammaNearRoot(y, 0);
}

/** log x - 1/(2x) - psi(x) for x >= ASYMPTOTIC_FROM. */
export function digammaError(x: number): number {
  const z = 1 / (x * x);
  return z * polynomial(BERNOULLI_OVER, z);
}

/** psi(x + shift) for 1 <= x + shift <= 2; shift apart, since x + shift rounds. */
function digammaNearRoot(x: number, shift: number): number {
  return (x + (shift - ROOT_HIGH) - ROOT_LOW) * polynomial(NEAR_ROOT, x + (shift - 1.5));
}

/** cot(pi x), with the period and the symmetry taken out before rounding. */
function cotangentOfPi(x: number): number {
  const f = x - Math.floor(x);
  if (f === 0) return Number.NaN;
  return f > 0.5 ? -1 / Math.tan(Math.PI * (1 - f)) : 1 / Math.tan(Math.PI * f);
}

/**
 * The second derivative of log Gamma.
 *
 * A few ulp for x > 0; for x < 0 by reflection, pi^2/sin^2(pi x) - psi'(1 - x). Infinity at 0, -1, -2, ...
 *
 * @see NIST Digital Library of Mathematical Functions, 5.15
 * @example ```ts doctest
 * import { trigamma } from '@yuragi/prob-core/special';
 * trigamma(1); // ~> 1.644934066848226
 * ```
 */
export function trigamma(x: number): number {
  if (x <= 0) {
    const f = x - Math.floor(x);
    if (f === 0) return Infinity;
    return (Math.PI / Math.sin(Math.PI * Math.min(f, 1 - f))) ** 2 - trigamma(1 - x);
  }
  let sum = 0;
  let y = x;
  for (; y < ASYMPTOTIC_FROM; y++) sum += 1 / (y * y);
  const z = 1 / (y * y);
  return sum + (1 / y + 0.5 * z + (z / y) * polynomial(BERNOULLI, z));
}
