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
export { type FitVariationalAutoencoderOptions, fitVariationalAutoencoder, type TrainedVariationalAutoencoder, } from './fit-variational-autoencoder.ts';
export type { RecordedNetwork } from './recorded-network.ts';
export { type BoundOptions, type VariationalAutoencoder, variationalAutoencoder } from './variational-autoencoder.ts';
export { type DecoderLaw, type VariationalAutoencoderShape, type VariationalBound, variationalAutoencoderDefaults, variationalBound, } from './variational-bound.ts';
export type { AutoregressiveParts, AutoregressiveShape } from './autoregressive-law.ts';
export { type AutoregressiveModel, autoregressiveModel, type SequenceModel, type SequenceSampleOptions, type SymbolSequence, } from './autoregressive-model.ts';
export { type AutoregressiveNetwork, type CausalTransformerOptions, causalTransformer, type GatedRecurrentOptions, gatedRecurrent, type MemoryTable, type Place, } from './autoregressive-networks.ts';
export type { TextSampleOptions } from './autoregressive-sampling.ts';
export type { RealNvpShape } from './coupling-flow.ts';
export { type FitAutoregressiveOptions, fitAutoregressive, type TrainedAutoregressive, } from './fit-autoregressive.ts';
export { type FitGanOptions, fitGan, type TrainedGan } from './fit-gan.ts';
export { type FitRealNvpOptions, fitRealNvp, type TrainedRealNvp } from './fit-real-nvp.ts';
export { type FitRealNvpReverseOptions, fitRealNvpReverse, type RecordedLogDensity, type ReverseTrainedRealNvp, } from './fit-real-nvp-reverse.ts';
export { type Gan, type GanShape, gan } from './gan.ts';
export { type ModeCoverage, type ModeCoverageOptions, modeCoverage } from './gan-coverage.ts';
export { calibrateDensityRatio, type FitDensityRatioOptions, type FittedDensityRatio, fitDensityRatio, type RatioCalibration, } from './gan-density-ratio.ts';
export { type MetropolisHastingsFilterOptions, metropolisHastingsFilter, type RatedGenerator } from './gan-filter.ts';
export { type MappedRows, type RealNvp, realNvp } from './real-nvp.ts';
export { type TextVocabulary, textVocabulary } from './text-vocabulary.ts';

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

// fit-variational-autoencoder.d.ts
import { type Engine, type FitOptions } from '@yuragi/nn';
import { type Key, type RunOptions, type Warning } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import type { Trained } from './generative-model.ts';
import { type VariationalAutoencoder } from './variational-autoencoder.ts';
import { type VariationalAutoencoderShape } from './variational-bound.ts';
export interface FitVariationalAutoencoderOptions extends Omit<FitOptions, 'batchSize'>, Omit<VariationalAutoencoderShape, 'dimension'> {
    readonly batchSize?: number | undefined;
    readonly beta?: number | ((s: number) => number) | undefined;
    readonly engine?: Engine | undefined;
}
export interface TrainedVariationalAutoencoder extends Trained<VariationalAutoencoder> {
    readonly history: Readonly<Record<'elbo' | 'reconstruction' | 'kl', Float64Array>>;
    readonly latentKl: Float64Array;
    readonly warnings: readonly Warning[];
}
export declare function fitVariationalAutoencoder(x: NdArray<Float64Array>, key: Key, options: FitVariationalAutoencoderOptions & RunOptions): Promise<TrainedVariationalAutoencoder>;

// recorded-network.d.ts
import { type Scope, type Tensor } from '@yuragi/nn';
export type RecordedNetwork = (scope: Scope, x: Tensor, outputs: number) => Tensor;
export declare const denseNetwork: (hidden: readonly number[], isZero?: boolean) => RecordedNetwork;
export declare function requireNetwork(where: string, name: string, network: RecordedNetwork): RecordedNetwork;
export declare const CHUNK = 256;
export declare function inChunks(n: number, visit: (start: number, size: number) => void): void;
export declare function requireWidths(where: string, name: string, widths: readonly number[]): readonly number[];

// variational-autoencoder.d.ts
import { type Engine, type ShapedArray } from '@yuragi/nn';
import { type Rng } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import type { GenerativeModel } from './generative-model.ts';
import { type DecoderLaw, type VariationalAutoencoderShape } from './variational-bound.ts';
export interface BoundOptions {
    readonly numDraws?: number | undefined;
}
export interface VariationalAutoencoder extends GenerativeModel {
    readonly numLatents: number;
    readonly law: DecoderLaw;
    readonly variance: number | undefined;
    logDensityBound(x: NdArray<Float64Array>, rng: Rng, options?: BoundOptions): Float64Array;
    encode(x: NdArray<Float64Array>): NdArray<Float64Array>;
    posterior(x: NdArray<Float64Array>): {
        readonly means: NdArray<Float64Array>;
        readonly variances: NdArray<Float64Array>;
    };
    decode(z: NdArray<Float64Array>): NdArray<Float64Array>;
    parameters(): Readonly<Record<string, ShapedArray>>;
}
export declare function variationalAutoencoder(engine: Engine, parameters: Readonly<Record<string, ShapedArray>>, shape: VariationalAutoencoderShape): VariationalAutoencoder;

// variational-bound.d.ts
import { type Scope, type Tensor } from '@yuragi/nn';
import { type RecordedNetwork } from './recorded-network.ts';
export type DecoderLaw = 'bernoulli' | 'gaussian' | {
    readonly variance: number;
};
export interface VariationalAutoencoderShape {
    readonly dimension: number;
    readonly numLatents?: number | undefined;
    readonly law?: DecoderLaw | undefined;
    readonly encoder?: RecordedNetwork | undefined;
    readonly decoder?: RecordedNetwork | undefined;
}
export declare const variationalAutoencoderDefaults: {
    readonly numLatents: 8;
    readonly hidden: readonly [128];
    readonly batchSize: 128;
};
export interface FullShape {
    readonly dimension: number;
    readonly numLatents: number;
    readonly law: DecoderLaw;
    readonly encoder: RecordedNetwork;
    readonly decoder: RecordedNetwork;
}
export declare function requireShape(where: string, shape: VariationalAutoencoderShape): FullShape;
export interface EncodedLaw {
    readonly mean: Tensor;
    readonly logVariance: Tensor;
}
export interface VariationalBound {
    readonly reconstruction: Tensor;
    readonly kl: Tensor;
    readonly elbo: Tensor;
    readonly logWeight: Tensor;
}
export declare function recordEncoder(scope: Scope, x: Tensor, { encoder, numLatents }: FullShape): EncodedLaw;
export declare const recordDecoder: (scope: Scope, z: Tensor, { decoder, dimension }: FullShape) => Tensor;
export declare function boundOfLaw(scope: Scope, x: Tensor, { mean, logVariance }: EncodedLaw, noise: Tensor, shape: FullShape): VariationalBound;
export declare function variationalBound(scope: Scope, x: Tensor, noise: Tensor, shape: VariationalAutoencoderShape): VariationalBound;

// autoregressive-law.d.ts
import { type Engine, type ParameterStore, type Recorder, type ShapedArray, type Tensor } from '@yuragi/nn';
import type { AutoregressiveNetwork } from './autoregressive-networks.ts';
export interface AutoregressiveShape {
    readonly network: AutoregressiveNetwork;
    readonly numSymbols: number;
    readonly contextLength: number;
}
export interface AutoregressiveParts extends AutoregressiveShape {
    readonly engine: Engine;
    readonly parameters: Readonly<Record<string, ShapedArray>>;
}
export declare function windowStart(t: number, contextLength: number): number;
export declare function recordLoss(recorder: Recorder, shape: AutoregressiveShape, name: string, batch: number): Tensor;
export declare function shiftInto(window: ArrayLike<number>, numSymbols: number, out: Float32Array): void;
export type VisitPlace = (sequence: number, t: number, logits: Float32Array, at: number) => void;
export declare function sequenceWalker(store: ParameterStore, shape: AutoregressiveShape): (sequences: readonly ArrayLike<number>[], from: number, visit: VisitPlace) => void;
export declare function logNormaliser(logits: Float32Array, at: number, numSymbols: number): number;
export interface Stepper {
    readonly batch: number;
    reset(): void;
    advance(symbols: ArrayLike<number>): Float32Array;
}
export declare function stepper(store: ParameterStore, shape: AutoregressiveShape, batch: number): Stepper;

// autoregressive-model.d.ts
import { type ShapedArray } from '@yuragi/nn';
import { type Rng, type RunOptions } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import { type AutoregressiveParts } from './autoregressive-law.ts';
import { type TextSampleOptions } from './autoregressive-sampling.ts';
import type { GenerativeModel } from './generative-model.ts';
import type { TextVocabulary } from './text-vocabulary.ts';
export type SymbolSequence = string | ArrayLike<number>;
export interface SequenceSampleOptions extends TextSampleOptions {
    readonly prompt?: SymbolSequence | undefined;
}
export interface SequenceModel extends GenerativeModel {
    sample(rng: Rng, n: number, options?: SequenceSampleOptions & RunOptions): Promise<NdArray<Float64Array>>;
    logDensity(x: NdArray<Float64Array>): Float64Array;
}
export interface AutoregressiveModel extends SequenceModel {
    readonly numSymbols: number;
    readonly contextLength: number;
    readonly vocabulary: TextVocabulary | undefined;
    logConditionals(sequence: SymbolSequence): Float64Array;
    conditional(context: SymbolSequence): Float64Array;
    logLikelihood(sequence: SymbolSequence): number;
    perplexity(sequence: SymbolSequence): number;
    bitsPerCharacter(sequence: SymbolSequence): number;
    sampleText(rng: Rng, length: number, options?: SequenceSampleOptions): string;
    sequences(length: number): SequenceModel;
    parameters(): Readonly<Record<string, ShapedArray>>;
}
export declare function autoregressiveModel(parts: AutoregressiveParts, vocabulary?: TextVocabulary): AutoregressiveModel;
export declare function symbolsOf(where: string, argument: string, sequence: SymbolSequence, numSymbols: number, vocabulary: TextVocabulary | undefined): ArrayLike<number>;

// autoregressive-networks.d.ts
import { type Initialiser, type Recorder, type Scope, type Tensor } from '@yuragi/nn';
export interface Place {
    readonly contextLength: number;
    readonly position: Tensor;
    readonly mask: Tensor;
}
export interface MemoryTable {
    readonly name: string;
    readonly groups: number;
    readonly rows: number;
    readonly columns: number;
    readonly row: Tensor;
}
export interface AutoregressiveNetwork {
    readonly width: number;
    readonly initialiser: Initialiser;
    sequence(scope: Scope, x: Tensor, contextLength: number): Tensor;
    step(scope: Scope, x: Tensor, place: Place, recorder: Recorder): {
        readonly y: Tensor;
        readonly memory: readonly MemoryTable[];
    };
}
export interface CausalTransformerOptions {
    readonly width?: number | undefined;
    readonly numLayers?: number | undefined;
    readonly heads?: number | undefined;
}
export declare function causalTransformer(options?: CausalTransformerOptions): AutoregressiveNetwork;
export interface GatedRecurrentOptions {
    readonly width?: number | undefined;
    readonly numLayers?: number | undefined;
}
export declare function gatedRecurrent(options?: GatedRecurrentOptions): AutoregressiveNetwork;

// autoregressive-sampling.d.ts
export interface TextSampleOptions {
    readonly temperature?: number | undefined;
    readonly topK?: number | undefined;
    readonly topP?: number | undefined;
}
export declare function requireSampleOptions(where: string, { temperature, topK, topP }: TextSampleOptions): void;
export declare function sampleLawInto(logits: ArrayLike<number>, at: number, { temperature, topK, topP }: TextSampleOptions, out: Float64Array): void;
export declare function symbolAt(law: Float64Array, u: number): number;

// coupling-flow.d.ts
import { type Initialiser, type Scope, type Tensor } from '@yuragi/nn';
import { type RecordedNetwork } from './recorded-network.ts';
export interface RealNvpShape {
    readonly dimension: number;
    readonly numCouplings?: number | undefined;
    readonly hidden?: readonly number[] | undefined;
    readonly maxLogScale?: number | undefined;
    readonly network?: RecordedNetwork | undefined;
}
export interface FullFlowShape {
    readonly dimension: number;
    readonly numCouplings: number;
    readonly maxLogScale: number;
    readonly network: RecordedNetwork;
    readonly location: Initialiser;
    readonly logScale: Initialiser;
}
export declare function requireFlowShape(where: string, shape: RealNvpShape): FullFlowShape;
export declare const startingAt: (shape: FullFlowShape, location: Float64Array, scale: Float64Array) => FullFlowShape;
export interface Mapped {
    readonly points: Tensor;
    readonly logDeterminant: Tensor;
}
export declare function flowToData(scope: Scope, z: Tensor, shape: FullFlowShape): Mapped;
export declare function flowToNoise(scope: Scope, x: Tensor, shape: FullFlowShape): Mapped;
export declare function standardLogDensity(z: Tensor): Tensor;
export declare function flowLogDensity(scope: Scope, x: Tensor, shape: FullFlowShape): Tensor;

// fit-autoregressive.d.ts
import { type Engine, type FitOptions } from '@yuragi/nn';
import { type Key, type RunOptions } from '@yuragi/prob-core';
import { type AutoregressiveModel, type SymbolSequence } from './autoregressive-model.ts';
import { type AutoregressiveNetwork } from './autoregressive-networks.ts';
import type { Trained } from './generative-model.ts';
import { type TextVocabulary } from './text-vocabulary.ts';
export interface FitAutoregressiveOptions extends Omit<FitOptions, 'batchSize'> {
    readonly network?: AutoregressiveNetwork | undefined;
    readonly contextLength?: number | undefined;
    readonly batchSize?: number | undefined;
    readonly heldOut?: SymbolSequence | undefined;
    readonly vocabulary?: TextVocabulary | undefined;
    readonly engine?: Engine | undefined;
}
export interface TrainedAutoregressive extends Trained<AutoregressiveModel> {
    readonly history: {
        readonly loss: Float64Array;
        readonly heldOutPerplexity?: Float64Array;
    };
}
export declare function fitAutoregressive(text: SymbolSequence, key: Key, options: FitAutoregressiveOptions & RunOptions): Promise<TrainedAutoregressive>;

// fit-gan.d.ts
import { type Engine, type Optimiser, type Rate } from '@yuragi/nn';
import { type Key, type RunOptions } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import { type Gan } from './gan.ts';
import type { Trained } from './generative-model.ts';
import type { RecordedNetwork } from './recorded-network.ts';
export interface FitGanOptions {
    readonly numSteps: number;
    readonly numLatents?: number | undefined;
    readonly generator?: RecordedNetwork | undefined;
    readonly discriminator?: RecordedNetwork | undefined;
    readonly gradientPenalty?: number | undefined;
    readonly batchSize?: number | undefined;
    readonly learningRate?: number | undefined;
    readonly optimiser?: Optimiser | undefined;
    readonly rate?: Rate | undefined;
    readonly numDiscriminatorSteps?: number | undefined;
    readonly averageDecay?: number | undefined;
    readonly engine?: Engine | undefined;
}
export interface TrainedGan extends Trained<Gan> {
    readonly history: {
        readonly discriminatorLoss: Float64Array;
        readonly generatorLoss: Float64Array;
        readonly squaredSlope: Float64Array;
    };
}
export declare function fitGan(x: NdArray<Float64Array>, key: Key, options: FitGanOptions & RunOptions): Promise<TrainedGan>;

// fit-real-nvp.d.ts
import { type Engine, type FitOptions } from '@yuragi/nn';
import { type Key, type RunOptions } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import { type RealNvpShape } from './coupling-flow.ts';
import type { Trained } from './generative-model.ts';
import { type RealNvp } from './real-nvp.ts';
export interface FitRealNvpOptions extends Omit<FitOptions, 'batchSize'>, Omit<RealNvpShape, 'dimension'> {
    readonly batchSize?: number | undefined;
    readonly engine?: Engine | undefined;
}
export interface TrainedRealNvp extends Trained<RealNvp> {
    readonly history: {
        readonly logLikelihood: Float64Array;
    };
}
export declare function fitRealNvp(x: NdArray<Float64Array>, key: Key, options: FitRealNvpOptions & RunOptions): Promise<TrainedRealNvp>;

// fit-real-nvp-reverse.d.ts
import { type Engine, type FitOptions, type Recorder, type Tensor } from '@yuragi/nn';
import { type Key, type RunOptions } from '@yuragi/prob-core';
import { type RealNvpShape } from './coupling-flow.ts';
import type { Trained } from './generative-model.ts';
import { type RealNvp } from './real-nvp.ts';
export type RecordedLogDensity = (x: Tensor, recorder: Recorder) => Tensor;
export interface FitRealNvpReverseOptions extends Omit<FitOptions, 'batchSize'>, RealNvpShape {
    readonly batchSize?: number | undefined;
    readonly start?: {
        readonly means: Float64Array;
        readonly deviations: Float64Array;
    } | undefined;
    readonly engine?: Engine | undefined;
}
export interface ReverseTrainedRealNvp extends Trained<RealNvp> {
    readonly history: {
        readonly elbo: Float64Array;
    };
}
export declare function fitRealNvpReverse(logDensity: RecordedLogDensity, key: Key, options: FitRealNvpReverseOptions & RunOptions): Promise<ReverseTrainedRealNvp>;

// gan.d.ts
import { type Engine, type ShapedArray } from '@yuragi/nn';
import type { NdArray } from 'ndarray';
import type { RatedGenerator } from './gan-filter.ts';
import type { GenerativeModel } from './generative-model.ts';
import { type RecordedNetwork } from './recorded-network.ts';
export interface GanShape {
    readonly dimension: number;
    readonly numLatents: number;
    readonly generator: RecordedNetwork;
    readonly discriminator: RecordedNetwork;
}
export interface Gan extends GenerativeModel, RatedGenerator {
    readonly numLatents: number;
    decode(z: NdArray<Float64Array>): NdArray<Float64Array>;
    logDensityRatio(x: NdArray<Float64Array>): Float64Array;
    parameters(): Readonly<Record<string, ShapedArray>>;
}
export declare function requireGanShape(where: string, shape: GanShape): GanShape;
export declare function gan(engine: Engine, parameters: Readonly<Record<string, ShapedArray>>, shape: GanShape): Gan;

// gan-coverage.d.ts
import type { NdArray } from 'ndarray';
export interface ModeCoverageOptions {
    readonly radius: number;
    readonly minCount?: number | undefined;
}
export interface ModeCoverage {
    readonly numCovered: number;
    readonly counts: Int32Array;
    readonly share: number;
}
export declare function modeCoverage(samples: NdArray<Float64Array>, modes: NdArray<Float64Array>, { radius, minCount }: ModeCoverageOptions): ModeCoverage;

// gan-density-ratio.d.ts
import { type Engine, type FitOptions, type ParameterStore, type Scope, type Tensor } from '@yuragi/nn';
import { type Key, type RunOptions, type RunResult } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import { type RecordedNetwork } from './recorded-network.ts';
export declare const logSigmoid: (l: number) => number;
export interface FitDensityRatioOptions extends Omit<FitOptions, 'batchSize'> {
    readonly network?: RecordedNetwork | undefined;
    readonly batchSize?: number | undefined;
    readonly engine?: Engine | undefined;
}
export interface FittedDensityRatio extends RunResult {
    readonly history: {
        readonly loss: Float64Array;
    };
    logDensityRatio(x: NdArray<Float64Array>): Float64Array;
}
export declare const recordGame: (ofData: Tensor, ofGenerated: Tensor) => Tensor;
export declare function logitsOf(where: string, store: ParameterStore, dimension: number, record: (scope: Scope, x: Tensor) => Tensor): (x: NdArray<Float64Array>) => Float64Array;
export declare function fitDensityRatio(x: NdArray<Float64Array>, reference: NdArray<Float64Array>, key: Key, options: FitDensityRatioOptions & RunOptions): Promise<FittedDensityRatio>;
export interface RatioCalibration {
    readonly slope: number;
    readonly intercept: number;
}
export declare function calibrateDensityRatio(ofData: Float64Array, ofGenerated: Float64Array): RatioCalibration;

// gan-filter.d.ts
import { type Rng } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import type { GenerativeModel } from './generative-model.ts';
export interface RatedGenerator {
    readonly dimension: number;
    fill(rng: Rng, out: Float64Array): void;
    logDensityRatio(x: NdArray<Float64Array>): Float64Array;
}
export interface MetropolisHastingsFilterOptions {
    readonly numProposals: number;
    readonly start?: NdArray<Float64Array> | undefined;
}
export declare const filterAcceptance: (current: number, proposal: number) => number;
export declare function metropolisHastingsFilter(generator: RatedGenerator, { numProposals, start }: MetropolisHastingsFilterOptions): GenerativeModel;

// real-nvp.d.ts
import { type Engine, type ShapedArray } from '@yuragi/nn';
import { type Rng } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import { type FullFlowShape, type RealNvpShape } from './coupling-flow.ts';
import type { GenerativeModel } from './generative-model.ts';
export interface MappedRows {
    readonly points: NdArray<Float64Array>;
    readonly logDeterminants: Float64Array;
}
export interface RealNvp extends GenerativeModel {
    logDensity(x: NdArray<Float64Array>): Float64Array;
    sampleWithLogDensity(rng: Rng, n: number): {
        readonly samples: NdArray<Float64Array>;
        readonly logDensities: Float64Array;
    };
    toData(z: NdArray<Float64Array>): MappedRows;
    toNoise(x: NdArray<Float64Array>): MappedRows;
    parameters(): Readonly<Record<string, ShapedArray>>;
}
export declare function realNvp(engine: Engine, parameters: Readonly<Record<string, ShapedArray>>, shape: RealNvpShape): RealNvp;
export declare function flowModel(engine: Engine, parameters: Readonly<Record<string, ShapedArray>>, shape: FullFlowShape): RealNvp;

// text-vocabulary.d.ts
export interface TextVocabulary {
    readonly symbols: readonly string[];
    encode(text: string): Int32Array;
    decode(tokens: ArrayLike<number>): string;
}
export declare function textVocabulary(text: string): TextVocabulary;
