import { decodeCheckpoint, encodeCheckpoint, foldIn, key, stream } from '@yuragi/prob-core';
import { DivergenceError } from '@yuragi/prob-core/errors';
import { driverConformance } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { normals } from '../test/derivatives.ts';
import { type Batch, rowsOf } from './batches.ts';
import { createEngine } from './engine.ts';
import { type Fit, type FitOptions, fit } from './fit.ts';
import { ones } from './initialisers.ts';
import { dropout, linear, mlp } from './layers.ts';
import { multiply, subtract } from './operations/arithmetic.ts';
import { abs, sqrt, square } from './operations/maps.ts';
import { mean, sum } from './operations/sums.ts';
import { adam, adamW, sgd } from './optimisers.ts';
import { parametersOf } from './parameter-file.ts';
import { type ParameterStore, parameterStore } from './parameters.ts';
import { warmupCosine } from './rates.ts';
import { referenceEngine } from './reference-engine.ts';
import type { TrainedModel } from './replicas.ts';

/** y = x w + b exactly, (24, 3) to (24, 2). */
const w = [1, -2, 0.5, 3, -1, 0.25];
const x = normals('fit: x', 72);
const y = Float64Array.from({ length: 48 }, (_, at) => {
  const [i, j] = [Math.floor(at / 2), at % 2];
  return 0.5 - j + [0, 1, 2].reduce((total, p) => total + x[3 * i + p]! * w[2 * p + j]!, 0);
});
const rows = rowsOf({ x, y }, 24, key('rows'));

const regression: TrainedModel = ({ parameters, input }, n) => {
  const error = subtract(linear(parameters, input('x', [n, 3]), 2), input('y', [n, 2]));
  return { loss: mean(square(error)), worst: sum(square(error)), all: error };
};

/** A network with noise of its own. */
const noisy: TrainedModel = (recorder, n) => {
  const hidden = linear(recorder.parameters.in('a'), recorder.input('x', [n, 3]), 5, { activation: 'tanh' });
  const out = mlp(recorder.parameters.in('b'), dropout(recorder, hidden, 0.2), { hidden: [4], outputs: 2 });
  return { loss: mean(square(subtract(out, recorder.input('y', [n, 2])))) };
};

const options = { numSteps: 12, batchSize: 8, learningRate: 0.01, averageDecay: 0.8, maxGradientNorm: 1 } as const;

const storeOf = (engine = referenceEngine()): ParameterStore => parameterStore(engine, key('weights'));

test('a linear regression is solved to 1e-4', async () => {
  const store = storeOf(await createEngine({ kernels: 'plain' }));
  const { history, stopped, average } = await fit(store, regression, rows, key('fit'), {
    numSteps: 1500,
    batchSize: 8,
    learningRate: 0.05,
    rate: warmupCosine({ warmup: 0.05 }),
  });
  expect(stopped).toBe('completed');
  for (const [i, value] of (store.values.weight as Float32Array).entries())
    expect(Math.abs(value - w[i]!)).toBeLessThan(1e-4);
  for (const [i, value] of (store.values.bias as Float32Array).entries())
    expect(Math.abs(value - (0.5 - i))).toBeLessThan(1e-4);
  expect(Object.keys(history)).toEqual(['loss', 'worst']);
  expect(history.loss).toHaveLength(1500);
  expect(history.loss!.at(-1)).toBeLessThan(1e-8);
  // Sums of squares over 16 values against their mean.
  for (const i of [0, 700]) expect(history.worst![i]! / history.loss![i]!).toBeCloseTo(16, 5);
  expect(average).toEqual(parametersOf(store));
});

const run = (settings: Partial<Parameters<typeof fit>[4]> = {}, store = storeOf()): Promise<Fit> =>
  fit(store, noisy, rows, key('fit'), { ...options, ...settings });

driverConformance('fit', run, {
  outcome: ({ history, average }) => ({ history, average }),
  foreign: (settings) => run({ ...settings, learningRate: 0.02 }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});

describe('a run that goes on from a checkpoint has the bits of one that never stopped', () => {
  test.each([1, 5, 11])('stopped after %i steps, going on in another engine', async (stop) => {
    const whole = storeOf();
    const { history, average } = await run({ optimiser: adamW() }, whole);
    const controller = new AbortController();
    const first = await run({
      optimiser: adamW(),
      signal: controller.signal,
      checkpointEvery: stop,
      onCheckpoint: () => controller.abort(),
    });
    expect(first.checkpoint.step).toBe(stop);
    expect(first.history.loss).toEqual(history.loss!.slice(0, stop));
    const resumed = parameterStore(referenceEngine(), key('other weights'));
    const second = await run(
      { optimiser: adamW(), resume: decodeCheckpoint(encodeCheckpoint(first.checkpoint)) },
      resumed,
    );
    expect(second.history).toEqual(history);
    expect(second.average).toEqual(average);
    expect(parametersOf(resumed)).toEqual(parametersOf(whole));
  });

  test.each<[string, Partial<FitOptions>]>([
    ['another optimiser', { optimiser: sgd() }],
    ['another constant of it', { optimiser: adam({ beta2: 0.9 }) }],
    ['another rate', { rate: warmupCosine() }],
    ['another batch size', { batchSize: 4 }],
    ['another clipping', { maxGradientNorm: 2 }],
  ])('%s is another run', async (_, other) => {
    const { checkpoint } = await run({ timeLimit: 0 });
    await expect(run({ ...other, resume: checkpoint })).rejects.toThrow(
      /^fit: `resume` must be a checkpoint of the same data and options/,
    );
  });

  test('another model is another run', async () => {
    const { checkpoint } = await run({ timeLimit: 0 });
    await expect(
      fit(storeOf(), regression, rows, key('fit'), { ...options, resume: checkpoint }),
    ).rejects.toMatchObject({
      code: 'YURAGI_CHECKPOINT',
    });
  });

  test('a checkpoint whose arrays have other lengths is refused', async () => {
    const { checkpoint } = await run({ timeLimit: 0 });
    const data = { ...(checkpoint.data as object), parameters: new Float32Array(3) };
    await expect(run({ resume: { ...checkpoint, data } })).rejects.toThrow(
      'fit: `resume` does not hold the state of such a run',
    );
  });
});

/** Steps of a fit in f64, each with the gradient that it had, for recurrences by hand. */
async function recorded(settings: Partial<FitOptions>) {
  const engine = referenceEngine(Float64Array);
  const store = storeOf(engine);
  const states: Float64Array[] = [];
  const result = await fit(store, regression, rows, key('fit'), {
    ...options,
    averageDecay: undefined,
    maxGradientNorm: undefined,
    optimiser: sgd(),
    checkpointEvery: 1,
    onCheckpoint: ({ data }) => {
      states.push((data as { parameters: Float64Array }).parameters);
    },
    ...settings,
  });
  return { ...result, states, store };
}

test('the average is the mean of the parameters after each step with weights d^(steps since), divided by their sum', async () => {
  const { states, average, checkpoint } = await recorded({ averageDecay: 0.8 });
  expect(states).toHaveLength(12);
  const weights = states.map((_, i) => 0.8 ** (11 - i));
  const total = weights.reduce((sum, weight) => sum + weight);
  const kept = (checkpoint.data as { average: Float64Array }).average;
  for (const [j, value] of kept.entries()) {
    const expected = states.reduce((sum, state, i) => sum + (weights[i]! / total) * state[j]!, 0);
    expect(Math.abs(value - expected)).toBeLessThan(1e-14);
  }
  expect(average.weight!.data).toEqual(Float32Array.from(kept.subarray(0, 6)));
});

test('a gradient that is too long is scaled to the norm asked for, a shorter one is left alone', async () => {
  const { states } = await recorded({ maxGradientNorm: 0.3, learningRate: 1 });
  const { states: free } = await recorded({ learningRate: 1e-6 });
  const moves = (list: readonly Float64Array[], rate: number): number[] =>
    list.slice(1).map((state, i) => Math.hypot(...state.map((value, j) => value - list[i]![j]!)) / rate);
  // Far from the optimum every gradient is longer than 0.3 (about 8 at the start): each step has that length.
  expect(Math.min(...moves(free, 1e-6))).toBeGreaterThan(0.3);
  expect(moves(states, 1)[0]).toBeCloseTo(0.3, 14);
  const { states: loose } = await recorded({ maxGradientNorm: 1e3 });
  expect(loose).toEqual((await recorded({})).states);
});

test('the rate multiplies the learning rate at the middle of each step', async () => {
  const seen: number[] = [];
  const { states } = await recorded({ rate: (s) => (s < 0.5 ? 1 : 0) });
  await recorded({
    rate: (s, step) => {
      seen.push(12 * s - step);
      return 1;
    },
  });
  // 17 values go into the fingerprint; then one a step.
  expect(seen.slice(17)).toEqual(new Array(12).fill(0.5));
  expect(states[5]).not.toEqual(states[4]);
  expect(states.slice(5).every((state) => state.every((value, j) => value === states[5]![j]))).toBe(true);
});

test('weight decay moves weights and leaves biases and parameters that the model does not read', async () => {
  const engine = referenceEngine(Float64Array);
  const shaped = (data: number[], shape: number[]) => ({ data: Float32Array.from(data), shape });
  const store = parameterStore(engine, {
    weight: shaped([1, 1, 1, 1, 1, 1], [3, 2]),
    bias: shaped([1, 1], [2]),
    unread: shaped([1, 1], [1, 2]),
  });
  // No gradient at all: the loss does not depend on the parameters but for a factor 0.
  const still: TrainedModel = ({ parameters, input }, n) => ({
    loss: multiply(mean(linear(parameters, input('x', [n, 3]), 2)), 0),
  });
  await fit(store, still, () => {}, key('fit'), {
    ...options,
    learningRate: 0.1,
    optimiser: adamW({ weightDecay: 0.5 }),
  });
  const { weight, bias, unread } = store.values as Record<string, Float32Array>;
  for (const value of weight!) expect(value).toBeCloseTo(0.95 ** 12, 12);
  expect([...bias!, ...unread!]).toEqual([1, 1, 1, 1]);
});

test('the randomness of a step comes from its own key', async () => {
  const draws: number[] = [];
  await fit(storeOf(), regression, ({ rng }) => void draws.push(rng.uniform()), key('fit'), {
    ...options,
    numSteps: 3,
  });
  expect(draws).toEqual([0, 1, 2].map((step) => stream(foldIn(key('fit'), step)).uniform()));
});

test('a fit gives back the memory that it took', async () => {
  const engine = referenceEngine();
  const store = storeOf(engine);
  await run({}, store);
  const probe = engine.allocate(4);
  engine.release(probe);
  await run({}, store);
  await expect(
    run(
      {
        onProgress: () => {
          throw new Error('mine');
        },
      },
      store,
    ),
  ).rejects.toThrow('mine');
  expect(engine.allocate(4)).toBe(probe);
});

describe('a loss that is not finite stops the run before it spoils the parameters', () => {
  /** Batches are well until step 3. */
  const spoilt = (value: number) => (batch: Batch) => {
    rows(batch);
    if (batch.step === 3) batch.inputs.x![0] = value;
  };
  const diverge = async (model: TrainedModel, value: number) => {
    const store = storeOf();
    const seen: unknown[] = [];
    const error = await fit(store, model, spoilt(value), key('fit'), {
      ...options,
      checkpointEvery: 1,
      onCheckpoint: (checkpoint) => void seen.push(checkpoint),
    }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(DivergenceError);
    return { store, error: error as DivergenceError, seen };
  };

  test('the error has the step, the state before it, and what to try', async () => {
    const { store, error, seen } = await diverge(regression, Number.NaN);
    expect(error.message).toBe(
      'fit: the loss is NaN in step 3; try a smaller `learningRate` or a `maxGradientNorm`, and look at the batch of that step; the parameters are as they were before it',
    );
    expect(error).toMatchObject({ code: 'YURAGI_DIVERGENCE', step: 3 });
    expect(error.checkpoint).toEqual(seen[2]);
    const { parameters } = error.checkpoint.data as { parameters: Float32Array };
    expect(store.engine.view(store.address, store.length)).toEqual(parameters);
    expect(parameters.every(Number.isFinite)).toBe(true);
  });

  test('with the batch mended the run goes on from the error', async () => {
    const { error, store } = await diverge(regression, Number.POSITIVE_INFINITY);
    const whole = storeOf();
    await fit(whole, regression, rows, key('fit'), options);
    await fit(store, regression, rows, key('fit'), { ...options, resume: error.checkpoint });
    expect(parametersOf(store)).toEqual(parametersOf(whole));
  });

  test('a gradient that is not finite counts, though the loss is', async () => {
    // sqrt has an infinite slope at 0, and 0 times that is no number.
    const steep: TrainedModel = ({ parameters, input }, n) => {
      input('y', [n, 2]);
      return { loss: mean(sqrt(abs(multiply(input('x', [n, 3]), parameters.parameter('w', [3], ones))))) };
    };
    const { error } = await diverge(steep, 0);
    expect(error.message).toMatch(/^fit: the gradient is not finite \(the loss is [\d.e-]+\) in step 3; try/);
  });
});

describe('bad options are refused', () => {
  test.each<[string, Partial<FitOptions>]>([
    ['fit: `numSteps` must be an integer >= 1; received 0', { numSteps: 0 }],
    ['fit: `batchSize` must be an integer >= 1; received 2.5', { batchSize: 2.5 }],
    ['fit: `learningRate` must be a finite number > 0; received -1', { learningRate: -1 }],
    ['fit: `maxGradientNorm` must be a finite number > 0; received 0', { maxGradientNorm: 0 }],
    ['fit: `averageDecay` must be a number in (0, 1); received 1', { averageDecay: 1 }],
    ['fit: `rate` must be a function; received 2', { rate: 2 as never }],
  ])('%s', async (message, bad) => {
    await expect(run(bad)).rejects.toThrow(expect.objectContaining({ message }));
  });

  test('a model without a loss, or with one for each row', async () => {
    const none: TrainedModel = ({ input }) => ({ error: input('x', [1]) });
    const many: TrainedModel = ({ input }, n) => ({ loss: input('x', [n]) });
    await expect(fit(storeOf(), none, () => {}, key(1), options)).rejects.toThrow(
      'must be one of \'error\'; received "loss"',
    );
    await expect(fit(storeOf(), many, () => {}, key(1), options)).rejects.toThrow(
      'compile: `outputs.loss` must have one value, since it is differentiated; received shape (8)',
    );
  });
});
