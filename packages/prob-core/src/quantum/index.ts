// The entry `@yuragi/prob-core/quantum`: probability on finite-dimensional matrix algebras.

// Algebras and observables.

export { type Algebra, conditionalExpectation, expectation, gibbsState, isInAlgebra, moment } from './algebra.ts';
export { add, adjoint, largestEntry, multiply, partialTrace, scale, tensor, trace } from './arithmetic.ts';
export { applyAdjoint, applyChannel, type Channel, channelFromChoi, channelFromKraus } from './channel.ts';
export { type HermitianEigen, hermitianEigen, hermitianFunction, unitaryEvolution } from './hermitian.ts';
export { type Lindbladian, lindbladian, semigroupChannel } from './lindbladian.ts';
export { petzMap, rotatedPetzMap } from './petz.ts';

// Laws, forms of channels, checks, examples of semigroups, constructors.

export { type SpectralAtom, spectralLaw, vonNeumannEntropy } from './algebra.ts';
export { choiMatrix, classicalChannel, composeChannels, stinespringIsometry } from './channel.ts';
export { requireHermitian, requireState, traceNorm } from './hermitian.ts';
export { applyLindbladian, dephasing, depolarising, invariantState, kmsResidual, thermal } from './lindbladian.ts';
export { type ComplexMatrix, complexMatrix, diagonalMatrix, identityMatrix, matrixUnit, pauli } from './matrix.ts';
