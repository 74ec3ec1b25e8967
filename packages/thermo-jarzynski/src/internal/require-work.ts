/** Checks of work values that all estimators share. */
import { ArgumentError, requireOneOf } from '@yuragi/prob-core/errors';
import type { WorkSamples } from '../work-samples.ts';

const directions = ['forward', 'reverse'] as const;

/** Work values, at least `minimum` of them, each > -Infinity. @throws {ArgumentError} */
export function requireWork(where: string, argument: string, samples: WorkSamples, minimum: number): Float64Array {
  requireOneOf(where, `${argument}.direction`, samples?.direction, directions);
  const { work } = samples;
  if (!(work instanceof Float64Array && work.length >= minimum))
    throw new ArgumentError(
      where,
      `${argument}.work`,
      `a Float64Array of ${minimum === 1 ? 'at least one value' : `at least ${minimum} values`}`,
      work,
    );
  for (let i = 0; i < work.length; i++)
    if (!(work[i]! > -Infinity))
      throw new ArgumentError(where, `${argument}.work[${i}]`, 'a number > -Infinity', work[i]);
  return work;
}
