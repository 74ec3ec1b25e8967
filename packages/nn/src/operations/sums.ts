/** Sums and means over axes, and their adjoint, repetition. */
import { ArgumentError, requireCount } from '@yuragi/prob-core/errors';
import type { Operation, Tensor } from '../graph.ts';
import { record, requireTensor, show, sizeOf } from '../graph.ts';
import { scaleShift } from './arithmetic.ts';
import { reshape } from './shapes.ts';

/** A tensor seen as outer x middle x inner elements. */
export type Extent = readonly [outer: number, middle: number, inner: number];

export interface Over {
  readonly extent: Extent;
  readonly scale: number;
}

const reduce: Operation<Over> = {
  name: 'sum',
  emit({ call, at }, { inputs: [x], outputs: [out], attributes: { extent, scale } }) {
    call('reduce', at(out!), at(x!), ...extent, scale);
  },
  pullback: ({ inputs: [x], attributes }, [g]) => [record(repeat, [g!], x!.shape, attributes)],
  pushforward: ({ outputs: [out], attributes }, [dx]) => [record(reduce, [dx!], out!.shape, attributes)],
};

const repeat: Operation<Over> = {
  name: 'repeat',
  emit({ call, at }, { inputs: [x], outputs: [out], attributes: { extent, scale } }) {
    call('repeat', at(out!), at(x!), ...extent, scale);
  },
  pullback: ({ inputs: [x], attributes }, [g]) => [record(reduce, [g!], x!.shape, attributes)],
  pushforward: ({ outputs: [out], attributes }, [dx]) => [record(repeat, [dx!], out!.shape, attributes)],
};

/** Sum over the middle of an extent, as a tensor of a shape with outer x inner elements. */
export const reduceOver = (x: Tensor, extent: Extent, shape: readonly number[]): Tensor =>
  extent[1] === 1 ? reshape(x, shape) : record(reduce, [x], shape, { extent, scale: 1 });

/** The adjoint of `reduceOver`. */
export const repeatOver = (x: Tensor, extent: Extent, shape: readonly number[]): Tensor =>
  extent[1] === 1 ? reshape(x, shape) : record(repeat, [x], shape, { extent, scale: 1 });

/**
 * The sum over some axes, which are dropped.
 *
 * @param axes which, from 0; negative ones count from the end. All unless given: a scalar, of shape ().
 * @throws {ArgumentError} for an axis that the tensor does not have
 */
export function sum(x: Tensor, axes?: readonly number[]): Tensor {
  const rank = requireTensor('sum', 'x', x).shape.length;
  if (axes === undefined) return reduceOver(x, [1, sizeOf(x.shape), 1], []);
  if (!Array.isArray(axes)) throw new ArgumentError('sum', 'axes', `a list of axes of shape ${show(x.shape)}`, axes);
  const dropped = axes.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => b - a);
  for (const [i, axis] of dropped.entries())
    if (!(Number.isInteger(axis) && axis >= 0 && axis < rank) || axis === dropped[i - 1])
      throw new ArgumentError('sum', 'axes', `different axes of shape ${show(x.shape)}`, axes);
  // Neighbours together, from the last.
  let out = x;
  for (let i = 0; i < dropped.length; ) {
    const last = dropped[i]!;
    let first = last;
    while (dropped[++i] === first - 1) first--;
    const { shape } = out;
    const [before, after] = [shape.slice(0, first), shape.slice(last + 1)];
    const middle = sizeOf(shape.slice(first, last + 1));
    out = reduceOver(out, [sizeOf(before), middle, sizeOf(after)], [...before, ...after]);
  }
  return out;
}

/** The mean over some axes, which are dropped; over all unless given. @throws {ArgumentError} as `sum` */
export function mean(x: Tensor, axes?: readonly number[]): Tensor {
  const total = sum(x, axes);
  return scaleShift(total, sizeOf(total.shape) / sizeOf(x.shape), 0);
}

/** x repeated `count` times along a new axis before `axis`. @throws {ArgumentError} */
export function repeatAlong(x: Tensor, axis: number, count: number): Tensor {
  const rank = requireTensor('repeatAlong', 'x', x).shape.length;
  if (!(Number.isInteger(axis) && axis >= 0 && axis <= rank))
    throw new ArgumentError(
      'repeatAlong',
      'axis',
      `an integer in 0..${rank}, the axes of shape ${show(x.shape)} and one more`,
      axis,
    );
  requireCount('repeatAlong', 'count', count, 1);
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis)];
  return repeatOver(x, [sizeOf(before), count, sizeOf(after)], [...before, count, ...after]);
}
