import { describe, expect, test } from 'vitest';
import { increasingRoot } from './increasing-root.ts';

describe('increasingRoot', () => {
  test.each([
    ['a line', (x: number) => ({ value: 2 * x - 3, slope: 2 }), 1.5],
    ['a cubic, flat at its root', (x: number) => ({ value: (x - 2) ** 3, slope: 3 * (x - 2) ** 2 }), 2],
    [
      'an arctangent, on which Newton alone diverges',
      (x: number) => ({ value: Math.atan(x - 7), slope: 1 / (1 + (x - 7) ** 2) }),
      7,
    ],
    ['a step with no slope', (x: number) => ({ value: x < -40 ? -1 : 1, slope: 0 }), -40],
  ] as const)('finds the root of %s from far away', (_, evaluate, expected) => {
    for (const start of [-1000, 0, 1000])
      expect(Math.abs(increasingRoot('here', evaluate, start).root - expected)).toBeLessThan(1e-4);
  });

  test('finds simple roots to rounding in few steps', () => {
    const { root, numIterations } = increasingRoot(
      'here',
      (x) => ({ value: Math.sinh(x - 1), slope: Math.cosh(x - 1) }),
      3,
    );
    expect(root).toBeCloseTo(1, 14);
    expect(numIterations).toBeLessThan(12);
  });

  test('says so where there is no root', () => {
    expect(() => increasingRoot('here', () => ({ value: -1, slope: 0 }), 0)).toThrow(
      'here: residual 1 after 200 iterations; the tolerance is 0',
    );
  });
});
