import { expect, test } from 'vitest';
import { inProcess } from '../src/measure.ts';
import { noPython } from '../src/python.ts';
import { AbsentPeer, type OpenPeer, type PeerEntry, PeerFailure, type Row } from '../src/row.ts';
import { runRow } from '../src/run-row.ts';

const options = { numRounds: 2, onProgress() {} };
const work = (): void => void Math.sqrt(2);

function rowOf(peers: readonly PeerEntry[], name = 'row'): Row {
  return {
    name,
    package: 'sde',
    title: '',
    included: '',
    dtype: 'f64',
    layout: '',
    seed: '',
    unit: 'calls',
    work: 1,
    setUp: () => ({ ours: work, peers }),
  };
}
const peer = (name: string, open: () => OpenPeer): PeerEntry => ({ name, open: async () => open() });
const answering = (value: number): OpenPeer => ({
  contender: inProcess(work),
  agreement: { measure: 'difference', value, tolerance: 1e-9 },
});

test('a peer is timed only if its answer agrees; the others are named with the reason and have no ratio', async () => {
  let numClosed = 0;
  const closing = (value: number): OpenPeer => ({ ...answering(value), close: async () => void numClosed++ });
  const { comparisons } = await runRow(
    rowOf([
      peer('right', () => closing(1e-9)),
      peer('wrong', () => closing(2e-9)),
      peer('not a number', () => closing(Number.NaN)),
      peer('absent', () => {
        throw new AbsentPeer('not installed');
      }),
      peer('failing', () => {
        throw new PeerFailure('its program ended');
      }),
    ]),
    noPython,
    options,
  );
  expect(comparisons.map(({ peer, status, reason, ratio }) => [peer, status, reason, ratio?.rounds.length])).toEqual([
    ['right', 'measured', undefined, 2],
    ['wrong', 'differs', 'the answers differ by 2e-9, more than 1e-9', undefined],
    ['not a number', 'differs', 'the answers differ by NaN, more than 1e-9', undefined],
    ['absent', 'absent', 'not installed', undefined],
    ['failing', 'failed', 'its program ended', undefined],
  ]);
  expect(numClosed).toBe(3);
});

test('a peer that settles its round by itself is asked for nothing else', async () => {
  const asked: (readonly [number, number])[] = [];
  const contender = {
    time: async (calls: number, samples: number) => {
      asked.push([calls, samples]);
      return Array(samples).fill(1);
    },
  };
  const own = { ...answering(0), contender, round: { calls: 7, samples: 1 } };
  const { comparisons } = await runRow(rowOf([peer('slow to start', () => own)]), noPython, options);
  expect(asked).toEqual([
    [7, 1],
    [7, 1],
  ]);
  expect(comparisons[0]!.theirs).toMatchObject({ callsPerSample: 7, samplesPerRound: 1, rounds: 2 });
});

test('without a peer we are timed alone', async () => {
  const { ours, throughput, comparisons } = await runRow(rowOf([]), noPython, options);
  expect(comparisons).toEqual([]);
  expect(ours.rounds).toBe(2);
  expect(throughput.low).toBeGreaterThan(0);
});

test('bars of a row are judged where there is something to judge', async () => {
  const absent = peer('scikit-learn', () => {
    throw new AbsentPeer('not installed');
  });
  const alone = await runRow(rowOf([absent], 'mixture-steps'), noPython, options);
  expect(alone.bars).toEqual([]);
  const beside = await runRow(rowOf([peer('scikit-learn', () => answering(0))], 'mixture-steps'), noPython, options);
  expect(beside.bars.map(({ peer, limit }) => [peer, limit])).toEqual([['scikit-learn', { atMost: 1 }]]);
  const throughput = await runRow(rowOf([], 'fill-normal-f32'), noPython, options);
  expect(throughput.bars.map(({ limit }) => limit)).toEqual([{ atLeast: 100e6 }]);
});

test('an error of our own is not taken for a peer’s', async () => {
  const broken = peer('broken', () => {
    throw new TypeError('ours');
  });
  await expect(runRow(rowOf([broken]), noPython, options)).rejects.toThrow('ours');
});
