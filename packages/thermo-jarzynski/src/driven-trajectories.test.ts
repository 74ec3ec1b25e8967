import { isingEnergy, isingHeatBath, isingModel } from '@yuragi/mcmc';
import { decodeCheckpoint, encodeCheckpoint, foldIn, key, stream } from '@yuragi/prob-core';
import { driverConformance } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { type DrivenSystem, drivenTrajectories, drivenTrajectory, jarzynski, logPartitionPath } from './index.ts';

const model = isingModel({
  numSpins: 3,
  bonds: [
    [0, 1, 1],
    [1, 2, -0.5],
  ],
  fields: [0.25, 0, 0.5],
});
/** Three spins cooled from beta = 0. */
const cooling: DrivenSystem<Int8Array, { readonly position: Int8Array }, [beta: number]> = {
  kernel: isingHeatBath(model, { scan: 'systematic' }),
  energy: (s, beta) => beta * isingEnergy(model, s),
  sample: (rng) => Int8Array.from({ length: 3 }, () => 2 * rng.int(2) - 1),
};
const protocol: readonly [beta: number][] = [[0], [0.25], [0.5], [1]];
const options = { protocol, numTrajectories: 40, keepSteps: true };

driverConformance('drivenTrajectories', (run) => drivenTrajectories(cooling, key(1), { ...options, ...run }), {
  outcome: ({ work, heat, energyChange, workPerStep, direction }) => ({
    work,
    heat,
    energyChange,
    workPerStep: workPerStep.data,
    direction,
  }),
  foreign: (run) => drivenTrajectories(cooling, key(1), { ...options, direction: 'reverse', ...run }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});

describe('drivenTrajectories', () => {
  test('trajectory i is drivenTrajectory on foldIn(key, i), and does not depend on how many there are', async () => {
    const run = await drivenTrajectories(cooling, key(1), options);
    for (let i = 0; i < 40; i++) {
      const one = drivenTrajectory(cooling, protocol, stream(foldIn(key(1), i)));
      expect([run.work[i], run.heat[i], run.energyChange[i]]).toEqual([one.totalWork, one.totalHeat, one.energyChange]);
      for (let t = 0; t < 3; t++) expect(run.workPerStep.get(i, t)).toBe(one.work[t]);
    }
    const fewer = await drivenTrajectories(cooling, key(1), { ...options, numTrajectories: 7 });
    expect(fewer.work).toEqual(run.work.slice(0, 7));
  });

  test('first law for every trajectory, exactly: all energies are sums of powers of two', async () => {
    const { work, heat, energyChange } = await drivenTrajectories(cooling, key(2), options);
    expect(work.map((w, i) => w + heat[i]!)).toEqual(energyChange);
  });

  test('the reverse drive begins at the last level and runs the levels backwards', async () => {
    const seen: number[] = [];
    const spy = {
      ...cooling,
      sample(rng: Parameters<typeof cooling.sample>[0], beta: number) {
        seen.push(beta);
        return cooling.sample(rng, beta);
      },
    };
    const back = await drivenTrajectories(spy, key(1), { ...options, direction: 'reverse' });
    expect(new Set(seen)).toEqual(new Set([1]));
    expect(back.direction).toBe('reverse');
    const mirrored = await drivenTrajectories(cooling, key(1), { ...options, protocol: protocol.toReversed() });
    expect(back.work).toEqual(mirrored.work);
  });

  test('the last entry of logPartitionPath is minus jarzynski', async () => {
    const run = await drivenTrajectories(cooling, key(1), options);
    const logWeights = { ...run.workPerStep, data: run.workPerStep.data.map((w) => -w) } as typeof run.workPerStep;
    expect(logPartitionPath(logWeights).at(-1)!.value).toBeCloseTo(-jarzynski(run).value, 13);
  });

  test('steps are kept only if asked for', async () => {
    const run = await drivenTrajectories(cooling, key(1), { protocol, numTrajectories: 5 });
    expect(run.workPerStep.shape).toEqual([5, 0]);
  });

  test('progress shows the mean work of those done', async () => {
    const seen: Readonly<Record<string, number>>[] = [];
    const run = await drivenTrajectories(cooling, key(1), {
      ...options,
      onProgress: ({ metrics }) => seen.push(metrics),
    });
    expect(seen[0]).toEqual({});
    expect(seen.at(-1)!.meanWork).toBeCloseTo(run.work.reduce((sum, w) => sum + w, 0) / 40, 14);
  });

  test('says what is wrong with its options', async () => {
    const wrong = (change: object) => drivenTrajectories(cooling, key(1), { ...options, ...change });
    await expect(wrong({ numTrajectories: 0 })).rejects.toThrow(
      'drivenTrajectories: `numTrajectories` must be an integer >= 1; received 0',
    );
    await expect(wrong({ protocol: [] })).rejects.toThrow(
      'drivenTrajectories: `protocol` must be at least two levels; received []',
    );
    await expect(wrong({ direction: 'up' })).rejects.toThrow(
      "drivenTrajectories: `direction` must be one of 'forward', 'reverse'; received \"up\"",
    );
  });
});
