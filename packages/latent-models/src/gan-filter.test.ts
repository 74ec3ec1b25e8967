import { key, type Rng, stream, toNdarray } from '@yuragi/prob-core';
import { generativeModelConformance } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import { filterAcceptance, metropolisHastingsFilter, type RatedGenerator } from './gan-filter.ts';

const q = [0.4, 0.3, 0.2, 0.1];
const p = [0.1, 0.2, 0.3, 0.4];
/** States 0..3 by the law q, with log p/q up to a constant. */
const biased: RatedGenerator = {
  dimension: 1,
  fill(rng: Rng, out: Float64Array) {
    for (let i = 0; i < out.length; i++) {
      const u = rng.uniform();
      out[i] = u < 0.4 ? 0 : u < 0.7 ? 1 : u < 0.9 ? 2 : 3;
    }
  },
  logDensityRatio: ({ data }) => data.map((x) => 5 + Math.log(p[x]! / q[x]!)),
};

generativeModelConformance('a filtered generator', () => metropolisHastingsFilter(biased, { numProposals: 5 }), {
  data: () => toNdarray(new Float64Array(2), [2, 1]),
  makeRng: (name) => stream(key(name)),
});

/** The chain's matrix, from the acceptance that the filter uses: P(x, y) = q(y) a(x, y), and the rest stays. */
function transitions(ratio: (x: number) => number): number[][] {
  return q.map((_, x) => {
    const row = q.map((mass, y) => (y === x ? 0 : mass * filterAcceptance(ratio(x), ratio(y))));
    row[x] = 1 - row.reduce((a, b) => a + b, 0);
    return row;
  });
}

test('with the exact ratio the chain is in detailed balance with p, by enumeration', () => {
  const exact = transitions((x) => Math.log(p[x]! / q[x]!));
  let worst = 0;
  for (let x = 0; x < 4; x++)
    for (let y = 0; y < 4; y++) worst = Math.max(worst, Math.abs(p[x]! * exact[x]![y]! - p[y]! * exact[y]![x]!));
  expect(worst).toBeLessThan(1e-15);
  // In the words of the paper: D = p/(p + q), acceptance min(1, (1/D - 1)/(1/D' - 1)).
  const d = p.map((mass, x) => mass / (mass + q[x]!));
  for (let x = 0; x < 4; x++)
    for (let y = 0; y < 4; y++)
      expect(filterAcceptance(Math.log(p[x]! / q[x]!), Math.log(p[y]! / q[y]!))).toBeCloseTo(
        Math.min(1, (1 / d[x]! - 1) / (1 / d[y]! - 1)),
        14,
      );
  // A ratio the other way up is not.
  const wrong = transitions((x) => Math.log(q[x]! / p[x]!));
  expect(Math.abs(p[0]! * wrong[0]![3]! - p[3]! * wrong[3]![0]!)).toBeGreaterThan(0.01);
});

test('k proposals leave at most (1 - 1/M)^k of total variation, M = max p/q, from any start', () => {
  const matrix = transitions((x) => Math.log(p[x]! / q[x]!));
  for (let start = 0; start < 4; start++) {
    let law = q.map((_, x) => Number(x === start));
    for (let k = 1; k <= 20; k++) {
      law = q.map((_, y) => law.reduce((sum, mass, x) => sum + mass * matrix[x]![y]!, 0));
      const distance = law.reduce((sum, mass, x) => sum + Math.abs(mass - p[x]!) / 2, 0);
      expect(distance).toBeLessThanOrEqual((1 - 1 / 4) ** k + 1e-15);
    }
  }
});

test('a chain begins where it is told, and row i does not depend on how many rows there are', async () => {
  const stuck = {
    ...biased,
    logDensityRatio: ({ data }: { data: Float64Array }) => data.map((x) => (x === 7 ? 0 : -1e9)),
  };
  const start = toNdarray(Float64Array.of(7, 7), [2, 1]);
  const filter = metropolisHastingsFilter(stuck, { numProposals: 3, start });
  expect(Array.from((await filter.sample(stream(key('start')), 4)).data)).toEqual([7, 7, 7, 7]);
  const free = metropolisHastingsFilter(biased, { numProposals: 3 });
  const whole = await free.sample(stream(key('rows')), 20);
  expect((await free.sample(stream(key('rows')), 7)).data).toEqual(whole.data.subarray(0, 7));
});

test('bad arguments are refused with their value', async () => {
  expect(() => metropolisHastingsFilter(biased, { numProposals: 0 })).toThrow(
    'metropolisHastingsFilter: `numProposals` must be an integer >= 1; received 0',
  );
  expect(() =>
    metropolisHastingsFilter(biased, { numProposals: 1, start: toNdarray(new Float64Array(2), [1, 2]) }),
  ).toThrow('metropolisHastingsFilter: `start`');
  const short = metropolisHastingsFilter(
    { ...biased, logDensityRatio: () => new Float64Array(1) },
    { numProposals: 2 },
  );
  await expect(short.sample(stream(key('short')), 1)).rejects.toThrow(
    'metropolisHastingsFilter.sample: `generator.logDensityRatio(x)` must have length 3; received shape (1)',
  );
  await expect(short.sample(stream(key('short')), -1)).rejects.toThrow(
    'metropolisHastingsFilter.sample: `n` must be an integer >= 0; received -1',
  );
});
