import { describe, expect, test } from 'vitest';
import {
  assertCounts,
  assertLaw,
  assertMean,
  assertProportion,
  assertVariance,
  chiSquareTest,
  expectRejected,
  ksTest,
  requiredSampleSize,
  StatisticalRejection,
} from '../src/index.ts';
import { toyRng } from './toy-rng.ts';

const draws = (name: string, n: number, draw: (rng: ReturnType<typeof toyRng>) => number): Float64Array => {
  const rng = toyRng(name);
  return Float64Array.from({ length: n }, () => draw(rng));
};

describe('assertMean', () => {
  test('accepts the right mean and rejects a bias of the size it was planned for', () => {
    const n = requiredSampleSize(0.05);
    const samples = draws('mean', n, (rng) => rng.normal());
    assertMean(samples, { expected: 0, standardDeviation: 1 });
    assertMean(samples, { expected: 0 });
    expectRejected('a bias of 0.05', () => assertMean(samples, { expected: 0.05 }));
  });

  test('computes z and says so', () => {
    // Mean 1, standard error 1/2: z = 2, p = 0.0455.
    const run = (): void => assertMean([0, 1, 1, 2], { expected: 0, standardDeviation: 1, alpha: 0.05 });
    expect(run).toThrow('mean 1, expected 0: z = 2.000 (p = 0.0455, n = 4, alpha = 0.05)');
    assertMean([0, 1, 1, 2], { expected: 0, standardDeviation: 1, alpha: 0.04 });
    // Sample standard deviation sqrt(2/3): z = 1/sqrt(1/6) = 2.449, p = 0.0143.
    expect(() => assertMean([0, 1, 1, 2], { expected: 0, alpha: 0.02 })).toThrow('z = 2.449 (p = 0.0143');
  });

  test('constant samples leave no room', () => {
    assertMean([3, 3, 3], { expected: 3 });
    expectRejected('off by an ulp', () => assertMean([3, 3, 3], { expected: 3 + Number.EPSILON * 2 }));
  });

  test('a sample that is not finite is an error of the test, not a rejection', () => {
    expect(() => assertMean([1, Number.NaN], { expected: 1 })).toThrow('sample 1 is NaN');
    expect(() => expectRejected('NaN', () => assertMean([1, Infinity], { expected: 1 }))).toThrow(
      'sample 1 is Infinity',
    );
  });
});

describe('assertVariance', () => {
  test('accepts the right variance, rejects one off by 5 per cent', () => {
    const samples = draws('variance', 60_000, (rng) => 3 * rng.normal());
    assertVariance(samples, { expected: 9 });
    assertVariance(samples, { expected: 9, mean: 0, kurtosis: 3 });
    expectRejected('5 per cent', () => assertVariance(samples, { expected: 9.45, kurtosis: 3 }));
    expectRejected('5 per cent, estimated', () => assertVariance(samples, { expected: 8.55 }));
  });

  test('z by hand: squares 1 and 1 of mean 0, kurtosis 3, standard error sqrt(2/2) = 1', () => {
    expect(() => assertVariance([1, -1], { expected: 4, mean: 0, kurtosis: 3, alpha: 0.9 })).toThrow('z = -0.750');
    expect(() => assertVariance([1, -1], { expected: 4, kurtosis: 3, alpha: 0.9 })).toThrow('variance 2, expected 4');
  });
});

describe('assertProportion', () => {
  test('is the exact binomial test', () => {
    // P(X >= 9) + P(X <= 1) = 22/1024 for ten fair coins.
    expect(() => assertProportion(9, 10, 0.5, { alpha: 0.0215 })).toThrow('p = 0.0215');
    assertProportion(9, 10, 0.5, { alpha: 0.0214 });
    assertProportion(5, 10, 0.5, { alpha: 0.99 });
    expect(() => assertProportion(1, 10, 0)).toThrow(StatisticalRejection);
    expect(() => assertProportion(11, 10, 0.5)).toThrow('not a binomial count');
  });
});

describe('ksTest', () => {
  test('statistic by hand', () => {
    expect(ksTest([0.1, 0.4, 0.7], (x) => x).statistic).toBeCloseTo(0.3, 12);
    expect(ksTest([0.2], (x) => x).statistic).toBeCloseTo(0.8, 12);
  });

  test('accepts the law and rejects a neighbour', () => {
    const samples = draws('law', 20_000, (rng) => rng.exponential());
    assertLaw(samples, (x) => 1 - Math.exp(-x));
    expectRejected('rate 0.9', () => assertLaw(samples, (x) => 1 - Math.exp(-0.9 * x)));
    expect(() => assertLaw([Number.NaN], (x) => x)).toThrow('cdf(NaN) is NaN');
  });
});

describe('chiSquareTest', () => {
  test('statistic by hand', () => {
    const { statistic, degreesOfFreedom, pValue } = chiSquareTest([60, 40], [0.5, 0.5]);
    expect([statistic, degreesOfFreedom]).toEqual([4, 1]);
    expect(pValue).toBeCloseTo(0.04550026389635841, 12);
  });

  test('pools small cells, refuses impossible ones', () => {
    expect(chiSquareTest([50, 30, 10, 10], [0.5, 0.3, 0.1, 0.1]).degreesOfFreedom).toBe(2);
    expect(chiSquareTest([99, 1], [1, 0]).pValue).toBe(0);
    expect(() => chiSquareTest([1, 1], [0.5, 0.5])).toThrow('2 counts are too few');
    expect(() => chiSquareTest([50, 50], [0.5, 0.4])).toThrow('sum to 0.9');
  });

  test('accepts a die and rejects a loaded one', () => {
    const counts = new Int32Array(6);
    for (const face of draws('die', 60_000, (rng) => rng.int(6))) counts[face]!++;
    assertCounts(counts, new Array(6).fill(1 / 6));
    expectRejected('loaded', () => assertCounts(counts, [0.18, 0.164, 0.164, 0.164, 0.164, 0.164]));
  });
});

test('the level is what it says: at alpha = 0.01 true hypotheses are rejected in 1 per cent of 4000 trials', () => {
  const rng = toyRng('level');
  const rejections = { mean: 0, law: 0, counts: 0, proportion: 0 };
  const trials = 4000;
  const rejects = (run: () => void): number => {
    try {
      run();
      return 0;
    } catch (error) {
      if (error instanceof StatisticalRejection) return 1;
      throw error;
    }
  };
  const alpha = 0.01;
  for (let trial = 0; trial < trials; trial++) {
    const samples = Float64Array.from({ length: 100 }, () => rng.uniform());
    const counts = new Int32Array(4);
    for (const u of samples) counts[Math.floor(4 * u)]!++;
    rejections.mean += rejects(() =>
      assertMean(samples, { expected: 0.5, standardDeviation: Math.sqrt(1 / 12), alpha }),
    );
    rejections.law += rejects(() => assertLaw(samples, (x) => x, { alpha }));
    rejections.counts += rejects(() => assertCounts(counts, [0.25, 0.25, 0.25, 0.25], { alpha }));
    rejections.proportion += rejects(() => assertProportion(counts[0]!, 100, 0.25, { alpha }));
  }
  assertProportion(rejections.mean, trials, alpha);
  assertProportion(rejections.law, trials, alpha);
  assertProportion(rejections.counts, trials, alpha);
  // Exact tests of counts are conservative: the level is reached from below.
  expect(rejections.proportion).toBeGreaterThan(0);
  expect(rejections.proportion / trials).toBeLessThan(alpha + 4.89 * Math.sqrt((alpha * (1 - alpha)) / trials));
});

test('requiredSampleSize is the number of the house style, 25 500 rounded for 0.05 at alpha 1e-6, power 0.999', () => {
  expect(requiredSampleSize(0.05)).toBe(25_485);
  expect(requiredSampleSize(1, { alpha: 0.05, power: 0.5 })).toBe(4);
});

describe('expectRejected', () => {
  test('fails when the mutant passes', () => {
    expect(() => expectRejected('harmless', () => {})).toThrow("the mutant 'harmless' was not rejected");
  });

  test('passes other errors on', () => {
    expect(() =>
      expectRejected('broken', () => {
        throw new TypeError('not a function');
      }),
    ).toThrow(TypeError);
  });

  test('awaits', async () => {
    await expectRejected('late', async () => assertProportion(100, 100, 0.5));
    await expect(expectRejected('harmless', async () => {})).rejects.toThrow('was not rejected');
  });
});
