import { expect, test } from 'vitest';
import { constantRate, inverseSquareRoot, warmupCosine } from './rates.ts';

test('warmupCosine rises in a line and falls as a cosine', () => {
  const rate = warmupCosine({ warmup: 0.2, end: 0.1 });
  expect([0, 0.05, 0.1, 0.2].map((s) => rate(s, 0))).toEqual([0, 0.25, 0.5, 1]);
  for (let s = 0.2; s <= 1; s += 1 / 64)
    expect(Math.abs(rate(s, 0) - (0.1 + (0.9 * (1 + Math.cos((Math.PI * (s - 0.2)) / 0.8))) / 2))).toBeLessThan(1e-15);
  expect(rate(1, 0)).toBeCloseTo(0.1, 15);
});

test('without a warm-up it begins at 1, with nothing but a warm-up it only rises', () => {
  expect(warmupCosine()(0, 0)).toBe(1);
  expect(warmupCosine()(1, 0)).toBe(0);
  expect([0.5, 1].map((s) => warmupCosine({ warmup: 1 })(s, 0))).toEqual([0.5, 1]);
});

test('inverseSquareRoot is 1 after the warm-up and half of that after four times as many steps', () => {
  const rate = inverseSquareRoot(100);
  expect([0, 49, 99, 399].map((step) => rate(Number.NaN, step))).toEqual([0.01, 0.5, 1, 0.5]);
});

test('constantRate', () => {
  expect(constantRate(0.3, 7)).toBe(1);
});

test('bad options are refused', () => {
  expect(() => warmupCosine({ warmup: 1.5 })).toThrow(
    'warmupCosine: `warmup` must be a number in [0, 1]; received 1.5',
  );
  expect(() => warmupCosine({ end: -1 })).toThrow('warmupCosine: `end` must be a number in [0, 1]; received -1');
  expect(() => inverseSquareRoot(0)).toThrow('inverseSquareRoot: `warmupSteps` must be an integer >= 1; received 0');
});
