/**
 * Preparing data that stands in ndarrays: column statistics, standardising, whitening, splitting. Works on views of any
 * strides without copying them first.
 *
 * An entry of its own: `ndarray-ops` compiles code when it is imported, which a strict content security policy forbids.
 */
import type { NdArray } from 'ndarray';
import ops from 'ndarray-ops';
import { permutation } from './draws.ts';
import { symmetricEigen } from './eigen.ts';
import { ArgumentError, ShapeError } from './error-classes.ts';
import { fromNdarray, toNdarray } from './ndarray-boundary.ts';
import { requireCount } from './require.ts';
import type { Rng } from './rng.ts';

type Table = NdArray<Float64Array>;

function requireTable(where: string, x: Table, columns?: number): { readonly n: number; readonly d: number } {
  if (x?.shape?.length !== 2) throw new ShapeError(where, 'x', 'shape (n, d)', x?.shape ?? []);
  const [n, d] = x.shape as [number, number];
  if (n < 1 || d < 1 || (columns !== undefined && d !== columns))
    throw new ShapeError(where, 'x', `shape (n, ${columns ?? 'd'})`, x.shape);
  // Not by ops.sup and ops.inf, which pass over NaN.
  for (let i = 0; i < n; i++)
    for (let j = 0; j < d; j++)
      if (!Number.isFinite(x.get(i, j)))
        throw new ArgumentError(where, `x[${i}, ${j}]`, 'a finite number', x.get(i, j));
  return { n, d };
}

const column = (x: Table, j: number): Table => x.pick(null, j);

/**
 * Mean of each column.
 *
 * @param x (n, d), any strides
 * @returns (d)
 * @throws {ShapeError} unless two-dimensional with n, d >= 1; {ArgumentError} if not finite
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { columnMeans } from '@yuragi/prob-core/ndarray';
 * Array.from(columnMeans(toNdarray(Float64Array.of(1, 10, 3, 30), [2, 2]))); // => [2, 20]
 * ```
 */
export function columnMeans(x: Table): Float64Array {
  const { n, d } = requireTable('columnMeans', x);
  return Float64Array.from({ length: d }, (_, j) => ops.sum(column(x, j)) / n);
}

/** A copy of x with each column's mean taken off. */
function centred(x: Table, means: Float64Array): Table {
  const [n, d] = x.shape as [number, number];
  const copy = toNdarray(new Float64Array(n * d), [n, d]);
  ops.assign(copy, x);
  for (let j = 0; j < d; j++) ops.subseq(column(copy, j), means[j]!);
  return copy;
}

/**
 * Covariance matrix of the columns, by two passes: (1/n) sum_i (x_i - mean)(x_i - mean)^T.
 *
 * @param x (n, d), any strides
 * @param options.divisor 'n' (maximum likelihood, the default) or 'n-1' (unbiased)
 * @returns (d, d)
 * @throws {ShapeError} unless two-dimensional; {ArgumentError} if not finite, or n = 1 with divisor 'n-1'
 */
export function columnCovariances(
  x: Table,
  { divisor = 'n' }: { readonly divisor?: 'n' | 'n-1' | undefined } = {},
): Table {
  const { n, d } = requireTable('columnCovariances', x);
  if (divisor === 'n-1' && n < 2)
    throw new ArgumentError('columnCovariances', 'x', 'at least two rows for divisor n-1', n);
  const deviations = centred(x, columnMeans(x));
  const covariance = toNdarray(new Float64Array(d * d), [d, d]);
  const products = toNdarray(new Float64Array(n), [n]);
  for (let i = 0; i < d; i++)
    for (let j = 0; j <= i; j++) {
      ops.mul(products, column(deviations, i), column(deviations, j));
      const value = ops.sum(products) / (divisor === 'n' ? n : n - 1);
      covariance.set(i, j, value);
      covariance.set(j, i, value);
    }
  return covariance;
}

/** An affine map between data and coordinates in which a model is fitted, with its inverse. */
export interface ColumnMap {
  readonly mean: Float64Array;
  /** (n, d) to (n, rank). */
  forward(x: Table): Table;
  /** (n, rank) to (n, d). */
  inverse(y: Table): Table;
}

/**
 * The map to columns of mean 0 and variance 1; a constant column is only centred.
 *
 * @param x (n, d) to learn it from, any strides
 * @returns with `scale`, the standard deviations (d), 1 for a constant column
 * @throws {ShapeError} unless two-dimensional; {ArgumentError} if not finite
 */
export function standardise(x: Table): ColumnMap & { readonly scale: Float64Array } {
  const { d } = requireTable('standardise', x);
  const mean = columnMeans(x);
  const deviations = centred(x, mean);
  const scale = Float64Array.from({ length: d }, (_, j) => {
    const scaled = column(deviations, j);
    return ops.norm2(scaled) / Math.sqrt(x.shape[0]!) || 1;
  });
  return {
    mean,
    scale,
    forward(data) {
      requireTable('standardise.forward', data, d);
      const result = centred(data, mean);
      for (let j = 0; j < d; j++) ops.divseq(column(result, j), scale[j]!);
      return result;
    },
    inverse(data) {
      const { n } = requireTable('standardise.inverse', data, d);
      const result = toNdarray(new Float64Array(n * d), [n, d]);
      for (let j = 0; j < d; j++) {
        ops.muls(column(result, j), column(data, j), scale[j]!);
        ops.addseq(column(result, j), mean[j]!);
      }
      return result;
    },
  };
}

/** What `whiten` learned: a map to coordinates in which the data are uncorrelated with variance 1. */
export interface Whitening extends ColumnMap {
  readonly rank: number;
  /** (rank, d): rows are the principal directions, unit vectors. */
  readonly directions: Float64Array;
  /** Standard deviations along them, (rank), descending. */
  readonly scale: Float64Array;
  /** Share of the total variance that the kept directions hold. */
  readonly explainedVariance: number;
}

/** Eigenvalues below this share of the largest count as zero: the data do not extend in that direction. */
const RANK_TOLERANCE = 1e-10;

/**
 * The map to uncorrelated coordinates of variance 1, along the `rank` directions of largest variance (PCA whitening).
 *
 *   y = S^-1 V (x - mean),  with the covariance V^T S^2 V truncated to `rank` terms
 *
 * `inverse(forward(x))` is the projection of x on those directions; it is x itself when the rank is full.
 *
 * @param x (n, d) to learn it from, any strides
 * @param options.rank how many directions to keep; unless given, all along which the data extend
 * @throws {ShapeError} unless two-dimensional; {ArgumentError} if not finite, constant, or of lower rank than asked for
 */
export function whiten(x: Table, { rank }: { readonly rank?: number | undefined } = {}): Whitening {
  const { d } = requireTable('whiten', x);
  const mean = columnMeans(x);
  const { data: covariance } = fromNdarray(columnCovariances(x), 'whiten', 'x');
  const { values, vectors } = symmetricEigen(covariance, d);
  const fullRank = values.filter((value) => value > RANK_TOLERANCE * values[0]!).length;
  if (fullRank === 0) throw new ArgumentError('whiten', 'x', 'data with at least one column that varies', x.data);
  const kept = rank ?? fullRank;
  requireCount('whiten', 'rank', kept, 1);
  if (kept > fullRank) throw new ArgumentError('whiten', 'rank', `at most ${fullRank}, the rank of the data`, kept);

  const directions = vectors.slice(0, kept * d);
  const scale = values.slice(0, kept).map(Math.sqrt);
  const total = values.reduce((sum, value) => sum + value, 0);
  return {
    mean,
    rank: kept,
    directions,
    scale,
    explainedVariance: values.slice(0, kept).reduce((sum, value) => sum + value, 0) / total,
    forward(data) {
      const { n } = requireTable('whiten.forward', data, d);
      const { data: rows } = fromNdarray(data, 'whiten.forward', 'x');
      const out = new Float64Array(n * kept);
      for (let i = 0; i < n; i++)
        for (let k = 0; k < kept; k++) {
          let sum = 0;
          for (let j = 0; j < d; j++) sum += directions[k * d + j]! * (rows[i * d + j]! - mean[j]!);
          out[i * kept + k] = sum / scale[k]!;
        }
      return toNdarray(out, [n, kept]);
    },
    inverse(data) {
      const { n } = requireTable('whiten.inverse', data, kept);
      const { data: rows } = fromNdarray(data, 'whiten.inverse', 'y');
      const out = new Float64Array(n * d);
      for (let i = 0; i < n; i++) {
        out.set(mean, i * d);
        for (let k = 0; k < kept; k++) {
          const weight = rows[i * kept + k]! * scale[k]!;
          for (let j = 0; j < d; j++) out[i * d + j]! += weight * directions[k * d + j]!;
        }
      }
      return toNdarray(out, [n, d]);
    },
  };
}

/**
 * The rows of a table, copied in a given order.
 *
 * @param rows indices, repeats allowed
 * @throws {ArgumentError} for an index out of range
 */
export function takeRows(x: Table, rows: ArrayLike<number>): Table {
  const { n, d } = requireTable('takeRows', x);
  const out = toNdarray(new Float64Array(rows.length * d), [rows.length, d]);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (!Number.isInteger(row) || row < 0 || row >= n)
      throw new ArgumentError('takeRows', `rows[${i}]`, `an integer in 0..${n - 1}`, row);
    ops.assign(out.pick(i, null), x.pick(row, null));
  }
  return out;
}

/** Which rows went where. */
export interface Split {
  /** Row indices, ascending. */
  readonly training: Int32Array;
  readonly heldOut: Int32Array;
}

/**
 * Splits rows 0..n-1 at random into a training and a held-out part, class by class where labels are given.
 *
 * @param heldOutFraction in (0, 1); each class gives round(fraction * its size) rows to the held-out part
 * @param options.labels (n), a class per row: each class is then split in the same proportion
 * @throws {ArgumentError} if a part would be empty
 */
export function splitRows(
  rng: Rng,
  n: number,
  heldOutFraction: number,
  { labels }: { readonly labels?: ArrayLike<number> | undefined } = {},
): Split {
  requireCount('splitRows', 'n', n, 2);
  if (!(heldOutFraction > 0 && heldOutFraction < 1))
    throw new ArgumentError('splitRows', 'heldOutFraction', 'a number in (0, 1)', heldOutFraction);
  if (labels !== undefined && labels.length !== n)
    throw new ShapeError('splitRows', 'labels', `length ${n}`, [labels.length]);
  const classes = new Map<number, number[]>();
  for (let i = 0; i < n; i++) {
    const label = labels === undefined ? 0 : labels[i]!;
    const rows = classes.get(label);
    if (rows === undefined) classes.set(label, [i]);
    else rows.push(i);
  }
  const isHeldOut = new Uint8Array(n);
  for (const label of [...classes.keys()].sort((a, b) => a - b)) {
    const rows = classes.get(label)!;
    const order = permutation(rng, rows.length);
    for (let i = 0; i < Math.round(heldOutFraction * rows.length); i++) isHeldOut[rows[order[i]!]!] = 1;
  }
  const pick = (flag: number): Int32Array =>
    Int32Array.from({ length: n }, (_, i) => i).filter((i) => isHeldOut[i] === flag);
  const parts = { training: pick(0), heldOut: pick(1) };
  if (parts.training.length === 0 || parts.heldOut.length === 0)
    throw new ArgumentError(
      'splitRows',
      'heldOutFraction',
      'a fraction that leaves rows on both sides',
      heldOutFraction,
    );
  return parts;
}
