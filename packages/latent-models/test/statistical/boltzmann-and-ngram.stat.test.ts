// alpha 1e-6 per assertion; n = 20 000; smallest effect caught with power 0.999: 0.06 sigma; seed: the test's name; 3 s.
import { type Key, key, stream, toNdarray } from '@yuragi/prob-core';
import { assertCounts, binaryStates, expectRejected } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import { type BoltzmannMachine, boltzmannMachine, fitNgram } from '../../src/index.ts';

const name = (): Key => key(expect.getState().currentTestName!);
const n = 20_000;

/** Three coupled spins, with `numFree` more that stand alone in no field. */
const machine = (numFree: number): BoltzmannMachine => {
  const size = 3 + numFree;
  const couplings = new Float64Array(size * size);
  for (const [i, j, coupling] of [
    [0, 1, 0.6],
    [1, 2, -0.4],
    [0, 2, 0.3],
  ] as const) {
    couplings[i * size + j] = coupling;
    couplings[j * size + i] = coupling;
  }
  const fields = new Float64Array(size);
  fields.set([0.2, -0.5, 0.1]);
  return boltzmannMachine({ couplings: toNdarray(couplings, [size, size]), fields });
};
const spins = (bits: Uint8Array): number[] => Array.from(bits, (bit) => 2 * bit - 1);
const masses = (): Float64Array =>
  machine(0).logDensity!(toNdarray(Float64Array.from([...binaryStates(3)].flatMap(spins)), [8, 3])).map(Math.exp);
const countsOf = (data: Float64Array, size: number, sign = 1): Int32Array => {
  const counts = new Int32Array(8);
  for (let row = 0; row < data.length; row += size)
    counts[[0, 1, 2].reduce((at, k) => (data[row + k]! * sign === 1 ? at | (1 << k) : at), 0)]!++;
  return counts;
};

test('samples of a Boltzmann machine have its law, listed or by heat bath', async () => {
  const listed = await machine(0).sample(stream(name()), n);
  assertCounts(countsOf(listed.data, 3), masses());
  const large = machine(18);
  expect(large.logDensity).toBeUndefined();
  const chains = await large.sample(stream(name()), 5000, { numSweeps: 15 });
  assertCounts(countsOf(chains.data, 21), masses());
  await expectRejected('bit 1 read as spin up where it means down', () =>
    assertCounts(countsOf(listed.data, 3, -1), masses()),
  );
});

test('text of an n-gram model has its law, at any temperature', async () => {
  const model = fitNgram('abracadabra', { order: 2, alphabet: 'abcdr' });
  const rng = stream(name());
  const lawAt = (temperature: number): Float64Array => {
    const powers = model.conditional('a').map((p) => p ** (1 / temperature));
    const total = powers.reduce((a, b) => a + b, 0);
    return powers.map((p) => p / total);
  };
  const draw = (temperature: number): Int32Array => {
    const counts = new Int32Array(5);
    for (let k = 0; k < n; k++) counts['abcdr'.indexOf(model.sampleText(rng, 1, { temperature, prompt: 'bra' }))]!++;
    return counts;
  };
  for (const temperature of [0.5, 1, 2]) assertCounts(draw(temperature), lawAt(temperature));
  await expectRejected('p^T in place of p^(1/T)', () => assertCounts(draw(0.5), lawAt(2)));
  // Whole rows: two symbols, 25 cells.
  const { data } = await model.sequences(2).sample(rng, n);
  const counts = new Int32Array(25);
  for (let row = 0; row < n; row++) counts[5 * data[2 * row]! + data[2 * row + 1]!]!++;
  const first = model.conditional('');
  const joint = (a: number, b: number): number => first[a]! * model.conditional('abcdr'[a]!)[b]!;
  const law = Float64Array.from({ length: 25 }, (_, at) => joint(Math.floor(at / 5), at % 5));
  assertCounts(counts, law);
  await expectRejected('a context that is forgotten', () =>
    assertCounts(
      counts,
      law.map((_, at) => first[Math.floor(at / 5)]! * first[at % 5]!),
    ),
  );
});
