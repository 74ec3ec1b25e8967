import { decodeCheckpoint, encodeCheckpoint, key, type Rng, stream, toNdarray } from '@yuragi/prob-core';
import { driverConformance } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { onChance } from './binomial-diffusion.ts';
import {
  binomialDiffusion,
  binomialElbo,
  diffusionTable,
  sampledBinomialElbo,
  sohlDicksteinNoiseSchedule,
} from './index.ts';
import { boundTerms } from './sampled-binomial-elbo.ts';

const law = Float64Array.of(0.35, 0.15, 0.1, 0.4);
const onProbability = 0.3;
const diffusion = binomialDiffusion(law, { onProbability });
const table = diffusionTable(sohlDicksteinNoiseSchedule({ numSteps: 6 }), 6);
const states = toNdarray(Float64Array.of(0, 0, 1, 0, 0, 1, 1, 1), [4, 2]);

driverConformance(
  'sampledBinomialElbo',
  (run) => sampledBinomialElbo(diffusion, states, table, stream(key('bound')), run),
  {
    outcome: ({ value, standardError, diagnostics, perPoint, perStep }) => ({
      value,
      standardError,
      diagnostics,
      perPoint,
      perStep,
    }),
    foreign: (run) =>
      sampledBinomialElbo(diffusion, states, table, stream(key('bound')), { firstStep: 'forward', ...run }),
    encode: encodeCheckpoint,
    decode: decodeCheckpoint,
  },
);

/** Draws that make every row of two bits become the state z. */
const rngTo = (z: number): Rng => {
  let count = 0;
  return { uniform: () => ((z >> (count++ % 2)) & 1 ? 0 : 1 - 2 ** -53) } as Rng;
};

describe('sampledBinomialElbo', () => {
  test('its mean over all noisy states is the exact bound of the best factorised kernel, term by term', () => {
    for (const firstStep of ['learned', 'forward'] as const) {
      const terms = boundTerms('test', diffusion, states, table, firstStep);
      const exact = binomialElbo(diffusion, table, { reverse: 'factorised', firstStep });
      const overData = (values: Float64Array): number => values.reduce((sum, value, k) => sum + law[k]! * value, 0);
      expect(overData(terms.known.prior)).toBeCloseTo(exact.prior, 14);
      if (firstStep === 'forward') expect(overData(terms.known.reconstruction)).toBeCloseTo(exact.reconstruction, 14);
      for (let t = terms.firstDrawn; t <= 6; t++) {
        let expected = 0;
        for (let z = 0; z < 4; z++) {
          const drawn = terms.draw(t, rngTo(z));
          for (let k = 0; k < 4; k++) {
            let chance = law[k]!;
            for (const bit of [0, 1]) {
              const on = onChance((k >> bit) & 1, 1 - table.alphaBar[t]!, onProbability);
              chance *= (z >> bit) & 1 ? on : 1 - on;
            }
            expected += chance * drawn[k]!;
          }
        }
        expect(expected).toBeCloseTo(t === 1 ? exact.reconstruction : exact.path[t]!, 13);
      }
    }
  });

  test('the value is the mean over the rows, and the sum of its parts', async () => {
    for (const firstStep of ['learned', 'forward'] as const) {
      const { value, perPoint, perStep, diagnostics } = await sampledBinomialElbo(
        diffusion,
        states,
        table,
        stream(key('parts')),
        { firstStep },
      );
      expect(value).toBeCloseTo(perPoint.reduce((sum, bound) => sum + bound, 0) / 4, 14);
      expect(value).toBeCloseTo(-(diagnostics.prior + diagnostics.path + diagnostics.reconstruction), 13);
      expect([perStep[0], perStep[1]]).toEqual([0, 0]);
    }
  });

  test('a part of the sum is not called a bound', async () => {
    const { value, standardError, warnings } = await sampledBinomialElbo(
      diffusion,
      states,
      table,
      stream(key('part')),
      {
        timeLimit: 0,
      },
    );
    expect([value, standardError]).toEqual([Number.NaN, Infinity]);
    expect(warnings).toEqual([{ code: 'incomplete', message: 'Only 0 of 6 terms were summed.' }]);
  });

  test('bad arguments are refused with their value', async () => {
    const rng = stream(key(1));
    await expect(
      sampledBinomialElbo(diffusion, toNdarray(Float64Array.of(0, 0.5), [1, 2]), table, rng),
    ).rejects.toThrow('sampledBinomialElbo: `x0[1]` must be 0 or 1; received 0.5');
    await expect(sampledBinomialElbo(diffusion, toNdarray(new Float64Array(3), [1, 3]), table, rng)).rejects.toThrow(
      'sampledBinomialElbo: `x0` must have shape (n, 2); received shape (1, 3)',
    );
    await expect(sampledBinomialElbo(diffusion, states, table, rng, { firstStep: 'paper' as never })).rejects.toThrow(
      "`firstStep` must be one of 'learned', 'forward'",
    );
  });
});
