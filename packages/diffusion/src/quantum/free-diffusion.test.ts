import { integrateOde } from '@yuragi/sde';
import { expectClose, integrate, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { freeDiffusion } from './index.ts';

const { inputs, outputs } = referenceCase('bridge', 'free-diffusion');
const { u } = inputs as { u: number[] };
const two = freeDiffusion({ points: [-1, 1] });
const three = freeDiffusion({ points: [2, -1, 0.5], weights: [0.2, 0.5, 0.3] });

describe('X_0 = +-1', () => {
  test('edges, density and quantiles are the reference`s', () => {
    const positive = (time: number): Float64Array => two.support(time).filter((x) => x > 0);
    const edges = { '0.05': positive(0.05), '0.3': positive(0.3), '1.0': positive(1) };
    expectClose(edges, outputs.edges, { abs: 1e-8 });
    expectClose(two.density(0, 1), outputs.density_0_t1, { abs: 1e-8 });
    expectClose(
      u.map((p) => two.quantile(p, 1)),
      outputs.quantiles_t1,
      { abs: 1e-8 },
    );
    expectClose(
      u.map((p) => two.quantile(p, 0.05)),
      outputs.quantiles_t005,
      { abs: 1e-8 },
    );
  });

  test.each([0.05, 0.3, 1, 3])('t = %d: G solves the cubic with Im G <= 0, the density is -Im G/pi', (time) => {
    const [a2, v] = [Math.exp(-time), -Math.expm1(-time)];
    /** |v^2 G^3 - 2 x v G^2 + (x^2 - a^2 + v) G - x| */
    const residual = (x: number, real: number, imaginary: number, squareOfA: number): number => {
      const times = (p: number[], q: number[]): number[] => [
        p[0]! * q[0]! - p[1]! * q[1]!,
        p[0]! * q[1]! + p[1]! * q[0]!,
      ];
      const g = [real, imaginary];
      const [g2, g3] = [times(g, g), times(g, times(g, g))];
      const part = (i: number): number =>
        v * v * g3[i]! - 2 * x * v * g2[i]! + (x * x - squareOfA + v) * g[i]! - (i === 0 ? x : 0);
      return Math.hypot(part(0), part(1));
    };
    let mutant = 0;
    for (let x = -2.5; x <= 2.5; x += 0.0625) {
      const { real, imaginary } = two.cauchyTransform(x, time);
      expect(imaginary).toBeLessThanOrEqual(0);
      expect(residual(x, real, imaginary, a2)).toBeLessThan(1e-13);
      expect(two.density(x, time)).toBeCloseTo(-imaginary / Math.PI, 15);
      expect(two.score(x, time)).toBe(2 * real);
      mutant = Math.max(mutant, residual(x, real, imaginary, a2 ** 2));
    }
    // Mutant: the time of the q-family.
    expect(mutant).toBeGreaterThan(0.01);
    // The middle, in closed form.
    expect(two.density(0, time)).toBeCloseTo(v > a2 ? Math.sqrt(v - a2) / (Math.PI * v) : 0, 12);
  });

  test('the support splits below t = ln 2', () => {
    expect(two.support(Math.LN2 - 1e-6)).toHaveLength(4);
    expect(two.support(Math.LN2 + 1e-6)).toHaveLength(2);
  });

  test('the flow carries the quantiles of t = 1 to those of t = 0.05, and lands on the data', () => {
    const start = Float64Array.from([...u.map((p) => 1 - p), ...u], (p) => two.quantile(p, 1));
    const run = (t1: number, problem = two.flow): Float64Array =>
      integrateOde(problem, start, { t0: 1, t1, relativeTolerance: 1e-10, absoluteTolerance: 1e-12 }).position;
    const early = run(0.05);
    expectClose(early.subarray(u.length), outputs.quantiles_t005, { abs: 1e-8 });
    for (const [i, p] of u.entries()) expect(early[i]).toBeCloseTo(two.quantile(1 - p, 0.05), 8);
    // At time t the law stands within 2 sqrt(v) of the data.
    const t = 1e-8;
    for (const [i, x] of run(t).entries()) expect(Math.abs(x - (i < u.length ? -1 : 1))).toBeLessThan(2 * Math.sqrt(t));
    // Mutant: the whole score in place of half of it.
    const drift = (x: Float64Array, time: number, out: Float64Array): void => {
      for (const [i, at] of x.entries()) out[i] = -at / 2 + two.score(at, time);
    };
    const wrong = run(0.05, { dimension: 1, drift });
    expect(Math.abs(wrong[u.length]! - outputs.quantiles_t005[0])).toBeGreaterThan(0.1);
  });
});

describe('any finite spectrum', () => {
  test('one point gives the semicircle, at every time', () => {
    const one = freeDiffusion({ points: [3] });
    for (const time of [0.1, 1, 5]) {
      const [center, v] = [3 * Math.exp(-time / 2), 1 - Math.exp(-time)];
      expectClose(one.support(time), [center - 2 * Math.sqrt(v), center + 2 * Math.sqrt(v)], { abs: 1e-14 });
      for (const z of [-1.9, -0.5, 0, 1.2]) {
        const x = center + z * Math.sqrt(v);
        expect(one.density(x, time)).toBeCloseTo(Math.sqrt((4 - z * z) / v) / (2 * Math.PI), 12);
        expect(one.cdf(x, time)).toBeCloseTo(
          0.5 + (z * Math.sqrt(4 - z * z)) / (4 * Math.PI) + Math.asin(z / 2) / Math.PI,
          14,
        );
        expect(one.score(x, time)).toBeCloseTo(z / Math.sqrt(v), 12);
      }
      expect(one.cauchyTransform(center + 5, time).imaginary).toBe(0);
    }
  });

  test.each([0.2, 0.6, 1])('three points, t = %d: G solves its equation, F is the integral of the density', (time) => {
    const [a, v] = [Math.exp(-time / 2), -Math.expm1(-time)];
    const atoms = [
      [2, 0.2],
      [-1, 0.5],
      [0.5, 0.3],
    ] as const;
    for (let x = -3; x <= 4; x += 0.1) {
      const { real, imaginary } = three.cauchyTransform(x, time);
      let [re, im] = [0, 0];
      for (const [point, mass] of atoms) {
        const [p, q] = [x - v * real - a * point, -v * imaginary];
        re += (mass * p) / (p * p + q * q);
        im -= (mass * q) / (p * p + q * q);
      }
      expect(Math.hypot(re - real, im - imaginary)).toBeLessThan(1e-9);
    }
    const edges = three.support(time);
    expect(edges).toHaveLength(time < 0.5 ? 6 : time < 0.7 ? 4 : 2);
    let total = 0;
    for (let i = 0; i < edges.length; i += 2) {
      const [low, high] = [edges[i]!, edges[i + 1]!];
      // x = middle + half sin(angle): smooth where the density ends as a square root.
      const [middle, half] = [(low + high) / 2, (high - low) / 2];
      const before = three.cdf(low, time);
      const part = integrate(
        (angle) => three.density(middle + half * Math.sin(angle), time) * half * Math.cos(angle),
        -Math.PI / 2,
        Math.PI / 2,
      );
      expect(Math.abs(three.cdf(high, time) - before - part)).toBeLessThan(1e-8);
      total += part;
    }
    expect(total).toBeCloseTo(1, 7);
    for (const p of [0.1, 0.49, 0.7, 0.95]) expect(three.cdf(three.quantile(p, time), time)).toBeCloseTo(p, 12);
  });

  test('weights and order of the points', () => {
    const sorted = freeDiffusion({ points: [-1, 0.5, 2, 7], weights: [0.5, 0.3, 0.2, 0] });
    const doubled = freeDiffusion({ points: [-1, -1, 1, 1] });
    expect(sorted.cdf(0.7, 0.4)).toBe(three.cdf(0.7, 0.4));
    expect(sorted.support(0.4)).toEqual(three.support(0.4));
    expectClose(doubled.support(0.3), two.support(0.3), { abs: 1e-14 });
    expect(doubled.cdf(0.9, 0.3)).toBeCloseTo(two.cdf(0.9, 0.3), 14);
  });

  test('moments: the mean falls as e^{-t/2}, the variance tends to 1', () => {
    const [low, high] = [three.support(1)[0]!, three.support(1)[1]!];
    const [middle, half] = [(low + high) / 2, (high - low) / 2];
    const moment = (power: number): number =>
      integrate(
        (angle) =>
          (middle + half * Math.sin(angle)) ** power *
          three.density(middle + half * Math.sin(angle), 1) *
          half *
          Math.cos(angle),
        -Math.PI / 2,
        Math.PI / 2,
      );
    const [mean, variance] = [0.05, 0.2 * 4 + 0.5 + 0.3 * 0.25 - 0.05 ** 2];
    expect(moment(1)).toBeCloseTo(mean * Math.exp(-0.5), 8);
    expect(moment(2) - moment(1) ** 2).toBeCloseTo(variance * Math.exp(-1) + 1 - Math.exp(-1), 7);
  });
});

test('what is refused', () => {
  expect(() => freeDiffusion({ points: [0, Number.NaN] })).toThrow('`points[1]` must be a finite number; received NaN');
  expect(() => freeDiffusion({ points: [] })).toThrow('`weights` must be a non-empty list');
  expect(() => freeDiffusion({ points: [1, 2], weights: [1] })).toThrow('`weights` must have length 2');
  expect(() => freeDiffusion({ points: [1], weights: [0.5] })).toThrow('probabilities that sum to 1');
  expect(() => two.density(0, 0)).toThrow('density: `time` must be a finite number > 0; received 0');
  expect(() => two.cdf(Number.NaN, 1)).toThrow('cdf: `x` must be a finite number; received NaN');
  expect(() => two.quantile(1, 1)).toThrow('quantile: `p` must be a number in (0, 1); received 1');
});
