import { decodeCheckpoint, encodeCheckpoint, key, type Rng, toNdarray } from '@yuragi/prob-core';
import { driverConformance } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import {
  energy,
  law,
  logPartition,
  oppositeSweep,
  pathProbability,
  protocol,
  sequences,
  sweep,
  T,
} from '../test/two-spins.ts';
import { kernelPairLogWeights, pathRelativeEntropy, type SampledPathLaws } from './index.ts';

/** The drive of two spins, whose draws follow a script: its probability is known. */
function scripted(path: readonly number[], backward = oppositeSweep): SampledPathLaws<number> {
  return {
    numSteps: T,
    start: { sample: () => path[0]!, logDensity: (x) => Math.log(law(0)[x]!) },
    forward: {
      sample: (_, t) => path[t]!,
      logDensity: (next, x, t) => Math.log(sweep(t - 1)[x]![next]!),
    },
    backward: { logDensity: (x, next, t) => Math.log(backward(t - 1)[next]![x]!) },
    end: { logDensity: (x) => -energy(x, ...protocol[T]!) },
  };
}
const once = { numPaths: 1 };

/** A walk on the integers whose steps are drawn. */
const walk: SampledPathLaws<number> = {
  numSteps: 40,
  start: { sample: (rng: Rng) => rng.int(3), logDensity: () => -Math.log(3) },
  forward: { sample: (x, _, rng) => x + rng.int(2), logDensity: () => -Math.LN2 },
  backward: { logDensity: (x, next, t) => (next > x ? Math.log(t / 41) : Math.log(1 - t / 41)) },
  end: { logDensity: (x) => -0.1 * x },
};

driverConformance('kernelPairLogWeights', (run) => kernelPairLogWeights(walk, key(1), { numPaths: 12, ...run }), {
  outcome: ({ logWeights, perStep, positions }) => ({ logWeights, perStep: perStep.data, positions }),
  foreign: (run) => kernelPairLogWeights(walk, key(2), { numPaths: 12, ...run }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});

describe('kernelPairLogWeights', () => {
  test('over all 1024 paths of two spins: <w> = Z_T, and the mean log-weight of the exact ledger', async () => {
    let [mean, total] = [0, 0];
    for (const path of sequences(T + 1)) {
      const probability = pathProbability(path, sweep);
      const { logWeights, perStep, positions } = await kernelPairLogWeights(scripted(path), key(1), once);
      mean += probability * logWeights[0]!;
      total += probability * Math.exp(logWeights[0]!);
      expect(positions).toEqual([path[T]]);
      const parts = perStep.data.reduce((sum, value) => sum + value, 0);
      const ends = -energy(path[T]!, ...protocol[T]!) - Math.log(law(0)[path[0]!]!);
      expect(logWeights[0]).toBeCloseTo(parts + ends, 12);
    }
    const columns = (w: readonly (readonly number[])[]) =>
      toNdarray(Float64Array.from([0, 1, 2, 3].flatMap((y) => w.map((row) => row[y]!))), [4, 4]);
    const exact = pathRelativeEntropy({
      start: law(0),
      steps: [0, 1, 2, 3].map((t) => ({ forward: columns(sweep(t)), backward: columns(oppositeSweep(t)) })),
      logEnd: [0, 1, 2, 3].map((x) => -energy(x, ...protocol[T]!)),
    });
    expect(Math.log(total)).toBeCloseTo(logPartition(T), 12);
    expect(mean).toBeCloseTo(exact.meanLogWeight, 12);
    expect(Math.log(total)).toBeCloseTo(exact.logMeanWeight, 12);
  });

  test('a backward kernel with its arguments swapped gives another mass: rejected', async () => {
    let total = 0;
    for (const path of sequences(T + 1)) {
      const laws = scripted(path);
      const swapped = {
        ...laws,
        backward: { logDensity: (x: number, next: number, t: number) => laws.backward.logDensity(next, x, t) },
      };
      const { logWeights } = await kernelPairLogWeights(swapped, key(1), once);
      total += pathProbability(path, sweep) * Math.exp(logWeights[0]!);
    }
    expect(Math.abs(Math.log(total) - logPartition(T))).toBeGreaterThan(0.01);
  });

  test('no path depends on how many there are', async () => {
    const many = await kernelPairLogWeights(walk, key(3), { numPaths: 20 });
    const few = await kernelPairLogWeights(walk, key(3), { numPaths: 5 });
    expect(few.logWeights).toEqual(many.logWeights.slice(0, 5));
  });

  test('what backward paths cannot reach has weight zero', async () => {
    const blocked = { ...walk, backward: { logDensity: (x: number) => (x > 10 ? -Infinity : 0) } };
    const { logWeights } = await kernelPairLogWeights(blocked, key(4), { numPaths: 50 });
    expect([...logWeights]).toEqual(new Array(50).fill(-Infinity));
  });

  test('says what is wrong', async () => {
    const where = 'kernelPairLogWeights: ';
    const refused = (change: Partial<SampledPathLaws<number>>, numPaths = 2) =>
      expect(kernelPairLogWeights({ ...walk, ...change }, key(1), { numPaths })).rejects;
    await refused({ numSteps: 0 }).toThrow(`${where}\`laws.numSteps\` must be an integer >= 1; received 0`);
    await refused({}, 0).toThrow(`${where}\`numPaths\` must be an integer >= 1; received 0`);
    await refused({ start: { ...walk.start, logDensity: () => Number.NaN } }).toThrow(
      `${where}\`laws.start.logDensity of a draw\` must be a finite number; received NaN`,
    );
    await refused({ forward: { ...walk.forward, logDensity: () => -Infinity } }).toThrow(
      `${where}\`laws.forward.logDensity of a draw\` must be a finite number; received -Infinity`,
    );
    await refused({ backward: { logDensity: () => Number.NaN } }).toThrow(
      `${where}\`laws.backward.logDensity\` must be a number < Infinity; received NaN`,
    );
    await refused({ end: { logDensity: () => Infinity } }).toThrow(
      `${where}\`laws.end.logDensity\` must be a number < Infinity; received Infinity`,
    );
  });
});
