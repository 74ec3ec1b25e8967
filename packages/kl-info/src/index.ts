// Mass functions: entropies and divergences, in nats.

export { bregmanDivergence, type ConvexFunction } from './bregman-divergence.ts';
export {
  chiSquare,
  ganValue,
  hellinger,
  jeffreysDivergence,
  jensenShannon,
  optimalDiscriminator,
  relativeEntropy,
  renyiDivergence,
  totalVariation,
} from './divergence.ts';
export {
  conditionalEntropy,
  crossEntropy,
  entropy,
  jointEntropy,
  mutualInformation,
  renyiEntropy,
  tsallisEntropy,
} from './entropy.ts';
export { type GibbsDivergence, gibbsDivergence } from './gibbs-divergence.ts';

// Kullback–Leibler divergence of distributions: closed forms, the table of them, and draws.

export { kl } from './kl.ts';
export { klBernoulli, klBeta, klCategorical, klGamma, klNormal, klUniform } from './kl-closed-forms.ts';
export { type KlDiagnostics, type KlMonteCarloOptions, klMonteCarlo } from './kl-monte-carlo.ts';
export { klMultivariateNormal } from './kl-multivariate-normal.ts';

// Optimal transport, and distances between samples.

export { gaussianWasserstein } from './gaussian-wasserstein.ts';
export {
  energyDistance,
  gaussianKernel,
  medianHeuristic,
  type SimilarityKernel,
  squaredMmd,
} from './sample-distances.ts';
export {
  type SlicedDiagnostics,
  type SlicedWassersteinOptions,
  slicedWasserstein,
  type WassersteinOptions,
  wasserstein,
} from './wasserstein.ts';

// Large deviations: types, information projections, Sanov's and Cramér's theorems.

export { cramerRate, type IProjection, type IProjectionOptions, iProjection } from './i-projection.ts';
export { type LawSet, meanAtLeast, type SanovValue, sanov } from './sanov.ts';
export { countTypes, type TypeProbability, typeProbability, typesOf } from './types-of-samples.ts';
