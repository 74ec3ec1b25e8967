/**
 * The method of types. The type of n draws from k faces is its counts c; it is an empirical law c/n. There are only
 * C(n + k - 1, k - 1) types among k^n sequences, and all sequences of a type are equally likely.
 *
 * @see Cover and Thomas, Elements of Information Theory, 2nd ed., section 11.1
 */
import { ArgumentError, requireCount, requireLength } from '@yuragi/prob-core/errors';
import { logGamma } from '@yuragi/prob-core/special';
import { divergenceTerm, requireMass } from './internal/mass.ts';

/**
 * How many types n draws from k faces have: C(n + k - 1, k - 1), exact below 2^53/(n + k) and to rounding above.
 *
 * @throws {ArgumentError} unless numDraws >= 0 and numFaces >= 1 are integers
 * @example ```ts doctest
 * import { countTypes } from '@yuragi/kl-info';
 * countTypes(60, 6); // => 8259888
 * ```
 */
export function countTypes(numDraws: number, numFaces: number): number {
  requireCount('countTypes', 'numDraws', numDraws);
  requireCount('countTypes', 'numFaces', numFaces, 1);
  const smaller = Math.min(numDraws, numFaces - 1);
  let count = 1;
  // Every partial product is a binomial coefficient.
  for (let i = 1; i <= smaller; i++) count = (count * (numDraws + numFaces - 1 - smaller + i)) / i;
  return count;
}

/** How likely one type is, and what the method of types says of it; nats. */
export interface TypeProbability {
  /** log Q^n(type) = log n! - sum log c_i! + sum c_i log q_i; -Infinity where some q_i = 0 < c_i. */
  readonly logProbability: number;
  /** D(c/n || q). */
  readonly divergence: number;
  /** -k log(n + 1) - n D <= logProbability. */
  readonly lowerBound: number;
  /** logProbability <= -n D. */
  readonly upperBound: number;
}

/**
 * The exact probability of a type under independent draws from q, beside the bounds (n + 1)^-k e^(-n D) and e^(-n D).
 *
 * The logarithm is taken as -n D plus Stirling's corrections, which does not cancel: about 1e-15 of max(1, n D) for any n.
 *
 * @param counts (k), integers >= 0, not all 0
 * @param q      (k), mass function
 * @throws {ArgumentError} if they are not; {ShapeError} for different lengths
 * @see Cover and Thomas, 2nd ed., Theorem 11.1.4; Loader (2000) for the form
 * @example ```ts doctest
 * import { typeProbability } from '@yuragi/kl-info';
 * const { logProbability, divergence } = typeProbability([14, 6], [0.5, 0.5]);
 * logProbability; // ~> -3.2977995452
 * divergence; // ~> 0.0822828785
 * ```
 */
export function typeProbability(counts: ArrayLike<number>, q: ArrayLike<number>): TypeProbability {
  requireMass('typeProbability', 'q', q);
  requireLength('typeProbability', 'counts', counts, q.length);
  let n = 0;
  for (let i = 0; i < counts.length; i++) n += requireCount('typeProbability', `counts[${i}]`, counts[i]!);
  if (n === 0) throw new ArgumentError('typeProbability', 'counts', 'at least one draw', counts);
  let divergence = 0;
  let correction = 0.5 * Math.log(2 * Math.PI * n) + stirlingError(n);
  for (let i = 0; i < counts.length; i++) {
    const c = counts[i]!;
    divergence += divergenceTerm(c / n, q[i]!);
    if (c > 0) correction -= 0.5 * Math.log(2 * Math.PI * c) + stirlingError(c);
  }
  return {
    logProbability: divergence === Infinity ? -Infinity : correction - n * divergence,
    divergence,
    lowerBound: -counts.length * Math.log(n + 1) - n * divergence,
    upperBound: -n * divergence,
  };
}

/**
 * All types of n draws from k faces, one after the other; nothing is stored. O(1) amortised per type.
 *
 * @returns a generator that yields the same Int32Array (k) each time, with other counts in it
 * @throws {ArgumentError} unless numDraws >= 0 and numFaces >= 1 are integers
 * @example ```ts doctest
 * import { typesOf } from '@yuragi/kl-info';
 * Array.from(typesOf(2, 2), (counts) => counts.join('+')); // => ['2+0', '1+1', '0+2']
 * ```
 */
export function* typesOf(numDraws: number, numFaces: number): Generator<Int32Array, void, void> {
  requireCount('typesOf', 'numDraws', numDraws);
  requireCount('typesOf', 'numFaces', numFaces, 1);
  const counts = new Int32Array(numFaces);
  counts[0] = numDraws;
  const last = numFaces - 1;
  for (;;) {
    yield counts;
    // Move one draw on from the last face but one that has any, and all of the last face's back behind it.
    let i = last - 1;
    while (i >= 0 && counts[i] === 0) i--;
    if (i < 0) return;
    const moved = counts[last]! + 1;
    counts[last] = 0;
    counts[i]! -= 1;
    counts[i + 1] = moved;
  }
}

/** log n! - (n + 1/2) log n + n - log(2 pi)/2 for integers n >= 1. */
function stirlingError(n: number): number {
  if (n < 16) return logGamma(n + 1) - (n + 0.5) * Math.log(n) + n - 0.5 * Math.log(2 * Math.PI);
  const w = 1 / (n * n);
  return (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w * (1 / 1188 - (w * 691) / 360360))))) / n;
}
