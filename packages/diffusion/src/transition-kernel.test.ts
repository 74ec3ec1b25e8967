import { composeKernels, gaussianKernel } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import {
  cosineNoiseSchedule,
  diffusionTable,
  linearNoiseSchedule,
  sohlDicksteinNoiseSchedule,
  variancePreservingSchedule,
} from './index.ts';
import { transitionKernel } from './transition-kernel.ts';

const schedules = {
  linear: linearNoiseSchedule(),
  cosine: cosineNoiseSchedule(),
  continuous: variancePreservingSchedule(),
} as const;

describe.each(Object.entries(schedules))('q(x_t | x_s) of the %s schedule', (_name, schedule) => {
  test('composes: through any time between, in any grouping, it is one kernel', () => {
    const times = [0, 0.11, 0.5, 0.83, 1];
    const steps = times.slice(1).map((t, i) => transitionKernel(schedule, times[i]!, t));
    const [a, b, c, d] = steps as [(typeof steps)[0], (typeof steps)[0], (typeof steps)[0], (typeof steps)[0]];
    const groupings = [
      composeKernels(a, b, c, d),
      composeKernels(composeKernels(a, b), composeKernels(c, d)),
      composeKernels(a, composeKernels(b, composeKernels(c, d))),
    ];
    const whole = transitionKernel(schedule, 0, 1);
    for (const { gain, offset, variance } of groupings) {
      expect(Math.abs(gain - whole.gain)).toBeLessThan(1e-15);
      expect(Math.abs(variance - whole.variance)).toBeLessThan(1e-15);
      expect(offset).toBe(0);
    }
    // The mutant that adds variances without the square of the gain.
    expect(Math.abs(a.variance + b.variance - transitionKernel(schedule, 0, 0.5).variance)).toBeGreaterThan(1e-3);
  });

  test('has the steps and the marginals of the table, to its digits', () => {
    const T = 1000;
    const table = diffusionTable(schedule, T);
    for (const t of [1, 2, 500, 999]) {
      const step = transitionKernel(schedule, (t - 1) / T, t / T);
      expect(Math.abs(step.variance / table.noiseRate[t]! - 1)).toBeLessThan(1e-12);
      const marginal = transitionKernel(schedule, 0, t / T);
      expect(marginal.gain).toBeCloseTo(table.signalScale[t]!, 14);
      expect(marginal.variance).toBeCloseTo(table.noiseScale[t]! ** 2, 14);
    }
  });

  test('with q(x_s | x_0) it gives q(x_s | x_t, x_0), the posterior of the table at s = t - 1', () => {
    const T = 1000;
    const table = diffusionTable(schedule, T);
    for (const t of [2, 300, 1000]) {
      const [prior, likelihood] = [
        transitionKernel(schedule, 0, (t - 1) / T),
        transitionKernel(schedule, (t - 1) / T, t / T),
      ];
      // Precisions add, and so do precision times mean.
      const precision = 1 / prior.variance + likelihood.gain ** 2 / likelihood.variance;
      expect(1 / precision / table.posteriorVariance[t]! - 1).toBeCloseTo(0, 10);
      expect(likelihood.gain / likelihood.variance / precision).toBeCloseTo(table.posteriorXt[t]!, 10);
      expect(prior.gain / prior.variance / precision).toBeCloseTo(table.posteriorX0[t]!, 10);
    }
  });
});

test('where nothing of the data is left the kernel forgets, and at s = t it does nothing', () => {
  const erasing = sohlDicksteinNoiseSchedule({ numSteps: 10 });
  expect(transitionKernel(erasing, 0.3, 1)).toMatchObject({ gain: 0, variance: 1 });
  expect(transitionKernel(erasing, 1, 1)).toMatchObject({ gain: 1, variance: 0 });
  const law = gaussianKernel({ gain: 0, offset: 2, variance: 0.5 });
  const same = composeKernels(law, transitionKernel(erasing, 0.4, 0.4));
  expect([same.gain, same.offset, same.variance]).toEqual([0, 2, 0.5]);
});

test('times out of order or range are refused with their value', () => {
  expect(() => transitionKernel(schedules.linear, 0.5, 0.4)).toThrow(
    'transitionKernel: `t` must be at least s = 0.5; received 0.4',
  );
  expect(() => transitionKernel(schedules.linear, -0.1, 0.4)).toThrow(
    'transitionKernel: `s` must be a number in [0, 1]; received -0.1',
  );
  expect(() => transitionKernel(schedules.linear, 0, 1.5)).toThrow(
    'transitionKernel: `t` must be a number in [0, 1]; received 1.5',
  );
});
