/** Files of ONNX, run by onnxruntime's build for WebAssembly, which the engine shares no code with. */
import { readdirSync, readFileSync } from 'node:fs';
import { fillNormal, key, stream } from '@yuragi/prob-core';
import { env, InferenceSession, Tensor as OrtTensor } from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import { gradient } from '../src/differentiate.ts';
import { createEngine } from '../src/engine.ts';
import type { Tensor } from '../src/graph.ts';
import { glorotUniform } from '../src/initialisers.ts';
import { linear, mlp } from '../src/layers.ts';
import { gru } from '../src/models/gru.ts';
import { transformer } from '../src/models/transformer.ts';
import { unet } from '../src/models/unet.ts';
import { encodeOnnx } from '../src/onnx/index.ts';
import { writers } from '../src/onnx/operators.ts';
import { bytes, integer, text } from '../src/onnx/protobuf.ts';
import { add, divide, multiply, scaleShift, subtract } from '../src/operations/arithmetic.ts';
import { attend } from '../src/operations/attend.ts';
import { crossEntropy, embedding } from '../src/operations/gather.ts';
import { convolve, downsample, upsample } from '../src/operations/images.ts';
import { abs, exp, log, mapBy, softplus, square } from '../src/operations/maps.ts';
import { affine, matmul } from '../src/operations/matmul.ts';
import { groupNormalise, layerNormalise, logSumExp, softmax } from '../src/operations/rows.ts';
import { concatenate, permute, reshape, slice } from '../src/operations/shapes.ts';
import { split } from '../src/operations/split.ts';
import { mean, repeatAlong, sum } from '../src/operations/sums.ts';
import { parameterStore, type Store } from '../src/parameters.ts';
import { compile, compilePlan } from '../src/plan.ts';
import type { Model, Recorder } from '../src/recorder.ts';

// One thread: no workers of onnxruntime's stay behind.
env.wasm.numThreads = 1;

const engine = await createEngine({ kernels: 'plain' });

/** Two f32 computations of the same numbers in different orders, relative to the largest of the output. */
const TOLERANCE = 1e-5;

async function run(
  file: Uint8Array,
  feeds: Readonly<Record<string, { data: Float32Array; shape: readonly number[] }>>,
) {
  const session = await InferenceSession.create(file, { graphOptimizationLevel: 'disabled' });
  const entries = Object.entries(feeds).map(([name, { data, shape }]) => [name, new OrtTensor('float32', data, shape)]);
  const results = await session.run(Object.fromEntries(entries));
  await session.release();
  return results as Readonly<Record<string, OrtTensor>>;
}

/** Names of the operations that were compared. */
const seen = new Set<string>();

/** Largest difference of what `forward` and onnxruntime make of a model, relative to each output's largest value. */
async function disagreement(
  name: string,
  model: Model,
  indices: Readonly<Record<string, number>> = {},
): Promise<number> {
  const store = parameterStore(engine, key(name));
  const shapes = new Map<string, readonly number[]>();
  const plan = compilePlan(store as Store, (recorder) =>
    model({
      ...recorder,
      input(name, shape) {
        shapes.set(name, shape);
        return recorder.input(name, shape);
      },
    }),
  );
  const rng = stream(key(`${name}, inputs`));
  // Biases and gains begin alike for all: others tell the orders of axes apart.
  for (const { shape, offset } of store.entries.values()) {
    const values = store.engine.view(
      store.address + 4 * offset,
      shape.reduce((n, m) => n * m, 1),
    );
    const noise = new Float32Array(values.length);
    fillNormal(rng, noise);
    for (let i = 0; i < noise.length; i++) values[i]! += 0.2 * noise[i]!;
  }
  const feeds: Record<string, { data: Float32Array; shape: readonly number[] }> = {};
  for (const [name, shape] of shapes) {
    const data = plan.inputs[name]!;
    if (indices[name] === undefined) fillNormal(rng, data);
    else for (let i = 0; i < data.length; i++) data[i] = rng.int(indices[name]);
    feeds[name] = { data: data.slice(), shape };
  }
  plan.forward();
  for (const { operation } of plan.graph.nodes) seen.add(operation.name);
  const results = await run(encodeOnnx(store, model), feeds);
  expect(Object.keys(results).sort()).toEqual(Object.keys(plan.outputs).sort());
  let most = 0;
  for (const [name, ours] of Object.entries(plan.outputs)) {
    const theirs = results[name]!.data as Float32Array;
    expect(theirs.length).toBe(ours.length);
    const size = Math.max(...ours.map(Math.abs));
    expect(size).toBeGreaterThan(0);
    for (let i = 0; i < ours.length; i++) most = Math.max(most, Math.abs(ours[i]! - theirs[i]!) / size);
  }
  return most;
}

type Inputs = (...shape: readonly number[]) => Tensor;

/** A model of one output from inputs that it names itself. */
const modelOf =
  (build: (x: Inputs, recorder: Recorder) => Tensor): Model =>
  (recorder) => {
    let count = 0;
    return { y: build((...shape) => recorder.input(`x${count++}`, shape), recorder) };
  };

const positive = (x: Tensor): Tensor => scaleShift(square(x), 1, 0.5);

const operations: Readonly<Record<string, (x: Inputs, recorder: Recorder) => Tensor>> = {
  'scale and shift': (x) => scaleShift(x(2, 3), 1.5, -0.25),
  'shift alone': (x) => scaleShift(x(), 1, 2),
  'sum of equals': (x) => add(x(2, 3), x(2, 3)),
  'difference with a row': (x) => subtract(x(4, 3), x(3)),
  'difference from a row': (x) => subtract(x(3), x(4, 3)),
  'product along the middle': (x) => multiply(x(2, 3, 4), x(2, 1, 4)),
  'quotient by a column': (x) => divide(x(4, 3), positive(x(4, 1))),
  'quotient of a scalar': (x) => divide(x(), positive(x(4, 3))),
  'sum over the last axis': (x) => sum(x(3, 5), [-1]),
  'sum over neighbours in the middle': (x) => sum(x(2, 3, 4, 5), [1, 2]),
  'mean of all': (x) => mean(x(3, 5)),
  'sum over axes apart': (x) => sum(x(2, 3, 4), [0, 2]),
  repeat: (x) => repeatAlong(x(2, 3), 1, 4),
  'reshape to a scalar': (x) => reshape(x(1, 1), []),
  permute: (x) => permute(x(2, 3, 4, 5), [2, 0, 3, 1]),
  concatenate: (x) => concatenate([x(2, 1, 3), x(2, 4, 3), x(2, 2, 3)], 1),
  slice: (x) => slice(x(3, 7, 2), 1, 2, 5),
  'split, parts in another order': (x) => concatenate([...split(x(2, 7), 1, [1, 2, 4])].reverse(), 1),
  matmul: (x) => matmul(x(5, 3), x(3, 4)),
  'matmul, transposed': (x) => matmul(x(3, 5), x(4, 3), { transposeA: true, transposeB: true }),
  'matmul, batched, one matrix on the right': (x) => matmul(x(2, 3, 5), x(5, 4)),
  'matmul, batched, one matrix on the left': (x) => matmul(x(5, 3), x(2, 5, 4), { transposeA: true }),
  'matmul, both batched': (x) => matmul(x(2, 2, 3, 5), x(2, 2, 4, 5), { transposeB: true }),
  affine: (x) => affine(x(2, 4, 3), x(3, 5), x(5), 'gelu'),
  'affine without a bias': (x) => affine(x(4, 3), x(3, 5)),
  softmax: (x) => softmax(scaleShift(x(3, 5), 40, 0)),
  logSumExp: (x) => logSumExp(scaleShift(x(3, 5), 100, 0)),
  groupNormalise: (x) => groupNormalise(x(2, 3, 3, 6), 3),
  layerNormalise: (x) => layerNormalise(x(2, 4, 7)),
  'convolve 3x3': (x) => convolve(x(2, 5, 4, 3), x(3, 3, 3, 2)),
  'convolve 3x3, stride 2, odd': (x) => convolve(x(2, 5, 7, 3), x(3, 3, 3, 2), 2),
  'convolve 3x3, stride 2, even': (x) => convolve(x(2, 6, 4, 3), x(3, 3, 3, 2), 2),
  'convolve 1x1': (x) => convolve(x(2, 3, 4, 3), x(1, 1, 3, 5)),
  upsample: (x) => upsample(x(2, 3, 2, 5)),
  downsample: (x) => downsample(x(2, 6, 4, 5)),
  attend: (x) => attend(x(2, 3, 8), x(2, 5, 8), x(2, 5, 8), { heads: 2 }),
  'attend, causal': (x) => attend(x(2, 3, 6), x(2, 5, 6), x(2, 5, 6), { heads: 3, isCausal: true }),
  'gradients that are no derivative of an operation': (x) => {
    const [a, b] = [x(4, 6), x(6, 3)];
    const y = matmul(slice(a, 0, 1, 3), b);
    return concatenate(gradient(sum(multiply(y, y)), [a]), 0);
  },
  constant: (x, { constant }) => multiply(x(2, 3), constant([1, 2, 3], [3])),
};

describe('onnxruntime agrees with forward', () => {
  for (const [name, build] of Object.entries(operations))
    test(name, async () => expect(await disagreement(name, modelOf(build))).toBeLessThan(TOLERANCE));

  for (const f of [
    'relu',
    'silu',
    'gelu',
    'tanh',
    'sigmoid',
    'softplus',
    'exp',
    'square',
    'sin',
    'cos',
    'abs',
  ] as const)
    test(`map ${f}`, async () => {
      const model = modelOf((x) => mapBy(f, scaleShift(x(5, 7), 3, 0)));
      expect(await disagreement(f, model)).toBeLessThan(TOLERANCE);
    });
  for (const f of ['log', 'sqrt', 'reciprocal'] as const)
    test(`map ${f}`, async () => {
      expect(
        await disagreement(
          f,
          modelOf((x) => mapBy(f, positive(x(5, 7)))),
        ),
      ).toBeLessThan(TOLERANCE);
    });

  test('embedding and cross entropy, indices outside of the table among them', async () => {
    const model = modelOf((x) => crossEntropy(embedding(x(5, 4), x(2, 3)), x(2, 3)));
    expect(await disagreement('indices', model, { x1: 7, x2: 4 })).toBeLessThan(TOLERANCE);
  });

  test('an mlp', async () => {
    const model: Model = ({ parameters, input }) => ({
      y: mlp(parameters.in('net'), input('x', [16, 3]), { hidden: [32, 32], outputs: 2 }),
    });
    expect(await disagreement('mlp', model)).toBeLessThan(TOLERANCE);
  });

  test('a gru', async () => {
    const model: Model = ({ parameters, input }) => ({ y: gru(parameters, input('x', [3, 5, 4]), { width: 6 }) });
    expect(await disagreement('gru', model)).toBeLessThan(TOLERANCE);
  });

  test('a unet with time, labels, attention and group norm', async () => {
    const model: Model = ({ parameters, input }) => ({
      y: unet(parameters, input('x', [2, 8, 4, 3]), {
        channels: 8,
        time: input('time', [2, 1]),
        labels: { indices: input('label', [2]), count: 5 },
        attentionLevels: [1],
        heads: 2,
      }),
    });
    expect(await disagreement('unet', model, { label: 5 })).toBeLessThan(TOLERANCE);
  });

  test('a causal transformer with a context', async () => {
    const model: Model = ({ parameters, input }) => {
      const tokens = embedding(parameters.parameter('tokens', [11, 12], glorotUniform), input('x', [2, 6]));
      const options = { numLayers: 2, heads: 3, isCausal: true, context: input('context', [2, 9, 5]) };
      return { y: linear(parameters.in('logits'), transformer(parameters.in('body'), tokens, options), 11) };
    };
    expect(await disagreement('transformer', model, { x: 11 })).toBeLessThan(TOLERANCE);
  });
});

test('every operation is written and compared, or is a derivative', () => {
  const folder = new URL('../src/operations/', import.meta.url);
  const sources = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
  const names = sources.flatMap((text) => [...text.matchAll(/^ {2}name: '(.*)',$/gm)].map(([, name]) => name!));
  expect(names.length).toBeGreaterThan(20);
  const derivatives = names.filter((name) => !(name in writers));
  for (const name of derivatives) expect(name).toMatch(/derivative|adjoint|scatter/);
  for (const name of Object.keys(writers)) expect(names).toContain(name);
  expect([...seen].sort()).toEqual([...Object.keys(writers), 'source'].sort());
});

describe('noise, names, refusals', () => {
  test('every source of noise is an input, numbered in the order of draw', async () => {
    const store = parameterStore(engine, key('noise'));
    const model: Model = ({ normal, uniform, dropoutMask, input }) => {
      const sources = [normal([2, 4]), uniform([2, 4]), dropoutMask([2, 4], 0.5)];
      normal([9]); // read by no output
      return { y: concatenate([...sources, input('x', [2, 4])], 0) };
    };
    const plan = compile(store, model);
    plan.inputs.x!.fill(3);
    plan.draw(stream(key('draws')));
    plan.forward();
    const y = plan.outputs.y!.slice();
    const part = (i: number) => ({ data: y.slice(8 * i, 8 * i + 8), shape: [2, 4] });
    const feeds = { normal0: part(0), uniform1: part(1), dropout2: part(2), x: part(3) };
    const results = await run(encodeOnnx(store, model), feeds);
    expect(results.y!.data).toEqual(y);
  });

  test('parameters keep their names, one tensor may be two outputs, and an input may go out unchanged', async () => {
    const store = parameterStore(engine, key('names'));
    const model: Model = ({ parameters, input }) => {
      const x = input('x', [2, 3]);
      const y = linear(parameters.in('constant_0'), x, 2);
      return { y, again: y, same: x };
    };
    const plan = compile(store, model);
    plan.inputs.x!.set([1, 2, 3, 4, 5, 6]);
    plan.forward();
    const file = encodeOnnx(store, model);
    const content = new TextDecoder('latin1').decode(file);
    for (const name of store.entries.keys()) expect(content).toContain(name);
    const results = await run(file, { x: { data: plan.inputs.x!.slice(), shape: [2, 3] } });
    expect(results.again!.data).toEqual(results.y!.data);
    expect(results.same!.data).toEqual(plan.inputs.x);
  });

  test('the parameters are those of the store at the time', async () => {
    const store = parameterStore(engine, key('weights'));
    const model: Model = ({ parameters, input }) => ({ y: linear(parameters, input('x', [1, 1]), 1) });
    const plan = compile(store, model);
    store.engine.view(store.address, 1)[0] = 42;
    const results = await run(encodeOnnx(store, model), { x: { data: Float32Array.of(2), shape: [1, 1] } });
    expect(results.y!.data).toEqual(Float32Array.of(84));
    plan.close();
  });

  test('derivatives are refused by name', () => {
    const store = parameterStore(engine, key('refused'));
    const scoreOf = (f: (x: Tensor) => Tensor): Model => {
      return ({ input }) => {
        const x = input('x', [2, 4]);
        return { score: gradient(sum(f(x)), [x])[0]! };
      };
    };
    const refused: readonly (readonly [string, (x: Tensor) => Tensor])[] = [
      ['derivative of a map', (x) => mapBy('silu', x)],
      ['derivative of softmax', (x) => multiply(softmax(x), softmax(x))],
      ['derivative of normalise', (x) => layerNormalise(x)],
    ];
    for (const [name, f] of refused)
      expect(() => encodeOnnx(store, scoreOf(f))).toThrow(
        `'${name}' in a file of ONNX is not supported; give encodeOnnx a model whose outputs depend on no derivative`,
      );
  });

  test('a name for two things is refused', () => {
    const store = parameterStore(engine, key('twice'));
    const model: Model = ({ input }) => ({ x: abs(input('x', [2])) });
    expect(() => encodeOnnx(store, model)).toThrow(
      'encodeOnnx: `model` must be one whose inputs, parameters and outputs all have different names; received "x"',
    );
  });

  test('a wrong model is told apart', async () => {
    const model = modelOf((x) => log(positive(softplus(x(3, 3)))));
    const wrong = modelOf((x) => log(positive(exp(x(3, 3)))));
    const store = parameterStore(engine, key('wrong'));
    const plan = compile(store, model);
    fillNormal(stream(key('wrong')), plan.inputs.x0!);
    plan.forward();
    const results = await run(encodeOnnx(store, wrong), { x0: { data: plan.inputs.x0!.slice(), shape: [3, 3] } });
    const theirs = results.y!.data as Float32Array;
    expect(plan.outputs.y!.some((value, i) => Math.abs(value - theirs[i]!) > 0.1)).toBe(true);
  });
});

test("the wire format is that of the format's own examples", () => {
  expect(integer(1, 150)).toEqual(Uint8Array.of(0x08, 0x96, 0x01));
  expect(text(2, 'testing')).toEqual(Uint8Array.of(0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67));
  expect(bytes(3, integer(1, 150))).toEqual(Uint8Array.of(0x1a, 0x03, 0x08, 0x96, 0x01));
  expect(integer(1, 2 ** 40)).toEqual(Uint8Array.of(0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20));
});
