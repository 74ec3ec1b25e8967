/**
 * The stationary density of a Markov kernel on the line, a Fredholm equation of the second kind,
 *
 *   p(x) = integral k(x|y) p(y) dy,
 *
 * by Nystrom's method: the integral becomes a quadrature, and the equation a finite chain W[i, j] = w_i k(x_i|x_j) on its
 * nodes (Atkinson, The Numerical Solution of Integral Equations of the Second Kind, 1997, Section 4.1).
 */
import { symmetricEigen } from '@yuragi/prob-core/eigen';
import {
  ArgumentError,
  requireAllFinite,
  requireCount,
  requireFinite,
  requireLength,
  requireNonNegative,
  requirePositive,
} from '@yuragi/prob-core/errors';
import { stationaryLaw } from './chain-structure.ts';

export interface StationaryDensityOptions {
  /** Of the quadrature, (n), ascending. They must cover all but a negligible part of the density. */
  readonly nodes: ArrayLike<number>;
  /** Of the quadrature, (n), > 0. */
  readonly weights: ArrayLike<number>;
  /** Largest `meanDefect` that is not refused. Default 1e-6. */
  readonly tolerance?: number | undefined;
}

/** A stationary density, and how well the nodes carry the kernel. */
export interface StationaryDensity {
  /** p at the nodes, (n); its integral by the quadrature is 1. */
  readonly density: Float64Array;
  /** p anywhere, by Nystrom's interpolation: the quadrature of k(x|y) p(y). */
  at(x: number): number;
  /** Whether w_i w_j |k(x_i|x_j) p_j - k(x_j|x_i) p_i| <= 1e-9 of the largest flow. */
  readonly isReversible: boolean;
  /** Descending. All n where the kernel is reversible; else the first alone: the others need not be real. */
  readonly eigenvalues: Float64Array;
  /** Sum_j w_j p_j |integral k(x|x_j) dx - 1|: probability that is lost or made in a step from the stationary density. */
  readonly meanDefect: number;
  /** The largest |integral k(x|x_j) dx - 1|; not small where a step from an outer node leaves the nodes. */
  readonly maxDefect: number;
}

const REVERSIBLE_TOLERANCE = 1e-9;

/**
 * The stationary density of the Markov kernel k(x|y), the density of going to x from y.
 *
 * n^2 kernel values and n^3/3 operations for the density, 9 n^3 more for the spectrum of a reversible kernel. Columns are
 * scaled to sum to one, which turns back what a step would carry off the nodes, and the density comes from an
 * elimination that does not subtract, so small values keep their digits. The error is that of the quadrature, spectral for
 * the trapezoid rule and a smooth kernel; `meanDefect` measures it, together with what lies outside the nodes. Eigenvalues
 * of a reversible kernel are those of the symmetric matrix sqrt(w_i w_j k(x_i|x_j) k(x_j|x_i)), not scaled.
 *
 * @param kernel k(x|y) >= 0, a density in x for each y
 * @throws {ArgumentError} where the columns do not integrate to 1, naming the defect and the worst column; for a kernel
 *   value < 0 or not finite; if more than one class of nodes is closed; {ShapeError}
 * @example ```ts doctest
 * import { gaussianKernel } from '@yuragi/prob-core';
 * import { stationaryDensity } from '@yuragi/mcmc';
 * // x' = 0.8 x + 0.6 noise: stationary N(0, 1), eigenvalues 0.8^k.
 * const step = gaussianKernel({ gain: 0.8, variance: 0.36 });
 * const { at, eigenvalues } = stationaryDensity((x, y) => Math.exp(step.given(y).logDensity(x)), {
 *   nodes: Float64Array.from({ length: 161 }, (_, i) => i / 8 - 10),
 *   weights: new Float64Array(161).fill(1 / 8),
 * });
 * at(0); // ~> 0.3989422804
 * eigenvalues[2]!; // ~> 0.6400000000
 * ```
 */
export function stationaryDensity(
  kernel: (x: number, y: number) => number,
  options: StationaryDensityOptions,
): StationaryDensity {
  const where = 'stationaryDensity';
  if (typeof kernel !== 'function') throw new ArgumentError(where, 'kernel', 'a function of x and y', kernel);
  const { nodes, weights, tolerance = 1e-6 } = options ?? ({} as StationaryDensityOptions);
  const x = Float64Array.from(requireAllFinite(where, 'nodes', nodes));
  const n = requireCount(where, 'nodes.length', x.length, 1);
  const w = Float64Array.from(requireLength(where, 'weights', weights, n));
  for (let i = 0; i < n; i++) {
    requirePositive(where, `weights[${i}]`, w[i]!);
    if (i > 0 && !(x[i]! > x[i - 1]!)) throw new ArgumentError(where, `nodes[${i}]`, `above ${x[i - 1]}`, x[i]);
  }
  requirePositive(where, 'tolerance', tolerance);

  const values = new Float64Array(n * n);
  const masses = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      const value = requireNonNegative(where, `kernel(${x[i]}, ${x[j]})`, kernel(x[i]!, x[j]!));
      values[i * n + j] = value;
      masses[j]! += w[i]! * value;
    }
    if (!(masses[j]! > 0))
      throw new ArgumentError(where, 'kernel', `above 0 somewhere on the nodes, given y = ${x[j]}`, 0);
  }
  const transition = values.map((value, at) => (w[Math.floor(at / n)]! * value) / masses[at % n]!);
  const law = stationaryLaw({ numStates: n, transition });

  let meanDefect = 0;
  let worst = 0;
  for (let j = 0; j < n; j++) {
    meanDefect += law[j]! * Math.abs(masses[j]! - 1);
    if (Math.abs(masses[j]! - 1) > Math.abs(masses[worst]! - 1)) worst = j;
  }
  const maxDefect = Math.abs(masses[worst]! - 1);
  if (meanDefect > tolerance)
    throw new ArgumentError(
      where,
      'kernel',
      `a density in x, integral 1 over the nodes to ${tolerance} on average (given y = ${x[worst]} it is ${masses[worst]})`,
      meanDefect,
    );

  const density = law.map((mass, i) => mass / w[i]!);
  const isReversible = asymmetry(values, law, w) <= REVERSIBLE_TOLERANCE;
  const eigenvalues = isReversible
    ? symmetricEigen(symmetrised(values, w), n).values
    : Float64Array.of(law.reduce((sum, mass, j) => sum + mass * masses[j]!, 0));
  return {
    density,
    at(point) {
      requireFinite('at', 'x', point);
      return law.reduce((sum, mass, j) => {
        const value = requireNonNegative('at', `kernel(${point}, ${x[j]})`, kernel(point, x[j]!));
        return sum + (value * mass) / masses[j]!;
      }, 0);
    },
    isReversible,
    eigenvalues,
    meanDefect,
    maxDefect,
  };
}

/** Largest difference of the two flows between two nodes, over the largest flow. */
function asymmetry(values: Float64Array, law: Float64Array, w: Float64Array): number {
  const n = law.length;
  let [difference, largest] = [0, 0];
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const [there, back] = [w[i]! * values[i * n + j]! * law[j]!, w[j]! * values[j * n + i]! * law[i]!];
      difference = Math.max(difference, Math.abs(there - back));
      largest = Math.max(largest, there, back);
    }
  return largest === 0 ? 0 : difference / largest;
}

/** p^(-1/2) W p^(1/2) of a reversible W, without p. */
function symmetrised(values: Float64Array, w: Float64Array): Float64Array {
  const n = w.length;
  return values.map((value, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    // Two roots, not the root of a product, which may underflow.
    return Math.sqrt(w[i]! * value) * Math.sqrt(w[j]! * values[j * n + i]!);
  });
}
