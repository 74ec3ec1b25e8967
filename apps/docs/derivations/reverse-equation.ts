/** Reversal in time of a diffusion: the joint density of two times obeys a forward equation with another drift. */
import type { Derivation } from './derivation.ts';
import { derivative, limitAtZero, secondDerivative } from './numerics.ts';
import { density, drift, momentsAt, noise, score, transition } from './ornstein-uhlenbeck.ts';

const [later, s, x, t] = [0.4, 1.2, 0.7, 0.5];
const p = (at: number): number => density(at, t);
const h = (at: number): number => transition(later, s, at, t);
const joint = (at: number, time: number): number => transition(later, s, at, time) * density(at, time);

/** -d/dx(velocity q) + curvature/2 d2q/dx2 at x. */
const operator = (velocity: (at: number) => number, curvature: number, q: (at: number) => number): number =>
  -derivative((at) => velocity(at) * q(at), x) + (curvature / 2) * secondDerivative(q, x);

export const reverseEquation = (): Derivation => {
  const change = derivative((time) => joint(x, time), t);
  const backward = drift(x) * derivative(h, x) + (noise / 2) * secondDerivative(h, x);
  const forward = operator(drift, noise, p);
  const reversed = (at: number): number => drift(at) - noise * score(at, t);
  const curvatures = -secondDerivative(h, x) * p(x) + h(x) * secondDerivative(p, x);
  /** E[x_{t-dt} - x_t|x_t = x]/dt by Bayes, dt -> 0. */
  const meanChange = limitAtZero((dt) => {
    const { mean, variance } = momentsAt(t - dt);
    const gain = Math.exp(-dt);
    const kalman = (variance * gain) / (gain * gain * variance + 1 - gain * gain);
    return (mean + kalman * (x - gain * mean) - x) / dt;
  }, 0.04);
  const [tolerance, limit] = [1e-8, 1e-7];
  return {
    steps: [
      { left: change, right: -backward * p(x) + h(x) * forward, tolerance },
      {
        left: -drift(x) * derivative(h, x) * p(x) - h(x) * derivative((at) => drift(at) * p(at), x),
        right: -derivative((at) => drift(at) * h(at) * p(at), x),
        tolerance,
      },
      {
        left: curvatures,
        right: -secondDerivative((at) => h(at) * p(at), x) + 2 * derivative((at) => h(at) * derivative(p, at), x),
        tolerance,
      },
      { left: h(x) * derivative(p, x), right: joint(x, t) * score(x, t), tolerance },
      { left: change, right: operator(reversed, -noise, (at) => joint(at, t)), tolerance },
      { left: derivative((time) => density(x, time), t), right: operator(reversed, -noise, p), tolerance },
      { left: meanChange, right: -reversed(x), tolerance: limit },
    ],
    // The drift of the probability flow, with half the score, in an equation that keeps its noise.
    wrong: { left: meanChange, right: -(drift(x) - (noise / 2) * score(x, t)), tolerance: limit },
  };
};
