// ========== @yuragi/kl-info ==========

// index.d.ts
export { bregmanDivergence, type ConvexFunction } from './bregman-divergence.ts';
export { chiSquare, ganValue, hellinger, jeffreysDivergence, jensenShannon, optimalDiscriminator, relativeEntropy, renyiDivergence, totalVariation, } from './divergence.ts';
export { conditionalEntropy, crossEntropy, entropy, jointEntropy, mutualInformation, renyiEntropy, tsallisEntropy, } from './entropy.ts';
export { type GibbsDivergence, gibbsDivergence } from './gibbs-divergence.ts';
export { kl } from './kl.ts';
export { klBernoulli, klBeta, klCategorical, klGamma, klNormal, klUniform } from './kl-closed-forms.ts';
export { type KlDiagnostics, type KlMonteCarloOptions, klMonteCarlo } from './kl-monte-carlo.ts';
export { klMultivariateNormal } from './kl-multivariate-normal.ts';
export { gaussianWasserstein } from './gaussian-wasserstein.ts';
export { energyDistance, gaussianKernel, medianHeuristic, type SimilarityKernel, squaredMmd, } from './sample-distances.ts';
export { type SlicedDiagnostics, type SlicedWassersteinOptions, slicedWasserstein, type WassersteinOptions, wasserstein, } from './wasserstein.ts';
export { cramerRate, type IProjection, type IProjectionOptions, iProjection } from './i-projection.ts';
export { type LawSet, meanAtLeast, type SanovValue, sanov } from './sanov.ts';
export { countTypes, type TypeProbability, typeProbability, typesOf } from './types-of-samples.ts';

// bregman-divergence.d.ts
export interface ConvexFunction {
    value(x: ArrayLike<number>): number;
    gradient(x: ArrayLike<number>): ArrayLike<number>;
}
export declare function bregmanDivergence(f: ConvexFunction, x: ArrayLike<number>, y: ArrayLike<number>): number;

// divergence.d.ts
export declare function relativeEntropy(p: ArrayLike<number>, q: ArrayLike<number>): number;
export declare function jeffreysDivergence(p: ArrayLike<number>, q: ArrayLike<number>): number;
export declare function jensenShannon(p: ArrayLike<number>, q: ArrayLike<number>): number;
export declare function optimalDiscriminator(p: ArrayLike<number>, q: ArrayLike<number>): Float64Array;
export declare function ganValue(p: ArrayLike<number>, q: ArrayLike<number>, logits: ArrayLike<number>): number;
export declare function totalVariation(p: ArrayLike<number>, q: ArrayLike<number>): number;
export declare function hellinger(p: ArrayLike<number>, q: ArrayLike<number>): number;
export declare function chiSquare(p: ArrayLike<number>, q: ArrayLike<number>): number;
export declare function renyiDivergence(p: ArrayLike<number>, q: ArrayLike<number>, order: number): number;

// entropy.d.ts
import type { NdArray } from 'ndarray';
export declare function entropy(p: ArrayLike<number>): number;
export declare function crossEntropy(p: ArrayLike<number>, q: ArrayLike<number>): number;
export declare function jointEntropy(joint: NdArray<Float64Array>): number;
export declare function conditionalEntropy(joint: NdArray<Float64Array>): number;
export declare function mutualInformation(joint: NdArray<Float64Array>): number;
export declare function renyiEntropy(p: ArrayLike<number>, order: number): number;
export declare function tsallisEntropy(p: ArrayLike<number>, order: number): number;

// gibbs-divergence.d.ts
export interface GibbsDivergence {
    readonly divergence: number;
    readonly meanEnergy: number;
    readonly logPartition: number;
    readonly entropy: number;
}
export declare function gibbsDivergence(p: ArrayLike<number>, energies: ArrayLike<number>): GibbsDivergence;

// kl.d.ts
import { type Distribution } from '@yuragi/prob-core';
export declare function kl<X>(p: Distribution<X>, q: Distribution<X>): number;
export declare function areSingular<X>(p: Distribution<X>, q: Distribution<X>): boolean;

// kl-closed-forms.d.ts
import type { BernoulliOptions, BetaOptions, CategoricalOptions, GammaOptions, NormalOptions, UniformOptions } from '@yuragi/prob-core';
export declare function klNormal(p: NormalOptions, q: NormalOptions): number;
export declare function klGamma(p: GammaOptions, q: GammaOptions): number;
export declare function klBeta(p: BetaOptions, q: BetaOptions): number;
export declare function klBernoulli(p: BernoulliOptions, q: BernoulliOptions): number;
export declare function klCategorical(p: CategoricalOptions, q: CategoricalOptions): number;
export declare function klUniform(p: UniformOptions, q: UniformOptions): number;

// kl-monte-carlo.d.ts
import type { Distribution, Estimate, Rng } from '@yuragi/prob-core';
export interface KlMonteCarloOptions {
    readonly numSamples?: number | undefined;
    readonly coveredMass?: number | undefined;
}
export interface KlDiagnostics {
    readonly numSamples: number;
    readonly coefficient: number;
    readonly varianceReduction: number;
}
export declare function klMonteCarlo<X>(p: Distribution<X>, q: Distribution<X>, rng: Rng, { numSamples, coveredMass }?: KlMonteCarloOptions): Estimate<KlDiagnostics>;

// kl-multivariate-normal.d.ts
import { type MultivariateNormalOptions } from '@yuragi/prob-core';
export declare function klMultivariateNormal(p: MultivariateNormalOptions, q: MultivariateNormalOptions): number;

// gaussian-wasserstein.d.ts
import { type MultivariateNormalOptions } from '@yuragi/prob-core';
export declare function gaussianWasserstein(p: MultivariateNormalOptions, q: MultivariateNormalOptions): number;

// sample-distances.d.ts
import { type Estimate } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
export type SimilarityKernel = (x: Float64Array, xOffset: number, y: Float64Array, yOffset: number, dimension: number) => number;
export declare function gaussianKernel(bandwidth: number): SimilarityKernel;
export declare function medianHeuristic(x: NdArray<Float64Array>, y: NdArray<Float64Array>): number;
export declare function squaredMmd(x: NdArray<Float64Array>, y: NdArray<Float64Array>, kernel: SimilarityKernel): Estimate<{
    readonly numX: number;
    readonly numY: number;
}>;
export declare function energyDistance(x: NdArray<Float64Array>, y: NdArray<Float64Array>): number;

// wasserstein.d.ts
import { type Estimate, type Rng } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
export interface WassersteinOptions {
    readonly order?: number | undefined;
    readonly weightsX?: ArrayLike<number> | undefined;
    readonly weightsY?: ArrayLike<number> | undefined;
}
export declare function wasserstein(x: ArrayLike<number>, y: ArrayLike<number>, { order, weightsX, weightsY }?: WassersteinOptions): number;
export interface SlicedWassersteinOptions {
    readonly order?: number | undefined;
    readonly numDirections?: number | undefined;
}
export interface SlicedDiagnostics {
    readonly power: number;
    readonly powerStandardError: number;
    readonly numDirections: number;
}
export declare function slicedWasserstein(x: NdArray<Float64Array>, y: NdArray<Float64Array>, rng: Rng, { order, numDirections }?: SlicedWassersteinOptions): Estimate<SlicedDiagnostics>;

// i-projection.d.ts
export interface IProjection {
    readonly projection: Float64Array;
    readonly multipliers: Float64Array;
    readonly divergence: number;
    readonly iterations: number;
}
export interface IProjectionOptions {
    readonly statistics: readonly ArrayLike<number>[];
    readonly targets: ArrayLike<number>;
}
export declare function iProjection(q: ArrayLike<number>, { statistics, targets }: IProjectionOptions): IProjection;
export declare function cramerRate(q: ArrayLike<number>, values: ArrayLike<number>, target: number): number;

// sanov.d.ts
export interface LawSet {
    contains(counts: Int32Array, numDraws: number): boolean;
    infimum?(q: ArrayLike<number>): number;
}
export declare function meanAtLeast(values: ArrayLike<number>, target: number): LawSet;
export interface SanovValue {
    readonly numDraws: number;
    readonly logProbability: number;
    readonly rate: number;
    readonly limit: number;
    readonly leastDivergence: number;
    readonly lowerBound: number;
    readonly upperBound: number;
    readonly numTypesInSet: number;
    readonly numTypes: number;
}
export declare function sanov(q: ArrayLike<number>, set: LawSet, numDraws: number): SanovValue;

// types-of-samples.d.ts
export declare function countTypes(numDraws: number, numFaces: number): number;
export interface TypeProbability {
    readonly logProbability: number;
    readonly divergence: number;
    readonly lowerBound: number;
    readonly upperBound: number;
}
export declare function typeProbability(counts: ArrayLike<number>, q: ArrayLike<number>): TypeProbability;
export declare function typesOf(numDraws: number, numFaces: number): Generator<Int32Array, void, void>;

// ========== @yuragi/kl-info/quantum ==========

// quantum-divergence.d.ts
import { type ComplexMatrix } from '@yuragi/prob-core/quantum';
export declare function quantumRelativeEntropy(rho: ComplexMatrix, sigma: ComplexMatrix): number;
export declare function fidelity(rho: ComplexMatrix, sigma: ComplexMatrix): number;
export declare function traceDistance(rho: ComplexMatrix, sigma: ComplexMatrix): number;
export declare function holevoQuantity(probabilities: ArrayLike<number>, states: readonly ComplexMatrix[]): number;
