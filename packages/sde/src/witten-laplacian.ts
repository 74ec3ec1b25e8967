/**
 * The Fokker-Planck equation as a Schrodinger equation in imaginary time. Of dX = -U'(X) dt + sqrt(2) dW in one dimension,
 * with stationary law pi ~ exp(-U), let p = sqrt(pi) psi. Then
 *
 *   dp/dt = (U' p)' + p''    <=>    dpsi/dt = -H psi,   H = -d^2/dx^2 + V,   V = U'^2/4 - U''/2
 *
 * H is Witten's Laplacian on functions (E. Witten, J. Differential Geom. 17 (1982), 661). It is symmetric where the
 * generator is not, its spectrum is that of minus the generator, its ground state is sqrt(pi) at energy 0, and its gap is
 * the rate at which the slowest deviation from pi dies out. The other order of the factors, V = U'^2/4 + U''/2, has the same
 * levels without the 0. Here H stands on a grid, with the second difference for d^2/dx^2 and psi = 0 beyond its ends.
 */
import { toNdarray } from '@yuragi/prob-core';
import {
  ArgumentError,
  requireAllFinite,
  requireCount,
  requireFinite,
  requireLength,
  requirePositive,
} from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';

/** U', and U'' its derivative, of the drift -U'; U may be anything that makes exp(-U) integrable. */
export interface PotentialDerivatives {
  gradient(x: number): number;
  curvature(x: number): number;
}

export interface GridOptions {
  /** Ends of the interval: where exp(-U/2) is no longer small there, psi = 0 is wrong. */
  readonly lower: number;
  readonly upper: number;
  /** Points of equal distance, ends included, >= 3. */
  readonly numPoints: number;
}

/** A symmetric tridiagonal operator: -d^2/dx^2 + V on a grid. */
export interface SchrodingerOperator {
  /** (n). */
  readonly points: Float64Array;
  readonly spacing: number;
  /** V at the points, (n). */
  readonly potential: Float64Array;
  /** 2/spacing^2 + V, (n). */
  readonly diagonal: Float64Array;
  /** -1/spacing^2, every entry beside the diagonal. */
  readonly offDiagonal: number;
}

/**
 * V = U'^2/4 - U''/2, the potential whose Schrodinger operator is the generator of dX = -U' dt + sqrt(2) dW in other clothes.
 *
 * @example (A harmonic well: an oscillator with its ground state energy taken off) ```ts doctest
 * import { wittenPotential } from '@yuragi/sde';
 * wittenPotential({ gradient: (x) => 2 * x, curvature: () => 2 }, 3); // => 8
 * ```
 */
export const wittenPotential = ({ gradient, curvature }: PotentialDerivatives, x: number): number =>
  0.25 * gradient(x) ** 2 - 0.5 * curvature(x);

/**
 * The Witten Laplacian of a potential on a grid.
 *
 * Levels are in error by O(spacing^2), for a harmonic well of rate k by -(k spacing)^2 (2 j^2 + 2 j + 1)/64 at level j to
 * first order: too low. One evaluation of U' and U'' a point.
 *
 * @throws {ArgumentError} for bad options, or a V that is not finite somewhere
 * @see Risken, The Fokker-Planck Equation, 2nd ed. 1989, section 5.4
 * @example ```ts doctest
 * import { lowestLevels, wittenLaplacian } from '@yuragi/sde';
 * const well = { gradient: (x: number) => 2 * x, curvature: () => 2 };
 * const { values } = lowestLevels(wittenLaplacian(well, { lower: -6, upper: 6, numPoints: 1201 }), 3);
 * values[1]!; // ~> 2.000
 * values[2]!; // ~> 4.000
 * ```
 */
export function wittenLaplacian(potential: PotentialDerivatives, grid: GridOptions): SchrodingerOperator {
  const where = 'wittenLaplacian';
  const { lower, upper, numPoints } = grid ?? ({} as GridOptions);
  for (const name of ['gradient', 'curvature'] as const)
    if (typeof potential?.[name] !== 'function')
      throw new ArgumentError(where, `potential.${name}`, 'a function of x', potential?.[name]);
  requireFinite(where, 'lower', lower);
  if (!(Number.isFinite(upper) && upper > lower))
    throw new ArgumentError(where, 'upper', `a finite number > lower = ${lower}`, upper);
  requireCount(where, 'numPoints', numPoints, 3);
  const spacing = (upper - lower) / (numPoints - 1);
  const points = Float64Array.from({ length: numPoints }, (_, i) => lower + i * spacing);
  const values = points.map((x) => {
    const value = wittenPotential(potential, x);
    if (!Number.isFinite(value)) throw new ArgumentError(where, `V(${x})`, 'a finite number', value);
    return value;
  });
  const stiffness = requireFinite(where, '1/spacing^2', spacing ** -2);
  return {
    points,
    spacing,
    potential: values,
    diagonal: values.map((value) => 2 * stiffness + value),
    offDiagonal: -stiffness,
  };
}

/** The lowest levels of an operator. */
export interface Levels {
  /** Energies, (numLevels), ascending. */
  readonly values: Float64Array;
  /**
   * (numLevels, n): row k is the state of values[k], its squares summing to 1/spacing, its first large entry positive. States
   * of levels that are equal to rounding need not be orthogonal.
   */
  readonly states: NdArray<Float64Array>;
}

/**
 * Energies and states of the lowest levels of a Schrodinger operator on a grid.
 *
 * Energies by bisection on the number of negative pivots (Sturm's sequence), to a few eps/spacing^2; states from the pivots
 * of both ends, joined where they fit worst. About 60 n operations a level, no dense matrix.
 *
 * @throws {ArgumentError} unless 1 <= numLevels <= n, or for an operator that is not finite; {ShapeError} if diagonal and
 *   points differ in length
 * @see Parlett, The Symmetric Eigenvalue Problem, 1980, section 3.3, for the bisection; Fernando 1997 for the vectors
 */
export function lowestLevels(operator: SchrodingerOperator, numLevels: number): Levels {
  const where = 'lowestLevels';
  const { diagonal, offDiagonal, spacing, points } = operator ?? ({} as SchrodingerOperator);
  const n = requireAllFinite(where, 'points', points).length;
  requireAllFinite(where, 'diagonal', requireLength(where, 'diagonal', diagonal, n));
  requireFinite(where, 'offDiagonal', offDiagonal);
  requirePositive(where, 'spacing', spacing);
  requireCount(where, 'numLevels', numLevels, 1);
  if (numLevels > n) throw new ArgumentError(where, 'numLevels', `at most ${n}, the number of points`, numLevels);
  const bottom = diagonal.reduce((min, value) => Math.min(min, value), Infinity) - 2 * Math.abs(offDiagonal);
  const top = diagonal.reduce((max, value) => Math.max(max, value), -Infinity) + 2 * Math.abs(offDiagonal);
  const values = Float64Array.from({ length: numLevels }, (_, k) => {
    let [low, high] = [bottom, top];
    for (;;) {
      const middle = 0.5 * (low + high);
      if (middle <= low || middle >= high) return middle;
      if (countBelow(diagonal, offDiagonal, middle) > k) high = middle;
      else low = middle;
    }
  });
  const states = new Float64Array(numLevels * n);
  for (const [k, value] of values.entries()) states.set(stateOf(diagonal, offDiagonal, value, spacing), k * n);
  return { values, states: toNdarray(states, [numLevels, n]) };
}

/** A pivot that is exactly 0 is taken for a very small one: it moves the energy by less than rounding. */
const nonZero = (pivot: number): number => (pivot === 0 ? Number.MIN_VALUE * 2 ** 60 : pivot);

/** How many eigenvalues are below this energy: negative pivots of the elimination. */
function countBelow(diagonal: Float64Array, offDiagonal: number, energy: number): number {
  const square = offDiagonal * offDiagonal;
  let count = 0;
  let pivot = Infinity;
  for (let i = 0; i < diagonal.length; i++) {
    pivot = nonZero(diagonal[i]! - energy - square / pivot);
    if (pivot < 0) count++;
  }
  return count;
}

/** The state of an energy: eliminate from both ends to the point where the two fit worst, and substitute from there. */
function stateOf(diagonal: Float64Array, offDiagonal: number, energy: number, spacing: number): Float64Array {
  const n = diagonal.length;
  const square = offDiagonal * offDiagonal;
  const [fromLeft, fromRight] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) fromLeft[i] = nonZero(diagonal[i]! - energy - (i > 0 ? square / fromLeft[i - 1]! : 0));
  for (let i = n - 1; i >= 0; i--)
    fromRight[i] = nonZero(diagonal[i]! - energy - (i < n - 1 ? square / fromRight[i + 1]! : 0));
  let joint = 0;
  let least = Infinity;
  for (let i = 0; i < n; i++) {
    const misfit = Math.abs(fromLeft[i]! + fromRight[i]! - diagonal[i]! + energy);
    if (misfit < least) [least, joint] = [misfit, i];
  }
  const state = new Float64Array(n);
  state[joint] = 1;
  for (let i = joint - 1; i >= 0; i--) state[i] = (-offDiagonal * state[i + 1]!) / fromLeft[i]!;
  for (let i = joint + 1; i < n; i++) state[i] = (-offDiagonal * state[i - 1]!) / fromRight[i]!;
  const norm = Math.sqrt(state.reduce((sum, value) => sum + value * value, 0) * spacing);
  const largest = state.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const sign = Math.sign(state.find((value) => Math.abs(value) > 0.1 * largest)!);
  return state.map((value) => (sign * value) / norm);
}
