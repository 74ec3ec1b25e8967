/**
 * Divergences between mass functions, in nats where they are logarithmic. Each is a sum of terms that are not negative, so
 * that close laws keep their digits.
 */
import { logSumExp } from '@yuragi/prob-core';
import { ArgumentError } from '@yuragi/prob-core/errors';
import { log1pMinusX } from '@yuragi/prob-core/special';
import { divergenceTerm, requireMassPair } from './internal/mass.ts';

/**
 * Relative entropy (Kullback–Leibler divergence), D(p||q) = sum p_i log(p_i/q_i).
 *
 * Summed as p log(p/q) - p + q, whose terms are >= 0; a few ulp relative, also where p and q differ in their last digits.
 *
 * @param p mass function: non-negative, summing to 1 within 1e-9 (the sums' rounding is allowed for)
 * @param q as p, on the same points
 * @returns nats, >= 0; Infinity where p is not absolutely continuous: some q_i = 0 < p_i
 * @throws {ArgumentError} if p or q is no mass function; {ShapeError} for different lengths
 * @see Cover and Thomas, Elements of Information Theory, 2nd ed., Eq. 2.26
 * @example ```ts doctest
 * import { relativeEntropy } from '@yuragi/kl-info';
 * relativeEntropy([0.5, 0.5, 0], [0.25, 0.25, 0.5]); // ~> 0.693147181
 * relativeEntropy([0.25, 0.25, 0.5], [0.5, 0.5, 0]); // => Infinity
 * ```
 */
export function relativeEntropy(p: ArrayLike<number>, q: ArrayLike<number>): number {
  requireMassPair('relativeEntropy', p, q);
  let sum = 0;
  let totalP = 0;
  let excess = 0;
  for (let i = 0; i < p.length; i++) {
    sum += divergenceTerm(p[i]!, q[i]!);
    totalP += p[i]!;
    excess += p[i]! - q[i]!;
  }
  // What is left of the totals P and Q when both laws are normalised: log(Q/P) - (Q/P - 1).
  return Math.max(0, sum / totalP + log1pMinusX(-excess / totalP));
}

/**
 * Jeffreys's divergence, D(p||q) + D(q||p).
 *
 * @throws {ArgumentError} if p or q is no mass function; {ShapeError} for different lengths
 * @see Jeffreys, Proc. R. Soc. A 186 (1946), 453
 */
export function jeffreysDivergence(p: ArrayLike<number>, q: ArrayLike<number>): number {
  return relativeEntropy(p, q) + relativeEntropy(q, p);
}

/**
 * Jensen–Shannon divergence, D(p||m)/2 + D(q||m)/2 with m = (p + q)/2.
 *
 * @returns nats, between 0 and log 2; its square root is a metric
 * @throws {ArgumentError} if p or q is no mass function; {ShapeError} for different lengths
 * @see Lin, IEEE Trans. Inf. Theory 37 (1991), 145
 * @example ```ts doctest
 * import { jensenShannon } from '@yuragi/kl-info';
 * jensenShannon([1, 0], [0, 1]); // => Math.LN2
 * ```
 */
export function jensenShannon(p: ArrayLike<number>, q: ArrayLike<number>): number {
  requireMassPair('jensenShannon', p, q);
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const half = (q[i]! - p[i]!) / 2;
    const middle = p[i]! + half;
    sum += divergenceTerm(p[i]!, middle, half) + divergenceTerm(q[i]!, middle, -half);
  }
  return sum / 2;
}

/**
 * The discriminator that tells p from q best, D* = log p/q: its sigmoid is the probability that a point came from p when
 * both are equally likely.
 *
 * @returns (points), nats; Infinity where only p has mass, -Infinity where only q has, 0 where neither
 * @throws {ArgumentError} if p or q is no mass function; {ShapeError} for different lengths
 * @see Goodfellow et al. 2014, Proposition 1
 */
export function optimalDiscriminator(p: ArrayLike<number>, q: ArrayLike<number>): Float64Array {
  requireMassPair('optimalDiscriminator', p, q);
  return Float64Array.from(p, (mass, i) => (mass === q[i] ? 0 : Math.log(mass) - Math.log(q[i]!)));
}

/**
 * The value of the GAN game for a discriminator of given logits,
 *
 *   V(D) = sum p_i log sigma(D_i) + sum q_i log(1 - sigma(D_i)) <= V(D*) = 2 JS(p, q) - 2 log 2,  D* = log p/q
 *
 * with JS the Jensen–Shannon divergence with its factors 1/2.
 *
 * @param logits (points), nats, infinities allowed
 * @returns nats, <= 0; -Infinity where a point with mass is certain to be called the other law's
 * @throws {ArgumentError} if p or q is no mass function, or a logit is NaN; {ShapeError} for different lengths
 * @see Goodfellow et al. 2014, Eq. 1 and Theorem 1
 * @example ```ts doctest
 * import { ganValue, jensenShannon, optimalDiscriminator } from '@yuragi/kl-info';
 * const [p, q] = [[0.5, 0.5], [0.9, 0.1]];
 * ganValue(p, q, optimalDiscriminator(p, q)); // ~> -1.1827959
 * 2 * jensenShannon(p, q) - 2 * Math.LN2; // ~> -1.1827959
 * ```
 */
export function ganValue(p: ArrayLike<number>, q: ArrayLike<number>, logits: ArrayLike<number>): number {
  requireMassPair('ganValue', p, q);
  if (logits?.length !== p.length)
    throw new ArgumentError('ganValue', 'logits', `${p.length} numbers, one per point`, logits);
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const logit = logits[i]!;
    if (!(logit <= Infinity)) throw new ArgumentError('ganValue', `logits[${i}]`, 'a number', logit);
    if (p[i]! > 0) sum -= p[i]! * softplus(-logit);
    if (q[i]! > 0) sum -= q[i]! * softplus(logit);
  }
  return sum;
}

/**
 * Total variation distance, max over events of |P(A) - Q(A)| = sum |p_i - q_i|/2.
 *
 * @returns between 0 and 1
 * @throws {ArgumentError} if p or q is no mass function; {ShapeError} for different lengths
 */
export function totalVariation(p: ArrayLike<number>, q: ArrayLike<number>): number {
  requireMassPair('totalVariation', p, q);
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += Math.abs(p[i]! - q[i]!);
  return sum / 2;
}

/**
 * Hellinger distance, sqrt(sum (sqrt p_i - sqrt q_i)^2/2) = sqrt(1 - sum sqrt(p_i q_i)).
 *
 * @returns between 0 and 1, a metric
 * @throws {ArgumentError} if p or q is no mass function; {ShapeError} for different lengths
 */
export function hellinger(p: ArrayLike<number>, q: ArrayLike<number>): number {
  requireMassPair('hellinger', p, q);
  let sum = 0;
  for (let i = 0; i < p.length; i++)
    if (p[i] !== q[i]) sum += ((p[i]! - q[i]!) / (Math.sqrt(p[i]!) + Math.sqrt(q[i]!))) ** 2;
  return Math.sqrt(sum / 2);
}

/**
 * Pearson's chi-square divergence, sum (p_i - q_i)^2/q_i.
 *
 * @returns >= 0; Infinity where q_i = 0 < p_i
 * @throws {ArgumentError} if p or q is no mass function; {ShapeError} for different lengths
 */
export function chiSquare(p: ArrayLike<number>, q: ArrayLike<number>): number {
  requireMassPair('chiSquare', p, q);
  let sum = 0;
  for (let i = 0; i < p.length; i++) if (p[i] !== q[i]) sum += (p[i]! - q[i]!) ** 2 / q[i]!;
  return sum;
}

/**
 * Rényi divergence, D_a(p||q) = log(sum p_i^a q_i^(1 - a))/(a - 1); the relative entropy for a = 1, log max p/q for
 * a = Infinity, -log Q(p > 0) for a = 0.
 *
 * Summed in log space: absolute, not relative, accuracy of about 1e-16 max(1, 1/|a - 1|) for close laws.
 *
 * @param order a, 0 to Infinity
 * @returns nats, >= 0; Infinity for a >= 1 where q_i = 0 < p_i, and for laws on disjoint points
 * @throws {ArgumentError} if p or q is no mass function, or the order is negative or NaN; {ShapeError} for different lengths
 * @see Rényi 1961; van Erven and Harremoës, IEEE Trans. Inf. Theory 60 (2014), 3797
 */
export function renyiDivergence(p: ArrayLike<number>, q: ArrayLike<number>, order: number): number {
  requireMassPair('renyiDivergence', p, q);
  if (!(order >= 0)) throw new ArgumentError('renyiDivergence', 'order', 'a number in [0, Infinity]', order);
  if (order === 1) return relativeEntropy(p, q);
  const terms: number[] = [];
  for (let i = 0; i < p.length; i++) {
    if (p[i] === 0) continue;
    const logP = Math.log(p[i]!);
    const logQ = Math.log(q[i]!);
    if (order === Infinity) terms.push(logP - logQ);
    else terms.push(order === 0 ? logQ : order * logP + (1 - order) * logQ);
  }
  if (order === Infinity) return Math.max(...terms);
  return Math.max(0, logSumExp(terms) / (order - 1));
}

/** log(1 + e^x). */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
