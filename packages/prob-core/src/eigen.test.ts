import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { symmetricEigen } from './eigen.ts';

/** Ordinary entries, and some so small that their products are subnormal. */
const entry = fc.oneof(
  fc.double({ min: -3, max: 3, noNaN: true }),
  fc.constantFrom(0, 1, 1e-15, 1e-30, 1e-160, 1e-200, -1e-310, 5e-324),
);
const symmetric = fc
  .integer({ min: 1, max: 7 })
  .chain((n) => fc.array(entry, { minLength: n * n, maxLength: n * n }).map((b) => ({ n, b })))
  .map(({ n, b }) => ({
    n,
    a: Float64Array.from(b, (x, index) => (x + b[(index % n) * n + Math.floor(index / n)]!) / 2),
  }));

describe('symmetricEigen', () => {
  test('sum of values[k] v v^T is the matrix, vectors are orthonormal, values descend', () => {
    fc.assert(
      fc.property(symmetric, ({ n, a }) => {
        const { values, vectors } = symmetricEigen(a, n);
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) {
            let [sum, dot] = [0, 0];
            for (let k = 0; k < n; k++) {
              sum += values[k]! * vectors[k * n + i]! * vectors[k * n + j]!;
              dot += vectors[i * n + k]! * vectors[j * n + k]!;
            }
            expect(Math.abs(sum - a[i * n + j]!)).toBeLessThan(1e-12);
            expect(Math.abs(dot - (i === j ? 1 : 0))).toBeLessThan(1e-12);
          }
        for (let k = 1; k < n; k++) expect(values[k]!).toBeLessThanOrEqual(values[k - 1]!);
      }),
    );
  });

  test('the second difference on 6 points has eigenvalues 2 - 2 cos(k pi/7)', () => {
    const n = 6;
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      a[i * n + i] = 2;
      if (i > 0) a[i * n + i - 1] = a[(i - 1) * n + i] = -1;
    }
    const { values } = symmetricEigen(a, n);
    for (let k = 1; k <= n; k++) expect(values[n - k]).toBeCloseTo(2 - 2 * Math.cos((k * Math.PI) / 7), 13);
  });

  test('the first entry of largest magnitude is positive', () => {
    const { vectors } = symmetricEigen(Float64Array.of(2, -1, -1, 2), 2);
    const half = Math.SQRT1_2;
    expect(Array.from(vectors)).toEqual([half, -half, half, half].map((x) => expect.closeTo(x, 14)));
  });

  test.each([5e-324, 1e-310, 1e-200, 1e200, 8e307])(
    'scale %f: entries whose squares leave the range of doubles',
    (s) => {
      const { values, vectors } = symmetricEigen(Float64Array.of(0, -s, -s, 0), 2);
      for (const [k, value] of [s, -s].entries()) expect(Math.abs(values[k]! / value - 1)).toBeLessThan(1e-15);
      expect(Array.from(vectors, Math.abs)).toEqual(new Array(4).fill(expect.closeTo(Math.SQRT1_2, 14)));
    },
  );

  test('a block of subnormals beside an entry of 1', () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(0, 5e-324, 0, 5e-324, 0, 0, 0, 0, 1), 3);
    expect(Array.from(values)).toEqual([1, 0, 0]);
    for (let k = 0; k < 3; k++) expect(Math.hypot(...vectors.subarray(3 * k, 3 * k + 3))).toBeCloseTo(1, 14);
  });

  test('one by one', () => {
    expect(symmetricEigen(Float64Array.of(-3), 1)).toEqual({
      values: Float64Array.of(-3),
      vectors: Float64Array.of(1),
    });
  });

  test('leaves the matrix as it was', () => {
    const a = Float64Array.of(2, 1, 1, 2);
    symmetricEigen(a, 2);
    expect(Array.from(a)).toEqual([2, 1, 1, 2]);
  });

  test('refuses what is not symmetric, finite, square', () => {
    expect(() => symmetricEigen(Float64Array.of(1, 2, 2.1, 1), 2)).toThrow(
      'symmetricEigen: `a` must be symmetric (a[1,0] = a[0,1]); received [2.1, 2]',
    );
    expect(() => symmetricEigen(Float64Array.of(1, 2, 2, Number.NaN), 2)).toThrow(
      'symmetricEigen: `a[3]` must be a finite number; received NaN',
    );
    expect(() => symmetricEigen(Float64Array.of(1, 2, 2), 2)).toThrow(
      'symmetricEigen: `a` must have length 4; received shape (3)',
    );
    expect(() => symmetricEigen(new Float64Array(0), 0)).toThrow(
      'symmetricEigen: `n` must be an integer >= 1; received 0',
    );
  });

  test('takes rounding for symmetry: 1e-10 of the largest entry', () => {
    expect(symmetricEigen(Float64Array.of(1, 5e6, 5e6 + 1e-5, 1), 2).values[0]).toBeCloseTo(5e6 + 1, 3);
  });
});
