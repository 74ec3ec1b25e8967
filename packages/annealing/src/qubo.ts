/**
 * Quadratic functions of binary variables, and their exact conversion to Ising models and back:
 *
 *   E(x) = sum_{i<j} Q_ij x_i x_j + sum_i a_i x_i + offset,   x_i in {0, 1},  x_i = (1 + s_i)/2
 */
import { type IsingModel, isingModel } from '@yuragi/mcmc';
import { requireMatrix } from '@yuragi/prob-core';
import { ArgumentError, requireCount, requireFinite, requireLength } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import { namesOf, requireModel, requireNames, type SpinModel, toSparseIsing } from './ising.ts';

/** Pairs as compressed sparse rows, symmetric: each pair stands in the rows of both its variables. */
export interface Qubo {
  readonly numVariables: number;
  readonly variables: readonly string[];
  /** (numVariables + 1). */
  readonly rowStarts: Int32Array;
  /** (2 pairs). */
  readonly columns: Int32Array;
  /** Q_ij of each column, (2 pairs): the whole coefficient of x_i x_j. */
  readonly coefficients: Float64Array;
  /** a, (numVariables). */
  readonly linear: Float64Array;
  readonly offset: number;
}

/** (i, j, Q): Q x_i x_j, and with i = j the linear term Q x_i. */
export type QuboTerm = readonly [i: number | string, j: number | string, coefficient: number];

export interface QuboOptions {
  /** In any order; terms given more than once add up. */
  readonly terms: readonly QuboTerm[];
  /** Names, in the order of the variables. Terms may use names or indices. */
  readonly variables?: readonly string[] | undefined;
  /** How many variables, where they have no names. Default one more than the largest index. */
  readonly numVariables?: number | undefined;
  /** Default 0. */
  readonly offset?: number | undefined;
}

/**
 * A QUBO from a list of terms.
 *
 * @throws {ArgumentError} for a name or index that is not a variable, or a coefficient that is not finite
 * @example ```ts doctest
 * import { qubo, quboEnergy } from '@yuragi/annealing';
 * const problem = qubo({ variables: ['a', 'b'], terms: [['a', 'b', 2], ['a', 'a', -1]], offset: 0.5 });
 * quboEnergy(problem, Int8Array.of(1, 1)); // => 1.5
 * ```
 */
export function qubo({ terms, variables, numVariables, offset = 0 }: QuboOptions): Qubo {
  const where = 'qubo';
  const largest = terms.reduce(
    (max, [i, j]) => Math.max(max, typeof i === 'number' ? i : 0, typeof j === 'number' ? j : 0),
    0,
  );
  const n = requireCount(where, 'numVariables', numVariables ?? variables?.length ?? largest + 1, 1);
  const names = variables ?? Array.from({ length: n }, (_, i) => String(i));
  requireNames(where, names, n);
  const indexOf = new Map(names.map((name, i) => [name, i]));
  const indexAt = (k: number, end: 0 | 1): number => {
    const given = terms[k]![end];
    const i = typeof given === 'string' ? indexOf.get(given) : given;
    if (i === undefined || !Number.isInteger(i) || i < 0 || i >= n)
      throw new ArgumentError(where, `terms[${k}][${end}]`, `a name of a variable or an integer in 0..${n - 1}`, given);
    return i;
  };
  const linear = new Float64Array(n);
  const bonds: [number, number, number][] = [];
  for (let k = 0; k < terms.length; k++) {
    const [i, j, coefficient] = [indexAt(k, 0), indexAt(k, 1), requireFinite(where, `terms[${k}][2]`, terms[k]![2])];
    if (i === j) linear[i]! += coefficient;
    else bonds.push([i, j, coefficient]);
  }
  // Rows of pairs are rows of bonds.
  const { rowStarts, columns, couplings } = isingModel({ numSpins: n, bonds });
  requireFinite(where, 'offset', offset);
  return { numVariables: n, variables: names, rowStarts, columns, coefficients: couplings, linear, offset };
}

/**
 * A QUBO from a square matrix: E(x) = x^T Q x + offset. Triangular, symmetric or neither: Q_ij and Q_ji add up.
 *
 * @param matrix (n, n), finite
 * @throws {ShapeError}, {ArgumentError}
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { quboEnergy, quboFromMatrix } from '@yuragi/annealing';
 * quboEnergy(quboFromMatrix(toNdarray(Float64Array.of(1, 2, 0, -4), [2, 2])), Int8Array.of(1, 1)); // => -1
 * ```
 */
export function quboFromMatrix(matrix: NdArray<Float64Array>, offset = 0): Qubo {
  const { data, rows: n } = requireMatrix(matrix, 'quboFromMatrix', 'matrix', matrix?.shape?.[0]);
  const terms: QuboTerm[] = [];
  for (const [at, coefficient] of data.entries())
    if (coefficient !== 0) terms.push([Math.floor(at / n), at % n, coefficient]);
  return qubo({ terms, numVariables: n, offset });
}

/**
 * E(x), from scratch. O(pairs).
 *
 * @param x 0 or 1, (numVariables)
 * @throws {ShapeError} for another length; {ArgumentError} for another value, such as the -1 of a spin
 */
export function quboEnergy(problem: Qubo, x: Int8Array): number {
  const { numVariables, rowStarts, columns, coefficients, linear, offset } = problem;
  requireLength('quboEnergy', 'x', x, numVariables);
  for (let i = 0; i < numVariables; i++)
    if (x[i] !== 0 && x[i] !== 1) throw new ArgumentError('quboEnergy', `x[${i}]`, '0 or 1', x[i]);
  let energy = offset;
  for (let i = 0; i < numVariables; i++) {
    if (x[i] === 0) continue;
    energy += linear[i]!;
    for (let at = rowStarts[i]!; at < rowStarts[i + 1]!; at++)
      if (columns[at]! > i) energy += coefficients[at]! * x[columns[at]!]!;
  }
  return energy;
}

/**
 * The Ising model with the energies of a QUBO, state by state: s = 2 x - 1.
 *
 *   J_ij = -Q_ij/4,  h_i = -(a_i/2 + sum_j Q_ij/4),  offset' = offset + sum_i a_i/2 + sum_{i<j} Q_ij/4
 *
 * Divisions by powers of two are exact; the sums are rounded unless the coefficients are small integers or their like.
 *
 * @example ```ts doctest
 * import { qubo, quboToIsing, spinEnergy } from '@yuragi/annealing';
 * const model = quboToIsing(qubo({ terms: [[0, 1, 4], [0, 0, -2]] }));
 * spinEnergy(model, Int8Array.of(1, -1)); // => -2
 * ```
 */
export function quboToIsing(problem: Qubo): IsingModel & { readonly variables: readonly string[] } {
  const { numVariables, variables, rowStarts, columns, coefficients, linear } = problem;
  const fields = linear.map((a) => -a / 2);
  let offset = problem.offset;
  for (let i = 0; i < numVariables; i++) {
    offset += linear[i]! / 2;
    for (let at = rowStarts[i]!; at < rowStarts[i + 1]!; at++) {
      fields[i]! -= coefficients[at]! / 4;
      if (columns[at]! > i) offset += coefficients[at]! / 4;
    }
  }
  return {
    numSpins: numVariables,
    variables,
    rowStarts,
    columns,
    couplings: coefficients.map((q) => -q / 4),
    fields,
    offset,
  };
}

/**
 * The QUBO with the energies of an Ising model, state by state: x = (1 + s)/2.
 *
 *   Q_ij = -4 J_ij,  a_i = 2 sum_j J_ij - 2 h_i,  offset' = offset - sum_{i<j} J_ij + sum_i h_i
 *
 * @throws {ShapeError}, {ArgumentError} for a model whose arrays do not fit together
 */
export function isingToQubo(model: SpinModel): Qubo {
  requireModel('isingToQubo', model);
  const sparse = toSparseIsing(model);
  const { numSpins, rowStarts, columns, couplings, fields } = sparse;
  const linear = fields.map((h) => -2 * h);
  let offset = sparse.offset;
  for (let i = 0; i < numSpins; i++) {
    offset += fields[i]!;
    for (let at = rowStarts[i]!; at < rowStarts[i + 1]!; at++) {
      linear[i]! += 2 * couplings[at]!;
      if (columns[at]! > i) offset -= couplings[at]!;
    }
  }
  return {
    numVariables: numSpins,
    variables: namesOf(sparse),
    rowStarts,
    columns,
    coefficients: couplings.map((j) => -4 * j),
    linear,
    offset,
  };
}
