import { key } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { normals } from '../test/derivatives.ts';
import { sizeOf, type Tensor } from './graph.ts';
import { attention, convolution, groupNorm, layerNorm, linear, mlp, sinusoidalEmbedding } from './layers.ts';
import { type ParameterStore, parameterStore } from './parameters.ts';
import { compile } from './plan.ts';
import type { Recorder } from './recorder.ts';
import { referenceEngine } from './reference-engine.ts';

/** A layer in f64 with random parameters: its output beside the arrays that it was computed from. */
function run(shape: readonly number[], layer: (recorder: Recorder, x: Tensor) => Tensor) {
  const store = parameterStore(referenceEngine(Float64Array), key('layers'));
  const plan = compile(store, (recorder) => ({ y: layer(recorder, recorder.input('x', shape)) }));
  const x = normals('x', sizeOf(shape));
  plan.inputs.x!.set(x);
  store.engine.view(store.address, store.length).set(normals('parameters', store.length));
  plan.forward();
  return { x, y: Float64Array.from(plan.outputs.y!), of: (name: string) => parameter(store, name), store };
}

function parameter({ entries, engine, address }: ParameterStore, name: string): Float64Array {
  const { offset, shape } = entries.get(name)!;
  return Float64Array.from(engine.view(address + 4 * offset, sizeOf(shape)));
}

function expectAll(actual: Float64Array, expected: (i: number) => number): void {
  for (const [i, value] of actual.entries()) expect(Math.abs(value - expected(i))).toBeLessThan(1e-12);
}

/** Rows brought to mean 0 and variance 1. */
function standardised(row: readonly number[]): number[] {
  const mean = row.reduce((sum, value) => sum + value) / row.length;
  const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
  return row.map((value) => (value - mean) / Math.sqrt(variance + 1e-5));
}

/** x (rows, k) w (k, n), as a function of the place in the result. */
const product = (x: ArrayLike<number>, w: ArrayLike<number>, k: number, n: number) => (at: number) => {
  let sum = 0;
  for (let p = 0; p < k; p++) sum += x[Math.floor(at / n) * k + p]! * w[p * n + (at % n)]!;
  return sum;
};

const silu = (x: number): number => x / (1 + Math.exp(-x));

describe('layers are what a hand computes', () => {
  test('linear', () => {
    const { x, y, of } = run([2, 3, 5], ({ parameters }, input) =>
      linear(parameters, input, 4, { activation: 'silu' }),
    );
    const [pre, bias] = [product(x, of('weight'), 5, 4), of('bias')];
    expectAll(y, (i) => silu(pre(i) + bias[i % 4]!));
  });

  test('linear without bias', () => {
    const { x, y, of, store } = run([3, 5], ({ parameters }, input) =>
      linear(parameters, input, 4, { isBiased: false }),
    );
    expect([...store.entries.keys()]).toEqual(['weight']);
    expectAll(y, product(x, of('weight'), 5, 4));
  });

  test('layerNorm', () => {
    const { x, y, of } = run([3, 5], ({ parameters }, input) => layerNorm(parameters, input));
    const [gain, bias] = [of('gain'), of('bias')];
    const rows = [0, 1, 2].flatMap((i) => standardised([...x.subarray(5 * i, 5 * i + 5)]));
    expectAll(y, (i) => rows[i]! * gain[i % 5]! + bias[i % 5]!);
  });

  test('groupNorm', () => {
    const { x, y, of } = run([2, 3, 6], ({ parameters }, input) => groupNorm(parameters, input, 2));
    const [gain, bias] = [of('gain'), of('bias')];
    expectAll(y, (i) => {
      const [example, channel] = [Math.floor(i / 18), i % 6];
      const group = channel < 3 ? 0 : 1;
      const places = [0, 1, 2].flatMap((p) => [0, 1, 2].map((c) => 18 * example + 6 * p + 3 * group + c));
      const values = standardised(places.map((place) => x[place]!));
      return values[places.indexOf(i)]! * gain[channel]! + bias[channel]!;
    });
  });

  test.each([
    [3, 1],
    [3, 2],
    [1, 1],
    [1, 2],
  ])('convolution of size %i, stride %i', (size, stride) => {
    const [height, width, inputs, outputs] = [5, 3, 2, 3];
    const { x, y, of } = run([2, height, width, inputs], ({ parameters }, input) =>
      convolution(parameters, input, outputs, { size, stride }),
    );
    const [weight, bias] = [of('weight'), of('bias')];
    const [rows, columns] = [Math.ceil(height / stride), Math.ceil(width / stride)];
    expect(y.length).toBe(2 * rows * columns * outputs);
    expectAll(y, (at) => {
      const o = at % outputs;
      const j = Math.floor(at / outputs) % columns;
      const i = Math.floor(at / outputs / columns) % rows;
      const b = Math.floor(at / outputs / columns / rows);
      let sum = bias[o]!;
      for (let u = 0; u < size; u++)
        for (let v = 0; v < size; v++)
          for (let c = 0; c < inputs; c++) {
            const [r, s] = [stride * i + u - (size - 1) / 2, stride * j + v - (size - 1) / 2];
            if (r < 0 || s < 0 || r >= height || s >= width) continue;
            sum +=
              x[((b * height + r) * width + s) * inputs + c]! * weight[((u * size + v) * inputs + c) * outputs + o]!;
          }
      return sum;
    });
  });

  test('sinusoidalEmbedding', () => {
    const { x, y } = run([3, 1], (_, input) => sinusoidalEmbedding(input, 6, { maxPeriod: 1000 }));
    expectAll(y, (at) => {
      const [i, j] = [Math.floor(at / 6), at % 6];
      const angle = x[i]! * 1000 ** (-(j % 3) / 3);
      // The frequencies are constants of the graph, which holds them as f64 here.
      return j < 3 ? Math.sin(angle) : Math.cos(angle);
    });
  });

  test('mlp', () => {
    const { x, y, of, store } = run([2, 3], ({ parameters }, input) =>
      mlp(parameters, input, { hidden: [4, 5], outputs: 2 }),
    );
    expect([...store.entries.keys()]).toEqual([0, 1, 2].flatMap((i) => [`layer${i}.weight`, `layer${i}.bias`]));
    let values: ArrayLike<number> = x;
    for (const [i, [k, n]] of (
      [
        [3, 4],
        [4, 5],
        [5, 2],
      ] as const
    ).entries()) {
      const [pre, bias] = [product(values, of(`layer${i}.weight`), k, n), of(`layer${i}.bias`)];
      values = Float64Array.from({ length: 2 * n }, (_, at) => (i < 2 ? silu : Number)(pre(at) + bias[at % n]!));
    }
    expectAll(y, (i) => values[i]!);
  });

  test('attention with two heads, causal', () => {
    const { x, y, of } = run([1, 3, 4], ({ parameters }, input) =>
      attention(parameters, input, { heads: 2, isCausal: true }),
    );
    const [q, k, v] = ['query', 'key', 'value'].map((name) => {
      const at = product(x, of(`${name}.weight`), 4, 4);
      return Float64Array.from({ length: 12 }, (_, i) => at(i));
    }) as [Float64Array, Float64Array, Float64Array];
    const mixed = Float64Array.from({ length: 12 }, (_, at) => {
      const [i, column] = [Math.floor(at / 4), at % 4];
      const head = Math.floor(column / 2);
      const scores = Array.from({ length: i + 1 }, (_, j) =>
        Math.exp(
          (q[4 * i + 2 * head]! * k[4 * j + 2 * head]! + q[4 * i + 2 * head + 1]! * k[4 * j + 2 * head + 1]!) /
            Math.SQRT2,
        ),
      );
      const total = scores.reduce((sum, score) => sum + score);
      return scores.reduce((sum, score, j) => sum + (score / total) * v[4 * j + column]!, 0);
    });
    const [out, bias] = [product(mixed, of('output.weight'), 4, 4), of('output.bias')];
    expectAll(y, (i) => out(i) + bias[i % 4]!);
  });
});

test.each<[string, (recorder: Recorder) => Tensor]>([
  [
    'linear: `outputs` must be an integer >= 1; received 0',
    ({ parameters, input }) => linear(parameters, input('x', [2]), 0),
  ],
  [
    'linear: `x` must have at least one axis; received shape ()',
    ({ parameters, input }) => linear(parameters, input('x', []), 1),
  ],
  [
    'convolution: `x` must have a shape (batch, height, width, channels); received shape (5, 5)',
    ({ parameters, input }) => convolution(parameters, input('x', [5, 5]), 2),
  ],
  [
    'sinusoidalEmbedding: `x` must have shape (n, 1); received shape (3)',
    ({ input }) => sinusoidalEmbedding(input('x', [3]), 4),
  ],
  [
    'sinusoidalEmbedding: `width` must be an even integer >= 2; received 5',
    ({ input }) => sinusoidalEmbedding(input('x', [3, 1]), 5),
  ],
  [
    'sinusoidalEmbedding: `maxPeriod` must be a finite number > 0; received 0',
    ({ input }) => sinusoidalEmbedding(input('x', [3, 1]), 4, { maxPeriod: 0 }),
  ],
  [
    'attention: `x` must have a shape (batch, length, width); received shape (3, 4)',
    ({ parameters, input }) => attention(parameters, input('x', [3, 4])),
  ],
])('%s', (message, layer) => {
  const store = parameterStore(referenceEngine(), key('bad'));
  expect(() => compile(store, (recorder) => ({ y: layer(recorder) }))).toThrow(expect.objectContaining({ message }));
});
