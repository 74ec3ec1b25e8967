/** What the reader sets, apart from the mathematics so that the page need not load it. */

export interface Settings {
  /** Where the curvature L of the parabola comes from. */
  readonly lid: 'bound' | 'way' | 'place' | 'flat';
}

export const settings: Settings = { lid: 'bound' };

/** No curvature of f exceeds it: f'' = w(1 - w) - mean r(1 - r) <= 1/4. */
export const BOUND = 0.25;
/** Too flat: 1/25 where the curvature at the minimum is about 0.13. */
export const FLAT = 0.04;
/** Where both begin: logit of the weight. */
export const START = 3;
/** The logits that are drawn. */
export const RANGE = [-5, 4] as const;
/** Rounds after which the figure gives up. */
export const MAX_ROUNDS = 40;
