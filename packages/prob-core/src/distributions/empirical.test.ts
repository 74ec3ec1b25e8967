import { expectClose } from '@yuragi/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { key } from '../key.ts';
import { toNdarray } from '../ndarray-boundary.ts';
import { stream } from '../rng.ts';
import { empirical } from './empirical.ts';

describe('points on a line', () => {
  const law = empirical(Float64Array.of(3, 1, 1, 7));

  test('mass, tails, quantiles and moments', () => {
    expect([1, 3, 7, 2].map(law.logDensity)).toEqual([Math.log(0.5), Math.log(0.25), Math.log(0.25), -Infinity]);
    expect([0, 1, 2, 3, 7, 8].map(law.cdf)).toEqual([0, 0.5, 0.5, 0.75, 1, 1]);
    expect([0, 1, 2, 3, 7, 8].map(law.survival)).toEqual([1, 0.5, 0.5, 0.25, 0, 0]);
    expect([0, 0.5, 0.51, 0.75, 0.76, 1].map(law.quantile)).toEqual([1, 1, 3, 3, 7, 7]);
    expect([law.mean(), law.variance()]).toEqual([3, 6]);
    expect(law.entropy()).toBeCloseTo(1.5 * Math.LN2, 15);
    expect(law.support).toEqual({ lower: 1, upper: 7, isDiscrete: true });
    expect([law.logCdf(0), law.logSurvival(9)]).toEqual([-Infinity, -Infinity]);
  });

  test('a draw is the point at int(n)', () => {
    const rng = stream(key(1));
    const points = [3, 1, 1, 7];
    expect(law.sample(stream(key(1)))).toBe(points[rng.int(4)]);
  });

  test('the data are copied', () => {
    const data = Float64Array.of(1, 2);
    const copy = empirical(data);
    data[0] = 9;
    expect(copy.mean()).toBe(1.5);
    expect(copy.parameters).toEqual({ data: Float64Array.of(1, 2) });
  });

  test('the quantile is the smallest point whose cdf reaches p', () => {
    const data = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(data, fc.double({ min: 0, max: 1, noNaN: true }), (points, p) => {
        const empiricalLaw = empirical(Float64Array.from(points));
        const x = empiricalLaw.quantile(p);
        expect(empiricalLaw.cdf(x)).toBeGreaterThanOrEqual(p);
        if (x > empiricalLaw.support.lower) expect(empiricalLaw.cdf(x - 0.5)).toBeLessThan(p);
      }),
    );
  });

  test('NaN gives NaN, and there is no score', () => {
    for (const f of [law.logDensity, law.cdf, law.logCdf, law.survival, law.logSurvival])
      expect(f(Number.NaN)).toBeNaN();
    expect(law.score).toBeUndefined();
  });
});

describe('rows', () => {
  const law = empirical(toNdarray(Float64Array.of(1, 2, 3, 5, 1, 2, 1, 3), [4, 2]));

  test('mass and moments', () => {
    const mass = (...x: number[]): number => law.logDensity(Float64Array.from(x));
    expect([mass(1, 2), mass(1, 3), mass(3, 5), mass(3, 2), mass(0, 0)]).toEqual([
      Math.log(0.5),
      Math.log(0.25),
      Math.log(0.25),
      -Infinity,
      -Infinity,
    ]);
    expect([law.dimension, Array.from(law.mean())]).toEqual([2, [1.5, 3]]);
    expectClose(law.covariance().data, [0.75, 1, 1, 1.5], { rel: 1e-15 });
    expectClose(law.variance(), [0.75, 1.5], { rel: 1e-15 });
    expect(law.entropy()).toBeCloseTo(1.5 * Math.LN2, 15);
    expect(mass(Number.NaN, 2)).toBeNaN();
  });

  test('a draw is the row at int(n)', () => {
    const row = stream(key(3)).int(4);
    expect(Array.from(law.sample(stream(key(3))))).toEqual([1, 2, 3, 5, 1, 2, 1, 3].slice(2 * row, 2 * row + 2));
  });

  test('what is returned is the caller’s to change', () => {
    law.mean().fill(9);
    law.covariance().set(0, 0, 9);
    law.sample(stream(key(1))).fill(9);
    expect([law.mean()[0], law.covariance().get(0, 0), law.logDensity(Float64Array.of(9, 9))]).toEqual([
      1.5,
      0.75,
      -Infinity,
    ]);
  });
});

describe('errors', () => {
  test('no data, or not finite', () => {
    expect(() => empirical(new Float64Array(0))).toThrow(
      'empirical: `data` must be at least one number; received Float64Array[]',
    );
    expect(() => empirical(Float64Array.of(1, Number.NaN))).toThrow(
      'empirical: `data[1]` must be a finite number; received NaN',
    );
  });

  test('an ndarray that is not a matrix', () => {
    expect(() => empirical(toNdarray(Float64Array.of(1, 2), [2]))).toThrow(
      'empirical: `data` must have shape (n, d); received shape (2)',
    );
    expect(() => empirical([1, 2] as never)).toThrow('empirical: `data` must be an ndarray');
  });

  test('a quantile of what is not a probability', () => {
    expect(() => empirical(Float64Array.of(1)).quantile(2)).toThrow(
      'empirical.quantile: `p` must be a number in [0, 1]; received 2',
    );
  });
});
