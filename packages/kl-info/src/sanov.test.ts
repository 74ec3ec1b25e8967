import { expectClose, referenceCase } from '@yuragi/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { relativeEntropy } from './divergence.ts';
import { cramerRate, iProjection } from './i-projection.ts';
import { type LawSet, meanAtLeast, sanov } from './sanov.ts';
import { countTypes, typeProbability, typesOf } from './types-of-samples.ts';

const REFERENCE = 'prob-kl-thermo-latent';
const FAIR = new Array<number>(6).fill(1 / 6);
const FACES = [1, 2, 3, 4, 5, 6];

describe('types', () => {
  test('are all ways to count n draws, each once', () => {
    for (const [n, k] of [
      [0, 3],
      [5, 1],
      [7, 2],
      [6, 4],
    ] as const) {
      const seen = Array.from(typesOf(n, k), (counts) => Array.from(counts));
      expect(new Set(seen.map(String)).size).toBe(countTypes(n, k));
      expect(seen.length).toBe(countTypes(n, k));
      for (const counts of seen) {
        expect(counts.reduce((a, b) => a + b, 0)).toBe(n);
        expect(Math.min(...counts)).toBeGreaterThanOrEqual(0);
      }
    }
  });

  test('have the reference’s probabilities, divergences, bounds and number', () => {
    const { outputs, tolerance } = referenceCase(REFERENCE, 'type-class');
    for (const row of outputs.rows) {
      const total = row.weights.reduce((a: number, b: number) => a + b, 0);
      const q = row.weights.map((w: number) => w / total);
      expectClose(
        typeProbability(row.counts, q),
        {
          logProbability: row.log_prob,
          divergence: row.kl,
          lowerBound: row.lower_bound_log,
          upperBound: row.upper_bound_log,
        },
        tolerance,
      );
      expect(countTypes(row.n, row.counts.length)).toBe(row.number_of_types);
    }
  });

  test('have probabilities that sum to 1, each between its bounds', () => {
    const q = [0.2, 0.5, 0.3];
    let sum = 0;
    for (const counts of typesOf(12, 3)) {
      const { logProbability, lowerBound, upperBound } = typeProbability(counts, q);
      sum += Math.exp(logProbability);
      expect(logProbability).toBeGreaterThanOrEqual(lowerBound);
      expect(logProbability).toBeLessThanOrEqual(upperBound + 1e-12);
    }
    expect(sum).toBeCloseTo(1, 13);
  });

  test('are exact for many draws: the middle of 2^50 tosses has log probability -log(pi n/2)/2 + O(1/n)', () => {
    const n = 2 ** 50;
    expectClose(typeProbability([n / 2, n / 2], [0.5, 0.5]).logProbability, -0.5 * Math.log((Math.PI * n) / 2), {
      rel: 1e-14,
    });
  });

  test('of faces without mass have probability 0', () => {
    expect(typeProbability([1, 1], [1, 0])).toMatchObject({ logProbability: -Infinity, divergence: Infinity });
    expect(typeProbability([2, 0], [1, 0]).logProbability).toBeCloseTo(0, 14);
  });

  test('are refused unless they are counts', () => {
    expect(() => typeProbability([1, -1], [0.5, 0.5])).toThrow(
      'typeProbability: `counts[1]` must be an integer >= 0; received -1',
    );
    expect(() => typeProbability([0, 0], [0.5, 0.5])).toThrow(
      'typeProbability: `counts` must be at least one draw; received [0, 0]',
    );
    expect(() => typeProbability([1], [0.5, 0.5])).toThrow(
      'typeProbability: `counts` must have length 2; received shape (1)',
    );
    expect(() => countTypes(3, 0)).toThrow('countTypes: `numFaces` must be an integer >= 1; received 0');
    expect(() => typesOf(-1, 2).next()).toThrow('typesOf: `numDraws` must be an integer >= 0; received -1');
  });
});

describe('iProjection', () => {
  test.each(['sanov-fair-die-mean-4.5', 'sanov-coin-0.7'])('%s: law, multiplier and rate', (id) => {
    const { inputs, outputs, tolerance } = referenceCase(REFERENCE, id);
    const k = inputs.values.length;
    const [numerator, denominator] = inputs.target.split('/').map(Number);
    const target = numerator / denominator;
    const { projection, multipliers, divergence } = iProjection(new Array(k).fill(1 / k), {
      statistics: [inputs.values],
      targets: [target],
    });
    expectClose(projection, outputs.I_projection, tolerance);
    expectClose(multipliers[0], outputs.lambda_, tolerance);
    expectClose(divergence, outputs.rate, tolerance);
    expectClose(cramerRate(new Array(k).fill(1 / k), inputs.values, target), outputs.rate, tolerance);
  });

  test('meets every target and obeys Pythagoras: D(p||q) = D(p||p*) + D(p*||q) for every p of the family', () => {
    const q = [0.1, 0.3, 0.2, 0.25, 0.15];
    const p = [0.3, 0.1, 0.1, 0.3, 0.2];
    const statistics = [
      [1, 2, 3, 4, 5],
      [1, 0, 0, 1, 0],
    ];
    const targets = statistics.map((f) => f.reduce((sum, x, i) => sum + x * p[i]!, 0));
    const { projection, divergence, iterations } = iProjection(q, { statistics, targets });
    for (const [j, f] of statistics.entries())
      expect(f.reduce((sum, x, i) => sum + x * projection[i]!, 0)).toBeCloseTo(targets[j]!, 13);
    expectClose(relativeEntropy(p, projection) + divergence, relativeEntropy(p, q), { rel: 1e-12 });
    expect(iterations).toBeLessThan(10);
  });

  test('is q itself where q is in the family, and keeps its zeros', () => {
    const inside = iProjection([0.5, 0.5, 0], { statistics: [[0, 1, 9]], targets: [0.5] });
    expect(inside.divergence).toBe(0);
    const tilted = iProjection([0.5, 0.5, 0], { statistics: [[0, 1, 9]], targets: [0.25] });
    expectClose(tilted.projection, [0.75, 0.25, 0], { abs: 1e-13 });
  });

  test('reaches targets close to the boundary', () => {
    fc.assert(
      fc.property(fc.double({ min: -12, max: -0.5, noNaN: true }), (exponent) => {
        const target = 1 - 10 ** exponent;
        const expected = relativeEntropy([1 - target, target], [0.5, 0.5]);
        expectClose(cramerRate([0.5, 0.5], [0, 1], target), expected, { rel: 1e-9 });
      }),
    );
  });

  test('finds multipliers in the hundreds: a mean that only a face of tiny mass can give', () => {
    const q = [1e-200, 0.5, 0.5];
    const { projection, divergence } = iProjection(q, { statistics: [[1, 2, 3]], targets: [1.5] });
    // To the eighty digits that the third face falls by: half on each of the first two.
    expectClose(projection, [0.5, 0.5, 0], { rel: 1e-12, abs: 1e-100 });
    expectClose(divergence, 0.5 * Math.log(0.5 / 1e-200), { rel: 1e-13 });
  });

  test('ends with an error for targets that no law with the support of q has', () => {
    const outside = () => iProjection(FAIR, { statistics: [FACES], targets: [7] });
    expect(outside).toThrow(/^iProjection: residual .* after \d+ iterations; the tolerance is 1e-13$/);
    expect(outside).toThrow(expect.objectContaining({ code: 'YURAGI_CONVERGENCE' }));
  });

  test('refuses statistics that say the same, and shapes that differ', () => {
    const twice = { statistics: [FACES, FACES.map((f) => 2 * f + 1)], targets: [4.5, 10] };
    expect(() => iProjection(FAIR, twice)).toThrow(
      'iProjection: `statistics` must be independent of one another and of 1 where q > 0; received',
    );
    expect(() => iProjection(FAIR, { statistics: [[1, 1, 1, 1, 1, 1]], targets: [2] })).toThrow('independent');
    expect(() => iProjection(FAIR, { statistics: [FACES], targets: [] })).toThrow(
      'iProjection: `targets` must have length 1; received shape (0)',
    );
    expect(() => iProjection(FAIR, { statistics: [[1]], targets: [1] })).toThrow(
      'iProjection: `statistics[0]` must have length 6; received shape (1)',
    );
  });
});

describe('cramerRate', () => {
  test('is the Legendre transform at the ends too', () => {
    expect(cramerRate(FAIR, FACES, 6)).toBeCloseTo(Math.log(6), 14);
    expect(cramerRate(FAIR, FACES, 6.001)).toBe(Infinity);
    expect(cramerRate(FAIR, FACES, 0.9)).toBe(Infinity);
    expect(cramerRate([0.5, 0.5, 0], [0, 1, 9], 2)).toBe(Infinity);
    expect(cramerRate([1, 0], [3, 4], 3)).toBe(0);
    expect(cramerRate(FAIR, FACES, 3.5)).toBeLessThan(1e-28);
  });

  test('refuses what is no number', () => {
    expect(() => cramerRate(FAIR, FACES, Number.NaN)).toThrow(
      'cramerRate: `target` must be a finite number; received NaN',
    );
  });
});

describe('sanov', () => {
  test.each([
    ['sanov-fair-die-mean-4.5', 20],
    ['sanov-coin-0.7', 2000],
  ])('%s: the exact probability for every n up to %i', (id, most) => {
    const { inputs, outputs } = referenceCase(REFERENCE, id);
    const k = inputs.values.length;
    const q = new Array<number>(k).fill(1 / k);
    const [numerator, denominator] = inputs.target.split('/').map(Number);
    for (const row of outputs.rows.filter((r: { n: number }) => r.n <= most)) {
      const value = sanov(q, meanAtLeast(inputs.values, numerator / denominator), row.n);
      // log n! is n log n rounded: 1e-15 of it, over n.
      expectClose(value.rate, row.rate, { rel: 1e-12 });
      expectClose(value.limit, outputs.rate, { rel: 1e-12 });
      expect(value.numTypes).toBe(countTypes(row.n, k));
      expect(value.logProbability).toBeLessThanOrEqual(row.sanov_upper_bound_log);
      expect(value.logProbability).toBeGreaterThanOrEqual(value.lowerBound);
      expect(value.logProbability).toBeLessThanOrEqual(value.upperBound);
      expect(value.leastDivergence).toBeGreaterThanOrEqual(value.limit - 1e-14);
    }
  });

  test('tends to the limit for a set that is the closure of its interior', () => {
    const rates = [10, 40, 160, 640].map((n) => sanov([0.5, 0.5], meanAtLeast([0, 1], 0.75), n));
    const gaps = rates.map(({ rate, limit }) => rate - limit);
    for (let i = 1; i < gaps.length; i++) expect(gaps[i]).toBeLessThan(gaps[i - 1]! / 2);
    expect(gaps[3]).toBeLessThan(0.01);
  });

  test('does not for a set without interior: A must lie in the closure of its interior', () => {
    // The one law with mass 1/sqrt 2 on heads has D < Infinity, but no type is it.
    const point: LawSet = {
      contains: (counts, n) => counts[1]! / n === Math.SQRT1_2,
      infimum: (q) => relativeEntropy([1 - Math.SQRT1_2, Math.SQRT1_2], q),
    };
    const value = sanov([0.5, 0.5], point, 500);
    expect(value.limit).toBeLessThan(0.1);
    expect(value).toMatchObject({ logProbability: -Infinity, rate: Infinity, leastDivergence: Infinity });
    // The fair law alone: half the n have types in it, and there the limit is right.
    const fair: LawSet = { contains: (counts, n) => 2 * counts[1]! === n, infimum: () => 0 };
    expect(sanov([0.5, 0.5], fair, 501).rate).toBe(Infinity);
    expect(sanov([0.5, 0.5], fair, 500).rate).toBeLessThan(0.01);
  });

  test('a limit of 0 does not show that q is in A, only in its closure', () => {
    const allButFair: LawSet = { contains: (counts, n) => 2 * counts[1]! !== n };
    const value = sanov([0.5, 0.5], allButFair, 400);
    const middle = Math.exp(typeProbability([200, 200], [0.5, 0.5]).logProbability);
    expectClose(Math.exp(value.logProbability), 1 - middle, { rel: 1e-12 });
    expect(value.rate).toBeLessThan(2e-4);
    expect(value.limit).toBeNaN();
    expect(value.leastDivergence).toBeGreaterThan(0);
  });

  test('of all laws is certain, and of none impossible', () => {
    expectClose(sanov(FAIR, { contains: () => true }, 8).logProbability, 0, { abs: 1e-13 });
    expect(sanov(FAIR, { contains: () => false }, 8)).toMatchObject({ logProbability: -Infinity, numTypesInSet: 0 });
    expect(sanov([1, 0], meanAtLeast([0, 1], 0.5), 4)).toMatchObject({ logProbability: -Infinity, limit: Infinity });
    expect(meanAtLeast([0, 1], 0.5).infimum!([0.2, 0.8])).toBe(0);
  });

  test('refuses what cannot be listed', () => {
    expect(() => sanov(FAIR, meanAtLeast(FACES, 4), 1000)).toThrow(
      'sanov: `numDraws` must be at most 10000000, and small enough for 1000000000 types of 6 faces; received 1000',
    );
    expect(() => sanov(FAIR, meanAtLeast(FACES, 4), 0)).toThrow(
      'sanov: `numDraws` must be an integer >= 1; received 0',
    );
    expect(() => sanov([0.5, 0.5], meanAtLeast(FACES, 4), 2)).toThrow(
      'meanAtLeast: `q` must have length 6; received shape (2)',
    );
    expect(() => meanAtLeast([1, Infinity], 1)).toThrow(
      'meanAtLeast: `values[1]` must be a finite number; received Infinity',
    );
  });
});
