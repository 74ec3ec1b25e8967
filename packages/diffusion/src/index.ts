// Noise schedules, and their T steps as tables.

export { type DiffusionTable, diffusionTable } from './diffusion-table.ts';
export { type LogSnrNoiseScheduleOptions, logSnrNoiseSchedule } from './log-snr-schedule.ts';
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

// Guidance.

export { guide } from './guidance.ts';

// Samplers.

export { type AncestralSamplerOptions, ancestralSampler, type ReverseVariance } from './ancestral.ts';
export { type AnnealedLangevinOptions, annealedLangevinSampler } from './annealed-langevin.ts';
export { type DdimSamplerOptions, ddimSampler } from './ddim.ts';
export { type HeunSamplerOptions, heunSampler } from './heun-sampler.ts';
export {
  type DiffusionSampler,
  type DiffusionSamples,
  type SampleOptions,
  type SamplerInfo,
  type SamplerState,
  sampleDiffusion,
} from './sampler.ts';

// What denoisers are trained to do: predictions, noise levels, weights.

export {
  flowLevels,
  type LogNormalLevelsOptions,
  type LogUniformLevelsOptions,
  logNormalLevels,
  logUniformLevels,
  type NoiseLevels,
  type ScheduleLevelsOptions,
  scheduleLevels,
  tableLevels,
} from './objective-levels.ts';
export { type NetworkPrediction, type Preconditioning, preconditioningAt } from './objective-prediction.ts';
export {
  boundWeighting,
  type DdpmObjectiveOptions,
  type DenoisingObjective,
  ddpmObjective,
  edmObjective,
  flowMatchingObjective,
  flowWeighting,
  minSnrWeighting,
  type P2WeightingOptions,
  p2Weighting,
  scoreMatchingObjective,
  scoreWeighting,
  simpleWeighting,
  truncatedSnrWeighting,
  velocityWeighting,
  type Weighting,
  x0Weighting,
} from './objectives.ts';

// Denoisers that learn.

export { type ClassOptions, type FitDenoiserOptions, fitDenoiser, type TrainedDenoiser } from './fit-denoiser.ts';
export { type DecodeDenoiserOptions, decodeDenoiser, encodeDenoiser } from './learned-file.ts';
export type { DenoisingModel, MakeSampler, SamplingOptions } from './learned-model.ts';
export {
  type DenoisingMlpOptions,
  type DenoisingNetwork,
  denoisingMlp,
  eachRow,
  type NetworkInput,
} from './learned-network.ts';

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
  type ConditionalVariance,
  type ElboEstimate,
  type ElboOptions,
  type ElboTerms,
  type ElboVariance,
  elbo,
  elboFromErrors,
} from './elbo.ts';
export {
  type FitReverseVarianceOptions,
  type FittedReverseVariance,
  fitReverseVariance,
} from './fit-reverse-variance.ts';
export {
  type GaussianObjectiveOptions,
  gaussianObjectiveMoments,
  type ObjectiveEstimator,
  type ObjectiveMoments,
  objectiveMoments,
  type SampledObjectiveMoments,
} from './objective-estimators.ts';
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
export {
  type BitMlpOptions,
  type BitNetwork,
  bitMlp,
  type LearnedBinomialDiffusion,
  type LearnedBinomialOptions,
  learnedBinomialDiffusion,
} from './binomial-network.ts';
export { type BitPrediction, bitEvidence, type FactorisedReverse, factorisedReverse } from './binomial-prediction.ts';
export { type BinomialReverse, type BinomialSamplerOptions, binomialSampler } from './binomial-sampler.ts';
export { discreteScoreInto } from './discrete-score.ts';
export { type EmpiricalReverseOptions, empiricalReverse } from './empirical-reverse.ts';
export {
  type FitBinomialDiffusionOptions,
  type FittedBinomialDiffusion,
  fitBinomialDiffusion,
} from './fit-binomial-diffusion.ts';
export {
  type SampledBinomialElbo,
  type SampledBinomialElboOptions,
  sampledBinomialElbo,
} from './sampled-binomial-elbo.ts';

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
