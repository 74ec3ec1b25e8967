/** What the reader sets, apart from the mathematics so that the page need not load it. */

export interface Settings {
  /** Where the three components begin. */
  readonly start: 'corner' | 'heap' | 'point' | 'smoothed';
}

export const settings: Settings = { start: 'corner' };

/** K. */
export const NUM_COMPONENTS = 3;
