import { expect, test } from 'vitest';
import { diffusionTable, logSnrNoiseSchedule } from './index.ts';

test('the log SNR falls evenly from the first level to the last', () => {
  for (const [numSteps, first, last] of [
    [2, 0.1, 0.5],
    [40, 1e-3, 0.999],
    [1000, 1e-5, 0.9999],
  ] as const) {
    const { logSnr, alphaBar } = diffusionTable(logSnrNoiseSchedule({ numSteps, first, last }), numSteps);
    expect((1 - alphaBar[1]!) / first).toBeCloseTo(1, 10);
    expect(alphaBar[numSteps]! / (1 - last)).toBeCloseTo(1, 10);
    const step = (logSnr[numSteps]! - logSnr[1]!) / (numSteps - 1);
    for (let t = 2; t <= numSteps; t++) expect(logSnr[t]! - logSnr[t - 1]!).toBeCloseTo(step, 9);
  }
});

test('bad arguments are refused with their value', () => {
  expect(() => logSnrNoiseSchedule({ numSteps: 1 })).toThrow('`numSteps` must be an integer >= 2; received 1');
  expect(() => logSnrNoiseSchedule({ first: 0 })).toThrow('`first` must be a number in (0, 1); received 0');
  expect(() => logSnrNoiseSchedule({ first: 0.2, last: 0.1 })).toThrow(
    '`last` must be a number in (0.2, 1); received 0.1',
  );
});
