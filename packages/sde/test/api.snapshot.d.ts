// ========== @yuragi/sde ==========

// index.d.ts
export { type DormandPrince, type DormandPrinceInfo, type DormandPrinceOptions, type DormandPrinceState, dormandPrince, interpolateInto, } from './dormand-prince.ts';
export type { OdeProblem, VectorField } from './problem.ts';
export { integrateOde, type OdeSolution, type SolveOdeOptions, solveOde } from './solve-ode.ts';

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

// problem.d.ts
export type VectorField = (x: Float64Array, t: number, out: Float64Array) => void;
export interface OdeProblem {
    readonly dimension: number;
    readonly drift: VectorField;
}

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
