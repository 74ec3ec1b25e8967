/**
 * The claim of the caption, headless: seed key(<figure>), level 1e-6 of a normal law; the error bar of the populations rests on
 * 24 masses, so its level is that of t with 23 degrees of freedom, 6e-5. The mutants are the settings that break it. 6 s.
 */
import { key } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { dissipated, largestError, model, type State, trap } from './model.ts';
import { DIMENSION, freeEnergyAt, LAST, NUM_LEVELS, type Settings, settings, stiffnessAt } from './settings.ts';
import { view } from './view.ts';

const runs = new Map<string, State>();
function run(change: Partial<Settings> = {}, seed: string = view.name, numSteps = NUM_LEVELS): State {
  const controls = { ...settings, ...change };
  const name = JSON.stringify([controls, seed, numSteps]);
  let state = runs.get(name) ?? model.init(controls, key(seed));
  if (!runs.has(name)) for (let i = 0; i < numSteps; i++) state = model.step(state, controls);
  runs.set(name, state);
  return state;
}

describe('the claim', () => {
  test.each([view.name, 'a', 'b'])('holds with the seed %s', (seed) => {
    const state = run({}, seed);
    expect(view.isOver(state)).toBe(true);
    expect(model.claim(state)).toMatchObject({ isDecided: true, holds: true });
  });

  test('is not decided on the way', () => {
    expect(model.claim(run({}, view.name, NUM_LEVELS - 1)).isDecided).toBe(false);
  });

  test('fails for one product of weights: few walkers carry the mean', () => {
    const state = run({ weights: 'plain' });
    expect(model.claim(state)).toMatchObject({ isDecided: true, holds: false });
    expect(state.estimates.at(-1)!.plain.isTrusted).toBe(false);
  });

  test('fails without patience: the slow drive is then the fast one, with fewer walkers', () => {
    const state = run({ patience: '1' });
    expect(model.claim(state).holds).toBe(false);
    expect(state.estimates.at(-1)!.wait.isTrusted).toBe(false);
  });

  test('fails where the volume is forgotten: every walker then says that nothing was done', () => {
    const state = run({ escort: 'volumeless' });
    expect(model.claim(state).holds).toBe(false);
    expect(largestError(state.carried, NUM_LEVELS)).toBeCloseTo(freeEnergyAt(NUM_LEVELS), 9);
  });
});

describe('the three cures', () => {
  test('wait: sixteen times the levels dissipate about a sixteenth', () => {
    const { slow, plain } = run();
    const ratio = dissipated(plain, NUM_LEVELS) / dissipated(slow, NUM_LEVELS);
    expect(ratio).toBeGreaterThan(8);
    expect(ratio).toBeLessThan(32);
    // The second law, at every level.
    for (let level = 1; level <= NUM_LEVELS; level++) expect(dissipated(plain, level)).toBeGreaterThan(0);
  });

  test('reweight: without resampling the weights die, with it they live', () => {
    const { estimates } = run();
    expect(estimates[1]!.plain.share).toBeGreaterThan(0.4);
    expect(estimates[1]!.plain.share).toBeLessThan(0.65);
    expect(estimates.at(-1)!.plain.share).toBeLessThan(0.02);
    for (const { resampled } of estimates) expect(resampled.share).toBeGreaterThan(0.2);
  });

  test('the exact share without resampling is 1.3e-7: the walkers that are there show more than is left', () => {
    // log <exp(-a W)> of one coordinate, whose law with weights stays normal; a pause is half a unit of time.
    const logMean = (a: number): number => {
      let [variance, sum] = [1, 0];
      for (let level = 0; level < NUM_LEVELS; level++) {
        const [k, next] = [stiffnessAt(level), stiffnessAt(level + 1)];
        const kept = Math.exp(-k);
        variance = kept * variance + (1 - kept) / k;
        const factor = 1 + a * (next - k) * variance;
        variance /= factor;
        sum -= Math.log(factor) / 2;
      }
      return DIMENSION * sum;
    };
    expect(logMean(1)).toBeCloseTo(-freeEnergyAt(NUM_LEVELS), 9);
    const share = Math.exp(2 * logMean(1) - logMean(2));
    expect(share.toPrecision(2)).toBe('1.3e-7');
    expect(run().estimates.at(-1)!.plain.share).toBeGreaterThan(100 * share);
  });

  test('transport: no walker does any other work than the free energy, at any level', () => {
    for (let level = 0; level <= NUM_LEVELS; level++) expect(largestError(run().carried, level)).toBeLessThan(1e-11);
  });

  test('and the carried walkers stand in the last equilibrium', () => {
    const { positions } = run().carried;
    const n = positions.length;
    const scaled = positions.reduce((sum, x) => sum + LAST * x * x, 0) / n;
    expect(Math.abs(scaled - 1)).toBeLessThan(4.89 * Math.sqrt(2 / n));
  });
});

test('the escort is its own inverse on the way back, and its volume is the determinant', () => {
  const { escort } = trap('carried');
  const x = Float64Array.from({ length: DIMENSION }, (_, i) => Math.sin(i));
  const [there, volume] = escort!(x, [stiffnessAt(0)], [stiffnessAt(6)]);
  const [back, other] = escort!(there, [stiffnessAt(6)], [stiffnessAt(0)]);
  expect(volume + other).toBeCloseTo(0, 12);
  expect(volume).toBeCloseTo(DIMENSION * Math.log(there[1]! / x[1]!), 10);
  for (let i = 0; i < DIMENSION; i++) expect(back[i]).toBeCloseTo(x[i]!, 14);
});

describe('the model', () => {
  test('leaves the state it is given as it was, and says the same again', () => {
    const state = run({}, view.name, 3);
    const copy = structuredClone(state);
    const [first, second] = [model.step(state, settings), model.step(state, settings)];
    expect(state).toEqual(copy);
    expect(second).toEqual(first);
  });

  test('stays where it is at the end', () => {
    expect(model.step(run(), settings)).toBe(run());
  });
});
