/**
 * A Gaussian mixture under noise, in closed form: the oracle of this package. If x_0 ~ sum_k w_k N(m_k, C_k), then
 * x = x_0 + sigma eps has the law
 *
 *   p_sigma(x) = sum_k w_k N(x; m_k, C_k + sigma^2 I)
 *
 * and, given x, component k with probability r_k(x) and x_0 ~ N(D_k, sigma^2 C_k P_k) within it, where
 * P_k = (C_k + sigma^2 I)^-1 and D_k = m_k + C_k P_k (x - m_k). Everything below follows. Each C_k is diagonalised once;
 * after that a level costs nothing to prepare.
 */
import { fromNdarray, requireMatrix } from '@yuragi/prob-core';
import { symmetricEigen } from '@yuragi/prob-core/eigen';
import { ArgumentError, requireProbabilities, ShapeError } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';

/** The parameters of a mixture; `GaussianMixture` of latent-models is one. Covariances may be singular. */
export interface MixtureLaw {
  /** (K), sum 1. */
  readonly weights: Float64Array;
  /** (K, d). */
  readonly means: NdArray<Float64Array>;
  /** (K, d, d), symmetric positive semidefinite. */
  readonly covariances: NdArray<Float64Array>;
}

/** All methods take x (n, d) flat in unscaled coordinates and sigma >= 0, and overwrite their outputs. */
export interface SmoothedMixture {
  readonly dimension: number;
  readonly mixture: MixtureLaw;
  /** E[x_0 | x], out (n, d): a `Denoiser`. */
  denoise(x: Float64Array, sigma: number, out: Float64Array): void;
  /** tr Cov[x_0 | x], out (n): the mean squared error of `denoise` at x. */
  posteriorVarianceInto(x: Float64Array, sigma: number, out: Float64Array): void;
  /** log p_sigma(x), nats, out (n). */
  logDensityInto(x: Float64Array, sigma: number, out: Float64Array): void;
  /** grad log p_sigma(x), out (n, d). */
  scoreInto(x: Float64Array, sigma: number, out: Float64Array): void;
  /** The score and its divergence, the Laplacian of log p_sigma: out (n, d), divergence (n). */
  scoreAndDivergenceInto(x: Float64Array, sigma: number, out: Float64Array, divergence: Float64Array): void;
}

/** Negative eigenvalues down to this share of the largest are rounding, and count as zero. */
const SEMIDEFINITE_TOLERANCE = 1e-10;

interface Component {
  readonly logWeight: number;
  readonly mean: Float64Array;
  /** Eigenvalues of the covariance, (d). */
  readonly variances: Float64Array;
  /** Rows are its eigenvectors, (d, d); null where the covariance is diagonal. */
  readonly axes: Float64Array | null;
}

function diagonalise(covariance: Float64Array, d: number, k: number): Pick<Component, 'variances' | 'axes'> {
  const isDiagonal = covariance.every((entry, at) => entry === 0 || at % (d + 1) === 0);
  const { values, vectors } = isDiagonal
    ? { values: Float64Array.from({ length: d }, (_, j) => covariance[j * (d + 1)]!), vectors: null }
    : symmetricEigen(covariance, d);
  const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  for (const value of values)
    if (!(value >= -SEMIDEFINITE_TOLERANCE * largest))
      throw new ArgumentError('smoothedMixture', `covariances[${k}]`, 'positive semidefinite', covariance);
  return { variances: values.map((value) => Math.max(value, 0)), axes: vectors };
}

/**
 * The law of x_0 + sigma eps for a Gaussian mixture: its exact denoiser, density, score and posterior variance.
 *
 * Exact to rounding at every sigma, 0 and Infinity included. Cost per point: about 2 K d^2 multiply-adds, 2 K d where
 * covariances are diagonal; one eigendecomposition per component to begin with. A component of covariance zero is a data
 * point: with one for each row of a data set this is the denoiser that remembers the data and nothing else.
 *
 * @throws {ArgumentError} for weights that are no probabilities or a covariance that is not symmetric positive
 *   semidefinite; {ShapeError} if the shapes disagree
 * @see Efron 2011 for Tweedie's formula, E[x_0 | x] = x + sigma^2 grad log p_sigma(x)
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { smoothedMixture } from '@yuragi/diffusion';
 * const { denoise } = smoothedMixture({
 *   weights: Float64Array.of(0.5, 0.5),
 *   means: toNdarray(Float64Array.of(-1, 1), [2, 1]),
 *   covariances: toNdarray(Float64Array.of(0, 0), [2, 1, 1]),
 * });
 * const x0 = new Float64Array(1);
 * denoise(Float64Array.of(0.5), 1, x0);
 * x0[0]!; // ~> 0.4621172
 * ```
 */
export function smoothedMixture(mixture: MixtureLaw): SmoothedMixture {
  const where = 'smoothedMixture';
  const weights = requireProbabilities(where, 'weights', mixture.weights);
  const numComponents = weights.length;
  const { data: means, rows, columns: d } = requireMatrix(mixture.means, where, 'means');
  if (rows !== numComponents) throw new ShapeError(where, 'means', `shape (${numComponents}, d)`, [rows, d]);
  const { data: covariances, shape } = fromNdarray(mixture.covariances, where, 'covariances');
  if (shape.length !== 3 || shape[0] !== numComponents || shape[1] !== d || shape[2] !== d)
    throw new ShapeError(where, 'covariances', `shape (${numComponents}, ${d}, ${d})`, shape);
  const components: readonly Component[] = Array.from({ length: numComponents }, (_, k) => ({
    logWeight: Math.log(weights[k]!),
    mean: means.slice(k * d, (k + 1) * d),
    ...diagonalise(covariances.slice(k * d * d, (k + 1) * d * d), d, k),
  }));
  // Of the level that `prepare` was called with, (K, d): per eigenvalue c, 1/(c + sigma^2), c/(c + sigma^2) and
  // sigma^2 c/(c + sigma^2); and log w_k - (1/2) log det 2 pi (C_k + sigma^2 I), (K).
  const precisions = new Float64Array(numComponents * d);
  const shrinkages = new Float64Array(numComponents * d);
  const remainders = new Float64Array(numComponents * d);
  const offsets = new Float64Array(numComponents);
  let prepared = Number.NaN;
  const prepare = (sigma: number): void => {
    if (sigma === prepared) return;
    prepared = sigma;
    const noise = sigma * sigma;
    for (let k = 0; k < numComponents; k++) {
      let logDet = 0;
      for (let j = 0; j < d; j++) {
        const c = components[k]!.variances[j]!;
        precisions[k * d + j] = 1 / (c + noise);
        shrinkages[k * d + j] = noise === 0 ? 1 : c / (c + noise);
        remainders[k * d + j] = noise === Infinity ? c : noise * (c / (c + noise || 1));
        logDet += Math.log(2 * Math.PI * (c + noise));
      }
      offsets[k] = components[k]!.logWeight - 0.5 * logDet;
    }
  };

  // Of the row that `look` was called with: x - m_k in the axes of C_k, (K, d), and the posterior probabilities r_k, (K).
  const rotated = new Float64Array(numComponents * d);
  const responsibilities = new Float64Array(numComponents);
  const difference = new Float64Array(d);

  /** Looks at row i of x at the prepared level; returns log p_sigma there. */
  const look = (x: Float64Array, i: number): number => {
    if (prepared === Infinity) {
      responsibilities.set(weights);
      rotated.fill(0);
      return -Infinity;
    }
    let max = -Infinity;
    for (let k = 0; k < numComponents; k++) {
      const { mean, axes } = components[k]!;
      const at = k * d;
      for (let j = 0; j < d; j++) difference[j] = x[i * d + j]! - mean[j]!;
      let distance = 0;
      for (let j = 0; j < d; j++) {
        let y = difference[j]!;
        if (axes !== null) {
          y = 0;
          for (let l = 0; l < d; l++) y += axes[j * d + l]! * difference[l]!;
        }
        rotated[at + j] = y;
        distance += y * y * precisions[at + j]!;
      }
      const logWeight = offsets[k]! - 0.5 * distance;
      responsibilities[k] = logWeight;
      if (logWeight > max) max = logWeight;
    }
    let sum = 0;
    for (let k = 0; k < numComponents; k++) {
      const weight = Math.exp(responsibilities[k]! - max);
      responsibilities[k] = weight;
      sum += weight;
    }
    for (let k = 0; k < numComponents; k++) responsibilities[k]! /= sum;
    return max + Math.log(sum);
  };

  /** Per component, gain_j rotated_j back in the axes of the data: (K, d). */
  const vectors = new Float64Array(numComponents * d);
  /** Writes sum_k r_k (scale v_k + origin_k) to row i of out, v_k from the gains; keeps the terms in `vectors`. */
  const average = (gains: Float64Array, scale: number, isAroundMean: boolean, i: number, out: Float64Array): void => {
    const row = i * d;
    out.fill(0, row, row + d);
    for (let k = 0; k < numComponents; k++) {
      const responsibility = responsibilities[k]!;
      if (responsibility === 0) continue;
      const { mean, axes } = components[k]!;
      const at = k * d;
      for (let j = 0; j < d; j++) vectors[at + j] = isAroundMean ? mean[j]! : 0;
      for (let j = 0; j < d; j++) {
        const y = scale * gains[at + j]! * rotated[at + j]!;
        if (axes === null) vectors[at + j]! += y;
        else for (let l = 0; l < d; l++) vectors[at + l]! += y * axes[j * d + l]!;
      }
      for (let j = 0; j < d; j++) out[row + j]! += responsibility * vectors[at + j]!;
    }
  };
  /** sum_k r_k (|v_k - average|^2 + scale sum_j within_j) of the last `average`, which is row i of out. */
  const spread = (within: Float64Array, scale: number, i: number, out: Float64Array): number => {
    let sum = 0;
    for (let k = 0; k < numComponents; k++) {
      const responsibility = responsibilities[k]!;
      if (responsibility === 0) continue;
      let own = 0;
      for (let j = 0; j < d; j++) own += (vectors[k * d + j]! - out[i * d + j]!) ** 2 + scale * within[k * d + j]!;
      sum += responsibility * own;
    }
    return sum;
  };

  return {
    dimension: d,
    mixture,
    denoise(x, sigma, out) {
      prepare(sigma);
      for (let i = 0; i < x.length / d; i++) {
        look(x, i);
        average(shrinkages, 1, true, i, out);
      }
    },
    posteriorVarianceInto(x, sigma, out) {
      prepare(sigma);
      const mean = new Float64Array(d);
      for (let i = 0; i < x.length / d; i++) {
        look(x, i);
        average(shrinkages, 1, true, 0, mean);
        out[i] = spread(remainders, 1, 0, mean);
      }
    },
    logDensityInto(x, sigma, out) {
      prepare(sigma);
      for (let i = 0; i < x.length / d; i++) out[i] = look(x, i);
    },
    scoreInto(x, sigma, out) {
      prepare(sigma);
      for (let i = 0; i < x.length / d; i++) {
        look(x, i);
        average(precisions, -1, false, i, out);
      }
    },
    scoreAndDivergenceInto(x, sigma, out, divergence) {
      prepare(sigma);
      for (let i = 0; i < x.length / d; i++) {
        look(x, i);
        average(precisions, -1, false, i, out);
        divergence[i] = spread(precisions, -1, i, out);
      }
    },
  };
}
