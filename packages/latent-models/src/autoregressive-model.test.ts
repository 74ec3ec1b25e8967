import { compile, createEngine, decodeParameters, encodeParameters, parameterStore } from '@yuragi/nn';
import { decodeCheckpoint, encodeCheckpoint, key, stream, toNdarray } from '@yuragi/prob-core';
import { generativeModelConformance } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { recordLoss, sequenceWalker, shiftInto, stepper, windowStart } from './autoregressive-law.ts';
import { type AutoregressiveModel, autoregressiveModel } from './autoregressive-model.ts';
import { type AutoregressiveNetwork, causalTransformer, gatedRecurrent } from './autoregressive-networks.ts';
import { textVocabulary } from './text-vocabulary.ts';

const engine = await createEngine({ kernels: 'plain' });
const networks: Readonly<Record<string, AutoregressiveNetwork>> = {
  'causal transformer': causalTransformer({ width: 8, numLayers: 2, heads: 2 }),
  'gated recurrent': gatedRecurrent({ width: 6, numLayers: 2 }),
};

/** Parts with the parameters that a network begins with, drawn by name, so that they are the same each time. */
function partsOf(network: AutoregressiveNetwork, contextLength: number, numSymbols = 3) {
  const shape = { network, numSymbols, contextLength };
  const store = parameterStore(engine, key('weights'));
  compile(store, (recorder) => ({ loss: recordLoss(recorder, shape, 'symbols', 1) })).close();
  return { ...shape, engine, parameters: decodeParameters(encodeParameters(store)), store };
}
const modelOf = (network: AutoregressiveNetwork, contextLength: number, text = 'abc'): AutoregressiveModel => {
  const vocabulary = textVocabulary(text);
  return autoregressiveModel(partsOf(network, contextLength, vocabulary.symbols.length), vocabulary);
};
/** All sequences of a length over three symbols. */
const sequences = (length: number): number[][] =>
  Array.from({ length: 3 ** length }, (_, at) => Array.from({ length }, (_, k) => Math.floor(at / 3 ** k) % 3));
const random = (length: number): number[] => {
  const rng = stream(key('sequence'));
  return Array.from({ length }, () => rng.int(3));
};

test('a full window is followed by one that begins half a window before the next symbol', () => {
  expect(Array.from({ length: 12 }, (_, t) => windowStart(t, 4))).toEqual([0, 0, 0, 0, 2, 2, 4, 4, 6, 6, 8, 8]);
  expect(Array.from({ length: 9 }, (_, t) => windowStart(t, 5))).toEqual([0, 0, 0, 0, 0, 2, 2, 4, 4]);
  expect(Array.from({ length: 4 }, (_, t) => windowStart(t, 2))).toEqual([0, 0, 1, 2]);
  for (const length of [2, 3, 4, 5, 64])
    for (let t = length; t < 500; t++) {
      const seen = t - windowStart(t, length);
      expect(seen).toBeGreaterThanOrEqual(length - (length >> 1));
      expect(seen).toBeLessThan(length);
    }
});

test('walking on costs C/floor(C/2) steps a symbol in the mean: each window is walked from its start to its end', () => {
  for (const length of [2, 3, 8, 64]) {
    let steps = 0;
    for (let t = 0; t < 10_000; t++) {
      const isNew = t === 0 || windowStart(t, length) !== windowStart(t - 1, length);
      steps += isNew ? t - windowStart(t, length) + 1 : 1;
    }
    expect(Math.abs(steps / 10_000 - length / (length >> 1))).toBeLessThan(0.02);
  }
});

describe.each(Object.entries(networks))('a %s', (name, network) => {
  generativeModelConformance(`as a model of sequences: ${name}`, () => modelOf(network, 6), {
    data: () => toNdarray(Float64Array.from([...random(6), 0, 1, 2, 3, 4, 0.5]), [2, 6]),
    makeRng: (purpose) => stream(key(purpose)),
  });

  // Windows longer and shorter than the sequences. Laws are normalised in f64: what is left is rounding.
  test.each([7, 4, 3, 2])('probabilities of all sequences of length 4 sum to one, C = %i', (contextLength) => {
    const model = modelOf(network, contextLength);
    let total = 0;
    for (const sequence of sequences(4)) total += Math.exp(model.logLikelihood(sequence));
    expect(Math.abs(total - 1)).toBeLessThan(1e-12);
    const x = toNdarray(Float64Array.from(sequences(4).flat()), [81, 4]);
    const rows = model.sequences(4).logDensity(x);
    // Another number of windows stands before a row then, so that rounding in f32 may differ.
    for (const [i, sequence] of sequences(4).entries()) expect(rows[i]).toBeCloseTo(model.logLikelihood(sequence), 5);
  });

  test('a later symbol changes no conditional before it, to the bit, and does change those after', () => {
    const model = modelOf(network, 8);
    const sequence = random(13);
    const before = model.logConditionals(sequence);
    for (let t = 0; t < 13; t++) {
      const changed = model.logConditionals(sequence.map((w, i) => (i === t ? (w + 1) % 3 : w)));
      expect(changed.subarray(0, 3 * t + 3)).toEqual(before.subarray(0, 3 * t + 3));
      if (t < 12) expect(changed.subarray(3 * t + 3, 3 * t + 6)).not.toEqual(before.subarray(3 * t + 3, 3 * t + 6));
    }
  });

  test('the log-likelihood is the sum of the conditionals, in every unit', () => {
    const model = modelOf(network, 5);
    const sequence = random(17);
    const conditionals = model.logConditionals(sequence);
    const sum = sequence.reduce((total, w, t) => total + conditionals[3 * t + w]!, 0);
    expect(model.logLikelihood(sequence)).toBeCloseTo(sum, 12);
    expect(model.perplexity(sequence)).toBeCloseTo(Math.exp(-sum / 17), 12);
    expect(model.bitsPerCharacter(sequence)).toBeCloseTo(-sum / 17 / Math.log(2), 12);
    for (const t of [0, 3, 5, 16]) {
      const law = model.conditional(sequence.slice(0, t));
      expect(law.reduce((a, b) => a + b)).toBeCloseTo(1, 14);
      for (let w = 0; w < 3; w++) expect(Math.log(law[w]!)).toBeCloseTo(conditionals[3 * t + w]!, 5);
    }
    expect(model.logLikelihood([])).toBe(0);
  });

  test('the loss of training is the mean of -log p over the symbols of its windows', () => {
    const parts = partsOf(network, 6);
    const plan = compile(parts.store, (recorder) => ({ loss: recordLoss(recorder, parts, 'symbols', 4) }));
    const windows = Float32Array.from(random(24));
    plan.inputs.symbols!.set(windows);
    for (let row = 0; row < 24; row += 6)
      shiftInto(windows.subarray(row, row + 6), 3, plan.inputs.symbolsBefore!.subarray(row, row + 6));
    plan.forward();
    const rows = modelOf(network, 6).logDensity(toNdarray(Float64Array.from(windows), [4, 6]));
    // In f32: a dozen roundings of numbers about 1.
    expect(Math.abs(plan.outputs.loss![0]! + rows.reduce((a, b) => a + b) / 24)).toBeLessThan(2e-6);
  });

  test('one step at a time gives the logits of whole windows, beyond a window too', () => {
    const parts = partsOf(network, 6);
    const [walk, walker] = [stepper(parts.store, parts, 2), sequenceWalker(parts.store, parts)];
    const all = [random(20), random(20).reverse()];
    const expected = [new Float64Array(63), new Float64Array(63)];
    walker(all, 0, (i, t, logits, at) => expected[i]!.set(logits.subarray(at, at + 3), 3 * t));
    let start = -1;
    for (let t = 0; t < 20; t++) {
      const isNew = windowStart(t, 6) !== start;
      start = windowStart(t, 6);
      if (isNew) walk.reset();
      let logits: Float32Array = new Float32Array(0);
      for (let place = isNew ? start : t; place <= t; place++)
        logits = walk.advance(all.map((sequence) => (place === start ? 3 : sequence[place - 1]!)));
      for (let i = 0; i < 2; i++)
        for (let w = 0; w < 3; w++) expect(Math.abs(logits[3 * i + w]! - expected[i]![3 * t + w]!)).toBeLessThan(1e-5);
    }
  });

  test('text is drawn greedily at temperature 0, and goes on from a prompt over several windows', () => {
    const model = modelOf(network, 4);
    let text = 'abcab';
    for (let t = 5; t < 20; t++) {
      const law = model.conditional(text);
      text += 'abc'[law.indexOf(Math.max(...law))];
    }
    const rng = stream(key('any'));
    expect(model.sampleText(rng, 15, { temperature: 0, prompt: 'abcab' })).toBe(text.slice(5));
    expect(model.sampleText(rng, 15, { topK: 1, prompt: [0, 1, 2, 0, 1] })).toBe(text.slice(5));
    expect(model.sampleText(rng, 0)).toBe('');
  });

  test('row i of a run does not depend on how many rows there are, and runs go on to the same bits', async () => {
    const model = modelOf(network, 4).sequences(9);
    const whole = await model.sample(stream(key('rows')), 40);
    expect((await model.sample(stream(key('rows')), 21)).data).toEqual(whole.data.subarray(0, 21 * 9));
    const controller = new AbortController();
    let checkpoint: Parameters<typeof encodeCheckpoint>[0] | undefined;
    await model.sample(stream(key('rows')), 40, {
      signal: controller.signal,
      checkpointEvery: 1,
      onCheckpoint(saved) {
        checkpoint ??= saved;
        controller.abort();
      },
    });
    const resume = decodeCheckpoint(encodeCheckpoint(checkpoint!));
    expect((await model.sample(stream(key('rows')), 40, { resume })).data).toEqual(whole.data);
    await expect(model.sample(stream(key('rows')), 40, { resume, topK: 2 })).rejects.toThrow(
      'autoregressiveModel.sequences.sample: `resume` must be a checkpoint of the same data and options',
    );
  });
});

test('bad arguments are refused with their value', async () => {
  const model = modelOf(networks['gated recurrent']!, 4);
  const rng = stream(key('refusal'));
  expect(() => causalTransformer({ width: 6, heads: 4 })).toThrow(
    'causalTransformer: `heads` must be a divisor of the width 6; received 4',
  );
  expect(() => gatedRecurrent({ width: 0 })).toThrow('gatedRecurrent: `width` must be an integer >= 1; received 0');
  expect(() => modelOf(networks['gated recurrent']!, 1)).toThrow(
    'autoregressiveModel: `contextLength` must be an integer >= 2; received 1',
  );
  expect(() => model.logLikelihood('abd')).toThrow(
    'textVocabulary.encode: `text` must be text over the vocabulary, which has 3 symbols; received "d"',
  );
  expect(() => model.logLikelihood([0, 3])).toThrow(
    'autoregressiveModel.logLikelihood: `sequence[1]` must be an integer in 0..2; received 3',
  );
  for (const method of ['perplexity', 'bitsPerCharacter'] as const)
    expect(() => model[method]('')).toThrow(
      `autoregressiveModel.${method}: \`sequence\` must be at least one symbol; received ""`,
    );
  expect(() => model.sampleText(rng, -1)).toThrow(
    'autoregressiveModel.sampleText: `length` must be an integer >= 0; received -1',
  );
  expect(() => model.sampleText(rng, 1, { topP: 2 })).toThrow(
    'autoregressiveModel.sampleText: `topP` must be a number in (0, 1]; received 2',
  );
  await expect(model.sample(rng, 1, { prompt: 'x' })).rejects.toThrow('textVocabulary.encode: `text`');
  await expect(model.sample(rng, -1)).rejects.toThrow(
    'autoregressiveModel.sample: `n` must be an integer >= 0; received -1',
  );
  expect(() => model.sequences(0)).toThrow(
    'autoregressiveModel.sequences: `length` must be an integer >= 1; received 0',
  );
  expect(() => autoregressiveModel(partsOf(networks['gated recurrent']!, 4), textVocabulary('ab'))).toThrow(
    'autoregressiveModel: `vocabulary` must be a vocabulary of 3 symbols; received 2',
  );
  const numbers = autoregressiveModel(partsOf(networks['gated recurrent']!, 4));
  expect(() => numbers.logLikelihood('a')).toThrow(
    'autoregressiveModel.logLikelihood: `sequence` must be numbers, since the model was trained on numbers; received "a"',
  );
  expect(() => numbers.sampleText(rng, 1)).toThrow(
    'autoregressiveModel.sampleText: `this` must be a model with a vocabulary; use `sample` where symbols are numbers',
  );
});
