/** The public types, checked by tsc alone: each `@ts-expect-error` must be one. */
import type { NdArray } from 'ndarray';
import {
  type Checkpoint,
  decodeCheckpoint,
  type Estimate,
  encodeCheckpoint,
  fillNormal,
  fillUniform,
  foldIn,
  fromNdarray,
  type Key,
  key,
  logMeanExp,
  type Progress,
  type Rng,
  type RngState,
  type RunOptions,
  type RunResult,
  restore,
  split,
  stream,
  toNdarray,
  type Warning,
} from '../src/index.ts';

/** The shapes of the contract between packages; a function that fits less does not compile below. */
interface Randomness {
  key(seed: number | bigint | string): { readonly k0: number; readonly k1: number };
  foldIn(key: Key, data: number | string): Key;
  split(key: Key, n: number): readonly Key[];
  stream(key: Key): Rng;
  restore(state: RngState): Rng;
  fillUniform(rng: Rng, out: Float64Array | Float32Array): void;
  fillNormal(rng: Rng, out: Float64Array | Float32Array): void;
}
interface Boundary {
  toNdarray<A extends Float64Array | Float32Array | Int8Array | Uint8Array>(
    data: A,
    shape: readonly number[],
  ): NdArray<A>;
  fromNdarray(
    array: NdArray<Float64Array>,
    where: string,
    argument: string,
  ): { readonly data: Float64Array; readonly shape: readonly number[] };
  logMeanExp(
    logWeights: Float64Array,
  ): Estimate<{ readonly effectiveSampleSize: number; readonly maxWeightShare: number }>;
}
interface CheckpointCodec {
  encodeCheckpoint(checkpoint: Checkpoint): Uint8Array;
  decodeCheckpoint(bytes: Uint8Array): Checkpoint;
}
({ key, foldIn, split, stream, restore, fillUniform, fillNormal }) satisfies Randomness;
({ toNdarray, fromNdarray, logMeanExp }) satisfies Boundary;
({ encodeCheckpoint, decodeCheckpoint }) satisfies CheckpointCodec;

export const rng: Rng = stream(key(1));
export const state: RngState = JSON.parse(JSON.stringify(rng.state()));

// A key is immutable, and is not an Rng.
// @ts-expect-error
key(1).k0 = 2;
// @ts-expect-error
rng.state().block = 2;
// @ts-expect-error
fillNormal(key(1), new Float64Array(1));
// @ts-expect-error
stream(rng);
// @ts-expect-error
key([1]);
// @ts-expect-error
foldIn(key(1), 3n);
// @ts-expect-error
fillUniform(rng, new Int32Array(1));
// @ts-expect-error
fillUniform(rng, [0, 0]);

// Optional run options may be undefined, under exactOptionalPropertyTypes too.
export const options: RunOptions = {
  signal: undefined,
  timeLimit: undefined,
  onProgress: undefined,
  resume: undefined,
};
export const stopped: RunResult['stopped'][] = ['completed', 'converged', 'aborted', 'time-limit'];
// @ts-expect-error
export const unknownEnd: RunResult['stopped'] = 'failed';
// @ts-expect-error
export const timed: Progress = { task: 't', completed: 0, total: 1, metrics: {}, secondsLeft: 3 };
// @ts-expect-error
export const version: Checkpoint['version'] = 2;

export const warnings: readonly Warning[] = logMeanExp(Float64Array.of(1)).warnings;
// @ts-expect-error
logMeanExp([1, 2]);
export const bytes: NdArray<Uint8Array> = toNdarray(Uint8Array.of(1), [1]);
// @ts-expect-error
fromNdarray(bytes, 'f', 'x');
// @ts-expect-error
toNdarray([1, 2], [2]);
