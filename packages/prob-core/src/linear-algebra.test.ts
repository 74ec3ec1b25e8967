import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  choleskyInto,
  invertLower,
  logDeterminant,
  solveLowerInto,
  solveLowerTransposedInto,
  walshHadamardInto,
} from './linear-algebra.ts';

/** B B^T + I, positive definite with eigenvalues >= 1. */
const definite = fc
  .integer({ min: 1, max: 8 })
  .chain((n) =>
    fc
      .array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: n * n, maxLength: n * n })
      .map((b) => ({ n, b })),
  )
  .map(({ n, b }) => {
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        a[i * n + j] = i === j ? 1 : 0;
        for (let k = 0; k < n; k++) a[i * n + j]! += b[i * n + k]! * b[j * n + k]!;
      }
    return { n, a };
  });

function multiply(a: Float64Array, b: Float64Array, n: number, isTransposed = false): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      for (let k = 0; k < n; k++) out[i * n + j]! += a[i * n + k]! * (isTransposed ? b[j * n + k]! : b[k * n + j]!);
  return out;
}

const largestDifference = (a: Float64Array, b: Float64Array): number =>
  a.reduce((max, x, i) => Math.max(max, Math.abs(x - b[i]!)), 0);

const factorOf = (a: Float64Array, n: number): Float64Array => {
  const out = new Float64Array(n * n).fill(Number.NaN);
  expect(choleskyInto(a, n, out)).toBe(true);
  return out;
};

describe('choleskyInto', () => {
  test('by hand', () => {
    expect(Array.from(factorOf(Float64Array.of(4, 2, 2, 5), 2))).toEqual([2, 0, 1, 2]);
    expect(Array.from(factorOf(Float64Array.of(25, 15, -5, 15, 18, 0, -5, 0, 11), 3))).toEqual([
      5, 0, 0, 3, 3, 0, -1, 1, 3,
    ]);
  });

  test('L L^T is the matrix; the upper triangle is not read; out may be a', () => {
    fc.assert(
      fc.property(definite, ({ n, a }) => {
        const factor = factorOf(a, n);
        expect(largestDifference(multiply(factor, factor, n, true), a)).toBeLessThan(1e-13 * n * 40);
        const lowerOnly = a.map((x, index) => (index % n > Math.floor(index / n) ? Number.NaN : x));
        expect(factorOf(lowerOnly, n)).toEqual(factor);
        choleskyInto(lowerOnly, n, lowerOnly);
        expect(lowerOnly).toEqual(factor);
      }),
    );
  });

  test.each([
    ['indefinite', [1, 2, 2, 1]],
    ['singular', [1, 1, 1, 1]],
    ['negative', [-1, 0, 0, 1]],
    ['NaN', [Number.NaN, 0, 0, 1]],
    ['infinite', [Infinity, 0, 0, 1]],
  ])('says false for a matrix that is %s', (_, a) => {
    expect(choleskyInto(Float64Array.from(a), 2, new Float64Array(4))).toBe(false);
  });
});

describe('triangular solves, inverse and determinant', () => {
  test('L y = b, L^T y = b, in place too', () => {
    fc.assert(
      fc.property(definite, ({ n, a }) => {
        const factor = factorOf(a, n);
        const b = Float64Array.from({ length: n }, (_, i) => i - 1.5);
        for (const [solve, isTransposed] of [
          [solveLowerInto, false],
          [solveLowerTransposedInto, true],
        ] as const) {
          const y = new Float64Array(n);
          solve(factor, n, b, y);
          for (let i = 0; i < n; i++) {
            let sum = 0;
            for (let k = 0; k < n; k++) sum += (isTransposed ? factor[k * n + i]! : factor[i * n + k]!) * y[k]!;
            expect(Math.abs(sum - b[i]!)).toBeLessThan(1e-10);
          }
          const inPlace = b.slice();
          solve(factor, n, inPlace, inPlace);
          expect(inPlace).toEqual(y);
        }
      }),
    );
  });

  test('L L^-1 is the identity', () => {
    fc.assert(
      fc.property(definite, ({ n, a }) => {
        const factor = factorOf(a, n);
        const identity = new Float64Array(n * n).map((_, index) => (index % (n + 1) === 0 ? 1 : 0));
        expect(largestDifference(multiply(factor, invertLower(factor, n), n), identity)).toBeLessThan(1e-10);
      }),
    );
  });

  test('log det: of [[4, 2], [2, 5]] it is log 16', () => {
    expect(logDeterminant(factorOf(Float64Array.of(4, 2, 2, 5), 2), 2)).toBeCloseTo(Math.log(16), 14);
  });
});

describe('the Walsh-Hadamard transform', () => {
  /** The product of the spins of a set in a state: -1 to the number of bits they share. */
  const parity = (set: number, state: number): number => {
    let sign = 1;
    for (let shared = set & state; shared > 0; shared &= shared - 1) sign = -sign;
    return sign;
  };

  test('sums a function against every product of spins; twice it is 2^n times the function', () => {
    for (const n of [0, 1, 2, 5]) {
      const f = Float64Array.from({ length: 2 ** n }, (_, x) => Math.sin(3 * x + n));
      const transformed = new Float64Array(f.length);
      walshHadamardInto(f, transformed);
      for (const [set, sum] of transformed.entries())
        expect(sum).toBeCloseTo(
          f.reduce((total, value, state) => total + value * parity(set, state), 0),
          12,
        );
      const inPlace = f.slice();
      walshHadamardInto(inPlace, inPlace);
      expect(inPlace).toEqual(transformed);
      walshHadamardInto(inPlace, inPlace);
      for (const [x, value] of inPlace.entries()) expect(value).toBeCloseTo(2 ** n * f[x]!, 11);
    }
  });

  test('lengths that do not fit are refused', () => {
    for (const length of [0, 3, 12])
      expect(() => walshHadamardInto(new Float64Array(length), new Float64Array(length))).toThrow(
        `walshHadamardInto: \`values\` must be of length 2^n; received ${length}`,
      );
    expect(() => walshHadamardInto(new Float64Array(4), new Float64Array(2))).toThrow(
      'walshHadamardInto: `out` must have length 4; received shape (2)',
    );
  });
});
