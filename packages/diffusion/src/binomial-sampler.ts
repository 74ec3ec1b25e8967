/** Sampling by a reverse of binomial diffusion, exact or learned, on the ladders and the driver of every other sampler. */
import { ArgumentError, requireOneOf } from '@yuragi/prob-core/errors';
import type { BinomialDiffusion } from './binomial-diffusion.ts';
import { type FactorisedReverse, flipChances, reverseMeanOf } from './binomial-prediction.ts';
import { alphaBarOf, type DiffusionSampler, type SamplerInfo, type SamplerState } from './sampler.ts';

/** 'exact': the joint law of all bits given x_t; 'factorised': each bit's own law given x_t, drawn apart. */
export type BinomialReverse = 'exact' | 'factorised';
const binomialReverses: readonly BinomialReverse[] = ['exact', 'factorised'];

export const requireReverse = (where: string, reverse: BinomialReverse): BinomialReverse =>
  requireOneOf(where, 'reverse', reverse, binomialReverses);

export interface BinomialSamplerOptions {
  /** Default 'exact'. */
  readonly reverse?: BinomialReverse | undefined;
}

/** The index of the state that a uniform number falls to, by the running sum of a law. */
function indexAt(law: Float64Array, uniform: number): number {
  let sum = 0;
  let last = 0;
  for (let z = 0; z < law.length; z++) {
    if (law[z] === 0) continue;
    last = z;
    sum += law[z]!;
    if (uniform < sum) return z;
  }
  // The sum may fall short of 1 by rounding.
  return last;
}

/**
 * The reverse chain of binomial diffusion as a sampler for `sampleDiffusion`: positions are bits, 0 or 1, and begin as
 * Bernoulli(pi). A level sigma stands for alphaBar = 1/(1 + sigma^2), as everywhere: `sigmaLevels` of a schedule is a ladder.
 *
 * 'exact' gives the law of the data in any number of steps, up to the law it starts from, which is exact where the ladder
 * begins at Infinity. 'factorised' forgets how bits depend on each other within a step: its error is of order 1/steps. It is
 * what a network that predicts one chance per bit can do at best. A step costs n 2^n for the law, and then a sample 2^n
 * (exact) or n (factorised); `denoised` in the info is E[x_0 | x_t], and what a factorised kernel is asked for, once a step.
 *
 * @param diffusion the exact process; or any kernel that is a product over bits, as `fitBinomialDiffusion` learns one
 * @throws {ArgumentError} for an unknown reverse, or an exact one of a kernel that has none
 * @see Sohl-Dickstein et al. 2015, section 2.2
 * @example (Two bits that always agree) ```ts doctest
 * import { key, stream } from '@yuragi/prob-core';
 * import { binomialDiffusion, binomialSampler, sampleDiffusion, sigmaLevels, sohlDicksteinNoiseSchedule } from '@yuragi/diffusion';
 * const sampler = binomialSampler(binomialDiffusion(Float64Array.of(0.5, 0, 0, 0.5)));
 * const sigmas = sigmaLevels(sohlDicksteinNoiseSchedule({ numSteps: 5 }), 5);
 * const { samples } = await sampleDiffusion(sampler, stream(key(1)), { sigmas, numSamples: 8 });
 * Array.from({ length: 8 }, (_, i) => samples.get(i, 0) === samples.get(i, 1)).every(Boolean); // => true
 * ```
 */
export function binomialSampler(
  diffusion: BinomialDiffusion,
  options?: BinomialSamplerOptions,
): DiffusionSampler<SamplerState, SamplerInfo>;
export function binomialSampler(
  diffusion: FactorisedReverse,
  options: { readonly reverse: 'factorised' },
): DiffusionSampler<SamplerState, SamplerInfo>;
export function binomialSampler(
  diffusion: FactorisedReverse & Partial<BinomialDiffusion>,
  { reverse = 'exact' }: BinomialSamplerOptions = {},
): DiffusionSampler<SamplerState, SamplerInfo> {
  const { numBits, onProbability } = diffusion;
  requireReverse('binomialSampler', reverse);
  if (reverse === 'exact' && diffusion.reverseLawInto === undefined)
    throw new ArgumentError(
      'binomialSampler',
      'reverse',
      "'factorised' for a kernel that is a product over bits",
      reverse,
    );
  return {
    dimension: numBits,
    init: (numSamples, rng) => ({
      position: Float64Array.from({ length: numSamples * numBits }, () => (rng.uniform() < onProbability ? 1 : 0)),
    }),
    async step({ position: x }, rng, sigma, sigmaNext) {
      const [alphaBar, alphaBarNext] = [alphaBarOf(sigma), alphaBarOf(sigmaNext)];
      const denoised = new Float64Array(x.length);
      const position = new Float64Array(x.length);
      diffusion.reverseMeanInto(x, alphaBar, 1, denoised);
      if (reverse === 'factorised') {
        const flips = flipChances(alphaBar, alphaBarNext, onProbability);
        for (let i = 0; i < position.length; i++)
          position[i] = rng.uniform() < reverseMeanOf(x[i]!, 1 - denoised[i]!, denoised[i]!, flips) ? 1 : 0;
        return [{ position }, { denoised }];
      }
      const law = new Float64Array(2 ** numBits);
      for (let row = 0; row < x.length; row += numBits) {
        diffusion.reverseLawInto!(x.subarray(row, row + numBits), alphaBar, alphaBarNext, law);
        const index = indexAt(law, rng.uniform());
        for (let i = 0; i < numBits; i++) position[row + i] = (index >> i) & 1;
      }
      return [{ position }, { denoised }];
    },
  };
}
