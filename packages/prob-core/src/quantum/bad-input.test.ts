import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../error-classes.ts';
import {
  adjoint,
  applyChannel,
  applyLindbladian,
  channelFromKraus,
  choiMatrix,
  complexMatrix,
  depolarising,
  diagonalMatrix,
  expectation,
  hermitianFunction,
  identityMatrix,
  invariantState,
  kmsResidual,
  matrixUnit,
  multiply,
  partialTrace,
  pauli,
  scale,
  semigroupChannel,
  spectralLaw,
  trace,
  unitaryEvolution,
} from './index.ts';

const half = diagonalMatrix([0.5, 0.5]);
const nan = { ...half, real: Float64Array.of(Number.NaN, 0, 0, 1) };
const nothing = undefined as never;

describe('no NaN travels through a product, a state or a channel', () => {
  test.each([
    ['multiply', () => multiply(nan, half)],
    ['multiply', () => multiply(half, nan)],
    ['multiply', () => expectation(nan, pauli.x)],
    ['multiply', () => applyChannel(channelFromKraus([pauli.x]), nan)],
    ['trace', () => trace(nan)],
    ['lindbladian', () => kmsResidual({ jumps: [{ rate: 1, operator: nan }] }, half)],
  ])('%s', (where, run) => {
    expect(run).toThrow(`${where}: \`matrix.real[0]\` must be a finite number; received NaN`);
  });

  test('nor out of a function of the eigenvalues, a time or a factor', () => {
    expect(() => hermitianFunction(diagonalMatrix([1, 0]), Math.log)).toThrow(
      'hermitianFunction: `f(0)` must be a finite number; received -Infinity',
    );
    expect(() => unitaryEvolution(pauli.x, Infinity)).toThrow('unitaryEvolution: `time` must be a finite number');
    expect(() => scale(half, Number.NaN)).toThrow('scale: `factor` must be a finite number; received NaN');
  });
});

describe('what is no matrix, channel or generator is refused by name', () => {
  test.each([
    [
      () => multiply(half, nothing),
      'multiply: `matrix` must be a matrix (make one with complexMatrix); received undefined',
    ],
    [() => trace([1, 2] as never), 'trace: `matrix` must be a matrix (make one with complexMatrix); received [1, 2]'],
    [() => trace({ ...half, imaginary: new Float64Array(1) }), 'trace: `matrix` must be a matrix'],
    [() => applyChannel(nothing, half), 'applyChannel: `channel` must be a channel (make one with channelFromKraus)'],
    [() => choiMatrix({ inputDimension: 2, outputDimension: 2, kraus: [] }), 'choiMatrix: `channel` must be a channel'],
    [() => channelFromKraus(nothing), 'channelFromKraus: `kraus` must be a non-empty list; received undefined'],
    [() => semigroupChannel(nothing, 1), 'lindbladian: `jumps` must be a non-empty list; received undefined'],
    [() => identityMatrix(Number.NaN), 'complexMatrix: `rows` must be an integer >= 1; received NaN'],
    [() => identityMatrix(1e6), 'complexMatrix: `rows * columns` must be at most 134217728; received 1000000000000'],
    [() => matrixUnit(2, 2, 2, 0), 'matrixUnit: `(i, j)` must be inside (2, 2); received [2, 0]'],
    [
      () => partialTrace(identityMatrix(4), [2, 2], [2]),
      'partialTrace: `keep` must be indices into dims, of 2 factors',
    ],
    [() => complexMatrix(2, 2, nothing), 'complexMatrix: `real` must have length 4; received shape (0)'],
  ])('%#', (run, message) => {
    expect(run).toThrow(ArgumentError);
    expect(run).toThrow(message);
  });

  test('a generator that was not checked is checked where it is used', () => {
    const negative = { jumps: [{ rate: -1, operator: pauli.x }] };
    const skew = { ...depolarising(), hamiltonian: matrixUnit(2, 2, 0, 1) };
    expect(() => applyLindbladian(negative, half)).toThrow('`jumps[0].rate` must be a finite number >= 0; received -1');
    expect(() => kmsResidual(negative, half)).toThrow('`jumps[0].rate` must be a finite number >= 0; received -1');
    expect(() => invariantState(skew)).toThrow('`hamiltonian` must be Hermitian: largest |a - a*| = 0; received 1');
  });
});

describe('spectralLaw asks for commuting observables at their own scale', () => {
  test('small ones that do not commute are refused, with the size', () => {
    expect(() => spectralLaw(half, [scale(pauli.x, 1e-6), scale(pauli.z, 1e-6)])).toThrow(
      /`observables\[1\]` must be commuting: largest \|ab - ba\| = 0; received (2e-12|1\.9999\d+e-12)/,
    );
  });

  test('large ones that commute to rounding have their law', () => {
    const u = unitaryEvolution(complexMatrix(2, 2, [0.3, 0.2, 0.2, -0.1]), 1);
    const turned = (values: readonly number[]) => multiply(u, diagonalMatrix(values), adjoint(u));
    const law = spectralLaw(half, [turned([1e8, 3e8]), turned([2e8, 7e7])]);
    expect(law.map(({ probability }) => probability)).toEqual([expect.closeTo(0.5, 14), expect.closeTo(0.5, 14)]);
    expect(law.map(({ values }) => values.map((value) => Math.round(value / 1e7)))).toEqual([
      [30, 7],
      [10, 20],
    ]);
  });
});
