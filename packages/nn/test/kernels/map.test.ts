/** Maps of all lengths against the reference, and the reference's derivatives against finite differences. */
import { key, stream } from '@yuragi/prob-core';
import { derivative } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { type Elementwise, elementwise } from '../../src/kernels.ts';
import { derivativeOf, mapOf, mapReference, secondDerivativeOf } from '../../src/reference/map.ts';
import { kernelBuilds, roundoff, testBed } from './harness.ts';

const names = Object.keys(elementwise) as Elementwise[];
const sizes = [1, 2, 3, 4, 5, 7, 37, 64, 301];

describe.each(kernelBuilds())('the $name build', (build) => {
  /** Largest excess of a map and its derivatives over n normals; the values and derivatives are of order |expected| + 1. */
  function excess(name: Elementwise, n: number, reference = mapReference): number {
    const bed = testBed(build, reference);
    const rng = stream(key('maps'));
    const [x, y, z] = [bed.normals(rng, n), bed.normals(rng, n), bed.normals(rng, n)];
    const [value, slope, curvature, self] = [bed.output(n), bed.output(n), bed.output(n), bed.normals(rng, n)];
    const before = Float64Array.from({ length: n }, (_, i) => bed.expected[self / 4 + i]!);
    const f = elementwise[name];
    bed.run((kernels) => {
      kernels.map(value, x, n, f);
      kernels.mapDerivative(slope, y, x, n, f);
      kernels.mapSecondDerivative(curvature, y, z, x, n, f);
      kernels.mapDerivative(self, self, x, n, f);
    });
    // math.test.ts: at most 6 ulp (12 roundings) or 2^-22 in each factor, and a rounding or two of the products.
    const near = (address: number, factor: (i: number) => number) => (i: number) =>
      16 * roundoff * (Math.abs(bed.expected[address / 4 + i]!) + Math.abs(factor(i)));
    const at = (address: number, i: number): number => bed.expected[address / 4 + i]!;
    expect(bed.isIntact()).toBe(true);
    return Math.max(
      bed.excess(
        value,
        n,
        near(value, () => 0),
      ),
      bed.excess(
        slope,
        n,
        near(slope, (i) => at(y, i)),
      ),
      bed.excess(
        curvature,
        n,
        near(curvature, (i) => at(y, i) * at(z, i)),
      ),
      bed.excess(
        self,
        n,
        near(self, (i) => before[i]!),
      ),
    );
  }

  test.each(names)('%s, its derivative (in place too) and its second derivative at every length', (name) => {
    for (const n of sizes) expect(excess(name, n), `${n} elements`).toBeLessThanOrEqual(1);
  });

  test('the derivative of silu without its second term is rejected', () => {
    const mutant: typeof mapReference = (memory) => ({
      ...mapReference(memory),
      mapDerivative: (out, y, x, n) => {
        const values = memory();
        for (let i = 0; i < n; i++)
          values[out / 4 + i] = values[y / 4 + i]! * mapOf(elementwise.sigmoid)(values[x / 4 + i]!);
      },
    });
    expect(excess('silu', 5, mutant)).toBeGreaterThan(1);
  });

  test('an element has the same bits in whole vectors and in the rest, in place and not', () => {
    const rng = stream(key('places of an element'));
    for (const name of names) {
      const bed = testBed(build, mapReference);
      const n = 8;
      const x = bed.normals(rng, n);
      const whole = bed.output(n);
      build.kernels.map(whole, x, n, elementwise[name]);
      for (let m = 1; m <= n; m++) {
        const out = bed.output(m);
        build.kernels.map(out, x, m, elementwise[name]);
        expect(bed.values.slice(out / 4, out / 4 + m)).toEqual(bed.values.slice(whole / 4, whole / 4 + m));
      }
      build.kernels.map(x, x, n, elementwise[name]);
      expect(bed.values.slice(x / 4, x / 4 + n)).toEqual(bed.values.slice(whole / 4, whole / 4 + n));
    }
  });

  test('scale x + shift', () => {
    for (const n of sizes) {
      const bed = testBed(build, mapReference);
      const x = bed.normals(stream(key('scale and shift')), n);
      const out = bed.output(n);
      bed.run((kernels) => kernels.scaleShift(out, x, n, -1.5, 0.25));
      const bound = (i: number) => roundoff * (3 * Math.abs(bed.expected[x / 4 + i]!) + 0.25);
      expect(bed.excess(out, n, bound)).toBeLessThanOrEqual(1);
      expect(bed.isIntact()).toBe(true);
    }
  });
});

test.each(names)('the reference derivatives of %s are those of central differences', (name) => {
  const f = elementwise[name];
  const isPositive = name === 'log' || name === 'sqrt' || name === 'reciprocal';
  for (let i = 0; i < 40; i++) {
    // Away from 0, where relu and abs have their kink.
    const x = isPositive ? 0.3 + 0.11 * i : -5.9 + 0.3 * i;
    // Differences over h of values with error 2^-52: about 1e-12 in the slope of functions up to e^6.
    const tolerance = 1e-9 * (1 + Math.abs(mapOf(f)(x)));
    expect(Math.abs(derivativeOf(f)(x) - derivative(mapOf(f), x)), `slope at ${x}`).toBeLessThan(tolerance);
    const curvature = derivative(derivativeOf(f), x);
    expect(Math.abs(secondDerivativeOf(f)(x) - curvature), `curvature at ${x}`).toBeLessThan(10 * tolerance);
  }
});

test('central differences reject a second derivative of silu with the wrong sign of its second term', () => {
  const slope = derivativeOf(elementwise.silu);
  const wrong = (x: number) => (Math.exp(-x) / (1 + Math.exp(-x)) ** 2) * (2 + x * Math.tanh(x / 2));
  expect(Math.abs(wrong(1.3) - derivative(slope, 1.3))).toBeGreaterThan(1e-2);
});
