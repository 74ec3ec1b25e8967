// alpha 1e-6 per assertion; n = 10 000; smallest effect caught with power 0.999: 0.08 sigma; seed: the test's name; 1 s.
import {
  add,
  concatenate,
  createEngine,
  logSumExp,
  reshape,
  scaleShift,
  slice,
  square,
  type Tensor,
  warmupCosine,
} from '@yuragi/nn';
import { type Key, key, stream, toNdarray } from '@yuragi/prob-core';
import { assertLaw, assertMean, assertProportion, expectRejected, normalCdf } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import { fitRealNvp, fitRealNvpReverse } from '../../src/index.ts';

const engine = await createEngine({ kernels: 'plain' });
const name = (what: string): Key => key(`${expect.getState().currentTestName!}: ${what}`);

/** Two peaks along the first column, a normal law along the second. */
const [a, s] = [1.5, 0.5];
const logNormal = (at: number, m: number, deviation: number): number =>
  -0.5 * ((at - m) / deviation) ** 2 - Math.log(deviation * Math.sqrt(2 * Math.PI));
const logTarget = (first: number, second: number): number =>
  Math.log(0.5 * Math.exp(logNormal(first, a, s)) + 0.5 * Math.exp(logNormal(first, -a, s))) + logNormal(second, 0, 1);
const recorded = (x: Tensor): Tensor => {
  const peak = (m: number): Tensor =>
    scaleShift(
      square(scaleShift(slice(x, 1, 0, 1), 1 / s, -m / s)),
      -0.5,
      -Math.log(2 * s) - 0.5 * Math.log(2 * Math.PI),
    );
  const second = scaleShift(square(slice(x, 1, 1, 2)), -0.5, -0.5 * Math.log(2 * Math.PI));
  return add(logSumExp(concatenate([peak(a), peak(-a)], 1)), reshape(second, [-1]));
};

/**
 * p/((p + q)/2) at draws of q less q/((p + q)/2) at draws of p, from log p/q at both: bounded, and its mean is 0 where p and q
 * are densities and the draws are theirs, whatever the two are.
 */
const overlaps = (logRatioAtModel: Float64Array, logRatioAtTarget: Float64Array): Float64Array =>
  logRatioAtModel.map((r, i) => 2 / (1 + Math.exp(-r)) - 2 / (1 + Math.exp(logRatioAtTarget[i]!)));

test('by the reverse KL a full flow reaches both peaks, and its density is that of its draws', async () => {
  const options = {
    engine,
    numCouplings: 4,
    hidden: [16],
    numSteps: 500,
    batchSize: 128,
    learningRate: 5e-3,
    rate: warmupCosine(),
  };
  const { model, history } = await fitRealNvpReverse(recorded, name('fit'), { ...options, dimension: 2 });
  // log Z = 0: the bound is below it at every n, and the full flow comes nearer than one peak, -log 2.
  const n = 10_000;
  const { samples, logDensities } = model.sampleWithLogDensity(stream(name('draws')), n);
  const logWeights = logDensities.map((logQ, i) => logTarget(samples.data[2 * i]!, samples.data[2 * i + 1]!) - logQ);
  const bound = logWeights.reduce((sum, value) => sum + value / n, 0);
  expect(bound).toBeLessThan(0);
  expect(bound).toBeGreaterThan(-0.5);
  expect(Math.abs(history.elbo.slice(-50).reduce((sum, value) => sum + value / 50, 0) - bound)).toBeLessThan(0.1);
  const rng = stream(name('draws of the target'));
  const exact = Float64Array.from({ length: 2 * n }, (_, i) =>
    i % 2 === 0 ? (rng.int(2) === 0 ? a : -a) + s * rng.normal() : rng.normal(),
  );
  const atExact = model
    .logDensity(toNdarray(exact, [n, 2]))
    .map((logQ, i) => logTarget(exact[2 * i]!, exact[2 * i + 1]!) - logQ);
  assertMean(overlaps(logWeights, atExact), { expected: 0 });
  await expectRejected('the log determinant left out of the density', () => {
    const [ours, theirs] = [model.toNoise(samples), model.toNoise(toNdarray(exact, [n, 2]))];
    const wrong = overlaps(
      logWeights.map((value, i) => value + ours.logDeterminants[i]!),
      atExact.map((value, i) => value + theirs.logDeterminants[i]!),
    );
    assertMean(wrong, { expected: 0 });
  });
  const right = samples.data.reduce((count, value, i) => count + (i % 2 === 0 && value > 0 ? 1 : 0), 0);
  expect(Math.min(right, n - right)).toBeGreaterThan(n / 10);
});

test('by the forward KL it learns a bent law from data, nearer than any Gaussian, and never nearer than the law', async () => {
  /** x ~ N(0, 1), y = x^2 + 0.5 noise. */
  const draw = (from: Key, n: number) => {
    const rng = stream(from);
    const out = toNdarray(new Float64Array(2 * n), [n, 2]);
    for (let i = 0; i < n; i++) {
      out.data[2 * i] = rng.normal();
      out.data[2 * i + 1] = out.data[2 * i]! ** 2 + 0.5 * rng.normal();
    }
    return out;
  };
  const { model } = await fitRealNvp(draw(name('data'), 4000), name('fit'), {
    engine,
    numCouplings: 4,
    hidden: [16],
    numSteps: 600,
    batchSize: 128,
    learningRate: 5e-3,
    rate: warmupCosine(),
  });
  const n = 10_000;
  const fresh = draw(name('fresh'), n);
  const logLaw = (x: number, y: number): number => logNormal(x, 0, 1) + logNormal(y, x * x, 0.5);
  const differences = model
    .logDensity(fresh)
    .map((logQ, i) => logLaw(fresh.data[2 * i]!, fresh.data[2 * i + 1]!) - logQ);
  const divergence = differences.reduce((sum, value) => sum + value / n, 0);
  // The best Gaussian, with Var y = 2.25 and no correlation, is log(1.5/0.5) = 1.1 nats away.
  expect(divergence).toBeGreaterThan(0);
  expect(divergence).toBeLessThan(0.1);
  const { samples, logDensities } = model.sampleWithLogDensity(stream(name('samples')), n);
  const atModel = logDensities.map((logQ, i) => logLaw(samples.data[2 * i]!, samples.data[2 * i + 1]!) - logQ);
  assertMean(overlaps(atModel, differences), { expected: 0 });
  await expectRejected('the scale of the last layer left out', () => {
    const { logScale } = model.parameters();
    const forgotten = logScale!.data[0]! + logScale!.data[1]!;
    const less = (value: number): number => value - forgotten;
    assertMean(overlaps(atModel.map(less), differences.map(less)), { expected: 0 });
  });
});

test('the noise of the data of a Gaussian flow is standard normal', async () => {
  const n = 10_000;
  const rng = stream(name('data'));
  const x = toNdarray(
    Float64Array.from({ length: n }, () => 5 + 3 * rng.normal()),
    [n, 1],
  );
  const { model } = await fitRealNvp(x, name('fit'), {
    engine,
    numCouplings: 0,
    numSteps: 1,
    batchSize: n,
    learningRate: 1e-9,
  });
  const samples = await model.sample(stream(name('samples')), n);
  const { points } = model.toNoise(samples);
  assertLaw(points.data, normalCdf);
  assertProportion(
    points.data.reduce((count, z) => count + (z < 0 ? 1 : 0), 0),
    n,
    0.5,
  );
  await expectRejected('samples taken for noise', () => assertLaw(samples.data, normalCdf));
});
