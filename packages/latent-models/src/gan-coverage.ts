/** How many modes of a known law a generator has found. */
import { requireMatrix } from '@yuragi/prob-core';
import { requireCount, requirePositive } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';

export interface ModeCoverageOptions {
  /** A sample is of its nearest mode if it is at most so far from it, in the unit of the samples; three standard deviations as a rule. */
  readonly radius: number;
  /** Samples that make a mode found. Default 1. */
  readonly minCount?: number | undefined;
}

/** Which modes of a known law the samples found. */
export interface ModeCoverage {
  /** Modes with `minCount` samples or more. */
  readonly numCovered: number;
  /** Samples within the radius of each mode, (number of modes). */
  readonly counts: Int32Array;
  /** Share of samples that are of any mode. */
  readonly share: number;
}

/**
 * Counts samples by nearest mode.
 *
 * @param samples (n, d), n >= 1
 * @param modes   their centres, (k, d)
 * @throws {ArgumentError}, {ShapeError}
 * @see Srivastava et al. 2017, section 5.1 (modes found and high-quality samples)
 * @example ```ts doctest
 * import { toNdarray } from '@yuragi/prob-core';
 * import { modeCoverage } from '@yuragi/latent-models';
 * const modes = toNdarray(Float64Array.of(-1, 1), [2, 1]);
 * const samples = toNdarray(Float64Array.of(-1.1, -0.9, 0, 5), [4, 1]);
 * const { numCovered, share } = modeCoverage(samples, modes, { radius: 0.3 });
 * [numCovered, share]; // => [1, 0.5]
 * ```
 */
export function modeCoverage(
  samples: NdArray<Float64Array>,
  modes: NdArray<Float64Array>,
  { radius, minCount = 1 }: ModeCoverageOptions,
): ModeCoverage {
  const where = 'modeCoverage';
  const { data: x, rows: n, columns: d } = requireMatrix(samples, where, 'samples');
  const { data: centres, rows: k } = requireMatrix(modes, where, 'modes', d);
  requirePositive(where, 'radius', radius);
  requireCount(where, 'minCount', minCount, 1);
  const counts = new Int32Array(k);
  let near = 0;
  for (let i = 0; i < n; i++) {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let mode = 0; mode < k; mode++) {
      let squares = 0;
      for (let j = 0; j < d; j++) squares += (x[i * d + j]! - centres[mode * d + j]!) ** 2;
      if (squares < least) [best, least] = [mode, squares];
    }
    if (least > radius * radius) continue;
    counts[best]!++;
    near++;
  }
  return { numCovered: counts.filter((count) => count >= minCount).length, counts, share: near / n };
}
