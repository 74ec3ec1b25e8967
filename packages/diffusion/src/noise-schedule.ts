/**
 * Noise schedules as values. All of them are variance preserving and kept in log space:
 *
 *   x_t = alpha(t) (x_0 + sigma(t) eps),  alpha = 1/sqrt(1 + sigma^2),  t in [0, 1], 0 = data
 *
 * so log alpha says everything: alphaBar = alpha^2, sigma^2 = 1/alphaBar - 1, log SNR = -2 log sigma. The T steps of a
 * DDPM are the levels t = i/T.
 */
import { ArgumentError, requireCount, requirePositive } from '@yuragi/prob-core/errors';

/** How noise rises with time, as pure functions of t in [0, 1]. */
export interface NoiseSchedule {
  /** log(alphaBar/(1 - alphaBar)) = -2 log sigma(t): from Infinity at t = 0 downwards. */
  logSnr(t: number): number;
  /** log alpha(t) <= 0; -Infinity where nothing of the data is left. */
  logAlpha(t: number): number;
  /** Noise over signal, >= 0, rising; Infinity where nothing of the data is left. */
  sigma(t: number): number;
  /** The t at which sigma(t) is this; 1 for every sigma above sigma(1). */
  timeOf(sigma: number): number;
}

/** A schedule from its decay, -log alphaBar(t) >= 0, and the time of a decay below that of t = 1. Nothing cancels. */
function fromDecay(decay: (t: number) => number, timeOfDecay: (decay: number) => number): NoiseSchedule {
  return {
    logAlpha: (t) => 0 - 0.5 * decay(t),
    sigma: (t) => Math.sqrt(Math.expm1(decay(t))),
    logSnr: (t) => -Math.log(Math.expm1(decay(t))),
    timeOf(sigma) {
      const wanted = Math.log1p(sigma * sigma);
      return wanted >= decay(1) ? 1 : timeOfDecay(wanted);
    },
  };
}

/**
 * The schedule with given noise rates beta_1 … beta_T, one per step.
 *
 *   alphaBar(i/T) = prod_{j <= i} (1 - beta_j);  inside step i the rate is spread out: alphaBar_{i-1} (1 - f beta_i)
 *
 * @param noiseRates beta_i in (0, 1), (T); the last may be 1
 * @throws {ArgumentError} for an empty list or a rate out of range
 * @see Ho, Jain and Abbeel 2020, section 2
 * @example ```ts doctest
 * import { noiseRateSchedule } from '@yuragi/diffusion';
 * const schedule = noiseRateSchedule(Float64Array.of(0.1, 0.2));
 * schedule.sigma(1) ** 2; // ~> 0.3888889
 * schedule.timeOf(schedule.sigma(0.3)); // ~> 0.3000000
 * ```
 */
export function noiseRateSchedule(noiseRates: Float64Array): NoiseSchedule {
  const numSteps = noiseRates.length;
  if (numSteps === 0) throw new ArgumentError('noiseRateSchedule', 'noiseRates', 'at least one rate', noiseRates);
  const cumulative = new Float64Array(numSteps + 1);
  for (const [i, rate] of noiseRates.entries()) {
    if (!(rate > 0 && (rate < 1 || (rate === 1 && i === numSteps - 1))))
      throw new ArgumentError('noiseRateSchedule', `noiseRates[${i}]`, 'in (0, 1), the last in (0, 1]', rate);
    cumulative[i + 1] = cumulative[i]! - Math.log1p(-rate);
  }
  return fromDecay(
    (t) => {
      const position = Math.min(Math.max(t, 0), 1) * numSteps;
      // i/T times T need not give i back: within a billionth of a step it is step i.
      const nearest = Math.round(position);
      if (Math.abs(position - nearest) < 1e-9) return cumulative[nearest]!;
      const step = Math.floor(position);
      return cumulative[step]! - Math.log1p(-(position - step) * noiseRates[step]!);
    },
    (decay) => {
      let step = 0;
      while (cumulative[step + 1]! < decay) step++;
      const fraction = -Math.expm1(cumulative[step]! - decay) / noiseRates[step]!;
      return (step + fraction) / numSteps;
    },
  );
}

const ratesOf = (numSteps: number, rate: (t: number) => number): Float64Array =>
  Float64Array.from({ length: numSteps }, (_, i) => rate(i + 1));

export interface LinearNoiseScheduleOptions {
  /** T. Default 1000. */
  readonly numSteps?: number | undefined;
  /** beta_1. Default 1e-4. */
  readonly first?: number | undefined;
  /** beta_T. Default 0.02. */
  readonly last?: number | undefined;
}

/**
 * Noise rates that rise linearly: beta_t = first + (last - first)(t - 1)/(T - 1).
 *
 * The defaults are those of DDPM and made for T = 1000: with other T scale them by 1000/T to end at the same noise.
 *
 * @throws {ArgumentError} for numSteps < 1 or rates out of (0, 1)
 * @see Ho, Jain and Abbeel 2020, section 4
 */
export function linearNoiseSchedule({
  numSteps = 1000,
  first = 1e-4,
  last = 0.02,
}: LinearNoiseScheduleOptions = {}): NoiseSchedule {
  requireCount('linearNoiseSchedule', 'numSteps', numSteps, 1);
  return noiseRateSchedule(ratesOf(numSteps, (t) => first + ((last - first) * (t - 1)) / Math.max(numSteps - 1, 1)));
}

export interface CosineNoiseScheduleOptions {
  /** T. Default 1000. */
  readonly numSteps?: number | undefined;
  /** s: keeps the first steps from being too small. Default 0.008. */
  readonly offset?: number | undefined;
  /** Cap on beta_t, which only the last step reaches. Default 0.999. */
  readonly maxNoiseRate?: number | undefined;
}

/**
 * alphaBar falls like a squared cosine: beta_t = min(1 - f(t)/f(t-1), maxNoiseRate), f(t) = cos^2(pi/2 (t/T + s)/(1 + s)).
 *
 * Computed as sin(a + b) sin(a - b)/cos^2 b with the angles a at t and b at t - 1, which does not cancel.
 *
 * @throws {ArgumentError} for numSteps < 1, an offset <= 0 or a cap out of (0, 1)
 * @see Nichol and Dhariwal 2021, eq. 17
 */
export function cosineNoiseSchedule({
  numSteps = 1000,
  offset = 0.008,
  maxNoiseRate = 0.999,
}: CosineNoiseScheduleOptions = {}): NoiseSchedule {
  requireCount('cosineNoiseSchedule', 'numSteps', numSteps, 1);
  requirePositive('cosineNoiseSchedule', 'offset', offset);
  const angle = (t: number): number => (((t / numSteps + offset) / (1 + offset)) * Math.PI) / 2;
  return noiseRateSchedule(
    ratesOf(numSteps, (t) => {
      const a = angle(t);
      const b = angle(t - 1);
      return Math.min((Math.sin(a + b) * Math.sin(a - b)) / Math.cos(b) ** 2, maxNoiseRate);
    }),
  );
}

export interface SohlDicksteinNoiseScheduleOptions {
  /** T >= 2. */
  readonly numSteps: number;
  /** beta_1, which the paper keeps small and fixed. Default 1/T, the value of the rule. */
  readonly first?: number | undefined;
}

/**
 * The schedule of the first diffusion paper, which erases a constant share of the signal a step: beta_t = 1/(T - t + 1),
 * so alphaBar_t = (T - t)/T and nothing is left at t = T, where sigma is infinite.
 *
 * @throws {ArgumentError} for numSteps < 2 or a first rate out of (0, 1)
 * @see Sohl-Dickstein, Weiss, Maheswaranathan and Ganguli 2015, section 2.4.1
 * @example ```ts doctest
 * import { sohlDicksteinNoiseSchedule } from '@yuragi/diffusion';
 * const schedule = sohlDicksteinNoiseSchedule({ numSteps: 40 });
 * Math.exp(2 * schedule.logAlpha(0.25)); // ~> 0.7500000
 * schedule.sigma(1); // => Infinity
 * ```
 */
export function sohlDicksteinNoiseSchedule({ numSteps, first }: SohlDicksteinNoiseScheduleOptions): NoiseSchedule {
  requireCount('sohlDicksteinNoiseSchedule', 'numSteps', numSteps, 2);
  return noiseRateSchedule(ratesOf(numSteps, (t) => (t === 1 && first !== undefined ? first : 1 / (numSteps - t + 1))));
}

export interface VariancePreservingScheduleOptions {
  /** Noise rate at t = 0. Default 0.1. */
  readonly minNoiseRate?: number | undefined;
  /** Noise rate at t = 1. Default 20. */
  readonly maxNoiseRate?: number | undefined;
}

/**
 * The continuous variance-preserving process dx = -beta(t) x/2 dt + sqrt(beta(t)) dW with a linear noise rate:
 *
 *   log alphaBar(t) = -(min t + (max - min) t^2/2)
 *
 * @throws {ArgumentError} unless 0 < minNoiseRate <= maxNoiseRate
 * @see Song et al. 2021, eq. 33
 */
export function variancePreservingSchedule({
  minNoiseRate = 0.1,
  maxNoiseRate = 20,
}: VariancePreservingScheduleOptions = {}): NoiseSchedule {
  const where = 'variancePreservingSchedule';
  requirePositive(where, 'minNoiseRate', minNoiseRate);
  requirePositive(where, 'maxNoiseRate', maxNoiseRate);
  if (maxNoiseRate < minNoiseRate)
    throw new ArgumentError(where, 'maxNoiseRate', `at least ${minNoiseRate}`, maxNoiseRate);
  const slope = maxNoiseRate - minNoiseRate;
  return fromDecay(
    (t) => (minNoiseRate + 0.5 * slope * t) * t,
    // The root of slope t^2/2 + min t = decay that does not cancel.
    (decay) => (2 * decay) / (minNoiseRate + Math.sqrt(minNoiseRate ** 2 + 2 * slope * decay)),
  );
}

/**
 * The noise levels a sampler goes down, at the times 1, (T-1)/T, …, 1/T of a schedule and then 0.
 *
 * @returns sigma, (numSteps + 1), falling to 0
 * @throws {ArgumentError} for numSteps < 1
 */
export function sigmaLevels(schedule: NoiseSchedule, numSteps: number): Float64Array {
  requireCount('sigmaLevels', 'numSteps', numSteps, 1);
  return Float64Array.from({ length: numSteps + 1 }, (_, i) =>
    i === numSteps ? 0 : schedule.sigma((numSteps - i) / numSteps),
  );
}

export interface KarrasSigmasOptions {
  /** Positive levels, >= 2. */
  readonly numSteps: number;
  /** Default 0.002, in the units of data of standard deviation about 0.5. */
  readonly sigmaMin?: number | undefined;
  /** Default 80. */
  readonly sigmaMax?: number | undefined;
  /** How much denser the levels are near sigmaMin. Default 7. */
  readonly rho?: number | undefined;
}

/**
 * Noise levels spaced by a power law, densest near `sigmaMin`, then 0.
 *
 *   sigma_i = (max^(1/rho) + i/(n-1) (min^(1/rho) - max^(1/rho)))^rho,  i = 0..n-1
 *
 * @returns (numSteps + 1), falling to 0; same unit as the data
 * @throws {ArgumentError} unless numSteps >= 2, 0 < sigmaMin < sigmaMax and rho > 0
 * @see Karras, Aittala, Aila and Laine 2022, eq. 5
 */
export function karrasSigmas({
  numSteps,
  sigmaMin = 0.002,
  sigmaMax = 80,
  rho = 7,
}: KarrasSigmasOptions): Float64Array {
  const where = 'karrasSigmas';
  requireCount(where, 'numSteps', numSteps, 2);
  requirePositive(where, 'sigmaMin', sigmaMin);
  requirePositive(where, 'sigmaMax', sigmaMax);
  requirePositive(where, 'rho', rho);
  if (sigmaMax <= sigmaMin) throw new ArgumentError(where, 'sigmaMax', `more than ${sigmaMin}`, sigmaMax);
  const from = sigmaMax ** (1 / rho);
  const to = sigmaMin ** (1 / rho);
  return Float64Array.from({ length: numSteps + 1 }, (_, i) =>
    i === numSteps ? 0 : (from + (i / (numSteps - 1)) * (to - from)) ** rho,
  );
}
