/**
 * The claim of the caption, headless: level 1e-6 (|z| < 4.89), n = 20 000 moves, seed key(<figure>). Mutants: the three
 * matrices that break the figure. The rest is exact. Under 1 s.
 */

import { key } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { model, type State } from './model.ts';
import { GOOD, type Settings, settings } from './settings.ts';
import { view } from './view.ts';

function run(change: Partial<Settings>, numSteps = 400, seed: string = view.name): State {
  const controls = { ...settings, ...change };
  let state = model.init(controls, key(seed));
  for (let i = 0; i < numSteps; i++) state = model.step(state, controls);
  return state;
}

describe('the claim', () => {
  test.each(GOOD)('holds for %s, at any coupling', (kernel) => {
    for (const coupling of [0.2, 0.5, 1.5]) {
      const claim = model.claim(run({ kernel, coupling }));
      expect(claim).toMatchObject({ isDecided: true, holds: true });
      expect(claim.standardError).toBeLessThan(0.06 * claim.expected * (1 + coupling));
    }
  });

  test.each(['unweighted', 'stay', 'flip'] as const)('fails for %s', (kernel) => {
    expect(model.claim(run({ kernel }))).toMatchObject({ isDecided: true, holds: false });
  });

  test('is not decided on too few moves', () => {
    expect(model.claim(run({}, 0)).isDecided).toBe(false);
    expect(model.claim(run({}, 50)).isDecided).toBe(false);
  });
});

describe('the lamps', () => {
  test.each([
    ['heat-bath', true, true, true, true],
    ['metropolis', true, true, true, true],
    ['skew', true, false, true, true],
    ['unweighted', false, false, true, true],
    ['stay', true, true, false, true],
    ['flip', true, true, false, false],
  ] as const)('of %s', (kernel, balance, detailedBalance, irreducible, aperiodic) => {
    const { lamps } = run({ kernel }, 0);
    expect(lamps).toEqual({ conservation: true, balance, detailedBalance, irreducible, aperiodic });
  });
});

describe('speed is not fixed by balance', () => {
  test('the flow round the ring more than halves the variance of the magnetisation', () => {
    const [skew, half] = run({ kernel: 'skew' }, 0).variances.magnetisation;
    const [heatBath] = run({ kernel: 'heat-bath' }, 0).variances.magnetisation;
    expect(half).toBeCloseTo(heatBath, 9);
    expect(skew).toBeLessThan(0.5 * half);
  });

  test('and leaves that of the energy as it was: a skew flow that does not help', () => {
    for (const coupling of [0.2, 0.5, 1.5]) {
      const [skew, half] = run({ kernel: 'skew', coupling }, 0).variances.energy;
      expect(skew / half).toBeCloseTo(1, 10);
    }
  });

  test('Metropolis has a smaller variance than the heat bath for every question (Peskun)', () => {
    const [heatBath, metropolis] = [run({}, 0).variances, run({ kernel: 'metropolis' }, 0).variances];
    for (const question of ['bothUp', 'magnetisation', 'energy'] as const)
      expect(metropolis[question][0]).toBeLessThan(heatBath[question][0]);
  });

  test('the currents run round the ring, as much in as out, and vanish in detailed balance', () => {
    const { currents, law } = run({ kernel: 'skew' }, 0);
    for (let to = 0; to < 4; to++)
      expect(currents.slice(4 * to, 4 * to + 4).reduce((sum, current) => sum + current, 0)).toBeCloseTo(0, 14);
    expect(currents[1 * 4 + 0]).toBeCloseTo((law[0]! * law[1]!) / (law[0]! + law[1]!), 14);
    expect(Math.max(...run({ kernel: 'metropolis' }, 0).currents)).toBeLessThan(1e-15);
  });
});

test('the law and the matrix are those of two spins', () => {
  const { law, transition } = run({ kernel: 'metropolis', coupling: 1 }, 0);
  const both = Math.E / (2 * (Math.E + 1 / Math.E));
  expect(law[0]).toBeCloseTo(both, 14);
  expect(transition[1 * 4 + 0]).toBeCloseTo(0.5 * Math.exp(-2), 14);
  expect(transition[0 * 4 + 1]).toBeCloseTo(0.5, 14);
});

test('the model leaves the state it is given as it was, and stops where the view says so', () => {
  const state = run({}, 7);
  const copy = structuredClone(state);
  expect(model.step(state, settings)).toEqual(model.step(copy, settings));
  expect(state).toEqual(copy);
  const end = run({}, 1200);
  expect(view.isOver(end)).toBe(true);
  expect(view.isOver(run({}, 1199))).toBe(false);
  expect(model.step(end, settings)).toBe(end);
});
