import { digits } from '@yuragi/datasets';
import { createEngine, decodeParameters, encodeParameters, linear, mlp, warmupCosine } from '@yuragi/nn';
import {
  decodeCheckpoint,
  encodeCheckpoint,
  fillNormal,
  key,
  type RunOptions,
  stream,
  toNdarray,
} from '@yuragi/prob-core';
import { symmetricEigen } from '@yuragi/prob-core/eigen';
import { driverConformance, expectClose, generativeModelConformance } from '@yuragi/testkit';
import type { NdArray } from 'ndarray';
import { describe, expect, test } from 'vitest';
import {
  type FitVariationalAutoencoderOptions,
  fitVariationalAutoencoder,
  type TrainedVariationalAutoencoder,
} from './fit-variational-autoencoder.ts';
import type { RecordedNetwork } from './recorded-network.ts';
import { type VariationalAutoencoder, variationalAutoencoder } from './variational-autoencoder.ts';

const engine = await createEngine({ kernels: 'plain' });
const line: RecordedNetwork = (scope, x, outputs) => linear(scope, x, outputs);
const small: RecordedNetwork = (scope, x, outputs) => mlp(scope, x, { hidden: [6], outputs });

/** Two causes behind four columns: standard deviations 2 and 1.2 along two directions, 0.5 elsewhere. */
const [n, d] = [400, 4];
const x = toNdarray(new Float64Array(n * d), [n, d]);
{
  const noise = new Float64Array(n * 6);
  fillNormal(stream(key('two causes')), noise);
  const directions = [
    [0.5, 0.5, 0.5, 0.5],
    [0.5, -0.5, 0.5, -0.5],
  ];
  for (let i = 0; i < n; i++)
    for (let j = 0; j < d; j++)
      x.data[i * d + j] =
        1 +
        0.5 * noise[6 * i + 2 + j]! +
        2 * directions[0]![j]! * noise[6 * i]! +
        1.2 * directions[1]![j]! * noise[6 * i + 1]!;
}
const bits = toNdarray(
  Float64Array.from({ length: 90 }, (_, i) => (i % 5 < 2 ? 1 : 0)),
  [30, 3],
);

const options = { engine, encoder: small, decoder: small, numLatents: 2, numSteps: 5, batchSize: 16 };
const fitted = (
  more: Partial<FitVariationalAutoencoderOptions> & RunOptions = {},
): Promise<TrainedVariationalAutoencoder> => fitVariationalAutoencoder(x, key('fit'), { ...options, ...more });

/** Eigenvalues of the covariance of x, descending. */
function spectrum(): Float64Array {
  const mean = new Float64Array(d);
  for (let i = 0; i < n * d; i++) mean[i % d]! += x.data[i]! / n;
  const covariance = new Float64Array(d * d);
  for (let i = 0; i < n; i++)
    for (let a = 0; a < d; a++)
      for (let b = 0; b < d; b++)
        covariance[a * d + b]! += ((x.data[i * d + a]! - mean[a]!) * (x.data[i * d + b]! - mean[b]!)) / n;
  return symmetricEigen(covariance, d).values.toSorted((a, b) => b - a);
}

/** Largest mean log-likelihood of any probabilistic PCA with m latents (Tipping and Bishop 1999, eqs. 7 and 8). */
function bestLogLikelihood(m: number): number {
  const values = spectrum();
  const variance = values.subarray(m).reduce((a, b) => a + b, 0) / (d - m);
  const logs = values.subarray(0, m).reduce((a, value) => a + Math.log(value), 0);
  return -0.5 * (d * Math.log(2 * Math.PI) + logs + (d - m) * Math.log(variance) + d);
}

/** The mean bound of a model with a linear decoder, in closed form: E|x - Wz - b|^2 = |x - W mean - b|^2 + sum_j v_j |w_j|^2. */
function closedBound(model: VariationalAutoencoder, rows: NdArray<Float64Array>): number {
  const m = model.numLatents;
  const { means, variances } = model.posterior(rows);
  const decoded = model.decode(means).data;
  const unit = new Float64Array((m + 1) * m);
  for (let j = 0; j < m; j++) unit[(j + 1) * m + j] = 1;
  const columns = model.decode(toNdarray(unit, [m + 1, m])).data;
  const variance = model.variance!;
  let total = 0;
  for (let i = 0; i < n; i++) {
    let squares = 0;
    for (let c = 0; c < d; c++) squares += (rows.data[i * d + c]! - decoded[i * d + c]!) ** 2;
    for (let j = 0; j < m; j++) {
      const [mu, v] = [means.data[i * m + j]!, variances.data[i * m + j]!];
      for (let c = 0; c < d; c++) squares += v * (columns[(j + 1) * d + c]! - columns[c]!) ** 2;
      total -= 0.5 * (mu * mu + v - Math.log(v) - 1);
    }
    total -= 0.5 * (d * Math.log(2 * Math.PI * variance) + squares / variance);
  }
  return total / n;
}

driverConformance('fitVariationalAutoencoder', (run: RunOptions) => fitted({ ...run, averageDecay: 0.9 }), {
  outcome: ({ model, history, latentKl, warnings }) => [model.parameters(), history, latentKl, warnings],
  foreign: (run) => fitted({ ...run, averageDecay: 0.9, beta: 2 }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});

for (const [law, data] of [
  ['gaussian', x],
  ['bernoulli', bits],
] as const)
  generativeModelConformance(
    `a variational autoencoder, ${law}`,
    async () => (await fitVariationalAutoencoder(data, key('model'), { ...options, law })).model,
    {
      data: () => toNdarray(data.data.slice(0, 15 * data.shape[1]!), [15, data.shape[1]!]),
      makeRng: (name) => stream(key(name)),
    },
  );

describe('fitVariationalAutoencoder', () => {
  test('linear, it reaches the exact maximum of probabilistic PCA from below, and its axes', async () => {
    const { model, history, warnings, latentKl } = await fitted({
      encoder: line,
      decoder: line,
      numSteps: 3000,
      batchSize: 200,
      learningRate: 0.02,
      rate: warmupCosine(),
    });
    const [bound, best] = [closedBound(model, x), bestLogLikelihood(2)];
    // Linear networks can reach the maximum, where the bound is tight (Lucas et al. 2019); the last steps' noise
    // of the draws leaves a gap of second order in its effect on the parameters. f32 leaves 1e-5.
    expect(bound).toBeLessThan(best + 1e-5);
    expect(bound).toBeGreaterThan(best - 0.01);
    // One latent less, which is what a collapse of one would be, is far from it.
    expect(bestLogLikelihood(1)).toBeLessThan(best - 0.3);
    // The variance is the mean of the small eigenvalues.
    const values = spectrum();
    expectClose(model.variance!, (values[2]! + values[3]!) / 2, { rel: 0.03 });
    // At the maximum the latents' KL sum to the mutual information: sum of log(lambda/variance)/2.
    const information = 0.5 * (Math.log(values[0]! / model.variance!) + Math.log(values[1]! / model.variance!));
    expectClose(
      latentKl.reduce((a, b) => a + b, 0),
      information,
      { rel: 0.03 },
    );
    expect(warnings).toEqual([]);
    // The estimate by draws is within 5 standard errors of the closed form.
    const draws = model.logDensityBound(x, stream(key('draws')), { numDraws: 20 });
    expect(draws.reduce((a, b) => a + b, 0) / n).toBeGreaterThan(bound - 0.01);
    expect(history.elbo).toHaveLength(3000);
    for (let i = 0; i < 3000; i++)
      expectClose(history.elbo[i]!, history.reconstruction[i]! - history.kl[i]!, { abs: 1e-5, rel: 1e-6 });
  });

  test('a given variance above every eigenvalue makes the collapsed model the best one, and it is reported', async () => {
    const fit = (variance: number) =>
      fitted({
        encoder: line,
        decoder: line,
        law: { variance },
        numSteps: 600,
        batchSize: 200,
        learningRate: 0.03,
        rate: warmupCosine(),
      });
    expect(spectrum()[0]).toBeLessThan(8);
    const collapsed = await fit(8);
    expect(collapsed.warnings.map(({ code }) => code)).toEqual(['posterior-collapse']);
    expect(collapsed.warnings[0]!.message).toMatch(
      /^The encoder gives the prior for every row \(largest mean KL of a latent: [\d.e-]+ nats\): the latents say nothing of x\. Try /,
    );
    expect(Math.max(...collapsed.latentKl)).toBeLessThan(0.01);
    const live = await fit(0.25);
    expect(live.warnings).toEqual([]);
    expect(Math.min(...live.latentKl)).toBeGreaterThan(0.5);
  });

  test('beta weighs the KL term: 0 lets it grow, and a function that is 1 is the default to the bit', async () => {
    const long = { numSteps: 200, learningRate: 0.01 };
    const [free, plain, tied] = await Promise.all([
      fitted({ ...long, beta: 0 }),
      fitted(long),
      fitted({ ...long, beta: 4 }),
    ]);
    expect(free.history.kl.at(-1)!).toBeGreaterThan(1.5 * plain.history.kl.at(-1)!);
    expect(tied.history.kl.at(-1)!).toBeLessThan(plain.history.kl.at(-1)! / 1.5);
    const asked: number[] = [];
    const one = await fitted({
      beta(s) {
        asked.push(s);
        return 1;
      },
    });
    const five = await fitted();
    expect(one.model.parameters()).toEqual(five.model.parameters());
    expect(one.history).toEqual(five.history);
    expectClose(asked.slice(-5), [0.1, 0.3, 0.5, 0.7, 0.9], { abs: 1e-12 });
  });

  test('the default, 64-128-8-128-64, learns digits: its bound passes the best likelihood of independent pixels', async () => {
    const { images, count } = digits();
    const data = toNdarray(
      Float64Array.from(images, (grey) => grey / 16),
      [count, 64],
    );
    const { model, history, warnings } = await fitVariationalAutoencoder(data, key('digits'), {
      engine,
      law: 'bernoulli',
      numSteps: 400,
      learningRate: 3e-3,
    });
    // Independent pixels with the data's means.
    const means = new Float64Array(64);
    data.data.forEach((value, i) => {
      means[i % 64]! += value / count;
    });
    const independent = means.reduce(
      (sum, p) => (p === 0 ? sum : sum + p * Math.log(p) + (1 - p) * Math.log(1 - p)),
      0,
    );
    // A batch's mean strays by about 0.3 nats; 50 of them by 0.05.
    const late = history.elbo.slice(-50).reduce((a, b) => a + b, 0) / 50;
    expect(late).toBeGreaterThan(independent + 1);
    expect(warnings).toEqual([]);
    expect(Object.entries(model.parameters()).map(([name, { shape }]) => [name, ...shape])).toEqual([
      ['encoder.layer0.weight', 64, 128],
      ['encoder.layer0.bias', 128],
      ['encoder.layer1.weight', 128, 16],
      ['encoder.layer1.bias', 16],
      ['decoder.layer0.weight', 8, 128],
      ['decoder.layer0.bias', 128],
      ['decoder.layer1.weight', 128, 64],
      ['decoder.layer1.bias', 64],
    ]);
    const samples = await model.sample(stream(key('digits')), 300);
    expect(samples.shape).toEqual([300, 64]);
    expect(samples.data.every((pixel) => pixel === 0 || pixel === 1)).toBe(true);
  });

  test('a model is its parameters: through a file it gives the same numbers', async () => {
    const { model } = await fitted();
    const again = variationalAutoencoder(engine, decodeParameters(encodeParameters(model.parameters())), {
      ...options,
      dimension: d,
    });
    const rows = (which: VariationalAutoencoder) => which.logDensityBound(x, stream(key('again')), { numDraws: 3 });
    expect(rows(again)).toEqual(rows(model));
    expect(again.variance).toBe(model.variance);
    expect(model.law).toBe('gaussian');
    expect(
      (await fitVariationalAutoencoder(bits, key('law'), { ...options, law: 'bernoulli' })).model.variance,
    ).toBeUndefined();
  });

  test('sampling can be stopped and resumed, and rows do not depend on how many are asked for in one chunk', async () => {
    const { model } = await fitted();
    const whole = await model.sample(stream(key('draws')), 600);
    const controller = new AbortController();
    let resume: Parameters<typeof model.sample>[2];
    const part = await model.sample(stream(key('draws')), 600, {
      signal: controller.signal,
      checkpointEvery: 1,
      onCheckpoint(checkpoint) {
        resume = { resume: checkpoint };
        controller.abort();
      },
    });
    expect(part.shape[0]).toBe(256);
    expect((await model.sample(stream(key('draws')), 600, resume)).data).toEqual(whole.data);
  });
});

describe('what is wrong is said', () => {
  test.each([
    [() => fitted({ numLatents: 0 }), 'fitVariationalAutoencoder: `numLatents` must be an integer >= 1; received 0'],
    [() => fitted({ beta: -1 }), 'fitVariationalAutoencoder: `beta` must be a finite number >= 0; received -1'],
    [
      () => fitted({ beta: 'rising' as never }),
      'fitVariationalAutoencoder: `beta` must be a number >= 0 or a function; received "rising"',
    ],
    [() => fitted({ beta: () => Number.NaN }), 'must be a finite number >= 0; received NaN'],
    [() => fitted({ numSteps: 0 }), 'fit: `numSteps` must be an integer >= 1; received 0'],
    [() => fitted({ law: 'bernoulli' }), 'fitVariationalAutoencoder: `x['],
    [
      () => fitted({ encoder: (scope, rows) => linear(scope, rows, 3) }),
      'split: `x` must have the sum of the lengths 2, 2 along axis 1; received shape (16, 3)',
    ],
    [
      () => fitVariationalAutoencoder(toNdarray(Float64Array.of(1, Number.NaN), [2, 1]), key('nan'), options),
      'fitVariationalAutoencoder: `x[1]` must be a finite number; received NaN',
    ],
  ])('%#', async (run, message) => {
    await expect(run()).rejects.toThrow(message);
  });

  test('of the model too', async () => {
    const { model } = await fitted();
    expect(() => model.logDensityBound(x, stream(key(0)), { numDraws: 0 })).toThrow(
      'variationalAutoencoder.logDensityBound: `numDraws` must be an integer >= 1; received 0',
    );
    expect(() => model.decode(toNdarray(new Float64Array(3), [1, 3]))).toThrow(
      expect.objectContaining({ code: 'YURAGI_SHAPE' }),
    );
    await expect(model.sample(stream(key(0)), -1)).rejects.toThrow(
      'variationalAutoencoder.sample: `n` must be an integer >= 0; received -1',
    );
    expect(() => variationalAutoencoder(engine, model.parameters(), { ...options, dimension: 5 })).toThrow(
      expect.objectContaining({ code: 'YURAGI_SHAPE' }),
    );
  });
});
