/** What the reader sets, apart from the mathematics so that the page need not load it. */

export interface Settings {
  /** How the delta of a hidden layer comes from the one behind it. */
  readonly delta: 'chain' | 'forgotten' | 'primes';
  /** f of the hidden layers. */
  readonly activation: 'tanh' | 'sigmoid' | 'silu';
}

export const settings: Settings = { delta: 'chain', activation: 'tanh' };

/** Units of the layers, from the input. */
export const WIDTHS = [2, 3, 3, 1] as const;
export const NUM_LAYERS = WIDTHS.length - 1;
/** Inputs and what is wanted: the second input, turned round where the first is 1. */
export const EXAMPLES: readonly (readonly [x: readonly [number, number], wanted: number])[] = [
  [[-1, -1], -1],
  [[-1, 1], 1],
  [[1, -1], 1],
  [[1, 1], -1],
];
/** Forward through every layer, back through every layer. */
export const NUM_PHASES = 2 * NUM_LAYERS;
/** Rounds through all examples. */
export const MAX_ROUNDS = 60;
