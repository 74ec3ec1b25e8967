/**
 * Convergence and precision of draws: Vehtari, Gelman, Simpson, Carpenter and Bürkner, "Rank-normalization, folding, and
 * localization: an improved R-hat", Bayesian Anal. 16 (2021), 667. All take one quantity as (chains, draws).
 */
import { toNdarray } from '@yuragi/prob-core';
import { ArgumentError, requireCount } from '@yuragi/prob-core/errors';
import { incompleteBetaInverse, normalCdf } from '@yuragi/prob-core/special';
import type { NdArray } from 'ndarray';
import {
  type Chains,
  halves,
  mapChains,
  meanOf,
  rankNormalise,
  requireChains,
  sortedQuantile,
  varianceOf,
} from './internal/chains.ts';
import { effectiveSize } from './internal/effective-size.ts';

const sorted = ({ data }: Chains): Float64Array => data.slice().sort();

/** sqrt of the variance of all draws, within and between chains, over that within; NaN for constant draws. */
function potentialScaleReduction({ data, numChains, numDraws: n }: Chains): number {
  const means = new Float64Array(numChains);
  let within = 0;
  for (let m = 0; m < numChains; m++) {
    const chain = data.subarray(m * n, (m + 1) * n);
    means[m] = meanOf(chain);
    within += varianceOf(chain) / numChains;
  }
  return Math.sqrt((varianceOf(means) * n) / within / n + (n - 1) / n);
}

/**
 * Rank-normalised split R-hat: the larger of that of the draws, which sees chains in different places, and that of their
 * distances from the median, which sees chains of different widths.
 *
 * 1 for chains that agree; do not trust draws above 1.01. It cannot see what no chain has found. O(S log S).
 *
 * @param x (chains, draws), 4 draws or more; one chain is compared with itself, half against half
 * @returns NaN where all draws are equal, Infinity where each half chain is constant and they differ
 * @throws {ShapeError}, {ArgumentError} if not finite
 * @see Vehtari et al. 2021, Sections 4.1 and 4.2
 */
export function rHat(x: NdArray<Float64Array>): number {
  const chains = requireChains('rHat', x);
  const median = sortedQuantile(sorted(chains), 0.5);
  const bulk = potentialScaleReduction(rankNormalise(halves(chains)));
  const folded = mapChains(chains, (value) => Math.abs(value - median));
  const tail = potentialScaleReduction(rankNormalise(halves(folded)));
  // Draws at two places, equally far from the median, have no spread when folded: the bulk says it all.
  return Number.isNaN(tail) ? bulk : Math.max(bulk, tail);
}

/**
 * Effective sample size of the bulk: that of the mean of the rank-normalised draws, halves of chains as chains.
 *
 * How many independent draws would tell where the quantity lies as well. At least 100 a chain make it, and R-hat,
 * trustworthy. O(S times the lags until Geyer's sum stops).
 *
 * @param x (chains, draws), 12 draws or more
 * @returns NaN for constant draws or below 12 draws a chain
 * @throws {ShapeError}, {ArgumentError} if not finite
 * @see Vehtari et al. 2021, Section 4.1
 */
export function bulkEffectiveSampleSize(x: NdArray<Float64Array>): number {
  return effectiveSize(rankNormalise(halves(requireChains('bulkEffectiveSampleSize', x))));
}

const quantileSize = (chains: Chains, p: number): number => {
  const threshold = sortedQuantile(sorted(chains), p);
  return effectiveSize(halves(mapChains(chains, (value) => (value <= threshold ? 1 : 0))));
};

/**
 * Effective sample size of the tails: the smaller of those of the 5 % and the 95 % quantile.
 *
 * @param x (chains, draws), 12 draws or more
 * @returns NaN where a quantile is the largest draw, or below 12 draws a chain
 * @throws {ShapeError}, {ArgumentError} if not finite
 * @see Vehtari et al. 2021, Section 4.3
 */
export function tailEffectiveSampleSize(x: NdArray<Float64Array>): number {
  const chains = requireChains('tailEffectiveSampleSize', x);
  return Math.min(quantileSize(chains, 0.05), quantileSize(chains, 0.95));
}

/**
 * Monte-Carlo standard error of the mean: sd/sqrt(effective size of the draws themselves).
 *
 * @param x (chains, draws), 12 draws or more
 * @returns in units of x
 * @throws {ShapeError}, {ArgumentError} if not finite
 */
export function meanStandardError(x: NdArray<Float64Array>): number {
  const chains = requireChains('meanStandardError', x);
  return Math.sqrt(varianceOf(chains.data) / effectiveSize(halves(chains)));
}

/**
 * Monte-Carlo standard error of the standard deviation, by the delta method from the squared deviations y:
 * sd(y)/sqrt(effective size of y)/(2 sd(x)).
 *
 * @param x (chains, draws), 12 draws or more; its fourth moment must exist
 * @returns in units of x
 * @throws {ShapeError}, {ArgumentError} if not finite
 */
export function standardDeviationStandardError(x: NdArray<Float64Array>): number {
  const chains = requireChains('standardDeviationStandardError', x);
  const mean = meanOf(chains.data);
  const squares = mapChains(chains, (value) => (value - mean) ** 2);
  const variance = meanOf(squares.data);
  const spread = meanOf(squares.data.map((value) => (value - variance) ** 2));
  return Math.sqrt(spread / effectiveSize(halves(squares)) / (4 * variance));
}

/** Of one standard deviation to either side of a normal mean. */
const LOWER = /* @__PURE__ */ normalCdf(-1);
const UPPER = /* @__PURE__ */ normalCdf(1);

/**
 * Monte-Carlo standard error of the p-quantile: half the distance between the order statistics at the 16 % and 84 %
 * quantiles of Beta(S_p p + 1, S_p (1 - p) + 1), S_p the effective size of the indicator x <= quantile.
 *
 * @param x (chains, draws), 12 draws or more
 * @param p in (0, 1)
 * @returns in units of x
 * @throws {ShapeError}, {ArgumentError} if not finite, or for p
 * @see Vehtari et al. 2021, Section 4.4
 */
export function quantileStandardError(x: NdArray<Float64Array>, p: number): number {
  const where = 'quantileStandardError';
  const chains = requireChains(where, x);
  if (!(p > 0 && p < 1)) throw new ArgumentError(where, 'p', 'a number in (0, 1)', p);
  const size = quantileSize(chains, p);
  if (Number.isNaN(size)) return Number.NaN;
  const values = sorted(chains);
  const rankAt = (level: number): number =>
    incompleteBetaInverse(size * p + 1, size * (1 - p) + 1, level) * values.length;
  const low = values[Math.max(Math.floor(rankAt(LOWER)), 1) - 1]!;
  const high = values[Math.min(Math.ceil(rankAt(UPPER)), values.length) - 1]!;
  return (high - low) / 2;
}

/**
 * Autocorrelation of each chain about its own mean, gamma(t)/gamma(0), with divisor n.
 *
 * By direct sums, n maxLag a chain. Biased towards 0 by order t/n.
 *
 * @param x (chains, draws)
 * @param maxLag below the number of draws
 * @returns (chains, maxLag + 1); NaN for constant chains
 * @throws {ShapeError}, {ArgumentError} if not finite, or for maxLag
 */
export function autocorrelation(x: NdArray<Float64Array>, maxLag: number): NdArray<Float64Array> {
  const { data, numChains, numDraws: n } = requireChains('autocorrelation', x);
  requireCount('autocorrelation', 'maxLag', maxLag);
  if (maxLag >= n) throw new ArgumentError('autocorrelation', 'maxLag', `below the ${n} draws`, maxLag);
  const result = new Float64Array(numChains * (maxLag + 1));
  for (let m = 0; m < numChains; m++) {
    const chain = data.slice(m * n, (m + 1) * n);
    const mean = meanOf(chain);
    for (let t = 0; t < n; t++) chain[t]! -= mean;
    let atZero = 0;
    for (let lag = 0; lag <= maxLag; lag++) {
      let sum = 0;
      for (let t = 0; t < n - lag; t++) sum += chain[t]! * chain[t + lag]!;
      if (lag === 0) atZero = sum;
      result[m * (maxLag + 1) + lag] = sum / atZero;
    }
  }
  return toNdarray(result, [numChains, maxLag + 1]);
}
