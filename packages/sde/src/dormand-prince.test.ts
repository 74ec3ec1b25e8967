import { describe, expect, test } from 'vitest';
import { type DormandPrinceState, dormandPrince, interpolateInto } from './dormand-prince.ts';
import type { OdeProblem } from './problem.ts';

/** x' = x cos t, x(t) = exp(sin t): smooth, nonlinear in t, never zero. */
const growth: OdeProblem = {
  dimension: 1,
  drift(x, t, out) {
    for (let i = 0; i < x.length; i++) out[i] = x[i]! * Math.cos(t);
  },
};
const exact = (t: number): number => Math.exp(Math.sin(t));

/** A tolerance so loose that every step is accepted and only maxStepSize rules. */
const fixedSteps = (h: number) =>
  ({ relativeTolerance: 0, absoluteTolerance: 1e9, initialStepSize: h, maxStepSize: h, isDense: true }) as const;

/** Slope of log error against log h. */
function order(error: (h: number) => number, coarse: number, fine: number): number {
  return Math.log(error(coarse) / error(fine)) / Math.log(coarse / fine);
}

describe('dormandPrince', () => {
  test.each([
    [0, 1],
    [1, 0],
  ])('asks for the drift between %d and %d only, also where it looks for a first step', (from, to) => {
    const times: number[] = [];
    // So gentle that a step of a hundred would do.
    const drift: OdeProblem['drift'] = (x, t, out) => {
      times.push(t);
      out.set(x.map((each) => 1e-4 * each));
    };
    const solver = dormandPrince({ dimension: 1, drift });
    let state = solver.init(Float64Array.of(1), from);
    while (state.time !== to) [state] = solver.step(state, to);
    expect(Math.min(...times)).toBe(0);
    expect(Math.max(...times)).toBe(1);
    expect(state.position[0]).toBeCloseTo(Math.exp((to - from) * 1e-4), 12);
  });

  test('with equal steps the global error is of order 5', () => {
    const error = (h: number): number => {
      const solver = dormandPrince(growth, fixedSteps(h));
      let state = solver.init(Float64Array.of(1), 0);
      while (state.time < 4) [state] = solver.step(state, 4);
      return Math.abs(state.position[0]! - exact(4));
    };
    expect(Math.abs(order(error, 1 / 16, 1 / 64) - 5)).toBeLessThan(0.1);
  });

  test('values inside a step are of order 4 and meet the step at both ends', () => {
    const error = (h: number): number => {
      const solver = dormandPrince(growth, fixedSteps(h));
      let state = solver.init(Float64Array.of(1), 0);
      let worst = 0;
      while (state.time < 4) {
        const before = state;
        const [next, { interpolant }] = solver.step(state, 4);
        const at = (fraction: number): number => {
          const out = new Float64Array(1);
          interpolateInto(interpolant, fraction, out);
          return out[0]!;
        };
        expect(at(0)).toBe(before.position[0]);
        expect(at(1)).toBeCloseTo(next.position[0]!, 14);
        worst = Math.max(worst, Math.abs(at(0.4) - exact(before.time + 0.4 * (next.time - before.time))));
        state = next;
      }
      return worst;
    };
    // One order more than the local error of order 4 would give is not claimed; less is refused.
    expect(order(error, 1 / 4, 1 / 16)).toBeGreaterThan(4);
  });

  test('polynomials up to degree 4 in t are integrated exactly', () => {
    const solver = dormandPrince({ dimension: 1, drift: (_x, t, out) => out.fill(5 * t ** 4) }, fixedSteps(1));
    const [state] = solver.step(solver.init(Float64Array.of(0), 0), 1);
    expect(state.position[0]).toBeCloseTo(1, 14);
  });

  test('the last stage of a step is the drift where it ended', () => {
    const solver = dormandPrince(growth, {});
    const [state] = solver.step(solver.init(Float64Array.of(1), 0), 1);
    const derivative = new Float64Array(1);
    growth.drift(state.position, state.time, derivative);
    expect(state.derivative).toEqual(derivative);
  });

  test('the error stays in proportion to the tolerance', () => {
    const error = (relativeTolerance: number): number => {
      const solver = dormandPrince(growth, { relativeTolerance, absoluteTolerance: 1e-14 });
      let state = solver.init(Float64Array.of(1), 0);
      while (state.time < 10) [state] = solver.step(state, 10);
      return Math.abs(state.position[0]! - exact(10)) / exact(10);
    };
    for (const tolerance of [1e-4, 1e-6, 1e-8, 1e-10]) {
      expect(error(tolerance)).toBeLessThan(10 * tolerance);
      expect(error(tolerance)).toBeGreaterThan(1e-4 * tolerance);
    }
  });

  test('steps back in time undo steps forward', () => {
    const solver = dormandPrince(growth, { relativeTolerance: 1e-11, absoluteTolerance: 1e-12 });
    let state = solver.init(Float64Array.of(1), 0);
    while (state.time < 2) [state] = solver.step(state, 2);
    let back = solver.init(state.position, 2);
    while (back.time > 0) [back] = solver.step(back, 0);
    expect(back.position[0]).toBeCloseTo(1, 9);
    expect(back.time).toBe(0);
  });

  test('the worst point of a batch sets the step of all', () => {
    const stiffest: OdeProblem = {
      dimension: 1,
      drift: (x, _t, out) => {
        for (let i = 0; i < x.length; i++) out[i] = -(i + 1) * 20 * x[i]!;
      },
    };
    const error = (position: Float64Array): number => {
      const solver = dormandPrince(stiffest, { initialStepSize: 0.02 });
      return solver.step(solver.init(position, 0), 1)[1].error;
    };
    expect(error(Float64Array.of(0, 1))).toBe(error(Float64Array.of(1, 1)));
    expect(error(Float64Array.of(1, 1))).toBeGreaterThan(error(Float64Array.of(1, 0)));
  });

  test('a rejected attempt changes the step size alone', () => {
    const solver = dormandPrince(growth, { initialStepSize: 3, relativeTolerance: 1e-10 });
    const before = solver.init(Float64Array.of(1), 0);
    const [after, info] = solver.step(before, 4);
    expect(info.isAccepted).toBe(false);
    expect(info.error).toBeGreaterThan(1);
    expect(after).toEqual({ ...before, stepSize: after.stepSize });
    expect(after.stepSize).toBeLessThan(3);
  });

  test('a drift that becomes NaN is a rejection, never an accepted NaN', () => {
    const solver = dormandPrince(
      { dimension: 1, drift: (x, _t, out) => out.set([x[0]! > 1.1 ? Number.NaN : 1]) },
      { initialStepSize: 1 },
    );
    const [state, info] = solver.step(solver.init(Float64Array.of(1), 0), 1);
    expect(info.isAccepted).toBe(false);
    expect(state.stepSize).toBeCloseTo(0.2, 12);
  });

  test('a NaN in one point of a batch is a rejection, whichever point it is', () => {
    for (const position of [Float64Array.of(1, 0), Float64Array.of(0, 1)]) {
      const solver = dormandPrince(
        { dimension: 1, drift: (x, _t, out) => out.set(x.map((value) => (value > 1.1 ? Number.NaN : 1))) },
        { initialStepSize: 1, absoluteTolerance: 10 },
      );
      expect(solver.step(solver.init(position, 0), 0.5)[1].isAccepted).toBe(false);
    }
  });

  test('step leaves its state untouched, and a cloned state steps to the same bits', () => {
    const solver = dormandPrince(growth, {});
    let state: DormandPrinceState = solver.init(Float64Array.of(1, 2), 0);
    for (let i = 0; i < 10; i++) {
      const copy = structuredClone(state);
      const [next] = solver.step(state, 5);
      expect(state).toEqual(copy);
      expect(solver.step(copy, 5)[0]).toEqual(next);
      state = next;
    }
  });

  test('bad arguments are refused with their value', () => {
    expect(() => dormandPrince({ dimension: 1 } as never)).toThrow(
      'dormandPrince: `drift` must be a function; received undefined',
    );
    expect(() => dormandPrince({ ...growth, dimension: 0 })).toThrow(
      'dormandPrince: `dimension` must be an integer >= 1; received 0',
    );
    expect(() => dormandPrince(growth, { relativeTolerance: -1 })).toThrow(
      '`relativeTolerance` must be a finite number >= 0; received -1',
    );
    expect(() => dormandPrince(growth, { absoluteTolerance: 0 })).toThrow(
      '`absoluteTolerance` must be a finite number > 0; received 0',
    );
    expect(() => dormandPrince(growth, { maxStepSize: Number.NaN })).toThrow('`maxStepSize`');
    const solver = dormandPrince({ ...growth, dimension: 2 });
    expect(() => solver.init(new Float64Array(3), 0)).toThrow(
      '`position` must have length n * 2, n >= 1; received shape (3)',
    );
    expect(() => solver.init(Float64Array.of(1, Number.NaN), 0)).toThrow(
      '`position[1]` must be a finite number; received NaN',
    );
    expect(() => solver.init(new Float64Array(2), Infinity)).toThrow(
      '`time` must be a finite number; received Infinity',
    );
  });
});
