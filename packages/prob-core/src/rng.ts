/**
 * The explicit cursor that draws from one key's stream. All of its state is a key and a position; there is no spare
 * variate and no global. Every draw uses integers, + - * / sqrt, and this package's own `exp` and `log`, so the same
 * seed gives the same bits on every engine.
 */
import { ArgumentError } from './error-classes.ts';
import { type Key, requireKey } from './key.ts';
import { drawBlock } from './philox.ts';
import { log } from './special/log.ts';
import { zigguratNormal } from './ziggurat.ts';

/** Position in one key's stream: block index (a safe integer) and next word 0..3. All the state of an `Rng`. */
export interface RngState {
  readonly key: Key;
  readonly block: number;
  readonly word: number;
}

/** An explicit mutable cursor over one key's stream. Rarer draws are free functions that take it. */
export interface Rng {
  uint32(): number;
  /** [0, 1), 53 bits, two words. */
  uniform(): number;
  /** N(0, 1), exact in law to the 53 bits of its uniforms, tails included. */
  normal(): number;
  /** Rate 1; below 53 log 2 = 36.7. */
  exponential(): number;
  /** 0..n-1, unbiased, 1 <= n <= 2^32. @throws {ArgumentError} */
  int(n: number): number;
  /** Skips to a block boundary, hands out `numBlocks` blocks and moves past them: what a fill or a WASM loop draws from. */
  reserve(numBlocks: number): { readonly key: Key; readonly block: number };
  state(): RngState;
}

/**
 * A cursor at the beginning of a key's stream.
 *
 * @throws {ArgumentError} for anything but a key
 * @example ```ts doctest
 * import { key, stream } from '@yuragi/prob-core';
 * const rng = stream(key('dice'));
 * const throws = Array.from({ length: 5 }, () => 1 + rng.int(6));
 * throws.every((face) => face >= 1 && face <= 6); // => true
 * ```
 */
export function stream(key: Key): Rng {
  return cursor(requireKey('stream', 'key', key), 0, 0);
}

/**
 * A cursor at a stored position: `restore(rng.state())` goes on exactly where `rng` stands.
 *
 * @throws {ArgumentError} if the state is not one that `Rng.state` returned
 * @example ```ts doctest
 * import { key, restore, stream } from '@yuragi/prob-core';
 * const rng = stream(key(1));
 * rng.normal();
 * const copy = restore(JSON.parse(JSON.stringify(rng.state())));
 * copy.uint32() === rng.uint32(); // => true
 * ```
 */
export function restore(state: RngState): Rng {
  if (typeof state !== 'object' || state === null)
    throw new ArgumentError('restore', 'state', 'what Rng.state() returned', state);
  const { key, block, word } = state;
  requireKey('restore', 'state.key', key);
  if (!Number.isSafeInteger(block) || block < 0)
    throw new ArgumentError('restore', 'state.block', 'a safe integer >= 0', block);
  if (word !== 0 && word !== 1 && word !== 2 && word !== 3)
    throw new ArgumentError('restore', 'state.word', '0, 1, 2 or 3', word);
  return cursor(key, block, word);
}

function cursor(key: Key, block: number, word: number): Rng {
  const words = new Uint32Array(4);
  /** `words` is block number next - 1, of which `position` words are used; 4 at the start, when there is none. */
  let next = block;
  let position = 4;

  const refill = (): void => {
    drawBlock(key.k0, key.k1, next++, words);
    position = 0;
  };
  const uint32 = (): number => {
    if (position === 4) refill();
    return words[position++]!;
  };
  const uniform = (): number => {
    const high = uint32() >>> 5;
    return (high * 67108864 + (uint32() >>> 6)) * 2 ** -53;
  };
  for (let i = 0; i < word; i++) uint32();

  return {
    uint32,
    uniform,
    normal: () => zigguratNormal(uint32, uniform),
    exponential: () => -log(1 - uniform()),
    int(n) {
      if (!Number.isInteger(n) || n < 1 || n > 2 ** 32)
        throw new ArgumentError('Rng.int', 'n', 'an integer in 1..2^32', n);
      // Words below the largest multiple of n map evenly onto the residues.
      const limit = 2 ** 32 - (2 ** 32 % n);
      let draw = uint32();
      while (draw >= limit) draw = uint32();
      return draw % n;
    },
    reserve(numBlocks) {
      if (!Number.isSafeInteger(numBlocks) || numBlocks < 0)
        throw new ArgumentError('Rng.reserve', 'numBlocks', 'a safe integer >= 0', numBlocks);
      const first = next;
      next += numBlocks;
      position = 4;
      return { key, block: first };
    },
    state: () => (position === 4 ? { key, block: next, word: 0 } : { key, block: next - 1, word: position }),
  };
}
