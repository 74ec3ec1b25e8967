/**
 * Processes whose transition laws are known: what solvers are tested against, and what needs no solver. Coordinates are
 * independent of each other, and the law of X(t1) given X(t0) = x is exact at any distance.
 */
import { fillNormal, type Rng } from '@yuragi/prob-core';
import { ArgumentError, requireLength } from '@yuragi/prob-core/errors';
import type { SdeProblem } from './problem.ts';

/** A problem with its transition law. Times obey t0 <= t1; all x, y, mean, variance and samples are (n, d) flat. */
export interface ExactProcess {
  readonly problem: SdeProblem;
  /** Mean and variance of each coordinate of X(t1) given X(t0) = x; covariances are zero. @throws {ArgumentError}, {ShapeError} */
  transitionInto(x: Float64Array, t0: number, t1: number, mean: Float64Array, variance: Float64Array): void;
  /** A draw of X(t1) given X(t0) = x, one `fillNormal` of (n, d); out may be x. @throws {ArgumentError} if t1 < t0; {ShapeError} */
  sampleInto(x: Float64Array, t0: number, t1: number, rng: Rng, out: Float64Array): void;
  /** log density of X(t1) = y given X(t0) = x, nats, out (n). @throws {ArgumentError} if t1 < t0; {ShapeError} */
  transitionLogDensityInto(x: Float64Array, t0: number, y: Float64Array, t1: number, out: Float64Array): void;
}

function requireOrder(t0: number, t1: number): void {
  if (!(t0 <= t1)) throw new ArgumentError('transition', 't1', `>= t0 = ${t0}`, t1);
}

const LOG_TWO_PI = Math.log(2 * Math.PI);

/** log N(deviation; 0, variance), with the point mass of variance 0. */
function normalLogDensity(deviation: number, variance: number): number {
  if (variance === 0) return deviation === 0 ? Infinity : -Infinity;
  return -0.5 * (LOG_TWO_PI + Math.log(variance) + (deviation * deviation) / variance);
}

/** X(t1) = factor x + shift + sqrt(variance) Z. */
export interface AffineTransition {
  readonly factor: number;
  readonly shift: number;
  readonly variance: number;
}

/** What an affine process with the same noise in each coordinate is made of: dX = (slope X + offset) dt + scale dW. */
export interface AffineProcess {
  readonly dimension: number;
  slope(t: number): number;
  readonly offset: number;
  scale(t: number): number;
  transition(t0: number, t1: number): AffineTransition;
}

/** The process of affine coefficients: Gaussian transitions, additive noise. */
export function affineProcess({ dimension, slope, offset, scale, transition }: AffineProcess): ExactProcess {
  let normals = new Float64Array(0);
  return {
    problem: {
      dimension,
      calculus: 'ito',
      noise: 'additive',
      numNoises: dimension,
      drift(x, t, out) {
        const rate = slope(t);
        for (let i = 0; i < out.length; i++) out[i] = rate * x[i]! + offset;
      },
      diffusionCoefficient: (_x, t, out) => {
        out.fill(scale(t));
      },
      driftDivergence: (_x, t, out) => {
        out.fill(dimension * slope(t));
      },
    },
    transitionInto(x, t0, t1, mean, variance) {
      requireOrder(t0, t1);
      requireLength('transitionInto', 'mean', mean, x.length);
      requireLength('transitionInto', 'variance', variance, x.length);
      const law = transition(t0, t1);
      for (let i = 0; i < x.length; i++) mean[i] = law.factor * x[i]! + law.shift;
      variance.fill(law.variance);
    },
    sampleInto(x, t0, t1, rng, out) {
      requireOrder(t0, t1);
      requireLength('sampleInto', 'out', out, x.length);
      const { factor, shift, variance } = transition(t0, t1);
      const deviation = Math.sqrt(variance);
      if (normals.length !== x.length) normals = new Float64Array(x.length);
      fillNormal(rng, normals);
      for (let i = 0; i < x.length; i++) out[i] = factor * x[i]! + shift + deviation * normals[i]!;
    },
    transitionLogDensityInto(x, t0, y, t1, out) {
      requireOrder(t0, t1);
      requireLength('transitionLogDensityInto', 'y', y, x.length);
      requireLength('transitionLogDensityInto', 'out', out, x.length / dimension);
      const { factor, shift, variance } = transition(t0, t1);
      out.fill(0);
      for (let i = 0; i < x.length; i++)
        out[Math.floor(i / dimension)]! += normalLogDensity(y[i]! - factor * x[i]! - shift, variance);
    },
  };
}

/** X(t1) = x exp(growth + sqrt(logVariance) Z), each coordinate for itself: the law of geometric Brownian motion. */
export function logNormalTransitions(
  dimension: number,
  rate: number,
  volatility: number,
): Pick<ExactProcess, 'transitionInto' | 'sampleInto' | 'transitionLogDensityInto'> {
  let normals = new Float64Array(0);
  const logRate = rate - 0.5 * volatility * volatility;
  return {
    transitionInto(x, t0, t1, mean, variance) {
      requireOrder(t0, t1);
      requireLength('transitionInto', 'mean', mean, x.length);
      requireLength('transitionInto', 'variance', variance, x.length);
      const growth = Math.exp(rate * (t1 - t0));
      const relative = Math.expm1(volatility * volatility * (t1 - t0));
      for (let i = 0; i < x.length; i++) {
        const m = growth * x[i]!;
        mean[i] = m;
        variance[i] = m * m * relative;
      }
    },
    sampleInto(x, t0, t1, rng, out) {
      requireOrder(t0, t1);
      requireLength('sampleInto', 'out', out, x.length);
      const deviation = volatility * Math.sqrt(t1 - t0);
      if (normals.length !== x.length) normals = new Float64Array(x.length);
      fillNormal(rng, normals);
      for (let i = 0; i < x.length; i++) out[i] = x[i]! * Math.exp(logRate * (t1 - t0) + deviation * normals[i]!);
    },
    transitionLogDensityInto(x, t0, y, t1, out) {
      requireOrder(t0, t1);
      requireLength('transitionLogDensityInto', 'y', y, x.length);
      requireLength('transitionLogDensityInto', 'out', out, x.length / dimension);
      const variance = volatility * volatility * (t1 - t0);
      out.fill(0);
      for (let i = 0; i < x.length; i++) {
        const ratio = y[i]! / x[i]!;
        // A path keeps its sign.
        out[Math.floor(i / dimension)]! +=
          ratio > 0
            ? normalLogDensity(Math.log(ratio) - logRate * (t1 - t0), variance) - Math.log(Math.abs(y[i]!))
            : -Infinity;
      }
    },
  };
}
