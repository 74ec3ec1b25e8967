/**
 * The diffusion model of a matrix algebra: channels carry a data state to noise,
 *
 *   rho_t = L_t(rho_{t-1}),   t = 1..T
 *
 * and every step is reversed by the Petz map whose prior is the state from before it,
 *
 *   R_t(X) = rho_{t-1}^(1/2) L_t*(rho_t^(-1/2) X rho_t^(-1/2)) rho_{t-1}^(1/2),   R_t(rho_t) = rho_{t-1}
 *
 * (Petz, Quart. J. Math. 39 (1988), 97; of the invariant state, Crooks 2008, arXiv:0706.3749). Petz maps compose: R_1 ... R_T
 * is the one Petz map of L_T ... L_1 with prior rho_0. On diagonal states and channels of Markov kernels it is the chain of
 * Bayes' kernels, `exactReverse`. A channel has no joint state, so that the chain promises the states rho_t alone: path weights
 * need a scheme of measurements.
 */
import { ArgumentError } from '@yuragi/prob-core/errors';
import { applyChannel, type Channel, type ComplexMatrix, petzMap, requireState } from '@yuragi/prob-core/quantum';

export interface PetzChainOptions {
  /** rho_0: Hermitian, >= 0, trace 1. */
  readonly dataState: ComplexMatrix;
  /** L_1..L_T, in the order in which they act; of a semigroup T times the same step. */
  readonly channels: readonly Channel[];
}

/** Forward states, and the way back. */
export interface PetzChain {
  /** rho_0..rho_T. */
  readonly states: readonly ComplexMatrix[];
  /** R_1..R_T: `reverseChannels[t - 1]` leads from time t to t - 1. */
  readonly reverseChannels: readonly Channel[];
  /**
   * Where the reverse chain takes a state of time T: X_0..X_T with X_T = `state` and X_{t-1} = R_t(X_t).
   *
   * @throws {ArgumentError} if it is no state, or lies off the support of rho_T, with the size
   */
  returnFrom(state: ComplexMatrix): readonly ComplexMatrix[];
}

/**
 * The forward chain of a data state under channels and its reverse by Petz maps.
 *
 * Exact: from rho_T it returns rho_0 to rounding, amplified by the condition numbers of the rho_t on their supports. From
 * another state, as an invariant one, it ends no farther from rho_0 in trace norm than it began from rho_T: channels
 * contract. T Petz maps, each of five Hermitian eigenproblems.
 *
 * @throws {ArgumentError} if `dataState` is no state, with the size of the violation, or without channels; {ShapeError} if
 * the dimensions do not fit
 * @example (A qubit through 30 steps of depolarising noise and back) ```ts doctest
 * import { complexMatrix, depolarising, semigroupChannel } from '@yuragi/prob-core/quantum';
 * import { petzChain } from '@yuragi/diffusion/quantum';
 * const dataState = complexMatrix(2, 2, [0.7, 0.2, 0.2, 0.3], [0, 0.1, -0.1, 0]);
 * const channels = new Array(30).fill(semigroupChannel(depolarising(), 0.1));
 * const { states, returnFrom } = petzChain({ dataState, channels });
 * states[30]!.real[0]!; // ~> 0.5099574
 * returnFrom(states[30]!)[0]!.real[0]!; // ~> 0.70000000
 * ```
 */
export function petzChain(options: PetzChainOptions): PetzChain {
  const where = 'petzChain';
  const { dataState, channels } = options ?? ({} as PetzChainOptions);
  if (!(channels?.length > 0)) throw new ArgumentError(where, 'channels', 'a non-empty list of channels', channels);
  const states = [requireState(where, 'dataState', dataState)];
  for (const channel of channels) states.push(applyChannel(channel, states.at(-1)!));
  const reverseChannels = channels.map((channel, k) => petzMap(channel, states[k]!));
  return {
    states,
    reverseChannels,
    returnFrom(state) {
      const path = [requireState('returnFrom', 'state', state)];
      for (const channel of reverseChannels.toReversed()) path.unshift(applyChannel(channel, path[0]!));
      return path;
    },
  };
}
