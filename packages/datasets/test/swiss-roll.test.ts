import { describe, expect, test } from 'vitest';
import { swissRoll, swissRollCurve } from '../src/index.ts';

/** u on a grid of midpoints, no noise: the law itself, by its quadrature. */
const midpoints = (n: number) => {
  let k = 0;
  return { uniform: () => (k++ + 0.5) / n, normal: () => 0 };
};

const moments = (values: Float64Array): { mean: number; variance: number } => {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return { mean, variance: values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length };
};
const coordinate = (points: Float64Array, j: number): Float64Array => points.filter((_, i) => i % 2 === j);

describe('swissRollCurve', () => {
  const curve = (n: number, j: number): Float64Array =>
    Float64Array.from({ length: n }, (_, k) => {
      const t = 1.5 * Math.PI * (1 + (2 * (k + 0.5)) / n);
      return t * (j === 0 ? Math.cos(t) : Math.sin(t));
    });

  test('closed form and midpoint rule agree: error 1e-9 with 100 000 points', () => {
    for (const j of [0, 1] as const) {
      const { mean, variance } = moments(curve(100_000, j));
      expect(Math.abs(mean - swissRollCurve.mean[j])).toBeLessThan(1e-8);
      expect(Math.abs(variance / swissRollCurve.variance[j] - 1)).toBeLessThan(1e-8);
    }
  });

  test('the 1500 midpoints of the reference values are within 4e-6 (mean) and 4e-7 (variance, relative)', () => {
    for (const j of [0, 1] as const) {
      const { mean, variance } = moments(curve(1500, j));
      expect(Math.abs(mean - swissRollCurve.mean[j])).toBeLessThan(4e-6);
      expect(Math.abs(variance / swissRollCurve.variance[j] - 1)).toBeLessThan(4e-7);
    }
  });
});

describe('swissRoll', () => {
  test.each([0, 0.05, 0.5])('has mean 0 and variance 1 - noise^2 before the noise: %f', (noise) => {
    const points = swissRoll(midpoints(50_000), 50_000, { noise });
    for (const j of [0, 1]) {
      const { mean, variance } = moments(coordinate(points, j));
      expect(Math.abs(mean)).toBeLessThan(1e-8);
      expect(Math.abs(variance - (1 - noise ** 2))).toBeLessThan(1e-8);
    }
  });

  test('adds noise times the normals, first to x then to y', () => {
    let calls = 0;
    const rng = { uniform: () => 0.3, normal: () => ++calls };
    const [x, y] = swissRoll(rng, 1, { noise: 0.1 });
    const [x0, y0] = swissRoll({ uniform: () => 0.3, normal: () => 0 }, 1, { noise: 0.1 });
    expect(x! - x0!).toBeCloseTo(0.1, 14);
    expect(y! - y0!).toBeCloseTo(0.2, 14);
  });

  test('begins at (0, -3 pi/2) before centring, and the noise is 0.05 unless given', () => {
    const [x, y] = swissRoll({ uniform: () => 0, normal: () => 0 }, 1);
    expect(x).toBeCloseTo((-2 * Math.sqrt(1 - 0.05 ** 2)) / Math.sqrt(4.875 * Math.PI ** 2 - 4.25), 14);
    const { variance, mean } = swissRollCurve;
    expect(y).toBeCloseTo(((-1.5 * Math.PI - mean[1]) * Math.sqrt(1 - 0.05 ** 2)) / Math.sqrt(variance[1]), 14);
  });

  test('refuses what is not a count or a noise', () => {
    const rng = midpoints(1);
    expect(() => swissRoll(rng, -1)).toThrow('swissRoll: `n` must be an integer >= 0; received -1');
    expect(() => swissRoll(rng, 1, { noise: 1 })).toThrow('swissRoll: `noise` must be in [0, 1); received 1');
    expect(() => swissRoll(rng, 1, { noise: Number.NaN })).toThrow('received NaN');
    expect(swissRoll(rng, 0)).toEqual(new Float64Array(0));
  });
});
