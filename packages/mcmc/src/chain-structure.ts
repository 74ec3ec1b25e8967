/** Which states of a chain reach which, and how often it can come back: what balance alone does not say. */
import { ArgumentError, requireCount } from '@yuragi/prob-core/errors';
import { type FiniteChain, requireChain } from './finite-chain.ts';

/** States that all reach one another. */
export interface CommunicatingClass {
  /** Ascending. */
  readonly states: Int32Array;
  /** No way out: the chain stays once it is here. A class that is not closed is left for ever at some time. */
  readonly isClosed: boolean;
  /** Greatest common divisor of the lengths of all ways back; 0 for a state that is never seen again. */
  readonly period: number;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/** Steps of the shortest way from `start` to each state; -1 where there is none. */
function distancesFrom({ numStates: n, transition: w }: FiniteChain, start: number): Int32Array {
  const distance = new Int32Array(n).fill(-1);
  const queue = [start];
  distance[start] = 0;
  for (const from of queue)
    for (let to = 0; to < n; to++)
      if (w[to * n + from]! > 0 && distance[to]! < 0) {
        distance[to] = distance[from]! + 1;
        queue.push(to);
      }
  return distance;
}

/** States from which `target` can be reached. */
export function statesReaching({ numStates: n, transition: w }: FiniteChain, targets: Iterable<number>): Uint8Array {
  const isReaching = new Uint8Array(n);
  const queue = [...targets];
  for (const target of queue) isReaching[target] = 1;
  for (const to of queue)
    for (let from = 0; from < n; from++)
      if (w[to * n + from]! > 0 && isReaching[from] === 0) {
        isReaching[from] = 1;
        queue.push(from);
      }
  return isReaching;
}

/**
 * The communicating classes of a chain, ordered by their first states.
 *
 * A chain converges to one law from every start if and only if exactly one class is closed, and its period is 1. Balance
 * and conservation are not enough: W = 1 has n closed classes, the directed cycle has period n, and both conserve and
 * balance the uniform law. Every entry above 0 counts as a way, however small. O(n^2) a class.
 *
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { communicatingClasses, finiteChain } from '@yuragi/mcmc';
 * const swap = finiteChain(toNdarray(Float64Array.of(0, 1, 1, 0), [2, 2]));
 * communicatingClasses(swap).map(({ isClosed, period }) => [isClosed, period]); // => [[true, 2]]
 * ```
 */
export function communicatingClasses(chain: FiniteChain): readonly CommunicatingClass[] {
  const { numStates: n, transition: w } = requireChain('communicatingClasses', chain);
  const isDone = new Uint8Array(n);
  const classes: CommunicatingClass[] = [];
  for (let start = 0; start < n; start++) {
    if (isDone[start] === 1) continue;
    const distance = distancesFrom(chain, start);
    const isReaching = statesReaching(chain, [start]);
    const states: number[] = [];
    for (let x = start; x < n; x++) if (distance[x]! >= 0 && isReaching[x] === 1) states.push(x);
    for (const x of states) isDone[x] = 1;
    // Each way x -> y of the class closes cycles whose lengths differ from the tree's by distance(x) + 1 - distance(y).
    let period = 0;
    for (const from of states)
      for (const to of states)
        if (w[to * n + from]! > 0) period = gcd(period, Math.abs(distance[from]! + 1 - distance[to]!));
    const isClosed = distance.every((steps, x) => steps < 0 || isReaching[x] === 1);
    classes.push({ states: Int32Array.from(states), isClosed, period });
  }
  return classes;
}

/** Every state reaches every other. */
export function isIrreducible(chain: FiniteChain): boolean {
  return communicatingClasses(requireChain('isIrreducible', chain)).length === 1;
}

/** The only class of an irreducible chain. @throws {ArgumentError} */
export function requireIrreducible(where: string, chain: FiniteChain): CommunicatingClass {
  const classes = communicatingClasses(requireChain(where, chain));
  if (classes.length > 1)
    throw new ArgumentError(where, 'chain', 'irreducible (see `communicatingClasses`)', `${classes.length} classes`);
  return classes[0]!;
}

/**
 * The period of an irreducible chain: 1 (aperiodic) if it may come back after any number of steps that is large enough.
 *
 * @throws {ArgumentError} if the chain is reducible: each class has a period of its own
 */
export function period(chain: FiniteChain): number {
  return requireIrreducible('period', chain).period;
}

/** The one closed class of a chain. @throws {ArgumentError} if there are more, for then there is more than one stationary law */
export function onlyClosedClass(where: string, chain: FiniteChain): CommunicatingClass {
  const closed = communicatingClasses(requireChain(where, chain)).filter(({ isClosed }) => isClosed);
  if (closed.length > 1)
    throw new ArgumentError(
      where,
      'chain',
      'a chain with one closed class of states',
      `${closed.length} closed classes, with the states ${closed.map(({ states }) => states[0]).join(', ')} among them`,
    );
  return closed[0]!;
}

/**
 * The stationary law p = W p of a chain with one closed class; zero on the states outside it.
 *
 * By Grassmann, Taksar and Heyman's elimination, which never subtracts: every probability has a small relative error,
 * however small it is. O(n^3).
 *
 * @throws {ArgumentError} if there is more than one closed class, and so more than one stationary law
 * @see Grassmann, Taksar and Heyman, Oper. Res. 33 (1985), 1107
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { finiteChain, stationaryLaw } from '@yuragi/mcmc';
 * const chain = finiteChain(toNdarray(Float64Array.of(0.9, 0.5, 0.1, 0.5), [2, 2]));
 * stationaryLaw(chain)[0]!; // ~> 0.8333333333
 * ```
 */
export function stationaryLaw(chain: FiniteChain): Float64Array {
  const { states } = onlyClosedClass('stationaryLaw', chain);
  const n = states.length;
  /** (from, to), as the elimination is usually written. */
  const rates = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) rates[i * n + j] = chain.transition[states[j]! * chain.numStates + states[i]!]!;
  for (let k = n - 1; k > 0; k--) {
    let out = 0;
    for (let j = 0; j < k; j++) out += rates[k * n + j]!;
    for (let i = 0; i < k; i++) {
      const share = rates[i * n + k]! / out;
      rates[i * n + k] = share;
      for (let j = 0; j < k; j++) rates[i * n + j]! += share * rates[k * n + j]!;
    }
  }
  const weights = new Float64Array(n);
  weights[0] = 1;
  let total = 1;
  for (let k = 1; k < n; k++) {
    for (let i = 0; i < k; i++) weights[k]! += weights[i]! * rates[i * n + k]!;
    total += weights[k]!;
  }
  const law = new Float64Array(chain.numStates);
  for (let k = 0; k < n; k++) law[states[k]!] = weights[k]! / total;
  return law;
}

/** A state of a chain. @throws {ArgumentError} */
export function requireState(where: string, argument: string, state: number, numStates: number): number {
  requireCount(where, argument, state);
  if (state >= numStates) throw new ArgumentError(where, argument, `a state in 0..${numStates - 1}`, state);
  return state;
}
