// ========== @yuragi/annealing ==========

// index.d.ts
export { type DimodModel, fromDimod, toDimod } from './dimod.ts';
export { type DenseIsingModel, type DenseIsingOptions, denseIsing, type Named, type SpinModel, spinEnergy, toDenseIsing, toSparseIsing, } from './ising.ts';
export { chainLattice, cubicLattice, type LatticeOptions, normalCouplings, randomSigns, sherringtonKirkpatrick, squareLattice, } from './lattices.ts';
export { cutValue, maxCutIsing, readGset, type WeightedGraph, writeGset } from './max-cut.ts';
export { isingToQubo, type Qubo, type QuboOptions, type QuboTerm, qubo, quboEnergy, quboFromMatrix, quboToIsing, } from './qubo.ts';
export { type AnnealOptions, anneal } from './anneal.ts';
export { type IsingSweepInfo, type IsingSweepOptions, type IsingSweepState, isingSweep } from './ising-sweep.ts';
export { bestSample, type SampleSet, toBinary } from './sample-set.ts';
export { betaRange, geometricSchedule, linearSchedule, type Schedule } from './schedule.ts';
export type { UpdateRule } from './sweep-plan.ts';
export { type AnnealedSystem, type AnnealSystemOptions, annealSystem, type System } from './system.ts';
export type { AdaptiveLadder, PopulationRun } from './population.ts';
export { type PopulationAnnealingOptions, type PopulationAnnealingResult, populationAnnealing, } from './population-annealing.ts';
export { type SimulatedTemperingOptions, type SimulatedTemperingResult, simulatedTempering, } from './simulated-tempering.ts';
export { type TemperingChain, trapezoidWeights } from './tempering-chain.ts';
export { type EnergySpectrum, type ExactMoments, energySpectrum, exactMoments, type GroundStates, groundStates, } from './enumeration.ts';
export { boltzmannLaw, type ChainHamiltonian, type ClassicalHamiltonian, hamiltonianOfChain, hamiltonianOfGenerator, singleFlipGenerator, } from './bridge.ts';
export { type ImaginaryTimeOptions, type ImaginaryTimeResult, imaginaryTimeGroundState } from './imaginary-time.ts';
export { type Evolution, type EvolutionOptions, type EvolutionState, type QuantumAnnealOptions, type QuantumAnnealResult, quantumAnneal, transverseFieldEvolution, } from './quantum-anneal.ts';
export type { Amplitudes } from './split-step.ts';
export { type MinimalGap, type MinimalGapOptions, minimalGap, type QuantumSchedule, spinsOfIndex, type TransverseFieldOptions, transverseFieldHamiltonian, transverseFieldSpectrum, } from './transverse-field.ts';

// dimod.d.ts
import { type IsingModel } from '@yuragi/mcmc';
import { type SpinModel } from './ising.ts';
export interface DimodModel {
    readonly vartype: 'SPIN' | 'BINARY';
    readonly linear: Readonly<Record<string, number>>;
    readonly quadratic: readonly (readonly [u: string, v: string, bias: number])[];
    readonly offset: number;
}
export declare function fromDimod({ vartype, linear, quadratic, offset, }: DimodModel): IsingModel & {
    readonly variables: readonly string[];
};
export declare function toDimod(model: SpinModel): DimodModel;

// ising.d.ts
import { type IsingModel } from '@yuragi/mcmc';
import type { NdArray } from 'ndarray';
export interface Named {
    readonly variables?: readonly string[] | undefined;
}
export interface DenseIsingModel {
    readonly numSpins: number;
    readonly matrix: Float64Array;
    readonly fields: Float64Array;
    readonly offset: number;
}
export type SpinModel = (IsingModel | DenseIsingModel) & Named;
export declare const isDense: (model: SpinModel) => model is DenseIsingModel;
export interface DenseIsingOptions extends Named {
    readonly couplings: NdArray<Float64Array>;
    readonly fields?: ArrayLike<number> | undefined;
    readonly offset?: number | undefined;
}
export declare function denseIsing({ couplings, fields, offset, variables }: DenseIsingOptions): DenseIsingModel & Named;
export declare function toDenseIsing(model: SpinModel): DenseIsingModel & Named;
export declare function toSparseIsing(model: SpinModel): IsingModel & Named;
export declare function spinEnergy(model: SpinModel, spins: Int8Array): number;
export declare function namesOf({ numSpins, variables }: SpinModel): readonly string[];
export declare function requireNames(where: string, names: readonly string[], n: number): void;
export declare function requireModel(where: string, model: SpinModel): void;
export declare function requireSpins(where: string, argument: string, spins: Int8Array, n: number): Int8Array;

// lattices.d.ts
import { type IsingModel } from '@yuragi/mcmc';
import { type Rng } from '@yuragi/prob-core';
import { type DenseIsingModel } from './ising.ts';
export interface LatticeOptions {
    readonly couplings?: number | (() => number) | undefined;
    readonly isPeriodic?: boolean | undefined;
    readonly field?: number | undefined;
}
export declare function randomSigns(rng: Rng, magnitude?: number): () => number;
export declare function normalCouplings(rng: Rng, scale?: number): () => number;
export declare function squareLattice(lengths: readonly [width: number, height: number], options?: LatticeOptions): IsingModel;
export declare function cubicLattice(lengths: readonly [width: number, height: number, depth: number], options?: LatticeOptions): IsingModel;
export declare function chainLattice(length: number, options?: LatticeOptions): IsingModel;
export declare function sherringtonKirkpatrick(n: number, rng: Rng): DenseIsingModel;

// max-cut.d.ts
import { type IsingModel } from '@yuragi/mcmc';
export interface WeightedGraph {
    readonly numNodes: number;
    readonly edges: readonly (readonly [i: number, j: number, weight: number])[];
}
export declare function readGset(text: string, source?: string): WeightedGraph;
export declare function writeGset({ numNodes, edges }: WeightedGraph): string;
export declare function maxCutIsing({ numNodes, edges }: WeightedGraph): IsingModel;
export declare function cutValue({ numNodes, edges }: WeightedGraph, sides: Int8Array): number;

// qubo.d.ts
import { type IsingModel } from '@yuragi/mcmc';
import type { NdArray } from 'ndarray';
import { type SpinModel } from './ising.ts';
export interface Qubo {
    readonly numVariables: number;
    readonly variables: readonly string[];
    readonly rowStarts: Int32Array;
    readonly columns: Int32Array;
    readonly coefficients: Float64Array;
    readonly linear: Float64Array;
    readonly offset: number;
}
export type QuboTerm = readonly [i: number | string, j: number | string, coefficient: number];
export interface QuboOptions {
    readonly terms: readonly QuboTerm[];
    readonly variables?: readonly string[] | undefined;
    readonly numVariables?: number | undefined;
    readonly offset?: number | undefined;
}
export declare function qubo({ terms, variables, numVariables, offset }: QuboOptions): Qubo;
export declare function quboFromMatrix(matrix: NdArray<Float64Array>, offset?: number): Qubo;
export declare function quboEnergy(problem: Qubo, x: Int8Array): number;
export declare function quboToIsing(problem: Qubo): IsingModel & {
    readonly variables: readonly string[];
};
export declare function isingToQubo(model: SpinModel): Qubo;

// anneal.d.ts
import { type Key, type RunOptions } from '@yuragi/prob-core';
import { type SpinModel } from './ising.ts';
import { type SampleSet } from './sample-set.ts';
import { type Schedule } from './schedule.ts';
import { type UpdateRule } from './sweep-plan.ts';
export interface AnnealOptions {
    readonly numReads?: number | undefined;
    readonly numSweeps?: number | undefined;
    readonly schedule?: Schedule | undefined;
    readonly rule?: UpdateRule | undefined;
    readonly kernels?: 'auto' | 'scalar' | undefined;
}
export declare function anneal(model: SpinModel, key: Key, options?: AnnealOptions & RunOptions): Promise<SampleSet>;

// ising-sweep.d.ts
import type { Kernel } from '@yuragi/mcmc';
import { type SpinModel } from './ising.ts';
import { type UpdateRule } from './sweep-plan.ts';
export interface IsingSweepState {
    readonly position: Int8Array;
    readonly energy: number;
}
export interface IsingSweepInfo {
    readonly energyChange: number;
}
export interface IsingSweepOptions {
    readonly rule?: UpdateRule | undefined;
    readonly kernels?: 'auto' | 'scalar' | undefined;
}
export declare function isingSweep(model: SpinModel, { rule, kernels }?: IsingSweepOptions): Kernel<Int8Array, IsingSweepState, IsingSweepInfo, [beta: number]>;

// sample-set.d.ts
import { type RunResult } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import { type SpinModel } from './ising.ts';
export interface SampleSet extends RunResult {
    readonly variables: readonly string[];
    readonly domain: 'spin' | 'binary';
    readonly states: NdArray<Int8Array>;
    readonly energies: Float64Array;
    readonly occurrences: Int32Array;
    readonly isIndependent: boolean;
}
export declare function sampleSet(model: SpinModel, rows: readonly Int8Array[], { stopped, checkpoint }: RunResult, isIndependent: boolean): SampleSet;
export declare function toBinary(samples: SampleSet): SampleSet;
export declare function bestSample(samples: SampleSet): {
    readonly energy: number;
    readonly values: Readonly<Record<string, number>>;
};

// schedule.d.ts
import { type SpinModel } from './ising.ts';
export type Schedule = ((s: number) => number) | Float64Array;
export declare function linearSchedule(from: number, to: number): (s: number) => number;
export declare function geometricSchedule(from: number, to: number): (s: number) => number;
export declare function scheduleLevels(where: string, schedule: Schedule, n: number): Float64Array;
export declare function betaRange(model: SpinModel): {
    readonly hot: number;
    readonly cold: number;
};
export declare function rangeOf(model: SpinModel): {
    readonly hot: number;
    readonly cold: number;
};

// sweep-plan.d.ts
import { type SpinModel } from './ising.ts';
export type UpdateRule = 'metropolis' | 'heat-bath';
export declare const updateRules: readonly UpdateRule[];
export interface SweepPlan {
    readonly model: SpinModel;
    readonly rule: UpdateRule;
    readonly kind: 'integer' | 'sparse' | 'dense';
    readonly unit: number;
    readonly largest: number;
}
export interface Levels {
    readonly lo: number;
    readonly hi: number;
    readonly rate: number;
}
export declare function largestField(model: SpinModel): number;
export declare function sweepPlan(model: SpinModel, rule: UpdateRule): SweepPlan;
export declare function acceptance(rule: UpdateRule, x: number): number;
export declare function realLevels({ rule }: SweepPlan, beta: number): Levels;
export declare function integerLevels({ rule, unit, largest }: SweepPlan, beta: number, thresholds: Uint32Array): Levels;

// system.d.ts
import { type Key, type Rng, type RunOptions, type RunResult } from '@yuragi/prob-core';
import { type Schedule } from './schedule.ts';
export interface System<X, Move> {
    init(rng: Rng): X;
    copy(x: X): X;
    energy(x: X): number;
    propose(x: X, rng: Rng): Move;
    energyDifference(x: X, move: Move): number;
    apply(x: X, move: Move): void;
}
export interface AnnealSystemOptions {
    readonly numSteps: number;
    readonly schedule: Schedule;
    readonly numReads?: number | undefined;
}
export interface AnnealedSystem<X> extends RunResult {
    readonly states: readonly X[];
    readonly energies: Float64Array;
    readonly best: X | undefined;
}
export declare function annealSystem<X, Move>(system: System<X, Move>, key: Key, options: AnnealSystemOptions & RunOptions): Promise<AnnealedSystem<X>>;

// population.d.ts
import { type Pausable, type Rng } from '@yuragi/prob-core';
import { type SpinModel } from './ising.ts';
import type { SweepEngine } from './sweep-engine.ts';
export interface PopulationRun {
    readonly logPartition: Float64Array;
    readonly energy: Float64Array;
    readonly meanSquareFamilySize: Float64Array;
    readonly numFamilies: Float64Array;
    readonly best: Int8Array;
}
export interface AdaptiveLadder {
    readonly betaEnd: number;
    readonly cullingFraction?: number | undefined;
}
export interface CullingLadder {
    readonly betaEnd: number;
    readonly cullingFraction: number;
}
export declare function expectedCulling(energies: Float64Array, step: number): number;
export declare function adaptiveStep(energies: Float64Array, longest: number, cullingFraction: number): number;
export declare function annealPopulation(model: SpinModel, engine: SweepEngine, rng: Rng, size: number, sweepsPerStep: number, ladder: Float64Array | CullingLadder): Pausable<PopulationRun & {
    readonly betas: Float64Array;
}>;

// population-annealing.d.ts
import { type Estimate, type Key, type RunOptions, type Warning, type WeightDiagnostics } from '@yuragi/prob-core';
import { type SpinModel } from './ising.ts';
import { type AdaptiveLadder, type PopulationRun } from './population.ts';
import { type SampleSet } from './sample-set.ts';
export interface PopulationAnnealingOptions {
    readonly ladder: Float64Array | AdaptiveLadder;
    readonly populationSize?: number | undefined;
    readonly sweepsPerStep?: number | undefined;
    readonly numRuns?: number | undefined;
    readonly kernels?: 'auto' | 'scalar' | undefined;
}
export interface PopulationAnnealingResult extends SampleSet {
    readonly betas: Float64Array;
    readonly logPartition: readonly Estimate<WeightDiagnostics>[];
    readonly energy: readonly Estimate[];
    readonly runs: readonly PopulationRun[];
    readonly warnings: readonly Warning[];
}
export declare function populationAnnealing(model: SpinModel, key: Key, options: PopulationAnnealingOptions & RunOptions): Promise<PopulationAnnealingResult>;

// simulated-tempering.d.ts
import { type Estimate, type Key, type RunOptions, type Warning } from '@yuragi/prob-core';
import { type SpinModel } from './ising.ts';
import { type SampleSet } from './sample-set.ts';
import { type TemperingChain } from './tempering-chain.ts';
export interface SimulatedTemperingOptions {
    readonly betas: Float64Array;
    readonly numChains?: number | undefined;
    readonly numSweeps?: number | undefined;
    readonly numAdaptationSweeps?: number | undefined;
    readonly sweepsPerLevel?: number | undefined;
    readonly kernels?: 'auto' | 'scalar' | undefined;
}
export interface SimulatedTemperingResult extends SampleSet {
    readonly betas: Float64Array;
    readonly logPartition: readonly Estimate[];
    readonly energy: readonly Estimate[];
    readonly chains: readonly TemperingChain[];
    readonly warnings: readonly Warning[];
}
export declare function simulatedTempering(model: SpinModel, key: Key, options: SimulatedTemperingOptions & RunOptions): Promise<SimulatedTemperingResult>;

// tempering-chain.d.ts
import type { Rng } from '@yuragi/prob-core';
import type { SweepEngine } from './sweep-engine.ts';
export interface TemperingState {
    readonly energy: number;
    readonly level: number;
    readonly time: number;
    readonly logWeights: Float64Array;
    readonly firstEnergies: Float64Array;
    readonly shares: Float64Array;
    readonly energies: Float64Array;
    readonly visits: Float64Array;
    readonly lastEnd: number;
    readonly roundTrips: number;
}
export interface TemperingChain {
    readonly logPartition: Float64Array;
    readonly energy: Float64Array;
    readonly logWeights: Float64Array;
    readonly visits: Float64Array;
    readonly roundTrips: number;
}
export interface TemperingPhases {
    readonly sweepsPerLevel: number;
    readonly numAdaptationSweeps: number;
    readonly numSweeps: number;
}
export declare function trapezoidWeights(betas: Float64Array, energies: Float64Array): Float64Array;
export declare const beginTempering: (energy: number, numLevels: number) => TemperingState;
export declare function levelLaw(betas: Float64Array, logWeights: Float64Array, energy: number): Float64Array;
export declare function temperingStep(state: TemperingState, engine: SweepEngine, rng: Rng, betas: Float64Array, { sweepsPerLevel, numAdaptationSweeps }: TemperingPhases): TemperingState;
export declare function measureChain(state: TemperingState, numSpins: number): TemperingChain;

// enumeration.d.ts
import type { NdArray } from 'ndarray';
import { type SpinModel } from './ising.ts';
export interface GroundStates {
    readonly energy: number;
    readonly degeneracy: number;
    readonly states: NdArray<Int8Array>;
}
export declare function groundStates(model: SpinModel, { maxStates }?: {
    readonly maxStates?: number | undefined;
}): GroundStates;
export interface ExactMoments {
    readonly logPartition: number;
    readonly energy: number;
    readonly energyVariance: number;
    readonly magnetizations: Float64Array;
    readonly correlations: NdArray<Float64Array>;
}
export declare function exactMoments(model: SpinModel, beta: number): ExactMoments;
export interface EnergySpectrum {
    readonly energies: Float64Array;
    readonly degeneracies: Float64Array;
}
export declare function energySpectrum(model: SpinModel): EnergySpectrum;

// bridge.d.ts
import type { NdArray } from 'ndarray';
import type { SpinModel } from './ising.ts';
import { type UpdateRule } from './sweep-plan.ts';
export declare function boltzmannLaw(model: SpinModel, beta: number): Float64Array;
export declare function singleFlipGenerator(model: SpinModel, { beta, rule }: {
    readonly beta: number;
    readonly rule: UpdateRule;
}): NdArray<Float64Array>;
export interface ClassicalHamiltonian {
    readonly hamiltonian: NdArray<Float64Array>;
    readonly groundState: Float64Array;
    readonly energies: Float64Array;
    readonly gap: number;
}
export declare function hamiltonianOfGenerator(generator: NdArray<Float64Array>, law: ArrayLike<number>): ClassicalHamiltonian;
export interface ChainHamiltonian extends ClassicalHamiltonian {
    readonly lambda2: number;
    readonly lambdaMin: number;
}
export declare function hamiltonianOfChain(transition: NdArray<Float64Array>, law: ArrayLike<number>): ChainHamiltonian;

// imaginary-time.d.ts
import type { SpinModel } from './ising.ts';
import { type TransverseFieldOptions } from './transverse-field.ts';
export interface ImaginaryTimeOptions extends TransverseFieldOptions {
    readonly duration: number;
    readonly numSteps: number;
}
export interface ImaginaryTimeResult {
    readonly amplitudes: Float64Array;
    readonly energy: number;
    readonly residual: number;
}
export declare function imaginaryTimeGroundState(model: SpinModel, options: ImaginaryTimeOptions): ImaginaryTimeResult;

// quantum-anneal.d.ts
import type { SpinModel } from './ising.ts';
import { type Amplitudes } from './split-step.ts';
import { type QuantumSchedule } from './transverse-field.ts';
export interface EvolutionOptions extends QuantumSchedule {
    readonly duration: number;
}
export interface EvolutionState {
    readonly position: Amplitudes;
    readonly time: number;
}
export interface Evolution {
    init(amplitudes?: Amplitudes): EvolutionState;
    step(state: EvolutionState, time: number): EvolutionState;
}
export declare function transverseFieldEvolution(model: SpinModel, options: EvolutionOptions): Evolution;
export interface QuantumAnnealOptions extends EvolutionOptions {
    readonly start?: Amplitudes | undefined;
    readonly tolerance?: number | undefined;
    readonly maxSteps?: number | undefined;
}
export interface QuantumAnnealResult {
    readonly amplitudes: Amplitudes;
    readonly probabilities: Float64Array;
    readonly successProbability: number;
    readonly energy: number;
    readonly numSteps: number;
    readonly errorEstimate: number;
}
export declare function quantumAnneal(model: SpinModel, options: QuantumAnnealOptions): QuantumAnnealResult;

// split-step.d.ts
export declare const STAGES: readonly number[];
export interface Amplitudes {
    readonly real: Float64Array;
    readonly imaginary: Float64Array;
}
export declare function rotateInto({ real, imaginary }: Amplitudes, angle: number): void;
export declare function phaseInto({ real, imaginary }: Amplitudes, energies: Float64Array, angle: number): void;
export declare function spreadInto(amplitudes: Float64Array, length: number): void;
export declare function dampInto(amplitudes: Float64Array, energies: Float64Array, length: number): void;

// transverse-field.d.ts
import type { NdArray } from 'ndarray';
import { type SpinModel } from './ising.ts';
export interface TransverseFieldOptions {
    readonly transverseField: number;
    readonly problemScale?: number | undefined;
}
export declare function spinsOfIndex(index: number, numSpins: number): Int8Array;
export declare function basisEnergies(where: string, model: SpinModel, most: number): Float64Array;
export declare function transverseFieldHamiltonian(model: SpinModel, options: TransverseFieldOptions): NdArray<Float64Array>;
export declare function transverseFieldSpectrum(model: SpinModel, options: TransverseFieldOptions): Float64Array;
export interface QuantumSchedule {
    readonly transverseField?: ((s: number) => number) | undefined;
    readonly problemScale?: ((s: number) => number) | undefined;
}
export declare const gammaOf: ({ transverseField }: QuantumSchedule) => ((s: number) => number);
export declare const scaleOf: ({ problemScale }: QuantumSchedule) => ((s: number) => number);
export interface MinimalGapOptions extends QuantumSchedule {
    readonly numPoints?: number | undefined;
    readonly level?: number | undefined;
}
export interface MinimalGap {
    readonly gap: number;
    readonly progress: number;
    readonly scan: {
        readonly progress: Float64Array;
        readonly gaps: Float64Array;
    };
}
export declare function minimalGap(model: SpinModel, options?: MinimalGapOptions): MinimalGap;
