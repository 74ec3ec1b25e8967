import { isingModel } from '@yuragi/mcmc';
import { toNdarray } from '@yuragi/prob-core';
import { describe, expect, test } from 'vitest';
import {
  adiabaticSearch,
  boltzmannLaw,
  digitisedAnneal,
  doobTransform,
  drivenLaw,
  flipRateGenerator,
  hamiltonianOfGenerator,
  landauZenerProbability,
  localSearchSchedule,
  manyBodyTerms,
  pathLogWeight,
  qaoaState,
  simulatedQuantumAnneal,
  singleFlipGenerator,
  transverseFieldGibbs,
  transverseFieldHamiltonian,
  trotterMoments,
} from '../src/index.ts';

const nothing = undefined as never;
const pair = isingModel({ numSpins: 2, bonds: [[0, 1, 1]], fields: [0.5, 0] });
const spin = isingModel({ numSpins: 1, bonds: [] });

describe('what is missing is refused by name', () => {
  test.each([
    [() => doobTransform(nothing), 'doobTransform: `hamiltonian` must be an ndarray'],
    [() => hamiltonianOfGenerator(nothing, [1]), 'hamiltonianOfGenerator: `generator` must be an ndarray'],
    [() => flipRateGenerator([0.5, 0.5], nothing), 'flipRateGenerator: `rate` must be a function of the ratio'],
    [
      () => singleFlipGenerator(pair, nothing),
      'singleFlipGenerator: `beta` must be a finite number >= 0; received undefined',
    ],
    [() => transverseFieldGibbs(pair, nothing), 'transverseFieldGibbs: `beta` must be a finite number >= 0'],
    [() => transverseFieldHamiltonian(nothing, { transverseField: 1 }), '`model.numSpins` must be an integer >= 1'],
    [() => drivenLaw(pair, nothing), "drivenLaw: `rule` must be one of 'metropolis', 'heat-bath'; received undefined"],
    [() => qaoaState(pair, nothing), 'qaoaState: `gammas` must be a list of numbers; received undefined'],
    [() => digitisedAnneal(pair, nothing), 'digitisedAnneal: `duration` must be a finite number > 0'],
    [
      () => digitisedAnneal(pair, { duration: 1, numSteps: 2, transverseField: 3 as never }),
      'digitisedAnneal: `transverseField` must be a function of s in [0, 1]; received 3',
    ],
    [() => adiabaticSearch(nothing), 'adiabaticSearch: `numStates` must be an integer >= 2; received undefined'],
    [
      () => adiabaticSearch({ numStates: 4, duration: 1, schedule: 3 as never }),
      'adiabaticSearch: `schedule` must be a function of u in [0, 1]; received 3',
    ],
    [() => landauZenerProbability(nothing), 'landauZenerProbability: `sweepRate` must be a finite number > 0'],
    [() => trotterMoments(pair, nothing), 'trotterMoments: `transverseField` must be a finite number > 0'],
    [
      () => manyBodyTerms(Float64Array.of(Number.NaN, 1)),
      'manyBodyTerms: `values[0]` must be a finite number; received NaN',
    ],
  ])('%#', (run, message) => {
    expect(run).toThrow(message);
  });

  test('of a run too', async () => {
    await expect(simulatedQuantumAnneal(pair, { k0: 1, k1: 2 }, nothing)).rejects.toThrow(
      'simulatedQuantumAnneal: `beta` must be a finite number > 0; received undefined',
    );
  });
});

describe('no NaN is taken for convergence', () => {
  test('a driven law whose weights overflow does not converge', () => {
    const run = { rule: 'heat-bath', schedule: (s: number) => 1e308 * s, duration: 1, maxSteps: 64 } as const;
    expect(() =>
      drivenLaw(isingModel({ numSpins: 1, bonds: [], fields: [4] }), { ...run, equation: 'reweighted' }),
    ).toThrow(/^drivenLaw: residual NaN after \d+ iterations; the tolerance is 1e-10/);
  });
});

describe('hard but correct input', () => {
  test('a chain that rates underflow to 0 cut in two is refused, and one at beta = 20 is not', () => {
    const at = (beta: number) =>
      hamiltonianOfGenerator(singleFlipGenerator(pair, { beta, rule: 'heat-bath' }), boltzmannLaw(pair, beta));
    expect(at(20).gap).toBeGreaterThan(0);
    expect(() => at(1e4)).toThrow(/`law\[\d\]` must be a finite number > 0; received 0/);
  });

  test('a transverse field so strong that sinh 2a overflows leaves free spins: log 2 cosh(beta Gamma), <X> = 1', () => {
    const at = { beta: 1000, numSlices: 2, transverseField: 1 };
    const { logPartition, transverseMagnetization } = trotterMoments(spin, at);
    // log(2 cosh 1000) = 1000 to 1e-868.
    expect(Math.abs(logPartition / 1000 - 1)).toBeLessThan(4 * Number.EPSILON);
    expect(Math.abs(transverseMagnetization - 1)).toBeLessThan(4 * Number.EPSILON);
    // Every path has the weight e^1000/4: a kink costs nothing.
    for (const path of [Int8Array.of(1, 1), Int8Array.of(1, -1)])
      expect(Math.abs((pathLogWeight(spin, path, at) + 2 * Math.LN2) / 1000 - 1)).toBeLessThan(4 * Number.EPSILON);
  });

  test('one slice has no kinks, <X> = n tanh a, where weights of high states underflow too', () => {
    const { energy, transverseMagnetization } = trotterMoments(pair, {
      beta: 3000,
      numSlices: 1,
      transverseField: 1 / 3000,
    });
    expect(energy).toBeCloseTo(-1.5, 14);
    expect(Math.abs(transverseMagnetization / (2 * Math.tanh(1)) - 1)).toBeLessThan(8 * Number.EPSILON);
  });

  test('the local schedule of 10^15 states begins and ends exactly, and is that of Roland and Cerf between', () => {
    const s = localSearchSchedule(1e15);
    expect([s(0), s(1)]).toEqual([0, 1]);
    // mpmath 1.3, 40 digits: (1 + tan((2u - 1) arctan R)/R)/2.
    expect(Math.abs(s(0.25) / 0.4999999841886122 - 1)).toBeLessThan(4 * Number.EPSILON);
    expect(Math.abs(s(0.001) / 0.49999496714590614 - 1)).toBeLessThan(4 * Number.EPSILON);
  });
});

test('matrices in the convention of rows are refused', () => {
  const rows = toNdarray(Float64Array.of(-1, 1, 3, -3), [2, 2]);
  expect(() => hamiltonianOfGenerator(rows, [0.75, 0.25])).toThrow('a matrix whose column 0 sums to 0; received 2');
});
