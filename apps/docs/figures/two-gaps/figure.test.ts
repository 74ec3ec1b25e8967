/** The claim of the caption, headless and exact; seed key(<figure>). The mutant is the collapse. About 2 s. */
import { key } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { LARGE_NOISE, model, NUM_POINTS, type State } from './model.ts';
import { MAX_ROUNDS, type Settings } from './settings.ts';
import { view } from './view.ts';

function climb(encoder: Settings['encoder'], seed: string = view.name): State[] {
  const states = [model.init({ encoder }, key(seed))];
  while (!view.isOver(states.at(-1)!)) states.push(model.step(states.at(-1)!, { encoder }));
  return states;
}
const end = (encoder: Settings['encoder'], seed?: string): State => climb(encoder, seed).at(-1)!;
const all = ['posterior', 'own', 'two', 'one', 'none'] as const;

describe('the claim', () => {
  test.each(all.flatMap((encoder) => [view.name, 'a'].map((seed) => [encoder, seed] as const)))(
    'holds with %s (seed %s)',
    (encoder, seed) => {
      const states = climb(encoder, seed);
      expect(states.length).toBeLessThan(MAX_ROUNDS);
      expect(model.claim(states.at(-1)!)).toMatchObject({ isDecided: true, holds: true });
      for (const state of states.slice(0, -1)) expect(model.claim(state).isDecided).toBe(false);
    },
  );

  test.each([view.name, 'a'])('fails in a collapse: no gap is left, and the code is silent (seed %s)', (seed) => {
    const last = end('collapse', seed);
    expect(model.claim(last)).toMatchObject({ isDecided: true, holds: false });
    expect(last.rate).toBeLessThan(0.01);
    expect(last.familyGap + last.encoderGap).toBeLessThan(0.01);
    expect(last.bounds.at(-1)!).toBeLessThan(end('own', seed).bounds.at(-1)! - 0.3);
  });
});

describe('the numbers', () => {
  test('log p = bound + two gaps at every round, each from its own definition', () => {
    for (const encoder of [...all, 'collapse'] as const)
      for (const { logLikelihood, bounds, familyGap, encoderGap } of climb(encoder)) {
        expect(Math.abs(logLikelihood - bounds.at(-1)! - familyGap - encoderGap)).toBeLessThan(1e-10);
        expect(encoderGap).toBeGreaterThan(-1e-12);
      }
  });

  test('each stop of the way costs more than the one before', () => {
    const bounds = all.map((encoder) => end(encoder).bounds.at(-1)!);
    const [posterior, own, two, one, none] = bounds as [number, number, number, number, number];
    expect(posterior - own).toBeCloseTo(end('own').familyGap, 12);
    // A linear encoder is all that the linear case needs.
    expect(own - two).toBeLessThan(1e-3);
    expect(two - one).toBeGreaterThan(0.05);
    expect(one - none).toBeGreaterThan(0.5);
  });

  test('the noise of the collapse is more than the points vary in any direction', () => {
    const { x } = model.init({ encoder: 'collapse' }, key(view.name));
    const squares = x.reduce((sum, value) => sum + value * value, 0) / NUM_POINTS;
    expect(squares).toBeLessThan(LARGE_NOISE);
  });
});

test('the model leaves the state it is given as it was, and stays where it is at the end', () => {
  const state = climb('two')[3]!;
  const copy = structuredClone(state);
  model.step(state, { encoder: 'two' });
  expect(state).toEqual(copy);
  const last = end('one');
  expect(model.step(last, { encoder: 'one' })).toBe(last);
});
