/** The probability flow and the likelihood along it. */
import type { Derivation } from './derivation.ts';
import { derivative, secondDerivative, simpson } from './numerics.ts';
import { density, drift, momentsAt, noise, score } from './ornstein-uhlenbeck.ts';

const [x, t, end] = [0.7, 0.5, 2];
const velocity = (at: number, time: number): number => drift(at) - (noise / 2) * score(at, time);
/** d velocity/dx. */
const divergence = (time: number): number => -1 + noise / 2 / momentsAt(time).variance;
/** The trajectory from x at time 0: it keeps its number of standard deviations. */
function pathAt(time: number): number {
  const [first, now] = [momentsAt(0), momentsAt(time)];
  return now.mean + (x - first.mean) * Math.sqrt(now.variance / first.variance);
}

export const probabilityFlow = (): Derivation => {
  const p = (at: number): number => density(at, t);
  const forward = -derivative((at) => drift(at) * p(at), x) + (noise / 2) * secondDerivative(p, x);
  const along = simpson(divergence, 0, end);
  const tolerance = 1e-8;
  return {
    steps: [
      {
        left: secondDerivative(p, x),
        right: derivative((at) => p(at) * score(at, t), x),
        tolerance,
      },
      { left: forward, right: -derivative((at) => velocity(at, t) * p(at), x), tolerance },
      { left: derivative(pathAt, t), right: velocity(pathAt(t), t), tolerance },
      { left: derivative((time) => Math.log(density(pathAt(time), time)), t), right: -divergence(t), tolerance },
      { left: Math.log(density(x, 0)), right: Math.log(density(pathAt(end), end)) + along, tolerance },
    ],
    // The mass that spreads makes the density smaller, not larger, on the way.
    wrong: { left: Math.log(density(x, 0)), right: Math.log(density(pathAt(end), end)) - along, tolerance },
  };
};
