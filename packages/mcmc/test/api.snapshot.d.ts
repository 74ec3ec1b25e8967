// ========== @yuragi/mcmc ==========

// index.d.ts
export type { Kernel } from './kernel.ts';
export type { GradientTarget, Target } from './target.ts';
export { mixingTime, type SpectralGap, spectralGap } from './chain-mixing.ts';
export { type CommunicatingClass, communicatingClasses, isIrreducible, period, stationaryLaw, } from './chain-structure.ts';
export { type AsymptoticVariance, asymptoticVariance, commuteTime, hittingTimes } from './chain-variance.ts';
export { additiveReversibilisation, type BalanceCheck, type ConservationCheck, checkBalance, checkConservation, checkDetailedBalance, type DetailedBalanceCheck, evolve, type FiniteChain, finiteChain, metropolisHastingsChain, probabilityCurrents, timeReversal, } from './finite-chain.ts';
export { type FiniteGenerator, finiteGenerator, uniformisedChain } from './finite-generator.ts';
export { addSkewFlow, cycleFlow } from './skew-flow.ts';
export { type StationaryDensity, type StationaryDensityOptions, stationaryDensity } from './stationary-density.ts';
export { type HamiltonianInfo, type HamiltonianOptions, hamiltonianMonteCarlo } from './hmc.ts';
export { metropolisAdjustedLangevin } from './mala.ts';
export { independenceProposal, type MetropolisInfo, type MetropolisState, metropolisHastings, type Proposal, } from './metropolis-hastings.ts';
export { type RandomWalkInfo, type RandomWalkOptions, type RandomWalkState, randomWalkMetropolis, } from './random-walk.ts';
export { type GradientState, type LangevinOptions, type UnadjustedLangevinInfo, unadjustedLangevin, } from './unadjusted-langevin.ts';
export { type IsingInfo, type IsingScan, type IsingState, isingHeatBath } from './ising-heat-bath.ts';
export { isingLiftedMetropolis, type LiftedIsingInfo, type LiftedIsingOptions, type LiftedIsingState, } from './ising-lifted.ts';
export { isingMetropolis } from './ising-metropolis.ts';
export { type IsingModel, type IsingModelOptions, isingEnergy, isingModel, localField } from './ising-model.ts';
export { atLevel, iterate, type RunKernelOptions, run } from './run.ts';
export { type DualAveraging, type DualAveragingState, dualAveraging } from './dual-averaging.ts';
export { type AdaptationOptions, type Draws, type Quantities, type Sample, type SampleOptions, sample, } from './sample.ts';
export type { Tuning } from './warm-up.ts';
export { autocorrelation, bulkEffectiveSampleSize, meanStandardError, quantileStandardError, rHat, standardDeviationStandardError, tailEffectiveSampleSize, } from './diagnostics.ts';
export { drawsOf, type SummaryRow, summary } from './summary.ts';

// kernel.d.ts
import type { Rng } from '@yuragi/prob-core';
export interface Kernel<P, S extends {
    readonly position: P;
}, I, Level extends readonly number[] = []> {
    init(position: P, rng: Rng): S;
    step(state: S, rng: Rng, ...level: Level): readonly [state: S, info: I];
}

// target.d.ts
export interface Target {
    readonly dimension: number;
    logDensity(x: Float64Array): number;
    gradLogDensity?(x: Float64Array, out: Float64Array): number;
}
export type GradientTarget = Required<Target>;

// chain-mixing.d.ts
import { type FiniteChain } from './finite-chain.ts';
export interface SpectralGap {
    readonly isReversible: boolean;
    readonly gap: number;
    readonly absoluteGap: number;
    readonly relaxationTime: number;
    readonly eigenvalues: Float64Array;
}
export declare function spectralGap(chain: FiniteChain): SpectralGap;
export declare function mixingTime(chain: FiniteChain, epsilon?: number): number;

// chain-structure.d.ts
import { type FiniteChain } from './finite-chain.ts';
export interface CommunicatingClass {
    readonly states: Int32Array;
    readonly isClosed: boolean;
    readonly period: number;
}
export declare function statesReaching({ numStates: n, transition: w }: FiniteChain, targets: Iterable<number>): Uint8Array;
export declare function communicatingClasses(chain: FiniteChain): readonly CommunicatingClass[];
export declare function isIrreducible(chain: FiniteChain): boolean;
export declare function requireIrreducible(where: string, chain: FiniteChain): CommunicatingClass;
export declare function period(chain: FiniteChain): number;
export declare function onlyClosedClass(where: string, chain: FiniteChain): CommunicatingClass;
export declare function stationaryLaw(chain: FiniteChain): Float64Array;
export declare function requireState(where: string, argument: string, state: number, numStates: number): number;

// chain-variance.d.ts
import { type FiniteChain } from './finite-chain.ts';
import { type FiniteGenerator } from './finite-generator.ts';
export interface AsymptoticVariance {
    readonly value: number;
    readonly variance: number;
    readonly integratedAutocorrelationTime: number;
}
export declare function asymptoticVariance(process: FiniteChain | FiniteGenerator, f: ArrayLike<number>): AsymptoticVariance;
export declare function hittingTimes(chain: FiniteChain, targets: ArrayLike<number>): Float64Array;
export declare function commuteTime(chain: FiniteChain, a: number, b: number): number;

// finite-chain.d.ts
import type { NdArray } from 'ndarray';
export interface FiniteChain {
    readonly numStates: number;
    readonly transition: Float64Array;
}
export interface ConservationCheck {
    readonly maxError: number;
    readonly worstState: number;
}
export interface BalanceCheck {
    readonly maxError: number;
    readonly worstState: number;
}
export interface DetailedBalanceCheck {
    readonly maxError: number;
    readonly from: number;
    readonly to: number;
}
export declare function requireChain(where: string, chain: FiniteChain, argument?: string): FiniteChain;
export declare function requireLaw(where: string, law: ArrayLike<number>, numStates: number): Float64Array;
export declare function requireObservable(where: string, f: ArrayLike<number>, numStates: number): Float64Array;
export declare function checkConservation(transition: NdArray<Float64Array>): ConservationCheck;
export declare function finiteChain(transition: NdArray<Float64Array>): FiniteChain;
export declare function metropolisHastingsChain(proposal: FiniteChain, law: ArrayLike<number>): FiniteChain;
export declare function evolve(chain: FiniteChain, law: ArrayLike<number>, numSteps: number): Float64Array;
export declare function checkBalance(chain: FiniteChain, law: ArrayLike<number>): BalanceCheck;
export declare function checkDetailedBalance(chain: FiniteChain, law: ArrayLike<number>): DetailedBalanceCheck;
export declare function probabilityCurrents(chain: FiniteChain, law: ArrayLike<number>): NdArray<Float64Array>;
export declare function timeReversal(chain: FiniteChain, law: ArrayLike<number>): FiniteChain;
export declare function additiveReversibilisation(chain: FiniteChain, law: ArrayLike<number>): FiniteChain;

// finite-generator.d.ts
import type { NdArray } from 'ndarray';
import type { FiniteChain } from './finite-chain.ts';
export interface FiniteGenerator {
    readonly numStates: number;
    readonly rates: Float64Array;
}
export declare function finiteGenerator(rates: NdArray<Float64Array>): FiniteGenerator;
export declare const isGeneratorLike: (process: FiniteChain | FiniteGenerator) => process is FiniteGenerator;
export declare function requireGenerator(where: string, generator: FiniteGenerator): FiniteGenerator;
export declare function uniformisedChain(generator: FiniteGenerator, rate?: number): FiniteChain;

// skew-flow.d.ts
import type { NdArray } from 'ndarray';
import { type FiniteChain } from './finite-chain.ts';
import { type FiniteGenerator } from './finite-generator.ts';
export declare function addSkewFlow(process: FiniteChain, flow: NdArray<Float64Array>): FiniteChain;
export declare function addSkewFlow(process: FiniteGenerator, flow: NdArray<Float64Array>): FiniteGenerator;
export declare function cycleFlow(numStates: number, cycle: ArrayLike<number>, current: number): NdArray<Float64Array>;

// stationary-density.d.ts
export interface StationaryDensityOptions {
    readonly nodes: ArrayLike<number>;
    readonly weights: ArrayLike<number>;
    readonly tolerance?: number | undefined;
}
export interface StationaryDensity {
    readonly density: Float64Array;
    at(x: number): number;
    readonly isReversible: boolean;
    readonly eigenvalues: Float64Array;
    readonly meanDefect: number;
    readonly maxDefect: number;
}
export declare function stationaryDensity(kernel: (x: number, y: number) => number, options: StationaryDensityOptions): StationaryDensity;

// hmc.d.ts
import { type GradientState } from './internal/start.ts';
import type { Kernel } from './kernel.ts';
import type { MetropolisInfo } from './metropolis-hastings.ts';
import type { GradientTarget } from './target.ts';
export interface HamiltonianInfo extends MetropolisInfo<Float64Array> {
    readonly energyError: number;
    readonly isDivergent: boolean;
}
export interface HamiltonianOptions {
    readonly stepSize: number;
    readonly numSteps: number;
    readonly inverseMetric?: Float64Array | undefined;
    readonly jitter?: number | undefined;
}
export declare function hamiltonianMonteCarlo(target: GradientTarget, { stepSize, numSteps, inverseMetric, jitter }: HamiltonianOptions): Kernel<Float64Array, GradientState, HamiltonianInfo>;

// mala.d.ts
import { type GradientState } from './internal/start.ts';
import type { Kernel } from './kernel.ts';
import type { MetropolisInfo } from './metropolis-hastings.ts';
import type { GradientTarget } from './target.ts';
import type { LangevinOptions } from './unadjusted-langevin.ts';
export declare function metropolisAdjustedLangevin(target: GradientTarget, { stepSize, inverseMetric }: LangevinOptions): Kernel<Float64Array, GradientState, MetropolisInfo<Float64Array>>;

// metropolis-hastings.d.ts
import type { Distribution, Rng } from '@yuragi/prob-core';
import type { Kernel } from './kernel.ts';
export interface MetropolisState<P> {
    readonly position: P;
    readonly logDensity: number;
}
export interface MetropolisInfo<P> {
    readonly acceptanceProbability: number;
    readonly isAccepted: boolean;
    readonly isFinite: boolean;
    readonly proposal: P;
}
export interface Proposal<P> {
    sample(from: P, rng: Rng): P;
    logDensityRatio(from: P, to: P): number;
}
export declare function metropolisHastings<P>(target: {
    logDensity(x: P): number;
}, proposal: Proposal<P>): Kernel<P, MetropolisState<P>, MetropolisInfo<P>>;
export declare function independenceProposal<P>(q: Pick<Distribution<P>, 'sample' | 'logDensity'>): Proposal<P>;

// random-walk.d.ts
import type { Kernel } from './kernel.ts';
import type { MetropolisInfo, MetropolisState } from './metropolis-hastings.ts';
import type { Target } from './target.ts';
export type RandomWalkState = MetropolisState<Float64Array>;
export type RandomWalkInfo = MetropolisInfo<Float64Array>;
export interface RandomWalkOptions {
    readonly stepSize: number;
    readonly inverseMetric?: Float64Array | undefined;
}
export declare function randomWalkMetropolis(target: Target, { stepSize, inverseMetric }: RandomWalkOptions): Kernel<Float64Array, RandomWalkState, RandomWalkInfo>;

// unadjusted-langevin.d.ts
import { type GradientState } from './internal/start.ts';
import type { Kernel } from './kernel.ts';
import type { GradientTarget } from './target.ts';
export type { GradientState };
export interface LangevinOptions {
    readonly stepSize: number;
    readonly inverseMetric?: Float64Array | undefined;
}
export interface UnadjustedLangevinInfo {
    readonly isFinite: boolean;
}
export declare function unadjustedLangevin(target: GradientTarget, { stepSize, inverseMetric }: LangevinOptions): Kernel<Float64Array, GradientState, UnadjustedLangevinInfo>;

// ising-heat-bath.d.ts
import { type IsingInfo, type IsingScan, type IsingState } from './internal/spin-updates.ts';
import type { IsingModel } from './ising-model.ts';
import type { Kernel } from './kernel.ts';
export type { IsingInfo, IsingScan, IsingState };
export declare function isingHeatBath(model: IsingModel, options: IsingScan): Kernel<Int8Array, IsingState, IsingInfo, [beta: number]>;

// ising-lifted.d.ts
import { type IsingInfo, type IsingState } from './internal/spin-updates.ts';
import { type IsingModel } from './ising-model.ts';
import type { Kernel } from './kernel.ts';
export interface LiftedIsingState extends IsingState {
    readonly direction: 1 | -1;
}
export interface LiftedIsingInfo extends IsingInfo {
    readonly numTurns: number;
}
export interface LiftedIsingOptions {
    readonly numUpdates?: number | undefined;
}
export declare function isingLiftedMetropolis(model: IsingModel, options?: LiftedIsingOptions): Kernel<Int8Array, LiftedIsingState, LiftedIsingInfo, [beta: number]>;

// ising-metropolis.d.ts
import { type IsingInfo, type IsingScan, type IsingState } from './internal/spin-updates.ts';
import type { IsingModel } from './ising-model.ts';
import type { Kernel } from './kernel.ts';
export declare function isingMetropolis(model: IsingModel, options: IsingScan): Kernel<Int8Array, IsingState, IsingInfo, [beta: number]>;

// ising-model.d.ts
export interface IsingModel {
    readonly numSpins: number;
    readonly rowStarts: Int32Array;
    readonly columns: Int32Array;
    readonly couplings: Float64Array;
    readonly fields: Float64Array;
    readonly offset: number;
}
export interface IsingModelOptions {
    readonly numSpins: number;
    readonly bonds: readonly (readonly [i: number, j: number, coupling: number])[];
    readonly fields?: ArrayLike<number> | undefined;
    readonly offset?: number | undefined;
}
export declare function isingModel({ numSpins, bonds, fields, offset }: IsingModelOptions): IsingModel;
export declare function isingEnergy(model: IsingModel, spins: Int8Array): number;
export declare function localField(model: IsingModel, spins: Int8Array, i: number): number;

// run.d.ts
import type { Rng } from '@yuragi/prob-core';
import type { Kernel } from './kernel.ts';
export interface RunKernelOptions<S, I> {
    readonly thin?: number | undefined;
    readonly onStep?: ((state: S, info: I, index: number) => void) | undefined;
}
export declare function run<P, S extends {
    readonly position: P;
}, I>(kernel: Kernel<P, S, I>, state: S, rng: Rng, numSteps: number, { thin, onStep }?: RunKernelOptions<S, I>): S;
export declare function iterate<P, S extends {
    readonly position: P;
}, I>(kernel: Kernel<P, S, I>, state: S, rng: Rng): Generator<readonly [state: S, info: I], never, void>;
export declare function atLevel<P, S extends {
    readonly position: P;
}, I, Level extends readonly number[]>(kernel: Kernel<P, S, I, Level>, ...level: Level): Kernel<P, S, I>;

// dual-averaging.d.ts
export interface DualAveragingState {
    readonly count: number;
    readonly logCentre: number;
    readonly error: number;
    readonly logStepSize: number;
    readonly logAverage: number;
}
export interface DualAveraging {
    init(stepSize: number): DualAveragingState;
    step(state: DualAveragingState, acceptanceProbability: number): DualAveragingState;
}
export declare function dualAveraging(targetAcceptance: number): DualAveraging;
export declare function settling(targetAcceptance: number): DualAveraging;

// sample.d.ts
import { type Key, type Rng, type RunOptions, type RunResult, type Warning } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import type { Kernel } from './kernel.ts';
import { type Tuning } from './warm-up.ts';
export interface Quantities<P> {
    readonly names: readonly string[];
    evaluate(position: P, out: Float64Array): void;
}
export interface AdaptationOptions {
    readonly targetAcceptance: number;
    readonly adaptsMetric?: boolean | undefined;
    readonly initialStepSize?: number | undefined;
}
export interface SampleOptions<P> {
    readonly key: Key;
    readonly start: (rng: Rng) => P;
    readonly numChains?: number | undefined;
    readonly numWarmup?: number | undefined;
    readonly numDraws?: number | undefined;
    readonly quantities?: Quantities<P> | undefined;
    readonly adaptation?: AdaptationOptions | undefined;
    readonly thin?: number | undefined;
}
export interface Draws extends RunResult {
    readonly names: readonly string[];
    readonly values: NdArray<Float64Array>;
    readonly info: Readonly<Record<string, NdArray<Float64Array>>>;
}
export interface Sample extends Draws {
    readonly tunings: readonly Tuning[];
    readonly numNotFinite: number;
    readonly numDivergent: number;
    readonly warnings: readonly Warning[];
}
export declare function sample<P extends Float64Array | Int8Array, S extends {
    readonly position: P;
}, I extends object>(makeKernel: (tuning: Tuning) => Kernel<P, S, I>, options: SampleOptions<P> & RunOptions): Promise<Sample>;

// warm-up.d.ts
import { type DualAveragingState } from './dual-averaging.ts';
export interface Tuning {
    readonly stepSize: number;
    readonly inverseMetric: Float64Array;
}
export interface WarmUpState {
    readonly dualAveraging: DualAveragingState;
    readonly tuning: Tuning;
    readonly count: number;
    readonly means: Float64Array;
    readonly squares: Float64Array;
    readonly isRestart: boolean;
    readonly isSettling: boolean;
}
export interface WarmUp {
    init(dimension: number, stepSize: number): WarmUpState;
    step(state: WarmUpState, index: number, position: ArrayLike<number>, acceptanceProbability: number): WarmUpState;
    restart(state: WarmUpState, stepSize: number): WarmUpState;
    finish(state: WarmUpState): Tuning;
}
export declare function slowWindowEnds(numWarmup: number): readonly number[];
export declare function warmUp(numWarmup: number, targetAcceptance: number, adaptsMetric: boolean): WarmUp;
export declare function searchStepSize(stepSize: number, targetAcceptance: number, acceptanceAt: (stepSize: number) => number): number;

// diagnostics.d.ts
import type { NdArray } from 'ndarray';
export declare function rHat(x: NdArray<Float64Array>): number;
export declare function bulkEffectiveSampleSize(x: NdArray<Float64Array>): number;
export declare function tailEffectiveSampleSize(x: NdArray<Float64Array>): number;
export declare function meanStandardError(x: NdArray<Float64Array>): number;
export declare function standardDeviationStandardError(x: NdArray<Float64Array>): number;
export declare function quantileStandardError(x: NdArray<Float64Array>, p: number): number;
export declare function autocorrelation(x: NdArray<Float64Array>, maxLag: number): NdArray<Float64Array>;

// summary.d.ts
import type { NdArray } from 'ndarray';
import type { Draws } from './sample.ts';
export interface SummaryRow {
    readonly name: string;
    readonly mean: number;
    readonly standardDeviation: number;
    readonly quantile5: number;
    readonly median: number;
    readonly quantile95: number;
    readonly meanStandardError: number;
    readonly standardDeviationStandardError: number;
    readonly bulkEffectiveSampleSize: number;
    readonly tailEffectiveSampleSize: number;
    readonly rHat: number;
}
export declare function drawsOf({ names, values }: Pick<Draws, 'names' | 'values'>, name: string): NdArray<Float64Array>;
export declare function summary(draws: Pick<Draws, 'names' | 'values'>): readonly SummaryRow[];
