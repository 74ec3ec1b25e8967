/** Schedules as values: beta(s) or Gamma(s) as a function of the progress s in [0, 1], or its levels in order. */
import { ArgumentError, requireFinite, requirePositive } from '@yuragi/prob-core/errors';
import { exp, log } from '@yuragi/prob-core/special';
import { isDense, requireModel, type SpinModel } from './ising.ts';
import { largestField } from './sweep-plan.ts';

/** beta(s) or Gamma(s), s in [0, 1] from the beginning to the end; or its levels in order, each held equally long. */
export type Schedule = ((s: number) => number) | Float64Array;

/**
 * A straight line: from + s (to - from).
 *
 * @throws {ArgumentError} for ends that are not finite
 * @example ```ts doctest
 * import { linearSchedule } from '@yuragi/annealing';
 * linearSchedule(0.5, 2.5)(0.5); // => 1.5
 * ```
 */
export function linearSchedule(from: number, to: number): (s: number) => number {
  requireFinite('linearSchedule', 'from', from);
  requireFinite('linearSchedule', 'to', to);
  return (s) => from + s * (to - from);
}

/**
 * Equal ratios: from (to/from)^s. The usual choice for beta, whose scale is what matters. The same bits on every engine.
 *
 * @throws {ArgumentError} unless both ends are finite and > 0
 * @example ```ts doctest
 * import { geometricSchedule } from '@yuragi/annealing';
 * geometricSchedule(0.1, 10)(0.5); // ~> 1.0000000
 * ```
 */
export function geometricSchedule(from: number, to: number): (s: number) => number {
  requirePositive('geometricSchedule', 'from', from);
  requirePositive('geometricSchedule', 'to', to);
  const rate = log(to / from);
  return (s) => from * exp(s * rate);
}

/**
 * A schedule's values at n steps: function values at s = i/(n-1), or each level of an array n/length times.
 *
 * @throws {ArgumentError} for a value that is not finite or negative, or more levels than steps
 */
export function scheduleLevels(where: string, schedule: Schedule, n: number): Float64Array {
  const numLevels = schedule.length;
  if (typeof schedule !== 'function' && !(numLevels >= 1 && numLevels <= n))
    throw new ArgumentError(where, 'schedule', `a function, or 1 to ${n} levels for ${n} steps`, schedule);
  const levels = Float64Array.from({ length: n }, (_, i) =>
    typeof schedule === 'function' ? schedule(n === 1 ? 1 : i / (n - 1)) : schedule[Math.floor((i * numLevels) / n)]!,
  );
  for (const [i, level] of levels.entries())
    if (!(level >= 0 && level < Infinity))
      throw new ArgumentError(where, `schedule at step ${i} of ${n}`, 'a finite number >= 0', level);
  return levels;
}

/** Excited spins expected at the cold end. */
const EXCITED_SPINS = 0.01;

/**
 * A range of beta that begins hot and ends cold for this model.
 *
 *   hot:   the costliest single flip, 2 max_i (|h_i| + sum_j |J_ij|), is accepted with probability 1/2
 *   cold:  n exp(-beta dE) = 1/100, dE = 2 min of the |J_ij| and |h_i| that are not 0
 *
 * so that at the cold end a hundredth of a spin is expected to stand one smallest step above a minimum. dE is the
 * smallest step that a flip can cost where couplings are alike; sums of unlike couplings may come closer to 0.
 *
 * @returns hot > 0 and cold >= hot, in units of 1/energy; (1, 1) for a model without couplings and fields
 * @throws {ShapeError}, {ArgumentError} for a model whose arrays do not fit together
 * @example ```ts doctest
 * import { betaRange } from '@yuragi/annealing';
 * import { isingModel } from '@yuragi/mcmc';
 * const { hot, cold } = betaRange(isingModel({ numSpins: 100, bonds: [], fields: new Float64Array(100).fill(1) }));
 * hot; // ~> 0.346574
 * cold; // ~> 4.605170
 * ```
 */
export function betaRange(model: SpinModel): { readonly hot: number; readonly cold: number } {
  requireModel('betaRange', model);
  return rangeOf(model);
}

/** `betaRange` of a model that has been checked. */
export function rangeOf(model: SpinModel): { readonly hot: number; readonly cold: number } {
  const smallest = Math.min(
    smallestMagnitude(isDense(model) ? model.matrix : model.couplings),
    smallestMagnitude(model.fields),
  );
  if (smallest === Infinity) return { hot: 1, cold: 1 };
  const hot = Math.LN2 / (2 * largestField(model));
  return { hot, cold: Math.max(hot, log(model.numSpins / EXCITED_SPINS) / (2 * smallest)) };
}

/** Of the numbers that are not 0; Infinity if there are none. */
function smallestMagnitude(values: Float64Array): number {
  let smallest = Infinity;
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i]!);
    if (magnitude !== 0 && magnitude < smallest) smallest = magnitude;
  }
  return smallest;
}
