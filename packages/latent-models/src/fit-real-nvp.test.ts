import {
  concatenate,
  createEngine,
  logSumExp,
  scaleShift,
  slice,
  square,
  sum,
  type Tensor,
  warmupCosine,
} from '@yuragi/nn';
import {
  decodeCheckpoint,
  encodeCheckpoint,
  fillNormal,
  key,
  type RunOptions,
  stream,
  toNdarray,
} from '@yuragi/prob-core';
import { driverConformance, expectClose, integrate, normalCdf } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { type FitRealNvpOptions, fitRealNvp, type TrainedRealNvp } from './fit-real-nvp.ts';
import {
  type FitRealNvpReverseOptions,
  fitRealNvpReverse,
  type ReverseTrainedRealNvp,
} from './fit-real-nvp-reverse.ts';

const engine = await createEngine({ kernels: 'plain' });
const n = 40;
const x = toNdarray(new Float64Array(2 * n), [n, 2]);
fillNormal(stream(key('data')), x.data);
for (let i = 0; i < n; i++) x.data[2 * i + 1]! += 3 * x.data[2 * i]! ** 2;

const options = { engine, numCouplings: 2, hidden: [6], numSteps: 5, batchSize: 16 };
const forward = (more: Partial<FitRealNvpOptions> & RunOptions = {}): Promise<TrainedRealNvp> =>
  fitRealNvp(x, key('fit'), { ...options, ...more });
/** log of e^(-|x - 3|^2/2), recorded. */
const bell = (at: Tensor): Tensor => scaleShift(sum(square(scaleShift(at, 1, -3)), [1]), -0.5, 0);
const reverse = (more: Partial<FitRealNvpReverseOptions> & RunOptions = {}): Promise<ReverseTrainedRealNvp> =>
  fitRealNvpReverse(bell, key('fit'), { ...options, dimension: 2, ...more });

driverConformance('fitRealNvp', (run: RunOptions) => forward({ ...run, averageDecay: 0.9 }), {
  outcome: ({ model, history }) => [model.parameters(), history],
  foreign: (run) => forward({ ...run, averageDecay: 0.9, maxLogScale: 3 }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});
driverConformance('fitRealNvpReverse', (run: RunOptions) => reverse(run), {
  outcome: ({ model, history }) => [model.parameters(), history],
  foreign: (run) => reverse({ ...run, start: { means: Float64Array.of(1, 0), deviations: Float64Array.of(1, 1) } }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});

test('a checkpoint of other data is refused', async () => {
  const { checkpoint: resume } = await forward({ signal: AbortSignal.abort() });
  const other = toNdarray(
    x.data.map((value) => value + 1),
    [n, 2],
  );
  await expect(fitRealNvp(other, key('fit'), { ...options, resume })).rejects.toThrow(
    expect.objectContaining({ code: 'YURAGI_CHECKPOINT' }),
  );
});

describe('one Gaussian', () => {
  test('by the forward KL is the maximum-likelihood Gaussian, from the first step on', async () => {
    const { model, history } = await forward({
      numCouplings: 0,
      numSteps: 20,
      batchSize: n,
      learningRate: 1e-3,
      rate: warmupCosine(),
    });
    const mean = [0, 1].map((j) => x.data.reduce((sum, value, i) => sum + (i % 2 === j ? value / n : 0), 0));
    const deviation = mean.map((m, j) =>
      Math.sqrt(x.data.reduce((sum, value, i) => sum + (i % 2 === j ? (value - m) ** 2 / n : 0), 0)),
    );
    const best = -Math.log(deviation[0]! * deviation[1]!) - Math.log(2 * Math.PI) - 1;
    expectClose(history.logLikelihood[0]!, best, { abs: 1e-5 });
    // Adam moves by its learning rate whatever the size of the gradient, here rounding: 20 steps of at most 1e-3.
    expectClose(model.parameters().location!.data, mean, { abs: 0.02 });
    expectClose(model.parameters().logScale!.data, deviation.map(Math.log), { abs: 0.02 });
    expect(history.logLikelihood.every((value) => value <= best + 1e-5)).toBe(true);
  });

  test('by the reverse KL of a Gaussian target is the target, and the bound is its log Z at every draw', async () => {
    const { model, history } = await reverse({
      numCouplings: 0,
      numSteps: 600,
      batchSize: 512,
      learningRate: 0.05,
      rate: warmupCosine(),
    });
    // Noise of the last steps' gradients: 0.02 in a parameter is 2e-4 of divergence, and 0.02/sqrt(512) in a step's value.
    expectClose(model.parameters().location!.data, [3, 3], { abs: 0.02 });
    expectClose(model.parameters().logScale!.data, [0, 0], { abs: 0.02 });
    expectClose(history.elbo.at(-1)!, Math.log(2 * Math.PI), { abs: 5e-3 });
    // With the entropy of the noise instead of its draws the value would stray by sqrt(d/2/512) = 0.04.
  });
});

/*
 * The figure of the notes: one Gaussian N(m, v) against two peaks p = w N(a, s^2) + (1 - w) N(-a, s^2). Both divergences are
 * integrals on a line: by quadrature, no sampling.
 */
describe('one Gaussian against two peaks', () => {
  const [a, s, w] = [2, 0.5, 0.4];
  const logNormal = (at: number, m: number, v: number): number =>
    -0.5 * ((at - m) ** 2 / v + Math.log(2 * Math.PI * v));
  const logPeaks = (at: number): number => {
    const [right, left] = [Math.log(w) + logNormal(at, a, s * s), Math.log(1 - w) + logNormal(at, -a, s * s)];
    const most = Math.max(right, left);
    return most + Math.log(Math.exp(right - most) + Math.exp(left - most));
  };
  const forwardKl = (m: number, v: number): number =>
    integrate((at) => Math.exp(logPeaks(at)) * (logPeaks(at) - logNormal(at, m, v)), -9, 9);
  const reverseKl = (m: number, v: number): number =>
    integrate(
      (at) => {
        const logQ = logNormal(at, m, v);
        return Math.exp(logQ) * (logQ - logPeaks(at));
      },
      m - 12 * Math.sqrt(v),
      m + 12 * Math.sqrt(v),
    );
  const recorded = (at: Tensor): Tensor => {
    const peak = (m: number, weight: number): Tensor =>
      scaleShift(square(scaleShift(at, 1 / s, -m / s)), -0.5, Math.log(weight / s) - 0.5 * Math.log(2 * Math.PI));
    return logSumExp(concatenate([peak(a, w), peak(-a, 1 - w)], 1));
  };
  /** The nearest local minimum of reverseKl(m, e^(2 l)), by coordinate steps that halve. */
  const localMinimum = (m: number, l: number): readonly [m: number, v: number, kl: number] => {
    let best = reverseKl(m, Math.exp(2 * l));
    for (let step = 0.2; step > 1e-4; step /= 2)
      for (let isBetter = true; isBetter; ) {
        isBetter = false;
        for (const [dm, dl] of [
          [step, 0],
          [-step, 0],
          [0, step],
          [0, -step],
        ] as const) {
          const value = reverseKl(m + dm, Math.exp(2 * (l + dl)));
          if (value < best - 1e-12) {
            [best, m, l, isBetter] = [value, m + dm, l + dl, true];
          }
        }
      }
    return [m, Math.exp(2 * l), best];
  };

  test('the forward KL covers both: mean and variance of the mixture, most mass where there is least', async () => {
    // Mid-quantiles: the data are the law, as far as 100 points can be.
    const cdf = (at: number): number => w * normalCdf((at - a) / s) + (1 - w) * normalCdf((at + a) / s);
    const rows = Float64Array.from({ length: 100 }, (_, i) => {
      let [low, high] = [-9, 9];
      for (let k = 0; k < 40; k++) {
        const middle = (low + high) / 2;
        if (cdf(middle) < (i + 0.5) / 100) low = middle;
        else high = middle;
      }
      return low;
    });
    const { model } = await fitRealNvp(toNdarray(rows, [rows.length, 1]), key('forward'), {
      engine,
      numCouplings: 0,
      numSteps: 200,
      batchSize: rows.length,
      learningRate: 1e-3,
      rate: warmupCosine(),
    });
    const [m, v] = [model.parameters().location!.data[0]!, Math.exp(2 * model.parameters().logScale!.data[0]!)];
    const [exactMean, exactVariance] = [(2 * w - 1) * a, s * s + a * a * (1 - (2 * w - 1) ** 2)];
    expectClose([m, v], [exactMean, exactVariance], { rel: 0.03 });
    expect(forwardKl(m, v)).toBeLessThan(forwardKl(exactMean, exactVariance) + 1e-3);
    // Covering: at the valley it has more density than the target by far, and it misses no peak.
    expect(logNormal(0, m, v) - logPeaks(0)).toBeGreaterThan(3);
    expect(Math.min(logNormal(a, m, v), logNormal(-a, m, v))).toBeGreaterThan(-4);
  });

  test('the reverse KL takes the peak that it is near, at the cost -log of its weight, and none of the other', async () => {
    for (const [side, weight] of [
      [1, w],
      [-1, 1 - w],
    ] as const) {
      const { model, history } = await fitRealNvpReverse(recorded, key(`reverse ${side}`), {
        engine,
        dimension: 1,
        numCouplings: 0,
        start: { means: Float64Array.of(side), deviations: Float64Array.of(0.7) },
        numSteps: 600,
        batchSize: 128,
        learningRate: 0.03,
        rate: warmupCosine(),
      });
      const [m, v] = [model.parameters().location!.data[0]!, Math.exp(2 * model.parameters().logScale!.data[0]!)];
      const [bestM, bestV, least] = localMinimum(side * a, Math.log(s));
      // The peaks are 8 of their deviations apart: the minimum is the peak itself, but for 1e-3.
      expectClose([bestM, bestV, least], [side * a, s * s, -Math.log(weight)], { abs: 2e-3 });
      expect(reverseKl(m, v)).toBeGreaterThan(least - 1e-6);
      expect(reverseKl(m, v)).toBeLessThan(least + 2e-3);
      expectClose([m, Math.sqrt(v)], [bestM, Math.sqrt(bestV)], { abs: 0.02 });
      // log Z = 0 here, and one step's draws give the bound to a few hundredths.
      expectClose(history.elbo.at(-1)!, -least, { abs: 0.05 });
      expect(logPeaks(-side * a) - logNormal(-side * a, m, v)).toBeGreaterThan(20);
    }
    // Each divergence is the worse for the other's answer.
    const [m, v] = [(2 * w - 1) * a, s * s + a * a * (1 - (2 * w - 1) ** 2)];
    expect(forwardKl(a, s * s)).toBeGreaterThan(forwardKl(m, v) + 5);
    expect(reverseKl(m, v)).toBeGreaterThan(reverseKl(-a, s * s));
  });
});

describe('what is wrong is said', () => {
  test.each([
    [() => forward({ numCouplings: -2 }), 'fitRealNvp: `numCouplings` must be an integer >= 0; received -2'],
    [() => forward({ batchSize: 0 }), 'fit: `batchSize` must be an integer >= 1; received 0'],
    [
      () => fitRealNvp(toNdarray(Float64Array.of(1, 7, 2, 7), [2, 2]), key('flat'), options),
      'fitRealNvp: `x, column 1,` must be a column with a finite variance > 0; received 0',
    ],
    [
      () =>
        forward({
          network: (scope, rows) =>
            slice(
              scope.parameter('w', rows.shape, (out) => out.fill(0)),
              1,
              0,
              1,
            ),
        }),
      'split: `x` must have the sum of the lengths 1, 1 along axis 1; received shape (16, 1)',
    ],
    [
      () => fitRealNvpReverse('bell' as never, key(0), { ...options, dimension: 2 }),
      'fitRealNvpReverse: `logDensity` must be a function (x, recorder) that records it; received "bell"',
    ],
    [
      () => fitRealNvpReverse((rows) => rows, key(0), { ...options, dimension: 2 }),
      'fitRealNvpReverse: `logDensity` must have one value a row, shape (16); received shape (16, 2)',
    ],
    [
      () => reverse({ start: { means: Float64Array.of(0), deviations: Float64Array.of(1, 1) } }),
      'fitRealNvpReverse: `start.means` must have length 2; received shape (1)',
    ],
    [
      () => reverse({ start: { means: Float64Array.of(0, 0), deviations: Float64Array.of(1, 0) } }),
      'fitRealNvpReverse: `start.deviations[1]` must be a finite number > 0; received 0',
    ],
    [
      () => reverse({ start: { means: Float64Array.of(Number.NaN, 0), deviations: Float64Array.of(1, 1) } }),
      'fitRealNvpReverse: `start.means[0]` must be a finite number; received NaN',
    ],
    [() => reverse({ dimension: 1, numCouplings: 1 }), 'fitRealNvpReverse: `numCouplings` must be 0 for one column'],
  ])('%#', async (run, message) => {
    await expect(run()).rejects.toThrow(message);
  });
});
