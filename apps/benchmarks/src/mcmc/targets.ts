/** What the samplers draw from: a Gaussian in many dimensions, and the posterior of eight schools. */
import type { GradientTarget } from '@yuragi/mcmc';

/** Effects of coaching and their standard errors: Rubin, J. Educ. Stat. 6 (1981), 377, table 1. */
export const effects: Float64Array = Float64Array.of(28, 8, -3, 7, -1, 1, 18, 12);
export const standardErrors: Float64Array = Float64Array.of(15, 10, 16, 11, 9, 11, 10, 18);

/** N(0, I), (d). */
export function standardGaussian(d: number): GradientTarget {
  return {
    dimension: d,
    logDensity(x) {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += x[j]! * x[j]!;
      return -0.5 * sum;
    },
    gradLogDensity(x, out) {
      let sum = 0;
      for (let j = 0; j < d; j++) {
        out[j] = -x[j]!;
        sum += x[j]! * x[j]!;
      }
      return -0.5 * sum;
    },
  };
}

/**
 * x = (eta_1..eta_8, mu, log tau): theta = mu + tau eta, y ~ N(theta, sigma), eta ~ N(0, 1), mu ~ N(0, 5),
 * tau ~ half-Cauchy(0, 5); log tau stands for the Jacobian.
 */
export function eightSchools(): GradientTarget {
  return {
    dimension: 10,
    logDensity(x) {
      const mu = x[8]!;
      const tau = Math.exp(x[9]!);
      let logp = -0.5 * (mu / 5) ** 2 - Math.log1p((tau / 5) ** 2) + x[9]!;
      for (let j = 0; j < 8; j++) {
        const residual = (effects[j]! - mu - tau * x[j]!) / standardErrors[j]!;
        logp -= 0.5 * (residual * residual + x[j]! * x[j]!);
      }
      return logp;
    },
    gradLogDensity(x, out) {
      const mu = x[8]!;
      const tau = Math.exp(x[9]!);
      let logp = -0.5 * (mu / 5) ** 2 - Math.log1p((tau / 5) ** 2) + x[9]!;
      out[8] = -mu / 25;
      out[9] = 1 - (2 * tau * tau) / (25 + tau * tau);
      for (let j = 0; j < 8; j++) {
        const residual = (effects[j]! - mu - tau * x[j]!) / standardErrors[j]!;
        const pull = residual / standardErrors[j]!;
        logp -= 0.5 * (residual * residual + x[j]! * x[j]!);
        out[j] = pull * tau - x[j]!;
        out[8]! += pull;
        out[9]! += pull * tau * x[j]!;
      }
      return logp;
    },
  };
}
