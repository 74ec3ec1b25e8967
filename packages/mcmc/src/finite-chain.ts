/**
 * Markov chains on the states 0..n-1, as matrices that act on column vectors:
 *
 *   P_{t+1} = W P_t,   W[x, x'] = w(x|x'), the probability of going from x' to x
 *
 * Columns sum to one. Much of the literature writes the transpose, P[x', x], with rows that sum to one.
 */
import { requireMatrix, toNdarray } from '@yuragi/prob-core';
import {
  ArgumentError,
  requireAllFinite,
  requireCount,
  requireLength,
  requireProbabilities,
} from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';

/** A chain whose matrix has been checked. */
export interface FiniteChain {
  readonly numStates: number;
  /** (n, n) row-major: `transition[to * n + from]` = w(to|from). */
  readonly transition: Float64Array;
}

/** The largest fault of a matrix in conserving probability. */
export interface ConservationCheck {
  /** |sum of the column - 1|, or the size of a negative entry, whichever is larger. */
  readonly maxError: number;
  /** The column, that is the state left, where it occurs. */
  readonly worstState: number;
}

/** The largest fault of a law in being stationary. */
export interface BalanceCheck {
  /** |(W p)(x) - p(x)|. */
  readonly maxError: number;
  /** The x where it occurs. */
  readonly worstState: number;
}

/** The largest net current between two states. */
export interface DetailedBalanceCheck {
  /** |w(to|from) p(from) - w(from|to) p(to)|. */
  readonly maxError: number;
  readonly from: number;
  readonly to: number;
}

/** Columns may be this far from one: what rounding does to sums of probabilities. */
const CONSERVATION_TOLERANCE = 1e-12;

function squareMatrix(transition: NdArray<Float64Array>, where: string): FiniteChain {
  const { data, rows: numStates } = requireMatrix(transition, where, 'transition', transition?.shape?.[0]);
  return { numStates, transition: data };
}

/** A chain, and not the matrix that one is made of. @throws {ArgumentError} */
export function requireChain(where: string, chain: FiniteChain, argument = 'chain'): FiniteChain {
  if (chain?.transition?.length !== chain?.numStates ** 2)
    throw new ArgumentError(where, argument, 'a chain (make one with finiteChain)', chain);
  return chain;
}

/** A law on the states of a chain. @throws {ShapeError}, {ArgumentError} */
export function requireLaw(where: string, law: ArrayLike<number>, numStates: number): Float64Array {
  return requireProbabilities(where, 'law', requireLength(where, 'law', law, numStates));
}

/** A real function on the states of a chain. @throws {ShapeError}, {ArgumentError} */
export function requireObservable(where: string, f: ArrayLike<number>, numStates: number): Float64Array {
  return Float64Array.from(requireAllFinite(where, 'f', requireLength(where, 'f', f, numStates)));
}

/**
 * How far a matrix is from conserving probability: sum_x w(x|x') = 1 and w >= 0 in every column x'.
 *
 * @param transition (n, n), columns: the state left
 * @throws {ShapeError} unless square; {ArgumentError} if not finite
 */
export function checkConservation(transition: NdArray<Float64Array>): ConservationCheck {
  const { numStates: n, transition: w } = squareMatrix(transition, 'checkConservation');
  return conservation(w, n);
}

function conservation(w: Float64Array, n: number): ConservationCheck {
  let maxError = 0;
  let worstState = 0;
  for (let from = 0; from < n; from++) {
    let sum = 0;
    let error = 0;
    for (let to = 0; to < n; to++) {
      const entry = w[to * n + from]!;
      sum += entry;
      error = Math.max(error, -entry);
    }
    error = Math.max(error, Math.abs(sum - 1));
    if (error > maxError) {
      maxError = error;
      worstState = from;
    }
  }
  return { maxError, worstState };
}

/**
 * A chain from its transition matrix, with columns that sum to one.
 *
 * @param transition (n, n): `transition.get(to, from)` = w(to|from)
 * @throws {ShapeError} unless square; {ArgumentError} naming the state whose column is not a law to 1e-12
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { evolve, finiteChain } from '@yuragi/mcmc';
 * const chain = finiteChain(toNdarray(Float64Array.of(0.9, 0.5, 0.1, 0.5), [2, 2]));
 * Array.from(evolve(chain, [1, 0], 1)); // => [0.9, 0.1]
 * ```
 */
export function finiteChain(transition: NdArray<Float64Array>): FiniteChain {
  const { numStates: n, transition: w } = squareMatrix(transition, 'finiteChain');
  const { maxError, worstState } = conservation(w, n);
  if (maxError > CONSERVATION_TOLERANCE)
    throw new ArgumentError(
      'finiteChain',
      `transition[:, ${worstState}]`,
      'a column of probabilities that sum to 1 (column = state left)',
      Array.from({ length: n }, (_, to) => w[to * n + worstState]!),
    );
  return { numStates: n, transition: w.slice() };
}

/**
 * Metropolis and Hastings's chain for a law and a proposal, as a matrix:
 *
 *   w(x|x') = c(x|x') min{1, p(x) c(x'|x) / (p(x') c(x|x'))},  x != x'
 *
 * and what is left stays at x'. The reverse proposal stands on top. Satisfies detailed balance with the law exactly in
 * real arithmetic, to rounding here.
 *
 * @param proposal c, a chain
 * @param law p, (n); zeros are never entered
 * @throws {ShapeError}, {ArgumentError} for a bad law
 * @see Hastings, Biometrika 57 (1970), 97, Section 2.1
 */
export function metropolisHastingsChain(proposal: FiniteChain, law: ArrayLike<number>): FiniteChain {
  const { numStates: n, transition: c } = requireChain('metropolisHastingsChain', proposal, 'proposal');
  const p = requireLaw('metropolisHastingsChain', law, n);
  const w = new Float64Array(n * n);
  for (let from = 0; from < n; from++) {
    let stay = 1;
    for (let to = 0; to < n; to++) {
      const forward = c[to * n + from]!;
      if (to === from || forward === 0) continue;
      // From a state of probability 0 every proposal is taken, as if it weighed less than any other.
      const ratio = p[from] === 0 ? 1 : (p[to]! * c[from * n + to]!) / (p[from]! * forward);
      const entry = forward * Math.min(1, ratio);
      w[to * n + from] = entry;
      stay -= entry;
    }
    w[from * n + from] = Math.max(0, stay);
  }
  return { numStates: n, transition: w };
}

/**
 * P_{t+k} = W^k P_t.
 *
 * k n^2 multiply-adds; exact to rounding.
 *
 * @param law P_t, (n)
 * @param numSteps k >= 0
 * @throws {ShapeError}, {ArgumentError}
 */
export function evolve(chain: FiniteChain, law: ArrayLike<number>, numSteps: number): Float64Array {
  const { numStates: n, transition: w } = requireChain('evolve', chain);
  requireCount('evolve', 'numSteps', numSteps);
  let current: Float64Array = requireLaw('evolve', law, n);
  let next: Float64Array = new Float64Array(n);
  for (let step = 0; step < numSteps; step++) {
    for (let to = 0; to < n; to++) {
      let sum = 0;
      for (let from = 0; from < n; from++) sum += w[to * n + from]! * current[from]!;
      next[to] = sum;
    }
    [current, next] = [next, current];
  }
  return current;
}

/**
 * How far a law is from balance, p = W p, which makes it stationary. Balance does not make a chain converge to p: see
 * `communicatingClasses`.
 *
 * @throws {ShapeError}, {ArgumentError} for a bad law
 */
export function checkBalance(chain: FiniteChain, law: ArrayLike<number>): BalanceCheck {
  const p = requireLaw('checkBalance', law, requireChain('checkBalance', chain).numStates);
  const after = evolve(chain, p, 1);
  let maxError = 0;
  let worstState = 0;
  for (let x = 0; x < p.length; x++) {
    const error = Math.abs(after[x]! - p[x]!);
    if (error > maxError) {
      maxError = error;
      worstState = x;
    }
  }
  return { maxError, worstState };
}

/**
 * How far a chain is from detailed balance with a law: w(x|x') p(x') = w(x'|x) p(x) for each pair of states. Sufficient
 * for balance, not necessary.
 *
 * @throws {ShapeError}, {ArgumentError} for a bad law
 */
export function checkDetailedBalance(chain: FiniteChain, law: ArrayLike<number>): DetailedBalanceCheck {
  const { numStates: n, transition: w } = requireChain('checkDetailedBalance', chain);
  const p = requireLaw('checkDetailedBalance', law, n);
  let worst: DetailedBalanceCheck = { maxError: 0, from: 0, to: 0 };
  for (let to = 0; to < n; to++)
    for (let from = 0; from < to; from++) {
      const current = w[to * n + from]! * p[from]! - w[from * n + to]! * p[to]!;
      if (Math.abs(current) > worst.maxError)
        worst = current > 0 ? { maxError: current, from, to } : { maxError: -current, from: to, to: from };
    }
  return worst;
}

/**
 * Net probability per step along each pair of states: J[x, x'] = w(x|x') p(x') - w(x'|x) p(x), from x' to x.
 *
 * Antisymmetric; zero everywhere if and only if detailed balance holds. For a stationary law each row sums to zero: what
 * flows in flows out.
 *
 * @returns (n, n), `get(to, from)`
 * @throws {ShapeError}, {ArgumentError} for a bad law
 */
export function probabilityCurrents(chain: FiniteChain, law: ArrayLike<number>): NdArray<Float64Array> {
  const { numStates: n, transition: w } = requireChain('probabilityCurrents', chain);
  const p = requireLaw('probabilityCurrents', law, n);
  const currents = new Float64Array(n * n);
  for (let to = 0; to < n; to++)
    for (let from = 0; from < n; from++)
      currents[to * n + from] = w[to * n + from]! * p[from]! - w[from * n + to]! * p[to]!;
  return toNdarray(currents, [n, n]);
}

/**
 * The chain seen backwards in time in its stationary law: w*(x|x') = w(x'|x) p(x) / p(x').
 *
 * It is the adjoint of W in the inner product of p, and equal to W if and only if the chain is reversible.
 *
 * @param law stationary, positive everywhere
 * @throws {ShapeError}, {ArgumentError} for a law with zeros or not stationary to 1e-10
 */
export function timeReversal(chain: FiniteChain, law: ArrayLike<number>): FiniteChain {
  const { numStates: n, transition: w } = requireChain('timeReversal', chain);
  const where = 'timeReversal';
  const p = requireLaw(where, law, n);
  const zero = p.indexOf(0);
  if (zero >= 0) throw new ArgumentError(where, `law[${zero}]`, 'a number > 0', 0);
  const { maxError, worstState } = checkBalance(chain, p);
  if (maxError > 1e-10)
    throw new ArgumentError(where, 'law', `stationary; state ${worstState} gains or loses ${maxError}`, law);
  const reversed = new Float64Array(n * n);
  for (let to = 0; to < n; to++)
    for (let from = 0; from < n; from++) reversed[to * n + from] = (w[from * n + to]! * p[to]!) / p[from]!;
  return { numStates: n, transition: reversed };
}

/**
 * The reversible chain with the same symmetric part: (W + W*)/2, W* the `timeReversal`.
 *
 * A skew flow added to a reversible chain leaves it as it was, so a chain is never worse, in the asymptotic variance of
 * any observable, than its own additive reversibilisation.
 *
 * @throws as `timeReversal`
 * @see Fill, Ann. Appl. Probab. 1 (1991), 62
 */
export function additiveReversibilisation(chain: FiniteChain, law: ArrayLike<number>): FiniteChain {
  const { transition } = timeReversal(chain, law);
  return { numStates: chain.numStates, transition: transition.map((w, i) => (w + chain.transition[i]!) / 2) };
}
