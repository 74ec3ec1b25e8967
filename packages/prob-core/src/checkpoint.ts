/**
 * Checkpoints: the state of a stopped run as plain data, and their file form, one safetensors file in which typed arrays
 * are tensors and everything else is JSON in `__metadata__.yuragi`.
 */
import { CheckpointError, FormatError } from './error-classes.ts';
import type { RngState } from './rng.ts';
import { decodeSafetensors, encodeSafetensors, type Tensor, type TensorData } from './safetensors.ts';

/**
 * `data`: plain objects, arrays, JSON values, NaN, ±Infinity, -0 and typed arrays. Resuming it and taking n steps is
 * bit-equal to never having stopped.
 */
export interface Checkpoint {
  readonly format: 'yuragi-checkpoint';
  readonly version: 1;
  readonly producer: string;
  readonly fingerprint: string;
  readonly step: number;
  readonly rng: readonly RngState[];
  readonly data: unknown;
}

/** Objects with one of these as their only key stand for what JSON cannot say. */
const TENSOR = '$tensor';
const NUMBER = '$number';
/** An object of the user's that would be mistaken for one of the above, wrapped. */
const OBJECT = '$object';
const marks = [TENSOR, NUMBER, OBJECT];

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isMark = (object: object): boolean => {
  const keys = Object.keys(object);
  return keys.length === 1 && marks.includes(keys[0]!);
};

/** A step down the path that names a tensor; '/' and '~' are escaped as in JSON pointers (RFC 6901). */
const below = (path: string, name: string): string => `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** Deeper than any state is, and shallow enough for the stack: a cycle or a hostile file ends here. */
const MAX_DEPTH = 200;

function requireDepth(where: string, depth: number): void {
  if (depth > MAX_DEPTH)
    throw new CheckpointError(`${where}: a checkpoint nests at most ${MAX_DEPTH} levels of objects and arrays`);
}

function toJson(value: unknown, path: string, tensors: Record<string, Tensor>, depth = 0): unknown {
  requireDepth('encodeCheckpoint', depth);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { [NUMBER]: Object.is(value, -0) ? '-0' : String(value) };
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const data = value as TensorData;
    tensors[path] = { data, shape: [data.length] };
    return { [TENSOR]: path };
  }
  if (Array.isArray(value)) return value.map((item, i) => toJson(item, below(path, String(i)), tensors, depth + 1));
  if (typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value))) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => [name, toJson(item, below(path, name), tensors, depth + 1)] as const);
    const object = Object.fromEntries(entries);
    return isMark(object) ? { [OBJECT]: object } : object;
  }
  throw new CheckpointError(
    `encodeCheckpoint: \`${path}\` is ${typeof value === 'object' ? `a ${(value as object).constructor.name}` : `a ${typeof value}`}; a checkpoint holds plain objects, arrays, numbers, strings, booleans, null and typed arrays`,
  );
}

function fromJson(value: unknown, tensors: Readonly<Record<string, Tensor>>, depth = 0): unknown {
  requireDepth('decodeCheckpoint', depth);
  if (Array.isArray(value)) return value.map((item) => fromJson(item, tensors, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [name, item] = entries[0] ?? [];
  if (entries.length === 1 && name === TENSOR) {
    if (typeof item !== 'string' || !Object.hasOwn(tensors, item))
      throw new CheckpointError(`decodeCheckpoint: tensor ${JSON.stringify(item)} is missing`);
    return tensors[item]!.data;
  }
  if (entries.length === 1 && name === NUMBER) return Number(item);
  const fields = entries.length === 1 && name === OBJECT && isObject(item) ? Object.entries(item) : entries;
  return Object.fromEntries(fields.map(([field, content]) => [field, fromJson(content, tensors, depth + 1)]));
}

/**
 * A checkpoint as one safetensors file.
 *
 * @throws {CheckpointError} naming the field that is not plain data
 * @example ```ts doctest
 * import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '@yuragi/prob-core';
 * const checkpoint: Checkpoint = {
 *   format: 'yuragi-checkpoint', version: 1, producer: 'me', fingerprint: '0', step: 3, rng: [],
 *   data: { means: Float64Array.of(1, 2), bound: -Infinity },
 * };
 * decodeCheckpoint(encodeCheckpoint(checkpoint)); // => checkpoint
 * ```
 */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const tensors: Record<string, Tensor> = {};
  const yuragi = JSON.stringify(toJson(checkpoint, 'checkpoint', tensors));
  return asCheckpointError('encodeCheckpoint', () => encodeSafetensors({ tensors, metadata: { yuragi } }));
}

/** A fault of the file format is, to the caller, a fault of the checkpoint. */
function asCheckpointError<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof FormatError || error instanceof SyntaxError)
      throw new CheckpointError(`${where}: ${error.message}`);
    throw error;
  }
}

/** Reads what `encodeCheckpoint` wrote. @throws {CheckpointError} saying what is wrong with the bytes */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  return asCheckpointError('decodeCheckpoint', () => {
    const { tensors, metadata } = decodeSafetensors(bytes);
    if (metadata.yuragi === undefined) throw new CheckpointError('decodeCheckpoint: the file has no `yuragi` metadata');
    const value = fromJson(JSON.parse(metadata.yuragi), tensors);
    if (!isObject(value) || value.format !== 'yuragi-checkpoint' || value.version !== 1)
      throw new CheckpointError('decodeCheckpoint: the file is not a yuragi-checkpoint of version 1');
    const { producer, fingerprint, step, rng } = value;
    if (
      typeof producer !== 'string' ||
      typeof fingerprint !== 'string' ||
      !Number.isSafeInteger(step) ||
      !Array.isArray(rng)
    )
      throw new CheckpointError('decodeCheckpoint: producer, fingerprint, step or rng is missing');
    return value as unknown as Checkpoint;
  });
}
