/** The other way of a check: sums over states, quadrature and difference quotients. */

export const sum = (values: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
};

/** sum over the states 0..n-1 of a function. */
export const sumOver = (n: number, f: (state: number) => number): number =>
  sum(Array.from({ length: n }, (_, i) => f(i)));

/** The integral of a smooth function that vanishes at both ends, by the trapezoid rule: exact to rounding for Gaussians. */
export function integral(f: (x: number) => number, from: number, to: number, numPoints = 4001): number {
  const h = (to - from) / (numPoints - 1);
  return h * sumOver(numPoints, (i) => (i === 0 || i === numPoints - 1 ? 0.5 : 1) * f(from + i * h));
}

/** df/dx by central differences, extrapolated once: error O(h^4). */
export function derivative(f: (x: number) => number, x: number, h = 1e-3): number {
  const quotient = (step: number): number => (f(x + step) - f(x - step)) / (2 * step);
  return (4 * quotient(h / 2) - quotient(h)) / 3;
}

/** d2f/dx2, likewise. */
export function secondDerivative(f: (x: number) => number, x: number, h = 1e-2): number {
  const quotient = (step: number): number => (f(x + step) - 2 * f(x) + f(x - step)) / (step * step);
  return (4 * quotient(h / 2) - quotient(h)) / 3;
}

/** N(x; mean, variance). */
export const gaussian = (x: number, mean: number, variance: number): number =>
  Math.exp((-0.5 * (x - mean) ** 2) / variance) / Math.sqrt(2 * Math.PI * variance);

/** Weights made a law. */
export const normalised = (weights: readonly number[]): number[] => {
  const total = sum(weights);
  return weights.map((weight) => weight / total);
};

export const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
