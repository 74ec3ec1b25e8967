/** Formulas that the source notes misprint: each is derived here from the two kernels alone, and the misprint is refused. */
import { describe, expect, test } from 'vitest';
import { diffusionTable, linearNoiseSchedule, sohlDicksteinNoiseSchedule } from './index.ts';

const table = diffusionTable(linearNoiseSchedule({ numSteps: 20, first: 0.01, last: 0.4 }), 20);
const steps = Array.from({ length: 19 }, (_, i) => i + 2);

/** q(x_{t-1} | x_t, x_0) by Bayes from q(x_t | x_{t-1}) = N(sqrt(1 - b) x, b) and q(x_{t-1} | x_0) = N(sqrt(a) x_0, 1 - a). */
function posterior(t: number) {
  const b = table.noiseRate[t]!;
  const a = table.alphaBar[t - 1]!;
  const precision = (1 - b) / b + 1 / (1 - a);
  return { x0: Math.sqrt(a) / (1 - a) / precision, xt: Math.sqrt(1 - b) / b / precision, variance: 1 / precision };
}

describe('the forward process', () => {
  test('composing the one-step kernels gives alphaBar, and variance 1 - prod alpha, not 1 - sqrt of it', () => {
    let scale = 1;
    let variance = 0;
    for (let t = 1; t <= 20; t++) {
      const b = table.noiseRate[t]!;
      scale *= Math.sqrt(1 - b);
      variance = (1 - b) * variance + b;
      expect(table.signalScale[t]).toBeCloseTo(scale, 14);
      expect(table.noiseScale[t]! ** 2).toBeCloseTo(variance, 14);
      if (t > 1) expect(Math.abs(1 - Math.sqrt(table.alphaBar[t]!) - variance)).toBeGreaterThan(1e-3);
    }
  });

  test('noise rates of the usual schedule rise', () => {
    const { noiseRate } = diffusionTable(linearNoiseSchedule(), 1000);
    expect(noiseRate[1]).toBeCloseTo(1e-4, 12);
    expect(noiseRate[1000]).toBeCloseTo(0.02, 12);
  });
});

describe('q(x_{t-1} | x_t, x_0)', () => {
  test.each(steps)('t = %i: both coefficients and the variance are those of Bayes', (t) => {
    const { x0, xt, variance } = posterior(t);
    expect(table.posteriorX0[t]).toBeCloseTo(x0, 13);
    expect(table.posteriorXt[t]).toBeCloseTo(xt, 13);
    expect(table.posteriorVariance[t]).toBeCloseTo(variance, 13);
  });

  test('the coefficient of x_0 has sqrt of alphaBar_{t-1}, not of alpha_{t-1}', () => {
    const t = 10;
    const misprint = (Math.sqrt(1 - table.noiseRate[t - 1]!) * table.noiseRate[t]!) / (1 - table.alphaBar[t]!);
    expect(Math.abs(misprint - posterior(t).x0)).toBeGreaterThan(0.01);
  });

  test('in terms of the noise its mean is exactly (x_t - beta/sqrt(1 - alphaBar) eps)/sqrt(alpha)', () => {
    for (const t of steps) {
      const [x0, eps] = [0.7, -1.3];
      const xt = table.signalScale[t]! * x0 + table.noiseScale[t]! * eps;
      const mean = table.posteriorX0[t]! * x0 + table.posteriorXt[t]! * xt;
      const b = table.noiseRate[t]!;
      expect((xt - (b / table.noiseScale[t]!) * eps) / Math.sqrt(1 - b)).toBeCloseTo(mean, 13);
    }
  });

  test('the weight of the noise error is beta^2/(2 variance alpha (1 - alphaBar)), with alpha', () => {
    for (const t of steps) {
      const b = table.noiseRate[t]!;
      const { variance } = posterior(t);
      const weight = b ** 2 / (2 * variance * (1 - b) * (1 - table.alphaBar[t]!));
      expect(table.noiseLossWeight[t]).toBeCloseTo(weight, 12);
      expect(Math.abs(b ** 2 / (2 * variance * (1 - table.alphaBar[t]!)) - weight)).toBeGreaterThan(1e-3);
    }
  });

  test('at t = 1 its variance is 0: no KL can be formed there', () => {
    expect(table.posteriorVariance[1]).toBe(0);
    expect([table.x0LossWeight[1], table.noiseLossWeight[1]]).toEqual([Infinity, Infinity]);
  });

  test('where nothing of the data is left, x_t says nothing', () => {
    const erasing = diffusionTable(sohlDicksteinNoiseSchedule({ numSteps: 8 }), 8);
    expect([erasing.noiseRate[8], erasing.alphaBar[8], erasing.posteriorXt[8]]).toEqual([1, 0, 0]);
    expect(erasing.posteriorX0[8]).toBeCloseTo(Math.sqrt(1 / 8), 14);
  });
});
