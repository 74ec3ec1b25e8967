import { expectClose, referenceCase } from '@yuragi/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  incompleteBeta,
  incompleteBetaComplement,
  logIncompleteBeta,
  logIncompleteBetaComplement,
} from './incomplete-beta.ts';
import { incompleteBetaComplementInverse, incompleteBetaInverse } from './incomplete-beta-inverse.ts';
import { logBeta } from './log-beta.ts';

const shape = fc.double({ min: -3, max: 5, noNaN: true }).map((e) => 10 ** e);
const unit = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });

describe('reference values', () => {
  test('both tails and their logarithms agree with 50-digit values to 2e-14, in every region', () => {
    const { outputs, tolerance } = referenceCase('special-functions', 'incomplete-beta');
    const functions = [incompleteBeta, incompleteBetaComplement, logIncompleteBeta, logIncompleteBetaComplement];
    for (const [a, b, x, ...expected] of outputs.rows)
      expectClose(
        functions.map((f) => f(a, b, x)),
        expected,
        { ...tolerance, zero_abs: 0, subnormal_abs: 1e-322 },
      );
  });

  test('the inverses agree with 50-digit values to 1e-14', () => {
    const { outputs, tolerance } = referenceCase('special-functions', 'incomplete-beta-inverse');
    for (const [a, b, p, isLower, x] of outputs.rows)
      expectClose((isLower === 1 ? incompleteBetaInverse : incompleteBetaComplementInverse)(a, b, p), x, {
        ...tolerance,
        zero_abs: 0,
        subnormal_abs: 1e-322,
      });
  });
});

describe('closed forms', () => {
  test('b = 1 is the power x^a, a = b = 1/2 the arcsine law', () => {
    for (const x of [1e-8, 0.3, 0.69, 0.71, 0.999]) {
      for (const a of [0.01, 0.999, 1, 3, 40]) expectClose(incompleteBeta(a, 1, x), x ** a, { rel: 1e-13 });
      expectClose(incompleteBeta(0.5, 0.5, x), (2 / Math.PI) * Math.asin(Math.sqrt(x)), { rel: 1e-14 });
    }
  });

  test('integer shapes are binomial sums', () => {
    // I_x(k, n - k + 1) = P(Binomial(n, x) >= k).
    for (const x of [0.1, 0.4, 0.8]) {
      let term = (1 - x) ** 12;
      let below = 0;
      for (let k = 1; k <= 12; k++) {
        below += term;
        term *= ((13 - k) / k) * (x / (1 - x));
        expectClose(incompleteBetaComplement(k, 13 - k, x), below, { rel: 1e-13 });
      }
    }
  });
});

describe('identities', () => {
  test('the tails sum to 1, and each logarithm is that of its tail', () => {
    fc.assert(
      fc.property(shape, shape, unit, (a, b, x) => {
        const [p, q] = [incompleteBeta(a, b, x), incompleteBetaComplement(a, b, x)];
        expect(p + q).toBeCloseTo(1, 14);
        if (p > 1e-300) expectClose(Math.exp(logIncompleteBeta(a, b, x)), p, { rel: 1e-13 });
        if (q > 1e-300) expectClose(Math.exp(logIncompleteBetaComplement(a, b, x)), q, { rel: 1e-13 });
      }),
    );
  });

  test('I_x(a, b) = 1 - I_(1-x)(b, a) where 1 - x is exact', () => {
    fc.assert(
      fc.property(shape, shape, unit, (a, b, t) => {
        const x = 1 - (1 - t);
        expectClose(incompleteBetaComplement(b, a, 1 - x), incompleteBeta(a, b, x), {
          rel: 1e-14,
          subnormal_abs: 1e-322,
        });
      }),
    );
  });

  test('I_x(a, b) - I_x(a + 1, b) = x^a (1-x)^b/(a B(a, b)), across all regions', () => {
    const moderate = fc.double({ min: 0.05, max: 100, noNaN: true });
    fc.assert(
      fc.property(moderate, moderate, unit, (a, b, x) => {
        const step = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a;
        const difference = incompleteBeta(a, b, x) - incompleteBeta(a + 1, b, x);
        // The step is computed plainly, to the rounding of its exponent.
        expectClose(difference, step, { abs: 4e-15, rel: 1e-15 * (10 + a + b) });
      }),
    );
  });

  test('I is monotone in x', () => {
    const increase = fc.double({ min: 1e-6, max: 1, noNaN: true });
    fc.assert(
      fc.property(shape, shape, unit, increase, (a, b, x, step) => {
        const p = incompleteBeta(a, b, x);
        expect(incompleteBeta(a, b, Math.min(1, x * (1 + step)))).toBeGreaterThanOrEqual(p * (1 - 1e-14));
      }),
    );
  });

  test('inverting and evaluating gives the probability back, relative, in both tails', () => {
    const probability = fc.double({ min: -300, max: -1e-9, noNaN: true }).map((e) => 10 ** e);
    fc.assert(
      fc.property(shape, shape, probability, (a, b, p) => {
        const [x, y] = [incompleteBetaInverse(a, b, p), incompleteBetaComplementInverse(a, b, p)];
        // A rounding of x moves log I by as much as (a + b)/(1 - x) times that; nearer to 1, x itself is too coarse.
        if (x > 1e-300 && x < 0.9) expectClose(incompleteBeta(a, b, x), p, { rel: 2e-14 + 4e-15 * (a + b) });
        if (y > 1e-300 && y < 0.9) expectClose(incompleteBetaComplement(a, b, y), p, { rel: 2e-14 + 4e-15 * (a + b) });
      }),
    );
  });
});

describe('limits', () => {
  test('x = 0 and 1', () => {
    expect([0, 1].map((x) => incompleteBeta(2, 3, x))).toEqual([0, 1]);
    expect([0, 1].map((x) => incompleteBetaComplement(2, 3, x))).toEqual([1, 0]);
    expect([0, 1].map((x) => logIncompleteBeta(2, 3, x))).toEqual([-Infinity, 0]);
    expect([0, 1].map((x) => logIncompleteBetaComplement(2, 3, x))).toEqual([0, -Infinity]);
  });

  test('extreme shapes', () => {
    expect(incompleteBeta(1e289, 1e289, 0.5)).toBeCloseTo(0.5, 14);
    expect(incompleteBeta(5e-324, 5e-324, 0.5)).toBeCloseTo(0.5, 14);
    expect(incompleteBeta(1e200, 1, 0.5)).toBe(0);
    expectClose(logIncompleteBeta(1e200, 1, 0.5), -1e200 * Math.LN2, { rel: 1e-14 });
    expect(incompleteBeta(1, 1, 5e-324)).toBe(5e-324);
  });

  test('probabilities 0 and 1', () => {
    expect([0, 1].map((p) => incompleteBetaInverse(3, 2, p))).toEqual([0, 1]);
    expect([0, 1].map((q) => incompleteBetaComplementInverse(3, 2, q))).toEqual([1, 0]);
  });

  test('outside the domain all are NaN', () => {
    for (const [a, b, x] of [
      [0, 1, 0.5],
      [1, -1, 0.5],
      [Infinity, 1, 0.5],
      [1, 1, -0.1],
      [1, 1, 1.1],
      [1, 1, Number.NaN],
    ] as const)
      for (const f of [incompleteBeta, incompleteBetaComplement, logIncompleteBeta, incompleteBetaInverse])
        expect(f(a, b, x)).toBeNaN();
  });
});
