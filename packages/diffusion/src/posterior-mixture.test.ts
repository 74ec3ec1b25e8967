import { toNdarray } from '@yuragi/prob-core';
import { gaussianMixtureOracle, integrate } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { type MixtureLaw, posteriorMixture, smoothedMixture } from './index.ts';

const plain = {
  weights: [0.4, 0.6],
  means: [
    [-1, 0],
    [1, 0.5],
  ],
  covariances: [
    [
      [0.3, 0.1],
      [0.1, 0.2],
    ],
    [
      [0.5, -0.2],
      [-0.2, 0.4],
    ],
  ],
};
const prior: MixtureLaw = {
  weights: Float64Array.from(plain.weights),
  means: toNdarray(Float64Array.from(plain.means.flat()), [2, 2]),
  covariances: toNdarray(Float64Array.from(plain.covariances.flat(2)), [2, 2, 2]),
};

describe('posteriorMixture', () => {
  test('is prior times likelihood over evidence, pointwise', () => {
    const [h, y, variance] = [[0.8, -0.5], 0.6, 0.3];
    const { mixture, logEvidence } = posteriorMixture(prior, {
      operator: toNdarray(Float64Array.from(h), [1, 2]),
      noiseVariance: variance,
    })(Float64Array.of(y));
    const oracle = gaussianMixtureOracle(plain);
    const posterior = smoothedMixture(mixture);
    for (const point of [
      [0, 0],
      [1, -1],
      [-0.7, 0.3],
    ]) {
      const residual = y - h[0]! * point[0]! - h[1]! * point[1]!;
      const logLikelihood = -0.5 * (residual ** 2 / variance + Math.log(2 * Math.PI * variance));
      const out = new Float64Array(1);
      posterior.logDensityInto(Float64Array.from(point), 0, out);
      expect(out[0]).toBeCloseTo(oracle.logDensity(point) + logLikelihood - logEvidence, 11);
    }
  });

  test('the evidence is the integral of prior times likelihood', () => {
    const one: MixtureLaw = {
      weights: Float64Array.of(0.3, 0.7),
      means: toNdarray(Float64Array.of(-1.5, 1), [2, 1]),
      covariances: toNdarray(Float64Array.of(0.16, 0.36), [2, 1, 1]),
    };
    const { logEvidence } = posteriorMixture(one, {
      operator: toNdarray(Float64Array.of(2), [1, 1]),
      noiseVariance: 0.4,
    })(Float64Array.of(0.5));
    const density = new Float64Array(1);
    const evidence = integrate(
      (x) => {
        smoothedMixture(one).logDensityInto(Float64Array.of(x), 0, density);
        return Math.exp(density[0]! - (0.5 - 2 * x) ** 2 / 0.8) / Math.sqrt(0.8 * Math.PI);
      },
      -Infinity,
      Infinity,
    );
    expect(logEvidence).toBeCloseTo(Math.log(evidence), 9);
  });

  test('coordinates seen exactly stay where they were seen', () => {
    const { mixture } = posteriorMixture(prior, {
      operator: toNdarray(Float64Array.of(0, 1), [1, 2]),
      noiseVariance: 0,
    })(Float64Array.of(0.25));
    for (let k = 0; k < 2; k++) {
      expect(mixture.means.get(k, 1)).toBeCloseTo(0.25, 14);
      expect(Math.abs(mixture.covariances.get(k, 1, 1))).toBeLessThan(1e-15);
    }
    // The denoiser of that law puts them back from any noise.
    const out = new Float64Array(2);
    smoothedMixture(mixture).denoise(Float64Array.of(4, -7), 3, out);
    expect(out[1]).toBeCloseTo(0.25, 12);
  });

  test('an observation of nothing changes nothing but the evidence', () => {
    const { mixture } = posteriorMixture(prior, {
      operator: toNdarray(Float64Array.of(0, 0), [1, 2]),
      noiseVariance: 2,
    })(Float64Array.of(1));
    for (let k = 0; k < 2; k++) expect(mixture.weights[k]).toBeCloseTo(plain.weights[k]!, 14);
    expect(mixture.means.data).toEqual(prior.means.data);
    expect(mixture.covariances.data).toEqual(prior.covariances.data);
  });

  test('bad observations are refused', () => {
    const operator = toNdarray(Float64Array.of(1, 0), [1, 2]);
    expect(() => posteriorMixture(prior, { operator, noiseVariance: -1 })).toThrow(
      'posteriorMixture: `noiseVariance[0]` must be a finite number >= 0; received -1',
    );
    const given = posteriorMixture(prior, { operator, noiseVariance: 1 });
    expect(() => given(Float64Array.of(1, 2))).toThrow('`observation` must have length 1; received shape (2)');
    expect(() => given(Float64Array.of(Number.NaN))).toThrow('`observation[0]` must be a finite number; received NaN');
    expect(() =>
      posteriorMixture(prior, { operator: toNdarray(Float64Array.of(1, 0, 0), [1, 3]), noiseVariance: 1 }),
    ).toThrow('`operator` must have shape (n, 2)');
    expect(() =>
      posteriorMixture(prior, { operator: toNdarray(Float64Array.of(1, 0, 1, 0), [2, 2]), noiseVariance: 0 }),
    ).toThrow('`noiseVariance` must be > 0 where observations depend on each other; received 0');
  });

  test('a prior that is no mixture is refused', () => {
    const observation = { operator: toNdarray(Float64Array.of(1, 0), [1, 2]), noiseVariance: 1 };
    expect(() => posteriorMixture({ ...prior, weights: Float64Array.of(1) }, observation)).toThrow(
      'posteriorMixture: `prior.weights` must have length 2; received shape (1)',
    );
    expect(() => posteriorMixture({ ...prior, weights: Float64Array.of(1.5, -0.5) }, observation)).toThrow(
      '`prior.weights[1]` must be a finite number >= 0; received -0.5',
    );
    const means = toNdarray(Float64Array.of(0, 0, Number.NaN, 0), [2, 2]);
    expect(() => posteriorMixture({ ...prior, means }, observation)).toThrow(
      '`prior.means[2]` must be a finite number; received NaN',
    );
  });
});
