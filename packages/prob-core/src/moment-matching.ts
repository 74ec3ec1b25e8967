/**
 * Maximum likelihood in an exponential family, which is moment matching: the concave mean log-likelihood
 *
 *   l(theta) = theta . mu - log Z(theta) + const,   grad l = mu - <T>_theta
 *
 * of data with moments mu has its maximum where the model has the moments of the data. Newton's method with backtracking.
 */
import { ArgumentError, ConvergenceError } from './error-classes.ts';
import type { ExponentialFamily } from './exponential-family.ts';
import { choleskyInto, solveLowerInto, solveLowerTransposedInto } from './linear-algebra.ts';
import { requireAllFinite, requireCount, requireLength } from './require.ts';

export interface MomentMatchingOptions {
  /** Where to start, (k); zeros unless given. */
  readonly start?: ArrayLike<number> | undefined;
  /** Newton steps before giving up. Default 100; a problem inside the polytope takes about ten. */
  readonly maxIterations?: number | undefined;
}

/** The maximum of the likelihood. */
export interface MomentMatch {
  /** (k). */
  readonly theta: Float64Array;
  /** log Z(theta), nats. */
  readonly logPartition: number;
  /** theta . mu - log Z, nats per observation: the mean log-likelihood less the mean of log h. */
  readonly logLikelihood: number;
  /** Largest |<T> - mu| at theta. */
  readonly residual: number;
  readonly iterations: number;
}

/** A step this small in theta times the range of a statistic is the last: Newton's next error is its square. */
const LAST_STEP = 1e-9;
/** Squared sine between a statistic and the span of those before it that counts as 0. */
const DEPENDENT = 1e-12;
/** A variance of this share of a squared range: the fit runs to the boundary, where no theta is. */
const FLAT = 1e-13;

/**
 * The theta at which the means of the statistics are given numbers: maximum likelihood for data with those moments.
 *
 * A maximum exists, and is one, exactly if the moments lie inside the marginal polytope, the convex hull of the T(x) with
 * h(x) > 0. Outside it the likelihood rises without end along some direction; the direction that was met is the proof,
 * and the refusal gives the size of the violation. On the boundary the likelihood has a supremum at infinity; that is
 * refused too, from a variance of 1e-13 of a squared range on. m k^2 + k^3 operations an iteration.
 *
 * @param moments mu, (k)
 * @throws {ShapeError}; {ArgumentError} for moments outside or on the boundary, or statistics of which one is a
 *   combination of the others and 1; {ConvergenceError}
 * @see Wainwright and Jordan, Found. Trends Mach. Learn. 1 (2008), 1, Theorem 3.3
 * @example ```ts doctest
 * import { exponentialFamily, momentMatching, toNdarray } from '@yuragi/prob-core';
 * const spin = exponentialFamily({ statistics: toNdarray(Float64Array.of(1, -1), [2, 1]) });
 * momentMatching(spin, [0.5]).theta[0]!; // ~> 0.5493061443
 * momentMatching(spin, [1.25]); // throws exceeds the largest direction . T(x) by 0.25
 * ```
 */
export function momentMatching(
  family: ExponentialFamily,
  moments: ArrayLike<number>,
  { start, maxIterations = 100 }: MomentMatchingOptions = {},
): MomentMatch {
  const where = 'momentMatching';
  const k = requireCount(where, 'family.numParameters', family?.numParameters, 1);
  const mu = Float64Array.from(requireAllFinite(where, 'moments', requireLength(where, 'moments', moments, k)));
  requireCount(where, 'maxIterations', maxIterations, 1);
  let theta: Float64Array =
    start === undefined
      ? new Float64Array(k)
      : Float64Array.from(requireAllFinite(where, 'start', requireLength(where, 'start', start, k)));
  const ranges = rangesOf(family);
  requireIndependent(family, ranges);

  const valueAt = (at: Float64Array): number => dot(at, mu) - family.logPartition(at);
  let value = valueAt(theta);
  let residual = Infinity;
  for (let iterations = 0; iterations < maxIterations; iterations++) {
    requireNoSeparation(family, mu, theta);
    const gradient = family.mean(theta).map((mean, j) => mu[j]! - mean);
    residual = largest(gradient);
    const factor = new Float64Array(k * k);
    const isDefinite = choleskyInto(family.covariance(theta).data, k, factor);
    const flat = ranges.findIndex((range, j) => !isDefinite || factor[j * k + j]! ** 2 < FLAT * range * range);
    if (flat >= 0)
      throw new ArgumentError(
        where,
        'moments',
        `inside the marginal polytope, not on its boundary, to which the fit runs: the variance there is below ${FLAT} (range)^2, and <T> is off by ${residual}`,
        moments,
      );
    const step = gradient.slice();
    solveLowerInto(factor, k, step, step);
    solveLowerTransposedInto(factor, k, step, step);
    const slope = dot(gradient, step);
    // Near the boundary rounding of the means moves theta by more than that: then the means decide.
    const isLast =
      step.every((change, j) => Math.abs(change) * ranges[j]! <= LAST_STEP) ||
      gradient.every((error, j) => Math.abs(error) <= 4 * Number.EPSILON * (Math.abs(mu[j]!) + ranges[j]!));
    let length = 1;
    let next = along(theta, step, length);
    let nextValue = valueAt(next);
    // Armijo's rule, to the rounding of a difference of theta . mu and log Z.
    const rounding = 16 * Number.EPSILON * (Math.abs(dot(theta, mu)) + Math.abs(value) + 1);
    while (!isLast && nextValue < value + 1e-4 * length * slope - rounding && length > 1e-12) {
      length /= 2;
      next = along(theta, step, length);
      nextValue = valueAt(next);
    }
    theta = next;
    value = nextValue;
    if (isLast) {
      residual = largest(family.mean(theta).map((mean, j) => mu[j]! - mean));
      return {
        theta,
        logPartition: family.logPartition(theta),
        logLikelihood: value,
        residual,
        iterations: iterations + 1,
      };
    }
  }
  throw new ConvergenceError(where, maxIterations, residual, LAST_STEP);
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, j) => sum + value * b[j]!, 0);
const largest = (a: Float64Array): number => a.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
const along = (x: Float64Array, step: Float64Array, length: number): Float64Array =>
  x.map((value, j) => value + length * step[j]!);

/** max - min of each statistic over the states that count. */
function rangesOf({ numStates, numParameters: k, statistics, baseMeasure }: ExponentialFamily): Float64Array {
  const [low, high] = [new Float64Array(k).fill(Infinity), new Float64Array(k).fill(-Infinity)];
  for (let x = 0; x < numStates; x++) {
    if (baseMeasure[x] === 0) continue;
    for (let j = 0; j < k; j++) {
      low[j] = Math.min(low[j]!, statistics.data[x * k + j]!);
      high[j] = Math.max(high[j]!, statistics.data[x * k + j]!);
    }
  }
  return high.map((value, j) => value - low[j]!);
}

/** Otherwise theta is not determined. */
function requireIndependent(family: ExponentialFamily, ranges: Float64Array): void {
  const { numParameters: k } = family;
  const covariance = family.covariance(new Float64Array(k)).data;
  const factor = new Float64Array(k * k);
  const isDefinite = choleskyInto(covariance, k, factor);
  const dependent = ranges.findIndex(
    (range, j) => range === 0 || (isDefinite && factor[j * k + j]! ** 2 < DEPENDENT * covariance[j * k + j]!),
  );
  if (dependent >= 0 || !isDefinite)
    throw new ArgumentError(
      'momentMatching',
      'family',
      'a family whose statistics and 1 are linearly independent',
      dependent >= 0 ? `statistic ${dependent} is a combination of those before it` : 'a singular covariance',
    );
}

/** A direction in which no state is as far out as the moments are. @throws {ArgumentError} */
function requireNoSeparation(family: ExponentialFamily, mu: Float64Array, theta: Float64Array): void {
  const norm = Math.hypot(...theta);
  if (norm === 0) return;
  const { numStates, numParameters: k, statistics, baseMeasure } = family;
  let furthest = -Infinity;
  for (let x = 0; x < numStates; x++) {
    if (baseMeasure[x] === 0) continue;
    let projection = 0;
    for (let j = 0; j < k; j++) projection += (theta[j]! / norm) * statistics.data[x * k + j]!;
    furthest = Math.max(furthest, projection);
  }
  const excess = dot(theta, mu) / norm - furthest;
  if (excess >= 0)
    throw new ArgumentError(
      'momentMatching',
      'moments',
      `inside the marginal polytope: along a unit direction, direction . moments exceeds the largest direction . T(x) by ${excess}`,
      mu,
    );
}
