/** Every operation, as a function of tensors with odd shapes: what the tests of derivatives run over. */

import * as nn from '../src/index.ts';
import type { Elementwise } from '../src/kernels.ts';
import type { Recorded, Shapes } from './derivatives.ts';

export interface OperationCase {
  readonly shapes: Shapes;
  readonly apply: Recorded;
  /** Where the arguments must lie. Default: anywhere. */
  readonly domain?: 'positive' | 'away from 0';
  /** False: `gradient` of `gradient` is refused. Default true. */
  readonly hasSecond?: false;
  /** False: `directional` is refused. Default true. */
  readonly hasTangent?: false;
}

const cases = new Map<string, OperationCase>();
const add = (
  name: string,
  shapes: Shapes,
  apply: Recorded,
  rest: Omit<OperationCase, 'shapes' | 'apply'> = {},
): void => {
  if (cases.has(name)) throw new Error(`two cases are called '${name}'`);
  cases.set(name, { shapes, apply, ...rest });
};

const maps: readonly Elementwise[] = [
  'identity',
  'silu',
  'gelu',
  'tanh',
  'sigmoid',
  'softplus',
  'exp',
  'square',
  'sin',
  'cos',
];
for (const f of maps) add(f, [[3, 5]], ([x]) => nn.mapBy(f, x!));
for (const f of ['log', 'sqrt', 'reciprocal'] as const)
  add(f, [[3, 5]], ([x]) => nn.mapBy(f, x!), { domain: 'positive' });
for (const f of ['relu', 'abs'] as const) add(f, [[3, 5]], ([x]) => nn.mapBy(f, x!), { domain: 'away from 0' });
add('scaleShift', [[7]], ([x]) => nn.scaleShift(x!, -1.7, 0.3));
add('negate', [[7]], ([x]) => nn.negate(x!));

const pairs = { add: nn.add, subtract: nn.subtract, multiply: nn.multiply, divide: nn.divide } as const;
const broadcasts: readonly Shapes[] = [
  [
    [2, 3, 5],
    [2, 3, 5],
  ],
  [[2, 3, 5], []],
  [[2, 3, 5], [1]],
  [[2, 3, 5], [5]],
  [
    [2, 3, 5],
    [3, 5],
  ],
  [
    [2, 3, 5],
    [1, 1, 5],
  ],
  [
    [2, 3, 5],
    [2, 1, 5],
  ],
  [
    [2, 3, 5],
    [2, 3, 1],
  ],
  [
    [2, 3, 5],
    [2, 1, 1],
  ],
  [
    [2, 1, 3, 5],
    [2, 1, 1, 5],
  ],
  // Axes that do not stand together, and both operands repeated.
  [
    [2, 3, 5],
    [1, 3, 1],
  ],
  [
    [2, 3, 2, 5],
    [3, 1, 5],
  ],
  [
    [3, 1],
    [1, 5],
  ],
  [
    [2, 1, 5],
    [3, 1],
  ],
];
for (const [name, f] of Object.entries(pairs))
  for (const [large, small] of broadcasts as readonly (readonly [readonly number[], readonly number[]])[]) {
    const domain = name === 'divide' ? ({ domain: 'positive' } as const) : {};
    add(`${name} (${large}) and (${small})`, [large, small], ([a, b]) => f(a!, b!), domain);
    if (large !== small && `${large}` !== `${small}`)
      add(`${name} (${small}) and (${large})`, [small, large], ([a, b]) => f(a!, b!), domain);
  }
add('a tensor times itself', [[5]], ([x]) => nn.multiply(x!, x!));

for (const transposeA of [false, true])
  for (const transposeB of [false, true])
    for (const [lead, a, b] of [
      ['no batch', [], []],
      ['batch', [2], [2]],
      ['batch left', [2, 2], []],
      ['batch right', [], [3]],
    ] as const) {
      const shapes = [
        [...a, ...(transposeA ? [4, 3] : [3, 4])],
        [...b, ...(transposeB ? [5, 4] : [4, 5])],
      ];
      const name = `matmul, ${lead}${transposeA ? ', a transposed' : ''}${transposeB ? ', b transposed' : ''}`;
      add(name, shapes, ([x, y]) => nn.matmul(x!, y!, { transposeA, transposeB }));
    }
for (const f of ['identity', 'silu', 'tanh'] as const)
  add(`affine, ${f}`, [[5, 3], [3, 7], [7]], ([x, w, b]) => nn.affine(x!, w!, b!, f));
add(
  'affine without bias',
  [
    [5, 3],
    [3, 7],
  ],
  ([x, w]) => nn.affine(x!, w!, undefined, 'silu'),
);
add('affine of one row', [[3], [3, 7], [7]], ([x, w, b]) => nn.affine(x!, w!, b!, 'silu'));
add('affine of three axes', [[2, 5, 3], [3, 7], [7]], ([x, w, b]) => nn.affine(x!, w!, b!, 'silu'));

add('sum', [[2, 3, 5]], ([x]) => nn.sum(x!));
for (const axes of [[0], [1], [-1], [0, 1], [1, 2], [0, 2]]) {
  add(`sum over ${axes}`, [[2, 3, 5]], ([x]) => nn.sum(x!, axes));
  add(`mean over ${axes}`, [[2, 3, 5]], ([x]) => nn.mean(x!, axes));
}
for (const axis of [0, 1, 2]) add(`repeatAlong ${axis}`, [[2, 3]], ([x]) => nn.repeatAlong(x!, axis, 5));

add('reshape', [[2, 3, 5]], ([x]) => nn.reshape(x!, [5, -1]));
for (const order of [
  [1, 0],
  [2, 0, 1],
  [0, 2, 1],
  [3, 1, 0, 2],
])
  add(`permute ${order}`, [[2, 3, 5, 7].slice(0, order.length)], ([x]) => nn.permute(x!, order));
for (const axis of [0, 1, 2, -1]) {
  const shapeOf = (n: number): number[] => [2, 3, 5].map((length, i) => (i === (axis + 3) % 3 ? n : length));
  add(`concatenate along ${axis}`, [shapeOf(2), shapeOf(1), shapeOf(3)], (parts) => nn.concatenate(parts, axis));
  add(`slice of axis ${axis}`, [shapeOf(7)], ([x]) => nn.slice(x!, axis, 2, 5));
  add(`split along ${axis}`, [shapeOf(7)], ([x]) => {
    const [a, , c] = nn.split(x!, axis, [2, 3, 2]);
    return nn.multiply(a!, c!);
  });
}

for (const shape of [[3, 7], [7], [2, 3, 5]]) {
  add(`softmax of (${shape})`, [shape], ([x]) => nn.softmax(x!));
  add(`logSumExp of (${shape})`, [shape], ([x]) => nn.logSumExp(x!));
  add(`layerNormalise of (${shape})`, [shape], ([x]) => nn.layerNormalise(x!), { hasSecond: false });
}
for (const groups of [1, 3, 6])
  add(`groupNormalise, ${groups} groups`, [[2, 5, 3, 6]], ([x]) => nn.groupNormalise(x!, groups), { hasSecond: false });
add('embedding', [[5, 3]], ([table], { constant }) => nn.embedding(table!, constant([4, 0, 4, 1], [2, 2])));
add('crossEntropy', [[2, 3, 5]], ([x], { constant }) => nn.crossEntropy(x!, constant([4, 0, 2, 2, 1, 3], [2, 3])), {
  hasSecond: false,
});

for (const size of [1, 3])
  for (const stride of [1, 2])
    add(
      `convolve, size ${size}, stride ${stride}`,
      [
        [2, 5, 3, 2],
        [size, size, 2, 3],
      ],
      ([x, w]) => nn.convolve(x!, w!, stride),
    );
add('upsample', [[2, 3, 1, 5]], ([x]) => nn.upsample(x!));
add('downsample', [[2, 6, 2, 5]], ([x]) => nn.downsample(x!));

for (const isCausal of [false, true])
  add(
    `attend${isCausal ? ', causal' : ''}`,
    [
      [2, 3, 6],
      [2, 5, 6],
      [2, 5, 6],
    ],
    ([q, k, v]) => nn.attend(q!, k!, v!, { heads: 2, isCausal }),
    { hasSecond: false, hasTangent: false },
  );

export const operationCases: ReadonlyMap<string, OperationCase> = cases;
