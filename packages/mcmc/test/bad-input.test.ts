import { toNdarray } from '@yuragi/prob-core';
import { expect, test } from 'vitest';
import { addSkewFlow, asymptoticVariance, cycleFlow, stationaryDensity } from '../src/index.ts';

const nothing = undefined as never;
const zero = toNdarray(new Float64Array(4), [2, 2]);
const nodes = Float64Array.from({ length: 41 }, (_, i) => i / 4 - 5);
const grid = { nodes, weights: new Float64Array(41).fill(0.25) };
const erase = (x: number): number => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

test.each([
  [
    () => addSkewFlow(nothing, zero),
    'addSkewFlow: `chain` must be a chain (make one with finiteChain); received undefined',
  ],
  [() => addSkewFlow(3 as never, zero), 'addSkewFlow: `chain` must be a chain (make one with finiteChain); received 3'],
  [() => asymptoticVariance(null as never, [1]), 'asymptoticVariance: `chain` must be a chain'],
  [() => cycleFlow(3, nothing, 1), 'cycleFlow: `cycle` must be a list of numbers; received undefined'],
  [() => cycleFlow(3.5, [0, 1, 2], 1), 'cycleFlow: `numStates` must be an integer >= 3; received 3.5'],
  [() => stationaryDensity(nothing, grid), 'stationaryDensity: `kernel` must be a function of x and y'],
  [() => stationaryDensity(erase, nothing), 'stationaryDensity: `nodes` must be a list of numbers; received undefined'],
  [() => stationaryDensity(erase, { nodes: [], weights: [] }), '`nodes.length` must be an integer >= 1; received 0'],
  [() => stationaryDensity(erase, grid).at(Number.NaN), 'at: `x` must be a finite number; received NaN'],
  [
    () => stationaryDensity((x) => (x === 0.1 ? Number.NaN : erase(x)), grid).at(0.1),
    'at: `kernel(0.1, -5)` must be a finite number >= 0; received NaN',
  ],
])('what is missing or no number is refused by name, %#', (run, message) => {
  expect(run).toThrow(message);
});
