/** The state at beta = 0. */
import type { Rng } from '@yuragi/prob-core';

/** Fills with independent fair spins, 32 a word. */
export function fillRandomSpins(rng: Rng, out: Int8Array): void {
  let word = 0;
  for (let i = 0; i < out.length; i++) {
    // As a signed integer, which the engine keeps out of the heap.
    if ((i & 31) === 0) word = rng.uint32() | 0;
    out[i] = ((word >>> (i & 31)) & 1) * 2 - 1;
  }
}
