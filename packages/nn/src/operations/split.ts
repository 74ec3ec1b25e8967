/** A tensor cut along an axis: `concatenate` the other way round. */
import { ArgumentError, ShapeError } from '@yuragi/prob-core/errors';
import type { Operation, Tensor } from '../graph.ts';
import { recordAll, requireTensor, sizeOf } from '../graph.ts';
import { constantOf } from '../source.ts';
import { concatenate, requireAxis } from './shapes.ts';

const cut: Operation<number> = {
  name: 'split',
  emit({ call, at }, { inputs: [x], outputs, attributes: axis }) {
    const rows = sizeOf(x!.shape.slice(0, axis));
    const stride = sizeOf(x!.shape.slice(axis));
    let start = 0;
    for (const part of outputs) {
      const columns = sizeOf(part.shape.slice(axis));
      if (at(part) !== 0) call('copyRows', at(part), at(x!) + 4 * start, rows, columns, columns, stride);
      start += columns;
    }
  },
  pullback({ outputs, attributes: axis }, cotangents) {
    return [
      concatenate(
        outputs.map((part, i) => cotangents[i] ?? constantOf(part.node.graph, part.shape, 0)),
        axis,
      ),
    ];
  },
  pushforward({ outputs, attributes: axis }, [dx]) {
    const lengths = outputs.map(({ shape }) => shape[axis]!);
    return split(dx!, axis, lengths);
  },
};

/**
 * Consecutive parts along an axis, as one operation: its derivative puts all of them together at once, where that of
 * each `slice` would be an array of the size of x.
 *
 * @param lengths of the parts; their sum is the length of the axis
 * @throws {ShapeError}, {ArgumentError} if they do not add up, or for an axis that x does not have
 */
export function split(x: Tensor, axis: number, lengths: readonly number[]): readonly Tensor[] {
  const at = requireAxis('split', axis, requireTensor('split', 'x', x).shape);
  if (!(Array.isArray(lengths) && lengths.every((n) => Number.isInteger(n) && n >= 1)))
    throw new ArgumentError('split', 'lengths', 'a list of integers >= 1', lengths);
  if (lengths.reduce((sum, n) => sum + n, 0) !== x.shape[at])
    throw new ShapeError('split', 'x', `the sum of the lengths ${lengths.join(', ')} along axis ${at}`, x.shape);
  const shapes = lengths.map((length) => x.shape.map((n, j) => (j === at ? length : n)));
  return recordAll(cut, x.node.graph, [x], shapes, at);
}
