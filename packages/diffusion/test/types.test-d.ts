/** The public types, checked by the compiler alone. */

import type { GenerativeModel, Trained } from '@yuragi/latent-models';
import type { Key, Rng } from '@yuragi/prob-core';
import type { OdeProblem } from '@yuragi/sde';
import {
  ancestralSampler,
  type Denoiser,
  type DenoisingModel,
  type DiffusionSampler,
  type DiffusionTable,
  ddimSampler,
  edmObjective,
  fitDenoiser,
  flowMatchingVelocity,
  type GaussianPath,
  guide,
  type MixtureLaw,
  type PathLogWeights,
  pathLogWeights,
  probabilityFlow,
  type SamplerInfo,
  type SamplerState,
  type SmoothedMixture,
  sampleDiffusion,
  smoothedMixture,
} from '../src/index.ts';

declare const law: MixtureLaw;
declare const rng: Rng;
declare const seed: Key;
declare const asynchronous: (x: Float64Array, sigma: number, out: Float64Array) => Promise<void>;

// An exact denoiser and one that has to be awaited are both denoisers; the flow needs the exact law.
const denoisers: readonly Denoiser[] = [smoothedMixture(law).denoise, asynchronous];
const flow: OdeProblem = probabilityFlow(smoothedMixture(law));
// @ts-expect-error a denoiser alone is not a law
probabilityFlow(asynchronous);
declare const path: GaussianPath;
const velocity: OdeProblem = flowMatchingVelocity(smoothedMixture(law), path);

declare const table: DiffusionTable;
declare const x0: SmoothedMixture['mixture']['means'];
const weights: Promise<PathLogWeights> = pathLogWeights(asynchronous, x0, table, rng, { reverseVariance: undefined });
// @ts-expect-error variances that depend on the paths would bias the weights
pathLogWeights(asynchronous, x0, table, rng, { reverseVariance: 'optimal' });

const samplers: readonly DiffusionSampler<SamplerState, SamplerInfo>[] = [
  ancestralSampler(asynchronous, { dimension: 2, reverseVariance: undefined }),
  ddimSampler(asynchronous, { dimension: 2, eta: undefined }),
];
// @ts-expect-error the dimension is required
ancestralSampler(asynchronous, {});
// @ts-expect-error one of two words
ancestralSampler(asynchronous, { dimension: 2, reverseVariance: 'beta' });
// @ts-expect-error levels are numbers in a Float64Array
sampleDiffusion(samplers[0]!, rng, { sigmas: [1, 0], numSamples: 3 });

const trained: Promise<Trained<GenerativeModel>> = fitDenoiser(x0, seed, {
  numSteps: 10,
  objective: { ...edmObjective(), weighting: (sigma) => 1 / sigma },
  classes: undefined,
  signal: undefined,
});
// @ts-expect-error how long to train is not guessed
fitDenoiser(x0, seed, {});
// @ts-expect-error a mean of the reverse step is no prediction of one level alone
fitDenoiser(x0, seed, { numSteps: 10, objective: { ...edmObjective(), prediction: 'mean' } });
declare const model: DenoisingModel;
const learned: readonly [OdeProblem, OdeProblem, Denoiser] = [
  probabilityFlow(model),
  flowMatchingVelocity(model, path),
  guide(model.given(0).denoise, asynchronous, 2),
];

export type Used = [typeof denoisers, typeof flow, typeof velocity, typeof weights, typeof trained, typeof learned];
