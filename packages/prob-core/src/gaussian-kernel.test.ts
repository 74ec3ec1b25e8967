import { integrate } from '@yuragi/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composeKernels, type GaussianKernel, gaussianKernel, type MatrixGaussianKernel } from './gaussian-kernel.ts';
import { key } from './key.ts';
import { toNdarray } from './ndarray-boundary.ts';
import { stream } from './rng.ts';

const number = fc.double({ min: -3, max: 3, noNaN: true });
const scalar = fc
  .record({ gain: number, offset: number, variance: fc.double({ min: 0, max: 4, noNaN: true }) })
  .map((options) => gaussianKernel(options));

const matrix = (rows: readonly (readonly number[])[]) =>
  toNdarray(Float64Array.from(rows.flat()), [rows.length, rows[0]!.length]);
/** M M^T + 1, from random M. */
const planar = fc.array(number, { minLength: 10, maxLength: 10 }).map((v) => {
  const [a, b, c, d, e, f, ...rest] = v as [number, number, number, number, ...number[]];
  const [g, h, k, l] = [rest[0]!, rest[1]!, e!, f!];
  return gaussianKernel({
    gain: matrix([
      [a, b],
      [c, d],
    ]),
    offset: [g, h],
    covariance: matrix([
      [1 + k * k, k * l],
      [k * l, 1 + l * l],
    ]),
  });
});

const flat = (kernel: GaussianKernel | MatrixGaussianKernel): number[] =>
  typeof kernel.gain === 'number'
    ? [kernel.gain, kernel.offset as number, (kernel as GaussianKernel).variance]
    : [...kernel.gain.data, ...(kernel.offset as Float64Array), ...(kernel as MatrixGaussianKernel).covariance.data];

/** Largest difference over the size of the numbers. */
function distance(a: GaussianKernel | MatrixGaussianKernel, b: GaussianKernel | MatrixGaussianKernel): number {
  const [x, y] = [flat(a), flat(b)];
  const size = Math.max(1, ...x.map(Math.abs), ...y.map(Math.abs));
  return Math.max(...x.map((value, i) => Math.abs(value - y[i]!))) / size;
}

describe('composeKernels', () => {
  test('is associative to rounding', () => {
    fc.assert(
      fc.property(scalar, scalar, scalar, (a, b, c) => {
        const left = composeKernels(composeKernels(a, b), c);
        // Sums of three terms below 3^4 * 4 in size.
        expect(distance(left, composeKernels(a, composeKernels(b, c)))).toBeLessThan(2e-15);
        expect(distance(left, composeKernels(a, b, c))).toBe(0);
      }),
    );
    fc.assert(
      fc.property(planar, planar, planar, (a, b, c) => {
        const left = composeKernels(composeKernels(a, b), c);
        expect(distance(left, composeKernels(a, composeKernels(b, c)))).toBeLessThan(1e-14);
      }),
    );
  });

  test('has the map without noise as its unit', () => {
    const unit = gaussianKernel({ variance: 0 });
    fc.assert(
      fc.property(scalar, (kernel) => {
        expect(distance(composeKernels(unit, kernel), kernel)).toBe(0);
        expect(distance(composeKernels(kernel, unit), kernel)).toBe(0);
      }),
    );
  });

  test('is the integral over what lies between: Chapman and Kolmogorov', () => {
    const first = gaussianKernel({ gain: 0.7, offset: 0.3, variance: 0.5 });
    const second = gaussianKernel({ gain: -1.2, offset: 0.4, variance: 0.8 });
    const both = composeKernels(first, second);
    const swapped = composeKernels(second, first);
    for (const [x, z] of [
      [0.2, 0.5],
      [-1.3, 2],
      [2, -2.2],
    ] as const) {
      const through = integrate((y) => Math.exp(first.given(x).logDensity(y) + second.given(y).logDensity(z)), -9, 9);
      const check = (kernel: GaussianKernel) =>
        expect(Math.exp(kernel.given(x).logDensity(z))).toBeCloseTo(through, 12);
      check(both);
      expect(() => check(swapped)).toThrow();
    }
  });

  test('two coordinates without coupling are two kernels of one', () => {
    const steps = [
      [0.5, 0.1, 0.3],
      [-0.8, 1, 2],
    ] as const;
    const diagonal = composeKernels(
      ...steps.map(([gain, offset, variance], i) =>
        gaussianKernel({
          gain: matrix([
            [gain, 0],
            [0, steps[1 - i]![0]],
          ]),
          offset: [offset, steps[1 - i]![1]],
          covariance: matrix([
            [variance, 0],
            [0, steps[1 - i]![2]],
          ]),
        }),
      ),
    );
    const one = composeKernels(...steps.map(([gain, offset, variance]) => gaussianKernel({ gain, offset, variance })));
    expect(diagonal.gain.get(0, 0)).toBe(one.gain);
    expect(diagonal.offset[0]).toBe(one.offset);
    expect(diagonal.covariance.get(0, 0)).toBe(one.variance);
    expect(diagonal.covariance.get(0, 1)).toBe(0);
  });

  test('matrices change the dimension: a position and a velocity, of which one sum is seen', () => {
    const move = gaussianKernel({
      gain: matrix([
        [1, 0.1],
        [0, 1],
      ]),
      covariance: matrix([
        [0.01, 0],
        [0, 0.04],
      ]),
    });
    const see = gaussianKernel({ gain: matrix([[1, 2]]), covariance: matrix([[0.5]]) });
    const both = composeKernels(move, see);
    expect(Array.from(both.gain.data)).toEqual([1, 2.1]);
    expect(both.covariance.get(0, 0)).toBeCloseTo(0.5 + 0.01 + 4 * 0.04, 15);
    expect(() => composeKernels(see, move)).toThrow(
      'composeKernels: `kernels[1].gain` must have shape (m, 1); received shape (2, 2)',
    );
  });

  test('a diffusion in a thousand steps keeps variance 1 and its signal: q(x_t|x_s)', () => {
    const steps = Array.from({ length: 1000 }, (_, i) => {
      const beta = 1e-4 + (0.02 * i) / 999;
      return gaussianKernel({ gain: Math.sqrt(1 - beta), variance: beta });
    });
    const whole = composeKernels(...steps);
    expect(whole.gain ** 2 + whole.variance).toBeCloseTo(1, 13);
    const halves = composeKernels(composeKernels(...steps.slice(0, 300)), composeKernels(...steps.slice(300)));
    expect(distance(whole, halves)).toBeLessThan(1e-13);
    expect(whole.variance).toBeCloseTo(1 - whole.gain ** 2, 13);
    // Row 7 of the errata, 1 - sqrt(prod alpha), is another number.
    expect(Math.abs(halves.variance - (1 - halves.gain))).toBeGreaterThan(1e-3);
  });
});

describe('gaussianKernel', () => {
  test('gives laws of one coordinate and of many, which agree', () => {
    const kernel = gaussianKernel({ gain: 2, offset: -1, variance: 0.25 });
    const line = kernel.given(0.7);
    const space = kernel.given([0.7, -0.2, 0]);
    expect(line.mean()).toBeCloseTo(0.4, 15);
    expect(line.variance()).toBe(0.25);
    expect(Array.from(space.mean())).toEqual([2 * 0.7 - 1, -1.4, -1]);
    expect(space.logDensity(Float64Array.of(0.1, -1, 0))).toBeCloseTo(
      line.logDensity(0.1) + kernel.given(-0.2).logDensity(-1) + kernel.given(0).logDensity(0),
      13,
    );
    expect(line.sample(stream(key('kernel')))).toBe(0.3999999999999999 + 0.5 * stream(key('kernel')).normal());
  });

  test('refuses what is no kernel', () => {
    expect(() => gaussianKernel({ gain: Number.NaN, variance: 1 })).toThrow(
      'gaussianKernel: `gain` must be a finite number; received NaN',
    );
    expect(() => gaussianKernel({ variance: -0.5 })).toThrow(
      'gaussianKernel: `variance` must be a finite number >= 0; received -0.5',
    );
    expect(() => gaussianKernel({ variance: 0 }).given(1)).toThrow(
      'gaussianKernel.given: `variance` must be > 0 for a law with a density; received 0',
    );
    expect(() => gaussianKernel({ variance: 1 }).given([1, Infinity])).toThrow(
      'gaussianKernel.given: `x[1]` must be a finite number; received Infinity',
    );
    const one = matrix([[1]]);
    expect(() => gaussianKernel({ gain: one, covariance: matrix([[-1]]) })).toThrow(/positive definite/);
    expect(() => gaussianKernel({ gain: one, offset: [1, 2], covariance: one })).toThrow(
      'gaussianKernel: `offset` must have length 1; received shape (2)',
    );
    expect(() => composeKernels()).toThrow('composeKernels: `kernels` must be at least one kernel; received []');
    expect(() =>
      composeKernels(
        gaussianKernel({ gain: one, covariance: one }),
        gaussianKernel({ variance: 1 }) as unknown as MatrixGaussianKernel,
      ),
    ).toThrow('composeKernels: `kernels[1]` must be a kernel of matrices, as the others are');
  });
});
