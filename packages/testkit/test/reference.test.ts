import { describe, expect, test } from 'vitest';
import { expectClose, referenceCase, ulpDistance } from '../src/index.ts';

describe('referenceCase', () => {
  test('reads a listed case and a mapped one', () => {
    const words = referenceCase('prob-kl-thermo-latent', 'kat-philox4x32-10-0000');
    expect(words.outputs.words[0]).toBe('6627e8d5');
    expect(words.tolerance).toEqual({ exact: true });
    const tail = referenceCase('prob-kl-thermo-latent', 'dist-normal-0.0_1.0');
    expect(tail.tolerance.logtail_rel).toBe(1e-10);
    expect(referenceCase('diffusion-sde', 'ula_bias').outputs['1.0']).toBe(1.3333333333333333);
  });

  test.each([
    ['ddim_update', { rel: 1e-11 }],
    ['ula_bias', { rel: 1e-14 }],
    ['sd2015_schedule_T40', { abs: 1e-13 }],
    ['ou_transition', { rel: 1e-12 }],
    ['swissroll_elbo_ceiling', {}],
  ])('takes the first clause of a tolerance in words: %s', (id, tolerance) => {
    expect(referenceCase('diffusion-sde', id).tolerance).toEqual(tolerance);
  });

  test('names what is missing', () => {
    expect(() => referenceCase('diffusion-sde', 'nothing')).toThrow("diffusion-sde.json has no case 'nothing'");
  });
});

describe('expectClose', () => {
  const fails = (actual: unknown, expected: unknown, tolerance: object): void =>
    expect(() => expectClose(actual, expected, tolerance)).toThrow();

  test('relative to the reference, or absolute where that is wider', () => {
    expectClose(1000.9, 1000, { rel: 1e-3 });
    fails(1001.1, 1000, { rel: 1e-3 });
    expectClose(1.5, 1, { rel: 1e-3, abs: 0.5 });
    fails(1.5, 1, { rel: 0.499 });
    fails(Number.NaN, 1, { rel: 10 });
    fails('1', 1, { rel: 10 });
  });

  test('a reference of 0 is compared at 1e-13, or at the absolute tolerance given', () => {
    expectClose(9e-14, 0, { rel: 1e-12 });
    fails(2e-13, 0, { rel: 1e-12 });
    expectClose(1e-9, 0, { abs: 1e-8 });
    fails(1e-14, 0, { rel: 1e-12, zero_abs: 1e-15 });
  });

  test('subnormals have a tolerance of their own', () => {
    expectClose(3e-316, 2.9e-316, { rel: 1e-12, subnormal_abs: 1e-300 });
    fails(3e-316, 2.9e-316, { rel: 1e-12 });
  });

  test('words, null and infinities exactly', () => {
    expectClose(Infinity, 'Infinity', { rel: 1 });
    fails(-Infinity, 'Infinity', { rel: 1 });
    fails(1e308, 'Infinity', { rel: 1 });
    expectClose('6627e8d5', '6627e8d5', { exact: true });
    fails('6627E8D5', '6627e8d5', { exact: true });
    expectClose(null, null, { rel: 1 });
    fails(0, null, { rel: 1 });
    fails(0.1 + 0.2, 0.3, { exact: true });
  });

  test('goes into arrays, typed arrays and objects, and names the entry', () => {
    expectClose(Float64Array.of(1, 2), [1, 2], { rel: 1e-15 });
    expectClose({ a: [1], more: 1 }, { a: [1] }, { rel: 1e-15 });
    expect(() => expectClose({ rows: [{ x: 1 }, { x: 2.1 }] }, { rows: [{ x: 1 }, { x: 2 }] }, { rel: 0.01 })).toThrow(
      'value.rows.1.x: received 2.1, expected 2; off by 0.1',
    );
    fails([1, 2, 3], [1, 2], { rel: 1 });
    fails({}, { a: 1 }, { rel: 1 });
    expect(() => expectClose(1, 1, {})).toThrow('give rel, abs or exact');
  });
});

test.each([
  [1, 1 + Number.EPSILON, 1],
  [1, 1 - Number.EPSILON / 2, 1],
  [0, -0, 0],
  [5e-324, -5e-324, 2],
  [Number.MAX_VALUE, Infinity, 1],
  [Number.NaN, Number.NaN, 0],
  [Number.NaN, 1, Infinity],
  [1, 2, 2 ** 52],
])('ulpDistance(%f, %f) is %f', (a, b, expected) => {
  expect(ulpDistance(a, b)).toBe(expected);
  expect(ulpDistance(b, a)).toBe(expected);
});
