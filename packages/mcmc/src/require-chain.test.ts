import { toNdarray } from '@yuragi/prob-core';
import { expect, test } from 'vitest';
import {
  asymptoticVariance,
  checkBalance,
  checkDetailedBalance,
  communicatingClasses,
  commuteTime,
  evolve,
  finiteChain,
  hittingTimes,
  isIrreducible,
  metropolisHastingsChain,
  mixingTime,
  period,
  probabilityCurrents,
  spectralGap,
  stationaryLaw,
  timeReversal,
} from './index.ts';

test('a matrix is not a chain, and lists of lists are no matrix', () => {
  const matrix = toNdarray(Float64Array.of(0.5, 0.5, 0.5, 0.5), [2, 2]) as never;
  const refusal = '`chain` must be a chain (make one with finiteChain); received an object with keys data, shape';
  const half = [0.5, 0.5];
  const calls: Record<string, () => unknown> = {
    evolve: () => evolve(matrix, half, 1),
    checkBalance: () => checkBalance(matrix, half),
    checkDetailedBalance: () => checkDetailedBalance(matrix, half),
    probabilityCurrents: () => probabilityCurrents(matrix, half),
    timeReversal: () => timeReversal(matrix, half),
    communicatingClasses: () => communicatingClasses(matrix),
    isIrreducible: () => isIrreducible(matrix),
    period: () => period(matrix),
    stationaryLaw: () => stationaryLaw(matrix),
    spectralGap: () => spectralGap(matrix),
    mixingTime: () => mixingTime(matrix),
    asymptoticVariance: () => asymptoticVariance(matrix, half),
    hittingTimes: () => hittingTimes(matrix, [0]),
    commuteTime: () => commuteTime(matrix, 0, 1),
  };
  for (const [name, call] of Object.entries(calls)) expect(call).toThrow(`${name}: ${refusal}`);
  expect(() => metropolisHastingsChain(matrix, half)).toThrow('metropolisHastingsChain: `proposal` must be a chain');
  expect(() => finiteChain([[1]] as never)).toThrow(
    'finiteChain: `transition` must be an ndarray (make one with toNdarray)',
  );
});
