/** What every kernel on R^d checks where a chain starts, and how it reads a density on its way. */
import {
  ArgumentError,
  requireAllFinite,
  requireCount,
  requireLength,
  requirePositive,
} from '@yuragi/prob-core/errors';
import type { GradientTarget } from '../target.ts';

/** A position and what is known there. */
export interface GradientState {
  /** (d). */
  readonly position: Float64Array;
  /** log p(position), nats. */
  readonly logDensity: number;
  /** Gradient of log p at the position, (d). */
  readonly gradient: Float64Array;
}

/** A target that has the function a kernel calls. @throws {ArgumentError} */
export function requireTarget<T extends object>(where: string, target: T, method: 'logDensity' | 'gradLogDensity'): T {
  const given = (target as Partial<Record<typeof method, unknown>> | undefined)?.[method];
  if (typeof given !== 'function') throw new ArgumentError(where, `target.${method}`, 'a function', given);
  return target;
}

/** @throws {ShapeError}, {ArgumentError} */
export function startPosition(where: string, position: Float64Array, dimension: number): Float64Array {
  return requireAllFinite(where, 'position', requireLength(where, 'position', position, dimension)).slice();
}

/** A chain may not start where the density is zero, infinite or NaN. @throws {ArgumentError} */
export function startDensity(where: string, logDensity: number): number {
  if (!Number.isFinite(logDensity))
    throw new ArgumentError(where, 'position', 'where the log density is a finite number', logDensity);
  return logDensity;
}

/** The state at a start. @throws {ShapeError}, {ArgumentError} */
export function startGradient(where: string, target: GradientTarget, start: Float64Array): GradientState {
  const position = startPosition(where, start, target.dimension);
  const gradient = new Float64Array(target.dimension);
  const logDensity = startDensity(where, target.gradLogDensity(position, gradient));
  requireAllFinite(where, 'gradLogDensity(position)', gradient);
  return { position, logDensity, gradient };
}

/** NaN and +Infinity are no densities; -Infinity is: that of a point that is never visited. */
export const isDensity = (logDensity: number): boolean => logDensity < Infinity;

export function isAllFinite(x: Float64Array): boolean {
  for (let j = 0; j < x.length; j++) if (!Number.isFinite(x[j])) return false;
  return true;
}

/** Default: ones. @throws {ShapeError}, {ArgumentError} */
export function requireInverseMetric(
  where: string,
  inverseMetric: Float64Array | undefined,
  dimension: number,
): Float64Array {
  requireCount(where, 'dimension', dimension, 1);
  if (inverseMetric === undefined) return new Float64Array(dimension).fill(1);
  requireLength(where, 'inverseMetric', inverseMetric, dimension);
  for (let j = 0; j < dimension; j++) requirePositive(where, `inverseMetric[${j}]`, inverseMetric[j]!);
  return inverseMetric.slice();
}
