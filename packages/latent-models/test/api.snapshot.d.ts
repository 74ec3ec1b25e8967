// ========== @yuragi/latent-models ==========

// index.d.ts
export type { CovarianceKind } from './covariance-kinds.ts';
export { type FitGaussianMixtureOptions, type FittedGaussianMixture, fitGaussianMixture, } from './fit-gaussian-mixture.ts';
export { type GaussianMixture, gaussianMixture } from './gaussian-mixture.ts';
export { type GaussianMixtureEm, type GaussianMixtureEmInfo, gaussianMixtureEm, type MixtureParameters, } from './gaussian-mixture-em.ts';
export { fitMultivariateNormal, fitNormal, type MultivariateNormalFit, type NormalFit } from './gaussian-mle.ts';
export type { GenerativeModel, Trained } from './generative-model.ts';
export { kMeansLabels } from './k-means.ts';

// covariance-kinds.d.ts
export type CovarianceKind = 'full' | 'diagonal' | 'spherical';
export declare const covarianceKinds: readonly CovarianceKind[];
export declare const covarianceLength: (kind: CovarianceKind, d: number) => number;
export declare const packedLength: (kind: CovarianceKind, d: number) => number;
export interface Factor {
    readonly packed: Float64Array;
    readonly logDeterminant: number;
    readonly tracePrecision: number;
}
export declare function factorise(kind: CovarianceKind, covariance: Float64Array, d: number): Factor | undefined;
export declare function maximisingCovariance(kind: CovarianceKind, squares: Float64Array, total: number, shift: Float64Array, regularization: number): Float64Array;
export declare function expandCovariance(kind: CovarianceKind, covariance: Float64Array, d: number): Float64Array;

// fit-gaussian-mixture.d.ts
import { type Key, type RunOptions, type Warning } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import { type CovarianceKind } from './covariance-kinds.ts';
import { type GaussianMixture } from './gaussian-mixture.ts';
import { type MixtureParameters } from './gaussian-mixture-em.ts';
import type { Trained } from './generative-model.ts';
export interface FitGaussianMixtureOptions {
    readonly numComponents: number;
    readonly covariance?: CovarianceKind | undefined;
    readonly numRestarts?: number | undefined;
    readonly maxSteps?: number | undefined;
    readonly tolerance?: number | undefined;
    readonly regularization?: number | undefined;
    readonly start?: MixtureParameters | undefined;
}
export interface FittedGaussianMixture extends Trained<GaussianMixture> {
    readonly history: {
        readonly bound: Float64Array;
        readonly boundAfterMaximisation: Float64Array;
    };
    readonly parameters: MixtureParameters;
    readonly meanLogLikelihood: number;
    readonly regularization: number;
    readonly aic: number;
    readonly bic: number;
    readonly warnings: readonly Warning[];
}
export declare function fitGaussianMixture(x: NdArray<Float64Array>, key: Key, options: FitGaussianMixtureOptions & RunOptions): Promise<FittedGaussianMixture>;

// gaussian-mixture.d.ts
import type { NdArray } from 'ndarray';
import type { GenerativeModel } from './generative-model.ts';
export interface GaussianMixture extends GenerativeModel {
    readonly numComponents: number;
    readonly weights: Float64Array;
    readonly means: NdArray<Float64Array>;
    readonly covariances: NdArray<Float64Array>;
    logDensity(x: NdArray<Float64Array>): Float64Array;
    responsibilities(x: NdArray<Float64Array>): NdArray<Float64Array>;
}
export declare function gaussianMixture(parameters: {
    readonly weights: Float64Array;
    readonly means: NdArray<Float64Array>;
    readonly covariances: NdArray<Float64Array>;
}): GaussianMixture;

// gaussian-mixture-em.d.ts
import type { Pausable } from '@yuragi/prob-core';
import { type CovarianceKind } from './covariance-kinds.ts';
import { type PassComponents } from './mixture-pass.ts';
export interface MixtureParameters {
    readonly weights: Float64Array;
    readonly means: Float64Array;
    readonly covariances: Float64Array;
}
export interface GaussianMixtureEmInfo {
    readonly boundAfterExpectation: number;
    readonly boundAfterMaximisation: number;
    readonly numEmpty: number;
    readonly singularComponent: number;
}
export interface GaussianMixtureEm {
    initFromLabels(labels: Int32Array): MixtureParameters;
    step(state: MixtureParameters): Pausable<readonly [state: MixtureParameters, info: GaussianMixtureEmInfo]>;
}
export declare function passComponents({ weights, means, covariances }: MixtureParameters, dimension: number, covariance: CovarianceKind, regularization: number): PassComponents | number;
export declare function gaussianMixtureEm(x: Float64Array, dimension: number, numComponents: number, covariance: CovarianceKind, regularization: number): GaussianMixtureEm;

// gaussian-mle.d.ts
import type { NdArray } from 'ndarray';
export interface NormalFit {
    readonly mean: number;
    readonly variance: number;
    readonly logLikelihood: number;
}
export declare function fitNormal(x: Float64Array): NormalFit;
export interface MultivariateNormalFit {
    readonly mean: Float64Array;
    readonly covariance: NdArray<Float64Array>;
    readonly logLikelihood: number;
}
export declare function fitMultivariateNormal(x: NdArray<Float64Array>): MultivariateNormalFit;

// generative-model.d.ts
import type { Rng, RunOptions, RunResult } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
export interface GenerativeModel {
    readonly dimension: number;
    sample(rng: Rng, n: number, options?: RunOptions): Promise<NdArray<Float64Array>>;
    logDensity?(x: NdArray<Float64Array>): Float64Array;
    logDensityBound?(x: NdArray<Float64Array>, rng: Rng): Float64Array;
    energy?(x: NdArray<Float64Array>): Float64Array;
    encode?(x: NdArray<Float64Array>): NdArray<Float64Array>;
}
export interface Trained<M extends GenerativeModel> extends RunResult {
    readonly model: M;
    readonly history: Readonly<Record<string, Float64Array>>;
}

// k-means.d.ts
import { type Pausable, type Rng } from '@yuragi/prob-core';
export declare function kMeansLabels(x: Float64Array, d: number, numClusters: number, rng: Rng): Pausable<Int32Array>;
