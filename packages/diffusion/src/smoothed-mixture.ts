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
import { type PassComponents, type SmoothedPass, smoothedPass } from './smoothed-pass.ts';

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

/** A covariance in its own axes. */
interface Diagonalised {
  /** Eigenvalues, (d). */
  readonly variances: Float64Array;
  /** Rows are the eigenvectors, (d, d); null where the covariance is diagonal. */
  readonly axes: Float64Array | null;
}

function diagonalise(covariance: Float64Array, d: number, k: number): Diagonalised {
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
 * covariances are diagonal; one eigendecomposition per component to begin with. Points are taken in blocks of 16 by a SIMD
 * kernel: fewer cost almost as much. A component of covariance zero is a data point: with one for each row of a data set
 * this is the denoiser that remembers the data and nothing else.
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
  const { data, rows, columns: d } = requireMatrix(mixture.means, where, 'means');
  if (rows !== numComponents) throw new ShapeError(where, 'means', `shape (${numComponents}, d)`, [rows, d]);
  const { data: covariances, shape } = fromNdarray(mixture.covariances, where, 'covariances');
  if (shape.length !== 3 || shape[0] !== numComponents || shape[1] !== d || shape[2] !== d)
    throw new ShapeError(where, 'covariances', `shape (${numComponents}, ${d}, ${d})`, shape);
  const components = Array.from({ length: numComponents }, (_, k) =>
    diagonalise(covariances.slice(k * d * d, (k + 1) * d * d), d, k),
  );
  const logWeights = weights.map(Math.log);
  const means = data.slice();
  const axes = stack(components, d);
  const variances = components.map((component) => component.variances);

  /** Made at the first look, so that a mixture of which nobody asks anything holds no memory of the kernel's. */
  let pass: SmoothedPass | undefined;
  let prepared = Number.NaN;
  const passAt = (sigma: number): SmoothedPass => {
    pass ??= smoothedPass({ means, ...axes });
    if (sigma !== prepared) fillLevel(pass, variances, logWeights, sigma);
    prepared = sigma;
    return pass;
  };

  /** Looks at x block by block: `onBlock` gets the pass, the first row of the block and how many there are. */
  const visit = (x: Float64Array, sigma: number, onBlock: OnBlock): void => {
    const current = passAt(sigma);
    const { points, blockRows } = current;
    const n = x.length / d;
    for (let first = 0; first < n; first += blockRows) {
      const count = Math.min(blockRows, n - first);
      if (isBlind(sigma)) points.fill(0);
      else for (let i = 0; i < count * d; i++) points[i] = x[first * d + i]!;
      current.look(count);
      onBlock(current, first, count);
    }
  };
  const visitAverages = (isScore: boolean, x: Float64Array, sigma: number, out: Float64Array): void =>
    visit(x, sigma, (current, first, count) => {
      current.average(isScore);
      copy(current.averages, out, first * d, count * d);
    });

  return {
    dimension: d,
    mixture,
    denoise: (x, sigma, out) => visitAverages(false, x, sigma, out),
    posteriorVarianceInto(x, sigma, out) {
      visit(x, sigma, (current, first, count) => {
        current.average(false);
        current.spread(false);
        copy(current.spreads, out, first, count);
      });
    },
    logDensityInto(x, sigma, out) {
      visit(x, sigma, ({ maxima, sums }, first, count) => {
        for (let i = 0; i < count; i++) out[first + i] = isBlind(sigma) ? -Infinity : maxima[i]! + Math.log(sums[i]!);
      });
    },
    scoreInto: (x, sigma, out) => visitAverages(true, x, sigma, out),
    scoreAndDivergenceInto(x, sigma, out, divergence) {
      visit(x, sigma, (current, first, count) => {
        current.average(true);
        copy(current.averages, out, first * d, count * d);
        current.spread(true);
        copy(current.spreads, divergence, first, count);
      });
    },
  };
}

type OnBlock = (pass: SmoothedPass, first: number, count: number) => void;

/** Whether the noise says nothing of x: its variance is infinite, and the weights stay what they are. */
const isBlind = (sigma: number): boolean => sigma * sigma === Infinity;

/** The axes of the covariances that are not diagonal, one after the other. */
function stack(components: readonly Diagonalised[], d: number): Pick<PassComponents, 'axes' | 'ranks'> {
  let numRotated = 0;
  const ranks = Int32Array.from(components, ({ axes }) => (axes === null ? -1 : numRotated++));
  const axes = new Float64Array(numRotated * d * d);
  for (const [k, component] of components.entries())
    if (component.axes !== null) axes.set(component.axes, ranks[k]! * d * d);
  return { axes, ranks };
}

/** Writes the tables of level sigma. */
function fillLevel(
  { precisions, shrinkages, offsets, remainders, curvatures }: SmoothedPass,
  variances: readonly Float64Array[],
  logWeights: Float64Array,
  sigma: number,
): void {
  const noise = sigma * sigma;
  let at = 0;
  for (const [k, eigenvalues] of variances.entries()) {
    let logDet = 0;
    let remainder = 0;
    let curvature = 0;
    for (const c of eigenvalues) {
      const precision = 1 / (c + noise);
      precisions[at] = precision;
      shrinkages[at++] = noise === 0 ? 1 : c / (c + noise);
      remainder += noise === Infinity ? c : noise * (c / (c + noise || 1));
      curvature -= precision;
      logDet += Math.log(2 * Math.PI * (c + noise));
    }
    offsets[k] = isBlind(sigma) ? logWeights[k]! : logWeights[k]! - 0.5 * logDet;
    remainders[k] = remainder;
    curvatures[k] = curvature;
  }
}

/** A loop, because a block is small: a view costs more than copying it. */
function copy(from: Float64Array, to: Float64Array, at: number, length: number): void {
  for (let i = 0; i < length; i++) to[at + i] = from[i]!;
}
