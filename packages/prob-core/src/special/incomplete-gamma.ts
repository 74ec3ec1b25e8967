/**
 * The regularised incomplete Gamma functions, the two tails of the Gamma distribution:
 *
 *   P(a, x) = 1/Gamma(a) int_0^x t^(a-1) e^-t dt,  Q(a, x) = 1 - P(a, x),  a > 0, x >= 0.
 *
 * One of the two is always computed directly as a logarithm, from x^a e^-x / Gamma(a + 1) and a sum of positive terms
 * where possible, by four methods:
 *   a >= 12 and x near a              Temme's uniform expansion
 *   a < 1, x <= 1.5                   power series, arranged for small a
 *   x <= a + 1                        series of positive terms
 *   else                              continued fraction
 *
 * @see Gil, Segura and Temme, SIAM J. Sci. Comput. 34 (2012), A2965; Gautschi, ACM Trans. Math. Softw. 5 (1979), 466
 */
import { add, type DoubleDouble, divide, double, logarithm, multiply, subtract } from './double-double.ts';
import { erfcx } from './erf.ts';
import { HALF_LOG_TWO_PI, logGamma1p, STIRLING_FROM, stirlingError } from './log-gamma.ts';
import { logProbabilityOf, probabilityOf, type Tail } from './tails.ts';

/** Products of exact arithmetic overflow above. */
export const LARGEST = 1e290;

/** Where Temme's expansion is used: a from here on, and x/a within |eta| < 1. */
const TEMME_FROM = 12;
const TEMME_LOWER = 0.31;
const TEMME_UPPER = 2.35;

/** a (r - 1 - log r), r = x/a: by how much x^a e^-x falls short of its maximum, in logarithms. */
function deviance(a: number, x: DoubleDouble): DoubleDouble {
  const ratio = divide(x, double(a));
  const isInRange = ratio.high > 1e-290 && ratio.high < 1e290;
  const logRatio = isInRange ? logarithm(ratio) : subtract(logarithm(x), logarithm(double(a)));
  return subtract(subtract(x, double(a)), multiply(double(a), logRatio));
}

/** log (x^a e^-x / Gamma(a + 1)), x > 0. */
export function logGammaPrefactor(a: number, x: DoubleDouble): DoubleDouble {
  if (a < STIRLING_FROM) {
    const exponent = subtract(multiply(double(a), logarithm(x)), x);
    return subtract(exponent, double(logGamma1p(a)));
  }
  const stirling = HALF_LOG_TWO_PI + 0.5 * Math.log(a) + stirlingError(a);
  return subtract(double(-stirling), deviance(a, x));
}

/** The tail that is better computed, for 0 < a < LARGEST, 0 < x < LARGEST. */
export function gammaTail(a: number, x: DoubleDouble): Tail {
  if (a < 1 && x.high <= 1.5) return { isLower: true, log: logLowerForSmallShape(a, x) };
  if (a >= TEMME_FROM && x.high > TEMME_LOWER * a && x.high < TEMME_UPPER * a) return uniformTail(a, x);
  const isLower = x.high <= a + 1;
  const factor = isLower ? lowerSeries(a, x.high) : upperFraction(a, x.high);
  return { isLower, log: add(logGammaPrefactor(a, x), double(Math.log(factor))) };
}

/**
 * log P for a < 1: every term is O(a), so that Q = 1 - P keeps its digits as a -> 0.
 *
 *   P = x^a/Gamma(a + 1) (1 + a sum_{n>=1} (-x)^n/((a + n) n!))
 */
function logLowerForSmallShape(a: number, x: DoubleDouble): DoubleDouble {
  let term = 1;
  let sum = 0;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= -x.high / n;
    sum += term / (a + n);
  }
  const rest = Math.log1p(a * sum) - logGamma1p(a);
  return add(multiply(double(a), logarithm(x)), double(rest));
}

/** P over its prefactor: 1 + x/(a + 1) + x^2/((a + 1)(a + 2)) + ... (DLMF 8.11.4). */
function lowerSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; term > 1e-17 * sum; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** Q over its prefactor: a/(x + 1 - a - 1 (1 - a)/(x + 3 - a - ...)) (DLMF 8.9.2), by Lentz's method. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Infinity;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1, change = 0; Math.abs(change - 1) > 3e-16; n++) {
    const numerator = n * (a - n);
    b += 2;
    d = 1 / (b + numerator * d);
    c = b + numerator / c;
    change = c * d;
    fraction *= change;
  }
  return a * fraction;
}

/**
 * Temme's expansion, uniform in x as a grows:
 *
 *   Q = erfc(eta sqrt(a/2))/2 + R,  P = erfc(-eta sqrt(a/2))/2 - R,  eta^2/2 = lambda - 1 - log lambda,  lambda = x/a,
 *   R = exp(-a eta^2/2)/sqrt(2 pi a) S(eta),  S = sum beta_n eta^n / (1 + beta_1/a),
 *   beta_{n-1} = f_n + (n + 1) beta_{n+1}/a, backwards, with f_n the coefficients of eta/(lambda - 1).
 *
 * @see Gil, Segura and Temme 2012, section 2.4; Temme, SIAM J. Math. Anal. 10 (1979), 757
 */
function uniformTail(a: number, x: DoubleDouble): Tail {
  const exponent = deviance(a, x);
  const isLower = x.high < a;
  const eta = Math.sqrt((2 * exponent.high) / a) * (isLower ? -1 : 1);
  uniformCoefficients ??= makeUniformCoefficients();
  let beta = 0;
  let betaNext = 0;
  let sum = 0;
  for (let n = UNIFORM_TERMS; n > 0; n--) {
    const betaPrevious = uniformCoefficients[n]! + ((n + 1) * betaNext) / a;
    betaNext = beta;
    beta = betaPrevious;
    sum = sum * eta + beta;
  }
  const remainder = sum / (1 + betaNext / a) / Math.sqrt(2 * Math.PI * a);
  const factor = 0.5 * erfcx(Math.sqrt(exponent.high)) + (isLower ? -remainder : remainder);
  return { isLower, log: subtract(double(Math.log(factor)), exponent) };
}

const UNIFORM_TERMS = 27;
let uniformCoefficients: Float64Array | undefined;

/**
 * f_0, f_1, ... With lambda - 1 = sum alpha_n eta^n, the equation (lambda - 1) d lambda/d eta = eta lambda gives the alpha_n
 * one after the other, and says that eta/(lambda - 1) = d lambda/d eta - eta.
 */
function makeUniformCoefficients(): Float64Array {
  const alpha = new Float64Array(UNIFORM_TERMS + 2);
  alpha[1] = 1;
  for (let n = 2; n < alpha.length; n++) {
    let sum = alpha[n - 1]!;
    for (let k = 2; k < n; k++) sum -= (n + 1 - k) * alpha[k]! * alpha[n + 1 - k]!;
    alpha[n] = sum / (n + 1);
  }
  return Float64Array.from({ length: UNIFORM_TERMS + 1 }, (_, n) => (n + 1) * alpha[n + 1]! - (n === 1 ? 1 : 0));
}

/** What `ofTail` makes of the tail inside the domain; the limits, and NaN outside it, need no arithmetic. */
function orLimit(a: number, x: number, atZero: number, atInfinity: number, ofTail: (tail: Tail) => number): number {
  if (!(a > 0 && a < LARGEST && x >= 0)) return Number.NaN;
  if (x === 0) return atZero;
  return x >= LARGEST ? atInfinity : ofTail(gammaTail(a, double(x)));
}

/**
 * The regularised lower incomplete Gamma function P(a, x), the cdf of Gamma(shape a, rate 1).
 *
 * Relative error about 1e-14 wherever it is not subnormal, for a from 1e-300 to 1e15 at least. NaN unless 0 < a < 1e290 and x >= 0.
 *
 * @example ```ts doctest
 * import { incompleteGammaP } from '@yuragi/prob-core/special';
 * incompleteGammaP(2000, 1960); // ~> 0.185930076
 * ```
 */
export function incompleteGammaP(a: number, x: number): number {
  return orLimit(a, x, 0, 1, (tail) => probabilityOf(tail, true));
}

/**
 * The regularised upper incomplete Gamma function Q = 1 - P, without cancellation. As accurate as `incompleteGammaP`.
 *
 * @example ```ts doctest
 * import { incompleteGammaQ } from '@yuragi/prob-core/special';
 * incompleteGammaQ(1, 700); // ~> 9.859676543760e-305
 * ```
 */
export function incompleteGammaQ(a: number, x: number): number {
  return orLimit(a, x, 1, 0, (tail) => probabilityOf(tail, false));
}

/**
 * log P(a, x), nats: right where P underflows and where it is next to 1.
 *
 * @example ```ts doctest
 * import { logIncompleteGammaP } from '@yuragi/prob-core/special';
 * logIncompleteGammaP(1, 1e-300); // ~> -690.775527898214
 * ```
 */
export function logIncompleteGammaP(a: number, x: number): number {
  return orLimit(a, x, -Infinity, 0, (tail) => logProbabilityOf(tail, true));
}

/**
 * log Q(a, x), nats: right where Q underflows and where it is next to 1.
 *
 * @example ```ts doctest
 * import { logIncompleteGammaQ } from '@yuragi/prob-core/special';
 * logIncompleteGammaQ(1, 5000); // ~> -5000.0000000
 * ```
 */
export function logIncompleteGammaQ(a: number, x: number): number {
  return orLimit(a, x, 0, -Infinity, (tail) => logProbabilityOf(tail, false));
}
