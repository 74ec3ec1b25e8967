import { isingModel } from '@yuragi/mcmc';
import { decodeCheckpoint, encodeCheckpoint, key, stream } from '@yuragi/prob-core';
import { driverConformance, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { groundStates } from './enumeration.ts';
import { spinEnergy, toDenseIsing } from './ising.ts';
import { chainLattice, normalCouplings, randomSigns, squareLattice } from './lattices.ts';
import { pathIntegralPopulationAnnealing } from './path-integral-population.ts';
import { pathIntegralTempering } from './path-integral-tempering.ts';
import type { SampleSet } from './sample-set.ts';
import { simulatedQuantumAnneal } from './simulated-quantum-anneal.ts';
import { trotterMoments } from './trotter.ts';

const glass = squareLattice([4, 3], { couplings: normalCouplings(stream(key('paths'))), field: 0.2 });
const slices = { beta: 2, numSlices: 8 };
const rows = ({ variables, domain, states, energies, occurrences, isIndependent }: SampleSet) => ({
  variables,
  domain,
  states: states.data,
  energies,
  occurrences,
  isIndependent,
});
const codec = { encode: encodeCheckpoint, decode: decodeCheckpoint };

const reads = { ...slices, numReads: 4, numSweeps: 20 };
driverConformance(
  'simulatedQuantumAnneal',
  (run) => simulatedQuantumAnneal(glass, key('driver'), { ...reads, ...run }),
  {
    outcome: rows,
    foreign: (run) => simulatedQuantumAnneal(glass, key('driver'), { ...reads, beta: 3, ...run }),
    ...codec,
  },
);
// Several steps to a read.
driverConformance(
  'simulatedQuantumAnneal within a read',
  (run) => simulatedQuantumAnneal(glass, key('driver'), { ...slices, numSweeps: 150, ...run }),
  {
    outcome: rows,
    foreign: (run) => simulatedQuantumAnneal(glass, key('other'), { ...slices, numSweeps: 150, ...run }),
    ...codec,
  },
);

describe('simulatedQuantumAnneal', () => {
  test.each([
    ['a Gaussian glass', glass],
    ['the same, dense', toDenseIsing(glass)],
    ['a +-1 glass', squareLattice([4, 4], { couplings: randomSigns(stream(key('signs'))) })],
    ['a frustrated ring', chainLattice(9, { couplings: -1 })],
  ])('finds the ground state that enumeration proves: %s', async (_, model) => {
    const { energies, states, stopped } = await simulatedQuantumAnneal(model, key('ground'), {
      ...slices,
      numReads: 4,
      numSweeps: 200,
    });
    expect(stopped).toBe('completed');
    expect(energies[0]).toBeCloseTo(groundStates(model).energy, 10);
    expect(spinEnergy(model, states.data.subarray(0, model.numSpins))).toBe(energies[0]);
  });

  test('reads do not depend on how many there are, and follow their schedule', async () => {
    const run = (numReads: number, transverseField?: Float64Array) =>
      simulatedQuantumAnneal(glass, key('reads'), { ...slices, numReads, numSweeps: 2, transverseField });
    const [one, three] = [await run(1), await run(3)];
    const found = [0, 1, 2].map((k) => three.states.data.subarray(12 * k, 12 * (k + 1)).join());
    expect(found).toContain(one.states.data.join());
    expect(rows(await run(3, Float64Array.of(9, 0.1)))).not.toEqual(rows(three));
  });

  test('the best slice seen is returned, not the last', async () => {
    // Weak fields, then one so strong that the slices are noise.
    const transverseField = Float64Array.of(2, 1, 0.5, 0.2, 50);
    const { energies } = await simulatedQuantumAnneal(glass, key('best'), {
      ...slices,
      numReads: 4,
      numSweeps: 500,
      transverseField,
    });
    expect(energies[0]).toBeCloseTo(groundStates(glass).energy, 10);
  });

  test('stopped before its first step it has no rows, stopped in a read it has what that has seen', async () => {
    const none = await simulatedQuantumAnneal(glass, key('none'), { ...reads, timeLimit: 0 });
    expect(none.states.shape).toEqual([0, 12]);
    const controller = new AbortController();
    const stopped = await simulatedQuantumAnneal(glass, key('stop'), {
      ...slices,
      numSweeps: 150,
      signal: controller.signal,
      checkpointEvery: 1,
      onCheckpoint: () => controller.abort(),
    });
    expect([stopped.stopped, stopped.states.shape]).toEqual(['aborted', [1, 12]]);
  });

  test.each([
    [{ beta: 0 }, '`beta` must be a finite number > 0; received 0'],
    [{ numSlices: 0 }, '`numSlices` must be an integer >= 1; received 0'],
    [{ numReads: 0 }, '`numReads` must be an integer >= 1; received 0'],
    [{ numSweeps: 0 }, '`numSweeps` must be an integer >= 1; received 0'],
    [
      { transverseField: Float64Array.of(1, 0), numSweeps: 2 },
      '`transverseField at step 1 of 2` must be a number > 0; received 0',
    ],
    [{ transverseField: () => -1 }, '`schedule at step 0 of 20` must be a finite number >= 0; received -1'],
  ])('refuses %o', async (bad, message) => {
    await expect(simulatedQuantumAnneal(glass, key('bad'), { ...reads, ...bad })).rejects.toThrow(
      `simulatedQuantumAnneal: ${message}`,
    );
  });
});

const transverseFields = Float64Array.of(2, 1.5, 1);
const population = { ...slices, transverseFields, populationSize: 20, sweepsPerStep: 1, numRuns: 3 };
driverConformance(
  'pathIntegralPopulationAnnealing',
  (run) => pathIntegralPopulationAnnealing(glass, key('driver'), { ...population, ...run }),
  {
    outcome: ({ logPartition, energy, transverseMagnetization, runs, energies, states, warnings }) => ({
      logPartition,
      energy,
      transverseMagnetization,
      runs,
      energies,
      states: states.data,
      warnings,
    }),
    foreign: (run) => pathIntegralPopulationAnnealing(glass, key('driver'), { ...population, beta: 3, ...run }),
    ...codec,
  },
);

const tempering = { ...slices, transverseFields, numChains: 2, numSweeps: 400, sweepsPerLevel: 10 };
driverConformance(
  'pathIntegralTempering',
  (run) => pathIntegralTempering(glass, key('driver'), { ...tempering, ...run }),
  {
    outcome: ({ logPartition, energy, transverseMagnetization, chains, energies, states, warnings }) => ({
      logPartition,
      energy,
      transverseMagnetization,
      chains,
      energies,
      states: states.data,
      warnings,
    }),
    foreign: (run) => pathIntegralTempering(glass, key('driver'), { ...tempering, numSlices: 7, ...run }),
    ...codec,
  },
);

describe('free energies in Gamma', () => {
  test('free spins are exact: every path has the same weight, and log Z = n log(2 cosh beta Gamma)', async () => {
    const free = chainLattice(3, { couplings: 0 });
    const one = { ...population, transverseFields: Float64Array.of(0.8) };
    const { logPartition, energies } = await pathIntegralPopulationAnnealing(free, key('free'), one);
    expect(logPartition[0]!.value).toBeCloseTo(3 * Math.log(2 * Math.cosh(1.6)), 13);
    expect(logPartition[0]!.standardError).toBeLessThan(1e-14);
    expect(energies[0]).toBeCloseTo(0, 14);
  });

  test('log Z(Gamma) comes within three standard errors of the exact Trotter value, whose own error is stated', async () => {
    const { inputs, outputs } = referenceCase('bridge', 'plane-beta-sigma-gamma');
    const model = isingModel({ numSpins: 4, bonds: inputs.bonds, fields: inputs.fields });
    const fine = {
      beta: 1,
      numSlices: 16,
      transverseFields: Float64Array.from({ length: 9 }, (_, k) => 2 ** (1 - k / 4)),
    };
    const exact = trotterMoments(model, { ...fine, transverseField: 0.5 }).logPartition;
    for (const { logPartition } of [
      await pathIntegralPopulationAnnealing(model, key('three'), { ...fine, populationSize: 300, sweepsPerStep: 1 }),
      await pathIntegralTempering(model, key('three'), { ...fine, numSweeps: 2000, numChains: 16 }),
    ]) {
      const { value, standardError } = logPartition.at(-1)!;
      expect(Math.abs(value - exact)).toBeLessThan(3 * standardError);
      expect(standardError).toBeLessThan(0.06);
    }
    // That of the slices is another, and does not shrink with the length of the run.
    expect(exact - outputs.gamma_axis['0.5'].log_z).toBeCloseTo(4.46e-4, 6);
  });

  test('runs and chains that are stopped keep what they have', async () => {
    const controller = new AbortController();
    const stop = { signal: controller.signal, checkpointEvery: 1, onCheckpoint: () => controller.abort() };
    const stopped = await pathIntegralPopulationAnnealing(glass, key('stop'), { ...population, ...stop });
    expect([stopped.stopped, stopped.runs.length, stopped.logPartition.length]).toEqual(['aborted', 1, 3]);
    expect(stopped.logPartition[0]!.standardError).toBe(Infinity);
    const none = await pathIntegralPopulationAnnealing(glass, key('none'), { ...population, timeLimit: 0 });
    expect([none.logPartition, none.energy, none.transverseMagnetization, none.runs]).toEqual([[], [], [], []]);
    const chains = await pathIntegralTempering(glass, key('none'), { ...tempering, timeLimit: 0 });
    expect([chains.logPartition, chains.energy, chains.transverseMagnetization]).toEqual([[], [], []]);
  });

  test('the lowest slices are states of the model, with its energies', async () => {
    for (const { energies, states } of [
      await pathIntegralPopulationAnnealing(glass, key('rows'), population),
      await pathIntegralTempering(glass, key('rows'), tempering),
    ])
      for (const [k, energy] of energies.entries())
        expect(energy).toBe(spinEnergy(glass, states.data.subarray(12 * k, 12 * (k + 1))));
  });

  test('tempering goes up and down its ladder, and knows the first level', async () => {
    const { chains, warnings, logPartition } = await pathIntegralTempering(chainLattice(3), key('trips'), {
      ...tempering,
      numSweeps: 2000,
    });
    for (const { roundTrips, visits } of chains) {
      expect(roundTrips).toBeGreaterThan(10);
      expect(visits).toHaveLength(7);
    }
    expect(warnings).toEqual([]);
    expect(logPartition).toHaveLength(3);
    const { logPartition: exact } = trotterMoments(chainLattice(3), { ...slices, transverseField: 2 });
    expect(Math.abs(logPartition[0]!.value - exact)).toBeLessThan(0.2);
  });

  test.each([
    [{ transverseFields: Float64Array.of() }, '`transverseFields` must be a Float64Array of at least one field'],
    [{ transverseFields: Float64Array.of(0) }, '`transverseFields[0]` must be a finite number > 0; received 0'],
    [{ transverseFields: Float64Array.of(Infinity) }, '`transverseFields[0]` must be a finite number > 0; received'],
    [{ transverseFields: Float64Array.of(1, 2) }, '`transverseFields[1]` must be a number > 0 below 1; received 2'],
    [{ transverseFields: Float64Array.of(1, -1) }, '`transverseFields[1]` must be a number > 0 below 1; received -1'],
    [{ numSwitchLevels: 0 }, '`numSwitchLevels` must be an integer >= 1; received 0'],
    [{ beta: -1 }, '`beta` must be a finite number > 0; received -1'],
    [{ numSlices: 1.5 }, '`numSlices` must be an integer >= 1; received 1.5'],
  ])('refuses %o', async (bad, message) => {
    await expect(pathIntegralPopulationAnnealing(glass, key('bad'), { ...population, ...bad })).rejects.toThrow(
      `pathIntegralPopulationAnnealing: ${message}`,
    );
    await expect(pathIntegralTempering(glass, key('bad'), { ...tempering, ...bad })).rejects.toThrow(
      `pathIntegralTempering: ${message}`,
    );
  });

  test.each([
    [{ populationSize: 1 }, '`populationSize` must be an integer >= 2; received 1'],
    [{ sweepsPerStep: 0 }, '`sweepsPerStep` must be an integer >= 1; received 0'],
    [{ numRuns: 0 }, '`numRuns` must be an integer >= 1; received 0'],
  ])('populations refuse %o', async (bad, message) => {
    await expect(pathIntegralPopulationAnnealing(glass, key('bad'), { ...population, ...bad })).rejects.toThrow(
      `pathIntegralPopulationAnnealing: ${message}`,
    );
  });

  test.each([
    [{ numChains: 0 }, '`numChains` must be an integer >= 1; received 0'],
    [{ numSweeps: 0 }, '`numSweeps` must be an integer >= 1; received 0'],
    [{ numAdaptationSweeps: -1 }, '`numAdaptationSweeps` must be an integer >= 0; received -1'],
    [{ sweepsPerLevel: 0 }, '`sweepsPerLevel` must be an integer >= 1; received 0'],
  ])('chains refuse %o', async (bad, message) => {
    await expect(pathIntegralTempering(glass, key('bad'), { ...tempering, ...bad })).rejects.toThrow(
      `pathIntegralTempering: ${message}`,
    );
  });
});
