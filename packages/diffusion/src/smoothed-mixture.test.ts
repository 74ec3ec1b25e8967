import { checkGradient, key, stream, toNdarray } from '@yuragi/prob-core';
import { gaussianMixtureOracle } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { smoothedMixture } from './smoothed-mixture.ts';

const plain = {
  weights: [0.2, 0.5, 0.3],
  means: [
    [-2, 0.5],
    [1, 1.5],
    [0.5, -1.5],
  ],
  covariances: [
    [
      [0.3, 0.1],
      [0.1, 0.2],
    ],
    [
      [0.2, 0],
      [0, 0.4],
    ],
    [
      [0.5, 0.15],
      [0.15, 0.1],
    ],
  ],
};
const mixture = {
  weights: Float64Array.from(plain.weights),
  means: toNdarray(Float64Array.from(plain.means.flat()), [3, 2]),
  covariances: toNdarray(Float64Array.from(plain.covariances.flat(2)), [3, 2, 2]),
};
const law = smoothedMixture(mixture);
const oracle = gaussianMixtureOracle(plain);
const points = [
  [0, 0],
  [1, 1],
  [-1.5, 0.2],
  [2.5, -3],
];
const x = Float64Array.from(points.flat());

describe('smoothedMixture', () => {
  test('density, score and denoiser follow the plain formulas at every level', () => {
    for (const sigma of [0, 0.1, 1, 20]) {
      const density = new Float64Array(4);
      const score = new Float64Array(8);
      const denoised = new Float64Array(8);
      law.logDensityInto(x, sigma, density);
      law.scoreInto(x, sigma, score);
      law.denoise(x, sigma, denoised);
      for (const [i, point] of points.entries()) {
        expect(density[i]).toBeCloseTo(oracle.noised(sigma).logDensity(point), 11);
        for (let j = 0; j < 2; j++) {
          expect(score[2 * i + j]).toBeCloseTo(oracle.noised(sigma).score(point)[j]!, 10);
          expect(denoised[2 * i + j]).toBeCloseTo(oracle.denoise(point, sigma)[j]!, 11);
        }
      }
    }
  });

  test('the score is the gradient of the log density, the divergence that of the score', () => {
    const sigma = 0.7;
    const check = checkGradient(
      {
        dimension: 2,
        logDensity(point) {
          const out = new Float64Array(1);
          law.logDensityInto(point, sigma, out);
          return out[0]!;
        },
        gradLogDensity(point, out) {
          law.scoreInto(point, sigma, out);
          return 0;
        },
      },
      Float64Array.of(0.3, -0.4),
    );
    expect(check.maxError).toBeLessThan(1e-9);

    const h = 1e-5;
    const scoreAt = (dx: number, dy: number, j: number): number => {
      const out = new Float64Array(2);
      law.scoreInto(Float64Array.of(0.3 + dx, -0.4 + dy), sigma, out);
      return out[j]!;
    };
    const numeric = (scoreAt(h, 0, 0) - scoreAt(-h, 0, 0) + scoreAt(0, h, 1) - scoreAt(0, -h, 1)) / (2 * h);
    const score = new Float64Array(2);
    const divergence = new Float64Array(1);
    law.scoreAndDivergenceInto(Float64Array.of(0.3, -0.4), sigma, score, divergence);
    expect(divergence[0]).toBeCloseTo(numeric, 8);
  });

  test('Tweedie: the denoiser is x + sigma^2 score, and its spread is sigma^2 (d + sigma^2 divergence)', () => {
    const sigma = 0.9;
    const [denoised, score] = [new Float64Array(8), new Float64Array(8)];
    const [divergence, spread] = [new Float64Array(4), new Float64Array(4)];
    law.denoise(x, sigma, denoised);
    law.scoreAndDivergenceInto(x, sigma, score, divergence);
    law.posteriorVarianceInto(x, sigma, spread);
    for (let i = 0; i < 8; i++) expect(x[i]! + sigma ** 2 * score[i]!).toBeCloseTo(denoised[i]!, 12);
    for (let i = 0; i < 4; i++) expect(sigma ** 2 * (2 + sigma ** 2 * divergence[i]!)).toBeCloseTo(spread[i]!, 12);
  });

  test('without noise x is x_0; under infinite noise only the mean and the total variance are left', () => {
    const out = new Float64Array(8);
    const spread = new Float64Array(4);
    law.denoise(x, 0, out);
    for (let i = 0; i < 8; i++) expect(out[i]).toBeCloseTo(x[i]!, 14);
    law.posteriorVarianceInto(x, 0, spread);
    expect(Math.max(...spread)).toBeLessThan(1e-14);

    const mean = [0, 1].map((j) => plain.weights.reduce((sum, w, k) => sum + w * plain.means[k]![j]!, 0));
    const total = plain.weights.reduce(
      (sum, w, k) =>
        sum +
        w * [0, 1].reduce((own, j) => own + plain.covariances[k]![j]![j]! + (plain.means[k]![j]! - mean[j]!) ** 2, 0),
      0,
    );
    law.denoise(new Float64Array(8).fill(Number.NaN), Infinity, out);
    law.posteriorVarianceInto(new Float64Array(8).fill(Number.NaN), Infinity, spread);
    for (let i = 0; i < 8; i++) expect(out[i]).toBeCloseTo(mean[i % 2]!, 14);
    for (let i = 0; i < 4; i++) expect(spread[i]).toBeCloseTo(total, 13);
    // And large noise comes near it.
    law.denoise(x, 1e8, out);
    for (let i = 0; i < 8; i++) expect(out[i]).toBeCloseTo(mean[i % 2]!, 6);
  });

  test('components without variance are data points: the denoiser averages them by likelihood', () => {
    const data = [-2, 0.5, 3];
    const { denoise } = smoothedMixture({
      weights: new Float64Array(3).fill(1 / 3),
      means: toNdarray(Float64Array.from(data), [3, 1]),
      covariances: toNdarray(new Float64Array(3), [3, 1, 1]),
    });
    const out = new Float64Array(1);
    denoise(Float64Array.of(1), 0.8, out);
    const likelihood = data.map((point) => Math.exp(-((1 - point) ** 2) / (2 * 0.8 ** 2)));
    const total = likelihood.reduce((sum, value) => sum + value);
    expect(out[0]).toBeCloseTo(
      data.reduce((sum, point, i) => sum + (point * likelihood[i]!) / total, 0),
      14,
    );
    // Far below the spacing it returns the nearest one.
    denoise(Float64Array.of(1), 0.01, out);
    expect(out[0]).toBe(0.5);
  });

  test('a rotated copy of the mixture has the rotated denoiser', () => {
    const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
    const rotate = ([a, b]: readonly number[]): number[] => [c * a! - s * b!, s * a! + c * b!];
    const rotated = smoothedMixture({
      weights: mixture.weights,
      means: toNdarray(Float64Array.from(plain.means.flatMap(rotate)), [3, 2]),
      covariances: toNdarray(
        Float64Array.from(
          plain.covariances.flatMap((matrix) => {
            const half = matrix.map(rotate);
            const turned = [0, 1].map((j) => rotate([half[0]![j]!, half[1]![j]!]));
            return [turned[0]![0]!, turned[0]![1]!, turned[1]![0]!, turned[1]![1]!];
          }),
        ),
        [3, 2, 2],
      ),
    });
    for (const point of points) {
      const [a, b] = [new Float64Array(2), new Float64Array(2)];
      law.denoise(Float64Array.from(point), 0.6, a);
      rotated.denoise(Float64Array.from(rotate(point)), 0.6, b);
      for (const [j, value] of rotate([...a]).entries()) expect(b[j]).toBeCloseTo(value, 12);
    }
  });

  test('points far from every component keep finite answers', () => {
    const out = new Float64Array(2);
    const density = new Float64Array(1);
    law.denoise(Float64Array.of(1e6, -1e6), 0.1, out);
    law.logDensityInto(Float64Array.of(1e6, -1e6), 0.1, density);
    expect([...out, ...density].every(Number.isFinite)).toBe(true);
  });

  test('bad parameters are refused with the one that is wrong', () => {
    expect(() => smoothedMixture({ ...mixture, weights: Float64Array.of(0.5, 0.2, 0.2) })).toThrow(
      'smoothedMixture: `weights` must be probabilities that sum to 1',
    );
    expect(() => smoothedMixture({ ...mixture, means: toNdarray(new Float64Array(4), [2, 2]) })).toThrow(
      'smoothedMixture: `means` must have shape (3, d); received shape (2, 2)',
    );
    expect(() => smoothedMixture({ ...mixture, covariances: toNdarray(new Float64Array(12), [3, 4]) })).toThrow(
      '`covariances` must have shape (3, 2, 2); received shape (3, 4)',
    );
    const indefinite = mixture.covariances.data.slice();
    indefinite.set([1, 2, 2, 1], 4);
    expect(() => smoothedMixture({ ...mixture, covariances: toNdarray(indefinite, [3, 2, 2]) })).toThrow(
      '`covariances[1]` must be positive semidefinite; received Float64Array[1, 2, 2, 1]',
    );
    const tilted = mixture.covariances.data.slice();
    tilted[1] = 0.4;
    expect(() => smoothedMixture({ ...mixture, covariances: toNdarray(tilted, [3, 2, 2]) })).toThrow('symmetric');
  });

  test('it answers for whole batches as it does for single points', () => {
    const rng = stream(key('batch'));
    const batch = Float64Array.from({ length: 60 }, () => 2 * rng.normal());
    const whole = new Float64Array(60);
    law.denoise(batch, 0.4, whole);
    for (let i = 0; i < 30; i++) {
      const one = new Float64Array(2);
      law.denoise(batch.slice(2 * i, 2 * i + 2), 0.4, one);
      expect(whole.slice(2 * i, 2 * i + 2)).toEqual(one);
    }
  });
});
