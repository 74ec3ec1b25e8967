/**
 * Where each value of a plan lives: values whose lives do not overlap share memory. First fit in the order of first use,
 * which for the last-in, first-out lives of a network's values comes close to the largest sum of what is alive at once.
 */
import { padded } from './graph.ts';

/** A value that is written at step `from`, last read at step `to`, and has `length` elements. */
export interface Life {
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

/** Offsets, in elements, in the order of `lives` (sorted by `from`), and how many elements they take in all. */
export function planMemory(lives: readonly Life[]): { readonly offsets: readonly number[]; readonly length: number } {
  const offsets: number[] = [];
  let alive: { readonly start: number; readonly end: number; readonly to: number }[] = [];
  let length = 0;
  for (const { from, to, length: size } of lives) {
    alive = alive.filter((block) => block.to >= from);
    let start = 0;
    let place = 0;
    for (; place < alive.length; place++) {
      if (start + padded(size) <= alive[place]!.start) break;
      start = Math.max(start, alive[place]!.end);
    }
    const end = start + padded(size);
    alive.splice(place, 0, { start, end, to });
    offsets.push(start);
    length = Math.max(length, end);
  }
  return { offsets, length };
}
