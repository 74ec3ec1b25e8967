/**
 * From a stoquastic Hamiltonian to a Markov process: the converse of `hamiltonianOfGenerator`. With phi > 0 the ground state
 * of H and E_0 its energy,
 *
 *   W = -diag(phi) (H - E_0) diag(1/phi),   W[x, y] = -H[x, y] phi_x/phi_y,
 *
 * has rates >= 0 and columns that sum to 0, and is reversible with law phi^2. So every such H belongs to a classical process.
 * What fails is its use: the rates need phi, the solution of the problem, and -log phi^2 is no simple energy (`manyBodyTerms`).
 */
import { requireMatrix, toNdarray } from '@yuragi/prob-core';
import { symmetricEigen } from '@yuragi/prob-core/eigen';
import { ArgumentError, requireAllFinite } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import { requireIrreducible } from './bridge.ts';

/** The Markov process of a stoquastic Hamiltonian. */
export interface DoobTransform {
  /** W, (n, n): rates >= 0, columns that sum to 0. */
  readonly generator: NdArray<Float64Array>;
  /** phi^2, (n), all > 0: what W is reversible with. */
  readonly law: Float64Array;
  /** phi, (n), of norm 1. */
  readonly groundState: Float64Array;
  /** E_0. */
  readonly groundEnergy: number;
  /** E_1 - E_0, the relaxation rate of W. */
  readonly gap: number;
}

const SYMMETRY_TOLERANCE = 1e-12;

/**
 * The reversible generator of an irreducible stoquastic Hamiltonian, by Doob's h-transform with its ground state.
 *
 * phi > 0 by the theorem of Perron and Frobenius. A dense eigenproblem, about 9 n^3 operations. An entry of phi is good to
 * about 1e-16 in itself, so that rates out of states of probability p are good to 1e-16/sqrt(p); the diagonal is minus the
 * sum of the rates, which is E_0 - H[x, x] to the same accuracy.
 *
 * @param hamiltonian (n, n), symmetric, no positive entry off its diagonal
 * @throws {ShapeError}; {ArgumentError} for a matrix that is not symmetric or not stoquastic, naming the entry and its size, that
 *   is reducible, naming a state that is not reached, or whose ground state has entries below rounding
 * @see Doob, Bull. Soc. Math. France 85 (1957), 431; Bravyi and Terhal, SIAM J. Comput. 39 (2009), 1462, for stoquastic
 *   Hamiltonians and their processes; Nishimori, Tsuda and Knysh, Phys. Rev. E 91 (2015), 012104, for the long-range terms
 * @example ```ts doctest
 * import { doobTransform, transverseFieldHamiltonian } from '@yuragi/annealing';
 * import { isingModel } from '@yuragi/mcmc';
 * const one = isingModel({ numSpins: 1, bonds: [], fields: [3] });
 * const { groundEnergy, gap, law } = doobTransform(transverseFieldHamiltonian(one, { transverseField: 4 }));
 * groundEnergy; // ~> -5.00000000
 * gap; // ~> 10.0000000
 * law[0]!; // ~> 0.80000000
 * ```
 */
export function doobTransform(hamiltonian: NdArray<Float64Array>): DoobTransform {
  const where = 'doobTransform';
  const { data, rows: n } = requireMatrix(hamiltonian, where, 'hamiltonian', hamiltonian?.shape?.[0]);
  const h = requireAllFinite(where, 'hamiltonian', data);
  requireStoquastic(where, h, n);
  requireIrreducible(where, 'hamiltonian', h, n);

  const { values, vectors } = symmetricEigen(h, n);
  const phi = vectors.slice((n - 1) * n);
  for (let x = 0; x < n; x++)
    if (!(phi[x]! > Number.EPSILON))
      throw new ArgumentError(
        where,
        'hamiltonian',
        `with a ground state above rounding in every state; entry ${x}`,
        phi[x]!,
      );

  const w = new Float64Array(n * n);
  for (let y = 0; y < n; y++)
    for (let x = 0; x < n; x++) {
      if (x === y || h[x * n + y] === 0) continue;
      const rate = (-h[x * n + y]! * phi[x]!) / phi[y]!;
      w[x * n + y] = rate;
      w[y * n + y]! -= rate;
    }
  return {
    generator: toNdarray(w, [n, n]),
    law: phi.map((a) => a * a),
    groundState: phi,
    groundEnergy: values[n - 1]!,
    gap: n === 1 ? Infinity : values[n - 2]! - values[n - 1]!,
  };
}

function requireStoquastic(where: string, h: Float64Array, n: number): void {
  const largest = h.reduce((max, entry) => Math.max(max, Math.abs(entry)), 0);
  for (let x = 0; x < n; x++)
    for (let y = 0; y < x; y++) {
      const difference = Math.abs(h[x * n + y]! - h[y * n + x]!);
      if (difference > SYMMETRY_TOLERANCE * largest)
        throw new ArgumentError(
          where,
          'hamiltonian',
          `symmetric: entries [${x},${y}] and [${y},${x}] differ by ${difference.toPrecision(6)}`,
          [h[x * n + y]!, h[y * n + x]!],
        );
      const entry = Math.max(h[x * n + y]!, h[y * n + x]!);
      if (entry > 0)
        throw new ArgumentError(where, `hamiltonian[${x},${y}]`, '<= 0 off the diagonal (stoquastic)', entry);
    }
}
