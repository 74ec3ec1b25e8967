/** What the reader sets, apart from the mathematics so that the page need not load it. */

export interface Settings {
  /** How the network is trained: at all noise levels, at one, or with steps a hundred times too long. */
  readonly training: 'all' | 'one' | 'long';
  /** The noise level whose field is shown: an index of LEVELS. */
  readonly level: string;
}

export const settings: Settings = { training: 'all', level: '2' };

/** Noise over signal at which the two denoisers are compared; data have variance 1. */
export const LEVELS = [0.1, 0.25, 0.6, 1.5, 4] as const;
/** The level that is trained alone. */
export const ONE_LEVEL = 1.5;
/** Steps of training in a step of the figure. */
export const STEPS_A_FRAME = 10;
/** Steps of the figure until it is over. */
export const MAX_FRAMES = 120;
/** The grid of the field: its side, and how far it reaches in variance-preserving coordinates. */
export const GRID = 11;
export const RANGE = 2.5;
/** What may be left of the error of the best linear denoiser. */
export const LEFT = 0.1;
