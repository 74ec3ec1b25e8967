import { decodeCheckpoint, encodeCheckpoint } from '@yuragi/prob-core';
import { driverConformance } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import type { OdeProblem } from './problem.ts';
import { integrateOde, solveOde } from './solve-ode.ts';

/** Two points that turn at the same rate: x(t) = (cos t, sin t) rotated. */
const circle: OdeProblem = {
  dimension: 2,
  drift(x, _t, out) {
    for (let i = 0; i < x.length; i += 2) {
      out[i] = -x[i + 1]!;
      out[i + 1] = x[i]!;
    }
  },
};
const start = Float64Array.of(1, 0, 0, 2);
const options = { t0: 0, t1: 6, saveAt: [0, 1, 2.5, 6] } as const;

driverConformance('solveOde', (run) => solveOde(circle, start, { ...options, ...run }), {
  outcome: ({ position, time, saved, numSteps, numRejected, numEvaluations }) => ({
    position,
    time,
    saved: saved.data,
    numSteps,
    numRejected,
    numEvaluations,
  }),
  foreign: (run) => solveOde(circle, start, { ...options, relativeTolerance: 1e-5, ...run }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});

describe('integrateOde', () => {
  test('keeps the solution at the wanted times, at the ends too', () => {
    const { saved, position } = integrateOde(circle, start, { ...options, relativeTolerance: 1e-9 });
    expect(saved.shape).toEqual([4, 2, 2]);
    for (const [k, t] of options.saveAt.entries()) {
      expect(saved.get(k, 0, 0)).toBeCloseTo(Math.cos(t), 6);
      expect(saved.get(k, 1, 1)).toBeCloseTo(2 * Math.cos(t), 6);
    }
    expect([saved.get(3, 0, 0), saved.get(3, 0, 1)]).toEqual([position[0], position[1]]);
  });

  test('wanting values in between does not change the steps', () => {
    const plain = integrateOde(circle, start, { t0: 0, t1: 6 });
    expect(integrateOde(circle, start, options).position).toEqual(plain.position);
  });

  test('gives the bits of solveOde', async () => {
    const { position } = await solveOde(circle, start, options);
    expect(integrateOde(circle, start, options).position).toEqual(position);
  });

  test('goes back in time, and nowhere when the times are equal', () => {
    const there = integrateOde(circle, start, { t0: 0, t1: 3, relativeTolerance: 1e-11, absoluteTolerance: 1e-12 });
    const back = integrateOde(circle, there.position, {
      t0: 3,
      t1: 0,
      saveAt: [2, 0],
      relativeTolerance: 1e-11,
      absoluteTolerance: 1e-12,
    });
    for (const [i, x] of start.entries()) expect(back.position[i]).toBeCloseTo(x, 9);
    expect(back.saved.get(0, 0, 0)).toBeCloseTo(Math.cos(2), 8);
    expect(integrateOde(circle, start, { t0: 1, t1: 1 }).position).toEqual(start);
  });

  test('counts the evaluations it spends', () => {
    let calls = 0;
    const counted: OdeProblem = {
      dimension: 2,
      drift(x, t, out) {
        calls++;
        circle.drift(x, t, out);
      },
    };
    const { numEvaluations, numSteps, numRejected } = integrateOde(counted, start, options);
    expect(numEvaluations).toBe(calls);
    expect(numEvaluations).toBe(2 + 6 * (numSteps + numRejected));
  });

  test('says where it stopped if a solution blows up or takes too many steps', () => {
    const explosion: OdeProblem = { dimension: 1, drift: (x, _t, out) => out.set([x[0]! ** 2]) };
    // x' = x^2 from 1 has no solution beyond t = 1.
    expect(() => integrateOde(explosion, Float64Array.of(1), { t0: 0, t1: 2 })).toThrow(
      /^integrateOde: the step size vanished at t = (1|0\.99)/,
    );
    expect(() => integrateOde(circle, start, { t0: 0, t1: 100, maxSteps: 5 })).toThrow(
      expect.objectContaining({ code: 'YURAGI_CONVERGENCE', iterations: 5 }),
    );
  });

  test('bad options are refused with their value', () => {
    expect(() => integrateOde(circle, start, { t0: 0, t1: Number.NaN })).toThrow(
      'integrateOde: `t1` must be a finite number; received NaN',
    );
    expect(() => integrateOde(circle, start, { t0: 0, t1: 1, saveAt: [0.5, 0.4] })).toThrow(
      '`saveAt[1]` must be between 0.5 and 1; received 0.4',
    );
    expect(() => integrateOde(circle, start, { t0: 0, t1: 1, saveAt: [2] })).toThrow(
      '`saveAt[0]` must be between 0 and 1; received 2',
    );
    expect(() => integrateOde(circle, start, { t0: 0, t1: 1, maxSteps: 0 })).toThrow(
      '`maxSteps` must be an integer >= 1; received 0',
    );
  });
});
