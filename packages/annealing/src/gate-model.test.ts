import { isingModel } from '@yuragi/mcmc';
import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import { type CircuitState, digitisedAnneal, qaoaState } from './gate-model.ts';
import { maxCutIsing } from './max-cut.ts';
import { quantumAnneal } from './quantum-anneal.ts';
import type { Amplitudes } from './split-step.ts';

const { inputs, outputs } = referenceCase('bridge', 'qaoa-ring-and-digitised-annealing');
const i4 = isingModel({ numSpins: 4, bonds: inputs.bonds, fields: inputs.fields });

const ring = (n: number) =>
  maxCutIsing({
    numNodes: n,
    edges: Array.from({ length: n }, (_, i): [number, number, number] => [i, (i + 1) % n, 1]),
  });
/** <C>/n. */
const cutFraction = (n: number, gamma: number, beta: number): number =>
  -qaoaState(ring(n), { gammas: [gamma], betas: [beta] }).energy / n;
const ringFormula = (gamma: number, beta: number): number =>
  0.5 + 0.5 * Math.sin(4 * beta) * Math.sin(gamma) * Math.cos(gamma);

const distance = (a: Amplitudes, b: Amplitudes): number =>
  Math.sqrt(a.real.reduce((sum, x, k) => sum + (x - b.real[k]!) ** 2 + (a.imaginary[k]! - b.imaginary[k]!) ** 2, 0));

describe('QAOA on rings', () => {
  test.each([4, 5, 6, 7])('one layer, n = %d: the formula at any angles', (n) => {
    for (let k = 0; k < 12; k++) {
      const [gamma, beta] = [3 * Math.sin(k), 2 * Math.cos(3 * k)];
      expect(Math.abs(cutFraction(n, gamma, beta) - ringFormula(gamma, beta))).toBeLessThan(1e-14);
    }
  });

  test('its maximum is 3/4 at gamma = pi/4, beta = pi/8; the wrong sign of an angle gives 1/4', () => {
    expectClose(cutFraction(8, Math.PI / 4, Math.PI / 8), outputs.qaoa_value, { abs: 1e-14 });
    expectClose(cutFraction(8, 0.6, 0.3), outputs.qaoa_at_g_0_6_b_0_3, { abs: 1e-14 });
    expectClose(cutFraction(8, -Math.PI / 4, Math.PI / 8), 0.25, { abs: 1e-14 });
    for (let gamma = 0; gamma < 3.2; gamma += 0.1)
      for (let beta = 0; beta < 1.6; beta += 0.1) expect(cutFraction(4, gamma, beta)).toBeLessThan(0.75 + 1e-12);
  });

  test('the triangle reaches 2/3, all that can be cut, at sin^2 gamma = 1/3, beta = gamma/2', () => {
    const gamma = Math.asin(Math.sqrt(1 / 3));
    expectClose(cutFraction(3, gamma, gamma / 2), outputs.qaoa_n3_maximum, { abs: 1e-14 });
    expect(Math.abs(ringFormula(gamma, gamma / 2) - 2 / 3)).toBeGreaterThan(0.01);
  });

  test('no layer is the uniform law, more layers are a state of norm 1', () => {
    const none = qaoaState(i4, { gammas: [], betas: [] });
    for (const p of none.probabilities) expect(p).toBeCloseTo(1 / 16, 15);
    const three = qaoaState(i4, { gammas: [0.3, -1, 2], betas: [0.7, 0.1, -0.4] });
    expect(three.probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 14);
  });

  test('two layers against matrices: one spin, by hand', () => {
    const one = isingModel({ numSpins: 1, bonds: [], fields: [1] });
    const { amplitudes } = qaoaState(one, { gammas: [0.4], betas: [0.9] });
    // E = -+1: phases e^(+i 0.4), e^(-i 0.4) on 2^(-1/2), then cos 0.9 + i sin 0.9 sigma^x.
    const h = Math.SQRT1_2;
    const real = h * (Math.cos(0.9) * Math.cos(0.4) + Math.sin(0.9) * Math.sin(0.4));
    const imaginary = h * (Math.cos(0.9) * Math.sin(0.4) + Math.sin(0.9) * Math.cos(0.4));
    expect(Math.abs(amplitudes.real[0]! - real)).toBeLessThan(1e-15);
    expect(Math.abs(amplitudes.imaginary[0]! - imaginary)).toBeLessThan(1e-15);
  });
});

describe('digitised annealing', () => {
  const duration = inputs.T;
  const exact = quantumAnneal(i4, { duration, tolerance: 1e-11 });
  const errorsOf = (splitting?: 'symmetric' | 'sequential'): number[] =>
    inputs.p.map((numSteps: number) =>
      distance(digitisedAnneal(i4, { duration, numSteps, splitting }).amplitudes, exact.amplitudes),
    );

  test('symmetric steps: errors of reference, falling as 1/p^2', () => {
    const errors = errorsOf();
    expectClose(errors, outputs.symmetric_error, { abs: 1e-9 });
    expect(errors[2]! / errors[3]!).toBeCloseTo(4, 2);
  });

  test('one after the other: errors of reference, falling as 1/p', () => {
    const errors = errorsOf('sequential');
    expectClose(errors, outputs.unsymmetric_error, { abs: 1e-9 });
    expect(errors[2]! / errors[3]!).toBeCloseTo(2, 1);
  });

  test('the exact run has the success of reference', () => {
    expectClose(exact.successProbability, outputs.ground_state_probability_exact, { abs: 1e-9 });
  });

  test('one after the other is QAOA with the angles of the schedule', () => {
    const s = Array.from({ length: 8 }, (_, k) => (k + 0.5) / 8);
    const qaoa: CircuitState = qaoaState(i4, { gammas: s.map((x) => 0.5 * x), betas: s.map((x) => 0.5 * (1 - x)) });
    const anneal = digitisedAnneal(i4, { duration: 4, numSteps: 8, splitting: 'sequential' });
    expect(distance(qaoa.amplitudes, anneal.amplitudes)).toBeLessThan(1e-14);
    expect(qaoa.energy).toBeCloseTo(anneal.energy, 13);
  });

  test('schedules of one’s own are taken in the middle of each step', () => {
    const asked: number[] = [];
    digitisedAnneal(i4, { duration: 1, numSteps: 2, transverseField: (s) => asked.push(s), problemScale: () => 1 });
    expect(asked).toEqual([0.25, 0.75]);
  });
});

test('refusals', () => {
  const large = isingModel({ numSpins: 17, bonds: [] });
  expect(() => qaoaState(large, { gammas: [], betas: [] })).toThrow(
    'qaoaState: `model.numSpins` must be at most 16; received 17',
  );
  expect(() => qaoaState(i4, { gammas: [1], betas: [] })).toThrow(
    'qaoaState: `betas` must have length 1; received shape (0)',
  );
  expect(() => qaoaState(i4, { gammas: [Number.NaN], betas: [0] })).toThrow(
    'qaoaState: `gammas[0]` must be a finite number; received NaN',
  );
  expect(() => digitisedAnneal(i4, { duration: -1, numSteps: 1 })).toThrow(
    'digitisedAnneal: `duration` must be a finite number > 0; received -1',
  );
  expect(() => digitisedAnneal(i4, { duration: 1, numSteps: 0 })).toThrow(
    'digitisedAnneal: `numSteps` must be an integer >= 1; received 0',
  );
  expect(() => digitisedAnneal(i4, { duration: 1, numSteps: 1, splitting: 'half' as never })).toThrow(
    "digitisedAnneal: `splitting` must be one of 'symmetric', 'sequential'; received \"half\"",
  );
  expect(() => digitisedAnneal(i4, { duration: 1, numSteps: 1, problemScale: () => Infinity })).toThrow(
    'digitisedAnneal: `problemScale(0.5)` must be a finite number; received Infinity',
  );
  expect(() => digitisedAnneal(i4, { duration: 1, numSteps: 1, transverseField: () => Number.NaN })).toThrow(
    'digitisedAnneal: `transverseField(0.5)` must be a finite number; received NaN',
  );
});
