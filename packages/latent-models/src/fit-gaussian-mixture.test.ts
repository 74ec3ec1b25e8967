import { decodeCheckpoint, encodeCheckpoint, key, stream, toNdarray } from '@yuragi/prob-core';
import { driverConformance, generativeModelConformance } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { fitGaussianMixture } from './fit-gaussian-mixture.ts';

const rng = stream(key('fit-gaussian-mixture.test'));
/** Three heaps in the plane, overlapping enough that EM needs some steps. */
const x = toNdarray(
  Float64Array.from({ length: 600 }, (_, at) => rng.normal() + 1.8 * ((at >> 1) % 3) * ((at & 1) === 0 ? 1 : -1)),
  [300, 2],
);
const options = { numComponents: 3, numRestarts: 2, maxSteps: 12, tolerance: 0 } as const;

driverConformance('fitGaussianMixture', (run) => fitGaussianMixture(x, key('driver'), { ...options, ...run }), {
  outcome: ({ parameters, history, meanLogLikelihood, aic, bic, warnings }) => ({
    parameters,
    history,
    meanLogLikelihood,
    aic,
    bic,
    warnings,
  }),
  foreign: (run) => fitGaussianMixture(x, key('driver'), { ...options, regularization: 0.1, ...run }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});

generativeModelConformance(
  'the fitted mixture',
  async () => (await fitGaussianMixture(x, key('model'), { numComponents: 2 })).model,
  { data: () => x, makeRng: (name) => stream(key(name)) },
);

describe('fitGaussianMixture', () => {
  test('the bounds of E- and M-steps, interleaved, never fall and end at the likelihood', async () => {
    for (const covariance of ['full', 'diagonal', 'spherical'] as const) {
      const { history, meanLogLikelihood, stopped } = await fitGaussianMixture(x, key('climb'), {
        numComponents: 3,
        covariance,
        regularization: 0,
      });
      expect(stopped).toBe('converged');
      const climb = Array.from(history.bound).flatMap((bound, i) => [bound, history.boundAfterMaximisation[i]!]);
      for (let i = 1; i < climb.length; i++) expect(climb[i]).toBeGreaterThanOrEqual(climb[i - 1]! - 1e-10);
      expect(meanLogLikelihood).toBeGreaterThanOrEqual(climb.at(-1)! - 1e-10);
      expect(meanLogLikelihood - history.bound.at(-1)!).toBeLessThan(1e-5);
    }
  });

  test('more restarts never end lower, and restart i does not depend on their number', async () => {
    const fit = (numRestarts: number) => fitGaussianMixture(x, key('restarts'), { numComponents: 5, numRestarts });
    const [one, four] = [await fit(1), await fit(4)];
    expect(four.history.bound.at(-1)).toBeGreaterThanOrEqual(one.history.bound.at(-1)!);
  });

  test('a component that would collapse on repeated points is held by the regularisation, and refused without', async () => {
    const repeated = toNdarray(Float64Array.of(0, 0, 0, 0, 0, 10, 11, 12, 13), [9, 1]);
    const fit = (regularization?: number) =>
      fitGaussianMixture(repeated, key('collapse'), { numComponents: 2, regularization });
    const { model, regularization } = await fit();
    const smallest = Math.min(model.covariances.get(0, 0, 0), model.covariances.get(1, 0, 0));
    expect(smallest).toBeGreaterThanOrEqual(regularization);
    expect(smallest).toBeLessThan(2 * regularization);
    await expect(fit(0)).rejects.toThrow(
      'fitGaussianMixture: `regularization` must be > 0: every start collapsed on too few points; received 0',
    );
  });

  test('the default regularisation follows the scale of the data', async () => {
    const scaled = toNdarray(
      x.data.map((value) => 1000 * value),
      [300, 2],
    );
    const small = await fitGaussianMixture(x, key('scale'), { numComponents: 3 });
    const large = await fitGaussianMixture(scaled, key('scale'), { numComponents: 3 });
    expect(large.regularization / small.regularization).toBeCloseTo(1e6, 3);
    expect(large.meanLogLikelihood + 2 * Math.log(1000)).toBeCloseTo(small.meanLogLikelihood, 9);
  });

  test('a given start is where it begins', async () => {
    const start = {
      weights: Float64Array.of(0.5, 0.5),
      means: Float64Array.of(0, 0, 3, -3),
      covariances: Float64Array.of(1, 1),
    };
    const { parameters, stopped } = await fitGaussianMixture(x, key('start'), {
      numComponents: 2,
      covariance: 'spherical',
      start,
      timeLimit: 0,
    });
    expect(stopped).toBe('time-limit');
    expect(parameters).toEqual(start);
  });

  test('criteria count the free parameters', async () => {
    const fit = (covariance: 'full' | 'diagonal' | 'spherical') =>
      fitGaussianMixture(x, key('count'), { numComponents: 3, covariance });
    for (const [covariance, count] of [
      ['full', 17],
      ['diagonal', 14],
      ['spherical', 11],
    ] as const) {
      const { aic, bic, meanLogLikelihood } = await fit(covariance);
      expect(aic + 2 * 300 * meanLogLikelihood).toBeCloseTo(2 * count, 8);
      expect(bic + 2 * 300 * meanLogLikelihood).toBeCloseTo(count * Math.log(300), 8);
    }
  });

  test('bad data and options are refused with their value', async () => {
    const refusal = async (change: object, data = x): Promise<string> => {
      try {
        await fitGaussianMixture(data, key(1), { numComponents: 2, ...change });
      } catch (error) {
        return (error as Error).message;
      }
      return 'accepted';
    };
    expect(await refusal({ numComponents: 0 })).toBe(
      'fitGaussianMixture: `numComponents` must be an integer >= 1; received 0',
    );
    expect(await refusal({ numComponents: 301 })).toBe(
      'fitGaussianMixture: `numComponents` must be at most 300, the number of rows; received 301',
    );
    expect(await refusal({ covariance: 'tied' })).toBe(
      "fitGaussianMixture: `covariance` must be one of 'full', 'diagonal', 'spherical'; received \"tied\"",
    );
    expect(await refusal({ tolerance: -1 })).toContain('`tolerance` must be a finite number >= 0; received -1');
    expect(await refusal({ regularization: Number.NaN })).toContain(
      '`regularization` must be a finite number >= 0; received NaN',
    );
    expect(await refusal({}, toNdarray(Float64Array.of(1, Infinity), [2, 1]))).toContain(
      '`x[1]` must be a finite number; received Infinity',
    );
    expect(await refusal({}, toNdarray(new Float64Array(4), [4]))).toContain(
      '`x` must have shape (n, d); received shape (4)',
    );
    const start = { weights: Float64Array.of(1, 1), means: new Float64Array(4), covariances: new Float64Array(8) };
    expect(await refusal({ start })).toContain('`start.weights` must be probabilities that sum to 1');
    expect(await refusal({ start, numRestarts: 2 })).toContain(
      '`numRestarts` must be 1 when `start` is given; received 2',
    );
  });
});
