/** Noisy flow matching: two data points, and the velocity that carries their mixture. */
import type { Derivation } from './derivation.ts';
import { derivative, gaussian, integral, sumOver } from './numerics.ts';

const points = [-1, 1];
const weights = [0.3, 0.7];
const least = 0.1;
const t = 0.7;
const width = (time: number): number => 1 - (1 - least) * time;
const conditional = (x: number, i: number, time: number): number => gaussian(x, time * points[i]!, width(time) ** 2);
const velocityOf = (x: number, i: number, time: number): number =>
  ((least - 1) / width(time)) * (x - time * points[i]!) + points[i]!;

const density = (x: number, time: number): number => sumOver(2, (i) => weights[i]! * conditional(x, i, time));
/** The velocity of the mixture: the mean of the conditional ones, given where one is. */
const velocity = (x: number, time: number): number =>
  sumOver(2, (i) => weights[i]! * conditional(x, i, time) * velocityOf(x, i, time)) / density(x, time);

const over = (f: (x: number) => number): number => integral(f, -8, 8);
const mean = (f: (x: number) => number): number => over((x) => density(x, t) * f(x));
const meanOfBoth = (f: (x: number, u: number) => number): number =>
  sumOver(2, (i) => weights[i]! * over((x) => conditional(x, i, t) * f(x, velocityOf(x, i, t))));

const model = (x: number): number => Math.sin(x) - x / 2;
const other = (x: number): number => Math.tanh(3 * x) + 1;

export const flowMatching = (): Derivation => {
  const x = 0.25;
  const change = derivative((time) => density(x, time), t);
  const flux = (at: number): number => sumOver(2, (i) => weights[i]! * conditional(at, i, t) * velocityOf(at, i, t));
  const cross = meanOfBoth((at, u) => model(at) * u);
  const constant = meanOfBoth((_, u) => u ** 2) - mean((at) => velocity(at, t) ** 2);
  const marginal = (v: (x: number) => number): number => mean((at) => (v(at) - velocity(at, t)) ** 2);
  const noisy = (v: (x: number) => number): number => meanOfBoth((at, u) => (v(at) - u) ** 2);
  const tolerance = 1e-8;
  return {
    steps: [
      { left: change, right: -derivative(flux, x), tolerance },
      { left: change, right: -derivative((at) => velocity(at, t) * density(at, t), x), tolerance },
      { left: mean((at) => model(at) * velocity(at, t)), right: cross },
      { left: mean((at) => model(at) ** 2) - 2 * cross, right: noisy(model) - meanOfBoth((_, u) => u ** 2) },
      { left: marginal(model), right: noisy(model) - constant },
      { left: noisy(model) - marginal(model), right: noisy(other) - marginal(other) },
    ],
    // The conditional velocities averaged by the weights of the data alone, wherever one is.
    wrong: {
      left: change,
      right: -derivative((at) => sumOver(2, (i) => weights[i]! * velocityOf(at, i, t)) * density(at, t), x),
      tolerance,
    },
  };
};
