/** What a sampler on R^d draws from. */

/**
 * An unnormalised density on R^d, as its logarithm. A density of zero is -Infinity. NaN is refused where a chain starts;
 * met later it counts as -Infinity, and the info of that step says `isFinite: false`.
 */
export interface Target {
  readonly dimension: number;
  /** Nats, up to a constant; x (d). */
  logDensity(x: Float64Array): number;
  /** Writes the gradient to out (d) and returns log p(x): one call a leapfrog step. */
  gradLogDensity?(x: Float64Array, out: Float64Array): number;
}

/** What samplers that follow the gradient take, so that a missing gradient is an error of the compiler. */
export type GradientTarget = Required<Target>;
