/**
 * The safetensors file format: eight bytes of header length (little-endian), a JSON header that gives each tensor's
 * dtype, shape and byte range, then the tensors' bytes. Python reads it with the package of the same name.
 *
 * https://github.com/huggingface/safetensors#format
 */
import { FormatError } from './error-classes.ts';

/** The typed arrays a safetensors file can hold. */
export type TensorData =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** One named array of a safetensors file: row-major data with its shape. */
export interface Tensor {
  readonly data: TensorData;
  readonly shape: readonly number[];
}

/** The contents of a safetensors file. */
export interface SafetensorsFile {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

const TYPES = {
  F64: Float64Array,
  F32: Float32Array,
  I8: Int8Array,
  U8: Uint8Array,
  I16: Int16Array,
  U16: Uint16Array,
  I32: Int32Array,
  U32: Uint32Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
} as const;
type DType = keyof typeof TYPES;

const dtypeOf = (data: TensorData): DType | undefined =>
  (Object.keys(TYPES) as DType[]).find((dtype) => data.constructor === TYPES[dtype]);

interface Entry {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * One safetensors file. The header is padded with spaces so that the tensors begin at a multiple of eight bytes.
 *
 * @throws {FormatError} for a typed array that the format has no dtype for, a shape of another size, or the name
 *   '__metadata__'
 */
export function encodeSafetensors({ tensors, metadata }: SafetensorsFile): Uint8Array {
  const header: [name: string, entry: unknown][] = [['__metadata__', metadata]];
  const fail = (name: string, reason: string): never => {
    throw new FormatError('safetensors', 0, `tensor '${name}' ${reason}`);
  };
  let end = 0;
  // Widest elements first keeps every tensor aligned to its element size.
  const entries = Object.entries(tensors).sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  for (const [name, { data, shape }] of entries) {
    const dtype = dtypeOf(data);
    if (dtype === undefined) fail(name, `is a ${data.constructor.name}, for which the format has no dtype`);
    if (name === '__metadata__') fail(name, 'has the name that the format keeps for itself');
    if (shape.reduce((product, n) => product * n, 1) !== data.length)
      fail(name, `of ${data.length} values does not have shape (${shape.join(', ')})`);
    header.push([name, { dtype, shape, data_offsets: [end, end + data.byteLength] }]);
    end += data.byteLength;
  }
  let json = JSON.stringify(Object.fromEntries(header));
  const length = new TextEncoder().encode(json).length;
  json += ' '.repeat((8 - (length % 8)) % 8);
  const headerBytes = new TextEncoder().encode(json);
  const file = new Uint8Array(8 + headerBytes.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes.length), true);
  file.set(headerBytes, 8);
  let at = 8 + headerBytes.length;
  for (const [, { data }] of entries) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseHeader(bytes: Uint8Array): { header: Record<string, unknown>; start: number } {
  const fail = (reason: string): never => {
    throw new FormatError('safetensors', 0, reason);
  };
  if (bytes.length < 8) return fail(`the file has ${bytes.length} bytes; its header length alone takes 8`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(bytes.length - 8)) return fail(`the header claims ${length} bytes; ${bytes.length - 8} follow`);
  const start = 8 + Number(length);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, start)));
  } catch {
    return fail('the header is not JSON');
  }
  if (!isObject(header)) return fail('the header is not an object');
  return { header, start };
}

function readTensor(bytes: Uint8Array, start: number, name: string, value: unknown): Tensor {
  const { dtype, shape, data_offsets } = (value ?? {}) as Partial<Entry>;
  const ArrayType = typeof dtype === 'string' && Object.hasOwn(TYPES, dtype) ? TYPES[dtype] : undefined;
  const isCount = (x: unknown): x is number => Number.isSafeInteger(x) && (x as number) >= 0;
  if (
    ArrayType === undefined ||
    !Array.isArray(shape) ||
    !Array.isArray(data_offsets) ||
    ![...shape, ...data_offsets].every(isCount)
  )
    throw new FormatError('safetensors', 0, `tensor '${name}' has no known dtype, shape and data_offsets`);
  const [from, to] = data_offsets as [number, number];
  const size = shape.reduce((product: number, n: number) => product * n, ArrayType.BYTES_PER_ELEMENT);
  if (to - from !== size || start + to > bytes.length)
    throw new FormatError(
      'safetensors',
      0,
      `tensor '${name}' of shape (${shape.join(', ')}) does not fit its bytes ${from}..${to}`,
    );
  // A copy, so that the array is aligned whatever the offset of the file in its buffer. Not by slice: Node's Buffer, which
  // is what reading a file gives, shares memory there.
  return { data: new ArrayType(new Uint8Array(bytes.subarray(start + from, start + to)).buffer), shape };
}

/** Reads a safetensors file. @throws {FormatError} saying what is wrong with it */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsFile {
  const { header, start } = parseHeader(bytes);
  const { __metadata__ = {}, ...entries } = header;
  const metadata = isObject(__metadata__) ? Object.entries(__metadata__) : undefined;
  if (!metadata?.every((entry): entry is [string, string] => typeof entry[1] === 'string'))
    throw new FormatError('safetensors', 0, '`__metadata__` must map strings to strings');
  return {
    tensors: Object.fromEntries(
      Object.entries(entries).map(([name, value]) => [name, readTensor(bytes, start, name, value)]),
    ),
    metadata: Object.fromEntries(metadata),
  };
}
