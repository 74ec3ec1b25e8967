/**
 * The n-gram model of text, the simplest autoregressive model (Shannon, Bell Syst. Tech. J. 27, 1948, 379, section 3):
 *
 *   p(w_1 ... w_N) = prod_t p(w_t | w_{t-n+1} ... w_{t-1})
 *
 * with conditionals from counts c in a training text, smoothed so that nothing has probability 0. The symbols are the code
 * points of a string. The first n - 1 symbols of a text are conditioned on as many as stand before them.
 *
 * Witten-Bell, interpolated (Witten and Bell, IEEE Trans. Inf. Theory 37, 1991, 1085, method C; in this form Chen and
 * Goodman, Comput. Speech Lang. 13, 1999, 359), with T(h) the number of different symbols seen after h, h' = h without
 * its first symbol, V symbols in all:
 *
 *   p(w | h) = (c(h w) + T(h) p(w | h'))/(c(h) + T(h)),   ending in 1/V below the empty context
 *
 * Additive (Lidstone):
 *
 *   p(w | h) = (c(h w) + delta)/(c(h) + delta V)
 */
import { type Rng, requireMatrix } from '@yuragi/prob-core';
import { ArgumentError, requireCount, requireOneOf, requirePositive } from '@yuragi/prob-core/errors';
import { exp, log } from '@yuragi/prob-core/special';
import type { NdArray } from 'ndarray';
import { drawRows } from './draw-rows.ts';
import type { GenerativeModel } from './generative-model.ts';

/** How probability is set aside for what was not counted; the equations stand at the head of this module. */
export type NgramSmoothing =
  | { readonly kind: 'witten-bell' }
  | {
      readonly kind: 'additive';
      /** delta > 0: added to every count; 1 is Laplace's rule, 1/2 Jeffreys'. */
      readonly pseudoCount: number;
    };

export interface FitNgramOptions {
  /** n >= 1: a symbol is predicted from the n - 1 before it. */
  readonly order: number;
  /** Default Witten-Bell. */
  readonly smoothing?: NgramSmoothing | undefined;
  /**
   * All symbols there can be; one outside is then an error. Default: the symbols of the training text and one more, U+FFFD,
   * that stands for every symbol not seen in training.
   */
  readonly alphabet?: string | undefined;
}

export interface NgramSampleOptions {
  /** T > 0: draws are from p^(1/T), normalised. Default 1, the model itself; below 1 bolder, above 1 more even. */
  readonly temperature?: number | undefined;
  /** What the text goes on from; not part of what is returned. Default ''. */
  readonly prompt?: string | undefined;
}

/** A model of text over a finite alphabet. */
export interface NgramModel {
  readonly order: number;
  /** The symbols in order of their code points, U+FFFD last where it stands for the unseen. */
  readonly alphabet: readonly string[];
  /**
   * p(. | context), (V), by the order of the alphabet; sums to 1. Only the last n - 1 symbols of the context matter.
   */
  conditional(context: string): Float64Array;
  /** log p(text), nats, exact. An unseen symbol counts with the probability of all unseen symbols together. */
  logLikelihood(text: string): number;
  /** exp(-logLikelihood/N) of a text of N symbols: how many equally likely symbols it is like to guess from. */
  perplexity(text: string): number;
  /** -log2 p(text)/N: the code length of an ideal compressor, bits. */
  bitsPerCharacter(text: string): number;
  /** `length` symbols drawn one after another. Unseen symbols come out as U+FFFD. */
  sampleText(rng: Rng, length: number, options?: NgramSampleOptions): string;
  /** The law of texts of a fixed length, rows of positions in the alphabet: the contract of all families. */
  sequences(length: number): GenerativeModel & { logDensity(x: NdArray<Float64Array>): Float64Array };
}

/** What was seen after a context. */
interface Followers {
  total: number;
  readonly counts: Map<number, number>;
}

/** Stands for every symbol that training did not see. */
const UNSEEN = '\uFFFD';

/**
 * Counts a text into an n-gram model.
 *
 * Everything it gives is exact for the model; the model is an estimate. Contexts are kept as they occur: memory grows with
 * the number of different n-grams of order n and below, time is O(n) a symbol, O(n V) for a conditional.
 *
 * *Gotchas.* Code points are not what a reader calls a character: normalise the text (NFC) and split emoji sequences and
 * combining marks as you want them before. A perplexity can be compared only between models over the same symbols.
 *
 * @param text at least one symbol
 * @throws {ArgumentError} for an empty text, an order < 1, bad smoothing, an alphabet with repeats, or a symbol outside it
 * @example ```ts doctest
 * import { fitNgram } from '@yuragi/latent-models';
 * const model = fitNgram('abracadabra', { order: 2, smoothing: { kind: 'additive', pseudoCount: 1 }, alphabet: 'abcdr' });
 * // After a: b twice, c and d once.
 * model.conditional('a')[1]!; // ~> 0.33333333
 * model.perplexity('abra') < 5; // => true
 * ```
 */
export function fitNgram(
  text: string,
  { order, smoothing = { kind: 'witten-bell' }, alphabet }: FitNgramOptions,
): NgramModel {
  const where = 'fitNgram';
  requireCount(where, 'order', order, 1);
  requireOneOf(where, 'smoothing.kind', smoothing.kind, ['witten-bell', 'additive'] as const);
  if (smoothing.kind === 'additive') requirePositive(where, 'smoothing.pseudoCount', smoothing.pseudoCount);
  const points = Array.from(text);
  if (points.length === 0) throw new ArgumentError(where, 'text', 'at least one symbol', text);
  const symbols = alphabetOf(where, points, alphabet);
  const numSymbols = symbols.length;
  const indexOf = new Map(symbols.map((symbol, index) => [symbol, index]));
  const encode = (method: string, argument: string, string: string): number[] =>
    Array.from(string, (symbol) => {
      const index = indexOf.get(symbol) ?? (alphabet === undefined ? numSymbols - 1 : undefined);
      if (index === undefined) throw new ArgumentError(method, argument, 'text over the alphabet', symbol);
      return index;
    });

  const contexts = countContexts(encode(where, 'text', text), order);
  /** p(. | the symbols history[from..to)), by position in the alphabet, to out. */
  const conditionalInto = (history: readonly number[], to: number, out: Float64Array): void => {
    const longest = Math.min(order - 1, to);
    if (smoothing.kind === 'additive') {
      const found = contexts.get(contextKey(history, to - longest, to));
      const delta = smoothing.pseudoCount;
      const scale = (found?.total ?? 0) + delta * numSymbols;
      out.fill(delta / scale);
      for (const [symbol, count] of found?.counts ?? []) out[symbol] = (count + delta) / scale;
      return;
    }
    out.fill(1 / numSymbols);
    for (let length = 0; length <= longest; length++) {
      const found = contexts.get(contextKey(history, to - length, to));
      // A context that was not seen says nothing, and neither do the longer ones that end in it.
      if (found === undefined) return;
      const different = found.counts.size;
      const scale = 1 / (found.total + different);
      for (let w = 0; w < numSymbols; w++) out[w]! *= different * scale;
      for (const [symbol, count] of found.counts) out[symbol]! += count * scale;
    }
  };
  const logLikelihoodOf = (sequence: readonly number[]): number => {
    const conditional = new Float64Array(numSymbols);
    let sum = 0;
    for (let t = 0; t < sequence.length; t++) {
      conditionalInto(sequence, t, conditional);
      sum += log(conditional[sequence[t]!]!);
    }
    return sum;
  };
  /** Nats per symbol, positive. */
  const rate = (method: string, string: string): number => {
    const sequence = encode(method, 'text', string);
    if (sequence.length === 0) throw new ArgumentError(method, 'text', 'at least one symbol', string);
    return -logLikelihoodOf(sequence) / sequence.length;
  };
  /** Draws the next symbol of `history`; `conditional` is overwritten. */
  const drawNext = (rng: Rng, history: readonly number[], temperature: number, conditional: Float64Array): number => {
    conditionalInto(history, history.length, conditional);
    if (temperature !== 1) {
      let max = 0;
      for (const p of conditional) if (p > max) max = p;
      for (let w = 0; w < numSymbols; w++) conditional[w] = exp(log(conditional[w]! / max) / temperature);
    }
    let total = 0;
    for (const p of conditional) total += p;
    let rest = rng.uniform() * total;
    for (let w = 0; w < numSymbols - 1; w++) {
      rest -= conditional[w]!;
      if (rest < 0) return w;
    }
    return numSymbols - 1;
  };

  return {
    order,
    alphabet: symbols,
    conditional(context) {
      const history = encode('ngramModel.conditional', 'context', context);
      const out = new Float64Array(numSymbols);
      conditionalInto(history, history.length, out);
      return out;
    },
    logLikelihood: (string) => logLikelihoodOf(encode('ngramModel.logLikelihood', 'text', string)),
    perplexity: (string) => exp(rate('ngramModel.perplexity', string)),
    bitsPerCharacter: (string) => rate('ngramModel.bitsPerCharacter', string) / Math.LN2,
    sampleText(rng, length, { temperature = 1, prompt = '' } = {}) {
      requireCount('ngramModel.sampleText', 'length', length);
      requirePositive('ngramModel.sampleText', 'temperature', temperature);
      const history = encode('ngramModel.sampleText', 'prompt', prompt);
      const begin = history.length;
      const conditional = new Float64Array(numSymbols);
      while (history.length < begin + length) history.push(drawNext(rng, history, temperature, conditional));
      return history
        .slice(begin)
        .map((index) => symbols[index])
        .join('');
    },
    sequences(length) {
      requireCount('ngramModel.sequences', 'length', length, 1);
      return sequencesOf(length, numSymbols, logLikelihoodOf, (rng, history, conditional) =>
        drawNext(rng, history, 1, conditional),
      );
    },
  };
}

/** The symbols in order; without a given alphabet those of the text and the unseen. */
function alphabetOf(where: string, points: readonly string[], alphabet: string | undefined): readonly string[] {
  const byCodePoint = (a: string, b: string): number => a.codePointAt(0)! - b.codePointAt(0)!;
  if (alphabet === undefined) {
    const seen = new Set(points);
    seen.delete(UNSEEN);
    return [...[...seen].sort(byCodePoint), UNSEEN];
  }
  const symbols = Array.from(alphabet).sort(byCodePoint);
  if (symbols.length === 0) throw new ArgumentError(where, 'alphabet', 'at least one symbol', alphabet);
  const twice = symbols.find((symbol, index) => symbol === symbols[index + 1]);
  if (twice !== undefined) throw new ArgumentError(where, 'alphabet', 'symbols that differ', twice);
  return symbols;
}

/** A code point a symbol, past the surrogates, so that keys of different contexts differ. */
const contextKey = (sequence: readonly number[], from: number, to: number): string => {
  let key = '';
  for (let t = from; t < to; t++)
    key += String.fromCodePoint(sequence[t]! < 0xd800 ? sequence[t]! : sequence[t]! + 0x800);
  return key;
};

/** What follows each context of n - 1 symbols and of fewer. */
function countContexts(sequence: readonly number[], order: number): ReadonlyMap<string, Followers> {
  const contexts = new Map<string, Followers>();
  for (let t = 0; t < sequence.length; t++) {
    const longest = Math.min(order - 1, t);
    for (let length = 0; length <= longest; length++) {
      const key = contextKey(sequence, t - length, t);
      let found = contexts.get(key);
      if (found === undefined) {
        found = { total: 0, counts: new Map() };
        contexts.set(key, found);
      }
      found.total++;
      found.counts.set(sequence[t]!, (found.counts.get(sequence[t]!) ?? 0) + 1);
    }
  }
  return contexts;
}

/** Rows of a fixed length as a generative model. */
function sequencesOf(
  length: number,
  numSymbols: number,
  logLikelihoodOf: (sequence: readonly number[]) => number,
  drawNext: (rng: Rng, history: readonly number[], conditional: Float64Array) => number,
): ReturnType<NgramModel['sequences']> {
  const where = 'ngramModel.sequences';
  return {
    dimension: length,
    logDensity(x) {
      const { data, rows } = requireMatrix(x, `${where}.logDensity`, 'x', length);
      return Float64Array.from({ length: rows }, (_, row) => {
        const sequence = Array.from(data.subarray(row * length, (row + 1) * length));
        const isInside = sequence.every((index) => Number.isInteger(index) && index >= 0 && index < numSymbols);
        return isInside ? logLikelihoodOf(sequence) : -Infinity;
      });
    },
    async sample(rng, n, options = {}) {
      requireCount(`${where}.sample`, 'n', n);
      const conditional = new Float64Array(numSymbols);
      return drawRows(
        rng,
        {
          where: `${where}.sample`,
          task: 'sample sequences',
          numRows: n,
          width: length,
          identity: { n, length, numSymbols },
          draw(cursor, row) {
            const history: number[] = [];
            while (history.length < length) history.push(drawNext(cursor, history, conditional));
            row.set(history);
          },
        },
        options,
      );
    },
  };
}
