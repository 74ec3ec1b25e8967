/** One step of the forward process, and what a denoiser makes of it: the walk under every estimate by paths. */
import { fillNormal, type Rng } from '@yuragi/prob-core';
import type { Denoiser } from './denoiser.ts';
import type { DiffusionTable } from './diffusion-table.ts';

/**
 * Draws x_t from q(x_t | x_{t-1}) and denoises it.
 *
 * @param x        x_{t-1}, any number of points
 * @param denoised of the shape of x, overwritten: the denoiser's x_0 at x_t
 * @returns x_t, new; x_{t-1} stays as it was
 */
export async function forwardStep(
  { noiseRate, signalScale, sigma }: DiffusionTable,
  denoiser: Denoiser,
  rng: Rng,
  t: number,
  x: Float64Array,
  denoised: Float64Array,
): Promise<Float64Array<ArrayBuffer>> {
  const [keep, spread] = [Math.sqrt(1 - noiseRate[t]!), Math.sqrt(noiseRate[t]!)];
  const next = new Float64Array(x.length);
  fillNormal(rng, next);
  for (let i = 0; i < next.length; i++) next[i] = keep * x[i]! + spread * next[i]!;
  const alpha = signalScale[t]!;
  await denoiser(
    next.map((value) => (alpha === 0 ? 0 : value / alpha)),
    sigma[t]!,
    denoised,
  );
  return next;
}
