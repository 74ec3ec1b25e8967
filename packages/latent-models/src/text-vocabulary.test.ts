import { expect, test } from 'vitest';
import { textVocabulary } from './text-vocabulary.ts';

test('decoding what was encoded gives the text, code point by code point', () => {
  const text = '𠮷野家で、a river\n';
  const vocabulary = textVocabulary(text);
  const tokens = vocabulary.encode(text);
  expect(tokens).toHaveLength(Array.from(text).length);
  expect(vocabulary.decode(tokens)).toBe(text);
  expect(vocabulary.symbols).toEqual([...vocabulary.symbols].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!));
  expect(new Set(vocabulary.symbols)).toEqual(new Set(text));
  expect(vocabulary.encode('')).toHaveLength(0);
});

test('bad arguments are refused with their value', () => {
  const vocabulary = textVocabulary('abc');
  expect(() => textVocabulary('')).toThrow('textVocabulary: `text` must be a text of at least one symbol; received ""');
  expect(() => vocabulary.encode('a川')).toThrow(
    'textVocabulary.encode: `text` must be text over the vocabulary, which has 3 symbols; received "川"',
  );
  expect(() => vocabulary.decode([0, 3])).toThrow(
    'textVocabulary.decode: `tokens[1]` must be an integer in 0..2; received 3',
  );
});
