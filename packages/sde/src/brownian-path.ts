/**
 * A Brownian motion as a value: W(t) is a function of a key and t, computed when asked for and never stored. The end value
 * is drawn first, then midpoints by the Brownian bridge down a binary tree, each from the key of its node (Levy's
 * construction; as a virtual tree: Gaines and Lyons, SIAM J. Appl. Math. 57 (1997), 1455; Li, Wong, Chen and Duvenaud 2020,
 * section 4):
 *
 *   W((a + b)/2) = (W(a) + W(b))/2 + sqrt(b - a)/2 Z,  Z standard normal and independent of W(a), W(b)
 */
import { fillNormal, foldIn, type Key, stream } from '@yuragi/prob-core';
import { ArgumentError, requireCount, requireFinite, requireLength } from '@yuragi/prob-core/errors';

/**
 * The same values for the same (t0, t1) in any order of asking; increments over adjoining intervals add up, to rounding.
 */
export interface BrownianPath {
  /** W(t1) - W(t0), out (n, numNoises) flat; t1 may lie before t0. */
  incrementInto(t0: number, t1: number, out: Float64Array): void;
}

export interface BrownianPathOptions {
  /** Length of an increment: number of paths times number of noises. */
  readonly size: number;
  /** Where W = 0. Default 0. */
  readonly t0?: number | undefined;
  /** Where it ends, > t0. Default 1. */
  readonly t1?: number | undefined;
  // Advanced
  /**
   * Units of t. Halving stops at intervals no longer than this, inside which the path is a straight line. Default
   * (t1 - t0) 2^-20.
   */
  readonly resolution?: number | undefined;
}

/** More halvings than this would number nodes beyond the safe integers. */
const MAX_LEVELS = 50;

/**
 * A batch of independent Brownian motions on [t0, t1], in memory that does not grow with the times asked for.
 *
 * Exact in law at t0 + k 2^-m (t1 - t0), m up to log2((t1 - t0)/resolution); between those of the finest level the
 * variance is short by at most resolution/4. An increment costs one normal per entry and level, at most
 * log2((t1 - t0)/resolution) levels; steps of one grid ask for each time once. Entry i does not depend on `size`.
 *
 * @throws {ArgumentError} for bad options; `incrementInto` for times outside [t0, t1], {ShapeError} for another length
 * @see Li, Wong, Chen and Duvenaud 2020, section 4
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { brownianPath } from '@yuragi/sde';
 * const path = brownianPath(key('path'), { size: 1, t1: 4 });
 * const [whole, first, second] = [new Float64Array(1), new Float64Array(1), new Float64Array(1)];
 * path.incrementInto(1, 3, second);
 * path.incrementInto(0, 3, whole);
 * path.incrementInto(0, 1, first);
 * Math.abs(first[0]! + second[0]! - whole[0]!) < 1e-15; // => true
 * ```
 */
export function brownianPath(
  key: Key,
  { size, t0: start = 0, t1: end = 1, resolution }: BrownianPathOptions,
): BrownianPath {
  const where = 'brownianPath';
  requireCount(where, 'size', size, 1);
  requireFinite(where, 't0', start);
  if (!(Number.isFinite(end) && end > start))
    throw new ArgumentError(where, 't1', `a finite number > t0 = ${start}`, end);
  const span = end - start;
  const finest = resolution ?? span * 2 ** -20;
  if (!(finest >= span * 2 ** -MAX_LEVELS && finest < Infinity))
    throw new ArgumentError(where, 'resolution', `a finite number >= (t1 - t0) 2^-${MAX_LEVELS}`, resolution);
  const levels = Math.max(0, Math.ceil(Math.log2(span / finest)));
  const levelKeys = Array.from({ length: levels + 1 }, (_, level) => foldIn(key, level));

  const left = new Float64Array(size);
  const right = new Float64Array(size);
  const normals = new Float64Array(size);
  let from = new Float64Array(size);
  let to = new Float64Array(size);
  /** The time that `to` holds the value of: steps ask for it again. */
  let known = Number.NaN;

  const drawNode = (level: number, index: number): void =>
    fillNormal(stream(foldIn(levelKeys[level]!, index)), normals);

  const valueInto = (t: number, out: Float64Array): void => {
    if (!(t >= start && t <= end)) throw new ArgumentError(where, 't', `between ${start} and ${end}`, t);
    // Halves of 1 are exact, so times of the tree are met exactly.
    const target = (t - start) / span;
    let low = 0;
    let width = 1;
    let index = 0;
    left.fill(0);
    drawNode(0, 0);
    for (let i = 0; i < size; i++) right[i] = Math.sqrt(span) * normals[i]!;
    for (let level = 1; level <= levels && target > low && target < low + width; level++) {
      drawNode(level, index);
      width /= 2;
      const deviation = Math.sqrt(0.5 * width * span);
      const isRight = target >= low + width;
      const replaced = isRight ? left : right;
      for (let i = 0; i < size; i++) replaced[i] = 0.5 * (left[i]! + right[i]!) + deviation * normals[i]!;
      if (isRight) low += width;
      index = 2 * index + (isRight ? 1 : 0);
    }
    const fraction = (target - low) / width;
    for (let i = 0; i < size; i++) out[i] = left[i]! + fraction * (right[i]! - left[i]!);
  };

  return {
    incrementInto(t0, t1, out) {
      requireLength(where, 'out', out, size);
      if (t0 === known) [from, to] = [to, from];
      else valueInto(t0, from);
      // A time that cannot be had leaves nothing half known.
      known = Number.NaN;
      valueInto(t1, to);
      known = t1;
      for (let i = 0; i < size; i++) out[i] = to[i]! - from[i]!;
    },
  };
}
