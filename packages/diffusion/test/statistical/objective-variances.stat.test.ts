// alpha 1e-6 per assertion; n = 60 estimates from 2000 paths, 4000 points; effects: 5 % of a variance, 0.05 nats; seed: the test's name; 6 s.
import { createEngine } from '@yuragi/nn';
import { foldIn, key, stream, toNdarray } from '@yuragi/prob-core';
import { assertMean, expectRejected } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import {
  type Denoiser,
  denoisingMlp,
  diffusionTable,
  type ElboOptions,
  edmObjective,
  elbo,
  fitDenoiser,
  fitReverseVariance,
  gaussianObjectiveMoments,
  linearNoiseSchedule,
  logSnrNoiseSchedule,
  objectiveMoments,
  optimalReverseVariance,
} from '../../src/index.ts';

const name = (): string => expect.getState().currentTestName!;

test('the variances of the four estimators of the objective are those of the closed form', async () => {
  const table = diffusionTable(linearNoiseSchedule({ numSteps: 6, first: 0.05, last: 0.6 }), 6);
  const dataVariance = 0.3;
  // Half of what the exact denoiser of N(0, 1) answers: wrong at every level.
  const gains = table.signalScale.map((alpha) => 0.5 * alpha);
  const half: Denoiser = (x, sigma, out) => {
    for (let i = 0; i < x.length; i++) out[i] = (0.5 * x[i]!) / (1 + sigma ** 2);
  };
  const runs = await Promise.all(
    Array.from({ length: 60 }, (_, i) => {
      const rng = stream(foldIn(key(name()), i));
      const x0 = toNdarray(
        Float64Array.from({ length: 2000 }, () => Math.sqrt(dataVariance) * rng.normal()),
        [2000, 1],
      );
      return objectiveMoments(half, x0, table, rng, { reverseVariance: 'forward' });
    }),
  );
  const closed = gaussianObjectiveMoments(table, { dataVariance, gains, reverseVariance: 'forward' });
  const exact = gaussianObjectiveMoments(table, { dataVariance, reverseVariance: 'forward' });
  for (const estimator of ['path', 'ratio', 'pair', 'kl'] as const) {
    const of = (part: 'mean' | 'variance') => runs.map(({ estimators }) => estimators[estimator][part]);
    assertMean(of('mean'), { expected: closed[estimator].mean });
    // Off by 1/2000 of the variance of a path: a twentieth of what 60 runs resolve.
    assertMean(of('variance'), { expected: closed[estimator].variance });
    await expectRejected('the exact denoiser', () =>
      assertMean(of('variance'), { expected: exact[estimator].variance }),
    );
  }
  await expectRejected('two noisings taken for one', () =>
    assertMean(
      runs.map(({ estimators }) => estimators.pair.variance),
      { expected: closed.kl.variance },
    ),
  );
});

test('learned reverse variances raise the bound of a learned denoiser on new data: one a step, and more given x', async () => {
  const engine = await createEngine({ kernels: 'plain' });
  const table = diffusionTable(logSnrNoiseSchedule({ numSteps: 12, first: 0.005, last: 0.995 }), 12);
  /** Two heaps far apart on a line. */
  const draw = (of: string, n: number) => {
    const rng = stream(foldIn(key(name()), of));
    return toNdarray(
      Float64Array.from({ length: n }, () => 0.99 * Math.sign(rng.uniform() - 0.5) + 0.1 * rng.normal()),
      [n, 1],
    );
  };
  const [training, fresh] = [draw('training', 4000), draw('fresh', 4000)];
  const { model } = await fitDenoiser(training, key(name()), {
    engine,
    objective: edmObjective(),
    network: denoisingMlp({ hidden: [32, 32], embedding: 16 }),
    numSteps: 1200,
    learningRate: 5e-3,
    averageDecay: 0.99,
  });
  const measured = await elbo(model.denoise, training, table, stream(foldIn(key(name()), 'errors')));
  const single = optimalReverseVariance(table, measured.squaredErrors, 1);
  const { variance } = await fitReverseVariance(model.denoise, training, table, key(name()), {
    engine,
    network: denoisingMlp({ hidden: [32, 32], embedding: 16 }),
    numSteps: 1200,
  });
  const boundsOf = async (reverseVariance: ElboOptions['reverseVariance']) =>
    (await elbo(model.denoise, fresh, table, stream(foldIn(key(name()), 'bound')), { reverseVariance })).perPoint;
  const [forward, optimal, conditional] = await Promise.all(['forward' as const, single, variance].map(boundsOf));
  /** Rejects where b is not above a by 0.05 nats in the mean; the hypothesis is tested at its nearest point. */
  const assertHigher = (a: Float64Array, b: Float64Array): void => {
    const gains = b.map((value, i) => value - a[i]!);
    const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
    assertMean(gains, { expected: Math.max(mean, 0.05) });
  };
  assertHigher(forward!, optimal!);
  assertHigher(optimal!, conditional!);
  await expectRejected('variances of the levels in reverse order', async () =>
    assertHigher(forward!, await boundsOf(single.map((_, t) => (t === 0 ? 0 : single[13 - t]!)))),
  );
  await expectRejected('a network that was not trained', async () => {
    const untrained = await fitReverseVariance(model.denoise, training, table, key(name()), { engine, numSteps: 1 });
    assertHigher(optimal!, await boundsOf(untrained.variance));
  });
});
