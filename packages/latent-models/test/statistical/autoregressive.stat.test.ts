// alpha 1e-6 per assertion; n = 20 000; smallest effect caught with power 0.999: 0.06 sigma; seed: the test's name; 8 s.
import { createEngine } from '@yuragi/nn';
import { type Key, key, stream, toNdarray } from '@yuragi/prob-core';
import { assertCounts, expectRejected } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import { causalTransformer, fitAutoregressive, gatedRecurrent } from '../../src/index.ts';

const name = (): Key => key(expect.getState().currentTestName!);
const n = 20_000;
const engine = await createEngine({ kernels: 'plain' });

/** Counts of rows of three of three symbols. */
const countsOf = (data: Float64Array): Int32Array => {
  const counts = new Int32Array(27);
  for (let row = 0; row < data.length; row += 3) counts[9 * data[row]! + 3 * data[row + 1]! + data[row + 2]!]!++;
  return counts;
};
const triples = toNdarray(
  Float64Array.from({ length: 81 }, (_, i) => Math.floor(Math.floor(i / 3) / 3 ** (2 - (i % 3))) % 3),
  [27, 3],
);

// A window of two places: the third symbol is drawn from a second window.
test.each([
  ['transformer', causalTransformer({ width: 8, numLayers: 1, heads: 2 }), 2],
  ['recurrent network', gatedRecurrent({ width: 8 }), 3],
] as const)('draws of a %s have the law of its probabilities, by enumeration', async (_, network, contextLength) => {
  const rng = stream(key('text to learn'));
  const text = Int32Array.from({ length: 300 }, (_, i) => (rng.uniform() < 0.7 ? i % 3 : rng.int(3)));
  const { model } = await fitAutoregressive(text, name(), {
    network,
    contextLength,
    numSteps: 60,
    learningRate: 2e-2,
    engine,
  });
  const sequences = model.sequences(3);
  const law = sequences.logDensity(triples).map(Math.exp);
  const { data } = await sequences.sample(stream(name()), n);
  assertCounts(countsOf(data), law);

  // After a prompt the law is the conditional one.
  const prompted = await model.sequences(1).sample(stream(name()), n, { prompt: [0, 1] });
  const counts = new Int32Array(3);
  for (const w of prompted.data) counts[w]!++;
  assertCounts(counts, model.conditional([0, 1]));
  await expectRejected('a prompt that is forgotten', () => assertCounts(counts, model.conditional([])));

  // Sharpened: each conditional squared, one after another.
  const cold = await sequences.sample(stream(name()), n, { temperature: 0.5 });
  const square = (conditional: Float64Array): Float64Array => {
    const total = conditional.reduce((sum, p) => sum + p * p, 0);
    return conditional.map((p) => (p * p) / total);
  };
  const at = (i: number): number[] => Array.from(triples.data.subarray(3 * i, 3 * i + 3));
  const sharp = law.map((_, i) =>
    at(i).reduce((mass, w, t) => mass * square(model.conditional(at(i).slice(0, t)))[w]!, 1),
  );
  assertCounts(countsOf(cold.data), sharp);
  await expectRejected('the law of the whole squared, in place of each conditional', () => {
    const total = law.reduce((sum, p) => sum + p * p, 0);
    assertCounts(
      countsOf(cold.data),
      law.map((p) => (p * p) / total),
    );
  });
});
