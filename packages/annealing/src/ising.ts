/**
 * Ising models as annealing takes them: sparse ones are mcmc's `IsingModel`, dense ones a full matrix of couplings, and
 * both may carry names for their spins. The energy is the same:
 *
 *   E(s) = -sum_{i<j} J_ij s_i s_j - sum_i h_i s_i + offset,   s_i in {-1, +1}
 */

import { type IsingModel, isingEnergy, isingModel } from '@yuragi/mcmc';
import { requireMatrix } from '@yuragi/prob-core';
import { ArgumentError, requireAllFinite, requireCount, requireFinite, requireLength } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';

/** Names of spins or binary variables, in order; '0', '1', ... where there are none. */
export interface Named {
  readonly variables?: readonly string[] | undefined;
}

/** Couplings as a full matrix: for graphs in which most pairs are bonds. */
export interface DenseIsingModel {
  readonly numSpins: number;
  /** J, (numSpins, numSpins) row-major, symmetric, zero diagonal, in units of k_B T at beta = 1. */
  readonly matrix: Float64Array;
  /** h, (numSpins), same unit. */
  readonly fields: Float64Array;
  readonly offset: number;
}

/** A model to sweep over, in either storage. */
export type SpinModel = (IsingModel | DenseIsingModel) & Named;

export const isDense = (model: SpinModel): model is DenseIsingModel => 'matrix' in model;

export interface DenseIsingOptions extends Named {
  /** J, (n, n), symmetric with a zero diagonal. */
  readonly couplings: NdArray<Float64Array>;
  /** h, (n). Default 0. */
  readonly fields?: ArrayLike<number> | undefined;
  /** Default 0. */
  readonly offset?: number | undefined;
}

/**
 * An Ising model from a matrix of couplings, stored densely.
 *
 * A flip costs n additions over one contiguous row, against one scattered addition per neighbour of a sparse model: worth
 * it from about a quarter of all pairs on.
 *
 * @throws {ShapeError} for a matrix that is not square; {ArgumentError} unless it is finite, symmetric, zero on its diagonal
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { denseIsing, spinEnergy } from '@yuragi/annealing';
 * const model = denseIsing({ couplings: toNdarray(Float64Array.of(0, 1.5, 1.5, 0), [2, 2]), fields: [0.25, 0] });
 * spinEnergy(model, Int8Array.of(1, 1)); // => -1.75
 * ```
 */
export function denseIsing({ couplings, fields, offset = 0, variables }: DenseIsingOptions): DenseIsingModel & Named {
  const where = 'denseIsing';
  const { data, rows: n } = requireMatrix(couplings, where, 'couplings', couplings?.shape?.[0]);
  for (let i = 0; i < n; i++) {
    if (data[i * n + i] !== 0) throw new ArgumentError(where, `couplings[${i},${i}]`, '0', data[i * n + i]);
    for (let j = 0; j < i; j++)
      if (data[i * n + j] !== data[j * n + i])
        throw new ArgumentError(
          where,
          `couplings[${i},${j}]`,
          `couplings[${j},${i}] = ${data[j * n + i]}`,
          data[i * n + j],
        );
  }
  const h = fields === undefined ? new Float64Array(n) : Float64Array.from(fields);
  requireAllFinite(where, 'fields', requireLength(where, 'fields', h, n));
  requireFinite(where, 'offset', offset);
  if (variables !== undefined) requireNames(where, variables, n);
  return { numSpins: n, matrix: data.slice(), fields: h, offset, ...(variables && { variables }) };
}

/** The same model with a full matrix of couplings: n^2 numbers. */
export function toDenseIsing(model: SpinModel): DenseIsingModel & Named {
  if (isDense(model)) return model;
  const { numSpins: n, rowStarts, columns, couplings, fields, offset, variables } = model;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let at = rowStarts[i]!; at < rowStarts[i + 1]!; at++) matrix[i * n + columns[at]!] = couplings[at]!;
  return { numSpins: n, matrix, fields, offset, ...(variables && { variables }) };
}

/** The same model as sparse rows, without the couplings that are 0. */
export function toSparseIsing(model: SpinModel): IsingModel & Named {
  if (!isDense(model)) return model;
  const { numSpins, matrix, fields, offset, variables } = model;
  const bonds: [number, number, number][] = [];
  for (let i = 0; i < numSpins; i++)
    for (let j = i + 1; j < numSpins; j++)
      if (matrix[i * numSpins + j] !== 0) bonds.push([i, j, matrix[i * numSpins + j]!]);
  return { ...isingModel({ numSpins, bonds, fields, offset }), ...(variables && { variables }) };
}

/**
 * E(s) of a model in either storage, from scratch: O(bonds) or O(n^2).
 *
 * @param spins -1 or +1, (numSpins)
 * @throws {ShapeError} for another length; {ArgumentError} for another value, such as the 0 of a binary variable
 */
export function spinEnergy(model: SpinModel, spins: Int8Array): number {
  requireSpins('spinEnergy', 'spins', spins, model.numSpins);
  if (!isDense(model)) return isingEnergy(model, spins);
  const { numSpins: n, matrix, fields, offset } = model;
  let energy = offset;
  for (let i = 0; i < n; i++) {
    let sum = fields[i]!;
    for (let j = i + 1; j < n; j++) sum += matrix[i * n + j]! * spins[j]!;
    energy -= spins[i]! * sum;
  }
  return energy;
}

/** The names of a model's spins. */
export function namesOf({ numSpins, variables }: SpinModel): readonly string[] {
  if (variables !== undefined) return variables;
  // A loop: Array.from with a callback takes several times as long, which counts in short runs.
  const names: string[] = [];
  for (let i = 0; i < numSpins; i++) names.push(String(i));
  return names;
}

/** n different names. @throws {ArgumentError} */
export function requireNames(where: string, names: readonly string[], n: number): void {
  requireLength(where, 'variables', names, n);
  const seen = new Set<string>();
  for (const [i, name] of names.entries()) {
    if (seen.has(name)) throw new ArgumentError(where, `variables[${i}]`, 'a name that is not taken', name);
    seen.add(name);
  }
}

/** A model whose arrays fit together: what every sampler asks before it starts. @throws {ShapeError}, {ArgumentError} */
export function requireModel(where: string, model: SpinModel): void {
  const n = requireCount(where, 'model.numSpins', model?.numSpins, 1);
  requireAllFinite(where, 'model.fields', requireLength(where, 'model.fields', model.fields, n));
  requireFinite(where, 'model.offset', model.offset);
  if (model.variables !== undefined) requireNames(where, model.variables, n);
  if (isDense(model)) {
    requireAllFinite(where, 'model.matrix', requireLength(where, 'model.matrix', model.matrix, n * n));
    return;
  }
  const { rowStarts, columns, couplings } = model;
  requireLength(where, 'model.rowStarts', rowStarts, n + 1);
  if (rowStarts[0] !== 0) throw new ArgumentError(where, 'model.rowStarts[0]', '0', rowStarts[0]);
  requireLength(where, 'model.columns', columns, rowStarts[n]!);
  requireAllFinite(where, 'model.couplings', requireLength(where, 'model.couplings', couplings, rowStarts[n]!));
  for (let i = 0; i < n; i++) {
    if (!(rowStarts[i + 1]! >= rowStarts[i]!))
      throw new ArgumentError(where, `model.rowStarts[${i + 1}]`, `a number >= ${rowStarts[i]}`, rowStarts[i + 1]);
    for (let at = rowStarts[i]!; at < rowStarts[i + 1]!; at++)
      if (!(columns[at]! >= 0 && columns[at]! < n && columns[at] !== i))
        throw new ArgumentError(where, `model.columns[${at}]`, `a spin of 0..${n - 1} other than ${i}`, columns[at]);
  }
}

/** Spins of a model, -1 or +1. @throws {ShapeError}, {ArgumentError} */
export function requireSpins(where: string, argument: string, spins: Int8Array, n: number): Int8Array {
  requireLength(where, argument, spins, n);
  for (let i = 0; i < n; i++)
    if (spins[i] !== 1 && spins[i] !== -1) throw new ArgumentError(where, `${argument}[${i}]`, '-1 or +1', spins[i]);
  return spins;
}
