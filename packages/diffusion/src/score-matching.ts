/**
 * Three losses of a score s(x) for the law p_sigma of x_0 + sigma eps, and what they differ by (Hyvarinen 2005, theorem 1;
 * Vincent 2011, section 4.2). "Score" is the gradient in x of log p throughout, Stein's and Hyvarinen's; Fisher's score of
 * statistics, the gradient in the parameters, is another thing.
 *
 *   explicit    J_E = 1/2 E |s(x) - grad log p_sigma(x)|^2            x ~ p_sigma
 *   implicit    J_I = E [1/2 |s(x)|^2 + div s(x)]                     x ~ p_sigma
 *   denoising   J_D = 1/2 E |s(x_0 + sigma eps) + eps/sigma|^2        x_0 ~ p_0, eps ~ N(0, I)
 *
 *   J_E = J_I + 1/2 E |grad log p_sigma|^2
 *   J_D = J_E + d/(2 sigma^2) - 1/2 E |grad log p_sigma|^2
 *
 * The differences do not depend on s: the three have the same minimum, grad log p_sigma, and the last two can be computed
 * without it. The last difference is E tr Cov[x_0 | x]/(2 sigma^4): what no denoiser can know.
 */
import { type Estimate, fillNormal, type Rng, requireMatrix } from '@yuragi/prob-core';
import { requirePositive } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';
import { mean, standardError } from './sample-mean.ts';

/**
 * A score at noise level sigma, or a model of one, in unscaled coordinates; x, out (n, d) flat. Synchronous: the loss of one
 * that has not written its answer on return is NaN.
 */
export type Score = (x: Float64Array, sigma: number, out: Float64Array) => void;

/**
 * A score with its divergence, sum_j ds_j/dx_j: score (n, d), divergence (n). `scoreAndDivergenceInto` of a smoothed mixture
 * is one; `hutchinsonFlow({ dimension, drift: score }, key).driftAndDivergence` of sde makes one of any score, with an
 * unbiased estimate of the divergence. The loss of one that writes no divergence is NaN.
 */
export type ScoreWithDivergence = (
  x: Float64Array,
  sigma: number,
  score: Float64Array,
  divergence: Float64Array,
) => void;

/** A loss as a mean over points. */
export interface ScoreMatchingLoss extends Estimate {
  /** (n), whose mean is the value. */
  readonly perPoint: Float64Array;
}

const lossOf = (perPoint: Float64Array): ScoreMatchingLoss => ({
  value: mean(perPoint),
  standardError: standardError(perPoint),
  diagnostics: {},
  warnings: [],
  perPoint,
});

/** NaN until it is written: a score that is asynchronous, or gives no divergence, must not pass for one that is 0. */
const unwritten = (length: number): Float64Array => new Float64Array(length).fill(Number.NaN);

/** 1/2 |a + factor b|^2 of every row, (n). */
function halfSquares(a: Float64Array, factor: number, b: Float64Array, n: number): Float64Array {
  const d = a.length / n;
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++)
    for (let at = i * d; at < (i + 1) * d; at++) out[i]! += 0.5 * (a[at]! + factor * b[at]!) ** 2;
  return out;
}

/**
 * The explicit loss, 1/2 E |s - grad log p|^2: how far a score is from the true one, where that is known.
 *
 * @param target the true score, `scoreInto` of a smoothed mixture
 * @param x      (n, d), draws from p_sigma
 * @throws {ArgumentError}, {ShapeError} for bad data
 * @see Hyvarinen 2005, eq. 2
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { explicitScoreMatching } from '@yuragi/diffusion';
 * const scoreOf = (variance: number) => (x: Float64Array, _sigma: number, out: Float64Array) => {
 *   for (let i = 0; i < x.length; i++) out[i] = -x[i]! / variance;
 * };
 * explicitScoreMatching(scoreOf(2), scoreOf(1), toNdarray(Float64Array.of(2), [1, 1]), 0).value; // => 0.5
 * ```
 */
export function explicitScoreMatching(
  score: Score,
  target: Score,
  x: NdArray<Float64Array>,
  sigma: number,
): ScoreMatchingLoss {
  const { data, rows } = requireMatrix(x, 'explicitScoreMatching', 'x');
  const [model, truth] = [unwritten(data.length), unwritten(data.length)];
  score(data, sigma, model);
  target(data, sigma, truth);
  return lossOf(halfSquares(model, -1, truth, rows));
}

/**
 * The implicit loss, E [1/2 |s|^2 + div s], which needs draws but no score of their law. It may be negative.
 *
 *   explicit = implicit + 1/2 E |grad log p|^2,  by parts, for p |s| that vanishes at infinity
 *
 * @param x (n, d), draws from p_sigma
 * @throws {ArgumentError}, {ShapeError} for bad data
 * @see Hyvarinen 2005, theorem 1
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { implicitScoreMatching } from '@yuragi/diffusion';
 * const standard = (x: Float64Array, _sigma: number, score: Float64Array, divergence: Float64Array) => {
 *   for (let i = 0; i < x.length; i++) score[i] = -x[i]!;
 *   divergence.fill(-1);
 * };
 * implicitScoreMatching(standard, toNdarray(Float64Array.of(1), [1, 1]), 0).value; // => -0.5
 * ```
 */
export function implicitScoreMatching(
  score: ScoreWithDivergence,
  x: NdArray<Float64Array>,
  sigma: number,
): ScoreMatchingLoss {
  const { data, rows } = requireMatrix(x, 'implicitScoreMatching', 'x');
  const [model, divergence] = [unwritten(data.length), unwritten(rows)];
  score(data, sigma, model, divergence);
  return lossOf(halfSquares(model, 0, model, rows).map((value, i) => value + divergence[i]!));
}

/** 1/2 |s(x_0 + sigma eps) + eps/sigma|^2 of every row, for given noise. */
export function denoisingLosses(
  score: Score,
  x0: Float64Array,
  noise: Float64Array,
  sigma: number,
  n: number,
): Float64Array {
  const model = unwritten(x0.length);
  score(
    x0.map((value, i) => value + sigma * noise[i]!),
    sigma,
    model,
  );
  return halfSquares(model, 1 / sigma, noise, n);
}

/**
 * The denoising loss at one noise level, 1/2 E |s(x_0 + sigma eps) + eps/sigma|^2: what noise-prediction networks are
 * trained on, times 1/(2 sigma^2). For the score of a denoiser it is E |x_0 - x_0^|^2/(2 sigma^4).
 *
 * One draw of the noise per row; the variance grows like sigma^-4 as sigma falls.
 *
 * @param x0    (n, d), draws from p_0
 * @param sigma > 0
 * @throws {ArgumentError}, {ShapeError} for bad data or sigma
 * @see Vincent 2011, eq. 9
 * @example ```ts doctest
 * import { key, stream, toNdarray } from '@yuragi/prob-core';
 * import { denoisingScoreMatching } from '@yuragi/diffusion';
 * // All data at 0: the score knows the noise.
 * const score = (x: Float64Array, sigma: number, out: Float64Array) => {
 *   for (let i = 0; i < x.length; i++) out[i] = -x[i]! / sigma ** 2;
 * };
 * denoisingScoreMatching(score, toNdarray(new Float64Array(9), [9, 1]), 0.5, stream(key(1))).value; // => 0
 * ```
 */
export function denoisingScoreMatching(
  score: Score,
  x0: NdArray<Float64Array>,
  sigma: number,
  rng: Rng,
): ScoreMatchingLoss {
  const where = 'denoisingScoreMatching';
  const { data, rows } = requireMatrix(x0, where, 'x0');
  requirePositive(where, 'sigma', sigma);
  const noise = new Float64Array(data.length);
  fillNormal(rng, noise);
  return lossOf(denoisingLosses(score, data, noise, sigma, rows));
}

/** What the three losses of every score differ by, for one law. */
export interface ScoreMatchingConstants {
  /** 1/2 E |grad log p_sigma|^2, >= 0. */
  readonly explicitMinusImplicit: ScoreMatchingLoss;
  /** d/(2 sigma^2) - 1/2 E |grad log p_sigma|^2, >= 0 in the mean; Infinity at sigma = 0. */
  readonly denoisingMinusExplicit: ScoreMatchingLoss;
}

/**
 * The constants between the losses at one noise level.
 *
 * @param target the true score
 * @param x      (n, d), draws from p_sigma
 * @throws {ArgumentError}, {ShapeError} for bad data
 * @see Hyvarinen 2005, theorem 1; Vincent 2011, appendix
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { scoreMatchingConstants } from '@yuragi/diffusion';
 * const target = (x: Float64Array, _sigma: number, out: Float64Array) => out.set(x.map((value) => -value / 2));
 * const { explicitMinusImplicit } = scoreMatchingConstants(target, toNdarray(Float64Array.of(2), [1, 1]), 1);
 * explicitMinusImplicit.value; // => 0.5
 * ```
 */
export function scoreMatchingConstants(target: Score, x: NdArray<Float64Array>, sigma: number): ScoreMatchingConstants {
  const { data, rows, columns } = requireMatrix(x, 'scoreMatchingConstants', 'x');
  const truth = unwritten(data.length);
  target(data, sigma, truth);
  const halves = halfSquares(truth, 0, truth, rows);
  return {
    explicitMinusImplicit: lossOf(halves),
    denoisingMinusExplicit: lossOf(halves.map((half) => columns / (2 * sigma ** 2) - half)),
  };
}
