/**
 * Training: the driver that draws batches, follows the gradient of a model's loss, and can be stopped, saved and resumed to
 * the bit.
 */
import {
  type Checkpoint,
  drive,
  fingerprint,
  foldIn,
  type Key,
  type RunOptions,
  type RunResult,
  stream,
} from '@yuragi/prob-core';
import {
  ArgumentError,
  CheckpointError,
  DivergenceError,
  requireCount,
  requireNonNegative,
  requirePositive,
} from '@yuragi/prob-core/errors';
import type { Batch } from './batches.ts';
import { padded, sizeOf } from './graph.ts';
import { adam, type Optimiser, power, type Stretch } from './optimisers.ts';
import { arraysAt } from './parameter-file.ts';
import { type ParameterStore, requireStore, type ShapedArray, type Store } from './parameters.ts';
import type { Call, CompiledPlan } from './plan.ts';
import { constantRate, type Rate } from './rates.ts';
import { compileReplicas, drawAll, meanOutput, type TrainedModel, trainingStep } from './replicas.ts';
import { isSource } from './source.ts';

export interface FitOptions {
  readonly numSteps: number;
  /** Rows of a step; a multiple of the number of threads. */
  readonly batchSize: number;
  /** Default 1e-3. */
  readonly learningRate?: number | undefined;
  /** Default `adam()`. */
  readonly optimiser?: Optimiser | undefined;
  /** Factor of the learning rate over the run. Default 1 throughout. */
  readonly rate?: Rate | undefined;
  /** A gradient with a larger Euclidean norm, over all parameters, is scaled down to it (Pascanu et al. 2013). Default: none is. */
  readonly maxGradientNorm?: number | undefined;
  /**
   * d in (0, 1): `average` is the mean of the parameters after each step so far, with weights d^(steps since), which are
   * divided by their sum: where the parameters began has no weight. Left out: no average is kept.
   */
  readonly averageDecay?: number | undefined;
}

/** What `fit` came to. */
export interface Fit extends RunResult {
  /** By step: `loss` and the other outputs of one value, all before that step's update. */
  readonly history: Readonly<Record<string, Float64Array>>;
  /**
   * The average of the parameters over the steps, or the parameters where there is no `averageDecay`: copies, for
   * `parameterStore(engine, average)` or `encodeParameters(average)`.
   */
  readonly average: Readonly<Record<string, ShapedArray>>;
}

/** What a checkpoint of a fit holds. */
interface FitState {
  readonly parameters: Float32Array;
  readonly slots: readonly Float32Array[];
  readonly average: Float32Array | null;
  readonly history: Readonly<Record<string, Float64Array>>;
}

/** Where the things of a fit lie in the engine's memory, all with the layout of the store. */
interface Places {
  readonly slots: readonly number[];
  /** 0: none is kept. */
  readonly average: number;
}

const DEFAULT_LEARNING_RATE = 1e-3;

/** Of the parameters that a plan reads, the stretches that stand together and are alike in decay. */
function stretchesOf({ store, graph, gradientAddress }: CompiledPlan, { slots }: Places): Stretch[] {
  const isRead = new Set(
    graph.nodes
      .filter(isSource)
      .flatMap(({ attributes }) => (attributes.kind === 'parameter' ? [attributes.name] : [])),
  );
  const stretches: { start: number; end: number; isDecayed: boolean }[] = [];
  for (const [name, { shape, offset }] of store.entries) {
    if (!isRead.has(name)) continue;
    const isDecayed = shape.length >= 2;
    const end = offset + padded(sizeOf(shape));
    const last = stretches.at(-1);
    if (last?.end === offset && last.isDecayed === isDecayed) last.end = end;
    else stretches.push({ start: offset, end, isDecayed });
  }
  return stretches.map(({ start, end, isDecayed }) => ({
    parameters: store.address + 4 * start,
    gradients: gradientAddress + 4 * start,
    slots: slots.map((slot) => slot + 4 * start),
    length: end - start,
    isDecayed,
  }));
}

/** Factors of the average and of the newest parameters: weights d^(t-1), ..., d, 1 divided by their sum. */
function averageFactors(decay: number, step: number): readonly [old: number, fresh: number] {
  const fresh = (1 - decay) / (1 - power(decay, step + 1));
  return [1 - fresh, fresh];
}

function requireOptions(where: string, options: FitOptions): void {
  if (typeof options !== 'object' || options === null)
    throw new ArgumentError(where, 'options', 'an object with `numSteps` and `batchSize`', options);
  const { learningRate, maxGradientNorm, averageDecay, rate, optimiser } = options;
  requireCount(where, 'numSteps', options.numSteps, 1);
  requireCount(where, 'batchSize', options.batchSize, 1);
  if (learningRate !== undefined) requirePositive(where, 'learningRate', learningRate);
  if (maxGradientNorm !== undefined) requirePositive(where, 'maxGradientNorm', maxGradientNorm);
  if (averageDecay !== undefined && !(typeof averageDecay === 'number' && averageDecay > 0 && averageDecay < 1))
    throw new ArgumentError(where, 'averageDecay', 'a number in (0, 1)', averageDecay);
  if (optimiser !== undefined && typeof optimiser?.update !== 'function')
    throw new ArgumentError(where, 'optimiser', 'what `adam()`, `adamW()` or `sgd()` return', optimiser);
  if (rate !== undefined && typeof rate !== 'function') throw new ArgumentError(where, 'rate', 'a function', rate);
}

/** A batch that is written later would be another step's. */
function requireNoPromise(written: unknown): void {
  if (typeof (written as Partial<PromiseLike<unknown>> | undefined)?.then === 'function')
    throw new ArgumentError('fit', 'fillBatch', 'a function that writes at once', 'a promise');
}

/** The kernel calls of a step, given the norm of its gradient: clipping, the optimiser, the average. */
function updateOf(plan: CompiledPlan, places: Places, options: FitOptions): (step: number, norm: number) => Call[] {
  const { numSteps, optimiser = adam(), rate = constantRate, averageDecay } = options;
  const { learningRate = DEFAULT_LEARNING_RATE, maxGradientNorm = Number.POSITIVE_INFINITY } = options;
  const { address, length } = plan.store;
  const { gradientAddress: gradients } = plan;
  const { average } = places;
  const stretches = stretchesOf(plan, places);
  return (step, norm) => {
    const calls: Call[] = [];
    if (norm > maxGradientNorm)
      calls.push({ kernel: 'scaleShift', args: [gradients, gradients, length, maxGradientNorm / norm, 0] });
    const factor = requireNonNegative('fit', `rate(s, ${step})`, rate((step + 0.5) / numSteps, step));
    const rateNow = learningRate * factor;
    for (const stretch of stretches) calls.push(optimiser.update(stretch, rateNow, step));
    if (averageDecay !== undefined) {
      const factors = averageFactors(averageDecay, step);
      calls.push({ kernel: 'blend', args: [average, average, address, length, ...factors] });
    }
    return calls;
  };
}

/** What two fits must share for one to go on from a checkpoint of the other; the data are the caller's. */
function fingerprintOf({ graph, store }: CompiledPlan, key: Key, options: FitOptions): string {
  const { numSteps, batchSize, optimiser = adam(), rate = constantRate } = options;
  const { learningRate = DEFAULT_LEARNING_RATE, maxGradientNorm, averageDecay } = options;
  return fingerprint({
    key,
    options: { numSteps, batchSize, learningRate, maxGradientNorm, averageDecay },
    optimiser: { name: optimiser.name, options: optimiser.options },
    // A function is known by some of its values.
    rates: Array.from({ length: 17 }, (_, i) => rate(i / 16, Math.floor((i / 16) * (numSteps - 1)))),
    parameters: [...store.entries].map(([name, { shape }]) => ({ name, shape })),
    graph: graph.nodes.map(({ operation, attributes, outputs, inputs }) => ({
      name: operation.name,
      attributes,
      shapes: outputs.map(({ shape }) => shape),
      inputs: inputs.map(({ node, index }) => [node.id, index]),
    })),
  });
}

/**
 * Trains a model: in every step its loss is computed on a batch and the parameters of the store move along the gradient.
 *
 *   p = optimiser(p, d loss/d p),  learning rate = learningRate rate((step + 1/2)/numSteps)
 *
 * The randomness of step i (noise of the model, `batch.rng`) comes from `foldIn(key, i)`: a run that goes on from a
 * checkpoint gives the bits of one that never stopped, on the same kernels and number of threads. The parameters in the
 * store are the result; resuming overwrites them. One step costs about three times the model's forward pass.
 *
 * @param store     whose parameters the model asks for
 * @param model     recorded with the batch size (once for each thread with its share of it); its output `loss`, of one value, is
 *   minimised, other outputs of one value are followed as metrics, and all should be means over the rows
 * @param fillBatch writes the inputs of a step, at once: `rowsOf` does it from arrays
 * @param key       names the randomness
 * @throws {ArgumentError}, {ShapeError} for bad options or a bad model; {DivergenceError} if the loss or its gradient is
 *   not finite, with the state before that step, which is also what the store then holds; {CheckpointError} if `resume` is
 *   of another run. A store takes part in one fit at a time
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { createEngine, fit, linear, mean, parameterStore, rowsOf, square, subtract } from '@yuragi/nn';
 * const store = parameterStore(await createEngine(), key('weights'));
 * const data = { x: Float32Array.of(-1, 0, 1, 2), y: Float32Array.of(-1, 1, 3, 5) };
 * const { stopped } = await fit(
 *   store,
 *   ({ parameters, input }, n) => {
 *     const y = linear(parameters, input('x', [n, 1]), 1);
 *     return { loss: mean(square(subtract(y, input('y', [n, 1])))) };
 *   },
 *   rowsOf(data, 4, key('order')),
 *   key('fit'),
 *   { numSteps: 400, batchSize: 4, learningRate: 0.05 },
 * );
 * stopped; // => 'completed'
 * Math.round(100 * (store.values.weight as Float32Array)[0]!); // => 200
 * ```
 */
export async function fit(
  store: ParameterStore,
  model: TrainedModel,
  fillBatch: (batch: Batch) => void,
  key: Key,
  options: FitOptions & RunOptions,
): Promise<Fit> {
  const where = 'fit';
  requireOptions(where, options);
  if (typeof fillBatch !== 'function')
    throw new ArgumentError(where, 'fillBatch', 'a function that writes a batch', fillBatch);
  const { numSteps, batchSize, optimiser = adam(), averageDecay } = options;
  const trained = requireStore(where, store);
  if (trained.isTraining) throw new ArgumentError(where, 'store', 'one that no other fit is training', store);
  const plans = compileReplicas(trained, model, batchSize);
  const { engine, address, length } = store;
  const reserved = Math.max(length, 4);
  const places: Places = {
    slots: Array.from({ length: optimiser.numSlots }, () => engine.allocate(reserved)),
    average: averageDecay === undefined ? 0 : engine.allocate(reserved),
  };
  trained.isTraining = true;
  try {
    return await train();
  } finally {
    trained.isTraining = false;
    for (const plan of plans) plan.close();
    for (const place of [...places.slots, places.average]) engine.release(place);
  }

  async function train(): Promise<Fit> {
    const [plan] = plans as [CompiledPlan];
    const calls = updateOf(plan, places, options);
    const followed = Object.entries(plan.outputTensors).flatMap(([name, { shape }]) =>
      sizeOf(shape) === 1 ? [name] : [],
    );
    const history = Object.fromEntries(followed.map((name) => [name, new Float64Array(numSteps)]));
    let completed = 0;
    const producer = '@yuragi/nn/fit';
    const mark = fingerprintOf(plan, key, options);

    const copy = (at: number): Float32Array => engine.view(at, length).slice();
    const save = (): { rng: []; data: FitState } => ({
      rng: [],
      data: {
        parameters: copy(address),
        slots: places.slots.map(copy),
        average: places.average === 0 ? null : copy(places.average),
        history: Object.fromEntries(followed.map((name) => [name, history[name]!.slice(0, completed)])),
      },
    });

    async function step(index: number): Promise<boolean> {
      const rng = stream(foldIn(key, index));
      drawAll(plans, rng);
      const size = batchSize / plans.length;
      for (const [i, { inputs }] of plans.entries())
        requireNoPromise(fillBatch({ step: index, rng, inputs, start: i * size, size, batchSize }));

      await trainingStep(plans, () => {
        for (const name of followed) history[name]![index] = meanOutput(plans, name);
        const squares = engine.kernels.sumOfSquares(plan.gradientAddress, length);
        const loss = history.loss![index]!;
        if (!(Number.isFinite(loss) && Number.isFinite(squares))) {
          const what = Number.isFinite(loss)
            ? `the gradient is not finite (the loss is ${loss})`
            : `the loss is ${loss}`;
          const advice =
            'try a smaller `learningRate` or a `maxGradientNorm`, and look at the batch of that step; the parameters are as they were before it';
          throw new DivergenceError(where, what, advice, checkpointAt(index));
        }
        return calls(index, Math.sqrt(squares));
      });
      completed = index + 1;
      return false;
    }

    const checkpointAt = (index: number): Checkpoint => ({
      format: 'yuragi-checkpoint',
      version: 1,
      producer,
      fingerprint: mark,
      step: index,
      ...save(),
    });

    const run = await drive(
      {
        task: 'fit',
        producer,
        fingerprint: mark,
        total: numSteps,
        step,
        metrics: () =>
          completed === 0 ? {} : Object.fromEntries(followed.map((name) => [name, history[name]![completed - 1]!])),
        save,
        restore(checkpoint) {
          const { parameters, slots, average, history: past } = (checkpoint.data ?? {}) as Partial<FitState>;
          const stored = [parameters, ...(Array.isArray(slots) ? slots : []), ...(average == null ? [] : [average])];
          const at = [address, ...places.slots, ...(places.average === 0 ? [] : [places.average])];
          const isOf = (values: unknown, size: number): boolean =>
            ArrayBuffer.isView(values) && (values as Float32Array).length === size;
          if (
            stored.length !== at.length ||
            !stored.every((values) => isOf(values, length)) ||
            !followed.every((name) => isOf(past?.[name], checkpoint.step))
          )
            throw new CheckpointError(
              'fit: `resume` does not hold the state of such a run; `encodeCheckpoint` writes one to a file, JSON loses its arrays',
            );
          for (const name of followed) history[name]!.set(past![name]!);
          for (const [i, values] of stored.entries()) engine.view(at[i]!, length).set(values!);
          completed = checkpoint.step;
        },
      },
      options,
    );
    const kept = places.average !== 0 && completed > 0 ? places.average : address;
    return {
      ...run,
      history: Object.fromEntries(followed.map((name) => [name, history[name]!.slice(0, completed)])),
      average: arraysAt(store as Store, kept),
    };
  }
}
