/**
 * The regularised incomplete Beta function and its complement, the two tails of the Beta distribution:
 *
 *   I_x(a, b) = 1/B(a, b) int_0^x t^(a-1) (1-t)^(b-1) dt,  1 - I_x(a, b) = I_y(b, a),  y = 1 - x,  a, b > 0.
 *
 * One of the two is computed directly as a logarithm, and the other from it:
 *   a < 1 and x small, or b < 1 and y small     a power series, arranged for small shapes
 *   else the tail on x's side of the mean, from x^a y^b/B(a, b) and
 *     min(a, b) <= 1e4                          a continued fraction
 *     min(a, b) > 1e4                           quadrature of the integrand over its value at x
 *
 * @see Didonato and Morris, ACM Trans. Math. Softw. 18 (1992), 360, Algorithm 708, for the first two
 */
import { add, type DoubleDouble, divide, double, logarithm, multiply, subtract, twoSum } from './double-double.ts';
import { logScaledBeta } from './log-beta.ts';
import { HALF_LOG_TWO_PI, logGamma, STIRLING_FROM, stirlingError } from './log-gamma.ts';
import { log1pMinusX } from './log1p-minus-x.ts';
import { logProbabilityOf, probabilityOf, type Tail } from './tails.ts';

/** x in (0, 1) with y = 1 - x, either of which may be next to 0. */
export interface Split {
  readonly x: DoubleDouble;
  readonly y: DoubleDouble;
}

/** Products of exact arithmetic overflow above. */
export const LARGEST_SHAPE = 1e290;

/** From here on for both a and b, the integrand is close enough to a Gaussian for the quadrature. */
const QUADRATURE_FROM = 1e4;

/** The part of log Gamma(z) that is left beside z log z - z in Stirling's formula, or all of it for small z. */
function logGammaRest(z: number): number {
  return z < STIRLING_FROM ? logGamma(z) : HALF_LOG_TWO_PI - 0.5 * Math.log(z) + stirlingError(z);
}

/** log (x^a y^b/B(a, b)), which is also the log density of log(x/y) under Beta(a, b). */
export function logBetaPrefactor(a: number, b: number, { x, y }: Split): DoubleDouble {
  // The terms z log z - z of Stirling's formula go into the logarithms: there they cancel exactly.
  const one = double(1);
  const total = twoSum(a, b);
  const isLarge = total.high >= STIRLING_FROM;
  const scale = isLarge ? total : one;
  const first = divide(multiply(x, scale), a < STIRLING_FROM ? one : double(a));
  const second = divide(multiply(y, scale), b < STIRLING_FROM ? one : double(b));
  const exponent = add(multiply(double(a), logarithm(first)), multiply(double(b), logarithm(second)));
  const linear = isLarge ? (a < STIRLING_FROM ? a : 0) + (b < STIRLING_FROM ? b : 0) : 0;
  return add(exponent, twoSum(-linear, logGammaRest(total.high) - logGammaRest(a) - logGammaRest(b)));
}

/** The tail that is better computed. */
export function betaTail(a: number, b: number, { x, y }: Split): Tail {
  if (isNearZeroOfSmallShape(a, b, x.high)) return { isLower: true, log: logLowerForSmallShape(a, b, x) };
  if (isNearZeroOfSmallShape(b, a, y.high)) return { isLower: false, log: logLowerForSmallShape(b, a, y) };
  const excess = subtract(multiply(double(a), y), multiply(double(b), x)).high;
  return excess >= 0
    ? { isLower: true, log: logLower(a, b, { x, y }, excess) }
    : { isLower: false, log: logLower(b, a, { x: y, y: x }, -excess) };
}

const isNearZeroOfSmallShape = (a: number, b: number, x: number): boolean => a < 1 && x <= 0.7 && b * x <= 1;

/** log I_x(a, b) for x <= a/(a + b); excess = a y - b x >= 0. */
function logLower(a: number, b: number, split: Split, excess: number): DoubleDouble {
  const x = split.x.high;
  const y = split.y.high;
  const factor =
    Math.min(a, b) > QUADRATURE_FROM
      ? Math.log(integralFrom(a, b, x, y, excess))
      : -Math.log(fraction(a, b, x, y, excess));
  return add(logBetaPrefactor(a, b, split), double(factor));
}

/**
 * log I_x(a, b) for a < 1 and small x: every term is O(a), so that 1 - I_x keeps its digits as a -> 0.
 *
 *   I_x = x^a/(a B(a, b)) (1 + a sum_{n>=1} (1-b)_n/n! x^n/(a + n))
 */
function logLowerForSmallShape(a: number, b: number, x: DoubleDouble): DoubleDouble {
  let term = 1;
  let sum = 0;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= ((n - b) / n) * x.high;
    sum += term / (a + n);
  }
  const logPower = multiply(double(a), logarithm(x));
  return add(subtract(logPower, logScaledBeta(a, b)), double(Math.log1p(a * sum)));
}

/**
 * x^a y^b/(B(a, b) I_x(a, b)) = beta_1 + alpha_2/(beta_2 + alpha_3/(beta_3 + ...)), by Lentz's method.
 *
 * About sqrt(min(a, b)) terms at the mean, fewer away from it.
 *
 * @see Didonato and Morris 1992, eqs. 8 and 9 (function BFRAC)
 */
function fraction(a: number, b: number, x: number, y: number, excess: number): number {
  let value = (a / (a + 1)) * (excess + 1);
  let c = value;
  let d = 0;
  for (let n = 1, change = 0; Math.abs(change - 1) > 3e-16; n++) {
    const m = a + 2 * n - 1;
    const alpha = ((a + n - 1) / m) * ((a + b + n - 1) / m) * n * (b - n) * x * x;
    const beta = n + (n * (b - n) * x) / m + ((a + n) / (m + 2)) * (excess + 1 + n * (1 + y));
    d = 1 / (beta + alpha * d);
    c = beta + alpha / c;
    change = c * d;
    value *= change;
  }
  return value;
}

/**
 * I_x(a, b) B(a, b)/(x^a y^b) = int_0^infinity exp(E) d delta, delta = log(x/y) - log(t/(1-t)):
 *
 *   E = -(a/x - b/y) u - a phi(-u/x) - b phi(u/y),  phi(w) = w - log(1 + w) >= 0,
 *   u = x - t = x y (1 - e^-delta)/(y + x e^-delta).
 *
 * No term is positive, so nothing cancels. The trapezoidal rule after delta = c exp(tau - e^-tau) converges
 * exponentially; 64 points give full accuracy where the integrand decays on the scale c, as a normal tail does.
 *
 * @see Takahasi and Mori, Publ. RIMS 9 (1974), 721, for the substitution
 */
function integralFrom(a: number, b: number, x: number, y: number, excess: number): number {
  const unit = 1 / (excess + Math.sqrt((a + b) * x * y));
  const h = 0.125;
  let sum = 0;
  for (let tau = -4; tau < 4; tau += h) {
    const decay = Math.exp(-tau);
    const delta = unit * Math.exp(tau - decay);
    const shrink = -Math.expm1(-delta);
    const rest = 1 - x * shrink;
    const exponent =
      a * log1pMinusX((-y * shrink) / rest) + b * log1pMinusX((x * shrink) / rest) - (excess * shrink) / rest;
    sum += Math.exp(exponent) * delta * (1 + decay);
  }
  return h * sum;
}

/** What `ofTail` makes of the tail inside the domain; the limits, and NaN outside it, need no arithmetic. */
function orLimit(
  a: number,
  b: number,
  x: number,
  atZero: number,
  atOne: number,
  ofTail: (tail: Tail) => number,
): number {
  if (!(a > 0 && b > 0 && a < LARGEST_SHAPE && b < LARGEST_SHAPE && x >= 0 && x <= 1)) return Number.NaN;
  if (x === 0) return atZero;
  return x === 1 ? atOne : ofTail(betaTail(a, b, { x: double(x), y: twoSum(1, -x) }));
}

/**
 * The regularised incomplete Beta function I_x(a, b), the cdf of Beta(a, b) at x.
 *
 * Relative error about 1e-14 wherever it is not subnormal. NaN unless 0 < a, b < 1e290 and 0 <= x <= 1.
 *
 * @example ```ts doctest
 * import { incompleteBeta } from '@yuragi/prob-core/special';
 * incompleteBeta(2.5, 1.5, 0.3); // ~> 0.08894372317067
 * ```
 */
export function incompleteBeta(a: number, b: number, x: number): number {
  return orLimit(a, b, x, 0, 1, (tail) => probabilityOf(tail, true));
}

/**
 * The upper tail 1 - I_x(a, b), without cancellation. As accurate as `incompleteBeta`.
 *
 * @example ```ts doctest
 * import { incompleteBetaComplement } from '@yuragi/prob-core/special';
 * incompleteBetaComplement(1, 2, 0.75); // ~> 0.06250000000000
 * ```
 */
export function incompleteBetaComplement(a: number, b: number, x: number): number {
  return orLimit(a, b, x, 1, 0, (tail) => probabilityOf(tail, false));
}

/**
 * log I_x(a, b), nats: right where I_x underflows and where it is next to 1.
 *
 * @example ```ts doctest
 * import { logIncompleteBeta } from '@yuragi/prob-core/special';
 * logIncompleteBeta(1000, 1, 0.1); // ~> -2302.58509299405
 * ```
 */
export function logIncompleteBeta(a: number, b: number, x: number): number {
  return orLimit(a, b, x, -Infinity, 0, (tail) => logProbabilityOf(tail, true));
}

/**
 * log (1 - I_x(a, b)), nats: right where 1 - I_x underflows and where it is next to 1.
 *
 * @example ```ts doctest
 * import { logIncompleteBetaComplement } from '@yuragi/prob-core/special';
 * logIncompleteBetaComplement(1, 1000, 0.5); // ~> -693.147180559945
 * ```
 */
export function logIncompleteBetaComplement(a: number, b: number, x: number): number {
  return orLimit(a, b, x, 0, -Infinity, (tail) => logProbabilityOf(tail, false));
}
