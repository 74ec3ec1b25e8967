import { key } from '@yuragi/prob-core';
import { expect, test } from 'vitest';
import type { Tensor } from './graph.ts';
import { binaryCrossEntropy, gaussianNegativeLogLikelihood, meanSquaredError } from './losses.ts';
import { parameterStore } from './parameters.ts';
import { compile } from './plan.ts';
import type { Recorder } from './recorder.ts';
import { referenceEngine } from './reference-engine.ts';

/** What a model gives in f64. */
function computed(model: (recorder: Recorder) => Tensor): Float64Array {
  const plan = compile(parameterStore(referenceEngine(Float64Array), key('losses')), (recorder) => ({
    value: model(recorder),
  }));
  plan.forward();
  return Float64Array.from(plan.outputs.value);
}

const logits = [-800, -3, 0, 0.5, 900];
const targets = [0, 0.25, 1, 0, 1];

test('binary cross entropy is the negative log-likelihood of bits, and does not overflow', () => {
  const values = computed(({ constant }) => binaryCrossEntropy(constant(logits, [5]), constant(targets, [5])));
  const direct = (l: number, t: number): number => {
    const p = 1 / (1 + Math.exp(-l));
    return -t * Math.log(p) - (1 - t) * Math.log(1 - p);
  };
  expect(values[0]).toBe(0);
  for (const i of [1, 2, 3]) expect(values[i]).toBeCloseTo(direct(logits[i]!, targets[i]!), 12);
  expect(values[4]).toBe(0);
});

test('the Gaussian loss is minus the log density', () => {
  const [means, logVariances, y] = [
    [0, 1, -2],
    [0, -1.5, 2],
    [0.3, 1, 4],
  ];
  const values = computed(({ constant }) =>
    gaussianNegativeLogLikelihood(constant(means!, [3]), constant(logVariances!, [3]), constant(y!, [3])),
  );
  for (let i = 0; i < 3; i++) {
    const variance = Math.exp(logVariances![i]!);
    const density = Math.exp(-((y![i]! - means![i]!) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
    expect(values[i]).toBeCloseTo(-Math.log(density), 12);
  }
});

test('the mean squared error is a mean over all elements', () => {
  const model = ({ constant }: Recorder): Tensor =>
    meanSquaredError(constant([1, 2, 3, 4], [2, 2]), constant([1, 1, 1, 1], [2, 2]));
  expect(computed(model)[0]).toBe((0 + 1 + 4 + 9) / 4);
});

test('shapes that would be repeated are refused: a mean over pairs of rows is nobody’s loss', () => {
  const against = (f: (a: Tensor, b: Tensor) => Tensor) => () =>
    computed(({ constant }) => f(constant([1, 2], [2, 1]), constant([1, 2], [2])));
  expect(against(meanSquaredError)).toThrow('meanSquaredError: `target` must have shape (2, 1); received shape (2)');
  expect(against(binaryCrossEntropy)).toThrow(
    'binaryCrossEntropy: `targets` must have shape (2, 1); received shape (2)',
  );
  expect(against((a, b) => gaussianNegativeLogLikelihood(a, a, b))).toThrow(
    'gaussianNegativeLogLikelihood: `target` must have shape (2, 1); received shape (2)',
  );
  expect(against((a, b) => gaussianNegativeLogLikelihood(a, b, a))).toThrow(
    'gaussianNegativeLogLikelihood: `logVariance` must have shape (2, 1); received shape (2)',
  );
});
