/**
 * The claim of the caption, headless; all of it is exact, and the seed key(<figure>) chooses the pure states only. The mutants
 * are the settings that break the figure, and a way back with the priors of another data state. About 3 s.
 */
import { petzChain } from '@yuragi/diffusion/quantum';
import { key } from '@yuragi/prob-core';
import { depolarising, diagonalMatrix, semigroupChannel } from '@yuragi/prob-core/quantum';
import { describe, expect, test } from 'vitest';
import { data, model, type State } from './model.ts';
import { NUM_STEPS, ROUNDING, type Settings, settings } from './settings.ts';
import { view } from './view.ts';

/** From the reference values of the bridge, petz-chain-qubit, computed by independent code: |rho_T - pi| and what is missed from pi. */
const reference = {
  depolarising: [0.02987224102071828, 0.0009526909703738337],
  dephasing: [0.40061920876979085, 0.3491498419365068],
  thermal: [0.022376935611014028, 0.0009134137308577127],
} as const;

function run(changes: Partial<Settings> = {}, seed: string = view.name): State {
  const controls = { ...settings, ...changes };
  let state = model.init(controls, key(seed));
  while (!view.isOver(state)) state = model.step(state, controls);
  return state;
}
const noises = ['depolarising', 'dephasing', 'thermal'] as const;
const vector = (vectors: Float64Array, i: number) => Array.from(vectors.subarray(3 * i, 3 * i + 3));

describe.each(noises)('the claim, %s noise', (noise) => {
  test('holds from rho_T, to 1e-12', () => {
    const state = run({ noise, start: 'end' });
    expect(model.claim(state)).toMatchObject({ isDecided: true, holds: true });
    expect(model.claim(state).value).toBeLessThan(ROUNDING);
    for (const [i, value] of vector(state.back, 0).entries()) expect(value).toBeCloseTo(state.forward[i]!, 12);
  });

  test('holds from the invariant state, with the numbers of the reference', () => {
    const state = run({ noise });
    expect(model.claim(state)).toMatchObject({ isDecided: true, holds: true });
    expect(state.noiseLeft[NUM_STEPS]).toBeCloseTo(reference[noise][0], 11);
    expect(model.claim(state).value).toBeCloseTo(reference[noise][1], 11);
  });

  test('never moves away from the states it goes back along: channels contract', () => {
    for (const start of ['invariant', 'pole'] as const) {
      const { missed } = run({ noise, start });
      for (let t = 1; t <= NUM_STEPS; t++) expect(missed[t - 1]!).toBeLessThanOrEqual(missed[t]! + 1e-13);
    }
  });
});

describe('the claim', () => {
  test('fails from the pole: a point of the ball is not a sample of the noise', () => {
    const state = run({ start: 'pole' });
    expect(model.claim(state)).toMatchObject({ isDecided: true, holds: false });
    // And no pure state comes back.
    expect(Math.hypot(...vector(state.back, 0))).toBeLessThan(0.7);
    expect(model.claim(run({ start: 'pole', noise: 'dephasing' })).holds).toBe(false);
    // Thermal noise forgets even the pole, as the page says.
    expect(model.claim(run({ start: 'pole', noise: 'thermal' })).holds).toBe(true);
  });

  test('fails for Petz maps whose priors belong to another data state', () => {
    const channels = new Array(NUM_STEPS).fill(semigroupChannel(depolarising(), 0.1));
    const [right, wrong] = [data, diagonalMatrix([0.6, 0.4])].map((dataState) => petzChain({ dataState, channels }));
    const back = wrong!.returnFrom(right!.states.at(-1)!)[0]!;
    expect(Math.abs(back.real[1]! - data.real[1]!)).toBeGreaterThan(0.1);
  });

  test('holds for every amount of noise, and is not decided on the way', () => {
    for (const time of [0.5, 1, 2, 6])
      expect(model.claim(run({ time }))).toMatchObject({ isDecided: true, holds: true });
    expect(model.claim(model.init(settings, key('start'))).isDecided).toBe(false);
  });

  test.each(['a', 'b', 'c'])('holds with the seed %s too, and fails from the pole', (seed) => {
    expect(model.claim(run({}, seed)).holds).toBe(true);
    expect(model.claim(run({ start: 'pole' }, seed)).holds).toBe(false);
  });
});

describe('the diagonal algebra', () => {
  test.each(['depolarising', 'thermal'] as const)("turns the Petz maps into Bayes' kernels (%s)", (noise) => {
    const state = run({ algebra: 'diagonal', noise, start: 'end' });
    expect(state.aside).toBeLessThan(1e-14);
    expect(model.claim(state)).toMatchObject({ isDecided: true, holds: true });
    for (let t = 0; t <= NUM_STEPS; t++) expect(vector(state.forward, t).slice(0, 2)).toEqual([0, 0]);
    // The diagonal of the noise is what the noise does to the diagonal.
    expect(state.forward[3 * NUM_STEPS + 2]).toBeCloseTo(run({ noise }).forward[3 * NUM_STEPS + 2]!, 12);
  });
});

describe('the pure states', () => {
  const state = run();
  const n = state.weights.length;
  const mean = (row: number) =>
    [0, 1, 2].map((i) => state.weights.reduce((sum, w, k) => sum + w * state.members[3 * (row * n + k) + i]!, 0));

  test('are pure, have the data state as their mean, and their mean comes back', () => {
    for (let k = 0; k < n; k++) expect(Math.hypot(...vector(state.members, k))).toBeCloseTo(1, 12);
    expect(state.weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 14);
    for (const row of [0, 2 * NUM_STEPS])
      for (const [i, value] of mean(row).entries()) expect(value).toBeCloseTo(state.forward[i]!, 12);
  });

  test('do not come back one by one', () => {
    expect(state.aside).toBeGreaterThan(0.7);
  });

  test('are others for another seed', () => {
    expect(run({}, 'another').members).not.toEqual(state.members);
  });
});

describe('the model', () => {
  test('leaves the state it is given as it was, and crosses to a worker unchanged', () => {
    const state = model.init(settings, key('clone'));
    const copy = structuredClone(state);
    model.step(state, settings);
    expect(state).toEqual(copy);
  });

  test('stays where it is at the end', () => {
    const end = run();
    expect(model.step(end, settings)).toBe(end);
  });
});
