/** Rows of a table by index, and cross entropy against indices. Indices are whole numbers in f32, exact to 2^24. */
import { ShapeError } from '@yuragi/prob-core/errors';
import type { Operation, Tensor } from '../graph.ts';
import { record, requireTensor, show, sizeOf } from '../graph.ts';
import { constantOf } from '../source.ts';
import { multiply } from './arithmetic.ts';
import { sum } from './sums.ts';

const gathered: Operation<null> = {
  name: 'embedding',
  emit({ call, at }, { inputs: [table, indices], outputs: [out] }) {
    const [rows, dimension] = table!.shape as [number, number];
    call('gather', at(out!), at(table!), at(indices!), sizeOf(indices!.shape), dimension, rows);
  },
  pullback: ({ inputs: [table, indices] }, [g]) => [record(scattered, [g!, indices!], table!.shape, null)],
  pushforward: ({ inputs: [, indices] }, [dTable]) => [dTable && embedding(dTable, indices!)],
};

const scattered: Operation<null> = {
  name: 'scatter',
  emit({ call, at }, { inputs: [y, indices], outputs: [out] }) {
    const [rows, dimension] = out!.shape as [number, number];
    call('scatter', at(out!), at(y!), at(indices!), sizeOf(indices!.shape), dimension, rows);
  },
  pullback: ({ inputs: [, indices] }, [g]) => [embedding(g!, indices!)],
};

/**
 * Rows of a table.
 *
 * @param table   (rows, dimension)
 * @param indices (…), whole numbers 0..rows - 1; others read the nearest row, NaN the first
 * @returns (…, dimension)
 * @throws {ShapeError} if the table is no matrix
 */
export function embedding(table: Tensor, indices: Tensor): Tensor {
  requireTensor('embedding', 'table', table);
  requireTensor('embedding', 'indices', indices);
  if (table.shape.length !== 2) throw new ShapeError('embedding', 'table', 'a shape (rows, dimension)', table.shape);
  return record(gathered, [table, indices], [...indices.shape, table.shape[1]!], null);
}

const crossEntropies: Operation<null> = {
  name: 'crossEntropy',
  emit({ call, at }, { inputs: [x, targets], outputs: [out] }) {
    call('crossEntropy', at(out!), at(x!), at(targets!), sizeOf(targets!.shape), x!.shape.at(-1)!);
  },
  pullback: ({ inputs: [x, targets] }, [g]) => [record(crossEntropyDerivative, [g!, x!, targets!], x!.shape, null)],
  pushforward({ inputs: [x, targets] }, [dx]) {
    const ones = constantOf(x!.node.graph, targets!.shape, 1);
    const slope = record(crossEntropyDerivative, [ones, x!, targets!], x!.shape, null);
    return [dx && sum(multiply(slope, dx), [-1])];
  },
};

/** y (softmax(x) - onehot(target)). */
const crossEntropyDerivative: Operation<null> = {
  name: 'derivative of crossEntropy',
  emit({ call, at }, { inputs: [y, x, targets], outputs: [out] }) {
    call('crossEntropyDerivative', at(out!), at(y!), at(x!), at(targets!), sizeOf(y!.shape), x!.shape.at(-1)!);
  },
};

/**
 * -log softmax(x)[target], one for each row, in nats.
 *
 * @param x       logits, (…, classes)
 * @param targets (…), whole numbers 0..classes - 1; others stand for the nearest, NaN for 0
 * @throws {ShapeError} with both shapes
 */
export function crossEntropy(x: Tensor, targets: Tensor): Tensor {
  if (requireTensor('crossEntropy', 'x', x).shape.length === 0)
    throw new ShapeError('crossEntropy', 'x', 'at least one axis', x.shape);
  requireTensor('crossEntropy', 'targets', targets);
  const lead = x.shape.slice(0, -1);
  if (lead.length !== targets.shape.length || lead.some((n, i) => n !== targets.shape[i]))
    throw new ShapeError(
      'crossEntropy',
      'targets',
      `shape ${show(lead)} for x of shape ${show(x.shape)}`,
      targets.shape,
    );
  return record(crossEntropies, [x, targets], targets.shape, null);
}
