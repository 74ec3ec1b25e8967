/**
 * The claim of the caption, headless: seed key(<figure>), level 1e-6 (two-sided |z| < 4.89), 38 400 pairs in two
 * cycles; the mutant is the setting that breaks the figure. About 5 s.
 */
import { ancestralSampler, cosineNoiseSchedule, diffusionTable, smoothedMixture } from '@yuragi/diffusion';
import { key, stream, toNdarray } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { deterministicStep, model, NUM_TRACKED, reverseStep, type State } from './model.ts';
import { NUM_LEVELS, type Settings, settings, shapes } from './settings.ts';
import { bins, view } from './view.ts';

/** Runs are pure, so each is made once. */
const runs = new Map<string, State>();
function run(change: Partial<Settings>, numSteps: number): State {
  const controls = { ...settings, ...change };
  const name = JSON.stringify([controls, numSteps]);
  let state = runs.get(name) ?? model.init(controls, key(view.name));
  if (!runs.has(name)) for (let i = 0; i < numSteps; i++) state = model.step(state, controls);
  runs.set(name, state);
  return state;
}

/** Two cycles: 50 steps to noise, 100 back, 24 at rest. */
const TWO_CYCLES = 348;

describe('the claim', () => {
  test('holds for the denoiser of the law: the loss on unseen pairs is what it states', () => {
    const claim = model.claim(run({}, TWO_CYCLES));
    expect(claim.isDecided).toBe(true);
    expect(claim.holds).toBe(true);
    // Tight enough to see one part in fifty.
    expect(claim.standardError).toBeLessThan(claim.expected / 50);
  });

  test.each(['heaps', 'spiral'] as const)('holds for the shape %s', (shape) => {
    expect(model.claim(run({ points: shapes[shape] }, TWO_CYCLES)).holds).toBe(true);
  });

  test('holds for DDIM too: the claim is about the denoiser, not about the way back', () => {
    expect(model.claim(run({ sampler: 'ddim' }, TWO_CYCLES)).holds).toBe(true);
  });

  test('fails for the denoiser that knows only the points: it loses more than it states', () => {
    const claim = model.claim(run({ knows: 'points' }, TWO_CYCLES));
    expect(claim.isDecided).toBe(true);
    expect(claim.holds).toBe(false);
    expect(claim.value).toBeGreaterThan(claim.expected);
  });

  test('is not decided on too few pairs', () => {
    expect(model.claim(run({}, 0)).isDecided).toBe(false);
    expect(model.claim(run({}, 10)).isDecided).toBe(false);
  });
});

test('the denoiser of the points sends its samples onto the points, the denoiser of the law does not', () => {
  // A few end between two points: the steps are 100, not infinitely many.
  const { samples: copied } = run({ knows: 'points' }, TWO_CYCLES);
  expect(copied[1] / copied[0]).toBeGreaterThan(0.95);
  const { samples, fresh } = run({}, TWO_CYCLES);
  expect(samples[1] / samples[0]).toBeLessThan(0.1);
  expect(fresh[1] / fresh[0]).toBeLessThan(0.1);
});

test('at high noise the two denoisers lose alike; at low noise that of the points loses far more than it states', () => {
  const [law, points] = [bins(run({}, TWO_CYCLES)), bins(run({ knows: 'points' }, TWO_CYCLES))];
  expect(points.at(-1)!.measured).toBeCloseTo(law.at(-1)!.measured, 3);
  expect(points[0]!.measured).toBeGreaterThan(2 * law[0]!.measured);
  expect(points[0]!.measured).toBeGreaterThan(3 * points[0]!.stated);
});

describe('a step back', () => {
  const law = smoothedMixture({
    weights: Float64Array.of(0.5, 0.5),
    means: toNdarray(Float64Array.of(-1, 0, 1, 0.5), [2, 2]),
    covariances: toNdarray(Float64Array.of(0.1, 0, 0, 0.1, 0.2, 0, 0, 0.2), [2, 2, 2]),
  });
  const { sigma } = diffusionTable(cosineNoiseSchedule({ numSteps: NUM_LEVELS }), NUM_LEVELS);
  const x = Float64Array.of(0.3, -0.7, 1.2, 0.4);

  test.each([1, 2, 40, NUM_LEVELS])("is ancestralSampler's, draw for draw, from level %i", async (t) => {
    const ours = reverseStep(law, x, t, stream(key('step')));
    const sampler = ancestralSampler(law.denoise, { dimension: 2 });
    const [{ position }] = await sampler.step({ position: x }, stream(key('step')), sigma[t]!, sigma[t - 1]!);
    for (const [i, value] of ours.entries()) expect(value).toBeCloseTo(position[i]!, 12);
  });

  test('without new noise keeps the noise that the denoiser sees', () => {
    const next = deterministicStep(law, x, 40);
    const noiseAt = (position: Float64Array, t: number, x0: Float64Array): number[] => {
      const scale = Math.sqrt(1 + sigma[t]! ** 2);
      return Array.from(position, (value, i) => (scale * value - x0[i]!) / sigma[t]!);
    };
    const x0 = new Float64Array(4);
    law.denoise(
      x.map((value) => value * Math.sqrt(1 + sigma[40]! ** 2)),
      sigma[40]!,
      x0,
    );
    for (const [i, eps] of noiseAt(x, 40, x0).entries()) expect(noiseAt(next, 39, x0)[i]).toBeCloseTo(eps, 10);
  });
});

describe('the model', () => {
  test('leaves the state it is given as it was, and says the same again', () => {
    const state = run({}, 60);
    const copy = structuredClone(state);
    const [first, second] = [model.step(state, settings), model.step(state, settings)];
    expect(state).toEqual(copy);
    expect(second).toEqual(first);
  });

  test('crosses to a worker and back unchanged', () => {
    const state = run({}, 70);
    expect(structuredClone(state)).toEqual(state);
    expect(state.trails.at(-1)).toHaveLength(2 * NUM_TRACKED);
  });

  test('shows the level the reader holds, and goes back from there', () => {
    const held = run({ level: 63 }, 5);
    expect(held.level).toBe(63);
    expect(model.step(held, settings).level).toBe(62);
    const untouched = model.step(run({ level: 0 }, 1), { ...settings, level: 0 });
    expect(untouched.position).toEqual(untouched.clean);
  });

  test('never leaves the finite numbers, even for one point', () => {
    const { position, denoised, measured } = run({ points: [0, 0], blur: 0.03 }, TWO_CYCLES);
    for (const values of [position, denoised, measured]) expect(values.every(Number.isFinite)).toBe(true);
  });
});
