import { isingModel } from '@yuragi/mcmc';
import { describe, expect, test } from 'vitest';
import { toDenseIsing } from './ising.ts';
import { cubicLattice } from './lattices.ts';
import { betaRange, geometricSchedule, linearSchedule, scheduleLevels } from './schedule.ts';

describe('schedules', () => {
  test('start and end where they say', () => {
    for (const make of [linearSchedule, geometricSchedule]) {
      expect(make(0.25, 4)(0)).toBe(0.25);
      expect(make(0.25, 4)(1)).toBeCloseTo(4, 14);
    }
    expect(geometricSchedule(0.25, 4)(0.5)).toBeCloseTo(1, 14);
  });

  test('levels are held equally long, functions are taken at s = i/(n-1)', () => {
    expect(Array.from(scheduleLevels('w', Float64Array.of(1, 2, 3), 6))).toEqual([1, 1, 2, 2, 3, 3]);
    expect(Array.from(scheduleLevels('w', (s) => 4 * s, 5))).toEqual([0, 1, 2, 3, 4]);
    expect(Array.from(scheduleLevels('w', (s) => s, 1))).toEqual([1]);
  });

  test('refuse bad ends', () => {
    expect(() => linearSchedule(Number.NaN, 1)).toThrow('linearSchedule: `from` must be a finite number; received NaN');
    expect(() => linearSchedule(0, Infinity)).toThrow(
      'linearSchedule: `to` must be a finite number; received Infinity',
    );
    expect(() => geometricSchedule(0, 1)).toThrow('geometricSchedule: `from` must be a finite number > 0; received 0');
    expect(() => geometricSchedule(1, -1)).toThrow('geometricSchedule: `to` must be a finite number > 0; received -1');
  });
});

describe('betaRange', () => {
  test('is hot enough for the costliest flip and cold enough for the cheapest', () => {
    const model = cubicLattice([4, 4, 4]);
    for (const each of [model, toDenseIsing(model)]) {
      const { hot, cold } = betaRange(each);
      expect(Math.exp(-hot * 12)).toBeCloseTo(0.5, 12);
      expect(64 * Math.exp(-cold * 2)).toBeCloseTo(0.01, 12);
    }
  });

  test('scales with the energy and takes a model without any', () => {
    const model = isingModel({ numSpins: 3, bonds: [[0, 1, 2]], fields: [0, 0, -8] });
    expect(betaRange(model).hot).toBe(Math.LN2 / 16);
    expect(betaRange(model).cold).toBeCloseTo(Math.log(300) / 4, 14);
    expect(betaRange(isingModel({ numSpins: 2, bonds: [[0, 1, 0]] }))).toEqual({ hot: 1, cold: 1 });
    expect(() => betaRange({ ...model, offset: Number.NaN })).toThrow(
      'betaRange: `model.offset` must be a finite number; received NaN',
    );
  });
});
