import fc from 'fast-check';
import ndarray, { type NdArray } from 'ndarray';
import { describe, expect, test } from 'vitest';
import { fromNdarray, requireMatrix, toNdarray } from './ndarray-boundary.ts';

const counting = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => i);

describe('toNdarray', () => {
  test('is a row-major view, not a copy', () => {
    const data = counting(6);
    const matrix = toNdarray(data, [2, 3]);
    expect([matrix.shape, matrix.stride, matrix.offset, matrix.data === data]).toEqual([[2, 3], [3, 1], 0, true]);
    matrix.set(1, 2, 42);
    expect(data[5]).toBe(42);
  });

  test('keeps no reference to the shape it was given', () => {
    const shape = [2, 3];
    const matrix = toNdarray(counting(6), shape);
    shape[0] = 99;
    expect(matrix.shape).toEqual([2, 3]);
  });

  test.each([Float64Array, Float32Array, Int8Array, Uint8Array])('holds a %o', (ArrayType) => {
    expect(toNdarray(new ArrayType(4), [2, 2]).data).toBeInstanceOf(ArrayType);
  });

  test('has empty axes and none', () => {
    expect(toNdarray(new Float64Array(0), [0, 3]).shape).toEqual([0, 3]);
    expect(toNdarray(Float64Array.of(7), []).data[0]).toBe(7);
  });

  test.each([
    [[2, 2], '(2, 2)'],
    [[-2, -3], '(-2, -3)'],
    [[1.5, 4], '(1.5, 4)'],
    [[], '()'],
  ])('refuses the shape %j for six values', (shape, shown) => {
    expect(() => toNdarray(counting(6), shape)).toThrow(
      `toNdarray: \`shape\` must have lengths >= 0 with product 6, the length of data; received shape ${shown}`,
    );
  });
});

test('toNdarray refuses data that is no typed array, and a shape that is no list', () => {
  expect(() => toNdarray([1, 2] as never, [2])).toThrow('toNdarray: `data` must be a typed array; received [1, 2]');
  expect(() => toNdarray(counting(2), 2 as never)).toThrow(
    'toNdarray: `shape` must be an array of lengths; received 2',
  );
});

describe('fromNdarray', () => {
  const read = (array: NdArray<Float64Array>): number[] => Array.from(fromNdarray(array, 'test', 'x').data);

  test('gives the buffer itself where that is the whole of a row-major array', () => {
    const data = counting(6);
    expect(fromNdarray(toNdarray(data, [2, 3]), 'test', 'x')).toEqual({ data, shape: [2, 3] });
    expect(fromNdarray(toNdarray(data, [2, 3]), 'test', 'x').data).toBe(data);
    expect(fromNdarray(toNdarray(data, [1, 6, 1]), 'test', 'x').data).toBe(data);
  });

  test('copies a transpose, a part, a column, a reversal, a coarser grid, in row-major order', () => {
    const matrix = toNdarray(counting(12), [3, 4]);
    expect(read(matrix.transpose(1, 0))).toEqual([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
    expect(read(matrix.lo(1, 1).hi(2, 2))).toEqual([5, 6, 9, 10]);
    expect(read(matrix.pick(null, 2))).toEqual([2, 6, 10]);
    expect(read(matrix.step(-1, 2))).toEqual([8, 10, 4, 6, 0, 2]);
    expect(read(matrix.lo(2))).toEqual([8, 9, 10, 11]);
  });

  test('copies a row-major part of a longer buffer', () => {
    const part = ndarray(counting(10), [2, 2]);
    expect(read(part)).toEqual([0, 1, 2, 3]);
    expect(fromNdarray(part, 'test', 'x').data).not.toBe(part.data);
  });

  test('converts other element types', () => {
    expect(read(toNdarray(Int8Array.of(-1, 2), [2]) as never)).toEqual([-1, 2]);
    expect(fromNdarray(toNdarray(Int8Array.of(1), [1]) as never, 'test', 'x').data).toBeInstanceOf(Float64Array);
  });

  test('agrees with get on any slicing of three axes', () => {
    const axis = fc.integer({ min: 1, max: 4 });
    const shapes = fc.tuple(axis, axis, axis);
    const order = fc.constantFrom([0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]);
    const steps = fc.tuple(...[0, 1, 2].map(() => fc.constantFrom(-2, -1, 1, 2)));
    fc.assert(
      fc.property(shapes, order, steps, ([a, b, c], axes, [p, q, r]) => {
        const view = toNdarray(counting(a * b * c), [a, b, c])
          .transpose(...axes)
          .step(p!, q!, r!);
        const expected: number[] = [];
        for (let i = 0; i < view.shape[0]!; i++)
          for (let j = 0; j < view.shape[1]!; j++)
            for (let k = 0; k < view.shape[2]!; k++) expected.push(view.get(i, j, k));
        expect(read(view)).toEqual(expected);
      }),
    );
  });

  test.each([[undefined], [null], [[1, 2]], [counting(2)], [{ data: [1], shape: [1] }]])('refuses %o', (value) => {
    expect(() => fromNdarray(value as never, 'fit', 'x')).toThrow(
      'fit: `x` must be an ndarray (make one with toNdarray); received ',
    );
  });

  test.each([
    { data: counting(3), shape: [2, 2], stride: [2, 1], offset: 0 },
    { data: counting(4), shape: [2, 2], stride: [2, 1], offset: 1 },
    { data: counting(4), shape: [2, 2], stride: [-2, 1], offset: 0 },
    { data: counting(4), shape: [2, 2], stride: [2], offset: 0 },
    { data: counting(4), shape: ['2', 2], stride: [2, 1], offset: 0 },
    { data: null, shape: [1], stride: [1], offset: 0 },
  ])('refuses a view beyond its data: %o', (view) => {
    expect(() => fromNdarray(view as never, 'fit', 'x')).toThrow(
      'fit: `x` must be an ndarray (make one with toNdarray); received an object with keys data, shape, stride, offset',
    );
  });
});

describe('requireMatrix', () => {
  test('gives rows and columns of a finite matrix', () => {
    expect(requireMatrix(toNdarray(counting(6), [2, 3]).transpose(1, 0), 'fit', 'x')).toEqual({
      data: Float64Array.of(0, 3, 1, 4, 2, 5),
      rows: 3,
      columns: 2,
    });
  });

  test('refuses other shapes, by name', () => {
    const fit = (shape: number[], columns?: number): void =>
      void requireMatrix(toNdarray(counting(shape.reduce((a, b) => a * b, 1)), shape), 'fit', 'x', columns);
    expect(() => fit([6])).toThrow('fit: `x` must have shape (n, d); received shape (6)');
    expect(() => fit([0, 3])).toThrow('fit: `x` must have shape (n, d); received shape (0, 3)');
    expect(() => fit([2, 3], 4)).toThrow('fit: `x` must have shape (n, 4); received shape (2, 3)');
    expect(() => fit([1, 2, 3])).toThrow('received shape (1, 2, 3)');
  });

  test('refuses entries that are not finite, naming the first', () => {
    const matrix = toNdarray(Float64Array.of(1, 2, Number.NaN, 4), [2, 2]);
    expect(() => requireMatrix(matrix, 'fit', 'x')).toThrow('fit: `x[2]` must be a finite number; received NaN');
  });
});
