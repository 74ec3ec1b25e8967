/** A trap U = k x^2/2 with k = 1 + 2 t, t in [0, 1], from equilibrium: the drive of the reference case trap-escort. */
import { fillNormal } from '@yuragi/prob-core';
import type { EscortedSystem } from '../src/index.ts';

const RATE = 2;
export const stiffness = (t: number): number => 1 + RATE * t;

/** @param slope a of the escort u = -a x; dk/dt/(2 k) carries the laws exactly */
export const stiffeningTrap = (slope = (t: number): number => RATE / (2 * stiffness(t))): EscortedSystem => ({
  dimension: 1,
  energy(x, t, out) {
    for (let i = 0; i < x.length; i++) out[i] = 0.5 * stiffness(t) * x[i]! ** 2;
  },
  energyDifference(x, t, next, out) {
    for (let i = 0; i < x.length; i++) out[i] = 0.5 * RATE * (next - t) * x[i]! ** 2;
  },
  energyGradient(x, t, out) {
    for (let i = 0; i < x.length; i++) out[i] = stiffness(t) * x[i]!;
  },
  drift(x, t, out) {
    for (let i = 0; i < x.length; i++) out[i] = -stiffness(t) * x[i]!;
  },
  escort(x, t, out) {
    for (let i = 0; i < x.length; i++) out[i] = -slope(t) * x[i]!;
  },
  escortDivergence: (_, t, out) => out.fill(-slope(t)),
  fillEquilibrium(rng, t, out) {
    fillNormal(rng, out);
    for (let i = 0; i < out.length; i++) out[i]! /= Math.sqrt(stiffness(t));
  },
});

/** Moments at the end of a drive in Euler steps of length h, without escort: exact for those steps. */
export function eulerMoments(numSteps: number): { mean: number; sd: number; squaredPosition: number } {
  const h = 1 / numSteps;
  // x stays normal, so <x^4> = 3 <x^2>^2; W is a sum of b x^2 over the steps, b = k'/2 h.
  let [xx, mean, workAndSquare, square] = [1, 0, 0, 0];
  for (let k = 0; k < numSteps; k++) {
    const keep = 1 - stiffness(k * h) * h;
    const before = xx;
    xx = keep ** 2 * before + 2 * h;
    // <W x^2> after the move: noise is independent of W.
    workAndSquare = keep ** 2 * workAndSquare + 2 * h * mean;
    const b = (RATE * h) / 2;
    square += 2 * b * workAndSquare + b * b * 3 * xx * xx;
    workAndSquare += b * 3 * xx * xx;
    mean += b * xx;
  }
  return { mean, sd: Math.sqrt(square - mean ** 2), squaredPosition: xx };
}

/**
 * -log <exp(-W)> of the escorted drive in Euler steps, exactly: exp(-W) is a Gaussian integral, taken backwards in the
 * form exp(-a x^2 - c).
 */
export function escortedFreeEnergy(
  numSteps: number,
  slope: (t: number) => number,
  mutant: { readonly climb?: number; readonly divergence?: number } = {},
): number {
  const { climb = 1, divergence = 1 } = mutant;
  const h = 1 / numSteps;
  let [a, c] = [0, 0];
  for (let k = numSteps - 1; k >= 0; k--) {
    const middle = (k + 0.5) * h;
    const u = slope(middle);
    // Carried along, then the work at the point before.
    a = a * (1 - h * u) ** 2 + h * (RATE / 2 - climb * u * stiffness(middle));
    c += h * divergence * u;
    // Average over x = keep y + sqrt(2 h) z.
    const spread = 1 + 4 * h * a;
    c += Math.log(spread) / 2;
    a = (a * (1 - stiffness(k * h) * h) ** 2) / spread;
  }
  return c + Math.log(1 + 2 * a) / 2;
}
