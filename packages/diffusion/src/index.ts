// Noise schedules, and their T steps as tables.

export { type DiffusionTable, diffusionTable } from './diffusion-table.ts';
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
export { transitionKernel } from './transition-kernel.ts';

// The one model contract, its adapters, and conversions between predictions.

export {
  type Denoiser,
  fromNoisePrediction,
  fromScore,
  fromVelocityPrediction,
  fromX0Prediction,
  type Prediction,
} from './denoiser.ts';
export { convertPrediction, type Parametrization } from './parametrization.ts';

// The exact case: Gaussian mixtures under noise.

export { type MixtureReverse, mixtureReverse } from './mixture-reverse.ts';
export { type LinearObservation, type PosteriorMixture, posteriorMixture } from './posterior-mixture.ts';
export { type MixtureLaw, type SmoothedMixture, smoothedMixture } from './smoothed-mixture.ts';
export { type Isometry, orthogonalGroup, symmetrise } from './symmetrise.ts';

// Samplers.

export { type AncestralSamplerOptions, ancestralSampler, type ReverseVariance } from './ancestral.ts';
export { type AnnealedLangevinOptions, annealedLangevinSampler } from './annealed-langevin.ts';
export { type DdimSamplerOptions, ddimSampler } from './ddim.ts';
export {
  type DiffusionSampler,
  type DiffusionSamples,
  type SampleOptions,
  type SamplerInfo,
  type SamplerState,
  sampleDiffusion,
} from './sampler.ts';

// Score matching.

export {
  denoisingScoreMatching,
  explicitScoreMatching,
  implicitScoreMatching,
  type Score,
  type ScoreMatchingConstants,
  type ScoreMatchingLoss,
  type ScoreWithDivergence,
  scoreMatchingConstants,
} from './score-matching.ts';

// Bounds, path log-weights and likelihoods.

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
  type PathLogWeights,
  type PathLogWeightsOptions,
  pathLogWeights,
  type SampledPathLogWeights,
} from './path-log-weights.ts';
export {
  type FlowLogDensity,
  type FlowLogDensityOptions,
  flowLogDensity,
  probabilityFlow,
  probabilityFlowWithDivergence,
  type SmoothedLaw,
} from './probability-flow.ts';
export { optimalReverseVariance, reverseVarianceGap } from './reverse-variance.ts';

// Flow matching: time 0 = reference, 1 = data.

export { type FlowSamples, flowMatchingVelocity, type SampleFlowOptions, sampleFlow } from './flow-matching.ts';
export {
  conditionalVelocityInto,
  type GaussianPath,
  type OptimalTransportPathOptions,
  optimalTransportPath,
  type VarianceExplodingPathOptions,
  varianceExplodingPath,
  variancePreservingPath,
} from './gaussian-path.ts';

// Bits: binomial diffusion and its exact reverse.

export {
  type BinomialDiffusion,
  type BinomialDiffusionOptions,
  binomialDiffusion,
  binomialReverseEquation,
} from './binomial-diffusion.ts';
export { type BinomialElboOptions, binomialElbo } from './binomial-elbo.ts';
export { type BinomialReverse, type BinomialSamplerOptions, binomialSampler } from './binomial-sampler.ts';
export { discreteScoreInto } from './discrete-score.ts';

// Finite chains: the exact reverse, and three ways to multiply it by a function.

export {
  type ExactReverse,
  exactReverse,
  type ReverseChain,
  sampleReversePaths,
} from './exact-reverse.ts';
export {
  type Perturbation,
  type PosteriorMode,
  type PosteriorReverse,
  type PosteriorReverseOptions,
  posteriorLogWeights,
  posteriorReverse,
} from './posterior-reverse.ts';

// Images with a known law.

export { type DeadLeavesOptions, deadLeaves } from './dead-leaves.ts';
