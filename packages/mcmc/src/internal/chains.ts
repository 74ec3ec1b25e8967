/** Draws of one quantity as chains, and what diagnostics do to them first: checks, halves, ranks. */
import { fromNdarray } from '@yuragi/prob-core';
import { ArgumentError, ShapeError } from '@yuragi/prob-core/errors';
import { normalQuantile } from '@yuragi/prob-core/special';
import type { NdArray } from 'ndarray';

/** (numChains, numDraws) row-major. */
export interface Chains {
  readonly data: Float64Array;
  readonly numChains: number;
  readonly numDraws: number;
}

/** Halves of fewer draws say nothing. */
const LEAST_DRAWS = 4;

/** @throws {ShapeError} unless (chains, draws) with 4 draws or more; {ArgumentError} for NaN */
export function requireChains(where: string, x: NdArray<Float64Array>): Chains {
  const { data, shape } = fromNdarray(x, where, 'x');
  const [numChains = 0, numDraws = 0] = shape;
  if (shape.length !== 2 || numChains < 1 || numDraws < LEAST_DRAWS)
    throw new ShapeError(where, 'x', `shape (chains, draws) with at least ${LEAST_DRAWS} draws`, shape);
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new ArgumentError(where, `x[${Math.floor(bad / numDraws)}, ${bad % numDraws}]`, 'a finite number', data[bad]);
  return { data, numChains, numDraws };
}

/** Each chain as two chains, its halves; the middle draw of an odd number is left out. */
export function halves({ data, numChains, numDraws }: Chains): Chains {
  const half = Math.floor(numDraws / 2);
  const split = new Float64Array(2 * numChains * half);
  for (let i = 0; i < numChains; i++) {
    const chain = data.subarray(i * numDraws, (i + 1) * numDraws);
    split.set(chain.subarray(0, half), 2 * i * half);
    split.set(chain.subarray(numDraws - half), (2 * i + 1) * half);
  }
  return { data: split, numChains: 2 * numChains, numDraws: half };
}

export const mapChains = (chains: Chains, f: (x: number) => number): Chains => ({
  ...chains,
  data: chains.data.map(f),
});

/** Normal scores Phi^-1((r - 3/8)/(S + 1/4)) of the ranks r = 1..S among all draws; ties share their mean rank. */
export function rankNormalise(chains: Chains): Chains {
  const { data } = chains;
  const size = data.length;
  const order = Uint32Array.from(data, (_, i) => i).sort((a, b) => data[a]! - data[b]!);
  const scores = new Float64Array(size);
  for (let start = 0; start < size; ) {
    let end = start + 1;
    while (end < size && data[order[end]!] === data[order[start]!]) end++;
    const score = normalQuantile(((start + 1 + end) / 2 - 0.375) / (size + 0.25));
    for (let k = start; k < end; k++) scores[order[k]!] = score;
    start = end;
  }
  return { ...chains, data: scores };
}

/** The p-quantile of sorted values, linear between order statistics (Hyndman and Fan's type 7). */
export function sortedQuantile(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}

export const meanOf = (x: Float64Array): number => x.reduce((sum, value) => sum + value, 0) / x.length;

/** Sum of squared deviations over n - 1. */
export function varianceOf(x: Float64Array): number {
  const mean = meanOf(x);
  return x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (x.length - 1);
}
