/**
 * The claim of the caption, headless: seed key(<figure>), the level of the likelihood ratio is 1e-6, the rest is exact. The
 * mutants are the two beginnings that break the figure. About 1 s.
 */

import { gaussianMixtureEm } from '@yuragi/latent-models';
import { finish, key } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { model, type State } from './model.ts';
import type { Settings } from './settings.ts';
import { view } from './view.ts';

const MAX_STEPS = 3000;

function climb(start: Settings['start'], seed: string = view.name): State[] {
  const states = [model.init({ start }, key(seed))];
  while (!view.isOver(states.at(-1)!) && states.length < MAX_STEPS) states.push(model.step(states.at(-1)!, { start }));
  return states;
}

describe('the claim', () => {
  test('holds: no half step lowers the bound, and the climb ends no lower than the law', () => {
    const end = climb('corner').at(-1)!;
    expect(end.isConverged).toBe(true);
    expect(model.claim(end)).toMatchObject({ isDecided: true, holds: true });
  });

  test('fails where two components begin in one heap: never a fall, but the wrong top', () => {
    const end = climb('heap').at(-1)!;
    expect(end.largestFall).toBeLessThanOrEqual(1e-10);
    expect(end.isConverged).toBe(true);
    const claim = model.claim(end);
    expect(claim).toMatchObject({ isDecided: true, holds: false });
    expect(claim.value).toBeLessThan(end.lawLogLikelihood - 0.1);
  });

  test('fails where a component begins on one point: log p has no upper end', () => {
    const end = climb('point').at(-1)!;
    expect(end.fallen).toBe(0);
    expect(model.claim(end)).toMatchObject({ value: Infinity, isDecided: true, holds: false });
  });

  test('is finite again where the points are smoothed', () => {
    const end = climb('smoothed').at(-1)!;
    expect(end.fallen).toBe(-1);
    expect(end.isConverged).toBe(true);
    expect(end.largestFall).toBeLessThanOrEqual(1e-10);
  });

  test('is not decided on the way', () => {
    for (const state of climb('corner').slice(0, -1)) expect(model.claim(state).isDecided).toBe(false);
  });

  test.each(['a', 'b', 'c', 'd', 'e'])('holds with the seed %s too, and fails from one point', (seed) => {
    expect(model.claim(climb('corner', seed).at(-1)!).holds).toBe(true);
    expect(model.claim(climb('point', seed).at(-1)!).holds).toBe(false);
  });
});

test.each(['corner', 'heap', 'smoothed'] as const)('log p = ELBO + KL after every half step (%s)', (start) => {
  const states = climb(start);
  for (const { bounds, logLikelihoods, divergence, last } of states) {
    expect(logLikelihoods.at(-1)! - bounds.at(-1)! - divergence).toBeCloseTo(0, 10);
    expect(divergence).toBeGreaterThan(-1e-12);
    if (last === 'expectation') expect(divergence).toBeCloseTo(0, 10);
  }
  expect(states.at(-1)!.identityError).toBeLessThan(1e-10);
});

test("an E-step and an M-step are one step of the package's EM", () => {
  const [start, afterE, afterM] = climb('corner');
  const em = gaussianMixtureEm(start!.data, 2, 3, 'full', 0);
  const [parameters] = finish(em.step(start!.parameters));
  expect(afterE!.parameters).toEqual(start!.parameters);
  expect(afterM!.parameters).toEqual(parameters);
});

describe('the model', () => {
  test('leaves the state it is given as it was, and crosses to a worker unchanged', () => {
    const state = climb('corner')[7]!;
    const copy = structuredClone(state);
    model.step(state, { start: 'corner' });
    expect(state).toEqual(copy);
  });

  test('stays where it is at the end', () => {
    for (const start of ['corner', 'point'] as const) {
      const end = climb(start).at(-1)!;
      expect(model.step(end, { start })).toBe(end);
    }
  });
});
