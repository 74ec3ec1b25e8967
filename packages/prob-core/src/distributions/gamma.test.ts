import { expectClose, referenceCase } from '@yuragi/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectReference } from '../../test/distribution-reference.ts';
import { gammaDraw } from '../draws.ts';
import { key } from '../key.ts';
import { stream } from '../rng.ts';
import { incompleteGammaP, incompleteGammaQ } from '../special/incomplete-gamma.ts';
import { gamma } from './gamma.ts';

test('agrees with the stored values', () => {
  expectReference(gamma({ shape: 2.5, rate: 1.3 }), 'dist-gamma-2.5_1.3');
  expectReference(gamma({ shape: 0.1 }), 'dist-gamma-0.1_1.0');
});

test('the log density agrees with 50-digit values for shapes from 1e-3 to 1e6', () => {
  const { outputs, tolerance } = referenceCase('special-functions', 'gamma-log-density');
  for (const [shape, rate, x, value] of outputs.rows)
    expectClose(gamma({ shape, rate }).logDensity(x), value, { ...tolerance, abs: 1e-14 });
});

test('the entropy agrees with 50-digit values for shapes from 1e-3 to 1e6', () => {
  const { outputs, tolerance } = referenceCase('special-functions', 'gamma-entropy');
  for (const [shape, rate, value] of outputs.rows) expectClose(gamma({ shape, rate }).entropy(), value, tolerance);
});

test('tails keep their digits where rate x is rounded', () => {
  // At shape 1e6 the rounding is worth 4e-12 of a tail 36 deviations out.
  const { inputs, outputs, tolerance } = referenceCase('special-functions', 'gamma-tail');
  const law = gamma({ shape: inputs.shape, rate: inputs.rate });
  for (const [x, ...expected] of outputs.rows) expectClose([law.cdf(x), law.survival(x)], expected, tolerance);
});

test('is P and Q at rate x', () => {
  const law = gamma({ shape: 3, rate: 2 });
  for (const x of [1e-10, 0.5, 7]) {
    expect(law.cdf(x)).toBe(incompleteGammaP(3, 2 * x));
    expect(law.survival(x)).toBe(incompleteGammaQ(3, 2 * x));
  }
});

test('a draw is gammaDraw over the rate', () => {
  expect(gamma({ shape: 0.7, rate: 4 }).sample(stream(key(1)))).toBe(gammaDraw(stream(key(1)), 0.7) / 4);
});

test('scaling: the law at rate r is that at rate 1, divided by r', () => {
  const positive = fc.double({ min: 0.01, max: 100, noNaN: true });
  fc.assert(
    fc.property(positive, positive, positive, (shape, rate, x) => {
      const [law, unit] = [gamma({ shape, rate }), gamma({ shape })];
      expectClose(law.logDensity(x / rate), unit.logDensity(x) + Math.log(rate), { rel: 1e-12, abs: 1e-12 });
      expectClose(law.quantile(0.3) * rate, unit.quantile(0.3), { rel: 1e-14 });
      expectClose(law.entropy(), unit.entropy() - Math.log(rate), { rel: 1e-13, abs: 1e-13 });
    }),
  );
});

test('at the ends, beyond them, and at NaN', () => {
  expect([0.5, 1, 2].map((shape) => gamma({ shape, rate: 3 }).logDensity(0))).toEqual([
    Infinity,
    Math.log(3),
    -Infinity,
  ]);
  const law = gamma({ shape: 2, rate: 3 });
  expect([-1, Infinity].map(law.logDensity)).toEqual([-Infinity, -Infinity]);
  expect([-1, 0, Infinity].map(law.cdf)).toEqual([0, 0, 1]);
  expect([-1, 0, Infinity].map(law.survival)).toEqual([1, 1, 0]);
  expect([-1, Infinity].map(law.logCdf)).toEqual([-Infinity, 0]);
  expect([-1, Infinity].map(law.logSurvival)).toEqual([0, -Infinity]);
  expect(law.logDensity(1e308)).toBe(-Infinity);
  expect(law.score(-1)).toBeNaN();
  for (const f of [law.logDensity, law.cdf, law.logCdf, law.survival, law.logSurvival, law.score])
    expect(f(Number.NaN)).toBeNaN();
});

describe('errors', () => {
  test.each([0, -1, Number.NaN, Infinity])('shape and rate %f', (value) => {
    const message = `must be a finite number > 0; received ${value}`;
    expect(() => gamma({ shape: value })).toThrow(`gamma: \`shape\` ${message}`);
    expect(() => gamma({ shape: 1, rate: value })).toThrow(`gamma: \`rate\` ${message}`);
  });

  test('a quantile of what is not a probability', () => {
    expect(() => gamma({ shape: 1 }).quantile(2)).toThrow('gamma.quantile: `p` must be a number in [0, 1]; received 2');
  });
});
