import { isingModel } from '@yuragi/mcmc';
import { key, logSumExp, stream } from '@yuragi/prob-core';
import { enumerateLaw } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { energySpectrum, exactMoments, groundStates } from './enumeration.ts';
import { spinEnergy, toDenseIsing } from './ising.ts';
import { chainLattice, normalCouplings, randomSigns, squareLattice } from './lattices.ts';

const rng = stream(key('enumeration.test'));
const glass = {
  ...isingModel({
    numSpins: 13,
    bonds: Array.from({ length: 40 }, (_, k) => [k % 13, (k + 1 + (k % 5)) % 13, rng.normal()] as const),
    fields: Array.from({ length: 13 }, () => rng.normal()),
    offset: 0.75,
  }),
};
const spinsOf = (bits: Uint8Array): Int8Array => Int8Array.from(bits, (bit) => 2 * bit - 1);

describe('enumeration', () => {
  test.each([glass, toDenseIsing(glass)])('moments are those of a listing of all states', (model) => {
    for (const beta of [0, 0.4, 1.3, -0.5]) {
      const law = enumerateLaw(13, (bits) => -beta * spinEnergy(glass, spinsOf(bits)));
      const { logPartition, energy, energyVariance, magnetizations, correlations } = exactMoments(model, beta);
      const mean = law.expectation((bits) => spinEnergy(glass, spinsOf(bits)));
      expect(logPartition).toBeCloseTo(law.logPartition, 10);
      expect(energy).toBeCloseTo(mean, 10);
      expect(energyVariance).toBeCloseTo(
        law.expectation((bits) => (spinEnergy(glass, spinsOf(bits)) - mean) ** 2),
        9,
      );
      for (const [i, m] of magnetizations.entries())
        expect(m).toBeCloseTo(
          law.expectation((bits) => 2 * bits[i]! - 1),
          12,
        );
      expect(correlations.get(3, 9)).toBeCloseTo(
        law.expectation((bits) => (2 * bits[3]! - 1) * (2 * bits[9]! - 1)),
        12,
      );
      expect(correlations.get(9, 3)).toBe(correlations.get(3, 9));
      expect(correlations.get(4, 4)).toBe(1);
    }
  });

  test('<E> is the derivative of -log Z, and its variance that of <E>', () => {
    const [low, middle, high] = [0.699, 0.7, 0.701].map((beta) => exactMoments(glass, beta));
    // Central differences of step 1e-3 are wrong by h^2/6 times a third derivative, here below 1e-4.
    expect(-(high!.logPartition - low!.logPartition) / 0.002).toBeCloseTo(middle!.energy, 4);
    expect(-(high!.energy - low!.energy) / 0.002).toBeCloseTo(middle!.energyVariance, 3);
  });

  test('a ring has the partition function of its transfer matrix', () => {
    for (const n of [3, 8, 15]) {
      const exact = Math.log((2 * Math.cosh(0.6)) ** n + (2 * Math.sinh(0.6)) ** n);
      expect(exactMoments(chainLattice(n), 0.6).logPartition).toBeCloseTo(exact, 12);
    }
  });

  test('the spectrum of a ring: pairs of broken bonds, 2 binomial(n, 2k) states', () => {
    const { energies, degeneracies } = energySpectrum(chainLattice(10));
    expect(Array.from(energies)).toEqual([-10, -6, -2, 2, 6, 10]);
    expect(Array.from(degeneracies)).toEqual([2, 90, 420, 420, 90, 2]);
  });

  test('the spectrum gives log Z, and its first level is the ground states', () => {
    const { energies, degeneracies } = energySpectrum(glass);
    const logZ = logSumExp(energies.map((e, k) => Math.log(degeneracies[k]!) - 0.8 * e));
    expect(logZ).toBeCloseTo(exactMoments(glass, 0.8).logPartition, 10);
    expect(degeneracies.reduce((a, b) => a + b)).toBe(2 ** 13);
    expect(energies[0]).toBeCloseTo(groundStates(glass).energy, 10);
  });

  test('ground states are all there, up to a limit', () => {
    const frustrated = chainLattice(7, { couplings: -1 });
    const { energy, degeneracy, states } = groundStates(frustrated);
    expect([energy, degeneracy, states.shape[0]]).toEqual([-5, 14, 14]);
    const rows = Array.from({ length: 14 }, (_, k) => states.data.subarray(7 * k, 7 * k + 7));
    for (const row of rows) expect(spinEnergy(frustrated, row)).toBe(-5);
    expect(new Set(rows.map((row) => row.join())).size).toBe(14);
    expect(groundStates(frustrated, { maxStates: 3 }).states.shape).toEqual([3, 7]);
    expect(groundStates(frustrated, { maxStates: 3 }).degeneracy).toBe(14);
  });

  test('levels of real couplings that are equal up to rounding are one', () => {
    const model = chainLattice(12, { couplings: 0.1 });
    expect(energySpectrum(model).energies.length).toBe(7);
    expect(groundStates(squareLattice([4, 4], { couplings: 0.1 })).degeneracy).toBe(2);
    expect(energySpectrum(squareLattice([4, 4], { couplings: randomSigns(rng, 0.3) })).energies.length).toBeLessThan(
      20,
    );
    expect(energySpectrum(chainLattice(8, { couplings: normalCouplings(rng) })).energies.length).toBe(2 ** 6 + 2 ** 6);
  });

  test('refuses what is too large, and bad arguments', () => {
    const large = chainLattice(25);
    for (const [name, run] of Object.entries({
      groundStates: () => groundStates(large),
      exactMoments: () => exactMoments(large, 1),
      energySpectrum: () => energySpectrum(large),
    }))
      expect(run).toThrow(`${name}: \`model.numSpins\` must be at most 24; received 25`);
    expect(() => exactMoments(glass, Number.NaN)).toThrow('exactMoments: `beta` must be a finite number; received NaN');
    expect(() => groundStates(glass, { maxStates: 0 })).toThrow(
      'groundStates: `maxStates` must be an integer >= 1; received 0',
    );
  });
});
