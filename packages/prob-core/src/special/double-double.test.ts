import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  add,
  type DoubleDouble,
  divide,
  double,
  exponential,
  logarithm,
  multiply,
  subtract,
  twoProduct,
  twoSum,
} from './double-double.ts';

/** Exact values as integers over 2^300. */
const SCALE = 300;
const exact = (x: number): bigint => BigInt(x * 2 ** SCALE);
const exactPair = ({ high, low }: DoubleDouble): bigint => exact(high) + exact(low);

/** Multiples of 2^-40 below 2^12. */
const dyadic = fc.integer({ min: -(2 ** 52), max: 2 ** 52 }).map((n) => n * 2 ** -40);
const nonzero = dyadic.filter((x) => x !== 0);

describe('exact operations', () => {
  test('twoSum and twoProduct lose nothing', () => {
    fc.assert(
      fc.property(dyadic, dyadic, (a, b) => {
        expect(exactPair(twoSum(a, b))).toBe(exact(a) + exact(b));
        expect(exactPair(twoProduct(a, b)) * 2n ** BigInt(SCALE)).toBe(exact(a) * exact(b));
      }),
    );
  });

  test('sum, product and quotient hold to 2^-100', () => {
    const pair = fc.tuple(nonzero, dyadic).map(([high, low]) => twoSum(high, low * 2 ** -53));
    fc.assert(
      fc.property(pair, pair, (x, y) => {
        const small = (value: bigint, scale: bigint): void => {
          const size = scale < 0n ? -scale : scale;
          expect((value < 0n ? -value : value) * 2n ** 100n <= size).toBe(true);
        };
        const [a, b] = [exactPair(x), exactPair(y)];
        small(exactPair(add(x, y)) - (a + b), a < 0n === b < 0n ? a + b : a - b);
        small(exactPair(subtract(x, y)) - (a - b), a < 0n === b < 0n ? a + b : a - b);
        small((exactPair(multiply(x, y)) << BigInt(SCALE)) - a * b, a * b);
      }),
    );
  });

  test('division inverts multiplication', () => {
    const quotient = multiply(divide(double(1), double(3)), double(3));
    expect(Math.abs(quotient.high - 1 + quotient.low)).toBeLessThan(1e-31);
  });
});

describe('logarithm', () => {
  // log 10 and log(1 + 2^-40) to 32 digits.
  const LN10 = { high: 2.302585092994046, low: -2.1707562233822494e-16 };

  test('holds thirty digits of log 10', () => {
    const { high, low } = logarithm(double(10));
    expect(high).toBe(LN10.high);
    expect(Math.abs(low - LN10.low)).toBeLessThan(1e-27);
  });

  test('keeps them relative next to 1, where log(1 + h) = h - h^2/2 + h^3/3', () => {
    const h = 2 ** -40;
    const { high, low } = logarithm(double(1 + h));
    const expected = add(twoSum(h, -h * h * 0.5), double((h * h * h) / 3));
    expect(Math.abs(high - expected.high + (low - expected.low))).toBeLessThan(1e-27 * h);
  });

  test('is additive, from the smallest number to the largest', () => {
    for (const [a, b] of [
      [3, 7],
      [5e-324, 2 ** 60],
      [1e-300, 1e300],
      [1e300, 12],
    ] as const) {
      const product = logarithm(twoProduct(a, b));
      const sum = add(logarithm(double(a)), logarithm(double(b)));
      expect(Math.abs(subtract(product, sum).high)).toBeLessThan(1e-26 * Math.max(1, Math.abs(Math.log(a))));
    }
  });
});

test('exponential uses the low part', () => {
  expect(exponential({ high: -700, low: 1e-14 }) / Math.exp(-700) - 1).toBeCloseTo(1e-14, 15);
  expect(exponential(double(-Infinity))).toBe(0);
});
