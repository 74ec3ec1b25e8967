// Noise schedules, and their T steps as tables.

// Samplers.
export { type AncestralSamplerOptions, ancestralSampler, type ReverseVariance } from './ancestral.ts';
export { type DdimSamplerOptions, ddimSampler } from './ddim.ts';
// The one model contract, its adapters, and conversions between predictions.
export {
  type Denoiser,
  fromNoisePrediction,
  fromScore,
  fromVelocityPrediction,
  fromX0Prediction,
  type Prediction,
} from './denoiser.ts';
export { type DiffusionTable, diffusionTable } from './diffusion-table.ts';
// Bounds and likelihoods.
export {
  bitsFromNats,
  bitsPerDimension,
  type ElboEstimate,
  type ElboOptions,
  type ElboTerms,
  type ElboVariance,
  elbo,
  elboFromErrors,
} from './elbo.ts';
export {
  type CosineNoiseScheduleOptions,
  cosineNoiseSchedule,
  type KarrasSigmasOptions,
  karrasSigmas,
  type LinearNoiseScheduleOptions,
  linearNoiseSchedule,
  type NoiseSchedule,
  noiseRateSchedule,
  type SohlDicksteinNoiseScheduleOptions,
  sigmaLevels,
  sohlDicksteinNoiseSchedule,
  type VariancePreservingScheduleOptions,
  variancePreservingSchedule,
} from './noise-schedule.ts';
export { convertPrediction, type Parametrization } from './parametrization.ts';
export { type LinearObservation, type PosteriorMixture, posteriorMixture } from './posterior-mixture.ts';
export {
  type FlowLogDensity,
  type FlowLogDensityOptions,
  flowLogDensity,
  probabilityFlow,
  probabilityFlowWithDivergence,
  type SmoothedLaw,
} from './probability-flow.ts';
export {
  type DiffusionSampler,
  type DiffusionSamples,
  type SampleOptions,
  type SamplerInfo,
  type SamplerState,
  sampleDiffusion,
} from './sampler.ts';
// The exact case: Gaussian mixtures under noise.
export { type MixtureLaw, type SmoothedMixture, smoothedMixture } from './smoothed-mixture.ts';
