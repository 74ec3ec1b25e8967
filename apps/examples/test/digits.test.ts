/** The digits' stored table beside its bars; and the parts of the recipe on a small scale, which takes seconds. */
import { readFileSync } from 'node:fs';
import { createEngine } from '@yuragi/nn';
import { key } from '@yuragi/prob-core';
import { expect, test } from 'vitest';
import { digitParts, distancesTo, drawDigits, shareRead, trainDigits, trainReader } from '../src/6-digits.ts';

test('the stored pictures are read as what they are, by a reader that knows real ones, and are no copies', () => {
  const stored = readFileSync(new URL('../expected/digits.tsv', import.meta.url), 'utf8');
  const [, real, ...drawn] = stored
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t').slice(1).map(Number));
  expect(real![0]).toBeGreaterThanOrEqual(0.97);
  expect(drawn).toHaveLength(2);
  for (const [share, distance, copies] of drawn) {
    expect(share).toBeGreaterThanOrEqual(0.95);
    // A model that copies is at 0, where the exact denoiser of the training set is.
    expect(distance).toBeGreaterThan(0.9 * real![1]!);
    expect(copies).toBeLessThan(0.02);
  }
});

test('a reader learns in 200 steps, knows wrong labels, and a model of 20 steps draws nothing that it can read', async () => {
  const engine = await createEngine({ kernels: 'plain' });
  const { training, heldOut } = digitParts(key('small digits'));
  expect(training.labels.length + heldOut.labels.length).toBe(1797);
  const read = await trainReader(training, key('small reader'), engine, 200);
  const answers = read(heldOut.x);
  expect(shareRead(answers, heldOut)).toBeGreaterThan(0.95);
  expect(shareRead(answers, { ...heldOut, labels: heldOut.labels.map((label) => (label + 1) % 10) })).toBeLessThan(
    0.05,
  );

  const distances = distancesTo(training);
  expect(Math.max(...distances(training.x.slice(0, 640)))).toBe(0);
  const model = await trainDigits(training, key('small digits'), engine, { channels: 4, numSteps: 20 });
  const drawn = await drawDigits(model, key('draw'), { perClass: 2, numSteps: 2, guidance: 1.5 });
  expect(Array.from(drawn.labels.subarray(0, 4))).toEqual([0, 0, 1, 1]);
  expect(drawn.x.every((value) => value >= 0 && value <= 1)).toBe(true);
  expect(Math.min(...distances(drawn.x))).toBeGreaterThan(1);
}, 60_000);
