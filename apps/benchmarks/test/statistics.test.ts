import { expect, test } from 'vitest';
import {
  bestDecile,
  figureOf,
  judge,
  kolmogorovSmirnov,
  kolmogorovSmirnovLimit,
  quantile,
  quantilesOf,
} from '../src/statistics.ts';

const tenths = Array.from({ length: 11 }, (_, i) => (10 - i) / 10);

test('a quantile lies on the line between its neighbours, whatever the order', () => {
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
  expect(quantile([4, 1], 0.5)).toBe(2.5);
  expect(quantile([7], 0.1)).toBe(7);
  expect(quantilesOf(tenths)).toEqual({ p10: 0.1, p25: 0.25, p50: 0.5, p75: 0.75, p90: 0.9 });
});

test('the best decile is the fast end, and not the single fastest', () => {
  expect(bestDecile(tenths)).toBeCloseTo(0.1, 15);
  expect(bestDecile([1, ...new Array<number>(99).fill(2)])).toBe(2);
});

test('a figure is the median of the rounds with their range', () => {
  expect(figureOf([1.2, 0.9, 1.0, 5, 1.1])).toEqual({ median: 1.1, low: 0.9, high: 5 });
});

test('a bar is met by the median, and straddled by a range that has it inside', () => {
  const figure = { median: 0.95, low: 0.9, high: 1.1 };
  expect(judge(figure, { atMost: 1 })).toEqual({ isMet: true, isStraddling: true });
  expect(judge({ ...figure, median: 1.05 }, { atMost: 1 })).toEqual({ isMet: false, isStraddling: true });
  expect(judge({ ...figure, high: 0.99 }, { atMost: 1 })).toEqual({ isMet: true, isStraddling: false });
  expect(judge(figure, { atLeast: 1 })).toEqual({ isMet: false, isStraddling: true });
  expect(judge(figure, { atLeast: 0.9 })).toEqual({ isMet: true, isStraddling: false });
  expect(judge(figure, { atMost: 0.5 })).toEqual({ isMet: false, isStraddling: false });
});

test('the Kolmogorov-Smirnov statistic is the largest gap of two step functions', () => {
  expect(kolmogorovSmirnov([1, 2, 3], [3, 2, 1])).toBe(0);
  expect(kolmogorovSmirnov([1, 2], [3, 4, 5])).toBe(1);
  // At 2 one function has reached 1/2 and the other 1/4.
  expect(kolmogorovSmirnov([1, 2, 5, 6], [2, 3, 5, 6])).toBe(0.25);
  expect(kolmogorovSmirnov([1, Number.NaN], [1, 2])).toBeNaN();
  // Table of the asymptotic limit: 1.3581 at 5 % for one sample, times sqrt(2/n) for two equal ones.
  expect(kolmogorovSmirnovLimit(0.05, 200, 200)).toBeCloseTo(0.13581, 5);
});
