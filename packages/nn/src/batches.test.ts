import { foldIn, key, permutation, stream } from '@yuragi/prob-core';
import { expect, test } from 'vitest';
import { type Batch, rowsOf } from './batches.ts';

const batchOf = (
  step: number,
  size: number,
  batchSize = size,
  start = 0,
): Batch & { readonly inputs: { x: Float32Array } } => ({
  step,
  rng: stream(key('unused')),
  inputs: { x: new Float32Array(size) },
  start,
  size,
  batchSize,
});

const rows = (fill: (batch: Batch) => void, batch: ReturnType<typeof batchOf>): number[] => {
  fill(batch);
  return [...batch.inputs.x];
};

const seven = { x: Float64Array.from({ length: 7 }, (_, i) => i) };

test('every epoch is each row once, in the order of its own key; batches run on from one epoch to the next', () => {
  const fill = rowsOf(seven, 7, key('order'));
  const seen = Array.from({ length: 7 }, (_, step) => rows(fill, batchOf(step, 3))).flat();
  const orders = [0, 1, 2].map((epoch) => [...permutation(stream(foldIn(key('order'), epoch)), 7)]);
  expect(seen).toEqual(orders.flat());
  expect(orders[0]).not.toEqual(orders[1]);
});

test('a step asked for alone, or in parts, has the rows that it has in turn', () => {
  const inTurn = rowsOf(seven, 7, key('order'));
  const steps = Array.from({ length: 9 }, (_, step) => rows(inTurn, batchOf(step, 4)));
  const alone = rowsOf(seven, 7, key('order'));
  for (const step of [8, 2, 5]) {
    expect(rows(alone, batchOf(step, 4))).toEqual(steps[step]);
    expect([0, 2].flatMap((start) => rows(alone, batchOf(step, 2, 4, start)))).toEqual(steps[step]);
  }
});

test('a batch larger than the data takes several epochs', () => {
  const values = rows(rowsOf(seven, 7, key('order')), batchOf(0, 21));
  expect(values.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6].flatMap((i) => [i, i, i]));
});

test('rows of several arrays stay together', () => {
  const fill = rowsOf({ x: Float32Array.of(1, 2, 3, 4, 5, 6), label: [10, 30, 50] }, 3, key('pairs'));
  const inputs = { x: new Float32Array(6), label: new Float32Array(3) };
  fill({ ...batchOf(0, 3), inputs });
  for (const i of [0, 1, 2])
    expect([...inputs.x.subarray(2 * i, 2 * i + 2)]).toEqual([inputs.label[i]! / 10, inputs.label[i]! / 10 + 1]);
});

test('bad data are refused', () => {
  expect(() => rowsOf(seven, 0, key(1))).toThrow('rowsOf: `n` must be an integer >= 1; received 0');
  expect(() => rowsOf(seven, 2, key(1))).toThrow(
    'rowsOf: `arrays.x.length` must be a multiple of the 2 rows, > 0; received 7',
  );
  expect(() => rowsOf({ x: [] }, 2, key(1))).toThrow('received 0');
  const fill = rowsOf({ y: seven.x }, 7, key(1));
  expect(() => fill(batchOf(0, 3))).toThrow(
    'rowsOf: `inputs.y` must be an input of the model with 3 x 1 values; received "inputs x"',
  );
  expect(() => rowsOf(seven, 7, key(1))({ ...batchOf(0, 3), inputs: { x: new Float32Array(4) } })).toThrow(
    'rowsOf: `inputs.x` must be an input of the model with 3 x 1 values; received Float32Array[0, 0, 0, 0]',
  );
});
