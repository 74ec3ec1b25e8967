/** The driver that trains a generative adversarial network: two networks, each with its own loss, in turn. */
import {
  adam,
  constantRate,
  createEngine,
  type Engine,
  mlp,
  type Optimiser,
  type ParameterStore,
  type Plan,
  parameterStore,
  parametersOf,
  type Rate,
  rowsOf,
  type ShapedArray,
} from '@yuragi/nn';
import {
  type Checkpoint,
  drive,
  fingerprint,
  foldIn,
  type Key,
  type RunOptions,
  requireMatrix,
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
import { exp, log } from '@yuragi/prob-core/special';
import type { NdArray } from 'ndarray';
import { type Gan, gan, requireGanShape } from './gan.ts';
import { compileGan, type Learner, leafOf, learnerOf } from './gan-training.ts';
import type { Trained } from './generative-model.ts';
import type { RecordedNetwork } from './recorded-network.ts';

export interface FitGanOptions {
  /** Updates of the generator. */
  readonly numSteps: number;
  /** Dimension of z. Default: that of x. */
  readonly numLatents?: number | undefined;
  /** From z to x. Default: dense, two hidden layers of 64 and ReLU, whose kinks find modes that a smooth network blurs. */
  readonly generator?: RecordedNetwork | undefined;
  /** From x to one logit. Default: as the generator. */
  readonly discriminator?: RecordedNetwork | undefined;
  /** gamma >= 0, weight of the squared slope of the logit at data ("R1", Mescheder, Geiger and Nowozin 2018, eq. 9). Default 0. */
  readonly gradientPenalty?: number | undefined;
  /** Rows of data, and of draws, in an update. Default 128. */
  readonly batchSize?: number | undefined;
  /** Default 1e-3. */
  readonly learningRate?: number | undefined;
  // Advanced
  /** Of both networks. Default `adam({ beta1: 0.5 })` (Radford, Metz and Chintala 2016). */
  readonly optimiser?: Optimiser | undefined;
  /** Factor of the learning rate over the run. Default 1 throughout. */
  readonly rate?: Rate | undefined;
  /** Updates of the discriminator for one of the generator. Default 1. */
  readonly numDiscriminatorSteps?: number | undefined;
  /** d in (0, 1): the model's generator is the mean over the steps, with weights d^(steps since). Default: the last one. */
  readonly averageDecay?: number | undefined;
  /** Where it runs, and the model after it. Default: a new one, `createEngine()`. */
  readonly engine?: Engine | undefined;
}

/** A trained GAN. */
export interface TrainedGan extends Trained<Gan> {
  /** By step, on its last batches, before the updates. */
  readonly history: {
    /** -V of the game, nats; log 4 where the discriminator is at a loss. Without the penalty. */
    readonly discriminatorLoss: Float64Array;
    /** Mean of -log D over draws. */
    readonly generatorLoss: Float64Array;
    /** Mean squared slope of the logit at data; 0 throughout without a penalty. */
    readonly squaredSlope: Float64Array;
  };
}

const bent: RecordedNetwork = (scope, x, outputs) => mlp(scope, x, { hidden: [64, 64], outputs, activation: 'relu' });

function requireOptions(where: string, options: FitGanOptions): void {
  const { averageDecay, rate, gradientPenalty } = options;
  requireCount(where, 'numSteps', options.numSteps, 1);
  requireCount(where, 'batchSize', options.batchSize ?? 1, 1);
  requireCount(where, 'numDiscriminatorSteps', options.numDiscriminatorSteps ?? 1, 1);
  requirePositive(where, 'learningRate', options.learningRate ?? 1);
  if (gradientPenalty !== undefined) requireNonNegative(where, 'gradientPenalty', gradientPenalty);
  if (averageDecay !== undefined && !(averageDecay > 0 && averageDecay < 1))
    throw new ArgumentError(where, 'averageDecay', 'a number in (0, 1)', averageDecay);
  if (rate !== undefined && typeof rate !== 'function') throw new ArgumentError(where, 'rate', 'a function', rate);
}

/** Share of the newest in a mean with weights d^(steps since). */
const newestShare = (decay: number, step: number): number => (1 - decay) / (1 - exp((step + 1) * log(decay)));

/**
 * Trains a generator against a discriminator, in turn, each by its own loss (softplus(l) = log(1 + e^l)):
 *
 *   discriminator: E_p softplus(-l(x)) + E_z softplus(l(G(z))) + gamma/2 E_p |dl/dx|^2
 *   generator:     E_z softplus(-l(G(z))) = E_z -log D(G(z))      (the non-saturating loss)
 *
 * For a discriminator at its best the game is worth 2 JS - log 4, JS of data and draws (`ganValue` of kl-info); the
 * non-saturating loss pulls towards the same end with a larger gradient where the generator is bad.
 *
 * There is no likelihood to watch and no promise to converge: look at the samples, at `modeCoverage` where modes are known,
 * and take some `gradientPenalty`, without which the two may circle for ever (Mescheder et al. 2018). All randomness of a
 * step comes from (key, step): a run that goes on from a checkpoint gives the bits of one that never stopped, on the same
 * engine. It uses one thread.
 *
 * @param x   data, (n, d), finite; of about unit size, as networks like it
 * @param key names the parameters that the networks begin with, the order of the rows and the noise
 * @throws {ArgumentError}, {ShapeError}; {DivergenceError} if a loss is not finite, with the state before that step;
 *   {CheckpointError} if `resume` is of another run
 * @see Goodfellow et al. 2014, algorithm 1 and section 3
 * @example ```ts doctest
 * import { key, stream, toNdarray } from '@yuragi/prob-core';
 * import { fitGan } from '@yuragi/latent-models';
 * const rng = stream(key('data'));
 * const x = toNdarray(Float64Array.from({ length: 1000 }, () => 1 + 0.5 * rng.normal()), [1000, 1]);
 * const { model } = await fitGan(x, key('gan'), { numSteps: 300, gradientPenalty: 1, averageDecay: 0.98 });
 * const { data } = await model.sample(stream(key('samples')), 1000);
 * Math.abs(data.reduce((a, b) => a + b) / 1000 - 1) < 0.2; // => true
 * ```
 */
export async function fitGan(
  x: NdArray<Float64Array>,
  key: Key,
  options: FitGanOptions & RunOptions,
): Promise<TrainedGan> {
  const where = 'fitGan';
  const { data, rows, columns: d } = requireMatrix(x, where, 'x');
  requireOptions(where, options);
  const {
    numSteps,
    batchSize = 128,
    learningRate = 1e-3,
    gradientPenalty = 0,
    numDiscriminatorSteps = 1,
    averageDecay,
  } = options;
  const { optimiser = adam({ beta1: 0.5 }), rate = constantRate } = options;
  const { numLatents = d, generator = bent, discriminator = bent } = options;
  const shape = requireGanShape(where, { dimension: d, numLatents, generator, discriminator });
  const engine = options.engine ?? (await createEngine());

  const stores = ['generator', 'discriminator'].map((name) => parameterStore(engine, foldIn(key, name)));
  const plans = compileGan(stores[0]!, stores[1]!, shape, batchSize, gradientPenalty);
  const [made, judging] = stores.map((store) => learnerOf(store, optimiser)) as [Learner, Learner];
  const average = averageDecay === undefined ? 0 : engine.allocate(made.store.length);
  const fillData = rowsOf({ data }, rows, foldIn(key, 'order'));
  const history = {
    discriminatorLoss: new Float64Array(numSteps),
    generatorLoss: new Float64Array(numSteps),
    squaredSlope: new Float64Array(numSteps),
  };
  let completed = 0;

  /** All that a checkpoint holds of the engine's memory. */
  const places = [made, judging].flatMap(({ store: { address, length }, slots }) =>
    [address, ...slots].map((at) => ({ at, length })),
  );
  if (average !== 0) places.push({ at: average, length: made.store.length });
  const before = places.map(({ length }) => new Float32Array(length));
  const remember = (): void => {
    for (const [i, { at, length }] of places.entries()) before[i]!.set(engine.view(at, length));
  };
  const producer = '@yuragi/latent-models/fitGan';
  const mark = fingerprint({
    key,
    data,
    options: { numSteps, batchSize, learningRate, gradientPenalty, numDiscriminatorSteps, averageDecay, d, numLatents },
    optimiser: { name: optimiser.name, options: optimiser.options },
    // A function is known by some of its values.
    rates: Array.from({ length: 17 }, (_, i) => rate(i / 16, Math.floor((i / 16) * (numSteps - 1)))),
    parameters: stores.map(({ entries }) => [...entries].map(([name, { shape }]) => ({ name, shape }))),
  });
  const stateOf = (arrays: readonly Float32Array[]): { rng: []; data: unknown } => ({
    rng: [],
    data: {
      arrays,
      history: Object.fromEntries(Object.entries(history).map(([name, values]) => [name, values.slice(0, completed)])),
    },
  });
  const requireFiniteLoss = (name: string, { outputs, gradients }: Plan, store: ParameterStore): void => {
    const first = leafOf(gradients, store.entries.keys().next().value!);
    const squares = engine.kernels.sumOfSquares(first.byteOffset, store.length);
    if (outputs[name]!.every(Number.isFinite) && Number.isFinite(squares)) return;
    const checkpoint: Checkpoint = {
      format: 'yuragi-checkpoint',
      version: 1,
      producer,
      fingerprint: mark,
      step: completed,
      ...stateOf(before),
    };
    const what = `a loss or its gradient is not finite (the loss is ${outputs[name]![0]})`;
    throw new DivergenceError(where, what, 'try a smaller `learningRate` or a larger `gradientPenalty`', checkpoint);
  };

  function step(index: number): boolean {
    remember();
    const rng = stream(foldIn(key, index));
    const rateHere = learningRate * rate((index + 0.5) / numSteps, index);
    for (let k = 0; k < numDiscriminatorSteps; k++) {
      const { inputs, outputs } = plans.discriminator;
      const at = index * numDiscriminatorSteps + k;
      plans.generator.draw(rng);
      plans.generator.forward();
      inputs.generated!.set(plans.generator.outputs.x!);
      fillData({ step: at, rng, inputs: { data: inputs.data! }, start: 0, size: batchSize, batchSize });
      plans.discriminator.forward();
      plans.discriminator.backward();
      requireFiniteLoss('loss', plans.discriminator, judging.store);
      history.discriminatorLoss[index] = outputs.game![0]!;
      history.squaredSlope[index] = outputs.squaredSlope?.[0] ?? 0;
      judging.update(plans.discriminator, rateHere, at);
    }
    plans.generator.draw(rng);
    plans.generator.forward();
    plans.critic.inputs.x!.set(plans.generator.outputs.x!);
    plans.critic.forward();
    plans.critic.backward();
    plans.generator.inputs.pull!.set(plans.critic.inputGradients.x!);
    plans.generator.backward();
    requireFiniteLoss('x', plans.generator, made.store);
    history.generatorLoss[index] = plans.critic.outputs.loss![0]!;
    made.update(plans.generator, rateHere, index);
    if (averageDecay !== undefined) {
      const fresh = newestShare(averageDecay, index);
      const { address, length } = made.store;
      engine.kernels.blend(average, average, address, length, 1 - fresh, fresh);
    }
    completed = index + 1;
    return false;
  }

  try {
    const run = await drive(
      {
        task: 'fit',
        producer,
        fingerprint: mark,
        total: numSteps,
        step,
        metrics: () =>
          completed === 0
            ? {}
            : Object.fromEntries(Object.entries(history).map(([name, values]) => [name, values[completed - 1]!])),
        save: () => stateOf(places.map(({ at, length }) => engine.view(at, length).slice())),
        restore(checkpoint) {
          const { arrays, history: past } = checkpoint.data as {
            readonly arrays: readonly Float32Array[];
            readonly history: typeof history;
          };
          if (arrays.length !== places.length || arrays.some(({ length }, i) => length !== places[i]!.length))
            throw new CheckpointError('fitGan: `resume` does not hold the state of such a run');
          for (const [i, { at, length }] of places.entries()) engine.view(at, length).set(arrays[i]!);
          for (const [name, values] of Object.entries(history)) values.set(past[name as keyof typeof history]);
          completed = checkpoint.step;
        },
      },
      options,
    );
    const parameters: Record<string, ShapedArray> = { ...parametersOf(made.store), ...parametersOf(judging.store) };
    if (average !== 0 && completed > 0)
      for (const [name, { offset, shape: size }] of made.store.entries) {
        const { length } = parameters[name]!.data;
        parameters[name] = { data: engine.view(average + 4 * offset, length).slice(), shape: size };
      }
    return {
      model: gan(engine, parameters, shape),
      history: {
        discriminatorLoss: history.discriminatorLoss.slice(0, completed),
        generatorLoss: history.generatorLoss.slice(0, completed),
        squaredSlope: history.squaredSlope.slice(0, completed),
      },
      stopped: run.stopped,
      checkpoint: run.checkpoint,
    };
  } finally {
    for (const plan of Object.values(plans) as Plan[]) plan.close();
    for (const at of [...made.slots, ...judging.slots, ...(average === 0 ? [] : [average])]) engine.release(at);
  }
}
