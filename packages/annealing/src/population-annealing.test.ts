import { decodeCheckpoint, encodeCheckpoint, key, stream } from '@yuragi/prob-core';
import { driverConformance } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { exactMoments, groundStates } from './enumeration.ts';
import { chainLattice, normalCouplings, randomSigns, squareLattice } from './lattices.ts';
import { adaptiveStep, expectedCulling } from './population.ts';
import { populationAnnealing } from './population-annealing.ts';

const glass = squareLattice([4, 3], { couplings: normalCouplings(stream(key('population'))), field: 0.2 });
const betas = Float64Array.of(0, 0.2, 0.5, 1);
const options = { ladder: betas, populationSize: 50, sweepsPerStep: 2, numRuns: 3 } as const;
const outcome = (result: Awaited<ReturnType<typeof populationAnnealing>>) => {
  const { betas: used, logPartition, energy, runs, energies, states, warnings } = result;
  return { used, logPartition, energy, runs, energies, states: states.data, warnings };
};

driverConformance('populationAnnealing', (run) => populationAnnealing(glass, key('driver'), { ...options, ...run }), {
  outcome,
  foreign: (run) => populationAnnealing(glass, key('driver'), { ...options, sweepsPerStep: 3, ...run }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});

const adaptive = { ...options, ladder: { betaEnd: 1, cullingFraction: 0.2 } } as const;
driverConformance('its own ladder', (run) => populationAnnealing(glass, key('driver'), { ...adaptive, ...run }), {
  outcome,
  foreign: (run) => populationAnnealing(glass, key('driver'), { ...options, ...run }),
  encode: encodeCheckpoint,
  decode: decodeCheckpoint,
});

describe('populationAnnealing', () => {
  test('starts at log Z = n log 2 and never has fewer families than it should', async () => {
    const { logPartition, runs, warnings } = await populationAnnealing(glass, key('start'), options);
    expect(logPartition[0]).toMatchObject({ value: 12 * Math.LN2, standardError: 0 });
    for (const { numFamilies, meanSquareFamilySize } of runs) {
      expect([numFamilies[0], meanSquareFamilySize[0]]).toEqual([50, 1]);
      for (let k = 1; k < betas.length; k++) {
        expect(numFamilies[k]).toBeLessThanOrEqual(numFamilies[k - 1]!);
        // Sizes n_f with sum R have mean square sum n_f^2/R >= R/(number of families).
        expect(meanSquareFamilySize[k]).toBeGreaterThanOrEqual(50 / numFamilies[k]! - 1e-12);
      }
    }
    expect(warnings.map(({ code }) => code)).toEqual(['few-families']);
    expect(warnings[0]!.message).toMatch(/^The mean square family size reaches [\d.]+; populations of 50 are trusted/);
  });

  test('runs depend on the key and their number alone, not on how many there are', async () => {
    const [two, three] = await Promise.all(
      [2, 3].map((numRuns) => populationAnnealing(glass, key('runs'), { ...options, numRuns })),
    );
    expect(three!.runs.slice(0, 2)).toEqual(two!.runs);
    const scalar = await populationAnnealing(glass, key('runs'), { ...options, numRuns: 2, kernels: 'scalar' });
    expect(scalar.runs).toEqual(two!.runs);
  });

  test('one temperature step from beta = 0 is reweighting of fair spins: exact expectation', async () => {
    // With every replica at beta = 0 the estimate of Z(beta) is 2^n times a mean of independent weights.
    const { runs } = await populationAnnealing(glass, key('reweight'), {
      ...options,
      ladder: Float64Array.of(0, 0.05),
      populationSize: 4000,
      numRuns: 1,
    });
    const exact = exactMoments(glass, 0.05).logPartition;
    const { energyVariance } = exactMoments(glass, 0);
    // Standard deviation of log mean w: 0.05 sqrt(Var E/4000).
    expect(Math.abs(runs[0]!.logPartition[1]! - exact)).toBeLessThan(5 * 0.05 * Math.sqrt(energyVariance / 4000));
  });

  test('finds the ground state, and warns of nothing where families are many', async () => {
    const model = squareLattice([4, 4], { couplings: randomSigns(stream(key('signs'))) });
    const result = await populationAnnealing(model, key('ground'), {
      ladder: { betaEnd: 1.5 },
      populationSize: 1000,
      numRuns: 2,
    });
    expect(result.energies[0]).toBe(groundStates(model).energy);
    expect(result.betas.at(-1)).toBe(1.5);
    expect(result.warnings).toEqual([]);
  });

  test('a run without a second has no error bar', async () => {
    const { logPartition, energy } = await populationAnnealing(glass, key('one'), { ...options, numRuns: 1 });
    expect([logPartition[3]!.standardError, energy[3]!.standardError]).toEqual([Infinity, Infinity]);
  });

  test('stopped before its first run it has no estimates', async () => {
    const result = await populationAnnealing(glass, key('none'), { ...adaptive, timeLimit: 0 });
    expect([result.logPartition, result.energy, result.runs, result.betas.length]).toEqual([[], [], [], 0]);
  });

  test.each([
    [{ populationSize: 1 }, 'populationAnnealing: `populationSize` must be an integer >= 2; received 1'],
    [{ sweepsPerStep: 0 }, 'populationAnnealing: `sweepsPerStep` must be an integer >= 1; received 0'],
    [{ numRuns: 0 }, 'populationAnnealing: `numRuns` must be an integer >= 1; received 0'],
    [
      { ladder: Float64Array.of(0.1, 1) },
      'populationAnnealing: `ladder[0]` must be 0, where log Z is known; received 0.1',
    ],
    [
      { ladder: Float64Array.of(0, 1, 1) },
      'populationAnnealing: `ladder[2]` must be a finite number above 1; received 1',
    ],
    [
      { ladder: Float64Array.of(0) },
      'populationAnnealing: `ladder` must be a Float64Array of at least two betas; received Float64Array[0]',
    ],
    [{ ladder: { betaEnd: 0 } }, 'populationAnnealing: `ladder.betaEnd` must be a finite number > 0; received 0'],
    [
      { ladder: { betaEnd: 1, cullingFraction: 1 } },
      'populationAnnealing: `ladder.cullingFraction` must be a number in (0, 1); received 1',
    ],
  ])('refuses %o', async (bad, message) => {
    await expect(populationAnnealing(glass, key('bad'), { ...options, ...bad })).rejects.toThrow(message);
  });
});

describe('culling', () => {
  const energies = Float64Array.of(0, 1, 2, 3, 10);

  test('is the share of replicas without a copy, by its definition', () => {
    const weights = Array.from(energies, (e) => Math.exp(-0.3 * e));
    const sum = weights.reduce((a, b) => a + b);
    const expected = weights.reduce((total, w) => total + Math.max(0, 1 - (5 * w) / sum), 0) / 5;
    expect(expectedCulling(energies, 0.3)).toBeCloseTo(expected, 14);
    expect(expectedCulling(energies, 0)).toBeCloseTo(0, 15);
  });

  test('a step culls the fraction that was asked for, or is the longest', () => {
    const step = adaptiveStep(energies, 5, 0.15);
    expect(expectedCulling(energies, step)).toBeCloseTo(0.15, 12);
    expect(adaptiveStep(energies, 0.01, 0.15)).toBe(0.01);
    expect(adaptiveStep(new Float64Array(9).fill(2), 5, 0.15)).toBe(5);
  });
});

test('a chain of three temperatures agrees with its transfer matrix within the error bar', async () => {
  const { logPartition, energy } = await populationAnnealing(chainLattice(10), key('chain'), {
    ladder: Float64Array.of(0, 0.3, 0.6),
    populationSize: 400,
  });
  const exact = Math.log((2 * Math.cosh(0.6)) ** 10 + (2 * Math.sinh(0.6)) ** 10);
  expect(Math.abs(logPartition[2]!.value - exact)).toBeLessThan(5 * logPartition[2]!.standardError);
  expect(logPartition[2]!.standardError).toBeLessThan(0.05);
  expect(Math.abs(energy[2]!.value - exactMoments(chainLattice(10), 0.6).energy)).toBeLessThan(
    5 * energy[2]!.standardError,
  );
});
