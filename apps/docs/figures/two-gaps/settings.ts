/** What the reader sets, apart from the mathematics so that the page need not load it. */

export interface Settings {
  /** Who says what z was: the posterior itself; the best law with independent latents for each point; one encoder for all
   * points that passes so many numbers on; or a collapse. */
  readonly encoder: 'posterior' | 'own' | 'two' | 'one' | 'none' | 'collapse';
}

export const settings: Settings = { encoder: 'two' };

/** Points whose laws are drawn. */
export const NUM_SHOWN = 5;
/** Rounds after which the figure gives up. */
export const MAX_ROUNDS = 400;
