/**
 * Denoising diffusion implicit models (Song, Meng and Ermon 2021, eqs. 12 and 16):
 *
 *   x' = sqrt(alphaBar') x_0^ + sqrt(1 - alphaBar' - s^2) eps^ + s z,  eps^ = (x_t - sqrt(alphaBar) x_0^)/sqrt(1 - alphaBar)
 *   s^2 = eta^2 (1 - alphaBar')/(1 - alphaBar) (1 - alphaBar/alphaBar')
 */
import { fillNormal } from '@yuragi/prob-core';
import { requireCount, requireProbability } from '@yuragi/prob-core/errors';
import type { Denoiser } from './denoiser.ts';
import {
  alphaBarOf,
  type DiffusionSampler,
  type SamplerInfo,
  type SamplerState,
  standardNormalState,
  unscaleInto,
} from './sampler.ts';

export interface DdimSamplerOptions {
  readonly dimension: number;
  /** Noise put back at each step, in [0, 1]: 0 (the default) is deterministic, 1 is ancestral sampling. */
  readonly eta?: number | undefined;
}

/**
 * The DDIM sampler of a denoiser.
 *
 * At eta = 0 it is Euler's method for the probability-flow equation dx/dsigma = (x - x_0^)/sigma in unscaled
 * coordinates, of order 1 in the levels; at eta = 1 it takes the same steps as `ancestralSampler`, draw for draw. One
 * denoiser call a step.
 *
 * @throws {ArgumentError} for a dimension that is not a count, or eta out of [0, 1]
 */
export function ddimSampler(
  denoiser: Denoiser,
  { dimension, eta = 0 }: DdimSamplerOptions,
): DiffusionSampler<SamplerState, SamplerInfo> {
  const where = 'ddimSampler';
  requireCount(where, 'dimension', dimension, 1);
  requireProbability(where, 'eta', eta);
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
      const signal = Math.sqrt(alphaBar);
      const noise = Math.sqrt(1 - alphaBar);
      const signalNext = Math.sqrt(alphaBarNext);
      const variance = ((eta * eta * (1 - alphaBarNext)) / (1 - alphaBar)) * (1 - alphaBar / alphaBarNext);
      const deviation = Math.sqrt(variance);
      const noiseNext = Math.sqrt(Math.max(0, 1 - alphaBarNext - variance));

      if (deviation > 0) fillNormal(rng, position);
      else position.fill(0);
      for (let i = 0; i < x.length; i++) {
        const eps = (x[i]! - signal * denoised[i]!) / noise;
        position[i] = signalNext * denoised[i]! + noiseNext * eps + deviation * position[i]!;
      }
      return [{ position }, { denoised }];
    },
  };
}
