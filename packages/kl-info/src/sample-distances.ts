/** Distances between samples that need no density: maximum mean discrepancy and energy distance. */
import { type Estimate, requireMatrix, type Warning } from '@yuragi/prob-core';
import { ArgumentError, requirePositive, ShapeError } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';

/**
 * A symmetric positive definite kernel k(x, y): x and y are rows of `dimension` numbers that begin at the offsets. Called n^2
 * times, so it should allocate nothing.
 */
export type SimilarityKernel = (
  x: Float64Array,
  xOffset: number,
  y: Float64Array,
  yOffset: number,
  dimension: number,
) => number;

/**
 * The Gaussian kernel k(x, y) = exp(-|x - y|^2/(2 bandwidth^2)).
 *
 * @param bandwidth in the units of x, > 0
 * @throws {ArgumentError} unless it is
 */
export function gaussianKernel(bandwidth: number): SimilarityKernel {
  requirePositive('gaussianKernel', 'bandwidth', bandwidth);
  const rate = 0.5 / bandwidth / bandwidth;
  return (x, i, y, j, d) => Math.exp(-rate * squaredDistance(x, i, y, j, d));
}

/**
 * The median heuristic: the median distance between two different points of the pooled sample, a bandwidth for
 * `gaussianKernel` where nothing better is known. O((n + m)^2 d), and as many numbers of memory: meant for a few thousand points.
 *
 * *Gotchas*: chosen from the samples that are then compared, so a test at a level has to permute before choosing.
 *
 * @param x (n, d)
 * @param y (m, d)
 * @throws {ArgumentError} if more than half of the pairs coincide; {ShapeError} for different dimensions
 * @see Gretton et al., J. Mach. Learn. Res. 13 (2012), 723, section 8
 */
export function medianHeuristic(x: NdArray<Float64Array>, y: NdArray<Float64Array>): number {
  const { rowsX, rowsY, d } = samplePair('medianHeuristic', x, y, 1);
  const pooled = new Float64Array(rowsX.length + rowsY.length);
  pooled.set(rowsX);
  pooled.set(rowsY, rowsX.length);
  const n = pooled.length / d;
  const squares = new Float64Array((n * (n - 1)) / 2);
  let count = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) squares[count++] = squaredDistance(pooled, i * d, pooled, j * d, d);
  squares.sort();
  const median = (Math.sqrt(squares[(count - 1) >> 1]!) + Math.sqrt(squares[count >> 1]!)) / 2;
  if (!(median > 0)) throw new ArgumentError('medianHeuristic', 'x, y', 'samples of points that mostly differ', median);
  return median;
}

/**
 * Squared maximum mean discrepancy, unbiased:
 *
 *   MMD^2 = E k(X, X') + E k(Y, Y') - 2 E k(X, Y),  averages over pairs of different points
 *
 * 0 for equal laws, so the estimate may be negative. The standard error is Hoeffding's first term, right for large samples of
 * different laws; for equal laws the estimate is not normal, and a test permutes the pooled sample. O((n + m)^2 d).
 *
 * @param x      (n, d), n >= 2
 * @param y      (m, d), m >= 2
 * @param kernel `gaussianKernel(bandwidth)` or one of your own
 * @throws {ArgumentError} for entries that are not finite; {ShapeError} for fewer than two rows or different dimensions
 * @see Gretton et al., J. Mach. Learn. Res. 13 (2012), 723, Eq. 3; Hoeffding, Ann. Math. Stat. 19 (1948), 293
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { gaussianKernel, squaredMmd } from '@yuragi/kl-info';
 * const column = (...data: number[]) => toNdarray(Float64Array.from(data), [data.length, 1]);
 * squaredMmd(column(0, 1), column(9, 10), gaussianKernel(1)).value; // ~> 1.2130613194
 * ```
 */
export function squaredMmd(
  x: NdArray<Float64Array>,
  y: NdArray<Float64Array>,
  kernel: SimilarityKernel,
): Estimate<{ readonly numX: number; readonly numY: number }> {
  const { rowsX, rowsY, d } = samplePair('squaredMmd', x, y, 2);
  const n = rowsX.length / d;
  const m = rowsY.length / d;
  // Mean similarity of each point with the other points of its sample, less that with the other sample.
  const ofX = new Float64Array(n);
  const ofY = new Float64Array(m);
  let within = 0;
  let between = 0;
  within += pairsInto(rowsX, kernel, d, ofX);
  within += pairsInto(rowsY, kernel, d, ofY);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < m; j++) {
      const value = kernel(rowsX, i * d, rowsY, j * d, d);
      between += value / n / m;
      ofX[i]! -= value / m;
      ofY[j]! -= value / n;
    }
  const value = within - 2 * between;
  const warnings: Warning[] = Number.isFinite(value)
    ? []
    : [{ code: 'kernel-not-finite', message: `The kernel is not finite: the estimate is ${value}.` }];
  return {
    value,
    standardError: 2 * Math.sqrt(varianceOf(ofX) / n + varianceOf(ofY) / m),
    diagnostics: { numX: n, numY: m },
    warnings,
  };
}

/**
 * Squared energy distance of the empirical laws of two samples, 2 E|X - Y| - E|X - X'| - E|Y - Y'|.
 *
 * Exact for the empirical laws: not negative, 0 only where they are equal. As an estimate for the laws sampled it is biased up by
 * E|X - X'|/n + E|Y - Y'|/m; `squaredMmd` with the kernel -|x - y| is the unbiased one. O((n + m)^2 d); on the line, d = 1, it
 * is twice the integral of (F - G)^2, F and G the distribution functions, and costs O((n + m) log(n + m)).
 *
 * @param x (n, d)
 * @param y (m, d)
 * @returns in the units of x
 * @throws {ArgumentError} for entries that are not finite; {ShapeError} for different dimensions
 * @see Székely and Rizzo, J. Stat. Plan. Inference 143 (2013), 1249, Eq. 6; Cramér, Skand. Aktuarietidskr. 11 (1928), 141 (on the line)
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { energyDistance } from '@yuragi/kl-info';
 * const column = (...data: number[]) => toNdarray(Float64Array.from(data), [data.length, 1]);
 * energyDistance(column(0, 2), column(1)); // => 1
 * ```
 */
export function energyDistance(x: NdArray<Float64Array>, y: NdArray<Float64Array>): number {
  const { rowsX, rowsY, d } = samplePair('energyDistance', x, y, 1);
  if (d === 1) return energyOnLine(rowsX, rowsY);
  return 2 * meanDistance(rowsX, rowsY, d) - meanDistance(rowsX, rowsX, d) - meanDistance(rowsY, rowsY, d);
}

function samplePair(where: string, x: NdArray<Float64Array>, y: NdArray<Float64Array>, minimum: number) {
  const first = requireMatrix(x, where, 'x');
  const second = requireMatrix(y, where, 'y');
  const d = first.columns;
  if (first.rows < minimum) throw new ShapeError(where, 'x', `at least ${minimum} rows`, [first.rows, d]);
  if (second.rows < minimum || second.columns !== d)
    throw new ShapeError(where, 'y', `at least ${minimum} rows of ${d} columns`, [second.rows, second.columns]);
  return { rowsX: first.data, rowsY: second.data, d };
}

/** Adds to out (n) every row's mean similarity with the others; returns the mean of these. */
function pairsInto(rows: Float64Array, kernel: SimilarityKernel, d: number, out: Float64Array): number {
  const n = out.length;
  let sum = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const value = kernel(rows, i * d, rows, j * d, d);
      out[i]! += value / (n - 1);
      out[j]! += value / (n - 1);
      sum += value;
    }
  return (2 * sum) / n / (n - 1);
}

function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

/** 2 sum over the gaps of the pooled sample of gap (F - G)^2: no term is negative, so that close samples keep their digits. */
function energyOnLine(x: Float64Array, y: Float64Array): number {
  const sortedX = x.slice().sort();
  const sortedY = y.slice().sort();
  const [n, m] = [x.length, y.length];
  let [i, j] = [0, 0];
  let last = 0;
  let sum = 0;
  while (i < n || j < m) {
    const isX = j === m || (i < n && sortedX[i]! <= sortedY[j]!);
    const point = isX ? sortedX[i]! : sortedY[j]!;
    // i/n - j/m from integers: exactly 0 where the distribution functions meet.
    if (i + j > 0) sum += (point - last) * ((i * m - j * n) / n / m) ** 2;
    last = point;
    if (isX) i++;
    else j++;
  }
  return 2 * sum;
}

function meanDistance(x: Float64Array, y: Float64Array, d: number): number {
  let sum = 0;
  for (let i = 0; i < x.length; i += d)
    for (let j = 0; j < y.length; j += d) sum += Math.sqrt(squaredDistance(x, i, y, j, d));
  return (sum * d * d) / x.length / y.length;
}

function squaredDistance(x: Float64Array, i: number, y: Float64Array, j: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += (x[i + k]! - y[j + k]!) ** 2;
  return sum;
}
