import { toNdarray } from '@yuragi/prob-core';
import { expectClose, referenceCase } from '@yuragi/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chiSquare,
  ganValue,
  hellinger,
  jeffreysDivergence,
  jensenShannon,
  optimalDiscriminator,
  relativeEntropy,
  renyiDivergence,
  totalVariation,
} from './divergence.ts';
import {
  conditionalEntropy,
  crossEntropy,
  entropy,
  jointEntropy,
  mutualInformation,
  renyiEntropy,
  tsallisEntropy,
} from './entropy.ts';
import { gibbsDivergence } from './gibbs-divergence.ts';

const P = [0.5, 0.3, 0.2, 0];
const Q = [0.25, 0.25, 0.4, 0.1];
const joint = (rows: readonly (readonly number[])[]) =>
  toNdarray(Float64Array.from(rows.flat()), [rows.length, rows[0]!.length]);

/** Mass functions of one length, some masses 0. */
const masses = (k: number) =>
  fc
    .array(fc.oneof({ weight: 4, arbitrary: fc.double({ min: 1e-6, max: 1, noNaN: true }) }, fc.constant(0)), {
      minLength: k,
      maxLength: k,
    })
    .filter((w) => w.some((x) => x > 0))
    .map((w) => {
      const sum = w.reduce((a, b) => a + b, 0);
      return w.map((x) => x / sum);
    });

test('divergences of a law with a zero cell match the reference', () => {
  const { inputs, outputs, tolerance } = referenceCase('prob-kl-thermo-latent', 'categorical-divergences');
  const { p, q } = inputs;
  expectClose(
    {
      kl: relativeEntropy(p, q),
      kl_rev: relativeEntropy(q, p),
      js: jensenShannon(p, q),
      renyi_0_5: renyiDivergence(p, q, 0.5),
      renyi_2: renyiDivergence(p, q, 2),
      chi2: chiSquare(p, q),
      tv: totalVariation(p, q),
      hellinger2: hellinger(p, q) ** 2,
      tsallis_2_entropy_p: tsallisEntropy(p, 2),
    },
    outputs,
    tolerance,
  );
});

describe('relative entropy', () => {
  test('is Infinity, not NaN, without absolute continuity', () => {
    expect(relativeEntropy(Q, P)).toBe(Infinity);
    expect(chiSquare(Q, P)).toBe(Infinity);
    expect(renyiDivergence(Q, P, 2)).toBe(Infinity);
    expect(renyiDivergence([1, 0], [0, 1], 0.5)).toBe(Infinity);
    expect(jeffreysDivergence(P, Q)).toBe(Infinity);
    expect(crossEntropy(Q, P)).toBe(Infinity);
  });

  test('is not negative, falls under processing, and bounds total variation (Pinsker) and Hellinger', () => {
    fc.assert(
      fc.property(masses(5), masses(5), (p, q) => {
        const divergence = relativeEntropy(p, q);
        const merge = (m: number[]) => [m[0]! + m[1]!, m[2]!, m[3]! + m[4]!];
        expect(divergence).toBeGreaterThanOrEqual(0);
        expect(relativeEntropy(p, p)).toBe(0);
        expect(relativeEntropy(merge(p), merge(q))).toBeLessThanOrEqual(divergence * (1 + 1e-12) + 1e-15);
        expect(2 * totalVariation(p, q) ** 2).toBeLessThanOrEqual(divergence + 1e-15);
        expect(hellinger(p, q) ** 2).toBeLessThanOrEqual(totalVariation(p, q) + 1e-15);
        expect(renyiDivergence(p, q, 0.5)).toBeLessThanOrEqual(divergence + 1e-12);
      }),
    );
  });

  test('weighs the logarithm by p: without the weight a sum over states would come out (Gibbs’s inequality)', () => {
    // log x <= x - 1 gives D >= sum p (1 - q/p) = sum p - sum q = 0.
    const slack = P.reduce((sum, p, i) => (p > 0 ? sum + p * (1 - Q[i]! / p) : sum), 0);
    expect(slack).toBeCloseTo(1 - 0.9, 15);
    expect(relativeEntropy(P, Q)).toBeGreaterThan(slack);
  });

  test('allows for sums that are 1 only to rounding', () => {
    const p = [0.3, 0.7];
    expectClose(
      relativeEntropy(
        p.map((x) => x * (1 + 5e-10)),
        p,
      ),
      0,
      { abs: 1e-24 },
    );
  });

  test('refuses what is no mass function', () => {
    expect(() => relativeEntropy(undefined as never, [1])).toThrow(
      'relativeEntropy: `p` must be a list of probabilities; received undefined',
    );
    expect(() => relativeEntropy([0.5, 0.6], [0.5, 0.5])).toThrow(
      'relativeEntropy: `p` must be probabilities that sum to 1; received [0.5, 0.6]',
    );
    expect(() => relativeEntropy([0.5, 0.5], [1.5, -0.5])).toThrow(
      'relativeEntropy: `q[1]` must be a finite number >= 0; received -0.5',
    );
    expect(() => relativeEntropy([0.5, 0.5], [1])).toThrow(
      'relativeEntropy: `q` must have length 2; received shape (1)',
    );
    expect(() => relativeEntropy([Number.NaN, 1], [0.5, 0.5])).toThrow(
      '`p[0]` must be a finite number >= 0; received NaN',
    );
  });
});

describe('orders of Rényi and Tsallis', () => {
  test.each([0, 0.3, 1, 2, 7, Infinity])('renyiDivergence of order %f grows with the order', (order) => {
    const next = order === Infinity ? Infinity : order + 0.5;
    expect(renyiDivergence(P, Q, order)).toBeLessThanOrEqual(renyiDivergence(P, Q, next));
  });

  test('the ends are log of the covered mass, log of the largest ratio, and the support’s size', () => {
    expect(renyiDivergence(P, Q, 0)).toBeCloseTo(-Math.log(0.9), 14);
    expect(renyiDivergence(P, Q, Infinity)).toBeCloseTo(Math.log(2), 14);
    expect(renyiEntropy(P, 0)).toBeCloseTo(Math.log(3), 14);
    expect(renyiEntropy(P, Infinity)).toBe(-Math.log(0.5));
  });

  test('order 1 is Shannon’s, by continuity', () => {
    expect(renyiEntropy(P, 1)).toBe(entropy(P));
    expect(renyiEntropy(P, 1 + 1e-6)).toBeCloseTo(entropy(P), 6);
    expect(tsallisEntropy(P, 1)).toBe(entropy(P));
    expectClose(tsallisEntropy(P, 1 + 1e-12), entropy(P), { rel: 1e-11 });
    expect(renyiDivergence(P, Q, 1)).toBe(relativeEntropy(P, Q));
  });

  test('refuses orders that are none', () => {
    expect(() => renyiEntropy(P, -1)).toThrow('renyiEntropy: `order` must be a number in [0, Infinity]; received -1');
    expect(() => renyiDivergence(P, Q, Number.NaN)).toThrow(
      'renyiDivergence: `order` must be a number in [0, Infinity]; received NaN',
    );
    expect(() => tsallisEntropy(P, Infinity)).toThrow(
      'tsallisEntropy: `order` must be a finite number >= 0; received Infinity',
    );
  });
});

describe('Jensen–Shannon and the GAN game', () => {
  test('has a factor 1/2 on each term: at most log 2', () => {
    const middle = P.map((p, i) => (p + Q[i]!) / 2);
    const halves = (relativeEntropy(P, middle) + relativeEntropy(Q, middle)) / 2;
    expectClose(jensenShannon(P, Q), halves, { rel: 1e-14 });
    expect(jensenShannon([1, 0], [0, 1])).toBe(Math.LN2);
    expectClose(jensenShannon([0.5, 0.5], [0.5 + 2 ** -45, 0.5 - 2 ** -45]), 2 ** -91, { rel: 1e-13 });
  });

  test('V(D*) = 2 JS - 2 log 2, and no other discriminator does better', () => {
    fc.assert(
      fc.property(
        masses(4),
        masses(4),
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 4, maxLength: 4 }),
        (p, q, shift) => {
          const best = optimalDiscriminator(p, q);
          const value = ganValue(p, q, best);
          expect(value).toBeCloseTo(2 * jensenShannon(p, q) - 2 * Math.LN2, 12);
          expect(
            ganValue(
              p,
              q,
              best.map((d, i) => d + shift[i]!),
            ),
          ).toBeLessThanOrEqual(value + 1e-13);
          expect(ganValue(p, q, shift)).toBeLessThanOrEqual(value + 1e-13);
        },
      ),
    );
  });

  test('refuses logits that do not fit', () => {
    expect(() => ganValue(P, Q, [0])).toThrow('ganValue: `logits` must be 4 numbers, one per point; received [0]');
    expect(() => ganValue(P, Q, [0, 0, Number.NaN, 0])).toThrow('ganValue: `logits[2]` must be a number; received NaN');
  });
});

describe('entropies of two variables', () => {
  const table = [
    [0.1, 0.25, 0],
    [0.3, 0.05, 0.3],
  ];
  const first = [0.35, 0.65];
  const second = [0.4, 0.3, 0.3];

  test('obey the chain rule', () => {
    const mass = joint(table);
    expect(jointEntropy(mass)).toBeCloseTo(entropy(table.flat()), 15);
    expect(conditionalEntropy(mass)).toBeCloseTo(entropy(table.flat()) - entropy(first), 14);
    expect(mutualInformation(mass)).toBeCloseTo(entropy(first) + entropy(second) - entropy(table.flat()), 14);
    expect(mutualInformation(mass)).toBeCloseTo(entropy(second) - conditionalEntropy(mass), 14);
  });

  test('mutual information keeps its digits for weak dependence', () => {
    const e = 2 ** -20;
    const weak = joint([
      [0.25 + e, 0.25 - e],
      [0.25 - e, 0.25 + e],
    ]);
    // log 2 - H(1/2 + 2e) = (4e)^2/2 + (4e)^4/12 + ...
    expectClose(mutualInformation(weak), (4 * e) ** 2 / 2 + (4 * e) ** 4 / 12, { rel: 1e-13 });
    expect(
      mutualInformation(
        joint([
          [0.25, 0.25],
          [0.25, 0.25],
        ]),
      ),
    ).toBe(0);
  });

  test('refuse tables that are no law', () => {
    expect(() => mutualInformation(joint([[0.5, 0.6]]))).toThrow(
      'mutualInformation: `joint` must be probabilities that sum to 1; received Float64Array[0.5, 0.6]',
    );
    expect(() => jointEntropy(toNdarray(Float64Array.of(1), [1]))).toThrow(
      'jointEntropy: `joint` must have shape (n, d); received shape (1)',
    );
  });
});

describe('cross-entropy', () => {
  test('averages over the first law: H(p, q) = H(p) + D(p||q), the other order is another number', () => {
    const [p, q] = [
      [0.7, 0.2, 0.1],
      [0.2, 0.3, 0.5],
    ];
    expect(crossEntropy(p, q)).toBeCloseTo(entropy(p) + relativeEntropy(p, q), 14);
    expect(crossEntropy(q, p)).not.toBeCloseTo(crossEntropy(p, q), 2);
    expect(crossEntropy(p, p)).toBe(entropy(p));
  });
});

describe('gibbsDivergence', () => {
  const energies = [-1, 0.5, 2, 0];
  const weights = energies.map((e) => Math.exp(-e));
  const z = weights.reduce((a, b) => a + b, 0);

  test('is <E> + log Z - S: the relative entropy, which energy less free energy alone is not', () => {
    const { divergence, meanEnergy, logPartition, entropy: s } = gibbsDivergence(P, energies);
    const q = weights.map((w) => w / z);
    expectClose(divergence, relativeEntropy(P, q), { rel: 1e-13 });
    expectClose(meanEnergy + logPartition - s, divergence, { rel: 1e-13 });
    expectClose(meanEnergy + logPartition, crossEntropy(P, q), { rel: 1e-14 });
    expect(gibbsDivergence(q, energies).divergence).toBeLessThan(1e-30);
  });

  test('stands energies whose weights underflow', () => {
    expect(gibbsDivergence([0, 1], [0, 5000]).divergence).toBe(5000);
    expect(gibbsDivergence([0.5, 0.5], [0, 2000]).divergence).toBeCloseTo(1000 - Math.LN2, 10);
  });

  test('refuses energies that are none', () => {
    expect(() => gibbsDivergence([1], [Infinity])).toThrow(
      'gibbsDivergence: `energies[0]` must be a finite number; received Infinity',
    );
    expect(() => gibbsDivergence([1], [0, 1])).toThrow(
      'gibbsDivergence: `energies` must have length 1; received shape (2)',
    );
  });
});
