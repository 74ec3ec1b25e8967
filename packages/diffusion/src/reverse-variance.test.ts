import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import {
  type DiffusionTable,
  diffusionTable,
  elboFromErrors,
  noiseRateSchedule,
  optimalReverseVariance,
  reverseVarianceGap,
} from './index.ts';

const { inputs, outputs, tolerance } = referenceCase('bridge', 'optimal-reverse-variance');
/** alphaBar_t = e^{-6t/T}. */
const tableOf = (T: number): DiffusionTable =>
  diffusionTable(noiseRateSchedule(new Float64Array(T).fill(-Math.expm1(-6 / T))), T);
/** E Var(x_0 | x_t) of N(0, s2): s2 sigma^2/(s2 + sigma^2). */
const errorsOf = (table: DiffusionTable, s2: number): Float64Array =>
  table.sigma.map((sigma) => (s2 * sigma ** 2) / (s2 + sigma ** 2));

describe('the optimal reverse variance of N(0, s^2)', () => {
  test('is the reference`s beside the posterior variance, T = 4', () => {
    const table = tableOf(4);
    const optimal = optimalReverseVariance(table, errorsOf(table, 4), 1);
    expectClose(
      [2, 3, 4].map((t) => [table.posteriorVariance[t]!, optimal[t]!]),
      outputs.T4_pairs,
      tolerance,
    );
    expectClose(table.noiseRate[3], outputs.T4_beta, tolerance);
  });

  test('is the variance of x_{t-1} given x_t', () => {
    const table = tableOf(7);
    const optimal = optimalReverseVariance(table, errorsOf(table, 4), 1);
    for (let t = 1; t <= 7; t++) {
      // Both are Gaussian: Var(x_{t-1}) - Cov^2/Var(x_t).
      const [before, after] = [t - 1, t].map((i) => 4 * table.alphaBar[i]! + 1 - table.alphaBar[i]!) as [
        number,
        number,
      ];
      expect(optimal[t]).toBeCloseTo(before - ((1 - table.noiseRate[t]!) * before ** 2) / after, 13);
    }
  });
});

describe('reverseVarianceGap', () => {
  const gaps = (kind: 'posterior' | 'forward', scale: (T: number) => number) =>
    Object.fromEntries(
      (['0.25', '1.0', '4.0'] as const).map((s2) => [
        s2,
        (inputs.T as number[]).map((T) => {
          const table = tableOf(T);
          return scale(T) * reverseVarianceGap(table, errorsOf(table, Number(s2)), 1, kind);
        }),
      ]),
    );

  test('copying the posterior variance costs half of Euler`s constant, whatever the variance of the data', () => {
    const found = gaps('posterior', () => 1);
    expectClose(found, outputs.gap_sigma_q, { rel: tolerance.rel });
    expect(outputs.limit).toBeCloseTo(0.5772156649015329 / 2, 15);
    for (const [, , last] of Object.values(found) as number[][])
      expect(Math.abs(last! - outputs.limit)).toBeLessThan(0.007);
    // 1/(t - 1) near the data.
    const table = tableOf(10_000);
    const optimal = optimalReverseVariance(table, errorsOf(table, 4), 1);
    for (const t of [2, 5, 11]) expect((optimal[t]! / table.posteriorVariance[t]! - 1) * (t - 1)).toBeCloseTo(1, 2);
  });

  test('the forward variance costs O(1/T), and nothing at unit variance', () => {
    expectClose(
      gaps('forward', (T) => T),
      outputs.T_gap_beta,
      {
        rel: tolerance.rel,
        zero_abs: tolerance.zeros_abs as number,
      },
    );
  });

  test('is what the bound loses, t >= 2', () => {
    const table = tableOf(30);
    const errors = errorsOf(table, 4);
    const pathOf = (reverseVariance: 'optimal' | 'posterior' | 'forward'): number =>
      elboFromErrors(table, errors, { dimension: 3, squaredNorm: 12, reverseVariance }).path.reduce((a, b) => a + b, 0);
    const scaled = errors.map((value) => 3 * value);
    const of = (kind: 'posterior' | 'forward'): number => reverseVarianceGap(table, scaled, 3, kind);
    const pathScaled = (kind: 'optimal' | 'posterior' | 'forward'): number =>
      elboFromErrors(table, scaled, { dimension: 3, squaredNorm: 12, reverseVariance: kind }).path.reduce(
        (a, b) => a + b,
        0,
      );
    expect(pathOf('optimal')).toBeLessThan(pathScaled('optimal'));
    for (const kind of ['posterior', 'forward'] as const)
      expect(pathScaled(kind) - pathScaled('optimal')).toBeCloseTo(of(kind), 12);
  });

  test('of given variances; 0 at the optimum and positive beside it', () => {
    const table = tableOf(20);
    const errors = errorsOf(table, 0.25);
    const optimal = optimalReverseVariance(table, errors, 1);
    expect(reverseVarianceGap(table, errors, 1, optimal)).toBe(0);
    for (const factor of [0.9, 1.1]) {
      const gap = reverseVarianceGap(
        table,
        errors,
        1,
        optimal.map((v) => v * factor),
      );
      expect(gap).toBeCloseTo(0.5 * 19 * (1 / factor - 1 + Math.log(factor)), 12);
    }
  });

  test('bad arguments are refused with their value', () => {
    const table = tableOf(3);
    expect(() => reverseVarianceGap(table, new Float64Array(3), 1, 'forward')).toThrow(
      'reverseVarianceGap: `squaredErrors` must have length 4; received shape (3)',
    );
    expect(() => reverseVarianceGap(table, new Float64Array(4).fill(-1), 1, 'forward')).toThrow(
      'reverseVarianceGap: `squaredErrors[2]` must be a finite number >= 0; received -1',
    );
    expect(() => reverseVarianceGap(table, new Float64Array(4), 0, 'forward')).toThrow(
      'reverseVarianceGap: `dimension` must be an integer >= 1; received 0',
    );
    expect(() => reverseVarianceGap(table, new Float64Array(4), 1, new Float64Array(4))).toThrow(
      'reverseVarianceGap: `taken[2]` must be a finite number > 0; received 0',
    );
    expect(() => reverseVarianceGap(table, new Float64Array(4), 1, 'optimal' as never)).toThrow(
      "reverseVarianceGap: `taken` must be one of 'posterior', 'forward'",
    );
  });
});
