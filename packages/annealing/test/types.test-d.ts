import type { IsingModel, Kernel } from '@yuragi/mcmc';
import type { Key, RunResult } from '@yuragi/prob-core';
import {
  anneal,
  annealSystem,
  type DenseIsingModel,
  hamiltonianOfGenerator,
  type IsingSweepInfo,
  type IsingSweepState,
  isingSweep,
  type PopulationAnnealingOptions,
  type SampleSet,
  type System,
} from '../src/index.ts';

declare const sparse: IsingModel;
declare const dense: DenseIsingModel;
declare const key: Key;
declare const tour: System<Int32Array, readonly [number, number]>;

// Either storage, with or without names; a sample set is a run's result.
export const run: Promise<SampleSet & RunResult> = anneal(sparse, key);
export const named: Promise<SampleSet> = anneal({ ...dense, variables: ['a'] }, key, { timeLimit: undefined });
export const kernel: Kernel<Int8Array, IsingSweepState, IsingSweepInfo, [beta: number]> = isingSweep(dense);

// The state of a system is what comes back.
export const best: Promise<Int32Array | undefined> = annealSystem(tour, key, {
  numSteps: 1,
  schedule: (s) => s,
}).then((result) => result.best);

// A schedule is a value: no words, no knobs.
// @ts-expect-error
anneal(sparse, key, { schedule: 'geometric' });

// A ladder is betas or a rule for them, not both.
export const ladder: PopulationAnnealingOptions = { ladder: { betaEnd: 1 } };
// @ts-expect-error
export const both: PopulationAnnealingOptions = { ladder: Float64Array.of(0, 1), cullingFraction: 0.1 };

// A matrix, not a flat array.
// @ts-expect-error
hamiltonianOfGenerator(new Float64Array(4), [0.5, 0.5]);
