/** What the reader sets, apart from the mathematics so that the page need not load it. */

export interface Settings {
  /** How the ensemble is cooled: in many sweeps, in few, or at once. */
  readonly pace: 'slow' | 'fast' | 'quench';
  /** beta at the end. */
  readonly betaEnd: number;
}

export const settings: Settings = { pace: 'slow', betaEnd: 2.5 };

/** Sweeps of the ensemble. */
export const numSweeps: Readonly<Record<Settings['pace'], number>> = { slow: 800, fast: 40, quench: 10 };
