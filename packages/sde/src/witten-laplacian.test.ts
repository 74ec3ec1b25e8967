import { symmetricEigen } from '@yuragi/prob-core/eigen';
import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { fokkerPlanck } from './fokker-planck.ts';
import { ornsteinUhlenbeck } from './named-processes.ts';
import type { SdeProblem } from './problem.ts';
import { lowestLevels, type PotentialDerivatives, wittenLaplacian, wittenPotential } from './witten-laplacian.ts';

const harmonic = (k: number): PotentialDerivatives => ({ gradient: (x) => k * x, curvature: () => k });
/** U = 3 (x^2 - 1)^2. */
const doubleWell: PotentialDerivatives = {
  gradient: (x) => 12 * x * (x * x - 1),
  curvature: (x) => 36 * x * x - 12,
};
const langevin = ({ gradient }: PotentialDerivatives): SdeProblem => ({
  dimension: 1,
  calculus: 'ito',
  noise: 'additive',
  numNoises: 1,
  drift: (x, _t, out) => out.set(x.map((value) => -gradient(value))),
  diffusionCoefficient: (_x, _t, out) => out.fill(Math.SQRT2),
});

/** Spectrum of minus the generator that `fokkerPlanck` steps with, from its steps: each mode is left 1/(1 + tau lambda). */
function generatorSpectrum(problem: SdeProblem, options: { lower: number; upper: number; numCells: number }) {
  const solver = fokkerPlanck(problem, options);
  const { numCells: n } = options;
  const tau = 0.05;
  const pi = solver.stationary();
  const symmetric = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const unit = new Float64Array(n);
    unit[j] = 1;
    const [{ density }] = solver.step({ density: unit }, 0, tau);
    for (let i = 0; i < n; i++) symmetric[i * n + j] = density[i]! * Math.sqrt(pi[j]! / pi[i]!);
  }
  let asymmetry = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++)
      asymmetry = Math.max(asymmetry, Math.abs(symmetric[i * n + j]! - symmetric[j * n + i]!));
  const { values, vectors } = symmetricEigen(symmetric, n);
  return { levels: values.map((value) => (1 / value - 1) / tau), ground: vectors.slice(0, n), solver, pi, asymmetry };
}

describe('a harmonic well', () => {
  test('has the levels of Ornstein and Uhlenbeck, 0, k, 2k, …, to the 2e-4 of the reference`s grid', () => {
    const { inputs, outputs, tolerance } = referenceCase('bridge', 'landau-zener-and-witten');
    const k: number = inputs.stiffness;
    const operator = wittenLaplacian(harmonic(k), { lower: -12, upper: 12, numPoints: 2400 });
    const { values } = lowestLevels(operator, 5);
    expectClose(values.subarray(1), outputs.witten_spectrum.slice(1), { rel: tolerance.rel! });
    // The second difference costs (k h)^2 (2 j^2 + 2 j + 1)/64 at level j: 2.6e-4 at the fifth.
    for (let j = 0; j < 5; j++) {
      const expected = j * k - ((k * operator.spacing) ** 2 * (2 * j * j + 2 * j + 1)) / 64;
      expect(Math.abs(values[j]! - expected)).toBeLessThan(1e-7);
    }
    expect(Math.abs(values[4]! - 8)).toBeGreaterThan(2e-4);
  });

  test('has sqrt(pi) for its ground state, and Hermite functions above', () => {
    const k = 1.7;
    const { points, spacing, ...rest } = wittenLaplacian(harmonic(k), { lower: -8, upper: 8, numPoints: 1601 });
    const { states } = lowestLevels({ points, spacing, ...rest }, 3);
    const norm = (k / (2 * Math.PI)) ** 0.25;
    for (const [i, x] of points.entries()) {
      const ground = norm * Math.exp(-0.25 * k * x * x);
      expect(Math.abs(states.get(0, i) - ground)).toBeLessThan(3e-5);
      expect(Math.abs(states.get(1, i) + Math.sqrt(k) * x * ground)).toBeLessThan(2e-4);
    }
    for (const [j, l] of [
      [0, 0],
      [1, 1],
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      let product = 0;
      for (let i = 0; i < points.length; i++) product += spacing * states.get(j, i) * states.get(l, i);
      expect(product).toBeCloseTo(j === l ? 1 : 0, 10);
    }
  });

  test('with the other sign of U`` the levels are the same without the 0', () => {
    const other: PotentialDerivatives = { gradient: (x) => 2 * x, curvature: () => -2 };
    const { values } = lowestLevels(wittenLaplacian(other, { lower: -8, upper: 8, numPoints: 1601 }), 3);
    for (const [j, value] of values.entries()) expect(value).toBeCloseTo(2 * (j + 1), 3);
  });

  test('wittenPotential is U`^2/4 - U``/2', () => {
    expect(wittenPotential(doubleWell, 0.5)).toBe(0.25 * 4.5 ** 2 - 0.5 * (9 - 12));
  });
});

describe('the generator of fokkerPlanck', () => {
  test('is similar to a symmetric matrix with ground state sqrt(pi) at 0', () => {
    const { levels, ground, pi, solver, asymmetry } = generatorSpectrum(langevin(doubleWell), {
      lower: -2,
      upper: 2,
      numCells: 80,
    });
    expect(asymmetry).toBeLessThan(1e-13);
    expect(Math.abs(levels[0]!)).toBeLessThan(1e-11);
    for (let i = 0; i < 80; i++) expect(ground[i]).toBeCloseTo(Math.sqrt(pi[i]! * solver.cellWidth), 9);
  });

  test.each([
    ['harmonic', harmonic(1), 7],
    ['double', doubleWell, 2.3],
  ] as const)(
    'of the %s well has the levels of the Witten Laplacian: error of order 2 in the width',
    (_name, potential, end) => {
      const { values } = lowestLevels(wittenLaplacian(potential, { lower: -end, upper: end, numPoints: 8001 }), 4);
      const errors = [60, 120].map((numCells) => {
        const { levels } = generatorSpectrum(langevin(potential), { lower: -end, upper: end, numCells });
        return [1, 2, 3].map((j) => levels[j]! - values[j]!);
      });
      for (let j = 0; j < 3; j++) {
        expect(Math.abs(errors[1]![j]! / values[j + 1]!)).toBeLessThan(0.02);
        expect(Math.abs(Math.log2(errors[0]![j]! / errors[1]![j]!) - 2)).toBeLessThan(0.1);
      }
    },
  );

  test('the gap is the rate at which the slowest deviation dies out', () => {
    const options = { lower: -2.3, upper: 2.3, numCells: 400 };
    const { values, states } = lowestLevels(
      wittenLaplacian(doubleWell, { lower: -2.3, upper: 2.3, numPoints: 4001 }),
      2,
    );
    const solver = fokkerPlanck(langevin(doubleWell), options);
    // pi (1 + excited/ground), a law that decays by e^{-gap t} alone.
    const pi = solver.stationary();
    const at = (x: number): number => Math.round((x + 2.3) / (4.6 / 4000));
    const start = solver.centres.map(
      (x, i) => pi[i]! * (1 + (0.5 * states.get(1, at(x))) / (states.get(0, at(x)) + 1e-300)),
    );
    expect(start.every((value) => value >= 0)).toBe(true);
    let state = solver.init(start);
    const imbalance = ({ density }: { density: Float64Array }): number =>
      solver.centres.reduce((sum, x, i) => sum + (x > 0 ? 1 : -1) * density[i]! * solver.cellWidth, 0);
    const before = imbalance(state);
    const [dt, numSteps] = [0.002, 1000];
    for (let k = 0; k < numSteps; k++) [state] = solver.step(state, k * dt, (k + 1) * dt);
    const rate = Math.log(before / imbalance(state)) / (dt * numSteps);
    expect(Math.abs(rate / values[1]! - 1)).toBeLessThan(2e-3);
    // Far below the 24 of a single well: the barrier of height 3 rules.
    expect(values[1]).toBeLessThan(1);
  });

  test('of the named Ornstein-Uhlenbeck process has the rate for its gap', () => {
    const { problem } = ornsteinUhlenbeck({ rate: 1.5, scale: Math.SQRT2 });
    const { levels } = generatorSpectrum(problem, { lower: -5, upper: 5, numCells: 120 });
    expect(Math.abs(levels[1]! - 1.5)).toBeLessThan(0.005);
  });
});

test('lowestLevels agrees with a dense eigensolver, down to every level', () => {
  const n = 30;
  // Tilted, or the highest levels would come in pairs, one at each end, that differ by rounding.
  const tilted = { ...doubleWell, gradient: (x: number) => doubleWell.gradient(x) + 1.5 };
  const operator = wittenLaplacian(tilted, { lower: -1.8, upper: 1.8, numPoints: n });
  const dense = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    dense[i * n + i] = operator.diagonal[i]!;
    if (i > 0) dense[i * n + i - 1] = dense[(i - 1) * n + i] = operator.offDiagonal;
  }
  const { values, vectors } = symmetricEigen(dense, n);
  const levels = lowestLevels(operator, n);
  for (let k = 0; k < n; k++) {
    expect(levels.values[k]).toBeCloseTo(values[n - 1 - k]!, 10);
    let overlap = 0;
    for (let i = 0; i < n; i++)
      overlap += levels.states.get(k, i) * Math.sqrt(operator.spacing) * vectors[(n - 1 - k) * n + i]!;
    expect(Math.abs(overlap)).toBeCloseTo(1, 9);
  }
});

test('bad arguments are refused with their value', () => {
  const well = harmonic(1);
  expect(() => wittenLaplacian(well, { lower: Number.NaN, upper: 1, numPoints: 5 })).toThrow(
    'wittenLaplacian: `lower` must be a finite number; received NaN',
  );
  expect(() => wittenLaplacian(well, { lower: 1, upper: 1, numPoints: 5 })).toThrow(
    'wittenLaplacian: `upper` must be a finite number > lower = 1; received 1',
  );
  expect(() => wittenLaplacian(well, { lower: 0, upper: 1, numPoints: 2 })).toThrow(
    'wittenLaplacian: `numPoints` must be an integer >= 3; received 2',
  );
  const infinite = { gradient: (x: number) => 1 / x, curvature: () => 0 };
  expect(() => wittenLaplacian(infinite, { lower: 0, upper: 1, numPoints: 3 })).toThrow(
    'wittenLaplacian: `V(0)` must be a finite number; received Infinity',
  );
  const operator = wittenLaplacian(well, { lower: -1, upper: 1, numPoints: 5 });
  expect(() => lowestLevels(operator, 0)).toThrow('lowestLevels: `numLevels` must be an integer >= 1; received 0');
  expect(() => lowestLevels(operator, 6)).toThrow(
    'lowestLevels: `numLevels` must be at most 5, the number of points; received 6',
  );
  expect(() => lowestLevels({ ...operator, diagonal: new Float64Array(4) }, 1)).toThrow(
    'lowestLevels: `diagonal` must have length 5; received shape (4)',
  );
});
