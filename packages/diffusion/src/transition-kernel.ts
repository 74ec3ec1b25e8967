/**
 * The forward process between any two times of a schedule: steps composed into one. With log alpha from the schedule,
 *
 *   q(x_t | x_s) = N(a x_s, (1 - a^2) I),  a = alpha(t)/alpha(s),  s <= t
 *
 * Kernels compose: q(x_t | x_u) after q(x_u | x_s) is q(x_t | x_s) for any u between (`composeKernels` of prob-core), and
 * s = 0 gives q(x_t | x_0).
 */
import { type GaussianKernel, gaussianKernel } from '@yuragi/prob-core';
import { ArgumentError, requireProbability } from '@yuragi/prob-core/errors';
import type { NoiseSchedule } from './noise-schedule.ts';

/**
 * q(x_t | x_s) of a schedule, variance preserving, as an affine Gaussian kernel of each coordinate.
 *
 * Exact to rounding, also for neighbouring times: 1 - a^2 does not cancel. Step i of a `DiffusionTable` of T steps is from
 * (i - 1)/T to i/T.
 *
 * @param s earlier time, in [0, t]
 * @param t later time, in [s, 1]; at t = s the kernel has variance 0, composes, and has no density
 * @throws {ArgumentError} for times out of order or range
 * @see Kingma, Salimans, Poole and Ho 2021 (variational diffusion models), section 3.1
 * @example ```ts doctest
 * import { composeKernels } from '@yuragi/prob-core';
 * import { linearNoiseSchedule, transitionKernel } from '@yuragi/diffusion';
 * const schedule = linearNoiseSchedule();
 * const whole = transitionKernel(schedule, 0.2, 0.7);
 * const halves = composeKernels(transitionKernel(schedule, 0.2, 0.4), transitionKernel(schedule, 0.4, 0.7));
 * Math.abs(whole.variance - halves.variance) < 1e-15; // => true
 * ```
 */
export function transitionKernel(schedule: NoiseSchedule, s: number, t: number): GaussianKernel {
  const where = 'transitionKernel';
  requireProbability(where, 's', s);
  requireProbability(where, 't', t);
  if (typeof schedule?.logAlpha !== 'function')
    throw new ArgumentError(where, 'schedule', 'a noise schedule', schedule);
  if (t < s) throw new ArgumentError(where, 't', `at least s = ${s}`, t);
  const logGain = s === t ? 0 : schedule.logAlpha(t) - schedule.logAlpha(s);
  return gaussianKernel({ gain: Math.exp(logGain), variance: 0 - Math.expm1(2 * logGain) });
}
