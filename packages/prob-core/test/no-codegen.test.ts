/**
 * Where a content security policy forbids code generation, ndarray's constructor throws EvalError: the boundary gives a
 * plain view instead, and everything that takes an ndarray takes that.
 */
import { describe, expect, test, vi } from 'vitest';
import { fromNdarray, requireMatrix, toNdarray } from '../src/ndarray-boundary.ts';

const faults = vi.hoisted(() => ({ error: new EvalError('Code generation from strings disallowed for this context') }));
vi.mock('ndarray', () => ({
  default: () => {
    throw faults.error;
  },
}));

describe('without code generation', () => {
  const data = Float64Array.of(1, 2, 3, 4, 5, 6);

  test('toNdarray gives data, shape, stride, offset, size, dimension, dtype', () => {
    const { shape, stride, offset, size, dimension, dtype, data: buffer } = toNdarray(data, [2, 3]);
    expect({ shape, stride, offset, size, dimension, dtype }).toEqual({
      shape: [2, 3],
      stride: [3, 1],
      offset: 0,
      size: 6,
      dimension: 2,
      dtype: 'float64',
    });
    expect(buffer).toBe(data);
  });

  test('get, set and index work on the shared buffer', () => {
    const matrix = toNdarray(data.slice(), [2, 3]);
    expect([matrix.get(0, 0), matrix.get(1, 2), matrix.index(1, 1)]).toEqual([1, 6, 4]);
    expect(matrix.set(1, 0, 40)).toBe(40);
    expect(matrix.data[3]).toBe(40);
    expect(toNdarray(Int8Array.of(-1), []).get()).toBe(-1);
  });

  test('fromNdarray and requireMatrix take the view', () => {
    const matrix = toNdarray(data, [3, 2]);
    expect(fromNdarray(matrix, 'test', 'x')).toEqual({ data, shape: [3, 2] });
    expect(requireMatrix(matrix, 'test', 'x', 2)).toEqual({ data, rows: 3, columns: 2 });
    expect(Array.from(fromNdarray({ ...matrix, stride: [1, 3] } as never, 'test', 'x').data)).toEqual([
      1, 4, 2, 5, 3, 6,
    ]);
  });

  test('wrong shapes are refused as ever, and other faults of the constructor are not hidden', () => {
    expect(() => toNdarray(data, [4, 4])).toThrow('toNdarray: `shape` must have');
    const evalError = faults.error;
    faults.error = new TypeError('something else');
    expect(() => toNdarray(data, [2, 3])).toThrow('something else');
    faults.error = evalError;
  });
});
