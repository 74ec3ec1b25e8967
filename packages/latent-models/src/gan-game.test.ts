import { key, stream } from '@yuragi/prob-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ganValue, logSigmoid, optimalDiscriminator } from './gan-game.ts';

const laws = (size: number) =>
  fc
    .array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: size, maxLength: size })
    .map((weights) => weights.map((weight) => weight / weights.reduce((a, b) => a + b, 0)));
/** sum p log(p/q), by its definition. */
const kl = (p: readonly number[], q: readonly number[]): number =>
  p.reduce((sum, mass, x) => sum + (mass === 0 ? 0 : mass * Math.log(mass / q[x]!)), 0);
const jensenShannon = (p: readonly number[], q: readonly number[]): number => {
  const middle = p.map((mass, x) => (mass + q[x]!) / 2);
  return (kl(p, middle) + kl(q, middle)) / 2;
};

describe('the game', () => {
  test('at the best discriminator its value is 2 JS - log 4', () => {
    fc.assert(
      fc.property(laws(6), laws(6), (p, q) => {
        const value = ganValue(p, q, optimalDiscriminator(p, q));
        expect(value).toBeCloseTo(2 * jensenShannon(p, q) - Math.log(4), 12);
      }),
    );
    // Laws that share no state are told apart for sure: JS = log 2, and the value is 0.
    expect(ganValue([0.3, 0.7, 0, 0], [0, 0, 1, 0], optimalDiscriminator([0.3, 0.7, 0, 0], [0, 0, 1, 0]))).toBe(0);
  });

  test('no other discriminator has a larger value, and log q/p a smaller one', () => {
    fc.assert(
      fc.property(laws(4), laws(4), fc.integer({ min: 0, max: 1e6 }), (p, q, seed) => {
        const rng = stream(key(seed));
        const best = optimalDiscriminator(p, q);
        const value = ganValue(p, q, best);
        expect(
          ganValue(
            p,
            q,
            best.map((l) => l + rng.normal()),
          ),
        ).toBeLessThan(value + 1e-14);
        expect(
          ganValue(
            p,
            q,
            best.map((l) => -l),
          ),
        ).toBeLessThan(value + 1e-14);
      }),
    );
  });

  test('the derivative in each logit is p - (p + q) D, which is 0 at the best', () => {
    const [p, q, logits] = [
      [0.2, 0.5, 0.3],
      [0.6, 0.1, 0.3],
      [0.4, -1, 2],
    ];
    for (let x = 0; x < 3; x++) {
      const moved = (by: number): number =>
        ganValue(
          p!,
          q!,
          logits!.map((l, i) => (i === x ? l + by : l)),
        );
      const slope = (moved(1e-5) - moved(-1e-5)) / 2e-5;
      expect(slope).toBeCloseTo(p![x]! - (p![x]! + q![x]!) * Math.exp(logSigmoid(logits![x]!)), 9);
    }
  });

  test('logits may be large', () => {
    expect(logSigmoid(800)).toBe(-0);
    expect(logSigmoid(-800)).toBe(-800);
    expect(ganValue([1, 0], [0, 1], [-800, 0])).toBeCloseTo(-800 - Math.LN2, 12);
  });

  test('bad arguments are refused with their value', () => {
    expect(() => ganValue([0.5, 0.6], [1, 0], [0, 0])).toThrow(
      'ganValue: `p` must be probabilities that sum to 1; received [0.5, 0.6]',
    );
    expect(() => ganValue([1, 0], [1], [0, 0])).toThrow('ganValue: `q` must have length 2; received shape (1)');
    expect(() => ganValue([1, 0], [0, 1], [0])).toThrow('ganValue: `logits` must have length 2; received shape (1)');
    expect(() => optimalDiscriminator([1, 0], [1])).toThrow(
      'optimalDiscriminator: `q` must have length 2; received shape (1)',
    );
    expect(() => optimalDiscriminator([], [])).toThrow('optimalDiscriminator: `p` must be a non-empty list');
  });
});
