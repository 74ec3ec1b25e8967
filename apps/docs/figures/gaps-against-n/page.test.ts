/** The numbers that stand in the text of the page, computed: each has to be found in both languages. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  adiabaticSearch,
  birthDeathRate,
  boltzmannLaw,
  digitisedAnneal,
  ferromagnetEnergies,
  hammingGap,
  hammingGenerator,
  hammingMinimalGap,
  quantumAnneal,
  randomScanChain,
  spikeEnergies,
  szegedyWalk,
} from '@yuragi/annealing';
import { isingModel } from '@yuragi/mcmc';
import { key } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { model } from './model.ts';
import { BETA, settings } from './settings.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = ['tour/quantum-computing.md', 'ja/tour/quantum-computing.md'].map((page) =>
  readFileSync(`${root}/${page}`, 'utf8').replaceAll('、', ', '),
);
const i4 = isingModel({
  numSpins: 4,
  bonds: [
    [0, 1, 1],
    [1, 2, 0.72],
    [2, 3, -0.58],
    [0, 3, 0.41],
  ],
  fields: [0.3, -0.17, 0.11, 0.23],
});

const says = (text: string): void => {
  for (const page of pages) expect(page).toContain(text);
};
const small = (value: number): string => value.toExponential(3);
const gapOf = (energies: Float64Array): number => hammingMinimalGap(energies).gap;
const rateOf = (energies: Float64Array, beta: number): number => {
  const { up, down } = hammingGenerator(energies, beta);
  return birthDeathRate(up, down);
};
const sizes = [20, 80, 160];

describe('the page says', () => {
  test('the gaps and rates of the spike', () => {
    says(sizes.map((n) => gapOf(spikeEnergies(n, Math.sqrt(n))).toFixed(4)).join(', '));
    says(sizes.map((n) => small(rateOf(spikeEnergies(n, Math.sqrt(n)), BETA))).join(', '));
    says(sizes.map((n) => gapOf(spikeEnergies(n, n)).toFixed(4)).join(', '));
    const controls = { ...settings, family: 'spike', size: 160 } as const;
    let state = model.init(controls, key('page'));
    for (let i = 0; i < 8; i++) state = model.step(state, controls);
    says(sizes.map((n) => state.rows.find((row) => row.n === n)!.beside.toFixed(2)).join(', '));
    const slower = rateOf(spikeEnergies(20, Math.sqrt(20)), BETA) / rateOf(spikeEnergies(240, Math.sqrt(240)), BETA);
    expect((slower / 1e6).toPrecision(2)).toBe('4.6e+2');
  });

  test('the gaps of the ferromagnet, its descent, and its slow cooling', () => {
    const [small20, ...others] = sizes.map((n) => gapOf(ferromagnetEnergies(n, 3)));
    says([small20!.toFixed(4), ...others.map(small)].join(', '));
    const time = (n: number): number => Array.from({ length: n }, (_, w) => 1 / (w + 1)).reduce((a, b) => a + b);
    says(sizes.map((n) => time(n).toFixed(1)).join(', '));
    says([80, 160].map((n) => rateOf(ferromagnetEnergies(n, 3), 0.68).toExponential(1)).join(', '));
    const last = rateOf(ferromagnetEnergies(240, 3), 0.68);
    says(last.toExponential(1));
    expect((last / gapOf(ferromagnetEnergies(240, 3))).toPrecision(2)).toBe('2.3e+2');
    // It is the slowest temperature but for a few per cent, just past the transition at beta = 0.672.
    for (let beta = 0.6; beta < 0.8; beta += 0.01)
      expect(rateOf(ferromagnetEnergies(240, 3), beta)).toBeGreaterThan(0.97 * last);
  });

  test('how narrow the dip at n = 240 is', () => {
    const energies = ferromagnetEnergies(240, 3);
    const { progress } = hammingMinimalGap(energies);
    for (const side of [-1, 1]) {
      expect(hammingGap(energies, progress + side * 0.45e-6)).toBeLessThan(1e-4);
      expect(hammingGap(energies, progress + side * 0.55e-6)).toBeGreaterThan(1e-4);
    }
  });

  test('the successes of search', () => {
    const success = (numStates: number, schedule?: (u: number) => number): string =>
      adiabaticSearch({ numStates, duration: 4 * Math.sqrt(numStates), schedule }).successProbability.toFixed(3);
    says(`${success(64)}, ${success(1024)}`);
    says(`${success(64, (u) => u)}, ${success(1024, (u) => u)}`);
  });

  test('the gaps of the walk', () => {
    const { spectralGap, phaseGap } = szegedyWalk(
      randomScanChain(i4, { beta: 3, rule: 'metropolis' }),
      boltzmannLaw(i4, 3),
    );
    says(spectralGap.toFixed(7));
    says(phaseGap.toFixed(6));
  });

  test('the errors of a digitised anneal', () => {
    const exact = quantumAnneal(i4, { duration: 4, tolerance: 1e-10 }).amplitudes;
    for (const numSteps of [64, 128]) {
      const { real, imaginary } = digitisedAnneal(i4, { duration: 4, numSteps }).amplitudes;
      says(
        small(
          Math.hypot(...real.map((x, k) => x - exact.real[k]!), ...imaginary.map((y, k) => y - exact.imaginary[k]!)),
        ),
      );
    }
  });

  test('the decay per spin of the figure', () => {
    let state = model.init(settings, key('page'));
    for (let i = 0; i < 12; i++) state = model.step(state, settings);
    const { value, expected } = model.claim(state);
    says(value.toFixed(5));
    says(expected.toFixed(5));
  });
});
