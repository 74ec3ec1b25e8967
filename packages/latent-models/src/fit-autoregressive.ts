/** The driver that trains an autoregressive network on a text or a sequence of numbers, by teacher forcing. */
import { type Batch, createEngine, type Engine, type FitOptions, fit, parameterStore } from '@yuragi/nn';
import { fingerprint, foldIn, type Key, type RunOptions } from '@yuragi/prob-core';
import { ArgumentError, requireCount } from '@yuragi/prob-core/errors';
import { exp } from '@yuragi/prob-core/special';
import { recordLoss, shiftInto } from './autoregressive-law.ts';
import {
  type AutoregressiveModel,
  autoregressiveModel,
  type SymbolSequence,
  symbolsOf,
} from './autoregressive-model.ts';
import { type AutoregressiveNetwork, causalTransformer } from './autoregressive-networks.ts';
import type { Trained } from './generative-model.ts';
import { type TextVocabulary, textVocabulary } from './text-vocabulary.ts';

export interface FitAutoregressiveOptions extends Omit<FitOptions, 'batchSize'> {
  /** Default `causalTransformer()`. */
  readonly network?: AutoregressiveNetwork | undefined;
  /** C, places of a window: a symbol is predicted from the C - 1 before it at most. Default 64. */
  readonly contextLength?: number | undefined;
  /** Windows of a step. Default 32. */
  readonly batchSize?: number | undefined;
  /** Watched, not trained on: every step looks at the next few of its windows. At least C symbols. Default: none. */
  readonly heldOut?: SymbolSequence | undefined;
  /** Default for text: the characters of the text. */
  readonly vocabulary?: TextVocabulary | undefined;
  // Advanced
  /** Where it runs, and the model after it. Default: a new one, `createEngine()`. */
  readonly engine?: Engine | undefined;
}

/** A trained autoregressive model. */
export interface TrainedAutoregressive extends Trained<AutoregressiveModel> {
  readonly history: {
    /** Nats a symbol of the step's windows, before its update. */
    readonly loss: Float64Array;
    /** The same of the held-out windows that the step looked at, as exp: an estimate of `model.perplexity(heldOut)`. */
    readonly heldOutPerplexity?: Float64Array;
  };
}

/** Windows of held-out text that a step looks at, for so many of training. */
const heldOutRows = (batchSize: number): number => Math.max(1, batchSize >> 3);

/** Writes the windows of a step: of training at random places, held out one after another. */
function fillWindows(
  symbols: ArrayLike<number>,
  heldOut: ArrayLike<number> | undefined,
  numSymbols: number,
  length: number,
): (batch: Batch) => void {
  const window = new Float32Array(length);
  const put = (from: ArrayLike<number>, start: number, name: string, inputs: Batch['inputs'], row: number): void => {
    for (let i = 0; i < length; i++) window[i] = from[start + i]!;
    inputs[name]!.set(window, row * length);
    shiftInto(window, numSymbols, inputs[`${name}Before`]!.subarray(row * length, (row + 1) * length));
  };
  return ({ step, rng, inputs, start, size, batchSize }) => {
    for (let row = 0; row < size; row++) put(symbols, rng.int(symbols.length - length + 1), 'symbols', inputs, row);
    if (heldOut === undefined) return;
    const rows = heldOutRows(size);
    const numWindows = Math.floor(heldOut.length / length);
    const first = (step * batchSize + start) * (rows / size);
    for (let row = 0; row < rows; row++) put(heldOut, ((first + row) % numWindows) * length, 'heldOut', inputs, row);
  };
}

/**
 * Trains an autoregressive model, by gradient descent on what it needs to write down the text:
 *
 *   minimise -(1/C) sum_t log p(w_t | w_0 ... w_(t-1))   over windows w_0 ... w_(C-1) that begin anywhere
 *
 * which is the relative entropy to the text's windows, up to a constant. All places of a window are learned at once, each
 * from the true symbols before it ("teacher forcing", Williams and Zipser 1989). A window that begins within the text has
 * nothing before it, so the first place learns the law of a symbol of which nothing else is known.
 *
 * A run that goes on from a checkpoint gives the bits of one that never stopped, on the same engine. A step costs three
 * forward passes over batchSize contextLength symbols.
 *
 * *Gotchas.* A network learns a small text by heart: compare `model.bitsPerCharacter` on text that was held out.
 *
 * @param text a text, or numbers 0..numSymbols - 1, numSymbols being one more than the largest; at least C symbols
 * @param key  names the parameters that the network begins with, and the windows
 * @throws {ArgumentError} for text that is too short, bad options, or a character outside the vocabulary;
 *   {DivergenceError} if the loss is not finite; {CheckpointError} if `resume` is of another run
 * @see Bengio, Ducharme, Vincent and Jauvin 2003; Radford et al. 2018, eq. 1
 * @example ```ts doctest
 * import { key, stream } from '@yuragi/prob-core';
 * import { causalTransformer, fitAutoregressive } from '@yuragi/latent-models';
 * const { model } = await fitAutoregressive('to and fro '.repeat(20), key('text'), {
 *   network: causalTransformer({ width: 16, numLayers: 1, heads: 2 }),
 *   contextLength: 16,
 *   numSteps: 150,
 *   learningRate: 1e-2,
 * });
 * model.bitsPerCharacter('to and fro to and fro ') < 0.5; // => true
 * model.sampleText(stream(key('sample')), 8, { prompt: 'to and ', temperature: 0 }); // => 'fro to a'
 * ```
 */
export async function fitAutoregressive(
  text: SymbolSequence,
  key: Key,
  options: FitAutoregressiveOptions & RunOptions,
): Promise<TrainedAutoregressive> {
  const where = 'fitAutoregressive';
  const {
    network = causalTransformer(),
    contextLength = 64,
    batchSize = 32,
    heldOut,
    vocabulary: given,
    ...training
  } = options;
  requireCount(where, 'contextLength', contextLength, 2);
  requireCount(where, 'batchSize', batchSize, 1);
  if (typeof network?.sequence !== 'function')
    throw new ArgumentError(where, 'network', 'a network, as `causalTransformer` gives', network);
  const vocabulary = given ?? (typeof text === 'string' && text !== '' ? textVocabulary(text) : undefined);
  const numSymbols = vocabulary?.symbols.length ?? (typeof text === 'string' ? 0 : largest(text) + 1);
  const require = (argument: string, sequence: SymbolSequence): ArrayLike<number> => {
    const symbols = symbolsOf(where, argument, sequence, numSymbols, vocabulary);
    if (symbols.length < contextLength)
      throw new ArgumentError(
        where,
        `${argument}.length`,
        `at least ${contextLength} symbols, the contextLength`,
        symbols.length,
      );
    return symbols;
  };
  const symbols = require('text', text);
  const watched = heldOut === undefined ? undefined : require('heldOut', heldOut);

  const engine = options.engine ?? (await createEngine());
  const shape = { network, numSymbols, contextLength };
  const run = await fit(
    parameterStore(engine, foldIn(key, 'parameters')),
    (recorder, size) => ({
      loss: recordLoss(recorder, shape, 'symbols', size),
      ...(watched && { heldOut: recordLoss(recorder, shape, 'heldOut', heldOutRows(size)) }),
    }),
    fillWindows(symbols, watched, numSymbols, contextLength),
    foldIn(key, fingerprint({ symbols: Int32Array.from(symbols), heldOut: watched && Int32Array.from(watched) })),
    { ...training, batchSize },
  );
  const { loss, heldOut: heldOutLoss } = run.history;
  return {
    model: autoregressiveModel({ ...shape, engine, parameters: run.average }, vocabulary),
    history: { loss: loss!, ...(heldOutLoss && { heldOutPerplexity: heldOutLoss.map(exp) }) },
    stopped: run.stopped,
    checkpoint: run.checkpoint,
  };
}

/** Of the numbers that are whole. */
function largest(tokens: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < tokens.length; i++) if (Number.isInteger(tokens[i]) && tokens[i]! > most) most = tokens[i]!;
  return most;
}
