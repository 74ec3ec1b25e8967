/**
 * Laws of noise levels for training: which sigma a network sees how often. A level is a function of a uniform u, so that
 * a batch can take its levels evenly (u_i = (i + r_i)/n) instead of independently, with less variance and the same mean.
 *
 * Each law knows the weight that turns it into the evidence bound: up to what does not depend on the denoiser D,
 *
 *   -elbo = 1/2 int E|x_0 - D|^2 |d SNR| = int sigma^-3 E|x_0 - D|^2 dsigma = E_u[boundWeight(u) E|x_0 - D|^2]
 *
 * (Kingma, Salimans, Poole and Ho 2021, eq. 17), so boundWeight = sigma^-3 over the density of sigma; over the T steps of a
 * table the sum of its own weights takes the place of the integral, exactly.
 */
import { ArgumentError, requirePositive } from '@yuragi/prob-core/errors';
import { normalQuantile } from '@yuragi/prob-core/special';
import type { DiffusionTable } from './diffusion-table.ts';
import { karrasSigmas, type NoiseSchedule, sigmaLevels } from './noise-schedule.ts';

/** A law of noise levels, in units of the data's standard deviation. */
export interface NoiseLevels {
  /** The level at u in (0, 1). */
  sigma(u: number): number;
  /** Weight of |x_0 - D|^2 at that level with which its mean over u is the part of the bound that depends on D, nats. */
  boundWeight(u: number): number;
  /** The smallest level that a network sees often enough to be asked about. */
  readonly sigmaMin: number;
  /** The steps that the levels are, where they are discrete. */
  readonly table?: DiffusionTable | undefined;
  /** Levels for a sampler, (numSteps + 1), falling to 0: the ladder that goes with this law in the literature. */
  ladder(numSteps: number): Float64Array;
}

/**
 * The T levels of a table, all alike: what DDPM trains on.
 *
 * boundWeight is T times the weight of step t in the bound with posterior variances, and at t = 1 that of the
 * reconstruction with variance beta_1: the mean over u is the sum of `elbo`, exactly.
 *
 * @see Ho, Jain and Abbeel 2020, algorithm 1
 */
export function tableLevels(table: DiffusionTable): NoiseLevels {
  const { numSteps } = table;
  const stepOf = (u: number): number => Math.min(1 + Math.floor(u * numSteps), numSteps);
  return {
    sigma: (u) => table.sigma[stepOf(u)]!,
    boundWeight(u) {
      const t = stepOf(u);
      return numSteps * (t === 1 ? 0.5 / table.noiseRate[1]! : table.x0LossWeight[t]!);
    },
    sigmaMin: table.sigma[1]!,
    table,
    ladder: (steps) => sigmaLevels(table.schedule, steps),
  };
}

export interface ScheduleLevelsOptions {
  /** The smallest time, in (0, 1): nearer to the data nothing is learned. Default 1e-5. */
  readonly minTime?: number | undefined;
}

/** Relative width of the differences that stand for derivatives in time: they err by about its square. */
const STEP = 1e-4;

/**
 * The levels of a schedule at a uniform time in [minTime, 1].
 *
 * boundWeight takes the derivative of the log SNR by differences, good to 1e-8 where the schedule is smooth.
 *
 * @throws {ArgumentError} for minTime out of (0, 1)
 * @see Song et al. 2021, eq. 7 and appendix C for minTime
 */
export function scheduleLevels(schedule: NoiseSchedule, { minTime = 1e-5 }: ScheduleLevelsOptions = {}): NoiseLevels {
  if (!(minTime > 0 && minTime < 1)) throw new ArgumentError('scheduleLevels', 'minTime', 'in (0, 1)', minTime);
  const timeAt = (u: number): number => minTime + (1 - minTime) * u;
  return {
    sigma: (u) => schedule.sigma(timeAt(u)),
    boundWeight(u) {
      const t = timeAt(u);
      const [before, after] = [t * (1 - STEP), Math.min(1, t * (1 + STEP))];
      const slope = (schedule.logSnr(after) - schedule.logSnr(before)) / (after - before);
      return -0.5 * (1 - minTime) * slope * schedule.sigma(t) ** -2;
    },
    sigmaMin: schedule.sigma(minTime),
    ladder: (steps) => sigmaLevels(schedule, steps),
  };
}

export interface LogNormalLevelsOptions {
  /** Of log sigma. Default -1.2 + log 2: the paper's data has standard deviation 1/2, this one 1. */
  readonly mean?: number | undefined;
  /** Of log sigma, > 0. Default 1.2. */
  readonly sd?: number | undefined;
}

/** 0.002 and 80 for data of standard deviation 1/2, in units of that. */
const KARRAS_RANGE = { sigmaMin: 0.004, sigmaMax: 160 } as const;

/**
 * log sigma ~ N(mean, sd^2): training where denoising is neither easy nor hopeless.
 *
 * The ladder is `karrasSigmas` from 160 to 0.004, the paper's range in units of the data's standard deviation.
 *
 * @throws {ArgumentError} for an sd <= 0 or a mean that is not finite
 * @see Karras, Aittala, Aila and Laine 2022, table 1
 */
export function logNormalLevels({ mean = -1.2 + Math.LN2, sd = 1.2 }: LogNormalLevelsOptions = {}): NoiseLevels {
  const where = 'logNormalLevels';
  if (!Number.isFinite(mean)) throw new ArgumentError(where, 'mean', 'a finite number', mean);
  requirePositive(where, 'sd', sd);
  const sigma = (u: number): number => Math.exp(mean + sd * normalQuantile(u));
  return {
    sigma,
    boundWeight: (u) => (sd * Math.sqrt(2 * Math.PI) * Math.exp(0.5 * normalQuantile(u) ** 2)) / sigma(u) ** 2,
    sigmaMin: KARRAS_RANGE.sigmaMin,
    ladder: (numSteps) => karrasSigmas({ numSteps, ...KARRAS_RANGE }),
  };
}

export interface LogUniformLevelsOptions {
  /** Default 0.01. */
  readonly sigmaMin?: number | undefined;
  /** Default 50. */
  readonly sigmaMax?: number | undefined;
}

/**
 * log sigma uniform: the geometric ladder of noise-conditional score networks without its rungs.
 *
 * @throws {ArgumentError} unless 0 < sigmaMin < sigmaMax
 * @see Song and Ermon 2019, section 4.2; the defaults are those of Song et al. 2021, appendix C
 */
export function logUniformLevels({ sigmaMin = 0.01, sigmaMax = 50 }: LogUniformLevelsOptions = {}): NoiseLevels {
  const where = 'logUniformLevels';
  requirePositive(where, 'sigmaMin', sigmaMin);
  requirePositive(where, 'sigmaMax', sigmaMax);
  if (sigmaMax <= sigmaMin) throw new ArgumentError(where, 'sigmaMax', `more than ${sigmaMin}`, sigmaMax);
  const logRatio = Math.log(sigmaMax / sigmaMin);
  const sigma = (u: number): number => sigmaMin * Math.exp(logRatio * u);
  return {
    sigma,
    boundWeight: (u) => logRatio / sigma(u) ** 2,
    sigmaMin,
    ladder: (numSteps) =>
      Float64Array.from({ length: numSteps + 1 }, (_, i) =>
        i === numSteps ? 0 : sigma(numSteps === 1 ? 1 : 1 - i / (numSteps - 1)),
      ),
  };
}

/**
 * Flow time tau uniform, sigma = (1 - tau)/tau: the levels of the straight path. **tau = 0 is the reference, 1 the data.**
 *
 * The ladder is even in flow time and begins at sigma = Infinity.
 *
 * @see Lipman et al. 2023, eqs. 9 and 20
 */
export function flowLevels(): NoiseLevels {
  const sigma = (u: number): number => (1 - u) / u;
  return {
    sigma,
    boundWeight: (u) => (1 + sigma(u)) ** 2 / sigma(u) ** 3,
    // A thousandth of the way before the data.
    sigmaMin: sigma(1 - 1e-3),
    ladder: (numSteps) => Float64Array.from({ length: numSteps + 1 }, (_, i) => (numSteps - i) / i),
  };
}
