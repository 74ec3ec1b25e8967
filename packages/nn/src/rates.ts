/** Learning rates over a run, as factors of its `learningRate`. */
import { requireCount, requireProbability } from '@yuragi/prob-core/errors';

/**
 * A factor of the learning rate. s in (0, 1) is the middle of the step, (step + 1/2)/numSteps, so that a rate that is 0 at
 * an end loses no step.
 */
export type Rate = (s: number, step: number) => number;

/** 1 throughout. */
export const constantRate: Rate = () => 1;

export interface WarmupCosineOptions {
  /** Share of the run, in [0, 1], over which the rate rises from 0 to 1. Default 0. */
  readonly warmup?: number | undefined;
  /** Where it ends, in [0, 1]. Default 0. */
  readonly end?: number | undefined;
}

/**
 * s/warmup, then end + (1 - end)(1 + cos(pi (s - warmup)/(1 - warmup)))/2.
 *
 * @throws {ArgumentError} for numbers outside [0, 1]
 * @see Loshchilov and Hutter 2017, eq. 5 (one cycle); Goyal et al. 2017, section 2.2 (warm-up)
 * @example ```ts doctest
 * import { warmupCosine } from '@yuragi/nn';
 * const rate = warmupCosine({ warmup: 0.2 });
 * rate(0.1, 0); // => 0.5
 * rate(0.6, 0).toFixed(4); // => '0.5000'
 * ```
 */
export function warmupCosine({ warmup = 0, end = 0 }: WarmupCosineOptions = {}): Rate {
  requireProbability('warmupCosine', 'warmup', warmup);
  requireProbability('warmupCosine', 'end', end);
  return (s) => {
    if (s < warmup) return s / warmup;
    const fall = warmup < 1 ? (s - warmup) / (1 - warmup) : 0;
    // (1 + cos pi t)/2 = 1 - sin^2(pi t/2), and the sine is needed up to pi/2 only.
    return end + (1 - end) * (1 - sineSquared(fall));
  };
}

/** sin^2(pi t/2), 0 <= t <= 1, by its series: within 1e-15, with the same bits on every engine, which Math.sin has not. */
function sineSquared(t: number): number {
  if (t > 0.5) return 1 - sineSquared(1 - t);
  const x = (Math.PI / 2) * t;
  let term = x;
  let sum = x;
  for (let k = 2; k < 20; k += 2) {
    term *= (-x * x) / (k * (k + 1));
    sum += term;
  }
  return sum * sum;
}

/**
 * min(n/warmupSteps, sqrt(warmupSteps/n)) with n = step + 1: it rises for so many steps and then falls without knowing how
 * long the run is.
 *
 * @throws {ArgumentError} unless warmupSteps is an integer >= 1
 * @see Vaswani et al. 2017, eq. 3 (scaled to 1 at its highest)
 */
export function inverseSquareRoot(warmupSteps: number): Rate {
  requireCount('inverseSquareRoot', 'warmupSteps', warmupSteps, 1);
  return (_, step) => Math.min((step + 1) / warmupSteps, Math.sqrt(warmupSteps / (step + 1)));
}
