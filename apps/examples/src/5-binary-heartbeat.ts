/**
 * The binary heartbeat of the first diffusion paper (Sohl-Dickstein et al. 2015, section 3.1.2): 20 bits, a 1 in every
 * fifth, five phases. A network learns to turn 2000 steps of bit flips round, and its bound is held against the best that
 * any kernel that flips bits apart can have. The paper's network has -2.414 bits.
 */
import {
  bitsFromNats,
  diffusionTable,
  empiricalReverse,
  fitBinomialDiffusion,
  sampledBinomialElbo,
  sohlDicksteinNoiseSchedule,
} from '@yuragi/diffusion';
import { createEngine } from '@yuragi/nn';
import { type Key, key, stream, toNdarray } from '@yuragi/prob-core';
import type { Table } from './main.ts';

const numSteps = 2000;
const onProbability = 0.2;

/**
 * The bound of the best factorised kernel, bits a beat, by enumerating how many ones each phase has: with p(x_0 | x_1)
 * learned too, and with the paper's first step, which is not.
 */
export const bestBits = { learned: -2.3243980814654273, forward: -2.3683348080616824 };

/** Each of the five phases `count` times. */
function heartbeats(count: number) {
  const bits = Float64Array.from({ length: 100 * count }, (_, at) => Number((at % 20) % 5 === Math.floor(at / 20) % 5));
  return toNdarray(bits, [5 * count, 20]);
}

/** What was learned: how many bits the bound lacks to the best, with its error, and the share of samples that are beats. */
export async function learnHeartbeat(seed: Key, numTrainingSteps: number) {
  const table = diffusionTable(sohlDicksteinNoiseSchedule({ numSteps }), numSteps);
  const { model } = await fitBinomialDiffusion(heartbeats(1), seed, {
    table,
    onProbability,
    numSteps: numTrainingSteps,
    // The same bits on every machine.
    engine: await createEngine({ kernels: 'plain' }),
  });

  // Both kernels see the same noisy rows, so that the noise of the two bounds cancels in the difference.
  const rows = heartbeats(40);
  const [best, learned] = await Promise.all(
    [empiricalReverse(heartbeats(1), { onProbability }), model].map((reverse) =>
      sampledBinomialElbo(reverse, rows, table, stream(seed)),
    ),
  );
  const gaps = learned!.perPoint.map((bound, row) => bitsFromNats(best!.perPoint[row]! - bound));
  const gap = gaps.reduce((sum, value) => sum + value, 0) / gaps.length;
  const variance = gaps.reduce((sum, value) => sum + (value - gap) ** 2, 0) / (gaps.length - 1);

  const { data } = await model.sample(stream(seed), 200);
  const isBeat = (row: number): boolean => {
    const bits = data.subarray(20 * row, 20 * row + 20);
    return bits.every((bit, i) => bit === Number(i % 5 === bits.indexOf(1)));
  };
  const beats = Array.from({ length: 200 }, (_, row) => isBeat(row)).filter(Boolean).length;
  return { gap, standardError: Math.sqrt(variance / gaps.length), beats: beats / 200 };
}

export async function binaryHeartbeat(): Promise<Table> {
  const { gap, standardError, beats } = await learnHeartbeat(key('binary heartbeat'), 8000);
  const row = (label: string, bits: readonly number[]): string[] => [label, ...bits.map((value) => value.toFixed(3))];
  const best = [bestBits.learned, bestBits.forward];
  return [
    ['bits a beat', 'learned first step', 'unlearned first step'],
    row('truth, -log2 5', [-Math.log2(5), -Math.log2(5)]),
    row('best kernel', best),
    row(
      'network',
      best.map((bits) => bits - gap),
    ),
    row('  +-', [standardError, standardError]),
    row('samples that are beats', [beats]),
  ];
}
