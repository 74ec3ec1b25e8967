import { chainLattice, exactMoments } from '@yuragi/annealing';
import { key } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { deviationsChapter } from '../src/report/later-chapters.ts';
import { type Guide, makeGuide } from '../src/story/guide.ts';
import type { Story } from '../src/story/index.ts';
import { tellLargeDeviations } from '../src/story/large-deviations.ts';
import { keepLedger } from '../src/story/ledger.ts';
import { heatedWeight, walkPlane } from '../src/story/plane.ts';
import { type SpinGlassStory, shareAt } from '../src/story/spin-glass.ts';
import { tellWork } from '../src/story/work.ts';
import { texts } from '../src/text.ts';

const quickGuide = (name: string): Guide =>
  makeGuide({
    key: key(name),
    isQuick: true,
    signal: new AbortController().signal,
    announce() {},
    show: () => ({ update() {}, end() {} }),
    find: () => undefined,
    keep() {},
  });

describe('the plane of heated and smoothed laws', () => {
  const plane = walkPlane();

  test('has one axis for one Gaussian', () => {
    expect(plane.gaussianDifference).toBeLessThan(1e-13);
  });

  test('shows that heat changes the weights of two wells as the formula says, and noise does not', () => {
    expect(heatedWeight(0.3, 1)).toBeCloseTo(0.69905, 5);
    expect(heatedWeight(0.3, 8)).toBeCloseTo(0.99882, 5);
    // The wells overlap by less than exp(-0.3 * 6^2/2) there.
    expect(Math.abs(plane.heatedShare - plane.heatedFormula)).toBeLessThan(1e-6);
    for (const { share } of plane.noised) expect(Math.abs(share - 0.5)).toBeLessThan(1e-12);
    expect(plane.panels.filter(({ beta }) => beta < 1).every(({ wideShare }) => wideShare > 0.5)).toBe(true);
  });
});

describe('the ledger', () => {
  test('has the exact dissipation of both paths, and their limits', async () => {
    const name = 'the ledger of the tour';
    const { rows, annealingLimit, diffusionLimit } = await keepLedger(quickGuide(name), {
      anneal: () => '',
      diffuse: () => '',
    });
    const scaled = (kind: 'annealing' | 'diffusion'): number[] =>
      rows.map(({ numSteps, [kind]: { exact } }) => numSteps * exact);
    // Computed twice, independently, for the same four spins: T = 50, 100, 200.
    for (const [i, value] of [0.72785, 0.72653, 0.72587].entries())
      expect(Math.abs(scaled('annealing')[i]! - value)).toBeLessThan(5.1e-6);
    for (const [i, value] of [2.4363, 2.4564, 2.4618].entries())
      expect(Math.abs(scaled('diffusion')[i]! - value)).toBeLessThan(5.1e-5);
    expect(Math.abs(annealingLimit - 0.7252080429853497)).toBeLessThan(1e-12);
    // A midpoint rule over 20,000 points against the independent value.
    expect(Math.abs(diffusionLimit - 2.462031742593048)).toBeLessThan(1e-5);
    // alpha = 1e-6 each.
    for (const { annealing } of rows) {
      expect(Math.abs(annealing.logMeanWeight.value)).toBeLessThan(4.9 * annealing.logMeanWeight.standardError);
      expect(Math.abs(annealing.sampled.value - annealing.exact)).toBeLessThan(4.9 * annealing.sampled.standardError);
    }
  });
});

test('Jarzynski’s equality finds the free energy of a ring, and warns where the drive was a jump', async () => {
  const model = chainLattice(14);
  const beta = 1.5;
  const exact = exactMoments(model, beta).logPartition;
  const logPartition = (at: number): number => (at === 0 ? 14 * Math.LN2 : exact);
  const glass = { small: { model, beta, logPartition } } as unknown as SpinGlassStory;
  const { drives, exact: difference } = await tellWork(quickGuide('work of the tour'), glass, { drive: () => '' });
  // (2 cosh beta)^n + (2 sinh beta)^n, by the transfer matrix.
  const ring = Math.log((2 * Math.cosh(beta)) ** 14 + (2 * Math.sinh(beta)) ** 14);
  expect(difference).toBeCloseTo(14 * Math.LN2 - ring, 10);
  const [jump, , slow] = drives;
  expect(jump!.freeEnergy.warnings.map(({ code }) => code)).toContain('low-effective-sample-size');
  expect(slow!.freeEnergy.warnings).toEqual([]);
  expect(Math.abs(slow!.freeEnergy.value - difference)).toBeLessThan(4.9 * slow!.freeEnergy.standardError);
  for (const { meanWork } of drives) expect(meanWork).toBeGreaterThan(difference);
});

test('the rate of a lucky die lies above Sanov’s limit and comes down to it', async () => {
  const deviations = await tellLargeDeviations(quickGuide('a lucky die'), { list: '' });
  const { values, limit, tilted, conditional } = deviations;
  expect(limit).toBeCloseTo(0.178178371, 8);
  expect(values.find(({ numDraws }) => numDraws === 20)!.rate).toBeCloseTo(0.2656011348834, 11);
  const rates = values.map(({ rate }) => rate);
  expect(rates.every((rate, i) => rate > limit && (i === 0 || rate < rates[i - 1]!))).toBe(true);
  const sum = (law: Float64Array): number => law.reduce((total, share) => total + share, 0);
  expect([sum(tilted), sum(conditional)].map((total) => total.toFixed(12))).toEqual([
    '1.000000000000',
    '1.000000000000',
  ]);
  const mean = conditional.reduce((total, share, face) => total + share * (face + 1), 0);
  expect(mean).toBeGreaterThanOrEqual(4.5);
  const page = deviationsChapter({ deviations } as Story, texts.ja);
  expect(page).toContain('サノフの定理');
  expect(page.match(/<svg/g)).toHaveLength(2);
});

test('a share counts the tries that reached an energy or less', () => {
  const row = { method: 'annealing', energies: [-3, -3, -1, 0], sweepsEach: 1 } as const;
  expect([-4, -3, -1].map((energy) => shareAt(row, energy))).toEqual([0, 0.5, 0.75]);
});
