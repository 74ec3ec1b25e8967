// Mixtures of Gaussians by EM.

// Boltzmann machines of visible spins.
export {
  type BoltzmannMachine,
  type BoltzmannSampleOptions,
  boltzmannLogPartition,
  boltzmannMachine,
} from './boltzmann-machine.ts';
export {
  type BoltzmannObjective,
  boltzmannLikelihood,
  type MinimumProbabilityFlowOptions,
  minimumProbabilityFlow,
} from './boltzmann-objectives.ts';
// Restricted Boltzmann machines.
export type { UnitKind } from './boltzmann-units.ts';
export {
  type ContrastiveDivergence,
  type ContrastiveDivergenceInfo,
  type ContrastiveDivergenceOptions,
  type ContrastiveDivergenceState,
  contrastiveDivergence,
} from './contrastive-divergence.ts';
export {
  type ContrastiveDivergenceObjective,
  type ContrastiveDivergenceObjectiveOptions,
  contrastiveDivergenceObjective,
} from './contrastive-divergence-objective.ts';
export type { CovarianceKind } from './covariance-kinds.ts';
export {
  type FitBoltzmannMachineOptions,
  type FittedBoltzmannMachine,
  fitBoltzmannMachine,
} from './fit-boltzmann-machine.ts';
export {
  type FitGaussianMixtureOptions,
  type FittedGaussianMixture,
  fitGaussianMixture,
} from './fit-gaussian-mixture.ts';
export {
  type FitRestrictedBoltzmannMachineOptions,
  type FittedRestrictedBoltzmannMachine,
  fitRestrictedBoltzmannMachine,
} from './fit-restricted-boltzmann-machine.ts';
export { type GaussianMixture, gaussianMixture } from './gaussian-mixture.ts';
export {
  type GaussianMixtureEm,
  type GaussianMixtureEmInfo,
  gaussianMixtureEm,
  type MixtureParameters,
} from './gaussian-mixture-em.ts';
// One Gaussian, in closed form.
export { fitMultivariateNormal, fitNormal, type MultivariateNormalFit, type NormalFit } from './gaussian-mle.ts';
export type { GenerativeModel, Trained } from './generative-model.ts';
export { kMeansLabels } from './k-means.ts';
// Text.
export {
  type FitNgramOptions,
  fitNgram,
  type NgramModel,
  type NgramSampleOptions,
  type NgramSmoothing,
} from './ngram-model.ts';
export {
  type RestrictedBoltzmannGradient,
  restrictedBoltzmannGradient,
  restrictedBoltzmannLogPartition,
} from './restricted-boltzmann-exact.ts';
export {
  type RestrictedBoltzmannMachine,
  type RestrictedBoltzmannSampleOptions,
  restrictedBoltzmannMachine,
} from './restricted-boltzmann-machine.ts';
export {
  type BlockGibbsInfo,
  type BlockGibbsState,
  blockGibbs,
  type RestrictedBoltzmannPath,
  type RestrictedBoltzmannPathOptions,
  restrictedBoltzmannPath,
} from './restricted-boltzmann-path.ts';

// Variational autoencoders.

export {
  type FitVariationalAutoencoderOptions,
  fitVariationalAutoencoder,
  type TrainedVariationalAutoencoder,
} from './fit-variational-autoencoder.ts';
export type { RecordedNetwork } from './recorded-network.ts';
export { type BoundOptions, type VariationalAutoencoder, variationalAutoencoder } from './variational-autoencoder.ts';
export {
  type DecoderLaw,
  type VariationalAutoencoderShape,
  type VariationalBound,
  variationalAutoencoderDefaults,
  variationalBound,
} from './variational-bound.ts';

// Normalizing flows.

// Autoregressive networks, of text or of other symbols.
export type { AutoregressiveParts, AutoregressiveShape } from './autoregressive-law.ts';
export {
  type AutoregressiveModel,
  autoregressiveModel,
  type SequenceModel,
  type SequenceSampleOptions,
  type SymbolSequence,
} from './autoregressive-model.ts';
export {
  type AutoregressiveNetwork,
  type CausalTransformerOptions,
  causalTransformer,
  type GatedRecurrentOptions,
  gatedRecurrent,
  type MemoryTable,
  type Place,
} from './autoregressive-networks.ts';
export type { TextSampleOptions } from './autoregressive-sampling.ts';
export type { RealNvpShape } from './coupling-flow.ts';
export {
  type FitAutoregressiveOptions,
  fitAutoregressive,
  type TrainedAutoregressive,
} from './fit-autoregressive.ts';
// Generative adversarial networks, and density ratios by telling samples apart.
export { type FitGanOptions, fitGan, type TrainedGan } from './fit-gan.ts';
export { type FitRealNvpOptions, fitRealNvp, type TrainedRealNvp } from './fit-real-nvp.ts';
export {
  type FitRealNvpReverseOptions,
  fitRealNvpReverse,
  type RecordedLogDensity,
  type ReverseTrainedRealNvp,
} from './fit-real-nvp-reverse.ts';
export { type Gan, type GanShape, gan } from './gan.ts';
export { type ModeCoverage, type ModeCoverageOptions, modeCoverage } from './gan-coverage.ts';
export {
  calibrateDensityRatio,
  type FitDensityRatioOptions,
  type FittedDensityRatio,
  fitDensityRatio,
  type RatioCalibration,
} from './gan-density-ratio.ts';
export { type MetropolisHastingsFilterOptions, metropolisHastingsFilter, type RatedGenerator } from './gan-filter.ts';
export { type MappedRows, type RealNvp, realNvp } from './real-nvp.ts';
export { type TextVocabulary, textVocabulary } from './text-vocabulary.ts';
