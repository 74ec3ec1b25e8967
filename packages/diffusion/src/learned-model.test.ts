import { createEngine, multiply, reshape, scaleShift, square, sum } from '@yuragi/nn';
import { key, stream, toNdarray } from '@yuragi/prob-core';
import { hutchinsonFlow } from '@yuragi/sde';
import { generativeModelConformance } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import {
  ancestralSampler,
  type DenoisingNetwork,
  type DenoisingObjective,
  ddpmObjective,
  edmObjective,
  elbo,
  flowLogDensity,
  flowMatchingObjective,
  flowMatchingVelocity,
  guide,
  type NetworkPrediction,
  optimalTransportPath,
  probabilityFlow,
  smoothedMixture,
} from './index.ts';
import { type DenoisingModel, denoisingModel, type SamplingOptions } from './learned-model.ts';

const d = 2;
const mean = Float64Array.of(3, -1);
const scale = 2.5;
const engine = await createEngine({ kernels: 'plain' });

function modelOf(
  network: DenoisingNetwork,
  { prediction, levels }: Pick<DenoisingObjective, 'prediction' | 'levels'>,
  numClasses = 0,
  sampling: SamplingOptions = {},
): DenoisingModel {
  const { sigmaMin } = levels;
  const parts = { engine, parameters: {}, network, prediction, sigmaMin, dimension: d, numClasses, mean, scale };
  return denoisingModel(parts, levels, sampling);
}

/** The exact network of data N(mean, scale^2 I), for which v = 0 in the mean. */
const nothing: DenoisingNetwork = (_scope, { x }) => scaleShift(x, 0, 0);
const ofVelocity = modelOf(nothing, { ...ddpmObjective(), prediction: 'velocity' });
const normal = smoothedMixture({
  weights: Float64Array.of(1),
  means: toNdarray(mean, [1, d]),
  covariances: toNdarray(Float64Array.of(scale ** 2, 0, 0, scale ** 2), [1, d, d]),
});
/** More rows than a plan takes at once, and not a multiple. */
const n = 301;
const points = Float64Array.from({ length: n * d }, (_, i) => mean[i % d]! + 5 * Math.sin(i * i));
const fill = (f: (out: Float64Array) => void, length = n * d): Float64Array => {
  const out = new Float64Array(length).fill(Number.NaN);
  f(out);
  return out;
};
function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  for (let i = 0; i < expected.length; i++)
    expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected[i]!)));
}

test('with the velocity of a normal law the model is that law, in units of the data', () => {
  for (const sigma of [0, 0.1, 2, 40, Infinity])
    expectNear(
      fill((out) => ofVelocity.denoise(points, sigma, out)),
      fill((out) => normal.denoise(points, sigma, out)),
      1e-12,
    );
  for (const sigma of [0.1, 2, 40]) {
    const divergence = new Float64Array(n);
    const exact = new Float64Array(n);
    const score = fill((out) => ofVelocity.scoreAndDivergenceInto(points, sigma, out, divergence));
    expectNear(
      score,
      fill((out) => normal.scoreAndDivergenceInto(points, sigma, out, exact)),
      1e-12,
    );
    expectNear(divergence, exact, 1e-12);
    expectNear(
      fill((out) => ofVelocity.scoreInto(points, sigma, out)),
      score,
      0,
    );
    expectNear(
      fill((out) => ofVelocity.logDensityInto(points, sigma, out), n),
      fill((out) => normal.logDensityInto(points, sigma, out), n),
      1e-12,
    );
  }
});

/** The mean of what each prediction is of, for that normal law: linear in what is seen. */
const slopes: Record<NetworkPrediction, (sigma: number) => number> = {
  x0: (sigma) => 1 / Math.hypot(1, sigma),
  noise: (sigma) => sigma / Math.hypot(1, sigma),
  velocity: () => 0,
  score: () => -1,
  // (a c + b e)/(a^2 + b^2) with (a, b) = (1, sigma)/(1 + sigma) and (c, e) = (1, -1).
  flow: (sigma) => ((1 - sigma) * (1 + sigma)) / (1 + sigma ** 2),
};

test.each(Object.keys(slopes) as NetworkPrediction[])('so it is whatever the network predicts: %s', (prediction) => {
  for (const s of [0.05, 1, 8]) {
    const slope = slopes[prediction](s);
    const model = modelOf((_scope, { x }) => scaleShift(x, slope, 0), { ...ddpmObjective(), prediction });
    const sigma = s * scale;
    // c_out F cancels against c_skip x to as little as 1/s^2 of them, in f32.
    const tolerance = 1e-6 * Math.max(1, s);
    expectNear(
      fill((out) => model.denoise(points, sigma, out)),
      fill((out) => normal.denoise(points, sigma, out)),
      10 * tolerance,
    );
    const divergence = new Float64Array(n);
    fill((out) => model.scoreAndDivergenceInto(points, sigma, out, divergence));
    expectNear(divergence, new Float64Array(n).fill(-d / (scale ** 2 + sigma ** 2)), (10 * tolerance) / s ** 2);
  }
});

test('the divergence is the trace of the Jacobian of a network that mixes coordinates', () => {
  // F = x |x|^2, so div F = (d + 2) |x|^2.
  const cubic: DenoisingNetwork = (_scope, { x }) => multiply(x, reshape(sum(square(x), [1]), [x.shape[0]!, 1]));
  const model = modelOf(cubic, ddpmObjective());
  const sigma = 3;
  const [s, divergence] = [sigma / scale, new Float64Array(n)];
  const score = fill((out) => model.scoreAndDivergenceInto(points, sigma, out, divergence));
  // D = z - s F, so the score is -F/(s scale) and its divergence -c_in div F/(s scale^2).
  const input = 1 / Math.hypot(1, s);
  const seen = points.map((x, i) => (input * (x - mean[i % d]!)) / scale);
  const squares = Float64Array.from({ length: n }, (_, i) => seen[i * d]! ** 2 + seen[i * d + 1]! ** 2);
  // A few roundings of f32, 6e-8 each.
  expectNear(
    score,
    seen.map((z, i) => (-z * squares[Math.floor(i / d)]!) / sigma),
    1e-6,
  );
  expectNear(
    divergence,
    squares.map((square) => (-input * (d + 2) * square) / (sigma * scale)),
    1e-6,
  );
});

test('the derivative along a direction is that of the score, and its estimate of the divergence is unbiased', () => {
  const cubic: DenoisingNetwork = (_scope, { x }) => multiply(x, reshape(sum(square(x), [1]), [x.shape[0]!, 1]));
  const model = modelOf(cubic, ddpmObjective());
  const sigma = 3;
  const direction = points.map((_, i) => Math.cos(i));
  const derivative = fill((out) => model.scoreDerivativeInto(points, sigma, direction, out));
  // score = -F/sigma, F = z |z|^2, so J v = -c_in (v |z|^2 + 2 z (z . v))/(sigma scale).
  const input = 1 / Math.hypot(1, sigma / scale);
  const z = points.map((x, i) => (input * (x - mean[i % d]!)) / scale);
  const dot = (a: Float64Array, b: Float64Array, i: number): number => {
    const row = i - (i % d);
    return a[row]! * b[row]! + a[row + 1]! * b[row + 1]!;
  };
  const exact = z.map(
    (value, i) => (-input * (direction[i]! * dot(z, z, i) + 2 * value * dot(z, direction, i))) / (sigma * scale),
  );
  expectNear(derivative, exact, 1e-6);

  const flow = probabilityFlow(model);
  const { driftAndDivergence } = hutchinsonFlow(flow, key('probes'), {
    numProbes: 2000,
    directionalDerivative(x, t, v, out) {
      model.scoreDerivativeInto(x, t, v, out);
      for (let i = 0; i < out.length; i++) out[i]! *= -t;
    },
  });
  const [estimate, divergence, unused] = [new Float64Array(1), new Float64Array(1), new Float64Array(d)];
  const point = points.slice(4, 4 + d);
  driftAndDivergence(point, sigma, unused, estimate);
  model.scoreAndDivergenceInto(point, sigma, unused, divergence);
  // v . J v = tr J + 2 J_01 v_0 v_1: its standard error is 2 |J_01|/sqrt(2000).
  const offDiagonal = Math.abs((2 * input * z[4]! * z[5]!) / scale);
  expect(Math.abs(estimate[0]! + sigma * divergence[0]!)).toBeLessThan((4.89 * 2 * offDiagonal) / Math.sqrt(2000));
});

test('the flow of the model gives the density of the law, and so do functions that take a smoothed law', async () => {
  const x = toNdarray(points.slice(0, 10), [5, d]);
  const exact = fill((out) => normal.logDensityInto(points.slice(0, 10), 0, out), 5);
  expectNear(ofVelocity.logDensity(x), exact, 1e-3);
  const { logDensity } = await flowLogDensity(ofVelocity, x, { sigmaMax: 80, relativeTolerance: 1e-8 });
  // The score stands still below the smallest level, which shifts log p by less than d sigmaMin^2.
  expectNear(logDensity, exact, 1e-3);
});

test('the flow-matching velocity of the model is that of the law', () => {
  const path = optimalTransportPath();
  const learned = flowMatchingVelocity(modelOf(nothing, { ...flowMatchingObjective(), prediction: 'velocity' }), path);
  const exact = flowMatchingVelocity(normal, path);
  for (const t of [0, 0.3, 0.9])
    expectNear(
      fill((out) => learned.drift(points, t, out)),
      fill((out) => exact.drift(points, t, out)),
      1e-11,
    );
});

test('the bound of the model is that of `elbo` in units of the data, and below the log density', async () => {
  const table = ddpmObjective({ numLevels: 50 }).levels.table!;
  const model = modelOf(nothing, { ...ddpmObjective({ numLevels: 50 }), prediction: 'velocity' });
  const x = toNdarray(points, [n, d]);
  const bound = model.logDensityBound!(x, stream(key('bound')));
  const standard = modelOf(nothing, { ...ddpmObjective({ numLevels: 50 }), prediction: 'velocity' });
  const { perPoint } = await elbo(
    (z, sigma, out) => {
      const inUnits = z.map((value, i) => mean[i % d]! + scale * value);
      standard.denoise(inUnits, scale * sigma, out);
      for (let i = 0; i < out.length; i++) out[i] = (out[i]! - mean[i % d]!) / scale;
    },
    toNdarray(
      points.map((value, i) => (value - mean[i % d]!) / scale),
      [n, d],
    ),
    table,
    stream(key('bound')),
    { reverseVariance: 'forward' },
  );
  expectNear(
    bound,
    perPoint.map((value) => value - d * Math.log(scale)),
    1e-9,
  );
  expect(modelOf(nothing, edmObjective()).logDensityBound).toBeUndefined();
});

test('labels reach the network: a model given one, and the model that knows none', () => {
  // D_1 is the label's index, and numClasses where there is none.
  const ofLabel: DenoisingNetwork = (_scope, { x, labels }) =>
    multiply(scaleShift(x, 0, 1), reshape(labels!.indices, [1, 1]));
  const model = modelOf(ofLabel, { ...edmObjective(), prediction: 'x0' }, 3);
  const at = (given: DenoisingModel): Float64Array => fill((out) => given.denoise(points, 1, out));
  for (const label of [0, 1, 2])
    expectNear(
      at(model.given(label)),
      points.map((_, i) => mean[i % d]! + scale * label),
      0,
    );
  expectNear(
    at(model),
    points.map((_, i) => mean[i % d]! + scale * 3),
    0,
  );
  expectNear(at(model.given(2).given(0)), at(model.given(0)), 0);
  const half = guide(model.given(2).denoise, model.denoise, 3);
  expectNear(
    fill((out) => half(points, 1, out)),
    points.map((_, i) => mean[i % d]!),
    1e-12,
  );
});

test('ladders and samples are in units of the data', async () => {
  expectNear(
    modelOf(nothing, edmObjective()).sigmas(3),
    edmObjective()
      .levels.ladder(3)
      .map((s) => s * scale),
    1e-14,
  );
  const seen: number[] = [];
  const model = modelOf(nothing, { ...edmObjective() }, 0, {
    sampler: (denoiser, options) => {
      seen.push(options.dimension);
      return ancestralSampler(denoiser, options);
    },
    numSampleSteps: 30,
  });
  expect(seen).toEqual([d]);
  const samples = await model.sample(stream(key('samples')), 3);
  expect(samples.shape).toEqual([3, d]);
  const stopped = await model.sample(stream(key('samples')), 3, { signal: AbortSignal.abort() });
  expect(stopped.shape).toEqual([0, d]);
});

generativeModelConformance('a denoising model', () => ofVelocity, {
  data: () => toNdarray(points.slice(0, 6), [3, d]),
  makeRng: (name) => stream(key(name)),
});

test.each([
  [() => ofVelocity.given(0), 'given: `label` must be left alone: the model has no classes; received 0'],
  [() => modelOf(nothing, edmObjective(), 3).given(3), 'given: `label` must be an integer in 0..2; received 3'],
  [
    () => modelOf((_scope, { x }) => sum(x, [1]), edmObjective()).denoise(points, 1, points.slice()),
    'network: `the prediction` must have the shape (256, 2) of `x`; received shape (256)',
  ],
])('bad labels and networks are refused, %#', (run, message) => {
  expect(run).toThrow(message);
});
