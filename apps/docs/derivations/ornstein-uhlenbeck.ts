/** dx = -x dt + sqrt(2) dw from N(m, v), all in closed form: where the derivations in continuous time are checked. */
import { composeKernels, gaussianKernel } from '@yuragi/prob-core';

export const drift = (x: number): number => -x;
/** g^2. */
export const noise = 2;
const start = gaussianKernel({ gain: 0, offset: 1.5, variance: 0.25 });

/** The kernel over a time. */
const over = (time: number) => gaussianKernel({ gain: Math.exp(-time), variance: 1 - Math.exp(-2 * time) });

/** Mean and variance of the law at time t. */
export function momentsAt(t: number): { readonly mean: number; readonly variance: number } {
  const { offset, variance } = composeKernels(start, over(t));
  return { mean: offset, variance };
}
/** p_t(x). */
export const density = (x: number, t: number): number =>
  Math.exp(composeKernels(start, over(t)).given(0).logDensity(x));
/** d/dx log p_t(x). */
export const score = (x: number, t: number): number => (momentsAt(t).mean - x) / momentsAt(t).variance;
/** p_t(x_s|x) for s > t. */
export const transition = (later: number, s: number, x: number, t: number): number =>
  Math.exp(
    over(s - t)
      .given(x)
      .logDensity(later),
  );
