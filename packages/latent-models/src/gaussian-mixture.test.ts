import { key, stream, toNdarray } from '@yuragi/prob-core';
import { gaussianMixtureOracle, generativeModelConformance } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { gaussianMixture } from './gaussian-mixture.ts';

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
      [0.2, -0.05],
      [-0.05, 0.4],
    ],
    [
      [0.5, 0],
      [0, 0.1],
    ],
  ],
};
const parameters = {
  weights: Float64Array.from(plain.weights),
  means: toNdarray(Float64Array.from(plain.means.flat()), [3, 2]),
  covariances: toNdarray(Float64Array.from(plain.covariances.flat(2)), [3, 2, 2]),
};
const points = [
  [0, 0],
  [1, 1],
  [-1.5, 0.2],
  [3, -4],
];
const x = () => toNdarray(Float64Array.from(points.flat()), [4, 2]);

generativeModelConformance('gaussianMixture', () => gaussianMixture(parameters), {
  data: x,
  makeRng: (name) => stream(key(name)),
});

describe('gaussianMixture', () => {
  test('log density and responsibilities follow the plain formulas', () => {
    const oracle = gaussianMixtureOracle(plain);
    const model = gaussianMixture(parameters);
    const responsibilities = model.responsibilities(x());
    for (const [i, point] of points.entries()) {
      expect(model.logDensity(x())[i]).toBeCloseTo(oracle.logDensity(point), 12);
      for (const [k, share] of oracle.responsibilities(point).entries())
        expect(responsibilities.get(i, k)).toBeCloseTo(share, 12);
    }
  });

  test('a sample that is stopped gives the rows it has, and can go on', async () => {
    const model = gaussianMixture(parameters);
    const whole = await model.sample(stream(key('stop')), 5000);
    const controller = new AbortController();
    let kept: Parameters<typeof model.sample>[2] = {};
    const part = await model.sample(stream(key('stop')), 5000, {
      signal: controller.signal,
      checkpointEvery: 1,
      onCheckpoint(checkpoint) {
        kept = { resume: checkpoint };
        controller.abort();
      },
    });
    expect(part.shape).toEqual([1024, 2]);
    expect(part.data).toEqual(whole.data.slice(0, 2048));
    expect((await model.sample(stream(key('stop')), 5000, kept)).data).toEqual(whole.data);
  });

  test('bad parameters are refused with the one that is wrong', () => {
    const refuse = (change: Partial<typeof parameters>): string => {
      try {
        gaussianMixture({ ...parameters, ...change });
      } catch (error) {
        return (error as Error).message;
      }
      return 'accepted';
    };
    expect(refuse({ weights: Float64Array.of(0.5, 0.6, 0.1) })).toContain(
      '`weights` must be probabilities that sum to 1',
    );
    expect(refuse({ means: toNdarray(new Float64Array(4), [2, 2]) })).toBe(
      'gaussianMixture: `means` must have shape (3, d); received shape (2, 2)',
    );
    expect(refuse({ covariances: toNdarray(new Float64Array(12), [3, 4]) })).toContain(
      'must have shape (3, 2, 2); received shape (3, 4)',
    );
    const singular = parameters.covariances.data.slice();
    singular.set([1, 1, 1, 1], 4);
    expect(refuse({ covariances: toNdarray(singular, [3, 2, 2]) })).toBe(
      'gaussianMixture: `covariances[1]` must be symmetric positive definite; received Float64Array[1, 1, 1, 1]',
    );
  });
});
