import { fillNormal, key, stream } from '@yuragi/prob-core';
import { expect, test } from 'vitest';
import { normals } from '../test/derivatives.ts';
import type { Engine } from './engine.ts';
import { linear } from './layers.ts';
import { multiply, subtract } from './operations/arithmetic.ts';
import { square } from './operations/maps.ts';
import { mean } from './operations/sums.ts';
import { parameterStore, type Store } from './parameters.ts';
import type { CompiledPlan } from './plan.ts';
import { referenceEngine } from './reference-engine.ts';
import { compileReplicas, drawAll, meanOutput, type TrainedModel, trainingStep } from './replicas.ts';

/** An f64 engine whose threads are one: its team runs the plans in turn. */
function engineOfThreads(numThreads: number): Engine {
  const run = (plans: readonly CompiledPlan[]): void => {
    for (const plan of plans) {
      plan.forward();
      plan.backward();
    }
  };
  return { ...referenceEngine(Float64Array), numThreads, team: { numThreads, run, close: () => {} } } as Engine;
}

const model: TrainedModel = ({ parameters, input, normal }, n) => {
  const noisy = multiply(input('x', [n, 4]), normal([n, 4]));
  return { loss: mean(square(subtract(linear(parameters, noisy, 2), normal([n, 2])))), rows: mean(input('rows', [n])) };
};

/** One step on 8 rows. */
async function step(numThreads: number) {
  const store = parameterStore(engineOfThreads(numThreads), key('weights')) as Store;
  const plans = compileReplicas(store, model, 8);
  const x = normals('x', 32);
  drawAll(plans, stream(key('noise')));
  for (const [i, { inputs }] of plans.entries()) {
    const size = 8 / numThreads;
    inputs.x!.set(x.subarray(4 * i * size, 4 * (i + 1) * size));
    inputs.rows!.forEach((_, j, rows) => {
      rows[j] = i * size + j;
    });
  }
  let gradient = new Float64Array(0);
  await trainingStep(plans, () => {
    gradient = Float64Array.from(store.engine.view(plans[0]!.gradientAddress, store.length));
    return [{ kernel: 'fill', args: [store.address, store.length, 7] }];
  });
  return { plans, gradient, store };
}

test.each([2, 4])('%i copies have the noise, the outputs and the gradient of one', async (numThreads) => {
  const [one, several] = [await step(1), await step(numThreads)];
  expect(several.plans).toHaveLength(numThreads);
  expect(meanOutput(several.plans, 'rows')).toBe(3.5);
  expect(meanOutput(several.plans, 'loss')).toBeCloseTo(meanOutput(one.plans, 'loss'), 12);
  for (const [i, value] of several.gradient.entries()) expect(value).toBeCloseTo(one.gradient[i]!, 12);
  expect(Math.hypot(...one.gradient)).toBeGreaterThan(0.1);
  const { store } = several;
  expect(store.engine.view(store.address, store.length).every((value) => value === 7)).toBe(true);
});

test('the noise of a copy is its part of what one would draw', async () => {
  const { plans } = await step(2);
  const whole = new Float64Array(32);
  fillNormal(stream(key('noise')), whole);
  for (const [i, { graph, store }] of plans.entries()) {
    const calls = plans[i]!.forwardCalls.find(({ kernel }) => kernel === 'combine')!;
    expect(graph.nodes.length).toBeGreaterThan(0);
    const noise = store.engine.view(calls.args[2]!, 16);
    expect([...noise]).toEqual([...whole.subarray(16 * i, 16 * (i + 1))]);
  }
});

test('a batch that cannot be shared evenly is refused', () => {
  const store = parameterStore(engineOfThreads(3), key('weights')) as Store;
  expect(() => compileReplicas(store, model, 8)).toThrow(
    'fit: `batchSize` must be a multiple of 3, the number of threads; received 8',
  );
});
