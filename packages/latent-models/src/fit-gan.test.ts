import { createEngine, sgd } from '@yuragi/nn';
import { decodeCheckpoint, encodeCheckpoint, key, type RunOptions, stream, toNdarray } from '@yuragi/prob-core';
import { driverConformance, generativeModelConformance } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { type FitGanOptions, fitGan } from './fit-gan.ts';
import { gan } from './gan.ts';
import { metropolisHastingsFilter } from './gan-filter.ts';
import { denseNetwork } from './recorded-network.ts';

const engine = await createEngine({ kernels: 'plain' });
const rng = stream(key('data'));
const x = toNdarray(
  Float64Array.from({ length: 80 }, () => rng.normal()),
  [40, 2],
);
const small = { batchSize: 8, generator: denseNetwork([6]), discriminator: denseNetwork([5]), engine };

describe('fitGan', () => {
  describe.each<[string, Partial<FitGanOptions>]>([
    ['plain', {}],
    [
      'with a penalty, an average and two steps of the discriminator',
      { gradientPenalty: 1, averageDecay: 0.9, numDiscriminatorSteps: 2 },
    ],
  ])('%s', (name, options) => {
    const run = (more: RunOptions) => fitGan(x, key('gan'), { ...small, numSteps: 4, ...options, ...more });
    driverConformance(`fitGan, ${name}`, run, {
      outcome: ({ history, model }) => [history, model.parameters()],
      foreign: (more) => fitGan(x, key('gan'), { ...small, numSteps: 4, ...options, batchSize: 9, ...more }),
      encode: encodeCheckpoint,
      decode: decodeCheckpoint,
    });
    generativeModelConformance(`a GAN, ${name}`, async () => (await run({})).model, {
      data: () => toNdarray(Float64Array.of(1, 2, 3, 4), [2, 2]),
      makeRng: (purpose) => stream(key(purpose)),
    });
  });

  test('the first losses are those of a discriminator and draws computed by hand', async () => {
    // A learning rate so small that nothing moves in f32, and draws that do not depend on z.
    const { model, history } = await fitGan(x, key('still'), {
      ...small,
      numSteps: 1,
      batchSize: 40,
      learningRate: 1e-30,
      gradientPenalty: 1,
    });
    const logits = model.logDensityRatio(x);
    // One batch is all rows; the slope by central differences of f32 logits, h chosen for their 1e-7.
    const h = 1e-2;
    let squares = 0;
    for (let j = 0; j < 2; j++) {
      const moved = (by: number) =>
        model.logDensityRatio(
          toNdarray(
            x.data.map((value, i) => (i % 2 === j ? value + by : value)),
            [40, 2],
          ),
        );
      const [up, down] = [moved(h), moved(-h)];
      for (let i = 0; i < 40; i++) squares += ((up[i]! - down[i]!) / (2 * h)) ** 2;
    }
    expect(Math.abs(history.squaredSlope[0]! - squares / 40)).toBeLessThan(1e-3 * (squares / 40));
    // The game is at least what data alone cost, and the generator's loss is about log 2 where logits are small.
    const ofData = logits.reduce((sum, l) => sum + Math.log(1 + Math.exp(-l)), 0) / 40;
    expect(history.discriminatorLoss[0]).toBeGreaterThan(ofData);
    expect(history.generatorLoss[0]).toBeGreaterThan(0);
  });

  test('each network moves along its own loss, by one step of gradient descent', async () => {
    // The loss of either falls when it moves and the other is as it was: the noise of a step depends on the key alone.
    const options = { ...small, optimiser: sgd(), numSteps: 1, batchSize: 40 };
    const moved = (await fitGan(x, key('descent'), { ...options, learningRate: 0.05 })).model;
    const still = (await fitGan(x, key('descent'), { ...options, learningRate: 1e-30 })).model;
    const [before, after] = [still.parameters(), moved.parameters()];
    const mixed = (of: 'generator' | 'discriminator') =>
      gan(
        engine,
        Object.fromEntries(
          Object.keys(before).map((name) => [name, (name.startsWith(`${of}.`) ? after : before)[name]!]),
        ),
        { dimension: 2, numLatents: 2, generator: small.generator, discriminator: small.discriminator },
      );
    const draws = await still.sample(stream(key('draws')), 4000);
    const softplus = (l: number): number => Math.log(1 + Math.exp(l));
    const mean = (values: Float64Array, f: (l: number) => number): number =>
      values.reduce((sum, l) => sum + f(l), 0) / values.length;
    const game = ({ logDensityRatio }: typeof still): number =>
      mean(logDensityRatio(x), (l) => softplus(-l)) + mean(logDensityRatio(draws), softplus);
    expect(game(mixed('discriminator'))).toBeLessThan(game(still) - 1e-4);
    // The generator answers the discriminator that has just moved, with draws of the same noise.
    const drawn = await mixed('generator').sample(stream(key('draws')), 4000);
    const fooled = (rows: typeof draws): number => mean(moved.logDensityRatio(rows), (l) => softplus(-l));
    expect(fooled(drawn)).toBeLessThan(fooled(draws) - 1e-4);
  });

  test('a model comes back from its parameters, and draws are images of noise', async () => {
    const { model } = await fitGan(x, key('again'), { ...small, numSteps: 2, numLatents: 3 });
    const again = gan(engine, model.parameters(), {
      dimension: 2,
      numLatents: 3,
      generator: small.generator,
      discriminator: small.discriminator,
    });
    expect((await again.sample(stream(key('s')), 300)).data).toEqual((await model.sample(stream(key('s')), 300)).data);
    const z = toNdarray(new Float64Array(6), [2, 3]);
    expect(model.decode(z).shape).toEqual([2, 2]);
    const whole = await model.sample(stream(key('rows')), 300);
    expect((await model.sample(stream(key('rows')), 10)).data).toEqual(whole.data.subarray(0, 20));
    const filled = new Float64Array(600);
    model.fill(stream(key('rows')), filled);
    expect(filled).toEqual(whole.data);
    // It is what the filter takes.
    const filtered = await metropolisHastingsFilter(model, { numProposals: 3, start: x }).sample(stream(key('f')), 5);
    expect(filtered.shape).toEqual([5, 2]);
  });

  test('losses that are not finite stop it before the step that made them', async () => {
    const huge = toNdarray(new Float64Array(20).fill(3e38), [10, 2]);
    const run = fitGan(huge, key('divergence'), { ...small, numSteps: 50, learningRate: 1, gradientPenalty: 10 });
    await expect(run).rejects.toThrow(
      /^fitGan: a loss or its gradient is not finite \(the loss is .*\) in step 0; try a smaller `learningRate` or a larger `gradientPenalty`$/,
    );
    await expect(run).rejects.toMatchObject({ code: 'YURAGI_DIVERGENCE', checkpoint: { step: 0 } });
  });

  test('bad arguments are refused with their value', async () => {
    const refuse = (options: object, message: string) =>
      expect(fitGan(x, key(0), { ...small, numSteps: 1, ...options })).rejects.toThrow(message);
    await refuse({ numSteps: 0 }, 'fitGan: `numSteps` must be an integer >= 1; received 0');
    await refuse({ batchSize: 0 }, 'fitGan: `batchSize` must be an integer >= 1; received 0');
    await refuse({ numLatents: 0 }, 'fitGan: `numLatents` must be an integer >= 1; received 0');
    await refuse({ learningRate: 0 }, 'fitGan: `learningRate` must be a finite number > 0; received 0');
    await refuse({ gradientPenalty: -1 }, 'fitGan: `gradientPenalty` must be a finite number >= 0; received -1');
    await refuse({ numDiscriminatorSteps: 0 }, 'fitGan: `numDiscriminatorSteps` must be an integer >= 1; received 0');
    await refuse({ averageDecay: 1 }, 'fitGan: `averageDecay` must be a number in (0, 1); received 1');
    await refuse({ rate: 1 }, 'fitGan: `rate` must be a function; received 1');
    await refuse(
      { generator: 1 },
      'fitGan: `generator` must be a function (scope, x, outputs) that records a network; received 1',
    );
    const { model } = await fitGan(x, key(0), { ...small, numSteps: 1 });
    await expect(model.sample(stream(key(0)), -1)).rejects.toThrow(
      'gan.sample: `n` must be an integer >= 0; received -1',
    );
    expect(() => model.decode(toNdarray(new Float64Array(3), [1, 3]))).toThrow('gan.decode: `z`');
  });
});
