import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FormatError } from './error-classes.ts';
import { decodeSafetensors, encodeSafetensors, type SafetensorsFile } from './safetensors.ts';

const file: SafetensorsFile = {
  tensors: {
    bytes: { data: Uint8Array.of(1, 2, 255), shape: [3] },
    matrix: { data: Float64Array.of(1, -0, Number.NaN, Infinity, 5, 6), shape: [2, 3] },
    half: { data: Float32Array.of(1.5, -2.5), shape: [2] },
    signed: { data: Int8Array.of(-128, 127), shape: [1, 2] },
    short: { data: Int16Array.of(-3), shape: [1] },
    unsigned: { data: Uint16Array.of(65535), shape: [1] },
    word: { data: Int32Array.of(-(2 ** 31)), shape: [1] },
    counter: { data: Uint32Array.of(2 ** 32 - 1), shape: [] },
    long: { data: BigInt64Array.of(-(2n ** 63n)), shape: [1] },
    huge: { data: BigUint64Array.of(2n ** 64n - 1n), shape: [1] },
    empty: { data: new Float64Array(0), shape: [0, 4] },
    'ゆらぎ/~"': { data: Float64Array.of(7), shape: [1] },
  },
  metadata: { format: 'test', 説明: 'value' },
};

/** The header, read by hand as a Python program would: length (little-endian), then JSON. */
function readHeader(bytes: Uint8Array): { readonly header: Record<string, never>; readonly start: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true) + 2 ** 32 * view.getUint32(4, true);
  return { header: JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))), start: 8 + length };
}

const withHeader = (header: unknown, body = new Uint8Array(0)): Uint8Array => {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + body.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(body, 8 + json.length);
  return bytes;
};

describe('round trip', () => {
  test('keeps every type, shape, name, bit and the metadata', () => {
    expect(decodeSafetensors(encodeSafetensors(file))).toEqual(file);
  });

  test('reads a file that stands anywhere in a buffer, and a Buffer as Node reads files', () => {
    const bytes = encodeSafetensors(file);
    for (const offset of [1, 8]) {
      const shifted = new Uint8Array(bytes.length + 20);
      shifted.set(bytes, offset);
      expect(decodeSafetensors(shifted.subarray(offset, offset + bytes.length))).toEqual(file);
    }
    expect(decodeSafetensors(Buffer.from(bytes))).toEqual(file);
    const pooled = Buffer.from('pool').fill(0);
    expect(decodeSafetensors(Buffer.concat([pooled, bytes]).subarray(4))).toEqual(file);
  });

  test('copies: the file and the tensors share no memory', () => {
    const data = Float64Array.of(1, 2);
    const bytes = encodeSafetensors({ tensors: { x: { data, shape: [2] } }, metadata: {} });
    data[0] = 9;
    const { tensors } = decodeSafetensors(bytes);
    bytes.fill(0);
    expect(Array.from(tensors.x!.data as Float64Array)).toEqual([1, 2]);
  });

  test('names that objects treat specially are names like others', () => {
    const names = ['__proto__', 'constructor', 'toString', ''];
    const tensors = Object.fromEntries(names.map((name, i) => [name, { data: Float64Array.of(i), shape: [1] }]));
    const decoded = decodeSafetensors(encodeSafetensors({ tensors, metadata: {} })).tensors;
    expect(Object.keys(decoded).sort()).toEqual([...names].sort());
    for (const [i, name] of names.entries())
      expect(Object.getOwnPropertyDescriptor(decoded, name)?.value.data[0]).toBe(i);
  });
});

describe('layout', () => {
  const { header, start } = readHeader(encodeSafetensors(file));
  const entries = header as Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>;

  test('the header says dtype, shape and byte range of each tensor, as the format has it', () => {
    expect(entries.matrix).toMatchObject({ dtype: 'F64', shape: [2, 3] });
    expect(entries.half!.dtype).toBe('F32');
    expect(entries.long!.dtype).toBe('I64');
    expect(entries.__metadata__).toEqual(file.metadata);
  });

  test('tensors begin at a multiple of 8, fill the rest without holes, and are aligned to their elements', () => {
    expect(start % 8).toBe(0);
    const { __metadata__: _, ...tensors } = entries;
    let end = 0;
    for (const [name, { data_offsets }] of Object.entries(tensors).sort(
      (a, b) => a[1].data_offsets[0] - b[1].data_offsets[0],
    )) {
      expect(data_offsets[0]).toBe(end);
      expect(data_offsets[0] % file.tensors[name]!.data.BYTES_PER_ELEMENT).toBe(0);
      end = data_offsets[1];
    }
    expect(start + end).toBe(encodeSafetensors(file).length);
  });

  test('numbers stand in little-endian order', () => {
    const bytes = encodeSafetensors({ tensors: { x: { data: Float64Array.of(1), shape: [1] } }, metadata: {} });
    expect(Array.from(bytes.subarray(-8))).toEqual([0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
  });
});

describe('refusals when writing', () => {
  const write = (name: string, data: unknown, shape: number[]) => () =>
    encodeSafetensors({ tensors: { [name]: { data, shape } as never }, metadata: {} });

  test('name what is wrong', () => {
    expect(write('x', new Uint8ClampedArray(2), [2])).toThrow(
      "safetensors: tensor 'x' is a Uint8ClampedArray, for which the format has no dtype",
    );
    expect(write('x', new Float64Array(3), [2, 2])).toThrow(
      "safetensors: tensor 'x' of 3 values does not have shape (2, 2)",
    );
    expect(write('__metadata__', new Float64Array(1), [1])).toThrow(
      "tensor '__metadata__' has the name that the format keeps for itself",
    );
  });
});

describe('refusals when reading', () => {
  const entry = (change: object) => ({ x: { dtype: 'F64', shape: [1], data_offsets: [0, 8], ...change } });
  const body = new Uint8Array(8);

  const refused: [Uint8Array, string][] = [
    [new Uint8Array(3), 'the file has 3 bytes; its header length alone takes 8'],
    [Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0, 1), 'the header claims 9 bytes; 1 follow'],
    [new Uint8Array(16).fill(255), 'the header claims 18446744073709551615 bytes; 8 follow'],
    [withHeader('{'), 'the header is not JSON'],
    [withHeader('"\u00ff"').fill(255, 9, 10), 'the header is not JSON'],
    [withHeader([]), 'the header is not an object'],
    [withHeader(null), 'the header is not an object'],
    [withHeader({ __metadata__: null }), '`__metadata__` must map strings to strings'],
    [withHeader({ __metadata__: 'abc' }), '`__metadata__` must map strings to strings'],
    [withHeader({ __metadata__: { a: 1 } }), '`__metadata__` must map strings to strings'],
    [withHeader({ x: null }), "tensor 'x' has no known dtype, shape and data_offsets"],
    [withHeader({ x: 5 }), "tensor 'x' has no known dtype, shape and data_offsets"],
    [withHeader(entry({ dtype: 'F16' }), body), "tensor 'x' has no known dtype"],
    [withHeader(entry({ dtype: 'constructor' }), body), "tensor 'x' has no known dtype"],
    [withHeader(entry({ shape: 'a' }), body), "tensor 'x' has no known dtype"],
    [withHeader(entry({ shape: [-1] }), body), "tensor 'x' has no known dtype"],
    [withHeader(entry({ data_offsets: [0, 0.5] }), body), "tensor 'x' has no known dtype"],
    [withHeader(entry({ data_offsets: [0] }), body), "tensor 'x' of shape (1) does not fit its bytes 0..undefined"],
    [withHeader(entry({ data_offsets: [8, 16] }), body), "tensor 'x' of shape (1) does not fit its bytes 8..16"],
    [withHeader(entry({ shape: [2] }), body), "tensor 'x' of shape (2) does not fit its bytes 0..8"],
    [
      withHeader(entry({ shape: [2 ** 52, 2 ** 52] }), body),
      "tensor 'x' of shape (4503599627370496, 4503599627370496) does not fit",
    ],
  ];
  test.each(refused.map(([bytes, reason]) => ({ bytes, reason })))('$reason', ({ bytes, reason }) => {
    expect(() => decodeSafetensors(bytes)).toThrow(FormatError);
    expect(() => decodeSafetensors(bytes)).toThrow(`safetensors: ${reason}`);
  });

  test('a file without metadata has none', () => {
    expect(decodeSafetensors(withHeader(entry({}), body)).metadata).toEqual({});
  });

  test('cut or altered anywhere, a file is read or refused with a FormatError', () => {
    const bytes = encodeSafetensors(file);
    const read = (damaged: Uint8Array): void => {
      try {
        decodeSafetensors(damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    };
    for (let length = 0; length < bytes.length; length++) read(bytes.subarray(0, length));
    const edits = fc.array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(edits, (list) => {
        const damaged = bytes.slice();
        for (const [at, value] of list) damaged[at] = value;
        read(damaged);
      }),
      { numRuns: 2000 },
    );
  });
});
