/** The law of the data, apart from the mathematics so that the page need not load it. */

/** Three heaps with mean 0 and mean variance 1. */
const raw = {
  weights: [0.4, 0.3, 0.3],
  means: [-1.5, -0.7, 0.4, 1.5, 1.5, -0.8],
  spreads: [0.35, 0.25, 0.45],
} as const;
const centre = [0, 1].map((j) => raw.weights.reduce((total, weight, k) => total + weight * raw.means[2 * k + j]!, 0));
const unit = Math.sqrt(
  raw.weights.reduce((total, weight, k) => {
    const [x, y] = [raw.means[2 * k]! - centre[0]!, raw.means[2 * k + 1]! - centre[1]!];
    return total + weight * ((x * x + y * y) / 2 + raw.spreads[k]! ** 2);
  }, 0),
);
export const HEAPS = raw.weights.map((weight, k) => ({
  weight,
  mean: [(raw.means[2 * k]! - centre[0]!) / unit, (raw.means[2 * k + 1]! - centre[1]!) / unit] as const,
  spread: raw.spreads[k]! / unit,
}));
