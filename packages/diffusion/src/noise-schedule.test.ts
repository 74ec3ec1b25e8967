import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cosineNoiseSchedule,
  karrasSigmas,
  linearNoiseSchedule,
  noiseRateSchedule,
  sigmaLevels,
  sohlDicksteinNoiseSchedule,
  variancePreservingSchedule,
} from './noise-schedule.ts';

const schedules = {
  linear: linearNoiseSchedule(),
  cosine: cosineNoiseSchedule({ numSteps: 100 }),
  'Sohl-Dickstein': sohlDicksteinNoiseSchedule({ numSteps: 40, first: 0.001 }),
  'variance preserving': variancePreservingSchedule(),
};

describe.each(Object.entries(schedules))('the %s schedule', (_, schedule) => {
  test('begins without noise, which then rises', () => {
    expect([schedule.sigma(0), schedule.logAlpha(0), schedule.logSnr(0)]).toEqual([0, 0, Infinity]);
    for (let i = 1; i <= 300; i++) expect(schedule.sigma(i / 300)).toBeGreaterThan(schedule.sigma((i - 1) / 300));
  });

  test('says the same in all three ways: alpha^2 = 1/(1 + sigma^2), log SNR = -2 log sigma', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 0.999, noNaN: true }), (t) => {
        const sigma = schedule.sigma(t);
        expect(-0.5 * Math.log1p(sigma * sigma)).toBeCloseTo(schedule.logAlpha(t), 12);
        expect(-2 * Math.log(sigma)).toBeCloseTo(schedule.logSnr(t), 10);
      }),
    );
  });

  test('timeOf undoes sigma', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 0.999, noNaN: true }), (t) => {
        expect(schedule.timeOf(schedule.sigma(t))).toBeCloseTo(t, 8);
      }),
    );
    expect(schedule.timeOf(0)).toBe(0);
    expect(schedule.timeOf(Infinity)).toBe(1);
  });
});

test('levels fall from sigma(1) to 0', () => {
  const levels = sigmaLevels(linearNoiseSchedule(), 10);
  expect(levels).toHaveLength(11);
  expect(levels[0]).toBe(linearNoiseSchedule().sigma(1));
  expect(levels.at(-1)).toBe(0);
  for (let i = 1; i < 11; i++) expect(levels[i]).toBeLessThan(levels[i - 1]!);
});

test('bad options are refused with their value', () => {
  expect(() => noiseRateSchedule(new Float64Array(0))).toThrow('`noiseRates` must be at least one rate');
  expect(() => noiseRateSchedule(Float64Array.of(0.1, 1, 0.2))).toThrow(
    'noiseRateSchedule: `noiseRates[1]` must be in (0, 1), the last in (0, 1]; received 1',
  );
  expect(() => linearNoiseSchedule({ numSteps: 0 })).toThrow(
    'linearNoiseSchedule: `numSteps` must be an integer >= 1; received 0',
  );
  expect(() => linearNoiseSchedule({ last: 2 })).toThrow('`noiseRates[500]` must be in (0, 1)');
  expect(() => cosineNoiseSchedule({ offset: 0 })).toThrow(
    'cosineNoiseSchedule: `offset` must be a finite number > 0; received 0',
  );
  expect(() => sohlDicksteinNoiseSchedule({ numSteps: 1 })).toThrow('`numSteps` must be an integer >= 2; received 1');
  expect(() => variancePreservingSchedule({ minNoiseRate: 3, maxNoiseRate: 2 })).toThrow(
    '`maxNoiseRate` must be at least 3; received 2',
  );
  expect(() => karrasSigmas({ numSteps: 1 })).toThrow('karrasSigmas: `numSteps` must be an integer >= 2; received 1');
  expect(() => karrasSigmas({ numSteps: 5, sigmaMin: 3, sigmaMax: 2 })).toThrow(
    '`sigmaMax` must be more than 3; received 2',
  );
  expect(() => sigmaLevels(linearNoiseSchedule(), 0)).toThrow(
    'sigmaLevels: `numSteps` must be an integer >= 1; received 0',
  );
});
