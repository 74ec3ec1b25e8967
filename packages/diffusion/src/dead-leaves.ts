/**
 * Dead leaves: images of opaque discs fallen on one another (Matheron 1968), with radii of density proportional to r^-3
 * between two cut-offs, which makes the images scale invariant between them (Lee, Mumford and Huang, Int. J. Comput. Vision
 * 41 (2001), 35), and grey values uniform on [0, 1]. The 2015 paper trains on them (Sohl-Dickstein et al., section 3.2).
 *
 * Seen from below, in order from the newest leaf to the oldest, a pixel keeps the first leaf that covers it. Leaves are
 * taken until every pixel has one, so the law is that of infinitely many leaves, without a first layer or a border.
 * Two pixels at distance h see the same leaf with probability
 *
 *   gamma(h)/(2 gamma(0) - gamma(h)),  gamma(h) = mean area of a disc's overlap with itself moved by h
 *
 * and the correlation of their greys is that number.
 */
import { type Rng, toNdarray } from '@yuragi/prob-core';
import { ArgumentError, requireCount, requirePositive } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';

export interface DeadLeavesOptions {
  readonly numImages: number;
  readonly width: number;
  readonly height: number;
  /** Smallest radius in pixels, > 0. Default 1: below that a pixel is noise. */
  readonly minRadius?: number | undefined;
  /** Largest radius in pixels, > minRadius. Default half the longer side, or 2 minRadius if that is more. */
  readonly maxRadius?: number | undefined;
}

/**
 * Images of the dead leaves model.
 *
 * Exact in law, sampled at the centres of pixels (without smoothing). Draws are bit-reproducible: four uniform numbers a
 * leaf. Leaves per image are of order (width + 2 maxRadius)(height + 2 maxRadius) log(width height)/E[pi r^2], a few
 * thousand for 32 x 32.
 *
 * @returns (numImages, height, width), greys in [0, 1)
 * @throws {ArgumentError} for bad options
 * @see Lee, Mumford and Huang 2001; Bordenave, Gousseau and Roueff 2006 for the law
 * @example ```ts doctest
 * import { key, stream } from '@yuragi/prob-core';
 * import { deadLeaves } from '@yuragi/diffusion';
 * const images = deadLeaves(stream(key(1)), { numImages: 1, width: 8, height: 8 });
 * // Neighbours share leaves: fewer greys than pixels.
 * new Set(images.data).size < 64; // => true
 * ```
 */
export function deadLeaves(rng: Rng, options: DeadLeavesOptions): NdArray<Float64Array> {
  const where = 'deadLeaves';
  const { numImages, width, height, minRadius = 1 } = options ?? ({} as DeadLeavesOptions);
  requireCount(where, 'numImages', numImages, 1);
  requireCount(where, 'width', width, 1);
  requireCount(where, 'height', height, 1);
  requirePositive(where, 'minRadius', minRadius);
  const { maxRadius = Math.max(width / 2, height / 2, 2 * minRadius) } = options;
  if (!(maxRadius > minRadius && maxRadius < Infinity))
    throw new ArgumentError(where, 'maxRadius', `a finite number > minRadius = ${minRadius}`, maxRadius);
  const greys = new Float64Array(numImages * height * width).fill(Number.NaN);
  const [most, least] = [minRadius ** -2, maxRadius ** -2];

  for (let image = 0; image < numImages; image++) {
    const first = image * height * width;
    let uncovered = height * width;
    while (uncovered > 0) {
      const radius = 1 / Math.sqrt(most - rng.uniform() * (most - least));
      // Centres fall wherever a leaf of any size could reach a pixel, or large leaves would be too rare at the border.
      const x = rng.uniform() * (width + 2 * maxRadius) - maxRadius;
      const y = rng.uniform() * (height + 2 * maxRadius) - maxRadius;
      const grey = rng.uniform();
      // Pixel (column, row) has its centre at (column + 1/2, row + 1/2).
      for (let row = Math.max(0, Math.ceil(y - radius - 0.5)); row < Math.min(height, y + radius); row++) {
        const reach = radius * radius - (row + 0.5 - y) ** 2;
        if (reach < 0) continue;
        for (let column = Math.max(0, Math.ceil(x - radius - 0.5)); column < Math.min(width, x + radius); column++) {
          const at = first + row * width + column;
          if (Number.isNaN(greys[at]!) && (column + 0.5 - x) ** 2 <= reach) {
            greys[at] = grey;
            uncovered--;
          }
        }
      }
    }
  }
  return toNdarray(greys, [numImages, height, width]);
}
