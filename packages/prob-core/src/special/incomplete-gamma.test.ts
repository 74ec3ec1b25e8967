import { expectClose, referenceCase } from '@yuragi/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { incompleteGammaP, incompleteGammaQ, logIncompleteGammaP, logIncompleteGammaQ } from './incomplete-gamma.ts';
import { incompleteGammaPInverse, incompleteGammaQInverse } from './incomplete-gamma-inverse.ts';
import { logGamma } from './log-gamma.ts';

const shape = fc.double({ min: -4, max: 5, noNaN: true }).map((e) => 10 ** e);

describe('reference values', () => {
  test('both tails and their logarithms agree with 50-digit values to 2e-14, in every region', () => {
    const { outputs, tolerance } = referenceCase('special-functions', 'incomplete-gamma');
    for (const [a, x, ...expected] of outputs.rows) {
      const actual = [incompleteGammaP, incompleteGammaQ, logIncompleteGammaP, logIncompleteGammaQ].map((f) => f(a, x));
      expectClose(actual, expected, { ...tolerance, zero_abs: 0, subnormal_abs: 1e-322 });
    }
  });

  test('the inverses agree with 50-digit values to 1e-14', () => {
    const { outputs, tolerance } = referenceCase('special-functions', 'incomplete-gamma-inverse');
    for (const [a, p, isLower, x] of outputs.rows)
      expectClose((isLower === 1 ? incompleteGammaPInverse : incompleteGammaQInverse)(a, p), x, {
        ...tolerance,
        zero_abs: 0,
        subnormal_abs: 1e-322,
      });
  });
});

describe('closed forms', () => {
  test('shape 1 is the exponential law', () => {
    for (const x of [1e-10, 0.3, 1.49, 1.51, 1.99, 2.01, 50, 700]) {
      expectClose(incompleteGammaP(1, x), -Math.expm1(-x), { rel: 1e-14 });
      expectClose(incompleteGammaQ(1, x), Math.exp(-x), { rel: 1e-14 });
      expectClose(logIncompleteGammaQ(1, x), -x, { rel: 1e-14 });
    }
  });

  test('integer shapes are Poisson sums: Q(n, x) = sum_{k<n} e^-x x^k/k!', () => {
    for (const n of [2, 5, 12, 30])
      for (const x of [0.5, 3, 11, 40, 90]) {
        let term = Math.exp(-x);
        let sum = term;
        for (let k = 1; k < n; k++) sum += term *= x / k;
        expectClose(incompleteGammaQ(n, x), sum, { rel: 1e-13 });
      }
  });
});

describe('identities', () => {
  test('P + Q = 1, and each logarithm is that of its tail', () => {
    fc.assert(
      fc.property(shape, fc.double({ min: -0.99, max: 3, noNaN: true }), (a, t) => {
        const x = a * (1 + t);
        const [p, q] = [incompleteGammaP(a, x), incompleteGammaQ(a, x)];
        expect(p + q).toBeCloseTo(1, 14);
        if (p > 1e-300) expectClose(Math.exp(logIncompleteGammaP(a, x)), p, { rel: 1e-13 });
        if (q > 1e-300) expectClose(Math.exp(logIncompleteGammaQ(a, x)), q, { rel: 1e-13 });
      }),
    );
  });

  test('P(a, x) - P(a + 1, x) = x^a e^-x/Gamma(a + 1), across all regions', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        fc.double({ min: 0.1, max: 3, noNaN: true }),
        (a, r) => {
          const x = a * r;
          const step = Math.exp(a * Math.log(x) - x - logGamma(a + 1));
          // The step is computed plainly, to the rounding of a log x and log Gamma.
          expectClose(incompleteGammaP(a, x) - incompleteGammaP(a + 1, x), step, {
            abs: 4e-15,
            rel: 1e-16 * (10 + 10 * a),
          });
        },
      ),
    );
  });

  test('P is monotone in x and in a', () => {
    const increase = fc.double({ min: 1e-6, max: 1, noNaN: true });
    fc.assert(
      fc.property(shape, fc.double({ min: 0, max: 3, noNaN: true }), increase, (a, r, step) => {
        const p = incompleteGammaP(a, a * r);
        expect(incompleteGammaP(a, a * r * (1 + step))).toBeGreaterThanOrEqual(p * (1 - 1e-14));
        expect(incompleteGammaP(a * (1 + step), a * r)).toBeLessThanOrEqual(p * (1 + 1e-14));
      }),
    );
  });

  test('inverting and evaluating gives the probability back, relative, in both tails', () => {
    const probability = fc.double({ min: -300, max: -1e-9, noNaN: true }).map((e) => 10 ** e);
    fc.assert(
      fc.property(shape, probability, (a, p) => {
        const [x, y] = [incompleteGammaPInverse(a, p), incompleteGammaQInverse(a, p)];
        // A rounding of x moves log P by as much as d log P/d log x times that, at most a + x + 1 below.
        if (x > 1e-300) expectClose(incompleteGammaP(a, x), p, { rel: 2e-14 + 2e-16 * (a + x) });
        if (y > 1e-300) expectClose(incompleteGammaQ(a, y), p, { rel: 2e-14 + 2e-16 * (a + y) });
      }),
    );
  });
});

describe('limits', () => {
  test('x = 0 and infinity', () => {
    expect([0, Infinity].map((x) => incompleteGammaP(2, x))).toEqual([0, 1]);
    expect([0, Infinity].map((x) => incompleteGammaQ(2, x))).toEqual([1, 0]);
    expect([0, Infinity].map((x) => logIncompleteGammaP(2, x))).toEqual([-Infinity, 0]);
    expect([0, Infinity].map((x) => logIncompleteGammaQ(2, x))).toEqual([0, -Infinity]);
  });

  test('the smallest and largest numbers', () => {
    expect(incompleteGammaP(1, 5e-324)).toBe(5e-324);
    expect(incompleteGammaP(1e289, 1e289)).toBeCloseTo(0.5, 14);
    expectClose(logIncompleteGammaP(1e10, 1e-320), -7588530918221.575, { rel: 1e-14 });
    expectClose(logIncompleteGammaQ(2, 1e200), -1e200, { rel: 1e-14 });
    expect(incompleteGammaQ(1e-300, 700)).toBe(0);
    expect(incompleteGammaQInverse(1, 5e-324)).toBeCloseTo(1074 * Math.LN2, 10);
  });

  test('probabilities 0 and 1', () => {
    expect([0, 1].map((p) => incompleteGammaPInverse(3, p))).toEqual([0, Infinity]);
    expect([0, 1].map((q) => incompleteGammaQInverse(3, q))).toEqual([Infinity, 0]);
  });

  test('outside the domain all are NaN', () => {
    for (const [a, x] of [
      [0, 1],
      [-1, 1],
      [Infinity, 1],
      [1, -1],
      [Number.NaN, 1],
      [1, Number.NaN],
    ] as const)
      for (const f of [
        incompleteGammaP,
        incompleteGammaQ,
        logIncompleteGammaP,
        logIncompleteGammaQ,
        incompleteGammaPInverse,
      ])
        expect(f(a, x)).toBeNaN();
    expect(incompleteGammaQInverse(1, 1.1)).toBeNaN();
  });
});
