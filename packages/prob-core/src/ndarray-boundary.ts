/**
 * The border between typed arrays, which all arithmetic here runs on, and `ndarray`, which users hand in and get back.
 * This file holds the only call of ndarray's constructor: it compiles code when first used for a type and dimension,
 * and where a content security policy forbids that, a plain view takes its place.
 */
import makeNdarray, { type NdArray } from 'ndarray';
import { ArgumentError, ShapeError } from './error-classes.ts';
import { requireAllFinite } from './require.ts';

type TypedArray = Float64Array | Float32Array | Int8Array | Uint8Array;

const volume = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

/** Row-major strides. */
function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis]!;
  }
  return strides;
}

/** data, shape, stride, offset, get, set and index; none of ndarray's slicing. */
function plainView<A extends TypedArray>(data: A, shape: readonly number[]): NdArray<A> {
  const stride = stridesOf(shape);
  const index = (...at: number[]): number => at.reduce((sum, i, axis) => sum + i * stride[axis]!, 0);
  return {
    data,
    shape: [...shape],
    stride,
    offset: 0,
    dimension: shape.length,
    size: volume(shape),
    dtype: data.constructor.name.replace('Array', '').toLowerCase(),
    index,
    get: (...at: number[]) => data[index(...at)]!,
    set: (...args: number[]) => {
      data[index(...args.slice(0, -1))] = args.at(-1)!;
      return args.at(-1)!;
    },
  } as unknown as NdArray<A>;
}

/**
 * A row-major ndarray over a typed array: a view, not a copy.
 *
 * Where the host forbids code generation (`unsafe-eval`), the result has data, shape, stride, offset, get, set and index
 * but not ndarray's slicing methods.
 *
 * @param shape lengths of the axes; their product is data.length
 * @throws {ShapeError} if it is not, or a length is not an integer >= 0; {ArgumentError} for data that is no typed array
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * const matrix = toNdarray(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
 * matrix.get(1, 0); // => 4
 * ```
 */
export function toNdarray<A extends TypedArray>(data: A, shape: readonly number[]): NdArray<A> {
  if (!ArrayBuffer.isView(data)) throw new ArgumentError('toNdarray', 'data', 'a typed array', data);
  if (!Array.isArray(shape)) throw new ArgumentError('toNdarray', 'shape', 'an array of lengths', shape);
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0) || volume(shape) !== data.length)
    throw new ShapeError('toNdarray', 'shape', `lengths >= 0 with product ${data.length}, the length of data`, shape);
  try {
    return makeNdarray(data, [...shape]);
  } catch (error) {
    if (error instanceof EvalError) return plainView(data, shape);
    throw error;
  }
}

interface View {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
}

/** Whether every entry that shape and strides name is one of the data: what is not there would read as NaN. */
function isInside({ data, shape, stride, offset }: View): boolean {
  if (shape.length !== stride.length || !shape.every((length) => Number.isSafeInteger(length) && length >= 0))
    return false;
  if (volume(shape) === 0) return true;
  let first = offset;
  let last = offset;
  for (let axis = 0; axis < shape.length; axis++) {
    const span = (shape[axis]! - 1) * stride[axis]!;
    if (span < 0) first += span;
    else last += span;
  }
  return first >= 0 && last < data.length;
}

const isView = (value: unknown): value is View => {
  const view = value as Partial<View> | null | undefined;
  return (
    typeof view === 'object' &&
    view !== null &&
    typeof view.data === 'object' &&
    view.data !== null &&
    Array.isArray(view.shape) &&
    Array.isArray(view.stride) &&
    typeof view.offset === 'number' &&
    isInside(view as View)
  );
};

/**
 * The row-major values of an ndarray of any strides: its own buffer where that is already a whole row-major
 * Float64Array, else a copy.
 *
 * @param where    the function on whose behalf this is asked, for the error message
 * @param argument the argument that holds the array
 * @throws {ArgumentError} if it is not an ndarray of numbers
 */
export function fromNdarray(
  array: NdArray<Float64Array>,
  where: string,
  argument: string,
): { readonly data: Float64Array; readonly shape: readonly number[] } {
  if (!isView(array)) throw new ArgumentError(where, argument, 'an ndarray (make one with toNdarray)', array);
  const { data, shape, stride, offset } = array as View;
  const size = volume(shape);
  const rowMajor = stridesOf(shape);
  const isRowMajor = shape.every((length, axis) => length === 1 || stride[axis] === rowMajor[axis]);
  if (isRowMajor && offset === 0 && data instanceof Float64Array && data.length === size) return { data, shape };

  const copy = new Float64Array(size);
  const at = new Array<number>(shape.length).fill(0);
  let source = offset;
  for (let i = 0; i < size; i++) {
    copy[i] = data[source]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source += stride[axis]!;
      if (++at[axis]! < shape[axis]!) break;
      source -= shape[axis]! * stride[axis]!;
      at[axis] = 0;
    }
  }
  return { data: copy, shape };
}

/** A finite matrix as row-major data. */
export interface Matrix {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/**
 * The values of a two-dimensional ndarray, checked: row-major, at least one row and one column, all finite.
 *
 * @param columns how many columns it must have, where that is known
 * @throws {ShapeError} for another shape; {ArgumentError} naming the first entry that is not finite
 */
export function requireMatrix(array: NdArray<Float64Array>, where: string, argument: string, columns?: number): Matrix {
  const { data, shape } = fromNdarray(array, where, argument);
  const [rows = 0, width = 0] = shape;
  if (shape.length !== 2 || rows < 1 || width < 1 || (columns !== undefined && width !== columns))
    throw new ShapeError(where, argument, `shape (n, ${columns ?? 'd'})`, shape);
  requireAllFinite(where, argument, data);
  return { data, rows, columns: width };
}
