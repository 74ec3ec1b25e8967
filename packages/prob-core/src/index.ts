// Randomness: keys name streams, an Rng draws from one.

export { betaDraw, choice, gammaDraw, logGammaDraw, permutation } from './draws.ts';
export { fillNormal, fillUniform } from './fill.ts';
export { foldIn, type Key, key, split } from './key.ts';
export { type Rng, type RngState, restore, stream } from './rng.ts';

// Distributions: plain objects with densities, tails, quantiles, draws and moments.

export { type BernoulliOptions, bernoulli } from './distributions/bernoulli.ts';
export { type BetaOptions, beta } from './distributions/beta.ts';
export { type CategoricalOptions, categorical } from './distributions/categorical.ts';
export type { Distribution, MultivariateDistribution, UnivariateDistribution } from './distributions/distribution.ts';
export { empirical } from './distributions/empirical.ts';
export { type GammaOptions, gamma } from './distributions/gamma.ts';
export { type MixtureOptions, mixture } from './distributions/mixture.ts';
export { type MultivariateNormalOptions, multivariateNormal } from './distributions/multivariate-normal.ts';
export { type NormalOptions, normal } from './distributions/normal.ts';
export { type UniformOptions, uniform } from './distributions/uniform.ts';

// Affine Gaussian kernels, and several of them as one.

export {
  composeKernels,
  type GaussianKernel,
  type GaussianKernelOptions,
  gaussianKernel,
  type MatrixGaussianKernel,
  type MatrixGaussianKernelOptions,
} from './gaussian-kernel.ts';

// Exponential families of finitely many states, and how Gibbs laws answer.

export { type ExponentialFamily, type ExponentialFamilyOptions, exponentialFamily } from './exponential-family.ts';
export { type MomentMatch, type MomentMatchingOptions, momentMatching } from './moment-matching.ts';
export { heatCapacity, susceptibility } from './thermal-response.ts';

// Weighted particles: estimates over log-weights, and resampling.

export { type Estimate, logMeanExp, logSumExp, type Warning, type WeightDiagnostics } from './estimate.ts';
export {
  effectiveSampleSize,
  multinomialResample,
  residualResample,
  stratifiedResample,
  systematicResample,
} from './resampling.ts';

// The border to ndarray, and gradients.

export { checkGradient, type GradientCheck } from './check-gradient.ts';
export { fromNdarray, type Matrix, requireMatrix, toNdarray } from './ndarray-boundary.ts';

// Long runs: progress, abort, checkpoint and resume for every driver; files.

export { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
export { fingerprint } from './fingerprint.ts';
export { drive, finish, type LongRun, type Pausable, type Progress, type RunOptions, type RunResult } from './run.ts';
export {
  decodeSafetensors,
  encodeSafetensors,
  type SafetensorsFile,
  type Tensor,
  type TensorData,
} from './safetensors.ts';
