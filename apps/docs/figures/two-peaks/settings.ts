/** What the reader sets, apart from the mathematics so that the page need not load it. */

export interface Settings {
  /** Between the peaks, in units of the width of one. */
  readonly distance: number;
  /** Where both Gaussians begin, twice as wide as a peak. */
  readonly start: 'left' | 'right' | 'middle';
}

export const settings: Settings = { distance: 7, start: 'left' };

/** Steps after which the figure gives up. */
export const MAX_STEPS = 200;
/** Places along the line at which laws and divergences are drawn. */
export const NUM_PLACES = 121;
/** The line is drawn this far beyond each peak. */
export const MARGIN = 2.5;

/** The places of the picture, from left to right. */
export const placeOf = (distance: number, i: number): number =>
  ((2 * i) / (NUM_PLACES - 1) - 1) * (distance / 2 + MARGIN);
