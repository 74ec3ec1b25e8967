/**
 * Ancestral sampling (Ho, Jain and Abbeel 2020, algorithm 2): each step draws from q(x_{t-1} | x_t, x_0), their eq. 6 and
 * 7, with x_0 replaced by the denoiser's estimate,
 *
 *   mean = sqrt(alphaBar') beta/(1 - alphaBar) x_0^ + sqrt(1 - beta) (1 - alphaBar')/(1 - alphaBar) x_t
 *
 * where 1 - beta = alphaBar/alphaBar', and primes mark the lower level.
 */
import { fillNormal } from '@yuragi/prob-core';
import { requireCount, requireOneOf } from '@yuragi/prob-core/errors';
import type { Denoiser } from './denoiser.ts';
import {
  alphaBarOf,
  type DiffusionSampler,
  type SamplerInfo,
  type SamplerState,
  standardNormalState,
  unscaleInto,
} from './sampler.ts';

/** 'posterior' is beta~_t, the variance of q(x_{t-1} | x_t, x_0); 'forward' is beta_t. */
export type ReverseVariance = 'posterior' | 'forward';
const reverseVariances: readonly ReverseVariance[] = ['posterior', 'forward'];

export interface AncestralSamplerOptions {
  readonly dimension: number;
  /** Default 'posterior'. The two are the lower and upper bounds of the exact variance (their section 3.2). */
  readonly reverseVariance?: ReverseVariance | undefined;
}

/**
 * The ancestral sampler of a denoiser: noise is added at every step but the last.
 *
 * With an exact denoiser the law of the samples tends to that of the data as the levels grow finer, with an error of
 * order 1/steps. One denoiser call a step.
 *
 * @throws {ArgumentError} for a dimension that is not a count, or an unknown variance
 */
export function ancestralSampler(
  denoiser: Denoiser,
  { dimension, reverseVariance = 'posterior' }: AncestralSamplerOptions,
): DiffusionSampler<SamplerState, SamplerInfo> {
  const where = 'ancestralSampler';
  requireCount(where, 'dimension', dimension, 1);
  requireOneOf(where, 'reverseVariance', reverseVariance, reverseVariances);
  return {
    dimension,
    init: (numSamples, rng) => standardNormalState(numSamples, dimension, rng),
    async step({ position: x }, rng, sigma, sigmaNext) {
      // Holds what the denoiser sees, then the noise, then where the step ends.
      const position = new Float64Array(x.length);
      const denoised = new Float64Array(x.length);
      unscaleInto(x, sigma, position);
      await denoiser(position, sigma, denoised);
      const alphaBar = alphaBarOf(sigma);
      const alphaBarNext = alphaBarOf(sigmaNext);
      const beta = 1 - alphaBar / alphaBarNext;
      const onX0 = (Math.sqrt(alphaBarNext) * beta) / (1 - alphaBar);
      const onX = (Math.sqrt(1 - beta) * (1 - alphaBarNext)) / (1 - alphaBar);
      const variance = reverseVariance === 'forward' ? beta : (beta * (1 - alphaBarNext)) / (1 - alphaBar);
      const deviation = sigmaNext === 0 ? 0 : Math.sqrt(variance);

      if (deviation > 0) fillNormal(rng, position);
      else position.fill(0);
      for (let i = 0; i < x.length; i++) position[i] = onX0 * denoised[i]! + onX * x[i]! + deviation * position[i]!;
      return [{ position }, { denoised }];
    },
  };
}
