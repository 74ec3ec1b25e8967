/**
 * The leapfrog integrator of dq/dt = M^-1 p, dp/dt = grad log p(q): half a kick, then drifts and kicks in turn, half a
 * kick. Reversible (turn p round, integrate, turn p round: back at the start) and volume preserving, for any step size;
 * energy error of order stepSize^2.
 */
import type { GradientTarget } from '../target.ts';

/**
 * Integrates in place.
 *
 * @param gradient at `position` when called, and when it returns
 * @param numSteps >= 1
 * @returns log p at the end; where it is not finite on the way the integration stops there and returns it, which the way
 *   back would do too
 * @see Neal, in Handbook of Markov Chain Monte Carlo (2011), Eqs. 5.18 to 5.20
 */
export function leapfrogInPlace(
  target: GradientTarget,
  stepSize: number,
  inverseMetric: Float64Array,
  numSteps: number,
  position: Float64Array,
  momentum: Float64Array,
  gradient: Float64Array,
): number {
  const d = position.length;
  const half = 0.5 * stepSize;
  for (let j = 0; j < d; j++) momentum[j]! += half * gradient[j]!;
  let logDensity = Number.NaN;
  for (let step = 1; step <= numSteps; step++) {
    for (let j = 0; j < d; j++) position[j]! += stepSize * inverseMetric[j]! * momentum[j]!;
    logDensity = target.gradLogDensity(position, gradient);
    if (!Number.isFinite(logDensity)) return logDensity;
    const kick = step === numSteps ? half : stepSize;
    for (let j = 0; j < d; j++) momentum[j]! += kick * gradient[j]!;
  }
  return logDensity;
}

/** (1/2) p^T M^-1 p. */
export function kineticEnergy(momentum: Float64Array, inverseMetric: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < momentum.length; j++) sum += inverseMetric[j]! * momentum[j]! * momentum[j]!;
  return 0.5 * sum;
}
