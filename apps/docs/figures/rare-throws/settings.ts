/** What the reader sets, apart from the mathematics so that the page need not load it. */

export interface Settings {
  /** The law against the half-plane; with the arguments exchanged; against a line that no count of throws can hit. */
  readonly rule: 'sanov' | 'swapped' | 'line';
  readonly die: 'loaded' | 'fair';
  /** How far the edge of the region lies above the mean of the die. */
  readonly distance: number;
}

export const settings: Settings = { rule: 'sanov', die: 'loaded', distance: 0.3 };

export const dice: Readonly<Record<Settings['die'], readonly [number, number, number]>> = {
  loaded: [0.8, 0.1, 0.1],
  fair: [1 / 3, 1 / 3, 1 / 3],
};
