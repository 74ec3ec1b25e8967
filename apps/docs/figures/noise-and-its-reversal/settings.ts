/** What the reader sets, apart from the mathematics so that the page need not load it. */

export interface Settings {
  /** Centres of the law, (n, 2) flat, in hundredths. */
  readonly points: readonly number[];
  /** Standard deviation of the law around each point. */
  readonly blur: number;
  /** Whose denoiser: of the law, or of the points alone, as if nothing were between them. */
  readonly knows: 'law' | 'points';
  readonly sampler: 'ancestral' | 'ddim';
  /** The noise level that is held, 0..NUM_LEVELS, or null while the figure moves. */
  readonly level: number | null;
}

/** T: levels of noise between the data (0) and pure noise. */
export const NUM_LEVELS = 100;
/** A sample closer than this share of the blur to a drawn point counts as a copy of it. */
export const COPY_SHARE = 0.2;

/** Points spaced evenly along polylines, without those that come close to an earlier line. */
function along(lines: readonly (readonly number[])[], spacing: number): number[] {
  const points: number[] = [];
  const isFree = (x: number, y: number): boolean =>
    points.every((_, i) => i % 2 === 1 || Math.hypot(points[i]! - x, points[i + 1]! - y) >= 0.85 * spacing);
  for (const line of lines) {
    let left = 0;
    for (let i = 0; i + 3 < line.length; i += 2) {
      const [x0, y0, x1, y1] = line.slice(i, i + 4) as [number, number, number, number];
      const length = Math.hypot(x1 - x0, y1 - y0);
      for (; left <= length; left += spacing) {
        const x = Math.round(x0 + ((x1 - x0) * left) / length);
        const y = Math.round(y0 + ((y1 - y0) * left) / length);
        if (isFree(x, y)) points.push(x, y);
      }
      left -= length;
    }
  }
  return points;
}

const YU = along(
  [
    [
      -118, 88, -124, 40, -122, -10, -112, -62, -98, -28, -72, 18, -36, 56, 6, 78, 52, 80, 92, 62, 116, 26, 120, -16,
      104, -54, 72, -76, 36, -78, 4, -62,
    ],
    [22, 138, 28, 90, 32, 40, 30, -10, 22, -56, 4, -98, -24, -132],
  ],
  19,
);

const HEAPS = [-130, 60, -95, 85, -110, 30, -80, 45, -125, 95, 105, -60, 130, -30, 85, -35, 120, -85, 95, -80];

const SPIRAL = along(
  [
    Array.from({ length: 80 }, (_, i) => {
      const t = (Math.floor(i / 2) / 39) * 3.4 * Math.PI;
      const r = 14 + 12.6 * t;
      return i % 2 === 0 ? r * Math.cos(t) : r * Math.sin(t);
    }),
  ],
  24,
);

export const shapes = { yu: YU, heaps: HEAPS, spiral: SPIRAL } as const;

export const settings: Settings = { points: YU, blur: 0.06, knows: 'law', sampler: 'ancestral', level: null };
