import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logMeanExp, logSumExp } from './estimate.ts';

const near = (expected: number): number => expect.closeTo(expected, 12) as never;

describe('logSumExp', () => {
  test('is the logarithm of the sum, without overflow', () => {
    expect(logSumExp([0, 0, 0])).toBeCloseTo(Math.log(3), 15);
    expect(logSumExp(Float64Array.of(1000, 1000 + Math.log(2)))).toBeCloseTo(1000 + Math.log(3), 12);
    expect(logSumExp([-5000, -5001])).toBeCloseTo(-5000 + Math.log1p(Math.exp(-1)), 12);
  });

  test('of nothing, of zero weights, of an infinite one, of NaN', () => {
    expect(logSumExp([])).toBe(-Infinity);
    expect(logSumExp([-Infinity, -Infinity])).toBe(-Infinity);
    expect(logSumExp([-Infinity, 2])).toBe(2);
    expect(logSumExp([0, Infinity])).toBe(Infinity);
    for (const values of [[Number.NaN], [Number.NaN, -Infinity], [Infinity, Number.NaN], [1, Number.NaN, 2]])
      expect(logSumExp(values)).toBeNaN();
  });

  test('adding a constant to every term adds it to the sum', () => {
    const list = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(list, fc.integer({ min: -1000, max: 1000 }), (values, shift) => {
        const moved = logSumExp(values.map((x) => x + shift));
        expect(Math.abs(moved - logSumExp(values) - shift)).toBeLessThan(1e-11);
      }),
    );
  });
});

describe('logMeanExp', () => {
  test('value, standard error and diagnostics by their formulas', () => {
    const weights = [1, 2, 3, 6];
    const shift = 700;
    const { value, standardError, diagnostics } = logMeanExp(Float64Array.from(weights, (w) => Math.log(w) + shift));
    // mean 3, sum of squared deviations 4 + 1 + 0 + 9 = 14, so se = sqrt(14/3/4)/3; ESS = 144/50; largest share 6/12.
    expect(value).toEqual(near(Math.log(3) + shift));
    expect(standardError).toEqual(near(Math.sqrt(14 / 3 / 4) / 3));
    expect(diagnostics).toEqual({ effectiveSampleSize: near(144 / 50), maxWeightShare: near(0.5) });
  });

  test('equal weights have no error and warn of nothing', () => {
    const { value, standardError, diagnostics, warnings } = logMeanExp(new Float64Array(20).fill(-3));
    expect([value, standardError, diagnostics.effectiveSampleSize]).toEqual([-3, 0, 20]);
    expect(warnings).toEqual([]);
  });

  test('few effective weights and a dominating one are warned of, with the numbers', () => {
    const { warnings } = logMeanExp(Float64Array.of(0, -1, -2, -3));
    expect(warnings.map(({ code }) => code)).toEqual(['low-effective-sample-size', 'one-weight-dominates']);
    expect(warnings[0]!.message).toBe(
      'The 4 weights are worth 2.09 equal ones; the error bar is not reliable below 10.',
    );
    expect(warnings[1]!.message).toBe('One weight carries 64.4 % of the sum.');
  });

  test('one weight says nothing about its error', () => {
    expect(logMeanExp(Float64Array.of(2))).toMatchObject({ value: 2, standardError: Infinity });
  });

  test('zero weights count: the mean of (e^0, 0) is 1/2', () => {
    expect(logMeanExp(Float64Array.of(0, -Infinity)).value).toEqual(near(-Math.LN2));
    expect(logMeanExp(Float64Array.of(-Infinity, -Infinity))).toMatchObject({
      value: -Infinity,
      standardError: Infinity,
      warnings: [{ code: 'all-weights-zero', message: 'All 2 weights are zero.' }],
    });
  });

  test('value and diagnostics do not depend on the order, and a constant moves the value alone', () => {
    const list = fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(list, fc.integer({ min: -500, max: 500 }), (values, shift) => {
        const plain = logMeanExp(Float64Array.from(values));
        const moved = logMeanExp(Float64Array.from(values, (x) => x + shift).reverse());
        expect(moved.value - shift).toBeCloseTo(plain.value, 9);
        expect(moved.standardError).toBeCloseTo(plain.standardError, 9);
        expect(moved.diagnostics.effectiveSampleSize).toBeCloseTo(plain.diagnostics.effectiveSampleSize, 8);
      }),
    );
  });

  test('refuses no weights, NaN and +Infinity', () => {
    expect(() => logMeanExp(new Float64Array(0))).toThrow(
      'logMeanExp: `logWeights` must be a non-empty Float64Array; received Float64Array[]',
    );
    expect(() => logMeanExp(Float64Array.of(0, Number.NaN))).toThrow(
      'logMeanExp: `logWeights[1]` must be a number < Infinity; received NaN',
    );
    expect(() => logMeanExp(Float64Array.of(Infinity))).toThrow(
      '`logWeights[0]` must be a number < Infinity; received Infinity',
    );
  });
});

test.each([undefined, null, 7, {}])('what is no list is refused: %o', (value) => {
  expect(() => logSumExp(value as never)).toThrow('logSumExp: `values` must be a list of numbers; received ');
  expect(() => logMeanExp(value as never)).toThrow('logMeanExp: `logWeights` must be a list of numbers; received ');
});
