/**
 * Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
 * 1, 2, 3", SC 2011, section 3.3: ten rounds of multiply-high and xor turn a 128-bit counter into 128 random bits
 * under a 64-bit key.
 */

const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;

/** High word of the 64-bit product of two uint32, from 16-bit halves. */
function multiplyHigh(a: number, b: number): number {
  const al = a & 0xffff;
  const ah = a >>> 16;
  const bl = b & 0xffff;
  const bh = b >>> 16;
  const middle = Math.imul(ah, bl) + (Math.imul(al, bl) >>> 16);
  const cross = Math.imul(al, bh) + (middle & 0xffff);
  return (Math.imul(ah, bh) + (middle >>> 16) + (cross >>> 16)) >>> 0;
}

/** Writes the block of `counter` (c0, c1, c2, c3) under `key` (k0, k1) to out[0..3]. All words are uint32. */
export function philox4x32(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  out: Uint32Array,
): void {
  let a = c0;
  let b = c1;
  let c = c2;
  let d = c3;
  let key0 = k0;
  let key1 = k1;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(M0, a);
    const low0 = Math.imul(M0, a);
    const high1 = multiplyHigh(M1, c);
    const low1 = Math.imul(M1, c);
    a = high1 ^ b ^ key0;
    b = low1;
    c = high0 ^ d ^ key1;
    d = low0;
    key0 = (key0 + W0) | 0;
    key1 = (key1 + W1) | 0;
  }
  out[0] = a;
  out[1] = b;
  out[2] = c;
  out[3] = d;
}

/** Writes block number `block` (a safe integer, counter words 0 and 1) of the stream of draws under a key. */
export function drawBlock(k0: number, k1: number, block: number, out: Uint32Array): void {
  philox4x32(block >>> 0, (block / 0x1_0000_0000) >>> 0, 0, 0, k0, k1, out);
}
