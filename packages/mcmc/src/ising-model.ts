/**
 * The Ising model as data:
 *
 *   E(s) = -sum_{i<j} J_ij s_i s_j - sum_i h_i s_i + offset,   s_i in {-1, +1}
 *
 * in units of k_B T at beta = 1, so that p_beta(s) is proportional to exp(-beta E(s)). J > 0 favours equal spins.
 */
import { ArgumentError, requireAllFinite, requireCount, requireFinite, requireLength } from '@yuragi/prob-core/errors';

/**
 * Couplings as compressed sparse rows, symmetric: each bond stands in the rows of both its spins. Row i is
 * `columns[rowStarts[i]..rowStarts[i + 1])`, ascending, without i itself.
 */
export interface IsingModel {
  readonly numSpins: number;
  /** (numSpins + 1). */
  readonly rowStarts: Int32Array;
  /** (2 bonds). */
  readonly columns: Int32Array;
  /** J of each column, (2 bonds), in units of k_B T at beta = 1. */
  readonly couplings: Float64Array;
  /** h, (numSpins), same unit. */
  readonly fields: Float64Array;
  readonly offset: number;
}

export interface IsingModelOptions {
  readonly numSpins: number;
  /** (i, j, J) with i != j, in any order and orientation; bonds given more than once add up. */
  readonly bonds: readonly (readonly [i: number, j: number, coupling: number])[];
  /** h, (numSpins). Default 0. */
  readonly fields?: ArrayLike<number> | undefined;
  /** Default 0. */
  readonly offset?: number | undefined;
}

/** Reads a spin index of bond k. @throws {ArgumentError} */
function requireSpin(k: number, end: 0 | 1, value: number, numSpins: number): number {
  if (!Number.isInteger(value) || value < 0 || value >= numSpins)
    throw new ArgumentError('isingModel', `bonds[${k}][${end}]`, `an integer in 0..${numSpins - 1}`, value);
  return value;
}

/**
 * An Ising model from a list of bonds.
 *
 * Bonds between the same two spins add in the order they come; a sum of 0 stays in the rows. Two lists with the same sums
 * give the same model, row for row. O(bonds log bonds).
 *
 * @throws {ArgumentError} for a spin out of range, a bond from a spin to itself, or a number that is not finite;
 *   {ShapeError} unless there is one field a spin
 * @example ```ts doctest
 * import { isingEnergy, isingModel } from '@yuragi/mcmc';
 * const pair = isingModel({ numSpins: 2, bonds: [[0, 1, 1.5]], fields: [0.25, 0] });
 * isingEnergy(pair, Int8Array.of(1, 1)); // => -1.75
 * isingEnergy(pair, Int8Array.of(1, -1)); // => 1.25
 * ```
 */
export function isingModel({ numSpins, bonds, fields, offset = 0 }: IsingModelOptions): IsingModel {
  const where = 'isingModel';
  requireCount(where, 'numSpins', numSpins, 1);
  requireFinite(where, 'offset', offset);
  const h = fields === undefined ? new Float64Array(numSpins) : Float64Array.from(fields);
  requireAllFinite(where, 'fields', requireLength(where, 'fields', h, numSpins));

  // Both directions of every bond; the sort is stable, so bonds of one pair stay in the order they came.
  const entries: { readonly row: number; readonly column: number; readonly coupling: number }[] = [];
  for (const [k, [first, second, coupling]] of bonds.entries()) {
    const i = requireSpin(k, 0, first, numSpins);
    const j = requireSpin(k, 1, second, numSpins);
    if (i === j)
      throw new ArgumentError(where, `bonds[${k}]`, 'a bond between two different spins (s s = 1 is an offset)', [
        first,
        second,
        coupling,
      ]);
    requireFinite(where, `bonds[${k}][2]`, coupling);
    entries.push({ row: i, column: j, coupling }, { row: j, column: i, coupling });
  }
  entries.sort((a, b) => a.row - b.row || a.column - b.column);

  const rowStarts = new Int32Array(numSpins + 1);
  const columns: number[] = [];
  const couplings: number[] = [];
  let last: (typeof entries)[number] | undefined;
  for (const entry of entries) {
    if (last?.row === entry.row && last.column === entry.column) couplings[couplings.length - 1]! += entry.coupling;
    else {
      columns.push(entry.column);
      couplings.push(entry.coupling);
      rowStarts[entry.row + 1]! += 1;
    }
    last = entry;
  }
  for (let i = 0; i < numSpins; i++) rowStarts[i + 1]! += rowStarts[i]!;
  return {
    numSpins,
    rowStarts,
    columns: Int32Array.from(columns),
    couplings: requireAllFinite(where, 'couplings', Float64Array.from(couplings)),
    fields: h,
    offset,
  };
}

/**
 * E(s) = -sum_{i<j} J_ij s_i s_j - sum_i h_i s_i + offset.
 *
 * Each bond is taken once, from the row of its smaller spin. O(bonds).
 *
 * @param spins -1 or +1, (numSpins); not checked, as this is called in inner loops
 * @returns in units of k_B T at beta = 1
 */
export function isingEnergy(model: IsingModel, spins: Int8Array): number {
  const { numSpins, rowStarts, columns, couplings, fields } = model;
  let energy = model.offset;
  for (let i = 0; i < numSpins; i++) {
    let sum = fields[i]!;
    for (let at = rowStarts[i]!; at < rowStarts[i + 1]!; at++)
      if (columns[at]! > i) sum += couplings[at]! * spins[columns[at]!]!;
    energy -= spins[i]! * sum;
  }
  return energy;
}

/**
 * lambda_i = sum_j J_ij s_j + h_i: what spin i feels.
 *
 * It does not depend on s_i. Turning s_i over changes the energy by 2 s_i lambda_i, and
 * P(s_i = +-1 | rest) = exp(+-beta lambda_i)/(2 cosh(beta lambda_i)). O(neighbours of i).
 *
 * @param spins -1 or +1, (numSpins); not checked
 */
export function localField(model: IsingModel, spins: Int8Array, i: number): number {
  const { rowStarts, columns, couplings } = model;
  let field = model.fields[i]!;
  for (let at = rowStarts[i]!; at < rowStarts[i + 1]!; at++) field += couplings[at]! * spins[columns[at]!]!;
  return field;
}
