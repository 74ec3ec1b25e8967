// ========== @yuragi/prob-core ==========

// index.d.ts
export { betaDraw, choice, gammaDraw, logGammaDraw, permutation } from './draws.ts';
export { fillNormal, fillUniform } from './fill.ts';
export { foldIn, type Key, key, split } from './key.ts';
export { type Rng, type RngState, restore, stream } from './rng.ts';
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
export { composeKernels, type GaussianKernel, type GaussianKernelOptions, gaussianKernel, type MatrixGaussianKernel, type MatrixGaussianKernelOptions, } from './gaussian-kernel.ts';
export { type ExponentialFamily, type ExponentialFamilyOptions, exponentialFamily } from './exponential-family.ts';
export { type MomentMatch, type MomentMatchingOptions, momentMatching } from './moment-matching.ts';
export { heatCapacity, susceptibility } from './thermal-response.ts';
export { type Estimate, logMeanExp, logSumExp, type Warning, type WeightDiagnostics } from './estimate.ts';
export { effectiveSampleSize, multinomialResample, residualResample, stratifiedResample, systematicResample, } from './resampling.ts';
export { checkGradient, type GradientCheck } from './check-gradient.ts';
export { fromNdarray, type Matrix, requireMatrix, toNdarray } from './ndarray-boundary.ts';
export { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
export { fingerprint } from './fingerprint.ts';
export { drive, finish, type LongRun, type Pausable, type Progress, type RunOptions, type RunResult } from './run.ts';
export { decodeSafetensors, encodeSafetensors, type SafetensorsFile, type Tensor, type TensorData, } from './safetensors.ts';

// draws.d.ts
import type { Rng } from './rng.ts';
export declare function gammaDraw(rng: Rng, shape: number): number;
export declare function logGammaDraw(rng: Rng, shape: number): number;
export declare function betaDraw(rng: Rng, shape1: number, shape2: number): number;
export declare function choice<T>(rng: Rng, items: ArrayLike<T>): T;
export declare function permutation(rng: Rng, n: number): Int32Array;

// fill.d.ts
import type { Rng } from './rng.ts';
export declare function fillUniform(rng: Rng, out: Float64Array | Float32Array): void;
export declare function fillNormal(rng: Rng, out: Float64Array | Float32Array): void;

// key.d.ts
export interface Key {
    readonly k0: number;
    readonly k1: number;
}
export declare function requireKey(where: string, argument: string, value: Key): Key;
export declare function key(seed: number | bigint | string): Key;
export declare function foldIn(key: Key, data: number | string): Key;
export declare function split(key: Key, n: number): readonly Key[];

// rng.d.ts
import { type Key } from './key.ts';
export interface RngState {
    readonly key: Key;
    readonly block: number;
    readonly word: number;
}
export interface Rng {
    uint32(): number;
    uniform(): number;
    normal(): number;
    exponential(): number;
    int(n: number): number;
    reserve(numBlocks: number): {
        readonly key: Key;
        readonly block: number;
    };
    state(): RngState;
}
export declare function stream(key: Key): Rng;
export declare function restore(state: RngState): Rng;

// distributions/bernoulli.d.ts
import type { UnivariateDistribution } from './distribution.ts';
export interface BernoulliOptions {
    readonly probability: number;
}
export declare function bernoulli({ probability }: BernoulliOptions): UnivariateDistribution;

// distributions/beta.d.ts
import type { UnivariateDistribution } from './distribution.ts';
export interface BetaOptions {
    readonly shape1: number;
    readonly shape2: number;
}
export declare function beta({ shape1, shape2 }: BetaOptions): Required<UnivariateDistribution>;

// distributions/categorical.d.ts
import type { UnivariateDistribution } from './distribution.ts';
export interface CategoricalOptions {
    readonly probabilities: ArrayLike<number>;
}
export declare function categorical({ probabilities: given }: CategoricalOptions): UnivariateDistribution;

// distributions/distribution.d.ts
import type { NdArray } from 'ndarray';
import type { Rng } from '../rng.ts';
export interface Distribution<X> {
    readonly kind: string;
    readonly parameters: Readonly<Record<string, unknown>>;
    logDensity(x: X): number;
    logDensityInto(x: Float64Array, out: Float64Array): void;
    sample(rng: Rng): X;
    fill(rng: Rng, out: Float64Array): void;
    mean(): X;
    variance(): X;
    entropy(): number;
}
export interface UnivariateDistribution extends Distribution<number> {
    readonly support: {
        readonly lower: number;
        readonly upper: number;
        readonly isDiscrete: boolean;
    };
    cdf(x: number): number;
    logCdf(x: number): number;
    survival(x: number): number;
    logSurvival(x: number): number;
    quantile(p: number): number;
    score?(x: number): number;
}
export interface MultivariateDistribution extends Distribution<Float64Array> {
    readonly dimension: number;
    covariance(): NdArray<Float64Array>;
    score?(x: Float64Array, out: Float64Array): void;
}

// distributions/empirical.d.ts
import type { NdArray } from 'ndarray';
import type { MultivariateDistribution, UnivariateDistribution } from './distribution.ts';
export declare function empirical(data: Float64Array): UnivariateDistribution;
export declare function empirical(data: NdArray<Float64Array>): MultivariateDistribution;

// distributions/gamma.d.ts
import type { UnivariateDistribution } from './distribution.ts';
export interface GammaOptions {
    readonly shape: number;
    readonly rate?: number | undefined;
}
export declare function gamma({ shape, rate }: GammaOptions): Required<UnivariateDistribution>;

// distributions/mixture.d.ts
import type { MultivariateDistribution, UnivariateDistribution } from './distribution.ts';
export interface MixtureOptions<C> {
    readonly weights: ArrayLike<number>;
    readonly components: readonly C[];
}
export declare function mixture(options: MixtureOptions<UnivariateDistribution>): UnivariateDistribution;
export declare function mixture(options: MixtureOptions<MultivariateDistribution>): MultivariateDistribution;

// distributions/multivariate-normal.d.ts
import type { MultivariateDistribution } from './distribution.ts';
import { type SpreadOptions } from './spread.ts';
export type MultivariateNormalOptions = {
    readonly mean: ArrayLike<number>;
} & SpreadOptions;
export declare function multivariateNormal(options: MultivariateNormalOptions): Required<MultivariateDistribution>;

// distributions/normal.d.ts
import type { UnivariateDistribution } from './distribution.ts';
export interface NormalOptions {
    readonly mean?: number | undefined;
    readonly standardDeviation?: number | undefined;
}
export declare function normal({ mean, standardDeviation }?: NormalOptions): Required<UnivariateDistribution>;

// distributions/uniform.d.ts
import type { UnivariateDistribution } from './distribution.ts';
export interface UniformOptions {
    readonly lower?: number | undefined;
    readonly upper?: number | undefined;
}
export declare function uniform({ lower, upper }?: UniformOptions): Required<UnivariateDistribution>;

// gaussian-kernel.d.ts
import type { NdArray } from 'ndarray';
import type { MultivariateDistribution, UnivariateDistribution } from './distributions/distribution.ts';
export interface GaussianKernelOptions {
    readonly gain?: number | undefined;
    readonly offset?: number | undefined;
    readonly variance: number;
}
export interface MatrixGaussianKernelOptions {
    readonly gain: NdArray<Float64Array>;
    readonly offset?: ArrayLike<number> | undefined;
    readonly covariance: NdArray<Float64Array>;
}
export interface GaussianKernel {
    readonly gain: number;
    readonly offset: number;
    readonly variance: number;
    given(x: number): Required<UnivariateDistribution>;
    given(x: ArrayLike<number>): Required<MultivariateDistribution>;
}
export interface MatrixGaussianKernel {
    readonly gain: NdArray<Float64Array>;
    readonly offset: Float64Array;
    readonly covariance: NdArray<Float64Array>;
    given(x: ArrayLike<number>): Required<MultivariateDistribution>;
}
export declare function gaussianKernel(options: GaussianKernelOptions): GaussianKernel;
export declare function gaussianKernel(options: MatrixGaussianKernelOptions): MatrixGaussianKernel;
export declare function composeKernels(...kernels: readonly GaussianKernel[]): GaussianKernel;
export declare function composeKernels(...kernels: readonly MatrixGaussianKernel[]): MatrixGaussianKernel;

// exponential-family.d.ts
import type { NdArray } from 'ndarray';
export interface ExponentialFamilyOptions {
    readonly statistics: NdArray<Float64Array>;
    readonly baseMeasure?: ArrayLike<number> | undefined;
}
export interface ExponentialFamily {
    readonly numStates: number;
    readonly numParameters: number;
    readonly statistics: NdArray<Float64Array>;
    readonly baseMeasure: Float64Array;
    logPartition(theta: ArrayLike<number>): number;
    probabilities(theta: ArrayLike<number>): Float64Array;
    mean(theta: ArrayLike<number>): Float64Array;
    covariance(theta: ArrayLike<number>): NdArray<Float64Array>;
}
export declare function exponentialFamily(options: ExponentialFamilyOptions): ExponentialFamily;

// moment-matching.d.ts
import type { ExponentialFamily } from './exponential-family.ts';
export interface MomentMatchingOptions {
    readonly start?: ArrayLike<number> | undefined;
    readonly maxIterations?: number | undefined;
}
export interface MomentMatch {
    readonly theta: Float64Array;
    readonly logPartition: number;
    readonly logLikelihood: number;
    readonly residual: number;
    readonly iterations: number;
}
export declare function momentMatching(family: ExponentialFamily, moments: ArrayLike<number>, { start, maxIterations }?: MomentMatchingOptions): MomentMatch;

// thermal-response.d.ts
export declare function heatCapacity(energies: ArrayLike<number>, beta: number): number;
export declare function susceptibility(energies: ArrayLike<number>, observable: ArrayLike<number>, beta: number): number;

// estimate.d.ts
export interface Warning {
    readonly code: string;
    readonly message: string;
}
export interface Estimate<D = Readonly<Record<string, number>>> {
    readonly value: number;
    readonly standardError: number;
    readonly diagnostics: D;
    readonly warnings: readonly Warning[];
}
export declare function logSumExp(values: ArrayLike<number>): number;
export interface WeightDiagnostics {
    readonly effectiveSampleSize: number;
    readonly maxWeightShare: number;
}
export declare function logMeanExp(logWeights: Float64Array): Estimate<WeightDiagnostics>;

// resampling.d.ts
import type { Rng } from './rng.ts';
export declare function multinomialResample(rng: Rng, logWeights: Float64Array, n: number): Int32Array;
export declare function stratifiedResample(rng: Rng, logWeights: Float64Array, n: number): Int32Array;
export declare function systematicResample(rng: Rng, logWeights: Float64Array, n: number): Int32Array;
export declare function residualResample(rng: Rng, logWeights: Float64Array, n: number): Int32Array;
export declare function effectiveSampleSize(logWeights: Float64Array): number;

// check-gradient.d.ts
export interface GradientCheck {
    readonly maxError: number;
    readonly worstCoordinate: number;
    readonly analytic: Float64Array;
    readonly numeric: Float64Array;
}
export declare function checkGradient({ dimension, logDensity, gradLogDensity, }: {
    readonly dimension: number;
    logDensity(x: Float64Array): number;
    gradLogDensity(x: Float64Array, out: Float64Array): number;
}, x: Float64Array): GradientCheck;

// ndarray-boundary.d.ts
import { type NdArray } from 'ndarray';
type TypedArray = Float64Array | Float32Array | Int8Array | Uint8Array;
export declare function toNdarray<A extends TypedArray>(data: A, shape: readonly number[]): NdArray<A>;
export declare function fromNdarray(array: NdArray<Float64Array>, where: string, argument: string): {
    readonly data: Float64Array;
    readonly shape: readonly number[];
};
export interface Matrix {
    readonly data: Float64Array;
    readonly rows: number;
    readonly columns: number;
}
export declare function requireMatrix(array: NdArray<Float64Array>, where: string, argument: string, columns?: number): Matrix;

// checkpoint.d.ts
import type { RngState } from './rng.ts';
export interface Checkpoint {
    readonly format: 'yuragi-checkpoint';
    readonly version: 1;
    readonly producer: string;
    readonly fingerprint: string;
    readonly step: number;
    readonly rng: readonly RngState[];
    readonly data: unknown;
}
export declare function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array;
export declare function decodeCheckpoint(bytes: Uint8Array): Checkpoint;

// fingerprint.d.ts
export declare function fingerprint(value: unknown): string;

// run.d.ts
import type { Checkpoint } from './checkpoint.ts';
import type { RngState } from './rng.ts';
export interface RunOptions {
    readonly signal?: AbortSignal | undefined;
    readonly timeLimit?: number | undefined;
    readonly onProgress?: ((progress: Progress) => void) | undefined;
    readonly onCheckpoint?: ((checkpoint: Checkpoint) => void | Promise<void>) | undefined;
    readonly checkpointEvery?: number | undefined;
    readonly resume?: Checkpoint | undefined;
}
export interface Progress {
    readonly task: string;
    readonly completed: number;
    readonly total: number;
    readonly metrics: Readonly<Record<string, number>>;
}
export interface RunResult {
    readonly stopped: 'completed' | 'converged' | 'aborted' | 'time-limit';
    readonly checkpoint: Checkpoint;
}
export type Pausable<T> = Generator<void, T, void>;
export declare function finish<T>(computation: Pausable<T>): T;
export interface LongRun {
    readonly task: string;
    readonly producer: string;
    readonly fingerprint: string;
    readonly total: number;
    step(index: number): boolean | Promise<boolean> | Pausable<boolean>;
    metrics(): Readonly<Record<string, number>>;
    save(): {
        readonly rng: readonly RngState[];
        readonly data: unknown;
    };
    restore(checkpoint: Checkpoint): void;
}
export declare function drive(run: LongRun, options: RunOptions): Promise<RunResult>;

// safetensors.d.ts
export type TensorData = Float64Array | Float32Array | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | BigInt64Array | BigUint64Array;
export interface Tensor {
    readonly data: TensorData;
    readonly shape: readonly number[];
}
export interface SafetensorsFile {
    readonly tensors: Readonly<Record<string, Tensor>>;
    readonly metadata: Readonly<Record<string, string>>;
}
export declare function encodeSafetensors({ tensors, metadata }: SafetensorsFile): Uint8Array;
export declare function decodeSafetensors(bytes: Uint8Array): SafetensorsFile;

// ========== @yuragi/prob-core/errors ==========

// errors.d.ts
export { ArgumentError, CheckpointError, ConvergenceError, DivergenceError, type ErrorCode, FormatError, ShapeError, UnsupportedError, WorkerError, } from './error-classes.ts';
export { requireAllFinite, requireCount, requireFinite, requireLength, requireNonNegative, requireOneOf, requirePositive, requireProbabilities, requireProbability, } from './require.ts';

// error-classes.d.ts
import type { Checkpoint } from './checkpoint.ts';
export type ErrorCode = 'YURAGI_ARGUMENT' | 'YURAGI_SHAPE' | 'YURAGI_FORMAT' | 'YURAGI_CONVERGENCE' | 'YURAGI_CHECKPOINT' | 'YURAGI_DIVERGENCE' | 'YURAGI_UNSUPPORTED' | 'YURAGI_WORKER';
export declare class ArgumentError extends RangeError {
    readonly code: ErrorCode;
    readonly name: string;
    readonly where: string;
    readonly argument: string;
    readonly expected: string;
    readonly received: unknown;
    constructor(where: string, argument: string, expected: string, received: unknown);
}
export declare class ShapeError extends ArgumentError {
    readonly code = "YURAGI_SHAPE";
    readonly name = "ShapeError";
    constructor(where: string, argument: string, expected: string, shape: readonly number[]);
}
export declare class FormatError extends Error {
    readonly code = "YURAGI_FORMAT";
    readonly name = "FormatError";
    readonly source: string;
    readonly line: number;
    readonly reason: string;
    constructor(source: string, line: number, reason: string);
}
export declare class ConvergenceError extends Error {
    readonly code = "YURAGI_CONVERGENCE";
    readonly name = "ConvergenceError";
    readonly iterations: number;
    readonly residual: number;
    readonly tolerance: number;
    constructor(where: string, iterations: number, residual: number, tolerance: number);
}
export declare class CheckpointError extends Error {
    readonly code = "YURAGI_CHECKPOINT";
    readonly name = "CheckpointError";
}
export declare class DivergenceError extends Error {
    readonly code = "YURAGI_DIVERGENCE";
    readonly name = "DivergenceError";
    readonly step: number;
    readonly checkpoint: Checkpoint;
    constructor(where: string, what: string, advice: string, checkpoint: Checkpoint);
}
export declare class UnsupportedError extends Error {
    readonly code = "YURAGI_UNSUPPORTED";
    readonly name = "UnsupportedError";
    readonly feature: string;
    readonly alternative: string;
    constructor(feature: string, alternative: string);
}
export declare class WorkerError extends Error {
    readonly code = "YURAGI_WORKER";
    readonly name = "WorkerError";
    readonly thread: number;
    readonly reason: string;
    constructor(where: string, thread: number, reason: string);
}

// require.d.ts
export declare function requireFinite(where: string, argument: string, value: number): number;
export declare function requirePositive(where: string, argument: string, value: number): number;
export declare function requireNonNegative(where: string, argument: string, value: number): number;
export declare function requireCount(where: string, argument: string, value: number, minimum?: number): number;
export declare function requireProbability(where: string, argument: string, value: number): number;
export declare function requireOneOf<T extends string>(where: string, argument: string, value: T, allowed: readonly T[]): T;
export declare function requireList<A extends ArrayLike<number>>(where: string, argument: string, values: A): A;
export declare function requireAllFinite<A extends ArrayLike<number>>(where: string, argument: string, values: A): A;
export declare function requireProbabilities(where: string, argument: string, weights: ArrayLike<number>, { isNormalised }?: {
    readonly isNormalised?: boolean;
}): Float64Array;
export declare function requireLength<A extends ArrayLike<unknown>>(where: string, argument: string, values: A, length: number): A;

// ========== @yuragi/prob-core/special ==========

// special/index.d.ts
export { digamma, trigamma } from './digamma.ts';
export { erf, erfc, erfcx } from './erf.ts';
export { exp } from './exp.ts';
export { incompleteBeta, incompleteBetaComplement, logIncompleteBeta, logIncompleteBetaComplement, } from './incomplete-beta.ts';
export { incompleteBetaComplementInverse, incompleteBetaInverse } from './incomplete-beta-inverse.ts';
export { incompleteGammaP, incompleteGammaQ, logIncompleteGammaP, logIncompleteGammaQ } from './incomplete-gamma.ts';
export { incompleteGammaPInverse, incompleteGammaQInverse } from './incomplete-gamma-inverse.ts';
export { log } from './log.ts';
export { logBeta } from './log-beta.ts';
export { logGamma } from './log-gamma.ts';
export { log1pMinusX } from './log1p-minus-x.ts';
export { erfcInverse, erfInverse, logNormalCdf, normalCdf, normalQuantile } from './normal.ts';

// special/digamma.d.ts
export declare const ASYMPTOTIC_FROM = 10;
export declare function digamma(x: number): number;
export declare function digammaError(x: number): number;
export declare function trigamma(x: number): number;

// special/erf.d.ts
export declare function expOfSquare(x: number, factor: number): number;
export declare function erf(x: number): number;
export declare function erfc(x: number): number;
export declare function erfcx(x: number): number;

// special/exp.d.ts
export declare function exp(x: number): number;

// special/incomplete-beta.d.ts
import { type DoubleDouble } from './double-double.ts';
import { type Tail } from './tails.ts';
export interface Split {
    readonly x: DoubleDouble;
    readonly y: DoubleDouble;
}
export declare const LARGEST_SHAPE = 1e+290;
export declare function logBetaPrefactor(a: number, b: number, { x, y }: Split): DoubleDouble;
export declare function betaTail(a: number, b: number, { x, y }: Split): Tail;
export declare function incompleteBeta(a: number, b: number, x: number): number;
export declare function incompleteBetaComplement(a: number, b: number, x: number): number;
export declare function logIncompleteBeta(a: number, b: number, x: number): number;
export declare function logIncompleteBetaComplement(a: number, b: number, x: number): number;

// special/incomplete-beta-inverse.d.ts
export declare function incompleteBetaInverse(a: number, b: number, p: number): number;
export declare function incompleteBetaComplementInverse(a: number, b: number, q: number): number;

// special/incomplete-gamma.d.ts
import { type DoubleDouble } from './double-double.ts';
import { type Tail } from './tails.ts';
export declare const LARGEST = 1e+290;
export declare function logGammaPrefactor(a: number, x: DoubleDouble): DoubleDouble;
export declare function gammaTail(a: number, x: DoubleDouble): Tail;
export declare function incompleteGammaP(a: number, x: number): number;
export declare function incompleteGammaQ(a: number, x: number): number;
export declare function logIncompleteGammaP(a: number, x: number): number;
export declare function logIncompleteGammaQ(a: number, x: number): number;

// special/incomplete-gamma-inverse.d.ts
export declare function incompleteGammaPInverse(a: number, p: number): number;
export declare function incompleteGammaQInverse(a: number, q: number): number;

// special/log.d.ts
export declare const LN2_HIGH = 0.6931471803691238;
export declare const LN2_LOW = 1.9082149292705877e-10;
export declare function log(x: number): number;

// special/log-beta.d.ts
import { type DoubleDouble } from './double-double.ts';
export declare function logBeta(a: number, b: number): number;
export declare function logScaledBeta(a: number, b: number): DoubleDouble;

// special/log-gamma.d.ts
export declare const STIRLING_FROM = 10;
export declare const HALF_LOG_TWO_PI = 0.9189385332046728;
export declare function stirlingError(x: number): number;
export declare function logGamma(x: number): number;
export declare function logGamma1p(x: number): number;
export declare function logGammaRatio(a: number, b: number): number;

// special/log1p-minus-x.d.ts
export declare function log1pMinusX(x: number): number;
export declare function logMinusLinear(w: number, logRatio: number): number;

// special/normal.d.ts
export declare function normalCdf(z: number): number;
export declare function logNormalCdf(z: number): number;
export declare function normalQuantile(p: number): number;
export declare function erfInverse(y: number): number;
export declare function erfcInverse(y: number): number;

// ========== @yuragi/prob-core/linear-algebra ==========

// linear-algebra.d.ts
export declare function choleskyInto(a: Float64Array, n: number, out: Float64Array): boolean;
export declare function solveLowerInto(factor: Float64Array, n: number, b: Float64Array, out: Float64Array): void;
export declare function solveLowerTransposedInto(factor: Float64Array, n: number, b: Float64Array, out: Float64Array): void;
export declare function logDeterminant(factor: Float64Array, n: number): number;
export declare function invertLower(factor: Float64Array, n: number): Float64Array;
export declare function walshHadamardInto(values: Float64Array, out: Float64Array): void;

// ========== @yuragi/prob-core/ndarray ==========

// ndarray.d.ts
import type { NdArray } from 'ndarray';
import type { Rng } from './rng.ts';
type Table = NdArray<Float64Array>;
export declare function columnMeans(x: Table): Float64Array;
export declare function columnCovariances(x: Table, { divisor }?: {
    readonly divisor?: 'n' | 'n-1' | undefined;
}): Table;
export interface ColumnMap {
    readonly mean: Float64Array;
    forward(x: Table): Table;
    inverse(y: Table): Table;
}
export declare function standardise(x: Table): ColumnMap & {
    readonly scale: Float64Array;
};
export interface Whitening extends ColumnMap {
    readonly rank: number;
    readonly directions: Float64Array;
    readonly scale: Float64Array;
    readonly explainedVariance: number;
}
export declare function whiten(x: Table, { rank }?: {
    readonly rank?: number | undefined;
}): Whitening;
export declare function takeRows(x: Table, rows: ArrayLike<number>): Table;
export interface Split {
    readonly training: Int32Array;
    readonly heldOut: Int32Array;
}
export declare function splitRows(rng: Rng, n: number, heldOutFraction: number, { labels }?: {
    readonly labels?: ArrayLike<number> | undefined;
}): Split;

// ========== @yuragi/prob-core/eigen ==========

// eigen.d.ts
export interface SymmetricEigen {
    readonly values: Float64Array;
    readonly vectors: Float64Array;
}
export declare function symmetricEigen(a: Float64Array, n: number): SymmetricEigen;

// ========== @yuragi/prob-core/spaces ==========

// spaces/index.d.ts
export { type FiniteSpace, type FiniteSpaceOptions, finiteSpace, isEvent, type OutcomeSet } from './finite-space.ts';
export { bayes, conditionalLaw, firstMarginal, type JointLaw, jointLaw, type ProductSpace, productLaw, secondMarginal, } from './joint.ts';
export { expectation, type MeasurableMap, measurableMap, preimage, pushForward, randomVariable, } from './measurable-map.ts';
export { areIndependent, conditionOn, type Measure, type MeasureValues, measure, measureOf, type Probability, probability, } from './measure.ts';

// spaces/finite-space.d.ts
export type OutcomeSet<X> = Iterable<X> | ((outcome: X) => boolean);
export interface FiniteSpace<X> {
    readonly outcomes: readonly X[];
    readonly atoms: readonly (readonly X[])[];
    readonly atomOfOutcome: Int32Array;
}
export interface FiniteSpaceOptions<X> {
    readonly outcomes: Iterable<X>;
    readonly generators?: Iterable<OutcomeSet<X>> | undefined;
}
export declare function finiteSpace<X>({ outcomes: given, generators }: FiniteSpaceOptions<X>): FiniteSpace<X>;
export declare function isEvent<X>(space: FiniteSpace<X>, set: OutcomeSet<X>): boolean;
export declare function atomsOf<X>(where: string, argument: string, space: FiniteSpace<X>, set: OutcomeSet<X>): Uint8Array;
export declare function positionsOf<X>(space: FiniteSpace<X>): Map<X, number>;
export declare function nameOf(set: readonly unknown[]): string;

// spaces/joint.d.ts
import { type FiniteSpace } from './finite-space.ts';
import { type MeasurableMap } from './measurable-map.ts';
import { type Probability } from './measure.ts';
export interface ProductSpace<X, Y> extends FiniteSpace<readonly [X, Y]> {
    readonly factors: readonly [FiniteSpace<X>, FiniteSpace<Y>];
}
export interface JointLaw<X, Y> extends Probability<readonly [X, Y]> {
    readonly space: ProductSpace<X, Y>;
}
export declare function jointLaw<S, X, Y>(law: Probability<S>, first: MeasurableMap<S, X>, second: MeasurableMap<S, Y>): JointLaw<X, Y>;
export declare function productLaw<X, Y>(first: Probability<X>, second: Probability<Y>): JointLaw<X, Y>;
export declare function firstMarginal<X, Y>({ space, masses }: JointLaw<X, Y>): Probability<X>;
export declare function secondMarginal<X, Y>({ space, masses }: JointLaw<X, Y>): Probability<Y>;
export declare function conditionalLaw<X, Y>({ space, masses }: JointLaw<X, Y>, x: X): Probability<Y>;
export declare function bayes<H>(prior: Probability<H>, likelihood: (hypothesis: H) => number): {
    readonly posterior: Probability<H>;
    readonly evidence: number;
};

// spaces/measurable-map.d.ts
import { type FiniteSpace, type OutcomeSet } from './finite-space.ts';
import { type Probability } from './measure.ts';
export interface MeasurableMap<X, Y> {
    readonly source: FiniteSpace<X>;
    readonly target: FiniteSpace<Y>;
    readonly imageOfAtom: Int32Array;
    apply(outcome: X): Y;
}
export declare function measurableMap<X, Y>(source: FiniteSpace<X>, target: FiniteSpace<Y>, map: (outcome: X) => Y): MeasurableMap<X, Y>;
export declare function randomVariable<X, Y>(source: FiniteSpace<X>, map: (outcome: X) => Y): MeasurableMap<X, Y>;
export declare function preimage<X, Y>({ source, target, imageOfAtom }: MeasurableMap<X, Y>, event: OutcomeSet<Y>): X[];
export declare function pushForward<X, Y>(law: Probability<X>, map: MeasurableMap<X, Y>): Probability<Y>;
export declare function expectation<X>(law: Probability<X>, variable: MeasurableMap<X, number>): number;
export declare function requireSource<X, Y>(where: string, law: Probability<X>, map: MeasurableMap<X, Y>): void;

// spaces/measure.d.ts
import { type FiniteSpace, type OutcomeSet } from './finite-space.ts';
export interface Measure<X> {
    readonly space: FiniteSpace<X>;
    readonly masses: Float64Array;
}
export interface Probability<X> extends Measure<X> {
    readonly isProbability: true;
}
export type MeasureValues<X> = ArrayLike<number> | ((event: readonly X[]) => number);
export declare function measure<X>(space: FiniteSpace<X>, values: MeasureValues<X>): Measure<X>;
export declare function probability<X>(space: FiniteSpace<X>, values: MeasureValues<X>): Probability<X>;
export declare function measureOf<X>(mu: Measure<X>, event: OutcomeSet<X>): number;
export declare function conditionOn<X>(law: Probability<X>, event: OutcomeSet<X>): Probability<X>;
export declare function areIndependent<X>(law: Probability<X>, events: readonly OutcomeSet<X>[]): boolean;
export declare function normalised<X>(where: string, space: FiniteSpace<X>, masses: Float64Array, isAnyTotal: boolean): Probability<X>;

// ========== @yuragi/prob-core/quantum ==========

// quantum/index.d.ts
export { add, adjoint, largestEntry, multiply, partialTrace, scale, tensor, trace } from '../complex/arithmetic.ts';
export { type HermitianEigen, hermitianEigen, hermitianFunction } from '../complex/hermitian.ts';
export { type Algebra, conditionalExpectation, expectation, gibbsState, isInAlgebra, moment } from './algebra.ts';
export { applyAdjoint, applyChannel, type Channel, channelFromChoi, channelFromKraus } from './channel.ts';
export { type Lindbladian, lindbladian, semigroupChannel } from './lindbladian.ts';
export { petzMap, rotatedPetzMap } from './petz.ts';
export { requireHermitian, traceNorm } from '../complex/hermitian.ts';
export { type ComplexMatrix, complexMatrix, diagonalMatrix, identityMatrix, matrixUnit, pauli, } from '../complex/matrix.ts';
export { requireState, type SpectralAtom, spectralLaw, unitaryEvolution, vonNeumannEntropy } from './algebra.ts';
export { choiMatrix, classicalChannel, composeChannels, stinespringIsometry } from './channel.ts';
export { applyLindbladian, dephasing, depolarising, invariantState, kmsResidual, thermal } from './lindbladian.ts';

// complex/arithmetic.d.ts
import { type Complex, type ComplexMatrix } from './matrix.ts';
export declare function add(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix;
export declare function scale(a: ComplexMatrix, factor: number | Complex): ComplexMatrix;
export declare function multiply(a: ComplexMatrix, b: ComplexMatrix, ...more: readonly ComplexMatrix[]): ComplexMatrix;
export declare const adjoint: (a: ComplexMatrix) => ComplexMatrix;
export declare function trace(a: ComplexMatrix): {
    readonly real: number;
    readonly imaginary: number;
};
export declare const tensor: (a: ComplexMatrix, b: ComplexMatrix) => ComplexMatrix;
export declare function partialTrace(a: ComplexMatrix, dims: readonly number[], keep: readonly number[]): ComplexMatrix;
export declare function largestEntry(a: ComplexMatrix, b?: ComplexMatrix): number;

// complex/hermitian.d.ts
import { type Complex, type ComplexMatrix } from './matrix.ts';
export declare function requireHermitian(where: string, argument: string, a: ComplexMatrix): ComplexMatrix;
export interface HermitianEigen {
    readonly values: Float64Array;
    readonly vectors: ComplexMatrix;
}
export declare function hermitianEigen(a: ComplexMatrix): HermitianEigen;
export declare function hermitianFunction(a: ComplexMatrix, f: (value: number) => number | Complex): ComplexMatrix;
export declare function traceNorm(a: ComplexMatrix): number;

// quantum/algebra.d.ts
import { type ComplexMatrix } from '../complex/matrix.ts';
export declare function requireState(where: string, argument: string, a: ComplexMatrix): ComplexMatrix;
export type Algebra = readonly number[];
export declare function conditionalExpectation(algebra: Algebra, a: ComplexMatrix): ComplexMatrix;
export declare const isInAlgebra: (algebra: Algebra, a: ComplexMatrix) => boolean;
export declare const expectation: (state: ComplexMatrix, observable: ComplexMatrix) => number;
export declare function moment(state: ComplexMatrix, observable: ComplexMatrix, order: number): number;
export interface SpectralAtom {
    readonly values: readonly number[];
    readonly probability: number;
}
export declare function spectralLaw(state: ComplexMatrix, observables: readonly ComplexMatrix[]): readonly SpectralAtom[];
export declare function gibbsState(hamiltonian: ComplexMatrix, beta: number): {
    state: ComplexMatrix;
    logPartition: number;
};
export declare function vonNeumannEntropy(state: ComplexMatrix): number;
export declare function unitaryEvolution(hamiltonian: ComplexMatrix, time: number): ComplexMatrix;

// quantum/channel.d.ts
import { type ComplexMatrix } from '../complex/matrix.ts';
export interface Channel {
    readonly inputDimension: number;
    readonly outputDimension: number;
    readonly kraus: readonly ComplexMatrix[];
    readonly support?: ComplexMatrix | undefined;
}
export declare function channelFromKraus(kraus: readonly ComplexMatrix[], support?: ComplexMatrix): Channel;
export declare function channelFromChoi(choi: ComplexMatrix, inputDimension: number, support?: ComplexMatrix): Channel;
export declare function choiMatrix(channel: Channel): ComplexMatrix;
export declare function stinespringIsometry(channel: Channel): ComplexMatrix;
export declare function applyChannel(channel: Channel, x: ComplexMatrix): ComplexMatrix;
export declare const applyAdjoint: (channel: Channel, a: ComplexMatrix) => ComplexMatrix;
export declare function composeChannels(second: Channel, first: Channel): Channel;
export declare function classicalChannel(w: ArrayLike<number>, numInputs: number): Channel;

// quantum/lindbladian.d.ts
import { type ComplexMatrix } from '../complex/matrix.ts';
import { type Channel } from './channel.ts';
export interface Lindbladian {
    readonly hamiltonian?: ComplexMatrix;
    readonly jumps: readonly {
        readonly rate: number;
        readonly operator: ComplexMatrix;
    }[];
}
export declare function lindbladian(generator: Lindbladian): Lindbladian;
export declare const depolarising: () => Lindbladian;
export declare const dephasing: () => Lindbladian;
export declare function thermal(meanQuanta: number): Lindbladian;
export declare function applyLindbladian(generator: Lindbladian, x: ComplexMatrix): ComplexMatrix;
export declare function semigroupChannel(l: Lindbladian, time: number): Channel;
export declare function invariantState(l: Lindbladian): ComplexMatrix;
export declare function kmsResidual(l: Lindbladian, pi: ComplexMatrix): number;

// quantum/petz.d.ts
import { type ComplexMatrix } from '../complex/matrix.ts';
import { type Channel } from './channel.ts';
export declare function petzMap(channel: Channel, prior: ComplexMatrix): Channel;
export declare function rotatedPetzMap(channel: Channel, prior: ComplexMatrix): Channel;

// complex/matrix.d.ts
export interface ComplexMatrix {
    readonly rows: number;
    readonly columns: number;
    readonly real: Float64Array;
    readonly imaginary: Float64Array;
}
export type Complex = readonly [real: number, imaginary: number];
export declare function complexMatrix(rows: number, columns: number, real: ArrayLike<number>, imaginary?: ArrayLike<number>): ComplexMatrix;
export declare function matrixOf(rows: number, columns: number, entry: (i: number, j: number) => Complex): ComplexMatrix;
export declare function entryOf({ real, imaginary, columns }: ComplexMatrix, i: number, j: number): Complex;
export declare function diagonalMatrix(values: ArrayLike<number>): ComplexMatrix;
export declare const identityMatrix: (n: number) => ComplexMatrix;
export declare function matrixUnit(rows: number, columns: number, i: number, j: number): ComplexMatrix;
export declare const matrixUnits: (n: number) => readonly ComplexMatrix[];
export declare const pauli: Readonly<Record<'x' | 'y' | 'z', ComplexMatrix>>;
export declare function requireShape(where: string, a: ComplexMatrix, rows?: number, columns?: number): ComplexMatrix;
