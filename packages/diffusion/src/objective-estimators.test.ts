import { decodeCheckpoint, encodeCheckpoint, key, stream, toNdarray } from '@yuragi/prob-core';
import { driverConformance } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import {
  type DiffusionTable,
  diffusionTable,
  elboFromErrors,
  gaussianObjectiveMoments,
  linearNoiseSchedule,
  objectiveMoments,
  pathLogWeights,
  smoothedMixture,
  sohlDicksteinNoiseSchedule,
} from './index.ts';

const table = diffusionTable(linearNoiseSchedule({ numSteps: 12, first: 0.01, last: 0.6 }), 12);
const normalOf = (dataVariance: number) =>
  smoothedMixture({
    weights: Float64Array.of(1),
    means: toNdarray(new Float64Array(1), [1, 1]),
    covariances: toNdarray(Float64Array.of(dataVariance), [1, 1, 1]),
  });
const rng = stream(key('objective-estimators.test data'));
const x0 = toNdarray(
  Float64Array.from({ length: 8 }, () => 0.5 * rng.normal()),
  [8, 1],
);
const { denoise } = normalOf(0.25);

driverConformance('objectiveMoments', (run) => objectiveMoments(denoise, x0, table, stream(key('moments')), run), {
  outcome: ({ estimators }) => estimators,
  foreign: (run) =>
    objectiveMoments(denoise, x0, table, stream(key('moments')), { reverseVariance: 'forward', ...run }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});

/** E f of three standard normal numbers by Gauss and Hermite's rule of three points: exact for polynomials of degree 5. */
function expectation(f: (a: number, b: number, c: number) => number): number {
  const points = [
    [-Math.sqrt(3), 1 / 6],
    [0, 2 / 3],
    [Math.sqrt(3), 1 / 6],
  ] as const;
  const over = (g: (x: number) => number): number => points.reduce((sum, [x, weight]) => sum + weight * g(x), 0);
  return over((a) => over((b) => over((c) => f(a, b, c))));
}

describe('gaussianObjectiveMoments', () => {
  test('two steps, by cubature over all paths, with a denoiser that is not exact', () => {
    const two = diffusionTable(linearNoiseSchedule({ numSteps: 2, first: 0.2, last: 0.5 }), 2);
    const gains = Float64Array.of(0, 0.7, 0.4);
    const [dataVariance, v] = [0.3, [0, 0.25, 0.3]];
    const reverseVariance = Float64Array.from(v);
    const found = gaussianObjectiveMoments(two, { dataVariance, gains, reverseVariance });
    const logNormal = (x: number, mean: number, variance: number): number =>
      -0.5 * (Math.log(2 * Math.PI * variance) + (x - mean) ** 2 / variance);
    const b = two.posteriorVariance[2]!;
    const terms = (a: number, eps1: number, eps2: number) => {
      const x0 = Math.sqrt(dataVariance) * a;
      const x1 = Math.sqrt(0.8) * x0 + Math.sqrt(0.2) * eps1;
      const x2 = Math.sqrt(0.5) * x1 + Math.sqrt(0.5) * eps2;
      const [onX0, onX] = [two.posteriorX0[2]!, two.posteriorXt[2]!];
      const reverse = logNormal(x1, onX0 * gains[2]! * x2 + onX * x2, v[2]!);
      const error = onX0 * (x0 - gains[2]! * x2);
      return {
        first: -logNormal(x0, gains[1]! * x1, v[1]!),
        pair: -reverse - 0.5 * Math.log(2 * Math.PI * Math.E * b),
        ratio: logNormal(x1, onX0 * x0 + onX * x2, b) - reverse,
        kl: 0.5 * (Math.log(v[2]! / b) + (b + error ** 2) / v[2]! - 1),
      };
    };
    const mean = (f: (t: ReturnType<typeof terms>) => number): number =>
      expectation((a, eps1, eps2) => f(terms(a, eps1, eps2)));
    const J = mean(({ first, kl }) => first + kl);
    const expected = {
      path: mean(({ first, pair }) => (first + pair) ** 2) - J ** 2,
      ratio: mean(({ first, ratio }) => (first + ratio) ** 2) - J ** 2,
      pair: 2 * mean(({ first, pair }) => first ** 2 + pair ** 2) - J ** 2,
      kl: 2 * mean(({ first, kl }) => first ** 2 + kl ** 2) - J ** 2,
    };
    for (const name of ['path', 'ratio', 'pair', 'kl'] as const) {
      expect(found[name].mean).toBeCloseTo(J, 13);
      expect(found[name].variance).toBeCloseTo(expected[name], 12);
      expect(found[name].numCalls).toBe(name === 'path' || name === 'ratio' ? 2 : 1);
      expect(found[name].variancePerCall).toBe(found[name].variance * found[name].numCalls);
    }
  });

  const errorsOf = (steps: DiffusionTable, s2: number) =>
    steps.sigma.map((sigma) => (sigma === Infinity ? s2 : (s2 * sigma ** 2) / (s2 + sigma ** 2)));

  test('the mean is that of the bound, in any number of dimensions and where nothing of the data is left', () => {
    for (const steps of [table, diffusionTable(sohlDicksteinNoiseSchedule({ numSteps: 9 }), 9)])
      for (const kind of ['posterior', 'forward'] as const) {
        const { path, reconstruction } = elboFromErrors(
          steps,
          errorsOf(steps, 0.25).map((error) => 3 * error),
          { dimension: 3, squaredNorm: 0.75, reverseVariance: kind },
        );
        const { kl } = gaussianObjectiveMoments(steps, { dataVariance: 0.25, dimension: 3, reverseVariance: kind });
        expect(kl.mean).toBeCloseTo(
          path.reduce((sum, term) => sum + term, reconstruction),
          10,
        );
      }
  });

  test('averaging over t, or over x_{t-1}, never adds variance', () => {
    for (const dataVariance of [0.04, 0.25, 1, 4])
      for (const reverseVariance of ['posterior', 'forward'] as const)
        for (const dimension of [1, 10]) {
          const { path, pair, kl } = gaussianObjectiveMoments(table, { dataVariance, reverseVariance, dimension });
          expect(path.variance).toBeLessThan(pair.variance);
          expect(kl.variance).toBeLessThan(pair.variance);
        }
  });

  test('the exact reverse makes all paths of a point alike: the ratio then varies as log p(x_0) does', () => {
    // N(0, 1) stays N(0, 1): its reverse kernels have the variances beta_t.
    const erasing = diffusionTable(sohlDicksteinNoiseSchedule({ numSteps: 30 }), 30);
    const { path, ratio, kl } = gaussianObjectiveMoments(erasing, { dataVariance: 1, reverseVariance: 'forward' });
    expect(ratio.variance).toBeCloseTo(0.5, 12);
    expect(ratio.mean).toBeCloseTo(0.5 * Math.log(2 * Math.PI * Math.E), 12);
    // The others vary: one path of the ratio says more than a network call on every step spent on either.
    expect(path.variance).toBeGreaterThan(2 * ratio.variance);
    expect(kl.variance / 30).toBeGreaterThan(2 * ratio.variance);
  });

  test('bad arguments are refused with their value', () => {
    expect(() => gaussianObjectiveMoments(table, { dataVariance: 0 })).toThrow(
      'gaussianObjectiveMoments: `dataVariance` must be a finite number > 0; received 0',
    );
    expect(() => gaussianObjectiveMoments(table, { dataVariance: 1, dimension: 0 })).toThrow(
      '`dimension` must be an integer >= 1; received 0',
    );
    expect(() => gaussianObjectiveMoments(table, { dataVariance: 1, gains: new Float64Array(3) })).toThrow(
      '`gains` must have length 13; received shape (3)',
    );
    expect(() => gaussianObjectiveMoments(table, { dataVariance: 1, reverseVariance: new Float64Array(13) })).toThrow(
      '`reverseVariance[1]` must be a finite number > 0; received 0',
    );
  });
});

describe('objectiveMoments', () => {
  test('the ratio is minus the path log-weight, but for the prior', async () => {
    const { logWeights, prior } = await pathLogWeights(denoise, x0, table, stream(key('paths')));
    const { estimators } = await objectiveMoments(denoise, x0, table, stream(key('paths')));
    const values = logWeights.map((weight, i) => prior[i]! - weight);
    const mean = values.reduce((sum, value) => sum + value, 0) / 8;
    expect(estimators.ratio.mean).toBeCloseTo(mean, 12);
    expect(estimators.ratio.variance).toBeCloseTo(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 7, 10);
  });

  test('a part of the run has no moments', async () => {
    const { estimators } = await objectiveMoments(denoise, x0, table, stream(key('part')), { timeLimit: 0 });
    expect(estimators.path.mean).toBeNaN();
    expect(estimators.kl.variance).toBeNaN();
  });

  test('bad arguments are refused with their value', async () => {
    await expect(objectiveMoments(denoise, toNdarray(new Float64Array(1), [1, 1]), table, rng)).rejects.toThrow(
      'objectiveMoments: `rows of x0` must be an integer >= 2; received 1',
    );
    await expect(objectiveMoments(denoise, x0, table, rng, { reverseVariance: 'optimal' as never })).rejects.toThrow(
      "`reverseVariance` must be one of 'posterior', 'forward'",
    );
  });
});
