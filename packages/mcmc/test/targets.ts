/** Targets with closed forms, for the tests. */
import type { GradientTarget } from '../src/index.ts';

/** A target on the line from its log density and its derivative. */
export const onLine = (logDensity: (x: number) => number, derivative: (x: number) => number): GradientTarget => ({
  dimension: 1,
  logDensity: ([x = 0]) => logDensity(x),
  gradLogDensity([x = 0], out) {
    out[0] = derivative(x);
    return logDensity(x);
  },
});

/** A target that calls `onCall` at each gradient. */
export const counting = (target: GradientTarget, onCall: () => void): GradientTarget => ({
  ...target,
  gradLogDensity(x, out) {
    onCall();
    return target.gradLogDensity(x, out);
  },
});

/** A Gaussian: precision [[2, -0.5], [-0.5, 0.5]] has covariance [[2/3, 2/3], [2/3, 8/3]]. */
export const correlated: GradientTarget = {
  dimension: 2,
  logDensity: ([x = 0, y = 0]) => -0.5 * (2 * x * x - x * y + 0.5 * y * y),
  gradLogDensity(z, out) {
    const [x = 0, y = 0] = z;
    out[0] = -(2 * x - 0.5 * y);
    out[1] = -(0.5 * y - 0.5 * x);
    return correlated.logDensity(z);
  },
};

/** Lower Cholesky factor of its covariance, flat. */
export const correlatedFactor: readonly number[] = [Math.sqrt(2 / 3), 0, Math.sqrt(2 / 3), Math.sqrt(2)];

/** The logistic law: not Gaussian, and its cdf and quantile are elementary. */
export const logistic: GradientTarget = onLine(
  (x) => -x - 2 * Math.log1p(Math.exp(-x)),
  (x) => -Math.tanh(x / 2),
);
export const logisticCdf = (x: number): number => 1 / (1 + Math.exp(-x));
export const logisticQuantile = (u: number): number => Math.log(u / (1 - u));

/** A standard normal on x > 0; `below` is the log density elsewhere. */
export const halfNormal = (below: number): GradientTarget =>
  onLine(
    (x) => (x > 0 ? -0.5 * x * x : below),
    (x) => -x,
  );
