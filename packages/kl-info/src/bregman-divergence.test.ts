import { exponentialFamily, key, momentMatching, stream, toNdarray } from '@yuragi/prob-core';
import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { bregmanDivergence } from './bregman-divergence.ts';
import { relativeEntropy } from './divergence.ts';
import { gibbsDivergence } from './gibbs-divergence.ts';
import { iProjection } from './i-projection.ts';

/** Ten spins with fields and all pairs: 55 statistics of 1024 states. */
const numSpins = 10;
const rows = Array.from({ length: 2 ** numSpins }, (_, x) => {
  const s = Array.from({ length: numSpins }, (_, i) => 1 - 2 * ((x >> i) & 1));
  return [...s, ...s.flatMap((a, i) => s.slice(i + 1).map((b) => a * b))];
});
const family = exponentialFamily({ statistics: toNdarray(Float64Array.from(rows.flat()), [rows.length, 55]) });
const logPartition = { value: family.logPartition, gradient: family.mean };
const draw = (name: string): Float64Array => {
  const rng = stream(key(name));
  return Float64Array.from({ length: 55 }, () => 0.3 * rng.normal());
};

describe('bregmanDivergence', () => {
  test('D(p_theta || p_eta) = B_{log Z}(eta, theta) on Ising-10; with the arguments as they stand it is not', () => {
    for (let i = 0; i < 5; i++) {
      const [theta, eta] = [draw(`theta ${i}`), draw(`eta ${i}`)];
      const divergence = relativeEntropy(family.probabilities(theta), family.probabilities(eta));
      expect(Math.abs(bregmanDivergence(logPartition, eta, theta) - divergence)).toBeLessThan(1e-12);
      // The mutant: unswapped.
      expect(Math.abs(bregmanDivergence(logPartition, theta, eta) - divergence)).toBeGreaterThan(1e-3);
    }
  });

  test('of half the square it is half the squared distance; of x log x the relative entropy', () => {
    const half = {
      value: (x: ArrayLike<number>) => (x[0]! ** 2 + x[1]! ** 2) / 2,
      gradient: (x: ArrayLike<number>) => x,
    };
    expect(bregmanDivergence(half, [1, 2], [4, -2])).toBe(12.5);
    const entropy = {
      value: (p: ArrayLike<number>) => Array.from(p).reduce((sum, mass) => sum + mass * Math.log(mass), 0),
      gradient: (p: ArrayLike<number>) => Array.from(p, (mass) => 1 + Math.log(mass)),
    };
    const [p, q] = [
      [0.2, 0.5, 0.3],
      [0.6, 0.1, 0.3],
    ];
    expect(bregmanDivergence(entropy, p!, q!)).toBeCloseTo(relativeEntropy(p!, q!), 14);
  });

  test('maximum likelihood is the dual of the I-projection: the same law, from the other side', () => {
    const q = [0.1, 0.2, 0.05, 0.3, 0.25, 0.1];
    const faces = [1, 2, 3, 4, 5, 6];
    const { projection, multipliers, divergence } = iProjection(q, { statistics: [faces], targets: [4.5] });
    const tilted = exponentialFamily({ statistics: toNdarray(Float64Array.from(faces), [6, 1]), baseMeasure: q });
    const { theta, logLikelihood } = momentMatching(tilted, [4.5]);
    expect(theta[0]).toBeCloseTo(multipliers[0]!, 11);
    for (const [i, mass] of tilted.probabilities(theta).entries()) expect(mass).toBeCloseTo(projection[i]!, 12);
    expect(logLikelihood).toBeCloseTo(divergence, 12);
  });

  test('refuses points and functions that are no numbers', () => {
    const line = { value: () => Number.NaN, gradient: () => [0] };
    expect(() => bregmanDivergence(line, [1], [2])).toThrow(
      'bregmanDivergence: `f.value(x)` must be a finite number; received NaN',
    );
    expect(() => bregmanDivergence(line, [1], [2, 3])).toThrow(
      'bregmanDivergence: `y` must have length 1; received shape (2)',
    );
    expect(() => bregmanDivergence(line, [Infinity], [2])).toThrow('bregmanDivergence: `x[0]` must be a finite number');
    expect(() => bregmanDivergence({ ...line, gradient: () => [] }, [1], [2])).toThrow(
      'bregmanDivergence: `f.gradient(y)` must have length 1; received shape (0)',
    );
  });
});

describe('gibbsDivergence of the four spins of the bridge', () => {
  const { inputs, outputs, tolerance } = referenceCase('bridge', 'i4-contrastive-divergence-and-g');
  const energies = Array.from({ length: 16 }, (_, x) => {
    const s = (i: number) => 1 - 2 * ((x >> i) & 1);
    let energy = 0;
    for (const [i, j, coupling] of inputs.bonds) energy -= coupling * s(i) * s(j);
    for (const [i, field] of inputs.fields.entries()) energy -= field * s(i);
    return energy;
  });
  const data = energies.map((_, x) => (1 + x) / 136);

  test('D(P0 || P_beta) = beta (<E> - F) - S(P0)', () => {
    const { divergence, meanEnergy, logPartition: logZ, entropy } = gibbsDivergence(data, energies);
    expectClose(divergence, outputs.kl_data_model, { abs: tolerance.abs as number });
    for (const beta of [0.5, 1, 2]) {
      const scaled = gibbsDivergence(
        data,
        energies.map((e) => beta * e),
      );
      const freeEnergy = -scaled.logPartition / beta;
      expect(scaled.divergence).toBeCloseTo(beta * (meanEnergy - freeEnergy) - entropy, 13);
    }
    // Row 31 of the errata: without -S(P0) it is the cross-entropy.
    expect(meanEnergy + logZ - divergence).toBeCloseTo(entropy, 13);
    expect(entropy).toBeGreaterThan(1);
  });
});
