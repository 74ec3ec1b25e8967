import { key, stream } from '@yuragi/prob-core';
import { expectClose, integrate, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import type { ExactProcess } from './exact-process.ts';
import {
  brownianMotion,
  geometricBrownianMotion,
  noiseLevelProcess,
  ornsteinUhlenbeck,
  varianceExploding,
  variancePreserving,
} from './named-processes.ts';

const moments = (
  process: ExactProcess,
  x: number,
  t0: number,
  t1: number,
): readonly [mean: number, variance: number] => {
  const [mean, variance] = [new Float64Array(1), new Float64Array(1)];
  process.transitionInto(Float64Array.of(x), t0, t1, mean, variance);
  return [mean[0]!, variance[0]!];
};
const logDensity = (process: ExactProcess, x: number, t0: number, y: number, t1: number): number => {
  const out = new Float64Array(1);
  process.transitionLogDensityInto(Float64Array.of(x), t0, Float64Array.of(y), t1, out);
  return out[0]!;
};
const processes: Readonly<Record<string, ExactProcess>> = {
  brownianMotion: brownianMotion({ drift: 0.5, scale: 2 }),
  ornsteinUhlenbeck: ornsteinUhlenbeck({ rate: 1.5, mean: 0.7, scale: 0.9 }),
  geometricBrownianMotion: geometricBrownianMotion({ growthRate: 0.3, volatility: 0.4 }),
  variancePreserving: variancePreserving(),
  varianceExploding: varianceExploding({ sigmaMin: 0.1, sigmaMax: 2 }),
  noiseLevelProcess: noiseLevelProcess(),
};

describe('reference values', () => {
  test('of the Ornstein-Uhlenbeck process', () => {
    const { inputs, outputs } = referenceCase('diffusion-sde', 'ou_transition');
    const process = ornsteinUhlenbeck({ rate: inputs.theta, mean: inputs.mu, scale: inputs.sigma });
    for (const [t, row] of Object.entries<Record<string, number>>(outputs)) {
      const [mean, variance] = moments(process, inputs.x0, 0, Number(t));
      expectClose([mean, variance], [row.mean, row.var], { rel: 1e-12 });
      expectClose(logDensity(process, inputs.x0, 0, 0, Number(t)), row.logpdf_at_0, { rel: 1e-12 });
    }
  });

  test('of the variance preserving and exploding processes', () => {
    const { inputs, outputs } = referenceCase('diffusion-sde', 'sde_kernels');
    const preserving = variancePreserving({ noiseRateMin: inputs.beta_min, noiseRateMax: inputs.beta_max });
    const exploding = varianceExploding({ sigmaMin: inputs.sigma_min, sigmaMax: inputs.sigma_max });
    for (const [t, row] of Object.entries<Record<string, number>>(outputs)) {
      const [mean, variance] = moments(preserving, 1, 0, Number(t));
      expectClose([mean, Math.sqrt(variance)], [row.mean_coef, row.vp_std], { rel: 1e-12 });
      const out = new Float64Array(1);
      preserving.problem.diffusionCoefficient(out, Number(t), out);
      expectClose(out[0]! ** 2, row.beta, { rel: 1e-12 });
      exploding.problem.diffusionCoefficient(out, Number(t), out);
      expectClose(out[0], row.ve_g, { rel: 1e-12 });
      const [, spread] = moments(exploding, 1, 0, Number(t));
      // The variance from t = 0 is a difference of squares; the reference gives only their larger one.
      expectClose(Math.sqrt(spread + inputs.sigma_min ** 2), row.ve_std, { rel: 1e-12 });
    }
  });
});

describe.each(Object.entries(processes))('%s', (_name, process) => {
  const { problem } = process;

  test('moves at first by its drift and spreads by its squared coefficient', () => {
    const [x, t, h] = [1.3, 0.4, 1e-6];
    const [drift, coefficient] = [new Float64Array(1), new Float64Array(1)];
    problem.drift(Float64Array.of(x), t, drift);
    problem.diffusionCoefficient(Float64Array.of(x), t, coefficient);
    const [mean, variance] = moments(process, x, t, t + h);
    // The next term of the expansion is of relative order h times the rates, at most 1e-5 here; rounding 1e-10.
    expect((mean - x) / h).toBeCloseTo(drift[0]!, 4);
    expect(Math.abs(variance / h / coefficient[0]! ** 2 - 1)).toBeLessThan(1e-4);
  });

  test('two transitions are one', () => {
    const [x, t0, t1, t2] = [1.3, 0.1, 0.35, 0.9];
    const [m1, v1] = moments(process, x, t0, t1);
    const [m2, v2] = moments(process, m1, t1, t2);
    const [mean, variance] = moments(process, x, t0, t2);
    expect(m2).toBeCloseTo(mean, 12);
    // By the law of total variance: of the mean given X(t1), plus the mean of the variance.
    const [shifted] = moments(process, m1 + 1, t1, t2);
    const slope = shifted - m2;
    const extra = problem.noise === 'diagonal' ? v1 * (v2 / m1 ** 2) : 0;
    expect(v2 + extra + slope ** 2 * v1).toBeCloseTo(variance, 12);
  });

  test('the transition density integrates to one, with the mean and variance told', () => {
    const [x, t0, t1] = [1.3, 0.2, 0.5];
    const [mean, variance] = moments(process, x, t0, t1);
    const width = 12 * Math.sqrt(variance);
    const lower = problem.noise === 'diagonal' ? 1e-9 : mean - width;
    const expectation = (value: (y: number) => number): number =>
      integrate((y) => value(y) * Math.exp(logDensity(process, x, t0, y, t1)), lower, mean + 2 * width);
    expect(expectation(() => 1)).toBeCloseTo(1, 9);
    expect(expectation((y) => y)).toBeCloseTo(mean, 8);
    expect(expectation((y) => (y - mean) ** 2) / variance).toBeCloseTo(1, 7);
  });

  test('a draw may write over its start; no time, no move', () => {
    const x = Float64Array.of(1, 2, 3);
    const out = new Float64Array(3);
    process.sampleInto(x, 0.1, 0.3, stream(key(1)), out);
    const own = x.slice();
    process.sampleInto(own, 0.1, 0.3, stream(key(1)), own);
    expect(own).toEqual(out);
    process.sampleInto(x, 0.3, 0.3, stream(key(1)), out);
    expect(out).toEqual(x);
    expect(logDensity(process, 1.3, 0.3, 1.3, 0.3)).toBe(Infinity);
    expect(logDensity(process, 1.3, 0.3, 1.2, 0.3)).toBe(-Infinity);
  });

  test('the divergence told is that of the drift', () => {
    const [up, down, divergence] = [new Float64Array(1), new Float64Array(1), new Float64Array(1)];
    problem.drift(Float64Array.of(2), 0.5, up);
    problem.drift(Float64Array.of(1), 0.5, down);
    problem.driftDivergence!(Float64Array.of(1), 0.5, divergence);
    expect(divergence[0]).toBeCloseTo(up[0]! - down[0]!, 12);
  });

  test('times in the wrong order are refused', () => {
    const [a, b] = [new Float64Array(1), new Float64Array(1)];
    const message = '`t1` must be >= t0 = 1; received 0.5';
    expect(() => process.transitionInto(a, 1, 0.5, a, b)).toThrow(message);
    expect(() => process.sampleInto(a, 1, 0.5, stream(key(1)), b)).toThrow(message);
    expect(() => process.transitionLogDensityInto(a, 1, a, 0.5, b)).toThrow(message);
  });
});

test('log densities add up over coordinates, and a path of geometric Brownian motion keeps its sign', () => {
  const out = new Float64Array(1);
  brownianMotion({ dimension: 2 }).transitionLogDensityInto(Float64Array.of(0, 0), 0, Float64Array.of(1, 2), 1, out);
  expect(out[0]).toBeCloseTo(-Math.log(2 * Math.PI) - 2.5, 13);
  const process = geometricBrownianMotion({ growthRate: 0, volatility: 1 });
  expect(logDensity(process, 1, 0, -1, 1)).toBe(-Infinity);
  expect(logDensity(process, -1, 0, -2, 1)).toBe(logDensity(process, 1, 0, 2, 1));
});

test('bad options are refused with their value', () => {
  const refuses = (make: () => ExactProcess, message: string) => expect(make).toThrow(message);
  refuses(() => brownianMotion({ scale: 0 }), 'brownianMotion: `scale` must be a finite number > 0; received 0');
  refuses(() => brownianMotion({ drift: Number.NaN }), '`drift` must be a finite number; received NaN');
  refuses(() => brownianMotion({ dimension: 0 }), '`dimension` must be an integer >= 1; received 0');
  refuses(() => ornsteinUhlenbeck({ rate: -1, scale: 1 }), 'ornsteinUhlenbeck: `rate` must be a finite number > 0');
  refuses(() => ornsteinUhlenbeck({ rate: 1, scale: 0 }), '`scale` must be a finite number > 0; received 0');
  refuses(() => ornsteinUhlenbeck({ rate: 1, scale: 1, mean: Infinity }), '`mean` must be a finite number');
  refuses(
    () => geometricBrownianMotion({ growthRate: 0, volatility: -1 }),
    'geometricBrownianMotion: `volatility` must be a finite number >= 0; received -1',
  );
  refuses(() => geometricBrownianMotion({ growthRate: Number.NaN, volatility: 1 }), '`growthRate`');
  refuses(
    () => variancePreserving({ noiseRateMin: 0 }),
    'variancePreserving: `noiseRateMin` must be a finite number > 0',
  );
  refuses(
    () => variancePreserving({ noiseRateMax: 0.01 }),
    '`noiseRateMax` must be a finite number >= noiseRateMin = 0.1; received 0.01',
  );
  refuses(() => varianceExploding({ sigmaMin: -1 }), 'varianceExploding: `sigmaMin` must be a finite number > 0');
  refuses(
    () => varianceExploding({ sigmaMax: 0.01 }),
    '`sigmaMax` must be a finite number > sigmaMin = 0.01; received 0.01',
  );
  refuses(() => noiseLevelProcess({ dimension: 0.5 }), 'noiseLevelProcess: `dimension` must be an integer >= 1');
});

test.each([ornsteinUhlenbeck({ rate: 1, scale: 1 }), geometricBrownianMotion({ growthRate: 0.1, volatility: 0.2 })])(
  'transition laws refuse arrays that do not fit: %#',
  ({ transitionInto, sampleInto, transitionLogDensityInto }) => {
    const [one, two] = [Float64Array.of(1), Float64Array.of(1, 2)];
    expect(() => transitionInto(two, 0, 1, one, two)).toThrow('transitionInto: `mean` must have length 2');
    expect(() => transitionInto(two, 0, 1, two, one)).toThrow('transitionInto: `variance` must have length 2');
    expect(() => sampleInto(two, 0, 1, stream(key(1)), one)).toThrow('sampleInto: `out` must have length 2');
    expect(() => transitionLogDensityInto(two, 0, one, 1, two)).toThrow('`y` must have length 2; received shape (1)');
    expect(() => transitionLogDensityInto(two, 0, two, 1, one)).toThrow('`out` must have length 2; received shape (1)');
  },
);
