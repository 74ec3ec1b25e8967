// alpha 1e-6 per assertion; n = 20 000 of the filter, 2000 of the ring; smallest effect caught with power 0.999: 0.06 sigma
// of the filter; seed: the test's name; 8 s.
import { createEngine } from '@yuragi/nn';
import { type Key, key, stream, toNdarray } from '@yuragi/prob-core';
import { assertCounts, assertLaw, expectRejected } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import {
  calibrateDensityRatio,
  fitDensityRatio,
  fitGan,
  metropolisHastingsFilter,
  modeCoverage,
  type RatedGenerator,
} from '../../src/index.ts';

const name = (): Key => key(expect.getState().currentTestName!);
const engine = await createEngine({ kernels: 'plain' });

describe('the Metropolis-Hastings filter', () => {
  const q = [0.4, 0.3, 0.2, 0.1];
  const p = [0.1, 0.2, 0.3, 0.4];
  const generator: RatedGenerator = {
    dimension: 1,
    fill(rng, out) {
      for (let i = 0; i < out.length; i++) {
        const u = rng.uniform();
        out[i] = u < 0.4 ? 0 : u < 0.7 ? 1 : u < 0.9 ? 2 : 3;
      }
    },
    logDensityRatio: ({ data }) => data.map((x) => Math.log(p[x]! / q[x]!)),
  };
  const countsOf = (data: Float64Array): Int32Array => {
    const counts = new Int32Array(4);
    for (const x of data) counts[x]!++;
    return counts;
  };
  /** q P^k, by enumeration. */
  const after = (numProposals: number): number[] => {
    let law = q;
    for (let k = 0; k < numProposals; k++)
      law = law.map((_, y) =>
        law.reduce((sum, mass, x) => {
          const accept = (to: number): number => q[to]! * Math.min(1, (p[to]! * q[x]!) / (q[to]! * p[x]!));
          const moved = y === x ? 1 - q.reduce((a, _, to) => a + (to === x ? 0 : accept(to)), 0) : accept(y);
          return sum + mass * moved;
        }, 0),
      );
    return law;
  };

  test('has the law q P^k of its chain, on the way and at the end', async () => {
    for (const numProposals of [1, 3]) {
      const { data } = await metropolisHastingsFilter(generator, { numProposals }).sample(stream(name()), 20_000);
      assertCounts(countsOf(data), after(numProposals));
      await expectRejected('one proposal fewer', () => assertCounts(countsOf(data), after(numProposals - 1)));
    }
    // (3/4)^40 = 1e-5 from p at most.
    const { data } = await metropolisHastingsFilter(generator, { numProposals: 40 }).sample(stream(name()), 20_000);
    assertCounts(countsOf(data), p);
    const raw = new Float64Array(20_000);
    generator.fill(stream(name()), raw);
    await expectRejected('draws that were not filtered', () => assertCounts(countsOf(raw), p));
  });

  test('corrects a generator whose scale is wrong, with a ratio that was learned and calibrated', async () => {
    // Draws are N(0, 1) where the data are U(-1, 1): p/q is at most 1/(2 phi(1)) = 2.07.
    const normals = (purpose: string, n: number): Float64Array => {
      const rng = stream(key(purpose));
      return Float64Array.from({ length: n }, () => rng.normal());
    };
    const uniforms = (purpose: string, n: number): Float64Array => {
      const rng = stream(key(purpose));
      return Float64Array.from({ length: n }, () => 2 * rng.uniform() - 1);
    };
    const column = (x: Float64Array) => toNdarray(x, [x.length, 1]);
    const ratio = await fitDensityRatio(column(uniforms('data', 3000)), column(normals('draws', 3000)), name(), {
      numSteps: 500,
      learningRate: 1e-2,
      averageDecay: 0.99,
      engine,
    });
    const { slope, intercept } = calibrateDensityRatio(
      ratio.logDensityRatio(column(uniforms('held out', 1000))),
      ratio.logDensityRatio(column(normals('held out draws', 1000))),
    );
    const n = 500;
    const filtered = metropolisHastingsFilter(
      {
        dimension: 1,
        fill(rng, out) {
          for (let i = 0; i < out.length; i++) out[i] = rng.normal();
        },
        logDensityRatio: (x) => ratio.logDensityRatio(x).map((l) => slope * l + intercept),
      },
      { numProposals: 40 },
    );
    const { data } = await filtered.sample(stream(name()), n);
    // What the network does not know of the edges is below what 500 draws can tell.
    const cdf = (x: number): number => Math.min(1, Math.max(0, (x + 1) / 2));
    assertLaw(data, cdf);
    await expectRejected('draws that were not filtered', () => assertLaw(normals('raw', n), cdf));
  });
});

test('a GAN finds all eight Gaussians of a ring, and most draws are of one of them', async () => {
  const [n, deviation] = [4000, 0.1];
  const centres = Float64Array.from({ length: 16 }, (_, i) => {
    const angle = (Math.PI / 4) * (i >> 1);
    return 2 * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
  });
  const rng = stream(key('ring'));
  const ring = Float64Array.from({ length: 2 * n }, (_, i) => centres[i % 16]! + deviation * rng.normal());
  const { model } = await fitGan(toNdarray(ring, [n, 2]), name(), {
    numSteps: 1200,
    numLatents: 4,
    gradientPenalty: 0.02,
    learningRate: 3e-3,
    averageDecay: 0.99,
    engine,
  });
  const modes = toNdarray(centres, [8, 2]);
  const within = (samples: ReturnType<typeof toNdarray<Float64Array>>) =>
    modeCoverage(samples, modes, { radius: 3 * deviation, minCount: 100 });
  // A mode has a share of 250 in the mean; three deviations of a Gaussian in the plane hold 0.989 of it.
  const found = within(await model.sample(stream(name()), 2000));
  expect(found.numCovered).toBe(8);
  expect(found.share).toBeGreaterThan(0.8);
  // A ring without modes has them all, and little near them: 8 (0.6)/(4 pi) = 0.38 of an even circle at most.
  const circle = Float64Array.from({ length: 4000 }, (_, i) => {
    const angle = (2 * Math.PI * (i >> 1)) / 2000;
    return 2 * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
  });
  expect(within(toNdarray(circle, [2000, 2])).share).toBeLessThan(0.4);
});
