/** What the reader sets, apart from the mathematics so that the page need not load it. */

export interface Settings {
  /** Time the trap takes, in units of the bead's relaxation time. */
  readonly duration: '128' | '32' | '8' | '0.5';
  /** What else moves the bead: nothing, a whirl that keeps the equilibrium, a wind that does not. */
  readonly stirring: 'none' | 'whirl' | 'wind';
}

export const settings: Settings = { duration: '32', stirring: 'none' };

/** L: the trap goes from -L/2 to L/2. */
export const DISTANCE = 6;
/** f: the constant force against which it pulls, k_BT per unit of length. */
export const FORCE = 0.5;
/** Delta F = f L, k_BT. */
export const FREE_ENERGY = FORCE * DISTANCE;
/** Pulls of one film, in each direction, and how many of them are shown. */
export const BLOCK = 200;
export const NUM_SHOWN = 40;
/** Frames of one pull. */
export const NUM_FRAMES = 24;
/** Pulls in each direction at the end. */
export const MAX_PULLS = 4000;
