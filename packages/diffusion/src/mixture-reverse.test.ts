import { fillNormal, key, stream, toNdarray } from '@yuragi/prob-core';
import { gaussianMixtureOracle, integrate } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { diffusionTable, elboFromErrors, linearNoiseSchedule, smoothedMixture } from './index.ts';
import { mixtureReverse } from './mixture-reverse.ts';

const line = smoothedMixture({
  weights: Float64Array.of(0.4, 0.6),
  means: toNdarray(Float64Array.of(-1.2, 0.9), [2, 1]),
  covariances: toNdarray(Float64Array.of(0.09, 0.16), [2, 1, 1]),
});
const plane = smoothedMixture({
  weights: Float64Array.of(0.3, 0.7),
  means: toNdarray(Float64Array.of(-1, 0.5, 1, 0), [2, 2]),
  covariances: toNdarray(Float64Array.of(0.3, 0.1, 0.1, 0.2, 0.4, -0.1, -0.1, 0.1), [2, 2, 2]),
});
const normal = (x: number, mean: number, variance: number): number =>
  Math.exp((-0.5 * (x - mean) ** 2) / variance) / Math.sqrt(2 * Math.PI * variance);
/** The density of variance-preserving positions of `line`. */
const density = (x: number, sigma: number): number => {
  const out = new Float64Array(1);
  line.logDensityInto(Float64Array.of(x * Math.sqrt(1 + sigma ** 2)), sigma, out);
  return Math.exp(out[0]!) * Math.sqrt(1 + sigma ** 2);
};
const steps = [
  [1, 0.3],
  [0.5, 0],
  [30, 1],
  [0.31, 0.3],
  [Infinity, 2],
] as const;
const kappaOf = (s: number, next: number): number => Math.sqrt((1 + next ** 2) / (1 + s ** 2));

describe('the kernel', () => {
  const reverse = mixtureReverse(line);

  test.each(steps)('from sigma %d to %d is Bayes` rule, as a mixture and by logDensityInto', (sigma, next) => {
    const kappa = kappaOf(sigma, next);
    const out = new Float64Array(1);
    for (const x of [-2.5, -0.1, 0.8]) {
      const { weights, means, covariances } = reverse.kernel(Float64Array.of(x), sigma, next);
      const forward = (from: number): number => normal(x, kappa * from, 1 - kappa ** 2);
      // The breakpoints say only where to look.
      const total = integrate((from) => density(from, next) * forward(from), -Infinity, Infinity, {
        breakpoints: [...means.data],
      });
      for (const mean of means.data)
        for (const offset of [-2, 0.1, 1.5]) {
          const y = mean + offset * Math.sqrt(covariances.get(0, 0, 0));
          const expected = (density(y, next) * forward(y)) / total;
          const asMixture = weights.reduce(
            (sum, w, k) => sum + w * normal(y, means.get(k, 0), covariances.get(k, 0, 0)),
            0,
          );
          expect(Math.abs(asMixture / expected - 1)).toBeLessThan(1e-9);
          reverse.logDensityInto(Float64Array.of(y), Float64Array.of(x), sigma, next, out);
          expect(Math.abs(out[0]! - Math.log(expected))).toBeLessThan(1e-9);
        }
    }
  });

  test('is no Gaussian, however small the step: half-way between two heaps it has both', () => {
    const data = smoothedMixture({
      weights: Float64Array.of(0.5, 0.5),
      means: toNdarray(Float64Array.of(-1, 1), [2, 1]),
      covariances: toNdarray(Float64Array.of(0.25, 0.25), [2, 1, 1]),
    });
    // Excess kurtosis of the kernel: of a Gaussian it would be 0.
    const kurtosis = (next: number, sigma: number): number => {
      const { weights, means, covariances } = mixtureReverse(data).kernel(Float64Array.of(0), sigma, next);
      const offset = means.get(1, 0) ** 2;
      const v = covariances.get(0, 0, 0);
      expect(weights[0]).toBeCloseTo(0.5, 14);
      return (3 * v * v + 6 * v * offset + offset * offset) / (v + offset) ** 2 - 3;
    };
    const [large, small] = [kurtosis(1, 1.001), kurtosis(1, 1.0001)];
    expect(small).toBeLessThan(0);
    // Yet it tends to one: the deviation falls with the square of the step.
    expect(large / small / 100).toBeCloseTo(1, 2);
  });

  test('in two dimensions mixture and Bayes agree, with correlations', () => {
    const both = mixtureReverse(plane);
    const [x, y] = [Float64Array.of(0.3, -0.4), Float64Array.of(-0.2, 0.1, 1, 0.3)];
    const out = new Float64Array(2);
    for (const [sigma, next] of [
      [0.7, 0.4],
      [5, 0],
    ] as const) {
      const { weights, means, covariances } = both.kernel(x, sigma, next);
      both.logDensityInto(y, Float64Array.of(...x, ...x), sigma, next, out);
      const oracle = gaussianMixtureOracle({
        weights: [...weights],
        means: [0, 1].map((k) => [means.get(k, 0), means.get(k, 1)]),
        covariances: [0, 1].map((k) => [0, 1].map((i) => [0, 1].map((j) => covariances.get(k, i, j)))),
      });
      for (const row of [0, 1])
        expect(out[row]).toBeCloseTo(oracle.logDensity(Array.from(y.subarray(2 * row, 2 * row + 2))), 10);
    }
  });
});

describe('the bound', () => {
  const T = 6;
  const table = diffusionTable(linearNoiseSchedule({ numSteps: T, first: 0.05, last: 0.7 }), T);
  const entropyAt = (sigma: number): number =>
    -integrate((x) => (density(x, sigma) === 0 ? 0 : density(x, sigma) * Math.log(density(x, sigma))), -20, 20);
  const entropy = entropyAt(0);

  test('at the exact reverse is -entropy: every path has the weight p_0(x_0)', () => {
    const reverse = mixtureReverse(line);
    const rng = stream(key('paths'));
    const out = new Float64Array(1);
    for (const x0 of [-1.5, 0, 0.7]) {
      let x = Float64Array.of(x0);
      let logWeight = 0;
      for (let t = 1; t <= T; t++) {
        const noise = new Float64Array(1);
        fillNormal(rng, noise);
        const rate = table.noiseRate[t]!;
        const next = Float64Array.of(Math.sqrt(1 - rate) * x[0]! + Math.sqrt(rate) * noise[0]!);
        reverse.logDensityInto(x, next, table.sigma[t]!, table.sigma[t - 1]!, out);
        logWeight += out[0]! - Math.log(normal(next[0]!, Math.sqrt(1 - rate) * x[0]!, rate));
        x = next;
      }
      expect(logWeight + Math.log(density(x[0]!, table.sigma[T]!))).toBeCloseTo(Math.log(density(x0, 0)), 11);
    }
    // So its mean over the data is the mean of log p_0: by quadrature, term by term as entropies.
    let bound = -entropyAt(table.sigma[T]!);
    for (let t = 1; t <= T; t++) {
      const step = 0.5 * Math.log(2 * Math.PI * Math.E * table.noiseRate[t]!);
      // -H(x_{t-1} | x_t) + H(x_t | x_{t-1})
      bound += -(entropyAt(table.sigma[t - 1]!) + step - entropyAt(table.sigma[t]!)) + step;
    }
    expect(bound).toBeCloseTo(-entropy, 11);
  });

  test('a Gaussian reverse leaves sum_t (1/2 log 2 pi e v_t - H(x_{t-1} | x_t)), and the prior D(p_T || N(0, 1))', () => {
    const squaredErrors = table.sigma.map((sigma, t) =>
      t === 0
        ? 0
        : integrate(
            (x) => {
              const out = new Float64Array(1);
              line.posteriorVarianceInto(Float64Array.of(x * Math.sqrt(1 + sigma ** 2)), sigma, out);
              return density(x, sigma) * out[0]!;
            },
            -20,
            20,
          ),
    );
    let gap = 0;
    for (let t = 1; t <= T; t++) {
      const given = 0.5 * Math.log(2 * Math.PI * Math.E * table.noiseRate[t]!);
      const conditional = entropyAt(table.sigma[t - 1]!) + given - entropyAt(table.sigma[t]!);
      const variance = table.posteriorVariance[t]! + table.posteriorX0[t]! ** 2 * squaredErrors[t]!;
      const term = 0.5 * Math.log(2 * Math.PI * Math.E * variance) - conditional;
      expect(term).toBeGreaterThan(0);
      gap += term;
    }
    const last = table.sigma[T]!;
    const prior =
      integrate((x) => density(x, last) * (0.5 * Math.log(2 * Math.PI) + 0.5 * x * x), -20, 20) - entropyAt(last);
    const squaredNorm = 0.4 * (1.44 + 0.09) + 0.6 * (0.81 + 0.16);
    const { elbo } = elboFromErrors(table, squaredErrors, { dimension: 1, squaredNorm, reverseVariance: 'optimal' });
    expect(elbo).toBeCloseTo(-entropy - prior - gap, 10);
    expect(gap).toBeGreaterThan(0.1);
  });
});

describe('sampleInto', () => {
  test('draws a component, then a normal point of it; a chain of two steps from sigma = Infinity', () => {
    const reverse = mixtureReverse(plane);
    const [x, out] = [Float64Array.of(0.3, -0.4, -1, 0.2, 2, 0), new Float64Array(6)];
    for (const [sigma, next] of [
      [1, 0.4],
      [Infinity, 1],
    ] as const) {
      reverse.sampleInto(x, sigma, next, stream(key('draw')), out);
      const rng = stream(key('draw'));
      for (let row = 0; row < 3; row++) {
        const kernel = reverse.kernel(x.slice(2 * row, 2 * row + 2), sigma, next);
        const k = rng.uniform() < kernel.weights[0]! ? 0 : 1;
        const normals = new Float64Array(2);
        fillNormal(rng, normals);
        // (out - mean) has the covariance's inverse square |normals|^2.
        const [a, b] = [0, 1].map((j) => out[2 * row + j]! - kernel.means.get(k, j)) as [number, number];
        const [p, q, r] = [
          kernel.covariances.get(k, 0, 0),
          kernel.covariances.get(k, 0, 1),
          kernel.covariances.get(k, 1, 1),
        ];
        const distance = (r * a * a - 2 * q * a * b + p * b * b) / (p * r - q * q);
        expect(distance).toBeCloseTo(normals[0]! ** 2 + normals[1]! ** 2, 10);
      }
    }
  });

  test('of data points it ends on the points', () => {
    const points = smoothedMixture({
      weights: Float64Array.of(0.2, 0.3, 0.5),
      means: toNdarray(Float64Array.of(-1, 0, 2), [3, 1]),
      covariances: toNdarray(new Float64Array(3), [3, 1, 1]),
    });
    const out = new Float64Array(50);
    mixtureReverse(points).sampleInto(new Float64Array(50).fill(0.4), 1.5, 0, stream(key('points')), out);
    expect(new Set(out.map(Math.round))).toEqual(new Set([-1, 0, 2]));
    for (const value of out) expect(Math.abs(value - Math.round(value))).toBeLessThan(1e-7);
  });
});

test('bad arguments are refused with their value', () => {
  const reverse = mixtureReverse(plane);
  const [two, out] = [new Float64Array(2), new Float64Array(2)];
  expect(() => reverse.kernel(two, 0.5, 0.5)).toThrow('kernel: `sigma` must be > sigmaNext = 0.5; received 0.5');
  expect(() => reverse.kernel(two, 1, -0.1)).toThrow('kernel: `sigmaNext` must be a finite number >= 0; received -0.1');
  expect(() => reverse.kernel(new Float64Array(3), 1, 0)).toThrow('kernel: `x` must have length 2; received shape (3)');
  expect(() => reverse.kernel(Float64Array.of(0, Number.NaN), 1, 0)).toThrow(
    'kernel: `x[1]` must be a finite number; received NaN',
  );
  expect(() => reverse.logDensityInto(new Float64Array(3), two, 1, 0, out)).toThrow(
    'logDensityInto: `next` must have length n * 2; received shape (3)',
  );
  expect(() => reverse.logDensityInto(two, new Float64Array(4), 1, 0, out)).toThrow(
    'logDensityInto: `x` must have length 2; received shape (4)',
  );
  expect(() => reverse.logDensityInto(two, two, 1, 0, out)).toThrow(
    'logDensityInto: `out` must have length 1; received shape (2)',
  );
  expect(() => reverse.sampleInto(two, 1, 0, stream(key(1)), new Float64Array(4))).toThrow(
    'sampleInto: `out` must have length 2; received shape (4)',
  );
});
