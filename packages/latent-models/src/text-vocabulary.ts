/** The symbols of a text, numbered: what a model of sequences sees in place of characters. */
import { ArgumentError } from '@yuragi/prob-core/errors';

/** A finite set of symbols, each one code point. */
export interface TextVocabulary {
  /** In order of their code points. */
  readonly symbols: readonly string[];
  /** Places of a text's symbols in `symbols`. @throws {ArgumentError} with the character, if it is none of them */
  encode(text: string): Int32Array;
  /** The text that `encode` gives back. @throws {ArgumentError} for a number that is no place */
  decode(tokens: ArrayLike<number>): string;
}

/**
 * The vocabulary of a text: its different code points.
 *
 * *Gotchas.* Code points are not what a reader calls a character: normalise the text (NFC) before, and give all the text
 * that the vocabulary is to cover, held-out text too.
 *
 * @throws {ArgumentError} for an empty text
 * @example ```ts doctest
 * import { textVocabulary } from '@yuragi/latent-models';
 * const vocabulary = textVocabulary('a river, 川');
 * vocabulary.symbols.length; // => 8
 * vocabulary.decode(vocabulary.encode('川 via')); // => '川 via'
 * ```
 */
export function textVocabulary(text: string): TextVocabulary {
  if (typeof text !== 'string' || text === '')
    throw new ArgumentError('textVocabulary', 'text', 'a text of at least one symbol', text);
  const symbols = [...new Set(text)].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
  const places = new Map(symbols.map((symbol, place) => [symbol, place]));
  const size = `text over the vocabulary, which has ${symbols.length} symbols`;
  return {
    symbols,
    encode: (string) =>
      Int32Array.from(Array.from(string), (symbol) => {
        const place = places.get(symbol);
        if (place === undefined) throw new ArgumentError('textVocabulary.encode', 'text', size, symbol);
        return place;
      }),
    decode: (tokens) =>
      Array.from(tokens, (token, i) => {
        const symbol = symbols[token];
        if (symbol === undefined)
          throw new ArgumentError(
            'textVocabulary.decode',
            `tokens[${i}]`,
            `an integer in 0..${symbols.length - 1}`,
            token,
          );
        return symbol;
      }).join(''),
  };
}
