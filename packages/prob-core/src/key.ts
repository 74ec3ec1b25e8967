/**
 * Keys: immutable names of random streams. A key describes structure (experiment, chain, particle, figure) and is never
 * consumed; `stream(key)` in `rng.ts` draws from it. A child key is one Philox block of its parent with counter word 3
 * set to 1, where draws have 0, so a child never equals a drawn block.
 */
import { ArgumentError } from './error-classes.ts';
import { philox4x32 } from './philox.ts';

/** Philox4x32-10 key: two uint32. Plain, JSON-safe, immutable. */
export interface Key {
  readonly k0: number;
  readonly k1: number;
}

/** Counter word 2 of a derivation: what is folded in. */
const INTEGER = 0;
const TEXT = 1;
const LENGTH = 2;

function derive(key: Key, word0: number, word1: number, domain: number): Key {
  const out = new Uint32Array(4);
  philox4x32(word0, word1, domain, 1, key.k0, key.k1, out);
  return { k0: out[0]!, k1: out[1]! };
}

const isUint32 = (value: unknown): boolean => Number.isInteger(value) && (value as number) >>> 0 === value;

/** A key, and not the seed or the cursor that is easily put in its place. @throws {ArgumentError} */
export function requireKey(where: string, argument: string, value: Key): Key {
  if (!isUint32(value?.k0) || !isUint32(value.k1))
    throw new ArgumentError(where, argument, 'a key made by key(), foldIn() or split()', value);
  return value;
}

const isSafeCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const high = (value: number): number => (value / 0x1_0000_0000) >>> 0;

function foldText(key: Key, text: string): Key {
  const bytes = new TextEncoder().encode(text);
  const padded = new DataView(new ArrayBuffer(Math.ceil(bytes.length / 8) * 8));
  for (const [i, byte] of bytes.entries()) padded.setUint8(i, byte);
  let result = key;
  for (let i = 0; i < padded.byteLength; i += 8)
    result = derive(result, padded.getUint32(i, true), padded.getUint32(i + 4, true), TEXT);
  return derive(result, bytes.length, 0, LENGTH);
}

/**
 * The key of a seed: the root of all randomness of a program, test or figure.
 *
 * @param seed a safe integer >= 0, a bigint in [0, 2^64), or a string (hashed as UTF-8). 7 and 7n agree, '7' differs.
 * @returns for numbers, the 64 bits of the seed itself; for strings, a chain of Philox blocks
 * @throws {ArgumentError} for any other value
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * key(7); // => { k0: 7, k1: 0 }
 * key(2n ** 32n + 5n); // => { k0: 5, k1: 1 }
 * ```
 */
export function key(seed: number | bigint | string): Key {
  if (typeof seed === 'string') return foldText({ k0: 0, k1: 0 }, seed);
  if (typeof seed === 'bigint' && seed >= 0n && seed < 1n << 64n)
    return { k0: Number(seed & 0xffffffffn), k1: Number(seed >> 32n) };
  if (isSafeCount(seed)) return { k0: seed >>> 0, k1: high(seed) };
  throw new ArgumentError('key', 'seed', 'a safe integer >= 0, a bigint in [0, 2^64) or a string', seed);
}

/**
 * The child of a key under a name or number, independent of its siblings.
 *
 * @param data a safe integer >= 0 or a string. Child 7 and child '7' differ.
 * @returns one Philox block at counter (data, 0, 1); strings are absorbed eight bytes at a time. Distinct data give
 *   distinct counters; two children collide with probability 2^-64.
 * @throws {ArgumentError} for any other value, or a `key` that is none
 * @example ```ts doctest
 * import { foldIn, key } from '@yuragi/prob-core';
 * const chain3 = foldIn(foldIn(key(1), 'chains'), 3);
 * typeof chain3.k0; // => 'number'
 * ```
 */
export function foldIn(key: Key, data: number | string): Key {
  requireKey('foldIn', 'key', key);
  if (typeof data === 'string') return foldText(key, data);
  if (!isSafeCount(data)) throw new ArgumentError('foldIn', 'data', 'a safe integer >= 0 or a string', data);
  return derive(key, data >>> 0, high(data), INTEGER);
}

/**
 * The first `n` numbered children of a key: `foldIn(key, 0)` to `foldIn(key, n - 1)`. Child i does not depend on `n`,
 * so results per chain do not change when chains are added.
 *
 * @throws {ArgumentError} unless n is an integer >= 0 and `key` a key
 * @example ```ts doctest
 * import { foldIn, key, split } from '@yuragi/prob-core';
 * split(key(1), 3)[2]; // => foldIn(key(1), 2)
 * ```
 */
export function split(key: Key, n: number): readonly Key[] {
  requireKey('split', 'key', key);
  if (!isSafeCount(n)) throw new ArgumentError('split', 'n', 'an integer >= 0', n);
  return Array.from({ length: n }, (_, i) => foldIn(key, i));
}
