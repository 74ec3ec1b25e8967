/**
 * Random-walk Metropolis (Metropolis et al., J. Chem. Phys. 21 (1953), 1087):
 *
 *   x'_j = x_j + stepSize sqrt(m_j) z_j,  z ~ N(0, 1),   accepted with probability min{1, p(x')/p(x)}
 */
import { requirePositive } from '@yuragi/prob-core/errors';
import { exp } from '@yuragi/prob-core/special';
import { isDensity, requireInverseMetric, requireTarget, startDensity, startPosition } from './internal/start.ts';
import type { Kernel } from './kernel.ts';
import type { MetropolisInfo, MetropolisState } from './metropolis-hastings.ts';
import type { Target } from './target.ts';

/** Where a random walk stands, and the density there. */
export type RandomWalkState = MetropolisState<Float64Array>;
/** What one step of a random walk did. */
export type RandomWalkInfo = MetropolisInfo<Float64Array>;

export interface RandomWalkOptions {
  /** Standard deviation of the step where m = 1; about 2.4/sqrt(d) posterior deviations is best for a Gaussian. */
  readonly stepSize: number;
  // Advanced
  /** m, variances to measure steps in, (d). Default: ones. */
  readonly inverseMetric?: Float64Array | undefined;
}

/**
 * Random-walk Metropolis on R^d.
 *
 * Leaves p invariant exactly, and satisfies detailed balance with it. One density a step, no gradient.
 *
 * *When to use*: few dimensions, or no gradient. About d steps are worth one independent draw of a Gaussian.
 *
 * @throws {ArgumentError} for a step size or metric that is not positive
 * @see Roberts, Gelman and Gilks, Ann. Appl. Probab. 7 (1997), 110 (the best acceptance: 0.234 in many dimensions)
 * @example ```ts doctest
 * import { key, stream } from '@yuragi/prob-core';
 * import { randomWalkMetropolis } from '@yuragi/mcmc';
 * const normal = { dimension: 1, logDensity: (x: Float64Array) => -0.5 * x[0]! ** 2 };
 * const kernel = randomWalkMetropolis(normal, { stepSize: 2.4 });
 * const rng = stream(key('walk'));
 * const [state, info] = kernel.step(kernel.init(Float64Array.of(0), rng), rng);
 * info.isAccepted === (state.position[0] !== 0); // => true
 * ```
 */
export function randomWalkMetropolis(
  target: Target,
  { stepSize, inverseMetric }: RandomWalkOptions,
): Kernel<Float64Array, RandomWalkState, RandomWalkInfo> {
  const where = 'randomWalkMetropolis';
  const { dimension } = requireTarget(where, target, 'logDensity');
  requirePositive(where, 'stepSize', stepSize);
  const scales = requireInverseMetric(where, inverseMetric, dimension).map((m) => stepSize * Math.sqrt(m));
  return {
    init(start) {
      const position = startPosition(where, start, dimension);
      return { position, logDensity: startDensity(where, target.logDensity(position)) };
    },
    step(state, rng) {
      const proposal = new Float64Array(dimension);
      for (let j = 0; j < dimension; j++) proposal[j] = state.position[j]! + scales[j]! * rng.normal();
      const proposalDensity = target.logDensity(proposal);
      const isValid = isDensity(proposalDensity);
      const acceptanceProbability = isValid ? exp(Math.min(0, proposalDensity - state.logDensity)) : 0;
      const isAccepted = rng.uniform() < acceptanceProbability;
      return [
        isAccepted ? { position: proposal, logDensity: proposalDensity } : { ...state },
        { acceptanceProbability, isAccepted, isFinite: isValid, proposal },
      ];
    },
  };
}
