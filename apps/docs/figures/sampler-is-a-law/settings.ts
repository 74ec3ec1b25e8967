/** What the reader sets, apart from the mathematics so that the page need not load it. */

export interface Settings {
  /** The drawn outline, (n, 2) flat, in hundredths: x, and the height from -250, which is zero. */
  readonly points: readonly number[];
  /** Whether the lid of the rejection sampler lies over the whole density. */
  readonly lid: 'over' | 'under';
  /** Draws of each sampler. */
  readonly draws: '3200' | '60';
}

/** Half the width of the plane: the law lives on [-RANGE, RANGE]. */
export const RANGE = 2.5;
/** Cells in which the drawn outline is flat. */
export const NUM_BINS = 50;
/** The distance to the law that the samplers are to stay below. */
export const TOLERANCE = 0.05;

/** Points of an outline with this height (0 to 1) above each x. */
function outline(height: (x: number) => number, stride: number): number[] {
  const points: number[] = [];
  for (let x = -240; x <= 240; x += stride)
    points.push(x, Math.round(Math.max(-240, -250 + 500 * Math.min(height(x / 100), 0.98))));
  return points;
}

const bell = (x: number, centre: number, width: number): number => Math.exp(-(((x - centre) / width) ** 2));

export const shapes = {
  hills: outline((x) => 0.85 * bell(x, -1, 0.6) + 0.5 * bell(x, 1.1, 0.45), 20),
  ramp: outline((x) => (x + 2.4) / 5.2, 60),
  comb: outline((x) => (Math.sin(4 * x) > 0 ? 0.8 : 0.1), 12),
} as const;

export const settings: Settings = { points: shapes.hills, lid: 'over', draws: '3200' };
