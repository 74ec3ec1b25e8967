/** What a chain's averages are worth, and how long it takes to get somewhere: linear systems in its matrix. */
import { ArgumentError } from '@yuragi/prob-core/errors';
import { requireState, statesReaching, stationaryLaw } from './chain-structure.ts';
import { type FiniteChain, requireChain, requireObservable } from './finite-chain.ts';
import { type FiniteGenerator, isGeneratorLike, requireGenerator, uniformisedChain } from './finite-generator.ts';
import { solveInPlace } from './internal/solve.ts';

/** What a mean along a chain or a process is worth. */
export interface AsymptoticVariance {
  /** lim T Var((1/T) sum_t f(X_t)), in squared units of f; with an integral for the sum, and times its unit, in continuous time. */
  readonly value: number;
  /** Of f under the stationary law: what independent draws would give. */
  readonly variance: number;
  /** value/variance: steps, or time, worth one independent draw. NaN where f is constant. */
  readonly integratedAutocorrelationTime: number;
}

/**
 * The asymptotic variance of time averages of f along a chain or a process with one closed class:
 *
 *   chain      sigma^2 = 2 <f0, h>_p - <f0, f0>_p,   (1 - W^T) h = f0 = f - <f>_p
 *   generator  sigma^2 = 2 <f0, h>_p,                    -W^T h = f0
 *
 * h, the solution of Poisson's equation, is the fundamental matrix (1 - W^T + 1 p^T)^-1 applied to f0. Also for periodic
 * chains, whose averages converge though their laws do not. A dense solve, n^3; relative error about eps times the
 * relaxation time. The value of the chain 1 + W is that of the generator W less the variance.
 *
 * @param f (n)
 * @throws {ShapeError}, {ArgumentError} for f, or if more than one class is closed
 * @see Kemeny and Snell, Finite Markov Chains (1960), Section 4.6
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { asymptoticVariance, finiteChain } from '@yuragi/mcmc';
 * const chain = finiteChain(toNdarray(Float64Array.of(0.9, 0.1, 0.1, 0.9), [2, 2]));
 * asymptoticVariance(chain, [1, -1]).value; // ~> 9.0000000
 * ```
 */
export function asymptoticVariance(process: FiniteChain | FiniteGenerator, f: ArrayLike<number>): AsymptoticVariance {
  const where = 'asymptoticVariance';
  const isGenerator = isGeneratorLike(process);
  const chain = isGenerator ? uniformisedChain(requireGenerator(where, process)) : requireChain(where, process);
  const n = chain.numStates;
  const w = isGenerator ? process.rates : chain.transition;
  const p = stationaryLaw(chain);
  const centred = requireObservable(where, f, n);
  const mean = centred.reduce((sum, value, x) => sum + p[x]! * value, 0);
  for (let x = 0; x < n; x++) centred[x]! -= mean;

  const system = new Float64Array(n * n);
  const stay = isGenerator ? 0 : 1;
  for (let from = 0; from < n; from++)
    for (let to = 0; to < n; to++) system[from * n + to] = (from === to ? stay : 0) - w[to * n + from]! + p[to]!;
  const h = centred.slice();
  if (!solveInPlace(system, h))
    throw new ArgumentError(
      where,
      isGenerator ? 'generator' : 'chain',
      'a chain that leaves its classes at a rate above rounding',
      w,
    );
  let value = 0;
  let variance = 0;
  for (let x = 0; x < n; x++) {
    value += p[x]! * centred[x]! * (2 * h[x]! - stay * centred[x]!);
    variance += p[x]! * centred[x]! ** 2;
  }
  return { value, variance, integratedAutocorrelationTime: value / variance };
}

/**
 * Expected number of steps to a set of states, from each state; 0 on the set, Infinity where the chain may miss it for
 * ever.
 *
 * Solves t(x') = 1 + sum_x w(x|x') t(x) off the set. A dense solve, n^3. Also Infinity where the system is singular to
 * rounding: the times are then beyond 1/eps or so.
 *
 * @param targets at least one state
 * @returns (n)
 * @throws {ArgumentError} for an empty set or a state that does not exist
 */
export function hittingTimes(chain: FiniteChain, targets: ArrayLike<number>): Float64Array {
  const { numStates: n, transition: w } = requireChain('hittingTimes', chain);
  const where = 'hittingTimes';
  if (targets.length === 0) throw new ArgumentError(where, 'targets', 'a non-empty list of states', targets);
  const isTarget = new Uint8Array(n);
  for (let i = 0; i < targets.length; i++) isTarget[requireState(where, `targets[${i}]`, targets[i]!, n)] = 1;

  // The same chain, stopped at the targets: what cannot reach them then, or can reach such a state, may miss them.
  const stopped = w.slice();
  for (let from = 0; from < n; from++)
    if (isTarget[from] === 1) for (let to = 0; to < n; to++) stopped[to * n + from] = to === from ? 1 : 0;
  const stoppedChain = { numStates: n, transition: stopped };
  const all = Array.from({ length: n }, (_, x) => x);
  const canReach = statesReaching(
    stoppedChain,
    all.filter((x) => isTarget[x] === 1),
  );
  const mayMiss = statesReaching(
    stoppedChain,
    all.filter((x) => canReach[x] === 0),
  );

  const times = new Float64Array(n);
  const open = all.filter((x) => isTarget[x] === 0 && mayMiss[x] === 0);
  const size = open.length;
  const system = new Float64Array(size * size);
  for (const [i, from] of open.entries()) {
    for (const [j, to] of open.entries()) if (i !== j) system[i * size + j] = -w[to * n + from]!;
    // 1 - w(from|from) as a sum: a subtraction would lose small rates.
    for (const to of all) if (to !== from) system[i * size + i]! += w[to * n + from]!;
  }
  const solution = new Float64Array(size).fill(1);
  if (!solveInPlace(system, solution)) solution.fill(Infinity);
  for (const [i, x] of open.entries()) times[x] = solution[i]!;
  for (const x of all) if (mayMiss[x] === 1) times[x] = Infinity;
  return times;
}

/** Expected steps from a to b and back. @throws {ArgumentError} for a state that does not exist */
export function commuteTime(chain: FiniteChain, a: number, b: number): number {
  requireState('commuteTime', 'a', a, requireChain('commuteTime', chain).numStates);
  requireState('commuteTime', 'b', b, chain.numStates);
  return hittingTimes(chain, [b])[a]! + hittingTimes(chain, [a])[b]!;
}
