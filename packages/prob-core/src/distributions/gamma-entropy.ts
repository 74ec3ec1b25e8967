import { ASYMPTOTIC_FROM, digamma, digammaError } from '../special/digamma.ts';
import { HALF_LOG_TWO_PI, logGamma, stirlingError } from '../special/log-gamma.ts';

/**
 * The entropy of Gamma(shape, rate 1), nats: shape + log Gamma(shape) + (1 - shape) psi(shape), which for large shapes is
 * taken from the two asymptotic series: there the three terms nearly cancel.
 */
export function standardGammaEntropy(shape: number): number {
  if (shape < ASYMPTOTIC_FROM) return shape + logGamma(shape) + (1 - shape) * digamma(shape);
  const rest = stirlingError(shape) - 0.5 / shape + (shape - 1) * digammaError(shape);
  return 0.5 * Math.log(shape) + HALF_LOG_TWO_PI + 0.5 + rest;
}
