// ========== @yuragi/sde ==========

// index.d.ts
export { toIto, toStratonovich } from './calculus.ts';
export type { Calculus, NoiseKind, OdeProblem, ScalarField, SdeProblem, VectorField } from './problem.ts';
export type { ExactProcess } from './exact-process.ts';
export type { BrownianMotionOptions, GeometricBrownianMotionOptions, OrnsteinUhlenbeckOptions, VarianceExplodingOptions, VariancePreservingOptions, } from './named-processes.ts';
export { brownianMotion, geometricBrownianMotion, noiseLevelProcess, ornsteinUhlenbeck, varianceExploding, variancePreserving, } from './named-processes.ts';
export { type BrownianPath, type BrownianPathOptions, brownianPath } from './brownian-path.ts';
export { eulerMaruyama } from './euler-maruyama.ts';
export { milstein } from './milstein.ts';
export { integrateSde, type SdeSolution, type SolveSdeOptions, solveSde } from './solve-sde.ts';
export type { SdeInfo, SdeMethod, SdeSolver, SdeState } from './solver.ts';
export { stochasticHeun } from './stochastic-heun.ts';
export type { FieldWithDivergence, FlowProblem, HutchinsonFlowOptions } from './flow-divergence.ts';
export { hutchinsonFlow, probabilityFlowWithDivergence } from './flow-divergence.ts';
export type { FlowLogDensity, FlowLogDensityOptions } from './flow-log-density.ts';
export { flowLogDensity, integrateFlowLogDensity } from './flow-log-density.ts';
export { type ProbabilityFlowOptions, probabilityFlow, type ReverseSdeOptions, reverseSde } from './time-reversal.ts';
export type { FokkerPlanck, FokkerPlanckInfo, FokkerPlanckOptions, FokkerPlanckSolution, FokkerPlanckState, IntegrateFokkerPlanckOptions, } from './fokker-planck.ts';
export { fokkerPlanck, integrateFokkerPlanck } from './fokker-planck.ts';
export { type GridOptions, type Levels, lowestLevels, type PotentialDerivatives, type SchrodingerOperator, wittenLaplacian, wittenPotential, } from './witten-laplacian.ts';
export type { DormandPrince, DormandPrinceInfo, DormandPrinceOptions, DormandPrinceState } from './dormand-prince.ts';
export { dormandPrince, interpolateInto } from './dormand-prince.ts';
export { integrateOde, type OdeSolution, type SolveOdeOptions, solveOde } from './solve-ode.ts';

// calculus.d.ts
import { type SdeProblem } from './problem.ts';
export declare function toIto(problem: SdeProblem): SdeProblem;
export declare function toStratonovich(problem: SdeProblem): SdeProblem;

// problem.d.ts
export type VectorField = (x: Float64Array, t: number, out: Float64Array) => void;
export type ScalarField = (x: Float64Array, t: number, out: Float64Array) => void;
export interface OdeProblem {
    readonly dimension: number;
    readonly drift: VectorField;
}
export type Calculus = 'ito' | 'stratonovich';
export type NoiseKind = 'additive' | 'scalar' | 'diagonal' | 'general';
export interface SdeProblem extends OdeProblem {
    readonly calculus: Calculus;
    readonly noise: NoiseKind;
    readonly numNoises: number;
    readonly diffusionCoefficient: VectorField;
    readonly diffusionDerivative?: VectorField | undefined;
    readonly noiseInducedDrift?: VectorField | undefined;
    readonly driftDivergence?: ScalarField | undefined;
    readonly timeDirection?: 'forward' | 'backward' | undefined;
}
export declare function requireSdeProblem(where: string, problem: SdeProblem): SdeProblem;
export declare function requireBatch(where: string, argument: string, x: Float64Array, dimension: number): Float64Array;
export declare function coefficientLength({ dimension, noise, numNoises }: SdeProblem, n: number): number;

// exact-process.d.ts
import { type Rng } from '@yuragi/prob-core';
import type { SdeProblem } from './problem.ts';
export interface ExactProcess {
    readonly problem: SdeProblem;
    transitionInto(x: Float64Array, t0: number, t1: number, mean: Float64Array, variance: Float64Array): void;
    sampleInto(x: Float64Array, t0: number, t1: number, rng: Rng, out: Float64Array): void;
    transitionLogDensityInto(x: Float64Array, t0: number, y: Float64Array, t1: number, out: Float64Array): void;
}
export interface AffineTransition {
    readonly factor: number;
    readonly shift: number;
    readonly variance: number;
}
export interface AffineProcess {
    readonly dimension: number;
    slope(t: number): number;
    readonly offset: number;
    scale(t: number): number;
    transition(t0: number, t1: number): AffineTransition;
}
export declare function affineProcess({ dimension, slope, offset, scale, transition }: AffineProcess): ExactProcess;
export declare function logNormalTransitions(dimension: number, rate: number, volatility: number): Pick<ExactProcess, 'transitionInto' | 'sampleInto' | 'transitionLogDensityInto'>;

// named-processes.d.ts
import { type ExactProcess } from './exact-process.ts';
export interface BrownianMotionOptions {
    readonly dimension?: number | undefined;
    readonly drift?: number | undefined;
    readonly scale?: number | undefined;
}
export declare function brownianMotion({ dimension, drift, scale }?: BrownianMotionOptions): ExactProcess;
export interface OrnsteinUhlenbeckOptions {
    readonly dimension?: number | undefined;
    readonly rate: number;
    readonly mean?: number | undefined;
    readonly scale: number;
}
export declare function ornsteinUhlenbeck({ dimension, rate, mean, scale }: OrnsteinUhlenbeckOptions): ExactProcess;
export interface GeometricBrownianMotionOptions {
    readonly dimension?: number | undefined;
    readonly growthRate: number;
    readonly volatility: number;
}
export declare function geometricBrownianMotion({ dimension, growthRate, volatility, }: GeometricBrownianMotionOptions): ExactProcess;
export interface VariancePreservingOptions {
    readonly dimension?: number | undefined;
    readonly noiseRateMin?: number | undefined;
    readonly noiseRateMax?: number | undefined;
}
export declare function variancePreserving({ dimension, noiseRateMin, noiseRateMax, }?: VariancePreservingOptions): ExactProcess;
export interface VarianceExplodingOptions {
    readonly dimension?: number | undefined;
    readonly sigmaMin?: number | undefined;
    readonly sigmaMax?: number | undefined;
}
export declare function varianceExploding({ dimension, sigmaMin, sigmaMax, }?: VarianceExplodingOptions): ExactProcess;
export declare function noiseLevelProcess({ dimension }?: {
    readonly dimension?: number | undefined;
}): ExactProcess;

// brownian-path.d.ts
import { type Key } from '@yuragi/prob-core';
export interface BrownianPath {
    incrementInto(t0: number, t1: number, out: Float64Array): void;
}
export interface BrownianPathOptions {
    readonly size: number;
    readonly t0?: number | undefined;
    readonly t1?: number | undefined;
    readonly resolution?: number | undefined;
}
export declare function brownianPath(key: Key, { size, t0: start, t1: end, resolution }: BrownianPathOptions): BrownianPath;

// euler-maruyama.d.ts
import type { SdeProblem } from './problem.ts';
import { type SdeSolver } from './solver.ts';
export declare function eulerMaruyama(problem: SdeProblem): SdeSolver;

// milstein.d.ts
import type { SdeProblem } from './problem.ts';
import { type SdeSolver } from './solver.ts';
export declare function milstein(problem: SdeProblem): SdeSolver;

// solve-sde.d.ts
import { type Key, type RunOptions, type RunResult } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import type { BrownianPath } from './brownian-path.ts';
import { type SdeMethod, type SdeSolver } from './solver.ts';
export interface SolveSdeOptions {
    readonly t0: number;
    readonly t1: number;
    readonly stepSize: number;
    readonly saveAt?: ArrayLike<number> | undefined;
}
export interface SdeSolution {
    readonly position: Float64Array;
    readonly time: number;
    readonly saved: NdArray<Float64Array>;
    readonly numSteps: number;
    readonly numDiverged: number;
    readonly method: SdeMethod;
}
export declare function integrateSde(solver: SdeSolver, position: Float64Array, noise: Key | BrownianPath, options: SolveSdeOptions): SdeSolution;
export declare function solveSde(solver: SdeSolver, position: Float64Array, noise: Key | BrownianPath, options: SolveSdeOptions & RunOptions): Promise<SdeSolution & RunResult>;

// solver.d.ts
import { type Rng } from '@yuragi/prob-core';
import { type Calculus, type SdeProblem } from './problem.ts';
export type SdeMethod = 'euler-maruyama' | 'milstein' | 'milstein-derivative-free' | 'stochastic-heun';
export interface SdeState {
    readonly position: Float64Array;
}
export interface SdeInfo {
    readonly method: SdeMethod;
    readonly increments: Float64Array;
    readonly isFinite: boolean;
}
export interface SdeSolver {
    readonly problem: SdeProblem;
    readonly method: SdeMethod;
    init(position: Float64Array, rng: Rng): SdeState;
    step(state: SdeState, rng: Rng, t0: number, t1: number): readonly [state: SdeState, info: SdeInfo];
    stepInto(position: Float64Array, increments: Float64Array, t0: number, t1: number, out: Float64Array): void;
}
export declare function requireCalculus(where: string, problem: SdeProblem, calculus: Calculus): void;
export declare function drawIncrementsInto(rng: Rng, t0: number, t1: number, out: Float64Array): void;
export type Combine = (x: Float64Array, h: number, drift: Float64Array, coefficient: Float64Array, increments: Float64Array, out: Float64Array) => void;
export declare function combineFor({ noise, dimension, numNoises }: SdeProblem): Combine;
export declare function workspace<W>(make: (n: number) => W): (n: number) => W;
export interface Evaluation {
    readonly drift: Float64Array;
    readonly coefficient: Float64Array;
}
export declare function evaluationFor(problem: SdeProblem, n: number): Evaluation;
export declare function solverOf(where: string, problem: SdeProblem, method: SdeMethod, stepInto: SdeSolver['stepInto']): SdeSolver;

// stochastic-heun.d.ts
import type { SdeProblem } from './problem.ts';
import { type SdeSolver } from './solver.ts';
export declare function stochasticHeun(problem: SdeProblem): SdeSolver;

// flow-divergence.d.ts
import { type Key } from '@yuragi/prob-core';
import { type OdeProblem, type SdeProblem } from './problem.ts';
export type FieldWithDivergence = (x: Float64Array, t: number, field: Float64Array, divergence: Float64Array) => void;
export interface FlowProblem extends OdeProblem {
    readonly driftAndDivergence: FieldWithDivergence;
}
export declare function probabilityFlowWithDivergence(forward: SdeProblem, scoreAndDivergence: FieldWithDivergence): FlowProblem;
export interface HutchinsonFlowOptions {
    readonly numProbes?: number | undefined;
    readonly directionalDerivative?: ((x: Float64Array, t: number, direction: Float64Array, out: Float64Array) => void) | undefined;
}
export declare function hutchinsonFlow({ dimension, drift }: OdeProblem, key: Key, { numProbes, directionalDerivative }?: HutchinsonFlowOptions): FlowProblem;

// flow-log-density.d.ts
import { type RunOptions, type RunResult } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import type { FlowProblem } from './flow-divergence.ts';
export interface FlowLogDensityOptions {
    readonly t0: number;
    readonly t1: number;
    readonly endLogDensityInto: (x: Float64Array, out: Float64Array) => void;
    readonly relativeTolerance?: number | undefined;
    readonly absoluteTolerance?: number | undefined;
}
export interface FlowLogDensity {
    readonly logDensity: Float64Array;
    readonly latent: NdArray<Float64Array>;
    readonly numEvaluations: number;
}
export declare function integrateFlowLogDensity(flow: FlowProblem, x: NdArray<Float64Array>, options: FlowLogDensityOptions): FlowLogDensity;
export declare function flowLogDensity(flow: FlowProblem, x: NdArray<Float64Array>, options: FlowLogDensityOptions & RunOptions): Promise<FlowLogDensity & RunResult>;

// time-reversal.d.ts
import { type OdeProblem, type SdeProblem, type VectorField } from './problem.ts';
export interface ProbabilityFlowOptions {
    readonly covarianceDivergence?: VectorField | undefined;
}
export interface ReverseSdeOptions extends ProbabilityFlowOptions {
    readonly noiseFactor?: number | undefined;
}
export declare function reverseSde(forward: SdeProblem, score: VectorField, { noiseFactor, covarianceDivergence }?: ReverseSdeOptions): SdeProblem;
export declare function probabilityFlow(forward: SdeProblem, score: VectorField, { covarianceDivergence }?: ProbabilityFlowOptions): OdeProblem;

// fokker-planck.d.ts
import { type SdeProblem } from './problem.ts';
export interface FokkerPlanckState {
    readonly density: Float64Array;
}
export interface FokkerPlanckInfo {
    readonly mass: number;
    readonly relativeEntropy: number;
}
export interface FokkerPlanckOptions {
    readonly lower: number;
    readonly upper: number;
    readonly numCells: number;
}
export interface FokkerPlanck {
    readonly centres: Float64Array;
    readonly cellWidth: number;
    init(density: Float64Array): FokkerPlanckState;
    step(state: FokkerPlanckState, t0: number, t1: number): readonly [state: FokkerPlanckState, info: FokkerPlanckInfo];
    stationary(t?: number): Float64Array;
}
export declare function fokkerPlanck(problem: SdeProblem, { lower, upper, numCells }: FokkerPlanckOptions): FokkerPlanck;
export interface IntegrateFokkerPlanckOptions {
    readonly t0: number;
    readonly t1: number;
    readonly numSteps: number;
}
export interface FokkerPlanckSolution extends FokkerPlanckState {
    readonly mass: Float64Array;
    readonly relativeEntropy: Float64Array;
}
export declare function integrateFokkerPlanck(solver: FokkerPlanck, density: Float64Array, { t0, t1, numSteps }: IntegrateFokkerPlanckOptions): FokkerPlanckSolution;

// witten-laplacian.d.ts
import type { NdArray } from 'ndarray';
export interface PotentialDerivatives {
    gradient(x: number): number;
    curvature(x: number): number;
}
export interface GridOptions {
    readonly lower: number;
    readonly upper: number;
    readonly numPoints: number;
}
export interface SchrodingerOperator {
    readonly points: Float64Array;
    readonly spacing: number;
    readonly potential: Float64Array;
    readonly diagonal: Float64Array;
    readonly offDiagonal: number;
}
export declare const wittenPotential: ({ gradient, curvature }: PotentialDerivatives, x: number) => number;
export declare function wittenLaplacian(potential: PotentialDerivatives, grid: GridOptions): SchrodingerOperator;
export interface Levels {
    readonly values: Float64Array;
    readonly states: NdArray<Float64Array>;
}
export declare function lowestLevels(operator: SchrodingerOperator, numLevels: number): Levels;

// dormand-prince.d.ts
import type { OdeProblem } from './problem.ts';
export interface DormandPrinceState {
    readonly position: Float64Array;
    readonly time: number;
    readonly derivative: Float64Array;
    readonly stepSize: number;
    readonly lastError: number;
}
export interface DormandPrinceInfo {
    readonly isAccepted: boolean;
    readonly error: number;
    readonly numEvaluations: number;
    readonly interpolant: Float64Array;
}
export interface DormandPrinceOptions {
    readonly relativeTolerance?: number | undefined;
    readonly absoluteTolerance?: number | undefined;
    readonly initialStepSize?: number | undefined;
    readonly maxStepSize?: number | undefined;
    readonly isDense?: boolean | undefined;
}
export interface DormandPrince {
    init(position: Float64Array, time: number): DormandPrinceState;
    step(state: DormandPrinceState, target: number): readonly [state: DormandPrinceState, info: DormandPrinceInfo];
}
export declare function dormandPrince({ dimension, drift }: OdeProblem, { relativeTolerance, absoluteTolerance, initialStepSize, maxStepSize, isDense, }?: DormandPrinceOptions): DormandPrince;
export declare function interpolateInto(interpolant: Float64Array, fraction: number, out: Float64Array): void;

// solve-ode.d.ts
import { type RunOptions, type RunResult } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import { type DormandPrinceOptions } from './dormand-prince.ts';
import type { OdeProblem } from './problem.ts';
export interface SolveOdeOptions extends Omit<DormandPrinceOptions, 'isDense'> {
    readonly t0: number;
    readonly t1: number;
    readonly saveAt?: ArrayLike<number> | undefined;
    readonly maxSteps?: number | undefined;
}
export interface OdeSolution {
    readonly position: Float64Array;
    readonly time: number;
    readonly saved: NdArray<Float64Array>;
    readonly numSteps: number;
    readonly numRejected: number;
    readonly numEvaluations: number;
}
export declare function integrateOde(problem: OdeProblem, position: Float64Array, options: SolveOdeOptions): OdeSolution;
export declare function solveOde(problem: OdeProblem, position: Float64Array, options: SolveOdeOptions & RunOptions): Promise<OdeSolution & RunResult>;
