import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerprint } from './fingerprint.ts';

describe('fingerprint', () => {
  test('is 16 hexadecimal digits, equal for equal data', () => {
    const data = { a: [1, 'x', null, true], b: { c: Float64Array.of(1, 2) } };
    expect(fingerprint(data)).toMatch(/^[0-9a-f]{16}$/);
    expect(fingerprint(structuredClone(data))).toBe(fingerprint(data));
  });

  test('the order of keys does not matter, nor a field that is undefined', () => {
    expect(fingerprint({ a: 1, b: 2 })).toBe(fingerprint({ b: 2, a: 1 }));
    expect(fingerprint({ a: 1, b: undefined })).toBe(fingerprint({ a: 1 }));
  });

  test('tells apart what is different: values, types, nesting, order', () => {
    const different: unknown[] = [
      0,
      -0,
      1,
      '1',
      1n,
      true,
      'true',
      null,
      'null',
      undefined,
      Number.NaN,
      Infinity,
      '',
      [],
      {},
      [[]],
      [1],
      [[1]],
      [1, 2],
      [2, 1],
      [[1], 2],
      [[1, 2]],
      { a: 1 },
      { b: 1 },
      { a: { b: 1 } },
      { a: {}, b: 1 },
      { a: { b: 1 }, c: 1 },
      { a: { b: 1, c: 1 } },
      { a: 'b' },
      ['a', 'b'],
      Float64Array.of(1),
      Float32Array.of(1),
      Float64Array.of(1, 0),
      Uint8Array.of(1),
      Uint8Array.of(1, 0),
      Int8Array.of(1),
      new Uint8Array(0),
      new Int8Array(0),
      { a: 1, b: [2] },
      { a: [1], b: 2 },
      'ab',
      ['ab'],
      ['a', '', 'b'],
    ];
    const prints = different.map(fingerprint);
    for (const [i, print] of prints.entries()) expect(prints.indexOf(print), `${String(different[i])} at ${i}`).toBe(i);
  });

  test('distinct random data collide no more than 64 bits do', () => {
    const seen = new Map<string, string>();
    const word = fc.uint8Array({ minLength: 8, maxLength: 8 });
    for (const value of fc.sample(word, 5000)) {
      const print = fingerprint(value);
      expect(seen.get(print) ?? String(value)).toBe(String(value));
      seen.set(print, String(value));
    }
  });

  test('one bit changes about half of the digits', () => {
    const data = new Uint8Array(64);
    const original = fingerprint(data);
    let changed = 0;
    for (let i = 0; i < 64; i++) {
      const flipped = data.slice();
      flipped[i] = 1;
      const print = fingerprint(flipped);
      changed += [...print].filter((digit, at) => digit !== original[at]).length;
    }
    expect(changed / (64 * 16)).toBeGreaterThan(0.9);
  });

  test('reads a view, not the buffer behind it', () => {
    const buffer = Float64Array.of(1, 2, 3, 4);
    expect(fingerprint(buffer.subarray(1, 3))).toBe(fingerprint(Float64Array.of(2, 3)));
  });

  test('pinned: a change here makes every stored checkpoint foreign', () => {
    expect(fingerprint({ scale: 0.5, data: Float64Array.of(1, 2), name: 'x' })).toMatchInlineSnapshot(
      `"fdde1087463ac84b"`,
    );
  });
});
