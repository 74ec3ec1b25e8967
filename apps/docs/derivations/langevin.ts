/** One step of Langevin dynamics and detailed balance, for E(x) = x^4/4. */
import { gaussianKernel } from '@yuragi/prob-core';
import type { Derivation } from './derivation.ts';
import { gaussian, integral, simpson } from './numerics.ts';

const energy = (x: number): number => x ** 4 / 4;
const slope = (x: number): number => x ** 3;
const [x, y, stepSize] = [0.9, 0.7, 0.01];

/** log p(to|from) of one step of size e. */
const logKernel = (to: number, from: number, e: number): number =>
  gaussianKernel({ offset: -e * slope(from), variance: 2 * e })
    .given(from)
    .logDensity(to);

/** What is left of log p(x|y) e^(-E(y))/(p(y|x) e^(-E(x))), where detailed balance has 0. */
const imbalance = (to: number, from: number, e: number): number => {
  const there = (to - from + e * slope(from)) ** 2;
  const back = (from - to + e * slope(to)) ** 2;
  return (back - there) / (4 * e) + energy(to) - energy(from);
};

/** rms of the imbalance over a step from equilibrium. */
function imbalanceOverStep(e: number): number {
  const z = integral((at) => Math.exp(-energy(at)), -5, 5, 401);
  const square = integral(
    (at) =>
      (Math.exp(-energy(at)) / z) *
      integral(
        (noise) => gaussian(noise, 0, 1) * imbalance(at - e * slope(at) + Math.sqrt(2 * e) * noise, at, e) ** 2,
        -8,
        8,
        161,
      ),
    -5,
    5,
    401,
  );
  return Math.sqrt(square);
}

export const langevin = (): Derivation => {
  const logRatio = logKernel(x, y, stepSize) - logKernel(y, x, stepSize);
  const trapezoid = ((x - y) * (slope(x) + slope(y))) / 2;
  const drifts = (stepSize / 4) * (slope(y) ** 2 - slope(x) ** 2);
  /** (1/2) integral (s - y)(x - s) E'''(s) ds, E''' = 6 s. */
  const remainder = simpson((s) => (s - y) * (x - s) * 6 * s, y, x, 1) / 2;
  const order = Math.log10(imbalanceOverStep(1e-4) / imbalanceOverStep(1e-5));
  // The next order is smaller by the step size, up to a constant: 1e-4 at the larger step.
  const tolerance = 1e-3;
  return {
    steps: [
      {
        left: logRatio,
        right: -((x - y + stepSize * slope(y)) ** 2 - (y - x + stepSize * slope(x)) ** 2) / (4 * stepSize),
      },
      { left: logRatio, right: -trapezoid - drifts },
      { left: trapezoid, right: energy(x) - energy(y) + remainder },
      { left: logRatio, right: energy(y) - energy(x) - remainder - drifts },
      { left: order, right: 1.5, tolerance },
    ],
    // Row 53 of the errata.
    wrong: { left: order, right: 1, tolerance },
  };
};
