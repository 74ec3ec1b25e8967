/** Derivatives by central differences: an oracle for scores and gradients. */

/**
 * f'(x) = (8 (f(x+h) - f(x-h)) - (f(x+2h) - f(x-2h)))/12h + O(h^4).
 *
 * @param h step; unless given eps^(1/5) max(1, |x|), which leaves an error of about 1e-12 for a function of order one
 */
export function derivative(
  f: (x: number) => number,
  x: number,
  h: number = Number.EPSILON ** 0.2 * Math.max(1, Math.abs(x)),
): number {
  return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
}

/** The gradient of f at x (d), coordinate by coordinate; f may not keep its argument. */
export function gradient(f: (x: Float64Array) => number, x: Float64Array, h?: number): Float64Array {
  return x.map((xj, j) =>
    derivative(
      (moved) => {
        const at = x.slice();
        at[j] = moved;
        return f(at);
      },
      xj,
      h,
    ),
  );
}
