import { symmetricEigen } from '@yuragi/prob-core/eigen';
import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { adiabaticSearch, adiabaticSearchGap, localSearchSchedule } from './adiabatic-search.ts';
import { chainLattice } from './lattices.ts';
import { transverseFieldEvolution } from './quantum-anneal.ts';

const { outputs } = referenceCase('bridge', 'roland-cerf');
const linear = (u: number): number => u;

describe('the gap of adiabatic search', () => {
  test('is N^(-1/2) in the middle, and the closed form elsewhere', () => {
    expectClose(adiabaticSearchGap(1024, 0.5), outputs.min_gap_1024, { rel: 1e-15 });
    expectClose(adiabaticSearchGap(1024, 0.3), outputs.gap_1024_s_0_3, { rel: 1e-15 });
    for (const n of [2, 64, 1e12]) expectClose(adiabaticSearchGap(n, 0.5), n ** -0.5, { rel: 1e-15 });
  });

  test.each([0, 0.3, 0.5, 0.8, 1])('is that of all N = 8 states, s = %d', (s) => {
    const h = Float64Array.from({ length: 64 }, (_, at) => {
      const [x, y] = [at >> 3, at & 7];
      return (x === y ? 1 : 0) - (1 - s) / 8 - (x === 5 && y === 5 ? s : 0);
    });
    const values = symmetricEigen(h, 8).values.reverse();
    expect(Math.abs(values[1]! - values[0]! - adiabaticSearchGap(8, s))).toBeLessThan(1e-14);
  });
});

describe('the success of adiabatic search', () => {
  test.each(outputs.rows as readonly Record<string, number>[])('N = $N: local and linear schedules', (row) => {
    const n = row.N!;
    const success = (duration: number, schedule?: (u: number) => number): number =>
      adiabaticSearch({ numStates: n, duration, schedule }).successProbability;
    expectClose(success(4 * Math.sqrt(n)), row.local_T_4sqrtN, { abs: 1e-7 });
    expectClose(success(4 * Math.sqrt(n), linear), row.linear_T_4sqrtN, { abs: 1e-7 });
    expectClose(success(4 * n, linear), row.linear_T_4N, { abs: 1e-7 });
  });

  test('N = 2 is one spin in a transverse field: the evolution of the model agrees', () => {
    // 1 - |u><u| = (1 - sigma^x)/2 and 1 - |0><0| = (1 - sigma^z)/2.
    const one = { ...chainLattice(3, { couplings: 0 }), numSpins: 1 };
    const model = {
      ...one,
      rowStarts: Int32Array.of(0, 0),
      columns: new Int32Array(),
      couplings: new Float64Array(),
      fields: Float64Array.of(1),
    };
    const evolution = transverseFieldEvolution(model, {
      duration: 3,
      transverseField: (s) => (1 - s) / 2,
      problemScale: (s) => s / 2,
    });
    let state = evolution.init();
    for (let i = 1; i <= 512; i++) state = evolution.step(state, (3 * i) / 512);
    const { successProbability, errorEstimate } = adiabaticSearch({ numStates: 2, duration: 3, schedule: linear });
    expect(errorEstimate).toBeLessThan(1e-9);
    expect(
      Math.abs(state.position.real[0]! ** 2 + state.position.imaginary[0]! ** 2 - successProbability),
    ).toBeLessThan(1e-8);
  });

  test('no time leaves 1/N, much time finds the state, a schedule that stands still does not move', () => {
    expect(adiabaticSearch({ numStates: 64, duration: 1e-6 }).successProbability).toBeCloseTo(1 / 64, 6);
    expect(adiabaticSearch({ numStates: 64, duration: 800 }).successProbability).toBeGreaterThan(0.999);
    // The uniform superposition is an eigenstate at s = 0, the marked state one at s = 1.
    for (const s of [0, 1])
      expect(adiabaticSearch({ numStates: 64, duration: 32, schedule: () => s }).successProbability).toBeCloseTo(
        1 / 64,
        12,
      );
  });

  test('the local schedule runs from 0 to 1 at a speed proportional to the square of the gap', () => {
    const schedule = localSearchSchedule(100);
    expect(schedule(0)).toBeCloseTo(0, 14);
    expect(schedule(0.5)).toBe(0.5);
    expect(schedule(1)).toBeCloseTo(1, 14);
    const ratio = (u: number): number =>
      (schedule(u + 1e-5) - schedule(u - 1e-5)) / adiabaticSearchGap(100, schedule(u)) ** 2;
    for (const u of [0.1, 0.3, 0.9]) expect(ratio(u) / ratio(0.5)).toBeCloseTo(1, 6);
  });
});

test('refusals', () => {
  expect(() => adiabaticSearchGap(1, 0.5)).toThrow(
    'adiabaticSearchGap: `numStates` must be an integer >= 2; received 1',
  );
  expect(() => adiabaticSearchGap(2, 2)).toThrow('adiabaticSearchGap: `s` must be a number in [0, 1]; received 2');
  expect(() => localSearchSchedule(1.5)).toThrow(
    'localSearchSchedule: `numStates` must be an integer >= 2; received 1.5',
  );
  expect(() => adiabaticSearch({ numStates: 4, duration: 0 })).toThrow(
    'adiabaticSearch: `duration` must be a finite number > 0; received 0',
  );
  expect(() => adiabaticSearch({ numStates: 4, duration: 1, tolerance: -1 })).toThrow(
    'adiabaticSearch: `tolerance` must be a finite number > 0; received -1',
  );
  expect(() => adiabaticSearch({ numStates: 4, duration: 1, schedule: () => 1.25 })).toThrow(
    /adiabaticSearch: `schedule\(0\.0\d+\)` must be a number in \[0, 1\]; received 1.25/,
  );
  expect(() => adiabaticSearch({ numStates: 4, duration: 100, maxSteps: 64 })).toThrow(
    'adiabaticSearch: residual Infinity after 64 iterations; the tolerance is 1e-9',
  );
});
