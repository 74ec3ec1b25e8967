/**
 * Sanov's theorem as software: how likely the empirical law of n draws is to lie in a set A, beside what the theorem says.
 *
 *   -inf_{int A} D(p||q) <= liminf (1/n) log Q^n(A) <= limsup (1/n) log Q^n(A) <= -inf_{A} D(p||q)
 *
 * so that the limit is -inf_A D(p||q) where A is contained in the closure of its interior. That condition is needed: a set
 * without interior may hold no type at all. And a limit of 0 says that q lies in the closure of A, not that it lies in A.
 *
 * @see Sanov, Mat. Sb. 42 (1957), 11; Cover and Thomas, 2nd ed., Theorem 11.4.1; Dembo and Zeitouni, Theorem 2.1.10
 */
import { ArgumentError, requireAllFinite, requireCount, requireFinite, requireLength } from '@yuragi/prob-core/errors';
import { logGamma } from '@yuragi/prob-core/special';
import { cramerRate } from './i-projection.ts';
import { divergenceTerm, requireMass } from './internal/mass.ts';
import { typesOf } from './types-of-samples.ts';

/** A set of laws on k faces. */
export interface LawSet {
  /** Whether it holds the empirical law counts/numDraws; keeps no reference to `counts`, which changes from call to call. */
  contains(counts: Int32Array, numDraws: number): boolean;
  /** inf over the set of D(p||q), nats, where it is known. */
  infimum?(q: ArrayLike<number>): number;
}

/**
 * The laws whose mean of a statistic is at least a target: A = {p : sum_i p_i f(i) >= t}.
 *
 * Means are compared to 1e-12 of the largest |f(i)|, so that a decimal target counts as reached. The infimum is Cramér's rate, 0
 * where q itself is in the set.
 *
 * @param values (k), f(i), finite
 * @throws {ArgumentError} for numbers that are not finite
 * @example ```ts doctest
 * import { meanAtLeast } from '@yuragi/kl-info';
 * meanAtLeast([1, 2, 3, 4, 5, 6], 4.5).infimum!(new Array(6).fill(1 / 6)); // ~> 0.178178371
 * ```
 */
export function meanAtLeast(values: ArrayLike<number>, target: number): LawSet {
  requireAllFinite('meanAtLeast', 'values', values);
  requireFinite('meanAtLeast', 'target', target);
  const slack = 1e-12 * Array.from(values).reduce((max, f) => Math.max(max, Math.abs(f)), Math.abs(target));
  const sumOf = (weights: ArrayLike<number>): number => {
    let sum = 0;
    for (let i = 0; i < weights.length; i++) sum += weights[i]! * values[i]!;
    return sum;
  };
  return {
    contains: (counts, n) => sumOf(counts) >= n * (target - slack),
    infimum: (q) =>
      sumOf(requireMass('meanAtLeast', 'q', requireLength('meanAtLeast', 'q', q, values.length))) >= target
        ? 0
        : cramerRate(q, values, target),
  };
}

/** The value for n draws beside the limit; nats. */
export interface SanovValue {
  readonly numDraws: number;
  /** log Q^n(A), exact; -Infinity where A holds no type of positive probability. */
  readonly logProbability: number;
  /** -(1/n) log Q^n(A), which tends to `limit` for regular sets. */
  readonly rate: number;
  /** inf_A D(p||q), if the set knows it; NaN if not. */
  readonly limit: number;
  /** The least D(c/n||q) of the types in A, which tends to `limit` for regular sets; Infinity if there are none. */
  readonly leastDivergence: number;
  /** -k log(n + 1) - n leastDivergence <= logProbability. */
  readonly lowerBound: number;
  /** logProbability <= k log(n + 1) - n leastDivergence. */
  readonly upperBound: number;
  /** Types in A, and types in all. */
  readonly numTypesInSet: number;
  readonly numTypes: number;
}

/** Streaming over more types than this takes minutes, and the tables of more draws than this some hundred megabytes. */
const MAX_TYPES = 1e9;
const MAX_DRAWS = 1e7;

/**
 * The exact probability that the empirical law of n draws from q lies in a set, with Sanov's bounds and limit.
 *
 * Streams over the C(n + k - 1, k - 1) types, adding up multinomial probabilities in log space: no outcomes are listed, and no
 * more than 2 k (n + 1) numbers stored. About 1e-15 n relative in the probability.
 *
 * @param q        (k), mass function
 * @param set      `meanAtLeast(values, target)`, or your own test of counts
 * @param numDraws n, >= 1
 * @throws {ArgumentError} if q is no mass function, or there are more than 1e7 draws or 1e9 types
 * @see Cover and Thomas, 2nd ed., Eqs. 11.72 and 11.94
 * @example ```ts doctest
 * import { meanAtLeast, sanov } from '@yuragi/kl-info';
 * const { rate, limit } = sanov(new Array(6).fill(1 / 6), meanAtLeast([1, 2, 3, 4, 5, 6], 4.5), 20);
 * rate; // ~> 0.2656011348834
 * limit; // ~> 0.178178371
 * ```
 */
export function sanov(q: ArrayLike<number>, set: LawSet, numDraws: number): SanovValue {
  requireMass('sanov', 'q', q);
  requireCount('sanov', 'numDraws', numDraws, 1);
  const k = q.length;
  if (numDraws > MAX_DRAWS || numTypesAbove(numDraws, k, MAX_TYPES))
    throw new ArgumentError(
      'sanov',
      'numDraws',
      `at most ${MAX_DRAWS}, and small enough for ${MAX_TYPES} types of ${k} faces`,
      numDraws,
    );
  // What c draws of face i add to the log probability (but for log n!) and to the divergence.
  const width = numDraws + 1;
  const logTerms = new Float64Array(k * width);
  const divergenceTerms = new Float64Array(k * width);
  for (let c = 0; c <= numDraws; c++) {
    const logFactorial = logGamma(c + 1);
    for (let i = 0; i < k; i++) {
      logTerms[i * width + c] = (c > 0 ? c * Math.log(q[i]!) : 0) - logFactorial;
      divergenceTerms[i * width + c] = divergenceTerm(c / numDraws, q[i]!);
    }
  }
  const logFactorial = logGamma(numDraws + 1);

  let largest = -Infinity;
  let sum = 0;
  let leastDivergence = Infinity;
  let numTypesInSet = 0;
  let numTypes = 0;
  for (const counts of typesOf(numDraws, k)) {
    numTypes++;
    if (!set.contains(counts, numDraws)) continue;
    numTypesInSet++;
    let log = logFactorial;
    let divergence = 0;
    for (let i = 0; i < k; i++) {
      const at = i * width + counts[i]!;
      log += logTerms[at]!;
      divergence += divergenceTerms[at]!;
    }
    leastDivergence = Math.min(leastDivergence, divergence);
    if (log === -Infinity) continue;
    if (log > largest) {
      sum = sum * Math.exp(largest - log) + 1;
      largest = log;
    } else sum += Math.exp(log - largest);
  }
  const logProbability = sum === 0 ? -Infinity : Math.min(0, largest + Math.log(sum));
  const polynomial = k * Math.log(numDraws + 1);
  return {
    numDraws,
    logProbability,
    rate: 0 - logProbability / numDraws,
    limit: set.infimum === undefined ? Number.NaN : set.infimum(q),
    leastDivergence,
    lowerBound: -polynomial - numDraws * leastDivergence,
    upperBound: polynomial - numDraws * leastDivergence,
    numTypesInSet,
    numTypes,
  };
}

/** Whether C(n + k - 1, k - 1) is above a limit, without overflow. */
function numTypesAbove(n: number, k: number, limit: number): boolean {
  let count = 1;
  for (let i = 1; i < k; i++) {
    count = (count / i) * (n + i);
    if (count > limit) return true;
  }
  return false;
}
