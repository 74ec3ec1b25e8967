import { createEngine } from '@yuragi/nn';
import { decodeCheckpoint, encodeCheckpoint, key, type RunOptions, stream, toNdarray } from '@yuragi/prob-core';
import { driverConformance, expectClose } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { calibrateDensityRatio, fitDensityRatio, logSigmoid } from './gan-density-ratio.ts';
import { denseNetwork } from './recorded-network.ts';

const engine = await createEngine({ kernels: 'plain' });
const normals = (name: string, n: number, mean: number, deviation = 1) => {
  const rng = stream(key(name));
  return toNdarray(
    Float64Array.from({ length: n }, () => mean + deviation * rng.normal()),
    [n, 1],
  );
};
const density = (x: number, mean: number): number => Math.exp(-((x - mean) ** 2) / 2) / Math.sqrt(2 * Math.PI);

describe('fitDensityRatio', () => {
  const [p, q] = [normals('p', 40, 1), normals('q', 30, -1)];
  const options = { numSteps: 5, batchSize: 8, network: denseNetwork([4]), engine };
  driverConformance(
    'fitDensityRatio',
    (run: RunOptions) => fitDensityRatio(p, q, key('ratio'), { ...options, ...run }),
    {
      outcome: ({ history, logDensityRatio }) => [history, logDensityRatio(p)],
      foreign: (run) => fitDensityRatio(q, p, key('ratio'), { ...options, ...run }),
      encode: encodeCheckpoint,
      decode: decodeCheckpoint,
    },
  );

  test('between N(1/2, 1) and N(-1/2, 1) it learns the logit x, to the excess loss of its free parameters', async () => {
    // What logistic regression with k free parameters loses over the best, on N rows: a chi-square of k over 2N, of mean
    // k/2N and deviation sqrt(2k)/2N. Six deviations are left to it.
    const [n, k] = [4000, 3 * 8 + 1];
    const { logDensityRatio } = await fitDensityRatio(
      normals('data', n, 0.5),
      normals('reference', n, -0.5),
      key('two normals'),
      { numSteps: 600, batchSize: 256, learningRate: 1e-2, averageDecay: 0.99, network: denseNetwork([8]), engine },
    );
    const allowed = (k + 6 * Math.sqrt(2 * k)) / (2 * 2 * n);
    // E KL of the best D to the learned one, over the mixture of both laws: a trapezoidal sum, whose own error is far below.
    const grid = Float64Array.from({ length: 1201 }, (_, i) => -6 + 0.01 * i);
    const excess = (logits: Float64Array): number =>
      0.01 *
      grid.reduce((sum, x, i) => {
        const d = Math.exp(logSigmoid(x));
        const gain = (sign: 1 | -1): number => logSigmoid(sign * x) - logSigmoid(sign * logits[i]!);
        return sum + ((density(x, 0.5) + density(x, -0.5)) / 2) * (d * gain(1) + (1 - d) * gain(-1));
      }, 0);
    expect(excess(logDensityRatio(toNdarray(grid, [1201, 1])))).toBeLessThan(allowed);
    // The sign the other way round, and a discriminator that has learned nothing.
    expect(excess(grid.map((x) => -x))).toBeGreaterThan(10 * allowed);
    expect(excess(new Float64Array(1201))).toBeGreaterThan(10 * allowed);
  });

  test('bad arguments are refused with their value', async () => {
    await expect(fitDensityRatio(p, toNdarray(new Float64Array(4), [2, 2]), key(0), options)).rejects.toThrow(
      'fitDensityRatio: `reference`',
    );
    await expect(fitDensityRatio(p, q, key(0), { ...options, batchSize: 0 })).rejects.toThrow(
      'fitDensityRatio: `batchSize` must be an integer >= 1; received 0',
    );
    await expect(fitDensityRatio(p, q, key(0), { ...options, network: 3 as never })).rejects.toThrow(
      'fitDensityRatio: `network` must be a function (scope, x, outputs) that records a network; received 3',
    );
    const { logDensityRatio } = await fitDensityRatio(p, q, key(0), options);
    expect(() => logDensityRatio(toNdarray(new Float64Array(4), [2, 2]))).toThrow(
      'fitDensityRatio.logDensityRatio: `x`',
    );
  });
});

describe('calibrateDensityRatio', () => {
  test('undoes a slope and an intercept: the least loss of a l + b is that of l', () => {
    const [ofData, ofGenerated] = [normals('of data', 500, 0.5).data, normals('of generated', 400, -0.5).data];
    const straight = calibrateDensityRatio(ofData, ofGenerated);
    const bent = calibrateDensityRatio(
      ofData.map((l) => 4 * l - 3),
      ofGenerated.map((l) => 4 * l - 3),
    );
    expectClose(bent.slope, straight.slope / 4, { rel: 1e-8 });
    expectClose(bent.intercept, straight.intercept + (3 * straight.slope) / 4, { rel: 1e-8 });
    // Stationary: the residual D - label is orthogonal to 1 and to l, each class with weight one.
    const sums = [0, 0];
    for (const [values, label] of [
      [ofData, 1],
      [ofGenerated, 0],
    ] as const)
      for (const l of values) {
        const residual = (Math.exp(logSigmoid(straight.slope * l + straight.intercept)) - label) / values.length;
        sums[0]! += residual;
        sums[1]! += residual * l;
      }
    expectClose(sums, [0, 0], { abs: 1e-9 });
  });

  test('bad arguments are refused with their value', () => {
    expect(() => calibrateDensityRatio(Float64Array.of(), Float64Array.of(1))).toThrow(
      'calibrateDensityRatio: `ofData` must be at least one log-ratio',
    );
    expect(() => calibrateDensityRatio(Float64Array.of(1), Float64Array.of(Number.NaN))).toThrow(
      'calibrateDensityRatio: `ofGenerated[0]` must be a finite number; received NaN',
    );
    expect(() => calibrateDensityRatio(Float64Array.of(2, 3), Float64Array.of(0, 1))).toThrow(
      'calibrateDensityRatio: `ofData` must be log-ratios that overlap those of `ofGenerated`, 0 to 1; received 2',
    );
  });
});
