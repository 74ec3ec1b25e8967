/**
 * Heun's method for the probability flow, with or without fresh noise (Karras, Aittala, Aila and Laine 2022, algorithms 1
 * and 2). In unscaled coordinates the flow is dx/dsigma = d(x, sigma) = (x - D(x, sigma))/sigma, and a step is
 *
 *   sigma^ = (1 + churn) sigma,  x^ = x + sqrt(sigma^^2 - sigma^2) z
 *   x' = x^ + (sigma' - sigma^) d(x^, sigma^),  then  x' = x^ + (sigma' - sigma^) (d(x^, sigma^) + d(x', sigma'))/2
 */
import { fillNormal } from '@yuragi/prob-core';
import { ArgumentError, requireCount } from '@yuragi/prob-core/errors';
import type { Denoiser } from './denoiser.ts';
import {
  type DiffusionSampler,
  type SamplerInfo,
  type SamplerState,
  standardNormalState,
  unscaleInto,
} from './sampler.ts';

export interface HeunSamplerOptions {
  readonly dimension: number;
  /**
   * Noise added before each step as a share of sigma, in [0, sqrt(2) - 1]: 0 (the default) is deterministic. The paper's
   * gamma = S_churn/N.
   */
  readonly churn?: number | undefined;
}

/** The paper's largest gamma: variances double at most. */
const LARGEST_CHURN = Math.SQRT2 - 1;

/**
 * The second-order sampler of a denoiser.
 *
 * At churn 0 of order 2 in the levels, where `ddimSampler` is of order 1. Fresh noise makes up for errors of earlier steps,
 * and adds some of its own: the law stays right where the denoiser is exact. Two denoiser calls a step, one at the last and
 * at a first from sigma = Infinity, which are Euler's.
 *
 * @throws {ArgumentError} for a dimension that is no count, or churn out of [0, sqrt(2) - 1]
 * @see Karras, Aittala, Aila and Laine 2022, algorithm 2 with S_noise = 1
 * @example ```ts doctest
 * import { key, stream } from '@yuragi/prob-core';
 * import { heunSampler, karrasSigmas, sampleDiffusion } from '@yuragi/diffusion';
 * // x_0 ~ N(0, 1): the flow is x sqrt(1 + sigma^2), which variance-preserving coordinates show as standing still.
 * const sampler = heunSampler((x, sigma, out) => void out.set(x.map((value) => value/(1 + sigma ** 2))), { dimension: 1 });
 * const sigmas = karrasSigmas({ numSteps: 200 });
 * const { samples } = await sampleDiffusion(sampler, stream(key(1)), { sigmas, numSamples: 1 });
 * samples.data[0]! / sampler.init(1, stream(key(1))).position[0]!; // ~> 1.000
 * ```
 */
export function heunSampler(
  denoiser: Denoiser,
  { dimension, churn = 0 }: HeunSamplerOptions,
): DiffusionSampler<SamplerState, SamplerInfo> {
  const where = 'heunSampler';
  requireCount(where, 'dimension', dimension, 1);
  if (!(churn >= 0 && churn <= LARGEST_CHURN))
    throw new ArgumentError(where, 'churn', 'a number in [0, sqrt(2) - 1]', churn);
  return {
    dimension,
    init: (numSamples, rng) => standardNormalState(numSamples, dimension, rng),
    async step({ position }, rng, sigma, sigmaNext) {
      const n = position.length;
      const [x, denoised, slope] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
      const raised = (1 + churn) * sigma;
      unscaleInto(position, sigma, x);
      if (churn > 0 && sigma < Infinity) {
        fillNormal(rng, slope);
        const deviation = Math.sqrt(churn * (2 + churn)) * sigma;
        for (let i = 0; i < n; i++) x[i]! += deviation * slope[i]!;
      }
      await denoiser(x, raised, denoised);
      // Where noise is all there is, x/sigma is the position itself.
      for (let i = 0; i < n; i++) slope[i] = sigma === Infinity ? position[i]! : (x[i]! - denoised[i]!) / raised;

      // D + sigma' d is x + (sigma' - sigma) d without a difference of large numbers.
      const next = slope.map((value, i) => denoised[i]! + sigmaNext * value);
      if (sigmaNext > 0 && sigma < Infinity) {
        await denoiser(next, sigmaNext, x);
        const half = 0.5 * (sigmaNext - raised);
        for (let i = 0; i < n; i++) next[i]! += half * ((next[i]! - x[i]!) / sigmaNext - slope[i]!);
      }
      const scale = 1 / Math.hypot(1, sigmaNext);
      for (let i = 0; i < n; i++) next[i]! *= scale;
      return [{ position: next }, { denoised }];
    },
  };
}
