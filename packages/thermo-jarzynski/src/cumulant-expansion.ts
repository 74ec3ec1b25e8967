/**
 * Free energy from the first cumulants of the work (Zwanzig, J. Chem. Phys. 22, 1954, 1420):
 *
 *   DeltaF = -log <exp(-W)> = k_1 - k_2/2 + k_3/6 - ...
 *
 * k_1 the mean, k_2 the variance, k_3 the third central moment. Two terms are exact where the work is normal: a harmonic
 * trap that is moved, and any drive slow enough.
 */
import type { Estimate, Warning } from '@yuragi/prob-core';
import { ArgumentError, requireAllFinite } from '@yuragi/prob-core/errors';
import { requireWork } from './internal/require-work.ts';
import type { WorkSamples } from './work-samples.ts';

export interface CumulantOptions {
  /** Terms that are kept. 1: the mean work, an upper bound. 2: exact for normal work. Default 2, as in Jarzynski 1997. */
  readonly order?: 1 | 2 | 3 | undefined;
}

/** Unbiased estimates of the cumulants of the work (Fisher's k-statistics). */
export interface CumulantDiagnostics {
  readonly mean: number;
  readonly variance: number;
  readonly thirdCumulant: number;
}

/** Beyond this many standard errors the third cumulant is there, and leaving it out is a bias. */
const SIGNIFICANT = 4;

/**
 * Free energy difference F(1) - F(0) by the cumulant expansion of the work, cut after `order` terms.
 *
 * Its error has two parts: the standard error given here, and the terms that were cut, which more trajectories do not
 * remove. A third cumulant that is seen in the samples (beyond 4 standard errors) warns of the second part. Where work is
 * near normal this needs far fewer trajectories than `jarzynski`. Cost: O(n).
 *
 * @param samples work in k_BT, finite, at least three values
 * @returns nats, for either direction; standardError by the delta method on the sample moments
 * @throws {ArgumentError} for fewer than three values, or one that is not finite
 * @see Jarzynski, Phys. Rev. Lett. 78 (1997), 2690; Fisher, Proc. London Math. Soc. 30 (1930), 199 for the k-statistics
 * @example ```ts doctest
 * import { cumulantExpansion } from '@yuragi/thermo-jarzynski';
 * const work = Float64Array.of(1, 2, 3);
 * cumulantExpansion({ work, direction: 'forward' }).value; // => 1.5
 * cumulantExpansion({ work, direction: 'forward' }, { order: 1 }).value; // => 2
 * ```
 */
export function cumulantExpansion(
  samples: WorkSamples,
  { order = 2 }: CumulantOptions = {},
): Estimate<CumulantDiagnostics> {
  const where = 'cumulantExpansion';
  const work = requireAllFinite(where, 'samples.work', requireWork(where, 'samples', samples, 3));
  if (order !== 1 && order !== 2 && order !== 3) throw new ArgumentError(where, 'order', '1, 2 or 3', order);
  const n = work.length;
  const mean = work.reduce((sum, w) => sum + w, 0) / n;
  let m2 = 0;
  let m3 = 0;
  for (let i = 0; i < n; i++) {
    const d = work[i]! - mean;
    m2 += (d * d) / n;
    m3 += (d * d * d) / n;
  }
  const variance = (m2 * n) / (n - 1);
  const thirdCumulant = (m3 * n * n) / ((n - 1) * (n - 2));

  // What one trajectory does, to first order, to each kept term, and to the third whether it is kept or not.
  let squares = 0;
  let thirdSquares = 0;
  for (let i = 0; i < n; i++) {
    const d = work[i]! - mean;
    const third = (d * d * d - m3 - 3 * m2 * d) / 6;
    let influence = d;
    if (order >= 2) influence -= (d * d - m2) / 2;
    if (order === 3) influence += third;
    squares += influence * influence;
    thirdSquares += third * third;
  }
  const third = thirdCumulant / 6;
  const thirdError = Math.sqrt(thirdSquares / (n - 1) / n);
  const warnings: Warning[] = [];
  if (order < 3 && Math.abs(third) > SIGNIFICANT * thirdError)
    warnings.push({
      code: 'non-gaussian-work',
      message: `The third term of the expansion is ${third.toPrecision(3)} +- ${thirdError.toPrecision(2)}: the terms that were cut are not zero.`,
    });
  const sum = mean - (order >= 2 ? variance / 2 : 0) + (order === 3 ? third : 0);
  return {
    value: samples.direction === 'forward' ? sum : -sum,
    standardError: Math.sqrt(squares / (n - 1) / n),
    diagnostics: { mean, variance, thirdCumulant },
    warnings,
  };
}
