// alpha = 1e-6 per assertion; 600 small populations (their estimates of Z are unbiased whatever their size; the mutants shift
// them by 0.5 standard deviations or more), 20 000 tempering steps from exact draws, 48 short tempering chains; seed =
// key(test name), runtime about 6 s.
import { isingModel } from '@yuragi/mcmc';
import { finish, foldIn, key, type Rng, stream } from '@yuragi/prob-core';
import { assertCounts, assertMean, expectRejected } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import { exactMoments } from '../../src/enumeration.ts';
import { spinEnergy } from '../../src/ising.ts';
import { annealPopulation } from '../../src/population.ts';
import { simulatedTempering } from '../../src/simulated-tempering.ts';
import { isingFamily } from '../../src/spin-family.ts';
import { type SweepEngine, sweepEngine } from '../../src/sweep-engine.ts';
import { sweepPlan } from '../../src/sweep-plan.ts';
import { beginTempering, temperingStep } from '../../src/tempering-chain.ts';
import { spinsOfIndex } from '../../src/transverse-field.ts';

const nameOf = (): string => expect.getState().currentTestName!;

const glass = isingModel({
  numSpins: 6,
  bonds: [
    [0, 1, 1],
    [1, 2, -0.8],
    [2, 3, 0.6],
    [3, 4, 1.2],
    [4, 5, -1],
    [0, 5, 0.9],
    [0, 3, -0.7],
  ],
  fields: [0.3, 0, 0, -0.2, 0, 0],
});
const engine = sweepEngine(sweepPlan(glass, 'heat-bath'));
const betas = Float64Array.of(0, 0.3, 0.7, 1.2);

const NUM_POPULATIONS = 600;

/** Z(beta) over its exact value, and that times the mean energy, at the last beta of many small populations. */
function populations(name: string, used: SweepEngine): { readonly ratios: number[]; readonly energies: number[] } {
  const exact = exactMoments(glass, betas.at(-1)!);
  const runs = Array.from({ length: NUM_POPULATIONS }, (_, r) =>
    finish(annealPopulation(isingFamily(glass, used), 6, stream(foldIn(key(name), r)), 20, 1, betas)),
  );
  const ratios = runs.map(({ logPartition }) => Math.exp(logPartition.at(-1)! - exact.logPartition));
  return { ratios, energies: runs.map(({ statistics }, r) => ratios[r]! * statistics[0]!.at(-1)!) };
}

test('population annealing: Z is unbiased for 20 replicas and one sweep a step, and so is Z times the mean energy', () => {
  const check = (name: string, used: SweepEngine): void => {
    const { ratios, energies } = populations(name, used);
    assertMean(ratios, { expected: 1 });
    assertMean(energies, { expected: exactMoments(glass, betas.at(-1)!).energy });
  };
  check(nameOf(), engine);
  expectRejected('the change of energy lacks its factor 2', () =>
    check(`${nameOf()} half`, { ...engine, sweep: (beta, rng) => engine.sweep(beta, rng) / 2 }),
  );
  expectRejected('the sweep is for the temperature after the next', () =>
    check(`${nameOf()} ahead`, { ...engine, sweep: (beta, rng) => engine.sweep(beta + 0.5, rng) }),
  );
});

test('one step of simulated tempering leaves p(s, k) ~ exp(-beta_k E + g_k) as it is', () => {
  const model = isingModel({
    numSpins: 3,
    bonds: [
      [0, 1, 1],
      [1, 2, -0.6],
    ],
    fields: [0.4, 0, 0.2],
  });
  const levels = Float64Array.of(0, 0.5, 1.5);
  const g = levels.map((beta, k) => 0.2 * k - exactMoments(model, beta).logPartition);
  const energies = Array.from({ length: 8 }, (_, x) => spinEnergy(model, spinsOfIndex(x, 3)));
  const weights = Array.from({ length: 24 }, (_, at) => Math.exp(g[at >> 3]! - levels[at >> 3]! * energies[at & 7]!));
  const total = weights.reduce((a, b) => a + b);
  const law = weights.map((w) => w / total);

  const counts = (rng: Rng, used: (real: SweepEngine) => SweepEngine): Float64Array => {
    const real = sweepEngine(sweepPlan(model, 'heat-bath'));
    const tally = new Float64Array(24);
    const spins = new Int8Array(3);
    const phases = { sweepsPerLevel: 1, numAdaptationSweeps: 0, numSweeps: 1 };
    for (let n = 0; n < 20_000; n++) {
      let u = rng.uniform();
      let at = 0;
      while (at < 23 && u >= law[at]!) u -= law[at++]!;
      real.load(spinsOfIndex(at & 7, 3));
      const energy = Float64Array.of(energies[at & 7]!);
      const start = { ...beginTempering(energy, 3), time: 3, level: at >> 3, logWeights: g };
      const { level } = temperingStep(start, isingFamily(model, used(real)), rng, levels, phases);
      real.spinsInto(spins);
      tally[8 * level + spins.reduce((sum, s, i) => sum + (s < 0 ? 2 ** i : 0), 0)]! += 1;
    }
    return tally;
  };
  assertCounts(
    counts(stream(key(nameOf())), (real) => real),
    law,
  );
  expectRejected('the level is drawn for the energy before the sweep', () =>
    assertCounts(
      counts(stream(key(`${nameOf()} stale`)), (real) => ({
        ...real,
        sweep(beta, rng) {
          real.sweep(beta, rng);
          return 0;
        },
      })),
      law,
    ),
  );
  expectRejected('the sweep is at the temperature of another level', () =>
    assertCounts(
      counts(stream(key(`${nameOf()} level`)), (real) => ({
        ...real,
        sweep: (beta, rng) => real.sweep(beta === 0.5 ? 1.5 : beta, rng),
      })),
      law,
    ),
  );
});

test('simulated tempering: log Z and energies of chains scatter around the exact ones', async () => {
  const { chains } = await simulatedTempering(glass, key(nameOf()), { betas, numChains: 48, numSweeps: 1000 });
  const check = (k: number, beta: number, of: (k: number) => number): void => {
    const { logPartition, energy } = exactMoments(glass, beta);
    // The logarithm of a ratio of means is biased by about half its variance, 1e-3 of a standard error here.
    assertMean(
      chains.map((chain) => chain.logPartition[of(k)]!),
      { expected: logPartition },
    );
    assertMean(
      chains.map((chain) => chain.energy[of(k)]!),
      { expected: energy },
    );
  };
  for (const [k, beta] of betas.entries()) if (k > 0) check(k, beta, (at) => at);
  expectRejected('levels are off by one', () => check(2, 0.7, (at) => at - 1));
});
