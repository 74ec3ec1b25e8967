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
import {
  ArgumentError,
  requireAllFinite,
  requireLength,
  requireNonNegative,
  requireProbabilities,
} from '@yuragi/prob-core/errors';
import { choleskyInto, logDeterminant, solveLowerInto } from '@yuragi/prob-core/linear-algebra';
import type { NdArray } from 'ndarray';
import type { MixtureLaw } from './smoothed-mixture.ts';

/** y = H x_0 + noise, the noise independent and Gaussian. */
export interface LinearObservation {
  /** H, (m, d): what is seen. Rows of the identity pick coordinates. */
  readonly operator: NdArray<Float64Array>;
  /** Diagonal of R, (m) or one number for all; 0 where y is seen exactly. */
  readonly noiseVariance: Float64Array | number;
}

/** The law of x_0 given what was seen. */
export interface PosteriorMixture {
  readonly mixture: MixtureLaw;
  /** log p(y), nats. */
  readonly logEvidence: number;
}

/** What does not depend on y: of one component, the factor L of S_k = L L^T, and L^-1 H C_k, (m, d). */
interface Gain {
  readonly factor: Float64Array;
  readonly whitened: Float64Array;
}

/**
 * The law of x_0 given a noisy linear observation, exactly: first how it is seen, then what was seen.
 *
 * Preparing costs K (m^3/3 + m^2 d + m d^2), each observation K m (m + d) more; posterior covariances do not depend on
 * y. Coordinates seen exactly get variance zero, which `smoothedMixture` takes.
 *
 * @returns the posterior as a function of y, (m)
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
 * const given = posteriorMixture(standard, { operator: toNdarray(Float64Array.of(1), [1, 1]), noiseVariance: 1 });
 * const { mixture } = given(Float64Array.of(2));
 * mixture.means.get(0, 0); // ~> 1.000000
 * mixture.covariances.get(0, 0, 0); // ~> 0.500000
 * ```
 */
export function posteriorMixture(
  prior: MixtureLaw,
  { operator, noiseVariance }: LinearObservation,
): (observation: Float64Array) => PosteriorMixture {
  const where = 'posteriorMixture';
  const { data: means, rows: numComponents, columns: d } = requireMatrix(prior.means, where, 'prior.means');
  const { data: covariances } = fromNdarray(prior.covariances, where, 'prior.covariances');
  requireProbabilities(where, 'prior.weights', requireLength(where, 'prior.weights', prior.weights, numComponents));
  requireAllFinite(where, 'prior.means', means);
  requireAllFinite(
    where,
    'prior.covariances',
    requireLength(where, 'prior.covariances', covariances, numComponents * d * d),
  );
  const { data: h, rows: m } = requireMatrix(operator, where, 'operator', d);
  const noise = typeof noiseVariance === 'number' ? new Float64Array(m).fill(noiseVariance) : noiseVariance;
  requireLength(where, 'noiseVariance', noise, m);
  for (const [i, variance] of noise.entries()) requireNonNegative(where, `noiseVariance[${i}]`, variance);

  const newCovariances = covariances.slice();
  const gains = Array.from({ length: numComponents }, (_, k): Gain => {
    const seen = multiply(h, covariances.subarray(k * d * d, (k + 1) * d * d), m, d, d);
    const factor = multiplyTransposed(seen, h, m, d, m);
    for (let i = 0; i < m; i++) factor[i * m + i]! += noise[i]!;
    if (!choleskyInto(factor, m, factor))
      throw new ArgumentError(where, 'noiseVariance', '> 0 where observations depend on each other', noiseVariance);
    const whitened = solveColumns(factor, seen, m, d);
    for (let i = 0; i < m; i++)
      for (let j = 0; j < d; j++)
        for (let l = 0; l < d; l++) newCovariances[(k * d + j) * d + l]! -= whitened[i * d + j]! * whitened[i * d + l]!;
    return { factor, whitened };
  });

  return (observation) => {
    requireAllFinite(where, 'observation', requireLength(where, 'observation', observation, m));
    const newMeans = means.slice();
    const logWeights = new Float64Array(numComponents);
    const residual = new Float64Array(m);
    for (const [k, { factor, whitened }] of gains.entries()) {
      for (let i = 0; i < m; i++) {
        residual[i] = observation[i]!;
        for (let j = 0; j < d; j++) residual[i]! -= h[i * d + j]! * means[k * d + j]!;
      }
      solveLowerInto(factor, m, residual, residual);
      let distance = 0;
      for (const r of residual) distance += r * r;
      const logLikelihood = -0.5 * (distance + logDeterminant(factor, m) + m * Math.log(2 * Math.PI));
      logWeights[k] = Math.log(prior.weights[k]!) + logLikelihood;
      for (let i = 0; i < m; i++)
        for (let j = 0; j < d; j++) newMeans[k * d + j]! += whitened[i * d + j]! * residual[i]!;
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
