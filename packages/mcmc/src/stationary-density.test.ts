import { gaussianKernel } from '@yuragi/prob-core';
import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { stationaryDensity } from './stationary-density.ts';

const trapezoid = (lower: number, upper: number, n: number) => {
  const spacing = (upper - lower) / (n - 1);
  return {
    nodes: Float64Array.from({ length: n }, (_, i) => lower + i * spacing),
    weights: new Float64Array(n).fill(spacing),
  };
};
const normalDensity = (x: number): number => Math.exp(-x * x * 0.5) / Math.sqrt(2 * Math.PI);
const autoregression = (alpha: number) => {
  const step = gaussianKernel({ gain: Math.sqrt(alpha), variance: 1 - alpha });
  return (x: number, y: number) => Math.exp(step.given(y).logDensity(x));
};

describe('stationaryDensity', () => {
  const { inputs, outputs, tolerance } = referenceCase('bridge', 'nystrom-ar1');
  const rule = trapezoid(inputs.interval[0], inputs.interval[1], inputs.points);

  test('AR(1): the density is N(0, 1) to 1e-14, the eigenvalues are sqrt(alpha)^k to 1e-13', () => {
    const { density, at, eigenvalues, isReversible, meanDefect } = stationaryDensity(
      autoregression(inputs.alpha),
      rule,
    );
    for (const [i, x] of rule.nodes.entries()) expect(Math.abs(density[i]! - normalDensity(x))).toBeLessThan(1e-14);
    for (const x of [-3.3, 0, 0.05, 1.234]) expect(Math.abs(at(x) - normalDensity(x))).toBeLessThan(1e-14);
    expectClose(at(0), outputs.density_at_0, { abs: 1e-14 });
    expect(isReversible).toBe(true);
    expect(eigenvalues).toHaveLength(inputs.points);
    expectClose(eigenvalues.slice(0, 6), outputs.eigenvalues, { abs: tolerance.abs as number });
    expect(meanDefect).toBeLessThan(1e-14);
  });

  test('a rotation on the circle with noise: uniform, not reversible, one eigenvalue', () => {
    // Wrapped normal of a step of 1 and variance 1/4.
    const kernel = (x: number, y: number): number => {
      let sum = 0;
      for (let turn = -4; turn <= 4; turn++) sum += Math.exp(-2 * (x - y - 1 + 2 * Math.PI * turn) ** 2);
      return sum * Math.sqrt(2 / Math.PI);
    };
    const n = 60;
    const nodes = Float64Array.from({ length: n }, (_, i) => (2 * Math.PI * i) / n);
    const found = stationaryDensity(kernel, { nodes, weights: new Float64Array(n).fill((2 * Math.PI) / n) });
    for (const value of found.density) expect(value).toBeCloseTo(1 / (2 * Math.PI), 14);
    expect(found.isReversible).toBe(false);
    expect(found.eigenvalues).toHaveLength(1);
    expect(found.eigenvalues[0]).toBeCloseTo(1, 13);
  });

  test('a nonlinear map with noise: what a step of the density gives is the density', () => {
    // x' = sin(2 x) + noise, no closed form: its defining equation is the check, on other nodes.
    const kernel = (x: number, y: number): number => normalDensity((x - Math.sin(2 * y)) / 0.5) / 0.5;
    const coarse = stationaryDensity(kernel, trapezoid(-6, 6, 121));
    const fine = stationaryDensity(kernel, trapezoid(-6, 6, 241));
    for (const x of [-2, -0.4, 0, 0.7, 1.9]) expect(coarse.at(x)).toBeCloseTo(fine.at(x), 13);
    expect(coarse.isReversible).toBe(false);
    // The mean of sin 2y is 0 by symmetry, and the variance that of sin 2y plus that of the noise.
    const { nodes, weights } = trapezoid(-6, 6, 241);
    const mean = (f: (x: number) => number) =>
      nodes.reduce((sum, x, i) => sum + weights[i]! * fine.density[i]! * f(x), 0);
    expect(mean((x) => x)).toBeCloseTo(0, 13);
    expect(mean((x) => x * x)).toBeCloseTo(0.25 + mean((x) => Math.sin(2 * x) ** 2), 13);
  });

  test('refuses a kernel whose columns do not integrate to 1, with the size', () => {
    const kernel = autoregression(0.64);
    // The mutant with its arguments swapped: what is drawn in is pushed out, off the nodes.
    expect(() => stationaryDensity((x, y) => kernel(y, x), rule)).toThrow(
      /^stationaryDensity: `kernel` must be a density in x, integral 1 over the nodes to 0\.000001 on average \(given y = -?10 it is 0\.0\d*\); received 0\.99\d*$/,
    );
    // Without its normaliser, 0.6 sqrt(2 pi) = 1.50398.
    expect(() => stationaryDensity((x, y) => Math.exp(-((x - 0.8 * y) ** 2) / 0.72), rule)).toThrow(
      /received 0\.50397\d*$/,
    );
    // Nodes that do not cover the density.
    expect(() => stationaryDensity(kernel, trapezoid(-2, 2, 81))).toThrow(
      /\(given y = -?2 it is 0\.7\d*\); received 0\.0\d*$/,
    );
    const loose = stationaryDensity(kernel, { ...trapezoid(-5, 5, 161), tolerance: 1e-4 });
    expect(loose.meanDefect).toBeGreaterThan(1e-7);
    expect(loose.maxDefect).toBeGreaterThan(0.01);
  });

  test('refuses bad nodes, weights and values', () => {
    const kernel = autoregression(0.64);
    expect(() => stationaryDensity(kernel, { nodes: [0, 0], weights: [1, 1] })).toThrow(
      'stationaryDensity: `nodes[1]` must be above 0; received 0',
    );
    expect(() => stationaryDensity(kernel, { nodes: [0, 1], weights: [1] })).toThrow(
      'stationaryDensity: `weights` must have length 2; received shape (1)',
    );
    expect(() => stationaryDensity(kernel, { nodes: [0, 1], weights: [1, 0] })).toThrow(
      'stationaryDensity: `weights[1]` must be a finite number > 0; received 0',
    );
    expect(() => stationaryDensity(() => -1, rule)).toThrow(
      'stationaryDensity: `kernel(-10, -10)` must be a finite number >= 0; received -1',
    );
    expect(() => stationaryDensity(() => 0, rule)).toThrow(
      'stationaryDensity: `kernel` must be above 0 somewhere on the nodes, given y = -10; received 0',
    );
  });
});
