/** Maps of two elements, sums and copies at shapes that take every path. */
import { key, stream } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { type Pairwise, pairwise } from '../../src/kernels.ts';
import { combineReference } from '../../src/reference/combine.ts';
import { kernelBuilds, roundoff, testBed } from './harness.ts';

/** One rounding; the rest is that of the f64 reference. */
const once = roundoff * (1 + 2 ** -20);

/** (outer, middle, inner) */
const shapes: [number, number, number][] = [
  [1, 1, 1],
  [1, 1, 301],
  [3, 1, 7],
  [1, 5, 1],
  [7, 37, 1],
  [2, 5, 2],
  [1, 64, 2],
  [3, 7, 3],
  [2, 3, 5],
  [1, 256, 37],
  [2, 5, 64],
  [3, 4, 301],
  [1, 301, 81],
  [1, 5000, 1],
  [1, 5000, 6],
];

describe.each(kernelBuilds())('the $name build', (build) => {
  const bedOf = (reference = combineReference) => testBed(build, reference);
  const name = (shape: number[]): string => shape.join(' x ');

  test.each(Object.keys(pairwise) as Pairwise[])('%s over every shape', (pair) => {
    for (const [outer, middle, inner] of shapes) {
      const bed = bedOf();
      const rng = stream(key('combine'));
      const n = outer * middle * inner;
      const [a, b, out] = [bed.normals(rng, n), bed.normals(rng, outer * inner), bed.output(n)];
      bed.run((kernels) => kernels.combine(out, a, b, outer, middle, inner, pairwise[pair]));
      const excess = bed.excess(out, n, (i) => once * Math.abs(bed.expected[out / 4 + i]!));
      expect(excess, name([outer, middle, inner])).toBeLessThanOrEqual(1);
      expect(bed.isIntact()).toBe(true);
    }
  });

  test('a sum of two in which the second runs along the wrong axis is rejected', () => {
    const mutant: typeof combineReference = (memory) => ({
      ...combineReference(memory),
      combine: (out, a, b, outer, middle, inner, f) =>
        combineReference(memory).combine(out, a, b, outer, inner, middle, f),
    });
    const bed = bedOf(mutant);
    const rng = stream(key('wrong axis'));
    const [a, b, out] = [bed.normals(rng, 15), bed.normals(rng, 5), bed.output(15)];
    bed.run((kernels) => kernels.combine(out, a, b, 1, 3, 5, pairwise.add));
    expect(bed.excess(out, 15, (i) => once * Math.abs(bed.expected[out / 4 + i]!))).toBeGreaterThan(1);
  });

  test('scaleA a + scaleB b, in place too', () => {
    for (const n of [1, 2, 3, 4, 5, 37, 64]) {
      const bed = bedOf();
      const rng = stream(key('blend'));
      const [a, b, out] = [bed.normals(rng, n), bed.normals(rng, n), bed.output(n)];
      const terms = Array.from(
        { length: n },
        (_, i) => 0.7 * Math.abs(bed.expected[a / 4 + i]!) + 1.3 * Math.abs(bed.expected[b / 4 + i]!),
      );
      bed.run((kernels) => {
        kernels.blend(out, a, b, n, 0.7, -1.3);
        kernels.blend(a, a, b, n, 0.7, -1.3);
      });
      // The scale, the product and the sum: one rounding each.
      expect(bed.excess(out, n, (i) => 3 * roundoff * terms[i]!)).toBeLessThanOrEqual(1);
      expect(bed.excess(a, n, (i) => 3 * roundoff * terms[i]!)).toBeLessThanOrEqual(1);
      expect(bed.isIntact()).toBe(true);
    }
  });

  /** Excess of the sums: no addend passes through more than min(middle, 64) + middle/64 + 12 roundings. */
  function reduceExcess([outer, middle, inner]: [number, number, number], reference = combineReference): number {
    const bed = bedOf(reference);
    const x = bed.normals(stream(key('reduce')), outer * middle * inner);
    const out = bed.output(outer * inner);
    bed.run((kernels) => kernels.reduce(out, x, outer, middle, inner, -0.3));
    expect(bed.isIntact()).toBe(true);
    return bed.excess(out, outer * inner, (at) => {
      const [o, i] = [Math.floor(at / inner), at % inner];
      let sum = 0;
      for (let m = 0; m < middle; m++) sum += Math.abs(bed.expected[x / 4 + (o * middle + m) * inner + i]!);
      return (Math.min(middle, 64) + middle / 64 + 12) * roundoff * 0.3 * sum;
    });
  }

  test('sums over the middle axis', () => {
    for (const shape of shapes) expect(reduceExcess(shape), name(shape)).toBeLessThanOrEqual(1);
  });

  test('a sum that leaves out the last row is rejected', () => {
    const mutant: typeof combineReference = (memory) => ({
      ...combineReference(memory),
      reduce: (out, x, outer, middle, inner, scale) =>
        combineReference(memory).reduce(out, x, outer, middle - 1, inner, scale),
    });
    expect(reduceExcess([1, 256, 37], mutant)).toBeGreaterThan(1);
  });

  test('a million addends of one sign keep six digits', () => {
    const n = 2 ** 20;
    const bed = bedOf();
    const x = bed.input(new Float32Array(n).fill(0.1));
    const out = bed.output(1);
    build.kernels.reduce(out, x, 1, n, 1, 1);
    // One running sum in f32 is off by 1e-2 here.
    expect(Math.abs(bed.values[out / 4]! / (n * Math.fround(0.1)) - 1)).toBeLessThan(1e-5);
  });

  test('repeats', () => {
    for (const [outer, middle, inner] of shapes) {
      const bed = bedOf();
      const n = outer * middle * inner;
      const [x, out] = [bed.normals(stream(key('repeat')), outer * inner), bed.output(n)];
      bed.run((kernels) => kernels.repeat(out, x, outer, middle, inner, 0.5));
      expect(bed.excess(out, n, 0), name([outer, middle, inner])).toBe(0);
      expect(bed.isIntact()).toBe(true);
    }
  });

  test('copies of rows, close-packed or a slice of columns, touch nothing between them', () => {
    for (const [rows, columns, outStride, xStride] of [
      [1, 1, 1, 1],
      [3, 5, 5, 5],
      [4, 7, 9, 8],
      [5, 3, 3, 11],
      [2, 300, 301, 310],
    ] as const) {
      const bed = bedOf();
      const x = bed.normals(stream(key('rows')), rows * xStride);
      const out = bed.output(rows * outStride);
      bed.run((kernels) => kernels.copyRows(out, x, rows, columns, outStride, xStride));
      expect(bed.excess(out, rows * outStride, 0)).toBe(0);
      expect(bed.isIntact()).toBe(true);
    }
  });

  test('permutations of axes, and a stride 0', () => {
    for (const sizes of [
      [1, 1, 1, 1],
      [2, 3, 4, 5],
      [1, 1, 37, 64],
      [3, 2, 9, 8],
      [2, 1, 1, 300],
    ] as const) {
      const strides = [sizes[1] * sizes[2] * sizes[3], sizes[2] * sizes[3], sizes[3], 1] as const;
      for (const order of [
        [0, 1, 2, 3],
        [0, 1, 3, 2],
        [3, 2, 1, 0],
        [0, 2, 1, 3],
        [2, 3, 0, 1],
        [1, 3, 2, 0],
      ] as const) {
        const bed = bedOf();
        const n = sizes[0] * sizes[1] * sizes[2] * sizes[3];
        const [x, out] = [bed.normals(stream(key('permute')), n), bed.output(n)];
        const [a, b, c, d] = order;
        bed.run((kernels) =>
          kernels.permute(
            out,
            x,
            sizes[a],
            sizes[b],
            sizes[c],
            sizes[d],
            strides[a],
            strides[b],
            strides[c],
            strides[d],
          ),
        );
        expect(bed.excess(out, n, 0), `${name([...sizes])} in order ${order}`).toBe(0);
        expect(bed.isIntact()).toBe(true);
      }
    }
    const bed = bedOf();
    const [x, out] = [bed.normals(stream(key('broadcast')), 7), bed.output(42)];
    bed.run((kernels) => kernels.permute(out, x, 1, 2, 3, 7, 0, 0, 0, 1));
    expect(bed.excess(out, 42, 0)).toBe(0);
  });

  test('fills', () => {
    for (const n of [1, 2, 3, 4, 37]) {
      const bed = bedOf();
      const out = bed.output(n);
      bed.run((kernels) => kernels.fill(out, n, 0.25));
      expect(bed.excess(out, n, 0)).toBe(0);
      expect(bed.isIntact()).toBe(true);
    }
  });

  test('rows by index: the nearest row for an index that is none', () => {
    const indices = [0, 3, 3, -2, 99, 1.4, 1.6, 0.5, 1.5, NaN, Infinity, -Infinity, 3];
    const n = indices.length;
    for (const dimension of [1, 2, 5, 64, 301]) {
      const bed = bedOf();
      const rng = stream(key('gather'));
      const [at, table, y] = [bed.input(indices), bed.normals(rng, 4 * dimension), bed.normals(rng, n * dimension)];
      const [rows, sums] = [bed.output(n * dimension), bed.output(4 * dimension)];
      bed.run((kernels) => {
        kernels.gather(rows, table, at, n, dimension, 4);
        kernels.scatter(sums, y, at, n, dimension, 4);
      });
      expect(bed.excess(rows, n * dimension, 0)).toBe(0);
      const column = (j: number): number => {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += Math.abs(bed.expected[y / 4 + i * dimension + j]!);
        return sum;
      };
      expect(bed.excess(sums, 4 * dimension, (i) => n * roundoff * column(i % dimension))).toBeLessThanOrEqual(1);
      expect(bed.isIntact()).toBe(true);
      const row = Array.from({ length: n }, (_, i) =>
        [0, 1, 2, 3].find((k) => bed.values[rows / 4 + i * dimension] === bed.values[table / 4 + k * dimension]),
      );
      expect(row).toEqual([0, 3, 3, 0, 3, 1, 2, 0, 2, 0, 3, 0, 3]);
    }
  });
});
