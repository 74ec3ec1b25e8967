/** Work by two measurements on a quantum annealing run of `annealing`, its dissipation by the relative entropy of `kl-info`. */
import { boltzmannLaw, transverseFieldEvolution } from '@yuragi/annealing';
import { quantumRelativeEntropy } from '@yuragi/kl-info/quantum';
import {
  add,
  adjoint,
  type ComplexMatrix,
  complexMatrix,
  diagonalMatrix,
  hermitianFunction,
  identityMatrix,
  multiply,
  pauli,
  scale,
  tensor,
  trace,
} from '@yuragi/prob-core/quantum';
import { expectClose, referenceCase } from '@yuragi/testkit';
import { twoPointMeasurement } from '@yuragi/thermo-jarzynski/quantum';
import { expect, test } from 'vitest';
import { model } from '../src/4-one-ledger.ts';

const { inputs, outputs, tolerance } = referenceCase('bridge', 'i4-quantum-jarzynski');

/** Column x is what the evolution makes of basis state x. */
function evolved(duration: number, numSteps: number): ComplexMatrix {
  const { init, step } = transverseFieldEvolution(model, { duration });
  const [real, imaginary] = [new Float64Array(256), new Float64Array(256)];
  for (let x = 0; x < 16; x++) {
    const basis = { real: new Float64Array(16), imaginary: new Float64Array(16) };
    basis.real[x] = 1;
    let state = init(basis);
    for (let k = 1; k <= numSteps; k++) state = step(state, (duration * k) / numSteps);
    for (let y = 0; y < 16; y++) {
      real[y * 16 + x] = state.position.real[y]!;
      imaginary[y * 16 + x] = state.position.imaginary[y]!;
    }
  }
  return complexMatrix(16, 16, real, imaginary);
}
const sumX = [0, 1, 2, 3]
  .map((i) => [0, 1, 2, 3].map((j) => (j === i ? pauli.x : identityMatrix(2))).reduce((a, b) => tensor(a, b)))
  .reduce((a, b) => add(a, b));
/** E up to a constant, which no dissipation knows of. */
const finalHamiltonian = diagonalMatrix(boltzmannLaw(model, 1).map((p) => -Math.log(p)));
const gibbs = (hamiltonian: ComplexMatrix): ComplexMatrix => {
  const weights = hermitianFunction(hamiltonian, (energy) => Math.exp(-energy));
  return scale(weights, 1 / trace(weights).real);
};

test.each([
  [0, 10],
  [1, 40],
  [2, 400],
])(
  'quantum annealing, sweep time number %i: Jarzynski to rounding, dissipation = relative entropy',
  (index, numSteps) => {
    const initialHamiltonian = scale(sumX, -1);
    const unitary = evolved(inputs.sweep_times[index], numSteps);
    const work = twoPointMeasurement({ initialHamiltonian, finalHamiltonian, unitary, beta: inputs.beta });
    expect(Math.abs(work.jarzynski - work.freeEnergyDifference)).toBeLessThan(tolerance.identity_abs as number);
    expectClose(work.dissipation, outputs.dissipation[index], { abs: tolerance.dissipation_abs as number });
    const rho = multiply(unitary, gibbs(initialHamiltonian), adjoint(unitary));
    expect(Math.abs(quantumRelativeEntropy(rho, gibbs(finalHamiltonian)) - work.dissipation)).toBeLessThan(1e-11);
    // The arguments swapped are another number.
    expect(Math.abs(quantumRelativeEntropy(gibbs(finalHamiltonian), rho) - work.dissipation)).toBeGreaterThan(0.01);
  },
);
