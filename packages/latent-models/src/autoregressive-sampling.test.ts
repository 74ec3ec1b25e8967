import { expectClose } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { requireSampleOptions, sampleLawInto, symbolAt, type TextSampleOptions } from './autoregressive-sampling.ts';

/** Logits of the law (1/8, 1/2, 1/8, 1/4), after one that belongs to somebody else. */
const logits = [99, ...[1 / 8, 1 / 2, 1 / 8, 1 / 4].map((p) => 3 + Math.log(p))];
const lawOf = (options: TextSampleOptions): Float64Array => {
  const out = new Float64Array(4);
  sampleLawInto(logits, 1, options, out);
  return out;
};
/** Weights as a law. */
const law = (...weights: number[]): number[] => {
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
};

describe('the law that is drawn from', () => {
  test.each<[string, TextSampleOptions, number[]]>([
    ['without options it is the softmax', {}, law(1, 4, 1, 2)],
    ['p^(1/T): squares at 1/2, roots at 2', { temperature: 0.5 }, law(1, 16, 1, 4)],
    ['p^(1/T): squares at 1/2, roots at 2', { temperature: 2 }, law(1, 2, 1, Math.SQRT2)],
    ['at temperature 0 the likeliest alone', { temperature: 0 }, [0, 1, 0, 0]],
    ['the k likeliest, renormalised', { topK: 2 }, law(0, 4, 0, 2)],
    ['of equals the first', { topK: 3 }, law(1, 4, 0, 2)],
    ['k beyond the number of symbols changes nothing', { topK: 9 }, law(1, 4, 1, 2)],
    ['as few as have the mass: half is one symbol', { topP: 0.499 }, [0, 1, 0, 0]],
    ['a little more than half needs the second', { topP: 0.501 }, law(0, 4, 0, 2)],
    ['and beyond three quarters the third, the first of equals', { topP: 0.76 }, law(1, 4, 0, 2)],
    ['mass 1 is all', { topP: 1 }, law(1, 4, 1, 2)],
    ['mass counts after the cut to k: 2/3 of what is left', { topK: 2, topP: 0.66 }, [0, 1, 0, 0]],
    ['mass counts after the temperature: 16/22 there', { temperature: 0.5, topP: 0.7 }, [0, 1, 0, 0]],
  ])('%s', (_, options, expected) => {
    expectClose(lawOf(options), expected, { abs: 1e-15 });
  });

  test('draws invert the distribution function and never leave the support', () => {
    const given = Float64Array.of(0, 0.25, 0, 0.75, 0);
    expect([0, 0.2499, 0.25, 0.5, 1 - 2 ** -53].map((u) => symbolAt(given, u))).toEqual([1, 1, 3, 3, 3]);
    // A law that sums to less than u by rounding.
    expect(symbolAt(Float64Array.of(0.5, 0.4999, 0), 0.99999)).toBe(1);
  });

  test('bad options are refused with their value', () => {
    const refuse = (options: TextSampleOptions) => () => requireSampleOptions('sample', options);
    expect(refuse({ temperature: -1 })).toThrow('sample: `temperature` must be a finite number >= 0; received -1');
    expect(refuse({ topK: 0 })).toThrow('sample: `topK` must be an integer >= 1; received 0');
    expect(refuse({ topP: 0 })).toThrow('sample: `topP` must be a number in (0, 1]; received 0');
    expect(refuse({ topP: 1.1 })).toThrow('sample: `topP` must be a number in (0, 1]; received 1.1');
  });
});
