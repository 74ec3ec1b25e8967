/**
 * The effective sample size of the mean of M chains of n draws, from their combined autocorrelations (Vehtari, Gelman,
 * Simpson, Carpenter and Bürkner, Bayesian Anal. 16 (2021), 667, Section 3.2):
 *
 *   rho_t = 1 - (W - mean_m gamma_m(t)) / var_plus,   var_plus = W (n - 1)/n + variance of the chains' means,
 *   S_eff = M n / tau,   tau = -1 + 2 sum_{k<K} P_k + rho_2K,   P_k = rho_2k + rho_2k+1
 *
 * W is the mean variance within the chains, gamma_m(t) a chain's autocovariance with divisor n. The pairs P_k are Geyer's
 * initial monotone sequence: summed while they are positive (P_K is the first that is not), each at most the one before.
 */
import { type Chains, meanOf, varianceOf } from './chains.ts';

/** Fewer draws a chain have no pair of lags to stop at. */
const LEAST_DRAWS = 6;

/** @returns at most S log10(S) for S draws, which antithetic chains reach; NaN if constant or below 6 draws a chain */
export function effectiveSize({ data, numChains, numDraws: n }: Chains): number {
  if (n < LEAST_DRAWS || data.every((x) => x === data[0])) return Number.NaN;
  const deviations = new Float64Array(data.length);
  const means = new Float64Array(numChains);
  for (let m = 0; m < numChains; m++) {
    means[m] = meanOf(data.subarray(m * n, (m + 1) * n));
    for (let t = 0; t < n; t++) deviations[m * n + t] = data[m * n + t]! - means[m]!;
  }
  /** Mean over the chains of (1/n) sum_t deviation_t deviation_{t+lag}. */
  const autocovariance = (lag: number): number => {
    let sum = 0;
    for (let m = 0; m < numChains; m++)
      for (let t = m * n; t < (m + 1) * n - lag; t++) sum += deviations[t]! * deviations[t + lag]!;
    return sum / (numChains * n);
  };
  const within = (autocovariance(0) * n) / (n - 1);
  const varPlus = (within * (n - 1)) / n + (numChains > 1 ? varianceOf(means) : 0);
  const correlation = (lag: number): number => 1 - (within - autocovariance(lag)) / varPlus;

  // Lags are taken only as far as the pairs stay positive: a few for chains that mix.
  let lag = 0;
  let even = 1;
  let odd = correlation(1);
  let smallest = Infinity;
  let sum = 0;
  while (lag < n - 5 && even + odd > 0) {
    smallest = Math.min(smallest, even + odd);
    sum += smallest;
    lag += 2;
    even = correlation(lag);
    odd = correlation(lag + 1);
  }
  const last = even + odd < 0 ? Math.max(0, even) : even;
  const total = numChains * n;
  return total / Math.max(-1 + 2 * sum + last, 1 / Math.log10(total));
}
