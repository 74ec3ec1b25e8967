/** A generator for the tests of this package alone, unrelated to prob-core’s: a hash of each position. */
import type { Rng } from '../src/shapes.ts';

function hash(text: string): number {
  let h = 0x811c9dc5;
  for (const character of text) h = Math.imul(h ^ character.charCodeAt(0), 0x01000193);
  return h >>> 0 || 1;
}

export function toyRng(name: string): Rng {
  return restoreToy({ key: { k0: hash(name), k1: hash(`${name}.`) }, block: 0, word: 0 });
}

/** The word of each position by itself (murmur's finaliser), so that every position can be restored. */
export function restoreToy({ key, block, word }: ReturnType<Rng['state']>): Rng {
  let position = 4 * block + word;
  const uint32 = (): number => {
    let h = Math.imul(position++ ^ key.k0, 0x9e3779b1) ^ key.k1;
    for (const factor of [0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f]) h = Math.imul(h ^ (h >>> 15), factor);
    return (h ^ (h >>> 16)) >>> 0;
  };
  const uniform = (): number => ((uint32() >>> 5) * 67108864 + (uint32() >>> 6)) * 2 ** -53;
  return {
    uint32,
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    exponential: () => -Math.log(1 - uniform()),
    int: (n) => Math.floor(uniform() * n),
    reserve(numBlocks) {
      const first = Math.ceil(position / 4);
      position = 4 * (first + numBlocks);
      return { key, block: first };
    },
    state: () => ({ key, block: Math.floor(position / 4), word: position % 4 }),
  };
}
