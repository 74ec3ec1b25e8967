/** How many doubles apart two numbers are. */

/**
 * Steps from one double to the other through the doubles between them: 0 for equal numbers (0 and -0 too, and NaN and
 * NaN), 1 for neighbours, Infinity between a number and NaN. Subnormals and infinities count like any others.
 */
export function ulpDistance(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Infinity;
  return Math.abs(Number(rank(a) - rank(b)));
}

/** Position in the order of the doubles; both zeros are 0. */
function rank(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(x));
  const magnitude = view.getBigInt64(0);
  return x < 0 ? -magnitude : magnitude;
}
