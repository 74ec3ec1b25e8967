/**
 * The claim of the caption, headless: seed key(<figure>), 1000 to 4000 pulls each way, level 1e-6 (|z| < 4.89; the weights are
 * log-normal with an effective number above 100). The mutants are the settings that break the figure. About 10 s.
 */
import { foldIn, key, stream } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { model, type State, trap } from './model.ts';
import { FREE_ENERGY, MAX_PULLS, type Settings, settings } from './settings.ts';
import { view } from './view.ts';

function run(change: Partial<Settings>, numPulls = 1000, seed: string = view.name): State {
  const controls = { ...settings, ...change };
  let state = model.init(controls, key(seed));
  while (state.back.length < numPulls) state = model.step(state, controls);
  return state;
}
const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the claim', () => {
  test('holds at the end, and both ways together agree', () => {
    const state = run({}, MAX_PULLS);
    expect(view.isOver(state)).toBe(true);
    expect(model.claim(state)).toMatchObject({ isDecided: true, holds: true });
    expect(Math.abs(state.bennett!.value - FREE_ENERGY)).toBeLessThan(4.89 * state.bennett!.standardError);
  });

  test.each([
    { duration: '128', stirring: 'none' },
    { duration: '128', stirring: 'whirl' },
    { duration: '32', stirring: 'whirl' },
    { duration: '8', stirring: 'whirl' },
  ] as const)('holds at $duration relaxation times, stirring: $stirring', (change) => {
    const state = run(change);
    expect(state.effective).toBeGreaterThan(100);
    expect(model.claim(state)).toMatchObject({ isDecided: true, holds: true });
    expect(Math.abs(state.bennett!.value - FREE_ENERGY)).toBeLessThan(4.89 * state.bennett!.standardError);
  });

  test('fails for a pull that is too fast: a few pulls carry the mean, and the estimate is too high', () => {
    const state = run({ duration: '0.5' });
    expect(model.claim(state)).toMatchObject({ isDecided: true, holds: false });
    expect(state.effective).toBeLessThan(10);
    expect(state.estimate.value).toBeGreaterThan(FREE_ENERGY + 1);
  });

  test('fails in a wind that the energy does not know, however many pulls are worth something', () => {
    const state = run({ stirring: 'wind' });
    expect(state.isTrusted).toBe(true);
    const { value, expected, standardError, holds, isDecided } = model.claim(state);
    expect({ holds, isDecided }).toEqual({ holds: false, isDecided: true });
    // The wind adds its work, 0.5 times the distance, but for the beginning, when the beads do not lag yet.
    expect((value - expected) / standardError).toBeGreaterThan(20);
  });

  test('is not decided on few pulls', () => {
    expect(model.claim(model.init(settings, key(1))).isDecided).toBe(false);
    expect(model.claim(run({}, 200)).isDecided).toBe(false);
  });

  test.each(['a', 'b'])('holds with the seed %s too', (seed) => {
    expect(model.claim(run({}, 1000, seed)).holds).toBe(true);
  });
});

test('a pull there costs on average more than Delta F, the way back returns less, and a whirl saves work', () => {
  const [plain, whirl] = [run({}), run({ stirring: 'whirl' })];
  expect(mean(plain.there)).toBeGreaterThan(FREE_ENERGY + 0.5);
  expect(-mean(plain.back)).toBeLessThan(FREE_ENERGY - 0.5);
  expect(mean(whirl.there) - FREE_ENERGY).toBeLessThan(0.5 * (mean(plain.there) - FREE_ENERGY));
});

describe('the bead', () => {
  test.each(['none', 'whirl'] as const)('keeps its equilibrium in one step, stirring: %s', (stirring) => {
    const { kernel, sample } = trap(0.4, { stirring }, 'forward');
    const n = 20_000;
    const moved = Array.from({ length: n }, (_, i) => {
      const rng = stream(foldIn(key('equilibrium'), i));
      return kernel.step({ position: sample(rng, 1) }, rng, 1)[0].position;
    });
    for (const [coordinate, centre] of [
      [0, 0.5],
      [1, 0],
    ] as const) {
      const deviations = Float64Array.from(moved, (position) => position[coordinate]! - centre);
      expect(Math.abs(mean(deviations))).toBeLessThan(4.89 / Math.sqrt(n));
      expect(Math.abs(mean(deviations.map((u) => u * u)) - 1)).toBeLessThan(4.89 * Math.sqrt(2 / n));
    }
  });

  test('is shown with the mean work of its film', () => {
    const { film } = run({}, 200);
    expect(film.meanWork.at(-1)).toBeCloseTo(mean(film.work), 10);
    expect(film.frames.every((frame) => frame.every(Number.isFinite))).toBe(true);
  });
});

describe('the model', () => {
  test('leaves the state it is given as it was, and says the same again', () => {
    let state = model.init(settings, key(1));
    for (let i = 0; i < 60; i++) state = model.step(state, settings);
    const copy = structuredClone(state);
    const [first, second] = [model.step(state, settings), model.step(state, settings)];
    expect(state).toEqual(copy);
    expect(second).toEqual(first);
  });

  test('stays where it is at the end', () => {
    const end = run({ duration: '128' }, MAX_PULLS);
    expect(model.step(end, settings)).toBe(end);
  });
});
