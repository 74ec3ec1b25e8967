/** The Jensen-Shannon divergence as the value of a game, on four states. */
import { ganValue, jensenShannon, klBernoulli, optimalDiscriminator } from '@yuragi/kl-info';
import type { Derivation } from './derivation.ts';
import { derivative, sumOver } from './numerics.ts';

const P = [0.4, 0.3, 0.2, 0.1];
const Q = [0.1, 0.2, 0.3, 0.4];
const logits = [0.5, -0.2, 0.3, -1];
const direction = [1, -2, 0.5, 1];

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
/** The derivative of V at D along eta: sum of eta (P - Q e^D)/(1 + e^D). */
const variation = (at: ArrayLike<number>): number =>
  sumOver(4, (i) => (direction[i]! * (P[i]! - Q[i]! * Math.exp(at[i]!))) / (1 + Math.exp(at[i]!)));

export const gan = (): Derivation => {
  const best = optimalDiscriminator(P, Q);
  const atBest = sumOver(4, (i) => -P[i]! * Math.log(1 + Q[i]! / P[i]!) - Q[i]! * Math.log(1 + P[i]! / Q[i]!));
  return {
    steps: [
      {
        left: ganValue(P, Q, logits),
        right: sumOver(
          4,
          (i) => -P[i]! * Math.log(1 + Math.exp(-logits[i]!)) - Q[i]! * Math.log(1 + Math.exp(logits[i]!)),
        ),
      },
      {
        left: derivative(
          (e) =>
            ganValue(
              P,
              Q,
              logits.map((d, i) => d + e * direction[i]!),
            ),
          0,
        ),
        right: variation(logits),
        tolerance: 1e-9,
      },
      { left: variation(best), right: 0 },
      {
        left: ganValue(P, Q, best) - ganValue(P, Q, logits),
        right: sumOver(
          4,
          (i) =>
            (P[i]! + Q[i]!) * klBernoulli({ probability: logistic(best[i]!) }, { probability: logistic(logits[i]!) }),
        ),
      },
      { left: ganValue(P, Q, best), right: atBest },
      { left: atBest, right: 2 * jensenShannon(P, Q) - 2 * Math.LN2 },
    ],
    // Row 9 of the errata: with the divergence as it is usually defined.
    wrong: { left: ganValue(P, Q, best), right: jensenShannon(P, Q) - 2 * Math.LN2 },
  };
};
