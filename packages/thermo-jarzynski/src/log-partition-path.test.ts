import { logMeanExp, toNdarray } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { logPartitionPath } from './index.ts';

describe('logPartitionPath', () => {
  test('entry t is the log-mean-exp of the weights up to t; entry 0 is exactly 0', () => {
    const steps = Float64Array.of(0.5, -1, 2, 1, 0.25, -3, 0, -0.5, 1);
    const estimates = logPartitionPath(toNdarray(steps, [3, 3]));
    expect(estimates).toHaveLength(4);
    expect(estimates[0]).toEqual({
      value: 0,
      standardError: 0,
      diagnostics: { effectiveSampleSize: 3, maxWeightShare: 1 / 3 },
      warnings: [],
    });
    expect(estimates[2]).toEqual(logMeanExp(Float64Array.of(-0.5, 1.25, -0.5)));
    expect(estimates[3]).toEqual(logMeanExp(Float64Array.of(1.5, -1.75, 0.5)));
    expect([...steps]).toEqual([0.5, -1, 2, 1, 0.25, -3, 0, -0.5, 1]);
  });

  test('a weight of zero stays zero', () => {
    const estimates = logPartitionPath(toNdarray(Float64Array.of(-Infinity, 5, 0, 0), [2, 2]));
    expect(estimates[1]!.value).toBeCloseTo(-Math.LN2, 15);
    expect(estimates[2]!.value).toBeCloseTo(-Math.LN2, 15);
  });

  test('takes arrays of any strides', () => {
    const columns = toNdarray(Float64Array.of(1, 2, 3, 4), [2, 2]).transpose(1, 0);
    expect(logPartitionPath(columns)[1]).toEqual(logMeanExp(Float64Array.of(1, 2)));
  });

  test('says what is wrong', () => {
    expect(() => logPartitionPath(toNdarray(new Float64Array(0), [3, 0]))).toThrow(
      'logPartitionPath: `logWeights` must have shape (n, T); received shape (3, 0)',
    );
    expect(() => logPartitionPath(toNdarray(Float64Array.of(0, 0, 0, Infinity), [2, 2]))).toThrow(
      'logPartitionPath: `logWeights[1, 1]` must be a number < Infinity; received Infinity',
    );
  });
});
