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
