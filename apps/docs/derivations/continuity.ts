/** The continuity equation: dx/dt = sin x on (0, pi), from the density (2/pi) sin^2 x. */
import type { Derivation } from './derivation.ts';
import { derivative, simpson } from './numerics.ts';

const velocity = Math.sin;
const first = (x: number): number => (2 / Math.PI) * Math.sin(x) ** 2;
/** Where x is after a time: tan(x/2) grows as e^t. */
const flow = (x: number, time: number): number => 2 * Math.atan(Math.exp(time) * Math.tan(x / 2));
/** Where it was, and the density there over how much the flow stretches. */
const density = (x: number, time: number): number => {
  const from = flow(x, -time);
  return first(from) / (1 / Math.cosh(time) / (1 - Math.tanh(time) * Math.cos(from)));
};
const test = (x: number): number => Math.cos(2 * x) + x;
const testSlope = (x: number): number => 1 - 2 * Math.sin(2 * x);
const over = (f: (x: number) => number): number => simpson(f, 0, Math.PI);

export const continuity = (): Derivation => {
  const [x, t] = [1.1, 0.6];
  const mean = (time: number): number => over((from) => test(flow(from, time)) * first(from));
  const flux = (at: number): number => velocity(at) * density(at, t);
  const change = derivative((time) => density(x, time), t);
  const moved = over((at) => testSlope(at) * flux(at));
  const tolerance = 1e-8;
  return {
    steps: [
      { left: mean(t), right: over((at) => test(at) * density(at, t)), tolerance },
      { left: derivative(mean, t), right: moved, tolerance },
      {
        left: moved,
        right: -over((at) => (at === 0 || at === Math.PI ? 0 : test(at) * derivative(flux, at))),
        tolerance,
      },
      { left: change, right: -derivative(flux, x), tolerance },
    ],
    // Values carried along in place of mass: the divergence of u is missing.
    wrong: { left: change, right: -velocity(x) * derivative((at) => density(at, t), x), tolerance },
  };
};
