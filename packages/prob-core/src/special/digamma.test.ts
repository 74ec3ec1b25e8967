import { expectClose, referenceCase } from '@yuragi/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digamma, trigamma } from './digamma.ts';

describe('digamma', () => {
  test('agrees with 50-digit values to 2e-15, relative also next to its root', () => {
    const { outputs, tolerance } = referenceCase('special-functions', 'digamma');
    for (const [x, value] of outputs.rows) expectClose(digamma(x), value, tolerance);
  });

  test('agrees with the stored values, negative arguments and the root among them', () => {
    const { outputs, tolerance } = referenceCase('prob-kl-thermo-latent', 'special-gammaln-digamma');
    for (const { x, value } of outputs.digamma)
      expectClose(digamma(x), value, { rel: tolerance.rel, abs: Math.abs(x - 1.46) < 0.01 ? 1e-18 : 0 });
  });

  test('below zero agrees to the rounding of the larger term of the reflection', () => {
    for (const [x, , value] of referenceCase('special-functions', 'negative').outputs.rows)
      expectClose(digamma(x), value, { rel: 2e-15, abs: 3 * 2 ** -52 });
  });

  test('obeys psi(x + 1) = psi(x) + 1/x', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e4, noNaN: true }), (x) => {
        expectClose(digamma(x + 1), digamma(x) + 1 / x, { abs: 4e-16 * Math.max(10, 2 / x) });
      }),
    );
  });

  test('at the limits and poles', () => {
    expect([digamma(0), digamma(Infinity)]).toEqual([-Infinity, Infinity]);
    for (const x of [-1, -7, Number.NaN, -Infinity]) expect(digamma(x)).toBeNaN();
  });
});

describe('trigamma', () => {
  test('agrees with 50-digit values to 2e-15', () => {
    const { outputs, tolerance } = referenceCase('special-functions', 'trigamma');
    for (const [x, value] of outputs.rows) expectClose(trigamma(x), value, tolerance);
  });

  test('below zero agrees: both terms of the reflection are positive where it matters', () => {
    for (const [x, , , value] of referenceCase('special-functions', 'negative').outputs.rows)
      expectClose(trigamma(x), value, { rel: 4e-15 });
  });

  test('is the slope of digamma', () => {
    for (const x of [0.3, 1.46, 5, 30]) {
      const h = 1e-4;
      const slope = (8 * (digamma(x + h) - digamma(x - h)) - (digamma(x + 2 * h) - digamma(x - 2 * h))) / (12 * h);
      expectClose(trigamma(x), slope, { rel: 1e-9 });
    }
  });

  test('at the limits and poles', () => {
    expect([0, -1, -30, Infinity].map(trigamma)).toEqual([Infinity, Infinity, Infinity, 0]);
    expect(trigamma(Number.NaN)).toBeNaN();
  });
});
