/**
 * The exact reverse of a chain on the states 0..N-1 (Sohl-Dickstein, Weiss, Maheswaranathan and Ganguli 2015, section 2;
 * their learned kernels stand for it). From the law p_0 and the forward kernels q_t, column stochastic,
 *
 *   p_t = q_t p_{t-1},    R_t(x_{t-1} | x_t) = q_t(x_t | x_{t-1}) p_{t-1}(x_{t-1})/p_t(x_t)
 *
 * R_t carries p_t back to p_{t-1}, and the chain of the R_t has the joint law of the forward paths, so that
 *
 *   p_T(x_T) prod_t R_t(x_{t-1} | x_t)/q_t(x_t | x_{t-1}) = p_0(x_0)    on every path
 *
 * and the evidence lower bound is -entropy(p_0). The q_t and R_t have the same form, but they are not the same kernels.
 */
import { type Rng, requireMatrix, toNdarray } from '@yuragi/prob-core';
import {
  ArgumentError,
  requireCount,
  requireNonNegative,
  requireProbabilities,
  ShapeError,
} from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';

/** A chain from x_T down to x_0. */
export interface ReverseChain {
  readonly numStates: number;
  readonly numSteps: number;
  /** Law of x_T, (N). */
  readonly start: Float64Array;
  /** kernels[t - 1] is p(x_{t-1} | x_t), t = 1..T, (N, N) column stochastic: from column x_t to row x_{t-1}. */
  readonly kernels: readonly NdArray<Float64Array>[];
}

/** The chain that has the law of the forward paths, read backwards. */
export interface ExactReverse extends ReverseChain {
  /** p_0 … p_T, each (N); the last is `start`. */
  readonly laws: readonly Float64Array[];
}

/** What rounding may do to the sum of a column. */
const COLUMN_TOLERANCE = 1e-10;

/** The entries of a column-stochastic matrix, row-major. @throws {ArgumentError} naming the column and its sum */
export function requireTransition(
  where: string,
  argument: string,
  kernel: NdArray<Float64Array>,
  numStates: number,
): Float64Array {
  const { data, rows } = requireMatrix(kernel, where, argument, numStates);
  if (rows !== numStates)
    throw new ShapeError(where, argument, `shape (${numStates}, ${numStates})`, [rows, numStates]);
  for (let from = 0; from < numStates; from++) {
    let sum = 0;
    for (let to = 0; to < numStates; to++)
      sum += requireNonNegative(where, `${argument}[${to},${from}]`, data[to * numStates + from]!);
    if (!(Math.abs(sum - 1) <= COLUMN_TOLERANCE))
      throw new ArgumentError(where, argument, `column stochastic, with column ${from} summing to 1`, sum);
  }
  return data;
}

/** A chain, and not one of its kernels. @throws {ArgumentError} */
export function requireReverseChain(where: string, argument: string, chain: ReverseChain): ReverseChain {
  if (!(chain?.numSteps >= 1 && chain.kernels?.length === chain.numSteps && chain.start?.length === chain.numStates))
    throw new ArgumentError(where, argument, 'a reverse chain (make one with exactReverse)', chain);
  return chain;
}

/** Carries a law one step along a row-major kernel. */
export function applyKernel(kernel: Float64Array, law: Float64Array): Float64Array {
  const n = law.length;
  const out = new Float64Array(n);
  for (let to = 0; to < n; to++) for (let from = 0; from < n; from++) out[to]! += kernel[to * n + from]! * law[from]!;
  return out;
}

/** Bayes' kernel. A state x_t that cannot occur says nothing of x_{t-1}: its column is p_{t-1}. */
function bayes(forward: Float64Array, before: Float64Array, after: Float64Array): NdArray<Float64Array> {
  const n = before.length;
  const kernel = new Float64Array(n * n);
  for (let x = 0; x < n; x++)
    for (let y = 0; y < n; y++)
      kernel[y * n + x] = after[x] === 0 ? before[y]! : (forward[x * n + y]! * before[y]!) / after[x]!;
  return toNdarray(kernel, [n, n]);
}

/**
 * The exact reverse of a finite Markov chain started in a given law: marginals and Bayes' reverse kernels.
 *
 * Exact to rounding. Cost 2 T N^2. For a chain that is the same at every step repeat its matrix:
 * `new Array(T).fill(step)`. From `start` the reverse returns the law of the data; from another law it keeps what the
 * forward chain has not forgotten.
 *
 * @param forward q_1 … q_T, at least one, each (N, N) column stochastic: from column x_{t-1} to row x_t
 * @param law     p_0, (N), sum 1
 * @throws {ArgumentError}, {ShapeError} for a matrix that is not column stochastic (with the sum), or what is no law
 * @see Sohl-Dickstein et al. 2015, eqs. 1 to 5
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { exactReverse } from '@yuragi/diffusion';
 * const flip = toNdarray(Float64Array.of(0.9, 0.1, 0.1, 0.9), [2, 2]);
 * const { laws, kernels } = exactReverse([flip, flip], [0.8, 0.2]);
 * laws[1]![0]!; // ~> 0.7400000
 * kernels[0]!.get(0, 0); // ~> 0.9729730
 * ```
 */
export function exactReverse(forward: readonly NdArray<Float64Array>[], law: ArrayLike<number>): ExactReverse {
  const where = 'exactReverse';
  const data = requireProbabilities(where, 'law', law);
  const numStates = data.length;
  requireCount(where, 'forward.length', forward?.length, 1);
  const laws = [data];
  const kernels: NdArray<Float64Array>[] = [];
  let step = data;
  for (const [i, kernel] of forward.entries()) {
    // A chain that repeats its matrix has it checked once.
    if (i === 0 || kernel !== forward[i - 1]) step = requireTransition(where, `forward[${i}]`, kernel, numStates);
    const after = applyKernel(step, laws[i]!);
    kernels.push(bayes(step, laws[i]!, after));
    laws.push(after);
  }
  return { numStates, numSteps: forward.length, laws, start: laws.at(-1)!, kernels };
}

/** The first state at which the running sum of a column passes u. */
function drawState(u: number, chance: (state: number) => number, numStates: number): number {
  let left = u;
  let last = 0;
  for (let state = 0; state < numStates; state++) {
    const p = chance(state);
    if (left < p) return state;
    left -= p;
    // What rounding leaves of u goes to the last state that can occur.
    if (p > 0) last = state;
  }
  return last;
}

/**
 * Paths of a reverse chain, from x_T down to x_0. Exact; one uniform number a step, N additions each.
 *
 * @returns (numPaths, T + 1) flat: entry t of a path is x_t, so column 0 holds the samples
 * @throws {ArgumentError} for numPaths < 1
 * @example ```ts doctest
 * import { key, stream, toNdarray } from '@yuragi/prob-core';
 * import { exactReverse, sampleReversePaths } from '@yuragi/diffusion';
 * const erase = toNdarray(Float64Array.of(0.5, 0.5, 0.5, 0.5), [2, 2]);
 * const chain = exactReverse([erase], [0, 1]);
 * const paths = sampleReversePaths(chain, stream(key(1)), 3);
 * [paths[0], paths[2], paths[4]]; // => [1, 1, 1]
 * ```
 */
export function sampleReversePaths(chain: ReverseChain, rng: Rng, numPaths: number): Int32Array {
  requireCount('sampleReversePaths', 'numPaths', numPaths, 1);
  const { numStates, numSteps, start, kernels } = requireReverseChain('sampleReversePaths', 'chain', chain);
  const paths = new Int32Array(numPaths * (numSteps + 1));
  for (let at = 0; at < paths.length; at += numSteps + 1) {
    let x = drawState(rng.uniform(), (state) => start[state]!, numStates);
    paths[at + numSteps] = x;
    for (let t = numSteps; t >= 1; t--) {
      const kernel = kernels[t - 1]!;
      const from = x;
      x = drawState(rng.uniform(), (state) => kernel.get(state, from), numStates);
      paths[at + t - 1] = x;
    }
  }
  return paths;
}
