/** The conditional flow of a Gaussian whose mean and width move. */
import type { Derivation } from './derivation.ts';
import { derivative, gaussian } from './numerics.ts';

/** The data point, and the width at the end. */
const [point, least] = [1.4, 0.1];
const mean = (time: number): number => time * point;
const width = (time: number): number => 1 - (1 - least) * time;
const [widthRate, meanRate] = [least - 1, point];
const velocity = (x: number, time: number): number => (widthRate / width(time)) * (x - mean(time)) + meanRate;
const density = (x: number, time: number): number => gaussian(x, mean(time), width(time) ** 2);

export const conditionalFlow = (): Derivation => {
  const [z, x, t] = [-0.6, 0.3, 0.7];
  const path = (time: number): number => mean(time) + width(time) * z;
  const change = derivative((time) => density(x, time), t);
  const tolerance = 1e-8;
  return {
    steps: [
      {
        left: gaussian(path(t), mean(t), width(t) ** 2) * width(t),
        right: gaussian(z, 0, 1),
      },
      { left: derivative(path, t), right: meanRate + widthRate * z, tolerance },
      { left: meanRate + widthRate * z, right: velocity(path(t), t) },
      { left: change, right: -derivative((at) => velocity(at, t) * density(at, t), x), tolerance },
    ],
    // The mean moves, the width is forgotten.
    wrong: { left: change, right: -derivative((at) => meanRate * density(at, t), x), tolerance },
  };
};
