/**
 * The score of a law on bits: the ratios r_i(x) = p(x^i)/p(x), x^i being x with bit i flipped. Several processes are made
 * of this one ratio: rates f(r) for flipping bit i keep p by detailed balance if and only if f(r) = r f(1/r), as Metropolis'
 * min(1, r), the heat bath's r/(1 + r), minimum probability flow's sqrt(r) and 1 + r do; r alone, the rate of reverse
 * diffusion, does not.
 */
import { ArgumentError, requireLength, requireProbabilities, ShapeError } from '@yuragi/prob-core/errors';

/** More would not be for listing: a law of 20 bits takes 8 MB. */
const MAX_BITS = 20;

/** A law on {0, 1}^n as (2^n); bit j of the index is coordinate j. @returns n */
export function requireBitLaw(where: string, argument: string, law: Float64Array): number {
  const numBits = Math.log2(law.length);
  if (!(Number.isInteger(numBits) && numBits >= 1 && numBits <= MAX_BITS))
    throw new ShapeError(where, argument, `length 2^n, 1 <= n <= ${MAX_BITS}`, [law.length]);
  requireProbabilities(where, argument, law);
  return numBits;
}

/** The index of a row of bits. @throws {ArgumentError} for another number than 0 and 1 */
export function bitIndex(where: string, x: Float64Array, row: number, numBits: number): number {
  let index = 0;
  for (let j = 0; j < numBits; j++) {
    const bit = x[row * numBits + j]!;
    if (bit !== 0 && bit !== 1) throw new ArgumentError(where, `x[${row * numBits + j}]`, '0 or 1', bit);
    index += bit * 2 ** j;
  }
  return index;
}

/** A batch of rows of bits. @returns how many */
export function requireRows(where: string, x: Float64Array, numBits: number, out: Float64Array, size: number): number {
  const n = x.length / numBits;
  if (!Number.isInteger(n)) throw new ShapeError(where, 'x', `length m * ${numBits}`, [x.length]);
  requireLength(where, 'out', out, n * size);
  return n;
}

/** p(x^i)/p(x) of a state by its index; 0 where both are 0, Infinity where p(x) alone is. */
export function flipRatio(law: Float64Array, index: number, bit: number): number {
  const flipped = law[index ^ (1 << bit)]!;
  return flipped === 0 ? 0 : flipped / law[index]!;
}

/**
 * The discrete score of a law on {0, 1}^n at given states, r_i(x) = p(x^i)/p(x).
 *
 * Where p(x) = 0 it is Infinity, and 0 where p(x^i) is 0 too. Cost: n divisions a state. To get a law on spins, let bit b
 * stand for the spin 1 - 2 b, or 2 b - 1: the ratios are the same.
 *
 * @param law (2^n), n <= 20, sum 1; bit j of the index is coordinate j
 * @param x   (m, n) flat, entries 0 or 1
 * @param out (m, n), overwritten
 * @throws {ArgumentError}, {ShapeError} for what is no law or no bits
 * @see Lou, Meng and Ermon 2024, section 3, where the ratios are called the concrete score
 * @example ```ts doctest
 * import { discreteScoreInto } from '@yuragi/diffusion';
 * const out = new Float64Array(2);
 * // p(00), p(10), p(01), p(11), at the state 10
 * discreteScoreInto(Float64Array.of(0.1, 0.2, 0.3, 0.4), Float64Array.of(1, 0), out);
 * [...out]; // => [0.5, 2]
 * ```
 */
export function discreteScoreInto(law: Float64Array, x: Float64Array, out: Float64Array): void {
  const where = 'discreteScoreInto';
  const numBits = requireBitLaw(where, 'law', law);
  const rows = requireRows(where, x, numBits, out, numBits);
  for (let row = 0; row < rows; row++) {
    const index = bitIndex(where, x, row, numBits);
    for (let i = 0; i < numBits; i++) out[row * numBits + i] = flipRatio(law, index, i);
  }
}
