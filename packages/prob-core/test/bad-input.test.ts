import { describe, expect, test } from 'vitest';
import {
  composeKernels,
  exponentialFamily,
  gaussianKernel,
  heatCapacity,
  momentMatching,
  susceptibility,
  toNdarray,
} from '../src/index.ts';

const nothing = undefined as never;
const family = exponentialFamily({ statistics: toNdarray(Float64Array.of(1e308, -1e308), [2, 1]) });

test.each([
  [() => exponentialFamily(nothing), 'exponentialFamily: `statistics` must be an ndarray'],
  [() => family.mean([100]), 'exponentialFamily: `theta . T(0)` must be a finite number; received Infinity'],
  [() => momentMatching(nothing, [1]), 'momentMatching: `family.numParameters` must be an integer >= 1'],
  [() => gaussianKernel(nothing), 'gaussianKernel: `variance` must be a finite number >= 0; received undefined'],
  [() => composeKernels(nothing), 'composeKernels: `kernels[0]` must be a kernel (make one with gaussianKernel)'],
  [() => heatCapacity([], 1), 'heatCapacity: `energies.length` must be an integer >= 1; received 0'],
  [() => susceptibility([0, 0], [1e300, -1e300], 1), 'susceptibility: `the variance` must be a finite number'],
])('what is missing or overflows is refused by name, %#', (run, message) => {
  expect(run).toThrow(message);
});

describe('the heat capacity of two levels 0 and E, (beta E)^2 p (1 - p)', () => {
  test('does not overflow where it is 0, nor where beta and E are far from 1', () => {
    expect(heatCapacity([0, 1], 1e300)).toBe(0);
    expect(heatCapacity([-1e308, 1e308], 2)).toBe(0);
    // x^2 e^x/(1 + e^x)^2 at x = 1.
    expect(Math.abs(heatCapacity([0, 1e200], 1e-200) / 0.19661193324148185 - 1)).toBeLessThan(8 * Number.EPSILON);
  });
});
