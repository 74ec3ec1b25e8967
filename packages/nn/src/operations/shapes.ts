/** Other shapes of the same values: reshape, permute, concatenate, slice. */
import { ArgumentError, ShapeError } from '@yuragi/prob-core/errors';
import type { Operation, Tensor } from '../graph.ts';
import { record, recordAll, requireTensor, show, sizeOf } from '../graph.ts';
import { constantOf } from '../source.ts';

const reshaped: Operation<null> = {
  name: 'reshape',
  isAlias: true,
  emit() {},
  pullback: ({ inputs: [x] }, [g]) => [reshape(g!, x!.shape)],
  pushforward: ({ outputs: [out] }, [dx]) => [reshape(dx!, out!.shape)],
};

/** The same values in another shape; one entry may be -1 and is then what is left. @throws {ShapeError} */
export function reshape(x: Tensor, shape: readonly number[]): Tensor {
  requireTensor('reshape', 'x', x);
  if (!Array.isArray(shape)) throw new ArgumentError('reshape', 'shape', 'a list of lengths', shape);
  const known = shape.reduce((product, n) => (n === -1 ? product : product * n), 1);
  const full = shape.map((n) => (n === -1 ? sizeOf(x.shape) / known : n));
  if (sizeOf(full) !== sizeOf(x.shape) || !full.every((n) => Number.isInteger(n) && n >= 1))
    throw new ShapeError('reshape', 'x', `as many values as shape ${show(shape)}`, x.shape);
  const isSame = full.length === x.shape.length && full.every((n, i) => n === x.shape[i]);
  return isSame ? x : record(reshaped, [x], full, null);
}

const stridesOf = (shape: readonly number[]): number[] => shape.map((_, i) => sizeOf(shape.slice(i + 1)));

const permuted: Operation<readonly number[]> = {
  name: 'permute',
  emit({ call, at }, { inputs: [x], outputs: [out], attributes: order }) {
    const strides = stridesOf(x!.shape);
    const pad = new Array<number>(4 - order.length).fill(1);
    const [n0, n1, n2, n3] = [...pad, ...out!.shape] as [number, number, number, number];
    const [s0, s1, s2, s3] = [...pad, ...order.map((axis) => strides[axis]!)] as [number, number, number, number];
    call('permute', at(out!), at(x!), n0, n1, n2, n3, s0, s1, s2, s3);
  },
  pullback: ({ attributes: order }, [g]) => [
    permute(
      g!,
      order.map((_, i) => order.indexOf(i)),
    ),
  ],
  pushforward: ({ attributes: order }, [dx]) => [permute(dx!, order)],
};

/** Axes in another order: axis i of the result is axis order[i] of x. At most four axes. @throws {ArgumentError} */
export function permute(x: Tensor, order: readonly number[]): Tensor {
  const rank = requireTensor('permute', 'x', x).shape.length;
  if (rank > 4 || order?.length !== rank || x.shape.some((_, i) => !order.includes(i)))
    throw new ArgumentError('permute', 'order', `an order of the axes (at most 4) of shape ${show(x.shape)}`, order);
  return record(
    permuted,
    [x],
    order.map((axis) => x.shape[axis]!),
    order,
  );
}

/** An axis by its number, negative ones from the end. */
export function requireAxis(where: string, axis: number, shape: readonly number[]): number {
  const at = axis < 0 ? axis + shape.length : axis;
  if (!(Number.isInteger(at) && at >= 0 && at < shape.length))
    throw new ArgumentError(where, 'axis', `an axis of shape ${show(shape)}`, axis);
  return at;
}

const concatenated: Operation<number> = {
  name: 'concatenate',
  emit({ call, at }, { inputs, outputs: [out], attributes: axis }) {
    const rows = sizeOf(out!.shape.slice(0, axis));
    const stride = sizeOf(out!.shape.slice(axis));
    let start = 0;
    for (const x of inputs) {
      const columns = sizeOf(x.shape.slice(axis));
      call('copyRows', at(out!) + 4 * start, at(x), rows, columns, stride, columns);
      start += columns;
    }
  },
  pullback({ inputs, attributes: axis }, [g]) {
    let start = 0;
    return inputs.map(({ shape }) => {
      const end = start + shape[axis]!;
      const part = slice(g!, axis, start, end);
      start = end;
      return part;
    });
  },
  pushforward({ inputs, attributes: axis }, tangents) {
    return [
      concatenate(
        inputs.map((x, i) => tangents[i] ?? constantOf(x.node.graph, x.shape, 0)),
        axis,
      ),
    ];
  },
};

/** Tensors one after another along an axis; their other axes are alike. @throws {ShapeError} */
export function concatenate(parts: readonly Tensor[], axis: number): Tensor {
  const [first] = Array.isArray(parts) ? (parts as readonly Tensor[]) : [];
  if (first === undefined) throw new ArgumentError('concatenate', 'parts', 'a list of tensors', parts);
  for (const [i, part] of parts.entries()) requireTensor('concatenate', `parts[${i}]`, part);
  const at = requireAxis('concatenate', axis, first.shape);
  for (const [i, part] of parts.entries())
    if (part.shape.length !== first.shape.length || part.shape.some((n, j) => j !== at && n !== first.shape[j]))
      throw new ShapeError(
        'concatenate',
        `parts[${i}]`,
        `the shape ${show(first.shape)} but for axis ${at}`,
        part.shape,
      );
  const length = parts.reduce((total, { shape }) => total + shape[at]!, 0);
  const shape = first.shape.map((n, j) => (j === at ? length : n));
  return recordAll(concatenated, first.node.graph, parts, [shape], at)[0]!;
}

export interface Window {
  readonly axis: number;
  readonly start: number;
}

const sliced: Operation<Window> = {
  name: 'slice',
  emit({ call, at }, { inputs: [x], outputs: [out], attributes: { axis, start } }) {
    const inner = sizeOf(x!.shape.slice(axis + 1));
    const [columns, stride] = [out!.shape[axis]! * inner, x!.shape[axis]! * inner];
    call('copyRows', at(out!), at(x!) + 4 * start * inner, sizeOf(x!.shape.slice(0, axis)), columns, columns, stride);
  },
  pullback: ({ inputs: [x], attributes }, [g]) => [record(padded, [g!], x!.shape, attributes)],
  pushforward: ({ outputs: [out], attributes }, [dx]) => [record(sliced, [dx!], out!.shape, attributes)],
};

/** Zeros but for a window, which holds the input: the adjoint of `slice`. */
const padded: Operation<Window> = {
  name: 'pad',
  emit({ call, at }, { inputs: [x], outputs: [out], attributes: { axis, start } }) {
    call('fill', at(out!), sizeOf(out!.shape), 0);
    const inner = sizeOf(out!.shape.slice(axis + 1));
    const [columns, stride] = [x!.shape[axis]! * inner, out!.shape[axis]! * inner];
    call('copyRows', at(out!) + 4 * start * inner, at(x!), sizeOf(x!.shape.slice(0, axis)), columns, stride, columns);
  },
  pullback: ({ inputs: [x], attributes: { axis, start } }, [g]) => [slice(g!, axis, start, start + x!.shape[axis]!)],
  pushforward: ({ outputs: [out], attributes }, [dx]) => [record(padded, [dx!], out!.shape, attributes)],
};

/** Entries start..end - 1 along an axis. @throws {ArgumentError} */
export function slice(x: Tensor, axis: number, start: number, end: number): Tensor {
  const at = requireAxis('slice', axis, requireTensor('slice', 'x', x).shape);
  const length = x.shape[at]!;
  if (!(Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= length))
    throw new ArgumentError('slice', 'start, end', `0 <= start < end <= ${length} (axis ${at} of ${show(x.shape)})`, [
      start,
      end,
    ]);
  if (start === 0 && end === length) return x;
  return record(
    sliced,
    [x],
    x.shape.map((n, j) => (j === at ? end - start : n)),
    { axis: at, start },
  );
}
