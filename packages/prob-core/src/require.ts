/**
 * The checks at every package's boundary: each returns its value or throws a typed error that names the function, the
 * argument, what was expected and what came.
 */
import { ArgumentError, ShapeError } from './error-classes.ts';

/** A finite number. @throws {ArgumentError} */
export function requireFinite(where: string, argument: string, value: number): number {
  if (!Number.isFinite(value)) throw new ArgumentError(where, argument, 'a finite number', value);
  return value;
}

/** A finite number > 0. @throws {ArgumentError} */
export function requirePositive(where: string, argument: string, value: number): number {
  if (!(Number.isFinite(value) && value > 0)) throw new ArgumentError(where, argument, 'a finite number > 0', value);
  return value;
}

/** A finite number >= 0. @throws {ArgumentError} */
export function requireNonNegative(where: string, argument: string, value: number): number {
  if (!(Number.isFinite(value) && value >= 0)) throw new ArgumentError(where, argument, 'a finite number >= 0', value);
  return value;
}

/** A safe integer >= minimum. @throws {ArgumentError} */
export function requireCount(where: string, argument: string, value: number, minimum = 0): number {
  if (!Number.isSafeInteger(value) || value < minimum)
    throw new ArgumentError(where, argument, `an integer >= ${minimum}`, value);
  return value;
}

/** A number in [0, 1]. @throws {ArgumentError} */
export function requireProbability(where: string, argument: string, value: number): number {
  if (!(Number.isFinite(value) && value >= 0 && value <= 1))
    throw new ArgumentError(where, argument, 'a number in [0, 1]', value);
  return value;
}

/** One of a set of words. @throws {ArgumentError} */
export function requireOneOf<T extends string>(where: string, argument: string, value: T, allowed: readonly T[]): T {
  if (!allowed.includes(value))
    throw new ArgumentError(where, argument, `one of ${allowed.map((word) => `'${word}'`).join(', ')}`, value);
  return value;
}

/** Something with a length: a number or an object without one would pass every loop over its entries. @throws {ArgumentError} */
export function requireList<A extends ArrayLike<number>>(where: string, argument: string, values: A): A {
  if (typeof values === 'function' || typeof values?.length !== 'number')
    throw new ArgumentError(where, argument, 'a list of numbers', values);
  return values;
}

/** Numbers without NaN or infinities. @throws {ArgumentError} naming the first entry that is not finite */
export function requireAllFinite<A extends ArrayLike<number>>(where: string, argument: string, values: A): A {
  requireList(where, argument, values);
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i])) throw new ArgumentError(where, `${argument}[${i}]`, 'a finite number', values[i]);
  return values;
}

/**
 * Weights as probabilities: non-negative, and summing to one within 1e-9 (rounding is then divided out), or any positive
 * sum if `isNormalised` is false.
 *
 * @throws {ArgumentError}
 */
export function requireProbabilities(
  where: string,
  argument: string,
  weights: ArrayLike<number>,
  { isNormalised = true }: { readonly isNormalised?: boolean } = {},
): Float64Array {
  requireList(where, argument, weights);
  if (weights.length === 0) throw new ArgumentError(where, argument, 'a non-empty list', weights);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += requireNonNegative(where, `${argument}[${i}]`, weights[i]!);
  if (isNormalised ? Math.abs(sum - 1) > 1e-9 : !(sum > 0 && sum < Infinity))
    throw new ArgumentError(
      where,
      argument,
      isNormalised ? 'probabilities that sum to 1' : 'weights with a finite sum > 0',
      weights,
    );
  return Float64Array.from(weights, (weight) => weight / sum);
}

/** A typed array of a given length. @throws {ShapeError} */
export function requireLength<A extends ArrayLike<unknown>>(
  where: string,
  argument: string,
  values: A,
  length: number,
): A {
  if (values?.length !== length) throw new ShapeError(where, argument, `length ${length}`, [values?.length ?? 0]);
  return values;
}
