import { toNdarray } from '@yuragi/prob-core';
import { expect, test } from 'vitest';
import { modeCoverage } from './gan-coverage.ts';

const corners = toNdarray(Float64Array.of(0, 0, 10, 0, 0, 10), [3, 2]);
const samples = toNdarray(Float64Array.of(0, 1, 0, -0.5, 10, 0, 5, 5, 11, 0), [5, 2]);

test('samples count for the nearest mode, if they are within the radius of it', () => {
  const { counts, numCovered, share } = modeCoverage(samples, corners, { radius: 1 });
  expect(Array.from(counts)).toEqual([2, 2, 0]);
  expect(numCovered).toBe(2);
  expect(share).toBe(4 / 5);
  expect(modeCoverage(samples, corners, { radius: 0.9 }).numCovered).toBe(2);
  expect(Array.from(modeCoverage(samples, corners, { radius: 0.9 }).counts)).toEqual([1, 1, 0]);
  expect(modeCoverage(samples, corners, { radius: 0.9, minCount: 2 }).numCovered).toBe(0);
});

test('bad arguments are refused with their value', () => {
  expect(() => modeCoverage(samples, corners, { radius: 0 })).toThrow(
    'modeCoverage: `radius` must be a finite number > 0; received 0',
  );
  expect(() => modeCoverage(samples, corners, { radius: 1, minCount: 0 })).toThrow(
    'modeCoverage: `minCount` must be an integer >= 1; received 0',
  );
  const line = toNdarray(Float64Array.of(1), [1, 1]);
  expect(() => modeCoverage(samples, line, { radius: 1 })).toThrow('modeCoverage: `modes`');
});
