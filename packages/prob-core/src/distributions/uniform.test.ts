import { describe, expect, test } from 'vitest';
import { uniform } from './uniform.ts';

test('density, tails and quantiles on [-1, 3]', () => {
  const law = uniform({ lower: -1, upper: 3 });
  expect([-1, 0, 3].map(law.logDensity)).toEqual([0, 0, 0].map(() => -Math.log(4)));
  expect([-1.5, -1, 0, 3, 4].map(law.cdf)).toEqual([0, 0, 0.25, 1, 1]);
  expect([-1.5, -1, 0, 3, 4].map(law.survival)).toEqual([1, 1, 0.75, 0, 0]);
  expect([0, 0.25, 0.5, 1].map(law.quantile)).toEqual([-1, 0, 1, 3]);
  expect([law.mean(), law.variance(), law.entropy()]).toEqual([1, 16 / 12, Math.log(4)]);
  expect([law.score(0), law.score(4)]).toEqual([0, Number.NaN]);
});

test('is on [0, 1] unless told otherwise', () => {
  expect(uniform().parameters).toEqual({ lower: 0, upper: 1 });
});

test('the logarithms of tails next to 1 are minus the other tail', () => {
  const law = uniform();
  expect(law.logSurvival(1e-300)).toBe(-1e-300);
  expect(law.logCdf(1e-300)).toBe(Math.log(1e-300));
  expect(law.logCdf(1 - 2 ** -40)).toBe(Math.log1p(-(2 ** -40)));
});

test('infinite and NaN arguments', () => {
  const law = uniform();
  expect([law.logDensity(Infinity), law.cdf(Infinity), law.cdf(-Infinity), law.logCdf(-1)]).toEqual([
    -Infinity,
    1,
    0,
    -Infinity,
  ]);
  for (const f of [law.logDensity, law.cdf, law.logCdf, law.survival, law.logSurvival, law.score])
    expect(f(Number.NaN)).toBeNaN();
});

describe('errors', () => {
  test('an empty or infinite interval', () => {
    const message = 'uniform: `upper` must be a number > lower = 1, at a finite distance; received 1';
    expect(() => uniform({ lower: 1, upper: 1 })).toThrow(message);
    expect(() => uniform({ lower: -1e308, upper: 1e308 })).toThrow('at a finite distance; received 1e+308');
  });

  test('ends that are not finite', () => {
    expect(() => uniform({ lower: -Infinity })).toThrow('uniform: `lower` must be a finite number; received -Infinity');
    expect(() => uniform({ upper: Number.NaN })).toThrow('uniform: `upper` must be a finite number; received NaN');
  });

  test('a quantile of what is not a probability', () => {
    expect(() => uniform().quantile(-0.1)).toThrow('uniform.quantile: `p` must be a number in [0, 1]; received -0.1');
  });
});
