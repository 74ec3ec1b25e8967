/** Wasserstein distances on the line and by projections on lines. */
import { type Estimate, type Rng, requireMatrix } from '@yuragi/prob-core';
import {
  ArgumentError,
  requireAllFinite,
  requireCount,
  requireLength,
  requireProbabilities,
  ShapeError,
} from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';

export interface WassersteinOptions {
  /** p of W_p, a finite number >= 1; 1 unless given. */
  readonly order?: number | undefined;
  /** (n), non-negative with a positive sum, which is divided out; equal unless given. */
  readonly weightsX?: ArrayLike<number> | undefined;
  /** (m), as weightsX. */
  readonly weightsY?: ArrayLike<number> | undefined;
}

/**
 * The Wasserstein distance of two weighted samples on the line, exact:
 *
 *   W_p^p = int_0^1 |F^-1(u) - G^-1(u)|^p du
 *
 * with F^-1, G^-1 the quantile functions: on the line the best plan keeps the order. O((n + m) log(n + m)).
 *
 * @param x (n), n >= 1
 * @param y (m), m >= 1
 * @returns W_p, in the units of x
 * @throws {ArgumentError} for no points, entries that are not finite, weights that are none or an order < 1; {ShapeError} unless
 *   there is one weight per point
 * @see Villani, Topics in Optimal Transportation (2003), Theorem 2.18
 * @example ```ts doctest
 * import { wasserstein } from '@yuragi/kl-info';
 * wasserstein([0, 1, 3], [5, 6, 8]); // ~> 5.000000000
 * wasserstein([0, 1], [0, 2], { order: 2, weightsX: [3, 1], weightsY: [1, 1] }); // ~> 1.1180339887
 * ```
 */
export function wasserstein(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { order = 1, weightsX, weightsY }: WassersteinOptions = {},
): number {
  requireOrder('wasserstein', order);
  const sortedX = sortedSample('x', x, weightsX);
  const sortedY = sortedSample('y', y, weightsY);
  return distancePower(sortedX, sortedY, order) ** (1 / order);
}

export interface SlicedWassersteinOptions {
  /** p of W_p, a finite number >= 1; 2 unless given. */
  readonly order?: number | undefined;
  /** Directions drawn, >= 2; 100 unless given. */
  readonly numDirections?: number | undefined;
}

/** The average over directions that the distance is the root of. */
export interface SlicedDiagnostics {
  /** The mean of W_p^p over the directions: unbiased for the average over all. */
  readonly power: number;
  readonly powerStandardError: number;
  readonly numDirections: number;
}

/**
 * The sliced Wasserstein distance of two samples in d dimensions,
 *
 *   SW_p^p = E_theta W_p^p(<theta, x>, <theta, y>),  theta uniform on the unit sphere
 *
 * estimated from random directions. Exact in each; the error is that of the average over directions, not that of the samples. The
 * root of the average is biased low by O(1/numDirections); `diagnostics.power` is not. d calls of rng.normal() and a sort of
 * (n + m) per direction.
 *
 * @param x (n, d)
 * @param y (m, d)
 * @returns SW_p in the units of x, with the standard error of the directions by the delta method
 * @throws {ArgumentError} for entries that are not finite or options out of range; {ShapeError} for different dimensions
 * @see Rabin, Peyré, Delon and Bernot, SSVM 2011, 435; Bonneel et al., J. Math. Imaging Vis. 51 (2015), 22
 */
export function slicedWasserstein(
  x: NdArray<Float64Array>,
  y: NdArray<Float64Array>,
  rng: Rng,
  { order = 2, numDirections = 100 }: SlicedWassersteinOptions = {},
): Estimate<SlicedDiagnostics> {
  const where = 'slicedWasserstein';
  requireOrder(where, order);
  requireCount(where, 'numDirections', numDirections, 2);
  const first = requireMatrix(x, where, 'x');
  const second = requireMatrix(y, where, 'y');
  const d = first.columns;
  if (second.columns !== d) throw new ShapeError(where, 'y', `shape (m, ${d})`, [second.rows, second.columns]);

  const direction = new Float64Array(d);
  const projectedX = equalSample(new Float64Array(first.rows));
  const projectedY = equalSample(new Float64Array(second.rows));
  const powers = new Float64Array(numDirections);
  for (let k = 0; k < numDirections; k++) {
    drawDirection(rng, direction);
    projectInto(first.data, direction, projectedX.points);
    projectInto(second.data, direction, projectedY.points);
    powers[k] = distancePower(projectedX, projectedY, order);
  }
  const power = powers.reduce((sum, value) => sum + value, 0) / numDirections;
  const squares = powers.reduce((sum, value) => sum + (value - power) ** 2, 0);
  const powerStandardError = Math.sqrt(squares / (numDirections - 1) / numDirections);
  const value = power ** (1 / order);
  return {
    value,
    standardError: power === 0 ? 0 : (value * powerStandardError) / (order * power),
    diagnostics: { power, powerStandardError, numDirections },
    warnings: [],
  };
}

/** Ascending points with weights of any total. */
interface SortedSample {
  readonly points: Float64Array;
  readonly weights: Float64Array;
  readonly total: number;
}

function requireOrder(where: string, order: number): void {
  if (!(order >= 1 && order < Infinity)) throw new ArgumentError(where, 'order', 'a finite number >= 1', order);
}

function sortedSample(name: 'x' | 'y', given: ArrayLike<number>, weights: ArrayLike<number> | undefined): SortedSample {
  if (given.length === 0) throw new ArgumentError('wasserstein', name, 'at least one number', given);
  requireAllFinite('wasserstein', name, given);
  const points = Float64Array.from(given);
  if (weights === undefined) return equalSample(points.sort());
  const argument = name === 'x' ? 'weightsX' : 'weightsY';
  requireLength('wasserstein', argument, weights, points.length);
  requireProbabilities('wasserstein', argument, weights, { isNormalised: false });
  // Not normalised, but scaled by a power of two: weights that are whole numbers stay whole.
  const scale = 2 ** Math.floor(Math.log2(Array.from(weights).reduce((max, w) => Math.max(max, w), 0)));
  const order = Int32Array.from(points, (_, i) => i).sort((i, j) => points[i]! - points[j]!);
  const sorted = Float64Array.from(order, (i) => weights[i]! / scale);
  return {
    points: Float64Array.from(order, (i) => points[i]!),
    weights: sorted,
    total: sorted.reduce((sum, w) => sum + w, 0),
  };
}

const equalSample = (points: Float64Array): SortedSample => ({
  points,
  weights: new Float64Array(points.length).fill(1),
  total: points.length,
});

/** What rounding may leave of a weight that is used up, as a share of it. */
const ROUNDING = 2 ** -50;

/**
 * W_p^p: the quantile functions are constant between the levels where either steps. Each sample's weights are multiplied by the
 * other's total, so that equal weights are whole numbers and match exactly: what rounding would leave over between far points
 * has a large p-th root.
 */
function distancePower(x: SortedSample, y: SortedSample, order: number): number {
  const [n, m] = [x.points.length, y.points.length];
  let sum = 0;
  let i = 0;
  let j = 0;
  let leftX = x.weights[0]! * y.total;
  let leftY = y.weights[0]! * x.total;
  // A sample that is used up goes on with its last point: rounding may have left some of the other.
  while (leftX < Infinity || leftY < Infinity) {
    const mass = Math.min(leftX, leftY);
    const distance = Math.abs(x.points[i]! - y.points[j]!);
    if (mass > 0) sum += mass * (order === 1 ? distance : order === 2 ? distance * distance : distance ** order);
    leftX -= mass;
    leftY -= mass;
    if (leftX <= ROUNDING * x.weights[i]! * y.total) leftX = ++i < n ? x.weights[i]! * y.total : Infinity;
    if (leftY <= ROUNDING * y.weights[j]! * x.total) leftY = ++j < m ? y.weights[j]! * x.total : Infinity;
    i = Math.min(i, n - 1);
    j = Math.min(j, m - 1);
  }
  return sum / x.total / y.total;
}

function drawDirection(rng: Rng, out: Float64Array): void {
  let square = 0;
  for (let j = 0; j < out.length; j++) {
    out[j] = rng.normal();
    square += out[j]! ** 2;
  }
  const length = Math.sqrt(square);
  for (let j = 0; j < out.length; j++) out[j]! /= length;
}

/** The rows' products with a direction, ascending. */
function projectInto(rows: Float64Array, direction: Float64Array, out: Float64Array): void {
  const d = direction.length;
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let j = 0; j < d; j++) sum += rows[i * d + j]! * direction[j]!;
    out[i] = sum;
  }
  out.sort();
}
