import { toNdarray } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import {
  convertPrediction,
  type Denoiser,
  diffusionTable,
  fromNoisePrediction,
  fromScore,
  fromVelocityPrediction,
  fromX0Prediction,
  linearNoiseSchedule,
  type Parametrization,
  smoothedMixture,
  sohlDicksteinNoiseSchedule,
} from './index.ts';

const law = smoothedMixture({
  weights: Float64Array.of(0.4, 0.6),
  means: toNdarray(Float64Array.of(-1, 0, 1, 0.5), [2, 2]),
  covariances: toNdarray(Float64Array.of(0.3, 0.1, 0.1, 0.2, 0.1, 0, 0, 0.4), [2, 2, 2]),
});
const x = Float64Array.of(0.3, -1.2, 2, 0.1);

/** What a perfect network of each kind predicts from the variance-preserving x_t = alpha x. */
function perfect(kind: 'x0' | 'noise' | 'velocity'): Denoiser {
  return (scaled, sigma, out) => {
    const alpha = 1 / Math.sqrt(1 + sigma * sigma);
    const unscaled = scaled.map((value) => value / alpha);
    law.denoise(unscaled, sigma, out);
    for (let i = 0; i < out.length; i++) {
      const noise = (unscaled[i]! - out[i]!) / sigma;
      if (kind === 'noise') out[i] = noise;
      if (kind === 'velocity') out[i] = alpha * noise - alpha * sigma * out[i]!;
    }
  };
}

describe('adapters', () => {
  const expected = new Float64Array(4);
  const adapted: Record<string, Denoiser> = {
    fromX0Prediction: fromX0Prediction(perfect('x0')),
    fromNoisePrediction: fromNoisePrediction(perfect('noise')),
    fromVelocityPrediction: fromVelocityPrediction(perfect('velocity')),
    fromScore: fromScore(law.scoreInto),
  };
  test.each(Object.keys(adapted))('%s gives the exact denoiser from an exact prediction', (name) => {
    for (const sigma of [0.01, 0.5, 3, 80]) {
      law.denoise(x, sigma, expected);
      const out = new Float64Array(4);
      const copy = x.slice();
      expect(adapted[name]!(copy, sigma, out)).toBeUndefined();
      for (let i = 0; i < 4; i++) expect(out[i]).toBeCloseTo(expected[i]!, 11);
      expect(copy).toEqual(x);
    }
  });

  test('an asynchronous prediction is awaited', async () => {
    const out = new Float64Array(4);
    const later = fromNoisePrediction(async (scaled, sigma, to) => {
      await Promise.resolve();
      await perfect('noise')(scaled, sigma, to);
    });
    law.denoise(x, 2, expected);
    await later(x, 2, out);
    for (let i = 0; i < 4; i++) expect(out[i]).toBeCloseTo(expected[i]!, 11);
  });
});

describe('convertPrediction', () => {
  const table = diffusionTable(linearNoiseSchedule(), 1000);
  const kinds: readonly Parametrization[] = ['x0', 'noise', 'velocity', 'score', 'mean'];
  test.each(kinds.flatMap((from) => kinds.map((to) => [from, to] as const)))('%s to %s and back', (from, to) => {
    for (const t of [2, 300, 1000]) {
      const prediction = Float64Array.of(0.5, -2, 0.1, 1);
      const there = new Float64Array(4);
      convertPrediction(table, t, x, from, prediction, to, there);
      convertPrediction(table, t, x, to, there, from, there);
      // x_0 of t = 1000 shows through alpha = 0.006 only.
      for (let i = 0; i < 4; i++) expect(Math.abs(there[i]! - prediction[i]!)).toBeLessThan(1e-9);
    }
  });

  test('all five agree on one noised point', () => {
    const [t, x0, eps] = [400, 0.8, -0.35];
    const [alpha, s] = [table.signalScale[t]!, table.noiseScale[t]!];
    const xt = alpha * x0 + s * eps;
    const values = {
      x0,
      noise: eps,
      velocity: alpha * eps - s * x0,
      score: -eps / s,
      mean: table.posteriorX0[t]! * x0 + table.posteriorXt[t]! * xt,
    };
    for (const from of kinds)
      for (const to of kinds) {
        const out = new Float64Array(1);
        convertPrediction(table, t, Float64Array.of(xt), from, Float64Array.of(values[from]), to, out);
        expect(out[0]).toBeCloseTo(values[to], 10);
      }
  });

  test('what does not determine x_0 is refused', () => {
    const erasing = diffusionTable(sohlDicksteinNoiseSchedule({ numSteps: 4 }), 4);
    const one = new Float64Array(1);
    expect(() => convertPrediction(erasing, 4, one, 'noise', one, 'x0', one)).toThrow(
      'convertPrediction: `from` must be a parametrization that determines x0 at t = 4, where alphaBar is 0; received "noise"',
    );
    expect(() => convertPrediction(table, 0, one, 'noise', one, 'x0', one)).toThrow(
      '`t` must be an integer in 1..1000; received 0',
    );
    expect(() => convertPrediction(table, 1, one, 'eps' as never, one, 'x0', one)).toThrow(
      "`from` must be one of 'x0', 'noise'",
    );
    expect(() => convertPrediction(table, 1, one, 'noise', new Float64Array(2), 'x0', one)).toThrow(
      '`prediction` must have length 1; received shape (2)',
    );
  });
});
