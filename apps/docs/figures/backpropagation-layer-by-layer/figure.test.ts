/** The claim of the caption, headless and exact; seed key(<figure>). The mutants are the two wrong deltas of the figure. About 2 s. */

import { key } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { model, type State } from './model.ts';
import { EXAMPLES, MAX_ROUNDS, NUM_PHASES, type Settings } from './settings.ts';
import { view } from './view.ts';

const activations = ['tanh', 'sigmoid', 'silu'] as const;

const known = new Map<string, State[]>();

/** The states of a run; runs that go on further serve for shorter ones. */
function train(controls: Settings, seed: string = view.name, maxSteps = Infinity): State[] {
  const name = `${controls.delta} ${controls.activation} ${seed}`;
  const states = known.get(name) ?? [model.init(controls, key(seed))];
  known.set(name, states);
  while (!view.isOver(states.at(-1)!) && states.length <= maxSteps) states.push(model.step(states.at(-1)!, controls));
  return states.slice(0, maxSteps + 1);
}

describe('the claim', () => {
  test.each(activations)('holds for %s, from the first example to the last', (activation) => {
    const states = train({ delta: 'chain', activation });
    const end = states.at(-1)!;
    expect(end.numChecked).toBeGreaterThan(EXAMPLES.length * (MAX_ROUNDS - 1));
    expect(model.claim(end)).toMatchObject({ isDecided: true, holds: true });
    expect(end.fromQuotients).toBeLessThan(1e-9);
    expect(end.losses.at(-1)!).toBeLessThan(end.losses[0]!);
    for (const state of states.filter(({ numChecked }) => numChecked < 8))
      expect(model.claim(state).isDecided).toBe(false);
  });

  test.each(
    activations.flatMap((activation) =>
      (['forgotten', 'primes'] as const).map((delta) => [delta, activation] as const),
    ),
  )('fails with the delta %s (%s): both checks say so', (delta, activation) => {
    const end = train({ delta, activation }, view.name, 40).at(-1)!;
    expect(model.claim(end)).toMatchObject({ isDecided: true, holds: false });
    expect(end.fromGraph).toBeGreaterThan(1e-2);
    expect(end.fromQuotients).toBeCloseTo(end.fromGraph, 8);
  });

  test.each(['a', 'b', 'c'])('holds with the seed %s too, and fails with the wrong deltas', (seed) => {
    for (const [delta, holds] of [
      ['chain', true],
      ['forgotten', false],
      ['primes', false],
    ] as const)
      expect(model.claim(train({ delta, activation: 'tanh' }, seed, 40).at(-1)!)).toMatchObject({
        isDecided: true,
        holds,
      });
  });

  test('stops where a wrong gradient has led too far', () => {
    const controls = { delta: 'primes', activation: 'silu' } as const;
    const start = train(controls, view.name, 30).at(-1)!;
    const state = {
      ...start,
      layers: start.layers.map((layer) => ({ ...layer, biases: layer.biases.map(() => 1e7) })),
    };
    const end = model.step(state, controls);
    expect(end.hasDiverged && view.isOver(end)).toBe(true);
    expect(model.step(end, controls)).toBe(end);
  });
});

test('a falling loss proves nothing: with wrong deltas it falls too, and may even arrive', () => {
  const stuck = train({ delta: 'forgotten', activation: 'tanh' }).at(-1)!.losses;
  expect(stuck.at(-1)!).toBeLessThan(0.6 * stuck[0]!);
  expect(stuck.at(-1)!).toBeGreaterThan(0.5);
  const arrived = train({ delta: 'primes', activation: 'silu' }, 'a').at(-1)!.losses;
  expect(arrived.at(-1)!).toBeLessThan(0.01);
  expect(train({ delta: 'chain', activation: 'tanh' }).at(-1)!.losses.at(-1)!).toBeLessThan(0.001);
});

test('the first round goes layer by layer, and then a round at a time', () => {
  const states = train({ delta: 'chain', activation: 'tanh' }, view.name, 40);
  const rounds = states.map(({ losses }) => losses.length);
  expect(rounds.indexOf(1)).toBe(EXAMPLES.length * (NUM_PHASES + 1));
  expect(states[6]!.phase).toBe(6);
});

describe('the model', () => {
  test('leaves the state it is given as it was, and crosses to a worker unchanged', () => {
    const controls = { delta: 'chain', activation: 'silu' } as const;
    const state = train(controls, view.name, 34).at(-1)!;
    const copy = structuredClone(state);
    const first = model.step(state, controls);
    expect(state).toEqual(copy);
    expect(model.step(state, controls)).toEqual(first);
  });

  test('stays where it is at the end', () => {
    const controls = { delta: 'chain', activation: 'tanh' } as const;
    const end = train(controls).at(-1)!;
    expect(model.step(end, controls)).toBe(end);
  });
});
