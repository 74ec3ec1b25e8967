/**
 * Learned bit flips (Sohl-Dickstein, Weiss, Maheswaranathan and Ganguli 2015, sections 2.2 and 3.1.2): a network's reverse
 * kernel, trained on the evidence bound itself. With t uniform on 1..T,
 *
 *   loss = T E_t E_{x_t} sum_i D(q(x_{t-1}^i | x_t^i, x_0^i) || p(x_{t-1}^i | x_t))     -> sum_{t=2}^T L_{t-1} + L_0
 *
 * The KL is exact given x_t and x_0, so that the noise of the loss is that of t and x_t alone. Where it is written as the
 * chance f of a flip, f = P(x_{t-1} != x_t), nothing cancels: f is of order 1/T, and 1 - f has no digits to lose.
 */
import type { Trained } from '@yuragi/latent-models';
import {
  add,
  createEngine,
  type Engine,
  type FitOptions,
  fit,
  log,
  mean,
  multiply,
  negate,
  parameterStore,
  type ShapedArray,
  scaleShift,
  sigmoid,
  subtract,
  sum,
  type TrainedModel,
  warmupCosine,
} from '@yuragi/nn';
import { fingerprint, foldIn, type Key, type RunOptions } from '@yuragi/prob-core';
import { ArgumentError } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import { onChance } from './binomial-diffusion.ts';
import {
  type BitNetwork,
  bitMlp,
  type LearnedBinomialDiffusion,
  logOddsOf,
  modelOver,
  recordLogOdds,
} from './binomial-network.ts';
import { bitEvidence, flipChances, requireBits } from './binomial-prediction.ts';
import type { DiffusionTable } from './diffusion-table.ts';

export interface FitBinomialDiffusionOptions extends Partial<Omit<FitOptions, 'averageDecay'>> {
  /** The levels: T steps, alphaBar below 1 from the first on. */
  readonly table: DiffusionTable;
  /** pi, the chance that a reset bit is 1, in (0, 1). Default 1/2. */
  readonly onProbability?: number | undefined;
  /** Default `bitMlp()`, two hidden layers of 64. */
  readonly network?: BitNetwork | undefined;
  /** Default: one is created, with the fastest kernels of the host. */
  readonly engine?: Engine | undefined;
}

/** A learned reverse with the run that learned it. */
export interface FittedBinomialDiffusion extends Trained<LearnedBinomialDiffusion> {
  /** loss: -bound of the batch but for L_T, nats a row, by step. */
  readonly history: Readonly<Record<string, Float64Array>>;
  /** For `encodeParameters` of nn, and `learnedBinomialDiffusion`. */
  readonly parameters: Readonly<Record<string, ShapedArray>>;
}

/** Added to chances under a logarithm: 0 log 0 is 0. */
const TINY = 1e-30;

/** -sum_i f log f^ + (1 - f) log(1 - f^) by row, and the entropies that make it a KL, times T. */
function lossOf(
  network: BitNetwork,
  numBits: number,
  numSteps: number,
  initial: (out: Float32Array) => void,
): TrainedModel {
  return ({ parameters, input }, rows) => {
    const shape = [rows, numBits];
    const logOdds = recordLogOdds(parameters, input('evidence', shape), network, initial);
    const [off, on] = [sigmoid(negate(logOdds)), sigmoid(logOdds)];
    const [fromOff, fromOn, flip] = ['flipIfOff', 'flipIfOn', 'flip'].map((name) => input(name, shape)) as [
      typeof on,
      typeof on,
      typeof on,
    ];
    const stays = (chance: typeof on): typeof on => scaleShift(chance, -1, 1);
    const predicted = add(multiply(off, fromOff), multiply(on, fromOn));
    const predictedStay = add(multiply(off, stays(fromOff)), multiply(on, stays(fromOn)));
    const logLikelihood = add(
      multiply(flip, log(add(predicted, TINY))),
      multiply(stays(flip), log(add(predictedStay, TINY))),
    );
    const divergence = subtract(input('negativeEntropy', [rows]), sum(logLikelihood, [1]));
    return { loss: scaleShift(mean(divergence), numSteps, 0) };
  };
}

/** What a step of the table does to one bit, by 2 x_t + x_0. */
interface Level {
  readonly onChances: readonly [fromZero: number, fromOne: number];
  readonly evidence: readonly [ofZero: number, ofOne: number];
  readonly flips: Float64Array;
  /** -H of the flip. */
  readonly negativeEntropies: Float64Array;
}

function levelsOf({ alphaBar, numSteps }: DiffusionTable, onProbability: number): Level[] {
  const plogp = (p: number): number => (p === 0 ? 0 : p * Math.log(p));
  return Array.from({ length: numSteps }, (_, index) => {
    const [level, next] = [alphaBar[index + 1]!, alphaBar[index]!];
    const flips = flipChances(level, next, onProbability);
    return {
      onChances: [onChance(0, 1 - level, onProbability), onChance(1, 1 - level, onProbability)],
      evidence: bitEvidence(level, onProbability),
      flips,
      negativeEntropies: flips.map((p) => plogp(p) + plogp(1 - p)),
    };
  });
}

/**
 * Trains the reverse of binomial diffusion on rows of bits.
 *
 * Every step takes rows at random with one t each, t stratified over the batch, and one x_t. The bound of what was learned
 * is measured by `sampledBinomialElbo`, whose options name the two conventions for the first step; it cannot pass that of
 * the best factorised kernel (`binomialElbo` with 'factorised', where the law can be listed). A step costs about six times
 * the multiply-adds of the network a row. Runs on the 'plain' kernels give the same bits on every host.
 *
 * Defaults: 6000 steps of 256 rows, Adam at 0.005 with a warm-up of 2 % and a cosine to zero.
 *
 * @param x rows of bits, (m, n), entries 0 or 1
 * @param key names the randomness of weights, rows and noise
 * @throws {ArgumentError}, {ShapeError} for bad data or options; {DivergenceError}, {CheckpointError} as `fit` of nn: a
 *   checkpoint goes with its data and options
 * @see Sohl-Dickstein et al. 2015, sections 2.2 and 3.1.2
 * @example (Two bits that always agree) ```ts doctest
 * import { key, stream, toNdarray } from '@yuragi/prob-core';
 * import { diffusionTable, fitBinomialDiffusion, sohlDicksteinNoiseSchedule } from '@yuragi/diffusion';
 * const table = diffusionTable(sohlDicksteinNoiseSchedule({ numSteps: 100 }), 100);
 * const x = toNdarray(Float64Array.of(0, 0, 1, 1), [2, 2]);
 * const options = { table, numSteps: 500, batchSize: 64 };
 * const { model } = await fitBinomialDiffusion(x, key('two bits'), options);
 * const samples = await model.sample(stream(key('draw')), 200);
 * const agree = Array.from({ length: 200 }, (_, i) => samples.get(i, 0) === samples.get(i, 1)).filter(Boolean);
 * agree.length > 180; // => true
 * ```
 */
export async function fitBinomialDiffusion(
  x: NdArray<Float64Array>,
  key: Key,
  options: FitBinomialDiffusionOptions & RunOptions,
): Promise<FittedBinomialDiffusion> {
  const where = 'fitBinomialDiffusion';
  const { data, rows, columns: numBits } = requireBits(where, 'x', x);
  const { table, onProbability = 0.5, network = bitMlp(), engine, ...training } = options;
  if (!(onProbability > 0 && onProbability < 1))
    throw new ArgumentError(where, 'onProbability', 'a number in (0, 1)', onProbability);
  const { numSteps, alphaBar } = table;
  if (!(alphaBar[1]! < 1)) throw new ArgumentError(where, 'table.alphaBar[1]', 'a number < 1', alphaBar[1]);
  const levels = levelsOf(table, onProbability);
  const logOdds = Array.from({ length: numBits }, (_, i) => {
    let count = 0;
    for (let row = 0; row < rows; row++) count += data[row * numBits + i]!;
    return logOddsOf(count / rows);
  });

  const store = parameterStore(engine ?? (await createEngine()), foldIn(key, 'weights'));
  const { average, history, ...run } = await fit(
    store,
    lossOf(network, numBits, numSteps, (out) => out.set(logOdds)),
    ({ rng, inputs, start, size, batchSize }) => {
      const { evidence, flipIfOff, flipIfOn, flip, negativeEntropy } = inputs as Record<string, Float32Array>;
      for (let i = 0; i < size; i++) {
        const level = levels[Math.floor((numSteps * (start + i + rng.uniform())) / batchSize)]!;
        const from = rng.int(rows) * numBits;
        let sum = 0;
        for (let j = 0, at = i * numBits; j < numBits; j++, at++) {
          const bit = data[from + j]!;
          const noisy = rng.uniform() < level.onChances[bit as 0 | 1] ? 1 : 0;
          const index = 2 * noisy + bit;
          evidence![at] = level.evidence[noisy];
          flipIfOff![at] = level.flips[2 * noisy]!;
          flipIfOn![at] = level.flips[2 * noisy + 1]!;
          flip![at] = level.flips[index]!;
          sum += level.negativeEntropies[index]!;
        }
        negativeEntropy![i] = sum;
      }
    },
    // The data stand in the key, so that a checkpoint is known to be of them.
    foldIn(key, fingerprint({ data, numBits, onProbability, alphaBar })),
    {
      numSteps: 6000,
      batchSize: 256,
      learningRate: 0.005,
      rate: warmupCosine({ warmup: 0.02 }),
      ...training,
    },
  );
  const model = modelOver(store, { numBits, table, onProbability, network });
  return { ...run, model, history, parameters: average };
}
