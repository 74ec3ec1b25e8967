/**
 * What a sweep needs to know of a model. With d = s_i (h_i + sum_j J_ij s_j) a flip of spin i changes the energy by 2 d,
 * and is accepted with probability
 *
 *   Metropolis  min(1, exp(-2 beta d)),     heat bath  1/(1 + exp(2 beta d)).
 *
 * d is a multiple of a unit wherever all 2 J_ij and all h_i + sum_j J_ij are, because a flip of s_j changes the field of i by
 * 2 J_ij. Where that unit is a power of two and d a small integer in it, acceptance is a table of 32-bit thresholds.
 */
import type { IsingModel } from '@yuragi/mcmc';
import { exp } from '@yuragi/prob-core/special';
import { isDense, type SpinModel } from './ising.ts';

/** How a spin is updated; either leaves p_beta invariant. */
export type UpdateRule = 'metropolis' | 'heat-bath';

export const updateRules: readonly UpdateRule[] = ['metropolis', 'heat-bath'];

export interface SweepPlan {
  readonly model: SpinModel;
  readonly rule: UpdateRule;
  /** 'integer' is sparse too. */
  readonly kind: 'integer' | 'sparse' | 'dense';
  /** What d is a multiple of; 1 for real numbers. */
  readonly unit: number;
  /** Largest |d| in units; 0 for real numbers, where it is not needed. */
  readonly largest: number;
}

/** The sites that a sweep at one beta may flip: always if d <= lo, never if d > hi. */
export interface Levels {
  readonly lo: number;
  readonly hi: number;
  /** 2 beta unit: exponent per d. */
  readonly rate: number;
}

/** Thresholds are listed for integers up to this. */
const LARGEST_INTEGER = 1023;
/** Units tried. */
const LARGEST_UNIT = 2 ** 10;
const SMALLEST_UNIT = 2 ** -8;
/** exp(-x) is below 2^-32, the resolution of the words, beyond this. */
const CERTAIN = 32 * Math.LN2;

/** Largest |h_i| + sum_j |J_ij|. */
export function largestField(model: SpinModel): number {
  const { numSpins: n, fields } = model;
  const values = isDense(model) ? model.matrix : model.couplings;
  const rowStarts = isDense(model) ? null : model.rowStarts;
  let largest = 0;
  let at = 0;
  for (let i = 0; i < n; i++) {
    let sum = Math.abs(fields[i]!);
    const end = rowStarts === null ? at + n : rowStarts[i + 1]!;
    for (; at < end; at++) sum += Math.abs(values[at]!);
    largest = Math.max(largest, sum);
  }
  return largest;
}

/** Whether all numbers are whole multiples of the unit, a power of two. */
function areMultiples(values: Float64Array, unit: number): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isInteger(values[i]! / unit)) return false;
  return true;
}

/** The largest power of two, of those tried, that every field is a multiple of in every state; undefined if none is. */
function fieldUnit({ numSpins, rowStarts, couplings, fields }: IsingModel): number | undefined {
  const aligned = fields.slice();
  for (let i = 0; i < numSpins; i++)
    for (let at = rowStarts[i]!; at < rowStarts[i + 1]!; at++) aligned[i]! += couplings[at]!;
  for (let unit = LARGEST_UNIT; unit >= SMALLEST_UNIT; unit /= 2)
    if (areMultiples(couplings, unit / 2) && areMultiples(aligned, unit)) return unit;
  return undefined;
}

export function sweepPlan(model: SpinModel, rule: UpdateRule): SweepPlan {
  if (isDense(model)) return { model, rule, kind: 'dense', unit: 1, largest: 0 };
  const unit = fieldUnit(model);
  // In every state a field is at most its bound, so that the integer part of the quotient bounds |d| in units.
  const largest = unit === undefined ? Infinity : Math.floor(largestField(model) / unit);
  return largest <= LARGEST_INTEGER
    ? { model, rule, kind: 'integer', unit: unit!, largest }
    : { model, rule, kind: 'sparse', unit: 1, largest: 0 };
}

/** Probability that a flip with x = 2 beta d is accepted. sweepReal of assembly/sweep.ts has the same operations. */
export function acceptance(rule: UpdateRule, x: number): number {
  const e = exp(-Math.abs(x));
  if (rule === 'metropolis') return x <= 0 ? 1 : e;
  return x > 0 ? e / (1 + e) : 1 / (1 + e);
}

/** The levels of real numbers. */
export function realLevels({ rule }: SweepPlan, beta: number): Levels {
  const hi = CERTAIN / (2 * beta);
  return { lo: rule === 'metropolis' ? 0 : -hi, hi, rate: 2 * beta };
}

/**
 * The levels of integers, and the thresholds of lo + 1 .. hi: a word of 32 bits is below threshold[k] with the acceptance
 * probability of d = lo + 1 + k, rounded to a multiple of 2^-32.
 */
export function integerLevels({ rule, unit, largest }: SweepPlan, beta: number, thresholds: Uint32Array): Levels {
  const rate = 2 * beta * unit;
  let lo = rule === 'metropolis' ? 0 : -largest - 1;
  let hi = lo;
  for (let d = lo + 1; d <= largest; d++) {
    const threshold = Math.round(2 ** 32 * acceptance(rule, rate * d));
    if (threshold === 0) break;
    hi = d;
    if (threshold === 2 ** 32) lo = d;
    else thresholds[d - lo - 1] = threshold;
  }
  return { lo, hi, rate };
}
