/** Assertions about means, variances and proportions, each at a stated level. */
import { DEFAULT_ALPHA, requirePlausible } from './rejection.ts';
import { binomialTail, normalTail, normalTailQuantile } from './tails.ts';

function requireSamples(samples: ArrayLike<number>, minimum: number): void {
  if (samples.length < minimum) throw new Error(`at least ${minimum} samples are needed; received ${samples.length}`);
  for (let i = 0; i < samples.length; i++)
    if (!Number.isFinite(samples[i])) throw new Error(`sample ${i} is ${samples[i]}`);
}

function meanOf(samples: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i]!;
  return sum / samples.length;
}

const squaredDeviations = (samples: ArrayLike<number>, mean: number): Float64Array =>
  Float64Array.from(samples, (x) => (x - mean) ** 2);

/** Two-sided p-value of a difference; a standard error of zero leaves room for no difference at all. */
function assertDifference(what: string, difference: number, standardError: number, n: number, alpha: number): void {
  const z = difference === 0 ? 0 : difference / standardError;
  requirePlausible(`${what}: z = ${z.toFixed(3)}`, 2 * normalTail(Math.abs(z)), n, alpha);
}

/**
 * Asserts that independent samples have a given mean: two-sided z-test.
 *
 * @param options.standardDeviation of one sample, where the hypothesis gives it; otherwise it is estimated, which holds
 *   the level for n >= 1000 or so
 * @param options.alpha level, 1e-6 unless given (|z| < 4.89)
 * @throws {StatisticalRejection} with z, p, n and alpha; {Error} for samples that are not finite
 */
export function assertMean(
  samples: ArrayLike<number>,
  {
    expected,
    standardDeviation,
    alpha = DEFAULT_ALPHA,
  }: {
    readonly expected: number;
    readonly standardDeviation?: number | undefined;
    readonly alpha?: number | undefined;
  },
): void {
  requireSamples(samples, standardDeviation === undefined ? 2 : 1);
  const n = samples.length;
  const mean = meanOf(samples);
  const deviation = standardDeviation ?? Math.sqrt((meanOf(squaredDeviations(samples, mean)) * n) / (n - 1));
  assertDifference(`mean ${mean}, expected ${expected}`, mean - expected, deviation / Math.sqrt(n), n, alpha);
}

/**
 * Asserts that independent samples have a given variance: two-sided z-test of the mean squared deviation.
 *
 * @param options.mean where the hypothesis gives it; otherwise the sample mean is used (and n - 1)
 * @param options.kurtosis E(X - mean)^4 / variance^2 where the hypothesis gives it (3 for a normal); otherwise the spread
 *   of the squared deviations is estimated, which needs many samples where tails are heavy
 */
export function assertVariance(
  samples: ArrayLike<number>,
  {
    expected,
    mean,
    kurtosis,
    alpha = DEFAULT_ALPHA,
  }: {
    readonly expected: number;
    readonly mean?: number | undefined;
    readonly kurtosis?: number | undefined;
    readonly alpha?: number | undefined;
  },
): void {
  requireSamples(samples, 2);
  const n = samples.length;
  const squares = squaredDeviations(samples, mean ?? meanOf(samples));
  const variance = (meanOf(squares) * n) / (mean === undefined ? n - 1 : n);
  const spread =
    kurtosis === undefined ? meanOf(squaredDeviations(squares, meanOf(squares))) : expected ** 2 * (kurtosis - 1);
  assertDifference(`variance ${variance}, expected ${expected}`, variance - expected, Math.sqrt(spread / n), n, alpha);
}

/**
 * Asserts that successes come with probability p: exact two-sided binomial test (twice the smaller tail).
 *
 * @param successes out of n independent trials
 */
export function assertProportion(
  successes: number,
  n: number,
  p: number,
  { alpha = DEFAULT_ALPHA }: { readonly alpha?: number | undefined } = {},
): void {
  if (!(Number.isInteger(successes) && successes >= 0 && successes <= n && p >= 0 && p <= 1))
    throw new Error(`${successes} successes of ${n} at probability ${p} are not a binomial count`);
  const atLeast = binomialTail(successes, n, p);
  const atMost = binomialTail(n - successes, n, 1 - p);
  requirePlausible(`${successes} successes, expected ${n * p}`, Math.min(1, 2 * Math.min(atLeast, atMost)), n, alpha);
}

/**
 * How many independent samples a z-test needs to catch a shift of the mean: ((z_{alpha/2} + z_{1-power})/effect)^2.
 *
 * @param effect the shift in standard deviations of one sample
 * @param options.power probability of catching it, 0.999 unless given
 */
export function requiredSampleSize(
  effect: number,
  {
    alpha = DEFAULT_ALPHA,
    power = 0.999,
  }: { readonly alpha?: number | undefined; readonly power?: number | undefined } = {},
): number {
  return Math.ceil(((normalTailQuantile(alpha / 2) + normalTailQuantile(1 - power)) / effect) ** 2);
}
