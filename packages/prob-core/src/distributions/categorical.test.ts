import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { key } from '../key.ts';
import { type Rng, stream } from '../rng.ts';
import { categorical } from './categorical.ts';

const withUniform = (u: number): Rng => ({ ...stream(key(1)), uniform: () => u });

test('mass, tails, quantiles and moments', () => {
  const law = categorical({ probabilities: [0.5, 0.25, 0.25] });
  expect([0, 1, 2, 3, -1, 0.5].map(law.logDensity)).toEqual([
    Math.log(0.5),
    Math.log(0.25),
    Math.log(0.25),
    -Infinity,
    -Infinity,
    -Infinity,
  ]);
  expect([-0.1, 0, 1.9, 2, 9].map(law.cdf)).toEqual([0, 0.5, 0.75, 1, 1]);
  expect([-0.1, 0, 1.9, 2, 9].map(law.survival)).toEqual([1, 0.5, 0.25, 0, 0]);
  expect([0, 0.5, 0.51, 0.75, 0.76, 1].map(law.quantile)).toEqual([0, 0, 1, 1, 2, 2]);
  expect([law.mean(), law.variance()]).toEqual([0.75, 0.6875]);
  expect(law.entropy()).toBeCloseTo(1.5 * Math.LN2, 15);
});

test('a draw is the first value whose cumulative probability exceeds the uniform', () => {
  const law = categorical({ probabilities: [0, 0.5, 0, 0.5, 0] });
  expect([0, 0.4999, 0.5, 0.9999].map((u) => law.sample(withUniform(u)))).toEqual([1, 1, 3, 3]);
  expect(law.support).toEqual({ lower: 1, upper: 3, isDiscrete: true });
});

test('rounding of the sum never leaves a draw without a value', () => {
  const law = categorical({ probabilities: new Float64Array(10).fill(0.1) });
  expect(law.sample(withUniform(1 - 2 ** -53))).toBe(9);
});

test('a tail of 1e-30 keeps its digits and its quantile', () => {
  const law = categorical({ probabilities: [1, 1e-30] });
  expect([law.survival(0), law.logCdf(0), law.logSurvival(0)]).toEqual([1e-30, -1e-30, Math.log(1e-30)]);
  expect(law.quantile(1)).toBe(1);
});

test('the quantile is the smallest value whose cdf reaches p', () => {
  const weights = fc
    .array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 12 })
    .filter((w) => w.some(Boolean));
  fc.assert(
    fc.property(weights, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (w, p) => {
      const sum = w.reduce((a, b) => a + b, 0);
      const law = categorical({ probabilities: w.map((x) => x / sum) });
      const x = law.quantile(p);
      expect(law.cdf(x)).toBeGreaterThanOrEqual(p - 1e-15);
      if (x > law.support.lower) expect(law.cdf(x - 1)).toBeLessThan(p + 1e-15);
    }),
  );
});

test('infinite and NaN arguments', () => {
  const law = categorical({ probabilities: [0.5, 0.5] });
  expect([law.cdf(-Infinity), law.cdf(Infinity), law.survival(-Infinity), law.survival(Infinity)]).toEqual([
    0, 1, 1, 0,
  ]);
  expect([law.logCdf(-1), law.logSurvival(5)]).toEqual([-Infinity, -Infinity]);
  for (const f of [law.logDensity, law.cdf, law.logCdf, law.survival, law.logSurvival]) expect(f(Number.NaN)).toBeNaN();
  expect(law.score).toBeUndefined();
});

describe('errors', () => {
  test('probabilities that do not sum to one', () => {
    expect(() => categorical({ probabilities: [0.5, 0.4] })).toThrow(
      /^categorical: `probabilities` must be .*sum to 1.*; received \[0\.5, 0\.4\]$/,
    );
  });

  test('a negative probability, none at all', () => {
    expect(() => categorical({ probabilities: [1.5, -0.5] })).toThrow(
      'categorical: `probabilities[1]` must be a finite number >= 0; received -0.5',
    );
    expect(() => categorical({ probabilities: [] })).toThrow(
      'categorical: `probabilities` must be a non-empty list; received []',
    );
  });

  test('a quantile of what is not a probability', () => {
    expect(() => categorical({ probabilities: [1] }).quantile(1.1)).toThrow(
      'categorical.quantile: `p` must be a number in [0, 1]; received 1.1',
    );
  });
});
