/** How far two samples are apart. */

function meanDistance(x: Float64Array, y: Float64Array, d: number): number {
  let sum = 0;
  for (let i = 0; i < x.length; i += d)
    for (let j = 0; j < y.length; j += d) {
      let square = 0;
      for (let k = 0; k < d; k++) square += (x[i + k]! - y[j + k]!) ** 2;
      sum += Math.sqrt(square);
    }
  return (sum * d * d) / (x.length * y.length);
}

/**
 * Squared energy distance of the empirical laws of two samples: 2 E|X - Y| - E|X - X'| - E|Y - Y'|.
 *
 * Not negative, 0 only for equal empirical laws, and biased up by E|X - X'|/n + E|Y - Y'|/m for samples of one law.
 * O((n + m)^2 d).
 *
 * @param x (n, d) flat
 * @param y (m, d) flat
 * @see Székely and Rizzo, J. Stat. Plan. Inference 143 (2013), 1249, Eq. 6
 */
export function energyDistance(x: Float64Array, y: Float64Array, d: number): number {
  if (x.length === 0 || y.length === 0 || x.length % d !== 0 || y.length % d !== 0)
    throw new Error(`samples of ${x.length} and ${y.length} numbers are not rows of ${d}`);
  return 2 * meanDistance(x, y, d) - meanDistance(x, x, d) - meanDistance(y, y, d);
}
