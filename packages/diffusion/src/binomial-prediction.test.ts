import { toNdarray } from '@yuragi/prob-core';
import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { flipChances, reverseMeanOf } from './binomial-prediction.ts';
import { binomialDiffusion, binomialSampler, bitEvidence, empiricalReverse, factorisedReverse } from './index.ts';

const numBits = 3;
const law = Float64Array.of(0.05, 0.2, 0.1, 0, 0.3, 0.15, 0.05, 0.15);
const states = Float64Array.from({ length: 8 * numBits }, (_, at) => (Math.floor(at / numBits) >> (at % numBits)) & 1);
const pairs = [
  [0, 0.3],
  [0.2, 0.25],
  [0.6, 0.6],
  [0.5, 1],
  [0.999, 1],
] as const;

describe('from a prediction of the data to the reverse kernel', () => {
  test('q(x_{t-1} = 1 | x_t, x_0) is the rational number of the reference', () => {
    const { inputs, outputs, tolerance } = referenceCase('diffusion-sde', 'binomial_posterior');
    const { T, t, pi } = inputs;
    const flips = flipChances((T - t) / T, (T - t + 1) / T, pi);
    const found = Object.fromEntries(
      [0, 1].flatMap((x0) => [0, 1].map((xt) => [`x0=${x0},xt=${xt}`, reverseMeanOf(xt, 1 - x0, x0, flips)] as const)),
    );
    expectClose(found, outputs, tolerance);
  });

  test('of the exact log odds it is the exact kernel, bit by bit, at every pair of levels', () => {
    for (const onProbability of [0.5, 0.2]) {
      const diffusion = binomialDiffusion(law, { onProbability });
      const reverse = factorisedReverse(
        (x, alphaBar, out) => {
          diffusion.reverseMeanInto(x, alphaBar, 1, out);
          for (let i = 0; i < out.length; i++) out[i] = Math.log(out[i]! / (1 - out[i]!));
        },
        { numBits, onProbability },
      );
      const [found, expected] = [new Float64Array(24), new Float64Array(24)];
      for (const [level, next] of pairs) {
        reverse.reverseMeanInto(states, level, next, found);
        diffusion.reverseMeanInto(states, level, next, expected);
        for (let i = 0; i < 24; i++) expect(found[i]).toBeCloseTo(expected[i]!, 12);
      }
    }
  });

  test('the posterior of the data depends on the noisy bits and the level through their evidence', () => {
    const diffusion = binomialDiffusion(law, { onProbability: 0.2 });
    const expected = new Float64Array(24);
    for (const alphaBar of [0, 0.3, 0.9]) {
      diffusion.reverseMeanInto(states, alphaBar, 1, expected);
      const evidence = bitEvidence(alphaBar, 0.2);
      for (let row = 0; row < 8; row++) {
        const weights = law.map((p, z) => {
          let sum = 0;
          for (let i = 0; i < numBits; i++) if (z & (1 << i)) sum += evidence[states[row * numBits + i] as 0 | 1];
          return p * Math.exp(sum);
        });
        const total = weights.reduce((sum, w) => sum + w, 0);
        for (let i = 0; i < numBits; i++) {
          const on = weights.reduce((sum, w, z) => sum + (z & (1 << i) ? w : 0), 0);
          expect(on / total).toBeCloseTo(expected[row * numBits + i]!, 13);
        }
      }
    }
  });

  test('certainty costs no digits: log odds of 40 leave a chance of e^-40 of being wrong', () => {
    const reverse = factorisedReverse((_x, _level, out) => void out.fill(-40), { numBits: 1 });
    const out = new Float64Array(1);
    reverse.reverseMeanInto(Float64Array.of(0), 0.5, 1, out);
    expect(out[0]! / Math.exp(-40)).toBeCloseTo(1, 12);
  });

  test('bad arguments are refused with their value', () => {
    const predict = (): void => {};
    expect(() => factorisedReverse(predict, { numBits: 0 })).toThrow('`numBits` must be an integer >= 1; received 0');
    expect(() => factorisedReverse(predict, { numBits: 2, onProbability: 1 })).toThrow(
      '`onProbability` must be a number in (0, 1); received 1',
    );
    const { reverseMeanInto } = factorisedReverse(predict, { numBits: 2 });
    const [x, out] = [new Float64Array(2), new Float64Array(2)];
    expect(() => reverseMeanInto(x, 1, 1, out)).toThrow('`alphaBar` must be a number in [0, 1); received 1');
    expect(() => reverseMeanInto(x, 0.5, 0.4, out)).toThrow(
      '`alphaBarNext` must be a number in [0.5, 1]; received 0.4',
    );
    expect(() => reverseMeanInto(Float64Array.of(0, 2), 0.5, 1, out)).toThrow('`x[1]` must be 0 or 1; received 2');
    expect(() => reverseMeanInto(new Float64Array(3), 0.5, 1, out)).toThrow('`x` must have length m * 2');
    expect(() => binomialSampler(factorisedReverse(predict, { numBits: 2 }) as never)).toThrow(
      'binomialSampler: `reverse` must be \'factorised\' for a kernel that is a product over bits; received "exact"',
    );
  });
});

describe('empiricalReverse', () => {
  const listed = toNdarray(Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1), [4, 3]);
  const weights = Float64Array.of(0.4, 0.3, 0.2, 0.1);
  const dense = new Float64Array(8);
  for (let k = 0; k < 4; k++) dense[[1, 2, 4, 7][k]!] = weights[k]!;

  test('is the exact reverse where the states can be listed', () => {
    const reverse = empiricalReverse(listed, { weights, onProbability: 0.3 });
    const diffusion = binomialDiffusion(dense, { onProbability: 0.3 });
    const [found, expected] = [new Float64Array(24), new Float64Array(24)];
    for (const [level, next] of pairs) {
      reverse.reverseMeanInto(states, level, next, found);
      diffusion.reverseMeanInto(states, level, next, expected);
      for (let i = 0; i < 24; i++) expect(found[i]).toBeCloseTo(expected[i]!, 12);
    }
  });

  test('rows are alike unless weights are given', () => {
    const out = new Float64Array(3);
    empiricalReverse(listed).reverseMeanInto(new Float64Array(3), 0, 1, out);
    for (const chance of out) expect(chance).toBeCloseTo(0.5, 14);
  });

  test('bad arguments are refused with their value', () => {
    expect(() => empiricalReverse(toNdarray(Float64Array.of(0, 3), [1, 2]))).toThrow(
      'empiricalReverse: `rows[1]` must be 0 or 1; received 3',
    );
    expect(() => empiricalReverse(listed, { weights: new Float64Array(2) })).toThrow(
      '`weights` must have length 4; received shape (2)',
    );
    expect(() => empiricalReverse(listed, { weights: Float64Array.of(1, 1, 0, 0) })).toThrow('`weights` must');
  });
});
