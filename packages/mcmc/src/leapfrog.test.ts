import { describe, expect, test } from 'vitest';
import { correlated, counting, onLine } from '../test/targets.ts';
import { kineticEnergy, leapfrogInPlace } from './internal/leapfrog.ts';
import type { GradientTarget } from './target.ts';

const metric = Float64Array.of(0.7, 2);

/** (q, p) after n steps; p is turned round on request. */
const integrate = (
  target: GradientTarget,
  start: readonly number[],
  stepSize: number,
  numSteps: number,
  inverseMetric = metric,
): { readonly z: number[]; readonly logDensity: number } => {
  const d = target.dimension;
  const q = Float64Array.from(start.slice(0, d));
  const p = Float64Array.from(start.slice(d));
  const gradient = new Float64Array(d);
  target.gradLogDensity(q, gradient);
  const logDensity = leapfrogInPlace(target, stepSize, inverseMetric, numSteps, q, p, gradient);
  return { z: [...q, ...p], logDensity };
};

/** A quartic well with a coupling: nothing about it is linear. */
const quartic: GradientTarget = {
  dimension: 2,
  logDensity: ([x = 0, y = 0]) => -(x ** 4) / 4 - y ** 4 / 2 - 0.5 * x * x * y,
  gradLogDensity(z, out) {
    const [x = 0, y = 0] = z;
    out[0] = -(x ** 3) - x * y;
    out[1] = -2 * y ** 3 - 0.5 * x * x;
    return quartic.logDensity(z);
  },
};

describe('the leapfrog', () => {
  test('is reversible: turn the momentum round, integrate, turn it round, and be back', () => {
    for (const [target, start] of [
      [correlated, [0.3, -1, 0.5, 2]],
      [quartic, [1.2, -0.4, -0.3, 0.8]],
    ] as const) {
      const { z } = integrate(target, start, 0.13, 25);
      const back = integrate(target, [z[0]!, z[1]!, -z[2]!, -z[3]!], 0.13, 25).z;
      for (const [j, value] of [back[0]!, back[1]!, -back[2]!, -back[3]!].entries())
        expect(value).toBeCloseTo(start[j]!, 12);
    }
  });

  test("preserves volume: the Jacobian of (q, p) -> (q', p') has determinant 1", () => {
    const start = [1.2, -0.4, -0.3, 0.8];
    const h = 1e-3;
    const columns = start.map((_, j) => {
      const at = (offset: number): number[] =>
        integrate(
          quartic,
          start.map((x, k) => (k === j ? x + offset : x)),
          0.2,
          7,
        ).z;
      const [far, near, nearBack, farBack] = [at(2 * h), at(h), at(-h), at(-2 * h)];
      return start.map((_, i) => (8 * (near[i]! - nearBack[i]!) - (far[i]! - farBack[i]!)) / (12 * h));
    });
    // Fourth-order differences: the error is about h^4 = 1e-12 times the fifth derivatives.
    expect(Math.abs(determinant(columns) - 1)).toBeLessThan(1e-8);
  });

  test('energy errors fall as the square of the step size', () => {
    const start = [1, -0.2, 0.5, 0.4];
    const energy = (z: readonly number[], logDensity: number): number =>
      kineticEnergy(Float64Array.from(z.slice(2)), metric) - logDensity;
    const initial = energy(start, quartic.logDensity(Float64Array.from(start.slice(0, 2))));
    const errors = [20, 40, 80, 160].map((numSteps) => {
      const { z, logDensity } = integrate(quartic, start, 1.5 / numSteps, numSteps);
      return Math.abs(energy(z, logDensity) - initial);
    });
    for (let k = 1; k < errors.length; k++) {
      const order = Math.log2(errors[k - 1]! / errors[k]!);
      expect(Math.abs(order - 2)).toBeLessThan(0.1);
    }
  });

  test('one step on a Gaussian is the formula, momentum by momentum', () => {
    const { z, logDensity } = integrate(
      onLine(
        (x) => -0.5 * x * x,
        (x) => -x,
      ),
      [1, 0.5],
      0.2,
      1,
      Float64Array.of(3),
    );
    const half = 0.5 - 0.1 * 1;
    const q = 1 + 0.2 * 3 * half;
    expect(z[0]).toBeCloseTo(q, 15);
    expect(z[1]).toBeCloseTo(half - 0.1 * q, 15);
    expect(logDensity).toBeCloseTo(-0.5 * q * q, 15);
  });

  test('stops where the density is not a number', () => {
    const cliff = onLine(
      (x) => (x > 2 ? Number.NaN : x),
      () => 1,
    );
    let calls = 0;
    const counted = counting(cliff, () => calls++);
    expect(integrate(counted, [0, 1], 0.5, 50, Float64Array.of(1)).logDensity).toBeNaN();
    expect(calls).toBeLessThan(10);
  });
});

function determinant(columns: readonly (readonly number[])[]): number {
  if (columns.length === 0) return 1;
  return columns.reduce((sum, [first = 0], j) => {
    const minor = columns.filter((_, k) => k !== j).map((column) => column.slice(1));
    return sum + (j % 2 === 0 ? 1 : -1) * first * determinant(minor);
  }, 0);
}
