import { encodeCheckpoint, key, stream } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { createEngine, type WorkerLike } from '../src/engine.ts';
import * as nn from '../src/index.ts';
import { encodeOnnx } from '../src/onnx/index.ts';

const engine = await createEngine({ kernels: 'plain' });
const fresh = (): nn.ParameterStore => nn.parameterStore(engine, key('weights'));
/** A call with arguments that the types forbid. */
const wrongly = (f: unknown, ...args: readonly unknown[]): unknown => (f as (...args: unknown[]) => unknown)(...args);
const model = ({ parameters, input }: nn.Recorder, n = 2): { readonly loss: nn.Tensor } => ({
  loss: nn.mean(nn.square(nn.linear(parameters, input('x', [n, 1]), 1))),
});
const ones = ({ inputs }: nn.Batch): void => void inputs.x!.fill(1);
const steps = { numSteps: 3, batchSize: 2 };
const recording = (f: (recorder: nn.Recorder) => unknown) => () =>
  nn.compile(fresh(), (recorder) => ({ y: f(recorder) as nn.Tensor }));

describe('engines', () => {
  test('a memory that cannot grow so far is refused, and the engine goes on', async () => {
    for (const kernels of ['plain', 'reference'] as const) {
      const own = await createEngine({ kernels });
      expect(() => own.allocate(2 ** 40)).toThrow(
        'an engine of 4194305 MiB is not supported; its memory is 4096 MiB at most, or what the host gives: take smaller batches, or `close` plans that are done with',
      );
      const address = own.allocate(4);
      own.view(address, 4).fill(7);
      expect(Array.from(own.view(address, 4))).toEqual([7, 7, 7, 7]);
    }
  });

  test.each([-1, 0, 1.5, Number.NaN])('a length of %d is refused', (length) => {
    expect(() => engine.allocate(length)).toThrow(`allocate: \`length\` must be an integer >= 1; received ${length}`);
  });

  test('threads by the thousand, and workers that are none, are refused', async () => {
    await expect(createEngine({ numThreads: 1000 })).rejects.toThrow(
      'createEngine: `numThreads` must be at most 256, better the number of cores; received 1000',
    );
    await expect(createEngine({ numThreads: 2, createWorker: 3 as never })).rejects.toThrow(
      'createEngine: `createWorker` must be a function; received 3',
    );
    await expect(
      createEngine({ numThreads: 2, createWorker: () => undefined as unknown as WorkerLike }),
    ).rejects.toThrow('createEngine: `createWorker` must be a function that returns a worker; received undefined');
  });
});

describe('names', () => {
  test.each(['', '__proto__', 'a.', '.a', 'a..b'])("a parameter cannot be called '%s'", (name) => {
    expect(recording(({ parameters }) => parameters.parameter(name, [1], nn.ones))).toThrow(
      `parameter: \`name\` must be made of names between dots, and none of them '__proto__'; received "${name}"`,
    );
  });

  test('names of Object.prototype are names like others', () => {
    const plan = nn.compile(fresh(), ({ parameters }) => ({
      y: parameters.in('constructor').in('toString').parameter('valueOf', [2], nn.ones),
    }));
    expect(plan.parameters).toEqual({ constructor: { toString: { valueOf: Float32Array.of(1, 1) } } });
    expect(Object.hasOwn(Object.prototype.toString, 'valueOf')).toBe(false);
  });

  test('no parameter is a branch of another', () => {
    const expected = (other: string, name: string): string =>
      `parameter: \`name\` must be no branch of '${other}', nor the other way round; received "${name}"`;
    const both = (first: string, second: string) =>
      recording(({ parameters }) =>
        nn.add(parameters.parameter(first, [1], nn.ones), parameters.parameter(second, [1], nn.ones)),
      );
    expect(both('a', 'a.b')).toThrow(expected('a', 'a.b'));
    expect(both('a.b', 'a')).toThrow(expected('a.b', 'a'));
    expect(both('a', 'ab')).not.toThrow();
  });

  test('names that are no strings', () => {
    expect(recording(({ parameters }) => parameters.parameter(5 as never, [1], nn.ones))).toThrow(
      'parameter: `name` must be a string; received 5',
    );
    expect(recording(({ parameters }) => parameters.in(undefined as never))).toThrow(
      'in: `name` must be a string; received undefined',
    );
    expect(recording(({ input }) => input('', [1]))).toThrow(
      'input: `name` must be a string that is not empty; received ""',
    );
  });
});

describe('recordings', () => {
  const none = 'must be a tensor, as the recorder and the operations return; received undefined';

  test.each([
    [nn.relu, 'x'],
    [nn.softmax, 'x'],
    [nn.logSumExp, 'x'],
    [nn.layerNormalise, 'x'],
    [nn.groupNormalise, 'x'],
    [nn.sum, 'x'],
    [nn.reshape, 'x'],
    [nn.permute, 'x'],
    [nn.slice, 'x'],
    [nn.split, 'x'],
    [nn.repeatAlong, 'x'],
    [nn.scaleShift, 'x'],
    [nn.upsample, 'x'],
    [nn.downsample, 'x'],
    [nn.convolve, 'x'],
    [nn.add, 'a'],
    [nn.matmul, 'a'],
    [nn.affine, 'x'],
    [nn.embedding, 'table'],
    [nn.crossEntropy, 'x'],
    [nn.attend, 'q'],
    [nn.gradient, 'of'],
    [nn.directional, 'of'],
  ] as const)('%o without its %s', (operation, argument) => {
    expect(recording(() => wrongly(operation))).toThrow(`${operation.name}: \`${argument}\` ${none}`);
  });

  test.each([nn.linear, nn.convolution, nn.attention, nn.mlp, nn.residualBlock, nn.unet, nn.transformer, nn.gru])(
    '%o without a tensor',
    (layer) => {
      const options = { hidden: [], outputs: 1, channels: 1, numLayers: 1, width: 1 };
      const last = layer === nn.linear || layer === nn.convolution ? 1 : options;
      const where = layer === nn.mlp ? 'linear' : layer.name;
      expect(recording(({ parameters }) => wrongly(layer, parameters, undefined, last))).toThrow(
        `${where}: \`x\` ${none}`,
      );
    },
  );

  test('shapes that are none, or larger than a memory', () => {
    expect(recording(({ input }) => input('x', 3 as never))).toThrow(
      'shape: `shape` must be a list of lengths; received 3',
    );
    const tooLarge = 'must have at most 1073741824 values, which fill the memory of an engine; received shape';
    expect(recording(({ input }) => input('x', [2 ** 31]))).toThrow(`shape: \`shape\` ${tooLarge} (2147483648)`);
    expect(recording(({ parameters }) => parameters.parameter('w', [2 ** 31], nn.ones))).toThrow(
      `shape: \`shape\` ${tooLarge} (2147483648)`,
    );
    expect(recording(({ input }) => nn.repeatAlong(input('x', [2]), 0, 2 ** 30))).toThrow(
      `repeat: \`output\` ${tooLarge} (1073741824, 2)`,
    );
    expect(recording(({ input }) => nn.reshape(input('x', [4]), [-2, -2]))).toThrow(
      'reshape: `x` must have as many values as shape (-2, -2); received shape (4)',
    );
  });

  test('maps that there are not, and other bad options', () => {
    const maps = "must be one of 'identity', 'relu', 'silu',";
    expect(recording(({ input }) => nn.mapBy('swish' as never, input('x', [2])))).toThrow(`mapBy: \`f\` ${maps}`);
    expect(
      recording(({ parameters, input }) =>
        nn.linear(parameters, input('x', [1, 2]), 1, { activation: 'swish' as never }),
      ),
    ).toThrow(`affine: \`f\` ${maps}`);
    expect(recording(({ input }) => nn.groupNormalise(input('x', [2, 4]), -2))).toThrow(
      'groupNormalise: `groups` must be a divisor of the 4 channels of (2, 4); received -2',
    );
    expect(recording(({ input }) => nn.layerNormalise(input('x', [2, 4]), Number.NaN))).toThrow(
      'layerNormalise: `epsilon` must be a finite number > 0; received NaN',
    );
    const x = (recorder: nn.Recorder): nn.Tensor => recorder.input('x', [1, 2, 4]);
    expect(recording((recorder) => nn.attention(recorder.parameters, x(recorder), { heads: -2 }))).toThrow(
      'attend: `heads` must be a divisor of the width 4; received -2',
    );
    expect(
      recording(({ parameters, input }) =>
        nn.unet(parameters, input('x', [1, 4, 4, 1]), { channels: 4, embeddingMode: 'multiply' as never }),
      ),
    ).toThrow("residualBlock: `embeddingMode` must be one of 'add', 'scaleShift'; received \"multiply\"");
    expect(recording(({ parameters, input }) => nn.mlp(parameters, input('x', [1, 2]), {} as never))).toThrow(
      'mlp: `hidden` must be a list of widths; received undefined',
    );
    expect(recording(({ parameters }) => parameters.parameter('w', [2], 'zeros' as never))).toThrow(
      'parameter: `initialiser of w` must be a function; received "zeros"',
    );
    expect(recording(({ input }) => nn.sum(input('x', [2]), 0 as never))).toThrow(
      'sum: `axes` must be a list of axes of shape (2); received 0',
    );
    expect(recording(({ input }) => nn.split(input('x', [2]), 0, [3, -1]))).toThrow(
      'split: `lengths` must be a list of integers >= 1; received [3, -1]',
    );
    expect(recording(({ input }) => nn.reshape(input('x', [2]), 2 as never))).toThrow(
      'reshape: `shape` must be a list of lengths; received 2',
    );
    expect(recording(({ constant }) => constant(3 as never, [1]))).toThrow(
      'constant: `values` must be a list of numbers; received 3',
    );
  });

  test('derivatives of what was recorded elsewhere', () => {
    let foreign: nn.Tensor | undefined;
    nn.compile(fresh(), ({ input }) => {
      foreign = input('x', [2]);
      return { foreign };
    });
    const received = 'received an object with keys shape, node, index';
    const of = (recorder: nn.Recorder): nn.Tensor => nn.square(recorder.input('x', [2]));
    expect(recording((recorder) => nn.gradient(of(recorder), [foreign!])[0])).toThrow(
      `gradient: \`wrt[0]\` must be of the same recording as \`of\`; ${received}`,
    );
    expect(recording((recorder) => nn.directional(of(recorder), [], [foreign!]))).toThrow(
      `directional: \`tangents[0]\` must be of the same recording as \`of\`; ${received}`,
    );
    expect(
      recording((recorder) =>
        nn.directional(of(recorder), [], [of({ ...recorder, input: (_, s) => recorder.input('z', s) })]),
      ),
    ).toThrow('directional: `tangents.length` must be that of wrt, 0; received 1');
    expect(recording((recorder) => nn.gradient(of(recorder), foreign as never)[0])).toThrow(
      `gradient: \`wrt\` must be a list of tensors; ${received}`,
    );
    expect(recording(() => foreign)).toThrow(`compile: \`outputs.y\` must be of this recording; ${received}`);
    expect(() => encodeOnnx(fresh(), () => ({ y: foreign! }))).toThrow(
      `encodeOnnx: \`outputs.y\` must be of this recording; ${received}`,
    );
  });

  test('a model that is refused leaves nothing in the store', () => {
    const store = fresh();
    expect(() =>
      nn.compile(store, ({ parameters, input }) => {
        nn.linear(parameters, input('x', [1, 2]), 4);
        throw new Error('of the model');
      }),
    ).toThrow('of the model');
    expect([store.count, store.length]).toEqual([0, 0]);
    const plan = nn.compile(store, ({ parameters, input }) => ({ y: nn.linear(parameters, input('x', [1, 2]), 5) }));
    expect(plan.outputs.y.length).toBe(5);
  });

  test('what is no model, no store, no options', () => {
    const expected = 'compile: `model` must be a function that returns tensors by name, and no promise; received';
    expect(() => nn.compile(fresh(), () => ({}))).toThrow(`${expected} an object with keys (none)`);
    expect(() => wrongly(nn.compile, fresh(), async () => ({}))).toThrow(expected);
    expect(() => wrongly(nn.compile, fresh(), () => undefined)).toThrow(`${expected} undefined`);
    expect(() => wrongly(nn.compile, fresh(), 3)).toThrow(
      'compile: `model` must be a function of the recorder; received 3',
    );
    expect(() => wrongly(nn.compile, undefined, model)).toThrow(
      'compile: `store` must be made by `parameterStore`; received undefined',
    );
    expect(() => nn.compile(fresh(), model, { inputGradients: ['x'] })).toThrow(
      'compile: `inputGradients` must be left out unless `differentiate` names an output; received ["x"]',
    );
    expect(() => nn.compile(fresh(), model, { differentiate: 'loss', inputGradients: 'x' as never })).toThrow(
      'compile: `inputGradients` must be a list of names; received "x"',
    );
    expect(() => wrongly(nn.parameterStore, undefined, key(1))).toThrow(
      'parameterStore: `engine` must be an engine, as `await createEngine()` gives it; received undefined',
    );
    expect(() => wrongly(nn.parameterStore, engine, 3)).toThrow(
      'parameterStore: `from` must be a key or parameters by name; received 3',
    );
    expect(() => wrongly(nn.parameterStore, engine, { a: 3 })).toThrow(
      'parameterStore: `a` must be an object { data, shape }; received 3',
    );
  });
});

describe('plans', () => {
  test('a closed plan is not used again, nor its memory twice given back', () => {
    const store = fresh();
    const closed = nn.compile(store, model, { differentiate: 'loss', inputGradients: ['x'] });
    closed.close();
    const open = nn.compile(store, model);
    open.inputs.x!.fill(1);
    const message = 'using a plan after its `close` is not supported; compile another';
    for (const use of [
      () => closed.forward(),
      () => closed.backward(),
      () => closed.inputs.x,
      () => closed.outputs.loss,
      () => closed.inputGradients.x,
      () => closed.gradients,
    ])
      expect(use).toThrow(message);
    closed.close();
    const next = nn.compile(store, model);
    next.inputs.x!.fill(2);
    expect(Array.from(open.inputs.x!)).toEqual([1, 1]);
  });

  test('before the first draw a dropout mask is one', () => {
    const plan = nn.compile(fresh(), (recorder) => ({ y: nn.dropout(recorder, recorder.constant([1, 2], [2]), 0.5) }));
    plan.forward();
    expect(Array.from(plan.outputs.y)).toEqual([1, 2]);
    expect(() => plan.draw(undefined as never)).toThrow(
      'draw: `rng` must be a stream, as `stream(key)` gives it; received undefined',
    );
    plan.draw(stream(key('mask')));
    plan.forward();
    expect(Array.from(plan.outputs.y)).not.toEqual([1, 2]);
  });
});

describe('fits', () => {
  test('one at a time for a store', async () => {
    const store = fresh();
    const first = nn.fit(store, model, ones, key('a'), steps);
    await expect(nn.fit(store, model, ones, key('b'), steps)).rejects.toThrow(
      'fit: `store` must be one that no other fit is training; received an object with keys',
    );
    expect((await first).stopped).toBe('completed');
    expect((await nn.fit(store, model, ones, key('b'), steps)).stopped).toBe('completed');
  });

  test('a rate that is no number >= 0 leaves the parameters alone', async () => {
    for (const bad of [Number.NaN, -1]) {
      const store = fresh();
      let before: unknown;
      const rate = (_: number, step: number): number => (step < 1 ? 1 : bad);
      const note = (batch: nn.Batch): void => {
        ones(batch);
        before = nn.parametersOf(store);
      };
      await expect(nn.fit(store, model, note, key('a'), { ...steps, rate })).rejects.toThrow(
        `fit: \`rate(s, 1)\` must be a finite number >= 0; received ${bad}`,
      );
      expect(nn.parametersOf(store)).toEqual(before);
    }
  });

  test('bad arguments', async () => {
    const fit = (...args: readonly unknown[]): Promise<unknown> => wrongly(nn.fit, ...args) as Promise<unknown>;
    await expect(fit(fresh(), model, ones, key('a'))).rejects.toThrow(
      'fit: `options` must be an object with `numSteps` and `batchSize`; received undefined',
    );
    await expect(fit(undefined, model, ones, key('a'), steps)).rejects.toThrow(
      'fit: `store` must be made by `parameterStore`; received undefined',
    );
    await expect(fit(fresh(), model, undefined, key('a'), steps)).rejects.toThrow(
      'fit: `fillBatch` must be a function that writes a batch; received undefined',
    );
    await expect(fit(fresh(), model, async (batch: nn.Batch) => ones(batch), key('a'), steps)).rejects.toThrow(
      'fit: `fillBatch` must be a function that writes at once; received "a promise"',
    );
    await expect(fit(fresh(), model, ones, key('a'), { ...steps, optimiser: nn.adam })).rejects.toThrow(
      'fit: `optimiser` must be what `adam()`, `adamW()` or `sgd()` return; received function adam',
    );
    expect(() => wrongly(nn.rowsOf, {}, 2, key('a'))).toThrow(
      'rowsOf: `arrays` must be arrays by the name of their input; received an object with keys (none)',
    );
    expect(() => wrongly(nn.rowsOf, { x: [[1], [2]] }, 2, key('a'))).toThrow(
      'rowsOf: `arrays.x` must be a flat list of numbers; received [[1], [2]]',
    );
  });

  test('a checkpoint that has been through JSON, or is of another loss', async () => {
    const signal = AbortSignal.abort();
    const { checkpoint } = await nn.fit(fresh(), model, ones, key('a'), { ...steps, signal });
    const resume = JSON.parse(JSON.stringify(checkpoint)) as typeof checkpoint;
    await expect(nn.fit(fresh(), model, ones, key('a'), { ...steps, resume })).rejects.toThrow(
      'fit: `resume` does not hold the state of such a run; `encodeCheckpoint` writes one to a file, JSON loses its arrays',
    );
    expect(encodeCheckpoint(checkpoint).length).toBeGreaterThan(0);
    const other = ({ parameters, input }: nn.Recorder, n: number): { readonly loss: nn.Tensor } => ({
      loss: nn.mean(nn.abs(nn.linear(parameters, input('x', [n, 1]), 1))),
    });
    await expect(nn.fit(fresh(), other, ones, key('a'), { ...steps, resume: checkpoint })).rejects.toThrow(
      'fit: `resume` must be a checkpoint of the same data and options',
    );
  });
});

test('files of what are no parameters', () => {
  expect(() => wrongly(nn.encodeParameters, 3)).toThrow(
    'encodeParameters: `from` must be a store, or arrays by name; received 3',
  );
  expect(() => wrongly(nn.encodeParameters, { a: 3 })).toThrow(
    'encodeParameters: `a` must be an object { data, shape }; received 3',
  );
  expect(() => wrongly(nn.decodeParameters, [1, 2])).toThrow(
    'decodeParameters: `bytes` must be a Uint8Array; received [1, 2]',
  );
});
