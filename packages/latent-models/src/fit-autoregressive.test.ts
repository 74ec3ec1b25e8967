import { readFileSync } from 'node:fs';
import { createEngine } from '@yuragi/nn';
import { decodeCheckpoint, encodeCheckpoint, key, type RunOptions, stream } from '@yuragi/prob-core';
import { driverConformance } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { autoregressiveModel } from './autoregressive-model.ts';
import { causalTransformer, gatedRecurrent } from './autoregressive-networks.ts';
import { fitAutoregressive } from './fit-autoregressive.ts';
import { fitNgram } from './ngram-model.ts';
import { textVocabulary } from './text-vocabulary.ts';

const engine = await createEngine({ kernels: 'plain' });
const transformer = causalTransformer({ width: 16, numLayers: 1, heads: 2 });
const recurrent = gatedRecurrent({ width: 24 });

/** Prose of a page of this repository: without code, tables and markup. */
const page = (path: string): string =>
  readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
    .replaceAll(/```.*?```/gs, '')
    .split('\n')
    .filter((line) => !/[|<{$\\]/.test(line))
    .join('\n');

describe('the driver', () => {
  const text = 'the drops are gone and the shape stays behind. '.repeat(3);
  const options = {
    network: transformer,
    contextLength: 4,
    batchSize: 4,
    numSteps: 3,
    heldOut: text.slice(0, 40),
    engine,
  };
  driverConformance(
    'fitAutoregressive',
    (run: RunOptions) => fitAutoregressive(text, key('fit'), { ...options, ...run }),
    {
      outcome: ({ history, model }) => [history, model.parameters(), model.logLikelihood(text)],
      foreign: (run) => fitAutoregressive(`${text}!`, key('fit'), { ...options, ...run }),
      encode: encodeCheckpoint,
      decode: decodeCheckpoint,
    },
  );
});

describe.each([
  ['causal transformer', transformer],
  ['gated recurrent', recurrent],
] as const)('a %s', (_, network) => {
  test('learns a text that repeats itself: below 0.05 bits a character', async () => {
    const period = 'to and fro, ';
    const { model, history } = await fitAutoregressive(period.repeat(20), key('period'), {
      network,
      contextLength: 16,
      numSteps: 200,
      learningRate: 1e-2,
      heldOut: period.repeat(3),
      engine,
    });
    // Only where it begins is unknown, log2 of the period in all.
    const text = period.repeat(20);
    expect(model.bitsPerCharacter(text)).toBeGreaterThan((0.9 * Math.log2(12)) / text.length);
    expect(model.bitsPerCharacter(text)).toBeLessThan(0.05);
    expect(model.sampleText(stream(key('on')), 36, { prompt: 'to and', temperature: 0 })).toBe(text.slice(6, 42));
    const { loss, heldOutPerplexity } = history;
    expect([loss.length, heldOutPerplexity!.length]).toEqual([200, 200]);
    // In a window of 16 places one bit of log2 12 is lost to where it begins.
    expect(heldOutPerplexity![199]).toBeLessThan(Math.exp(Math.log(12) / 16 + 0.05));
    expect(heldOutPerplexity![0]).toBeGreaterThan(5);
  });

  // What these bars leave aside is how good a model can be: a law of single characters is the least to beat.
  test.each([
    ['English', ['packages/latent-models/README.md', 'packages/annealing/README.md'], 300],
    ['Japanese', ['derivations', 'question-marks', 'errata'].map((name) => `apps/docs/ja/${name}.md`), 200],
  ])('knows more of %s prose than the law of its characters', async (language, paths, numSteps) => {
    const text = paths.map(page).join('\n');
    const vocabulary = textVocabulary(text);
    const cut = Math.floor(text.length * 0.9);
    const [train, heldOut] = [text.slice(0, cut), text.slice(cut)];
    const { model } = await fitAutoregressive(train, key(language), {
      network,
      vocabulary,
      contextLength: 24,
      batchSize: 16,
      numSteps,
      learningRate: 1e-2,
      maxGradientNorm: 1,
      engine,
    });
    const single = fitNgram(train, { order: 1, alphabet: vocabulary.symbols.join('') });
    expect(model.bitsPerCharacter(heldOut)).toBeLessThan(single.bitsPerCharacter(heldOut));
  });
});

test('symbols may be numbers, and a model comes back from its parameters', async () => {
  const numbers = Int32Array.from({ length: 60 }, (_, i) => i % 3);
  const { model } = await fitAutoregressive(numbers, key('numbers'), {
    network: recurrent,
    contextLength: 6,
    numSteps: 3,
    engine,
  });
  expect([model.numSymbols, model.contextLength, model.vocabulary]).toEqual([3, 6, undefined]);
  const again = autoregressiveModel({
    engine,
    network: recurrent,
    numSymbols: 3,
    contextLength: 6,
    parameters: model.parameters(),
  });
  expect(again.logConditionals(numbers)).toEqual(model.logConditionals(numbers));
});

test('bad arguments are refused with their value', async () => {
  const refuse = (text: string | number[], options: object, message: string): Promise<void> =>
    expect(
      fitAutoregressive(text, key('refusal'), {
        network: recurrent,
        contextLength: 4,
        numSteps: 1,
        engine,
        ...options,
      }),
    ).rejects.toThrow(message);
  await refuse('abc', {}, 'fitAutoregressive: `text.length` must be at least 4 symbols, the contextLength; received 3');
  await refuse('', {}, 'fitAutoregressive: `text.length` must be at least 4 symbols, the contextLength; received 0');
  await refuse('abcd', { heldOut: 'a' }, 'fitAutoregressive: `heldOut.length` must be at least 4 symbols');
  await refuse('abcd', { heldOut: 'abcx' }, 'which has 4 symbols; received "x"');
  await refuse('abcd', { vocabulary: textVocabulary('abc') }, 'which has 3 symbols; received "d"');
  await refuse([0, 1, 1.5, 0], {}, 'fitAutoregressive: `text[2]` must be an integer in 0..1; received 1.5');
  await refuse('abcd', { contextLength: 1 }, 'fitAutoregressive: `contextLength` must be an integer >= 2; received 1');
  await refuse('abcd', { batchSize: 0 }, 'fitAutoregressive: `batchSize` must be an integer >= 1; received 0');
  await refuse(
    'abcd',
    { network: 'gru' },
    'fitAutoregressive: `network` must be a network, as `causalTransformer` gives; received "gru"',
  );
  await refuse('abcd', { numSteps: 0 }, 'fit: `numSteps` must be an integer >= 1; received 0');
});
