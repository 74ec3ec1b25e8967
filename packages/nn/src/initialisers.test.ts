import { fillNormal, fillUniform, key, stream } from '@yuragi/prob-core';
import { expect, test } from 'vitest';
import { glorotUniform, heNormal, lecunNormal, normalOf, ones, zeros } from './initialisers.ts';
import type { Initialiser } from './parameters.ts';

const drawn = (initialiser: Initialiser, shape: readonly number[], name: string): Float32Array => {
  const out = new Float32Array(shape.reduce((product, n) => product * n));
  initialiser(out, shape, stream(key(name)));
  return out;
};

// The law itself is tested in test/statistical.
test.each<[string, Initialiser, readonly number[], typeof fillNormal, (z: number) => number]>([
  ['glorotUniform, dense', glorotUniform, [2, 4], fillUniform, (u) => 2 * u - 1],
  ['glorotUniform, convolution', glorotUniform, [3, 3, 2, 4], fillUniform, (u) => Math.sqrt(6 / 54) * (2 * u - 1)],
  ['heNormal, dense', heNormal, [2, 4], fillNormal, (z) => z],
  ['heNormal, convolution', heNormal, [3, 3, 2, 4], fillNormal, (z) => z / 3],
  ['lecunNormal, dense', lecunNormal, [4, 4], fillNormal, (z) => z / 2],
  ['normalOf', normalOf(3), [5], fillNormal, (z) => 3 * z],
])('%s scales the draws of its stream', (name, initialiser, shape, fill, expected) => {
  const values = drawn(initialiser, shape, name);
  const draws = new Float32Array(values.length);
  fill(stream(key(name)), draws);
  for (const [i, value] of values.entries()) expect(value).toBeCloseTo(expected(draws[i]!), 6);
});

test('zeros and ones', () => {
  expect([...drawn(zeros, [3], 'z')]).toEqual([0, 0, 0]);
  expect([...drawn(ones, [3], 'o')]).toEqual([1, 1, 1]);
});

test.each([
  ['glorotUniform', glorotUniform],
  ['heNormal', heNormal],
  ['lecunNormal', lecunNormal],
])('%s refuses a shape without inputs', (name, initialiser) => {
  expect(() => drawn(initialiser, [5], name)).toThrow(
    `${name}: \`shape\` must have at least two axes, which tell inputs from outputs; use \`normalOf\`; received shape (5)`,
  );
});

test('normalOf refuses a negative standard deviation', () => {
  expect(() => normalOf(-1)).toThrow('normalOf: `standardDeviation` must be a finite number >= 0; received -1');
});
