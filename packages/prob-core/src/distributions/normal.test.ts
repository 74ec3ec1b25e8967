import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { expectReference } from '../../test/distribution-reference.ts';
import { key } from '../key.ts';
import { stream } from '../rng.ts';
import { normal } from './normal.ts';

test('agrees with the stored values, 38 standard deviations out', () => {
  expectReference(normal(), 'dist-normal-0.0_1.0');
  expectReference(normal({ mean: -1.5, standardDeviation: 0.25 }), 'dist-normal--1.5_0.25');
});

test('is the standard normal unless told otherwise', () => {
  expect(normal().parameters).toEqual({ mean: 0, standardDeviation: 1 });
  expect(normal({ mean: 2 }).parameters).toEqual({ mean: 2, standardDeviation: 1 });
});

test('tails keep their digits where z itself is rounded', () => {
  // z = 37 is rounded by up to 4e-15, which is 1.3e-13 of the tail.
  const { inputs, outputs, tolerance } = referenceCase('special-functions', 'normal-tail');
  const law = normal({ mean: inputs.mean, standardDeviation: inputs.standardDeviation });
  for (const [x, ...expected] of outputs.rows) expectClose([law.cdf(x), law.survival(x)], expected, tolerance);
});

test('a draw is mean + standardDeviation times a normal of the Rng', () => {
  const law = normal({ mean: 3, standardDeviation: 0.5 });
  expect(law.sample(stream(key(1)))).toBe(3 + 0.5 * stream(key(1)).normal());
});

test('infinite and NaN arguments', () => {
  const law = normal({ mean: 1, standardDeviation: 2 });
  expect([law.logDensity(Infinity), law.cdf(-Infinity), law.cdf(Infinity), law.survival(Infinity)]).toEqual([
    -Infinity,
    0,
    1,
    0,
  ]);
  expect([law.logCdf(Infinity), law.logCdf(-Infinity), law.logSurvival(-Infinity)]).toEqual([0, -Infinity, 0]);
  for (const f of [law.logDensity, law.cdf, law.logCdf, law.survival, law.logSurvival, law.score])
    expect(f(Number.NaN)).toBeNaN();
  expect(normal({ standardDeviation: 1e305 }).cdf(-1e305)).toBeCloseTo(0.15865525393145707, 15);
});

describe('errors', () => {
  test.each([0, -0.5, Number.NaN, Infinity])('standardDeviation %f', (standardDeviation) => {
    expect(() => normal({ standardDeviation })).toThrow(
      `normal: \`standardDeviation\` must be a finite number > 0; received ${standardDeviation}`,
    );
  });

  test.each([Number.NaN, -Infinity])('mean %f', (mean) => {
    expect(() => normal({ mean })).toThrow(`normal: \`mean\` must be a finite number; received ${mean}`);
  });

  test('a quantile of what is not a probability', () => {
    expect(() => normal().quantile(1.5)).toThrow('normal.quantile: `p` must be a number in [0, 1]; received 1.5');
  });
});
