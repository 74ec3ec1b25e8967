/**
 * Classifier-free guidance (Ho and Salimans 2022): two denoisers, one that knows the condition and one that does not,
 * extrapolated from the second through the first,
 *
 *   D = D_unconditional + scale (D_conditional - D_unconditional)
 *
 * in denoised data, where it is the same as in noises or scores: each is affine in x_0 at a given x.
 */
import { ArgumentError, requireFinite } from '@yuragi/prob-core/errors';
import type { Denoiser } from './denoiser.ts';

/**
 * A denoiser guided towards a condition.
 *
 * `scale` 0 is the unconditional denoiser and 1 the conditional one, bit for bit; above 1 the condition counts for more
 * than it should. The paper's w is scale - 1: eps = (1 + w) eps_c - w eps_u. The guided score is that of
 * p(x) p(c | x)^scale at each level, whose laws at different levels do not belong to one diffusion: what is sampled is not
 * that law at sigma = 0 unless scale is 0 or 1. Two denoiser calls; one at 0 and at 1.
 *
 * @throws {ArgumentError} for a scale that is not finite, or a denoiser that is no function
 * @see Ho and Salimans 2022, eq. 6
 * @example ```ts doctest
 * import { type Denoiser, guide } from '@yuragi/diffusion';
 * const at = (point: number): Denoiser => (_x, _sigma, out) => void out.fill(point);
 * const out = new Float64Array(1);
 * guide(at(1), at(0), 3)(new Float64Array(1), 1, out);
 * out[0]!; // => 3
 * ```
 */
export function guide(conditional: Denoiser, unconditional: Denoiser, scale: number): Denoiser {
  const where = 'guide';
  for (const [name, denoiser] of Object.entries({ conditional, unconditional }))
    if (typeof denoiser !== 'function') throw new ArgumentError(where, name, 'a denoiser', denoiser);
  requireFinite(where, 'scale', scale);
  if (scale === 0) return unconditional;
  if (scale === 1) return conditional;
  return (x, sigma, out) => {
    const without = new Float64Array(x.length);
    const combine = (): void => {
      for (let i = 0; i < out.length; i++) out[i] = without[i]! + scale * (out[i]! - without[i]!);
    };
    const pending = [conditional(x, sigma, out), unconditional(x, sigma, without)];
    return pending.some((done) => done instanceof Promise) ? Promise.all(pending).then(combine) : combine();
  };
}
