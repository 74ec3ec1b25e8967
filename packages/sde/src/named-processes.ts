/**
 * Named processes with exact transition laws. Brownian, Ornstein-Uhlenbeck and geometric Brownian motion: Kloeden and
 * Platen 1992, section 4.4. Variance preserving and exploding: Song et al., Score-based generative modeling through
 * stochastic differential equations, ICLR 2021, section 3.4 and appendix B. All are Ito equations, per coordinate.
 */
import {
  ArgumentError,
  requireCount,
  requireFinite,
  requireNonNegative,
  requirePositive,
} from '@yuragi/prob-core/errors';
import { affineProcess, type ExactProcess, logNormalTransitions } from './exact-process.ts';

export interface BrownianMotionOptions {
  /** Default 1. */
  readonly dimension?: number | undefined;
  /** Units of x per t. Default 0. */
  readonly drift?: number | undefined;
  /** Units of x per sqrt t, > 0. Default 1. */
  readonly scale?: number | undefined;
}

/**
 * Brownian motion with drift: dX = drift dt + scale dW.
 *
 *   X(t1) | X(t0) = x  ~  N(x + drift (t1 - t0), scale^2 (t1 - t0))
 *
 * @throws {ArgumentError}
 * @example ```ts doctest
 * import { brownianMotion } from '@yuragi/sde';
 * const [mean, variance] = [new Float64Array(1), new Float64Array(1)];
 * brownianMotion({ drift: 2, scale: 3 }).transitionInto(Float64Array.of(1), 0, 0.5, mean, variance);
 * [mean[0], variance[0]]; // => [2, 4.5]
 * ```
 */
export function brownianMotion({ dimension = 1, drift = 0, scale = 1 }: BrownianMotionOptions = {}): ExactProcess {
  const where = 'brownianMotion';
  requireCount(where, 'dimension', dimension, 1);
  requireFinite(where, 'drift', drift);
  requirePositive(where, 'scale', scale);
  return affineProcess({
    dimension,
    slope: () => 0,
    offset: drift,
    scale: () => scale,
    transition: (t0, t1) => ({ factor: 1, shift: drift * (t1 - t0), variance: scale * scale * (t1 - t0) }),
  });
}

export interface OrnsteinUhlenbeckOptions {
  /** Default 1. */
  readonly dimension?: number | undefined;
  /** How fast it returns, 1/t, > 0. */
  readonly rate: number;
  /** Where it returns to. Default 0. */
  readonly mean?: number | undefined;
  /** Units of x per sqrt t, > 0. */
  readonly scale: number;
}

/**
 * The Ornstein-Uhlenbeck process: dX = rate (mean - X) dt + scale dW. Its stationary law is N(mean, scale^2/(2 rate)).
 *
 *   X(t1) | X(t0) = x  ~  N(mean + (x - mean) e^(-rate s), scale^2/(2 rate) (1 - e^(-2 rate s))),  s = t1 - t0
 *
 * @throws {ArgumentError}
 * @see Kloeden and Platen 1992, section 4.4
 * @example ```ts doctest
 * import { ornsteinUhlenbeck } from '@yuragi/sde';
 * const [mean, variance] = [new Float64Array(1), new Float64Array(1)];
 * ornsteinUhlenbeck({ rate: 2, mean: 1, scale: 2 }).transitionInto(Float64Array.of(3), 0, 50, mean, variance);
 * [mean[0], variance[0]]; // => [1, 1]
 * ```
 */
export function ornsteinUhlenbeck({ dimension = 1, rate, mean = 0, scale }: OrnsteinUhlenbeckOptions): ExactProcess {
  const where = 'ornsteinUhlenbeck';
  requireCount(where, 'dimension', dimension, 1);
  requirePositive(where, 'rate', rate);
  requireFinite(where, 'mean', mean);
  requirePositive(where, 'scale', scale);
  return affineProcess({
    dimension,
    slope: () => -rate,
    offset: rate * mean,
    scale: () => scale,
    transition: (t0, t1) => ({
      factor: Math.exp(-rate * (t1 - t0)),
      shift: -mean * Math.expm1(-rate * (t1 - t0)),
      variance: (-scale * scale * Math.expm1(-2 * rate * (t1 - t0))) / (2 * rate),
    }),
  });
}

export interface GeometricBrownianMotionOptions {
  /** Default 1. */
  readonly dimension?: number | undefined;
  /** Of the mean, 1/t. */
  readonly growthRate: number;
  /** 1/sqrt t, >= 0. */
  readonly volatility: number;
}

/** Four entries a turn, as in the solvers: less than half the time. */
function multiplyInto(factor: number, x: Float64Array, out: Float64Array): void {
  const n = x.length;
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    out[i] = factor * x[i]!;
    out[i + 1] = factor * x[i + 1]!;
    out[i + 2] = factor * x[i + 2]!;
    out[i + 3] = factor * x[i + 3]!;
  }
  for (; i < n; i++) out[i] = factor * x[i]!;
}

/**
 * Geometric Brownian motion in Ito's form: dX = growthRate X dt + volatility X dW, coordinates with a W of their own.
 *
 *   log X(t1)/x  ~  N((growthRate - volatility^2/2) s, volatility^2 s),  s = t1 - t0
 *
 * @throws {ArgumentError}
 * @see Kloeden and Platen 1992, section 4.4
 * @example ```ts doctest
 * import { key, stream } from '@yuragi/prob-core';
 * import { geometricBrownianMotion } from '@yuragi/sde';
 * const x = new Float64Array(1000).fill(1);
 * geometricBrownianMotion({ growthRate: 0.5, volatility: 0.3 }).sampleInto(x, 0, 2, stream(key(1)), x);
 * Math.abs(x.reduce((sum, value) => sum + value / 1000, 0) / Math.E - 1) < 0.07; // => true
 * ```
 */
export function geometricBrownianMotion({
  dimension = 1,
  growthRate,
  volatility,
}: GeometricBrownianMotionOptions): ExactProcess {
  const where = 'geometricBrownianMotion';
  requireCount(where, 'dimension', dimension, 1);
  requireFinite(where, 'growthRate', growthRate);
  requireNonNegative(where, 'volatility', volatility);
  return {
    problem: {
      dimension,
      calculus: 'ito',
      noise: 'diagonal',
      numNoises: dimension,
      drift: (x, _t, out) => {
        multiplyInto(growthRate, x, out);
      },
      diffusionCoefficient: (x, _t, out) => {
        multiplyInto(volatility, x, out);
      },
      diffusionDerivative: (_x, _t, out) => {
        out.fill(volatility);
      },
      driftDivergence: (_x, _t, out) => {
        out.fill(dimension * growthRate);
      },
    },
    ...logNormalTransitions(dimension, growthRate, volatility),
  };
}

export interface VariancePreservingOptions {
  /** Default 1. */
  readonly dimension?: number | undefined;
  /** 1/t, > 0. Default 0.1 (Song et al. 2021, appendix C). */
  readonly noiseRateMin?: number | undefined;
  /** 1/t, >= noiseRateMin. Default 20 (same). */
  readonly noiseRateMax?: number | undefined;
}

/**
 * The variance preserving process, t from 0 (data) to 1: dX = -noiseRate(t)/2 X dt + sqrt(noiseRate(t)) dW with a linear
 * noise rate. It takes any law of unit variance to one of unit variance, and almost to N(0, 1) at t = 1.
 *
 *   X(t1) | X(t0) = x  ~  N(x e^(-B/2), 1 - e^(-B)),  B = int_t0^t1 noiseRate
 *
 * @throws {ArgumentError}
 * @see Song et al. 2021, eqs. (11), (32) and (33)
 * @example ```ts doctest
 * import { variancePreserving } from '@yuragi/sde';
 * const [mean, variance] = [new Float64Array(1), new Float64Array(1)];
 * variancePreserving().transitionInto(Float64Array.of(1), 0, 1, mean, variance);
 * mean[0]! ** 2 + variance[0]!; // ~> 1.0000000
 * ```
 */
export function variancePreserving({
  dimension = 1,
  noiseRateMin = 0.1,
  noiseRateMax = 20,
}: VariancePreservingOptions = {}): ExactProcess {
  const where = 'variancePreserving';
  requireCount(where, 'dimension', dimension, 1);
  requirePositive(where, 'noiseRateMin', noiseRateMin);
  if (!(Number.isFinite(noiseRateMax) && noiseRateMax >= noiseRateMin))
    throw new ArgumentError(where, 'noiseRateMax', `a finite number >= noiseRateMin = ${noiseRateMin}`, noiseRateMax);
  const growth = noiseRateMax - noiseRateMin;
  const noiseRate = (t: number): number => noiseRateMin + growth * t;
  return affineProcess({
    dimension,
    slope: (t) => -0.5 * noiseRate(t),
    offset: 0,
    scale: (t) => Math.sqrt(noiseRate(t)),
    transition(t0, t1) {
      const integral = (t1 - t0) * (noiseRateMin + 0.5 * growth * (t0 + t1));
      return { factor: Math.exp(-0.5 * integral), shift: 0, variance: -Math.expm1(-integral) };
    },
  });
}

export interface VarianceExplodingOptions {
  /** Default 1. */
  readonly dimension?: number | undefined;
  /** Noise level at t = 0, in the units of x, > 0. Default 0.01 (Song et al. 2021, appendix C). */
  readonly sigmaMin?: number | undefined;
  /** Noise level at t = 1, > sigmaMin. Default 50 (same). */
  readonly sigmaMax?: number | undefined;
}

/**
 * The variance exploding process, t from 0 to 1: dX = sigma(t) sqrt(2 log(sigmaMax/sigmaMin)) dW with noise level
 * sigma(t) = sigmaMin (sigmaMax/sigmaMin)^t.
 *
 *   X(t1) | X(t0) = x  ~  N(x, sigma(t1)^2 - sigma(t0)^2)
 *
 * At t = 0 the noise level is sigmaMin, not 0: data with noise of that size are where it starts.
 *
 * @throws {ArgumentError}
 * @see Song et al. 2021, eqs. (9), (30) and (31)
 * @example ```ts doctest
 * import { varianceExploding } from '@yuragi/sde';
 * const [mean, variance] = [new Float64Array(1), new Float64Array(1)];
 * varianceExploding({ sigmaMin: 0.01, sigmaMax: 50 }).transitionInto(Float64Array.of(1), 0, 1, mean, variance);
 * variance[0]!; // ~> 2499.9999
 * ```
 */
export function varianceExploding({
  dimension = 1,
  sigmaMin = 0.01,
  sigmaMax = 50,
}: VarianceExplodingOptions = {}): ExactProcess {
  const where = 'varianceExploding';
  requireCount(where, 'dimension', dimension, 1);
  requirePositive(where, 'sigmaMin', sigmaMin);
  if (!(Number.isFinite(sigmaMax) && sigmaMax > sigmaMin))
    throw new ArgumentError(where, 'sigmaMax', `a finite number > sigmaMin = ${sigmaMin}`, sigmaMax);
  const logRatio = Math.log(sigmaMax / sigmaMin);
  const sigma = (t: number): number => sigmaMin * Math.exp(logRatio * t);
  return affineProcess({
    dimension,
    slope: () => 0,
    offset: 0,
    scale: (t) => sigma(t) * Math.sqrt(2 * logRatio),
    transition: (t0, t1) => ({
      factor: 1,
      shift: 0,
      variance: sigma(t0) ** 2 * Math.expm1(2 * logRatio * (t1 - t0)),
    }),
  });
}

/**
 * The variance exploding process in the clock of its noise level, t = sigma >= 0: dX = sqrt(2 t) dW, so that X(t) is
 * x0 + t eps. The unscaled coordinates of `diffusion`; starts at exactly no noise.
 *
 *   X(t1) | X(t0) = x  ~  N(x, t1^2 - t0^2)
 *
 * @throws {ArgumentError}
 * @see Karras, Aittala, Aila and Laine 2022, section 2, with sigma(t) = t
 * @example ```ts doctest
 * import { noiseLevelProcess } from '@yuragi/sde';
 * const [mean, variance] = [new Float64Array(1), new Float64Array(1)];
 * noiseLevelProcess().transitionInto(Float64Array.of(1), 3, 5, mean, variance);
 * variance[0]; // => 16
 * ```
 */
export function noiseLevelProcess({ dimension = 1 }: { readonly dimension?: number | undefined } = {}): ExactProcess {
  requireCount('noiseLevelProcess', 'dimension', dimension, 1);
  return affineProcess({
    dimension,
    slope: () => 0,
    offset: 0,
    scale: (t) => Math.sqrt(2 * t),
    transition: (t0, t1) => ({ factor: 1, shift: 0, variance: (t1 - t0) * (t1 + t0) }),
  });
}
