/**
 * Affine Gaussian kernels and their composition:
 *
 *   q(z|x) = N(z; gain x + offset, variance)
 *
 * One after the other they are one kernel again, first (a, b, v) and then (a', b', v'):
 *
 *   (a', b', v') after (a, b, v) = (a' a,  a' b + b',  a' v a'^T + v')
 *
 * so that any two steps of a Gaussian chain are joined by one. A law is the kernel with gain 0.
 */
import type { NdArray } from 'ndarray';
import type { MultivariateDistribution, UnivariateDistribution } from './distributions/distribution.ts';
import { multivariateNormal } from './distributions/multivariate-normal.ts';
import { normal } from './distributions/normal.ts';
import { ArgumentError, ShapeError } from './error-classes.ts';
import { requireMatrix, toNdarray } from './ndarray-boundary.ts';
import { requireAllFinite, requireFinite, requireLength, requireNonNegative } from './require.ts';

export interface GaussianKernelOptions {
  /** Any finite number; 1 unless given. */
  readonly gain?: number | undefined;
  /** 0 unless given. */
  readonly offset?: number | undefined;
  /** >= 0, of each coordinate. 0 is a map without noise: it composes, but has no density. */
  readonly variance: number;
}

export interface MatrixGaussianKernelOptions {
  /** (m, n). */
  readonly gain: NdArray<Float64Array>;
  /** (m); zeros unless given. */
  readonly offset?: ArrayLike<number> | undefined;
  /** (m, m), symmetric positive definite. */
  readonly covariance: NdArray<Float64Array>;
}

/** The same affine map and the same independent noise for every coordinate. */
export interface GaussianKernel {
  readonly gain: number;
  readonly offset: number;
  readonly variance: number;
  /** The law of z given x. @throws {ArgumentError} where the variance is 0 */
  given(x: number): Required<UnivariateDistribution>;
  /** The same for each coordinate of x (d), independently. */
  given(x: ArrayLike<number>): Required<MultivariateDistribution>;
}

/** From n coordinates to m. */
export interface MatrixGaussianKernel {
  /** (m, n). */
  readonly gain: NdArray<Float64Array>;
  /** (m). */
  readonly offset: Float64Array;
  /** (m, m). */
  readonly covariance: NdArray<Float64Array>;
  /** The law of z (m) given x (n). @throws {ShapeError} */
  given(x: ArrayLike<number>): Required<MultivariateDistribution>;
}

/**
 * The kernel q(z|x) = N(gain x + offset, variance): with numbers coordinate by coordinate in any dimension, with matrices
 * from n coordinates to m.
 *
 * @throws {ArgumentError} for numbers that are not finite, a variance < 0, or a covariance that is not symmetric positive
 *   definite; {ShapeError}
 * @example ```ts doctest
 * import { composeKernels, gaussianKernel } from '@yuragi/prob-core';
 * // Two steps of x_t = sqrt(1 - beta) x_{t-1} + sqrt(beta) noise, beta = 0.19 and 0.36.
 * const steps = [0.19, 0.36].map((beta) => gaussianKernel({ gain: Math.sqrt(1 - beta), variance: beta }));
 * const both = composeKernels(...steps);
 * both.gain; // ~> 0.7200000000
 * both.variance; // ~> 0.4816000000
 * both.given(1).logDensity(0.72); // ~> -0.5536178407
 * ```
 */
export function gaussianKernel(options: GaussianKernelOptions): GaussianKernel;
export function gaussianKernel(options: MatrixGaussianKernelOptions): MatrixGaussianKernel;
export function gaussianKernel(
  options: GaussianKernelOptions | MatrixGaussianKernelOptions,
): GaussianKernel | MatrixGaussianKernel {
  const given = Object(options) as GaussianKernelOptions | MatrixGaussianKernelOptions;
  return 'covariance' in given ? matrixKernel(given) : scalarKernel(given);
}

function scalarKernel({ gain = 1, offset = 0, variance }: GaussianKernelOptions): GaussianKernel {
  requireFinite('gaussianKernel', 'gain', gain);
  requireFinite('gaussianKernel', 'offset', offset);
  requireNonNegative('gaussianKernel', 'variance', variance);
  function given(x: number): Required<UnivariateDistribution>;
  function given(x: ArrayLike<number>): Required<MultivariateDistribution>;
  function given(x: number | ArrayLike<number>) {
    if (variance === 0)
      throw new ArgumentError('gaussianKernel.given', 'variance', '> 0 for a law with a density', variance);
    if (typeof x === 'number') return normal({ mean: gain * x + offset, standardDeviation: Math.sqrt(variance) });
    requireAllFinite('gaussianKernel.given', 'x', x);
    return multivariateNormal({
      mean: Float64Array.from(x, (value) => gain * value + offset),
      variances: new Float64Array(x.length).fill(variance),
    });
  }
  return { gain, offset, variance, given };
}

function matrixKernel({ gain, offset, covariance }: MatrixGaussianKernelOptions): MatrixGaussianKernel {
  const where = 'gaussianKernel';
  const { data, rows: m, columns: n } = requireMatrix(gain, where, 'gain');
  const matrix = data.slice();
  const shift =
    offset === undefined ? new Float64Array(m) : Float64Array.from(requireLength(where, 'offset', offset, m));
  requireAllFinite(where, 'offset', shift);
  const noise = requireMatrix(covariance, where, 'covariance', m);
  if (noise.rows !== m) throw new ShapeError(where, 'covariance', `shape (${m}, ${m})`, [noise.rows, m]);
  // Refuses what is no covariance, now and not at the first draw.
  multivariateNormal({ mean: shift, covariance });
  const spread = toNdarray(noise.data.slice(), [m, m]);
  return {
    gain: toNdarray(matrix, [m, n]),
    offset: shift,
    covariance: spread,
    given(x) {
      requireAllFinite(`${where}.given`, 'x', requireLength(`${where}.given`, 'x', x, n));
      const mean = shift.slice();
      for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) mean[i]! += matrix[i * n + j]! * x[j]!;
      return multivariateNormal({ mean, covariance: spread });
    },
  };
}

/**
 * One kernel for several, in the order of time: x goes through the first, what comes out through the second, and so on.
 *
 * Associative to rounding: the steps may be joined in any grouping, not in any order. For a chain x_0, x_1, ..., x_T the
 * kernels s+1..t give q(x_t|x_s).
 *
 * @param kernels at least one; all of numbers, or all of matrices whose shapes follow on one another
 * @throws {ArgumentError} for none, or numbers among matrices; {ShapeError} where a kernel does not take what comes
 * @example ```ts doctest
 * import { composeKernels, gaussianKernel } from '@yuragi/prob-core';
 * const start = gaussianKernel({ gain: 0, offset: 3, variance: 2 }); // the law N(3, 2)
 * const { offset, variance } = composeKernels(start, gaussianKernel({ gain: 0.5, offset: 1, variance: 0.25 }));
 * [offset, variance]; // => [2.5, 0.75]
 * ```
 */
export function composeKernels(...kernels: readonly GaussianKernel[]): GaussianKernel;
export function composeKernels(...kernels: readonly MatrixGaussianKernel[]): MatrixGaussianKernel;
export function composeKernels(
  ...kernels: readonly (GaussianKernel | MatrixGaussianKernel)[]
): GaussianKernel | MatrixGaussianKernel {
  const where = 'composeKernels';
  if (kernels.length === 0) throw new ArgumentError(where, 'kernels', 'at least one kernel', kernels);
  for (const [k, kernel] of kernels.entries())
    if (!isScalar(kernel) && kernel?.gain?.shape?.length !== 2)
      throw new ArgumentError(where, `kernels[${k}]`, 'a kernel (make one with gaussianKernel)', kernel);
  if (kernels.every(isScalar)) return kernels.reduce(afterScalar);
  const mixed = kernels.findIndex(isScalar);
  if (mixed >= 0)
    throw new ArgumentError(where, `kernels[${mixed}]`, 'a kernel of matrices, as the others are', kernels[mixed]);
  return (kernels as readonly MatrixGaussianKernel[]).reduce(afterMatrix);
}

const isScalar = (kernel: GaussianKernel | MatrixGaussianKernel): kernel is GaussianKernel =>
  typeof kernel?.gain === 'number';

const afterScalar = (first: GaussianKernel, second: GaussianKernel): GaussianKernel =>
  scalarKernel({
    gain: second.gain * first.gain,
    offset: second.gain * first.offset + second.offset,
    variance: second.gain * second.gain * first.variance + second.variance,
  });

function afterMatrix(first: MatrixGaussianKernel, second: MatrixGaussianKernel, index: number): MatrixGaussianKernel {
  const [m, inner] = second.gain.shape as [number, number];
  const [taken, n] = first.gain.shape as [number, number];
  if (inner !== taken)
    throw new ShapeError('composeKernels', `kernels[${index}].gain`, `shape (m, ${taken})`, [m, inner]);
  const left = second.gain.data;
  const through = product(left, first.covariance.data, m, inner, inner);
  const covariance = product(through, transposed(left, m, inner), m, inner, m);
  const offset = product(left, first.offset, m, inner, 1);
  for (let i = 0; i < m; i++) offset[i]! += second.offset[i]!;
  for (let i = 0; i < m; i++)
    for (let j = 0; j <= i; j++) {
      // Symmetric to the last bit, whatever the order of the sums.
      const entry = (covariance[i * m + j]! + covariance[j * m + i]!) / 2 + second.covariance.get(i, j);
      covariance[i * m + j] = covariance[j * m + i] = entry;
    }
  return matrixKernel({
    gain: toNdarray(product(left, first.gain.data, m, inner, n), [m, n]),
    offset,
    covariance: toNdarray(covariance, [m, m]),
  });
}

/** (m, k) times (k, n), row-major. */
function product(a: Float64Array, b: Float64Array, m: number, k: number, n: number): Float64Array {
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let l = 0; l < k; l++) for (let j = 0; j < n; j++) out[i * n + j]! += a[i * k + l]! * b[l * n + j]!;
  return out;
}

function transposed(a: Float64Array, m: number, n: number): Float64Array {
  return Float64Array.from({ length: m * n }, (_, at) => a[(at % m) * n + Math.floor(at / m)]!);
}
