/**
 * The Metropolis-adjusted Langevin algorithm: the step of `unadjustedLangevin` as a proposal,
 *
 *   c(x'|x) = N(x'; x + (stepSize^2/2) M^-1 grad log p(x), stepSize^2 M^-1),
 *
 * accepted with probability min{1, p(x') c(x|x') / (p(x) c(x'|x))}.
 */
import { requirePositive } from '@yuragi/prob-core/errors';
import { exp } from '@yuragi/prob-core/special';
import {
  type GradientState,
  isAllFinite,
  isDensity,
  requireInverseMetric,
  requireTarget,
  startGradient,
} from './internal/start.ts';
import type { Kernel } from './kernel.ts';
import type { MetropolisInfo } from './metropolis-hastings.ts';
import type { GradientTarget } from './target.ts';
import type { LangevinOptions } from './unadjusted-langevin.ts';

/**
 * Metropolis-adjusted Langevin on R^d.
 *
 * Leaves p invariant exactly, and satisfies detailed balance with it. One gradient a step. It is Hamiltonian Monte Carlo
 * with one leapfrog step.
 *
 * *When to use*: gradients at hand and no wish to choose a trajectory length. About d^(1/3) steps are worth one
 * independent draw of a Gaussian.
 *
 * @throws {ArgumentError} for a step size or metric that is not positive
 * @see Roberts and Rosenthal, J. R. Stat. Soc. B 60 (1998), 255 (the best acceptance: 0.574 in many dimensions)
 */
export function metropolisAdjustedLangevin(
  target: GradientTarget,
  { stepSize, inverseMetric }: LangevinOptions,
): Kernel<Float64Array, GradientState, MetropolisInfo<Float64Array>> {
  const where = 'metropolisAdjustedLangevin';
  const { dimension } = requireTarget(where, target, 'gradLogDensity');
  requirePositive(where, 'stepSize', stepSize);
  const metric = requireInverseMetric(where, inverseMetric, dimension);
  const scales = metric.map((m) => stepSize * Math.sqrt(m));
  const drifts = metric.map((m) => 0.5 * stepSize * stepSize * m);
  return {
    init: (position) => startGradient(where, target, position),
    step(state, rng) {
      const { position: from, gradient: gradientFrom } = state;
      const proposal = new Float64Array(dimension);
      const noise = new Float64Array(dimension);
      for (let j = 0; j < dimension; j++) {
        noise[j] = rng.normal();
        proposal[j] = from[j]! + drifts[j]! * gradientFrom[j]! + scales[j]! * noise[j]!;
      }
      const gradient = new Float64Array(dimension);
      const logDensity = target.gradLogDensity(proposal, gradient);
      const isPossible = logDensity > -Infinity;
      const isValid = isDensity(logDensity) && (!isPossible || isAllFinite(gradient));
      let acceptanceProbability = 0;
      if (isValid && isPossible) {
        // log c(x|x') - log c(x'|x) = (|z|^2 - |z'|^2)/2, z' the noise that would lead back.
        let logRatio = logDensity - state.logDensity;
        for (let j = 0; j < dimension; j++) {
          const back = (from[j]! - proposal[j]! - drifts[j]! * gradient[j]!) / scales[j]!;
          logRatio += 0.5 * (noise[j]! * noise[j]! - back * back);
        }
        acceptanceProbability = exp(Math.min(0, logRatio));
      }
      const isAccepted = rng.uniform() < acceptanceProbability;
      return [
        isAccepted ? { position: proposal, logDensity, gradient } : { ...state },
        { acceptanceProbability, isAccepted, isFinite: isValid, proposal },
      ];
    },
  };
}
