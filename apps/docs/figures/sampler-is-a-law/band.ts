/** What n draws say about a law, apart from the sampling so that the page need not load it. */

/** Level of the band for both samplers together. */
const ALPHA = 1e-6;

/** Half the width of the band that F_n of both samplers stays in with probability 1 - ALPHA. */
export const bandOf = (n: number): number => Math.sqrt(Math.log((2 * 2) / ALPHA) / (2 * n));

/** sup |F_n - F| from the values F(x), ascending: the largest gap is at a draw, before or after its jump. */
export function kolmogorovDistance(levels: Float64Array): number {
  let distance = 0;
  for (const [i, level] of levels.entries())
    distance = Math.max(distance, level - i / levels.length, (i + 1) / levels.length - level);
  return distance;
}
