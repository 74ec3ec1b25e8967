import { decodeCheckpoint, encodeCheckpoint, key, stream, toNdarray } from '@yuragi/prob-core';
import { driverConformance } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import {
  bitsFromNats,
  bitsPerDimension,
  diffusionTable,
  type ElboOptions,
  elbo,
  elboFromErrors,
  linearNoiseSchedule,
  smoothedMixture,
  sohlDicksteinNoiseSchedule,
} from './index.ts';

const law = smoothedMixture({
  weights: Float64Array.of(0.5, 0.5),
  means: toNdarray(Float64Array.of(-1, 0, 1, 0), [2, 2]),
  covariances: toNdarray(Float64Array.of(0.1, 0, 0, 0.2, 0.1, 0, 0, 0.2), [2, 2, 2]),
});
const rng = stream(key('elbo.test data'));
const x0 = toNdarray(
  Float64Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? Math.sign(rng.normal()) : 0) + 0.3 * rng.normal()),
  [20, 2],
);
const table = diffusionTable(linearNoiseSchedule({ numSteps: 12, first: 0.01, last: 0.6 }), 12);

driverConformance('elbo', (run) => elbo(law.denoise, x0, table, stream(key('elbo')), run), {
  outcome: ({ value, standardError, diagnostics, perPoint, perStep, squaredErrors }) => ({
    value,
    standardError,
    diagnostics,
    perPoint,
    perStep,
    squaredErrors,
  }),
  foreign: (run) => elbo(law.denoise, x0, table, stream(key('elbo')), { reverseVariance: 'forward', ...run }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});

describe('elbo', () => {
  test('is the bound of its own mean squared errors, and the mean over its points', async () => {
    for (const reverseVariance of ['posterior', 'forward', 'optimal'] as const) {
      const result = await elbo(law.denoise, x0, table, stream(key('parts')), { reverseVariance });
      const squaredNorm = x0.data.reduce((sum, value) => sum + value ** 2, 0) / 20;
      const terms = elboFromErrors(table, result.squaredErrors, { dimension: 2, squaredNorm, reverseVariance });
      expect(result.value).toBeCloseTo(terms.elbo, 10);
      expect(result.value).toBeCloseTo(result.perPoint.reduce((sum, value) => sum + value, 0) / 20, 10);
      expect(result.diagnostics.prior).toBeCloseTo(terms.prior, 12);
      expect(result.diagnostics.reconstruction).toBeCloseTo(terms.reconstruction, 12);
      for (let t = 2; t <= 12; t++) expect(result.perStep[t]).toBeCloseTo(terms.path[t]!, 10);
    }
  });

  test('no other variance beats the optimal one', () => {
    const errors = table.sigma.map((sigma) => sigma ** 2 / (1 + 2 * sigma ** 2));
    const bound = (reverseVariance: 'posterior' | 'forward' | 'optimal') =>
      elboFromErrors(table, errors, { dimension: 1, squaredNorm: 0.5, reverseVariance }).elbo;
    expect(bound('optimal')).toBeGreaterThan(bound('posterior'));
    expect(bound('optimal')).toBeGreaterThan(bound('forward'));
  });

  test('given variances: those of a kind give the bound of the kind', async () => {
    const bound = (reverseVariance: ElboOptions['reverseVariance']) =>
      elbo(law.denoise, x0, table, stream(key('given')), { reverseVariance });
    const forward = await bound('forward');
    expect((await bound(table.noiseRate)).perPoint).toEqual(forward.perPoint);
    // v = beta~ + c_0^2 s; that s which makes it beta, in every coordinate and at every point.
    const byLevel = new Map(
      Array.from(table.sigma, (sigma, t) => [
        sigma,
        (table.noiseRate[t]! - table.posteriorVariance[t]!) / table.posteriorX0[t]! ** 2,
      ]),
    );
    const conditional = await bound((_x, sigma, out) => void out.fill(byLevel.get(sigma)!));
    for (const [i, value] of conditional.perPoint.entries()) expect(value).toBeCloseTo(forward.perPoint[i]!, 10);
    expect(conditional.value).toBeCloseTo(forward.value, 12);
    expect(conditional.perStep[5]).toBeCloseTo(forward.perStep[5]!, 12);
  });

  test('the variance of x_0 given x is better than any one number a step', async () => {
    // Two points at +-1 in one coordinate: exact mean tanh(x/sigma^2), exact variance 1 - tanh^2.
    const coin = toNdarray(
      Float64Array.from({ length: 400 }, (_, i) => (i % 2 ? 1 : -1)),
      [400, 1],
    );
    const tanh = (x: Float64Array, sigma: number, out: Float64Array): void => {
      for (let i = 0; i < x.length; i++) out[i] = Math.tanh(x[i]! / sigma ** 2);
    };
    const spread = (x: Float64Array, sigma: number, out: Float64Array): void => {
      for (let i = 0; i < x.length; i++) out[i] = Math.cosh(x[i]! / sigma ** 2) ** -2;
    };
    // The first step is left to the data here: 1 - tanh^2 is 0 to rounding where x_1 is near the points.
    const options = { firstStep: 'forward' } as const;
    const best = await elbo(tanh, coin, table, stream(key('coin')), { ...options, reverseVariance: spread });
    const single = await elbo(tanh, coin, table, stream(key('coin')), { ...options, reverseVariance: 'optimal' });
    expect(best.value).toBeGreaterThan(single.value + 0.1);
  });

  test('an unlearned first step is the forward step turned round by Bayes` rule', async () => {
    const { perPoint, diagnostics } = await elbo(law.denoise, x0, table, stream(key('first')), {
      firstStep: 'forward',
    });
    const learned = await elbo(law.denoise, x0, table, stream(key('first')));
    // -E log [q(x_1 | x_0) pi(x_0)/pi(x_1)] from the densities, by the rule of three points, which is exact for squares.
    const [keep, rate] = [Math.sqrt(0.99), 0.01];
    const logNormal = (x: number, mean: number, variance: number): number =>
      -0.5 * (Math.log(2 * Math.PI * variance) + (x - mean) ** 2 / variance);
    const terms = Float64Array.from({ length: 20 }, (_, row) => {
      let term = 0;
      for (const value of x0.data.subarray(2 * row, 2 * row + 2))
        for (const [eps, weight] of [
          [-Math.sqrt(3), 1 / 6],
          [0, 2 / 3],
          [Math.sqrt(3), 1 / 6],
        ] as const) {
          const next = keep * value + Math.sqrt(rate) * eps;
          term -= weight * (logNormal(next, keep * value, rate) + logNormal(value, 0, 1) - logNormal(next, 0, 1));
        }
      return term;
    });
    expect(diagnostics.reconstruction).toBeCloseTo(terms.reduce((sum, term) => sum + term, 0) / 20, 12);
    expect(diagnostics.path).toBeCloseTo(learned.diagnostics.path, 12);
    expect(perPoint.reduce((sum, value) => sum + value, 0) / 20).toBeCloseTo(
      -diagnostics.prior - diagnostics.path - diagnostics.reconstruction,
      12,
    );
  });

  test('copying the posterior variance costs about half of Euler’s constant per dimension, as T grows', () => {
    // Constant noise rates, data of variance 1: v_t/beta~_t - 1 -> 1/(t - 1).
    const numSteps = 2000;
    const constant = diffusionTable(
      linearNoiseSchedule({ numSteps, first: 6 / numSteps, last: 6 / numSteps }),
      numSteps,
    );
    const errors = constant.sigma.map((sigma) => sigma ** 2 / (1 + sigma ** 2));
    const path = (reverseVariance: 'posterior' | 'optimal') =>
      elboFromErrors(constant, errors, { dimension: 1, squaredNorm: 1, reverseVariance }).path.reduce(
        (sum, value) => sum + value,
        0,
      );
    const eulerGamma = 0.5772156649015329;
    expect(Math.abs(path('posterior') - path('optimal') - eulerGamma / 2)).toBeLessThan(0.01);
  });

  test('works where nothing of the data is left at the end', async () => {
    const erasing = diffusionTable(sohlDicksteinNoiseSchedule({ numSteps: 10 }), 10);
    const { value, diagnostics, squaredErrors } = await elbo(law.denoise, x0, erasing, stream(key('erasing')));
    expect(diagnostics.prior).toBe(0);
    expect(Number.isFinite(value)).toBe(true);
    // At t = T the denoiser can only answer the mean.
    const spread = x0.data.reduce((sum, x) => sum + x ** 2, 0) / 20;
    expect(squaredErrors[10]).toBeCloseTo(spread, 12);
  });

  test('a part of the sum is not called a bound', async () => {
    const { value, standardError, warnings } = await elbo(law.denoise, x0, table, stream(key('part')), {
      timeLimit: 0,
    });
    expect([value, standardError]).toEqual([Number.NaN, Infinity]);
    expect(warnings).toEqual([{ code: 'incomplete', message: 'Only 0 of 12 terms were summed.' }]);
  });

  test('bits are nats over log 2', () => {
    expect(bitsFromNats(Math.LN2)).toBe(1);
    expect(bitsPerDimension(-4 * Math.LN2, 2)).toBe(2);
  });

  test('bad arguments are refused with their value', async () => {
    const errors = new Float64Array(13);
    const options = { dimension: 1, squaredNorm: 1, reverseVariance: 'forward' } as const;
    expect(() => elboFromErrors(table, new Float64Array(3), options)).toThrow(
      '`squaredErrors` must have length 13; received shape (3)',
    );
    expect(() =>
      elboFromErrors(
        table,
        errors.map((_, t) => (t === 4 ? -1 : 1)),
        options,
      ),
    ).toThrow('`squaredErrors[4]` must be a finite number >= 0; received -1');
    expect(() => elboFromErrors(table, errors, { ...options, dimension: 0 })).toThrow(
      '`dimension` must be an integer >= 1; received 0',
    );
    await expect(
      elbo(law.denoise, toNdarray(Float64Array.of(Number.NaN, 1), [1, 2]), table, stream(key(1))),
    ).rejects.toThrow('elbo: `x0[0]` must be a finite number; received NaN');
    await expect(
      elbo(law.denoise, x0, table, stream(key(1)), { reverseVariance: new Float64Array(13) }),
    ).rejects.toThrow('elbo: `reverseVariance[1]` must be a finite number > 0; received 0');
    await expect(
      elbo(law.denoise, x0, table, stream(key(1)), { reverseVariance: new Float64Array(4) }),
    ).rejects.toThrow('elbo: `reverseVariance` must have length 13; received shape (4)');
    await expect(elbo(law.denoise, x0, table, stream(key(1)), { firstStep: 'none' as never })).rejects.toThrow(
      "`firstStep` must be one of 'learned', 'forward'",
    );
    await expect(elbo(law.denoise, x0, table, stream(key(1)), { reverseVariance: 'best' as never })).rejects.toThrow(
      "`reverseVariance` must be one of 'posterior', 'forward', 'optimal'",
    );
  });
});
