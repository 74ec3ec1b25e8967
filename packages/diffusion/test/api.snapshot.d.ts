// ========== @yuragi/diffusion ==========

// index.d.ts
export { type DiffusionTable, diffusionTable } from './diffusion-table.ts';
export { type LogSnrNoiseScheduleOptions, logSnrNoiseSchedule } from './log-snr-schedule.ts';
export { type CosineNoiseScheduleOptions, cosineNoiseSchedule, type KarrasSigmasOptions, karrasSigmas, type LinearNoiseScheduleOptions, linearNoiseSchedule, type NoiseSchedule, noiseRateSchedule, type SohlDicksteinNoiseScheduleOptions, sigmaLevels, sohlDicksteinNoiseSchedule, type VariancePreservingScheduleOptions, variancePreservingSchedule, } from './noise-schedule.ts';
export { transitionKernel } from './transition-kernel.ts';
export { type Denoiser, fromNoisePrediction, fromScore, fromVelocityPrediction, fromX0Prediction, type Prediction, } from './denoiser.ts';
export { convertPrediction, type Parametrization } from './parametrization.ts';
export { type MixtureReverse, mixtureReverse } from './mixture-reverse.ts';
export { type LinearObservation, type PosteriorMixture, posteriorMixture } from './posterior-mixture.ts';
export { type MixtureLaw, type SmoothedMixture, smoothedMixture } from './smoothed-mixture.ts';
export { type Isometry, orthogonalGroup, symmetrise } from './symmetrise.ts';
export { guide } from './guidance.ts';
export { type AncestralSamplerOptions, ancestralSampler, type ReverseVariance } from './ancestral.ts';
export { type AnnealedLangevinOptions, annealedLangevinSampler } from './annealed-langevin.ts';
export { type DdimSamplerOptions, ddimSampler } from './ddim.ts';
export { type HeunSamplerOptions, heunSampler } from './heun-sampler.ts';
export { type DiffusionSampler, type DiffusionSamples, type SampleOptions, type SamplerInfo, type SamplerState, sampleDiffusion, } from './sampler.ts';
export { flowLevels, type LogNormalLevelsOptions, type LogUniformLevelsOptions, logNormalLevels, logUniformLevels, type NoiseLevels, type ScheduleLevelsOptions, scheduleLevels, tableLevels, } from './objective-levels.ts';
export { type NetworkPrediction, type Preconditioning, preconditioningAt } from './objective-prediction.ts';
export { boundWeighting, type DdpmObjectiveOptions, type DenoisingObjective, ddpmObjective, edmObjective, flowMatchingObjective, flowWeighting, minSnrWeighting, type P2WeightingOptions, p2Weighting, scoreMatchingObjective, scoreWeighting, simpleWeighting, truncatedSnrWeighting, velocityWeighting, type Weighting, x0Weighting, } from './objectives.ts';
export { type ClassOptions, type FitDenoiserOptions, fitDenoiser, type TrainedDenoiser } from './fit-denoiser.ts';
export { type DecodeDenoiserOptions, decodeDenoiser, encodeDenoiser } from './learned-file.ts';
export type { DenoisingModel, MakeSampler, SamplingOptions } from './learned-model.ts';
export { type DenoisingMlpOptions, type DenoisingNetwork, denoisingMlp, eachRow, type NetworkInput, } from './learned-network.ts';
export { denoisingScoreMatching, explicitScoreMatching, implicitScoreMatching, type Score, type ScoreMatchingConstants, type ScoreMatchingLoss, type ScoreWithDivergence, scoreMatchingConstants, } from './score-matching.ts';
export { bitsFromNats, bitsPerDimension, type ConditionalVariance, type ElboEstimate, type ElboOptions, type ElboTerms, type ElboVariance, elbo, elboFromErrors, } from './elbo.ts';
export { type FitReverseVarianceOptions, type FittedReverseVariance, fitReverseVariance, } from './fit-reverse-variance.ts';
export { type GaussianObjectiveOptions, gaussianObjectiveMoments, type ObjectiveEstimator, type ObjectiveMoments, objectiveMoments, type SampledObjectiveMoments, } from './objective-estimators.ts';
export { type PathLogWeights, type PathLogWeightsOptions, pathLogWeights, type SampledPathLogWeights, } from './path-log-weights.ts';
export { type FlowLogDensity, type FlowLogDensityOptions, flowLogDensity, probabilityFlow, probabilityFlowWithDivergence, type SmoothedLaw, } from './probability-flow.ts';
export { optimalReverseVariance, reverseVarianceGap } from './reverse-variance.ts';
export { type FlowSamples, flowMatchingVelocity, type SampleFlowOptions, sampleFlow } from './flow-matching.ts';
export { conditionalVelocityInto, type GaussianPath, type OptimalTransportPathOptions, optimalTransportPath, type VarianceExplodingPathOptions, varianceExplodingPath, variancePreservingPath, } from './gaussian-path.ts';
export { type BinomialDiffusion, type BinomialDiffusionOptions, binomialDiffusion, binomialReverseEquation, } from './binomial-diffusion.ts';
export { type BinomialElboOptions, binomialElbo } from './binomial-elbo.ts';
export { type BitMlpOptions, type BitNetwork, bitMlp, type LearnedBinomialDiffusion, type LearnedBinomialOptions, learnedBinomialDiffusion, } from './binomial-network.ts';
export { type BitPrediction, bitEvidence, type FactorisedReverse, factorisedReverse } from './binomial-prediction.ts';
export { type BinomialReverse, type BinomialSamplerOptions, binomialSampler } from './binomial-sampler.ts';
export { discreteScoreInto } from './discrete-score.ts';
export { type EmpiricalReverseOptions, empiricalReverse } from './empirical-reverse.ts';
export { type FitBinomialDiffusionOptions, type FittedBinomialDiffusion, fitBinomialDiffusion, } from './fit-binomial-diffusion.ts';
export { type SampledBinomialElbo, type SampledBinomialElboOptions, sampledBinomialElbo, } from './sampled-binomial-elbo.ts';
export { type ExactReverse, exactReverse, type ReverseChain, sampleReversePaths, } from './exact-reverse.ts';
export { type Perturbation, type PosteriorMode, type PosteriorReverse, type PosteriorReverseOptions, posteriorLogWeights, posteriorReverse, } from './posterior-reverse.ts';
export { type DeadLeavesOptions, deadLeaves } from './dead-leaves.ts';

// diffusion-table.d.ts
import type { NoiseSchedule } from './noise-schedule.ts';
export interface DiffusionTable {
    readonly numSteps: number;
    readonly schedule: NoiseSchedule;
    readonly noiseRate: Float64Array;
    readonly alphaBar: Float64Array;
    readonly signalScale: Float64Array;
    readonly noiseScale: Float64Array;
    readonly sigma: Float64Array;
    readonly logSnr: Float64Array;
    readonly posteriorX0: Float64Array;
    readonly posteriorXt: Float64Array;
    readonly posteriorVariance: Float64Array;
    readonly x0LossWeight: Float64Array;
    readonly noiseLossWeight: Float64Array;
}
export declare function diffusionTable(schedule: NoiseSchedule, numSteps: number): DiffusionTable;

// log-snr-schedule.d.ts
import { type NoiseSchedule } from './noise-schedule.ts';
export interface LogSnrNoiseScheduleOptions {
    readonly numSteps?: number | undefined;
    readonly first?: number | undefined;
    readonly last?: number | undefined;
}
export declare function logSnrNoiseSchedule({ numSteps, first, last, }?: LogSnrNoiseScheduleOptions): NoiseSchedule;

// noise-schedule.d.ts
export interface NoiseSchedule {
    logSnr(t: number): number;
    logAlpha(t: number): number;
    sigma(t: number): number;
    timeOf(sigma: number): number;
}
export declare function noiseRateSchedule(noiseRates: Float64Array): NoiseSchedule;
export interface LinearNoiseScheduleOptions {
    readonly numSteps?: number | undefined;
    readonly first?: number | undefined;
    readonly last?: number | undefined;
}
export declare function linearNoiseSchedule({ numSteps, first, last, }?: LinearNoiseScheduleOptions): NoiseSchedule;
export interface CosineNoiseScheduleOptions {
    readonly numSteps?: number | undefined;
    readonly offset?: number | undefined;
    readonly maxNoiseRate?: number | undefined;
}
export declare function cosineNoiseSchedule({ numSteps, offset, maxNoiseRate, }?: CosineNoiseScheduleOptions): NoiseSchedule;
export interface SohlDicksteinNoiseScheduleOptions {
    readonly numSteps: number;
    readonly first?: number | undefined;
}
export declare function sohlDicksteinNoiseSchedule({ numSteps, first }: SohlDicksteinNoiseScheduleOptions): NoiseSchedule;
export interface VariancePreservingScheduleOptions {
    readonly minNoiseRate?: number | undefined;
    readonly maxNoiseRate?: number | undefined;
}
export declare function variancePreservingSchedule({ minNoiseRate, maxNoiseRate, }?: VariancePreservingScheduleOptions): NoiseSchedule;
export declare function sigmaLevels(schedule: NoiseSchedule, numSteps: number): Float64Array;
export interface KarrasSigmasOptions {
    readonly numSteps: number;
    readonly sigmaMin?: number | undefined;
    readonly sigmaMax?: number | undefined;
    readonly rho?: number | undefined;
}
export declare function karrasSigmas({ numSteps, sigmaMin, sigmaMax, rho, }: KarrasSigmasOptions): Float64Array;

// transition-kernel.d.ts
import { type GaussianKernel } from '@yuragi/prob-core';
import type { NoiseSchedule } from './noise-schedule.ts';
export declare function transitionKernel(schedule: NoiseSchedule, s: number, t: number): GaussianKernel;

// denoiser.d.ts
export type Denoiser = (x: Float64Array, sigma: number, out: Float64Array) => void | Promise<void>;
export type Prediction = (x: Float64Array, sigma: number, out: Float64Array) => void | Promise<void>;
export declare const fromNoisePrediction: (predict: Prediction) => Denoiser;
export declare const fromVelocityPrediction: (predict: Prediction) => Denoiser;
export declare const fromX0Prediction: (predict: Prediction) => Denoiser;
export declare function fromScore(score: Prediction): Denoiser;

// parametrization.d.ts
import type { DiffusionTable } from './diffusion-table.ts';
export type Parametrization = 'x0' | 'noise' | 'velocity' | 'score' | 'mean';
export declare function convertPrediction(table: DiffusionTable, t: number, x: Float64Array, from: Parametrization, prediction: Float64Array, to: Parametrization, out: Float64Array): void;

// mixture-reverse.d.ts
import { type Rng } from '@yuragi/prob-core';
import type { MixtureLaw, SmoothedMixture } from './smoothed-mixture.ts';
export interface MixtureReverse {
    readonly dimension: number;
    kernel(x: Float64Array, sigma: number, sigmaNext: number): MixtureLaw;
    logDensityInto(next: Float64Array, x: Float64Array, sigma: number, sigmaNext: number, out: Float64Array): void;
    sampleInto(x: Float64Array, sigma: number, sigmaNext: number, rng: Rng, out: Float64Array): void;
}
export declare function mixtureReverse(law: SmoothedMixture): MixtureReverse;

// posterior-mixture.d.ts
import type { NdArray } from 'ndarray';
import type { MixtureLaw } from './smoothed-mixture.ts';
export interface LinearObservation {
    readonly operator: NdArray<Float64Array>;
    readonly noiseVariance: Float64Array | number;
}
export interface PosteriorMixture {
    readonly mixture: MixtureLaw;
    readonly logEvidence: number;
}
export declare function posteriorMixture(prior: MixtureLaw, { operator, noiseVariance }: LinearObservation): (observation: Float64Array) => PosteriorMixture;

// smoothed-mixture.d.ts
import type { NdArray } from 'ndarray';
export interface MixtureLaw {
    readonly weights: Float64Array;
    readonly means: NdArray<Float64Array>;
    readonly covariances: NdArray<Float64Array>;
}
export interface SmoothedMixture {
    readonly dimension: number;
    readonly mixture: MixtureLaw;
    denoise(x: Float64Array, sigma: number, out: Float64Array): void;
    posteriorVarianceInto(x: Float64Array, sigma: number, out: Float64Array): void;
    logDensityInto(x: Float64Array, sigma: number, out: Float64Array): void;
    scoreInto(x: Float64Array, sigma: number, out: Float64Array): void;
    scoreAndDivergenceInto(x: Float64Array, sigma: number, out: Float64Array, divergence: Float64Array): void;
}
export declare function smoothedMixture(mixture: MixtureLaw): SmoothedMixture;

// symmetrise.d.ts
import type { NdArray } from 'ndarray';
import type { Denoiser } from './denoiser.ts';
export interface Isometry {
    apply(x: Float64Array, out: Float64Array): void;
    inverse(x: Float64Array, out: Float64Array): void;
}
export declare function orthogonalGroup(matrices: NdArray<Float64Array>): readonly Isometry[];
export declare function symmetrise(denoiser: Denoiser, group: readonly Isometry[]): Denoiser;

// guidance.d.ts
import type { Denoiser } from './denoiser.ts';
export declare function guide(conditional: Denoiser, unconditional: Denoiser, scale: number): Denoiser;

// ancestral.d.ts
import type { Denoiser } from './denoiser.ts';
import { type DiffusionSampler, type SamplerInfo, type SamplerState } from './sampler.ts';
export type ReverseVariance = 'posterior' | 'forward';
export interface AncestralSamplerOptions {
    readonly dimension: number;
    readonly reverseVariance?: ReverseVariance | undefined;
}
export declare function ancestralSampler(denoiser: Denoiser, { dimension, reverseVariance }: AncestralSamplerOptions): DiffusionSampler<SamplerState, SamplerInfo>;

// annealed-langevin.d.ts
import type { Denoiser } from './denoiser.ts';
import { type DiffusionSampler, type SamplerInfo, type SamplerState } from './sampler.ts';
export interface AnnealedLangevinOptions {
    readonly dimension: number;
    readonly numInnerSteps?: number | undefined;
    readonly stepSize?: number | undefined;
}
export declare function annealedLangevinSampler(denoiser: Denoiser, { dimension, numInnerSteps, stepSize }: AnnealedLangevinOptions): DiffusionSampler<SamplerState, SamplerInfo>;

// ddim.d.ts
import type { Denoiser } from './denoiser.ts';
import { type DiffusionSampler, type SamplerInfo, type SamplerState } from './sampler.ts';
export interface DdimSamplerOptions {
    readonly dimension: number;
    readonly eta?: number | undefined;
}
export declare function ddimSampler(denoiser: Denoiser, { dimension, eta }: DdimSamplerOptions): DiffusionSampler<SamplerState, SamplerInfo>;

// heun-sampler.d.ts
import type { Denoiser } from './denoiser.ts';
import { type DiffusionSampler, type SamplerInfo, type SamplerState } from './sampler.ts';
export interface HeunSamplerOptions {
    readonly dimension: number;
    readonly churn?: number | undefined;
}
export declare function heunSampler(denoiser: Denoiser, { dimension, churn }: HeunSamplerOptions): DiffusionSampler<SamplerState, SamplerInfo>;

// sampler.d.ts
import { type Rng, type RunOptions, type RunResult, type Warning } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
export interface DiffusionSampler<S extends {
    readonly position: Float64Array;
}, I> {
    readonly dimension: number;
    init(numSamples: number, rng: Rng): S;
    step(state: S, rng: Rng, sigma: number, sigmaNext: number): Promise<readonly [state: S, info: I]>;
}
export interface SamplerState {
    readonly position: Float64Array;
}
export interface SamplerInfo {
    readonly denoised: Float64Array;
}
export declare const alphaBarOf: (sigma: number) => number;
export declare function standardNormalState(numSamples: number, dimension: number, rng: Rng): SamplerState;
export declare function unscaleInto(position: Float64Array, sigma: number, out: Float64Array): void;
export interface SampleOptions {
    readonly sigmas: Float64Array;
    readonly numSamples: number;
    readonly onStep?: ((state: SamplerState, sigma: number, info: SamplerInfo) => void) | undefined;
}
export interface DiffusionSamples extends RunResult {
    readonly samples: NdArray<Float64Array>;
    readonly sigma: number;
    readonly warnings: readonly Warning[];
}
export declare function sampleDiffusion<S extends SamplerState, I extends SamplerInfo>(sampler: DiffusionSampler<S, I>, rng: Rng, options: SampleOptions & RunOptions): Promise<DiffusionSamples>;

// objective-levels.d.ts
import type { DiffusionTable } from './diffusion-table.ts';
import { type NoiseSchedule } from './noise-schedule.ts';
export interface NoiseLevels {
    sigma(u: number): number;
    boundWeight(u: number): number;
    readonly sigmaMin: number;
    readonly table?: DiffusionTable | undefined;
    ladder(numSteps: number): Float64Array;
}
export declare function tableLevels(table: DiffusionTable): NoiseLevels;
export interface ScheduleLevelsOptions {
    readonly minTime?: number | undefined;
}
export declare function scheduleLevels(schedule: NoiseSchedule, { minTime }?: ScheduleLevelsOptions): NoiseLevels;
export interface LogNormalLevelsOptions {
    readonly mean?: number | undefined;
    readonly sd?: number | undefined;
}
export declare function logNormalLevels({ mean, sd }?: LogNormalLevelsOptions): NoiseLevels;
export interface LogUniformLevelsOptions {
    readonly sigmaMin?: number | undefined;
    readonly sigmaMax?: number | undefined;
}
export declare function logUniformLevels({ sigmaMin, sigmaMax }?: LogUniformLevelsOptions): NoiseLevels;
export declare function flowLevels(): NoiseLevels;

// objective-prediction.d.ts
import type { Parametrization } from './parametrization.ts';
export type NetworkPrediction = Exclude<Parametrization, 'mean'> | 'flow';
export declare const networkPredictions: readonly NetworkPrediction[];
export interface Mixing {
    readonly signal: number;
    readonly noise: number;
    readonly targetSignal: number;
    readonly targetNoise: number;
}
export declare function mixingAt(prediction: NetworkPrediction, sigma: number): Mixing;
export declare function outputSquared({ signal, noise, targetSignal, targetNoise }: Mixing): number;
export interface Preconditioning {
    readonly input: number;
    readonly skip: number;
    readonly output: number;
}
export declare function preconditioningAt(prediction: NetworkPrediction, sigma: number): Preconditioning;

// objectives.d.ts
import { type NoiseSchedule } from './noise-schedule.ts';
import { type LogNormalLevelsOptions, type LogUniformLevelsOptions, type NoiseLevels } from './objective-levels.ts';
import type { NetworkPrediction } from './objective-prediction.ts';
export type Weighting = (sigma: number, boundWeight: number) => number;
export declare const simpleWeighting: Weighting;
export declare const boundWeighting: Weighting;
export declare const x0Weighting: Weighting;
export declare const velocityWeighting: Weighting;
export declare const flowWeighting: Weighting;
export declare const scoreWeighting: Weighting;
export declare const truncatedSnrWeighting: Weighting;
export declare function minSnrWeighting(cap?: number): Weighting;
export interface P2WeightingOptions {
    readonly exponent?: number | undefined;
    readonly offset?: number | undefined;
}
export declare function p2Weighting({ exponent, offset }?: P2WeightingOptions): Weighting;
export interface DenoisingObjective {
    readonly prediction: NetworkPrediction;
    readonly levels: NoiseLevels;
    readonly weighting: Weighting;
}
export interface DdpmObjectiveOptions {
    readonly schedule?: NoiseSchedule | undefined;
    readonly numLevels?: number | undefined;
}
export declare function ddpmObjective({ numLevels, schedule }?: DdpmObjectiveOptions): DenoisingObjective;
export declare function edmObjective(options?: LogNormalLevelsOptions): DenoisingObjective;
export declare function flowMatchingObjective(): DenoisingObjective;
export declare function scoreMatchingObjective(options?: LogUniformLevelsOptions): DenoisingObjective;

// fit-denoiser.d.ts
import type { Trained } from '@yuragi/latent-models';
import { type Engine, type FitOptions } from '@yuragi/nn';
import { type Key, type RunOptions } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import { type DenoisingModel, type SamplingOptions } from './learned-model.ts';
import { type DenoisingNetwork } from './learned-network.ts';
import { type DenoisingObjective } from './objectives.ts';
export interface FitDenoiserOptions extends Omit<FitOptions, 'batchSize'>, SamplingOptions {
    readonly batchSize?: number | undefined;
    readonly objective?: DenoisingObjective | undefined;
    readonly network?: DenoisingNetwork | undefined;
    readonly classes?: ClassOptions | undefined;
    readonly averageDecay?: number | undefined;
    readonly engine?: Engine | undefined;
}
export interface ClassOptions {
    readonly labels: ArrayLike<number>;
    readonly numClasses: number;
    readonly dropLabel?: number | undefined;
}
export interface TrainedDenoiser extends Trained<DenoisingModel> {
    readonly history: {
        readonly loss: Float64Array;
    };
}
export declare function fitDenoiser(x: NdArray<Float64Array>, key: Key, options: FitDenoiserOptions & RunOptions): Promise<TrainedDenoiser>;

// learned-file.d.ts
import { type Engine } from '@yuragi/nn';
import { type DenoisingModel, type SamplingOptions } from './learned-model.ts';
import { type DenoisingNetwork } from './learned-network.ts';
import { type DenoisingObjective } from './objectives.ts';
export declare function encodeDenoiser({ parameters, prediction, numClasses, mean, scale }: DenoisingModel): Uint8Array;
export interface DecodeDenoiserOptions extends SamplingOptions {
    readonly network?: DenoisingNetwork | undefined;
    readonly objective?: DenoisingObjective | undefined;
    readonly engine?: Engine | undefined;
}
export declare function decodeDenoiser(bytes: Uint8Array, options?: DecodeDenoiserOptions): Promise<DenoisingModel>;

// learned-model.d.ts
import type { GenerativeModel } from '@yuragi/latent-models';
import type { ShapedArray } from '@yuragi/nn';
import { type Rng, type RunOptions } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import type { Denoiser } from './denoiser.ts';
import { type LearnedLaw, type LearnedParts } from './learned-law.ts';
import type { NoiseLevels } from './objective-levels.ts';
import type { NetworkPrediction } from './objective-prediction.ts';
import { type DiffusionSampler, type SamplerInfo, type SamplerState } from './sampler.ts';
export type MakeSampler = (denoiser: Denoiser, options: {
    readonly dimension: number;
}) => DiffusionSampler<SamplerState, SamplerInfo>;
export interface SamplingOptions {
    readonly sampler?: MakeSampler | undefined;
    readonly numSampleSteps?: number | undefined;
}
export interface DenoisingModel extends GenerativeModel, LearnedLaw {
    readonly dimension: number;
    readonly numClasses: number;
    readonly prediction: NetworkPrediction;
    readonly mean: Float64Array;
    readonly scale: number;
    parameters(): Readonly<Record<string, ShapedArray>>;
    sigmas(numSteps: number): Float64Array;
    given(label: number): DenoisingModel;
    sample(rng: Rng, n: number, options?: RunOptions): Promise<NdArray<Float64Array>>;
    logDensity(x: NdArray<Float64Array>): Float64Array;
    logDensityBound?(x: NdArray<Float64Array>, rng: Rng): Float64Array;
}
export declare function denoisingModel(parts: LearnedParts, levels: NoiseLevels, { sampler: makeSampler, numSampleSteps }: SamplingOptions): DenoisingModel;

// learned-network.d.ts
import { type Elementwise, type Scope, type Tensor } from '@yuragi/nn';
export interface NetworkInput {
    readonly x: Tensor;
    readonly level: Tensor;
    readonly labels?: {
        readonly indices: Tensor;
        readonly count: number;
    } | undefined;
}
export type DenoisingNetwork = (scope: Scope, input: NetworkInput) => Tensor;
export declare function eachRow(x: Tensor, n: number): Tensor;
export declare const levelInput: (sigma: number) => number;
export interface DenoisingMlpOptions {
    readonly hidden?: readonly number[] | undefined;
    readonly embedding?: number | undefined;
    readonly activation?: Elementwise | undefined;
}
export declare function denoisingMlp({ hidden, embedding, activation, }?: DenoisingMlpOptions): DenoisingNetwork;

// score-matching.d.ts
import { type Estimate, type Rng } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
export type Score = (x: Float64Array, sigma: number, out: Float64Array) => void;
export type ScoreWithDivergence = (x: Float64Array, sigma: number, score: Float64Array, divergence: Float64Array) => void;
export interface ScoreMatchingLoss extends Estimate {
    readonly perPoint: Float64Array;
}
export declare function explicitScoreMatching(score: Score, target: Score, x: NdArray<Float64Array>, sigma: number): ScoreMatchingLoss;
export declare function implicitScoreMatching(score: ScoreWithDivergence, x: NdArray<Float64Array>, sigma: number): ScoreMatchingLoss;
export declare function denoisingLosses(score: Score, x0: Float64Array, noise: Float64Array, sigma: number, n: number): Float64Array;
export declare function denoisingScoreMatching(score: Score, x0: NdArray<Float64Array>, sigma: number, rng: Rng): ScoreMatchingLoss;
export interface ScoreMatchingConstants {
    readonly explicitMinusImplicit: ScoreMatchingLoss;
    readonly denoisingMinusExplicit: ScoreMatchingLoss;
}
export declare function scoreMatchingConstants(target: Score, x: NdArray<Float64Array>, sigma: number): ScoreMatchingConstants;

// elbo.d.ts
import { type Estimate, type Rng, type RunOptions, type RunResult } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import type { Denoiser } from './denoiser.ts';
import type { DiffusionTable } from './diffusion-table.ts';
export type ElboVariance = 'posterior' | 'forward' | 'optimal';
export type ConditionalVariance = Denoiser;
export declare function forwardElboOfRows(denoise: (x: Float64Array, sigma: number, out: Float64Array) => void, data: Float64Array, d: number, table: DiffusionTable, rng: Rng): Float64Array;
export interface ElboTerms {
    readonly elbo: number;
    readonly prior: number;
    readonly path: Float64Array;
    readonly reconstruction: number;
}
export declare function elboFromErrors(table: DiffusionTable, squaredErrors: Float64Array, { dimension, squaredNorm, reverseVariance: kind, }: {
    readonly dimension: number;
    readonly squaredNorm: number;
    readonly reverseVariance: ElboVariance;
}): ElboTerms;
export interface ElboOptions {
    readonly reverseVariance?: ElboVariance | Float64Array | ConditionalVariance | undefined;
    readonly firstStep?: 'learned' | 'forward' | undefined;
}
export interface ElboEstimate extends Estimate<{
    readonly prior: number;
    readonly path: number;
    readonly reconstruction: number;
}>, RunResult {
    readonly perPoint: Float64Array;
    readonly perStep: Float64Array;
    readonly squaredErrors: Float64Array;
}
export declare function elbo(denoiser: Denoiser, x0: NdArray<Float64Array>, table: DiffusionTable, rng: Rng, options?: ElboOptions & RunOptions): Promise<ElboEstimate>;
export declare const bitsFromNats: (nats: number) => number;
export declare const bitsPerDimension: (nats: number, dimension: number) => number;

// fit-reverse-variance.d.ts
import type { Trained } from '@yuragi/latent-models';
import { type Engine, type FitOptions, type ShapedArray } from '@yuragi/nn';
import { type Key, type RunOptions, type RunResult } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import type { Denoiser } from './denoiser.ts';
import type { DiffusionTable } from './diffusion-table.ts';
import type { ConditionalVariance } from './elbo.ts';
import { type DenoisingNetwork } from './learned-network.ts';
export interface FitReverseVarianceOptions extends Partial<Omit<FitOptions, 'averageDecay'>> {
    readonly numDraws?: number | undefined;
    readonly network?: DenoisingNetwork | undefined;
    readonly engine?: Engine | undefined;
}
export interface FittedReverseVariance extends RunResult {
    readonly variance: ConditionalVariance;
    readonly history: Trained<never>['history'];
    readonly parameters: Readonly<Record<string, ShapedArray>>;
}
export declare function fitReverseVariance(denoiser: Denoiser, x: NdArray<Float64Array>, table: DiffusionTable, key: Key, options?: FitReverseVarianceOptions & RunOptions): Promise<FittedReverseVariance>;

// objective-estimators.d.ts
import { type Rng, type RunOptions, type RunResult } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import type { Denoiser } from './denoiser.ts';
import type { DiffusionTable } from './diffusion-table.ts';
import { type PathLogWeightsOptions } from './path-log-weights.ts';
export type ObjectiveEstimator = 'path' | 'ratio' | 'pair' | 'kl';
export interface ObjectiveMoments {
    readonly mean: number;
    readonly variance: number;
    readonly numCalls: number;
    readonly variancePerCall: number;
}
export interface GaussianObjectiveOptions extends PathLogWeightsOptions {
    readonly dataVariance: number;
    readonly dimension?: number | undefined;
    readonly gains?: Float64Array | undefined;
}
export declare function gaussianObjectiveMoments(table: DiffusionTable, { dataVariance, dimension: d, gains, reverseVariance }: GaussianObjectiveOptions): Readonly<Record<ObjectiveEstimator, ObjectiveMoments>>;
export interface SampledObjectiveMoments extends RunResult {
    readonly estimators: Readonly<Record<ObjectiveEstimator, ObjectiveMoments>>;
}
export declare function objectiveMoments(denoiser: Denoiser, x0: NdArray<Float64Array>, table: DiffusionTable, rng: Rng, options?: PathLogWeightsOptions & RunOptions): Promise<SampledObjectiveMoments>;

// path-log-weights.d.ts
import { type Rng, type RunOptions, type RunResult } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import type { Denoiser } from './denoiser.ts';
import type { DiffusionTable } from './diffusion-table.ts';
export interface PathLogWeights {
    readonly logWeights: Float64Array;
    readonly perStep: NdArray<Float64Array>;
}
export interface SampledPathLogWeights extends PathLogWeights, RunResult {
    readonly prior: Float64Array;
    readonly latent: NdArray<Float64Array>;
}
export interface PathLogWeightsOptions {
    readonly reverseVariance?: 'posterior' | 'forward' | Float64Array | undefined;
}
export declare function variancesOf(where: string, kind: 'posterior' | 'forward' | Float64Array, table: DiffusionTable): Float64Array;
export declare function pathLogWeights(denoiser: Denoiser, x0: NdArray<Float64Array>, table: DiffusionTable, rng: Rng, options?: PathLogWeightsOptions & RunOptions): Promise<SampledPathLogWeights>;

// probability-flow.d.ts
import type { RunOptions, RunResult } from '@yuragi/prob-core';
import { type OdeProblem, type FlowLogDensity as SolvedFlow } from '@yuragi/sde';
import type { NdArray } from 'ndarray';
import type { SmoothedMixture } from './smoothed-mixture.ts';
export type SmoothedLaw = Pick<SmoothedMixture, 'dimension' | 'scoreInto' | 'scoreAndDivergenceInto' | 'logDensityInto'>;
export declare function probabilityFlow({ dimension, scoreInto }: SmoothedLaw): OdeProblem;
export declare function probabilityFlowWithDivergence(law: SmoothedLaw): OdeProblem;
export interface FlowLogDensityOptions {
    readonly relativeTolerance?: number | undefined;
    readonly absoluteTolerance?: number | undefined;
    readonly sigmaMax?: number | undefined;
    readonly priorLogDensityInto?: ((x: Float64Array, out: Float64Array) => void) | undefined;
}
export interface FlowLogDensity extends SolvedFlow, RunResult {
}
export declare function flowLogDensity(law: SmoothedLaw, x: NdArray<Float64Array>, options?: FlowLogDensityOptions & RunOptions): Promise<FlowLogDensity>;

// reverse-variance.d.ts
import type { DiffusionTable } from './diffusion-table.ts';
export declare const fixedReverseVariance: (kind: 'posterior' | 'forward', table: DiffusionTable, t: number) => number;
export declare const optimalVarianceAt: (table: DiffusionTable, t: number, squaredError: number, d: number) => number;
export declare function optimalReverseVariance(table: DiffusionTable, squaredErrors: Float64Array, dimension: number): Float64Array;
export declare function reverseVarianceGap(table: DiffusionTable, squaredErrors: Float64Array, dimension: number, taken: 'posterior' | 'forward' | Float64Array): number;

// flow-matching.d.ts
import { type Rng, type RunOptions, type RunResult } from '@yuragi/prob-core';
import { type OdeProblem } from '@yuragi/sde';
import type { NdArray } from 'ndarray';
import type { GaussianPath } from './gaussian-path.ts';
import type { SmoothedMixture } from './smoothed-mixture.ts';
export declare function flowMatchingVelocity({ dimension, denoise, scoreInto }: Pick<SmoothedMixture, 'dimension' | 'denoise' | 'scoreInto'>, path: GaussianPath): OdeProblem;
export interface SampleFlowOptions {
    readonly numSamples: number;
    readonly relativeTolerance?: number | undefined;
    readonly absoluteTolerance?: number | undefined;
}
export interface FlowSamples extends RunResult {
    readonly samples: NdArray<Float64Array>;
    readonly time: number;
    readonly numEvaluations: number;
}
export declare function sampleFlow(velocity: OdeProblem, path: GaussianPath, rng: Rng, options: SampleFlowOptions & RunOptions): Promise<FlowSamples>;

// gaussian-path.d.ts
import { type VariancePreservingScheduleOptions } from './noise-schedule.ts';
export interface GaussianPath {
    signalScale(t: number): number;
    signalScaleDerivative(t: number): number;
    noiseScale(t: number): number;
    noiseVarianceDerivative(t: number): number;
}
export interface OptimalTransportPathOptions {
    readonly endScale?: number | undefined;
}
export declare function optimalTransportPath({ endScale }?: OptimalTransportPathOptions): GaussianPath;
export declare function variancePreservingPath(options?: VariancePreservingScheduleOptions): GaussianPath;
export interface VarianceExplodingPathOptions {
    readonly sigmaMin?: number | undefined;
    readonly sigmaMax?: number | undefined;
}
export declare function varianceExplodingPath({ sigmaMin, sigmaMax, }?: VarianceExplodingPathOptions): GaussianPath;
export declare function conditionalVelocityInto(path: GaussianPath, x: Float64Array, x1: Float64Array, t: number, out: Float64Array): void;

// binomial-diffusion.d.ts
import type { OdeProblem } from '@yuragi/sde';
export interface BinomialDiffusionOptions {
    readonly onProbability?: number | undefined;
}
export interface BinomialDiffusion {
    readonly numBits: number;
    readonly onProbability: number;
    readonly law: Float64Array;
    lawInto(alphaBar: number, out: Float64Array): void;
    scoreInto(x: Float64Array, alphaBar: number, out: Float64Array): void;
    reverseRatesInto(x: Float64Array, alphaBar: number, out: Float64Array): void;
    reverseMeanInto(x: Float64Array, alphaBar: number, alphaBarNext: number, out: Float64Array): void;
    reverseLawInto(x: Float64Array, alphaBar: number, alphaBarNext: number, out: Float64Array): void;
}
export declare const onChance: (bit: number, beta: number, onProbability: number) => number;
export declare function reverseFlipChance(bit: number, ratio: number, beta: number, onProbability: number): number;
export declare const resetChance: (alphaBar: number, alphaBarNext: number) => number;
export declare function bitMeans(law: Float64Array, numBits: number): Float64Array;
export declare function binomialDiffusion(law: Float64Array, { onProbability }?: BinomialDiffusionOptions): BinomialDiffusion;
export declare function binomialReverseEquation(diffusion: BinomialDiffusion): OdeProblem;

// binomial-elbo.d.ts
import { type BinomialDiffusion } from './binomial-diffusion.ts';
import { type BinomialReverse } from './binomial-sampler.ts';
import type { DiffusionTable } from './diffusion-table.ts';
import type { ElboTerms } from './elbo.ts';
export interface BinomialElboOptions {
    readonly reverse?: BinomialReverse | undefined;
    readonly firstStep?: 'learned' | 'forward' | undefined;
}
export declare function binomialElbo(diffusion: BinomialDiffusion, table: DiffusionTable, { reverse, firstStep }?: BinomialElboOptions): ElboTerms;

// binomial-network.d.ts
import type { GenerativeModel } from '@yuragi/latent-models';
import { type Elementwise, type Engine, type ParameterStore, type Scope, type ShapedArray, type Tensor } from '@yuragi/nn';
import { type Rng, type RunOptions } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import { type FactorisedReverse } from './binomial-prediction.ts';
import type { DiffusionTable } from './diffusion-table.ts';
export type BitNetwork = (scope: Scope, evidence: Tensor) => Tensor;
export interface BitMlpOptions {
    readonly hidden?: readonly number[] | undefined;
    readonly activation?: Elementwise | undefined;
}
export declare function bitMlp({ hidden, activation }?: BitMlpOptions): BitNetwork;
export declare const logOddsOf: (mean: number) => number;
export interface LearnedBinomialOptions {
    readonly numBits: number;
    readonly table: DiffusionTable;
    readonly onProbability?: number | undefined;
    readonly network?: BitNetwork | undefined;
}
export interface LearnedBinomialDiffusion extends GenerativeModel, FactorisedReverse {
    readonly table: DiffusionTable;
    sample(rng: Rng, n: number, options?: RunOptions): Promise<NdArray<Float64Array>>;
    logDensityBound(x: NdArray<Float64Array>, rng: Rng): Float64Array;
}
export declare function recordLogOdds(scope: Scope, evidence: Tensor, network: BitNetwork, initial?: (out: Float32Array) => void): Tensor;
export declare function modelOver(store: ParameterStore, { numBits, table, onProbability, network }: LearnedBinomialOptions): LearnedBinomialDiffusion;
export declare function learnedBinomialDiffusion(engine: Engine, parameters: Readonly<Record<string, ShapedArray>>, options: LearnedBinomialOptions): LearnedBinomialDiffusion;

// binomial-prediction.d.ts
import { requireMatrix } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import { type BinomialDiffusion } from './binomial-diffusion.ts';
export type BitPrediction = (x: Float64Array, alphaBar: number, out: Float64Array) => void;
export type FactorisedReverse = Pick<BinomialDiffusion, 'numBits' | 'onProbability' | 'reverseMeanInto'>;
export declare function requireBits(where: string, argument: string, x: NdArray<Float64Array>, numBits?: number): ReturnType<typeof requireMatrix>;
export declare function bitEvidence(alphaBar: number, onProbability: number): readonly [ofZero: number, ofOne: number];
export declare function flipChances(alphaBar: number, alphaBarNext: number, onProbability: number): Float64Array;
export declare function reverseMeanOf(bit: number, off: number, on: number, flips: Float64Array): number;
export declare function factorisedReverse(predict: BitPrediction, { numBits, onProbability }: {
    readonly numBits: number;
    readonly onProbability?: number | undefined;
}): FactorisedReverse;

// binomial-sampler.d.ts
import type { BinomialDiffusion } from './binomial-diffusion.ts';
import { type FactorisedReverse } from './binomial-prediction.ts';
import { type DiffusionSampler, type SamplerInfo, type SamplerState } from './sampler.ts';
export type BinomialReverse = 'exact' | 'factorised';
export declare const requireReverse: (where: string, reverse: BinomialReverse) => BinomialReverse;
export interface BinomialSamplerOptions {
    readonly reverse?: BinomialReverse | undefined;
}
export declare function binomialSampler(diffusion: BinomialDiffusion, options?: BinomialSamplerOptions): DiffusionSampler<SamplerState, SamplerInfo>;
export declare function binomialSampler(diffusion: FactorisedReverse, options: {
    readonly reverse: 'factorised';
}): DiffusionSampler<SamplerState, SamplerInfo>;

// discrete-score.d.ts
export declare function requireBitLaw(where: string, argument: string, law: Float64Array): number;
export declare function bitIndex(where: string, x: Float64Array, row: number, numBits: number): number;
export declare function requireRows(where: string, x: Float64Array, numBits: number, out: Float64Array, size: number): number;
export declare function flipRatio(law: Float64Array, index: number, bit: number): number;
export declare function discreteScoreInto(law: Float64Array, x: Float64Array, out: Float64Array): void;

// empirical-reverse.d.ts
import type { NdArray } from 'ndarray';
import { type FactorisedReverse } from './binomial-prediction.ts';
export interface EmpiricalReverseOptions {
    readonly weights?: Float64Array | undefined;
    readonly onProbability?: number | undefined;
}
export declare function empiricalReverse(rows: NdArray<Float64Array>, { weights, onProbability }?: EmpiricalReverseOptions): FactorisedReverse;

// fit-binomial-diffusion.d.ts
import type { Trained } from '@yuragi/latent-models';
import { type Engine, type FitOptions, type ShapedArray } from '@yuragi/nn';
import { type Key, type RunOptions } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import { type BitNetwork, type LearnedBinomialDiffusion } from './binomial-network.ts';
import type { DiffusionTable } from './diffusion-table.ts';
export interface FitBinomialDiffusionOptions extends Partial<Omit<FitOptions, 'averageDecay'>> {
    readonly table: DiffusionTable;
    readonly onProbability?: number | undefined;
    readonly network?: BitNetwork | undefined;
    readonly engine?: Engine | undefined;
}
export interface FittedBinomialDiffusion extends Trained<LearnedBinomialDiffusion> {
    readonly history: Readonly<Record<string, Float64Array>>;
    readonly parameters: Readonly<Record<string, ShapedArray>>;
}
export declare function fitBinomialDiffusion(x: NdArray<Float64Array>, key: Key, options: FitBinomialDiffusionOptions & RunOptions): Promise<FittedBinomialDiffusion>;

// sampled-binomial-elbo.d.ts
import { type Estimate, type Rng, type RunOptions, type RunResult } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import { type FactorisedReverse } from './binomial-prediction.ts';
import type { DiffusionTable } from './diffusion-table.ts';
export interface SampledBinomialElboOptions {
    readonly firstStep?: 'learned' | 'forward' | undefined;
}
export interface SampledBinomialElbo extends Estimate<{
    readonly prior: number;
    readonly path: number;
    readonly reconstruction: number;
}>, RunResult {
    readonly perPoint: Float64Array;
    readonly perStep: Float64Array;
}
interface BoundTerms {
    readonly numRows: number;
    readonly known: {
        readonly prior: Float64Array;
        readonly reconstruction: Float64Array;
    };
    readonly firstDrawn: 1 | 2;
    draw(t: number, rng: Rng): Float64Array;
}
export declare function boundTerms(where: string, reverse: FactorisedReverse, x0: NdArray<Float64Array>, table: DiffusionTable, firstStep: 'learned' | 'forward'): BoundTerms;
export declare function sampledBinomialElbo(reverse: FactorisedReverse, x0: NdArray<Float64Array>, table: DiffusionTable, rng: Rng, options?: SampledBinomialElboOptions & RunOptions): Promise<SampledBinomialElbo>;

// exact-reverse.d.ts
import { type Rng } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
export interface ReverseChain {
    readonly numStates: number;
    readonly numSteps: number;
    readonly start: Float64Array;
    readonly kernels: readonly NdArray<Float64Array>[];
}
export interface ExactReverse extends ReverseChain {
    readonly laws: readonly Float64Array[];
}
export declare function requireTransition(where: string, argument: string, kernel: NdArray<Float64Array>, numStates: number): Float64Array;
export declare function requireReverseChain(where: string, argument: string, chain: ReverseChain): ReverseChain;
export declare function applyKernel(kernel: Float64Array, law: Float64Array): Float64Array;
export declare function exactReverse(forward: readonly NdArray<Float64Array>[], law: ArrayLike<number>): ExactReverse;
export declare function sampleReversePaths(chain: ReverseChain, rng: Rng, numPaths: number): Int32Array;

// posterior-reverse.d.ts
import { type ReverseChain } from './exact-reverse.ts';
export type PosteriorMode = 'exact' | 'renormalised' | 'weighted';
export type Perturbation = 'constant' | 'fading';
export type PosteriorReverseOptions = {
    readonly mode: 'exact';
} | {
    readonly mode: 'renormalised' | 'weighted';
    readonly perturbation?: Perturbation | undefined;
};
export interface PosteriorReverse extends ReverseChain {
    readonly mode: PosteriorMode;
    readonly isExact: boolean;
    readonly target: Float64Array;
    readonly law: Float64Array;
    readonly bias: number;
    readonly logEvidence: number;
    readonly logFactors: readonly Float64Array[] | null;
}
export declare function posteriorReverse(chain: ReverseChain, r: ArrayLike<number>, options: PosteriorReverseOptions): PosteriorReverse;
export declare function posteriorLogWeights(posterior: PosteriorReverse, paths: Int32Array): Float64Array;

// dead-leaves.d.ts
import { type Rng } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
export interface DeadLeavesOptions {
    readonly numImages: number;
    readonly width: number;
    readonly height: number;
    readonly minRadius?: number | undefined;
    readonly maxRadius?: number | undefined;
}
export declare function deadLeaves(rng: Rng, options: DeadLeavesOptions): NdArray<Float64Array>;

// ========== @yuragi/diffusion/quantum ==========

// quantum/index.d.ts
export { freeCumulants } from './free-cumulants.ts';
export { type FreeDiffusion, type FreeDiffusionOptions, freeDiffusion } from './free-diffusion.ts';
export { type PetzChain, type PetzChainOptions, petzChain } from './petz-chain.ts';
export { type QGaussian, type QGaussianOptions, qGaussian, qGaussianKernel } from './q-gaussian.ts';

// quantum/free-cumulants.d.ts
export declare function freeCumulants(moments: ArrayLike<number>): Float64Array;

// quantum/free-diffusion.d.ts
import type { OdeProblem } from '@yuragi/sde';
export interface FreeDiffusionOptions {
    readonly points: ArrayLike<number>;
    readonly weights?: ArrayLike<number> | undefined;
}
export interface FreeDiffusion {
    cauchyTransform(x: number, time: number): {
        readonly real: number;
        readonly imaginary: number;
    };
    density(x: number, time: number): number;
    cdf(x: number, time: number): number;
    quantile(p: number, time: number): number;
    score(x: number, time: number): number;
    support(time: number): Float64Array;
    readonly flow: OdeProblem;
}
export declare function freeDiffusion(options: FreeDiffusionOptions): FreeDiffusion;

// quantum/petz-chain.d.ts
import { type Channel, type ComplexMatrix } from '@yuragi/prob-core/quantum';
export interface PetzChainOptions {
    readonly dataState: ComplexMatrix;
    readonly channels: readonly Channel[];
}
export interface PetzChain {
    readonly states: readonly ComplexMatrix[];
    readonly reverseChannels: readonly Channel[];
    returnFrom(state: ComplexMatrix): readonly ComplexMatrix[];
}
export declare function petzChain(options: PetzChainOptions): PetzChain;

// quantum/q-gaussian.d.ts
import type { NdArray } from 'ndarray';
export interface QGaussianOptions {
    readonly q: number;
    readonly numNodes: number;
}
export interface QGaussian {
    readonly q: number;
    readonly nodes: Float64Array;
    readonly weights: Float64Array;
    readonly basis: Float64Array;
}
export declare function qGaussian(options: QGaussianOptions): QGaussian;
export declare function qGaussianKernel(law: QGaussian, time: number): NdArray<Float64Array>;
