/**
 * The claim of the caption, headless: level 1e-6 (|z| < 4.89), n = 200 walkers, seed key(<figure>). What slow cooling lags is a
 * small part of a standard error. Mutants: fast cooling and the quench. About 5 s.
 */

import { exactMoments } from '@yuragi/annealing';
import { isingModel } from '@yuragi/mcmc';
import { key } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { exactEnergy, exactLaw, model, type State } from './model.ts';
import { numSweeps, type Settings, settings } from './settings.ts';
import { view } from './view.ts';

const runs = new Map<string, State>();
function run(change: Partial<Settings>, numSteps?: number, seed: string = view.name): State {
  const controls = { ...settings, ...change };
  const steps = numSteps ?? numSweeps[controls.pace];
  const name = JSON.stringify([controls, steps, seed]);
  let state = runs.get(name) ?? model.init(controls, key(seed));
  if (!runs.has(name)) for (let i = 0; i < steps; i++) state = model.step(state, controls);
  runs.set(name, state);
  return state;
}

describe('the claim', () => {
  test('holds for slow cooling: the ensemble ends in p_beta', () => {
    expect(model.claim(run({}))).toMatchObject({ isDecided: true, holds: true });
  });

  test.each(['a', 'b'])('holds with the seed %s too, and fails for a quench', (seed) => {
    expect(model.claim(run({}, undefined, seed)).holds).toBe(true);
    expect(model.claim(run({ pace: 'quench' }, undefined, seed)).holds).toBe(false);
  });

  test.each(['fast', 'quench'] as const)('fails for the pace %s: the ensemble has too much energy', (pace) => {
    const claim = model.claim(run({ pace }));
    expect(claim).toMatchObject({ isDecided: true, holds: false });
    expect(claim.value).toBeGreaterThan(claim.expected);
  });

  test('is not decided before the schedule has ended', () => {
    expect(model.claim(run({}, 0)).isDecided).toBe(false);
    expect(model.claim(run({}, 100)).isDecided).toBe(false);
  });

  test('the whole law of the energies is that of p_beta, by chi-square at level 1e-6', () => {
    const { energies, exactEnergies, exactMasses } = run({});
    // Cells of four grains each, those beyond the last one joined.
    const cells = 8;
    const cellOf = (energy: number): number => Math.min(Math.floor((energy - exactEnergies[0]! + 1e-9) / 1), cells - 1);
    const [expected, counts] = [new Float64Array(cells), new Float64Array(cells)];
    for (const [i, mass] of exactMasses.entries()) expected[cellOf(exactEnergies[i]!)]! += mass * energies.length;
    for (const energy of energies) counts[cellOf(energy)]!++;
    expect(Math.min(...expected)).toBeGreaterThan(1);
    const chiSquare = counts.reduce((sum, count, i) => sum + (count - expected[i]!) ** 2 / expected[i]!, 0);
    // The quantile of seven degrees of freedom at 1 - 1e-6.
    expect(chiSquare).toBeLessThan(40.5);
  });
});

test('the exact law is the Boltzmann law: against enumeration of bonds, and its own moments', () => {
  const { exactEnergies } = run({}, 0);
  for (const beta of [0, 0.5, 2.5]) {
    const law = exactLaw(beta);
    const { mean, variance } = exactEnergy(beta);
    const moment = (power: number): number =>
      law.reduce((sum, mass, i) => sum + mass * (exactEnergies[i]! - (power > 1 ? mean : 0)) ** power, 0);
    expect(law.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 12);
    expect(moment(1)).toBeCloseTo(mean, 9);
    expect(moment(2)).toBeCloseTo(variance, 8);
  }
  // One bond of each size: <E> is additive over the bonds of an open chain.
  const three = isingModel({
    numSpins: 3,
    bonds: [
      [0, 1, 0.375],
      [1, 2, -1],
    ],
  });
  expect(exactMoments(three, 0.7).energy).toBeCloseTo(-0.375 * Math.tanh(0.7 * 0.375) - Math.tanh(0.7), 12);
});

test('restarts are the better use of few sweeps, cooling of many', () => {
  const { cooled, restarted } = run({ pace: 'slow' }, 200);
  expect(restarted[0]).toBeLessThan(cooled[0]!);
  expect(cooled[3]).toBeLessThan(0.85 * restarted[3]!);
});

test('the model leaves the state it is given as it was, and crosses to a worker unchanged', () => {
  const state = run({}, 5);
  const copy = structuredClone(state);
  expect(model.step(state, settings)).toEqual(model.step(copy, settings));
  expect(state).toEqual(copy);
});
