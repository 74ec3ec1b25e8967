import { key } from '@yuragi/prob-core';
import { expect, test } from 'vitest';
import type { Recorder, Tensor } from '../src/index.ts';
import * as nn from '../src/index.ts';
import { referenceEngine } from '../src/reference-engine.ts';

/** Records into a graph that is thrown away. */
function record(model: (tensor: (...shape: number[]) => Tensor, recorder: Recorder) => unknown): void {
  nn.compile(nn.parameterStore(referenceEngine(), key('shapes')), (recorder) => {
    let count = 0;
    model((...shape) => recorder.input(`x${count++}`, shape), recorder);
    return { x: recorder.input('x', [1]) };
  });
}

type Case = readonly [message: string, model: (tensor: (...shape: number[]) => Tensor, recorder: Recorder) => unknown];

test.each<Case>([
  [
    `add: \`b\` must have the shape of \`a\`, (2, 3), but for axes of length 1; received shape (4)`,
    (t) => nn.add(t(2, 3), t(4)),
  ],
  [
    `subtract: \`b\` must have the shape of \`a\`, (2, 3), but for axes of length 1; received shape (2)`,
    (t) => nn.subtract(t(2, 3), t(2)),
  ],
  [
    `multiply: \`b\` must have the shape of \`a\`, (2, 3, 4), but for axes of length 1; received shape (1, 2, 1)`,
    (t) => nn.multiply(t(2, 3, 4), t(1, 2, 1)),
  ],
  [
    `divide: \`b\` must have the shape of \`a\`, (2, 1), but for axes of length 1; received shape (3, 3)`,
    (t) => nn.divide(t(2, 1), t(3, 3)),
  ],

  [
    'matmul: `b` must have a shape (..., k, n) for a of shape (2, 3); received shape (2, 3)',
    (t) => nn.matmul(t(2, 3), t(2, 3)),
  ],
  [
    'matmul: `b` must have a shape (..., k, n) for a of shape (2, 3) (transposeA true, transposeB false); received shape (3, 2)',
    (t) => nn.matmul(t(2, 3), t(3, 2), { transposeA: true }),
  ],
  [
    'matmul: `b` must have a shape (..., k, n) for a of shape (2, 4, 3); received shape (5, 3, 4)',
    (t) => nn.matmul(t(2, 4, 3), t(5, 3, 4)),
  ],
  [
    'matmul: `b` must have a shape (..., k, n) for a of shape (3); received shape (3, 4)',
    (t) => nn.matmul(t(3), t(3, 4)),
  ],
  [
    'affine: `w` must have a shape (k, n) for x of shape (2, 3), (..., k); received shape (4, 5)',
    (t) => nn.affine(t(2, 3), t(4, 5)),
  ],
  [
    'affine: `w` must have a shape (k, n) for x of shape (2, 3), (..., k); received shape (3)',
    (t) => nn.affine(t(2, 3), t(3)),
  ],
  [
    'affine: `bias` must have shape (5) for w of shape (3, 5); received shape (3)',
    (t) => nn.affine(t(2, 3), t(3, 5), t(3)),
  ],

  ['sum: `axes` must be different axes of shape (2, 3); received [2]', (t) => nn.sum(t(2, 3), [2])],
  ['sum: `axes` must be different axes of shape (2, 3); received [1, -1]', (t) => nn.sum(t(2, 3), [1, -1])],
  ['sum: `axes` must be different axes of shape (2, 3); received [0.5]', (t) => nn.mean(t(2, 3), [0.5])],
  [
    'repeatAlong: `axis` must be an integer in 0..2, the axes of shape (2, 3) and one more; received 3',
    (t) => nn.repeatAlong(t(2, 3), 3, 2),
  ],
  ['repeatAlong: `count` must be an integer >= 1; received 0', (t) => nn.repeatAlong(t(2, 3), 0, 0)],

  ['reshape: `x` must have as many values as shape (4, 2); received shape (2, 3)', (t) => nn.reshape(t(2, 3), [4, 2])],
  [
    'reshape: `x` must have as many values as shape (4, -1); received shape (2, 3)',
    (t) => nn.reshape(t(2, 3), [4, -1]),
  ],
  ['reshape: `x` must have as many values as shape (-1, -1); received shape (4)', (t) => nn.reshape(t(4), [-1, -1])],
  [
    'permute: `order` must be an order of the axes (at most 4) of shape (2, 3); received [0, 0]',
    (t) => nn.permute(t(2, 3), [0, 0]),
  ],
  [
    'permute: `order` must be an order of the axes (at most 4) of shape (1, 2, 3, 4, 5); received [4, 3, 2, 1, 0]',
    (t) => nn.permute(t(1, 2, 3, 4, 5), [4, 3, 2, 1, 0]),
  ],
  [
    'concatenate: `parts[1]` must have the shape (2, 3) but for axis 0; received shape (2, 4)',
    (t) => nn.concatenate([t(2, 3), t(2, 4)], 0),
  ],
  [
    'concatenate: `parts[1]` must have the shape (2, 3) but for axis 1; received shape (3)',
    (t) => nn.concatenate([t(2, 3), t(3)], 1),
  ],
  ['concatenate: `parts` must be a list of tensors; received []', () => nn.concatenate([], 0)],
  ['concatenate: `axis` must be an axis of shape (2, 3); received 2', (t) => nn.concatenate([t(2, 3)], 2)],
  ['slice: `axis` must be an axis of shape (2, 3); received -3', (t) => nn.slice(t(2, 3), -3, 0, 1)],
  [
    'slice: `start, end` must be 0 <= start < end <= 3 (axis 1 of (2, 3)); received [1, 4]',
    (t) => nn.slice(t(2, 3), 1, 1, 4),
  ],
  [
    'slice: `start, end` must be 0 <= start < end <= 3 (axis 1 of (2, 3)); received [2, 2]',
    (t) => nn.slice(t(2, 3), -1, 2, 2),
  ],
  [
    'split: `x` must have the sum of the lengths 1, 3 along axis 1; received shape (2, 3)',
    (t) => nn.split(t(2, 3), 1, [1, 3]),
  ],
  ['split: `axis` must be an axis of shape (2, 3); received 5', (t) => nn.split(t(2, 3), 5, [1])],

  ['softmax: `x` must have at least one axis; received shape ()', (t) => nn.softmax(t())],
  ['logSumExp: `x` must have at least one axis; received shape ()', (t) => nn.logSumExp(t())],
  ['layerNormalise: `x` must have at least one axis; received shape ()', (t) => nn.layerNormalise(t())],
  [
    'groupNormalise: `x` must have a shape (batch, ..., channels); received shape (4)',
    (t) => nn.groupNormalise(t(4), 2),
  ],
  [
    'groupNormalise: `groups` must be a divisor of the 6 channels of (2, 5, 6); received 4',
    (t) => nn.groupNormalise(t(2, 5, 6), 4),
  ],
  [
    'groupNormalise: `groups` must be a divisor of the 6 channels of (2, 5, 6); received 0',
    (t) => nn.groupNormalise(t(2, 5, 6), 0),
  ],
  [
    'groupNormalise: `groups` must be a divisor of the 6 channels of (2, 5, 6); received 0.5',
    (t) => nn.groupNormalise(t(2, 5, 6), 0.5),
  ],
  ['embedding: `table` must have a shape (rows, dimension); received shape (3)', (t) => nn.embedding(t(3), t(2))],
  [
    'crossEntropy: `targets` must have shape (2, 3) for x of shape (2, 3, 5); received shape (2)',
    (t) => nn.crossEntropy(t(2, 3, 5), t(2)),
  ],

  [
    'convolve: `x` must have a shape (batch, height, width, channels); received shape (5, 5, 2)',
    (t) => nn.convolve(t(5, 5, 2), t(3, 3, 2, 4)),
  ],
  [
    'convolve: `w` must have a shape (s, s, 2, outputs), s 1 or 3, for x of (1, 5, 5, 2); received shape (3, 3, 3, 4)',
    (t) => nn.convolve(t(1, 5, 5, 2), t(3, 3, 3, 4)),
  ],
  [
    'convolve: `w` must have a shape (s, s, 2, outputs), s 1 or 3, for x of (1, 5, 5, 2); received shape (5, 5, 2, 4)',
    (t) => nn.convolve(t(1, 5, 5, 2), t(5, 5, 2, 4)),
  ],
  ['convolve: `stride` must be 1 or 2; received 3', (t) => nn.convolve(t(1, 5, 5, 2), t(3, 3, 2, 4), 3)],
  [
    'upsample: `x` must have a shape (batch, height, width, channels); received shape (5, 5)',
    (t) => nn.upsample(t(5, 5)),
  ],
  [
    'downsample: `x` must have an even height and width; received shape (1, 5, 4, 2)',
    (t) => nn.downsample(t(1, 5, 4, 2)),
  ],

  [
    'attend: `q` must have a shape (batch, queries, width); received shape (3, 4)',
    (t) => nn.attend(t(3, 4), t(2, 3, 4), t(2, 3, 4)),
  ],
  [
    'attend: `k` must have shape (2, 5, 4) for q of shape (2, 3, 4); received shape (2, 5, 6)',
    (t) => nn.attend(t(2, 3, 4), t(2, 5, 6), t(2, 5, 4)),
  ],
  [
    'attend: `v` must have shape (2, 5, 4) for q of shape (2, 3, 4); received shape (2, 6, 4)',
    (t) => nn.attend(t(2, 3, 4), t(2, 5, 4), t(2, 6, 4)),
  ],
  [
    'attend: `k` must have shape (2, 4, 4) for q of shape (2, 3, 4); received shape (5, 4)',
    (t) => nn.attend(t(2, 3, 4), t(5, 4), t(2, 5, 4)),
  ],
  [
    'attend: `heads` must be a divisor of the width 4; received 3',
    (t) => nn.attend(t(2, 3, 4), t(2, 5, 4), t(2, 5, 4), { heads: 3 }),
  ],
  [
    'attend: `k` must have at least as many keys as there are queries, 3; received shape (2, 2, 4)',
    (t) => nn.attend(t(2, 3, 4), t(2, 2, 4), t(2, 2, 4), { isCausal: true }),
  ],

  ['gradient: `cotangent` must have the shape (3) of `of`; received shape (2)', (t) => nn.gradient(t(3), [], t(2))],
  [
    'directional: `tangents[0]` must have the shape (3); received shape (2)',
    (t) => {
      const x = t(3);
      return nn.directional(x, [x], [t(2)]);
    },
  ],
  [
    'input: `name` must be a name that no other input has; received "x"',
    (_, { input }) => [input('x', [1]), input('x', [1])],
  ],
  ['shape: `a length of (2, 0)` must be an integer >= 1; received 0', (_, { input }) => input('x', [2, 0])],
  [
    'constant: `values` must have 6 values for shape (2, 3); received shape (5)',
    (_, { constant }) => constant([1, 2, 3, 4, 5], [2, 3]),
  ],
  ['dropoutMask: `rate` must be a number in [0, 1); received 1', (_, { dropoutMask }) => dropoutMask([2], 1)],
])('%s', (message, model) => {
  expect(() => record(model)).toThrow(expect.objectContaining({ message }));
});

test('tensors of two graphs do not mix', () => {
  let foreign: Tensor | undefined;
  record((t) => {
    foreign = t(3);
  });
  expect(() => record((t) => nn.add(t(3), foreign!))).toThrow(
    'combine: `inputs[1]` must be of the same recording as the others; received an object with keys shape, node, index',
  );
});
