/** Quadrature between ends that do not vanish, and limits; the rest is that of the errata. */
export { derivative, gaussian, integral, secondDerivative, sum, sumOver } from '../errata/checks/numerics.ts';

/** The integral of a smooth function by Simpson's rule: error O(h^4), and none for cubics. */
export function simpson(f: (x: number) => number, from: number, to: number, numPanels = 2000): number {
  const h = (to - from) / numPanels;
  let total = 0;
  for (let i = 0; i < numPanels; i++) {
    const x = from + i * h;
    total += f(x) + 4 * f(x + h / 2) + f(x + h);
  }
  return (total * h) / 6;
}

/** lim f(h) for h -> 0, f analytic in h: a polynomial through h, h/2, ..., h/32, taken at 0. */
export function limitAtZero(f: (h: number) => number, h: number): number {
  const values = Array.from({ length: 6 }, (_, k) => f(h / 2 ** k));
  for (let level = 1; level < values.length; level++)
    for (let k = values.length - 1; k >= level; k--)
      values[k] = values[k]! + (values[k]! - values[k - 1]!) / (2 ** level - 1);
  return values.at(-1)!;
}
