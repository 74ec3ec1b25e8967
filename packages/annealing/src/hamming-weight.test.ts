import { isingModel } from '@yuragi/mcmc';
import { symmetricEigen } from '@yuragi/prob-core/eigen';
import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { birthDeathRate } from './birth-death.ts';
import { hamiltonianOfGenerator } from './bridge.ts';
import { boltzmannLaw, singleFlipGenerator } from './flip-rates.ts';
import { hammingGap, hammingMinimalGap } from './hamming-gap.ts';
import {
  ferromagnetEnergies,
  hammingGenerator,
  hammingHamiltonian,
  hammingLocalMinima,
  spikeEnergies,
} from './hamming-weight.ts';
import { chainLattice } from './lattices.ts';
import { transverseFieldHamiltonian } from './transverse-field.ts';
import { lowestPair, type Tridiagonal } from './tridiagonal.ts';

const spike = referenceCase('bridge', 'spike');
const threeSpin = referenceCase('bridge', 'three-spin-ferromagnet');
const spikeRows: readonly Record<string, number>[] = spike.outputs.rows;
const threeSpinRows: readonly Record<string, number>[] = threeSpin.outputs.rows;

/** (2^n states): the number of ones. */
const weightOf = (x: number): number => (x === 0 ? 0 : (x & 1) + weightOf(x >> 1));
const binomial = (n: number, k: number): number => (k === 0 ? 1 : (binomial(n, k - 1) * (n - k + 1)) / k);

/** All spins coupled alike, with a field: E(w) = -J (m^2 - n)/2 - h m with m = n - 2w, over all 2^n states. */
const NUM_SPINS = 5;
const complete = isingModel({
  numSpins: NUM_SPINS,
  bonds: Array.from({ length: NUM_SPINS }, (_, i) => i).flatMap((i) =>
    Array.from({ length: i }, (_, j): [number, number, number] => [j, i, 0.3]),
  ),
  fields: new Array(NUM_SPINS).fill(0.2),
});
const completeEnergies = Array.from({ length: NUM_SPINS + 1 }, (_, w) => {
  const m = NUM_SPINS - 2 * w;
  return (-0.3 * (m * m - NUM_SPINS)) / 2 - 0.2 * m;
});

const dense = ({ diagonal, offDiagonal }: Tridiagonal): Float64Array => {
  const n = diagonal.length;
  const a = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    a[k * n + k] = diagonal[k]!;
    if (k + 1 < n) a[k * n + k + 1] = a[(k + 1) * n + k] = offDiagonal[k]!;
  }
  return a;
};

/** B^T B, formed. */
const formed = (up: Float64Array, down: Float64Array): Tridiagonal => ({
  diagonal: Float64Array.from({ length: up.length + 1 }, (_, w) => (up[w] ?? 0) + (down[w - 1] ?? 0)),
  offDiagonal: up.map((rate, w) => -Math.sqrt(rate * down[w]!)),
});

/**
 * 1/rate by power iteration on an operator without a minus sign: the gradient g of the slowest mode obeys
 * g_w = rate/(p_w up_w) sum_i P(<= min(w, i)) P(> max(w, i)) g_i. Every sum is of positive numbers.
 */
function rateByPositiveSums(up: Float64Array, down: Float64Array): number {
  const n = up.length;
  const law = new Float64Array(n + 1).fill(1);
  for (let w = 0; w < n; w++) law[w + 1] = (law[w]! * up[w]!) / down[w]!;
  const total = law.reduce((a, b) => a + b);
  const below = new Float64Array(n);
  const above = new Float64Array(n);
  for (let w = 0; w < n; w++) {
    below[w] = (below[w - 1] ?? 0) + law[w]! / total;
    above[n - 1 - w] = (above[n - w] ?? 0) + law[n - w]! / total;
  }
  let g = new Float64Array(n).fill(1);
  let rate = 0;
  for (let pass = 0; pass < 60; pass++) {
    const image = g.map((_, w) => {
      const sum = g.reduce((all, x, i) => all + below[Math.min(w, i)]! * above[Math.max(w, i)]! * x, 0);
      return (sum * total) / (law[w]! * up[w]!);
    });
    rate = Math.max(...g) / Math.max(...image);
    g = image.map((x) => x * rate);
  }
  return rate;
}

describe('the n + 1 classes of equal weight', () => {
  test.each([0, 0.3, 1])('H(s = %d) is the full Hamiltonian between normalised sums of states', (s) => {
    const size = 2 ** NUM_SPINS;
    const full = transverseFieldHamiltonian(complete, { transverseField: (1 - s) / 2, problemScale: s });
    const projected = new Float64Array((NUM_SPINS + 1) ** 2);
    for (let x = 0; x < size; x++)
      for (let y = 0; y < size; y++) {
        const [a, b] = [weightOf(x), weightOf(y)];
        const shift = x === y ? ((1 - s) * NUM_SPINS) / 2 : 0;
        projected[a * (NUM_SPINS + 1) + b]! +=
          (full.get(x, y) + shift) / Math.sqrt(binomial(NUM_SPINS, a) * binomial(NUM_SPINS, b));
      }
    const ours = dense(hammingHamiltonian(completeEnergies, s));
    for (const [at, entry] of projected.entries()) expect(Math.abs(entry - ours[at]!)).toBeLessThan(1e-14);
  });

  test('at s = 0 the spectrum is 0, 1, .., n: the number operator', () => {
    const { values } = symmetricEigen(dense(hammingHamiltonian(new Float64Array(8), 0)), 8);
    for (const [k, value] of values.reverse().entries()) expect(Math.abs(value - k)).toBeLessThan(1e-13);
  });

  test('the generator is the full heat bath, summed over each class', () => {
    const size = 2 ** NUM_SPINS;
    const full = singleFlipGenerator(complete, { beta: 0.7, rule: 'heat-bath' });
    const { up, down } = hammingGenerator(completeEnergies, 0.7);
    for (let x = 0; x < size; x++) {
      const w = weightOf(x);
      let [rateUp, rateDown] = [0, 0];
      for (let y = 0; y < size; y++) {
        if (weightOf(y) === w + 1) rateUp += full.get(y, x);
        if (weightOf(y) === w - 1) rateDown += full.get(y, x);
      }
      expect(Math.abs(rateUp - (up[w] ?? 0))).toBeLessThan(1e-14);
      expect(Math.abs(rateDown - (down[w - 1] ?? 0))).toBeLessThan(1e-14);
    }
  });

  test('the slowest class is the slowest of all: the rate is the relaxation rate of the 2^n states', () => {
    const full = singleFlipGenerator(complete, { beta: 0.7, rule: 'heat-bath' });
    const { up, down } = hammingGenerator(completeEnergies, 0.7);
    const { gap } = hamiltonianOfGenerator(full, boltzmannLaw(complete, 0.7));
    expect(Math.abs(birthDeathRate(up, down) - gap)).toBeLessThan(1e-13);
  });

  test('the p-spin ferromagnet with p = 2 is the complete graph with couplings 2/n', () => {
    const model = chainLattice(3, { couplings: 2 / 3 });
    const h = transverseFieldHamiltonian({ ...model, offset: -1 }, { transverseField: 0 });
    const f = ferromagnetEnergies(3, 2);
    for (let x = 0; x < 8; x++) expect(Math.abs(h.get(x, x) - f[weightOf(x)]!)).toBeLessThan(1e-15);
  });
});

describe('the smallest gap along s', () => {
  test.each(spikeRows)('spike, n = $n', (row) => {
    const n = row.n!;
    for (const [height, gap, s] of [
      [Math.sqrt(n), row.qa_gap_height_sqrt_n, row.s_at_min],
      [n, row.qa_gap_height_n, row.s_at_min_height_n],
    ] as const) {
      const ours = hammingMinimalGap(spikeEnergies(n, height));
      expectClose(ours.gap, gap, { rel: 1e-8 });
      expectClose(ours.progress, s, { abs: 1e-5 });
    }
  });

  test.each(threeSpinRows)('3-spin ferromagnet, n = $n', (row) => {
    const { gap, progress, lowerBound, rounding } = hammingMinimalGap(ferromagnetEnergies(row.n!, 3));
    expectClose(gap, row.qa_gap, { rel: 1e-6 });
    expectClose(progress, row.s_at_min, { abs: 1e-6 });
    expect(lowerBound).toBeLessThanOrEqual(gap);
    expect(gap - lowerBound).toBeLessThanOrEqual(1e-10 * gap + rounding);
  });

  test('no point of a fine grid is below the bound, for rugged functions too', () => {
    for (let k = 1; k <= 20; k++) {
      const energies = Array.from({ length: 13 }, (_, w) => 4 * Math.sin(k * (w + 1) ** 2));
      const { gap, lowerBound, rounding, progress } = hammingMinimalGap(energies);
      for (let i = 0; i <= 500; i++) expect(hammingGap(energies, i / 500)).toBeGreaterThan(lowerBound - rounding);
      expect(hammingGap(energies, progress)).toBe(gap);
    }
  });

  test('a grid of 41 points is too high by four orders of magnitude at n = 160', () => {
    const energies = ferromagnetEnergies(160, 3);
    const onGrid = Math.min(...Array.from({ length: 41 }, (_, i) => hammingGap(energies, i / 40)));
    expect(onGrid / hammingMinimalGap(energies).gap).toBeGreaterThan(1e4);
  });

  test('the gap at s is that of a dense eigenproblem', () => {
    const energies = spikeEnergies(20, 5);
    for (const s of [0, 0.2, 0.5, 0.9, 1]) {
      const values = symmetricEigen(dense(hammingHamiltonian(energies, s)), 21).values.reverse();
      expect(Math.abs(hammingGap(energies, s) - (values[1]! - values[0]!))).toBeLessThan(1e-13);
    }
  });

  test('the vector of the lowest eigenvalue solves its equation, also where entries beside the diagonal are 0', () => {
    for (const s of [0.4, 1]) {
      const matrix = hammingHamiltonian(ferromagnetEnergies(12, 3), s);
      const { ground, groundVector: v } = lowestPair(matrix);
      const a = dense(matrix);
      for (let x = 0; x < 13; x++) {
        const image = v.reduce((sum, entry, y) => sum + a[x * 13 + y]! * entry, 0);
        expect(Math.abs(image - ground * v[x]!)).toBeLessThan(1e-13);
      }
    }
  });

  test('levels that meet have no gap: p = 2 has two ground states at s = 1', () => {
    const { gap, progress, lowerBound } = hammingMinimalGap(ferromagnetEnergies(20, 2));
    expect(gap).toBeLessThan(1e-12);
    expect(lowerBound).toBe(0);
    expect(progress).toBeGreaterThan(0.5);
  });
});

describe('the relaxation rate of a birth-death chain', () => {
  test.each(spikeRows)('spike, n = $n, beta = 2', (row) => {
    const n = row.n!;
    const { up, down } = hammingGenerator(spikeEnergies(n, Math.sqrt(n)), 2);
    expectClose(birthDeathRate(up, down), row.sa_gap_height_sqrt_n, { rel: 1e-12 });
    // A method without subtractions agrees to rounding.
    if (n <= 160) expectClose(birthDeathRate(up, down), rateByPositiveSums(up, down), { rel: 1e-12 });
  });

  test('a symmetric eigensolver loses the rate at n = 160 that this method has', () => {
    const { up, down } = hammingGenerator(spikeEnergies(160, Math.sqrt(160)), 2);
    const { values } = symmetricEigen(dense(formed(up, down)), 161);
    const rate = birthDeathRate(up, down);
    expect(Math.abs(values.reverse()[1]! / rate - 1)).toBeGreaterThan(1e-7);
  });

  test('agrees with it where rates are of one size', () => {
    for (let k = 1; k <= 20; k++) {
      const up = Float64Array.from({ length: 9 }, (_, w) => 1 + Math.sin(k * w + 1) ** 2);
      const down = Float64Array.from({ length: 9 }, (_, w) => 1 + Math.cos(k * w * w + 2) ** 2);
      const values = symmetricEigen(dense(formed(up, down)), 10).values.reverse();
      expect(Math.abs(birthDeathRate(up, down) - values[1]!)).toBeLessThan(1e-13);
    }
  });

  test('closed forms: the Ehrenfest urn relaxes at 1, two states at the sum of their rates', () => {
    const { up, down } = hammingGenerator(new Float64Array(101), 0);
    expectClose(birthDeathRate(up, down), 1, { rel: 1e-13 });
    expectClose(birthDeathRate([3e-200], [1e-200]), 4e-200, { rel: 1e-14 });
  });

  test('the wrong sign of the energy is another problem', () => {
    const upsideDown = spikeEnergies(20, Math.sqrt(20)).map((f) => -f);
    const { up, down } = hammingGenerator(upsideDown, 2);
    expect(birthDeathRate(up, down)).toBeGreaterThan(5 * spike.outputs.rows[0].sa_gap_height_sqrt_n);
  });
});

describe('greedy descent', () => {
  test('walks to the ground state of the 3-spin ferromagnet from anywhere, and stops behind the spike', () => {
    for (const n of [20, 80, 240]) {
      expect(hammingLocalMinima(ferromagnetEnergies(n, 3))).toEqual([0]);
      expect(hammingLocalMinima(spikeEnergies(n, Math.sqrt(n)))).toEqual([0, n / 4 + 1]);
    }
    expect(hammingLocalMinima([1, 1])).toEqual([0, 1]);
  });
});

test('refusals', () => {
  expect(() => spikeEnergies(22, 1)).toThrow('spikeEnergies: `numSpins` must be a multiple of 4; received 22');
  expect(() => spikeEnergies(20, Number.NaN)).toThrow('spikeEnergies: `height` must be a finite number; received NaN');
  expect(() => ferromagnetEnergies(0, 3)).toThrow(
    'ferromagnetEnergies: `numSpins` must be an integer >= 1; received 0',
  );
  expect(() => ferromagnetEnergies(9, 0.5)).toThrow('ferromagnetEnergies: `p` must be an integer >= 1; received 0.5');
  expect(() => hammingHamiltonian([0, 1], 1.5)).toThrow(
    'hammingHamiltonian: `s` must be a number in [0, 1]; received 1.5',
  );
  expect(() => hammingGap([0], 0.5)).toThrow('hammingGap: `energies` must be at least 2 numbers; received 1');
  expect(() => hammingGap([0, 1], -0.1)).toThrow('hammingGap: `s` must be a number in [0, 1]; received -0.1');
  expect(() => hammingMinimalGap([0, Infinity])).toThrow(
    'hammingMinimalGap: `energies[1]` must be a finite number; received Infinity',
  );
  expect(() => hammingMinimalGap([0, 1], { tolerance: 0 })).toThrow(
    'hammingMinimalGap: `tolerance` must be a finite number > 0; received 0',
  );
  expect(() => hammingGenerator([0, 1], -1)).toThrow(
    'hammingGenerator: `beta` must be a finite number >= 0; received -1',
  );
  expect(() => birthDeathRate([1, 0], [1, 1])).toThrow(
    'birthDeathRate: `up[1]` must be a normal number > 0; received 0',
  );
  expect(() => birthDeathRate([1], [1e-310])).toThrow(
    'birthDeathRate: `down[0]` must be a normal number > 0; received 1e-310',
  );
  expect(() => birthDeathRate([1], [1, 2])).toThrow('birthDeathRate: `down` must have length 1; received shape (2)');
  expect(() => birthDeathRate([], [])).toThrow('birthDeathRate: `up.length` must be an integer >= 1; received 0');
});
