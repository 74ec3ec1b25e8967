import { key } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { brownianPath } from './brownian-path.ts';

const increment = (path: ReturnType<typeof brownianPath>, size: number, t0: number, t1: number): number[] => {
  const out = new Float64Array(size);
  path.incrementInto(t0, t1, out);
  return Array.from(out);
};

describe('brownianPath', () => {
  const times = [0, 0.3, 0.25, 1 / 3, 0.999, 1, 0.5, 1e-7, 0.70001];

  test('gives the same increment in any order of asking', () => {
    const asked = brownianPath(key('order'), { size: 3 });
    const pairs = times.flatMap((a) => times.map((b) => [a, b] as const));
    const first = pairs.map(([a, b]) => increment(asked, 3, a, b));
    const reversed = pairs.toReversed().map(([a, b]) => increment(asked, 3, a, b));
    expect(reversed.toReversed()).toEqual(first);
    // A fresh path knows nothing of what was asked before.
    expect(pairs.map(([a, b]) => increment(brownianPath(key('order'), { size: 3 }), 3, a, b))).toEqual(first);
  });

  test('adjoining intervals add up, and back is minus there', () => {
    const path = brownianPath(key('sums'), { size: 2, t0: -1, t1: 3 });
    for (const [a, b, c] of [
      [-1, 0.1, 3],
      [0.2, 0.3, 0.31],
      [2, -0.5, 1],
    ] as const) {
      const [ab, bc, ac, ca] = [
        increment(path, 2, a, b),
        increment(path, 2, b, c),
        increment(path, 2, a, c),
        increment(path, 2, c, a),
      ];
      for (let i = 0; i < 2; i++) {
        expect(Math.abs(ab[i]! + bc[i]! - ac[i]!)).toBeLessThan(1e-14);
        expect(ca[i]).toBe(-ac[i]!);
      }
    }
  });

  test('an entry does not depend on how many there are', () => {
    const one = increment(brownianPath(key('size'), { size: 1 }), 1, 0.1, 0.7);
    expect(increment(brownianPath(key('size'), { size: 7 }), 7, 0.1, 0.7)[0]).toBe(one[0]);
  });

  test('a coarser resolution changes nothing at the times it resolves, and is a straight line between them', () => {
    const fine = brownianPath(key('resolution'), { size: 1, t1: 2 });
    const coarse = brownianPath(key('resolution'), { size: 1, t1: 2, resolution: 0.25 });
    for (let k = 0; k < 8; k++)
      expect(increment(coarse, 1, k / 4, (k + 1) / 4)).toEqual(increment(fine, 1, k / 4, (k + 1) / 4));
    const [half, whole] = [increment(coarse, 1, 0.25, 0.375), increment(coarse, 1, 0.25, 0.5)];
    expect(half[0]).toBeCloseTo(whole[0]! / 2, 14);
    expect(increment(fine, 1, 0.25, 0.375)[0]).not.toBeCloseTo(whole[0]! / 2, 3);
  });

  test('bad arguments are refused with their value', () => {
    expect(() => brownianPath(key(1), { size: 0 })).toThrow('brownianPath: `size` must be an integer >= 1; received 0');
    expect(() => brownianPath(key(1), { size: 1, t0: Number.NaN })).toThrow(
      '`t0` must be a finite number; received NaN',
    );
    expect(() => brownianPath(key(1), { size: 1, t0: 1 })).toThrow('`t1` must be a finite number > t0 = 1; received 1');
    expect(() => brownianPath(key(1), { size: 1, resolution: 0 })).toThrow(
      '`resolution` must be a finite number >= (t1 - t0) 2^-50; received 0',
    );
    const path = brownianPath(key(1), { size: 2 });
    expect(() => path.incrementInto(0, 1.5, new Float64Array(2))).toThrow(
      'brownianPath: `t` must be between 0 and 1; received 1.5',
    );
    expect(() => path.incrementInto(0, 1, new Float64Array(3))).toThrow('`out` must have length 2; received shape (3)');
    // A refused time leaves the path as it was.
    expect(increment(path, 2, 0, 0.5)).toEqual(increment(brownianPath(key(1), { size: 2 }), 2, 0, 0.5));
  });
});
