/**
 * Step sizes by dual averaging (Nesterov 2009, in the form of Hoffman and Gelman, J. Mach. Learn. Res. 15 (2014), 1593,
 * Eq. 6 and Algorithm 5): with a_t the acceptance probability of step t and delta the one wanted,
 *
 *   H_t = (1 - 1/(t + t0)) H_{t-1} + (delta - a_t)/(t + t0)
 *   log e_t = mu - sqrt(t)/gamma H_t,   log ebar_t = t^-kappa log e_t + (1 - t^-kappa) log ebar_{t-1}
 *
 * with mu = log(10 e_0), gamma = 0.05, t0 = 10, kappa = 0.75. During warm-up e_t is used, after it ebar.
 */
import { ArgumentError, requirePositive } from '@yuragi/prob-core/errors';
import { exp, log } from '@yuragi/prob-core/special';

/** Plain data. */
export interface DualAveragingState {
  /** t: steps seen since the start. */
  readonly count: number;
  /** mu. */
  readonly logCentre: number;
  /** H_t. */
  readonly error: number;
  /** log e_t, for the next step of the warm-up. */
  readonly logStepSize: number;
  /** log ebar_t, for afterwards. */
  readonly logAverage: number;
}

/** The search for a step size of wanted acceptance, a step at a time. */
export interface DualAveraging {
  /** @throws {ArgumentError} unless stepSize > 0 */
  init(stepSize: number): DualAveragingState;
  /** After a step with this acceptance probability. */
  step(state: DualAveragingState, acceptanceProbability: number): DualAveragingState;
}

const GAMMA = 0.05;
/** mu is the logarithm of this many times e_0. */
const REACH = 10;
const T0 = 10;
const KAPPA = 0.75;

/**
 * Dual averaging towards a mean acceptance probability.
 *
 * The mean of the acceptance probabilities converges to `targetAcceptance` if it falls with the step size. What it does
 * to the law of the chain is not corrected: use it in warm-up and drop those draws.
 *
 * @param targetAcceptance delta in (0, 1)
 * @throws {ArgumentError}
 * @example ```ts doctest
 * import { dualAveraging } from '@yuragi/mcmc';
 * const adaptation = dualAveraging(0.8);
 * let state = adaptation.init(1);
 * // A kernel that accepts with probability exp(-step size) settles at -log 0.8.
 * for (let t = 0; t < 5000; t++) state = adaptation.step(state, Math.exp(-Math.exp(state.logStepSize)));
 * Math.exp(state.logAverage); // ~> 0.22
 * ```
 */
export function dualAveraging(targetAcceptance: number): DualAveraging {
  return averagingOf(targetAcceptance, GAMMA, REACH);
}

/**
 * Dual averaging that begins within a factor of two or so of its end, to be run last: gamma = 0.5, mu = log e_0.
 *
 * Step t moves log e by sqrt(t)/(gamma (t + t0)) times the error of one acceptance probability. With gamma = 0.05 that
 * is more than 1 for the first 380 steps; where one step says little, as of a random walk, log e then swings by its whole
 * range, and since the mean acceptance is not linear in log e, the mean of log e is not where the acceptance is the one
 * wanted. A tenth of it keeps the swings near 0.2, and still closes half of a gap of a factor of two within ten steps.
 */
export function settling(targetAcceptance: number): DualAveraging {
  return averagingOf(targetAcceptance, 10 * GAMMA, 1);
}

function averagingOf(targetAcceptance: number, gamma: number, reach: number): DualAveraging {
  if (!(targetAcceptance > 0 && targetAcceptance < 1))
    throw new ArgumentError('dualAveraging', 'targetAcceptance', 'a number in (0, 1)', targetAcceptance);
  return {
    init(stepSize) {
      requirePositive('dualAveraging', 'stepSize', stepSize);
      const logStepSize = log(stepSize);
      return { count: 0, logCentre: log(reach * stepSize), error: 0, logStepSize, logAverage: logStepSize };
    },
    step({ count, logCentre, error, logAverage }, acceptanceProbability) {
      const t = count + 1;
      const share = 1 / (t + T0);
      const nextError = (1 - share) * error + share * (targetAcceptance - acceptanceProbability);
      const logStepSize = logCentre - (Math.sqrt(t) / gamma) * nextError;
      const weight = exp(-KAPPA * log(t));
      return {
        count: t,
        logCentre,
        error: nextError,
        logStepSize,
        logAverage: weight * logStepSize + (1 - weight) * logAverage,
      };
    },
  };
}
