/**
 * Annealed Langevin dynamics (Song and Ermon 2019, algorithm 1, NCSN): at each level of a ladder of noises, K steps of
 * Langevin's equation for the law p_sigma, then on to the next level from where they ended,
 *
 *   x <- x + h/2 grad log p_sigma(x) + sqrt(h) z,  h = stepSize sigma^2,  grad log p_sigma(x) = (x_0^ - x)/sigma^2
 *
 * in unscaled coordinates. Unlike the samplers that follow a path of laws, it relaxes to each.
 */
import { fillNormal } from '@yuragi/prob-core';
import { requireCount, requirePositive } from '@yuragi/prob-core/errors';
import type { Denoiser } from './denoiser.ts';
import {
  type DiffusionSampler,
  type SamplerInfo,
  type SamplerState,
  standardNormalState,
  unscaleInto,
} from './sampler.ts';

export interface AnnealedLangevinOptions {
  readonly dimension: number;
  /** K: steps at each level. Default 100, as in the paper. */
  readonly numInnerSteps?: number | undefined;
  /** h/sigma^2, > 0. Default 0.2: the paper's 2e-5 at its last level, 0.01. Unstable at 4 and above. */
  readonly stepSize?: number | undefined;
}

/**
 * The annealed Langevin sampler of a denoiser, for `sampleDiffusion` with a ladder that falls geometrically.
 *
 * Two errors remain. The law at each level tends to one that the step puts off: where p_sigma is normal of variance V, to
 * the variance V/(1 - h/(4 V)), too wide by a share of about stepSize/4 or less. And it does not get there: what the level
 * began with decays like (1 - h/(2 V))^K, hardly at all where sigma is small against the data. On a geometric ladder with m
 * levels per factor e the samples of a normal law end too wide by a share of 2/(K stepSize m) of its variance.
 *
 * The step to 0 removes no noise: samples end with the law p_sigma of the last positive level; call the denoiser once more
 * to take it off. At sigma = Infinity there is nothing to relax, and samples stay as they are. K denoiser calls a step.
 *
 * @throws {ArgumentError} for a dimension or number of steps that is no count, or stepSize <= 0
 * @see Song and Ermon 2019, algorithm 1
 * @example ```ts doctest
 * import { key, stream } from '@yuragi/prob-core';
 * import { annealedLangevinSampler, sampleDiffusion } from '@yuragi/diffusion';
 * // All data at 3.
 * const sampler = annealedLangevinSampler((_x, _sigma, out) => void out.fill(3), { dimension: 1 });
 * const sigmas = Float64Array.of(10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0);
 * const { samples } = await sampleDiffusion(sampler, stream(key(1)), { sigmas, numSamples: 5 });
 * samples.data.every((x) => Math.abs(x - 3) < 0.05); // => true
 * ```
 */
export function annealedLangevinSampler(
  denoiser: Denoiser,
  { dimension, numInnerSteps = 100, stepSize = 0.2 }: AnnealedLangevinOptions,
): DiffusionSampler<SamplerState, SamplerInfo> {
  const where = 'annealedLangevinSampler';
  requireCount(where, 'dimension', dimension, 1);
  requireCount(where, 'numInnerSteps', numInnerSteps, 1);
  requirePositive(where, 'stepSize', stepSize);
  return {
    dimension,
    init: (numSamples, rng) => standardNormalState(numSamples, dimension, rng),
    async step({ position }, rng, sigma, sigmaNext) {
      const denoised = new Float64Array(position.length);
      if (sigma === Infinity) {
        await denoiser(position, sigma, denoised);
        return [{ position: position.slice() }, { denoised }];
      }
      const x = new Float64Array(position.length);
      const noise = new Float64Array(position.length);
      unscaleInto(position, sigma, x);
      const deviation = Math.sqrt(stepSize) * sigma;
      for (let k = 0; k < numInnerSteps; k++) {
        await denoiser(x, sigma, denoised);
        fillNormal(rng, noise);
        for (let i = 0; i < x.length; i++) x[i]! += 0.5 * stepSize * (denoised[i]! - x[i]!) + deviation * noise[i]!;
      }
      const scale = 1 / Math.sqrt(1 + sigmaNext * sigmaNext);
      for (let i = 0; i < x.length; i++) x[i]! *= scale;
      return [{ position: x }, { denoised }];
    },
  };
}
