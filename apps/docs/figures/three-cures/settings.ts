/** What the reader sets, apart from the mathematics so that the page need not load it. */

export interface Settings {
  /** How many times as many levels the slow drive has. */
  readonly patience: '16' | '1';
  /** Whether walkers of large weight have children on the way. */
  readonly weights: 'resampled' | 'plain';
  /** Whether the work of a walker that is carried along knows of the volume. */
  readonly escort: 'carried' | 'volumeless';
}

export const settings: Settings = { patience: '16', weights: 'resampled', escort: 'carried' };

/** Coordinates of one walker, and levels of the stiffness from 1 to LAST in equal ratios. */
export const DIMENSION = 48;
export const NUM_LEVELS = 24;
export const LAST = 64;
export const stiffnessAt = (level: number): number => LAST ** (level / NUM_LEVELS);
/** F(k) - F(1) at a level, k_BT: (d/2) log k. */
export const freeEnergyAt = (level: number): number => (DIMENSION / 2) * Math.log(stiffnessAt(level));
/** Walkers that are weighed: in populations that resample among themselves. */
export const NUM_POPULATIONS = 24;
export const POPULATION = 60;
/** Walkers of the slow drive, and of the escorted one. */
export const NUM_SLOW = 100;
export const NUM_CARRIED = 40;

export const CURES = ['wait', 'reweight', 'transport'] as const;
export type Cure = (typeof CURES)[number];
