/** What every estimator returns, and the log-mean-exp that all estimators over log-weights share. */
import { ArgumentError } from './error-classes.ts';
import { requireList } from './require.ts';

/** code: stable, kebab-case; message: one sentence with the number that triggered it. */
export interface Warning {
  readonly code: string;
  readonly message: string;
}

/** `standardError` is Infinity where the variance is; no warnings = trustworthy. */
export interface Estimate<D = Readonly<Record<string, number>>> {
  readonly value: number;
  readonly standardError: number;
  readonly diagnostics: D;
  readonly warnings: readonly Warning[];
}

/**
 * log of a sum of exponentials without overflow: m + log sum exp(x_i - m), m = max x_i.
 *
 * @returns -Infinity for no terms, or where all are -Infinity; NaN if any is NaN
 * @throws {ArgumentError} for anything but a list
 * @example ```ts doctest
 * import { logSumExp } from '@yuragi/prob-core';
 * logSumExp([1000, 1000]); // => 1000 + Math.LN2
 * logSumExp([]); // => -Infinity
 * ```
 */
export function logSumExp(values: ArrayLike<number>): number {
  requireList('logSumExp', 'values', values);
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    if (Number.isNaN(x)) return x;
    if (x > max) max = x;
  }
  if (max === -Infinity || max === Infinity) return max;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.exp(values[i]! - max);
  return max + Math.log(sum);
}

/** How many weights a log-mean-exp really rests on. */
export interface WeightDiagnostics {
  /** (sum w)^2 / sum w^2 (Kish). */
  readonly effectiveSampleSize: number;
  /** max w / sum w. */
  readonly maxWeightShare: number;
}

/** Below these a log-mean-exp rests on too few weights for its own standard error to be believed. */
const FEW_EFFECTIVE = 10;
const DOMINANT_SHARE = 0.5;

/**
 * log (1/n) sum exp(logWeights), with its standard error by the delta method: sqrt(var(w)/n)/mean(w).
 *
 * The estimate is biased low by about half its squared standard error; the error bar itself is an estimate that fails
 * silently when few weights carry the sum, which is what the two diagnostics and their warnings are for.
 *
 * @param logWeights nats, (n) with n >= 1; -Infinity is a weight of zero
 * @throws {ArgumentError} for an empty array, NaN or +Infinity
 * @example ```ts doctest
 * import { logMeanExp } from '@yuragi/prob-core';
 * const { value, standardError } = logMeanExp(Float64Array.of(Math.log(1), Math.log(3)));
 * value; // ~> 0.693147
 * standardError; // ~> 0.500
 * ```
 */
export function logMeanExp(logWeights: Float64Array): Estimate<WeightDiagnostics> {
  const n = requireList('logMeanExp', 'logWeights', logWeights).length;
  if (n === 0) throw new ArgumentError('logMeanExp', 'logWeights', 'a non-empty Float64Array', logWeights);
  let max = -Infinity;
  for (let i = 0; i < n; i++) {
    const x = logWeights[i]!;
    if (!(x < Infinity)) throw new ArgumentError('logMeanExp', `logWeights[${i}]`, 'a number < Infinity', x);
    if (x > max) max = x;
  }
  if (max === -Infinity)
    return {
      value: -Infinity,
      standardError: Infinity,
      diagnostics: { effectiveSampleSize: 0, maxWeightShare: Number.NaN },
      warnings: [{ code: 'all-weights-zero', message: `All ${n} weights are zero.` }],
    };

  let sum = 0;
  let sumOfSquares = 0;
  for (let i = 0; i < n; i++) {
    const w = Math.exp(logWeights[i]! - max);
    sum += w;
    sumOfSquares += w * w;
  }
  const mean = sum / n;
  let squaredDeviations = 0;
  for (let i = 0; i < n; i++) squaredDeviations += (Math.exp(logWeights[i]! - max) - mean) ** 2;
  const effectiveSampleSize = (sum * sum) / sumOfSquares;
  const maxWeightShare = 1 / sum;

  const warnings: Warning[] = [];
  if (effectiveSampleSize < FEW_EFFECTIVE)
    warnings.push({
      code: 'low-effective-sample-size',
      message: `The ${n} weights are worth ${effectiveSampleSize.toPrecision(3)} equal ones; the error bar is not reliable below ${FEW_EFFECTIVE}.`,
    });
  if (maxWeightShare > DOMINANT_SHARE)
    warnings.push({
      code: 'one-weight-dominates',
      message: `One weight carries ${(100 * maxWeightShare).toPrecision(3)} % of the sum.`,
    });
  return {
    value: max + Math.log(mean),
    standardError: n === 1 ? Infinity : Math.sqrt(squaredDeviations / (n - 1) / n) / mean,
    diagnostics: { effectiveSampleSize, maxWeightShare },
    warnings,
  };
}
