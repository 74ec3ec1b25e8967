// alpha 1e-6 per assertion; 1000 replicates, or n = 4096 walks; smallest effect caught: 0.25 and 0.13 sigma; seed: the test's name; 4 s.

import { atLevel, type IsingModel, isingEnergy, isingHeatBath, isingModel } from '@yuragi/mcmc';
import { foldIn, key, type Rng, stream } from '@yuragi/prob-core';
import { assertMean, assertVariance, enumerateLaw, expectRejected, referenceCase } from '@yuragi/testkit';
import { expect, test } from 'vitest';
import {
  annealedImportanceSampling,
  bar,
  cumulantExpansion,
  jarzynski,
  type PathOfDistributions,
  type WorkSamples,
} from '../../src/index.ts';

const name = (): string => expect.getState().currentTestName!;
const normals = (rng: Rng, n: number, mean: number, sigma: number): Float64Array =>
  Float64Array.from({ length: n }, () => mean + sigma * rng.normal());

test('normalised errors of all three estimators are standard: value and standard error together', () => {
  // Normal work that obeys Crooks. Biases are about half a standard error squared, 0.024 standard errors at these sizes.
  const [deltaF, sigma] = [0.7, 0.8];
  const draws = Array.from({ length: 1000 }, (_, replicate) => {
    const rng = stream(foldIn(key(name()), replicate));
    return [
      { work: normals(rng, 400, deltaF + sigma ** 2 / 2, sigma), direction: 'forward' },
      { work: normals(rng, 200, -deltaF + sigma ** 2 / 2, sigma), direction: 'reverse' },
    ] as const;
  });
  const errors = (estimate: (forward: WorkSamples, reverse: WorkSamples) => { value: number; standardError: number }) =>
    Float64Array.from(draws, ([forward, reverse]) => {
      const { value, standardError } = estimate(forward, reverse);
      return (value - deltaF) / standardError;
    });
  const check = (z: Float64Array): void => {
    assertMean(z, { expected: 0 });
    assertVariance(z, { expected: 1 });
  };
  check(errors((forward) => jarzynski(forward)));
  check(errors((_, reverse) => jarzynski(reverse)));
  check(errors((forward) => cumulantExpansion(forward)));
  check(errors(bar));
  expectRejected('reverse work with the sign of forward work', () =>
    check(errors((forward, { work, direction }) => bar(forward, { work: work.map((w) => -w), direction }))),
  );
  expectRejected('every trajectory counted twice', () =>
    check(errors(({ work, direction }) => jarzynski({ work: Float64Array.from([...work, ...work]), direction }))),
  );
  expectRejected('a variance that is not halved', () =>
    check(
      errors((forward) => {
        const { value, standardError, diagnostics } = cumulantExpansion(forward);
        return { value: value - diagnostics.variance / 2, standardError };
      }),
    ),
  );
});

const schedule = Float64Array.from({ length: 25 }, (_, t) => t / 24);
const n = 4096;
/** exp(log w + log Z_0 - log Z_1), which has mean 1. */
const assertPartition = (logWeights: Float64Array, logRatio: number): void =>
  assertMean(
    logWeights.map((w) => Math.exp(w - logRatio)),
    { expected: 1 },
  );

test('annealed importance sampling of a Gaussian path: log w has the law of its sum of squares, and w the mean 1/2', async () => {
  // Precision 1 + 3 s and fresh draws at each level: log w is the sum of -(3/2T) x_t^2, x_t^2 (1 + 3 s_t) a chi-square of one.
  const precision = (s: number) => 1 + 3 * s;
  const path: PathOfDistributions<number> = {
    logDensity: (x, s) => -0.5 * precision(s) * x * x,
    reference: { sample: (rng) => rng.normal(), logPartition: 0.5 * Math.log(2 * Math.PI) },
  };
  const fresh = (level: (s: number) => number) => (s: number) => ({
    init: (position: number) => ({ position }),
    step: (_: unknown, rng: Rng) => [{ position: rng.normal() / Math.sqrt(precision(level(s))) }, {}] as const,
  });
  for (const numSteps of [4, 24]) {
    const levels = Float64Array.from({ length: numSteps + 1 }, (_, t) => t / numSteps);
    const coefficients = levels.subarray(0, numSteps).map((s) => 1.5 / numSteps / precision(s));
    const moment = (power: number): number => coefficients.reduce((sum, c) => sum + c ** power, 0);
    const variance = 2 * moment(2);
    const check = (logWeights: Float64Array): void => {
      assertMean(logWeights, { expected: -moment(1), standardDeviation: Math.sqrt(variance) });
      // The fourth cumulant of a chi-square of one is 48.
      const kurtosis = 3 + (48 * moment(4)) / variance ** 2;
      assertVariance(logWeights, { expected: variance, mean: -moment(1), kurtosis });
      assertPartition(logWeights, Math.log(0.5));
    };
    const options = { schedule: levels, numSamples: n };
    check(
      (
        await annealedImportanceSampling(
          fresh((s) => s),
          path,
          key(name()),
          options,
        )
      ).logWeights,
    );
    const late = await annealedImportanceSampling(
      fresh((s) => s - 1 / numSteps),
      path,
      key(name()),
      options,
    );
    expectRejected('kernels of the level before', () => check(late.logWeights));
  }
});

test('annealed importance sampling of an Ising model: the mean weight is Z_1/Z_0 by enumeration', async () => {
  const model: IsingModel = isingModel({
    numSpins: 8,
    bonds: Array.from({ length: 8 }, (_, i) => [i, (i + 1) % 8, i % 3 === 0 ? -0.6 : 0.7] as const),
    fields: Array.from({ length: 8 }, (_, i) => 0.1 * (i - 3)),
  });
  const { logPartition } = enumerateLaw(
    8,
    (bits) =>
      -isingEnergy(
        model,
        Int8Array.from(bits, (b) => 2 * b - 1),
      ),
  );
  const path: PathOfDistributions<Int8Array> = {
    logDensity: (s, beta) => -beta * isingEnergy(model, s),
    reference: {
      sample: (rng) => Int8Array.from({ length: 8 }, () => 2 * rng.int(2) - 1),
      logPartition: 8 * Math.LN2,
    },
  };
  const heatBath = isingHeatBath(model, { scan: 'systematic' });
  const anneal = (beta: (s: number) => number) =>
    annealedImportanceSampling((s) => atLevel(heatBath, beta(s)), path, key(name()), { schedule, numSamples: n });
  const result = await anneal((s) => s);
  assertPartition(result.logWeights, logPartition - 8 * Math.LN2);
  expect(Math.abs(result.logPartition.value - logPartition)).toBeLessThan(4.89 * result.logPartition.standardError);
  const hot = await anneal((s) => 0.7 * s);
  expectRejected('kernels of too high a temperature', () =>
    assertPartition(hot.logWeights, logPartition - 8 * Math.LN2),
  );
});

test('annealed importance sampling of a Boltzmann machine: log Z of another program', async () => {
  const { inputs, outputs } = referenceCase('prob-kl-thermo-latent', 'rbm-6x4');
  const { W, b_visible: b, c_hidden: c } = inputs as { W: number[][]; b_visible: number[]; c_hidden: number[] };
  const hiddenInput = (v: Uint8Array, k: number): number => c[k]! + v.reduce((sum, bit, i) => sum + bit * W[i]![k]!, 0);
  const visibleInput = (h: readonly number[], i: number): number =>
    b[i]! + h.reduce((sum, bit, k) => sum + bit * W[i]![k]!, 0);
  const path: PathOfDistributions<Uint8Array> = {
    // exp(-s E) summed over the hidden units.
    logDensity: (v, s) =>
      v.reduce((sum, bit, i) => sum + s * bit * b[i]!, 0) +
      c.reduce((sum, _, k) => sum + Math.log1p(Math.exp(s * hiddenInput(v, k))), 0),
    reference: { sample: (rng) => Uint8Array.from({ length: 6 }, () => rng.int(2)), logPartition: 10 * Math.LN2 },
  };
  const bit = (rng: Rng, logit: number): number => (rng.uniform() < 1 / (1 + Math.exp(-logit)) ? 1 : 0);
  const gibbs = (hidden: (s: number) => number) => (s: number) => ({
    init: (position: Uint8Array) => ({ position }),
    step({ position }: { readonly position: Uint8Array }, rng: Rng) {
      const h = c.map((_, k) => bit(rng, hidden(s) * hiddenInput(position, k)));
      return [{ position: position.map((_, i) => bit(rng, s * visibleInput(h, i))) }, {}] as const;
    },
  });
  const options = { schedule, numSamples: n };
  const right = await annealedImportanceSampling(
    gibbs((s) => s),
    path,
    key(name()),
    options,
  );
  assertPartition(right.logWeights, outputs.logZ - 10 * Math.LN2);
  const wrong = await annealedImportanceSampling(
    gibbs(() => 1),
    path,
    key(name()),
    options,
  );
  expectRejected('hidden units drawn at the target', () =>
    assertPartition(wrong.logWeights, outputs.logZ - 10 * Math.LN2),
  );
});
