import { decodeCheckpoint, encodeCheckpoint, key, stream, toNdarray } from '@yuragi/prob-core';
import { expectClose, generativeModelConformance } from '@yuragi/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitNgram, type NgramSmoothing } from './ngram-model.ts';

const english =
  'A river does not remember the rain that made it, yet every bend of its bed was drawn by water that has long since ' +
  'reached the sea. So it is with a model of chance: the samples pass through and are gone, and what stays behind is a ' +
  'shape worn by all of them together. We measure the shape, not the drops. When we ask how far one river lies from ' +
  'another, we ask how surprised the drops of the first would be to find themselves in the bed of the second, and the ' +
  'answer is a number that is never negative and is zero only when the two beds are the same.';
const japanese =
  '川は、自分をつくった雨を覚えていない。それでも川底の曲がりのひとつひとつは、もう海に着いてしまった水が描いたものだ。' +
  '確率のモデルもこれに似ている。標本は通り過ぎて消え、あとに残るのは、そのすべてが一緒に削った形である。' +
  'わたしたちが測るのは形であって、しずくではない。ふたつの川がどれほど離れているかを問うとき、' +
  'わたしたちは、はじめの川のしずくが、もうひとつの川底に置かれたらどれほど驚くかを問うている。';
const smoothings: readonly NgramSmoothing[] = [{ kind: 'witten-bell' }, { kind: 'additive', pseudoCount: 0.5 }];
const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

for (const smoothing of smoothings)
  generativeModelConformance(
    `an n-gram model of sequences, ${smoothing.kind}`,
    () => fitNgram(english, { order: 3, smoothing }).sequences(4),
    {
      data: () => toNdarray(Float64Array.of(0, 1, 2, 3, 4, 5, 6, 99), [2, 4]),
      makeRng: (name) => stream(key(name)),
    },
  );

describe('fitNgram', () => {
  test('conditionals sum to one after every context, seen or not, in both languages', () => {
    for (const text of [english, japanese])
      for (const smoothing of smoothings)
        for (const order of [1, 2, 4]) {
          const model = fitNgram(text, { order, smoothing });
          for (const context of ['', 'the', 'xq', 'しずく', '\u{1F30A}', text.slice(0, 40)]) {
            const conditional = model.conditional(context);
            expect(conditional).toHaveLength(model.alphabet.length);
            expect(Math.abs(sum(conditional) - 1)).toBeLessThan(1e-14 * model.alphabet.length);
            expect(conditional.every((p) => p > 0)).toBe(true);
          }
        }
  });

  test('probabilities of all texts of a length sum to one, by enumeration', () => {
    for (const smoothing of smoothings)
      fc.assert(
        fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 30 }), (text) => {
          for (const order of [1, 2, 3]) {
            const model = fitNgram(text, { order, smoothing, alphabet: 'abc' });
            let total = 0;
            for (let at = 0; at < 81; at++) {
              const digits = [0, 1, 2, 3].map((k) => Math.floor(at / 3 ** k) % 3);
              const string = digits.map((digit) => 'abc'[digit]).join('');
              const p = Math.exp(model.logLikelihood(string));
              total += p;
              const row = toNdarray(Float64Array.from(digits), [1, 4]);
              expect(Math.exp(model.sequences(4).logDensity(row)[0]!)).toBe(p);
            }
            expect(total).toBeCloseTo(1, 12);
          }
        }),
        { numRuns: 30 },
      );
  });

  test('Witten-Bell by hand: (c + T p)/(N + T), down to 1/V', () => {
    const model = fitNgram('abab', { order: 2, alphabet: 'abc' });
    // Empty context: a and b twice each, T = 2: (2 + 2/3)/6 twice and (2/3)/6.
    expectClose(model.conditional(''), [4 / 9, 4 / 9, 1 / 9], { rel: 1e-14 });
    // After a: b twice, T = 1: (0 + 4/9)/3, (2 + 4/9)/3, (1/9)/3.
    expectClose(model.conditional('a'), [4 / 27, 22 / 27, 1 / 27], { rel: 1e-14 });
    // After b: a once, T = 1: (1 + 4/9)/2 and halves. After c nothing was seen: as after nothing.
    expectClose(model.conditional('b'), [13 / 18, 4 / 18, 1 / 18], { rel: 1e-14 });
    expectClose(model.conditional('c'), model.conditional(''), { rel: 1e-15 });
    expect(model.logLikelihood('ab')).toBeCloseTo(Math.log((4 / 9) * (22 / 27)), 14);
  });

  test('additive by hand: (c + delta)/(N + delta V)', () => {
    const model = fitNgram('abab', { order: 2, smoothing: { kind: 'additive', pseudoCount: 0.5 }, alphabet: 'abc' });
    expectClose(model.conditional(''), [2.5 / 5.5, 2.5 / 5.5, 0.5 / 5.5], { rel: 1e-14 });
    expectClose(model.conditional('ba'), [0.5 / 3.5, 2.5 / 3.5, 0.5 / 3.5], { rel: 1e-14 });
    expectClose(model.conditional('c'), [1 / 3, 1 / 3, 1 / 3], { rel: 1e-14 });
  });

  test('log-likelihood, perplexity and bits per character are one number in three units', () => {
    const model = fitNgram(japanese, { order: 2 });
    const text = '川のしずく';
    const nats = model.logLikelihood(text);
    expect(model.perplexity(text)).toBeCloseTo(Math.exp(-nats / 5), 12);
    expect(model.bitsPerCharacter(text)).toBeCloseTo(-nats / 5 / Math.log(2), 12);
    let chain = 0;
    for (let t = 0; t < 5; t++)
      chain += Math.log(model.conditional(text.slice(0, t))[model.alphabet.indexOf(text[t]!)]!);
    expect(nats).toBeCloseTo(chain, 12);
    expect(model.logLikelihood('')).toBe(0);
  });

  test('a longer context helps on held-out text of the same hand, up to a point', () => {
    const [train, heldOut] = [english.slice(0, 420), english.slice(420)];
    const bits = [1, 2, 3].map((order) => fitNgram(train, { order }).bitsPerCharacter(heldOut));
    expect(bits[1]).toBeLessThan(bits[0]!);
    // Better than guessing evenly among the symbols, and worse than on the text that was counted.
    expect(bits[2]).toBeLessThan(Math.log2(fitNgram(train, { order: 3 }).alphabet.length));
    expect(fitNgram(train, { order: 3 }).bitsPerCharacter(train)).toBeLessThan(bits[2]!);
    // A text of another language is far more surprising.
    expect(fitNgram(train, { order: 3 }).bitsPerCharacter(japanese)).toBeGreaterThan(2 * bits[2]!);
  });

  test('unseen symbols share one place, U+FFFD; with an alphabet of your own they are refused', () => {
    const model = fitNgram('aab', { order: 2 });
    expect(model.alphabet).toEqual(['a', 'b', '\uFFFD']);
    expect(model.logLikelihood('z')).toBe(Math.log(model.conditional('')[2]!));
    expect(model.logLikelihood('z')).toBe(model.logLikelihood('川'));
    expect(model.conditional('z')).toEqual(model.conditional(''));
    const closed = fitNgram('aab', { order: 2, alphabet: 'ba' });
    expect(closed.alphabet).toEqual(['a', 'b']);
    expect(() => closed.logLikelihood('az')).toThrow(
      'ngramModel.logLikelihood: `text` must be text over the alphabet; received "z"',
    );
  });

  test('symbols are code points: a character outside the first plane is one', () => {
    const model = fitNgram('𠮷野家𠮷野家', { order: 2 });
    expect(model.alphabet).toEqual(
      ['家', '野', '\uFFFD', '𠮷'].sort((a, b) => Number(a === '\uFFFD') - Number(b === '\uFFFD')),
    );
    expect(model.conditional('𠮷')[model.alphabet.indexOf('野')]).toBeGreaterThan(0.7);
    expect(Array.from(model.sampleText(stream(key('planes')), 20))).toHaveLength(20);
  });

  test('text at a low temperature is the likeliest continuation', () => {
    const model = fitNgram(english, { order: 6 });
    const text = model.sampleText(stream(key('cold')), 12, { temperature: 1e-3, prompt: 'a model of ch' });
    expect(text.startsWith('ance: the')).toBe(true);
    expect(model.sampleText(stream(key('same')), 50)).toBe(model.sampleText(stream(key('same')), 50));
  });

  test('sampling sequences can stop and go on to the same bits', async () => {
    const model = fitNgram(japanese, { order: 3 }).sequences(5);
    const whole = await model.sample(stream(key('resume')), 30);
    const controller = new AbortController();
    let checkpoint: Parameters<typeof encodeCheckpoint>[0] | undefined;
    const part = await model.sample(stream(key('resume')), 30, {
      signal: controller.signal,
      checkpointEvery: 10,
      onCheckpoint(saved) {
        checkpoint ??= saved;
        controller.abort();
      },
    });
    expect(part.shape[0]).toBeLessThan(30);
    const resume = decodeCheckpoint(encodeCheckpoint(checkpoint!));
    expect((await model.sample(stream(key('resume')), 30, { resume })).data).toEqual(whole.data);
  });

  test('bad arguments are refused with their value', async () => {
    const refuse = (text: string, options: object) => () => fitNgram(text, { order: 2, ...options });
    expect(refuse('', {})).toThrow('fitNgram: `text` must be at least one symbol; received ""');
    expect(refuse('a', { order: 0 })).toThrow('fitNgram: `order` must be an integer >= 1; received 0');
    expect(refuse('a', { smoothing: { kind: 'none' } })).toThrow(
      "fitNgram: `smoothing.kind` must be one of 'witten-bell', 'additive'; received \"none\"",
    );
    expect(refuse('a', { smoothing: { kind: 'additive', pseudoCount: 0 } })).toThrow(
      'fitNgram: `smoothing.pseudoCount` must be a finite number > 0; received 0',
    );
    expect(refuse('a', { alphabet: '' })).toThrow('fitNgram: `alphabet` must be at least one symbol; received ""');
    expect(refuse('a', { alphabet: 'aba' })).toThrow('fitNgram: `alphabet` must be symbols that differ; received "a"');
    expect(refuse('abc', { alphabet: 'ab' })).toThrow('fitNgram: `text` must be text over the alphabet; received "c"');
    const model = fitNgram('ab', { order: 2 });
    const rng = stream(key('refusal'));
    expect(() => model.perplexity('')).toThrow(
      'ngramModel.perplexity: `text` must be at least one symbol; received ""',
    );
    expect(() => model.bitsPerCharacter('')).toThrow('ngramModel.bitsPerCharacter: `text` must be at least one symbol');
    expect(() => model.sampleText(rng, -1)).toThrow(
      'ngramModel.sampleText: `length` must be an integer >= 0; received -1',
    );
    expect(() => model.sampleText(rng, 1, { temperature: 0 })).toThrow(
      'ngramModel.sampleText: `temperature` must be a finite number > 0; received 0',
    );
    expect(() => model.sequences(0)).toThrow('ngramModel.sequences: `length` must be an integer >= 1; received 0');
    await expect(model.sequences(2).sample(rng, -1)).rejects.toThrow(
      'ngramModel.sequences.sample: `n` must be an integer >= 0; received -1',
    );
  });
});
