/**
 * The unadjusted Langevin algorithm, Euler and Maruyama's step of dX = (1/2) M^-1 grad log p dt + M^-1/2 dW with
 * dt = stepSize^2:
 *
 *   x'_j = x_j + (stepSize^2/2) m_j d_j log p(x) + stepSize sqrt(m_j) z_j,  z ~ N(0, 1)
 */
import { requirePositive } from '@yuragi/prob-core/errors';
import {
  type GradientState,
  isAllFinite,
  requireInverseMetric,
  requireTarget,
  startGradient,
} from './internal/start.ts';
import type { Kernel } from './kernel.ts';
import type { GradientTarget } from './target.ts';

export type { GradientState };

export interface LangevinOptions {
  /** Standard deviation of the noise where m = 1; the time step of the diffusion is its square. */
  readonly stepSize: number;
  // Advanced
  /** m, variances to measure steps in, (d). Default: ones. */
  readonly inverseMetric?: Float64Array | undefined;
}

/** What one unadjusted step did. */
export interface UnadjustedLangevinInfo {
  /** False if the step led to a density of zero or NaN, or to a gradient that is not finite: it was then not taken. */
  readonly isFinite: boolean;
}

/**
 * Unadjusted Langevin: **biased**, as nothing corrects the error of the step. One gradient a step.
 *
 * Its law is off by order stepSize^2; for N(0, s^2) the stationary variance is s^2/(1 - stepSize^2/(4 s^2)), exactly, and
 * there is none from stepSize = 2 s on, where the chain explodes. `metropolisAdjustedLangevin` corrects it.
 *
 * *When to use*: to look at the bias, or inside methods that correct it elsewhere.
 *
 * @throws {ArgumentError} for a step size or metric that is not positive
 * @see Roberts and Tweedie, Bernoulli 2 (1996), 341
 */
export function unadjustedLangevin(
  target: GradientTarget,
  { stepSize, inverseMetric }: LangevinOptions,
): Kernel<Float64Array, GradientState, UnadjustedLangevinInfo> {
  const where = 'unadjustedLangevin';
  const { dimension } = requireTarget(where, target, 'gradLogDensity');
  requirePositive(where, 'stepSize', stepSize);
  const metric = requireInverseMetric(where, inverseMetric, dimension);
  const scales = metric.map((m) => stepSize * Math.sqrt(m));
  const drifts = metric.map((m) => 0.5 * stepSize * stepSize * m);
  return {
    init: (position) => startGradient(where, target, position),
    step(state, rng) {
      const position = new Float64Array(dimension);
      for (let j = 0; j < dimension; j++)
        position[j] = state.position[j]! + drifts[j]! * state.gradient[j]! + scales[j]! * rng.normal();
      const gradient = new Float64Array(dimension);
      const logDensity = target.gradLogDensity(position, gradient);
      const isValid = Number.isFinite(logDensity) && isAllFinite(gradient);
      return [isValid ? { position, logDensity, gradient } : { ...state }, { isFinite: isValid }];
    },
  };
}
