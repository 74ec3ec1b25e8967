import { describe, expect, test } from 'vitest';
import { checkGradient } from './check-gradient.ts';

/** -x^4/4 + sin(x y), and its gradient times `factor` in y. */
const target = (factor = 1) => ({
  dimension: 2,
  logDensity: (x: Float64Array) => -(x[0]! ** 4) / 4 + Math.sin(x[0]! * x[1]!),
  gradLogDensity(x: Float64Array, out: Float64Array): number {
    const slope = Math.cos(x[0]! * x[1]!);
    out[0] = -(x[0]! ** 3) + slope * x[1]!;
    out[1] = factor * slope * x[0]!;
    return this.logDensity(x);
  },
});

describe('checkGradient', () => {
  const x = Float64Array.of(0.7, -1.2);

  test('a right gradient agrees to 1e-10', () => {
    const t = target();
    const bound = { ...t, gradLogDensity: t.gradLogDensity.bind(t) };
    const { maxError, analytic, numeric } = checkGradient(bound, x);
    expect(maxError).toBeLessThan(1e-10);
    for (const j of [0, 1]) expect(Math.abs(analytic[j]! - numeric[j]!)).toBeLessThan(1e-10);
  });

  test('a wrong one shows its error and where', () => {
    const t = target(1.001);
    const { maxError, worstCoordinate } = checkGradient({ ...t, gradLogDensity: t.gradLogDensity.bind(t) }, x);
    expect(worstCoordinate).toBe(1);
    expect(maxError).toBeCloseTo(0.001 * Math.cos(0.84) * 0.7, 9);
  });

  test('coordinates are scaled: a relative error counts where the gradient is large', () => {
    const steep = {
      dimension: 1,
      logDensity: (at: Float64Array) => 1e6 * at[0]!,
      gradLogDensity: (_: Float64Array, out: Float64Array) => (out[0] = 1.01e6),
    };
    expect(checkGradient(steep, Float64Array.of(0)).maxError).toBeCloseTo(0.01 / 1.01, 6);
  });

  test('NaN on either side is an infinite error', () => {
    const broken = {
      dimension: 1,
      logDensity: (at: Float64Array) => Math.log(at[0]!),
      gradLogDensity: (at: Float64Array, out: Float64Array) => (out[0] = 1 / at[0]!),
    };
    expect(checkGradient(broken, Float64Array.of(1e-9)).maxError).toBe(Infinity);
    expect(
      checkGradient({ ...broken, gradLogDensity: (_, out) => (out[0] = Number.NaN) }, Float64Array.of(1)).maxError,
    ).toBe(Infinity);
  });

  test('costs 4 d evaluations and one gradient, and leaves x alone', () => {
    const calls = { value: 0, gradient: 0 };
    const counted = {
      dimension: 3,
      logDensity(at: Float64Array): number {
        calls.value++;
        at.fill(0);
        return 0;
      },
      gradLogDensity(at: Float64Array, out: Float64Array): number {
        calls.gradient++;
        at.fill(0);
        out.fill(0);
        return 0;
      },
    };
    const point = Float64Array.of(1, 2, 3);
    checkGradient(counted, point);
    expect(calls).toEqual({ value: 12, gradient: 1 });
    expect(Array.from(point)).toEqual([1, 2, 3]);
  });

  test('refuses a point of another dimension and one that is not finite', () => {
    expect(() => checkGradient(target(), Float64Array.of(1))).toThrow(
      'checkGradient: `x` must have length 2; received shape (1)',
    );
    expect(() => checkGradient(target(), Float64Array.of(1, Number.NaN))).toThrow(
      'checkGradient: `x[1]` must be a finite number; received NaN',
    );
  });
});
