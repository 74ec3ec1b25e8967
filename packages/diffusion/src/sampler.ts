/** What every diffusion sampler is, and the driver that takes one down a ladder of noise levels. */
import {
  type Checkpoint,
  drive,
  fillNormal,
  fingerprint,
  type Rng,
  type RunOptions,
  type RunResult,
  restore,
  toNdarray,
  type Warning,
} from '@yuragi/prob-core';
import { ArgumentError, requireCount } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';

/** One transition of the reverse process, from noise level `sigma` to the lower `sigmaNext`. */
export interface DiffusionSampler<S extends { readonly position: Float64Array }, I> {
  readonly dimension: number;
  init(numSamples: number, rng: Rng): S;
  /** sigmaNext = 0 is the last step. */
  step(state: S, rng: Rng, sigma: number, sigmaNext: number): Promise<readonly [state: S, info: I]>;
}

/** Where the samples stand. */
export interface SamplerState {
  /**
   * (n, d) flat, variance preserving: x_t = alpha (x_0 + sigma eps), alpha = 1/sqrt(1 + sigma^2). Standard normal to begin
   * with, x_0 at the end.
   */
  readonly position: Float64Array;
}

/** What a step saw. */
export interface SamplerInfo {
  /** The denoiser's estimate of x_0 that the step used, (n, d). */
  readonly denoised: Float64Array;
}

/** alphaBar = alpha^2 of a noise level; 0 at Infinity. */
export const alphaBarOf = (sigma: number): number => 1 / (1 + sigma * sigma);

/** The start of every sampler: n standard normal points. */
export function standardNormalState(numSamples: number, dimension: number, rng: Rng): SamplerState {
  const position = new Float64Array(numSamples * dimension);
  fillNormal(rng, position);
  return { position };
}

/** What a denoiser sees of variance-preserving positions. */
export function unscaleInto(position: Float64Array, sigma: number, out: Float64Array): void {
  const scale = Math.sqrt(1 + sigma * sigma);
  for (let i = 0; i < position.length; i++) out[i] = scale * position[i]!;
}

export interface SampleOptions {
  /** Falling noise levels, (steps + 1), the last 0; the first may be Infinity. */
  readonly sigmas: Float64Array;
  readonly numSamples: number;
  /** Sees every state after its step: what a figure of the trajectory needs. */
  readonly onStep?: ((state: SamplerState, sigma: number, info: SamplerInfo) => void) | undefined;
}

/** What `sampleDiffusion` drew, or how far it came. */
export interface DiffusionSamples extends RunResult {
  /** (n, d). Of a run that was stopped: the positions at `sigma`, still noisy. */
  readonly samples: NdArray<Float64Array>;
  /** The noise level they are at: 0 unless the run was stopped. */
  readonly sigma: number;
  /** 'not-finite': samples that the denoiser led to NaN or infinity, with their number. */
  readonly warnings: readonly Warning[];
}

function requireLevels(where: string, sigmas: Float64Array): void {
  if (sigmas.length < 2) throw new ArgumentError(where, 'sigmas', 'at least two levels', sigmas);
  for (let i = 1; i < sigmas.length; i++)
    if (!(sigmas[i]! < sigmas[i - 1]! && sigmas[i]! >= 0))
      throw new ArgumentError(where, `sigmas[${i}]`, `below sigmas[${i - 1}] = ${sigmas[i - 1]} and >= 0`, sigmas[i]);
  if (sigmas.at(-1) !== 0) throw new ArgumentError(where, `sigmas[${sigmas.length - 1}]`, '0', sigmas.at(-1));
}

/**
 * Draws samples by taking a sampler down a ladder of noise levels, one step a level.
 *
 * Samples begin as standard normal points at the first level in variance-preserving coordinates, which is their law there
 * to within O(1/sigma^2) for data of variance near 1. One step calls the denoiser once on the whole batch. A resumed run
 * is bit-equal to one that never stopped, with the same sampler and denoiser (a checkpoint cannot tell whether those
 * functions are the same).
 *
 * @param rng draws all noise; after a resume the checkpoint's position is used instead
 * @throws {ArgumentError} for levels that do not fall to 0; {CheckpointError} if `resume` is of another run
 * @example ```ts doctest
 * import { key, stream, toNdarray } from '@yuragi/prob-core';
 * import { ancestralSampler, karrasSigmas, sampleDiffusion, smoothedMixture } from '@yuragi/diffusion';
 * const twoPoints = smoothedMixture({
 *   weights: Float64Array.of(0.5, 0.5),
 *   means: toNdarray(Float64Array.of(-1, 1), [2, 1]),
 *   covariances: toNdarray(Float64Array.of(0, 0), [2, 1, 1]),
 * });
 * const sampler = ancestralSampler(twoPoints.denoise, { dimension: 1 });
 * const sigmas = karrasSigmas({ numSteps: 30 });
 * const { samples } = await sampleDiffusion(sampler, stream(key(1)), { sigmas, numSamples: 4 });
 * Array.from(samples.data, (x) => Math.abs(x).toFixed(6)); // => ['1.000000', '1.000000', '1.000000', '1.000000']
 * ```
 */
export async function sampleDiffusion<S extends SamplerState, I extends SamplerInfo>(
  sampler: DiffusionSampler<S, I>,
  rng: Rng,
  options: SampleOptions & RunOptions,
): Promise<DiffusionSamples> {
  const where = 'sampleDiffusion';
  const { sigmas, numSamples, onStep } = options;
  const { dimension } = sampler;
  requireCount(where, 'numSamples', numSamples, 1);
  requireLevels(where, sigmas);
  const start = rng.state();

  // A resumed run takes its state and its position in the stream from the checkpoint.
  let state = sampler.init(numSamples, rng);
  let cursor = rng;
  let level = 0;
  const run = await drive(
    {
      task: 'sample by diffusion',
      producer: `@yuragi/diffusion/${where}`,
      fingerprint: fingerprint({ sigmas, numSamples, dimension, start }),
      total: sigmas.length - 1,
      async step(index) {
        const [next, info] = await sampler.step(state, cursor, sigmas[index]!, sigmas[index + 1]!);
        state = next;
        level = index + 1;
        onStep?.(next, sigmas[level]!, info);
        return false;
      },
      metrics: () => ({ sigma: sigmas[level]! }),
      save: () => ({ rng: [cursor.state()], data: { state } }),
      restore(checkpoint: Checkpoint) {
        state = (checkpoint.data as { state: S }).state;
        level = checkpoint.step;
        cursor = restore(checkpoint.rng[0]!);
      },
    },
    options,
  );
  return {
    ...run,
    samples: toNdarray(state.position, [numSamples, dimension]),
    sigma: sigmas[level]!,
    warnings: warningsOf(state.position, numSamples, dimension),
  };
}

function warningsOf(position: Float64Array, numSamples: number, dimension: number): readonly Warning[] {
  let count = 0;
  for (let i = 0; i < numSamples; i++)
    if (!position.subarray(i * dimension, (i + 1) * dimension).every(Number.isFinite)) count++;
  if (count === 0) return [];
  return [{ code: 'not-finite', message: `${count} of ${numSamples} samples are not finite: check the denoiser.` }];
}
