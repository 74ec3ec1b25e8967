/** The stored table of the text example, and how a printed one is held against it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isAsExpected } from '../src/as-expected.ts';

const stored = readFileSync(new URL('../expected/text.tsv', import.meta.url), 'utf8');

test('both networks know more than contexts of two characters do, and the table says what they do not beat', () => {
  const bits = Object.fromEntries(
    stored
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'))
      .map(([label, value]) => [label!, Number(value)]),
  );
  for (const name of ['transformer', 'gated recurrent']) expect(bits[name]!).toBeLessThan(bits['3-gram']! - 0.1);
  expect(bits['gated recurrent']!).toBeLessThan(bits['4-gram']!);
  // Longer contexts cost n-grams less and less, down to where the text is too short for them.
  for (const order of [2, 3, 4, 5]) expect(bits[`${order}-gram`]!).toBeLessThan(bits[`${order - 1}-gram`]!);
});

test('labels and shape must be the same, numbers agree to the tolerance, samples are not compared', () => {
  const table = 'model\tbits\na\t2.50\nwrites\tsome text\n';
  expect(isAsExpected(table, table, 0)).toBe(true);
  expect(isAsExpected('model\tbits\na\t2.59\nwrites\tother text\n', table, 0.1)).toBe(true);
  expect(isAsExpected('model\tbits\na\t2.61\nwrites\tsome text\n', table, 0.1)).toBe(false);
  expect(isAsExpected('model\tbits\nb\t2.50\nwrites\tsome text\n', table, 0.1)).toBe(false);
  expect(isAsExpected('model\tbits\na\tNaN\nwrites\tsome text\n', table, 0.1)).toBe(false);
  expect(isAsExpected('model\tbits\na\t2.50\n', table, 0.1)).toBe(false);
  expect(isAsExpected('model\tbits\na\t2.50\t1\nwrites\tsome text\n', table, 0.1)).toBe(false);
});
