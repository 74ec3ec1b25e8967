/**
 * The claim of the caption, headless. All laws are exact, so seeds matter to the draws only. The mutants are the settings
 * that break the figure. About 5 s.
 */

import { boltzmannLaw, drivenLaw } from '@yuragi/annealing';
import { key } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { fourSpins, model, type State } from './model.ts';
import { NUM_DRAWS, NUM_FRAMES, probabilities, type Settings, settings, totalOf } from './settings.ts';
import { view } from './view.ts';

/** From the reference values of the bridge, computed by independent code: i4-classical-to-quantum, i4-noise-and-reverse. */
const reference = {
  gap: 0.23832914773319477,
  asymmetryWithSignsSwapped: 6.468296872206708,
  diffusionAtTwo: 0.0030039580147865775,
};

const runs = new Map<string, State[]>();
/** All states of a run; runs that several tests look at are made once. */
function run(changes: Partial<Settings> = {}): State[] {
  const controls = { ...settings, ...changes };
  const name = JSON.stringify(controls);
  const made = runs.get(name);
  if (made !== undefined) return made;
  const states = [model.init(controls, key(view.name))];
  while (!view.isOver(states.at(-1)!)) states.push(model.step(states.at(-1)!, controls));
  runs.set(name, states);
  return states;
}
const distance = (p: Float64Array, q: Float64Array): number =>
  p.reduce((sum, each, x) => sum + Math.abs(each - q[x]!), 0) / 2;

describe('the claim', () => {
  test.each(['heatBath', 'metropolis', 'squareRoot', 'corrector'] as const)('holds for the rate %s', (rate) => {
    const states = run({ rate });
    for (const state of states.slice(0, -1)) expect(model.claim(state).isDecided).toBe(false);
    expect(model.claim(states.at(-1)!)).toMatchObject({ isDecided: true, holds: true });
    expect(states.at(-1)!.books.change).toBeLessThan(1e-14);
    expect(states.at(-1)!.books.asymmetry).toBeLessThan(1e-13);
  });

  test('fails with r alone: annealing goes to the law at twice beta, and H does not keep probability', () => {
    const end = run({ rate: 'reverse' }).at(-1)!;
    expect(model.claim(end)).toMatchObject({ isDecided: true, holds: false });
    const doubled = boltzmannLaw(fourSpins, 2);
    expect(distance(end.annealing, doubled)).toBeLessThan(0.02);
    expect(distance(end.annealing, end.target)).toBeGreaterThan(0.15);
    expect(Math.abs(totalOf(probabilities(end.amplitudes)) - 1)).toBeGreaterThan(0.1);
    expect(end.books.change).toBeGreaterThan(0.1);
    // The way back of the diffusion has rates of its own, 1/2 r of the law at its time, and is not touched.
    expect(end.distances.diffusion).toEqual(run().at(-1)!.distances.diffusion);
  });

  test('fails with the signs of the map swapped: H is not symmetric by the reference`s 6.468', () => {
    const end = run({ sign: 'wrong' }).at(-1)!;
    expect(model.claim(end)).toMatchObject({ isDecided: true, holds: false });
    expect(Math.abs(end.books.asymmetry - reference.asymmetryWithSignsSwapped)).toBeLessThan(1e-11);
    expect(totalOf(probabilities(end.amplitudes))).toBeGreaterThan(1.1);
    expect(end.distances.annealing).toEqual(run().at(-1)!.distances.annealing);
  });

  test('fails where the time is too short, and then diffusion is 0.003004 away', () => {
    const end = run({ duration: '2' }).at(-1)!;
    expect(model.claim(end)).toMatchObject({ isDecided: true, holds: false });
    // The tolerance of the figure's solver.
    expect(Math.abs(end.distances.diffusion.at(-1)! - reference.diffusionAtTwo)).toBeLessThan(1e-6);
  });
});

test('the laws on the way are those of the package`s driven runs', () => {
  for (const [equation, lawOf] of [
    ['annealing', ({ annealing }: State) => annealing],
    ['real-time', ({ amplitudes }: State) => probabilities(amplitudes)],
  ] as const) {
    const { laws } = drivenLaw(fourSpins, {
      rule: 'heat-bath',
      schedule: (s) => s,
      duration: 8,
      equation,
      numPoints: NUM_FRAMES,
    });
    for (const [frame, state] of run({ duration: '8' }).entries())
      expect(distance(lawOf(state), laws.data.slice(16 * frame, 16 * (frame + 1)))).toBeLessThan(1e-5);
  }
});

test('the gap of H is the reference`s, 0.238329', () => {
  expect(Math.abs(run().at(-1)!.books.gap - reference.gap)).toBeLessThan(1e-11);
});

describe('the model', () => {
  test('draws 200 from each law at each step, others for another seed', () => {
    const state = run()[30]!;
    for (const row of [0, 1, 2])
      expect(state.draws.slice(16 * row, 16 * (row + 1)).reduce((sum, count) => sum + count)).toBe(NUM_DRAWS);
    expect(model.init(settings, key('another')).draws).not.toEqual(run()[0]!.draws);
  });

  test('leaves the state it is given as it was, and crosses to a worker unchanged', () => {
    const state = run()[7]!;
    const copy = structuredClone(state);
    model.step(state, settings);
    expect(state).toEqual(copy);
  });

  test('stays where it is at the end', () => {
    const end = run().at(-1)!;
    expect(model.step(end, settings)).toBe(end);
  });
});
