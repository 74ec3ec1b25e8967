// The entry `@yuragi/prob-core/quantum`: probability on finite-dimensional matrix algebras.

// Algebras and observables.

export { add, adjoint, largestEntry, multiply, partialTrace, scale, tensor, trace } from '../complex/arithmetic.ts';
export { type HermitianEigen, hermitianEigen, hermitianFunction } from '../complex/hermitian.ts';
export { type Algebra, conditionalExpectation, expectation, gibbsState, isInAlgebra, moment } from './algebra.ts';
export { applyAdjoint, applyChannel, type Channel, channelFromChoi, channelFromKraus } from './channel.ts';
export { type Lindbladian, lindbladian, semigroupChannel } from './lindbladian.ts';
export { petzMap, rotatedPetzMap } from './petz.ts';

// Laws, forms of channels, checks, examples of semigroups, constructors.

export { requireHermitian, traceNorm } from '../complex/hermitian.ts';
export {
  type ComplexMatrix,
  complexMatrix,
  diagonalMatrix,
  identityMatrix,
  matrixUnit,
  pauli,
} from '../complex/matrix.ts';
export { requireState, type SpectralAtom, spectralLaw, unitaryEvolution, vonNeumannEntropy } from './algebra.ts';
export { choiMatrix, classicalChannel, composeChannels, stinespringIsometry } from './channel.ts';
export { applyLindbladian, dephasing, depolarising, invariantState, kmsResidual, thermal } from './lindbladian.ts';
