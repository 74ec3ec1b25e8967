// ========== @yuragi/latent-models ==========

// index.d.ts
export { type BoltzmannMachine, type BoltzmannSampleOptions, boltzmannLogPartition, boltzmannMachine, } from './boltzmann-machine.ts';
export { type BoltzmannObjective, boltzmannLikelihood, type MinimumProbabilityFlowOptions, minimumProbabilityFlow, } from './boltzmann-objectives.ts';
export type { UnitKind } from './boltzmann-units.ts';
export { type ContrastiveDivergence, type ContrastiveDivergenceInfo, type ContrastiveDivergenceOptions, type ContrastiveDivergenceState, contrastiveDivergence, } from './contrastive-divergence.ts';
export { type ContrastiveDivergenceObjective, type ContrastiveDivergenceObjectiveOptions, contrastiveDivergenceObjective, } from './contrastive-divergence-objective.ts';
export type { CovarianceKind } from './covariance-kinds.ts';
export { type FitBoltzmannMachineOptions, type FittedBoltzmannMachine, fitBoltzmannMachine, } from './fit-boltzmann-machine.ts';
export { type FitGaussianMixtureOptions, type FittedGaussianMixture, fitGaussianMixture, } from './fit-gaussian-mixture.ts';
export { type FitRestrictedBoltzmannMachineOptions, type FittedRestrictedBoltzmannMachine, fitRestrictedBoltzmannMachine, } from './fit-restricted-boltzmann-machine.ts';
export { type GaussianMixture, gaussianMixture } from './gaussian-mixture.ts';
export { type GaussianMixtureEm, type GaussianMixtureEmInfo, gaussianMixtureEm, type MixtureParameters, } from './gaussian-mixture-em.ts';
export { fitMultivariateNormal, fitNormal, type MultivariateNormalFit, type NormalFit } from './gaussian-mle.ts';
export type { GenerativeModel, Trained } from './generative-model.ts';
export { kMeansLabels } from './k-means.ts';
export { type FitNgramOptions, fitNgram, type NgramModel, type NgramSampleOptions, type NgramSmoothing, } from './ngram-model.ts';
export { type RestrictedBoltzmannGradient, restrictedBoltzmannGradient, restrictedBoltzmannLogPartition, } from './restricted-boltzmann-exact.ts';
export { type RestrictedBoltzmannMachine, type RestrictedBoltzmannSampleOptions, restrictedBoltzmannMachine, } from './restricted-boltzmann-machine.ts';
export { type BlockGibbsInfo, type BlockGibbsState, blockGibbs, type RestrictedBoltzmannPath, type RestrictedBoltzmannPathOptions, restrictedBoltzmannPath, } from './restricted-boltzmann-path.ts';

// boltzmann-machine.d.ts
import { type IsingModel } from '@yuragi/mcmc';
import { type Rng, type RunOptions } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import type { GenerativeModel } from './generative-model.ts';
export interface BoltzmannMachine extends GenerativeModel {
    readonly couplings: NdArray<Float64Array>;
    readonly fields: Float64Array;
    readonly ising: IsingModel;
    logDensity?(x: NdArray<Float64Array>): Float64Array;
    energy(x: NdArray<Float64Array>): Float64Array;
    sample(rng: Rng, n: number, options?: BoltzmannSampleOptions & RunOptions): Promise<NdArray<Float64Array>>;
}
export interface BoltzmannSampleOptions {
    readonly numSweeps?: number | undefined;
}
export declare function boltzmannMachine(parameters: {
    readonly couplings: NdArray<Float64Array>;
    readonly fields: Float64Array;
}): BoltzmannMachine;
export declare function boltzmannLogPartition(model: BoltzmannMachine): number;

// boltzmann-objectives.d.ts
import type { NdArray } from 'ndarray';
export interface BoltzmannObjective {
    readonly numSpins: number;
    readonly numParameters: number;
    valueAndGradient(theta: Float64Array, gradient: Float64Array): number;
}
export declare function boltzmannLikelihood(x: NdArray<Float64Array>): BoltzmannObjective;
export interface MinimumProbabilityFlowOptions {
    readonly neighbours?: 'outside-data' | 'all' | undefined;
}
export declare function minimumProbabilityFlow(x: NdArray<Float64Array>, { neighbours }?: MinimumProbabilityFlowOptions): BoltzmannObjective;

// boltzmann-units.d.ts
export type UnitKind = 'binary' | 'spin';
export declare const unitKinds: readonly UnitKind[];
export declare const lowValue: (units: UnitKind) => 0 | -1;
export declare const unitProbability: (units: UnitKind, t: number) => number;
export declare const unitMean: (units: UnitKind, t: number) => number;
export declare function sumLogUnit(units: UnitKind, fields: ArrayLike<number>, from: number, to: number): number;
export declare function requireUnitMeans(where: string, argument: string, units: UnitKind, values: Float64Array): Float64Array;
export declare function areStates(units: UnitKind, values: ArrayLike<number>, from: number, to: number): boolean;

// contrastive-divergence.d.ts
import { type Pausable, type Rng } from '@yuragi/prob-core';
import { type UnitKind } from './boltzmann-units.ts';
export interface ContrastiveDivergenceState {
    readonly weights: Float32Array;
    readonly visibleBias: Float32Array;
    readonly hiddenBias: Float32Array;
    readonly weightVelocity: Float32Array;
    readonly visibleVelocity: Float32Array;
    readonly hiddenVelocity: Float32Array;
    readonly chains: Float32Array;
}
export interface ContrastiveDivergenceInfo {
    readonly reconstructionError: number;
    readonly pseudoLogLikelihood: number;
    readonly hiddenActivity: number;
    readonly freeEnergyGap: number;
}
export interface ContrastiveDivergenceOptions {
    readonly units: UnitKind;
    readonly numHidden: number;
    readonly batchSize: number;
    readonly numSweeps: number;
    readonly isPersistent: boolean;
    readonly momentum: number;
    readonly weightDecay: number;
    readonly heldOut?: Float64Array | undefined;
}
export interface ContrastiveDivergence {
    init(rng: Rng): ContrastiveDivergenceState;
    step(state: ContrastiveDivergenceState, rng: Rng, learningRate: number): Pausable<readonly [state: ContrastiveDivergenceState, info: ContrastiveDivergenceInfo]>;
}
export declare function contrastiveDivergence(x: Float64Array, dimension: number, { units, numHidden, batchSize, numSweeps, isPersistent, momentum, weightDecay, heldOut, }: ContrastiveDivergenceOptions): ContrastiveDivergence;

// contrastive-divergence-objective.d.ts
import type { BoltzmannObjective } from './boltzmann-objectives.ts';
export interface ContrastiveDivergenceObjectiveOptions {
    readonly numSteps: number;
}
export interface ContrastiveDivergenceObjective extends BoltzmannObjective {
    updateInto(theta: Float64Array, out: Float64Array): void;
}
export declare function contrastiveDivergenceObjective(law: ArrayLike<number>, options: ContrastiveDivergenceObjectiveOptions): ContrastiveDivergenceObjective;

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

// fit-boltzmann-machine.d.ts
import { type RunOptions } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import { type BoltzmannMachine } from './boltzmann-machine.ts';
import type { Trained } from './generative-model.ts';
export interface FitBoltzmannMachineOptions {
    readonly objective?: 'likelihood' | 'minimum-probability-flow' | undefined;
    readonly maxSteps?: number | undefined;
    readonly tolerance?: number | undefined;
}
export interface FittedBoltzmannMachine extends Trained<BoltzmannMachine> {
    readonly history: {
        readonly objective: Float64Array;
        readonly gradientSize: Float64Array;
    };
}
export declare function fitBoltzmannMachine(x: NdArray<Float64Array>, options?: FitBoltzmannMachineOptions & RunOptions): Promise<FittedBoltzmannMachine>;

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

// fit-restricted-boltzmann-machine.d.ts
import { type Key, type RunOptions, type Warning } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import { type UnitKind } from './boltzmann-units.ts';
import { type ContrastiveDivergenceInfo } from './contrastive-divergence.ts';
import type { Trained } from './generative-model.ts';
import { type RestrictedBoltzmannMachine } from './restricted-boltzmann-machine.ts';
export interface FitRestrictedBoltzmannMachineOptions {
    readonly numHidden: number;
    readonly units?: UnitKind | undefined;
    readonly numEpochs?: number | undefined;
    readonly learningRate?: number | Float64Array | ((s: number) => number) | undefined;
    readonly batchSize?: number | undefined;
    readonly method?: 'contrastive-divergence' | 'persistent' | undefined;
    readonly numSweeps?: number | undefined;
    readonly heldOut?: NdArray<Float64Array> | undefined;
    readonly momentum?: number | undefined;
    readonly weightDecay?: number | undefined;
}
export interface FittedRestrictedBoltzmannMachine extends Trained<RestrictedBoltzmannMachine> {
    readonly history: Readonly<Record<keyof ContrastiveDivergenceInfo, Float64Array>>;
    readonly warnings: readonly Warning[];
}
export declare function fitRestrictedBoltzmannMachine(x: NdArray<Float64Array>, key: Key, options: FitRestrictedBoltzmannMachineOptions & RunOptions): Promise<FittedRestrictedBoltzmannMachine>;

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

// ngram-model.d.ts
import { type Rng } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import type { GenerativeModel } from './generative-model.ts';
export type NgramSmoothing = {
    readonly kind: 'witten-bell';
} | {
    readonly kind: 'additive';
    readonly pseudoCount: number;
};
export interface FitNgramOptions {
    readonly order: number;
    readonly smoothing?: NgramSmoothing | undefined;
    readonly alphabet?: string | undefined;
}
export interface NgramSampleOptions {
    readonly temperature?: number | undefined;
    readonly prompt?: string | undefined;
}
export interface NgramModel {
    readonly order: number;
    readonly alphabet: readonly string[];
    conditional(context: string): Float64Array;
    logLikelihood(text: string): number;
    perplexity(text: string): number;
    bitsPerCharacter(text: string): number;
    sampleText(rng: Rng, length: number, options?: NgramSampleOptions): string;
    sequences(length: number): GenerativeModel & {
        logDensity(x: NdArray<Float64Array>): Float64Array;
    };
}
export declare function fitNgram(text: string, { order, smoothing, alphabet }: FitNgramOptions): NgramModel;

// restricted-boltzmann-exact.d.ts
import type { NdArray } from 'ndarray';
import { type RestrictedBoltzmannMachine } from './restricted-boltzmann-machine.ts';
export declare function restrictedBoltzmannLogPartition(model: RestrictedBoltzmannMachine): number;
export interface RestrictedBoltzmannGradient {
    readonly weights: Float64Array;
    readonly visibleBias: Float64Array;
    readonly hiddenBias: Float64Array;
}
export declare function restrictedBoltzmannGradient(model: RestrictedBoltzmannMachine, x: NdArray<Float64Array>): RestrictedBoltzmannGradient;

// restricted-boltzmann-machine.d.ts
import { type Rng, type RunOptions } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import { type UnitKind } from './boltzmann-units.ts';
import type { GenerativeModel } from './generative-model.ts';
import { type RestrictedBoltzmannParameters } from './restricted-boltzmann-layers.ts';
export interface RestrictedBoltzmannMachine extends GenerativeModel {
    readonly numHidden: number;
    readonly units: UnitKind;
    readonly weights: NdArray<Float64Array>;
    readonly visibleBias: Float64Array;
    readonly hiddenBias: Float64Array;
    logDensity?(x: NdArray<Float64Array>): Float64Array;
    energy(x: NdArray<Float64Array>): Float64Array;
    jointEnergy(x: NdArray<Float64Array>, z: NdArray<Float64Array>): Float64Array;
    encode(x: NdArray<Float64Array>): NdArray<Float64Array>;
    decode(z: NdArray<Float64Array>): NdArray<Float64Array>;
    pseudoLogLikelihood(x: NdArray<Float64Array>): Float64Array;
    sample(rng: Rng, n: number, options?: RestrictedBoltzmannSampleOptions & RunOptions): Promise<NdArray<Float64Array>>;
}
export interface RestrictedBoltzmannSampleOptions {
    readonly numSweeps?: number | undefined;
}
export declare function restrictedBoltzmannMachine(options: {
    readonly units?: UnitKind | undefined;
    readonly weights: NdArray<Float64Array>;
    readonly visibleBias: Float64Array;
    readonly hiddenBias: Float64Array;
}): RestrictedBoltzmannMachine;
export declare function parametersOf(model: RestrictedBoltzmannMachine, where: string): RestrictedBoltzmannParameters;
export declare function machine(parameters: RestrictedBoltzmannParameters): RestrictedBoltzmannMachine;

// restricted-boltzmann-path.d.ts
import type { Kernel } from '@yuragi/mcmc';
import type { Rng } from '@yuragi/prob-core';
import { type RestrictedBoltzmannMachine } from './restricted-boltzmann-machine.ts';
export interface BlockGibbsState {
    readonly position: Float64Array;
}
export interface BlockGibbsInfo {
    readonly hidden: Float64Array;
}
export declare function blockGibbs(model: RestrictedBoltzmannMachine): Kernel<Float64Array, BlockGibbsState, BlockGibbsInfo>;
export interface RestrictedBoltzmannPath {
    logDensity(x: Float64Array, s: number): number;
    readonly reference: {
        sample(rng: Rng): Float64Array;
        readonly logPartition: number;
    };
    at(s: number): RestrictedBoltzmannMachine;
    makeKernel(s: number): Kernel<Float64Array, BlockGibbsState, BlockGibbsInfo>;
}
export interface RestrictedBoltzmannPathOptions {
    readonly referenceBias?: Float64Array | undefined;
}
export declare function restrictedBoltzmannPath(model: RestrictedBoltzmannMachine, options?: RestrictedBoltzmannPathOptions): RestrictedBoltzmannPath;
