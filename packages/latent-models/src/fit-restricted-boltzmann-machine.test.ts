import { digits } from '@yuragi/datasets';
import { decodeCheckpoint, encodeCheckpoint, finish, foldIn, key, stream, toNdarray } from '@yuragi/prob-core';
import { driverConformance, expectClose, generativeModelConformance } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { contrastiveDivergence } from './contrastive-divergence.ts';
import { fitRestrictedBoltzmannMachine } from './fit-restricted-boltzmann-machine.ts';
import { restrictedBoltzmannMachine } from './restricted-boltzmann-machine.ts';

/** Bars and stripes on 3 x 3: 14 patterns, each row or column whole (MacKay 2003, section 43.3). */
const patterns = Array.from({ length: 16 }, (_, at) =>
  Array.from({ length: 9 }, (_, pixel) => {
    const line = at < 8 ? pixel % 3 : Math.floor(pixel / 3);
    return (at >> line) & 1;
  }),
);
const bars = toNdarray(Float64Array.from(patterns.flat()), [16, 9]);
const spins = toNdarray(
  bars.data.map((bit) => 2 * bit - 1),
  [16, 9],
);
const options = { numHidden: 6, numEpochs: 4, batchSize: 5, momentum: 0.5, weightDecay: 0.001 } as const;

for (const method of ['contrastive-divergence', 'persistent'] as const)
  driverConformance(
    `fitRestrictedBoltzmannMachine, ${method}`,
    (run) => fitRestrictedBoltzmannMachine(bars, key('driver'), { ...options, method, heldOut: bars, ...run }),
    {
      outcome: ({ model, history, warnings }) => ({
        weights: model.weights.data,
        biases: [model.visibleBias, model.hiddenBias],
        history,
        warnings,
      }),
      foreign: (run) => fitRestrictedBoltzmannMachine(bars, key('driver'), { ...options, numSweeps: 2, ...run }),
      encode: encodeCheckpoint,
      decode: decodeCheckpoint,
    },
  );

generativeModelConformance(
  'the fitted machine',
  async () => (await fitRestrictedBoltzmannMachine(spins, key('model'), { ...options, units: 'spin' })).model,
  { data: () => toNdarray(spins.data.slice(), [16, 9]), makeRng: (name) => stream(key(name)) },
);

describe('fitRestrictedBoltzmannMachine', () => {
  test('learns bars and stripes: the exact likelihood comes near that of the patterns, log 1/16 each', async () => {
    for (const [units, method, numSweeps, rate] of [
      ['binary', 'contrastive-divergence', 10, 0.2],
      ['spin', 'persistent', 5, 0.025],
    ] as const) {
      const x = units === 'spin' ? spins : bars;
      const { model, history, stopped, warnings } = await fitRestrictedBoltzmannMachine(x, key('bars'), {
        numHidden: 12,
        units,
        numEpochs: 3000,
        batchSize: 16,
        method,
        numSweeps,
        learningRate: (s) => rate * (1 - s),
      });
      expect(stopped).toBe('completed');
      expect(warnings).toEqual([]);
      const mean = model.logDensity!(x).reduce((sum, p) => sum + p / 16, 0);
      // Two of the 14 patterns stand twice: the law of the data has entropy 2.599 nats. Uniform would be 9 log 2 = 6.24.
      expect(mean).toBeLessThan(-2.599);
      expect(mean).toBeGreaterThan(-3.2);
      expect(history.reconstructionError.at(-1)).toBeLessThan(history.reconstructionError[0]!);
    }
  });

  test('the first state without weights has the means of the data', () => {
    for (const units of ['binary', 'spin'] as const) {
      const x = (units === 'spin' ? spins : bars).data.slice(0, 90);
      const { init } = contrastiveDivergence(x, 9, {
        units,
        numHidden: 2,
        batchSize: 4,
        numSweeps: 1,
        isPersistent: false,
        momentum: 0,
        weightDecay: 0,
      });
      const { visibleBias } = init(stream(key('init')));
      const flat = restrictedBoltzmannMachine({
        units,
        weights: toNdarray(new Float64Array(18), [9, 2]),
        visibleBias: Float64Array.from(visibleBias),
        hiddenBias: new Float64Array(2),
      });
      const low = units === 'spin' ? -1 : 0;
      const expected = Array.from({ length: 9 }, (_, i) => {
        let count = 0.5;
        for (let row = 0; row < 10; row++) if (x[row * 9 + i] === 1) count++;
        return low + (1 - low) * (count / 11);
      });
      expectClose(flat.decode(toNdarray(new Float64Array(2), [1, 2])).data, expected, { rel: 1e-6, abs: 1e-6 });
    }
  });

  test('the monitors are those of the model: free-energy gap, pseudo-likelihood of one unit a row, reconstruction', () => {
    const n = 16;
    for (const units of ['binary', 'spin'] as const) {
      const x = units === 'spin' ? spins : bars;
      const heldOut = x.data.slice(36, 90);
      const kernel = contrastiveDivergence(x.data, 9, {
        units,
        numHidden: 5,
        batchSize: 4,
        numSweeps: 1,
        isPersistent: false,
        momentum: 0,
        weightDecay: 0,
        heldOut,
      });
      const rng = stream(key('monitors'));
      const [state, info] = finish(kernel.step(kernel.init(rng), rng, 0.5));
      const model = restrictedBoltzmannMachine({
        units,
        weights: toNdarray(Float64Array.from(state.weights), [9, 5]),
        visibleBias: Float64Array.from(state.visibleBias),
        hiddenBias: Float64Array.from(state.hiddenBias),
      });
      const meanOf = (values: ArrayLike<number>): number =>
        Array.from(values).reduce((a, b) => a + b, 0) / values.length;
      const gap = meanOf(model.energy(toNdarray(heldOut, [6, 9]))) - meanOf(model.energy(x));
      const reconstruction = model.decode(model.encode(x)).data;
      const logDensity = model.logDensity!;
      const flip = x.data.slice();
      for (let row = 0; row < n; row++) {
        const at = row * 9 + (row % 9);
        flip[at] = (units === 'spin' ? 0 : 1) - flip[at]!;
      }
      const [own, turned] = [logDensity(x), logDensity(toNdarray(flip, [n, 9]))];
      const pseudo = own.map((p, row) => -9 * Math.log1p(Math.exp(turned[row]! - p)));
      // Sums of about 20 terms in f32.
      expectClose(info.freeEnergyGap, gap, { abs: 2e-5 });
      expectClose(info.pseudoLogLikelihood, meanOf(pseudo), { abs: 2e-5 });
      expectClose(info.reconstructionError, meanOf(x.data.map((v, at) => (v - reconstruction[at]!) ** 2)), {
        rel: 1e-5,
      });
      expectClose(info.hiddenActivity, meanOf(model.encode(x).data), { abs: 1e-6 });
    }
  });

  test('five epochs on the digits reach the pseudo-likelihood of as many of BernoulliRBM, -22.8', async () => {
    const { images, count } = digits();
    const x = toNdarray(
      Float64Array.from(images, (grey) => grey / 16),
      [count, 64],
    );
    const fit = await fitRestrictedBoltzmannMachine(x, key('digits'), { numHidden: 64, numEpochs: 5 });
    const rounded = toNdarray(
      x.data.map((grey) => (grey > 0.5 ? 1 : 0)),
      [count, 64],
    );
    const exact = fit.model.pseudoLogLikelihood(rounded).reduce((sum, p) => sum + p / count, 0);
    // The estimate uses 256 rows and one unit of each: its standard deviation is about 64 * 0.6/16 = 2.4.
    expect(Math.abs(fit.history.pseudoLogLikelihood.at(-1)! - exact)).toBeLessThan(4.89 * 2.4);
    expect(exact).toBeGreaterThan(-22.8);
    expect(fit.history.pseudoLogLikelihood).toHaveLength(5);
    expect(fit.history.freeEnergyGap.every(Number.isNaN)).toBe(true);
  });

  test('a schedule may be a number, levels or a function', async () => {
    const fit = async (learningRate: number | Float64Array | ((s: number) => number)) =>
      (await fitRestrictedBoltzmannMachine(bars, key('schedule'), { ...options, learningRate })).model.weights.data;
    const constant = await fit(0.1);
    expect(await fit(new Float64Array(4).fill(0.1))).toEqual(constant);
    expect(await fit(() => 0.1)).toEqual(constant);
    expect(await fit((s) => 0.2 * s)).toEqual(await fit(Float64Array.of(0.025, 0.075, 0.125, 0.175)));
  });

  test('an epoch leaves its state as it was, and depends on its own rng alone', () => {
    const kernel = contrastiveDivergence(bars.data, 9, {
      units: 'binary',
      numHidden: 3,
      batchSize: 5,
      numSweeps: 2,
      isPersistent: true,
      momentum: 0.9,
      weightDecay: 0,
    });
    const state = kernel.init(stream(key('pure')));
    const copy = structuredClone(state);
    const step = () => finish(kernel.step(state, stream(foldIn(key('pure'), 1)), 0.1));
    const first = step();
    expect(state).toEqual(copy);
    expect(step()).toEqual(first);
    expect(first[0].chains).toHaveLength(15);
  });

  test('what does not learn is said: a diverged run, a hidden layer that is stuck', async () => {
    const huge = await fitRestrictedBoltzmannMachine(bars, key('huge'), { ...options, learningRate: 1e300 });
    expect(huge.warnings).toEqual([
      { code: 'diverged', message: 'The parameters are no longer finite; use a smaller learning rate.' },
    ]);
    const ones = toNdarray(new Float64Array(40).fill(1), [10, 4]);
    const fit = await fitRestrictedBoltzmannMachine(ones, key('stuck'), {
      numHidden: 2,
      numEpochs: 50,
      learningRate: 100,
    });
    const [stuck] = fit.warnings;
    expect(stuck!.code).toBe('stuck-hidden-units');
    expect(stuck!.message).toBe('The mean hidden unit is 1.000: the hidden layer says nothing about the data.');
  });

  test('bad data and options are refused with their value', async () => {
    const refusal = async (change: object, x = bars): Promise<string> => {
      try {
        await fitRestrictedBoltzmannMachine(x, key(1), { ...options, ...change });
      } catch (error) {
        return (error as Error).message;
      }
      return 'accepted';
    };
    expect(await refusal({}, spins)).toBe(
      'fitRestrictedBoltzmannMachine: `x[0]` must be a number in [0, 1]; received -1',
    );
    expect(await refusal({ heldOut: spins })).toContain('`heldOut[0]` must be a number in [0, 1]; received -1');
    expect(await refusal({ heldOut: toNdarray(new Float64Array(2), [1, 2]) })).toContain(
      '`heldOut` must have shape (n, 9); received shape (1, 2)',
    );
    for (const name of ['numHidden', 'numEpochs', 'batchSize', 'numSweeps'])
      expect(await refusal({ [name]: 0 })).toContain(`\`${name}\` must be an integer >= 1; received 0`);
    expect(await refusal({ momentum: 1 })).toContain('`momentum` must be a number in [0, 1); received 1');
    expect(await refusal({ weightDecay: -1 })).toContain('`weightDecay` must be a finite number >= 0; received -1');
    expect(await refusal({ learningRate: 0 })).toContain('`learningRate` must be a finite number > 0; received 0');
    expect(await refusal({ learningRate: Float64Array.of(1) })).toContain(
      '`learningRate` must have length 4; received shape (1)',
    );
    expect(await refusal({ learningRate: (s: number) => s - 0.5 })).toContain(
      '`learningRate of epoch 0` must be a finite number >= 0; received -0.375',
    );
    expect(await refusal({ units: 'bit' })).toContain("`units` must be one of 'binary', 'spin'; received \"bit\"");
    expect(await refusal({ method: 'cd' })).toContain(
      "`method` must be one of 'contrastive-divergence', 'persistent'; received \"cd\"",
    );
  });
});
