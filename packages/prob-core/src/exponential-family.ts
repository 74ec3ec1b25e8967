/**
 * Exponential families on finitely many states,
 *
 *   p_theta(x) = h(x) exp(theta . T(x)) / Z(theta)
 *
 * where everything is a derivative of log Z: grad log Z = <T>, its Hessian Cov(T) (Barndorff-Nielsen, Information and
 * Exponential Families, 1978, Chapter 8; Wainwright and Jordan, Found. Trends Mach. Learn. 1, 2008, Proposition 3.1).
 */
import type { NdArray } from 'ndarray';
import { ArgumentError } from './error-classes.ts';
import { requireMatrix, toNdarray } from './ndarray-boundary.ts';
import { requireAllFinite, requireFinite, requireLength, requireNonNegative } from './require.ts';

export interface ExponentialFamilyOptions {
  /** T(x), (m, k): a row for each state. */
  readonly statistics: NdArray<Float64Array>;
  /** h(x), (m), >= 0 and not all 0; ones unless given. */
  readonly baseMeasure?: ArrayLike<number> | undefined;
}

/** An exponential family. theta has length k; every method throws {ShapeError} or {ArgumentError} for another. */
export interface ExponentialFamily {
  readonly numStates: number;
  readonly numParameters: number;
  /** T(x), (m, k). */
  readonly statistics: NdArray<Float64Array>;
  /** h(x), (m). */
  readonly baseMeasure: Float64Array;
  /** log Z(theta), nats. */
  logPartition(theta: ArrayLike<number>): number;
  /** p_theta, (m). */
  probabilities(theta: ArrayLike<number>): Float64Array;
  /** <T> = grad log Z, (k). */
  mean(theta: ArrayLike<number>): Float64Array;
  /** Cov(T) = the Hessian of log Z, the Fisher information, (k, k). */
  covariance(theta: ArrayLike<number>): NdArray<Float64Array>;
}

/**
 * The exponential family of given statistics, by enumeration of its states.
 *
 * m k operations for log Z, the law and the mean, m k^2 for the covariance; exact to rounding. A Boltzmann machine has the
 * spins and their products as statistics; a Gibbs law has T = -E and theta = beta.
 *
 * @throws {ShapeError}; {ArgumentError} for statistics that are not finite or a base measure < 0 or 0 everywhere
 * @example ```ts doctest
 * import { exponentialFamily, toNdarray } from '@yuragi/prob-core';
 * // One spin: T = s, <s> = tanh(theta), Var(s) = 1 - tanh^2(theta).
 * const spin = exponentialFamily({ statistics: toNdarray(Float64Array.of(1, -1), [2, 1]) });
 * spin.mean([0.5])[0]!; // ~> 0.4621171573
 * spin.covariance([0.5]).get(0, 0); // ~> 0.7864477330
 * ```
 */
export function exponentialFamily(options: ExponentialFamilyOptions): ExponentialFamily {
  const where = 'exponentialFamily';
  const { statistics, baseMeasure } = options ?? ({} as ExponentialFamilyOptions);
  const { data, rows: m, columns: k } = requireMatrix(statistics, where, 'statistics');
  const t = data.slice();
  const base =
    baseMeasure === undefined
      ? new Float64Array(m).fill(1)
      : Float64Array.from(requireLength(where, 'baseMeasure', baseMeasure, m));
  for (let x = 0; x < m; x++) requireNonNegative(where, `baseMeasure[${x}]`, base[x]!);
  if (base.every((weight) => weight === 0)) throw new ArgumentError(where, 'baseMeasure', 'above 0 somewhere', base);

  /** exp(theta . T - max) h in place of the exponents, with max and the sum. */
  const weigh = (theta: ArrayLike<number>) => {
    requireAllFinite(where, 'theta', requireLength(where, 'theta', theta, k));
    const weights = new Float64Array(m);
    let max = -Infinity;
    for (let x = 0; x < m; x++) {
      let exponent = 0;
      for (let j = 0; j < k; j++) exponent += theta[j]! * t[x * k + j]!;
      weights[x] = requireFinite(where, `theta . T(${x})`, exponent);
      if (base[x]! > 0 && exponent > max) max = exponent;
    }
    let sum = 0;
    for (let x = 0; x < m; x++) {
      weights[x] = base[x]! > 0 ? base[x]! * Math.exp(weights[x]! - max) : 0;
      sum += weights[x]!;
    }
    return { weights, max, sum: requireFinite(where, 'the sum of h exp(theta . T - max)', sum) };
  };
  const probabilities = (theta: ArrayLike<number>): Float64Array => {
    const { weights, sum } = weigh(theta);
    return weights.map((weight) => weight / sum);
  };
  const meanUnder = (p: Float64Array): Float64Array => {
    const mean = new Float64Array(k);
    for (let x = 0; x < m; x++) for (let j = 0; j < k; j++) mean[j]! += p[x]! * t[x * k + j]!;
    return mean;
  };
  return {
    numStates: m,
    numParameters: k,
    statistics: toNdarray(t, [m, k]),
    baseMeasure: base,
    logPartition(theta) {
      const { max, sum } = weigh(theta);
      return max + Math.log(sum);
    },
    probabilities,
    mean: (theta) => meanUnder(probabilities(theta)),
    covariance(theta) {
      const p = probabilities(theta);
      const mean = meanUnder(p);
      const out = new Float64Array(k * k);
      const centred = new Float64Array(k);
      for (let x = 0; x < m; x++) {
        if (p[x] === 0) continue;
        for (let j = 0; j < k; j++) centred[j] = t[x * k + j]! - mean[j]!;
        for (let i = 0; i < k; i++) {
          const weighted = p[x]! * centred[i]!;
          for (let j = 0; j <= i; j++) out[i * k + j]! += weighted * centred[j]!;
        }
      }
      for (let i = 0; i < k; i++) for (let j = 0; j < i; j++) out[j * k + i] = out[i * k + j]!;
      return toNdarray(out, [k, k]);
    },
  };
}
