import { key, stream } from '@yuragi/prob-core';
import {
  add,
  adjoint,
  type ComplexMatrix,
  complexMatrix,
  diagonalMatrix,
  hermitianEigen,
  hermitianFunction,
  identityMatrix,
  multiply,
  pauli,
  scale,
  tensor,
  trace,
  unitaryEvolution,
} from '@yuragi/prob-core/quantum';
import { expectClose, referenceCase } from '@yuragi/testkit';
import { describe, expect, test } from 'vitest';
import * as i4 from '../test/four-spins.ts';
import { twoPointMeasurement } from './two-point-measurement.ts';

const rng = (name: string) => stream(key(name));
const randomMatrix = (n: number, name: string): ComplexMatrix => {
  const source = rng(name);
  const draw = () => Float64Array.from({ length: n * n }, () => source.normal());
  return complexMatrix(n, n, draw(), draw());
};
const randomHermitian = (n: number, name: string): ComplexMatrix => {
  const a = randomMatrix(n, name);
  return scale(add(a, adjoint(a)), 0.5);
};
const randomUnitary = (n: number, name: string): ComplexMatrix => unitaryEvolution(randomHermitian(n, name), 3);

/** exp(-beta H)/Z. */
function gibbsState(hamiltonian: ComplexMatrix, beta: number): ComplexMatrix {
  const weights = hermitianFunction(hamiltonian, (energy) => Math.exp(-beta * energy));
  return scale(weights, 1 / trace(weights).real);
}
const logPartition = (hamiltonian: ComplexMatrix, beta: number): number =>
  Math.log(trace(hermitianFunction(hamiltonian, (energy) => Math.exp(-beta * energy))).real);
/** tr rho (log rho - log sigma). */
const relativeEntropy = (rho: ComplexMatrix, sigma: ComplexMatrix): number =>
  trace(multiply(rho, add(hermitianFunction(rho, Math.log), scale(hermitianFunction(sigma, Math.log), -1)))).real;

const sumX = [0, 1, 2, 3]
  .map((i) =>
    // Spin 0 is bit 0, the least significant factor.
    [3, 2, 1, 0].map((j) => (j === i ? pauli.x : identityMatrix(2))).reduce((a, b) => tensor(a, b)),
  )
  .reduce(add);
const problem = diagonalMatrix(i4.energies);

/** exp(i angle X) = the product over spins of cos + i sin sigma^x. */
const rotation = (angle: number): ComplexMatrix => {
  const one = add(scale(identityMatrix(2), Math.cos(angle)), scale(pauli.x, [0, Math.sin(angle)]));
  return tensor(tensor(one, one), tensor(one, one));
};
const phases = (angle: number): ComplexMatrix =>
  complexMatrix(
    16,
    16,
    Float64Array.from({ length: 256 }, (_, at) => (at % 17 === 0 ? Math.cos(angle * i4.energies[at / 17]!) : 0)),
    Float64Array.from({ length: 256 }, (_, at) => (at % 17 === 0 ? -Math.sin(angle * i4.energies[at / 17]!) : 0)),
  );
/** H(s) = -(1 - s) X + s E over the time T, in symmetric steps, or Suzuki's of order 4 (Phys. Lett. A 146, 1990, 319). */
function sweepUnitary(duration: number, numSteps: number, stages: readonly number[]): ComplexMatrix {
  let u = identityMatrix(16);
  let time = 0;
  for (let step = 0; step < numSteps; step++)
    for (const stage of stages) {
      const h = (stage * duration) / numSteps;
      const s = (time + h / 2) / duration;
      const half = rotation(((1 - s) * h) / 2);
      u = multiply(half, phases(s * h), half, u);
      time += h;
    }
  return u;
}
const P = 1 / (4 - 4 ** (1 / 3));
const SUZUKI = [P, P, 1 - 4 * P, P, P];

describe('for any unitary, in any dimension, at any temperature', () => {
  const cases = [2, 3, 6].flatMap((n) => [0.4, 1, 2.5, -0.7].map((beta) => [n, beta] as const));

  test.each(cases)("n = %i, beta = %f: <exp(-W)> = Z'/Z, and the dissipation is D(U rho U* || rho')", (n, beta) => {
    const [initialHamiltonian, finalHamiltonian] = [randomHermitian(n, `H ${n}`), randomHermitian(n, `H' ${n}`)];
    const unitary = randomUnitary(n, `U ${n} ${beta}`);
    const result = twoPointMeasurement({ initialHamiltonian, finalHamiltonian, unitary, beta });
    expect(Math.abs(result.jarzynski - result.freeEnergyDifference)).toBeLessThan(1e-12);
    const rho = multiply(unitary, gibbsState(initialHamiltonian, beta), adjoint(unitary));
    // log rho' = -beta H' - log Z', without a logarithm of small numbers.
    const logGibbs = (hamiltonian: ComplexMatrix) =>
      add(scale(hamiltonian, -beta), scale(identityMatrix(n), -logPartition(hamiltonian, beta)));
    const logRho = multiply(unitary, logGibbs(initialHamiltonian), adjoint(unitary));
    const distance = trace(multiply(rho, add(logRho, scale(logGibbs(finalHamiltonian), -1)))).real;
    expect(distance).toBeGreaterThan(0.01);
    expect(Math.abs(result.dissipation - distance)).toBeLessThan(1e-12 * (1 + distance));
    // The mean is that of the two energies, and the law is one.
    const energyChange =
      trace(multiply(rho, finalHamiltonian)).real -
      trace(multiply(gibbsState(initialHamiltonian, beta), initialHamiltonian)).real;
    expect(result.meanWork).toBeCloseTo(beta * energyChange, 11);
    expect(result.probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 13);
    const mean = result.work.reduce((sum, w, i) => sum + w * result.probabilities[i]!, 0);
    expect(mean).toBeCloseTo(result.meanWork, 12);
    expect([...result.work]).toEqual([...result.work].sort((a, b) => a - b));

    // Mutants: weights at another temperature than the start's; the sign of work.
    const average = (factor: number) =>
      -Math.log(result.work.reduce((sum, w, i) => sum + result.probabilities[i]! * Math.exp(factor * w), 0));
    expect(average(-1)).toBeCloseTo(result.freeEnergyDifference, 11);
    expect(Math.abs(average(-1.1) - result.freeEnergyDifference)).toBeGreaterThan(1e-3);
    expect(Math.abs(average(1) - result.freeEnergyDifference)).toBeGreaterThan(1e-3);
  });

  test('what commutes does classical work: a permutation of levels', () => {
    const { work, probabilities } = twoPointMeasurement({
      initialHamiltonian: diagonalMatrix([0, 1]),
      finalHamiltonian: diagonalMatrix([0, 3]),
      unitary: pauli.x,
      beta: 0.5,
    });
    const up = 1 / (1 + Math.exp(-0.5));
    // From 0 to 3 and from 1 to 0; what cannot happen has probability 0.
    const law = new Map([...work].map((w, i) => [w, probabilities[i]!]));
    expect(law.get(1.5)).toBeCloseTo(up, 14);
    expect(law.get(-0.5)).toBeCloseTo(1 - up, 14);
    expect(law.get(1)! + law.get(0)!).toBeLessThan(1e-15);
  });

  test('equal energies: the law does not depend on their eigenvectors, and nothing is dissipated by what commutes with H', () => {
    const hamiltonian = diagonalMatrix([1, 1, 1, 2]);
    const inside = multiply(
      complexMatrix(4, 4, Float64Array.of(0.6, 0.8, 0, 0, -0.8, 0.6, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1)),
      identityMatrix(4),
    );
    const { work, probabilities, dissipation } = twoPointMeasurement({
      initialHamiltonian: hamiltonian,
      finalHamiltonian: hamiltonian,
      unitary: inside,
      beta: 1,
    });
    expect(work).toHaveLength(3);
    expect(probabilities[1]).toBeCloseTo(1, 13);
    expect(Math.abs(dissipation)).toBeLessThan(1e-13);
    expect(hermitianEigen(hamiltonian).values).toHaveLength(4);
  });
});

describe('quantum annealing of four spins from the Gibbs state of the driver', () => {
  const { inputs, outputs, tolerance } = referenceCase('bridge', 'i4-quantum-jarzynski');
  const measure = (unitary: ComplexMatrix, beta = 1) =>
    twoPointMeasurement({ initialHamiltonian: scale(sumX, -1), finalHamiltonian: problem, unitary, beta });
  const steps = [10, 30, 250];

  test.each([0, 1, 2])('sweep time number %i: the dissipation, by a scheme of order 4', (index) => {
    const duration = inputs.sweep_times[index];
    const { jarzynski, freeEnergyDifference, dissipation } = measure(sweepUnitary(duration, steps[index]!, SUZUKI));
    expect(Math.abs(Math.expm1(freeEnergyDifference - jarzynski))).toBeLessThan(tolerance.identity_abs as number);
    expectClose(freeEnergyDifference, outputs.delta_f, { abs: 1e-12 });
    expectClose(dissipation, outputs.dissipation[index], { abs: tolerance.dissipation_abs as number });
  });

  test('a coarse evolution is unitary too: the equality holds to rounding where the dissipation is off', () => {
    const { jarzynski, freeEnergyDifference, dissipation } = measure(sweepUnitary(10, 20, [1]));
    expect(Math.abs(jarzynski - freeEnergyDifference)).toBeLessThan(1e-12);
    expect(Math.abs(dissipation - outputs.dissipation[2])).toBeGreaterThan(1e-3);
  });

  test("slower sweeps dissipate less, and a sudden one D(rho_0 || rho')", () => {
    const sudden = measure(identityMatrix(16)).dissipation;
    const expected = relativeEntropy(gibbsState(scale(sumX, -1), 1), gibbsState(problem, 1));
    expect(sudden).toBeCloseTo(expected, 11);
    const [fast, middle, slow] = outputs.dissipation;
    expect(sudden).toBeGreaterThan(fast);
    expect(fast).toBeGreaterThan(middle);
    expect(middle).toBeGreaterThan(slow);
  });
});

describe('says what is wrong, and by how much', () => {
  const good = { initialHamiltonian: pauli.x, finalHamiltonian: pauli.z, unitary: identityMatrix(2), beta: 1 };
  const refused = (change: object) => expect(() => twoPointMeasurement({ ...good, ...change }));
  const where = 'twoPointMeasurement: ';

  test('matrices and beta', () => {
    refused({ unitary: scale(identityMatrix(2), 1.1) }).toThrow(
      `${where}\`unitary\` must be unitary: largest |U*U - 1| = 0; received 0.2100000000000002`,
    );
    refused({ finalHamiltonian: complexMatrix(2, 2, Float64Array.of(1, 0.5, 0.25, 1)) }).toThrow(
      `${where}\`finalHamiltonian\` must be Hermitian: largest |a - a*| = 0; received 0.25`,
    );
    refused({
      initialHamiltonian: complexMatrix(2, 2, Float64Array.of(1, 0, 0, 1), Float64Array.of(0, 1, 1, 0)),
    }).toThrow(`${where}\`initialHamiltonian\` must be Hermitian: largest |a - a*| = 0; received 2`);
    refused({ unitary: identityMatrix(3) }).toThrow(
      `${where}\`unitary\` must have shape (2, 2); received shape (3, 3)`,
    );
    refused({ beta: Number.NaN }).toThrow(`${where}\`beta\` must be a finite number; received NaN`);
  });
});
