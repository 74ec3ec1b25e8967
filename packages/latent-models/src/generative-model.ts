/** What every trained family of this package returns. */
import type { Rng, RunOptions, RunResult } from '@yuragi/prob-core';
import type { NdArray } from 'ndarray';

/** Missing methods: the family does not have them. x and samples are (n, d). */
export interface GenerativeModel {
  readonly dimension: number;
  /** n independent draws. A run that is stopped gives the rows it has, fewer than n. */
  sample(rng: Rng, n: number, options?: RunOptions): Promise<NdArray<Float64Array>>;
  /** (n), nats, exact. */
  logDensity?(x: NdArray<Float64Array>): Float64Array;
  /** (n), nats, lower bound or its unbiased estimate. */
  logDensityBound?(x: NdArray<Float64Array>, rng: Rng): Float64Array;
  energy?(x: NdArray<Float64Array>): Float64Array;
  encode?(x: NdArray<Float64Array>): NdArray<Float64Array>;
}

/** A fitted model with the run that fitted it. */
export interface Trained<M extends GenerativeModel> extends RunResult {
  readonly model: M;
  /** One entry a step, of each quantity that was followed. */
  readonly history: Readonly<Record<string, Float64Array>>;
}
