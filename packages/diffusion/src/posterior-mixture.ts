/**
 * Multiplying a mixture by what was seen of a sample (Sohl-Dickstein et al. 2015, section 2.5, in closed form): the prior
 * sum_k w_k N(m_k, C_k) times the likelihood N(y; H x_0, R) is a mixture again,
 *
 *   S_k = H C_k H^T + R,  G_k = C_k H^T S_k^-1
 *   w_k' ∝ w_k N(y; H m_k, S_k),  m_k' = m_k + G_k (y - H m_k),  C_k' = C_k - G_k H C_k
 *
 * so its exact denoiser runs the exact conditioned reverse process: denoising and inpainting without approximation.
 */
import { fromNdarray, logSumExp, requireMatrix, toNdarray } from '@yuragi/prob-core';
import { ArgumentError, requireAllFinite, requireLength, requireNonNegative } from '@yuragi/prob-core/errors';
import { choleskyInto, logDeterminant, solveLowerInto } from '@yuragi/prob-core/linear-algebra';
import type { NdArray } from 'ndarray';
import type { MixtureLaw } from './smoothed-mixture.ts';

/** y = H x_0 + noise, the noise independent and Gaussian. */
export interface LinearObservation {
  /** H, (m, d): what is seen. Rows of the identity pick coordinates. */
  readonly operator: NdArray<Float64Array>;
  /** y, (m). */
  readonly observation: Float64Array;
  /** Diagonal of R, (m) or one number for all; 0 where y is seen exactly. */
  readonly noiseVariance: Float64Array | number;
}

export interface PosteriorMixture {
  readonly mixture: MixtureLaw;
  /** log p(y), nats. */
  readonly logEvidence: number;
}

/**
 * The law of x_0 given a noisy linear observation, exactly.
 *
 * Cost: K (m^3/3 + m^2 d + m d^2). Coordinates seen exactly get variance zero, which `smoothedMixture` takes.
 *
 * @throws {ShapeError} if the shapes disagree; {ArgumentError} for a negative variance, or if H C_k H^T + R is singular:
 *   exact observations that repeat or contradict each other
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { posteriorMixture } from '@yuragi/diffusion';
 * const standard = {
 *   weights: Float64Array.of(1),
 *   means: toNdarray(Float64Array.of(0), [1, 1]),
 *   covariances: toNdarray(Float64Array.of(1), [1, 1, 1]),
 * };
 * const { mixture } = posteriorMixture(standard, {
 *   operator: toNdarray(Float64Array.of(1), [1, 1]),
 *   observation: Float64Array.of(2),
 *   noiseVariance: 1,
 * });
 * [mixture.means.get(0, 0), mixture.covariances.get(0, 0, 0)]; // => [1, 0.5]
 * ```
 */
export function posteriorMixture(
  prior: MixtureLaw,
  { operator, observation, noiseVariance }: LinearObservation,
): PosteriorMixture {
  const where = 'posteriorMixture';
  const { data: means, rows: numComponents, columns: d } = requireMatrix(prior.means, where, 'prior.means');
  const { data: covariances } = fromNdarray(prior.covariances, where, 'prior.covariances');
  requireLength(where, 'prior.covariances', covariances, numComponents * d * d);
  const { data: h, rows: m } = requireMatrix(operator, where, 'operator', d);
  requireAllFinite(where, 'observation', requireLength(where, 'observation', observation, m));
  const noise = typeof noiseVariance === 'number' ? new Float64Array(m).fill(noiseVariance) : noiseVariance;
  requireLength(where, 'noiseVariance', noise, m);
  for (const [i, variance] of noise.entries()) requireNonNegative(where, `noiseVariance[${i}]`, variance);

  const newMeans = means.slice();
  const newCovariances = covariances.slice();
  const logWeights = new Float64Array(numComponents);
  const factor = new Float64Array(m * m);
  const residual = new Float64Array(m);
  for (let k = 0; k < numComponents; k++) {
    const mean = means.subarray(k * d, (k + 1) * d);
    const covariance = covariances.subarray(k * d * d, (k + 1) * d * d);
    const seen = multiply(h, covariance, m, d, d);
    const total = multiplyTransposed(seen, h, m, d, m);
    for (let i = 0; i < m; i++) total[i * m + i]! += noise[i]!;
    if (!choleskyInto(total, m, factor))
      throw new ArgumentError(where, 'noiseVariance', '> 0 where observations depend on each other', noiseVariance);

    // With S = L L^T: columns of L^-1 H C and L^-1 (y - H m).
    for (let i = 0; i < m; i++) {
      residual[i] = observation[i]!;
      for (let j = 0; j < d; j++) residual[i]! -= h[i * d + j]! * mean[j]!;
    }
    solveLowerInto(factor, m, residual, residual);
    const whitened = solveColumns(factor, seen, m, d);

    let distance = 0;
    for (const r of residual) distance += r * r;
    logWeights[k] =
      Math.log(prior.weights[k]!) - 0.5 * (distance + logDeterminant(factor, m) + m * Math.log(2 * Math.PI));
    for (let i = 0; i < m; i++)
      for (let j = 0; j < d; j++) {
        newMeans[k * d + j]! += whitened[i * d + j]! * residual[i]!;
        for (let l = 0; l < d; l++) newCovariances[(k * d + j) * d + l]! -= whitened[i * d + j]! * whitened[i * d + l]!;
      }
  }
  const logEvidence = logSumExp(logWeights);
  return {
    mixture: {
      weights: logWeights.map((value) => Math.exp(value - logEvidence)),
      means: toNdarray(newMeans, [numComponents, d]),
      covariances: toNdarray(newCovariances, [numComponents, d, d]),
    },
    logEvidence,
  };
}

/** A B, A (p, q), B (q, r). */
function multiply(a: Float64Array, b: Float64Array, p: number, q: number, r: number): Float64Array {
  const out = new Float64Array(p * r);
  for (let i = 0; i < p; i++)
    for (let k = 0; k < q; k++) {
      const entry = a[i * q + k]!;
      if (entry !== 0) for (let j = 0; j < r; j++) out[i * r + j]! += entry * b[k * r + j]!;
    }
  return out;
}

/** A B^T, A (p, q), B (r, q). */
function multiplyTransposed(a: Float64Array, b: Float64Array, p: number, q: number, r: number): Float64Array {
  const out = new Float64Array(p * r);
  for (let i = 0; i < p; i++)
    for (let j = 0; j < r; j++) for (let k = 0; k < q; k++) out[i * r + j]! += a[i * q + k]! * b[j * q + k]!;
  return out;
}

/** L^-1 B, B (m, d). */
function solveColumns(factor: Float64Array, b: Float64Array, m: number, d: number): Float64Array {
  const out = new Float64Array(m * d);
  const column = new Float64Array(m);
  for (let j = 0; j < d; j++) {
    for (let i = 0; i < m; i++) column[i] = b[i * d + j]!;
    solveLowerInto(factor, m, column, column);
    for (let i = 0; i < m; i++) out[i * d + j] = column[i]!;
  }
  return out;
}
