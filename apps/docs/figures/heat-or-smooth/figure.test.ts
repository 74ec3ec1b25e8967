/**
 * The claim of the caption, headless: seed key(<figure>), level 1e-6, 600 walkers counted 40 to 60 times, about 8 s. The
 * mutants are the wells that overlap, and walkers that do not move.
 */
import { smoothedMixture } from '@yuragi/diffusion';
import { key, toNdarray } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { model, type State } from './model.ts';
import { heatedShare, LAST_BETA, type Settings, sigmaOf } from './settings.ts';
import { view } from './view.ts';

const MAX_STEPS = 200;

function walk(law: Settings['law'], seed: string = view.name, until: (state: State) => boolean = view.isOver): State {
  const controls = { law, progress: null };
  let state = model.init(controls, key(seed));
  for (let step = 0; !until(state) && step < MAX_STEPS; step++) state = model.step(state, controls);
  return state;
}

describe('the claim', () => {
  const end = walk('two');

  test('holds: heat moves the weights as the formula says, smoothing leaves them', () => {
    expect(end.isOver).toBe(true);
    expect(model.claim(end)).toMatchObject({ isDecided: true, holds: true });
    expect(Math.abs(model.claim(end).value - 0.5)).toBeGreaterThan(0.1);
  });

  test('holds in the plane, where heat moves more: 0.844 instead of 0.699', () => {
    const claim = model.claim(walk('plane'));
    expect(claim).toMatchObject({ isDecided: true, holds: true });
    expect(claim.expected).toBeCloseTo(1 / (1 + 0.3 ** 1.4), 12);
    expect(Math.abs(claim.value - heatedShare(LAST_BETA, 1))).toBeGreaterThan(0.1);
  });

  test('holds for one Gaussian: both roads lead to one law', () => {
    expect(model.claim(walk('one'))).toMatchObject({ isDecided: true, holds: true });
  });

  test('fails where the wells overlap', () => {
    expect(model.claim(walk('close'))).toMatchObject({ isDecided: true, holds: false });
  });

  test('fails for walkers that heat does not move', () => {
    const visits = new Float64Array(end.visits.length).map((_, i) => (i % 2) * end.numCounted);
    expect(model.claim({ ...end, visits })).toMatchObject({ isDecided: true, holds: false });
  });

  test('fails for smoothed draws that the formula of heat describes', () => {
    const smoothedVisits = Math.round(0.699 * end.visits.length * end.numCounted);
    expect(model.claim({ ...end, smoothedVisits })).toMatchObject({ isDecided: true, holds: false });
  });

  test('is not decided on the way', () => {
    expect(model.claim(walk('two', view.name, ({ progress }) => progress >= 1)).isDecided).toBe(false);
  });

  test.each(['a', 'b', 'c'])('holds with the seed %s too, and fails where the wells overlap', (seed) => {
    expect(model.claim(walk('two', seed)).holds).toBe(true);
    expect(model.claim(walk('close', seed)).holds).toBe(false);
  });
});

describe('the formula', () => {
  /** Mass of the heated law p^beta around each well in d dimensions, by the radius, relative to the other. */
  const byRadius = (beta: number, d: number): number => {
    const mass = (scale: number): number => {
      let sum = 0;
      for (let r = 0.0005; r < 40 * scale; r += 0.001)
        sum += r ** (d - 1) * Math.exp((-beta * r * r) / (2 * scale * scale) - beta * d * Math.log(scale));
      return sum;
    };
    return mass(1) / (mass(1) + mass(0.3));
  };

  test.each([
    [1, 0.69905],
    [8, 0.99882],
  ])('in %i dimensions gives %f at beta = 0.3, as the radial integrals do', (d, value) => {
    expect(heatedShare(0.3, d)).toBeCloseTo(value, 5);
    expect(heatedShare(0.3, d)).toBeCloseTo(byRadius(0.3, d), 6);
  });

  test('is exact for wells as far apart as these, to 1e-4', () => {
    const { heatedDensity } = walk('two', view.name, ({ progress }) => progress >= 1);
    const half = (heatedDensity.length - 1) / 2;
    // From the middle of the line to where the narrow well is the likelier one there is next to nothing.
    const total = heatedDensity.reduce((sum, value) => sum + value, 0);
    const wide = heatedDensity.subarray(0, half + 18).reduce((sum, value) => sum + value, 0);
    expect(Math.abs(wide / total - heatedShare(LAST_BETA, 1))).toBeLessThan(5e-4);
  });
});

test('one Gaussian: heated to beta and smoothed with sigma(beta) are the same density', () => {
  for (const until of [0.25, 0.5, 1]) {
    const { heatedDensity, smoothedDensity } = walk('one', view.name, ({ progress }) => progress >= until);
    for (const [i, value] of heatedDensity.entries()) expect(value).toBeCloseTo(smoothedDensity[i]!, 12);
  }
});

test('the smoothed curve is the density of the law plus noise', () => {
  const { smoothedDensity, sigma } = walk('two', view.name, ({ progress }) => progress >= 1);
  expect(sigma).toBeCloseTo(sigmaOf(LAST_BETA), 12);
  const variance = [1 + sigma ** 2, 0.09 + sigma ** 2];
  const direct = smoothedMixture({
    weights: Float64Array.of(0.5, 0.5),
    means: toNdarray(Float64Array.of(-5, 5), [2, 1]),
    covariances: toNdarray(Float64Array.from(variance), [2, 1, 1]),
  });
  const at = Float64Array.of(-5);
  const out = new Float64Array(1);
  direct.logDensityInto(at, 0, out);
  // Point 90 of 331 on [-11, 11] is -5; the curve is normalised on the line that is shown.
  expect(smoothedDensity[90]).toBeCloseTo(Math.exp(out[0]!), 3);
});

describe('the model', () => {
  test('leaves the state it is given as it was, and crosses to a worker unchanged', () => {
    const state = walk('two', view.name, ({ progress }) => progress > 0.4);
    const copy = structuredClone(state);
    model.step(state, { law: 'two', progress: null });
    expect(state).toEqual(copy);
  });

  test('goes where the reader holds it, and forgets what it counted', () => {
    const held = model.step(walk('two'), { law: 'two', progress: 50 });
    expect([held.progress, held.numCounted, held.isOver]).toEqual([0.5, 0, false]);
  });

  test('stays where it is at the end', () => {
    const end = walk('two');
    expect(model.step(end, { law: 'two', progress: null })).toBe(end);
  });
});
