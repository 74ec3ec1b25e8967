import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { CheckpointError } from './error-classes.ts';
import { key } from './key.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';

const checkpointOf = (data: unknown): Checkpoint => ({
  format: 'yuragi-checkpoint',
  version: 1,
  producer: '@yuragi/test/run',
  fingerprint: '0123456789abcdef',
  step: 12,
  rng: [{ key: key('a'), block: 2 ** 40, word: 3 }],
  data,
});

/** A file whose yuragi metadata is the given text. */
const fileOf = (yuragi: string): Uint8Array => encodeSafetensors({ tensors: {}, metadata: { yuragi } });
const fileWithData = (data: string): Uint8Array =>
  fileOf(JSON.stringify(checkpointOf(0)).replace('"data":0', `"data":${data}`));

describe('round trip', () => {
  const roundTrip = (data: unknown): unknown => decodeCheckpoint(encodeCheckpoint(checkpointOf(data))).data;

  test('keeps what JSON cannot say: NaN, infinities, -0, typed arrays', () => {
    const data = {
      numbers: [Number.NaN, Infinity, -Infinity, -0, 0, 5e-324, 2 ** 53],
      arrays: [Float64Array.of(-0, Number.NaN), new Float32Array(0), { inner: Uint32Array.of(7) }],
      big: BigInt64Array.of(-1n),
      text: 'ゆらぎ " \\ \n',
      nothing: null,
      flags: [true, false],
    };
    expect(roundTrip(data)).toStrictEqual(data);
    expect(decodeCheckpoint(encodeCheckpoint(checkpointOf(data)))).toStrictEqual(checkpointOf(data));
  });

  test('a field that is undefined is left out, as in JSON', () => {
    expect(roundTrip({ a: 1, b: undefined })).toStrictEqual({ a: 1 });
    expect(roundTrip({ $tensor: 'x', b: undefined })).toStrictEqual({ $tensor: 'x' });
  });

  test('objects that look like the notation come back as they were', () => {
    const data = [
      { $tensor: 'checkpoint/data/0' },
      { $number: 'NaN' },
      { $object: { $tensor: 1 } },
      { $tensor: Float64Array.of(1) },
      { $object: { $object: { $object: null } } },
      { $number: Number.NaN },
      { $tensor: 1, other: 2 },
    ];
    expect(roundTrip(data)).toStrictEqual(data);
  });

  test('keys with /, ~ and names that objects treat specially do not collide', () => {
    const keys = ['a/b', 'a~1b', 'a~b', 'a~0b', '', '/', '~', 'constructor', '$tensor', 'data'];
    const data = Object.fromEntries(keys.map((name, i) => [name, { x: Float64Array.of(i) }]));
    data.a = { b: Float64Array.of(99) } as never;
    expect(isDeepStrictEqual(roundTrip(data), data)).toBe(true);
    const own = Object.fromEntries([['__proto__', Float64Array.of(3)]]);
    const decoded = roundTrip(own) as object;
    expect(Object.getOwnPropertyDescriptor(decoded, '__proto__')?.value).toEqual(Float64Array.of(3));
    expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
  });

  test('any plain data', () => {
    const typed = fc.oneof(
      fc.float64Array({ maxLength: 5 }),
      fc.float32Array({ maxLength: 5 }),
      fc.int8Array({ maxLength: 5 }),
      fc.uint32Array({ maxLength: 5 }),
      fc.bigInt64Array({ maxLength: 3 }),
    );
    const name = fc.oneof(
      fc.string({ maxLength: 4 }),
      fc.constantFrom('$tensor', '$number', '$object', 'a/b', '~', '__proto__', 'constructor', 'toString'),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.double(),
        fc.integer(),
        fc.string(),
        fc.boolean(),
        fc.constant(null),
        typed,
        tie('list'),
        tie('object'),
      ),
      list: fc.array(tie('value'), { maxLength: 4 }),
      object: fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
    }));
    fc.assert(
      fc.property(value, (data) => isDeepStrictEqual(roundTrip(data), data)),
      { numRuns: 500 },
    );
  });
});

describe('the file is one that other programs read', () => {
  const state = { means: Float64Array.of(1, 2), bound: -Infinity };
  const bytes = encodeCheckpoint(checkpointOf(state));

  test('eight bytes of length, JSON, then the tensors; the rest in __metadata__.yuragi', () => {
    const view = new DataView(bytes.buffer);
    const length = Number(view.getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    expect(header['checkpoint/data/means']).toEqual({ dtype: 'F64', shape: [2], data_offsets: [0, 16] });
    expect([view.getFloat64(8 + length, true), view.getFloat64(16 + length, true)]).toEqual([1, 2]);
    expect(JSON.parse(header.__metadata__.yuragi)).toMatchObject({
      format: 'yuragi-checkpoint',
      version: 1,
      step: 12,
      data: { means: { $tensor: 'checkpoint/data/means' }, bound: { $number: '-Infinity' } },
    });
  });

  test('equal checkpoints make equal files', () => {
    expect(encodeCheckpoint(checkpointOf(structuredClone(state)))).toEqual(bytes);
  });

  test('a Buffer, as Node reads files, is read too', () => {
    expect(decodeCheckpoint(Buffer.from(bytes))).toStrictEqual(checkpointOf(state));
  });
});

describe('refusals when writing name the field', () => {
  test.each<[unknown, string]>([
    [new Map(), '`checkpoint/data/x` is a Map'],
    [new Date(0), '`checkpoint/data/x` is a Date'],
    [() => 1, '`checkpoint/data/x` is a function'],
    [1n, '`checkpoint/data/x` is a bigint'],
    [Symbol('s'), '`checkpoint/data/x` is a symbol'],
    [[undefined], '`checkpoint/data/x/0` is a undefined'],
    [new DataView(new ArrayBuffer(1)), '`checkpoint/data/x` is a DataView'],
    [new Uint8ClampedArray(1), 'Uint8ClampedArray, for which the format has no dtype'],
  ])('%o', (x, message) => {
    expect(() => encodeCheckpoint(checkpointOf({ x }))).toThrow(CheckpointError);
    expect(() => encodeCheckpoint(checkpointOf({ x }))).toThrow(message);
  });

  test('a cycle', () => {
    const loop: Record<string, unknown> = {};
    loop.loop = loop;
    expect(() => encodeCheckpoint(checkpointOf(loop))).toThrow(
      'encodeCheckpoint: a checkpoint nests at most 200 levels of objects and arrays',
    );
  });
});

describe('refusals when reading', () => {
  test.each<[string, Uint8Array, string]>([
    ['no file at all', new Uint8Array(2), 'decodeCheckpoint: safetensors: the file has 2 bytes'],
    ['another safetensors file', encodeSafetensors({ tensors: {}, metadata: {} }), 'the file has no `yuragi` metadata'],
    ['metadata that is not JSON', fileOf('{'), 'decodeCheckpoint: '],
    ['another format', fileOf('{"format":"other"}'), 'the file is not a yuragi-checkpoint of version 1'],
    ['a list', fileOf('[]'), 'the file is not a yuragi-checkpoint of version 1'],
    ['another version', fileOf('{"format":"yuragi-checkpoint","version":2}'), 'not a yuragi-checkpoint of version 1'],
    [
      'fields left out',
      fileOf('{"format":"yuragi-checkpoint","version":1}'),
      'producer, fingerprint, step or rng is missing',
    ],
    [
      'a tensor that is missing',
      fileWithData('{"$tensor":"nothing"}'),
      'decodeCheckpoint: tensor "nothing" is missing',
    ],
    ['a tensor named like a method', fileWithData('{"$tensor":"toString"}'), 'tensor "toString" is missing'],
    ['a tensor that is no name', fileWithData('{"$tensor":{"$tensor":1}}'), 'is missing'],
    ['a file nested too deep', fileWithData('['.repeat(50_000) + ']'.repeat(50_000)), 'nests at most 200 levels'],
  ])('%s', (_, bytes, message) => {
    expect(() => decodeCheckpoint(bytes)).toThrow(CheckpointError);
    expect(() => decodeCheckpoint(bytes)).toThrow(message);
  });

  test.each(['{"$object":null}', '{"$object":5}', '{"$number":{}}', '{"$number":[]}'])(
    'takes or refuses %s',
    (data) => {
      expect(decodeCheckpoint(fileWithData(data)).format).toBe('yuragi-checkpoint');
    },
  );

  test('cut or altered anywhere, a checkpoint is read or refused with a CheckpointError', () => {
    const bytes = encodeCheckpoint(checkpointOf({ a: Float64Array.of(1, 2), b: [{ c: Number.NaN }], $object: 'x' }));
    const read = (damaged: Uint8Array): void => {
      try {
        decodeCheckpoint(damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(CheckpointError);
      }
    };
    for (let length = 0; length < bytes.length; length++) read(bytes.subarray(0, length));
    const edits = fc.array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(edits, (list) => {
        const damaged = bytes.slice();
        for (const [at, value] of list) damaged[at] = value;
        read(damaged);
      }),
      { numRuns: 3000 },
    );
  });

  test('damaged metadata in a sound file is read or refused with a CheckpointError', () => {
    const sound = decodeSafetensors(encodeCheckpoint(checkpointOf({ a: Float64Array.of(1), b: [-0, { $number: 1 }] })));
    const text = sound.metadata.yuragi!;
    const edits = fc.tuple(fc.nat({ max: text.length - 1 }), fc.constantFrom(...'{}[]":,$01nul-e \\'));
    fc.assert(
      fc.property(fc.array(edits, { minLength: 1, maxLength: 3 }), (list) => {
        const characters = [...text];
        for (const [at, character] of list) characters[at] = character;
        const bytes = encodeSafetensors({ ...sound, metadata: { yuragi: characters.join('') } });
        try {
          decodeCheckpoint(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(CheckpointError);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
