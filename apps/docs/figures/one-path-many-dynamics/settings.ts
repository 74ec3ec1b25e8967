/** What the reader sets, apart from the mathematics so that the page need not load it. */

export interface Settings {
  /** lambda: the noise of the way back over that of the way there. 0 is the probability flow, 1 the reversed process. */
  readonly noise: number;
  /** What is wrong with the way back. */
  readonly fault: 'none' | 'steps' | 'sign';
}

export const settings: Settings = { noise: 1, fault: 'none' };

/** T: the process runs from 0 to T. */
export const DURATION = 2.5;
/** Points in a cloud. */
export const NUM_POINTS = 400;
/** Clouds that go there and back. */
export const NUM_CLOUDS = 5;
/** Quarters of the way at which a cloud is held against the density, there and back. */
export const NUM_CHECKS = 8;
/** Range of x, to each side. */
export const RANGE = 4;
