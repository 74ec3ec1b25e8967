/**
 * How curved a function is: the largest eigenvalue of its Hessian in size, by power iteration on products H v, which
 * never need H itself.
 *
 *   v <- H v/|H v|,   |H v| -> max_k |lambda_k|, from below
 *
 * von Mises and Pollaczek-Geiringer, Z. Angew. Math. Mech. 9 (1929), 152; on a network's Hessian LeCun, Simard and
 * Pearlmutter, NIPS 5 (1993).
 */
import { fillNormal, type Key, stream } from '@yuragi/prob-core';
import { ConvergenceError, requireCount, requirePositive } from '@yuragi/prob-core/errors';

/** Writes H v at theta into `out`: `directional` of a `gradient` on a graph, or `hessianVectorByDifferences`. */
export type HessianVector = (theta: Float64Array, v: Float64Array, out: Float64Array) => void;

/** Writes the gradient at theta into `out`. */
export type GradientField = (theta: Float64Array, out: Float64Array) => void;

/**
 * H v = (g(theta + h v) - g(theta - h v))/(2 h), for v of length about one. Error h^2 |third derivative|/6 + eps |g|/h; two
 * gradients.
 *
 * @param step h; 1e-5 unless given, about the cube root of eps
 */
export function hessianVectorByDifferences(gradient: GradientField, step = 1e-5): HessianVector {
  requirePositive('hessianVectorByDifferences', 'step', step);
  return (theta, v, out) => {
    const behind = new Float64Array(theta.length);
    gradient(
      theta.map((x, i) => x - step * v[i]!),
      behind,
    );
    gradient(
      theta.map((x, i) => x + step * v[i]!),
      out,
    );
    for (let i = 0; i < out.length; i++) out[i] = (out[i]! - behind[i]!) / (2 * step);
  };
}

export interface LargestCurvatureOptions {
  /** Ends where |H v| grows by less than this share in one product. Default 1e-6. */
  readonly tolerance?: number | undefined;
  /** Default 500. */
  readonly maxProducts?: number | undefined;
}

/** What `largestCurvature` finds. */
export interface LargestCurvature {
  /** |H v|, v the last direction: not above max |lambda_k|, and equal to it in the limit. */
  readonly value: number;
  /** |H v - (v . H v) v|: some eigenvalue lies this near to v . H v. */
  readonly residual: number;
  readonly numProducts: number;
  /** False where `maxProducts` came first. */
  readonly isConverged: boolean;
}

/**
 * The largest |eigenvalue| of the Hessian at theta.
 *
 * From below: after k products the error relative to it is about (lambda_2/lambda_1)^(2k), so that it is a bound only with
 * a margin. A first direction drawn from `key` has a share in every eigenvector with probability one.
 *
 * @throws {ArgumentError} for a bad option
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { largestCurvature } from '@yuragi/nn';
 *
 * // f = x^2 + x y + y^2, with H = [[2, 1], [1, 2]].
 * const hessianVector = (_: Float64Array, v: Float64Array, out: Float64Array) => {
 *   out.set([2 * v[0]! + v[1]!, v[0]! + 2 * v[1]!]);
 * };
 * largestCurvature(hessianVector, new Float64Array(2), key('start')).value; // ~> 3.000
 * ```
 */
export function largestCurvature(
  hessianVector: HessianVector,
  theta: Float64Array,
  key: Key,
  { tolerance = 1e-6, maxProducts = 500 }: LargestCurvatureOptions = {},
): LargestCurvature {
  requirePositive('largestCurvature', 'tolerance', tolerance);
  requireCount('largestCurvature', 'maxProducts', maxProducts, 1);
  const v = new Float64Array(theta.length);
  const product = new Float64Array(theta.length);
  fillNormal(stream(key), v);
  const drawn = norm(v);
  for (let i = 0; i < v.length; i++) v[i]! /= drawn;
  let value = 0;
  for (let k = 1; ; k++) {
    hessianVector(theta, v, product);
    const length = norm(product);
    const isConverged = length - value <= tolerance * length;
    value = length;
    if (isConverged || k === maxProducts) {
      const quotient = v.reduce((sum, x, i) => sum + x * product[i]!, 0);
      const residual = norm(product.map((x, i) => x - quotient * v[i]!));
      return { value, residual, numProducts: k, isConverged };
    }
    for (let i = 0; i < v.length; i++) v[i] = product[i]! / length;
  }
}

const norm = (v: Float64Array): number => Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));

export interface StepCurvatureOptions extends LargestCurvatureOptions {
  /** Points of the step, both ends included, at which the curvature is taken. Default 5. */
  readonly numPoints?: number | undefined;
  /** What every curvature is multiplied by, for what lies between the points and for the limit from below. Default 1.05. */
  readonly margin?: number | undefined;
}

/**
 * L for a gradient step of length 1/L from theta: not below the curvature at any of `numPoints` points of that very step.
 *
 * The curvature at theta alone gives a step that may end where the function bends more. So the step it gives is looked at,
 * L raised to the largest curvature found there, which shortens the step, until nothing on it exceeds L. A bound up to what
 * happens between the points; `majorise` looks at the lid itself.
 *
 * @returns L > 0
 * @throws {ArgumentError} for a bad option, or if no curvature is found on the step; {ConvergenceError} if the curvature
 *   still rises after 50 rounds
 */
export function stepCurvature(
  gradient: GradientField,
  hessianVector: HessianVector,
  theta: Float64Array,
  key: Key,
  { numPoints = 5, margin = 1.05, ...options }: StepCurvatureOptions = {},
): number {
  requireCount('stepCurvature', 'numPoints', numPoints, 2);
  requirePositive('stepCurvature', 'margin', margin);
  const slopes = new Float64Array(theta.length);
  gradient(theta, slopes);
  const curvatureAt = (share: number, l: number): number => {
    const at = share === 0 ? theta : theta.map((x, i) => x - (share * slopes[i]!) / l);
    return margin * largestCurvature(hessianVector, at, key, options).value;
  };
  let l = requirePositive('stepCurvature', 'the curvature at theta', curvatureAt(0, 1));
  let excess = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let found = l;
    for (let k = 1; k < numPoints; k++) found = Math.max(found, curvatureAt(k / (numPoints - 1), l));
    if (found <= l) return l;
    excess = found - l;
    l = requirePositive('stepCurvature', 'the curvature on the step', found);
  }
  throw new ConvergenceError('stepCurvature', MAX_ROUNDS, excess, 0);
}

const MAX_ROUNDS = 50;
