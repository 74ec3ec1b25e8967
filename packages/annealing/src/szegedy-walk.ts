/**
 * The quantum walk of a reversible chain (Szegedy): on pairs |x>|y>, with T[y, x] the probability of x -> y,
 *
 *   phi_x = sum_y sqrt(T[y, x]) |x>|y>,   U = (2 Pi_B - 1)(2 Pi_A - 1),
 *
 * Pi_A the projection on the span of all phi_x and Pi_B that with the two registers swapped. For an eigenvalue lambda of T
 * the walk has the phases +-2 arccos |lambda|, and 1 on what is left. Where the chain needs about 1/delta steps to relax,
 * delta = 1 - lambda_2, phase estimation of the walk needs about 1/(phase gap):
 *
 *   phase gap = 2 arccos(1 - delta) = 4 arcsin sqrt(delta/2) >= 2 sqrt(2 delta).
 */
import { requireMatrix, toNdarray } from '@yuragi/prob-core';
import { ArgumentError, requireProbability } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import { hamiltonianOfChain, requireColumns } from './bridge.ts';
import { singleFlipGenerator } from './flip-rates.ts';
import type { SpinModel } from './ising.ts';
import type { UpdateRule } from './sweep-plan.ts';

/** A matrix of 1024^2 numbers. */
const MOST_STATES = 32;
const TOLERANCE = 1e-12;

/**
 * One attempted flip of a spin chosen at random, as a matrix: T = 1 + W/n with W of `singleFlipGenerator`, n <= 10.
 *
 * @returns (2^n, 2^n), columns that sum to 1
 * @throws {ArgumentError} above 10 spins, or for beta < 0 or an unknown rule
 */
export function randomScanChain(
  model: SpinModel,
  options: { readonly beta: number; readonly rule: UpdateRule },
): NdArray<Float64Array> {
  const generator = singleFlipGenerator(model, options);
  const size = 2 ** model.numSpins;
  return toNdarray(
    generator.data.map((rate, at) => (at % (size + 1) === 0 ? 1 : 0) + rate / model.numSpins),
    [size, size],
  );
}

/**
 * The phase gap of the walk of a chain with spectral gap delta: 4 arcsin sqrt(delta/2), which is 2 arccos(1 - delta) without
 * the difference from 1: exact to rounding however small delta is.
 *
 * @param spectralGap delta = 1 - lambda_2, 0..1
 * @throws {ArgumentError}
 * @example ```ts doctest
 * import { szegedyPhaseGap } from '@yuragi/annealing';
 * szegedyPhaseGap(1e-18) * 1e9; // ~> 2.82842712
 * ```
 */
export function szegedyPhaseGap(spectralGap: number): number {
  return 4 * Math.asin(Math.sqrt(requireProbability('szegedyPhaseGap', 'spectralGap', spectralGap) / 2));
}

/** The spectrum of a walk, from that of its chain. */
export interface SzegedyWalk {
  /** The smallest phase that is not 0. */
  readonly phaseGap: number;
  /** delta = 1 - lambda_2. */
  readonly spectralGap: number;
  readonly lambdaMin: number;
  /** 2 arccos |lambda| for each eigenvalue of the chain, descending in lambda, (n). All but the first are phases +- each. */
  readonly phases: Float64Array;
}

/**
 * The phases of the quantum walk of a reversible chain, from the spectrum of the chain.
 *
 * The gain is quadratic: sqrt(delta) in place of delta. It needs a circuit of gates for the two reflections, and says
 * nothing on annealing hardware. One dense spectrum of n rows.
 *
 * @param transition T, (n, n), n >= 2, entries >= 0, columns that sum to 1
 * @param law p, (n), all > 0, summing to 1, that T keeps by detailed balance
 * @throws as `hamiltonianOfChain`; {ArgumentError} if |lambda_min| > lambda_2, where the smallest phase is not the chain's
 *   gap: take (1 + T)/2, the lazy chain
 * @see Szegedy, FOCS (2004), 32; Magniez, Nayak, Roland and Santha, SIAM J. Comput. 40 (2011), 142
 * @example ```ts doctest
 * import { szegedyWalk } from '@yuragi/annealing';
 * import { toNdarray } from '@yuragi/prob-core';
 * // lambda = 1, 0.5: the walk turns by 2 arccos 0.5 = 120 degrees.
 * szegedyWalk(toNdarray(Float64Array.of(0.75, 0.25, 0.25, 0.75), [2, 2]), [0.5, 0.5]).phaseGap / Math.PI; // ~> 0.66666667
 * ```
 */
export function szegedyWalk(transition: NdArray<Float64Array>, law: ArrayLike<number>): SzegedyWalk {
  const where = 'szegedyWalk';
  const { rows: n } = requireMatrix(transition, where, 'transition', transition?.shape?.[0]);
  if (n < 2) throw new ArgumentError(where, 'transition', 'a matrix of at least 2 rows', n);
  const { energies, gap, lambda2, lambdaMin } = hamiltonianOfChain(transition, law);
  if (Math.abs(lambdaMin) > lambda2 + TOLERANCE)
    throw new ArgumentError(
      where,
      'transition',
      `a chain with |lambda_min| <= lambda_2, as (1 + T)/2 is: lambda_min is ${lambdaMin.toPrecision(6)} and lambda_2 ${lambda2.toPrecision(6)}`,
      [lambdaMin, lambda2],
    );
  const phases = energies.map((energy) => szegedyPhaseGap(Math.min(Math.max(0, energy), Math.max(0, 2 - energy))));
  return { phaseGap: szegedyPhaseGap(gap), spectralGap: gap, lambdaMin, phases };
}

/**
 * The walk itself, U = (2 Pi_B - 1)(2 Pi_A - 1): a real orthogonal matrix on pairs of states, n <= 32.
 *
 *   U[(a, b), (x, y)] = (2 phi_b(a) phi_b(x) - [a = x]) (2 phi_x(b) phi_x(y) - [b = y]),   phi_x(y) = sqrt(T[y, x])
 *
 * @param transition T, (n, n), entries >= 0, columns that sum to 1
 * @returns (n^2, n^2), pair (x, y) at x n + y
 * @throws {ShapeError}; {ArgumentError} above 32 states or for what is no chain
 */
export function szegedyWalkMatrix(transition: NdArray<Float64Array>): NdArray<Float64Array> {
  const where = 'szegedyWalkMatrix';
  const { data, rows: n } = requireMatrix(transition, where, 'transition', transition?.shape?.[0]);
  if (n > MOST_STATES) throw new ArgumentError(where, 'transition', `of at most ${MOST_STATES} states`, n);
  requireColumns(where, 'transition', data, n, 1);
  const root = data.map(Math.sqrt);
  const phi = (x: number, y: number): number => root[y * n + x]!;
  const u = new Float64Array(n ** 4);
  let at = 0;
  for (let a = 0; a < n; a++)
    for (let b = 0; b < n; b++)
      for (let x = 0; x < n; x++) {
        const left = 2 * phi(b, a) * phi(b, x) - (a === x ? 1 : 0);
        for (let y = 0; y < n; y++) u[at++] = left * (2 * phi(x, b) * phi(x, y) - (b === y ? 1 : 0));
      }
  return toNdarray(u, [n * n, n * n]);
}
