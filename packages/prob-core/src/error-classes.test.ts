import { describe, expect, test } from 'vitest';
import {
  ArgumentError,
  CheckpointError,
  ConvergenceError,
  DivergenceError,
  FormatError,
  ShapeError,
  UnsupportedError,
  WorkerError,
} from './error-classes.ts';

describe('codes, names and messages', () => {
  test('ArgumentError', () => {
    const error = new ArgumentError('hmc', 'stepSize', 'a finite number > 0', -0.1);
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toMatchObject({ code: 'YURAGI_ARGUMENT', name: 'ArgumentError', where: 'hmc', argument: 'stepSize' });
    expect(error).toMatchObject({ expected: 'a finite number > 0', received: -0.1 });
    expect(error.message).toBe('hmc: `stepSize` must be a finite number > 0; received -0.1');
  });

  test('ShapeError is an ArgumentError', () => {
    const error = new ShapeError('fit', 'x', 'shape (n, 3)', [4, 2]);
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error).toMatchObject({ code: 'YURAGI_SHAPE', name: 'ShapeError', received: [4, 2] });
    expect(error.message).toBe('fit: `x` must have shape (n, 3); received shape (4, 2)');
  });

  test('FormatError, with a line and without', () => {
    const error = new FormatError('model.qubo', 3, 'two numbers expected');
    expect(error).toMatchObject({ code: 'YURAGI_FORMAT', name: 'FormatError', source: 'model.qubo', line: 3 });
    expect(error.message).toBe('model.qubo, line 3: two numbers expected');
    expect(new FormatError('safetensors', 0, 'no header').message).toBe('safetensors: no header');
  });

  test('ConvergenceError', () => {
    const error = new ConvergenceError('bar', 100, 1e-3, 1e-8);
    expect(error).toMatchObject({ code: 'YURAGI_CONVERGENCE', iterations: 100, residual: 1e-3, tolerance: 1e-8 });
    expect(error.message).toBe('bar: residual 0.001 after 100 iterations; the tolerance is 1e-8');
  });

  test('DivergenceError carries the state before the step that diverged', () => {
    const checkpoint = { format: 'yuragi-checkpoint', version: 1, producer: 'p', fingerprint: '0', step: 7 } as const;
    const state = { ...checkpoint, rng: [], data: null };
    const error = new DivergenceError('fit', 'the loss is NaN', 'try a smaller `learningRate`', state);
    expect(error).toMatchObject({ code: 'YURAGI_DIVERGENCE', name: 'DivergenceError', step: 7 });
    expect(error.checkpoint).toBe(state);
    expect(error.message).toBe('fit: the loss is NaN in step 7; try a smaller `learningRate`');
  });

  test('WorkerError names the thread', () => {
    const error = new WorkerError('run', 2, 'it ended with code 1');
    expect(error).toMatchObject({ code: 'YURAGI_WORKER', name: 'WorkerError', thread: 2 });
    expect(error.message).toBe('run: thread 2 failed: it ended with code 1');
  });

  test('CheckpointError and UnsupportedError', () => {
    expect(new CheckpointError('no')).toMatchObject({ code: 'YURAGI_CHECKPOINT', name: 'CheckpointError' });
    const error = new UnsupportedError('f16', 'use f32');
    expect(error).toMatchObject({ code: 'YURAGI_UNSUPPORTED', feature: 'f16', alternative: 'use f32' });
    expect(error.message).toBe('f16 is not supported; use f32');
  });
});

test.each<[unknown, string]>([
  ['a "word"', '"a \\"word\\""'],
  ['x'.repeat(70), `"${'x'.repeat(57)}..."`],
  [5n, '5n'],
  [-0, '-0'],
  [Number.NaN, 'NaN'],
  [undefined, 'undefined'],
  [null, 'null'],
  [() => 1, 'function (anonymous)'],
  [Float64Array.of(1, -0), 'Float64Array[1, -0]'],
  [[1, [2, '3']], '[1, [2, "3"]]'],
  [Array.from({ length: 9 }, (_, i) => i), '[0, 1, 2, 3, 4, 5, ... 9 values]'],
  [{ a: 1, b: 2 }, 'an object with keys a, b'],
  [{}, 'an object with keys (none)'],
  [Symbol('s'), 'Symbol(s)'],
])('a value is shown short and by its kind: %o', (value, shown) => {
  expect(new ArgumentError('f', 'x', 'y', value).message).toBe(`f: \`x\` must be y; received ${shown}`);
});

test('a huge array is shown without walking it', () => {
  const huge = new Proxy(new Array(3), {
    get: (target, name) => (name === 'length' ? 1e9 : name === '0' || name === '1' ? 7 : Reflect.get(target, name)),
  });
  expect(new ArgumentError('f', 'x', 'y', huge).message).toContain('... 1000000000 values]');
});
