// alpha = 1e-6 per assertion, n = 1000 to 4000 estimates (a z-test sees 0.13 to 0.25 standard deviations of one),
// seed = key(test name), runtime about 8 s.
import { gamma, key, multivariateNormal, normal, type Rng, stream, toNdarray } from '@yuragi/prob-core';
import { assertMean, expectRejected, referenceCase } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import { gaussianKernel, kl, klMonteCarlo, slicedWasserstein, squaredMmd } from '../../src/index.ts';

const rngOf = (suffix = ''): Rng => stream(key(`${expect.getState().currentTestName}${suffix}`));
const repeat = (n: number, estimate: (trial: number) => number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => estimate(i));
const column = (data: Float64Array) => toNdarray(data, [data.length, 1]);

test('klMonteCarlo is unbiased, control variate and all', () => {
  const p = gamma({ shape: 3, rate: 2 });
  const q = gamma({ shape: 2.5, rate: 2 });
  const expected = kl(p, q);
  const rng = rngOf();
  const values = repeat(2000, () => klMonteCarlo(p, q, rng, { numSamples: 100 }).value);
  assertMean(values, { expected });
  expectRejected('the control variate taken to have mean 0 without its constant', () => {
    const other = rngOf(' mutant');
    const mutant = repeat(2000, () => {
      const { value, diagnostics } = klMonteCarlo(p, q, other, { numSamples: 100 });
      return value + 0.01 * diagnostics.coefficient;
    });
    assertMean(mutant, { expected });
  });
  expectRejected('the reverse divergence', () => {
    const other = rngOf(' reversed');
    assertMean(
      repeat(2000, () => klMonteCarlo(q, p, other, { numSamples: 100 }).value),
      { expected },
    );
  });
});

test.each([
  ['close laws, with the control variate', 0.2, 1.05],
  ['laws so far apart that q/p has no fourth moment', 0.7, 1.2],
])('the standard error of klMonteCarlo is the spread of its values: %s', (_, mean, standardDeviation) => {
  const [p, q] = [normal(), normal({ mean, standardDeviation })];
  const expected = kl(p, q);
  const squares = (rng: Rng, inflate: number) =>
    repeat(2000, () => {
      const { value, standardError } = klMonteCarlo(p, q, rng, { numSamples: 1000 });
      return ((value - expected) / standardError / inflate) ** 2;
    });
  // E z^2 = 1 up to O(1/900): the error is estimated from 900 draws.
  assertMean(squares(rngOf(), 1), { expected: 1 });
  expectRejected('the standard deviation over n in place of over its root', () =>
    assertMean(squares(rngOf(' mutant'), 900 ** -0.5), { expected: 1 }),
  );
});

test('squaredMmd is unbiased for the population value', () => {
  const { inputs, outputs } = referenceCase('prob-kl-thermo-latent', 'mmd-population-gaussians');
  const [p, q] = [inputs.p, inputs.q].map(([mean, standardDeviation]: number[]) => normal({ mean, standardDeviation }));
  const kernel = gaussianKernel(inputs.bandwidth);
  const draw = (rng: Rng): [Float64Array, Float64Array] => {
    const [x, y] = [new Float64Array(10), new Float64Array(8)];
    p!.fill(rng, x);
    q!.fill(rng, y);
    return [x, y];
  };
  const rng = rngOf();
  const values = repeat(4000, () => {
    const [x, y] = draw(rng);
    return squaredMmd(column(x), column(y), kernel).value;
  });
  assertMean(values, { expected: outputs.mmd2 });
  expectRejected('pairs of a point with itself counted', () => {
    const other = rngOf(' mutant');
    const biased = repeat(4000, () => {
      const [x, y] = draw(other);
      const mean = (a: Float64Array, b: Float64Array) =>
        a.reduce((sum, u) => sum + b.reduce((s, v) => s + Math.exp(-((u - v) ** 2) / 2), 0), 0) / a.length / b.length;
      return mean(x, x) + mean(y, y) - 2 * mean(x, y);
    });
    assertMean(biased, { expected: outputs.mmd2 });
  });
});

test('the standard error of squaredMmd is the spread of its values for different laws', () => {
  const kernel = gaussianKernel(1);
  // E exp(-(X - Y)^2/2) for X - Y of mean m and variance 2.
  const similarity = (m: number) => Math.exp((-m * m) / 6) / Math.sqrt(3);
  const expected = 2 * similarity(0) - 2 * similarity(1.5);
  const squares = (rng: Rng, inflate: number) =>
    repeat(1000, () => {
      const [x, y] = [new Float64Array(40), new Float64Array(40)];
      normal().fill(rng, x);
      normal({ mean: 1.5 }).fill(rng, y);
      const { value, standardError } = squaredMmd(column(x), column(y), kernel);
      return ((value - expected) / standardError / inflate) ** 2;
    });
  // Hoeffding's first term alone: E z^2 = 1 + O(1/40), and the test sees 0.22.
  assertMean(squares(rngOf(), 1), { expected: 1 });
  expectRejected('without the factor 2 of Hoeffding’s projection', () =>
    assertMean(squares(rngOf(' mutant'), 0.5), { expected: 1 }),
  );
});

test('the p-th power of slicedWasserstein is unbiased over directions', () => {
  // Of two point masses: E |<theta, a>|^p over the sphere in three dimensions, where <theta, a>/|a| is uniform on [-1, 1].
  const x = toNdarray(Float64Array.of(0, 0, 0), [1, 3]);
  const y = toNdarray(Float64Array.of(1, 2, 2), [1, 3]);
  const rng = rngOf();
  for (const order of [1, 2, 3])
    assertMean(
      repeat(2000, () => slicedWasserstein(x, y, rng, { order, numDirections: 5 }).diagnostics.power),
      { expected: 3 ** order / (order + 1) },
    );
  expectRejected('coordinate axes for directions', () => {
    const other = rngOf(' mutant');
    let calls = 0;
    let axis = 0;
    const axes = {
      ...other,
      normal() {
        if (calls % 3 === 0) axis = other.int(3);
        return calls++ % 3 === axis ? 1 : 0;
      },
    };
    const power = () => slicedWasserstein(x, y, axes, { order: 1, numDirections: 5 }).diagnostics.power;
    assertMean(repeat(2000, power), { expected: 1.5 });
  });
});

test('the sliced distance of samples of a normal law is that of its covariance', () => {
  // Of N(0, S) and its shift by a: E <theta, a>^2 = |a|^2/d whatever S, for samples that share their noise.
  const law = multivariateNormal({ mean: [0, 0], variances: [1, 9] });
  const rng = rngOf();
  const powers = (order: number) =>
    repeat(2000, () => {
      const x = new Float64Array(20);
      law.fill(rng, x);
      const y = x.map((value, i) => value + (i % 2 === 0 ? 1 : 2));
      return slicedWasserstein(toNdarray(x, [10, 2]), toNdarray(y, [10, 2]), rng, { order, numDirections: 3 })
        .diagnostics.power;
    });
  assertMean(powers(2), { expected: 2.5 });
  expectRejected('order 1 for order 2', () => assertMean(powers(1), { expected: 2.5 }));
});
