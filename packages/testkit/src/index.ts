// Conformance suites: functions that register tests.
export {
  type DistributionConformanceOptions,
  distributionConformance,
  multivariateConformance,
} from './conformance/distribution.ts';
export { type DriverConformanceOptions, driverConformance } from './conformance/driver.ts';
export { type GenerativeModelConformanceOptions, generativeModelConformance } from './conformance/generative-model.ts';
export { type KernelConformanceOptions, type KernelLike, kernelConformance } from './conformance/kernel.ts';
// Oracles: slow, obvious, and independent of the code under test.
export { energyDistance } from './energy-distance.ts';
export { binaryStates, type EnumeratedLaw, enumerateLaw } from './enumeration.ts';
export { derivative, gradient } from './finite-differences.ts';
export { type GaussianMixture, type GaussianMixtureOracle, gaussianMixtureOracle } from './gaussian-mixture.ts';
// Statistical assertions, each at a stated level, and the mutants they must reject.
export { assertCounts, assertLaw, chiSquareTest, ksTest } from './goodness-of-fit.ts';
export { assertMean, assertProportion, assertVariance, requiredSampleSize } from './moments.ts';
export { integrate } from './quadrature.ts';
// Values that other programs computed.
export { expectClose, type ReferenceCase, referenceCase, type Tolerance } from './reference.ts';
export { expectRejected, StatisticalRejection } from './rejection.ts';
export { gammaCdf, normalCdf } from './tails.ts';
export { ulpDistance } from './ulp-distance.ts';
