/** Gibbs' inequality: D(P || q) >= 0. */
import { relativeEntropy } from '@yuragi/kl-info';
import type { Derivation } from './derivation.ts';
import { simpson, sum, sumOver } from './numerics.ts';

const P = [0.5, 0.3, 0.2];
const Q = [0.2, 0.5, 0.3];

/** Sum over the states of f(P, q/P). */
const over = (f: (p: number, ratio: number) => number): number => sumOver(3, (i) => f(P[i]!, Q[i]! / P[i]!));

export const gibbs = (): Derivation => {
  const remainder = over((p, u) => p * (u - 1 - Math.log(u)));
  return {
    steps: [
      { left: relativeEntropy(P, Q), right: over((p, u) => -p * Math.log(u)) },
      { left: over((p, u) => -p * Math.log(u)), right: over((p, u) => p * (1 - u)) + remainder },
      { left: over((p, u) => p * (1 - u)), right: sum(P) - sum(Q) },
      { left: remainder, right: over((p, u) => p * simpson((v) => 1 - 1 / v, 1, u)) },
      { left: relativeEntropy(P, Q), right: remainder },
      { left: -Math.log(over((p, u) => p * u)), right: 0 },
    ],
    // Row 27 of the errata: the weight P is missing.
    wrong: { left: over((_, u) => 1 - u), right: sum(P) - sum(Q) },
  };
};
