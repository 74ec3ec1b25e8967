/** What the reader sets, apart from the mathematics so that the page need not load it. */

export interface Settings {
  /** The matrix that moves the chain. */
  readonly kernel: 'heat-bath' | 'metropolis' | 'skew' | 'unweighted' | 'stay' | 'flip';
  /** J of E = -J s_1 s_2, at beta = 1. */
  readonly coupling: number;
}

export const settings: Settings = { kernel: 'heat-bath', coupling: 0.5 };

/** Those that are compared: each balances p and reaches every state. */
export const GOOD = ['heat-bath', 'metropolis', 'skew'] as const;
