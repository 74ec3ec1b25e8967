/**
 * Hamiltonian Monte Carlo with trajectories of a fixed number of leapfrog steps:
 *
 *   H(q, p) = -log p(q) + p^T M^-1 p / 2;  p ~ N(0, M), (q', p') = leapfrog(q, p),
 *   accepted with probability min{1, exp(H(q, p) - H(q', p'))}
 *
 * Duane, Kennedy, Pendleton and Roweth, Phys. Lett. B 195 (1987), 216; Neal, in Handbook of Markov Chain Monte Carlo
 * (2011), Section 5.3.2.
 */
import { ArgumentError, requireCount, requireNonNegative, requirePositive } from '@yuragi/prob-core/errors';
import { exp } from '@yuragi/prob-core/special';
import { kineticEnergy, leapfrogInPlace } from './internal/leapfrog.ts';
import {
  type GradientState,
  isAllFinite,
  requireInverseMetric,
  requireTarget,
  startGradient,
} from './internal/start.ts';
import type { Kernel } from './kernel.ts';
import type { MetropolisInfo } from './metropolis-hastings.ts';
import type { GradientTarget } from './target.ts';

/** `isFinite` is false where the trajectory met a density or gradient that is NaN or infinite; a density of 0 is finite. */
export interface HamiltonianInfo extends MetropolisInfo<Float64Array> {
  /** H at the end minus H at the start, nats; Infinity where the trajectory came to a density of 0 or to no number. */
  readonly energyError: number;
  /** The energy error exceeds 1000: the step size is too large for the curvature here, and draws may be biased. */
  readonly isDivergent: boolean;
}

export interface HamiltonianOptions {
  /** Of the leapfrog, in units of time. */
  readonly stepSize: number;
  /** Leapfrog steps a trajectory, >= 1: as many gradients. */
  readonly numSteps: number;
  // Advanced
  /** Diagonal of M^-1, (d): best near the variances of the target. Default: ones. */
  readonly inverseMetric?: Float64Array | undefined;
  /** Each trajectory's step size is uniform within this share of `stepSize`; it breaks resonances. In [0, 1), default 0. */
  readonly jitter?: number | undefined;
}

/** As in Stan: far above what an integrator that follows the surface of constant energy shows. */
const DIVERGENCE_THRESHOLD = 1000;

/**
 * Hamiltonian Monte Carlo on R^d.
 *
 * Leaves p invariant exactly, at any step size, and satisfies detailed balance with it: the leapfrog is reversible and
 * preserves volume. `numSteps` gradients a step.
 *
 * *Gotchas*: a trajectory whose length is near a multiple of a mode's period comes back to its start; `jitter` cures it.
 *
 * @throws {ArgumentError} for a step size or metric that is not positive, `numSteps` < 1, or jitter outside [0, 1)
 * @see Beskos et al., Bernoulli 19 (2013), 1501 (the best acceptance: 0.651 in many dimensions)
 * @example ```ts doctest
 * import { key, stream } from '@yuragi/prob-core';
 * import { hamiltonianMonteCarlo } from '@yuragi/mcmc';
 * const normal = {
 *   dimension: 2,
 *   logDensity: (x: Float64Array) => -0.5 * (x[0]! ** 2 + x[1]! ** 2),
 *   gradLogDensity(x: Float64Array, out: Float64Array) {
 *     out[0] = -x[0]!;
 *     out[1] = -x[1]!;
 *     return this.logDensity(x);
 *   },
 * };
 * const kernel = hamiltonianMonteCarlo(normal, { stepSize: 0.1, numSteps: 10 });
 * const rng = stream(key('hmc'));
 * const [, info] = kernel.step(kernel.init(Float64Array.of(0.5, -1), rng), rng);
 * info.acceptanceProbability > 0.99; // => true
 * ```
 */
export function hamiltonianMonteCarlo(
  target: GradientTarget,
  { stepSize, numSteps, inverseMetric, jitter = 0 }: HamiltonianOptions,
): Kernel<Float64Array, GradientState, HamiltonianInfo> {
  const where = 'hamiltonianMonteCarlo';
  const { dimension } = requireTarget(where, target, 'gradLogDensity');
  requirePositive(where, 'stepSize', stepSize);
  requireCount(where, 'numSteps', numSteps, 1);
  requireNonNegative(where, 'jitter', jitter);
  if (jitter >= 1) throw new ArgumentError(where, 'jitter', 'a number in [0, 1)', jitter);
  const metric = requireInverseMetric(where, inverseMetric, dimension);
  const momentumScales = metric.map((m) => 1 / Math.sqrt(m));
  return {
    init: (position) => startGradient(where, target, position),
    step(state, rng) {
      const momentum = new Float64Array(dimension);
      for (let j = 0; j < dimension; j++) momentum[j] = momentumScales[j]! * rng.normal();
      const size = jitter === 0 ? stepSize : stepSize * (1 + jitter * (2 * rng.uniform() - 1));
      const proposal = state.position.slice();
      const gradient = state.gradient.slice();
      const energy = kineticEnergy(momentum, metric) - state.logDensity;
      const logDensity = leapfrogInPlace(target, size, metric, numSteps, proposal, momentum, gradient);
      const difference = kineticEnergy(momentum, metric) - logDensity - energy;
      const isValid = logDensity === -Infinity || (Number.isFinite(difference) && isAllFinite(gradient));
      const energyError = isValid && logDensity > -Infinity ? difference : Infinity;
      const acceptanceProbability = exp(Math.min(0, -energyError));
      const isAccepted = rng.uniform() < acceptanceProbability;
      return [
        isAccepted ? { position: proposal, logDensity, gradient } : { ...state },
        {
          acceptanceProbability,
          isAccepted,
          isFinite: isValid,
          energyError,
          isDivergent: energyError > DIVERGENCE_THRESHOLD,
          proposal,
        },
      ];
    },
  };
}
