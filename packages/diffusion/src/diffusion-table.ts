/**
 * The T steps of a schedule in the coefficients of the notes and of DDPM (Ho, Jain and Abbeel 2020, eqs. 4 to 7): beta_t,
 * alphaBar_t, and the forward process looked at backwards, q(x_{t-1} | x_t, x_0).
 */
import { requireCount } from '@yuragi/prob-core/errors';
import type { NoiseSchedule } from './noise-schedule.ts';

/** Arrays (T + 1), indexed by t as the formulas are: entry 0 is the data, where there is no step. */
export interface DiffusionTable {
  readonly numSteps: number;
  readonly schedule: NoiseSchedule;
  /** beta_t = 1 - alphaBar_t/alphaBar_{t-1}; 0 at t = 0. */
  readonly noiseRate: Float64Array;
  /** prod (1 - beta); 1 at t = 0. */
  readonly alphaBar: Float64Array;
  /** q(x_t | x_0) = N(signalScale x_0, noiseScale^2 I): sqrt(alphaBar) … */
  readonly signalScale: Float64Array;
  /** … and sqrt(1 - alphaBar). */
  readonly noiseScale: Float64Array;
  /** Noise over signal. */
  readonly sigma: Float64Array;
  /** log(alphaBar/(1 - alphaBar)); Infinity at t = 0. */
  readonly logSnr: Float64Array;
  /** q(x_{t-1} | x_t, x_0) has mean posteriorX0 x_0 + posteriorXt x_t: sqrt(alphaBar_{t-1}) beta_t/(1 - alphaBar_t) … */
  readonly posteriorX0: Float64Array;
  /** … and sqrt(1 - beta_t) (1 - alphaBar_{t-1})/(1 - alphaBar_t), */
  readonly posteriorXt: Float64Array;
  /** and variance beta_t (1 - alphaBar_{t-1})/(1 - alphaBar_t): 0 at t = 1. */
  readonly posteriorVariance: Float64Array;
  /**
   * Weight of |x_0 - x_0^|^2 in the KL of step t with the posterior variance: (SNR_{t-1} - SNR_t)/2. Infinity at t = 1,
   * whose term of the bound is a log density, not a KL.
   */
  readonly x0LossWeight: Float64Array;
  /** The same for |eps - eps^|^2: beta_t^2/(2 posteriorVariance (1 - beta_t)(1 - alphaBar_t)); Infinity at t = 1. */
  readonly noiseLossWeight: Float64Array;
}

/**
 * The table of a schedule cut into T steps, t = 0 … T.
 *
 * Differences of nearly equal numbers are taken in log space: each column is good to about 1e-13 relative at T = 1000.
 *
 * @throws {ArgumentError} for numSteps < 1
 * @example ```ts doctest
 * import { diffusionTable, linearNoiseSchedule } from '@yuragi/diffusion';
 * const table = diffusionTable(linearNoiseSchedule(), 1000);
 * table.alphaBar[1000]!; // ~> 4.03583e-5
 * table.posteriorVariance[2]!; // ~> 5.453188e-5
 * ```
 */
export function diffusionTable(schedule: NoiseSchedule, numSteps: number): DiffusionTable {
  requireCount('diffusionTable', 'numSteps', numSteps, 1);
  const column = (entry: (t: number) => number, atData: number): Float64Array =>
    Float64Array.from({ length: numSteps + 1 }, (_, t) => (t === 0 ? atData : entry(t)));

  const logAlphaBar = column((t) => 2 * schedule.logAlpha(t / numSteps), 0);
  const alphaBar = logAlphaBar.map(Math.exp);
  /** 1 - alphaBar. */
  const noiseVariance = logAlphaBar.map((value) => 0 - Math.expm1(value));
  const noiseRate = column((t) => 0 - Math.expm1(logAlphaBar[t]! - logAlphaBar[t - 1]!), 0);
  const posteriorVariance = column((t) => (noiseRate[t]! * noiseVariance[t - 1]!) / noiseVariance[t]!, 0);
  const x0LossWeight = column(
    (t) => (0.5 * noiseRate[t]! * alphaBar[t - 1]!) / (noiseVariance[t]! * noiseVariance[t - 1]!),
    0,
  );
  return {
    numSteps,
    schedule,
    noiseRate,
    alphaBar,
    signalScale: logAlphaBar.map((value) => Math.exp(0.5 * value)),
    noiseScale: noiseVariance.map(Math.sqrt),
    sigma: logAlphaBar.map((value) => Math.sqrt(Math.expm1(-value))),
    logSnr: logAlphaBar.map((value) => -Math.log(Math.expm1(-value))),
    posteriorX0: column((t) => (Math.sqrt(alphaBar[t - 1]!) * noiseRate[t]!) / noiseVariance[t]!, 1),
    posteriorXt: column((t) => (Math.sqrt(1 - noiseRate[t]!) * noiseVariance[t - 1]!) / noiseVariance[t]!, 0),
    posteriorVariance,
    x0LossWeight,
    noiseLossWeight: column((t) => (x0LossWeight[t]! * noiseVariance[t]!) / alphaBar[t]!, 0),
  };
}
