/** What every distribution offers. */
import type { NdArray } from 'ndarray';
import type { Rng } from '../rng.ts';

/**
 * A probability distribution as a plain object.
 *
 * Moments are methods, not fields: a combinator may need quadrature. NaN where a moment does not exist (Cauchy), Infinity
 * where it diverges: the one place where NaN is an answer.
 */
export interface Distribution<X> {
  /** 'normal', 'gamma' …: what `kl(p, q)` dispatches on. */
  readonly kind: string;
  /** By name, in the units of the factory's arguments. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Nats; log mass if discrete; -Infinity off the support; never throws for a finite x. */
  logDensity(x: X): number;
  /** x (n, d) flat, out (n). */
  logDensityInto(x: Float64Array, out: Float64Array): void;
  sample(rng: Rng): X;
  /** n independent draws to out, (n, d) flat: the same as n calls of `sample`. */
  fill(rng: Rng, out: Float64Array): void;
  /** As variance(): where X is an array, a new one at every call. */
  mean(): X;
  variance(): X;
  /** Nats; differential entropy may be negative. */
  entropy(): number;
}

/** A distribution on the line. */
export interface UnivariateDistribution extends Distribution<number> {
  readonly support: { readonly lower: number; readonly upper: number; readonly isDiscrete: boolean };
  cdf(x: number): number;
  logCdf(x: number): number;
  /** 1 - cdf(x), accurate where that is small. */
  survival(x: number): number;
  logSurvival(x: number): number;
  /** p in [0, 1]; smallest x with cdf(x) >= p. @throws {ArgumentError} */
  quantile(p: number): number;
  /** d/dx log p; absent if discrete. */
  score?(x: number): number;
}

/** A distribution on R^d. */
export interface MultivariateDistribution extends Distribution<Float64Array> {
  readonly dimension: number;
  /** (d, d), a new matrix at every call. */
  covariance(): NdArray<Float64Array>;
  /** Gradient in x, out (d). */
  score?(x: Float64Array, out: Float64Array): void;
}
