import { describe, expect, test } from 'vitest';
import { randomHermitian, randomMatrix, randomUnitary } from '../../test/random-quantum.ts';
import { key } from '../key.ts';
import {
  add,
  adjoint,
  type ComplexMatrix,
  complexMatrix,
  diagonalMatrix,
  hermitianEigen,
  hermitianFunction,
  identityMatrix,
  largestEntry,
  matrixUnit,
  multiply,
  partialTrace,
  pauli,
  requireHermitian,
  requireState,
  scale,
  tensor,
  trace,
  traceNorm,
  unitaryEvolution,
} from '../quantum/index.ts';
import { stream } from '../rng.ts';

const { x, y, z } = pauli;
const rng = stream(key('complex matrices'));
const random = (rows: number, columns = rows) => randomMatrix(rng, rows, columns);
const hermitian = (n: number) => randomHermitian(rng, n);
const unitary = (n: number) => randomUnitary(rng, n);

describe('matrices', () => {
  test("Pauli's relations: x y = i z and its cycles, squares are 1, different ones anticommute", () => {
    for (const [a, b, c] of [
      [x, y, z],
      [y, z, x],
      [z, x, y],
    ] as const) {
      expect(largestEntry(multiply(a, b), scale(c, [0, 1]))).toBe(0);
      expect(largestEntry(add(multiply(a, b), multiply(b, a)))).toBe(0);
      expect(largestEntry(multiply(a, a), identityMatrix(2))).toBe(0);
      expect(trace(a)).toEqual({ real: 0, imaginary: 0 });
    }
  });

  test('the product is associative, * reverses it, and the trace is cyclic, for rectangles too', () => {
    const [a, b, c] = [random(2, 3), random(3, 4), random(4, 2)];
    expect(largestEntry(multiply(multiply(a, b), c), multiply(a, multiply(b, c)))).toBeLessThan(1e-14);
    expect(largestEntry(multiply(a, b, c), multiply(multiply(a, b), c))).toBe(0);
    expect(largestEntry(adjoint(multiply(a, b)), multiply(adjoint(b), adjoint(a)))).toBeLessThan(1e-15);
    expect(trace(multiply(a, b, c)).imaginary).toBeCloseTo(trace(multiply(c, a, b)).imaginary, 13);
    // The mutant transposes without conjugating.
    const transposed = adjoint({ ...a, imaginary: a.imaginary.map((v) => -v) });
    expect(trace(multiply(a, adjoint(a))).imaginary).toBeCloseTo(0, 14);
    expect(Math.abs(trace(multiply(a, transposed)).imaginary)).toBeGreaterThan(0.1);
  });

  test('the first factor of a tensor product is the more significant index', () => {
    expect(tensor(diagonalMatrix([1, 2]), diagonalMatrix([3, 5])).real).toEqual(diagonalMatrix([3, 5, 6, 10]).real);
    const [a, b, c, d] = [random(2, 3), random(3, 2), random(3, 2), random(2, 4)];
    expect(largestEntry(multiply(tensor(a, b), tensor(c, d)), tensor(multiply(a, c), multiply(b, d)))).toBeLessThan(
      1e-13,
    );
  });

  test('the partial trace takes the factors of a product apart, in the order of dims', () => {
    const [a, b, c] = [random(2), random(3), random(2)];
    const all = tensor(tensor(a, b), c);
    const size = (m: ComplexMatrix): readonly [number, number] => [trace(m).real, trace(m).imaginary];
    expect(largestEntry(partialTrace(all, [2, 3, 2], [0, 2]), scale(tensor(a, c), size(b)))).toBeLessThan(1e-13);
    expect(largestEntry(partialTrace(all, [2, 3, 2], [2, 0]), scale(tensor(a, c), size(b)))).toBeLessThan(1e-13);
    expect(largestEntry(partialTrace(all, [2, 3, 2], [1]), scale(b, size(tensor(a, c))))).toBeLessThan(1e-13);
    expect(partialTrace(all, [2, 3, 2], []).real[0]).toBeCloseTo(trace(all).real, 12);
    // The mutant reads the dimensions from the wrong end.
    expect(largestEntry(partialTrace(all, [2, 3, 2], [0]), scale(c, size(tensor(a, b))))).toBeGreaterThan(0.1);
  });

  test('shapes that do not fit, entries that are no numbers and indices that are none are refused', () => {
    expect(() => multiply(random(2, 3), random(2, 3))).toThrow(
      'multiply: `matrix` must have shape (3, 3); received shape (2, 3)',
    );
    expect(() => add(random(2), random(3))).toThrow('add: `matrix` must have shape (2, 2)');
    expect(() => trace(random(2, 3))).toThrow('trace: `matrix` must have shape (2, 2)');
    expect(() => complexMatrix(2, 2, [1, 0, 0])).toThrow(
      'complexMatrix: `real` must have length 4; received shape (3)',
    );
    expect(() => complexMatrix(1, 1, [1], [Number.NaN])).toThrow(
      '`imaginary[0]` must be a finite number; received NaN',
    );
    expect(() => partialTrace(identityMatrix(4), [2, 3], [0])).toThrow('partialTrace: `matrix` must have shape (6, 6)');
  });
});

/** Every eigenvalue and vector holds, and the vectors are orthonormal. */
function expectEigen(a: ComplexMatrix) {
  const { values, vectors } = hermitianEigen(a);
  const bound = 1e-14 * a.rows * (1 + largestEntry(a));
  expect(largestEntry(multiply(a, vectors), multiply(vectors, diagonalMatrix(values)))).toBeLessThan(bound);
  expect(largestEntry(multiply(adjoint(vectors), vectors), identityMatrix(a.rows))).toBeLessThan(bound);
  for (let k = 1; k < a.rows; k++) expect(values[k]!).toBeLessThanOrEqual(values[k - 1]! + bound);
}

describe('Hermitian matrices', () => {
  test('eigenvectors are orthonormal for simple, degenerate and nearly degenerate spectra', () => {
    for (const n of [1, 2, 3, 5, 8, 13]) {
      expectEigen(hermitian(n));
      expectEigen(identityMatrix(n));
      const u = unitary(n);
      for (const gap of [0, 1e-15, 1e-12, 1e-9, 1e-5]) {
        const values = Float64Array.from({ length: n }, (_, k) => Math.floor(k / 3) + gap * k);
        expectEigen(multiply(u, diagonalMatrix(values), adjoint(u)));
      }
    }
    expectEigen(tensor(tensor(y, y), add(x, y)));
    expectEigen(add(tensor(x, x), add(tensor(y, y), tensor(z, z))));
  });

  test('y has the projections (1 + y)/2 and (1 - y)/2', () => {
    const { values, vectors } = hermitianEigen(y);
    expect(Array.from(values)).toEqual([expect.closeTo(1, 15), expect.closeTo(-1, 15)]);
    const first = complexMatrix(
      2,
      1,
      [0, 2].map((k) => vectors.real[k]!),
      [0, 2].map((k) => vectors.imaginary[k]!),
    );
    expect(largestEntry(multiply(first, adjoint(first)), scale(add(identityMatrix(2), y), 0.5))).toBeLessThan(1e-15);
  });

  test('f of a matrix: powers, products of functions, and a Hermitian result', () => {
    const a = hermitian(6);
    expect(
      largestEntry(
        hermitianFunction(a, (v) => v ** 3),
        multiply(a, a, a),
      ),
    ).toBeLessThan(1e-12);
    const [plus, minus] = [hermitianFunction(a, Math.exp), hermitianFunction(a, (v) => Math.exp(-v))];
    expect(largestEntry(multiply(plus, minus), identityMatrix(6))).toBeLessThan(1e-11);
    expect(largestEntry(plus, adjoint(plus))).toBeLessThan(1e-15 * largestEntry(plus));
    // The mutant embeds [[A, B], [-B, A]]: the conjugate matrix.
    expect(largestEntry(plus, { ...plus, imaginary: plus.imaginary.map((v) => -v) })).toBeGreaterThan(0.1);
  });

  test('the trace norm is the sum of |eigenvalues| of a Hermitian matrix, and of singular values of others', () => {
    const a = hermitian(4);
    expect(traceNorm(a)).toBeCloseTo(
      hermitianEigen(a).values.reduce((sum, v) => sum + Math.abs(v), 0),
      12,
    );
    expect(traceNorm(multiply(unitary(4), diagonalMatrix([3, 0, -1, 0.5]), unitary(4)))).toBeCloseTo(4.5, 12);
    expect(traceNorm(matrixUnit(2, 2, 0, 1))).toBeCloseTo(1, 14);
    expect(() => traceNorm(random(2, 3))).toThrow('traceNorm: `matrix` must have shape (2, 2)');
  });

  test('f sees a degenerate eigenspace as one: the sign of a reflection is the reflection', () => {
    const u = unitary(6);
    const reflection = multiply(u, diagonalMatrix([1, 1, 1, -1, -1, -1]), adjoint(u));
    expect(largestEntry(hermitianFunction(reflection, Math.sign), reflection)).toBeLessThan(1e-14);
  });

  test('e^(-iHt): a rotation for z, unitary, a group, and -iH at time 0', () => {
    const turn = unitaryEvolution(z, 0.3);
    expect(turn.real[0]).toBeCloseTo(Math.cos(0.3), 15);
    expect(turn.imaginary[0]).toBeCloseTo(-Math.sin(0.3), 15);
    expect(turn.imaginary[3]).toBeCloseTo(Math.sin(0.3), 15);
    const h = hermitian(5);
    const u = unitaryEvolution(h, 1.7);
    expect(largestEntry(multiply(u, adjoint(u)), identityMatrix(5))).toBeLessThan(1e-14);
    expect(largestEntry(multiply(unitaryEvolution(h, 0.9), unitaryEvolution(h, 0.8)), u)).toBeLessThan(1e-14);
    const slope = scale(add(unitaryEvolution(h, 1e-4), scale(unitaryEvolution(h, -1e-4), -1)), [0, 5e3]);
    expect(largestEntry(slope, h)).toBeLessThan(1e-5);
  });

  test('refusals say by how much', () => {
    expect(() => requireHermitian('here', 'h', matrixUnit(2, 2, 0, 1))).toThrow(
      'here: `h` must be Hermitian: largest |a - a*| = 0; received 1',
    );
    expect(() => hermitianEigen(complexMatrix(1, 1, [1], [0.25]))).toThrow(
      'Hermitian: largest |a - a*| = 0; received 0.5',
    );
    expect(() => requireState('here', 'rho', diagonalMatrix([0.75, 0.75]))).toThrow(
      'here: `rho` must be a state: trace 1; received 1.5',
    );
    expect(() => requireState('here', 'rho', diagonalMatrix([1.25, -0.25]))).toThrow(
      'here: `rho` must be a state: smallest eigenvalue >= 0; received -0.25',
    );
    expect(() => requireState('here', 'rho', matrixUnit(2, 3, 0, 0))).toThrow('here: `matrix` must have shape (2, 2)');
    expect(requireState('here', 'rho', diagonalMatrix([0.5, 0.5])).rows).toBe(2);
  });
});
