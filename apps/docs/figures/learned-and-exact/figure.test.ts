/** The claim of the caption, headless; seed key(<figure>). The mutants are the two ways to break it. About 20 s. */

import { smoothedMixture } from '@yuragi/diffusion';
import { key, toNdarray } from '@yuragi/prob-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { HEAPS } from './heaps.ts';
import { model, type State } from './model.ts';
import { LEFT, LEVELS, MAX_FRAMES, type Settings } from './settings.ts';
import { view } from './view.ts';

function train(training: Settings['training'], seed: string, numFrames: number): State {
  const controls = { ...view.defaults, training };
  let state = model.init(controls, key(seed));
  for (let i = 0; i < numFrames; i++) state = model.step(state, controls);
  return state;
}

let end: State;
beforeAll(() => {
  end = train('all', view.name, MAX_FRAMES);
}, 60_000);

describe('the claim', () => {
  test('holds at the end, and is open before', () => {
    expect(end.left[0]).toBeCloseTo(1, 12);
    expect(model.claim(end)).toMatchObject({ isDecided: true, holds: true });
    expect(end.left.at(-1)).toBeLessThan(LEFT / 2);
    expect(model.claim({ ...end, frame: 20 }).isDecided).toBe(false);
    expect(view.isOver(end) && model.step(end, view.defaults) === end).toBe(true);
  });

  test('holds with another seed', () => {
    expect(model.claim(train('all', 'a', 90))).toMatchObject({ isDecided: true, holds: true });
  }, 60_000);

  test.each(['one', 'long'] as const)(
    'fails with the training broken: %s',
    (training) => {
      const broken = train(training, view.name, 90);
      expect(model.claim(broken)).toMatchObject({ isDecided: true, holds: false });
      expect(broken.left.at(-1)).toBeGreaterThan(4 * LEFT);
      // The level that was trained alone is learned well.
      if (training === 'one') expect(broken.leftAt[LEVELS.indexOf(1.5)]).toBeLessThan(LEFT);
    },
    60_000,
  );

  test('of a loss that is not finite is that it fails, and training stops', () => {
    const spoilt = { ...end, frame: 5, parameters: end.parameters.map((values) => values.map(() => Number.NaN)) };
    const stopped = model.step(spoilt, view.defaults);
    expect(stopped.hasDiverged && view.isOver(stopped)).toBe(true);
    expect(model.claim(stopped)).toMatchObject({ isDecided: true, holds: false });
    expect(view.status(stopped, view.strings.en)).toContain('not finite');
  });
});

test('the law has mean 0 and mean variance 1, and what stands beside the network is its exact denoiser', () => {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  for (const j of [0, 1] as const) expect(sum(HEAPS.map(({ weight, mean }) => weight * mean[j]))).toBeCloseTo(0, 12);
  const second = HEAPS.map(({ weight, mean: [x, y], spread }) => weight * (0.5 * (x * x + y * y) + spread ** 2));
  expect(sum(second)).toBeCloseTo(1, 12);
  const law = smoothedMixture({
    weights: Float64Array.from(HEAPS, ({ weight }) => weight),
    means: toNdarray(Float64Array.from(HEAPS.flatMap(({ mean }) => [...mean])), [3, 2]),
    covariances: toNdarray(Float64Array.from(HEAPS.flatMap(({ spread: s }) => [s * s, 0, 0, s * s])), [3, 2, 2]),
  });
  for (const [i, { points, exact }] of end.fields.entries()) {
    const out = new Float64Array(points.length);
    law.denoise(points, LEVELS[i]!, out);
    expect(exact).toEqual(out);
  }
});

test('the points that the network draws have the weights of the heaps', () => {
  const counts = [0, 0, 0];
  for (let i = 0; i < end.samples.length; i += 2) {
    const distances = HEAPS.map(({ mean: [x, y] }) => Math.hypot(end.samples[i]! - x, end.samples[i + 1]! - y));
    counts[distances.indexOf(Math.min(...distances))]!++;
  }
  const n = end.samples.length / 2;
  // Within 4.9 standard deviations of a count, and not of the heap's neighbour.
  for (const [k, { weight }] of HEAPS.entries())
    expect(Math.abs(counts[k]! - n * weight)).toBeLessThan(4.9 * Math.sqrt(n * weight * (1 - weight)));
});

test('the model leaves the state it is given as it was, and crosses to a worker unchanged', () => {
  const state = train('all', view.name, 2);
  const copy = structuredClone(state);
  const first = model.step(state, view.defaults);
  expect(state).toEqual(copy);
  expect(model.step(copy, view.defaults)).toEqual(first);
});
