/** Models on lattices and complete graphs: ferromagnets and spin glasses. */
import { type IsingModel, isingModel } from '@yuragi/mcmc';
import { type Rng, toNdarray } from '@yuragi/prob-core';
import { ArgumentError, requireCount, requireNonNegative } from '@yuragi/prob-core/errors';
import { type DenseIsingModel, denseIsing } from './ising.ts';

export interface LatticeOptions {
  /** J of every bond, or a function that gives them one by one, in the order of the bonds. Default 1. */
  readonly couplings?: number | (() => number) | undefined;
  /** Bonds across the edges. Default true. */
  readonly isPeriodic?: boolean | undefined;
  /** h of every spin. Default 0. */
  readonly field?: number | undefined;
}

/** J = -magnitude or +magnitude with equal probability: the +-J spin glass. */
export function randomSigns(rng: Rng, magnitude = 1): () => number {
  requireNonNegative('randomSigns', 'magnitude', magnitude);
  return () => (rng.int(2) === 0 ? -magnitude : magnitude);
}

/** J ~ N(0, scale^2): the Gaussian spin glass of Edwards and Anderson. */
export function normalCouplings(rng: Rng, scale = 1): () => number {
  requireNonNegative('normalCouplings', 'scale', scale);
  return () => scale * rng.normal();
}

/**
 * The square lattice: site (x, y) is spin x + width y, bonded to (x + 1, y) and (x, y + 1).
 *
 * Bonds come site by site, along x before along y.
 *
 * @throws {ArgumentError} unless both lengths are integers >= 3 (>= 1 without periodic edges)
 * @example ```ts doctest
 * import { key, stream } from '@yuragi/prob-core';
 * import { randomSigns, squareLattice } from '@yuragi/annealing';
 * const glass = squareLattice([4, 4], { couplings: randomSigns(stream(key('glass'))) });
 * glass.columns.length; // => 64
 * ```
 */
export function squareLattice(
  lengths: readonly [width: number, height: number],
  options: LatticeOptions = {},
): IsingModel {
  return lattice('squareLattice', lengths, options);
}

/**
 * The simple cubic lattice: site (x, y, z) is spin x + width (y + height z), bonded to its next along x, y and z.
 *
 * @throws {ArgumentError} unless all lengths are integers >= 3 (>= 1 without periodic edges)
 */
export function cubicLattice(
  lengths: readonly [width: number, height: number, depth: number],
  options: LatticeOptions = {},
): IsingModel {
  return lattice('cubicLattice', lengths, options);
}

/**
 * A chain, or a ring: spin i is bonded to i + 1.
 *
 * @throws {ArgumentError} unless the length is an integer >= 3 (>= 1 without periodic edges)
 */
export function chainLattice(length: number, options: LatticeOptions = {}): IsingModel {
  return lattice('chainLattice', [length], options);
}

/**
 * Sherrington and Kirkpatrick's model: every pair is bonded, J_ij ~ N(0, 1/n), stored densely.
 *
 * @throws {ArgumentError} unless n is an integer >= 2
 * @see Sherrington and Kirkpatrick, Phys. Rev. Lett. 35 (1975), 1792
 */
export function sherringtonKirkpatrick(n: number, rng: Rng): DenseIsingModel {
  requireCount('sherringtonKirkpatrick', 'n', n, 2);
  const couplings = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) {
      couplings[i * n + j] = rng.normal() / Math.sqrt(n);
      couplings[j * n + i] = couplings[i * n + j]!;
    }
  return denseIsing({ couplings: toNdarray(couplings, [n, n]) });
}

function lattice(
  where: string,
  lengths: readonly number[],
  { couplings = 1, isPeriodic = true, field = 0 }: LatticeOptions,
): IsingModel {
  // Across an edge of a shorter one a site would be bonded to itself, or twice to one neighbour.
  for (const [axis, length] of lengths.entries()) {
    const minimum = isPeriodic ? 3 : 1;
    if (!Number.isSafeInteger(length) || length < minimum)
      throw new ArgumentError(where, `lengths[${axis}]`, `an integer >= ${minimum}`, length);
  }
  const next = typeof couplings === 'function' ? couplings : () => couplings;
  const numSpins = lengths.reduce((product, length) => product * length, 1);
  const bonds: [number, number, number][] = [];
  for (let i = 0; i < numSpins; i++) {
    let stride = 1;
    for (const length of lengths) {
      const at = Math.floor(i / stride) % length;
      if (at + 1 < length) bonds.push([i, i + stride, next()]);
      else if (isPeriodic) bonds.push([i, i + stride * (1 - length), next()]);
      stride *= length;
    }
  }
  return isingModel({ numSpins, bonds, fields: new Float64Array(numSpins).fill(field) });
}
