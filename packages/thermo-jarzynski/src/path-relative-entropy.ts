/**
 * One ledger for everything that compares two laws of paths x_0 ... x_T: forward, by kernels F_t from a start p_0, and
 * backward, by kernels B_t from an end b_T, which may be unnormalised. With
 *
 *   log w = log b_T(x_T) + sum_t log B_t(x_{t-1} | x_t) - log p_0(x_0) - sum_t log F_t(x_t | x_{t-1})
 *
 * Jensen's inequality says <log w> <= log <w>, means over forward paths, and the gap is what the forward paths dissipate.
 * With Bayes' reverse F^_t(x | y) = F_t(y | x) p_{t-1}(x)/p_t(y) of the forward kernels, all of it adds up step by step:
 *
 *   D(forward || backward) = D(p_T || b_T) + sum_t E_{p_t(y)} D(F^_t(. | y) || B_t(. | y)),   b_T normalised
 *
 * | here            | driven system                              | annealed importance sampling | diffusion model              |
 * | --------------- | ------------------------------------------ | ---------------------------- | ---------------------------- |
 * | p_0             | equilibrium at the first parameter         | reference, normalised        | all mass at the data x_0     |
 * | F_t             | dynamics at parameter t                    | kernel that keeps p_t        | noising q(x_t given x_{t-1}) |
 * | B_t             | its dual (itself under detailed balance)   | its dual                     | model p(x_{t-1} given x_t)   |
 * | b_T             | exp(-E_T)                                  | target, unnormalised         | p(x_T)                       |
 * | -<log w>        | mean work <W> - F_0                        | minus the lower bound        | minus the ELBO at x_0        |
 * | -log <w>        | F_T - F_0                                  | -log Z                       | -log p(x_0)                  |
 * | gap             | dissipated work                            | gap of the bound             | gap of the ELBO              |
 * | D(p_T || b_T)   | lag left at the end                        | the same                     | L_T                          |
 * | step t          | irreversibility of step t                  | the same                     | L_{t-1}                      |
 */
import { relativeEntropy } from '@yuragi/kl-info';
import { requireMatrix } from '@yuragi/prob-core';
import { ArgumentError, requireCount, requireLength, requireProbabilities } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';

/** One step there and back between two finite sets of states, both matrices column stochastic. */
export interface KernelPair {
  /** F(y | x), (states after, states before): from column x to row y. */
  readonly forward: NdArray<Float64Array>;
  /** B(x | y), (states before, states after): from column y to row x. */
  readonly backward: NdArray<Float64Array>;
}

/** The two laws of paths that are compared. */
export interface PathLaws {
  /** p_0, the law in which forward paths begin; all its mass on one state for the bound at that state. */
  readonly start: ArrayLike<number>;
  /** Steps t = 1..T. */
  readonly steps: readonly KernelPair[];
  /** log b_T, nats, in which backward paths begin; it need not be normalised, and -Infinity is a weight of zero. */
  readonly logEnd: ArrayLike<number>;
}

/** What the paths cost, nats. Infinity where forward paths reach what backward paths cannot. */
export interface PathRelativeEntropy {
  /** D(forward || backward), b_T normalised: atEnd plus the sum over perStep. */
  readonly relativeEntropy: number;
  /** D(p_T || b_T), b_T normalised. */
  readonly atEnd: number;
  /** (T), each >= 0: E_{p_t} D(Bayes' reverse of F_t || B_t) at index t - 1. */
  readonly perStep: Float64Array;
  /** <log w> over forward paths: minus the mean work, the evidence lower bound. */
  readonly meanLogWeight: number;
  /** log <w>: minus the free energy difference, the log-evidence. */
  readonly logMeanWeight: number;
  /** logMeanWeight - meanLogWeight >= 0: D(forward || backward) with backward paths that no forward path takes left out. */
  readonly dissipation: number;
  /** p_T, where the forward paths arrive. */
  readonly arrival: Float64Array;
}

/** Of column sums, relative to 1. */
const TOLERANCE = 1e-9;

/**
 * Exact relative entropy of two path laws on finite sets, with its share per step, the mean log-weight and the log-mean
 * weight: the second law, the bound of annealed importance sampling and the evidence lower bound of a diffusion model in
 * one call.
 *
 *   dissipation = log <w> - <log w> >= 0
 *
 * No paths are listed: everything is a sum over marginals. Each step's share is a sum of terms >= 0, so that small
 * dissipations keep their digits. The header of the source file has the dictionary between the fields. Two cures of lag
 * can be read off it: slower drives have smaller steps, so less dissipation; and log <w> is right at any speed. Cost:
 * four passes over the two matrices of each step.
 *
 * *Gotchas.* log <w> is over forward paths: backward paths that no forward path takes are not in it, as importance sampling
 * would miss them without a sign.
 *
 * @throws {ArgumentError} for a start that is no law, kernels that are not column stochastic, naming the column and its
 *   sum, or an end without mass; {ShapeError} where the sizes of neighbours differ
 * @see Kawai, Parrondo and Van den Broeck, Phys. Rev. Lett. 98 (2007), 080602; Crooks, Phys. Rev. E 60 (1999), 2721;
 *   Sohl-Dickstein et al. 2015, eqs. 10 to 14
 * @example (A fair coin becomes one that shows heads three times in four, at once: the work is dissipated) ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { pathRelativeEntropy } from '@yuragi/thermo-jarzynski';
 * const redraw = toNdarray(Float64Array.of(0.75, 0.75, 0.25, 0.25), [2, 2]);
 * const ledger = pathRelativeEntropy({
 *   start: [0.5, 0.5],
 *   steps: [{ forward: redraw, backward: redraw }],
 *   logEnd: [Math.log(3), 0],
 * });
 * ledger.logMeanWeight; // ~> 1.3862944
 * ledger.meanLogWeight; // ~> 1.2424533
 * ledger.dissipation; // ~> 0.1438410
 * ```
 */
export function pathRelativeEntropy(laws: PathLaws): PathRelativeEntropy {
  const where = 'pathRelativeEntropy';
  const { start, steps, logEnd } = laws ?? ({} as PathLaws);
  requireCount(where, 'steps.length', steps?.length);
  const initial = requireProbabilities(where, 'start', start);
  const kernels: { readonly forward: Float64Array; readonly backward: Float64Array }[] = [];
  const marginals = [initial];
  const perStep = new Float64Array(steps.length);
  for (const [t, pair] of steps.entries()) {
    const before = marginals[t]!;
    const forward = requireStochastic(where, `steps[${t}].forward`, pair?.forward, before.length);
    const size = forward.length / before.length;
    const backward = requireStochastic(where, `steps[${t}].backward`, pair.backward, size);
    requireLength(where, `steps[${t}].backward`, backward, forward.length);
    const after = new Float64Array(size);
    for (let y = 0; y < size; y++)
      for (let x = 0; x < before.length; x++) after[y]! += forward[y * before.length + x]! * before[x]!;
    perStep[t] = reverseGap(before, after, forward, backward);
    kernels.push({ forward, backward });
    marginals.push(after);
  }
  const arrival = marginals.at(-1)!;
  const { law: end, logMass } = normalised(where, logEnd, arrival.length);
  const atEnd = relativeEntropy(arrival, end);
  const total = perStep.reduce((sum, term) => sum + term, atEnd);
  const meanLogWeight = logMass - total;
  const logReached = logReachedMass(marginals, kernels, end);
  return {
    relativeEntropy: total,
    atEnd,
    perStep,
    meanLogWeight,
    logMeanWeight: logMass + logReached,
    dissipation: total === Infinity ? Infinity : total + logReached,
    arrival,
  };
}

/** A copy with columns that sum to 1 to rounding. @throws {ArgumentError} unless they did to 1e-9, with entries >= 0 */
function requireStochastic(
  where: string,
  argument: string,
  matrix: NdArray<Float64Array>,
  columns: number,
): Float64Array {
  const { data, rows } = requireMatrix(matrix, where, argument, columns);
  const own = data.slice();
  for (let x = 0; x < columns; x++) {
    let sum = 0;
    for (let y = 0; y < rows; y++) {
      const entry = data[y * columns + x]!;
      if (!(entry >= 0)) throw new ArgumentError(where, `${argument}[${y},${x}]`, 'a number >= 0', entry);
      sum += entry;
    }
    if (!(Math.abs(sum - 1) <= TOLERANCE))
      throw new ArgumentError(where, argument, `a matrix whose column ${x} sums to 1`, sum);
    for (let y = 0; y < rows; y++) own[y * columns + x]! /= sum;
  }
  return own;
}

/** E_{p_t(y)} D(F^(. | y) || B(. | y)): joint laws of the step there and back from the same p_t. */
function reverseGap(before: Float64Array, after: Float64Array, forward: Float64Array, backward: Float64Array): number {
  const there = forward.map((entry, at) => entry * before[at % before.length]!);
  const back = forward.map((_, at) => {
    const [y, x] = [Math.floor(at / before.length), at % before.length];
    return backward[x * after.length + y]! * after[y]!;
  });
  return relativeEntropy(there, back);
}

/** exp(logEnd) as a law, and the logarithm of its mass. */
function normalised(where: string, logEnd: ArrayLike<number>, size: number): { law: Float64Array; logMass: number } {
  requireLength(where, 'logEnd', logEnd, size);
  let largest = -Infinity;
  for (let x = 0; x < size; x++) {
    if (!(logEnd[x]! < Infinity)) throw new ArgumentError(where, `logEnd[${x}]`, 'a number < Infinity', logEnd[x]);
    largest = Math.max(largest, logEnd[x]!);
  }
  if (largest === -Infinity) throw new ArgumentError(where, 'logEnd', 'weights that are not all zero', logEnd);
  const weights = Float64Array.from({ length: size }, (_, x) => Math.exp(logEnd[x]! - largest));
  const mass = weights.reduce((a, b) => a + b);
  return { law: weights.map((weight) => weight / mass), logMass: largest + Math.log(mass) };
}

/** log of the share of backward paths that some forward path takes. */
function logReachedMass(
  laws: readonly Float64Array[],
  kernels: readonly { readonly forward: Float64Array; readonly backward: Float64Array }[],
  end: Float64Array,
): number {
  /** Summed on its own, so that a loss of nothing is 0 and not rounding. */
  let lost = 0;
  let mass = end;
  const keep = (values: Float64Array, isReached: (x: number) => boolean): Float64Array =>
    values.map((value, x) => {
      if (isReached(x)) return value;
      lost += value;
      return 0;
    });
  mass = keep(mass, (x) => laws.at(-1)![x]! > 0);
  for (let t = kernels.length - 1; t >= 0; t--) {
    const { forward, backward } = kernels[t]!;
    const [before, after] = [laws[t]!, mass];
    const next = new Float64Array(before.length);
    for (let y = 0; y < after.length; y++)
      for (let x = 0; x < before.length; x++) {
        const flow = backward[x * after.length + y]! * after[y]!;
        if (forward[y * before.length + x]! > 0 && before[x]! > 0) next[x]! += flow;
        else lost += flow;
      }
    mass = next;
  }
  // Near 1 the loss has the digits, near 0 what is left.
  return lost < 0.5 ? Math.log1p(-lost) : Math.log(mass.reduce((a, b) => a + b));
}
