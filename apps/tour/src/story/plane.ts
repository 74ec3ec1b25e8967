/**
 * Chapter 11, first half: annealing and diffusion are two ways through one plane of laws,
 *
 *   p_{beta, sigma} ~ (p * N(0, sigma^2 I))^beta.
 *
 * Heating walks along beta at sigma = 0, noising along sigma at beta = 1. For one Gaussian of variance s^2 the two axes
 * coincide, at beta = s^2/(s^2 + sigma^2). For two wells far apart they do not: heating changes the weights of the wells to
 * w_i^beta s_i^(d (1 - beta)), up to a common factor, while noise keeps them.
 */
import { type SmoothedMixture, smoothedMixture } from '@yuragi/diffusion';
import { logSumExp, toNdarray } from '@yuragi/prob-core';

/** A wide and a narrow well of equal weight, in one dimension. */
const WELLS = [
  { weight: 0.5, mean: -6, deviation: 1 },
  { weight: 0.5, mean: 6, deviation: 0.3 },
] as const;
const BETAS = [1, 0.6, 0.3, 0.1] as const;
const SIGMAS = [0, 0.7, 2, 6] as const;
/** Where heated weights are compared with the formula. */
export const HEATED = 0.3;
/** The noisiest law of the plane. */
export const NOISIEST = SIGMAS[3];

export interface PlanePanel {
  readonly beta: number;
  readonly sigma: number;
  /** Density over its maximum, at `Plane.positions`. */
  readonly heights: Float64Array;
  /** Probability that a draw belongs to the wide well. */
  readonly wideShare: number;
}

/** The wide well's share along one axis. */
export interface ShareRow {
  readonly level: number;
  readonly dimension: number;
  readonly share: number;
}

export interface Plane {
  readonly positions: Float64Array;
  readonly panels: readonly PlanePanel[];
  /** Along beta, by the formula for wells far apart. */
  readonly heated: readonly ShareRow[];
  /** Along sigma, by quadrature in one dimension. */
  readonly noised: readonly ShareRow[];
  /** At beta = HEATED and sigma = 0: by quadrature in one dimension, and by the formula in one and in eight. */
  readonly heatedShare: number;
  readonly heatedFormula: number;
  readonly heatedFormulaEight: number;
  /** At beta = 1 and sigma = NOISIEST, by quadrature. */
  readonly noisedShare: number;
  /** Largest difference of the two log densities where the axes of one Gaussian coincide. */
  readonly gaussianDifference: number;
}

const gaussianLaw = (mean: number, deviation: number): SmoothedMixture =>
  smoothedMixture({
    weights: Float64Array.of(1),
    means: toNdarray(Float64Array.of(mean), [1, 1]),
    covariances: toNdarray(Float64Array.of(deviation ** 2), [1, 1, 1]),
  });

/** Midpoints of the quadrature, wide enough for the hottest and noisiest law. */
const STEP = 0.02;
const grid = Float64Array.from({ length: 10_000 }, (_, i) => (i + 0.5) * STEP - 100);
const SHOWN = 12;

function panel(beta: number, sigma: number): PlanePanel {
  const logJoint = WELLS.map(({ weight, mean, deviation }) => {
    const out = new Float64Array(grid.length);
    gaussianLaw(mean, deviation).logDensityInto(grid, sigma, out);
    return out.map((value) => value + Math.log(weight));
  });
  const logDensity = grid.map((_, i) => logSumExp([logJoint[0]![i]!, logJoint[1]![i]!]));
  const highest = beta * logDensity.reduce((a, b) => Math.max(a, b));
  const heights = logDensity.map((value) => Math.exp(beta * value - highest));
  const total = heights.reduce((sum, height) => sum + height, 0);
  const wide = heights.reduce((sum, height, i) => sum + height * Math.exp(logJoint[0]![i]! - logDensity[i]!), 0);
  return { beta, sigma, heights: heights.filter((_, i) => Math.abs(grid[i]!) < SHOWN), wideShare: wide / total };
}

/** The wide well's weight after heating, for wells far apart in `dimension` dimensions. */
export function heatedWeight(beta: number, dimension: number): number {
  const [wide, narrow] = WELLS.map(({ weight, deviation }) => weight ** beta * deviation ** (dimension * (1 - beta)));
  return wide! / (wide! + narrow!);
}

/** Largest |log p^beta/Z - log p * N(0, sigma^2)| over three standard deviations. */
function gaussianDifference(deviation: number, sigma: number): number {
  const law = gaussianLaw(0, deviation);
  const beta = deviation ** 2 / (deviation ** 2 + sigma ** 2);
  const reach = 3 * Math.hypot(deviation, sigma);
  const x = Float64Array.from({ length: 101 }, (_, i) => (reach * (i - 50)) / 50);
  const [sharp, smooth] = [new Float64Array(x.length), new Float64Array(x.length)];
  law.logDensityInto(x, 0, sharp);
  law.logDensityInto(x, sigma, smooth);
  // log of the integral of p^beta: a Gaussian integral of variance s^2/beta.
  const twoPiVariance = 2 * Math.PI * deviation ** 2;
  const logTotal = 0.5 * Math.log(twoPiVariance / beta) - 0.5 * beta * Math.log(twoPiVariance);
  return x.reduce((most, _, i) => Math.max(most, Math.abs(beta * sharp[i]! - logTotal - smooth[i]!)), 0);
}

export function walkPlane(): Plane {
  const betas = Array.from({ length: 20 }, (_, i) => 1 - i * 0.05);
  return {
    positions: grid.filter((x) => Math.abs(x) < SHOWN),
    panels: SIGMAS.flatMap((sigma) => BETAS.map((beta) => panel(beta, sigma))),
    heated: [1, 2, 8].flatMap((dimension) =>
      betas.map((level) => ({ level, dimension, share: heatedWeight(level, dimension) })),
    ),
    noised: [0, 1, 2, 3, 4, 5, 6].map((level) => ({ level, dimension: 1, share: panel(1, level).wideShare })),
    heatedShare: panel(HEATED, 0).wideShare,
    heatedFormula: heatedWeight(HEATED, 1),
    heatedFormulaEight: heatedWeight(HEATED, 8),
    noisedShare: panel(1, NOISIEST).wideShare,
    gaussianDifference: gaussianDifference(1, 2),
  };
}
