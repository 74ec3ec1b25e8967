/**
 * Breaking detailed balance and keeping balance: a skew flow A, antisymmetric with rows that sum to zero, added to the
 * currents of a process with stationary law pi,
 *
 *   W' = W + A diag(1/pi),   W' pi = W pi + A 1 = W pi.
 *
 * The additive reversibilisation stays as it is. If W is reversible it is W, and no observable has a larger asymptotic
 * variance under W' (Sun, Gomez and Schmidhuber, NIPS 23, 2010, for chains; Hwang, Hwang-Ma and Sheu, Ann. Appl. Probab.
 * 3, 1993, 897, for diffusions). Against any other process it may be larger.
 */
import { requireMatrix, toNdarray } from '@yuragi/prob-core';
import { ArgumentError, requireAllFinite, requireCount, requireFinite, ShapeError } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import { requireIrreducible, requireState, stationaryLaw } from './chain-structure.ts';
import { type FiniteChain, requireChain } from './finite-chain.ts';
import { type FiniteGenerator, isGeneratorLike, requireGenerator, uniformisedChain } from './finite-generator.ts';

/** Of the largest entry: what rounding does to differences of flows. */
const TOLERANCE = 1e-12;
/** Of the old rate: a negative one of this size is rounding, where the flow takes the rate away whole. */
const ROUNDING = 1e-14;

/**
 * The same process with a skew flow: W + A diag(1/pi), pi its stationary law.
 *
 * For a reversible W the asymptotic variance of no observable grows, of chains and of generators. O(n^3), for pi.
 *
 * @param process an irreducible chain or generator, reversible or not
 * @param flow A, (n, n): `flow.get(to, from)` is the probability per step or unit time that flows from `from` to `to`
 *   beyond what flows back, halved; A^T = -A and rows that sum to 0, both to 1e-12 of the largest entry
 * @returns a process of the same kind, with the same stationary law
 * @throws {ShapeError}; {ArgumentError} with the size of what is violated: the symmetric part, the sum of a row, or the
 *   rate that would be negative; or if the process is reducible
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { addSkewFlow, asymptoticVariance, cycleFlow, finiteChain } from '@yuragi/mcmc';
 * const third = 1 / 3;
 * const draws = finiteChain(toNdarray(new Float64Array(9).fill(third), [3, 3])); // independent
 * const turning = addSkewFlow(draws, cycleFlow(3, [0, 1, 2], 1 / 9)); // forward 2/3, stay 1/3, never back
 * asymptoticVariance(draws, [-1, 0, 1]).value; // ~> 0.6666666667
 * asymptoticVariance(turning, [-1, 0, 1]).value; // ~> 0.3333333333
 * ```
 */
export function addSkewFlow(process: FiniteChain, flow: NdArray<Float64Array>): FiniteChain;
export function addSkewFlow(process: FiniteGenerator, flow: NdArray<Float64Array>): FiniteGenerator;
export function addSkewFlow(
  process: FiniteChain | FiniteGenerator,
  flow: NdArray<Float64Array>,
): FiniteChain | FiniteGenerator {
  const where = 'addSkewFlow';
  const isGenerator = isGeneratorLike(process);
  const chain = isGenerator ? uniformisedChain(requireGenerator(where, process)) : requireChain(where, process);
  requireIrreducible(where, chain);
  const n = chain.numStates;
  const a = requireFlow(where, flow, n);
  const law = stationaryLaw(chain);
  const old = isGenerator ? process.rates : chain.transition;
  const entries = old.map((entry, at) => {
    const [to, from] = [Math.floor(at / n), at % n];
    const rate = entry + a[at]! / law[from]!;
    if (to === from || rate >= 0) return rate;
    if (rate < -ROUNDING * entry)
      throw new ArgumentError(
        where,
        `flow[${to}, ${from}]`,
        `>= ${-entry * law[from]!}, the flow that there is (W from ${from} to ${to} would be ${rate})`,
        a[at],
      );
    return 0;
  });
  return isGenerator ? { numStates: n, rates: entries } : { numStates: n, transition: entries };
}

/** A^T = -A and A 1 = 0. @throws {ShapeError}, {ArgumentError} */
function requireFlow(where: string, flow: NdArray<Float64Array>, n: number): Float64Array {
  const { data, rows } = requireMatrix(flow, where, 'flow', n);
  if (rows !== n) throw new ShapeError(where, 'flow', `shape (${n}, ${n})`, [rows, n]);
  const allowed = TOLERANCE * data.reduce((max, entry) => Math.max(max, Math.abs(entry)), 0);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const sum = data[i * n + j]! + data[j * n + i]!;
      if (Math.abs(sum) > allowed)
        throw new ArgumentError(where, 'flow', `antisymmetric (flow[${i}, ${j}] + flow[${j}, ${i}] = 0)`, sum);
    }
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += data[i * n + j]!;
    if (Math.abs(sum) > allowed) throw new ArgumentError(where, `flow[${i}, :]`, 'a row that sums to 0', sum);
  }
  return data;
}

/**
 * The skew flow round a cycle of states: A[next, x] = current, A[x, next] = -current. Every skew flow is a sum of these.
 *
 * @param cycle at least three different states, in the order in which the flow passes them
 * @param current any finite number; negative turns the other way
 * @returns (n, n)
 * @throws {ArgumentError} for fewer states, or one that does not exist or comes twice
 */
export function cycleFlow(numStates: number, cycle: ArrayLike<number>, current: number): NdArray<Float64Array> {
  const where = 'cycleFlow';
  requireCount(where, 'numStates', numStates, 3);
  const states = Array.from(requireAllFinite(where, 'cycle', cycle), (state, i) =>
    requireState(where, `cycle[${i}]`, state, numStates),
  );
  if (states.length < 3 || new Set(states).size < states.length)
    throw new ArgumentError(where, 'cycle', 'at least three different states', cycle);
  requireFinite(where, 'current', current);
  const flow = new Float64Array(numStates * numStates);
  for (const [i, from] of states.entries()) {
    const to = states[(i + 1) % states.length]!;
    flow[to * numStates + from] = current;
    flow[from * numStates + to] = -current;
  }
  return toNdarray(flow, [numStates, numStates]);
}
