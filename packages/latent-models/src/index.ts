// Mixtures of Gaussians by EM.
export type { CovarianceKind } from './covariance-kinds.ts';
export {
  type FitGaussianMixtureOptions,
  type FittedGaussianMixture,
  fitGaussianMixture,
} from './fit-gaussian-mixture.ts';
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
