import { fillNormal, key, stream } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { adam, adamW, type Optimiser, power, sgd } from './optimisers.ts';
import { referenceEngine } from './reference-engine.ts';

const NUM_STEPS = 20;
const N = 7;

const drawn = (name: string): Float64Array => {
  const out = new Float64Array(N);
  fillNormal(stream(key(name)), out);
  return out;
};
const gradients = Array.from({ length: NUM_STEPS }, (_, t) => drawn(`gradient ${t}`));
const start = drawn('start');
const learningRate = (t: number): number => 0.1 / (1 + t);

/** Twenty steps on the reference engine in f32, the precision of the engines that train. */
function run(optimiser: Optimiser, isDecayed: boolean): Float32Array {
  const { allocate, view, kernels } = referenceEngine();
  const [parameters, gradient] = [allocate(N), allocate(N)];
  const slots = Array.from({ length: optimiser.numSlots }, () => allocate(N));
  view(parameters, N).set(start);
  for (const [t, g] of gradients.entries()) {
    view(gradient, N).set(g);
    const stretch = { parameters, gradients: gradient, slots, length: N, isDecayed };
    const { kernel, args } = optimiser.update(stretch, learningRate(t), t);
    (kernels[kernel] as (...args: readonly number[]) => void)(...args);
  }
  return view(parameters, N);
}

/** The same twenty steps of one parameter, as the paper writes them. */
type Recurrence = (g: number, p: number, t: number, state: { m: number; v: number }) => number;
function byHand(step: Recurrence): Float64Array {
  return start.map((first, i) => {
    const state = { m: 0, v: 0 };
    let p = first;
    for (const [t, g] of gradients.entries()) p = step(g[i]!, p, t + 1, state);
    return p;
  });
}

const kingmaBa =
  (beta1: number, beta2: number, epsilon: number, decay: number): Recurrence =>
  (g, p, t, state) => {
    state.m = beta1 * state.m + (1 - beta1) * g;
    state.v = beta2 * state.v + (1 - beta2) * g ** 2;
    const [mean, square] = [state.m / (1 - beta1 ** t), state.v / (1 - beta2 ** t)];
    const rate = learningRate(t - 1);
    return p - rate * (mean / (Math.sqrt(square) + epsilon)) - rate * decay * p;
  };

const heavyBall =
  (momentum: number, decay: number): Recurrence =>
  (g, p, t, state) => {
    state.v = momentum * state.v + g + decay * p;
    return p - learningRate(t - 1) * state.v;
  };

describe('twenty steps are the recurrence of the paper to 1e-6', () => {
  test.each<[string, Optimiser, boolean, Recurrence]>([
    ['sgd', sgd(), true, heavyBall(0, 0)],
    ['sgd with momentum', sgd({ momentum: 0.9 }), true, heavyBall(0.9, 0)],
    ['sgd with decay', sgd({ momentum: 0.5, weightDecay: 0.1 }), true, heavyBall(0.5, 0.1)],
    ['sgd with decay, of a bias', sgd({ momentum: 0.5, weightDecay: 0.1 }), false, heavyBall(0.5, 0)],
    ['adam', adam(), true, kingmaBa(0.9, 0.999, 1e-8, 0)],
    ['adam with other constants', adam({ beta1: 0.5, beta2: 0.9, epsilon: 0.01 }), true, kingmaBa(0.5, 0.9, 0.01, 0)],
    ['adamW', adamW({ weightDecay: 0.3 }), true, kingmaBa(0.9, 0.999, 1e-8, 0.3)],
    ['adamW, of a bias', adamW({ weightDecay: 0.3 }), false, kingmaBa(0.9, 0.999, 1e-8, 0)],
  ])('%s', (_, optimiser, isDecayed, recurrence) => {
    const expected = byHand(recurrence);
    for (const [i, value] of run(optimiser, isDecayed).entries())
      expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-6);
  });

  test.each<[string, Optimiser, Recurrence]>([
    [
      'Adam without the correction of the start',
      adam(),
      (g, p, t, s) => kingmaBa(0.9, 0.999, 1e-8, 0)(g, p, t + 1000, s),
    ],
    [
      'the decay inside the gradient',
      adamW({ weightDecay: 0.3 }),
      (g, p, t, s) => kingmaBa(0.9, 0.999, 1e-8, 0)(g + 0.3 * p, p, t, s),
    ],
    ['momentum times (1 - momentum)', sgd({ momentum: 0.9 }), (g, p, t, s) => heavyBall(0.9, 0)(0.1 * g, p, t, s)],
  ])('a mutant is told apart: %s', (_, optimiser, recurrence) => {
    const expected = byHand(recurrence);
    const errors = Array.from(run(optimiser, true), (value, i) => Math.abs(value - expected[i]!));
    expect(Math.max(...errors)).toBeGreaterThan(1e-3);
  });
});

test('whole powers are those of Math.pow to rounding', () => {
  for (const n of [0, 1, 2, 3, 10, 999, 12_345])
    expect(Math.abs(power(0.999, n) / 0.999 ** n - 1)).toBeLessThan(1e-15 * (1 + n));
});

test.each<[string, () => Optimiser]>([
  ['sgd: `momentum` must be a number in [0, 1); received 1', () => sgd({ momentum: 1 })],
  ['sgd: `weightDecay` must be a finite number >= 0; received -1', () => sgd({ weightDecay: -1 })],
  ['adam: `beta1` must be a number in [0, 1); received -0.1', () => adam({ beta1: -0.1 })],
  ['adam: `beta2` must be a number in [0, 1); received NaN', () => adam({ beta2: Number.NaN })],
  ['adam: `epsilon` must be a finite number > 0; received 0', () => adam({ epsilon: 0 })],
  [
    'adamW: `weightDecay` must be a finite number >= 0; received Infinity',
    () => adamW({ weightDecay: Number.POSITIVE_INFINITY }),
  ],
  ['adamW: `beta1` must be a number in [0, 1); received 2', () => adamW({ beta1: 2 })],
])('%s', (message, make) => {
  expect(make).toThrow(expect.objectContaining({ message }));
});
