/** The claim of the caption, headless and exact; nothing is drawn at random. The mutants are the start that breaks the figure and the swapped arguments. A few seconds. */

import { realNvp } from '@yuragi/latent-models';
import { referenceEngine } from '@yuragi/nn';
import { key, toNdarray } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import { integral, secondDerivative } from '../../errata/checks/numerics.ts';
import { isOver, misses, model, type State } from './model.ts';
import { MAX_STEPS, NUM_PLACES, placeOf, type Settings } from './settings.ts';
import { view } from './view.ts';

function fitted(distance: number, start: Settings['start']): State {
  const controls = { distance, start };
  let state = model.init(controls, key(view.name));
  expect(model.claim(state).isDecided).toBe(false);
  while (!isOver(state)) state = model.step(state, controls);
  expect(state.step).toBeLessThan(MAX_STEPS);
  return state;
}

describe('the claim', () => {
  test.each([
    [1, 'left'],
    [1, 'middle'],
    [4, 'right'],
    [5.5, 'left'],
    [5.5, 'middle'],
  ] as const)('holds at distance %s from the %s: one Gaussian between the peaks', (distance, start) => {
    const end = fitted(distance, start);
    expect(model.claim(end)).toMatchObject({ isDecided: true, holds: true });
    expect(Math.abs(end.byReverse.m)).toBeLessThan(1e-6);
    // Narrower than the forward fit.
    expect(end.byReverse.l).toBeLessThan(end.byForward.l);
  });

  test.each([
    [6, 'left', -1],
    [7, 'right', 1],
    [8, 'left', -1],
  ] as const)('holds at distance %s from the %s: on that peak, at a cost of log 2 at most', (distance, start, side) => {
    const end = fitted(distance, start);
    expect(model.claim(end)).toMatchObject({ isDecided: true, holds: true });
    expect(Math.abs(end.byReverse.m - (side * distance) / 2)).toBeLessThan(0.02);
    expect(end.byReverse.reverse).toBeLessThan(Math.LN2);
    expect(end.byReverse.reverse).toBeGreaterThan(Math.LN2 - 0.005);
    // Each is the worse for the other's answer.
    expect(end.byForward.reverse).toBeGreaterThan(end.byReverse.reverse + 0.2);
    expect(end.byReverse.forward).toBeGreaterThan(end.byForward.forward + 7);
  });

  test.each([6, 8])('fails from the middle at distance %s: a minimum, but not the lowest', (distance) => {
    const end = fitted(distance, 'middle');
    const { moments, excess } = misses(end);
    expect(model.claim(end)).toMatchObject({ isDecided: true, holds: false });
    expect(excess).toBeGreaterThan(0.15);
    // The forward divergence has one minimum only.
    expect(moments).toBeLessThan(1e-6);
  });

  test('turns over at distance 5.6: the middle is the lowest place before, and not after', () => {
    expect(model.claim(fitted(5.59, 'middle')).holds).toBe(true);
    expect(misses(fitted(5.61, 'middle')).excess).toBeGreaterThan(1e-3);
  });

  test('fails if each fit is taken for that of the other divergence', () => {
    const end = fitted(7, 'left');
    const swapped = { ...end, byForward: end.byReverse, byReverse: end.byForward };
    expect(model.claim(swapped)).toMatchObject({ isDecided: true, holds: false });
    expect(misses(swapped).moments).toBeGreaterThan(3);
  });
});

describe('the divergences', () => {
  const end = fitted(7, 'left');
  const logNormal = (x: number, m: number, l: number): number =>
    -0.5 * ((x - m) * Math.exp(-l)) ** 2 - l - 0.5 * Math.log(2 * Math.PI);
  const logPeaks = (x: number): number =>
    Math.log(0.5 * (Math.exp(logNormal(x, 3.5, 0)) + Math.exp(logNormal(x, -3.5, 0))));

  test('are those of another quadrature, written from the definitions', () => {
    for (const { m, l, forward, reverse } of [
      end.byForward,
      end.byReverse,
      model.init({ distance: 7, start: 'right' }, key(0)).byForward,
    ]) {
      const logQ = (x: number): number => logNormal(x, m, l);
      const [from, to] = [m - 9 * Math.exp(l), m + 9 * Math.exp(l)];
      expect(forward).toBeCloseTo(
        integral((x) => Math.exp(logPeaks(x)) * (logPeaks(x) - logQ(x)), -12, 12),
        8,
      );
      expect(reverse).toBeCloseTo(
        integral((x) => Math.exp(logQ(x)) * (logQ(x) - logPeaks(x)), from, to),
        8,
      );
    }
  });

  test('are of the smallest flow of the package: its log density and both its directions', () => {
    const { m, l } = end.byReverse;
    const parameters = {
      location: { data: Float32Array.of(m), shape: [1] },
      logScale: { data: Float32Array.of(l), shape: [1] },
    };
    const flow = realNvp(referenceEngine(Float64Array), parameters, { dimension: 1, numCouplings: 0 });
    const z = toNdarray(Float64Array.of(-1, 0.3, 2), [3, 1]);
    const { points, logDeterminants } = flow.toData(z);
    // Parameters in f32.
    for (let i = 0; i < 3; i++) {
      expect(points.get(i, 0)).toBeCloseTo(m + Math.exp(l) * z.get(i, 0), 5);
      expect(logDeterminants[i]).toBeCloseTo(l, 5);
      expect(flow.logDensity(points)[i]).toBeCloseTo(logNormal(points.get(i, 0), m, l), 5);
    }
  });

  test('have one valley, and three; no walk is below its curve', () => {
    const valleys = (curve: Float64Array): number =>
      curve.filter((value, i) => i > 0 && i < NUM_PLACES - 1 && value < curve[i - 1]! && value < curve[i + 1]!).length;
    expect(valleys(end.forwardCurve)).toBe(1);
    expect(valleys(end.reverseCurve)).toBe(3);
    expect(valleys(fitted(3, 'middle').reverseCurve)).toBe(1);
    let state = model.init({ distance: 7, start: 'left' }, key(0));
    for (let k = 0; k < 30; k++) {
      for (const [kind, walk] of [
        ['forward', state.byForward],
        ['reverse', state.byReverse],
      ] as const) {
        const curve = kind === 'forward' ? state.forwardCurve : state.reverseCurve;
        const i = Array.from({ length: NUM_PLACES }, (_, at) => at).find((at) => placeOf(7, at) > walk.m)!;
        expect(walk[kind]).toBeGreaterThan(Math.min(curve[i - 1]!, curve[i]!) - 0.02);
      }
      state = model.step(state, { distance: 7, start: 'left' });
    }
  });

  test('at the end the curvature of KL(q || p) in the mean is 1 over the variance, on a peak and in the middle', () => {
    for (const state of [end, fitted(7, 'middle')]) {
      const { m, l, reverse } = state.byReverse;
      const at = (moved: number): number => {
        const logQ = (x: number): number => logNormal(x, moved, l);
        return integral(
          (x) => Math.exp(logQ(x)) * (logQ(x) - logPeaks(x)),
          moved - 9 * Math.exp(l),
          moved + 9 * Math.exp(l),
        );
      };
      expect(reverse).toBeCloseTo(at(m), 8);
      // Of the difference quotients: about 1e-10.
      expect(Math.abs(secondDerivative(at, m) - Math.exp(-2 * l))).toBeLessThan(1e-7);
    }
  });
});

describe('the model', () => {
  test('leaves the state it is given as it was, and crosses to a worker unchanged', () => {
    const controls = { distance: 6, start: 'left' } as const;
    const state = model.step(model.init(controls, key(0)), controls);
    const copy = structuredClone(state);
    const first = model.step(copy, controls);
    expect(state).toEqual(copy);
    // The grids of another distance in between change nothing.
    model.init({ distance: 2, start: 'left' }, key(0));
    expect(model.step(state, controls)).toEqual(first);
  });

  test('stays where it is at the end', () => {
    const end = fitted(2, 'middle');
    expect(model.step(end, { distance: 2, start: 'middle' })).toBe(end);
  });
});
