/** The Fokker-Planck equation from one small step, at one point. */
import { composeKernels, gaussianKernel } from '@yuragi/prob-core';
import type { Derivation } from './derivation.ts';
import { derivative, gaussian, integral, limitAtZero, secondDerivative } from './numerics.ts';

/** dx = f dt + g dw. */
const f = (x: number): number => Math.sin(x) / 2 - x;
const fSlope = (x: number): number => Math.cos(x) / 2 - 1;
const g = 0.8;
/** The law before the step is N(0.3, 0.5); the point at which it is watched. */
const [m, v] = [0.3, 0.5];
const at = 0.7;
const p = (x: number): number => gaussian(x, m, v);
const pSlope = (x: number): number => (-(x - m) / v) * p(x);
const pCurve = (x: number): number => ((x - m) ** 2 / v - 1) * (p(x) / v);

/** Density at y of x + f(x) dt: the x that lands there, and how much the map stretches. */
function moved(y: number, dt: number): number {
  let x = y;
  for (let i = 0; i < 50; i++) x -= (x + f(x) * dt - y) / (1 + fSlope(x) * dt);
  return p(x) / (1 + fSlope(x) * dt);
}
/** Density at y after a whole step. */
const stepped = (y: number, dt: number): number =>
  integral((x) => gaussian(y, x + f(x) * dt, g * g * dt) * p(x), -8, 8);
const rate = (after: (dt: number) => number): number => limitAtZero((dt) => (after(dt) - p(at)) / dt, 0.04);

export const fokkerPlanck = (): Derivation => {
  const [y, x, s] = [0.4, 0.1, 0.25];
  const inVariance = derivative((variance) => gaussian(y, x, variance), s);
  const laplacian = secondDerivative((point) => gaussian(point, x, s), y);
  const drift = -(fSlope(at) * p(at) + f(at) * pSlope(at));
  const noise = (g * g * pCurve(at)) / 2;
  // dx = -x dt + sqrt(2) dw from the same law, in closed form.
  const law = gaussianKernel({ gain: 0, offset: m, variance: v });
  const ornstein = (t: number): number =>
    Math.exp(
      composeKernels(law, gaussianKernel({ gain: Math.exp(-t), variance: 1 - Math.exp(-2 * t) }))
        .given(0)
        .logDensity(at),
    );
  const limit = 1e-7;
  return {
    steps: [
      { left: inVariance, right: laplacian / 2, tolerance: 1e-8 },
      { left: laplacian, right: (1 / s) * (-1 + (y - x) ** 2 / s) * gaussian(y, x, s), tolerance: 1e-8 },
      { left: rate((dt) => moved(at, dt)), right: drift, tolerance: limit },
      {
        left: rate((dt) => integral((from) => gaussian(at, from, g * g * dt) * p(from), -8, 8)),
        right: noise,
        tolerance: limit,
      },
      { left: rate((dt) => stepped(at, dt)), right: drift + noise, tolerance: limit },
      {
        left: limitAtZero((dt) => (ornstein(dt) - p(at)) / dt, 0.04),
        right: p(at) + at * pSlope(at) + pCurve(at),
        tolerance: limit,
      },
    ],
    // Row 20 of the errata: the factor 1/2 stands in the Laplacian too.
    wrong: {
      left: laplacian,
      right: (1 / (2 * s)) * (-1 + (y - x) ** 2 / s) * gaussian(y, x, s),
      tolerance: 1e-8,
    },
  };
};
