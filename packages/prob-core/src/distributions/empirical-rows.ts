/** The empirical law of the rows of a matrix. */
import type { NdArray } from 'ndarray';
import { requireMatrix, toNdarray } from '../ndarray-boundary.ts';
import { firstIndex } from './common.ts';
import type { MultivariateDistribution } from './distribution.ts';

/** `empirical` in d dimensions. */
export function empiricalRows(given: NdArray<Float64Array>): MultivariateDistribution {
  const matrix = requireMatrix(given, 'empirical', 'data');
  const { rows: n, columns: d } = matrix;
  const data = matrix.data.slice();

  /** Lexicographic order of row i against the d numbers of x from `offset` on. */
  const compareRow = (i: number, x: Float64Array, offset: number): number => {
    for (let j = 0; j < d; j++) {
      const difference = data[i * d + j]! - x[offset + j]!;
      if (difference !== 0) return difference;
    }
    return 0;
  };
  const order = Int32Array.from({ length: n }, (_, i) => i).sort((i, j) => compareRow(i, data, j * d));

  /** NaN if a number of x is: no comparison with it is decided. */
  const logDensityAt = (x: Float64Array, offset: number): number => {
    for (let j = 0; j < d; j++) if (Number.isNaN(x[offset + j])) return Number.NaN;
    const first = firstIndex(0, n, (i) => compareRow(order[i]!, x, offset) >= 0);
    const end = firstIndex(first, n, (i) => compareRow(order[i]!, x, offset) > 0);
    return Math.log((end - first) / n);
  };
  const sums = new Float64Array(d);
  for (let i = 0; i < n * d; i++) sums[i % d] = sums[i % d]! + data[i]!;
  const mean = sums.map((sum) => sum / n);
  const covariance = covarianceOf(data, mean, n);

  return {
    kind: 'empirical',
    parameters: { data, numRows: n },
    dimension: d,
    logDensity: (x) => logDensityAt(x, 0),
    logDensityInto(x, out) {
      for (let i = 0; i < out.length; i++) out[i] = logDensityAt(x, i * d);
    },
    sample(rng) {
      const row = rng.int(n);
      return data.slice(row * d, (row + 1) * d);
    },
    fill(rng, out) {
      for (let i = 0; i + d <= out.length; i += d) {
        const row = rng.int(n);
        out.set(data.subarray(row * d, (row + 1) * d), i);
      }
    },
    mean: () => mean.slice(),
    variance: () => Float64Array.from({ length: d }, (_, j) => covariance[j * d + j]!),
    covariance: () => toNdarray(covariance.slice(), [d, d]),
    entropy() {
      let sum = 0;
      for (let i = 0; i < n; i++) sum -= logDensityAt(data, i * d);
      return sum / n;
    },
  };
}

function covarianceOf(data: Float64Array, mean: Float64Array, n: number): Float64Array {
  const d = mean.length;
  const covariance = new Float64Array(d * d);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < d; j++)
      for (let k = 0; k <= j; k++) {
        const at = j * d + k;
        covariance[at] = covariance[at]! + (data[i * d + j]! - mean[j]!) * (data[i * d + k]! - mean[k]!);
      }
  for (let j = 0; j < d; j++)
    for (let k = 0; k <= j; k++) covariance[k * d + j] = covariance[j * d + k] = covariance[j * d + k]! / n;
  return covariance;
}
