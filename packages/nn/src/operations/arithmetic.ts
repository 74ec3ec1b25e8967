/** Sums, products and quotients of two tensors, the smaller repeated along the axes it lacks; and of a tensor and a number. */
import { ShapeError } from '@yuragi/prob-core/errors';
import type { Operation, Tensor } from '../graph.ts';
import { record, requireTensor, show, sizeOf } from '../graph.ts';
import { type Pairwise, pairwise } from '../kernels.ts';
import { mapBy } from './maps.ts';
import { type Extent, reduceOver, repeatOver } from './sums.ts';

/** scale x + shift. */
const affineMap: Operation<{ readonly scale: number; readonly shift: number }> = {
  name: 'scale',
  emit({ call, at }, { inputs: [x], outputs: [out], attributes: { scale, shift } }) {
    call('scaleShift', at(out!), at(x!), sizeOf(x!.shape), scale, shift);
  },
  pullback: ({ attributes: { scale } }, [g]) => [scaleShift(g!, scale, 0)],
  pushforward: ({ attributes: { scale } }, [dx]) => [scaleShift(dx!, scale, 0)],
};

/** scale x + shift, for numbers that are fixed when the graph is recorded. */
export function scaleShift(x: Tensor, scale: number, shift: number): Tensor {
  requireTensor('scaleShift', 'x', x);
  return scale === 1 && shift === 0 ? x : record(affineMap, [x], x.shape, { scale, shift });
}

/** -x. */
export const negate = (x: Tensor): Tensor => scaleShift(x, -1, 0);

const combine: Operation<{ readonly f: Pairwise; readonly extent: Extent }> = {
  name: 'combine',
  emit({ call, at }, { inputs: [a, b], outputs: [out], attributes: { f, extent } }) {
    call('combine', at(out!), at(a!), at(b!), ...extent, pairwise[f]);
  },
  pullback({ inputs: [a, b], outputs: [out], attributes: { f, extent } }, [g]) {
    const back = (y: Tensor): Tensor => reduceOver(y, extent, b!.shape);
    switch (f) {
      case 'add':
        return [g, back(g!)];
      case 'subtract':
        return [g, negate(back(g!))];
      case 'multiply':
        return [multiply(g!, b!), back(multiply(g!, a!))];
      case 'divide':
        return [divide(g!, b!), negate(back(divide(multiply(g!, out!), b!)))];
    }
  },
  pushforward({ inputs: [a, b], outputs: [out], attributes: { f, extent } }, [da, db]) {
    const whole = (y: Tensor): Tensor => repeatOver(y, extent, out!.shape);
    switch (f) {
      case 'add':
        return [total(da, db && whole(db))];
      case 'subtract':
        return [total(da, db && negate(whole(db)))];
      case 'multiply':
        return [total(da && multiply(da, b!), db && multiply(a!, db))];
      case 'divide':
        return [total(da && divide(da, b!), db && negate(divide(multiply(out!, db), b!)))];
    }
  },
};

/**
 * How `small` lies in `whole`: (outer, middle, inner), where middle are the axes along which it is repeated. Undefined if
 * it does not, or if the axes to repeat do not stand together.
 */
export function extentOf(whole: readonly number[], small: readonly number[]): Extent | undefined {
  if (small.length > whole.length) return undefined;
  const padded = [...new Array<number>(whole.length - small.length).fill(1), ...small];
  const isShared = whole.map((n, i) => padded[i] === n);
  if (whole.some((_, i) => !isShared[i] && padded[i] !== 1)) return undefined;
  const repeated = whole.flatMap((n, i) => (n !== 1 && !isShared[i] ? [i] : []));
  if (repeated.length === 0) return [1, 1, sizeOf(whole)];
  const [first, last] = [repeated[0]!, repeated.at(-1)!];
  if (whole.slice(first, last + 1).some((n, i) => n !== 1 && isShared[first + i])) return undefined;
  return [sizeOf(whole.slice(0, first)), sizeOf(whole.slice(first, last + 1)), sizeOf(whole.slice(last + 1))];
}

/** The shape of a result whose operands are each repeated along the axes where they have length 1; undefined if none is. */
function commonShape(a: readonly number[], b: readonly number[]): readonly number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const [wideA, wideB] = [a, b].map((shape) => [...new Array<number>(rank - shape.length).fill(1), ...shape]);
  const common = wideA!.map((n, i) => Math.max(n, wideB![i]!));
  return common.every((n, i) => [1, n].includes(wideA![i]!) && [1, n].includes(wideB![i]!)) ? common : undefined;
}

/** x repeated to a shape, by each run of neighbouring axes that it lacks. */
function repeatTo(x: Tensor, shape: readonly number[]): Tensor {
  const full = [...new Array<number>(shape.length - x.shape.length).fill(1), ...x.shape];
  let out = x;
  for (let last = shape.length - 1; last >= 0; last--) {
    if (full[last] === shape[last]) continue;
    let first = last;
    while (first > 0 && full[first - 1] === 1) first--;
    for (let i = first; i <= last; i++) full[i] = shape[i]!;
    const extent = [
      sizeOf(full.slice(0, first)),
      sizeOf(shape.slice(first, last + 1)),
      sizeOf(shape.slice(last + 1)),
    ] as const;
    out = repeatOver(out, extent, [...full]);
    last = first;
  }
  return out;
}

function combined(f: Pairwise, a: Tensor, b: Tensor): Tensor {
  requireTensor(f, 'a', a);
  requireTensor(f, 'b', b);
  const extent = extentOf(a.shape, b.shape);
  if (extent !== undefined) return record(combine, [a, b], a.shape, { f, extent });
  // Only the second operand is ever repeated: the other way round where the first is the smaller.
  if (extentOf(b.shape, a.shape) !== undefined) {
    if (f === 'add' || f === 'multiply') return combined(f, b, a);
    if (f === 'subtract') return negate(combined(f, b, a));
    return combined('multiply', mapBy('reciprocal', b), a);
  }
  const shape = commonShape(a.shape, b.shape);
  if (shape === undefined)
    throw new ShapeError(f, 'b', `the shape of \`a\`, ${show(a.shape)}, but for axes of length 1`, b.shape);
  return combined(f, repeatTo(a, shape), repeatTo(b, shape));
}

/** a + b. */
export const add = (a: Tensor, b: Tensor | number): Tensor =>
  typeof b === 'number' ? scaleShift(a, 1, b) : combined('add', a, b);
/** The sum of those terms that there are. */
export const total = (a: Tensor | undefined, b: Tensor | undefined): Tensor | undefined =>
  a === undefined || b === undefined ? (a ?? b) : add(a, b);

/** a - b. */
export const subtract = (a: Tensor, b: Tensor | number): Tensor =>
  typeof b === 'number' ? scaleShift(a, 1, -b) : combined('subtract', a, b);
/** a b, elementwise. */
export const multiply = (a: Tensor, b: Tensor | number): Tensor =>
  typeof b === 'number' ? scaleShift(a, b, 0) : combined('multiply', a, b);
/** a/b, elementwise. */
export const divide = (a: Tensor, b: Tensor | number): Tensor =>
  typeof b === 'number' ? scaleShift(a, 1 / b, 0) : combined('divide', a, b);
