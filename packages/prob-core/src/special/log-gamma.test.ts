import { expectClose, referenceCase } from '@yuragi/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logBeta, logScaledBeta } from './log-beta.ts';
import { logGamma, logGamma1p, logGammaRatio } from './log-gamma.ts';

describe('logGamma', () => {
  test('agrees with 50-digit values to 2e-15, relative also next to its zeros', () => {
    const { outputs, tolerance } = referenceCase('special-functions', 'log-gamma');
    for (const [x, value] of outputs.rows) expectClose(logGamma(x), value, tolerance);
  });

  test('below zero agrees to the rounding of the larger term of the reflection', () => {
    // log Gamma(-x) reaches 17 for x = 12.
    for (const [x, value] of referenceCase('special-functions', 'negative').outputs.rows)
      expectClose(logGamma(x), value, { rel: 2e-15, abs: 17 * 2 ** -52 });
  });

  test('is 0 at 1 and 2, log (n - 1)! at n', () => {
    expect([logGamma(1), logGamma(2)]).toEqual([0, 0]);
    let factorial = 1;
    for (let n = 2; n < 20; n++) {
      factorial *= n;
      expect(logGamma(n + 1) / Math.log(factorial)).toBeCloseTo(1, 14);
    }
  });

  test('at the limits', () => {
    expect([0, -1, -20, Infinity, 1e307].map(logGamma)).toEqual([Infinity, Infinity, Infinity, Infinity, Infinity]);
    expect(logGamma(Number.NaN)).toBeNaN();
    expect(logGamma(5e-324)).toBeCloseTo(1074 * Math.LN2, 12);
  });

  test('obeys Gamma(x + 1) = x Gamma(x) and the duplication formula', () => {
    const positive = fc.double({ min: 1e-3, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(positive, (x) => {
        const scale = Math.max(1, Math.abs(logGamma(2 * x)));
        expect(Math.abs(logGamma(x + 1) - logGamma(x) - Math.log(x))).toBeLessThan(1e-14 * scale);
        const doubled = logGamma(x) + logGamma(x + 0.5) + (2 * x - 1) * Math.LN2 - 0.5 * Math.log(Math.PI);
        expect(Math.abs(logGamma(2 * x) - doubled)).toBeLessThan(1e-14 * scale);
      }),
    );
  });
});

test('logGamma1p keeps its digits near 0, where it is -0.5772... x', () => {
  expect(logGamma1p(1e-300) / 1e-300).toBeCloseTo(-0.5772156649015329, 15);
  for (const x of [-0.5, 0.25, 0.5, 3, 20]) expectClose(logGamma1p(x), logGamma(1 + x), { rel: 1e-14 });
});

describe('logGammaRatio', () => {
  test('is log Gamma(b) - log Gamma(a + b)', () => {
    for (const [a, b] of [
      [0.3, 0.2],
      [2.5, 7],
      [1, 40],
      [8, 9.99],
    ] as const)
      expectClose(logGammaRatio(a, b), logGamma(b) - logGamma(a + b), { rel: 1e-13 });
  });

  test('is -a psi(b) as a -> 0, relative', () => {
    expect(logGammaRatio(1e-200, 1) / 1e-200).toBeCloseTo(0.5772156649015329, 14);
    expect(logGammaRatio(1e-200, 1e6) / 1e-200).toBeCloseTo(-13.815510057964191, 13);
  });
});

describe('logBeta', () => {
  test('agrees with 50-digit values, next to B = 1 to the rounding of a + b', () => {
    const { outputs, tolerance } = referenceCase('special-functions', 'log-beta');
    for (const [a, b, value] of outputs.rows) expectClose(logBeta(a, b), value, { ...tolerance, abs: 2 ** -52 });
  });

  test('is symmetric, -log a at b = 1', () => {
    const shape = fc.double({ min: 1e-6, max: 1e8, noNaN: true });
    fc.assert(
      fc.property(shape, shape, (a, b) => {
        expect(logBeta(a, b)).toBe(logBeta(b, a));
        expectClose(logBeta(a, 1), -Math.log(a), { rel: 1e-14, abs: 1e-15 });
      }),
    );
  });

  test('at the limits', () => {
    expect(logBeta(1, Infinity)).toBe(-Infinity);
    for (const [a, b] of [
      [0, 1],
      [1, -1],
      [Number.NaN, 1],
    ] as const)
      expect(logBeta(a, b)).toBeNaN();
  });

  test('logScaledBeta is log(a B(a, b)), O(a) for small a', () => {
    expectClose(logScaledBeta(0.7, 2).high, Math.log(0.7) + logBeta(0.7, 2), { rel: 1e-14 });
    // log(a B(a, 1)) = 0 and log(a B(a, 2)) = -log(1 + a).
    expectClose(logScaledBeta(1e-8, 2).high, -Math.log1p(1e-8), { rel: 1e-14 });
    expectClose(logScaledBeta(1e-8, 1).high, 0, { abs: 1e-23, zero_abs: 1e-23 });
  });
});
