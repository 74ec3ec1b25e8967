/**
 * What a denoiser is trained to do, as a value of three parts: what the network predicts, the law of the noise levels, and
 * the weight lambda of an error at each level,
 *
 *   loss = E lambda(sigma) |x_0 - D(x_0 + sigma eps, sigma)|^2
 *
 * Every weight has the same minimum, D = E[x_0 | x]: the exact denoiser. They differ in which errors they forgive. The named
 * objectives are choices of the parts, and parts can be exchanged: `{ ...ddpmObjective(), weighting: minSnrWeighting() }`.
 */
import { requireCount, requireNonNegative, requirePositive } from '@yuragi/prob-core/errors';
import { diffusionTable } from './diffusion-table.ts';
import { linearNoiseSchedule, type NoiseSchedule } from './noise-schedule.ts';
import {
  flowLevels,
  type LogNormalLevelsOptions,
  type LogUniformLevelsOptions,
  logNormalLevels,
  logUniformLevels,
  type NoiseLevels,
  tableLevels,
} from './objective-levels.ts';
import type { NetworkPrediction } from './objective-prediction.ts';

/**
 * lambda: the weight of |x_0 - D|^2 at a level, with sigma in units of the data's standard deviation. `boundWeight` is that
 * of the evidence bound under the law the level was drawn from.
 */
export type Weighting = (sigma: number, boundWeight: number) => number;

/** 1/sigma^2, the SNR: |eps - eps^|^2. @see Ho, Jain and Abbeel 2020, eq. 14 */
export const simpleWeighting: Weighting = (sigma) => sigma ** -2;

/** The evidence bound itself, nats. @see Kingma, Salimans, Poole and Ho 2021, section 4 */
export const boundWeighting: Weighting = (_sigma, boundWeight) => boundWeight;

/** 1: |x_0 - x_0^|^2. */
export const x0Weighting: Weighting = () => 1;

/**
 * SNR + 1: |v - v^|^2, which is also the weight of EDM for data of variance one.
 *
 * @see Salimans and Ho 2022, section 4; Karras, Aittala, Aila and Laine 2022, table 1
 */
export const velocityWeighting: Weighting = (sigma) => 1 + sigma ** -2;

/** (1 + 1/sigma)^2: |u - u^|^2 with u = x_0 - eps. @see Lipman et al. 2023, eq. 9 */
export const flowWeighting: Weighting = (sigma) => (1 + 1 / sigma) ** 2;

/** 1/(2 sigma^4): `denoisingScoreMatching`; times sigma^2 it is half of `simpleWeighting`. @see Vincent 2011, eq. 9 */
export const scoreWeighting: Weighting = (sigma) => 0.5 * sigma ** -4;

/** max(SNR, 1). @see Salimans and Ho 2022, section 4 */
export const truncatedSnrWeighting: Weighting = (sigma) => Math.max(sigma ** -2, 1);

/**
 * min(SNR, cap): nearly clean levels count no more than one.
 *
 * @param cap gamma > 0. Default 5
 * @throws {ArgumentError} for a cap <= 0
 * @see Hang et al. 2023, eq. 8
 */
export function minSnrWeighting(cap = 5): Weighting {
  requirePositive('minSnrWeighting', 'cap', cap);
  return (sigma) => Math.min(sigma ** -2, cap);
}

export interface P2WeightingOptions {
  /** gamma >= 0: 0 is `simpleWeighting`. Default 1. */
  readonly exponent?: number | undefined;
  /** k > 0. Default 1. */
  readonly offset?: number | undefined;
}

/**
 * SNR/(offset + SNR)^exponent: less weight where only what cannot be seen is left to clean.
 *
 * @throws {ArgumentError} for a negative exponent or an offset <= 0
 * @see Choi et al. 2022, eq. 8
 */
export function p2Weighting({ exponent = 1, offset = 1 }: P2WeightingOptions = {}): Weighting {
  requireNonNegative('p2Weighting', 'exponent', exponent);
  requirePositive('p2Weighting', 'offset', offset);
  return (sigma) => {
    const snr = sigma ** -2;
    return snr / (offset + snr) ** exponent;
  };
}

/** What a denoiser is trained to do. */
export interface DenoisingObjective {
  readonly prediction: NetworkPrediction;
  readonly levels: NoiseLevels;
  readonly weighting: Weighting;
}

export interface DdpmObjectiveOptions {
  /**
   * Default: the paper's `linearNoiseSchedule`, its rates times 1000/T. With a schedule that ends in almost pure noise, as
   * the cosine does, predict the velocity: x_0 = x - sigma eps makes large errors of small ones where sigma is large.
   */
  readonly schedule?: NoiseSchedule | undefined;
  /** T >= 2. Default 1000. */
  readonly numLevels?: number | undefined;
}

/** Cap of noise rates where T is small (Nichol and Dhariwal 2021, section 3.2). */
const LARGEST_RATE = 0.999;

/**
 * Denoising diffusion: the noise is predicted, at T levels, with the simple loss.
 *
 * @throws {ArgumentError} for numLevels < 2
 * @see Ho, Jain and Abbeel 2020, section 4, eq. 14 and algorithm 1
 */
export function ddpmObjective({ numLevels = 1000, schedule }: DdpmObjectiveOptions = {}): DenoisingObjective {
  requireCount('ddpmObjective', 'numLevels', numLevels, 2);
  const first = Math.min(0.1 / numLevels, LARGEST_RATE);
  const last = Math.min(20 / numLevels, LARGEST_RATE);
  const table = diffusionTable(schedule ?? linearNoiseSchedule({ numSteps: numLevels, first, last }), numLevels);
  return { prediction: 'noise', levels: tableLevels(table), weighting: simpleWeighting };
}

/**
 * EDM: lognormal levels, and a network whose input and output have variance one at each.
 *
 * For data of variance one, which `fitDenoiser` makes of any data, its network is asked for the velocity (up to sign), and
 * its weight is that of the velocity.
 *
 * @see Karras, Aittala, Aila and Laine 2022, section 5 and table 1
 */
export function edmObjective(options: LogNormalLevelsOptions = {}): DenoisingObjective {
  return { prediction: 'velocity', levels: logNormalLevels(options), weighting: velocityWeighting };
}

/**
 * Flow matching on the straight path: the velocity x_0 - eps at a uniform flow time, plain squares.
 *
 * @see Lipman et al. 2023, eqs. 9, 20 and 23; Liu, Gong and Liu 2023, eq. 1
 */
export function flowMatchingObjective(): DenoisingObjective {
  return { prediction: 'flow', levels: flowLevels(), weighting: flowWeighting };
}

/**
 * Denoising score matching over a range of noises, each level with the weight sigma^2 that makes all alike.
 *
 * The network's output is sigma times the score, -eps: a score itself is of order 1/sigma, and hard to learn as such. It is
 * the simple loss of the noise on another law of levels.
 *
 * @see Song and Ermon 2019, eq. 6 and section 4.2; Vincent 2011, eq. 9
 */
export function scoreMatchingObjective(options: LogUniformLevelsOptions = {}): DenoisingObjective {
  return { prediction: 'noise', levels: logUniformLevels(options), weighting: simpleWeighting };
}
