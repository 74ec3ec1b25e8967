// alpha = 1e-6 per assertion; 20 000 sweeps from exact draws of 256 paths (<X> to 0.005, the mutant shifts it by 0.2), 600 small
// populations of paths (their estimates of Z_P are unbiased whatever their size), 48 short tempering chains (log Z_P to
// 0.01, the slices err by 0.08); seed = key(test name), runtime about 4 s.
import { isingModel } from '@yuragi/mcmc';
import { key, type Rng, stream } from '@yuragi/prob-core';
import { assertCounts, assertMean, expectRejected } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import { pathEngine } from '../../src/path-integral-engine.ts';
import { pathIntegralPopulationAnnealing } from '../../src/path-integral-population.ts';
import { pathIntegralTempering } from '../../src/path-integral-tempering.ts';
import { pathLogWeight, sliceCoupling, transverseMagnetizationOf, trotterMoments } from '../../src/trotter.ts';

const nameOf = (): string => expect.getState().currentTestName!;

const NUM_SWEEPS = 20_000;

test('one sweep leaves the law of the paths as it is, and <X> is that of the Trotter formula', () => {
  const model = isingModel({ numSpins: 2, bonds: [[0, 1, 0.8]], fields: [0.3, -0.5] });
  const at = { beta: 1.3, numSlices: 4, transverseField: 0.7 };
  const pathOf = (index: number): Int8Array => Int8Array.from({ length: 8 }, (_, i) => 1 - 2 * ((index >> i) & 1));
  const weights = Array.from({ length: 256 }, (_, x) => Math.exp(pathLogWeight(model, pathOf(x), at)));
  const total = weights.reduce((a, b) => a + b);
  const law = weights.map((w) => w / total);
  const coupling = sliceCoupling(at, at.transverseField);
  const { transverseMagnetization } = trotterMoments(model, at);

  const sweeps = (rng: Rng, kinkWeight: number) => {
    const engine = pathEngine(model, at);
    const counts = new Float64Array(256);
    const path = new Int8Array(8);
    const magnetizations = Float64Array.from({ length: NUM_SWEEPS }, () => {
      let u = rng.uniform();
      let x = 0;
      while (x < 255 && u >= law[x]!) u -= law[x++]!;
      engine.load(pathOf(x));
      engine.sweep(1, kinkWeight, (p) => rng.uniform() < p);
      engine.pathInto(path);
      counts[path.reduce((sum, s, i) => sum + (s < 0 ? 2 ** i : 0), 0)]! += 1;
      return transverseMagnetizationOf(coupling, 2, engine.numKinks() / 4);
    });
    return { counts, magnetizations };
  };
  const right = sweeps(stream(key(nameOf())), coupling.kinkWeight);
  assertCounts(right.counts, law);
  assertMean(right.magnetizations, { expected: transverseMagnetization });
  const wrong = sweeps(stream(key(`${nameOf()} coupling`)), coupling.kinkWeight ** 2);
  expectRejected('the slices are coupled by 2 K: the law', () => assertCounts(wrong.counts, law));
  expectRejected('the slices are coupled by 2 K: <X>', () =>
    assertMean(wrong.magnetizations, { expected: transverseMagnetization }),
  );
});

const ring = isingModel({
  numSpins: 4,
  bonds: [
    [0, 1, 1],
    [1, 2, 0.72],
    [2, 3, -0.58],
    [0, 3, 0.41],
  ],
  fields: [0.3, -0.17, 0.11, 0.23],
});
const slices = { beta: 1, numSlices: 4 };
const transverseFields = Float64Array.of(2, 1.4, 1);
const exact = Array.from(transverseFields, (transverseField) => trotterMoments(ring, { ...slices, transverseField }));

test('population annealing in Gamma: Z_P is unbiased for 20 replicas and a sweep a level, and so are Z_P E and Z_P X', async () => {
  const { runs } = await pathIntegralPopulationAnnealing(ring, key(nameOf()), {
    ...slices,
    transverseFields,
    populationSize: 20,
    sweepsPerStep: 1,
    numRuns: 600,
  });
  const ratios = (k: number): number[] =>
    runs.map(({ logPartition }) => Math.exp(logPartition[k]! - exact[k]!.logPartition));
  for (const [k, { energy, transverseMagnetization }] of exact.entries()) {
    assertMean(ratios(k), { expected: 1 });
    assertMean(
      ratios(k).map((ratio, r) => ratio * runs[r]!.energy[k]!),
      { expected: energy },
    );
    assertMean(
      ratios(k).map((ratio, r) => ratio * runs[r]!.transverseMagnetization[k]!),
      { expected: transverseMagnetization },
    );
  }
  const { logPrefactor } = sliceCoupling(slices, 1);
  expectRejected('the prefactor of one worldline is forgotten', () =>
    assertMean(
      ratios(2).map((ratio) => ratio * Math.exp(-4 * logPrefactor)),
      { expected: 1 },
    ),
  );
  expectRejected('P slices are taken for the quantum model', () =>
    assertMean(
      ratios(0).map((ratio) => ratio * Math.exp(exact[0]!.logPartition - LOG_Z_QUANTUM)),
      { expected: 1 },
    ),
  );
});

/** log tr exp(-(E - 2 X)) of the ring: reference/bridge.json, case plane-beta-sigma-gamma. */
const LOG_Z_QUANTUM = 8.381390152224547;

test('simulated tempering in Gamma: log Z_P, <E> and <X> of chains scatter around the exact ones', async () => {
  const { chains } = await pathIntegralTempering(ring, key(nameOf()), {
    ...slices,
    transverseFields,
    numChains: 48,
    numSweeps: 600,
  });
  for (const [k, { logPartition, energy, transverseMagnetization }] of exact.entries()) {
    // The logarithm of a ratio of means is biased by half its variance, a hundredth of a standard error here.
    assertMean(
      chains.map((chain) => chain.logPartition[k]!),
      { expected: logPartition },
    );
    assertMean(
      chains.map((chain) => chain.energy[k]!),
      { expected: energy },
    );
    assertMean(
      chains.map((chain) => chain.transverseMagnetization[k]!),
      { expected: transverseMagnetization },
    );
  }
  expectRejected('P slices are taken for the quantum model', () =>
    assertMean(
      chains.map((chain) => chain.logPartition[0]!),
      { expected: LOG_Z_QUANTUM },
    ),
  );
  expectRejected('levels are off by one', () =>
    assertMean(
      chains.map((chain) => chain.transverseMagnetization[1]!),
      { expected: exact[2]!.transverseMagnetization },
    ),
  );
});
