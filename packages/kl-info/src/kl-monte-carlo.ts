/** The Kullback–Leibler divergence from draws, for any two laws with densities. */
import type { Distribution, Estimate, Rng, UnivariateDistribution, Warning } from '@yuragi/prob-core';
import { ArgumentError, requireCount, requireProbability } from '@yuragi/prob-core/errors';
import { areSingular } from './kl.ts';

export interface KlMonteCarloOptions {
  /** Draws from p, >= 100; 10 000 unless given. */
  readonly numSamples?: number | undefined;
  // Advanced
  /**
   * Q(p > 0), the mass of q where p has some: the mean of q/p. Unless given it is q's mass between the ends of p's support for two
   * continuous laws on the line, and 1 otherwise: give it where p has gaps that q fills. A mean that the draws contradict is not used.
   */
  readonly coveredMass?: number | undefined;
}

/** What the control variate did. */
export interface KlDiagnostics {
  readonly numSamples: number;
  /** c of f + c (q/p - Q(p > 0)); 0 where the ratio q/p was too uneven to help. */
  readonly coefficient: number;
  /** Variance of a term without the control variate over that with it. */
  readonly varianceReduction: number;
}

/** The share of the draws that chooses the coefficient, and is not averaged. */
const PILOT_SHARE = 0.1;
const LEAST_SAMPLES = 100;

/**
 * An unbiased estimate of D(p||q) = E_p log(p/q) from draws of p, with a control variate:
 *
 *   (1/n) sum [log p(x_i)/q(x_i) + c (q(x_i)/p(x_i) - Q(p > 0))],  x_i from p
 *
 * E_p q/p = Q(p > 0), so the second term has mean 0 for every c. The c that lowers the variance most is estimated from a tenth
 * of the draws, which are then left out of the average: no bias. Where those draws show q/p to vary by more than half of its mean, c = 0: the ratio's tail could then be too heavy for the
 * error bar.
 *
 * *Gotchas*: the densities must be normalised and with respect to the same measure. The standard error is that of the draws
 * seen: regions of large p/q that p visits rarely are not in it.
 *
 * @returns nats; value and standardError Infinity, with a warning, where a draw has q(x) = 0, or one law is discrete and the other
 *   continuous
 * @throws {ArgumentError} for fewer than 100 samples, or a log density that is NaN or +Infinity
 * @see Owen, Monte Carlo theory, methods and examples (2013), section 8.9
 * @example ```ts doctest
 * import { gamma, key, normal, stream } from '@yuragi/prob-core';
 * import { klMonteCarlo } from '@yuragi/kl-info';
 * const { value, standardError } = klMonteCarlo(normal(), normal({ mean: 0.25 }), stream(key('example')));
 * Math.abs(value - 0.03125) < 5 * standardError; // => true
 * standardError < 0.0005; // => true
 * ```
 */
export function klMonteCarlo<X>(
  p: Distribution<X>,
  q: Distribution<X>,
  rng: Rng,
  { numSamples = 10_000, coveredMass }: KlMonteCarloOptions = {},
): Estimate<KlDiagnostics> {
  requireCount('klMonteCarlo', 'numSamples', numSamples, LEAST_SAMPLES);
  const mass =
    coveredMass === undefined ? massOnSupport(p, q) : requireProbability('klMonteCarlo', 'coveredMass', coveredMass);
  if (areSingular(p, q)) return infinite(numSamples, 'One law is discrete and the other continuous.');

  const logRatios = new Float64Array(numSamples);
  for (let i = 0; i < numSamples; i++) {
    const x = p.sample(rng);
    const logQ = q.logDensity(x);
    const logP = p.logDensity(x);
    if (logQ === -Infinity) return infinite(numSamples, `Draw ${i} of p has density 0 under q.`);
    const logRatio = logP - logQ;
    if (!Number.isFinite(logRatio))
      throw new ArgumentError('klMonteCarlo', 'p, q', 'laws with finite log densities at the draws of p', [logP, logQ]);
    logRatios[i] = logRatio;
  }
  const numPilots = Math.max(LEAST_SAMPLES / 2, Math.floor(PILOT_SHARE * numSamples));
  const { coefficient, warnings } = controlOf(logRatios.subarray(0, numPilots), mass);
  const kept = logRatios.subarray(numPilots);
  const terms = coefficient === 0 ? kept : kept.map((f) => f + coefficient * (Math.exp(-f) - mass));
  const { mean, variance } = momentsOf(terms);
  return {
    value: mean,
    standardError: Math.sqrt(variance / kept.length),
    diagnostics: {
      numSamples,
      coefficient,
      varianceReduction: variance === 0 ? 1 : momentsOf(kept).variance / variance,
    },
    warnings,
  };
}

/** Above this variance of r over its squared mean, r may have a tail that neither these draws nor the error bar would show. */
const UNEVEN = 0.25;

/** So many standard errors off, the mean of r is not what it is taken for. */
const TOO_FAR = 5;

/** c = -cov(f, r)/var(r) for r = exp(-f); 0 where r is uneven or does not have the mean it should. */
function controlOf(f: Float64Array, mass: number): { readonly coefficient: number; readonly warnings: Warning[] } {
  const r = f.map((x) => Math.exp(-x));
  const { mean: meanR, variance: varianceR } = momentsOf(r);
  const { mean: meanF } = momentsOf(f);
  // Negated, so that it takes overflow too.
  if (!(varianceR > 0 && varianceR <= UNEVEN * meanR * meanR)) return { coefficient: 0, warnings: [] };
  if (Math.abs(meanR - mass) > TOO_FAR * Math.sqrt(varianceR / r.length)) {
    const message = `The mean of q/p over ${r.length} draws is ${meanR.toPrecision(3)}, not ${mass.toPrecision(3)}, the mass of q on the support of p: the control variate was left out.`;
    return { coefficient: 0, warnings: [{ code: 'covered-mass-mismatch', message }] };
  }
  let covariance = 0;
  for (let i = 0; i < f.length; i++) covariance += (f[i]! - meanF) * (r[i]! - meanR);
  return { coefficient: -covariance / (f.length - 1) / varianceR, warnings: [] };
}

function momentsOf(values: Float64Array): { readonly mean: number; readonly variance: number } {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return { mean, variance: squares / (values.length - 1) };
}

/** Q on the interval that carries p, for continuous laws on the line; 1 for others. */
function massOnSupport<X>(p: Distribution<X>, q: Distribution<X>): number {
  const { support } = p as unknown as Partial<UnivariateDistribution>;
  const other = q as unknown as Partial<UnivariateDistribution>;
  if (support === undefined || support.isDiscrete || other.cdf === undefined || other.support?.isDiscrete) return 1;
  return 1 - other.cdf(support.lower) - other.survival!(support.upper);
}

function infinite(numSamples: number, message: string): Estimate<KlDiagnostics> {
  const warnings: Warning[] = [{ code: 'not-absolutely-continuous', message }];
  return {
    value: Infinity,
    standardError: Infinity,
    diagnostics: { numSamples, coefficient: 0, varianceReduction: 1 },
    warnings,
  };
}
