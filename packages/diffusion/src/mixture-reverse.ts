/**
 * The exact reverse kernel of a Gaussian mixture under Gaussian noise. In variance-preserving positions, from level sigma
 * down to sigma' < sigma, with alpha = 1/sqrt(1 + sigma^2):
 *
 *   x' ~ p_{sigma'} = sum_k w_k N(alpha' m_k, alpha'^2 (C_k + sigma'^2 I)),    x | x' ~ N(kappa x', beta I)
 *   kappa = alpha/alpha',  beta = 1 - kappa^2 = (sigma^2 - sigma'^2)/(1 + sigma^2)
 *   p(x' | x) = p_{sigma'}(x') N(x; kappa x', beta I)/p_sigma(x)
 *
 * a mixture times a Gaussian likelihood, so again a mixture (`posteriorMixture`): no Gaussian, however small beta is. A
 * chain of these kernels samples without error at any number of steps, and its evidence lower bound is -entropy(p_0); the
 * Gaussian kernels that samplers and networks use leave a gap.
 */
import { fillNormal, type Rng, toNdarray } from '@yuragi/prob-core';
import { symmetricEigen } from '@yuragi/prob-core/eigen';
import { ArgumentError, requireAllFinite, requireLength, ShapeError } from '@yuragi/prob-core/errors';
import { type PosteriorMixture, posteriorMixture } from './posterior-mixture.ts';
import { alphaBarOf } from './sampler.ts';
import type { MixtureLaw, SmoothedMixture } from './smoothed-mixture.ts';

/**
 * Positions are variance preserving, alpha (x_0 + sigma eps), flat (n, d); levels fall, sigma > sigmaNext >= 0, and sigma may
 * be Infinity. All methods throw {ArgumentError} or {ShapeError} for what is neither.
 */
export interface MixtureReverse {
  readonly dimension: number;
  /** p(x' | x) of one x, (d), as a mixture. O(K d^3) for new levels, O(K d^2) for the next x. */
  kernel(x: Float64Array, sigma: number, sigmaNext: number): MixtureLaw;
  /** log p(next | x), nats, out (n); -Infinity or Infinity at sigmaNext = 0 where covariances are singular. */
  logDensityInto(next: Float64Array, x: Float64Array, sigma: number, sigmaNext: number, out: Float64Array): void;
  /** x' ~ p(x' | x), out (n, d): one uniform number and d normal ones a row. */
  sampleInto(x: Float64Array, sigma: number, sigmaNext: number, rng: Rng, out: Float64Array): void;
}

/** What depends on the levels alone. */
interface Levels {
  readonly sigma: number;
  readonly sigmaNext: number;
  readonly condition: (x: Float64Array) => PosteriorMixture;
  /** Square roots of the kernel's covariances, (K, d, d); they do not depend on x. */
  roots: Float64Array | undefined;
}

/**
 * The exact reverse of diffusing a Gaussian mixture, kernel by kernel.
 *
 * Exact to rounding. `logDensityInto` is Bayes' rule on the smoothed densities, `kernel` and `sampleInto` the mixture itself.
 *
 * @see Sohl-Dickstein et al. 2015, section 2.2, for the reverse kernels that this replaces
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { mixtureReverse, smoothedMixture } from '@yuragi/diffusion';
 * const law = smoothedMixture({
 *   weights: Float64Array.of(0.5, 0.5),
 *   means: toNdarray(Float64Array.of(-1, 1), [2, 1]),
 *   covariances: toNdarray(Float64Array.of(0.04, 0.04), [2, 1, 1]),
 * });
 * // Half-way between the two, the kernel back to the data has both.
 * const { weights, means } = mixtureReverse(law).kernel(Float64Array.of(0), 1, 0);
 * weights[0]!; // ~> 0.500000
 * means.get(1, 0); // ~> 0.961538
 * ```
 */
export function mixtureReverse(law: SmoothedMixture): MixtureReverse {
  if (!(law?.mixture?.weights?.length > 0))
    throw new ArgumentError('mixtureReverse', 'law', 'a smoothed mixture (make one with smoothedMixture)', law);
  const { dimension: d, mixture } = law;
  const numComponents = mixture.weights.length;
  let kept: Levels | undefined;

  const levels = (where: string, sigma: number, sigmaNext: number): Levels => {
    if (!(sigmaNext >= 0 && sigmaNext < Infinity))
      throw new ArgumentError(where, 'sigmaNext', 'a finite number >= 0', sigmaNext);
    if (!(sigma > sigmaNext)) throw new ArgumentError(where, 'sigma', `> sigmaNext = ${sigmaNext}`, sigma);
    if (kept?.sigma !== sigma || kept.sigmaNext !== sigmaNext) {
      const operator = new Float64Array(d * d);
      for (let i = 0; i < d; i++) operator[i * (d + 1)] = Math.sqrt(alphaBarOf(sigma) / alphaBarOf(sigmaNext));
      const condition = posteriorMixture(positionLaw(mixture, d, sigmaNext), {
        operator: toNdarray(operator, [d, d]),
        noiseVariance: noiseOf(sigma, sigmaNext),
      });
      kept = { sigma, sigmaNext, condition, roots: undefined };
    }
    return kept;
  };
  /** p(x' | x), where its weights are numbers. */
  const conditioned = (where: string, { condition }: Levels, x: Float64Array): MixtureLaw => {
    const { mixture: posterior } = condition(x);
    if (!posterior.weights.every(Number.isFinite))
      throw new ArgumentError(where, 'x', 'so near to the mixture that squared distances do not overflow', x);
    return posterior;
  };
  /** A batch of positions. @returns how many */
  const requireRows = (where: string, argument: string, x: Float64Array): number => {
    if (!Number.isInteger(x?.length / d)) throw new ShapeError(where, argument, `length n * ${d}`, [x?.length ?? 0]);
    requireAllFinite(where, argument, x);
    return x.length / d;
  };

  return {
    dimension: d,
    kernel(x, sigma, sigmaNext) {
      const where = 'kernel';
      requireAllFinite(where, 'x', requireLength(where, 'x', x, d));
      return conditioned(where, levels(where, sigma, sigmaNext), x);
    },
    logDensityInto(next, x, sigma, sigmaNext, out) {
      const where = 'logDensityInto';
      levels(where, sigma, sigmaNext);
      const n = requireRows(where, 'next', next);
      requireAllFinite(where, 'x', requireLength(where, 'x', x, n * d));
      requireLength(where, 'out', out, n);
      logDensityOfPositions(law, next, sigmaNext, out);
      // Where nothing is left of x_0, x says nothing of x'.
      if (alphaBarOf(sigma) === 0) return;
      const after = new Float64Array(n);
      logDensityOfPositions(law, x, sigma, after);
      const [keep, noise] = [Math.sqrt(alphaBarOf(sigma) / alphaBarOf(sigmaNext)), noiseOf(sigma, sigmaNext)];
      const logConstant = 0.5 * d * Math.log(2 * Math.PI * noise);
      for (let i = 0; i < n; i++) {
        let distance = 0;
        for (let at = i * d; at < (i + 1) * d; at++) distance += (x[at]! - keep * next[at]!) ** 2;
        out[i]! -= 0.5 * (distance / noise) + logConstant + after[i]!;
        if (Number.isNaN(out[i]!))
          throw new ArgumentError(where, 'x', 'so near to the mixture that squared distances do not overflow', x);
      }
    },
    sampleInto(x, sigma, sigmaNext, rng, out) {
      const where = 'sampleInto';
      const current = levels(where, sigma, sigmaNext);
      const n = requireRows(where, 'x', x);
      requireLength(where, 'out', out, n * d);
      const normals = new Float64Array(d);
      for (let i = 0; i < n; i++) {
        const { weights, means, covariances } = conditioned(where, current, x.subarray(i * d, (i + 1) * d));
        current.roots ??= squareRoots(covariances.data, numComponents, d);
        const { roots } = current;
        const k = drawComponent(weights, rng.uniform());
        fillNormal(rng, normals);
        for (let j = 0; j < d; j++) {
          let value = means.data[k * d + j]!;
          for (let l = 0; l < d; l++) value += roots[(k * d + j) * d + l]! * normals[l]!;
          out[i * d + j] = value;
        }
      }
    },
  };
}

/** beta of the step between two levels; at sigma = Infinity 1. */
const noiseOf = (sigma: number, sigmaNext: number): number =>
  alphaBarOf(sigma) === 0 ? 1 : (sigma - sigmaNext) * (sigma + sigmaNext) * alphaBarOf(sigma);

/** The law of alpha (x_0 + sigma eps), sigma finite. */
function positionLaw({ weights, means, covariances }: MixtureLaw, d: number, sigma: number): MixtureLaw {
  const alphaBar = alphaBarOf(sigma);
  const noise = sigma * sigma;
  const numComponents = weights.length;
  const [positions, spreads] = [new Float64Array(numComponents * d), new Float64Array(numComponents * d * d)];
  for (let k = 0; k < numComponents; k++)
    for (let i = 0; i < d; i++) {
      positions[k * d + i] = Math.sqrt(alphaBar) * means.get(k, i);
      for (let j = 0; j < d; j++)
        spreads[(k * d + i) * d + j] = alphaBar * (covariances.get(k, i, j) + (i === j ? noise : 0));
    }
  return {
    weights,
    means: toNdarray(positions, [numComponents, d]),
    covariances: toNdarray(spreads, [numComponents, d, d]),
  };
}

/** log p of positions alpha (x_0 + sigma eps). */
function logDensityOfPositions(law: SmoothedMixture, x: Float64Array, sigma: number, out: Float64Array): void {
  const stretch = Math.sqrt(1 + sigma * sigma);
  law.logDensityInto(
    x.map((value) => stretch * value),
    sigma,
    out,
  );
  for (let i = 0; i < out.length; i++) out[i]! += law.dimension * Math.log(stretch);
}

/** Symmetric square roots of positive semidefinite matrices, (K, d, d). */
function squareRoots(covariances: Float64Array, numComponents: number, d: number): Float64Array {
  const out = new Float64Array(covariances.length);
  for (let k = 0; k < numComponents; k++) {
    const { values, vectors } = symmetricEigen(covariances.slice(k * d * d, (k + 1) * d * d), d);
    for (let m = 0; m < d; m++) {
      // Of a singular covariance rounding may leave less than nothing.
      const root = Math.sqrt(Math.max(0, values[m]!));
      for (let i = 0; i < d; i++)
        for (let j = 0; j < d; j++) out[(k * d + i) * d + j]! += root * vectors[m * d + i]! * vectors[m * d + j]!;
    }
  }
  return out;
}

function drawComponent(weights: Float64Array, u: number): number {
  let left = u;
  for (let k = 0; k < weights.length - 1; k++) {
    if (left < weights[k]!) return k;
    left -= weights[k]!;
  }
  return weights.length - 1;
}
