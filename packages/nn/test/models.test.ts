import { key, stream } from '@yuragi/prob-core';
import { derivative } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { sizeOf } from '../src/graph.ts';
import {
  compile,
  dropout,
  gru,
  gruStep,
  linear,
  mean,
  mlp,
  multiply,
  type ParameterStore,
  parameterStore,
  type Recorder,
  residualBlock,
  square,
  sum,
  type Tensor,
  transformer,
  unet,
} from '../src/index.ts';
import type { Store } from '../src/parameters.ts';
import { type CompiledPlan, compilePlan } from '../src/plan.ts';
import { referenceEngine } from '../src/reference-engine.ts';
import { normals } from './derivatives.ts';

/** Of the central differences: truncation then leaves about 1e-12, rounding 1e-10, also where a norm bends a model sharply. */
const STEP = 1e-4;

type Network = (recorder: Recorder) => Tensor;

/** <u, f(x)> in f64, every parameter N(0, 1/4): what begins as 0 would hide what lies behind it. */
function weighted(name: string, network: Network): { plan: CompiledPlan; store: Store; parameters: Float64Array } {
  const store = parameterStore(referenceEngine(Float64Array), key(name)) as Store;
  const plan = compilePlan(
    store,
    (recorder) => {
      const out = network(recorder);
      return { out, loss: sum(multiply(out, recorder.constant(normals(`${name}: u`, sizeOf(out.shape)), out.shape))) };
    },
    { differentiate: 'loss' },
  );
  plan.draw(stream(key(`${name}: noise`)));
  for (const [input, values] of Object.entries(plan.inputs))
    if (input !== 'labels') values.set(normals(input, values.length));
  plan.inputs.labels?.set([2, 0].slice(0, plan.inputs.labels.length));
  const parameters = store.engine.view(store.address, store.length) as unknown as Float64Array;
  parameters.set(normals(`${name}: parameters`, store.length).map((z) => z / 2));
  return { plan, store, parameters };
}

const image = ({ input }: Recorder, channels = 3): Tensor => input('x', [2, 4, 4, channels]);

const models: readonly (readonly [string, Network])[] = [
  ['mlp', ({ parameters, input }) => mlp(parameters, input('x', [3, 2]), { hidden: [5, 4], outputs: 3 })],
  ['residual block', (r) => residualBlock(r.parameters, image(r))],
  [
    'residual block with embedding added and other channels',
    (r) => residualBlock(r.parameters, image(r), { outputs: 4, embedding: r.input('e', [2, 3]), maxGroups: 2 }),
  ],
  [
    'residual block with embedding that scales and shifts, attention and context',
    (r) =>
      residualBlock(r.parameters, image(r, 4), {
        embedding: r.input('e', [2, 3]),
        embeddingMode: 'scaleShift',
        attentionHeads: 2,
        context: r.input('context', [2, 3, 5]),
      }),
  ],
  [
    'U-Net with time, class and attention',
    (r) =>
      unet(r.parameters, image(r, 1), {
        channels: 4,
        multipliers: [1, 2],
        blocksPerLevel: 1,
        time: r.input('time', [2, 1]),
        labels: { indices: r.input('labels', [2]), count: 3 },
        attentionLevels: [1],
        heads: 2,
        maxGroups: 2,
      }),
  ],
  [
    'transformer with context',
    ({ parameters, input }) =>
      transformer(parameters, input('x', [2, 3, 4]), {
        numLayers: 2,
        heads: 2,
        context: input('c', [2, 5, 3]),
        hidden: 5,
      }),
  ],
  [
    'causal transformer',
    ({ parameters, input }) =>
      transformer(parameters, input('x', [2, 3, 4]), { numLayers: 1, isCausal: true, maxLength: 7 }),
  ],
  ['gru', ({ parameters, input }) => gru(parameters, input('x', [2, 4, 3]), { width: 5 })],
  [
    'gru with an initial state',
    ({ parameters, input }) => gru(parameters, input('x', [2, 3, 2]), { width: 3, initial: input('h', [2, 3]) }),
  ],
  [
    'a network with dropout',
    (recorder) => {
      const hidden = dropout(recorder, linear(recorder.parameters.in('a'), recorder.input('x', [3, 4]), 6), 0.3);
      return linear(recorder.parameters.in('b'), hidden, 2);
    },
  ],
];

describe('gradients of models are those of central differences, in f64', () => {
  // Along three random directions in all parameters together, and along about 60 single ones.
  test.each(models)('%s', (name, network) => {
    const { plan, store, parameters } = weighted(name, network);
    plan.forward();
    plan.backward();
    const gradients = Float64Array.from(store.engine.view(plan.gradientAddress, store.length));
    const start = parameters.slice();
    const along = (direction: (i: number) => number) => (t: number) => {
      for (let i = 0; i < start.length; i++) parameters[i] = start[i]! + t * direction(i);
      plan.forward();
      return plan.outputs.loss![0]!;
    };
    const expectSame = (actual: number, expected: number): void =>
      expect(Math.abs(actual - expected)).toBeLessThan(1e-8 * (1 + Math.abs(expected)));
    for (let k = 0; k < 3; k++) {
      const v = normals(`${name}: direction ${k}`, start.length);
      const length = Math.hypot(...v);
      const expected = derivative(
        along((i) => v[i]! / length),
        0,
        STEP,
      );
      expectSame(
        gradients.reduce((total, g, i) => total + (g * v[i]!) / length, 0),
        expected,
      );
    }
    const every = Math.ceil(store.count / 60);
    let i = 0;
    for (const { offset, shape } of store.entries.values())
      for (let j = 0; j < sizeOf(shape); j++)
        if (i++ % every === 0)
          expectSame(
            gradients[offset + j]!,
            derivative(
              along((at) => (at === offset + j ? 1 : 0)),
              0,
              STEP,
            ),
          );
  });
});

const namesOf = (store: ParameterStore): string[] => [...store.entries.keys()];

test('the U-Net of the benchmark has 440 k parameters within 3 % at 8 x 8 x 1', () => {
  // channels 24, multipliers [1, 2], one block a level, attention at the coarse level, time that scales and shifts.
  const store = parameterStore(referenceEngine(), key('unet'));
  compile(store, ({ parameters, input }) => ({
    y: unet(parameters, input('x', [1, 8, 8, 1]), {
      channels: 24,
      multipliers: [1, 2],
      blocksPerLevel: 1,
      attentionLevels: [1],
      embeddingMode: 'scaleShift',
      time: input('time', [1, 1]),
    }),
  }));
  expect(store.count).toBe(434_689);
  expect(Math.abs(store.count / 440_000 - 1)).toBeLessThan(0.03);
});

test('networks with residual branches begin as what they say: the U-Net as 0, a residual block as its skip', () => {
  const plan = compile(parameterStore(referenceEngine(), key('start')), (r) => ({
    block: residualBlock(r.parameters.in('block'), image(r), { attentionHeads: 1 }),
    net: unet(r.parameters.in('net'), r.input('y', [1, 4, 4, 2]), { channels: 4 }),
  }));
  plan.inputs.x!.set(normals('x', 96));
  plan.inputs.y!.set(normals('y', 32));
  plan.forward();
  expect(plan.outputs.block).toEqual(plan.inputs.x);
  expect(plan.outputs.net!.every((value) => value === 0)).toBe(true);
});

test('a causal transformer does not look ahead, and one that is not does', () => {
  const outputAt = (isCausal: boolean, last: number): Float32Array => {
    const plan = compile(parameterStore(referenceEngine(Float64Array), key('causal')), ({ parameters, input }) => ({
      y: transformer(parameters, input('x', [1, 4, 6]), { numLayers: 2, heads: 3, isCausal }),
    }));
    plan.inputs.x!.set([...normals('x', 18), ...new Array(6).fill(last)]);
    plan.forward();
    return plan.outputs.y!.slice(0, 18);
  };
  expect(outputAt(true, 5)).toEqual(outputAt(true, -1));
  expect(outputAt(false, 5)).not.toEqual(outputAt(false, -1));
});

test('a transformer of another length shares the parameters of a longest one', () => {
  const engine = referenceEngine(Float64Array);
  const store = parameterStore(engine, key('lengths'));
  const planOf = (length: number) =>
    compile(store, ({ parameters, input }) => ({
      y: transformer(parameters, input('x', [1, length, 4]), { numLayers: 1, isCausal: true, maxLength: 5 }),
    }));
  const [long, short] = [planOf(5), planOf(2)];
  const x = normals('x', 20);
  long.inputs.x!.set(x);
  short.inputs.x!.set(x.subarray(0, 8));
  long.forward();
  short.forward();
  for (const [i, value] of short.outputs.y!.entries()) expect(value).toBeCloseTo(long.outputs.y![i]!, 14);
  expect(() => planOf(6)).toThrow(
    'transformer: `x` must have a length of at most 5, its maxLength; received shape (1, 6, 4)',
  );
});

test('a gru is its single steps one after another, and those are the equations of Cho et al.', () => {
  const store = parameterStore(referenceEngine(Float64Array), key('gru'));
  const whole = compile(store, ({ parameters, input }) => ({
    h: gru(parameters, input('x', [1, 3, 2]), { width: 2 }),
  }));
  const single = compile(store, ({ parameters, input }) => ({
    h: gruStep(parameters, input('x', [1, 2]), input('state', [1, 2])),
  }));
  expect(namesOf(store)).toEqual(['input.weight', 'input.bias', 'gates.weight', 'candidate.weight']);
  const { address, engine } = store;
  engine.view(address, store.length).set(normals('gru weights', store.length));
  const x = normals('x', 6);
  whole.inputs.x!.set(x);
  whole.forward();

  const [w, b, u, c] = [...store.entries.values()].map(({ offset, shape }) =>
    engine.view(address + 4 * offset, sizeOf(shape)),
  ) as [Float32Array, Float32Array, Float32Array, Float32Array];
  const sigmoid = (a: number): number => 1 / (1 + Math.exp(-a));
  let h = [0, 0];
  for (let t = 0; t < 3; t++) {
    const given = (column: number): number => b[column]! + x[2 * t]! * w[column]! + x[2 * t + 1]! * w[6 + column]!;
    const past = h;
    const gate = (column: number): number => sigmoid(given(column) + past[0]! * u[column]! + past[1]! * u[4 + column]!);
    const [z, r] = [
      [gate(0), gate(1)],
      [gate(2), gate(3)],
    ] as const;
    h = [0, 1].map((j) => {
      const candidate = Math.tanh(given(4 + j) + r[0]! * past[0]! * c[j]! + r[1]! * past[1]! * c[2 + j]!);
      return z[j]! * past[j]! + (1 - z[j]!) * candidate;
    });
    single.inputs.x!.set(x.subarray(2 * t, 2 * t + 2));
    single.inputs.state!.set(past);
    single.forward();
    for (const j of [0, 1]) {
      expect(whole.outputs.h![2 * t + j]!).toBeCloseTo(h[j]!, 14);
      expect(single.outputs.h![j]!).toBeCloseTo(h[j]!, 14);
    }
  }
});

describe('shapes that do not fit are refused', () => {
  const refuse = (network: Network) => () =>
    compile(parameterStore(referenceEngine(), key('bad')), (r) => ({ y: network(r) }));
  const bad: readonly (readonly [string, Network])[] = [
    [
      'unet: `blocksPerLevel` must be an integer >= 1; received 0',
      (r) => unet(r.parameters, image(r), { channels: 4, blocksPerLevel: 0 }),
    ],
    [
      'unet: `multipliers.length` must be an integer >= 1; received 0',
      (r) => unet(r.parameters, image(r), { channels: 4, multipliers: [] }),
    ],
    [
      'unet: `multipliers[1]` must be an integer >= 1; received 0',
      (r) => unet(r.parameters, image(r), { channels: 4, multipliers: [1, 0] }),
    ],
    [
      'residualBlock: `maxGroups` must be an integer >= 1; received 0',
      (r) => residualBlock(r.parameters, image(r), { maxGroups: 0 }),
    ],
    [
      'residualBlock: `outputs` must be an integer >= 1; received -1',
      (r) => residualBlock(r.parameters, image(r), { outputs: -1 }),
    ],
    [
      'transformer: `numLayers` must be an integer >= 1; received 0',
      ({ parameters, input }) => transformer(parameters, input('x', [2, 3, 4]), { numLayers: 0 }),
    ],
    [
      'transformer: `hidden` must be an integer >= 1; received 0.5',
      ({ parameters, input }) => transformer(parameters, input('x', [2, 3, 4]), { numLayers: 1, hidden: 0.5 }),
    ],
    [
      'gru: `width` must be an integer >= 1; received 0',
      ({ parameters, input }) => gru(parameters, input('x', [2, 3, 4]), { width: 0 }),
    ],
    [
      'unet: `x` must have a height and width divisible by 4, for 3 levels; received shape (1, 6, 8, 1)',
      ({ parameters, input }) => unet(parameters, input('x', [1, 6, 8, 1]), { channels: 4, multipliers: [1, 1, 1] }),
    ],
    [
      'unet: `x` must have a shape (batch, height, width, channels); received shape (8, 8)',
      ({ parameters, input }) => unet(parameters, input('x', [8, 8]), { channels: 4 }),
    ],
    [
      'unet: `time` must have shape (2, 1) for x of shape (2, 4, 4, 1); received shape (2)',
      (r) => unet(r.parameters, image(r, 1), { channels: 4, time: r.input('t', [2]) }),
    ],
    [
      'unet: `labels.indices` must have shape (2) for x of shape (2, 4, 4, 1); received shape (2, 1)',
      (r) => unet(r.parameters, image(r, 1), { channels: 4, labels: { indices: r.input('l', [2, 1]), count: 3 } }),
    ],
    [
      'unet: `channels` must be an integer >= 1; received 1.5',
      (r) => unet(r.parameters, image(r, 1), { channels: 1.5 }),
    ],
    [
      'unet: `attentionLevels[0]` must be a level, 0..1; received 2',
      (r) => unet(r.parameters, image(r, 1), { channels: 4, attentionLevels: [2] }),
    ],
    [
      'residualBlock: `x` must have a shape (batch, height, width, channels); received shape (3, 4)',
      ({ parameters, input }) => residualBlock(parameters, input('x', [3, 4])),
    ],
    [
      'residualBlock: `embedding` must have shape (2, width) for x of (2, 4, 4, 3); received shape (1, 5)',
      (r) => residualBlock(r.parameters, image(r), { embedding: r.input('e', [1, 5]) }),
    ],
    [
      'transformer: `x` must have a shape (batch, length, width); received shape (3, 4)',
      ({ parameters, input }) => transformer(parameters, input('x', [3, 4]), { numLayers: 1 }),
    ],
    [
      'attention: `context` must have a shape (2, keys, width) for x of (2, 3, 4); received shape (1, 3, 4)',
      ({ parameters, input }) =>
        transformer(parameters, input('x', [2, 3, 4]), { numLayers: 1, context: input('c', [1, 3, 4]) }),
    ],
    [
      'attend: `heads` must be a divisor of the width 4; received 3',
      ({ parameters, input }) => transformer(parameters, input('x', [2, 3, 4]), { numLayers: 1, heads: 3 }),
    ],
    [
      'gru: `x` must have a shape (batch, length, inputs); received shape (3, 4)',
      ({ parameters, input }) => gru(parameters, input('x', [3, 4]), { width: 2 }),
    ],
    [
      'gru: `initial` must have shape (2, 5); received shape (2, 4)',
      ({ parameters, input }) => gru(parameters, input('x', [2, 3, 4]), { width: 5, initial: input('h', [2, 4]) }),
    ],
    [
      'gruStep: `state` must have a shape (2, width) for x of (2, 3); received shape (1, 4)',
      ({ parameters, input }) => gruStep(parameters, input('x', [2, 3]), input('h', [1, 4])),
    ],
    [
      'gruStep: `x` must have a shape (batch, inputs); received shape (3)',
      ({ parameters, input }) => gruStep(parameters, input('x', [3]), input('h', [1, 4])),
    ],
  ];
  test.each(bad)('%s', (message, network) => {
    expect(refuse(network)).toThrow(expect.objectContaining({ message }));
  });
});

test('a model asked for twice in one scope is one model', () => {
  const store = parameterStore(referenceEngine(), key('twice'));
  const plan = compile(
    store,
    ({ parameters, input }) => {
      const net = (x: Tensor): Tensor => mlp(parameters, x, { hidden: [3], outputs: 1 });
      return { loss: mean(square(multiply(net(input('a', [2, 2])), net(input('b', [2, 2]))))) };
    },
    { differentiate: 'loss' },
  );
  expect(namesOf(store)).toEqual(['layer0.weight', 'layer0.bias', 'layer1.weight', 'layer1.bias']);
  expect(Object.keys(plan.gradients)).toEqual(['layer0', 'layer1']);
});

test('the noise of dropout keeps the mean', () => {
  const plan = compile(parameterStore(referenceEngine(), key('noise')), (r) => ({
    y: dropout(r, r.input('x', [10_000]), 0.25),
  }));
  plan.inputs.x!.fill(3);
  plan.draw(stream(key('dropout')));
  plan.forward();
  const zeros = plan.outputs.y!.filter((value) => value === 0).length;
  expect(new Set(plan.outputs.y)).toEqual(new Set([0, 4]));
  // 2500 expected, standard deviation 43.3: a distance of 6 has probability 2e-9.
  expect(Math.abs(zeros - 2500)).toBeLessThan(260);
});
