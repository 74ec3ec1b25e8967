/** The lid of the gradient method: a parabola above f(x) = e^x - 2 x. */
import type { Derivation } from './derivation.ts';
import { simpson } from './numerics.ts';

const f = (x: number): number => Math.exp(x) - 2 * x;
const slope = (x: number): number => Math.exp(x) - 2;
const curvature = Math.exp;
const start = -1;

const lid = (x: number, l: number): number => f(start) + slope(start) * (x - start) + (l / 2) * (x - start) ** 2;
const lowest = (l: number): number => start - slope(start) / l;

export const gradientLid = (): Derivation => {
  const l = 2;
  const next = lowest(l);
  const gap = (x: number): number => simpson((s) => (x - s) * (l - curvature(s)), start, x);
  const drop = slope(start) ** 2 / (2 * l);
  const x = 0.4;
  const atStart = curvature(start);
  return {
    steps: [
      { left: lid(x, l), right: f(start) + (l / 2) * (x - next) ** 2 - drop },
      { left: lid(next, l), right: f(start) - drop },
      { left: lid(x, l) - f(x), right: gap(x) },
      { left: f(start) - f(next), right: drop + gap(next) },
    ],
    // Row 32 of the errata: the curvature where one stands, for that of the whole way.
    wrong: { left: lid(lowest(atStart), atStart), right: f(lowest(atStart)) },
  };
};
