/** What the reader sets, apart from the mathematics so that the page need not load it. */

export interface Settings {
  /** All matrices of order two, or the diagonal ones: a two-state chain. */
  readonly algebra: 'matrices' | 'diagonal';
  readonly noise: 'depolarising' | 'dephasing' | 'thermal';
  /** Where the way back begins: in rho_T, in the invariant state, or in the pole |0><0|. */
  readonly start: 'end' | 'invariant' | 'pole';
  /** T, the time of the noise. */
  readonly time: number;
}

export const settings: Settings = { algebra: 'matrices', noise: 'depolarising', start: 'invariant', time: 3 };

/** Steps there, and as many back. */
export const NUM_STEPS = 30;
/** What the claim allows a way back from rho_T. */
export const ROUNDING = 1e-12;
