import { createEngine, multiply, reshape, scaleShift, sum, zeros } from '@yuragi/nn';
import {
  decodeCheckpoint,
  encodeCheckpoint,
  encodeSafetensors,
  fillNormal,
  key,
  type RunOptions,
  stream,
  toNdarray,
} from '@yuragi/prob-core';
import { driverConformance } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import {
  type DenoisingNetwork,
  ddpmObjective,
  decodeDenoiser,
  denoisingMlp,
  edmObjective,
  encodeDenoiser,
  type FitDenoiserOptions,
  fitDenoiser,
  flowMatchingObjective,
  scoreWeighting,
  sohlDicksteinNoiseSchedule,
  type TrainedDenoiser,
  x0Weighting,
} from './index.ts';

const engine = await createEngine({ kernels: 'plain' });
const network = denoisingMlp({ hidden: [8, 8], embedding: 4 });
const n = 40;
const data = new Float64Array(2 * n);
fillNormal(stream(key('data')), data);
const x = toNdarray(
  data.map((value, i) => 3 * value + (i % 2)),
  [n, 2],
);
const labels = Uint8Array.from({ length: n }, (_, i) => i % 3);
const options = { engine, network, objective: edmObjective(), numSteps: 6, batchSize: 16 };
const fitted = (more: Partial<FitDenoiserOptions> & RunOptions = {}): Promise<TrainedDenoiser> =>
  fitDenoiser(x, key('fit'), { ...options, ...more });

driverConformance('fitDenoiser', (run: RunOptions) => fitted({ ...run, classes: { labels, numClasses: 3 } }), {
  outcome: ({ model, history }) => [model.parameters(), history],
  foreign: (run) => fitted({ ...run, objective: { ...edmObjective(), weighting: x0Weighting } }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});

test('a checkpoint of other data, other labels or another schedule is refused', async () => {
  const { checkpoint: resume } = await fitted({ signal: AbortSignal.abort() });
  const foreign = expect.objectContaining({ code: 'YURAGI_CHECKPOINT' });
  await expect(fitDenoiser(toNdarray(data, [n, 2]), key('fit'), { ...options, resume })).rejects.toThrow(foreign);
  await expect(fitted({ resume, classes: { labels, numClasses: 3 } })).rejects.toThrow(foreign);
  await expect(fitted({ resume, objective: edmObjective({ sd: 1 }) })).rejects.toThrow(foreign);
  expect((await fitted({ resume })).stopped).toBe('completed');
});

test('data are brought to mean 0 and mean variance 1, and given back', async () => {
  const { model } = await fitted();
  const mean = [0, 1].map((j) => x.data.filter((_, i) => i % 2 === j).reduce((total, value) => total + value / n, 0));
  expect(model.mean[0]).toBeCloseTo(mean[0]!, 12);
  expect(model.mean[1]).toBeCloseTo(mean[1]!, 12);
  const variance = x.data.reduce((total, value, i) => total + (value - mean[i % 2]!) ** 2 / (2 * n), 0);
  expect(model.scale).toBeCloseTo(Math.sqrt(variance), 12);
});

test('the first loss is that of a network that predicts 0: the mean square of its target', async () => {
  // Target and weight of one batch, by hand: the velocity, weight 1 on its squares.
  const { history } = await fitted({ numSteps: 400, batchSize: 256, learningRate: 1e-12 });
  // E v^2 = s^2 E z^2 + alpha^2 E eps^2 = 1 at every level, since the data have mean variance one.
  const mean = history.loss.reduce((total, value) => total + value / 400, 0);
  const variance = history.loss.reduce((total, value) => total + (value - mean) ** 2 / 400, 0);
  expect(Math.abs(mean - 1)).toBeLessThan(4.89 * Math.sqrt(variance / 400));
});

test('levels are taken evenly over the batch, one in each n-th part of (0, 1)', async () => {
  const seen: number[] = [];
  const levels = { ...edmObjective().levels, sigma: (u: number) => u };
  const weighting = (u: number): number => {
    seen.push(u);
    return 1;
  };
  await fitted({ objective: { prediction: 'velocity', levels, weighting }, numSteps: 3 });
  // What comes before is the fingerprint's.
  const batches = seen.slice(-48);
  for (const [i, u] of batches.entries()) expect(Math.floor(16 * u)).toBe(i % 16);
  expect(new Set(batches).size).toBe(48);
});

test('a share of the rows is shown without its label', async () => {
  // x_0 is predicted to be the index: 0, or 1 where the label is dropped, so that the loss is E z^2 + dropLabel.
  const index: DenoisingNetwork = (_scope, { x: seen, labels: given }) =>
    multiply(scaleShift(seen, 0, 1), reshape(given!.indices, [seen.shape[0]!, 1]));
  const { history } = await fitted({
    network: index,
    objective: { ...edmObjective(), prediction: 'x0', weighting: x0Weighting },
    classes: { labels: new Uint8Array(n), numClasses: 1, dropLabel: 0.3 },
    numSteps: 400,
    batchSize: n,
  });
  const mean = history.loss.reduce((total, value) => total + value / 400, 0);
  const variance = history.loss.reduce((total, value) => total + (value - mean) ** 2 / 400, 0);
  expect(Math.abs(mean - 1.3)).toBeLessThan(4.89 * Math.sqrt(variance / 400));
});

test('a file gives back the model, bit for bit', async () => {
  for (const classes of [undefined, { labels, numClasses: 3 }]) {
    const { model } = await fitted({ classes });
    const read = await decodeDenoiser(encodeDenoiser(model), { engine, network, objective: edmObjective() });
    expect(read.parameters()).toEqual(model.parameters());
    expect([read.numClasses, read.scale, [...read.mean]]).toEqual([model.numClasses, model.scale, [...model.mean]]);
    const [a, b] = [new Float64Array(2 * n), new Float64Array(2 * n)];
    model.denoise(x.data, 0.7, a);
    read.denoise(x.data, 0.7, b);
    expect(b).toEqual(a);
    expect(a.every(Number.isFinite)).toBe(true);
  }
});

test('files that are no denoisers, or are read as others than they are, are refused', async () => {
  const { model } = await fitted();
  const bytes = encodeDenoiser(model);
  await expect(decodeDenoiser(bytes, { engine, network })).rejects.toThrow(
    'decodeDenoiser: `objective.prediction` must be that of the file, \'velocity\'; received "noise"',
  );
  const other = await decodeDenoiser(bytes, { engine, network: denoisingMlp(), objective: edmObjective() });
  expect(() => other.denoise(x.data, 1, new Float64Array(2 * n))).toThrow('must have shape');
  const tensors = { w: { data: Float64Array.of(1), shape: [1] } };
  await expect(decodeDenoiser(encodeSafetensors({ tensors, metadata: {} }))).rejects.toThrow(
    'do not describe a denoiser',
  );
  await expect(decodeDenoiser(encodeSafetensors({ tensors, metadata: { yuragi: '{' } }))).rejects.toThrow(
    'do not describe a denoiser',
  );
  const header = { kind: 'denoiser', version: 1, prediction: 'noise', numClasses: 0, mean: [0], scale: 1 };
  await expect(
    decodeDenoiser(encodeSafetensors({ tensors, metadata: { yuragi: JSON.stringify(header) } })),
  ).rejects.toThrow("tensor 'w' is a Float64Array; parameters are F32");
});

test('a schedule that ends in pure noise is trained by what still determines the data there', async () => {
  const objective = ddpmObjective({ schedule: sohlDicksteinNoiseSchedule({ numSteps: 10 }), numLevels: 10 });
  const { history } = await fitted({ objective: { ...objective, prediction: 'velocity' } });
  expect(history.loss.every(Number.isFinite)).toBe(true);
  await expect(fitted({ objective })).rejects.toThrow(
    "fitDenoiser: `objective.prediction` must be 'velocity', 'x0' or 'flow' for levels that reach infinity",
  );
});

test('a loss that overflows is a divergence with the step and a checkpoint', async () => {
  const objective = { ...flowMatchingObjective(), weighting: (sigma: number) => scoreWeighting(sigma, 0) * 1e300 };
  await expect(fitted({ objective })).rejects.toThrow(
    expect.objectContaining({ code: 'YURAGI_DIVERGENCE', checkpoint: expect.objectContaining({ step: 0 }) }),
  );
});

test.each<[Partial<FitDenoiserOptions>, string]>([
  [
    { objective: { ...edmObjective(), prediction: 'mean' as never } },
    'fitDenoiser: `objective.prediction` must be one of',
  ],
  [
    { objective: { ...edmObjective(), weighting: 1 as never } },
    'fitDenoiser: `objective.weighting` must be a function; received 1',
  ],
  [
    { objective: { ...edmObjective(), levels: {} as never } },
    'fitDenoiser: `objective.levels.sigma` must be a function; received undefined',
  ],
  [{ network: 3 as never }, 'fitDenoiser: `network` must be a function; received 3'],
  [
    { network: (_scope, input) => sum(input.x, [1]) },
    'network: `the prediction` must have the shape (16, 2) of `x`; received shape (16)',
  ],
  [{ numSampleSteps: 0 }, 'fitDenoiser: `numSampleSteps` must be an integer >= 1; received 0'],
  [{ classes: { labels, numClasses: 2 } }, 'fitDenoiser: `classes.labels[2]` must be an integer in 0..1; received 2'],
  [
    { classes: { labels: [1], numClasses: 2 } },
    'fitDenoiser: `classes.labels` must have length 40; received shape (1)',
  ],
  [{ classes: { labels, numClasses: 0 } }, 'fitDenoiser: `classes.numClasses` must be an integer >= 1; received 0'],
  [
    { classes: { labels, numClasses: 3, dropLabel: 0 } },
    'fitDenoiser: `classes.dropLabel` must be a number in (0, 1); received 0',
  ],
  [{ batchSize: 0 }, 'fit: `batchSize` must be an integer >= 1; received 0'],
])('bad options are refused by name, %#', async (more, message) => {
  await expect(fitted(more)).rejects.toThrow(message);
});

test('data without spread are refused', async () => {
  await expect(fitDenoiser(toNdarray(new Float64Array(6).fill(2), [3, 2]), key('fit'), options)).rejects.toThrow(
    'fitDenoiser: `x` must be rows that are not all alike; their mean variance is; received 0',
  );
});

test('one number trained at one level finds the least-squares slope', async () => {
  // x_0 from alpha x_0 + s eps at sigma = 1, for data of variance one: the slope is alpha/(alpha^2 + s^2) = alpha.
  const levels = { ...edmObjective().levels, sigma: () => 1 };
  const { model } = await fitted({
    network: (scope, input) => multiply(input.x, scope.parameter('slope', [1, 1], zeros)),
    objective: { prediction: 'x0', levels, weighting: x0Weighting },
    numSteps: 800,
    batchSize: 64,
    learningRate: 0.01,
    averageDecay: 0.995,
  });
  // The average holds 200 steps of 128 squares with residual variance 1/2: 4.89 standard errors of a fit to as many.
  expect(Math.abs(model.parameters().slope!.data[0]! - Math.SQRT1_2)).toBeLessThan(4.89 * Math.sqrt(0.5 / (200 * 128)));
});
