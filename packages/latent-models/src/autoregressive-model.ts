/** An autoregressive network as a model of sequences of symbols: exact probabilities, and draws symbol by symbol. */
import { parameterStore, type ShapedArray } from '@yuragi/nn';
import { fingerprint, type Rng, type RunOptions, requireMatrix } from '@yuragi/prob-core';
import { ArgumentError, requireCount } from '@yuragi/prob-core/errors';
import { exp } from '@yuragi/prob-core/special';
import type { NdArray } from 'ndarray';
import {
  type AutoregressiveParts,
  logNormaliser,
  type Stepper,
  sequenceWalker,
  stepper,
  windowStart,
} from './autoregressive-law.ts';
import { requireSampleOptions, sampleLawInto, symbolAt, type TextSampleOptions } from './autoregressive-sampling.ts';
import { drawRows } from './draw-rows.ts';
import type { GenerativeModel } from './generative-model.ts';
import type { TextVocabulary } from './text-vocabulary.ts';

/** A sequence of symbols: text where the model has a vocabulary, or numbers 0..numSymbols - 1. */
export type SymbolSequence = string | ArrayLike<number>;

export interface SequenceSampleOptions extends TextSampleOptions {
  /** What the sequences go on from; not part of what is returned. Default: nothing. */
  readonly prompt?: SymbolSequence | undefined;
}

/** A model of sequences of one length, with exact probabilities. */
export interface SequenceModel extends GenerativeModel {
  /** n sequences, (n, dimension). Row i of a run that was asked for more rows is the same. */
  sample(rng: Rng, n: number, options?: SequenceSampleOptions & RunOptions): Promise<NdArray<Float64Array>>;
  /** (n), nats; -Infinity for a row that holds something else than symbols. */
  logDensity(x: NdArray<Float64Array>): Float64Array;
}

/** A model of sequences of symbols; as a `GenerativeModel`, of sequences of `contextLength` symbols. */
export interface AutoregressiveModel extends SequenceModel {
  readonly numSymbols: number;
  readonly contextLength: number;
  /** Undefined if the model was trained on numbers. */
  readonly vocabulary: TextVocabulary | undefined;
  /** log p(. | the symbols before t) in nats for each place t of a sequence, (length, numSymbols) flat. */
  logConditionals(sequence: SymbolSequence): Float64Array;
  /** p(. | context), (numSymbols): sums to 1. */
  conditional(context: SymbolSequence): Float64Array;
  /** log p(sequence), nats: the sum of the conditional ones. */
  logLikelihood(sequence: SymbolSequence): number;
  /** exp(-logLikelihood/N) of a sequence of N symbols: how many equally likely symbols it is like to guess from. */
  perplexity(sequence: SymbolSequence): number;
  /** -log2 p(sequence)/N: the code length of an ideal compressor, bits. */
  bitsPerCharacter(sequence: SymbolSequence): number;
  /** `length` symbols drawn one after another, as text. */
  sampleText(rng: Rng, length: number, options?: SequenceSampleOptions): string;
  /** The law of sequences of another length. */
  sequences(length: number): SequenceModel;
  /** Of the network, by name: what `encodeParameters` and `autoregressiveModel` take. */
  parameters(): Readonly<Record<string, ShapedArray>>;
}

/** Sequences that are drawn side by side. */
const SIDE_BY_SIDE = 16;

/**
 * An autoregressive model from its parameters, as `fitAutoregressive` or `decodeParameters` give them.
 *
 * Conditionals are the network's f32 logits, normalised in f64, so that probabilities sum to one to rounding. Probabilities
 * are computed along whole windows and draws symbol by symbol, which agree to f32 rounding. A symbol of a draw costs two
 * steps of the network in the mean, however long the text is: keys and values, or the state, of the symbols before are
 * kept, and once in half a window the next window is walked to its middle.
 *
 * @param vocabulary the text that the symbols stand for, if they do
 * @throws {ArgumentError}, {ShapeError} if the network asks for other parameters, or the vocabulary is of another size
 * @example ```ts doctest
 * import { createEngine, decodeParameters, encodeParameters } from '@yuragi/nn';
 * import { key } from '@yuragi/prob-core';
 * import { autoregressiveModel, fitAutoregressive, gatedRecurrent } from '@yuragi/latent-models';
 * const network = gatedRecurrent({ width: 8 });
 * const options = { network, contextLength: 4, numSteps: 3 };
 * const { model } = await fitAutoregressive([0, 1, 2, 0, 1, 2, 0], key('numbers'), options);
 * const bytes = encodeParameters(model.parameters());
 * const parameters = decodeParameters(bytes);
 * const engine = await createEngine();
 * const again = autoregressiveModel({ engine, parameters, network, numSymbols: 3, contextLength: 4 });
 * again.logLikelihood([0, 1, 2]) === model.logLikelihood([0, 1, 2]); // => true
 * ```
 */
export function autoregressiveModel(parts: AutoregressiveParts, vocabulary?: TextVocabulary): AutoregressiveModel {
  const where = 'autoregressiveModel';
  const numSymbols = requireCount(where, 'numSymbols', parts.numSymbols, 1);
  const contextLength = requireCount(where, 'contextLength', parts.contextLength, 2);
  if (vocabulary !== undefined && vocabulary.symbols.length !== numSymbols)
    throw new ArgumentError(where, 'vocabulary', `a vocabulary of ${numSymbols} symbols`, vocabulary.symbols.length);
  const store = parameterStore(parts.engine, parts.parameters);
  const walk = sequenceWalker(store, parts);
  const mark = fingerprint(parts.parameters);
  const steppers = new Map<number, Stepper>();
  const stepperOf = (batch: number): Stepper => {
    let found = steppers.get(batch);
    if (found === undefined) {
      found = stepper(store, parts, batch);
      steppers.set(batch, found);
    }
    return found;
  };
  const encode = (method: string, argument: string, sequence: SymbolSequence): ArrayLike<number> =>
    symbolsOf(`${where}.${method}`, argument, sequence, numSymbols, vocabulary);

  /** log p of each sequence. */
  const logLikelihoods = (sequences: readonly ArrayLike<number>[]): Float64Array => {
    const out = new Float64Array(sequences.length);
    walk(sequences, 0, (i, t, logits, at) => {
      const symbol = sequences[i]![t];
      if (symbol !== undefined) out[i]! += logits[at + symbol]! - logNormaliser(logits, at, numSymbols);
    });
    return out;
  };
  /** Nats a symbol. */
  const rate = (method: string, sequence: SymbolSequence): number => {
    const symbols = encode(method, 'sequence', sequence);
    if (symbols.length === 0)
      throw new ArgumentError(`${where}.${method}`, 'sequence', 'at least one symbol', sequence);
    return -logLikelihoods([symbols])[0]! / symbols.length;
  };
  const law = new Float64Array(numSymbols);
  /**
   * Goes on from a prompt, which several sequences of one length begin with. `uniforms`: what their symbols are drawn with,
   * sequence after sequence.
   */
  function continueInto(
    { batch, reset, advance }: Stepper,
    sequences: readonly Int32Array[],
    promptLength: number,
    uniforms: Float64Array,
    options: TextSampleOptions,
  ): void {
    const { length } = sequences[0]!;
    const newest = new Float32Array(batch);
    /** Feeds what stands before place t. */
    const feed = (t: number, start: number): Float32Array => {
      for (let i = 0; i < batch; i++) newest[i] = t === start ? numSymbols : (sequences[i]?.[t - 1] ?? 0);
      return advance(newest);
    };
    let start = -1;
    for (let t = promptLength; t < length; t++) {
      if (windowStart(t, contextLength) !== start) {
        start = windowStart(t, contextLength);
        reset();
        for (let before = start; before < t; before++) feed(before, start);
      }
      const logits = feed(t, start);
      for (const [i, sequence] of sequences.entries()) {
        sampleLawInto(logits, i * numSymbols, options, law);
        sequence[t] = symbolAt(law, uniforms[i * (length - promptLength) + t - promptLength]!);
      }
    }
  }

  const sequencesOf = (length: number, name: string): SequenceModel => ({
    dimension: length,
    logDensity(x) {
      const { data, rows } = requireMatrix(x, `${name}.logDensity`, 'x', length);
      const all = Array.from({ length: rows }, (_, row) => data.subarray(row * length, (row + 1) * length));
      const isSequence = all.map((row) => row.every((w) => Number.isInteger(w) && w >= 0 && w < numSymbols));
      const found = logLikelihoods(all.map((row, i) => (isSequence[i] ? row : row.slice().fill(0))));
      return found.map((value, i) => (isSequence[i] ? value : -Infinity));
    },
    async sample(rng, n, { prompt = [], temperature, topK, topP, ...run } = {}) {
      requireCount(`${name}.sample`, 'n', n);
      const options = { temperature, topK, topP };
      requireSampleOptions(`${name}.sample`, options);
      const given = symbolsOf(`${name}.sample`, 'prompt', prompt, numSymbols, vocabulary);
      return drawRows(
        rng,
        {
          where: `${name}.sample`,
          task: 'sample sequences',
          numRows: n,
          width: length,
          blockRows: SIDE_BY_SIDE,
          identity: { n, length, mark, prompt: Int32Array.from(given), options: [temperature, topK, topP].map(String) },
          draw(cursor, out) {
            const rows = Array.from({ length: out.length / length }, () => sequenceAfter(given, length));
            const uniforms = Float64Array.from({ length: out.length }, () => cursor.uniform());
            continueInto(stepperOf(SIDE_BY_SIDE), rows, given.length, uniforms, options);
            for (const [i, row] of rows.entries()) out.set(row.subarray(given.length), i * length);
            return undefined;
          },
        },
        run,
      );
    },
  });

  return {
    ...sequencesOf(contextLength, where),
    numSymbols,
    contextLength,
    vocabulary,
    parameters: () => parts.parameters,
    sequences: (length) => sequencesOf(requireCount(`${where}.sequences`, 'length', length, 1), `${where}.sequences`),
    logConditionals(sequence) {
      const symbols = encode('logConditionals', 'sequence', sequence);
      const out = new Float64Array(symbols.length * numSymbols);
      walk([symbols], 0, (_, t, logits, at) => {
        if (t === symbols.length) return;
        const normaliser = logNormaliser(logits, at, numSymbols);
        for (let w = 0; w < numSymbols; w++) out[t * numSymbols + w] = logits[at + w]! - normaliser;
      });
      return out;
    },
    conditional(context) {
      const symbols = encode('conditional', 'context', context);
      const out = new Float64Array(numSymbols);
      walk([symbols], symbols.length, (_, _t, logits, at) => sampleLawInto(logits, at, {}, out));
      return out;
    },
    logLikelihood: (sequence) => logLikelihoods([encode('logLikelihood', 'sequence', sequence)])[0]!,
    perplexity: (sequence) => exp(rate('perplexity', sequence)),
    bitsPerCharacter: (sequence) => rate('bitsPerCharacter', sequence) / Math.LN2,
    sampleText(rng, length, { prompt = '', ...options } = {}) {
      const name = `${where}.sampleText`;
      requireCount(name, 'length', length);
      requireSampleOptions(name, options);
      if (vocabulary === undefined)
        throw new ArgumentError(
          name,
          'this',
          'a model with a vocabulary; use `sample` where symbols are numbers',
          vocabulary,
        );
      const given = encode('sampleText', 'prompt', prompt);
      const text = sequenceAfter(given, length);
      const uniforms = Float64Array.from({ length }, () => rng.uniform());
      continueInto(stepperOf(1), [text], given.length, uniforms, options);
      return vocabulary.decode(text.subarray(given.length));
    },
  };
}

/** A prompt, and room for `length` symbols after it. */
function sequenceAfter(prompt: ArrayLike<number>, length: number): Int32Array {
  const out = new Int32Array(prompt.length + length);
  out.set(prompt);
  return out;
}

/** A sequence as numbers. */
export function symbolsOf(
  where: string,
  argument: string,
  sequence: SymbolSequence,
  numSymbols: number,
  vocabulary: TextVocabulary | undefined,
): ArrayLike<number> {
  if (typeof sequence === 'string') {
    if (vocabulary !== undefined) return vocabulary.encode(sequence);
    if (sequence === '') return [];
    throw new ArgumentError(where, argument, 'numbers, since the model was trained on numbers', sequence);
  }
  for (let i = 0; i < sequence.length; i++)
    if (!(Number.isInteger(sequence[i]) && sequence[i]! >= 0 && sequence[i]! < numSymbols))
      throw new ArgumentError(where, `${argument}[${i}]`, `an integer in 0..${numSymbols - 1}`, sequence[i]);
  return sequence;
}
