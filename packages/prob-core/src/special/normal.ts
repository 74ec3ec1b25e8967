/** The standard normal distribution function, its logarithm and its inverse, and the inverses of the error functions. */
import { erfcx, expOfSquare } from './erf.ts';
import { polynomial } from './polynomial.ts';

/** x/(p - 1/2) in 0.425^2 - (p - 1/2)^2. */
const CENTRE_NUMERATOR = [
  3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457,
  67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
];
const CENTRE_DENOMINATOR = [
  1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867, 39307.89580009271061,
  28729.085735721942674, 5226.495278852854561,
];
/** x in r - 1.6, r = sqrt(-log p) in [1.6, 5]. */
const TAIL_NUMERATOR = [
  1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504, 1.27045825245236838258,
  0.24178072517745061177, 2.27238449892691845833e-2, 7.7454501427834140764e-4,
];
const TAIL_DENOMINATOR = [
  1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
  1.51986665636164571966e-2, 5.475938084995344946e-4, 1.05075007164441684324e-9,
];
/** x in r - 5, r > 5. */
const FAR_NUMERATOR = [
  6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123, 2.6532189526576123093e-2,
  1.2426609473880784386e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
];
const FAR_DENOMINATOR = [
  1, 0.59983220655588793769, 0.13692988092273580531, 1.48753612908506148525e-2, 7.868691311456132591e-4,
  1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15,
];

/** The standard normal quantile of 1/2 + q, |q| <= 0.425. */
function centreQuantile(q: number): number {
  const z = 0.180625 - q * q;
  return (q * polynomial(CENTRE_NUMERATOR, z)) / polynomial(CENTRE_DENOMINATOR, z);
}

/** The x > 0 that a standard normal exceeds with probability p <= 0.075, given log p. */
function tailQuantile(logP: number): number {
  const r = Math.sqrt(-logP);
  return r <= 5
    ? polynomial(TAIL_NUMERATOR, r - 1.6) / polynomial(TAIL_DENOMINATOR, r - 1.6)
    : polynomial(FAR_NUMERATOR, r - 5) / polynomial(FAR_DENOMINATOR, r - 5);
}

/**
 * The standard normal distribution function Phi(z). A few ulp, also far out: the square in exp(-z^2/2) is split.
 *
 * @see Cody, ACM Trans. Math. Softw. 19 (1993), 22, Algorithm 715 (ANORM), for the splitting
 * @example ```ts doctest
 * import { normalCdf } from '@yuragi/prob-core/special';
 * normalCdf(-38); // ~> 2.885428e-316
 * ```
 */
export function normalCdf(z: number): number {
  if (z > 0) return 1 - normalCdf(-z);
  return z < -39 ? 0 : 0.5 * expOfSquare(z, -0.5) * erfcx(-z * Math.SQRT1_2);
}

/**
 * log Phi(z), nats, right in both tails: about -z^2/2 - log(-z sqrt(2 pi)) far below and -Phi(-z) far above.
 *
 * @example ```ts doctest
 * import { logNormalCdf } from '@yuragi/prob-core/special';
 * logNormalCdf(-10000); // ~> -50000010.1292789
 * logNormalCdf(5); // ~> -2.86651612964e-7
 * ```
 */
export function logNormalCdf(z: number): number {
  if (z > 0) return Math.log1p(0 - normalCdf(-z));
  return Math.log(0.5 * erfcx(-z * Math.SQRT1_2)) - 0.5 * z * z;
}

/**
 * The standard normal quantile: the z with Phi(z) = p. A few ulp for 0 < p < 1; NaN outside [0, 1].
 *
 * @see Wichura, Appl. Stat. 37 (1988), 477, Algorithm AS 241 (PPND16)
 * @example ```ts doctest
 * import { normalQuantile } from '@yuragi/prob-core/special';
 * normalQuantile(0.975); // ~> 1.95996398454005
 * normalQuantile(1e-300); // ~> -37.047096299361
 * ```
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return centreQuantile(q);
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  return q < 0 ? -tailQuantile(Math.log(p)) : tailQuantile(Math.log(1 - p));
}

/**
 * The inverse of `erf`, for y in [-1, 1]. A few ulp, relative at 0 as well; NaN outside.
 *
 * @example ```ts doctest
 * import { erfInverse } from '@yuragi/prob-core/special';
 * erfInverse(0.3); // ~> 0.272462714726754
 * ```
 */
export function erfInverse(y: number): number {
  if (Math.abs(y) <= 0.85) return centreQuantile(y / 2) * Math.SQRT1_2;
  return y < 0 ? -erfcInverse(1 + y) : erfcInverse(1 - y);
}

/**
 * The inverse of `erfc`, for y in [0, 2]. A few ulp, down to y = 1e-308 and below; NaN outside.
 *
 * @example ```ts doctest
 * import { erfcInverse } from '@yuragi/prob-core/special';
 * erfcInverse(1e-300); // ~> 26.20946996052
 * ```
 */
export function erfcInverse(y: number): number {
  if (y >= 0.15 && y <= 1.85) return centreQuantile((1 - y) / 2) * Math.SQRT1_2;
  if (y === 0 || y === 2) return y === 0 ? Infinity : -Infinity;
  const x = tailQuantile(Math.log(y < 1 ? y : 2 - y) - Math.LN2) * Math.SQRT1_2;
  return y < 1 ? x : -x;
}
