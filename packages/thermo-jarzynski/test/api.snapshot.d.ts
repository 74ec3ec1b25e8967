// ========== @yuragi/thermo-jarzynski ==========

// index.d.ts
export { type DrivenTrajectories, type DrivenTrajectoriesOptions, drivenTrajectories, } from './driven-trajectories.ts';
export { type DrivenSystem, type DrivenTrajectory, drivenTrajectory } from './driven-trajectory.ts';
export { type EscortedSystem, type EscortedTrajectories, escortedTrajectories } from './escorted-trajectories.ts';
export { type OverdampedOptions, type OverdampedSystem, type OverdampedTrajectories, overdampedTrajectories, } from './overdamped-trajectories.ts';
export type { WorkSamples } from './work-samples.ts';
export { type BarDiagnostics, bar } from './bar.ts';
export { type CumulantDiagnostics, type CumulantOptions, cumulantExpansion } from './cumulant-expansion.ts';
export { type DissipationDiagnostics, dissipatedWork, jarzynski } from './jarzynski.ts';
export { logPartitionPath } from './log-partition-path.ts';
export { type KernelPairLogWeights, type KernelPairOptions, kernelPairLogWeights, type SampledPathLaws, } from './kernel-pair-log-weights.ts';
export { type KernelPair, type PathLaws, type PathRelativeEntropy, pathRelativeEntropy, } from './path-relative-entropy.ts';
export { type AnnealedImportanceSamplingOptions, type AnnealedSamples, annealedImportanceSampling, } from './annealed-importance-sampling.ts';
export type { PathOfDistributions } from './path-of-distributions.ts';

// driven-trajectories.d.ts
import { type Key, type RunOptions, type RunResult } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import type { DrivenSystem } from './driven-trajectory.ts';
import type { WorkSamples } from './work-samples.ts';
export interface DrivenTrajectoriesOptions<Level extends readonly number[]> {
    readonly protocol: readonly Level[];
    readonly numTrajectories: number;
    readonly direction?: WorkSamples['direction'] | undefined;
    readonly keepSteps?: boolean | undefined;
}
export interface DrivenTrajectories extends WorkSamples, RunResult {
    readonly heat: Float64Array;
    readonly energyChange: Float64Array;
    readonly workPerStep: NdArray<Float64Array>;
}
export declare function drivenTrajectories<P, S extends {
    readonly position: P;
}, Level extends readonly number[]>(system: DrivenSystem<P, S, Level>, key: Key, options: DrivenTrajectoriesOptions<Level> & RunOptions): Promise<DrivenTrajectories>;

// driven-trajectory.d.ts
import type { Kernel } from '@yuragi/mcmc';
import { type Rng } from '@yuragi/prob-core';
export interface DrivenSystem<P, S extends {
    readonly position: P;
}, Level extends readonly number[]> {
    readonly kernel: Kernel<P, S, unknown, Level>;
    energy(position: P, ...level: Level): number;
    sample(rng: Rng, ...level: Level): P;
    escort?(position: P, from: Level, to: Level): readonly [position: P, logVolume: number];
}
export interface DrivenTrajectory<P> {
    readonly position: P;
    readonly work: Float64Array;
    readonly heat: Float64Array;
    readonly totalWork: number;
    readonly totalHeat: number;
    readonly energyChange: number;
}
export declare function drivenTrajectory<P, S extends {
    readonly position: P;
}, Level extends readonly number[]>(system: DrivenSystem<P, S, Level>, protocol: readonly Level[], rng: Rng): DrivenTrajectory<P>;

// escorted-trajectories.d.ts
import { type Key, type RunOptions, type RunResult } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import type { OverdampedOptions, OverdampedSystem } from './overdamped-trajectories.ts';
import type { WorkSamples } from './work-samples.ts';
export interface EscortedSystem extends OverdampedSystem {
    escort(x: Float64Array, t: number, out: Float64Array): void;
    escortDivergence(x: Float64Array, t: number, out: Float64Array): void;
    energyGradient(x: Float64Array, t: number, out: Float64Array): void;
}
export interface EscortedTrajectories extends WorkSamples, RunResult {
    readonly positions: NdArray<Float64Array>;
}
export declare function escortedTrajectories(system: EscortedSystem, key: Key, options: OverdampedOptions & RunOptions): Promise<EscortedTrajectories>;

// overdamped-trajectories.d.ts
import type { Key, Rng, RunOptions, RunResult } from '@yuragi/prob-core';
import type { WorkSamples } from './work-samples.ts';
export interface OverdampedSystem {
    readonly dimension: number;
    energy(x: Float64Array, t: number, out: Float64Array): void;
    drift(x: Float64Array, t: number, out: Float64Array): void;
    energyDifference?(x: Float64Array, t: number, next: number, out: Float64Array): void;
    fillEquilibrium(rng: Rng, t: number, out: Float64Array): void;
}
export interface OverdampedOptions {
    readonly numTrajectories: number;
    readonly numSteps: number;
    readonly duration: number;
    readonly direction?: WorkSamples['direction'] | undefined;
    readonly diffusionCoefficient?: number | undefined;
}
export interface OverdampedTrajectories extends WorkSamples, RunResult {
    readonly heat: Float64Array;
    readonly energyChange: Float64Array;
}
export declare function overdampedTrajectories(system: OverdampedSystem, key: Key, options: OverdampedOptions & RunOptions): Promise<OverdampedTrajectories>;

// work-samples.d.ts
export interface WorkSamples {
    readonly work: Float64Array;
    readonly direction: 'forward' | 'reverse';
}

// bar.d.ts
import type { Estimate } from '@yuragi/prob-core';
import type { WorkSamples } from './work-samples.ts';
export interface BarDiagnostics {
    readonly overlap: number;
    readonly bennettStandardError: number;
    readonly numIterations: number;
}
export declare function bar(forward: WorkSamples, reverse: WorkSamples): Estimate<BarDiagnostics>;

// cumulant-expansion.d.ts
import type { Estimate } from '@yuragi/prob-core';
import type { WorkSamples } from './work-samples.ts';
export interface CumulantOptions {
    readonly order?: 1 | 2 | 3 | undefined;
}
export interface CumulantDiagnostics {
    readonly mean: number;
    readonly variance: number;
    readonly thirdCumulant: number;
}
export declare function cumulantExpansion(samples: WorkSamples, { order }?: CumulantOptions): Estimate<CumulantDiagnostics>;

// jarzynski.d.ts
import { type Estimate, type WeightDiagnostics } from '@yuragi/prob-core';
import type { WorkSamples } from './work-samples.ts';
export declare function jarzynski(samples: WorkSamples): Estimate<WeightDiagnostics>;
export interface DissipationDiagnostics extends WeightDiagnostics {
    readonly meanWork: number;
    readonly freeEnergyGain: number;
}
export declare function dissipatedWork(samples: WorkSamples): Estimate<DissipationDiagnostics>;

// log-partition-path.d.ts
import { type Estimate, type WeightDiagnostics } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
export declare function logPartitionPath(logWeights: NdArray<Float64Array>): readonly Estimate<WeightDiagnostics>[];

// kernel-pair-log-weights.d.ts
import { type Key, type Rng, type RunOptions, type RunResult } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
export interface SampledPathLaws<X> {
    readonly numSteps: number;
    readonly start: {
        sample(rng: Rng): X;
        logDensity(x: X): number;
    };
    readonly forward: {
        sample(x: X, t: number, rng: Rng): X;
        logDensity(next: X, x: X, t: number): number;
    };
    readonly backward: {
        logDensity(x: X, next: X, t: number): number;
    };
    readonly end: {
        logDensity(x: X): number;
    };
}
export interface KernelPairOptions {
    readonly numPaths: number;
}
export interface KernelPairLogWeights<X> extends RunResult {
    readonly logWeights: Float64Array;
    readonly perStep: NdArray<Float64Array>;
    readonly positions: readonly X[];
}
export declare function kernelPairLogWeights<X>(laws: SampledPathLaws<X>, key: Key, options: KernelPairOptions & RunOptions): Promise<KernelPairLogWeights<X>>;

// path-relative-entropy.d.ts
import type { NdArray } from 'ndarray';
export interface KernelPair {
    readonly forward: NdArray<Float64Array>;
    readonly backward: NdArray<Float64Array>;
}
export interface PathLaws {
    readonly start: ArrayLike<number>;
    readonly steps: readonly KernelPair[];
    readonly logEnd: ArrayLike<number>;
}
export interface PathRelativeEntropy {
    readonly relativeEntropy: number;
    readonly atEnd: number;
    readonly perStep: Float64Array;
    readonly meanLogWeight: number;
    readonly logMeanWeight: number;
    readonly dissipation: number;
    readonly arrival: Float64Array;
}
export declare function pathRelativeEntropy(laws: PathLaws): PathRelativeEntropy;

// annealed-importance-sampling.d.ts
import type { Kernel } from '@yuragi/mcmc';
import { type Estimate, type Key, type RunOptions, type RunResult, type WeightDiagnostics } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';
import type { PathOfDistributions } from './path-of-distributions.ts';
export interface AnnealedImportanceSamplingOptions {
    readonly schedule: Float64Array;
    readonly numSamples: number;
    readonly keepSteps?: boolean | undefined;
}
export interface AnnealedSamples<X> extends RunResult {
    readonly logPartition: Estimate<WeightDiagnostics>;
    readonly logWeights: Float64Array;
    readonly logWeightsPerStep: NdArray<Float64Array>;
    readonly positions: readonly X[];
}
export declare function annealedImportanceSampling<X, S extends {
    readonly position: X;
}>(makeKernel: (s: number) => Kernel<X, S, unknown>, path: PathOfDistributions<X>, key: Key, options: AnnealedImportanceSamplingOptions & RunOptions): Promise<AnnealedSamples<X>>;

// path-of-distributions.d.ts
import type { Rng } from '@yuragi/prob-core';
export interface PathOfDistributions<X> {
    logDensity(x: X, s: number): number;
    readonly reference: {
        sample(rng: Rng): X;
        readonly logPartition: number;
    };
}

// ========== @yuragi/thermo-jarzynski/quantum ==========

// two-point-measurement.d.ts
import { type ComplexMatrix } from '@yuragi/prob-core/quantum';
export interface TwoPointMeasurement {
    readonly initialHamiltonian: ComplexMatrix;
    readonly finalHamiltonian: ComplexMatrix;
    readonly unitary: ComplexMatrix;
    readonly beta: number;
}
export interface TwoPointWork {
    readonly work: Float64Array;
    readonly probabilities: Float64Array;
    readonly meanWork: number;
    readonly jarzynski: number;
    readonly freeEnergyDifference: number;
    readonly dissipation: number;
    readonly populations: Float64Array;
}
export declare function twoPointMeasurement(options: TwoPointMeasurement): TwoPointWork;
