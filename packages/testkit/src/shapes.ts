/**
 * The shapes that cross package borders, as far as the suites need them. Copied, not imported: this package depends on no
 * other workspace, so that each of them can test itself with it. What does not fit does not compile where a suite is called.
 */
import type { NdArray } from 'ndarray';

export interface Key {
  readonly k0: number;
  readonly k1: number;
}

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
  reserve(numBlocks: number): { readonly key: Key; readonly block: number };
  state(): RngState;
}

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

/** A distribution on the line. */
export interface UnivariateDistribution extends Distribution<number> {
  readonly support: { readonly lower: number; readonly upper: number; readonly isDiscrete: boolean };
  cdf(x: number): number;
  logCdf(x: number): number;
  survival(x: number): number;
  logSurvival(x: number): number;
  quantile(p: number): number;
  score?(x: number): number;
}

/** A distribution on R^d. */
export interface MultivariateDistribution extends Distribution<Float64Array> {
  readonly dimension: number;
  covariance(): NdArray<Float64Array>;
  score?(x: Float64Array, out: Float64Array): void;
}

export interface Kernel<P, S extends { readonly position: P }, I, Level extends readonly number[] = []> {
  init(position: P, rng: Rng): S;
  step(state: S, rng: Rng, ...level: Level): readonly [state: S, info: I];
}

export interface Progress {
  readonly task: string;
  readonly completed: number;
  readonly total: number;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface Checkpoint {
  readonly format: 'yuragi-checkpoint';
  readonly version: 1;
  readonly producer: string;
  readonly fingerprint: string;
  readonly step: number;
  readonly rng: readonly RngState[];
  readonly data: unknown;
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeLimit?: number | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly onCheckpoint?: ((checkpoint: Checkpoint) => void | Promise<void>) | undefined;
  readonly checkpointEvery?: number | undefined;
  readonly resume?: Checkpoint | undefined;
}

export interface RunResult {
  readonly stopped: 'completed' | 'converged' | 'aborted' | 'time-limit';
  readonly checkpoint: Checkpoint;
}

export interface GenerativeModel {
  readonly dimension: number;
  sample(rng: Rng, n: number, options?: RunOptions): Promise<NdArray<Float64Array>>;
  logDensity?(x: NdArray<Float64Array>): Float64Array;
  logDensityBound?(x: NdArray<Float64Array>, rng: Rng): Float64Array;
  energy?(x: NdArray<Float64Array>): Float64Array;
  encode?(x: NdArray<Float64Array>): NdArray<Float64Array>;
  parameters?(): unknown;
}
