/**
 * The three kinds of covariance of a component, as what EM needs of each: a precision factor W with
 * |W (x - m)|^2 the squared Mahalanobis distance, and the maximiser of the M-step. The pass over the rows knows two
 * layouts, a packed lower triangle or a diagonal; a spherical covariance is a diagonal one whose entries are averaged.
 */
import { choleskyInto, invertLower } from '@yuragi/prob-core/linear-algebra';
import { log } from '@yuragi/prob-core/special';

/** Shape of the covariance of every component: any, axis-parallel, or a ball. */
export type CovarianceKind = 'full' | 'diagonal' | 'spherical';
export const covarianceKinds: readonly CovarianceKind[] = ['full', 'diagonal', 'spherical'];

/** Numbers a component's covariance takes. */
export const covarianceLength = (kind: CovarianceKind, d: number): number =>
  kind === 'full' ? d * d : kind === 'diagonal' ? d : 1;

/** Numbers a component's factor and sum of squares take in the pass. */
export const packedLength = (kind: CovarianceKind, d: number): number => (kind === 'full' ? (d * (d + 1)) / 2 : d);

export interface Factor {
  readonly packed: Float64Array;
  readonly logDeterminant: number;
  /** tr C^-1. */
  readonly tracePrecision: number;
}

/** The precision factor of one covariance; undefined if it is not positive definite. */
export function factorise(kind: CovarianceKind, covariance: Float64Array, d: number): Factor | undefined {
  const packed = kind === 'full' ? packedInverseCholesky(covariance, d) : inverseDeviations(kind, covariance, d);
  if (packed === undefined) return undefined;
  let logDeterminant = 0;
  for (let i = 0; i < d; i++) logDeterminant -= 2 * log(packed[kind === 'full' ? (i * (i + 3)) / 2 : i]!);
  let tracePrecision = 0;
  for (const entry of packed) tracePrecision += entry * entry;
  return { packed, logDeterminant, tracePrecision };
}

function packedInverseCholesky(covariance: Float64Array, d: number): Float64Array | undefined {
  const lower = new Float64Array(d * d);
  if (!choleskyInto(covariance, d, lower)) return undefined;
  const inverse = invertLower(lower, d);
  const packed = new Float64Array(packedLength('full', d));
  for (let i = 0, at = 0; i < d; i++) for (let j = 0; j <= i; j++) packed[at++] = inverse[i * d + j]!;
  return packed;
}

function inverseDeviations(kind: CovarianceKind, covariance: Float64Array, d: number): Float64Array | undefined {
  if (!covariance.every((variance) => variance > 0 && variance < Infinity)) return undefined;
  return Float64Array.from({ length: d }, (_, j) => 1 / Math.sqrt(covariance[kind === 'spherical' ? 0 : j]!));
}

/**
 * The covariance that maximises the bound: squares/total - shift shift^T + regularization I, averaged over the diagonal
 * if spherical. `squares` are about a mean that lies `shift` away from the new one.
 */
export function maximisingCovariance(
  kind: CovarianceKind,
  squares: Float64Array,
  total: number,
  shift: Float64Array,
  regularization: number,
): Float64Array {
  const d = shift.length;
  if (kind === 'full') {
    const covariance = new Float64Array(d * d);
    for (let i = 0, at = 0; i < d; i++) {
      for (let j = 0; j <= i; j++) {
        const value = squares[at++]! / total - shift[i]! * shift[j]!;
        covariance[i * d + j] = value;
        covariance[j * d + i] = value;
      }
      covariance[i * d + i]! += regularization;
    }
    return covariance;
  }
  const variances = squares.map((square, j) => square / total - shift[j]! * shift[j]! + regularization);
  if (kind === 'diagonal') return variances;
  return Float64Array.of(variances.reduce((sum, variance) => sum + variance, 0) / d);
}

/** One covariance as a full matrix, (d, d). */
export function expandCovariance(kind: CovarianceKind, covariance: Float64Array, d: number): Float64Array {
  if (kind === 'full') return covariance;
  const matrix = new Float64Array(d * d);
  for (let j = 0; j < d; j++) matrix[j * d + j] = covariance[kind === 'spherical' ? 0 : j]!;
  return matrix;
}
