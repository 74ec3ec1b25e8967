import { createEngine } from '@yuragi/nn';
import { decodeCheckpoint, encodeCheckpoint, key, toNdarray } from '@yuragi/prob-core';
import { driverConformance } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import {
  type Denoiser,
  denoisingMlp,
  diffusionTable,
  fitReverseVariance,
  linearNoiseSchedule,
  sohlDicksteinNoiseSchedule,
} from './index.ts';

const engine = await createEngine({ kernels: 'plain' });
const table = diffusionTable(linearNoiseSchedule({ numSteps: 5, first: 0.05, last: 0.7 }), 5);
const x = toNdarray(Float64Array.of(-1, 0.5, 1, -0.5, 0.3, 0.9), [3, 2]);
const denoise: Denoiser = (x, sigma, out) => {
  for (let i = 0; i < x.length; i++) out[i] = x[i]! / (1 + sigma ** 2);
};
const small = { engine, network: denoisingMlp({ hidden: [4], embedding: 4 }), numDraws: 20, numSteps: 4, batchSize: 8 };

driverConformance(
  'fitReverseVariance',
  (run) => fitReverseVariance(denoise, x, table, key('fit'), { ...small, ...run }),
  {
    outcome: ({ history, parameters }) => ({ history, parameters }),
    foreign: (run) => fitReverseVariance(denoise, x, table, key('fit'), { ...small, numDraws: 21, ...run }),
    encode: encodeCheckpoint,
    decode: decodeCheckpoint,
  },
);

test('begins as the variance of a standard normal x_0, at every level, for any number of rows', async () => {
  const erasing = diffusionTable(sohlDicksteinNoiseSchedule({ numSteps: 5 }), 5);
  const { variance } = await fitReverseVariance((_x, _sigma, out) => void out.fill(0), x, erasing, key('fresh'), {
    ...small,
    numSteps: 1,
    learningRate: 1e-20,
  });
  const points = Float64Array.from({ length: 2 * 700 }, (_, i) => Math.sin(i));
  const out = new Float64Array(points.length);
  for (const sigma of [0.01, 1, 30, Infinity]) {
    await variance(points, sigma, out);
    const expected = sigma === Infinity ? 1 : sigma ** 2 / (1 + sigma ** 2);
    for (const value of out) expect(value / expected).toBeCloseTo(1, 12);
  }
});

test('bad arguments are refused with their value', async () => {
  await expect(fitReverseVariance(denoise, x, table, key(1), { ...small, numDraws: 0 })).rejects.toThrow(
    'fitReverseVariance: `numDraws` must be an integer >= 1; received 0',
  );
  await expect(
    fitReverseVariance(denoise, toNdarray(Float64Array.of(Number.NaN), [1, 1]), table, key(1), small),
  ).rejects.toThrow('fitReverseVariance: `x[0]` must be a finite number; received NaN');
});
