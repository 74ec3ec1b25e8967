import { randomWalkMetropolis } from '@yuragi/mcmc';
import { decodeCheckpoint, encodeCheckpoint, fingerprint, key } from '@yuragi/prob-core';
import { driverConformance } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { energy, law, logPartition, type Matrix, protocol, sequences, sweep, T } from '../test/two-spins.ts';
import { annealedImportanceSampling, logPartitionPath, type PathOfDistributions } from './index.ts';

const levels = (numSteps: number) => Float64Array.from({ length: numSteps + 1 }, (_, t) => t / numSteps);

/** From N(0, 1) to exp(-2 (x - 1)^2). */
const gaussians: PathOfDistributions<Float64Array> = {
  logDensity: (x, s) => -0.5 * (1 - s) * x[0]! ** 2 - s * 2 * (x[0]! - 1) ** 2,
  reference: { sample: (rng) => Float64Array.of(rng.normal()), logPartition: 0.5 * Math.log(2 * Math.PI) },
};
const walk = (s: number) =>
  randomWalkMetropolis({ dimension: 1, logDensity: (x) => gaussians.logDensity(x, s) }, { stepSize: 1 });
const options = { schedule: levels(5), numSamples: 12, keepSteps: true };

driverConformance(
  'annealedImportanceSampling',
  (run) => annealedImportanceSampling(walk, gaussians, key(1), { ...options, ...run }),
  {
    outcome: ({ logPartition, logWeights, logWeightsPerStep, positions }) => ({
      logPartition,
      logWeights,
      logWeightsPerStep: logWeightsPerStep.data,
      positions,
    }),
    foreign: (run) => annealedImportanceSampling(walk, gaussians, key(1), { ...options, schedule: levels(4), ...run }),
    encode: encodeCheckpoint,
    decode: decodeCheckpoint,
  },
);

describe('summed over all paths of two spins', () => {
  const schedule = levels(T);
  const levelOf = (s: number) => protocol[Math.round(s * T)]!;

  /** sum of P(path) w(path), with the library's weight for the path x_0..x_{T-1} and kernels that follow it. */
  async function exponentialAverage(kernel: (t: number) => Matrix): Promise<number> {
    let [average, total] = [0, 0];
    for (const path of sequences(T)) {
      let probability = law(0)[path[0]!]!;
      for (let t = 1; t < T; t++) probability *= kernel(t)[path[t - 1]!]![path[t]!]!;
      const scripted: PathOfDistributions<number> = {
        logDensity: (x, s) => -energy(x, ...levelOf(s)),
        reference: { sample: () => path[0]!, logPartition: logPartition(0) },
      };
      const makeKernel = (s: number) => ({
        init: (position: number) => ({ position }),
        step: () => [{ position: path[Math.round(s * T)]! }, {}] as const,
      });
      const { logWeights } = await annealedImportanceSampling(makeKernel, scripted, key(1), {
        schedule,
        numSamples: 1,
      });
      average += probability * Math.exp(logWeights[0]!);
      total += probability;
    }
    expect(total).toBeCloseTo(1, 13);
    return average;
  }
  const exact = Math.exp(logPartition(T) - logPartition(0));

  test('the mean weight is Z_1/Z_0 to 1e-12', async () => {
    expect(Math.abs((await exponentialAverage(sweep)) / exact - 1)).toBeLessThan(1e-12);
  });

  test('with kernels of the level before, it is not', async () => {
    expect(Math.abs((await exponentialAverage((t) => sweep(t - 1))) / exact - 1)).toBeGreaterThan(0.01);
  });
});

describe('annealedImportanceSampling', () => {
  test('one step is importance sampling: the weights are the ratio of densities, and no kernel is made', async () => {
    const result = await annealedImportanceSampling(
      () => {
        throw new Error('made');
      },
      gaussians,
      key(3),
      { schedule: levels(1), numSamples: 20 },
    );
    for (const [i, x] of result.positions.entries())
      expect(result.logWeights[i]).toBe(gaussians.logDensity(x, 1) - gaussians.logDensity(x, 0));
  });

  test('the steps add up to the weights, and give the path of partition functions', async () => {
    const {
      logWeights,
      logWeightsPerStep,
      logPartition: estimate,
    } = await annealedImportanceSampling(walk, gaussians, key(1), options);
    for (let i = 0; i < 12; i++) {
      let sum = 0;
      for (let t = 0; t < 5; t++) sum += logWeightsPerStep.get(i, t);
      expect(logWeights[i]).toBeCloseTo(sum, 13);
    }
    expect(logPartitionPath(logWeightsPerStep)[5]!.value + 0.5 * Math.log(2 * Math.PI)).toBeCloseTo(estimate.value, 12);
  });

  test('a sample that leaves the support has weight zero and stops', async () => {
    // The target lives on x > 0 only; NaN counts as outside.
    for (const outside of [-Infinity, Number.NaN]) {
      const half: PathOfDistributions<number> = {
        logDensity: (x, s) => (s > 0 && x < 0 ? outside : -0.5 * x * x),
        reference: { sample: (rng) => rng.normal(), logPartition: 0 },
      };
      let steps = 0;
      const stay = () => ({
        init: (position: number) => ({ position }),
        step: (state: { readonly position: number }) => [{ position: state.position }, { steps: ++steps }] as const,
      });
      const numSamples = 50;
      const { logWeights, positions } = await annealedImportanceSampling(stay, half, key(5), {
        schedule: levels(2),
        numSamples,
      });
      const dead = positions.filter((x) => x < 0).length;
      expect(dead).toBeGreaterThan(10);
      for (const [i, x] of positions.entries()) expect(logWeights[i] === (x < 0 ? -Infinity : 0)).toBe(true);
      expect(steps).toBe(numSamples - dead);
    }
  });

  test('a run stopped before its first sample says so', async () => {
    const { logPartition: estimate, positions } = await annealedImportanceSampling(walk, gaussians, key(1), {
      ...options,
      timeLimit: 0,
    });
    expect(positions).toEqual([]);
    expect(estimate.value).toBeNaN();
    expect(estimate.warnings).toEqual([
      { code: 'no-samples', message: 'The run was stopped before its first sample.' },
    ]);
  });

  test('the same numbers whatever the number of samples', async () => {
    const few = await annealedImportanceSampling(walk, gaussians, key(1), { ...options, numSamples: 3 });
    const many = await annealedImportanceSampling(walk, gaussians, key(1), options);
    expect(fingerprint(many.logWeights.slice(0, 3))).toBe(fingerprint(few.logWeights));
  });

  test('says what is wrong', async () => {
    const wrong = (change: object, path = gaussians) =>
      annealedImportanceSampling(walk, path, key(1), { ...options, ...change });
    const where = 'annealedImportanceSampling: ';
    await expect(wrong({ schedule: [0, 1] })).rejects.toThrow(
      `${where}\`schedule\` must be a Float64Array of at least two levels; received [0, 1]`,
    );
    await expect(wrong({ schedule: Float64Array.of(0.1, 1) })).rejects.toThrow(
      `${where}\`schedule[0]\` must be 0; received 0.1`,
    );
    await expect(wrong({ schedule: Float64Array.of(0, 0.5) })).rejects.toThrow(
      `${where}\`schedule[1]\` must be 1; received 0.5`,
    );
    await expect(wrong({ schedule: Float64Array.of(0, 0.6, 0.5, 1) })).rejects.toThrow(
      `${where}\`schedule[2]\` must be >= schedule[1] = 0.6; received 0.5`,
    );
    await expect(wrong({ numSamples: 0.5 })).rejects.toThrow(
      `${where}\`numSamples\` must be an integer >= 1; received 0.5`,
    );
    const reference = { ...gaussians.reference, logPartition: Infinity };
    await expect(wrong({}, { ...gaussians, reference })).rejects.toThrow(
      `${where}\`path.reference.logPartition\` must be a finite number; received Infinity`,
    );
    await expect(wrong({}, { ...gaussians, logDensity: () => -Infinity })).rejects.toThrow(
      `${where}\`-path.logDensity of a drawn start\` must be a finite number; received Infinity`,
    );
  });
});
