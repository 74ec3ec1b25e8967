/**
 * What a step of a Markov chain does that no unitary does: it brings laws together.
 *
 * A unitary keeps every angle, U^T U = 1 (for a real one). A chain W has (W^T W)[x, x] = sum_y W[y, x]^2 <= 1, with
 * equality where x has one successor only, and columns that are at right angles only where successors differ. So a chain is
 * orthogonal exactly where it is a permutation: it then forgets nothing, and does not relax.
 */
import { requireMatrix } from '@yuragi/prob-core';
import { symmetricEigen } from '@yuragi/prob-core/eigen';
import type { NdArray } from 'ndarray';
import { requireColumns } from './bridge.ts';

/** How far a chain is from a unitary. */
export interface Contraction {
  /** |W^T W - 1| in Frobenius norm: 0 for a permutation, and for nothing else. */
  readonly orthogonalityDefect: number;
  /** The largest total variation distance of two columns: every step brings two laws together by this factor at least. */
  readonly dobrushinCoefficient: number;
  /** Descending, (n). A unitary's are all 1. Small ones are good to 1e-8 of the largest. */
  readonly singularValues: Float64Array;
  /** How many are above 1e-7 of the largest: laws that differ by the rest are the same after one step. */
  readonly rank: number;
}

/** Singular values come as roots of eigenvalues of W^T W, which are good to eps: eps^(1/2), with room. */
const RANK_TOLERANCE = 1e-7;

/**
 * By how much a chain contracts, and how far it is from orthogonal. About 10 n^3 operations.
 *
 * @param transition W, (n, n), entries >= 0, columns that sum to 1
 * @throws {ShapeError}; {ArgumentError} for what is no chain
 * @see Dobrushin, Theory Probab. Appl. 1 (1956), 65, for the coefficient
 * @example ```ts doctest
 * import { contraction } from '@yuragi/annealing';
 * import { toNdarray } from '@yuragi/prob-core';
 * contraction(toNdarray(Float64Array.of(0.75, 0.25, 0.25, 0.75), [2, 2])).dobrushinCoefficient; // => 0.5
 * contraction(toNdarray(Float64Array.of(0, 1, 1, 0), [2, 2])).orthogonalityDefect; // => 0
 * ```
 */
export function contraction(transition: NdArray<Float64Array>): Contraction {
  const where = 'contraction';
  const { data: w, rows: n } = requireMatrix(transition, where, 'transition', transition?.shape?.[0]);
  requireColumns(where, 'transition', w, n, 1);
  const gram = new Float64Array(n * n);
  let squares = 0;
  let dobrushinCoefficient = 0;
  for (let x = 0; x < n; x++)
    for (let y = 0; y < n; y++) {
      let [product, distance] = [0, 0];
      for (let k = 0; k < n; k++) {
        product += w[k * n + x]! * w[k * n + y]!;
        distance += Math.abs(w[k * n + x]! - w[k * n + y]!) / 2;
      }
      gram[x * n + y] = product;
      squares += (product - (x === y ? 1 : 0)) ** 2;
      dobrushinCoefficient = Math.max(dobrushinCoefficient, distance);
    }
  const singularValues = symmetricEigen(gram, n).values.map((value) => Math.sqrt(Math.max(0, value)));
  return {
    orthogonalityDefect: Math.sqrt(squares),
    dobrushinCoefficient,
    singularValues,
    rank: singularValues.filter((value) => value > RANK_TOLERANCE * singularValues[0]!).length,
  };
}
