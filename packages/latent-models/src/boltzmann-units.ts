/**
 * Units of Boltzmann machines: 0/1 or -1/+1. A unit u alone in a field t has the law exp(t u)/Z(t):
 *
 *   0/1:     log Z = log(1 + e^t),    E u = 1/(1 + e^-t)
 *   -1/+1:   log Z = log(2 cosh t),   E u = tanh t,   P(u = +-1) = e^(+-t)/(2 cosh t)
 */
import { ArgumentError } from '@yuragi/prob-core/errors';
import { exp, log } from '@yuragi/prob-core/special';

/** Values of a unit: 0 and 1, or -1 and +1. */
export type UnitKind = 'binary' | 'spin';

export const unitKinds: readonly UnitKind[] = ['binary', 'spin'];

/** The value of a unit that is off. */
export const lowValue = (units: UnitKind): 0 | -1 => (units === 'spin' ? -1 : 0);

/** P(u = 1) in the field t. */
export const unitProbability = (units: UnitKind, t: number): number => 1 / (1 + exp(units === 'spin' ? -2 * t : -t));

/** E u in the field t. */
export const unitMean = (units: UnitKind, t: number): number =>
  units === 'spin' ? 2 * unitProbability(units, t) - 1 : unitProbability(units, t);

/** Factors multiplied before a logarithm is taken; each is in [1, 2], so there is no overflow. */
const FACTORS = 512;

/** sum over i of log Z(t_i), for fields[from..to). */
export function sumLogUnit(units: UnitKind, fields: ArrayLike<number>, from: number, to: number): number {
  const gain = units === 'spin' ? 2 : 1;
  let sum = 0;
  for (let begin = from; begin < to; begin += FACTORS) {
    let product = 1;
    for (let i = begin; i < Math.min(to, begin + FACTORS); i++) {
      const t = fields[i]!;
      // log(1 + e^t) = max(t, 0) + log(1 + e^-|t|);  log(2 cosh t) = |t| + log(1 + e^(-2 |t|)).
      sum += gain === 2 ? Math.abs(t) : Math.max(t, 0);
      product *= 1 + exp(-gain * Math.abs(t));
    }
    sum += log(product);
  }
  return sum;
}

/** Means of data that stand for units: within the two values. @throws {ArgumentError} naming the first outside */
export function requireUnitMeans(where: string, argument: string, units: UnitKind, values: Float64Array): Float64Array {
  const low = lowValue(units);
  for (let i = 0; i < values.length; i++)
    if (!(values[i]! >= low && values[i]! <= 1))
      throw new ArgumentError(where, `${argument}[${i}]`, `a number in [${low}, 1]`, values[i]);
  return values;
}

/** Is every value one of the two? */
export function areStates(units: UnitKind, values: ArrayLike<number>, from: number, to: number): boolean {
  const low = lowValue(units);
  for (let i = from; i < to; i++) if (values[i] !== 1 && values[i] !== low) return false;
  return true;
}
