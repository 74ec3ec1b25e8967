/**
 * The claim of the caption, headless: seed key(<figure>), 2000 points at each of eight times, level 1e-6 for all of them
 * together by Massart's inequality. The mutants are the two settings that break the figure. About 5 s.
 */
import { key } from '@yuragi/prob-core';
import { ornsteinUhlenbeck, probabilityFlow } from '@yuragi/sde';
import { describe, expect, test } from 'vitest';
import { boundOf, kolmogorovDistance, lawAt, model, type State, wayBack } from './model.ts';
import { NUM_CLOUDS, NUM_POINTS, type Settings, settings } from './settings.ts';
import { view } from './view.ts';

function run(change: Partial<Settings>, seed: string = view.name): State {
  const controls = { ...settings, ...change };
  let state = model.init(controls, key(seed));
  while (!view.isOver(state)) state = model.step(state, controls);
  return state;
}

describe('the claim', () => {
  test.each([0, 0.5, 1, 1.5])('holds for the noise factor %d', (noise) => {
    const state = run({ noise });
    expect(state.levels.every((levels) => levels.length === NUM_CLOUDS * NUM_POINTS)).toBe(true);
    expect(model.claim(state)).toMatchObject({ isDecided: true, holds: true });
  });

  test.each(['steps', 'sign'] as const)('fails for the fault %s, on the way back alone', (fault) => {
    const state = run({ fault });
    expect(model.claim(state)).toMatchObject({ isDecided: true, holds: false });
    const bound = boundOf(NUM_CLOUDS * NUM_POINTS);
    expect(Math.max(...state.distances.slice(0, 4))).toBeLessThan(bound);
    expect(Math.max(...state.distances.slice(4))).toBeGreaterThan(1.2 * bound);
  });

  test('is not decided on one cloud', () => {
    let state = model.init(settings, key(view.name));
    for (let i = 0; i < 81; i++) state = model.step(state, settings);
    expect(state.numClouds).toBe(1);
    expect(model.claim(state).isDecided).toBe(false);
  });

  test.each(['a', 'b', 'c'])('holds with the seed %s too', (seed) => {
    expect(model.claim(run({}, seed)).holds).toBe(true);
  });
});

test('without noise the way back is the probability flow, drift for drift', () => {
  const flow = probabilityFlow(ornsteinUhlenbeck({ rate: 1, scale: Math.SQRT2 }).problem, (x, t, out) => {
    for (let i = 0; i < x.length; i++) out[i] = lawAt(t).score!(x[i]!);
  });
  const x = Float64Array.of(-2, -0.3, 0.4, 1.9);
  const [ours, theirs] = [new Float64Array(4), new Float64Array(4)];
  wayBack({ noise: 0, fault: 'none' }).drift(x, 0.7, ours);
  flow.drift(x, 0.7, theirs);
  for (const [i, value] of ours.entries()) expect(value).toBeCloseTo(theirs[i]!, 14);
});

test('the Fokker-Planck equation makes the densities of the exact law', () => {
  const { densityError, densities } = model.init(settings, key(1));
  expect(densities).toHaveLength(9);
  // First order in a time step of 1/160, second in cells of 1/10: a thousandth of the mass in any cell.
  expect(densityError).toBeLessThan(1e-3);
});

test('the distance is the largest gap of the empirical cdf, before or after a jump', () => {
  expect(kolmogorovDistance(Float64Array.of(0.2, 0.1))).toBeCloseTo(0.8, 15);
  expect(kolmogorovDistance(Float64Array.of(0.9, 0.7))).toBeCloseTo(0.7, 15);
});

describe('the model', () => {
  test('leaves the state it is given as it was, and says the same again', () => {
    let state = model.init(settings, key(1));
    for (let i = 0; i < 50; i++) state = model.step(state, settings);
    const copy = structuredClone(state);
    const [first, second] = [model.step(state, settings), model.step(state, settings)];
    expect(state).toEqual(copy);
    expect(second).toEqual(first);
  });

  test('stays where it is at the end, and among finite numbers whatever is wrong', () => {
    const end = run({ noise: 1.5, fault: 'sign' });
    expect(model.step(end, settings)).toBe(end);
    expect(end.position.every(Number.isFinite)).toBe(true);
  });
});
