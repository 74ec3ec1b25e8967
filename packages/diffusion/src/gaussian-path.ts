/**
 * Paths of flow matching (Lipman, Chen, Ben-Hamu, Nickel and Le 2023, section 4). **Time is the other way round here:** as
 * in that paper t = 0 is the reference and t = 1 the data; elsewhere in this package t = 0 is the data. The two clocks
 * are joined by t -> 1 - t, which also changes the sign of velocities. Given the data point x_1,
 *
 *   x_t = a(t) x_1 + b(t) eps,  eps ~ N(0, I),  so mu = a x_1 and the standard deviation is b
 *
 * and the velocity that carries these normal laws along is u(x | x_1) = b'/b (x - mu) + mu' (their theorem 3). In terms of
 * the variance b'/b = (b^2)'/(2 b^2), which is finite where b' is not.
 */
import { ArgumentError, requireLength, requirePositive } from '@yuragi/prob-core/errors';
import { type VariancePreservingScheduleOptions, variancePreservingSchedule } from './noise-schedule.ts';

/** Functions of flow time t in [0, 1], 1 = data. */
export interface GaussianPath {
  /** a(t), 1 at t = 1. */
  signalScale(t: number): number;
  /** a'(t). */
  signalScaleDerivative(t: number): number;
  /** b(t) >= 0, 0 or small at t = 1. */
  noiseScale(t: number): number;
  /** (b^2)'(t). */
  noiseVarianceDerivative(t: number): number;
}

export interface OptimalTransportPathOptions {
  /** b(1), in [0, 1). Default 0; the paper's sigma_min. */
  readonly endScale?: number | undefined;
}

/**
 * The path whose points move in straight lines at constant speed: a = t, b = 1 - (1 - endScale) t.
 *
 * Each conditional flow is the optimal transport from N(0, I) to its end. The marginal flow is not, in general.
 *
 * @throws {ArgumentError} unless 0 <= endScale < 1
 * @see Lipman et al. 2023, eq. 20; with endScale = 0 the interpolation of rectified flow, Liu, Gong and Liu 2023
 */
export function optimalTransportPath({ endScale = 0 }: OptimalTransportPathOptions = {}): GaussianPath {
  if (!(endScale >= 0 && endScale < 1))
    throw new ArgumentError('optimalTransportPath', 'endScale', 'a number in [0, 1)', endScale);
  const fall = 1 - endScale;
  // In terms of 1 - t nothing cancels at the end.
  const noiseScale = (t: number): number => endScale + fall * (1 - t);
  return {
    signalScale: (t) => t,
    signalScaleDerivative: () => 1,
    noiseScale,
    noiseVarianceDerivative: (t) => -2 * fall * noiseScale(t),
  };
}

/**
 * The variance-preserving process run from noise to data: a = alpha(1 - t), b = sqrt(1 - a^2), with alpha that of
 * `variancePreservingSchedule` at the same options.
 *
 * It begins at a(0) = 0.0066 with the defaults, not at 0: starting from N(0, I) is an approximation of that order.
 *
 * @throws {ArgumentError} unless 0 < minNoiseRate <= maxNoiseRate
 * @see Lipman et al. 2023, eq. 18
 */
export function variancePreservingPath(options: VariancePreservingScheduleOptions = {}): GaussianPath {
  const { logAlpha } = variancePreservingSchedule(options);
  const { minNoiseRate = 0.1, maxNoiseRate = 20 } = options;
  const signalScale = (t: number): number => Math.exp(logAlpha(1 - t));
  const noiseRate = (t: number): number => minNoiseRate + (maxNoiseRate - minNoiseRate) * (1 - t);
  return {
    signalScale,
    signalScaleDerivative: (t) => 0.5 * noiseRate(t) * signalScale(t),
    noiseScale: (t) => Math.sqrt(0 - Math.expm1(2 * logAlpha(1 - t))),
    noiseVarianceDerivative: (t) => -noiseRate(t) * signalScale(t) ** 2,
  };
}

export interface VarianceExplodingPathOptions {
  /** b(1), > 0. Default 0.01. */
  readonly sigmaMin?: number | undefined;
  /** b(0). Default 50. */
  readonly sigmaMax?: number | undefined;
}

/**
 * The variance-exploding process run from noise to data: a = 1, b = sigmaMin (sigmaMax/sigmaMin)^(1 - t).
 *
 * It ends with the data under noise sigmaMin. Starting from N(0, sigmaMax^2 I) is an approximation of order 1/sigmaMax.
 *
 * @throws {ArgumentError} unless 0 < sigmaMin < sigmaMax
 * @see Lipman et al. 2023, eq. 16; the defaults are those of Song et al. 2021, appendix C
 */
export function varianceExplodingPath({
  sigmaMin = 0.01,
  sigmaMax = 50,
}: VarianceExplodingPathOptions = {}): GaussianPath {
  const where = 'varianceExplodingPath';
  requirePositive(where, 'sigmaMin', sigmaMin);
  requirePositive(where, 'sigmaMax', sigmaMax);
  if (sigmaMax <= sigmaMin) throw new ArgumentError(where, 'sigmaMax', `more than ${sigmaMin}`, sigmaMax);
  const logRatio = Math.log(sigmaMax / sigmaMin);
  const noiseScale = (t: number): number => sigmaMin * Math.exp(logRatio * (1 - t));
  return {
    signalScale: () => 1,
    signalScaleDerivative: () => 0,
    noiseScale,
    noiseVarianceDerivative: (t) => -2 * logRatio * noiseScale(t) ** 2,
  };
}

/**
 * The velocity of a path given its data point: u(x | x_1) = b'/b (x - a x_1) + a' x_1. What flow matching regresses on.
 *
 * Along x = a x_1 + b eps it is a' x_1 + b' eps. Exact; not defined where b = 0.
 *
 * @param x   where, any shape
 * @param x1  the data points, same shape
 * @param t   flow time, 1 = data
 * @param out same shape, overwritten
 * @throws {ShapeError} if lengths differ
 * @see Lipman et al. 2023, theorem 3
 * @example ```ts doctest
 * import { conditionalVelocityInto, optimalTransportPath } from '@yuragi/diffusion';
 * const out = new Float64Array(1);
 * // Half way from eps = 1 to x_1 = 3: the velocity is x_1 - eps.
 * conditionalVelocityInto(optimalTransportPath(), Float64Array.of(2), Float64Array.of(3), 0.5, out);
 * out[0]!; // ~> 2
 * ```
 */
export function conditionalVelocityInto(
  path: GaussianPath,
  x: Float64Array,
  x1: Float64Array,
  t: number,
  out: Float64Array,
): void {
  const where = 'conditionalVelocityInto';
  requireLength(where, 'x1', x1, x.length);
  requireLength(where, 'out', out, x.length);
  const rate = path.noiseVarianceDerivative(t) / (2 * path.noiseScale(t) ** 2);
  const [signal, signalRate] = [path.signalScale(t), path.signalScaleDerivative(t)];
  for (let i = 0; i < x.length; i++) out[i] = rate * (x[i]! - signal * x1[i]!) + signalRate * x1[i]!;
}
