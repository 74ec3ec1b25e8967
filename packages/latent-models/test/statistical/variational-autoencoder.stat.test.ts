// alpha 1e-6 per assertion; n = 20 000; smallest effect caught with power 0.999: 0.06 sigma; seed: the test's name; 1 s.
import { createEngine, linear, type ShapedArray } from '@yuragi/nn';
import { type Key, key, stream, toNdarray } from '@yuragi/prob-core';
import { assertCounts, assertMean, assertVariance, binaryStates, expectRejected, integrate } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import { type RecordedNetwork, type VariationalAutoencoder, variationalAutoencoder } from '../../src/index.ts';

const engine = await createEngine({ kernels: 'plain' });
const name = (): Key => key(expect.getState().currentTestName!);
const line: RecordedNetwork = (scope, x, outputs) => linear(scope, x, outputs);
const array = (values: readonly number[], ...shape: number[]): ShapedArray => ({
  data: Float32Array.from(values),
  shape,
});

/** One latent, three bits with logits w z + b, and an encoder that is near but not the posterior. */
const [weights, biases] = [
  [2, -1, 0.5],
  [0.3, 0.5, -0.4],
] as const;
const bits = (): VariationalAutoencoder =>
  variationalAutoencoder(
    engine,
    {
      'encoder.weight': array([0.6, -0.1, -0.4, 0.2, 0.1, 0], 3, 2),
      'encoder.bias': array([-0.2, -0.4], 2),
      'decoder.weight': array(weights, 1, 3),
      'decoder.bias': array(biases, 3),
    },
    { dimension: 3, numLatents: 1, law: 'bernoulli', encoder: line, decoder: line },
  );
const logNormal = (z: number): number => -0.5 * (z * z + Math.log(2 * Math.PI));
const logLaw = (x: ArrayLike<number>, z: number): number =>
  weights.reduce((sum, w, j) => {
    const logit = w * z + biases[j]!;
    return sum + x[j]! * logit - Math.log1p(Math.exp(logit));
  }, 0);
const evidence = (x: ArrayLike<number>): number => integrate((z) => Math.exp(logLaw(x, z) + logNormal(z)), -9, 9);

const state = [1, 0, 1];
/** Bounds of so many copies of one row. */
const boundsOf = (model: VariationalAutoencoder, from: Key, n: number, numDraws: number): Float64Array => {
  const x = toNdarray(
    Float64Array.from({ length: 3 * n }, (_, i) => state[i % 3]!),
    [n, 3],
  );
  return model.logDensityBound(x, stream(from), { numDraws });
};

test('the bound has the mean of the integral over q, and its weights the mean p(x)', async () => {
  const model = bits();
  const n = 20_000;
  const weights = boundsOf(model, name(), n, 1);
  const { means, variances } = model.posterior(toNdarray(Float64Array.from(state), [1, 3]));
  const [m, v] = [means.data[0]!, variances.data[0]!];
  const logQ = (z: number): number => -0.5 * ((z - m) ** 2 / v + Math.log(2 * Math.PI * v));
  const elbo = integrate((z) => Math.exp(logQ(z)) * (logLaw(state, z) + logNormal(z) - logQ(z)), -9, 9);
  expect(elbo).toBeLessThan(Math.log(evidence(state)) - 0.01);
  assertMean(weights, { expected: elbo });
  assertMean(weights.map(Math.exp), { expected: evidence(state) });
  await expectRejected('log p(x | z) alone, without prior and encoder', () => {
    const rng = stream(name());
    assertMean(
      Float64Array.from({ length: n }, () => logLaw(state, m + Math.sqrt(v) * rng.normal())),
      { expected: elbo },
    );
  });
  await expectRejected('the variance taken for the deviation of the draw', () => {
    const rng = stream(name());
    const drawn = Float64Array.from({ length: n }, () => {
      const noise = rng.normal();
      const z = m + v * noise;
      return logLaw(state, z) + logNormal(z) + 0.5 * (noise ** 2 + Math.log(2 * Math.PI * v));
    });
    assertMean(drawn, { expected: elbo });
  });
});

test('more draws bring the bound up towards log p(x), which it does not pass', () => {
  const model = bits();
  const exact = Math.log(evidence(state));
  const means = [1, 4, 16].map((numDraws) => {
    const bounds = boundsOf(model, name(), 5000, numDraws);
    return bounds.reduce((a, b) => a + b, 0) / 5000;
  });
  // The gaps shrink about as 1/k; the means are known to 0.005.
  expect(means[0]!).toBeLessThan(means[1]! - 0.01);
  expect(means[1]!).toBeLessThan(means[2]!);
  expect(means[2]!).toBeLessThan(exact);
  expect(exact - means[2]!).toBeLessThan((exact - means[0]!) / 4);
});

test('Bernoulli samples have the law that integrating the latent out gives', async () => {
  const n = 20_000;
  const masses = [...binaryStates(3)].map(evidence);
  expect(masses.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
  const { data } = await bits().sample(stream(name()), n);
  const counts = new Int32Array(8);
  const order = [...binaryStates(3)].map((row) => Array.from(row).join(''));
  for (let i = 0; i < n; i++) counts[order.indexOf(Array.from(data.subarray(3 * i, 3 * i + 3)).join(''))]!++;
  assertCounts(counts, masses);
  await expectRejected('bits drawn at the mean latent', () => {
    assertCounts(
      counts,
      [...binaryStates(3)].map((row) => Math.exp(logLaw(row, 0))),
    );
  });
});

test('Gaussian samples have the covariance W^T W + variance I', async () => {
  const n = 20_000;
  const model = variationalAutoencoder(
    engine,
    {
      'encoder.weight': array([0, 0, 0, 0], 2, 2),
      'encoder.bias': array([0, 0], 2),
      'decoder.weight': array([1.2, -0.7], 1, 2),
      'decoder.bias': array([3, -1], 2),
      logVariance: array([Math.log(0.4)], 1),
    },
    { dimension: 2, numLatents: 1, encoder: line, decoder: line },
  );
  const { data } = await model.sample(stream(name()), n);
  const along = (a: number, b: number) =>
    Float64Array.from({ length: n }, (_, i) => a * data[2 * i]! + b * data[2 * i + 1]!);
  assertMean(along(1, 0), { expected: 3 });
  assertMean(along(0, 1), { expected: -1 });
  const variance = (a: number, b: number): number => (1.2 * a - 0.7 * b) ** 2 + 0.4 * (a * a + b * b);
  for (const [a, b] of [
    [1, 0],
    [0, 1],
    [1, 1],
  ] as const)
    assertVariance(along(a, b), { expected: variance(a, b), kurtosis: 3 });
  await expectRejected('the means of x given z, without its noise', () => {
    const rng = stream(name());
    const means = Float64Array.from({ length: n }, () => 3 + 1.2 * rng.normal());
    assertVariance(means, { expected: variance(1, 0), kurtosis: 3 });
  });
});
