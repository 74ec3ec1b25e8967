import { isingModel } from '@yuragi/mcmc';
import { key, stream, toNdarray } from '@yuragi/prob-core';
import { symmetricEigen } from '@yuragi/prob-core/eigen';
import { describe, expect, test } from 'vitest';
import { groundStates } from './enumeration.ts';
import { imaginaryTimeGroundState } from './imaginary-time.ts';
import { chainLattice, normalCouplings } from './lattices.ts';
import { quantumAnneal, transverseFieldEvolution } from './quantum-anneal.ts';
import type { Amplitudes } from './split-step.ts';
import { minimalGap, spinsOfIndex, transverseFieldHamiltonian, transverseFieldSpectrum } from './transverse-field.ts';

const rng = stream(key('quantum.test'));
const glass = { ...chainLattice(5, { couplings: normalCouplings(rng), field: 0.3 }), offset: 0.4 };
const one = isingModel({ numSpins: 1, bonds: [], fields: [1] });

const norm = (a: Amplitudes): number => a.real.reduce((sum, x, i) => sum + x * x + a.imaginary[i]! ** 2, 0);
const distance = (a: Amplitudes, b: Amplitudes): number =>
  Math.sqrt(a.real.reduce((sum, x, i) => sum + (x - b.real[i]!) ** 2 + (a.imaginary[i]! - b.imaginary[i]!) ** 2, 0));

/** exp(-i H t) psi from the eigenvectors of H. */
function exactEvolution(h: Float64Array, psi: Amplitudes, t: number): Amplitudes {
  const n = psi.real.length;
  const { values, vectors } = symmetricEigen(h, n);
  const real = new Float64Array(n);
  const imaginary = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    let [re, im] = [0, 0];
    for (let x = 0; x < n; x++) {
      re += vectors[k * n + x]! * psi.real[x]!;
      im += vectors[k * n + x]! * psi.imaginary[x]!;
    }
    const [c, s] = [Math.cos(values[k]! * t), Math.sin(values[k]! * t)];
    for (let x = 0; x < n; x++) {
      real[x]! += vectors[k * n + x]! * (c * re + s * im);
      imaginary[x]! += vectors[k * n + x]! * (c * im - s * re);
    }
  }
  return { real, imaginary };
}

describe('the Hamiltonian', () => {
  test('basis states: bit i of the index is spin i, a bit of 0 is spin +1', () => {
    expect(Array.from(spinsOfIndex(0b0110, 4))).toEqual([1, -1, -1, 1]);
    const pair = isingModel({ numSpins: 2, bonds: [[0, 1, 3]], fields: [5, 7] });
    const h = transverseFieldHamiltonian(pair, { transverseField: 2, problemScale: 0.5 });
    expect(Array.from(h.data)).toEqual([-7.5, -2, -2, 0, -2, 0.5, 0, -2, -2, 0, 2.5, -2, 0, -2, -2, 4.5]);
  });

  test('a ring in a transverse field has the ground energy of free fermions', () => {
    // E_0 = -sum_k sqrt(J^2 + Gamma^2 + 2 J Gamma cos k), k = (2 m + 1) pi/n, n even (Pfeuty, Ann. Phys. 57, 1970, 79).
    for (const [n, coupling, gamma] of [
      [4, 1, 0.7],
      [6, 1, 1],
      [6, 0.5, 1.3],
    ] as const) {
      const exact = Array.from({ length: n }, (_, m) =>
        Math.sqrt(coupling ** 2 + gamma ** 2 + 2 * coupling * gamma * Math.cos(((2 * m + 1) * Math.PI) / n)),
      ).reduce((a, b) => a + b);
      const [lowest] = transverseFieldSpectrum(chainLattice(n, { couplings: coupling }), { transverseField: gamma });
      expect(lowest).toBeCloseTo(-exact, 12);
    }
  });

  test('the gap of one spin is 2 sqrt(Gamma^2 + B^2)', () => {
    const [low, high] = transverseFieldSpectrum(one, { transverseField: 0.6, problemScale: 0.8 });
    expect(high! - low!).toBeCloseTo(2, 14);
    const { gap, progress, scan } = minimalGap(one, { numPoints: 12 });
    expect(gap).toBeCloseTo(Math.SQRT2, 10);
    expect(progress).toBeCloseTo(0.5, 5);
    expect(scan.gaps[0]).toBeCloseTo(2, 12);
    expect(Math.min(...scan.gaps)).toBeGreaterThan(gap);
  });

  test('where the ground state of the problem is degenerate the gap is taken to the first level above', () => {
    const ring = chainLattice(4);
    expect(minimalGap(ring, { numPoints: 5 }).gap).toBeCloseTo(0, 10);
    expect(minimalGap(ring, { numPoints: 5, level: 2 }).gap).toBeGreaterThan(0.3);
  });
});

describe('real time', () => {
  const size = 2 ** 5;
  const constant = { transverseField: () => 0.8, problemScale: () => 1.1, duration: 2 };
  const evolution = transverseFieldEvolution(glass, constant);
  const exact = exactEvolution(
    transverseFieldHamiltonian(glass, { transverseField: 0.8, problemScale: 1.1 }).data,
    evolution.init().position,
    2,
  );
  const evolve = (numSteps: number): Amplitudes => {
    let state = evolution.init();
    for (let i = 1; i <= numSteps; i++) state = evolution.step(state, (2 * i) / numSteps);
    return state.position;
  };

  test('tends to exp(-i H t) of the eigenvectors with order 4', () => {
    const errors = [20, 40, 80].map((n) => distance(evolve(n), exact));
    expect(errors[2]).toBeLessThan(1e-5);
    for (const i of [0, 1]) expect(Math.log2(errors[i]! / errors[i + 1]!)).toBeGreaterThan(3.8);
    for (const i of [0, 1]) expect(Math.log2(errors[i]! / errors[i + 1]!)).toBeLessThan(4.2);
  });

  test('keeps its order when the schedules move', () => {
    const moving = transverseFieldEvolution(glass, { duration: 3 });
    const run = (numSteps: number): Amplitudes => {
      let state = moving.init();
      for (let i = 1; i <= numSteps; i++) state = moving.step(state, (3 * i) / numSteps);
      return state.position;
    };
    const fine = run(1280);
    const errors = [20, 40, 80].map((n) => distance(run(n), fine));
    for (const i of [0, 1]) expect(Math.abs(Math.log2(errors[i]! / errors[i + 1]!) - 4)).toBeLessThan(0.2);
  });

  test('is unitary to rounding, and runs backwards', () => {
    let state = evolution.init();
    for (let i = 1; i <= 300; i++) state = evolution.step(state, i / 100);
    // 35 factors a step, each of norm 1 within 2^-52: 10 500 of them.
    expect(Math.abs(norm(state.position) - 1)).toBeLessThan(10_500 * 2 ** -52);
    for (let i = 299; i >= 0; i--) state = evolution.step(state, i / 100);
    expect(distance(state.position, evolution.init().position)).toBeLessThan(21_000 * 2 ** -52);
  });

  test('a step leaves its state as it was', () => {
    const state = evolution.init();
    const copy = structuredClone(state);
    evolution.step(state, 1);
    expect(state).toStrictEqual(copy);
    expect(state.position.real[3]).toBe(size ** -0.5);
  });
});

describe('quantum annealing', () => {
  test('the reported error is the error', () => {
    const tight = quantumAnneal(glass, { duration: 4, tolerance: 1e-12 });
    const loose = quantumAnneal(glass, { duration: 4, tolerance: 1e-5 });
    const error = distance(loose.amplitudes, tight.amplitudes);
    expect(loose.errorEstimate).toBeLessThanOrEqual(1e-5);
    expect(error / loose.errorEstimate).toBeGreaterThan(0.5);
    expect(error / loose.errorEstimate).toBeLessThan(2);
    expect(loose.numSteps).toBeLessThan(tight.numSteps);
  });

  test('slow runs end in the ground state, instant ones stay uniform', () => {
    const { energy, degeneracy } = groundStates(glass);
    const at = (duration: number) => quantumAnneal(glass, { duration, tolerance: 1e-6 });
    expect(at(1e-4).successProbability).toBeCloseTo(degeneracy / 2 ** 5, 4);
    const [fast, medium, slow] = [at(2), at(10), at(400)].map((run) => run.successProbability);
    expect(medium).toBeGreaterThan(fast!);
    expect(slow).toBeGreaterThan(0.99);
    expect(at(400).energy).toBeLessThan(energy + 0.05);
    expect(at(10).probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });

  test('a ring of degenerate ground states counts them all', () => {
    const { successProbability, probabilities } = quantumAnneal(chainLattice(4), { duration: 30 });
    expect(successProbability).toBeCloseTo(probabilities[0]! + probabilities[15]!, 14);
    expect(successProbability).toBeGreaterThan(0.98);
  });

  test.each([
    [1, 0.5],
    [1, 1],
  ])('Landau and Zener: speed %s, coupling %s', (speed, coupling) => {
    // H = (v t sigma^z + D sigma^x)/2 for t from -T to T, from the adiabatic ground state; ending in the other adiabatic
    // state has probability exp(-pi D^2/(2 v)), and corrections that fall as T^-2 or faster.
    const half = 80;
    const duration = 2 * half;
    const tiltAt = (s: number): number => (speed * duration * (2 * s - 1)) / 2;
    // E = -s of one spin: H_problem = -sigma^z.
    const schedule = { problemScale: (s: number) => -tiltAt(s) / 2, transverseField: () => -coupling / 2 };
    const adiabatic = (s: number) => {
      const h = transverseFieldHamiltonian(one, {
        transverseField: schedule.transverseField(),
        problemScale: schedule.problemScale(s),
      });
      const { vectors } = symmetricEigen(h.data, 2);
      return { upper: vectors.subarray(0, 2), lower: vectors.subarray(2, 4) };
    };
    const start = { real: adiabatic(0).lower, imaginary: new Float64Array(2) };
    const { amplitudes } = quantumAnneal(one, { duration, start, tolerance: 1e-7, ...schedule });
    const { upper } = adiabatic(1);
    const re = upper[0]! * amplitudes.real[0]! + upper[1]! * amplitudes.real[1]!;
    const im = upper[0]! * amplitudes.imaginary[0]! + upper[1]! * amplitudes.imaginary[1]!;
    const exact = Math.exp((-Math.PI * coupling ** 2) / (2 * speed));
    expect(Math.abs((re * re + im * im) / exact - 1)).toBeLessThan(1e-4);
  });

  test('refuses what is too large, bad options and a tolerance out of reach', () => {
    const large = chainLattice(13);
    expect(() => quantumAnneal(large, { duration: 1 })).toThrow(
      'quantumAnneal: `model.numSpins` must be at most 12; received 13',
    );
    expect(() => transverseFieldEvolution(large, { duration: 1 })).toThrow(
      'transverseFieldEvolution: `model.numSpins` must be at most 12; received 13',
    );
    expect(() => minimalGap(large)).toThrow('minimalGap: `model.numSpins` must be at most 10; received 13');
    expect(() => quantumAnneal(one, { duration: 0 })).toThrow(
      'quantumAnneal: `duration` must be a finite number > 0; received 0',
    );
    expect(() => quantumAnneal(one, { duration: 1, tolerance: 0 })).toThrow(
      'quantumAnneal: `tolerance` must be a finite number > 0; received 0',
    );
    expect(() => quantumAnneal(one, { duration: 1, maxSteps: 1 })).toThrow(
      'quantumAnneal: `maxSteps` must be an integer >= 2; received 1',
    );
    expect(() => quantumAnneal(glass, { duration: 50, maxSteps: 32 })).toThrow(
      expect.objectContaining({
        code: 'YURAGI_CONVERGENCE',
        message: expect.stringContaining('quantumAnneal: residual'),
      }),
    );
    expect(() => quantumAnneal(one, { duration: 1, transverseField: () => Number.NaN })).toThrow(
      /quantumAnneal: `transverseField\([\d.]+\)` must be a finite number; received NaN/,
    );
    const unnormalised = { real: Float64Array.of(1, 1), imaginary: new Float64Array(2) };
    expect(() => quantumAnneal(one, { duration: 1, start: unnormalised })).toThrow(
      'quantumAnneal: `amplitudes` must be of squared norm 1; received 2',
    );
    expect(() => quantumAnneal(glass, { duration: 1, start: unnormalised })).toThrow(
      'quantumAnneal: `amplitudes.real` must have length 32; received shape (2)',
    );
    expect(() => minimalGap(one, { numPoints: 2 })).toThrow(
      'minimalGap: `numPoints` must be an integer >= 3; received 2',
    );
    expect(() => minimalGap(one, { level: 2 })).toThrow('minimalGap: `level` must be at most 1; received 2');
    expect(() => transverseFieldSpectrum(one, { transverseField: Infinity })).toThrow(
      'transverseFieldSpectrum: `transverseField` must be a finite number; received Infinity',
    );
  });
});

describe('imaginary time', () => {
  const options = { transverseField: 0.8, problemScale: 1.1 };
  const h = transverseFieldHamiltonian(glass, options);
  const { values, vectors } = symmetricEigen(h.data, 32);
  const exact = vectors.subarray(31 * 32).map(Math.abs);

  test('tends to the ground state of the dense spectrum', () => {
    const { energy, amplitudes, residual } = imaginaryTimeGroundState(glass, {
      ...options,
      duration: 40,
      numSteps: 4000,
    });
    expect(energy).toBeCloseTo(values[31]!, 11);
    expect(residual).toBeLessThan(1e-6);
    for (const [x, a] of amplitudes.entries()) expect(a).toBeCloseTo(exact[x]!, 6);
    expect(amplitudes.reduce((sum, a) => sum + a * a, 0)).toBeCloseTo(1, 13);
  });

  test('the length of a step biases the state in its fourth power', () => {
    const residuals = [400, 800, 1600].map(
      (numSteps) => imaginaryTimeGroundState(glass, { ...options, duration: 40, numSteps }).residual,
    );
    for (const i of [0, 1]) expect(Math.abs(Math.log2(residuals[i]! / residuals[i + 1]!) - 4)).toBeLessThan(0.2);
  });

  test('the residual is that of the dense matrix', () => {
    const { energy, amplitudes, residual } = imaginaryTimeGroundState(glass, { ...options, duration: 1, numSteps: 20 });
    const image = Array.from({ length: 32 }, (_, x) =>
      amplitudes.reduce((sum, a, y) => sum + toNdarray(h.data, [32, 32]).get(x, y) * a, 0),
    );
    expect(image.reduce((sum, a, x) => sum + a * amplitudes[x]!, 0)).toBeCloseTo(energy, 12);
    expect(Math.sqrt(image.reduce((sum, a, x) => sum + (a - energy * amplitudes[x]!) ** 2, 0))).toBeCloseTo(
      residual,
      12,
    );
    expect(residual).toBeGreaterThan(0.01);
  });

  test('refuses bad options', () => {
    const run = (more: object) => () =>
      imaginaryTimeGroundState(glass, { ...options, duration: 1, numSteps: 10, ...more });
    expect(run({ numSteps: 0 })).toThrow('imaginaryTimeGroundState: `numSteps` must be an integer >= 1; received 0');
    expect(run({ duration: -1 })).toThrow(
      'imaginaryTimeGroundState: `duration` must be a finite number > 0; received -1',
    );
    expect(run({ problemScale: Number.NaN })).toThrow(
      'imaginaryTimeGroundState: `problemScale` must be a finite number; received NaN',
    );
  });
});
