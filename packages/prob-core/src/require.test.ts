import { describe, expect, test } from 'vitest';
import {
  requireAllFinite,
  requireCount,
  requireFinite,
  requireLength,
  requireNonNegative,
  requireOneOf,
  requirePositive,
  requireProbabilities,
  requireProbability,
} from './require.ts';

/** What TypeScript would not let through, but JavaScript does. */
const strange = [undefined, null, '1', [1], {}, true, 1n];

describe.each([
  { check: requireFinite, words: 'a finite number', good: [0, -0, -5, 1e308], bad: [Number.NaN, Infinity, -Infinity] },
  { check: requirePositive, words: 'a finite number > 0', good: [5e-324, 1], bad: [0, -0, -1, Number.NaN, Infinity] },
  { check: requireNonNegative, words: 'a finite number >= 0', good: [0, -0, 2], bad: [-5e-324, Number.NaN, Infinity] },
  { check: requireProbability, words: 'a number in [0, 1]', good: [0, 1, 0.5], bad: [-1e-300, 1 + 1e-15, Number.NaN] },
  {
    check: requireCount,
    words: 'an integer >= 0',
    good: [0, 7, 2 ** 53 - 1],
    bad: [-1, 0.5, 2 ** 53, Number.NaN, Infinity],
  },
])('$check.name', ({ check, words, good, bad }) => {
  test('gives the value back', () => {
    expect(good.map((value) => check('f', 'x', value))).toEqual(good);
  });

  test.each([...bad, ...strange])('refuses %o', (value) => {
    expect(() => check('f', 'x', value as number)).toThrow(`f: \`x\` must be ${words}; received `);
  });
});

test('requireCount takes a minimum', () => {
  expect(requireCount('f', 'n', 3, 3)).toBe(3);
  expect(() => requireCount('f', 'n', 2, 3)).toThrow('f: `n` must be an integer >= 3; received 2');
});

test('requireOneOf names the words', () => {
  expect(requireOneOf('f', 'mode', 'a', ['a', 'b'])).toBe('a');
  expect(() => requireOneOf('f', 'mode', 'c' as 'a', ['a', 'b'])).toThrow(
    "f: `mode` must be one of 'a', 'b'; received \"c\"",
  );
});

test('requireAllFinite names the first entry that is not', () => {
  const values = Float64Array.of(1, 2);
  expect(requireAllFinite('f', 'x', values)).toBe(values);
  expect(() => requireAllFinite('f', 'x', [1, Number.NaN, Infinity])).toThrow(
    'f: `x[1]` must be a finite number; received NaN',
  );
});

test('requireLength is a ShapeError', () => {
  expect(requireLength('f', 'x', [1, 2], 2)).toEqual([1, 2]);
  expect(() => requireLength('f', 'x', [1, 2], 3)).toThrow('f: `x` must have length 3; received shape (2)');
  expect(() => requireLength('f', 'x', undefined as never, 3)).toThrow('received shape (0)');
});

test.each([undefined, null, 7, {}, () => 1])('what is no list is refused, not passed over: %o', (value) => {
  expect(() => requireAllFinite('f', 'x', value as never)).toThrow('f: `x` must be a list of numbers; received ');
  expect(() => requireProbabilities('f', 'p', value as never)).toThrow('f: `p` must be a list of numbers; received ');
});

describe('requireProbabilities', () => {
  test('divides rounding out, and any positive sum if asked to', () => {
    expect(requireProbabilities('f', 'p', [0.25, 0.75])).toEqual(Float64Array.of(0.25, 0.75));
    const rounded = requireProbabilities('f', 'p', [0.1, 0.2, 0.7 + 1e-10]);
    expect(Math.abs(rounded.reduce((a, b) => a + b) - 1)).toBeLessThan(1e-15);
    expect(requireProbabilities('f', 'p', [1, 3], { isNormalised: false })).toEqual(Float64Array.of(0.25, 0.75));
  });

  test('leaves its argument as it was', () => {
    const weights = [1, 3];
    requireProbabilities('f', 'p', weights, { isNormalised: false });
    expect(weights).toEqual([1, 3]);
  });

  test.each<[readonly number[], boolean, string]>([
    [[], true, 'f: `p` must be a non-empty list; received []'],
    [[0.5, -0.1, 0.6], true, 'f: `p[1]` must be a finite number >= 0; received -0.1'],
    [[0.5, Number.NaN], true, 'f: `p[1]` must be a finite number >= 0; received NaN'],
    [[0.5, 0.4], true, 'f: `p` must be probabilities that sum to 1; received [0.5, 0.4]'],
    [[0, 0], false, 'f: `p` must be weights with a finite sum > 0; received [0, 0]'],
    [[1e308, 1e308], false, 'f: `p` must be weights with a finite sum > 0; received [1e+308, 1e+308]'],
  ])('refuses %j (normalised: %s)', (weights, isNormalised, message) => {
    expect(() => requireProbabilities('f', 'p', weights, { isNormalised })).toThrow(message);
  });
});
