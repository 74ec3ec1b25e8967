// ========== @yuragi/nn ==========

// index.d.ts
export { createEngine, type Engine, type EngineOptions, type WorkerLike } from './engine.ts';
export { type Initialiser, type ParameterStore, type Parameters, parameterStore, type Scope, type ShapedArray, } from './parameters.ts';
export { type CompileOptions, compile, type Plan } from './plan.ts';
export type { Model, Recorder } from './recorder.ts';
export { referenceEngine } from './reference-engine.ts';
export { directional, gradient } from './differentiate.ts';
export type { Tensor } from './graph.ts';
export type { Elementwise } from './kernels.ts';
export { add, divide, multiply, negate, scaleShift, subtract } from './operations/arithmetic.ts';
export { type AttendOptions, attend } from './operations/attend.ts';
export { crossEntropy, embedding } from './operations/gather.ts';
export { convolve, downsample, upsample } from './operations/images.ts';
export { abs, cos, exp, gelu, log, mapBy, reciprocal, relu, sigmoid, silu, sin, softplus, sqrt, square, tanh, } from './operations/maps.ts';
export { affine, type MatmulOptions, matmul } from './operations/matmul.ts';
export { groupNormalise, layerNormalise, logSumExp, softmax } from './operations/rows.ts';
export { concatenate, permute, reshape, slice } from './operations/shapes.ts';
export { split } from './operations/split.ts';
export { mean, repeatAlong, sum } from './operations/sums.ts';
export { glorotUniform, heNormal, lecunNormal, normalOf, ones, zeros } from './initialisers.ts';
export { type AttentionOptions, attention, type ConvolutionOptions, convolution, dropout, groupNorm, type LinearOptions, layerNorm, linear, type MlpOptions, mlp, type SinusoidalEmbeddingOptions, sinusoidalEmbedding, } from './layers.ts';
export { binaryCrossEntropy, gaussianNegativeLogLikelihood, meanSquaredError } from './losses.ts';
export { type GruOptions, gru, gruStep } from './models/gru.ts';
export { type ResidualBlockOptions, residualBlock } from './models/residual-block.ts';
export { type TransformerOptions, transformer } from './models/transformer.ts';
export { type UnetOptions, unet } from './models/unet.ts';
export { type Batch, rowsOf } from './batches.ts';
export { type Fit, type FitOptions, fit } from './fit.ts';
export { type AdamOptions, type AdamWOptions, adam, adamW, type Optimiser, type SgdOptions, type Stretch, sgd, } from './optimisers.ts';
export { decodeParameters, encodeParameters, parametersOf } from './parameter-file.ts';
export { constantRate, inverseSquareRoot, type Rate, type WarmupCosineOptions, warmupCosine } from './rates.ts';
export type { TrainedModel } from './replicas.ts';
export { type Activation, type Backpropagation, backpropagate, type DenseLayer, type DenseNetwork, type LayerTrace, } from './backpropagation.ts';
export { type GradientField, type HessianVector, hessianVectorByDifferences, type LargestCurvature, type LargestCurvatureOptions, largestCurvature, type StepCurvatureOptions, stepCurvature, } from './curvature.ts';
export { type DifferentiableObjective, gradientLid, type Majorisation, type MajoriseInfo, type MajoriseOptions, type MajoriseProblem, majorisationStep, majorise, type Surrogate, } from './majorise.ts';

// engine.d.ts
import type { Kernels } from './kernels.ts';
import type { Team } from './team.ts';
export interface WorkerLike {
    postMessage(message: unknown): void;
    terminate(): unknown;
}
export interface EngineOptions {
    readonly kernels?: 'auto' | 'plain' | 'reference' | undefined;
    readonly numThreads?: number | undefined;
    readonly createWorker?: (() => WorkerLike) | undefined;
}
export interface Engine {
    readonly kind: 'relaxed' | 'plain' | 'reference';
    readonly kernels: Kernels;
    allocate(length: number): number;
    release(address: number): void;
    view(address: number, length: number): Float32Array;
    readonly numThreads: number;
    close(): void;
}
export interface TeamEngine extends Engine {
    readonly team: Team | undefined;
}
export declare function createEngine(options?: EngineOptions): Promise<Engine>;

// parameters.d.ts
import { type Key, type Rng } from '@yuragi/prob-core';
import type { Engine } from './engine.ts';
import { type Graph, type Tensor } from './graph.ts';
export interface Parameters {
    readonly [name: string]: Float32Array | Parameters;
}
export type Initialiser = (out: Float32Array, shape: readonly number[], rng: Rng) => void;
export interface ShapedArray {
    readonly data: Float32Array;
    readonly shape: readonly number[];
}
export interface Scope {
    readonly graph: Graph;
    parameter(name: string, shape: readonly number[], initialiser: Initialiser): Tensor;
    in(name: string): Scope;
}
interface Entry extends ShapedArray {
    readonly offset: number;
}
export interface ParameterStore {
    readonly engine: Engine;
    readonly entries: ReadonlyMap<string, {
        readonly shape: readonly number[];
        readonly offset: number;
    }>;
    readonly count: number;
    readonly values: Parameters;
    readonly address: number;
    readonly length: number;
}
export declare class Store implements ParameterStore {
    #private;
    readonly engine: Engine;
    readonly entries: Map<string, Entry>;
    address: number;
    length: number;
    isTraining: boolean;
    constructor(engine: Engine, key: Key | undefined, values: Readonly<Record<string, ShapedArray>>);
    get count(): number;
    get isSealed(): boolean;
    require(name: string, shape: readonly number[], initialiser: Initialiser): Entry;
    remember(): () => void;
    seal(): void;
    get values(): Parameters;
    viewOf({ offset, shape, data }: {
        offset: number;
        shape: readonly number[];
        data?: Float32Array;
    }, address: number): Float32Array;
}
export declare function requireStore(where: string, store: ParameterStore): Store;
export declare function treeOf(leaves: readonly (readonly [name: string, leaf: Float32Array])[]): Parameters;
export declare function parameterStore(engine: Engine, from: Key | Readonly<Record<string, ShapedArray>>): ParameterStore;
export declare function scopeOf(graph: Graph, store: Store, sources: Map<string, Tensor>, path?: string): Scope;

// plan.d.ts
import { type Rng } from '@yuragi/prob-core';
import type { Graph, Node, Tensor } from './graph.ts';
import type { Kernels } from './kernels.ts';
import { type ParameterStore, type Parameters, type Store } from './parameters.ts';
import { type Model } from './recorder.ts';
export interface CompileOptions<Outputs extends string = string> {
    readonly differentiate?: Outputs | undefined;
    readonly inputGradients?: readonly string[] | undefined;
}
export interface Call {
    readonly kernel: keyof Kernels;
    readonly args: readonly number[];
}
export interface Plan<Outputs extends string = string> {
    readonly inputs: Readonly<Record<string, Float32Array>>;
    readonly outputs: Readonly<Record<Outputs, Float32Array>>;
    readonly parameters: Parameters;
    readonly gradients: Parameters;
    readonly inputGradients: Readonly<Record<string, Float32Array>>;
    draw(rng: Rng): void;
    forward(): void;
    backward(): void;
    close(): void;
}
export interface CompiledPlan extends Plan {
    readonly store: Store;
    readonly graph: Graph;
    readonly outputTensors: Readonly<Record<string, Tensor>>;
    readonly gradientAddress: number;
    readonly forwardCalls: readonly Call[];
    readonly backwardCalls: readonly Call[];
    readonly draws: readonly ((rng: Rng) => void)[];
}
export declare function ancestors(graph: Graph, tensors: readonly Tensor[]): Node[];
export declare function compile<Outputs extends string>(store: ParameterStore, model: Model<Outputs>, options?: CompileOptions<Outputs>): Plan<Outputs>;
export declare function compilePlan(store: Store, model: Model, { differentiate, inputGradients }?: CompileOptions): CompiledPlan;

// recorder.d.ts
import { type Graph, type Tensor } from './graph.ts';
import { type Scope, type Store } from './parameters.ts';
export interface Recorder {
    readonly parameters: Scope;
    input(name: string, shape: readonly number[]): Tensor;
    normal(shape: readonly number[]): Tensor;
    uniform(shape: readonly number[]): Tensor;
    dropoutMask(shape: readonly number[], rate: number): Tensor;
    constant(values: ArrayLike<number>, shape: readonly number[]): Tensor;
}
export type Model<Outputs extends string = string> = (recorder: Recorder) => Readonly<Record<Outputs, Tensor>>;
export interface Recording {
    readonly graph: Graph;
    readonly parameters: ReadonlyMap<string, Tensor>;
    readonly inputs: ReadonlyMap<string, Tensor>;
    readonly outputs: Readonly<Record<string, Tensor>>;
}
export declare function recordModel(where: string, store: Store, model: Model): Recording;

// reference-engine.d.ts
import type { Engine } from './engine.ts';
export declare function referenceEngine(type?: Float32ArrayConstructor | Float64ArrayConstructor): Engine;

// differentiate.d.ts
import { type Tensor } from './graph.ts';
export declare function gradient(of: Tensor, wrt: readonly Tensor[], cotangent?: Tensor): Tensor[];
export declare function directional(of: Tensor, wrt: readonly Tensor[], tangents: readonly Tensor[]): Tensor;

// graph.d.ts
import type { Kernels } from './kernels.ts';
export interface Tensor {
    readonly shape: readonly number[];
    readonly node: Node;
    readonly index: number;
}
export interface Node<A = any> {
    readonly id: number;
    readonly graph: Graph;
    readonly operation: Operation<A>;
    readonly inputs: readonly Tensor[];
    readonly outputs: readonly Tensor[];
    readonly attributes: A;
}
export interface Graph {
    readonly nodes: Node[];
}
export interface Emission {
    call<K extends keyof Kernels>(kernel: K, ...args: Parameters<Kernels[K]>): void;
    at(tensor: Tensor): number;
    readonly scratch: number;
}
export type Duals = readonly (Tensor | undefined)[];
export interface Operation<A = any> {
    readonly name: string;
    emit(emission: Emission, node: Node<A>): void;
    readonly isAlias?: boolean;
    scratch?(kernels: Kernels, node: Node<A>): number;
    pullback?(node: Node<A>, cotangents: Duals): Duals;
    pushforward?(node: Node<A>, tangents: Duals): Duals;
}
export declare const sizeOf: (shape: readonly number[]) => number;
export declare const padded: (n: number) => number;
export declare const show: (shape: readonly number[]) => string;
export declare function requireShape(shape: readonly number[]): readonly number[];
export declare function requireTensor(where: string, argument: string, x: Tensor): Tensor;
export declare function recordAll<A>(operation: Operation<A>, graph: Graph, inputs: readonly Tensor[], shapes: readonly (readonly number[])[], attributes: A): readonly Tensor[];
export declare function record<A>(operation: Operation<A>, inputs: readonly [Tensor, ...Tensor[]], shape: readonly number[], attributes: A): Tensor;

// kernels.d.ts
export declare const elementwise: {
    readonly identity: 0;
    readonly relu: 1;
    readonly silu: 2;
    readonly gelu: 3;
    readonly tanh: 4;
    readonly sigmoid: 5;
    readonly softplus: 6;
    readonly exp: 7;
    readonly log: 8;
    readonly sqrt: 9;
    readonly square: 10;
    readonly reciprocal: 11;
    readonly sin: 12;
    readonly cos: 13;
    readonly abs: 14;
};
export type Elementwise = keyof typeof elementwise;
export declare const pairwise: {
    readonly add: 0;
    readonly subtract: 1;
    readonly multiply: 2;
    readonly divide: 3;
};
export type Pairwise = keyof typeof pairwise;
export interface Kernels {
    matmul(out: number, a: number, b: number, m: number, n: number, k: number, aRow: number, aColumn: number, bRow: number, bColumn: number, outRow: number, accumulate: number, batch: number, aBatch: number, bBatch: number, outBatch: number, scratch: number): void;
    matmulScratch(m: number, n: number, k: number): number;
    affine(out: number, pre: number, x: number, w: number, bias: number, m: number, n: number, k: number, activation: number, scratch: number): void;
    map(out: number, x: number, n: number, f: number): void;
    mapDerivative(out: number, y: number, x: number, n: number, f: number): void;
    mapSecondDerivative(out: number, y: number, z: number, x: number, n: number, f: number): void;
    scaleShift(out: number, x: number, n: number, scale: number, shift: number): void;
    combine(out: number, a: number, b: number, outer: number, middle: number, inner: number, f: number): void;
    blend(out: number, a: number, b: number, n: number, scaleA: number, scaleB: number): void;
    reduce(out: number, x: number, outer: number, middle: number, inner: number, scale: number): void;
    repeat(out: number, x: number, outer: number, middle: number, inner: number, scale: number): void;
    copyRows(out: number, x: number, rows: number, columns: number, outStride: number, xStride: number): void;
    permute(out: number, x: number, n0: number, n1: number, n2: number, n3: number, s0: number, s1: number, s2: number, s3: number): void;
    fill(out: number, n: number, value: number): void;
    gather(out: number, table: number, indices: number, n: number, dimension: number, rows: number): void;
    scatter(out: number, y: number, indices: number, n: number, dimension: number, rows: number): void;
    softmax(out: number, x: number, rows: number, columns: number): void;
    softmaxDerivative(out: number, y: number, p: number, rows: number, columns: number): void;
    logSumExp(out: number, x: number, rows: number, columns: number): void;
    crossEntropy(out: number, x: number, targets: number, rows: number, columns: number): void;
    crossEntropyDerivative(out: number, y: number, x: number, targets: number, rows: number, columns: number): void;
    normalise(out: number, scales: number, x: number, batch: number, positions: number, channels: number, groups: number, epsilon: number): void;
    normaliseDerivative(out: number, y: number, normalised: number, scales: number, batch: number, positions: number, channels: number, groups: number): void;
    convolve(out: number, x: number, w: number, batch: number, height: number, width: number, inputs: number, outputs: number, size: number, stride: number, scratch: number): void;
    convolveInput(out: number, y: number, w: number, batch: number, height: number, width: number, inputs: number, outputs: number, size: number, stride: number, scratch: number): void;
    convolveWeights(out: number, x: number, y: number, batch: number, height: number, width: number, inputs: number, outputs: number, size: number, stride: number, scratch: number): void;
    convolveScratch(batch: number, height: number, width: number, inputs: number, outputs: number, size: number, stride: number): number;
    upsample(out: number, x: number, batch: number, height: number, width: number, channels: number, scale: number): void;
    downsample(out: number, x: number, batch: number, height: number, width: number, channels: number, scale: number): void;
    attend(out: number, weights: number, q: number, k: number, v: number, batch: number, heads: number, queries: number, keys: number, dimension: number, causal: number, scale: number, scratch: number): void;
    attendDerivative(outQ: number, outK: number, outV: number, y: number, weights: number, q: number, k: number, v: number, batch: number, heads: number, queries: number, keys: number, dimension: number, scale: number, scratch: number): void;
    attentionScratch(queries: number, keys: number, dimension: number): number;
    sgd(p: number, g: number, velocity: number, n: number, learningRate: number, momentum: number, decay: number): void;
    adam(p: number, g: number, m: number, v: number, n: number, rate: number, beta1: number, beta2: number, correction: number, epsilon: number, decay: number): void;
    sumOfSquares(x: number, n: number): number;
}

// operations/arithmetic.d.ts
import type { Tensor } from '../graph.ts';
import { type Extent } from './sums.ts';
export declare function scaleShift(x: Tensor, scale: number, shift: number): Tensor;
export declare const negate: (x: Tensor) => Tensor;
export declare function extentOf(whole: readonly number[], small: readonly number[]): Extent | undefined;
export declare const add: (a: Tensor, b: Tensor | number) => Tensor;
export declare const total: (a: Tensor | undefined, b: Tensor | undefined) => Tensor | undefined;
export declare const subtract: (a: Tensor, b: Tensor | number) => Tensor;
export declare const multiply: (a: Tensor, b: Tensor | number) => Tensor;
export declare const divide: (a: Tensor, b: Tensor | number) => Tensor;

// operations/attend.d.ts
import type { Tensor } from '../graph.ts';
export interface AttendOptions {
    readonly heads?: number | undefined;
    readonly isCausal?: boolean | undefined;
}
export interface Attention {
    readonly batch: number;
    readonly heads: number;
    readonly queries: number;
    readonly keys: number;
    readonly dimension: number;
    readonly isCausal: boolean;
}
export declare function attend(q: Tensor, k: Tensor, v: Tensor, { heads, isCausal }?: AttendOptions): Tensor;

// operations/gather.d.ts
import type { Tensor } from '../graph.ts';
export declare function embedding(table: Tensor, indices: Tensor): Tensor;
export declare function crossEntropy(x: Tensor, targets: Tensor): Tensor;

// operations/images.d.ts
import type { Tensor } from '../graph.ts';
export interface Convolution {
    readonly image: readonly [batch: number, height: number, width: number, inputs: number];
    readonly filter: readonly [size: number, size: number, inputs: number, outputs: number];
    readonly stride: number;
}
export declare function convolve(x: Tensor, w: Tensor, stride?: number): Tensor;
export declare function upsample(x: Tensor): Tensor;
export declare function downsample(x: Tensor): Tensor;

// operations/maps.d.ts
import type { Operation, Tensor } from '../graph.ts';
import { type Elementwise } from '../kernels.ts';
export declare const mapDerivative: (y: Tensor, x: Tensor, f: Elementwise) => Tensor;
export declare const mapOperation: Operation<Elementwise>;
export declare const requireElementwise: (where: string, f: Elementwise) => Elementwise;
export declare function mapBy(f: Elementwise, x: Tensor): Tensor;
export declare const relu: (x: Tensor) => Tensor;
export declare const silu: (x: Tensor) => Tensor;
export declare const gelu: (x: Tensor) => Tensor;
export declare const tanh: (x: Tensor) => Tensor;
export declare const sigmoid: (x: Tensor) => Tensor;
export declare const softplus: (x: Tensor) => Tensor;
export declare const exp: (x: Tensor) => Tensor;
export declare const log: (x: Tensor) => Tensor;
export declare const sqrt: (x: Tensor) => Tensor;
export declare const square: (x: Tensor) => Tensor;
export declare const reciprocal: (x: Tensor) => Tensor;
export declare const sin: (x: Tensor) => Tensor;
export declare const cos: (x: Tensor) => Tensor;
export declare const abs: (x: Tensor) => Tensor;

// operations/matmul.d.ts
import type { Tensor } from '../graph.ts';
import { type Elementwise } from '../kernels.ts';
export interface MatmulOptions {
    readonly transposeA?: boolean | undefined;
    readonly transposeB?: boolean | undefined;
}
export interface Product {
    readonly transposeA: boolean;
    readonly transposeB: boolean;
    readonly m: number;
    readonly n: number;
    readonly k: number;
    readonly batch: number;
    readonly isBatchedA: boolean;
    readonly isBatchedB: boolean;
}
export declare function matmul(a: Tensor, b: Tensor, { transposeA, transposeB }?: MatmulOptions): Tensor;
export declare function affine(x: Tensor, w: Tensor, bias?: Tensor, f?: Elementwise): Tensor;

// operations/rows.d.ts
import type { Tensor } from '../graph.ts';
export declare function softmax(x: Tensor): Tensor;
export declare function logSumExp(x: Tensor): Tensor;
export interface Groups {
    readonly batch: number;
    readonly positions: number;
    readonly channels: number;
    readonly groups: number;
    readonly epsilon: number;
}
export declare function groupNormalise(x: Tensor, groups: number, epsilon?: number): Tensor;
export declare function layerNormalise(x: Tensor, epsilon?: number): Tensor;

// operations/shapes.d.ts
import type { Tensor } from '../graph.ts';
export declare function reshape(x: Tensor, shape: readonly number[]): Tensor;
export declare function permute(x: Tensor, order: readonly number[]): Tensor;
export declare function requireAxis(where: string, axis: number, shape: readonly number[]): number;
export declare function concatenate(parts: readonly Tensor[], axis: number): Tensor;
export interface Window {
    readonly axis: number;
    readonly start: number;
}
export declare function slice(x: Tensor, axis: number, start: number, end: number): Tensor;

// operations/split.d.ts
import type { Tensor } from '../graph.ts';
export declare function split(x: Tensor, axis: number, lengths: readonly number[]): readonly Tensor[];

// operations/sums.d.ts
import type { Tensor } from '../graph.ts';
export type Extent = readonly [outer: number, middle: number, inner: number];
export interface Over {
    readonly extent: Extent;
    readonly scale: number;
}
export declare const reduceOver: (x: Tensor, extent: Extent, shape: readonly number[]) => Tensor;
export declare const repeatOver: (x: Tensor, extent: Extent, shape: readonly number[]) => Tensor;
export declare function sum(x: Tensor, axes?: readonly number[]): Tensor;
export declare function mean(x: Tensor, axes?: readonly number[]): Tensor;
export declare function repeatAlong(x: Tensor, axis: number, count: number): Tensor;

// initialisers.d.ts
import type { Initialiser } from './parameters.ts';
export declare const glorotUniform: Initialiser;
export declare const heNormal: Initialiser;
export declare const lecunNormal: Initialiser;
export declare function normalOf(standardDeviation: number): Initialiser;
export declare const zeros: Initialiser;
export declare const ones: Initialiser;

// layers.d.ts
import { type Tensor } from './graph.ts';
import type { Elementwise } from './kernels.ts';
import type { Initialiser, Scope } from './parameters.ts';
import type { Recorder } from './recorder.ts';
export interface LinearOptions {
    readonly activation?: Elementwise | undefined;
    readonly initialiser?: Initialiser | undefined;
    readonly isBiased?: boolean | undefined;
}
export declare function linear(scope: Scope, x: Tensor, outputs: number, { activation, initialiser, isBiased }?: LinearOptions): Tensor;
export declare const layerNorm: (scope: Scope, x: Tensor) => Tensor;
export declare const groupNorm: (scope: Scope, x: Tensor, groups: number) => Tensor;
export interface ConvolutionOptions {
    readonly size?: number | undefined;
    readonly stride?: number | undefined;
    readonly initialiser?: Initialiser | undefined;
}
export declare function convolution(scope: Scope, x: Tensor, outputs: number, { size, stride, initialiser }?: ConvolutionOptions): Tensor;
export interface SinusoidalEmbeddingOptions {
    readonly maxPeriod?: number | undefined;
}
export declare function sinusoidalEmbedding(x: Tensor, width: number, { maxPeriod }?: SinusoidalEmbeddingOptions): Tensor;
export declare const dropout: (recorder: Recorder, x: Tensor, rate: number) => Tensor;
export interface AttentionOptions {
    readonly heads?: number | undefined;
    readonly isCausal?: boolean | undefined;
    readonly context?: Tensor | undefined;
    readonly outputInitialiser?: Initialiser | undefined;
}
export declare function attention(scope: Scope, x: Tensor, { heads, isCausal, context, outputInitialiser }?: AttentionOptions): Tensor;
export interface MlpOptions {
    readonly hidden: readonly number[];
    readonly outputs: number;
    readonly activation?: Elementwise | undefined;
    readonly outputInitialiser?: Initialiser | undefined;
}
export declare function mlp(scope: Scope, x: Tensor, { hidden, outputs, activation, outputInitialiser }: MlpOptions): Tensor;

// losses.d.ts
import { type Tensor } from './graph.ts';
export declare function meanSquaredError(prediction: Tensor, target: Tensor): Tensor;
export declare function binaryCrossEntropy(logits: Tensor, targets: Tensor): Tensor;
export declare function gaussianNegativeLogLikelihood(mean: Tensor, logVariance: Tensor, target: Tensor): Tensor;

// models/gru.d.ts
import { type Tensor } from '../graph.ts';
import type { Scope } from '../parameters.ts';
export interface GruOptions {
    readonly width: number;
    readonly initial?: Tensor | undefined;
}
export declare function gruStep(scope: Scope, x: Tensor, state: Tensor): Tensor;
export declare function gru(scope: Scope, x: Tensor, options: GruOptions): Tensor;

// models/residual-block.d.ts
import { type Tensor } from '../graph.ts';
import type { Initialiser, Scope } from '../parameters.ts';
export interface ResidualBlockOptions {
    readonly outputs?: number | undefined;
    readonly embedding?: Tensor | undefined;
    readonly embeddingMode?: 'add' | 'scaleShift' | undefined;
    readonly maxGroups?: number | undefined;
    readonly attentionHeads?: number | undefined;
    readonly context?: Tensor | undefined;
    readonly branchInitialiser?: Initialiser | undefined;
}
export declare function groupsOf(channels: number, most?: number): number;
export declare function residualBlock(scope: Scope, x: Tensor, options?: ResidualBlockOptions): Tensor;

// models/transformer.d.ts
import { type Tensor } from '../graph.ts';
import type { Scope } from '../parameters.ts';
export interface TransformerOptions {
    readonly numLayers: number;
    readonly heads?: number | undefined;
    readonly hidden?: number | undefined;
    readonly isCausal?: boolean | undefined;
    readonly context?: Tensor | undefined;
    readonly maxLength?: number | undefined;
}
export declare function transformer(scope: Scope, x: Tensor, options: TransformerOptions): Tensor;

// models/unet.d.ts
import { type Tensor } from '../graph.ts';
import type { Initialiser, Scope } from '../parameters.ts';
import { type ResidualBlockOptions } from './residual-block.ts';
export interface UnetOptions {
    readonly channels: number;
    readonly multipliers?: readonly number[] | undefined;
    readonly blocksPerLevel?: number | undefined;
    readonly outputs?: number | undefined;
    readonly time?: Tensor | undefined;
    readonly labels?: {
        readonly indices: Tensor;
        readonly count: number;
    } | undefined;
    readonly attentionLevels?: readonly number[] | undefined;
    readonly heads?: number | undefined;
    readonly context?: Tensor | undefined;
    readonly embeddingMode?: ResidualBlockOptions['embeddingMode'];
    readonly maxGroups?: number | undefined;
    readonly branchInitialiser?: Initialiser | undefined;
}
export declare function unet(scope: Scope, x: Tensor, options: UnetOptions): Tensor;

// batches.d.ts
import { type Key, type Rng } from '@yuragi/prob-core';
export interface Batch {
    readonly step: number;
    readonly rng: Rng;
    readonly inputs: Readonly<Record<string, Float32Array>>;
    readonly start: number;
    readonly size: number;
    readonly batchSize: number;
}
export declare function rowsOf(arrays: Readonly<Record<string, ArrayLike<number>>>, n: number, key: Key): (batch: Batch) => void;

// fit.d.ts
import { type Key, type RunOptions, type RunResult } from '@yuragi/prob-core';
import type { Batch } from './batches.ts';
import { type Optimiser } from './optimisers.ts';
import { type ParameterStore, type ShapedArray } from './parameters.ts';
import { type Rate } from './rates.ts';
import { type TrainedModel } from './replicas.ts';
export interface FitOptions {
    readonly numSteps: number;
    readonly batchSize: number;
    readonly learningRate?: number | undefined;
    readonly optimiser?: Optimiser | undefined;
    readonly rate?: Rate | undefined;
    readonly maxGradientNorm?: number | undefined;
    readonly averageDecay?: number | undefined;
}
export interface Fit extends RunResult {
    readonly history: Readonly<Record<string, Float64Array>>;
    readonly average: Readonly<Record<string, ShapedArray>>;
}
export declare function fit(store: ParameterStore, model: TrainedModel, fillBatch: (batch: Batch) => void, key: Key, options: FitOptions & RunOptions): Promise<Fit>;

// optimisers.d.ts
import type { Call } from './plan.ts';
export interface Stretch {
    readonly parameters: number;
    readonly gradients: number;
    readonly slots: readonly number[];
    readonly length: number;
    readonly isDecayed: boolean;
}
export interface Optimiser {
    readonly name: string;
    readonly options: Readonly<Record<string, number>>;
    readonly numSlots: number;
    update(stretch: Stretch, learningRate: number, step: number): Call;
}
export declare function power(x: number, n: number): number;
export interface SgdOptions {
    readonly momentum?: number | undefined;
    readonly weightDecay?: number | undefined;
}
export declare function sgd({ momentum, weightDecay }?: SgdOptions): Optimiser;
export interface AdamOptions {
    readonly beta1?: number | undefined;
    readonly beta2?: number | undefined;
    readonly epsilon?: number | undefined;
}
export declare const adam: (options?: AdamOptions) => Optimiser;
export interface AdamWOptions extends AdamOptions {
    readonly weightDecay?: number | undefined;
}
export declare function adamW({ weightDecay, ...options }?: AdamWOptions): Optimiser;

// parameter-file.d.ts
import { type ParameterStore, type ShapedArray, Store } from './parameters.ts';
export declare function arraysAt(store: Store, address: number): Record<string, ShapedArray>;
export declare const parametersOf: (store: ParameterStore) => Record<string, ShapedArray>;
export declare function encodeParameters(from: ParameterStore | Readonly<Record<string, ShapedArray>>): Uint8Array;
export declare function decodeParameters(bytes: Uint8Array): Record<string, ShapedArray>;

// rates.d.ts
export type Rate = (s: number, step: number) => number;
export declare const constantRate: Rate;
export interface WarmupCosineOptions {
    readonly warmup?: number | undefined;
    readonly end?: number | undefined;
}
export declare function warmupCosine({ warmup, end }?: WarmupCosineOptions): Rate;
export declare function inverseSquareRoot(warmupSteps: number): Rate;

// replicas.d.ts
import type { Rng } from '@yuragi/prob-core';
import type { Tensor } from './graph.ts';
import type { Store } from './parameters.ts';
import { type Call, type CompiledPlan } from './plan.ts';
import type { Recorder } from './recorder.ts';
export type TrainedModel = (recorder: Recorder, batchSize: number) => Readonly<Record<string, Tensor>>;
export declare function compileReplicas(store: Store, model: TrainedModel, batchSize: number): CompiledPlan[];
export declare function drawAll(plans: readonly CompiledPlan[], rng: Rng): void;
export declare function meanOutput(plans: readonly CompiledPlan[], name: string): number;
export declare function trainingStep(plans: readonly CompiledPlan[], update: () => readonly Call[]): Promise<void>;

// backpropagation.d.ts
export type Activation = 'identity' | 'relu' | 'silu' | 'gelu' | 'tanh' | 'sigmoid' | 'softplus';
export interface DenseLayer {
    readonly weights: Float64Array;
    readonly biases: Float64Array;
    readonly activation: Activation;
}
export interface DenseNetwork {
    readonly layers: readonly DenseLayer[];
    readonly loss: 'squared' | 'crossEntropy';
}
export interface LayerTrace {
    readonly preActivations: Float64Array;
    readonly activations: Float64Array;
    readonly deltas: Float64Array;
    readonly weightGradient: Float64Array;
    readonly biasGradient: Float64Array;
}
export interface Backpropagation {
    readonly loss: number;
    readonly layers: readonly LayerTrace[];
    readonly inputGradient: Float64Array;
}
export declare function backpropagate(network: DenseNetwork, x: ArrayLike<number>, target: ArrayLike<number>): Backpropagation;

// curvature.d.ts
import { type Key } from '@yuragi/prob-core';
export type HessianVector = (theta: Float64Array, v: Float64Array, out: Float64Array) => void;
export type GradientField = (theta: Float64Array, out: Float64Array) => void;
export declare function hessianVectorByDifferences(gradient: GradientField, step?: number): HessianVector;
export interface LargestCurvatureOptions {
    readonly tolerance?: number | undefined;
    readonly maxProducts?: number | undefined;
}
export interface LargestCurvature {
    readonly value: number;
    readonly residual: number;
    readonly numProducts: number;
    readonly isConverged: boolean;
}
export declare function largestCurvature(hessianVector: HessianVector, theta: Float64Array, key: Key, { tolerance, maxProducts }?: LargestCurvatureOptions): LargestCurvature;
export interface StepCurvatureOptions extends LargestCurvatureOptions {
    readonly numPoints?: number | undefined;
    readonly margin?: number | undefined;
}
export declare function stepCurvature(gradient: GradientField, hessianVector: HessianVector, theta: Float64Array, key: Key, { numPoints, margin, ...options }?: StepCurvatureOptions): number;

// majorise.d.ts
export interface Surrogate {
    value(theta: Float64Array): number;
    optimum(): Float64Array;
    gradient?(theta: Float64Array, out: Float64Array): void;
}
export interface MajoriseProblem {
    objective(theta: Float64Array): number;
    gradient?(theta: Float64Array, out: Float64Array): void;
    surrogate(theta: Float64Array): Surrogate;
}
export interface MajoriseOptions {
    readonly goal?: 'minimum' | 'maximum' | undefined;
    readonly maxSteps?: number | undefined;
    readonly tolerance?: number | undefined;
    readonly numChecks?: number | undefined;
    readonly rounding?: number | undefined;
    readonly onFault?: 'throw' | 'note' | undefined;
}
export interface MajoriseInfo {
    readonly value: number;
    readonly nextValue: number;
    readonly touchError: number;
    readonly tangentError: number;
    readonly excess: number;
    readonly promise: number;
    readonly isFaulty: boolean;
}
export interface Majorisation {
    readonly position: Float64Array;
    readonly values: Float64Array;
    readonly infos: readonly MajoriseInfo[];
    readonly isConverged: boolean;
}
export declare function majorisationStep({ objective, gradient, surrogate }: MajoriseProblem, theta: Float64Array, { goal, numChecks, rounding, onFault }?: MajoriseOptions): readonly [theta: Float64Array, info: MajoriseInfo];
export declare function majorise(problem: MajoriseProblem, start: Float64Array, options?: MajoriseOptions): Majorisation;
export interface DifferentiableObjective {
    valueAndGradient(theta: Float64Array, gradient: Float64Array): number;
}
export declare function gradientLid(f: DifferentiableObjective, curvature: number | ((theta: Float64Array) => number)): MajoriseProblem;

// ========== @yuragi/nn/onnx ==========

// onnx/index.d.ts
export { encodeOnnx } from './encode.ts';

// onnx/encode.d.ts
import type { ParameterStore } from '../parameters.ts';
import { type Model } from '../recorder.ts';
export declare function encodeOnnx(store: ParameterStore, model: Model): Uint8Array<ArrayBuffer>;

// ========== @yuragi/nn/worker ==========

// worker.d.ts
export { serve } from './serve.ts';

// serve.d.ts
import type { Call } from './plan.ts';
export declare const words: {
    readonly bell: 0;
    readonly posted: 1;
    readonly asked: 2;
    readonly isClosed: 3;
    readonly done: 16;
    readonly calls: 32;
    readonly failure: 48;
    readonly total: 320;
};
export interface Start {
    readonly module: WebAssembly.Module;
    readonly memory: WebAssembly.Memory;
    readonly control: Int32Array;
    readonly words: typeof words;
    readonly numLooks: number;
}
export interface Program {
    readonly program: readonly Call[];
}
export declare function serve(): void;
