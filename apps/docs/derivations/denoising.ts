/** Denoising score matching: two data points, Gaussian noise, and the score of what comes out. */
import { mixture, normal } from '@yuragi/prob-core';
import type { Derivation } from './derivation.ts';
import { derivative, gaussian, integral, sumOver } from './numerics.ts';

const points = [-1, 1];
const weights = [0.3, 0.7];
const variance = 0.36;
const noisy = mixture({
  weights,
  components: points.map((mean) => normal({ mean, standardDeviation: Math.sqrt(variance) })),
});
const density = (y: number): number => Math.exp(noisy.logDensity(y));
const score = (y: number): number => noisy.score!(y);
/** grad log p(y|x). */
const target = (y: number, x: number): number => -(y - x) / variance;

const mean = (f: (y: number) => number): number => integral((y) => density(y) * f(y), -9, 9);
/** Over x and over the noise. */
const meanOfBoth = (f: (y: number, x: number) => number): number =>
  sumOver(2, (i) => weights[i]! * integral((y) => gaussian(y, points[i]!, variance) * f(y, points[i]!), -9, 9));

const model = (y: number): number => Math.sin(y) - y / 2;
const other = (y: number): number => Math.tanh(3 * y) - 2 * y;

export const denoising = (): Derivation => {
  const bySlope = integral((y) => model(y) * derivative(density, y), -9, 9);
  const cross = meanOfBoth((y, x) => model(y) * target(y, x));
  const constant = 1 / variance - mean((y) => score(y) ** 2);
  const explicit = (s: (y: number) => number): number => mean((y) => (s(y) - score(y)) ** 2);
  const denoised = (s: (y: number) => number): number => meanOfBoth((y, x) => (s(y) - target(y, x)) ** 2);
  return {
    steps: [
      { left: mean((y) => model(y) * score(y)), right: bySlope, tolerance: 1e-9 },
      { left: bySlope, right: cross, tolerance: 1e-9 },
      { left: mean((y) => model(y) ** 2) - 2 * cross, right: denoised(model) - 1 / variance },
      { left: explicit(model), right: denoised(model) - constant },
      { left: denoised(model) - explicit(model), right: denoised(other) - explicit(other) },
    ],
    // The target with the sign of the noise.
    wrong: { left: explicit(model), right: meanOfBoth((y, x) => (model(y) + target(y, x)) ** 2) - constant },
  };
};
