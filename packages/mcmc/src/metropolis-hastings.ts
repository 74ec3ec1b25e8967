/**
 * Metropolis and Hastings's algorithm for any proposal (Hastings, Biometrika 57 (1970), 97):
 *
 *   draw x' from c(.|x), accept it with probability min{1, p(x') c(x|x') / (p(x) c(x'|x))}, else stay at x
 *
 * The reverse proposal c(x|x'), from the new point back to the old one, stands on top.
 */
import type { Distribution, Rng } from '@yuragi/prob-core';
import { exp } from '@yuragi/prob-core/special';
import { isDensity, startDensity } from './internal/start.ts';
import type { Kernel } from './kernel.ts';

/** Where a chain stands, and the density there. */
export interface MetropolisState<P> {
  readonly position: P;
  /** log p(position), nats. */
  readonly logDensity: number;
}

/** What one accept-reject step did. */
export interface MetropolisInfo<P> {
  readonly acceptanceProbability: number;
  readonly isAccepted: boolean;
  /** False if the proposal's log density or ratio was NaN or +Infinity: it then counts as a density of zero. */
  readonly isFinite: boolean;
  readonly proposal: P;
}

/** How to propose a point, and how much likelier the way back is than the way there. */
export interface Proposal<P> {
  /** A draw from c(.|from), as a new object. */
  sample(from: P, rng: Rng): P;
  /** log c(from|to) - log c(to|from): the way back over the way there, nats. 0 for a symmetric proposal. */
  logDensityRatio(from: P, to: P): number;
}

/**
 * Metropolis-Hastings with a proposal of your own; positions may be anything that is plain data.
 *
 * Leaves p invariant exactly, and satisfies detailed balance with it. One density a step. Positions are kept, not copied:
 * do not write to them.
 *
 * @param target its log density, up to a constant
 * @example Steps by a random factor, on x > 0
 * ```ts doctest
 * import { key, stream } from '@yuragi/prob-core';
 * import { metropolisHastings } from '@yuragi/mcmc';
 * const exponential = { logDensity: (x: number) => (x > 0 ? -x : -Infinity) };
 * const kernel = metropolisHastings<number>(exponential, {
 *   sample: (from, rng) => from * Math.exp(rng.normal()),
 *   // The density of x' = x e^z carries 1/x': c(x|x')/c(x'|x) = x'/x.
 *   logDensityRatio: (from, to) => Math.log(to / from),
 * });
 * const rng = stream(key('factor'));
 * const [state] = kernel.step(kernel.init(1, rng), rng);
 * state.logDensity === -state.position; // => true
 * ```
 */
export function metropolisHastings<P>(
  target: { logDensity(x: P): number },
  proposal: Proposal<P>,
): Kernel<P, MetropolisState<P>, MetropolisInfo<P>> {
  return {
    init: (position) => ({ position, logDensity: startDensity('metropolisHastings', target.logDensity(position)) }),
    step(state, rng) {
      const candidate = proposal.sample(state.position, rng);
      const candidateDensity = target.logDensity(candidate);
      const logRatio =
        candidateDensity === -Infinity
          ? -Infinity
          : candidateDensity - state.logDensity + proposal.logDensityRatio(state.position, candidate);
      const isValid = isDensity(candidateDensity) && !Number.isNaN(logRatio);
      const acceptanceProbability = isValid ? exp(Math.min(0, logRatio)) : 0;
      const isAccepted = rng.uniform() < acceptanceProbability;
      return [
        isAccepted ? { position: candidate, logDensity: candidateDensity } : { ...state },
        { acceptanceProbability, isAccepted, isFinite: isValid, proposal: candidate },
      ];
    },
  };
}

/**
 * The proposal that does not look at where it stands: c(x'|x) = q(x'). The closer q is to the target the better; its
 * tails must not be lighter than the target's.
 *
 * @see Tierney, Ann. Statist. 22 (1994), 1701
 */
export function independenceProposal<P>(q: Pick<Distribution<P>, 'sample' | 'logDensity'>): Proposal<P> {
  return { sample: (_, rng) => q.sample(rng), logDensityRatio: (from, to) => q.logDensity(from) - q.logDensity(to) };
}
