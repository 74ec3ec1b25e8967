/**
 * Channels: the completely positive, trace-preserving maps of states, in Kraus's form
 *
 *   L(X) = sum_k K_k X K_k*,   sum_k K_k* K_k = 1,   on observables L*(A) = sum_k K_k* A K_k, which is unital
 *
 * Choi's matrix sum_ij |i><j| (x) L(|i><j|), of trace the input's dimension, is >= 0 iff L is completely positive.
 * Stinespring: L(X) = tr_E V X V*, V = sum_k K_k (x) |k>. Sources: Choi, Linear Algebra Appl. 10 (1975), 285, Theorems 1
 * and 2; Nielsen and Chuang, Quantum Computation and Quantum Information, 8.2.
 */

import { add, adjoint, largestEntry, multiply, scale } from '../complex/arithmetic.ts';
import { hermitianEigen } from '../complex/hermitian.ts';
import { type ComplexMatrix, entryOf, identityMatrix, matrixOf, matrixUnit, requireShape } from '../complex/matrix.ts';
import { ArgumentError } from '../error-classes.ts';
import { requireCount, requireProbability } from '../require.ts';

/** A channel between matrices of two dimensions. */
export interface Channel {
  readonly inputDimension: number;
  readonly outputDimension: number;
  /** Each (output, input). */
  readonly kraus: readonly ComplexMatrix[];
  /** The projector onto the inputs it is defined on, where that is not all: a Petz map whose noised prior is not faithful. */
  readonly support?: ComplexMatrix | undefined;
}

/** The channel of Kraus operators. @throws {ArgumentError} with the largest entry of sum K* K - 1, above 1e-10; {ShapeError} */
export function channelFromKraus(kraus: readonly ComplexMatrix[], support?: ComplexMatrix): Channel {
  if (!(kraus?.length > 0)) throw new ArgumentError('channelFromKraus', 'kraus', 'a non-empty list', kraus);
  const { rows, columns } = requireShape('channelFromKraus', kraus[0]!, kraus[0]?.rows, kraus[0]?.columns);
  for (const each of kraus) requireShape('channelFromKraus', each, rows, columns);
  const error = largestEntry(kraus.map((k) => multiply(adjoint(k), k)).reduce(add), support ?? identityMatrix(columns));
  if (error <= 1e-10) return { inputDimension: columns, outputDimension: rows, kraus, support };
  throw new ArgumentError('channelFromKraus', 'kraus', 'trace preserving: largest entry of sum K* K - 1 = 0', error);
}

/** The channel of a Choi matrix. @throws {ArgumentError} with the smallest eigenvalue, below -1e-12; as `channelFromKraus` */
export function channelFromChoi(choi: ComplexMatrix, inputDimension: number, support?: ComplexMatrix): Channel {
  const n = Math.floor(choi?.rows / requireCount('channelFromChoi', 'inputDimension', inputDimension, 1));
  const { values, vectors } = hermitianEigen(requireShape('channelFromChoi', choi, inputDimension * n));
  const smallest = values.at(-1)!;
  if (!(smallest >= -1e-12))
    throw new ArgumentError('channelFromChoi', 'choi', 'completely positive: smallest eigenvalue >= 0', smallest);
  const kraus = Array.from(values, (value, k) => {
    const vector = matrixOf(n, inputDimension, (a, i) => entryOf(vectors, i * n + a, k));
    return scale(vector, Math.sqrt(Math.max(0, value)));
  });
  return channelFromKraus(kraus, support);
}

/** Choi's matrix of a channel, (input x output, square), the input's index the more significant. */
export function choiMatrix(channel: Channel): ComplexMatrix {
  const { kraus, inputDimension, outputDimension: n } = requireChannel('choiMatrix', channel);
  const columns = kraus.map((k) => matrixOf(inputDimension * n, 1, (row) => entryOf(k, row % n, Math.floor(row / n))));
  return columns.map((column) => multiply(column, adjoint(column))).reduce(add);
}

/** Stinespring's isometry V = sum_k K_k (x) |k>, (output x Kraus operators, input): V* V = 1 and L(X) = tr_E V X V*. */
export function stinespringIsometry(channel: Channel): ComplexMatrix {
  const { kraus, inputDimension, outputDimension } = requireChannel('stinespringIsometry', channel);
  return matrixOf(outputDimension * kraus.length, inputDimension, (row, i) =>
    entryOf(kraus[row % kraus.length]!, Math.floor(row / kraus.length), i),
  );
}

/** L(X) of any matrix. @throws {ArgumentError} off the channel's support, with the largest entry there; {ShapeError} */
export function applyChannel(channel: Channel, x: ComplexMatrix): ComplexMatrix {
  const { kraus, support } = requireChannel('applyChannel', channel);
  const outside = support === undefined ? 0 : largestEntry(x, multiply(support, x, support));
  if (outside <= 1e-10) return kraus.map((each) => multiply(each, x, adjoint(each))).reduce(add);
  throw new ArgumentError('applyChannel', 'x', "on the channel's support: largest entry outside = 0", outside);
}

/** L*(A) on observables: tr(L(X) A) = tr(X L*(A)). @throws {ShapeError} */
export const applyAdjoint = (channel: Channel, a: ComplexMatrix): ComplexMatrix =>
  requireChannel('applyAdjoint', channel)
    .kraus.map((each) => multiply(adjoint(each), a, each))
    .reduce(add);

/** second after first, with at most input x output Kraus operators. @throws {ShapeError} */
export function composeChannels(second: Channel, first: Channel): Channel {
  const kraus = second.kraus.flatMap((k) => first.kraus.map((l) => multiply(k, l)));
  const choi = choiMatrix({ ...first, outputDimension: second.outputDimension, kraus });
  return channelFromChoi(choi, first.inputDimension, first.support);
}

/**
 * A classical Markov kernel as a channel, Kraus operators sqrt(W(y|x)) |y><x|: it also forgets what is off the diagonal.
 *
 * @param w (outputs, inputs) row-major, entries in [0, 1]
 * @throws {ArgumentError} for an entry that is none, or as `channelFromKraus` by how much a column misses 1
 */
export function classicalChannel(w: ArrayLike<number>, numInputs: number): Channel {
  const numOutputs = requireCount(
    'classicalChannel',
    'numOutputs',
    w?.length / requireCount('classicalChannel', 'numInputs', numInputs, 1),
    1,
  );
  const kraus = Array.from(w, (p, k) => {
    const unit = matrixUnit(numOutputs, numInputs, Math.floor(k / numInputs), k % numInputs);
    return scale(unit, Math.sqrt(requireProbability('classicalChannel', `w[${k}]`, p)));
  });
  return channelFromKraus(kraus);
}

/** What has Kraus operators. @throws {ArgumentError} */
function requireChannel(where: string, channel: Channel): Channel {
  if (channel?.kraus?.length > 0) return channel;
  throw new ArgumentError(where, 'channel', 'a channel (make one with channelFromKraus)', channel);
}
