/** The claim of the caption, headless and exact; seed key(<figure>). The mutants are the two lids that break the figure. Below 1 s. */

import { gaussianMixture, gaussianMixtureEm } from '@yuragi/latent-models';
import { finish, key, toNdarray } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { model, type State } from './model.ts';
import { FLAT, MAX_ROUNDS, type Settings } from './settings.ts';
import { view } from './view.ts';

const seeds = [view.name, 'a', 'b', 'c', 'd', 'e'];

function walk(lid: Settings['lid'], seed: string = view.name): State[] {
  const states = [model.init({ lid }, key(seed))];
  while (!view.isOver(states.at(-1)!)) states.push(model.step(states.at(-1)!, { lid }));
  return states;
}

describe('the claim', () => {
  test.each(seeds.flatMap((seed) => (['bound', 'way'] as const).map((lid) => [lid, seed] as const)))(
    'holds with the lid %s (seed %s): no rise, no hole, one height',
    (lid, seed) => {
      const states = walk(lid, seed);
      const end = states.at(-1)!;
      expect(end.round).toBeLessThan(MAX_ROUNDS);
      expect(end.em.values.length).toBeGreaterThan(5);
      if (lid === 'bound') expect(end.gradient.values.length).toBeGreaterThan(end.em.values.length);
      expect(model.claim(end)).toMatchObject({ isDecided: true, holds: true });
      for (const state of states.slice(0, -1)) expect(model.claim(state).isDecided).toBe(false);
    },
  );

  test.each(seeds)('fails with a lid that is too flat: it rises (seed %s)', (seed) => {
    const states = walk('flat', seed);
    const end = states.at(-1)!;
    expect(model.claim(end)).toMatchObject({ isDecided: true, holds: false });
    expect(end.gradient.rise).toBeGreaterThan(0.05);
    expect(end.gradient.hole).toBeGreaterThan(0.05);
    // EM, in the row below, has no L to choose.
    expect(end.em.rise).toBeLessThan(1e-12);
  });

  test.each(seeds)('fails with the curvature of the place alone: the curve goes through its lid (seed %s)', (seed) => {
    const end = walk('place', seed).at(-1)!;
    expect(end.gradient.hole).toBeGreaterThan(0.05);
    expect(model.claim(end)).toMatchObject({ isDecided: true, holds: false });
  });
});

describe('the curve and its lids', () => {
  const state = walk('bound')[1]!;

  test('f is the mean of -log p of the mixture, and the lid of EM leads where EM of the package leads', () => {
    const end = walk('bound').at(-1)!;
    // Points with the log-ratio d = 2 x/0.49.
    const x = end.points.logRatios.map((d) => (0.49 * d) / 2);
    const at = (theta: number) => ({
      weights: Float64Array.of(1 / (1 + Math.exp(-theta)), 1 / (1 + Math.exp(theta))),
      means: Float64Array.of(1, -1),
      covariances: Float64Array.of(0.49, 0.49),
    });
    const meanLogDensity = (theta: number): number => {
      const { weights, means, covariances } = at(theta);
      const mixture = gaussianMixture({
        weights,
        means: toNdarray(means, [2, 1]),
        covariances: toNdarray(covariances, [2, 1, 1]),
      });
      return mixture.logDensity(toNdarray(x, [x.length, 1])).reduce((sum, value) => sum + value, 0) / x.length;
    };
    let theta = 3;
    for (const value of end.em.values.slice(0, 6)) {
      expect(value).toBeCloseTo(-meanLogDensity(theta), 11);
      const [{ weights }] = finish(gaussianMixtureEm(x, 1, 2, 'full', 0).step(at(theta)));
      theta = Math.log(weights[0]! / weights[1]!);
    }
  });

  test('both lids lie above the whole curve, and touch it where the walks stand', () => {
    for (const { lid } of [state.gradient, state.em]) {
      const gaps = lid!.map((value, i) => value - state.curve[i]!);
      expect(Math.min(...gaps)).toBeGreaterThan(-1e-12);
      // 160 steps of 1/20 from -5: theta = 3.
      expect(gaps[160]).toBeCloseTo(0, 12);
    }
    // That of EM is less curved than 1/4, with the same slope: it lies between the curve and the parabola.
    expect(Math.min(...state.gradient.lid!.map((value, i) => value - state.em.lid![i]!))).toBeGreaterThan(-1e-12);
    const flat = model.step(model.init({ lid: 'flat' }, key(view.name)), { lid: 'flat' }).gradient.lid!;
    expect(Math.min(...flat.map((value, i) => value - state.curve[i]!))).toBeLessThan(-1);
    expect(FLAT).toBeLessThan(0.13 / 2);
  });
});

describe('the model', () => {
  test('leaves the state it is given as it was, and crosses to a worker unchanged', () => {
    const state = walk('bound')[3]!;
    const copy = structuredClone(state);
    model.step(state, { lid: 'bound' });
    expect(state).toEqual(copy);
  });

  test('stays where it is at the end', () => {
    const end = walk('bound').at(-1)!;
    expect(model.step(end, { lid: 'bound' })).toBe(end);
  });
});
