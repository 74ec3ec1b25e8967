/** What the reader sets, apart from the mathematics so that the page need not load it. */

export interface Settings {
  /** The law at the start of both roads. */
  readonly law: 'two' | 'plane' | 'one' | 'close';
  /** Per cent of the way that the reader holds, or null while the figure moves. */
  readonly progress: number | null;
}

export const settings: Settings = { law: 'two', progress: null };

/** Where the heated road ends. */
export const LAST_BETA = 0.3;
/** Standard deviations of the wide and of the narrow well; their weights are equal. */
export const SCALES = [1, 0.3] as const;

/** The wells stand on the first axis of the line, or of the plane. */
export const dimensionOf = (law: Settings['law']): 1 | 2 => (law === 'plane' ? 2 : 1);
/** One law has both wells in one place, and as wide. */
export const scalesOf = (law: Settings['law']): readonly [number, number] => (law === 'one' ? [1, 1] : SCALES);
export function meansOf(law: Settings['law']): readonly [number, number] {
  const half = { two: 5, plane: 5, close: 1, one: 0 }[law];
  return [-half, half];
}

/** The noise level at which a Gaussian of variance 1 smoothed is that Gaussian heated: beta = 1/(1 + sigma^2). */
export const sigmaOf = (beta: number): number => Math.sqrt(1 / beta - 1);

/**
 * Share of the wide well after heat, in d dimensions, if the wells are far apart and began with equal weights:
 * s_1^(d (1 - beta))/(s_1^(d (1 - beta)) + s_2^(d (1 - beta))).
 */
export function heatedShare(beta: number, dimension: number): number {
  const [wide, narrow] = SCALES.map((scale) => scale ** (dimension * (1 - beta))) as [number, number];
  return wide / (wide + narrow);
}

/** The line on which laws are drawn. */
export const RANGE = 11;
export const NUM_BINS = 55;
