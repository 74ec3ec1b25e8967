/** Kolmogorov's backward equation from one small step. */
import type { Derivation } from './derivation.ts';
import { derivative, gaussian, integral, limitAtZero, secondDerivative } from './numerics.ts';
import { noise, transition } from './ornstein-uhlenbeck.ts';

/** dx = f dt + g dw. */
const f = (x: number): number => Math.sin(x) / 2 - x;
const fSlope = (x: number): number => Math.cos(x) / 2 - 1;
const g = 0.8;
const at = 0.7;
/** p_{t+dt}(x_s|x) as a function of x. */
const h = (x: number): number => gaussian(0.4, 0.6 * x, 0.5);
const hSlope = derivative(h, at);
const hCurve = secondDerivative(h, at);
const rate = (before: (dt: number) => number): number => limitAtZero((dt) => (before(dt) - h(at)) / dt, 0.04);

export const backwardEquation = (): Derivation => {
  const drift = f(at) * hSlope;
  const spread = (g * g * hCurve) / 2;
  const step = rate((dt) => integral((x) => gaussian(x, at + f(at) * dt, g * g * dt) * h(x), -8, 8));
  const [later, s, t] = [0.4, 1.2, 0.5];
  const p = (x: number): number => transition(later, s, x, t);
  const tolerance = 1e-7;
  return {
    steps: [
      { left: rate((dt) => h(at + f(at) * dt)), right: drift, tolerance },
      { left: rate((dt) => integral((x) => gaussian(x, at, g * g * dt) * h(x), -8, 8)), right: spread, tolerance },
      { left: step, right: drift + spread, tolerance },
      {
        left: -derivative((time) => transition(later, s, at, time), t),
        right: -at * derivative(p, at) + (noise / 2) * secondDerivative(p, at),
        tolerance: 1e-8,
      },
    ],
    // The operator of the forward equation in the place of its adjoint.
    wrong: { left: step, right: -(fSlope(at) * h(at) + f(at) * hSlope) + spread, tolerance },
  };
};
