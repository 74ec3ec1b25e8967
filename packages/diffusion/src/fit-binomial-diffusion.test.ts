import { createEngine, decodeParameters, encodeParameters } from '@yuragi/nn';
import { decodeCheckpoint, encodeCheckpoint, key, stream, toNdarray } from '@yuragi/prob-core';
import { driverConformance, generativeModelConformance } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import {
  binomialDiffusion,
  bitMlp,
  diffusionTable,
  fitBinomialDiffusion,
  learnedBinomialDiffusion,
  noiseRateSchedule,
  sampledBinomialElbo,
  sohlDicksteinNoiseSchedule,
} from './index.ts';

const engine = await createEngine({ kernels: 'plain' });
const table = diffusionTable(sohlDicksteinNoiseSchedule({ numSteps: 10 }), 10);
const data = () => toNdarray(Float64Array.of(0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1), [4, 3]);
const x = toNdarray(Float64Array.of(0, 0, 0, 0, 0, 1, 1, 1), [4, 2]);
const small = { table, engine, network: bitMlp({ hidden: [5] }), numSteps: 4, batchSize: 8, onProbability: 0.3 };

driverConformance('fitBinomialDiffusion', (run) => fitBinomialDiffusion(data(), key('fit'), { ...small, ...run }), {
  outcome: ({ history, parameters }) => ({ history, parameters }),
  foreign: (run) => fitBinomialDiffusion(x, key('fit'), { ...small, ...run }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});

generativeModelConformance(
  'a learned binomial diffusion',
  async () => (await fitBinomialDiffusion(data(), key('fit'), small)).model,
  { data, makeRng: (name) => stream(key(name)) },
);

describe('fitBinomialDiffusion', () => {
  test('begins as the exact reverse of bits that are independent', async () => {
    // Means 1/4 and 1/2, independent.
    const rows = Float64Array.from({ length: 16 }, (_, at) => {
      const row = at >> 1;
      return at % 2 === 0 ? Number(row % 4 === 0) : row >> 2;
    });
    const onProbability = 0.2;
    // A learning rate that leaves the parameters as they are, in f32.
    const { model } = await fitBinomialDiffusion(toNdarray(rows, [8, 2]), key('fresh'), {
      ...small,
      numSteps: 1,
      learningRate: 1e-20,
      onProbability,
    });
    const law = Float64Array.of(0.75 * 0.5, 0.25 * 0.5, 0.75 * 0.5, 0.25 * 0.5);
    const exact = binomialDiffusion(law, { onProbability });
    const states = Float64Array.of(0, 0, 1, 0, 0, 1, 1, 1);
    const [found, expected] = [new Float64Array(8), new Float64Array(8)];
    for (let t = 1; t <= 10; t++) {
      model.reverseMeanInto(states, table.alphaBar[t]!, table.alphaBar[t - 1]!, found);
      exact.reverseMeanInto(states, table.alphaBar[t]!, table.alphaBar[t - 1]!, expected);
      // Log odds of at most 5 in f32: half an ulp is 2e-7, in a chance a quarter of it at most.
      for (let i = 0; i < 8; i++) expect(Math.abs(found[i]! - expected[i]!)).toBeLessThan(2e-7);
    }
  });

  test('what was saved is the same model, for any number of rows', async () => {
    const { model, parameters } = await fitBinomialDiffusion(data(), key('saved'), small);
    const again = learnedBinomialDiffusion(engine, decodeParameters(encodeParameters(parameters)), {
      numBits: 3,
      table,
      onProbability: 0.3,
      network: bitMlp({ hidden: [5] }),
    });
    // More than one call of the network, the last one not full.
    const states = Float64Array.from({ length: 3 * 700 }, (_, i) => ((i * i) % 3) & 1);
    const [found, expected] = [new Float64Array(states.length), new Float64Array(states.length)];
    again.reverseMeanInto(states, 0.4, 0.5, found);
    model.reverseMeanInto(states, 0.4, 0.5, expected);
    expect(found).toEqual(expected);
    const alone = new Float64Array(3);
    model.reverseMeanInto(states.slice(1800, 1803), 0.4, 0.5, alone);
    expect(alone).toEqual(expected.slice(1800, 1803));
  });

  test('the bound of the model by row is that of sampledBinomialElbo', async () => {
    const { model } = await fitBinomialDiffusion(data(), key('bound'), small);
    const perRow = model.logDensityBound(data(), stream(key('draws')));
    const { perPoint } = await sampledBinomialElbo(model, data(), table, stream(key('draws')));
    for (const [row, bound] of perRow.entries()) expect(bound).toBeCloseTo(perPoint[row]!, 12);
  });

  test('bad arguments are refused with their value', async () => {
    await expect(fitBinomialDiffusion(toNdarray(Float64Array.of(2), [1, 1]), key(1), small)).rejects.toThrow(
      'fitBinomialDiffusion: `x[0]` must be 0 or 1; received 2',
    );
    await expect(fitBinomialDiffusion(x, key(1), { ...small, onProbability: 0 })).rejects.toThrow(
      'fitBinomialDiffusion: `onProbability` must be a number in (0, 1); received 0',
    );
    const idle = { ...table, alphaBar: table.alphaBar.map((value, t) => (t === 1 ? 1 : value)) };
    await expect(fitBinomialDiffusion(x, key(1), { ...small, table: idle })).rejects.toThrow(
      '`table.alphaBar[1]` must be a number < 1; received 1',
    );
    expect(() => bitMlp({ hidden: [8, 0] })).toThrow('`hidden[1]` must be an integer >= 1; received 0');
    expect(() =>
      learnedBinomialDiffusion(
        engine,
        {},
        { numBits: 0, table: diffusionTable(noiseRateSchedule(Float64Array.of(0.5)), 1) },
      ),
    ).toThrow('`numBits` must be an integer >= 1; received 0');
  });
});
