import { expect, test } from 'vitest';
import { integrate } from './quadrature.ts';

test('is exact for polynomials of degree 22', () => {
  expect(integrate((x) => 23 * x ** 22, -1, 2, Infinity)).toBeCloseTo(2 ** 23 + 1, 7);
  expect(integrate((x) => 3 * x * x, 1, 2, Infinity)).toBeCloseTo(7, 14);
});

test('bisects until the two rules agree', () => {
  expect(integrate((x) => Math.exp(-x * x), -20, 30, 1e-13)).toBeCloseTo(Math.sqrt(Math.PI), 14);
  expect(integrate(Math.sqrt, 0, 1, 1e-13)).toBeCloseTo(2 / 3, 12);
});

test('does not evaluate at the ends', () => {
  expect(integrate((x) => 1 / Math.sqrt(x), 0, 1, 1e-12)).toBeCloseTo(2, 4);
});
