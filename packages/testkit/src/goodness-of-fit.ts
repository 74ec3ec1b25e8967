/** Assertions about a whole law: Kolmogorov and Smirnov's for continuous ones, Pearson's for counts. */
import { DEFAULT_ALPHA, requirePlausible } from './rejection.ts';
import { chiSquareTail, kolmogorovTail } from './tails.ts';

/**
 * Kolmogorov and Smirnov's test of independent samples against a continuous law: D = sup |F_n - F|.
 *
 * @param cdf F, evaluated at every sample
 * @returns the p-value is good to 1e-5 of itself below 0.01, for n >= 10
 */
export function ksTest(
  samples: ArrayLike<number>,
  cdf: (x: number) => number,
): { readonly statistic: number; readonly pValue: number } {
  const sorted = Float64Array.from(samples).sort();
  const n = sorted.length;
  let statistic = 0;
  for (let i = 0; i < n; i++) {
    const f = cdf(sorted[i]!);
    if (!(f >= 0 && f <= 1)) throw new Error(`cdf(${sorted[i]}) is ${f}`);
    statistic = Math.max(statistic, (i + 1) / n - f, f - i / n);
  }
  return { statistic, pValue: kolmogorovTail(statistic, n) };
}

/**
 * Asserts that independent samples follow a continuous law.
 *
 * @throws {StatisticalRejection} with D, p, n and alpha; {Error} for samples that are NaN
 */
export function assertLaw(
  samples: ArrayLike<number>,
  cdf: (x: number) => number,
  { alpha = DEFAULT_ALPHA }: { readonly alpha?: number | undefined } = {},
): void {
  const { statistic, pValue } = ksTest(samples, cdf);
  requirePlausible(`Kolmogorov-Smirnov distance ${statistic.toPrecision(4)}`, pValue, samples.length, alpha);
}

/** Cells that expect fewer counts than this are pooled: the chi-square law describes them badly so far out. */
const LEAST_EXPECTED = 25;

/**
 * Pearson's test of counts against probabilities: sum (count - expected)^2 / expected.
 *
 * Cells that expect fewer than 25 counts are pooled into one. A count where the probability is 0 gives p = 0.
 *
 * @param probabilities one per cell, summing to 1 within 1e-9
 */
export function chiSquareTest(
  counts: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): { readonly statistic: number; readonly degreesOfFreedom: number; readonly pValue: number } {
  const total = Array.from(counts).reduce((sum, count) => sum + count, 0);
  const mass = Array.from(probabilities).reduce((sum, p) => sum + p, 0);
  if (counts.length !== probabilities.length) throw new Error('counts and probabilities must have the same length');
  if (!(Math.abs(mass - 1) < 1e-9)) throw new Error(`the probabilities sum to ${mass}, not 1`);

  const pool = { count: 0, expected: 0 };
  const cells: { count: number; expected: number }[] = [];
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!;
    const expected = total * probabilities[i]!;
    if (expected >= LEAST_EXPECTED) cells.push({ count, expected });
    else if (expected > 0) {
      pool.count += count;
      pool.expected += expected;
    } else if (count > 0) return { statistic: Infinity, degreesOfFreedom: counts.length - 1, pValue: 0 };
  }
  if (pool.expected > 0) cells.push(pool);
  const degreesOfFreedom = cells.length - 1;
  if (degreesOfFreedom < 1)
    throw new Error(`${total} counts are too few: fewer than two cells expect ${LEAST_EXPECTED}`);
  const statistic = cells.reduce((sum, { count, expected }) => sum + (count - expected) ** 2 / expected, 0);
  return { statistic, degreesOfFreedom, pValue: chiSquareTail(statistic, degreesOfFreedom) };
}

/** Asserts that counts of independent draws follow given probabilities. @throws {StatisticalRejection} */
export function assertCounts(
  counts: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  { alpha = DEFAULT_ALPHA }: { readonly alpha?: number | undefined } = {},
): void {
  const { statistic, degreesOfFreedom, pValue } = chiSquareTest(counts, probabilities);
  const n = Array.from(counts).reduce((sum, count) => sum + count, 0);
  requirePlausible(`chi-square ${statistic.toPrecision(5)} on ${degreesOfFreedom} degrees`, pValue, n, alpha);
}
