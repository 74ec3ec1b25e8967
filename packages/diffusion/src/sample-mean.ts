/** Means over points, with their standard errors. */

export const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of the mean of independent values; Infinity for fewer than two. */
export function standardError(values: Float64Array): number {
  const n = values.length;
  if (n < 2) return Infinity;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (n - 1) / n);
}
