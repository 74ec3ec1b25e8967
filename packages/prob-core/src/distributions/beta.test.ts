import { expectClose, referenceCase } from '@yuragi/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectReference } from '../../test/distribution-reference.ts';
import { betaDraw } from '../draws.ts';
import { key } from '../key.ts';
import { stream } from '../rng.ts';
import { beta } from './beta.ts';

test('agrees with the stored values', () => {
  expectReference(beta({ shape1: 2.5, shape2: 1.5 }), 'dist-beta-2.5_1.5');
  expectReference(beta({ shape1: 0.5, shape2: 0.5 }), 'dist-beta-0.5_0.5');
});

test('the log density agrees with 50-digit values for shapes from 0.01 to 1e6', () => {
  const { outputs, tolerance } = referenceCase('special-functions', 'beta-log-density');
  for (const [shape1, shape2, x, value] of outputs.rows)
    expectClose(beta({ shape1, shape2 }).logDensity(x), value, { ...tolerance, abs: 1e-14, zero_abs: 1e-14 });
});

test('the entropy agrees with 50-digit values for shapes from 0.01 to 1e6', () => {
  const { outputs, tolerance } = referenceCase('special-functions', 'beta-entropy');
  for (const [shape1, shape2, value] of outputs.rows)
    expectClose(beta({ shape1, shape2 }).entropy(), value, { ...tolerance, zero_abs: 1e-15 });
});

test('a draw is betaDraw', () => {
  expect(beta({ shape1: 0.7, shape2: 4 }).sample(stream(key(1)))).toBe(betaDraw(stream(key(1)), 0.7, 4));
});

test('exchanging the shapes reflects the law', () => {
  const shape = fc.double({ min: 0.01, max: 1000, noNaN: true });
  fc.assert(
    fc.property(shape, shape, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (shape1, shape2, t) => {
      const x = 1 - (1 - t);
      const [law, mirror] = [beta({ shape1, shape2 }), beta({ shape1: shape2, shape2: shape1 })];
      expectClose(law.cdf(x), mirror.survival(1 - x), { rel: 1e-14, subnormal_abs: 1e-322 });
      expectClose(law.logDensity(x), mirror.logDensity(1 - x), { rel: 1e-13, abs: 1e-12 });
      expectClose(law.entropy(), mirror.entropy(), { rel: 1e-14, abs: 1e-14 });
    }),
  );
});

test('at the ends, beyond them, and at NaN', () => {
  const at = (shape1: number, shape2: number, x: number): number => beta({ shape1, shape2 }).logDensity(x);
  expect([at(0.5, 2, 0), at(1, 3, 0), at(2, 2, 0)]).toEqual([Infinity, Math.log(3), -Infinity]);
  expect([at(2, 0.5, 1), at(3, 1, 1), at(2, 2, 1)]).toEqual([Infinity, Math.log(3), -Infinity]);
  const law = beta({ shape1: 2, shape2: 3 });
  expect([-1, 2, Infinity].map(law.logDensity)).toEqual([-Infinity, -Infinity, -Infinity]);
  expect([-1, 0, 1, 2].map(law.cdf)).toEqual([0, 0, 1, 1]);
  expect([-1, 0, 1, 2].map(law.survival)).toEqual([1, 1, 0, 0]);
  expect([-1, 2].map(law.logCdf)).toEqual([-Infinity, 0]);
  expect([-1, 2].map(law.logSurvival)).toEqual([0, -Infinity]);
  expect([-1, 2].map(law.score)).toEqual([Number.NaN, Number.NaN]);
  for (const f of [law.logDensity, law.cdf, law.logCdf, law.survival, law.logSurvival, law.score])
    expect(f(Number.NaN)).toBeNaN();
});

describe('errors', () => {
  test.each([0, -1, Number.NaN, Infinity])('shapes %f', (value) => {
    const message = `must be a finite number > 0; received ${value}`;
    expect(() => beta({ shape1: value, shape2: 1 })).toThrow(`beta: \`shape1\` ${message}`);
    expect(() => beta({ shape1: 1, shape2: value })).toThrow(`beta: \`shape2\` ${message}`);
  });

  test('a quantile of what is not a probability', () => {
    const law = beta({ shape1: 1, shape2: 2 });
    expect(() => law.quantile(Number.NaN)).toThrow('beta.quantile: `p` must be a number in [0, 1]; received NaN');
  });
});
