import { expect, test } from 'vitest';
import { randomHermitian, randomMatrix, randomState } from '../../test/random-quantum.ts';
import { key } from '../key.ts';
import { stream } from '../rng.ts';
import {
  add,
  complexMatrix,
  conditionalExpectation,
  diagonalMatrix,
  expectation,
  gibbsState,
  hermitianEigen,
  hermitianFunction,
  identityMatrix,
  isInAlgebra,
  largestEntry,
  matrixUnit,
  moment,
  multiply,
  partialTrace,
  pauli,
  requireState,
  spectralLaw,
  tensor,
  trace,
  vonNeumannEntropy,
} from './index.ts';

const { x, y, z } = pauli;
const rng = stream(key('algebraic probability'));
const one = identityMatrix(2);
const bell = complexMatrix(
  4,
  4,
  [1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1].map((v) => v / 2),
);

test('the conditional expectation is a projection onto the blocks, keeps states and lets what is in the algebra through', () => {
  const algebra = [1, 2, 2];
  const [a, b, c] = [randomMatrix(rng, 5), randomMatrix(rng, 5), randomMatrix(rng, 5)];
  const [inside, outside] = [conditionalExpectation(algebra, b), conditionalExpectation(algebra, c)];
  expect(largestEntry(conditionalExpectation(algebra, inside), inside)).toBe(0);
  expect([isInAlgebra(algebra, inside), isInAlgebra(algebra, b)]).toEqual([true, false]);
  const left = conditionalExpectation(algebra, multiply(inside, a, outside));
  expect(largestEntry(left, multiply(inside, conditionalExpectation(algebra, a), outside))).toBeLessThan(1e-13);
  // The mutant takes an element that is not in the algebra out of the bracket.
  expect(
    largestEntry(conditionalExpectation(algebra, multiply(b, a)), multiply(b, conditionalExpectation(algebra, a))),
  ).toBeGreaterThan(0.1);
  const state = requireState('test', 'state', conditionalExpectation(algebra, randomState(rng, 5)));
  expect(trace(state).real).toBeCloseTo(1, 14);
  expect(largestEntry(conditionalExpectation([1, 1], add(x, z)), z)).toBe(0);
});

test('of a diagonal state a diagonal observable has its classical law, and others do not depend on the basis of degeneracy', () => {
  const law = spectralLaw(diagonalMatrix([0.5, 0.3, 0.2]), [diagonalMatrix([1, -2, 1])]);
  expect(law).toEqual([
    { values: [expect.closeTo(1, 14)], probability: expect.closeTo(0.7, 14) },
    { values: [expect.closeTo(-2, 14)], probability: expect.closeTo(0.3, 14) },
  ]);
});

test('moments are those of the spectral law', () => {
  const [state, a] = [randomState(rng, 4), randomHermitian(rng, 4)];
  const law = spectralLaw(state, [a]);
  expect(law.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 13);
  for (const order of [0, 1, 2, 3, 4])
    expect(moment(state, a, order)).toBeCloseTo(
      law.reduce((sum, { values, probability }) => sum + values[0]! ** order * probability, 0),
      11,
    );
  expect(moment(state, a, 1)).toBeCloseTo(expectation(state, a), 13);
  expect(moment(state, a, 2)).toBeCloseTo(expectation(state, multiply(a, a)), 12);
});

test('commuting observables have a joint law: perfect correlation in the Bell state, in z and in x', () => {
  for (const pair of [
    [tensor(z, one), tensor(one, z)],
    [tensor(x, one), tensor(one, x)],
  ]) {
    const law = spectralLaw(bell, pair).map(({ values, probability }) =>
      [...values, probability].map((v) => +v.toFixed(12) + 0),
    );
    expect(law).toEqual([
      [1, 1, 0.5],
      [1, -1, 0],
      [-1, 1, 0],
      [-1, -1, 0.5],
    ]);
  }
  // In y the two are opposite: no classical law of three signs a side gives all three.
  const opposite = spectralLaw(bell, [tensor(y, one), tensor(one, y)]).filter(({ probability }) => probability > 1e-12);
  expect(opposite.map(({ values: [a, b] }) => Math.round(a! * b!))).toEqual([-1, -1]);
});

test('only values that occur together are listed: xx yy zz = -1 leaves four of eight', () => {
  const law = spectralLaw(randomState(rng, 4), [tensor(x, x), tensor(y, y), tensor(z, z)]);
  expect(law.length).toBe(4);
  for (const { values } of law) expect(values[0]! * values[1]! * values[2]!).toBeCloseTo(-1, 12);
  expect(law.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 13);
});

test("Gibbs's state has the Boltzmann weights, minimises F, and survives large beta", () => {
  const h = randomHermitian(rng, 4);
  const { state, logPartition } = gibbsState(h, 0.8);
  const weights = hermitianEigen(h).values.map((energy) => Math.exp(-0.8 * energy - logPartition));
  expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 13);
  expect(
    largestEntry(
      state,
      hermitianFunction(h, (energy) => Math.exp(-0.8 * energy - logPartition)),
    ),
  ).toBeLessThan(1e-14);
  const free = (rho: typeof state) => expectation(rho, h) - vonNeumannEntropy(rho) / 0.8;
  expect(free(state)).toBeCloseTo(-logPartition / 0.8, 12);
  for (let run = 0; run < 20; run++) expect(free(randomState(rng, 4))).toBeGreaterThan(free(state));
  expect(gibbsState(z, 5000).state.real[3]).toBeCloseTo(1, 14);
  expect(gibbsState(z, -5000).logPartition).toBeCloseTo(5000, 9);
});

test('von Neumann entropy: 0 of a pure state, log n of the mixture, log 2 of half a Bell pair', () => {
  expect(vonNeumannEntropy(bell)).toBeCloseTo(0, 13);
  expect(vonNeumannEntropy(diagonalMatrix([0.25, 0.25, 0.25, 0.25]))).toBeCloseTo(Math.log(4), 14);
  expect(vonNeumannEntropy(partialTrace(bell, [2, 2], [0]))).toBeCloseTo(Math.LN2, 14);
});

test('refusals say by how much', () => {
  const state = diagonalMatrix([0.5, 0.5]);
  expect(() => spectralLaw(state, [x, z])).toThrow(
    'spectralLaw: `observables[1]` must be commuting: largest |ab - ba| = 0; received 2',
  );
  expect(() => spectralLaw(z, [z])).toThrow('spectralLaw: `state` must be a state: trace 1; received 0');
  expect(() => expectation(state, matrixUnit(2, 2, 0, 1))).toThrow(
    'expectation: `observable` must be Hermitian: largest |a - a*| = 0; received 1',
  );
  expect(() => moment(state, z, -1)).toThrow('moment: `order` must be an integer >= 0; received -1');
  expect(() => gibbsState(matrixUnit(2, 2, 0, 1), 1)).toThrow('must be Hermitian: largest |a - a*| = 0; received 1');
  expect(() => gibbsState(z, Number.NaN)).toThrow('gibbsState: `beta` must be a finite number; received NaN');
  expect(() => vonNeumannEntropy(diagonalMatrix([1.5, -0.5]))).toThrow('smallest eigenvalue >= 0; received -0.5');
  expect(() => conditionalExpectation([1, 1], identityMatrix(3))).toThrow(
    'conditionalExpectation: `matrix` must have shape (2, 2)',
  );
  expect(() => conditionalExpectation([0, 2], one)).toThrow('`algebra` must be an integer >= 1; received 0');
});
