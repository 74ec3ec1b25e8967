/**
 * Two complementary probabilities P + Q = 1 held as the logarithm of one of them, from which both and both logarithms
 * follow without cancellation; and Newton's method on them.
 */
import { type DoubleDouble, exponential, logarithm, subtract, twoSum } from './double-double.ts';

export interface Tail {
  /** Whether `log` is that of the lower tail P. */
  readonly isLower: boolean;
  readonly log: DoubleDouble;
}

/** P or Q. */
export function probabilityOf({ isLower, log }: Tail, ofLower: boolean): number {
  return isLower === ofLower ? exponential(log) : 0 - Math.expm1(log.high);
}

/** log P or log Q. */
export function logProbabilityOf({ isLower, log }: Tail, ofLower: boolean): number {
  if (isLower === ofLower) return log.high;
  return log.high > -Math.LN2 ? Math.log(-Math.expm1(log.high)) : Math.log1p(0 - exponential(log));
}

/** log P and log Q of a quantile's argument. */
export interface Target {
  readonly lower: DoubleDouble;
  readonly upper: DoubleDouble;
}

/** `probability` in (0, 1) is P, or Q. */
export function targetOf(probability: number, isLower: boolean): Target {
  const log = logarithm({ high: probability, low: 0 });
  const logComplement = logarithm(twoSum(1, -probability));
  return isLower ? { lower: log, upper: logComplement } : { lower: logComplement, upper: log };
}

/**
 * Newton's step for log P(u) = log p, or log Q(u) = log q: whichever the tail holds.
 *
 * Where the density in u is log-concave so are both tails, and Newton's method converges from anywhere: after at most one
 * step it approaches from one side.
 *
 * @param logDensity of u
 */
export function newtonStep(tail: Tail, target: Target, logDensity: number): number {
  const residual = subtract(tail.isLower ? target.lower : target.upper, tail.log).high;
  const step = residual * Math.exp(tail.log.high - logDensity);
  return tail.isLower ? step : -step;
}
