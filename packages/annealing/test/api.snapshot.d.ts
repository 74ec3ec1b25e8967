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
export type { AdaptiveLadder, PopulationFamilies, PopulationRun } from './population.ts';
export { type PopulationAnnealingOptions, type PopulationAnnealingResult, populationAnnealing, } from './population-annealing.ts';
export { type SimulatedTemperingOptions, type SimulatedTemperingResult, simulatedTempering, } from './simulated-tempering.ts';
export { type TemperingChain, type TemperingWalk, trapezoidWeights } from './tempering-chain.ts';
export type { FieldLadderOptions } from './path-family.ts';
export { type PathIntegralInfo, type PathIntegralState, pathIntegralKernel } from './path-integral.ts';
export { type PathPopulationOptions, type PathPopulationResult, type PathPopulationRun, pathIntegralPopulationAnnealing, } from './path-integral-population.ts';
export { type PathTemperingChain, type PathTemperingOptions, type PathTemperingResult, pathIntegralTempering, } from './path-integral-tempering.ts';
export { type SimulatedQuantumAnnealOptions, simulatedQuantumAnneal } from './simulated-quantum-anneal.ts';
export { pathLogWeight, type SliceOptions, type TrotterMoments, type TrotterOptions, trotterMoments, } from './trotter.ts';
export { type EnergySpectrum, type ExactMoments, energySpectrum, exactMoments, type GroundStates, groundStates, } from './enumeration.ts';
export { type ChainHamiltonian, type ClassicalHamiltonian, hamiltonianOfChain, hamiltonianOfGenerator, } from './bridge.ts';
export { type DoobTransform, doobTransform } from './doob-transform.ts';
export { type DrivenEquation, type DrivenLaw, type DrivenLawOptions, drivenLaw } from './driven-law.ts';
export { boltzmannLaw, type FlipRate, flipRateGenerator, flipRates, singleFlipGenerator, } from './flip-rates.ts';
export { type ManyBodyTerms, manyBodyTerms, numberOperator } from './number-operator.ts';
export { type ImaginaryTimeOptions, type ImaginaryTimeResult, imaginaryTimeGroundState } from './imaginary-time.ts';
export { landauZenerProbability } from './landau-zener.ts';
export { type Evolution, type EvolutionOptions, type EvolutionState, type QuantumAnnealOptions, type QuantumAnnealResult, quantumAnneal, transverseFieldEvolution, } from './quantum-anneal.ts';
export type { Amplitudes } from './split-step.ts';
export { type MinimalGap, type MinimalGapOptions, minimalGap, type QuantumSchedule, spinsOfIndex, type TransverseFieldOptions, transverseFieldHamiltonian, transverseFieldSpectrum, } from './transverse-field.ts';
export { type TransverseFieldGibbs, transverseFieldGibbs } from './transverse-field-gibbs.ts';
export { type AdiabaticSearchOptions, type AdiabaticSearchResult, adiabaticSearch, adiabaticSearchGap, localSearchSchedule, } from './adiabatic-search.ts';
export { birthDeathRate } from './birth-death.ts';
export { type Contraction, contraction } from './contraction.ts';
export { type CircuitState, type DigitisedAnnealOptions, digitisedAnneal, type QaoaAngles, qaoaState, } from './gate-model.ts';
export { type HammingMinimalGap, type HammingMinimalGapOptions, hammingGap, hammingMinimalGap, } from './hamming-gap.ts';
export { type BirthDeathRates, ferromagnetEnergies, hammingGenerator, hammingHamiltonian, hammingLocalMinima, spikeEnergies, } from './hamming-weight.ts';
export { randomScanChain, type SzegedyWalk, szegedyPhaseGap, szegedyWalk, szegedyWalkMatrix, } from './szegedy-walk.ts';
export type { Tridiagonal } from './tridiagonal.ts';

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
import type { SampleSet } from './sample-set.ts';
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
import type { SpinFamily } from './spin-family.ts';
export interface PopulationFamilies {
    readonly meanSquareFamilySize: Float64Array;
    readonly numFamilies: Float64Array;
    readonly best: Int8Array;
}
export interface PopulationRun extends PopulationFamilies {
    readonly logPartition: Float64Array;
    readonly energy: Float64Array;
}
export interface PopulationRecord extends PopulationFamilies {
    readonly logPartition: Float64Array;
    readonly statistics: readonly Float64Array[];
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
export declare function annealPopulation(family: SpinFamily, numSpins: number, rng: Rng, size: number, sweepsPerStep: number, ladder: Float64Array | CullingLadder): Pausable<PopulationRecord & {
    readonly parameters: Float64Array;
}>;

// population-annealing.d.ts
import type { Estimate, Key, RunOptions, Warning, WeightDiagnostics } from '@yuragi/prob-core';
import { type SpinModel } from './ising.ts';
import type { AdaptiveLadder, PopulationRun } from './population.ts';
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
import type { Estimate, Key, RunOptions, Warning } from '@yuragi/prob-core';
import { type SpinModel } from './ising.ts';
import { type SampleSet } from './sample-set.ts';
import type { TemperingChain } from './tempering-chain.ts';
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
import type { SpinFamily } from './spin-family.ts';
export interface TemperingState {
    readonly statistics: Float64Array;
    readonly level: number;
    readonly time: number;
    readonly logWeights: Float64Array;
    readonly firstMeans: Float64Array;
    readonly shares: Float64Array;
    readonly sums: Float64Array;
    readonly visits: Float64Array;
    readonly lastEnd: number;
    readonly roundTrips: number;
}
export interface TemperingWalk {
    readonly logWeights: Float64Array;
    readonly visits: Float64Array;
    readonly roundTrips: number;
}
export interface TemperingChain extends TemperingWalk {
    readonly logPartition: Float64Array;
    readonly energy: Float64Array;
}
export interface TemperingRecord extends TemperingWalk {
    readonly logPartition: Float64Array;
    readonly statistics: readonly Float64Array[];
}
export interface TemperingPhases {
    readonly sweepsPerLevel: number;
    readonly numAdaptationSweeps: number;
    readonly numSweeps: number;
}
export declare function trapezoidWeights(betas: Float64Array, energies: Float64Array): Float64Array;
export declare const beginTempering: (statistics: Float64Array, numLevels: number) => TemperingState;
export declare function levelLaw(parameters: Float64Array, logWeights: Float64Array, statistics: Float64Array): Float64Array;
export declare function temperingStep(state: TemperingState, family: SpinFamily, rng: Rng, parameters: Float64Array, { sweepsPerLevel, numAdaptationSweeps }: TemperingPhases): TemperingState;
export declare function measureChain(state: TemperingState, firstLogPartition: number): TemperingRecord;

// path-family.d.ts
import type { SpinModel } from './ising.ts';
import type { SpinFamily } from './spin-family.ts';
import { type SliceOptions } from './trotter.ts';
export interface FieldLadderOptions extends SliceOptions {
    readonly transverseFields: Float64Array;
    readonly numSwitchLevels?: number | undefined;
}
export interface PathFamily {
    readonly family: SpinFamily;
    readonly parameters: Float64Array;
    measure(logSums: Float64Array, means: readonly Float64Array[]): PathMeasurements;
}
export interface PathMeasurements {
    readonly logPartition: Float64Array;
    readonly energy: Float64Array;
    readonly transverseMagnetization: Float64Array;
}
export declare function requireFields(where: string, fields: Float64Array): Float64Array;
export declare function pathFamily(where: string, model: SpinModel, { beta, numSlices, transverseFields, numSwitchLevels }: FieldLadderOptions): PathFamily;

// path-integral.d.ts
import type { Kernel } from '@yuragi/mcmc';
import { type SpinModel } from './ising.ts';
import { type SliceOptions } from './trotter.ts';
export interface PathIntegralState {
    readonly position: Int8Array;
    readonly sliceEnergies: Float64Array;
    readonly numKinks: number;
}
export interface PathIntegralInfo {
    readonly energy: number;
    readonly transverseMagnetization: number;
    readonly numSegments: number;
}
export declare function pathIntegralKernel(model: SpinModel, options: SliceOptions): Kernel<Int8Array, PathIntegralState, PathIntegralInfo, [transverseField: number]>;

// path-integral-population.d.ts
import type { Estimate, Key, RunOptions, Warning, WeightDiagnostics } from '@yuragi/prob-core';
import { type SpinModel } from './ising.ts';
import { type FieldLadderOptions } from './path-family.ts';
import type { PopulationFamilies } from './population.ts';
import { type SampleSet } from './sample-set.ts';
export interface PathPopulationOptions extends FieldLadderOptions {
    readonly populationSize?: number | undefined;
    readonly sweepsPerStep?: number | undefined;
    readonly numRuns?: number | undefined;
}
export interface PathPopulationRun extends PopulationFamilies {
    readonly logPartition: Float64Array;
    readonly energy: Float64Array;
    readonly transverseMagnetization: Float64Array;
}
export interface PathPopulationResult extends SampleSet {
    readonly transverseFields: Float64Array;
    readonly logPartition: readonly Estimate<WeightDiagnostics>[];
    readonly energy: readonly Estimate[];
    readonly transverseMagnetization: readonly Estimate[];
    readonly runs: readonly PathPopulationRun[];
    readonly warnings: readonly Warning[];
}
export declare function pathIntegralPopulationAnnealing(model: SpinModel, key: Key, options: PathPopulationOptions & RunOptions): Promise<PathPopulationResult>;

// path-integral-tempering.d.ts
import type { Estimate, Key, RunOptions, Warning } from '@yuragi/prob-core';
import { type SpinModel } from './ising.ts';
import { type FieldLadderOptions } from './path-family.ts';
import { type SampleSet } from './sample-set.ts';
import type { TemperingWalk } from './tempering-chain.ts';
export interface PathTemperingOptions extends FieldLadderOptions {
    readonly numChains?: number | undefined;
    readonly numSweeps?: number | undefined;
    readonly numAdaptationSweeps?: number | undefined;
    readonly sweepsPerLevel?: number | undefined;
}
export interface PathTemperingChain extends TemperingWalk {
    readonly logPartition: Float64Array;
    readonly energy: Float64Array;
    readonly transverseMagnetization: Float64Array;
}
export interface PathTemperingResult extends SampleSet {
    readonly transverseFields: Float64Array;
    readonly logPartition: readonly Estimate[];
    readonly energy: readonly Estimate[];
    readonly transverseMagnetization: readonly Estimate[];
    readonly chains: readonly PathTemperingChain[];
    readonly warnings: readonly Warning[];
}
export declare function pathIntegralTempering(model: SpinModel, key: Key, options: PathTemperingOptions & RunOptions): Promise<PathTemperingResult>;

// simulated-quantum-anneal.d.ts
import { type Key, type RunOptions } from '@yuragi/prob-core';
import { type SpinModel } from './ising.ts';
import type { SampleSet } from './sample-set.ts';
import { type Schedule } from './schedule.ts';
import { type SliceOptions } from './trotter.ts';
export interface SimulatedQuantumAnnealOptions extends SliceOptions {
    readonly numReads?: number | undefined;
    readonly numSweeps?: number | undefined;
    readonly transverseField?: Schedule | undefined;
}
export declare function simulatedQuantumAnneal(model: SpinModel, key: Key, options: SimulatedQuantumAnnealOptions & RunOptions): Promise<SampleSet>;

// trotter.d.ts
import { type SpinModel } from './ising.ts';
export interface SliceOptions {
    readonly beta: number;
    readonly numSlices: number;
}
export interface TrotterOptions extends SliceOptions {
    readonly transverseField: number;
}
export interface SliceCoupling {
    readonly kinkWeight: number;
    readonly kinkCost: number;
    readonly logPrefactor: number;
    readonly kinkMagnetization: number;
}
export declare function sliceCoupling({ beta, numSlices }: SliceOptions, transverseField: number): SliceCoupling;
export declare const transverseMagnetizationOf: ({ kinkWeight, kinkMagnetization }: SliceCoupling, numSpins: number, kinksPerSlice: number) => number;
export declare function requireSlices(where: string, options: SliceOptions): SliceOptions;
export declare function sliceInto(path: Int8Array, k: number, numSlices: number, out: Int8Array): void;
export declare function sliceEnergiesInto(model: SpinModel, path: Int8Array, out: Float64Array): void;
export declare function countKinks(path: Int8Array, numSlices: number): number;
export declare function pathLogWeight(model: SpinModel, path: Int8Array, options: TrotterOptions): number;
export declare function fillFreePath(chance: (probability: number) => boolean, a: number, numSlices: number, out: Int8Array): void;
export interface TrotterMoments {
    readonly logPartition: number;
    readonly energy: number;
    readonly transverseMagnetization: number;
}
export declare function trotterMoments(model: SpinModel, options: TrotterOptions): TrotterMoments;

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
export declare function requireColumns(where: string, argument: string, w: Float64Array, n: number, columnSum: 0 | 1): void;
export declare function requireIrreducible(where: string, argument: string, matrix: Float64Array, n: number): void;

// doob-transform.d.ts
import type { NdArray } from 'ndarray';
export interface DoobTransform {
    readonly generator: NdArray<Float64Array>;
    readonly law: Float64Array;
    readonly groundState: Float64Array;
    readonly groundEnergy: number;
    readonly gap: number;
}
export declare function doobTransform(hamiltonian: NdArray<Float64Array>): DoobTransform;

// driven-law.d.ts
import type { NdArray } from 'ndarray';
import type { SpinModel } from './ising.ts';
import { type UpdateRule } from './sweep-plan.ts';
export type DrivenEquation = 'annealing' | 'imaginary-time' | 'reweighted' | 'real-time';
export interface DrivenLawOptions {
    readonly rule: UpdateRule;
    readonly schedule: (s: number) => number;
    readonly duration: number;
    readonly equation?: DrivenEquation | undefined;
    readonly numPoints?: number | undefined;
    readonly tolerance?: number | undefined;
    readonly maxSteps?: number | undefined;
}
export interface DrivenLaw {
    readonly law: Float64Array;
    readonly laws: NdArray<Float64Array>;
    readonly lags: Float64Array;
    readonly logMass: number;
    readonly numSteps: number;
    readonly errorEstimate: number;
}
export declare function drivenLaw(model: SpinModel, options: DrivenLawOptions): DrivenLaw;

// flip-rates.d.ts
import type { NdArray } from 'ndarray';
import type { SpinModel } from './ising.ts';
import { type UpdateRule } from './sweep-plan.ts';
export type FlipRate = (ratio: number) => number;
export declare const flipRates: {
    readonly heatBath: FlipRate;
    readonly metropolis: FlipRate;
    readonly squareRoot: FlipRate;
    readonly corrector: FlipRate;
    readonly reverse: FlipRate;
};
export declare function flipRateGenerator(law: ArrayLike<number>, rate: FlipRate): NdArray<Float64Array>;
export declare function boltzmannLaw(model: SpinModel, beta: number): Float64Array;
export declare function gibbsLaw(energies: Float64Array, beta: number): Float64Array;
export declare function singleFlipGenerator(model: SpinModel, options: {
    readonly beta: number;
    readonly rule: UpdateRule;
}): NdArray<Float64Array>;

// number-operator.d.ts
import type { NdArray } from 'ndarray';
export declare function numberOperator(numSpins: number): NdArray<Float64Array>;
export interface ManyBodyTerms {
    readonly coefficients: Float64Array;
    readonly norms: Float64Array;
}
export declare function manyBodyTerms(values: Float64Array): ManyBodyTerms;

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

// landau-zener.d.ts
export declare function landauZenerProbability(options: {
    readonly sweepRate: number;
    readonly minimalGap: number;
}): number;

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
export declare const MOST_SPINS_DENSE = 10;
export interface TransverseFieldOptions {
    readonly transverseField: number;
    readonly problemScale?: number | undefined;
}
export declare function spinsOfIndex(index: number, numSpins: number): Int8Array;
export declare function basisEnergies(where: string, model: SpinModel, most: number): Float64Array;
export declare function transverseFieldHamiltonian(model: SpinModel, options: TransverseFieldOptions): NdArray<Float64Array>;
export declare function hamiltonianOf(where: string, energies: Float64Array, options: TransverseFieldOptions): Float64Array;
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

// transverse-field-gibbs.d.ts
import type { SpinModel } from './ising.ts';
export interface TransverseFieldGibbs {
    readonly law: Float64Array;
    readonly logPartition: number;
    readonly energy: number;
    readonly transverseMagnetization: number;
}
export declare function transverseFieldGibbs(model: SpinModel, options: {
    readonly beta: number;
    readonly transverseField: number;
}): TransverseFieldGibbs;

// adiabatic-search.d.ts
export declare function adiabaticSearchGap(numStates: number, s: number): number;
export declare function localSearchSchedule(numStates: number): (u: number) => number;
export interface AdiabaticSearchOptions {
    readonly numStates: number;
    readonly duration: number;
    readonly schedule?: ((u: number) => number) | undefined;
    readonly tolerance?: number | undefined;
    readonly maxSteps?: number | undefined;
}
export interface AdiabaticSearchResult {
    readonly successProbability: number;
    readonly numSteps: number;
    readonly errorEstimate: number;
}
export declare function adiabaticSearch(options: AdiabaticSearchOptions): AdiabaticSearchResult;

// birth-death.d.ts
export declare function birthDeathRate(up: ArrayLike<number>, down: ArrayLike<number>): number;

// contraction.d.ts
import type { NdArray } from 'ndarray';
export interface Contraction {
    readonly orthogonalityDefect: number;
    readonly dobrushinCoefficient: number;
    readonly singularValues: Float64Array;
    readonly rank: number;
}
export declare function contraction(transition: NdArray<Float64Array>): Contraction;

// gate-model.d.ts
import type { SpinModel } from './ising.ts';
import { type Amplitudes } from './split-step.ts';
import { type QuantumSchedule } from './transverse-field.ts';
export interface CircuitState {
    readonly amplitudes: Amplitudes;
    readonly probabilities: Float64Array;
    readonly energy: number;
}
export interface QaoaAngles {
    readonly gammas: ArrayLike<number>;
    readonly betas: ArrayLike<number>;
}
export declare function qaoaState(model: SpinModel, angles: QaoaAngles): CircuitState;
export interface DigitisedAnnealOptions extends QuantumSchedule {
    readonly duration: number;
    readonly numSteps: number;
    readonly splitting?: 'symmetric' | 'sequential' | undefined;
}
export declare function digitisedAnneal(model: SpinModel, options: DigitisedAnnealOptions): CircuitState;

// hamming-gap.d.ts
export declare function hammingGap(energies: ArrayLike<number>, s: number): number;
export interface HammingMinimalGapOptions {
    readonly tolerance?: number | undefined;
}
export interface HammingMinimalGap {
    readonly gap: number;
    readonly progress: number;
    readonly lowerBound: number;
    readonly rounding: number;
    readonly scan: {
        readonly progress: Float64Array;
        readonly gaps: Float64Array;
    };
}
export declare function hammingMinimalGap(energies: ArrayLike<number>, { tolerance }?: HammingMinimalGapOptions): HammingMinimalGap;

// hamming-weight.d.ts
import type { Tridiagonal } from './tridiagonal.ts';
export declare function spikeEnergies(numSpins: number, height: number): Float64Array;
export declare function ferromagnetEnergies(numSpins: number, p: number): Float64Array;
export declare function requireEnergies(where: string, energies: ArrayLike<number>): number;
export declare function hammingHamiltonian(energies: ArrayLike<number>, s: number): Tridiagonal;
export declare function hamiltonianAt(energies: ArrayLike<number>, s: number): Tridiagonal;
export interface BirthDeathRates {
    readonly up: Float64Array;
    readonly down: Float64Array;
}
export declare function hammingGenerator(energies: ArrayLike<number>, beta: number): BirthDeathRates;
export declare function hammingLocalMinima(energies: ArrayLike<number>): number[];

// szegedy-walk.d.ts
import type { NdArray } from 'ndarray';
import type { SpinModel } from './ising.ts';
import type { UpdateRule } from './sweep-plan.ts';
export declare function randomScanChain(model: SpinModel, options: {
    readonly beta: number;
    readonly rule: UpdateRule;
}): NdArray<Float64Array>;
export declare function szegedyPhaseGap(spectralGap: number): number;
export interface SzegedyWalk {
    readonly phaseGap: number;
    readonly spectralGap: number;
    readonly lambdaMin: number;
    readonly phases: Float64Array;
}
export declare function szegedyWalk(transition: NdArray<Float64Array>, law: ArrayLike<number>): SzegedyWalk;
export declare function szegedyWalkMatrix(transition: NdArray<Float64Array>): NdArray<Float64Array>;

// tridiagonal.d.ts
export interface Tridiagonal {
    readonly diagonal: Float64Array;
    readonly offDiagonal: Float64Array;
}
export interface LowestPair {
    readonly ground: number;
    readonly first: number;
    readonly groundVector: Float64Array;
}
export declare function rowSumNorm({ diagonal, offDiagonal }: Tridiagonal): number;
export declare function lowestPair(matrix: Tridiagonal): LowestPair;
