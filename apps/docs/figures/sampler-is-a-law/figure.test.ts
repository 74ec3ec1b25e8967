/**
 * The claim of the caption, headless: seed key(<figure>), 3200 draws of each sampler, level 1e-6 for both together by the
 * inequality of Dvoretzky, Kiefer and Wolfowitz. The mutants are the two settings that break the figure. About 3 s.
 */
import { key } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { bandOf, kolmogorovDistance } from './band.ts';
import { lawOf, model, type State } from './model.ts';
import { NUM_BINS, RANGE, type Settings, settings, shapes, TOLERANCE } from './settings.ts';
import { view } from './view.ts';

function run(change: Partial<Settings>, seed: string = view.name): State {
  const controls = { ...settings, ...change };
  let state = model.init(controls, key(seed));
  while (!view.isOver(state)) state = model.step(state, controls);
  return state;
}

describe('the claim', () => {
  test.each(['hills', 'ramp', 'comb'] as const)('holds for the shape %s', (shape) => {
    const claim = model.claim(run({ points: shapes[shape] }));
    expect(claim).toMatchObject({ isDecided: true, holds: true });
    expect(bandOf(3200)).toBeLessThan(TOLERANCE);
  });

  test('fails under a lid that cuts the tops off, for that sampler alone', () => {
    const state = run({ lid: 'under' });
    expect(model.claim(state)).toMatchObject({ isDecided: true, holds: false });
    expect(state.rejection.distance).toBeGreaterThan(bandOf(3200));
    expect(state.inverse.distance).toBeLessThan(bandOf(3200));
  });

  test('fails with 60 draws: nothing is refuted, but the band is too wide to say anything', () => {
    const state = run({ draws: '60' });
    const claim = model.claim(state);
    expect(claim).toMatchObject({ isDecided: true, holds: false });
    expect(claim.value).toBeLessThan(bandOf(60));
    // A lid that is wrong passes as well: that is what too few draws means.
    expect(run({ draws: '60', lid: 'under' }).rejection.distance).toBeLessThan(bandOf(60));
  });

  test('is not decided on the way', () => {
    expect(model.claim(model.init(settings, key(1))).isDecided).toBe(false);
    expect(model.claim(model.step(model.init(settings, key(1)), settings)).isDecided).toBe(false);
  });

  test.each(['a', 'b', 'c'])('holds with the seed %s too, and fails under the low lid', (seed) => {
    expect(model.claim(run({}, seed)).holds).toBe(true);
    expect(model.claim(run({ lid: 'under' }, seed)).holds).toBe(false);
  });
});

test('the distance is the largest gap of the empirical cdf, before or after a jump', () => {
  expect(kolmogorovDistance(Float64Array.of(0.5))).toBe(0.5);
  expect(kolmogorovDistance(Float64Array.of(0.1, 0.2))).toBeCloseTo(0.8, 15);
  expect(kolmogorovDistance(Float64Array.of(0.7, 0.9))).toBeCloseTo(0.7, 15);
});

describe('the law', () => {
  test('is flat in each cell with the drawn weights, and its quantile undoes its cdf', () => {
    const heights = Float64Array.from({ length: NUM_BINS }, (_, b) => 1 + (b % 3));
    const law = lawOf(heights);
    const total = heights.reduce((sum, height) => sum + height, 0);
    expect(law.cdf(-RANGE + 0.1)).toBeCloseTo(heights[0]! / total, 14);
    for (const u of [0.01, 0.3, 0.77, 0.999]) expect(law.cdf(law.quantile(u))).toBeCloseTo(u, 13);
  });

  test('a later stroke replaces what it crosses', () => {
    const flat = model.init({ ...settings, points: [-200, 0, 200, 0] }, key(1));
    const redrawn = model.init({ ...settings, points: [-200, 200, 200, 200, -204, 0, 196, 0] }, key(1));
    expect(redrawn.heights).toEqual(flat.heights);
  });

  test('of a rejection sampler keeps area over lid of the darts', () => {
    const { numDarts, area, lid } = run({});
    const expected = area / (2 * RANGE * lid);
    const deviation = Math.sqrt((expected * (1 - expected)) / numDarts);
    expect(Math.abs(3200 / numDarts - expected)).toBeLessThan(4.89 * deviation);
  });
});

describe('the model', () => {
  test('leaves the state it is given as it was, and crosses to a worker unchanged', () => {
    const state = model.step(model.init(settings, key(1)), settings);
    const copy = structuredClone(state);
    const [first, second] = [model.step(state, settings), model.step(state, settings)];
    expect(state).toEqual(copy);
    expect(second).toEqual(first);
  });

  test('stays where it is at the end, and survives any drawing', () => {
    const end = run({ points: [0, -240], draws: '60' });
    expect(model.step(end, settings)).toBe(end);
    expect(model.claim(end).value).toBeLessThan(bandOf(60));
  });
});
