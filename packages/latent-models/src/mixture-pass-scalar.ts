/**
 * One pass of EM over the rows in plain TypeScript: the reference for the SIMD kernel of `assembly/mixture.ts`, which
 * gives the same bits, and the path for engines that refuse WebAssembly.
 *
 * For every row x_i and component k, with W_k the inverse of the Cholesky factor of C_k:
 *
 *   l_ik = offset_k - |W_k (x_i - m_k)|^2/2,   r_ik = exp(l_ik)/sum_k' exp(l_ik')
 *
 * and the sums over rows of r_ik, r_ik (x_i - m_k) and r_ik (x_i - m_k)(x_i - m_k)^T that the M-step needs. Sums are kept
 * for even and odd rows apart and added at the end: the order of the two lanes of a vector.
 */
import { exp } from '@yuragi/prob-core/special';
import type { MixturePass, OnRow, PassComponents, PassSums } from './mixture-pass.ts';

/** The kernel's exp: what would be below exp(-708) is 0. */
const exp708 = (x: number): number => (x < -708 ? 0 : exp(x));

export function scalarPass(d: number, numComponents: number, isFull: boolean): MixturePass {
  const numEntries = isFull ? (d * (d + 1)) / 2 : d;
  const differences = new Float64Array(numComponents * d);
  const logWeights = new Float64Array(numComponents);
  const responsibilities = new Float64Array(numComponents);
  const lanes = (length: number): readonly [Float64Array, Float64Array] => [
    new Float64Array(length),
    new Float64Array(length),
  ];
  let components: PassComponents;
  let sums: Record<keyof PassSums, readonly [Float64Array, Float64Array]>;
  let row = 0;

  /** l_ik into logWeights; returns the largest. */
  const weigh = (x: Float64Array, at: number): number => {
    const { means, factors, offsets } = components;
    let max = -Infinity;
    for (let k = 0; k < numComponents; k++) {
      let factor = k * numEntries;
      let distance = 0;
      for (let i = 0; i < d; i++) {
        differences[k * d + i] = x[at + i]! - means[k * d + i]!;
        let y = 0;
        for (let j = isFull ? 0 : i; j <= i; j++) y += factors[factor++]! * differences[k * d + j]!;
        distance += y * y;
      }
      logWeights[k] = offsets[k]! - 0.5 * distance;
      if (logWeights[k]! > max) max = logWeights[k]!;
    }
    return max;
  };

  const accumulate = (lane: 0 | 1): void => {
    const totals = sums.totals[lane];
    const shifts = sums.shifts[lane];
    const squares = sums.squares[lane];
    for (let k = 0; k < numComponents; k++) {
      const responsibility = responsibilities[k]!;
      totals[k]! += responsibility;
      let square = k * numEntries;
      for (let i = k * d; i < (k + 1) * d; i++) {
        const weighted = responsibility * differences[i]!;
        shifts[i]! += weighted;
        for (let j = isFull ? k * d : i; j <= i; j++) squares[square++]! += weighted * differences[j]!;
      }
    }
  };

  const visit = (x: Float64Array, onRow: OnRow, isAccumulating: boolean): void => {
    for (let at = 0; at < x.length; at += d) {
      const max = weigh(x, at);
      let sum = 0;
      let cross = 0;
      for (let k = 0; k < numComponents; k++) {
        const weight = exp708(logWeights[k]! - max);
        sum += weight;
        if (weight > 0) cross += weight * logWeights[k]!;
        responsibilities[k] = weight;
      }
      for (let k = 0; k < numComponents; k++) responsibilities[k]! /= sum;
      onRow(max, sum, cross / sum);
      if (isAccumulating) accumulate((row++ & 1) as 0 | 1);
    }
  };

  return {
    begin(next) {
      components = next;
      row = 0;
      sums = {
        totals: lanes(numComponents),
        shifts: lanes(numComponents * d),
        squares: lanes(numComponents * numEntries),
      };
    },
    expect: (x, onRow) => visit(x, onRow, false),
    responsibility: (k) => responsibilities[k]!,
    add: (x, onRow) => visit(x, onRow, true),
    sums() {
      const join = ([even, odd]: readonly [Float64Array, Float64Array]): Float64Array =>
        even.map((x, i) => x + odd[i]!);
      return { totals: join(sums.totals), shifts: join(sums.shifts), squares: join(sums.squares) };
    },
  };
}
