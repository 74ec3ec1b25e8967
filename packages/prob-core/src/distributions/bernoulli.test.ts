import { describe, expect, test } from 'vitest';
import { key } from '../key.ts';
import { stream } from '../rng.ts';
import { bernoulli } from './bernoulli.ts';

test('mass, tails and quantiles', () => {
  const law = bernoulli({ probability: 0.25 });
  expect([0, 1, 0.5, 2].map(law.logDensity)).toEqual([Math.log1p(-0.25), Math.log(0.25), -Infinity, -Infinity]);
  expect([-1, 0, 0.5, 1].map(law.cdf)).toEqual([0, 0.75, 0.75, 1]);
  expect([-1, 0, 0.5, 1].map(law.survival)).toEqual([1, 0.25, 0.25, 0]);
  expect([-1, 0, 1].map(law.logCdf)).toEqual([-Infinity, Math.log1p(-0.25), 0]);
  expect([-1, 0, 1].map(law.logSurvival)).toEqual([0, Math.log(0.25), -Infinity]);
  expect([0, 0.75, 0.7500001, 1].map(law.quantile)).toEqual([0, 0, 1, 1]);
  expect([law.mean(), law.variance()]).toEqual([0.25, 0.1875]);
  expect(law.entropy()).toBeCloseTo(0.5623351446188083, 15);
});

test('a rare event keeps its digits', () => {
  const law = bernoulli({ probability: 1e-300 });
  expect(law.logDensity(0)).toBe(-1e-300);
  expect(law.logDensity(1)).toBe(Math.log(1e-300));
});

test('certainties', () => {
  const [never, always] = [bernoulli({ probability: 0 }), bernoulli({ probability: 1 })];
  expect([never.support.upper, always.support.lower]).toEqual([0, 1]);
  expect([never.entropy(), always.entropy()]).toEqual([0, 0]);
  expect([never.quantile(1), always.quantile(0), always.quantile(1e-9)]).toEqual([0, 1, 1]);
  expect([never.logDensity(1), always.logDensity(0)]).toEqual([-Infinity, -Infinity]);
  expect([never.sample(stream(key(1))), always.sample(stream(key(1)))]).toEqual([0, 1]);
});

test('a draw is 1 where the uniform is below the probability', () => {
  const u = stream(key(1)).uniform();
  expect(bernoulli({ probability: u }).sample(stream(key(1)))).toBe(0);
  expect(bernoulli({ probability: u + 1e-9 }).sample(stream(key(1)))).toBe(1);
});

test('NaN gives NaN, and a discrete law has no score', () => {
  const law = bernoulli({ probability: 0.5 });
  for (const f of [law.logDensity, law.cdf, law.logCdf, law.survival, law.logSurvival]) expect(f(Number.NaN)).toBeNaN();
  expect(law.score).toBeUndefined();
});

describe('errors', () => {
  test.each([-0.1, 1.1, Number.NaN])('probability %f', (probability) => {
    expect(() => bernoulli({ probability })).toThrow(
      `bernoulli: \`probability\` must be a number in [0, 1]; received ${probability}`,
    );
  });

  test('a quantile of what is not a probability', () => {
    expect(() => bernoulli({ probability: 0.5 }).quantile(-1)).toThrow(
      'bernoulli.quantile: `p` must be a number in [0, 1]; received -1',
    );
  });
});
