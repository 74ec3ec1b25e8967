/**
 * A Gaussian mixture by its plain formulas, p(x) = sum_k w_k N(x; m_k, C_k), with what diffusion does to it: slow and
 * obvious, densities in linear space, good where none of them underflows.
 */

/** A mixture of Gaussians as a model. */
export interface GaussianMixture {
  /** (K), positive, summing to 1. */
  readonly weights: readonly number[];
  /** K rows of d. */
  readonly means: readonly (readonly number[])[];
  /** K matrices of d rows of d. */
  readonly covariances: readonly (readonly (readonly number[])[])[];
}

export interface GaussianMixtureOracle {
  logDensity(x: ArrayLike<number>): number;
  /** Gradient in x of log p. */
  score(x: ArrayLike<number>): Float64Array;
  /** w_k N(x; m_k, C_k)/p(x). */
  responsibilities(x: ArrayLike<number>): Float64Array;
  /** The law of x + sigma z, z standard normal: C_k + sigma^2 I. */
  noised(sigma: number): GaussianMixtureOracle;
  /** E[x0 | x0 + sigma z = x], component by component: m_k + C_k (C_k + sigma^2 I)^-1 (x - m_k). */
  denoise(x: ArrayLike<number>, sigma: number): Float64Array;
}

/** Solves A y = b by Gauss and Jordan's elimination, without pivoting because A is positive definite; also det A. */
function solve(
  matrix: readonly (readonly number[])[],
  b: readonly number[],
): { readonly y: number[]; readonly det: number } {
  const rows = matrix.map((row, i) => [...row, b[i]!]);
  const n = rows.length;
  let det = 1;
  for (let i = 0; i < n; i++) {
    const pivot = rows[i]!;
    det *= pivot[i]!;
    for (let r = 0; r < n; r++) {
      const factor = rows[r]![i]! / pivot[i]!;
      if (r !== i) rows[r] = rows[r]!.map((value, c) => value - factor * pivot[c]!);
    }
  }
  return { y: rows.map((row, i) => row[n]! / row[i]!), det };
}

/** An oracle for a mixture in d dimensions. */
export function gaussianMixtureOracle(mixture: GaussianMixture): GaussianMixtureOracle {
  const { weights, means, covariances } = mixture;
  const withNoise = (sigma: number): GaussianMixture => ({
    weights,
    means,
    covariances: covariances.map((c) => c.map((row, i) => row.map((value, j) => value + (i === j ? sigma ** 2 : 0)))),
  });
  /** C_k^-1 (x - m_k) and w_k N(x; m_k, C_k) of each component. */
  const components = (x: ArrayLike<number>): { readonly pull: number[]; readonly joint: number }[] =>
    means.map((mean, k) => {
      const deviation = mean.map((m, j) => x[j]! - m);
      const { y, det } = solve(covariances[k]!, deviation);
      const square = deviation.reduce((sum, value, j) => sum + value * y[j]!, 0);
      return { pull: y, joint: (weights[k]! * Math.exp(-square / 2)) / Math.sqrt((2 * Math.PI) ** mean.length * det) };
    });
  const density = (x: ArrayLike<number>): number => components(x).reduce((sum, { joint }) => sum + joint, 0);
  const responsibilities = (x: ArrayLike<number>): Float64Array =>
    Float64Array.from(components(x), ({ joint }) => joint / density(x));
  return {
    logDensity: (x) => Math.log(density(x)),
    responsibilities,
    score: (x) =>
      Float64Array.from(means[0]!, (_, j) => {
        const share = responsibilities(x);
        return components(x).reduce((sum, { pull }, k) => sum - share[k]! * pull[j]!, 0);
      }),
    noised: (sigma) => gaussianMixtureOracle(withNoise(sigma)),
    denoise(x, sigma) {
      const noisy = withNoise(sigma);
      const share = gaussianMixtureOracle(noisy).responsibilities(x);
      return Float64Array.from(means[0]!, (_, i) =>
        means.reduce((sum, mean, k) => {
          const deviation = mean.map((m, j) => x[j]! - m);
          const { y } = solve(noisy.covariances[k]!, deviation);
          const shift = covariances[k]![i]!.reduce((dot, c, j) => dot + c * y[j]!, 0);
          return sum + share[k]! * (mean[i]! + shift);
        }, 0),
      );
    },
  };
}
