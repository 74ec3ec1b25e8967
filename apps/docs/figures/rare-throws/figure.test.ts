/**
 * The claim of the caption, headless: level 1e-6 (|z| < 4.89), n = 400 000 games, seed key(<figure>). The estimate leaves out
 * O(1/n^2): its exact value differs from the limit by less than 1.2 standard errors. Mutants: the two settings that break the
 * figure. About 10 s.
 */

import { cramerRate, iProjection, meanAtLeast, relativeEntropy, sanov } from '@yuragi/kl-info';
import { key } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { model, type State } from './model.ts';
import { dice, type Settings, settings } from './settings.ts';
import { view } from './view.ts';

const FACES = [1, 2, 3];
const ALL = 100;

const runs = new Map<string, State>();
function run(change: Partial<Settings>, numSteps: number = ALL, seed: string = view.name): State {
  const controls = { ...settings, ...change };
  const name = JSON.stringify([controls, numSteps, seed]);
  let state = runs.get(name) ?? model.init(controls, key(seed));
  if (!runs.has(name)) for (let i = 0; i < numSteps; i++) state = model.step(state, controls);
  runs.set(name, state);
  return state;
}

describe('the claim', () => {
  test.each([0.2, 0.3, 0.4])('holds for the loaded die, %d above its mean', (distance) => {
    expect(model.claim(run({ distance }))).toMatchObject({ isDecided: true, holds: true });
  });

  test('holds for the fair die', () => {
    expect(model.claim(run({ die: 'fair' }))).toMatchObject({ isDecided: true, holds: true });
  });

  test('fails with the arguments swapped: the reverse divergence is too small', () => {
    const claim = model.claim(run({ rule: 'swapped' }));
    expect(claim).toMatchObject({ isDecided: true, holds: false });
    expect(claim.value).toBeGreaterThan(claim.expected);
  });

  test('fails on a line without interior: it is never hit, though a law on it is near', () => {
    const claim = model.claim(run({ rule: 'line' }));
    expect(claim).toMatchObject({ value: Infinity, isDecided: true, holds: false });
    expect(claim.expected).toBeLessThan(0.1);
  });

  test('is not decided on too few games', () => {
    expect(model.claim(run({}, 0)).isDecided).toBe(false);
    expect(model.claim(run({}, 10)).isDecided).toBe(false);
  });

  test.each([
    ['loaded', 0.3],
    ['loaded', 0.4],
    ['fair', 0.3],
  ] as const)('rests on an estimate whose own bias is small (%s, %d)', (die, distance) => {
    const state = run({ die, distance });
    const region = meanAtLeast(FACES, state.edge);
    const [a1, a2, a4] = state.looks.map((n) => -sanov(dice[die], region, n).logProbability - 0.5 * Math.log(n)) as [
      number,
      number,
      number,
    ];
    const exact = (2 * (a4 - a2) - (a2 - a1)) / (3 * state.looks[0]);
    const { value, expected, standardError } = model.claim(state);
    expect(Math.abs(exact - expected)).toBeLessThan(1.2 * standardError);
    expect(Math.abs(value - exact)).toBeLessThan(4.89 * standardError);
  });
});

test('the nearest law is the I-projection, and swapped the nearest in the reverse divergence', () => {
  const forward = run({}, 0);
  const { projection, divergence } = iProjection(forward.q, { statistics: [FACES], targets: [forward.edge] });
  for (const [i, mass] of forward.nearest.entries()) expect(mass).toBeCloseTo(projection[i]!, 10);
  expect(forward.expected).toBeCloseTo(divergence, 12);
  expect(forward.expected).toBeCloseTo(cramerRate(forward.q, FACES, forward.edge), 12);

  const { q, nearest, expected, edge } = run({ rule: 'swapped' }, 0);
  expect(nearest[2]! - nearest[0]! + 2).toBeCloseTo(edge, 10);
  // Moves that keep the mean and the total: one up, two down twice, one up.
  for (const step of [0.001, -0.001])
    expect(relativeEntropy(q, [nearest[0]! + step, nearest[1]! - 2 * step, nearest[2]! + step])).toBeGreaterThan(
      expected,
    );
});

test('the frequencies are those of the exact law of the counts', () => {
  const { hits, looks, numGames, q, edge } = run({});
  for (const [i, n] of looks.entries()) {
    const p = Math.exp(sanov(q, meanAtLeast(FACES, edge), n).logProbability);
    expect(Math.abs(hits[i]! / numGames - p)).toBeLessThan(4.89 * Math.sqrt((p * (1 - p)) / numGames));
  }
});

test('all laws on the contour are as far from the die as the nearest', () => {
  const { contour, q, expected } = run({}, 0);
  for (let i = 0; i < contour.length; i += 3)
    expect(relativeEntropy(contour.slice(i, i + 3), q)).toBeCloseTo(expected, 8);
});

describe('the model', () => {
  test('leaves the state it is given as it was, and crosses to a worker unchanged', () => {
    const state = run({}, 3);
    const copy = structuredClone(state);
    expect(model.step(state, settings)).toEqual(model.step(copy, settings));
    expect(state).toEqual(copy);
  });

  test('stops where the view says so', () => {
    const end = run({});
    expect(view.isOver(end)).toBe(true);
    expect(view.isOver(run({}, ALL - 1))).toBe(false);
    expect(model.step(end, settings)).toBe(end);
  });
});
