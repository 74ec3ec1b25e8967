/**
 * Log-weights of paths x_0 ... x_T that are drawn forward by kernels F_t and weighed by kernels B_t that lead back, for any
 * pair whose densities can be evaluated (Crooks, Phys. Rev. E 61, 2000, 2361; Del Moral, Doucet and Jasra, J. R. Stat. Soc.
 * B 68, 2006, 411, section 2.3):
 *
 *   log w = log b_T(x_T) + sum_t log B_t(x_{t-1} | x_t) - log p_0(x_0) - sum_t log F_t(x_t | x_{t-1})
 *
 * The mean of w is the mass of the backward paths: Z of b_T, or the density at x_0 where every path starts there. What the
 * terms are in each field stands in `path-relative-entropy.ts`, which has the same ledger exactly for finite sets.
 */
import {
  type Checkpoint,
  drive,
  fingerprint,
  foldIn,
  type Key,
  type Pausable,
  type Rng,
  type RunOptions,
  type RunResult,
  stream,
  toNdarray,
} from '@yuragi/prob-core';
import { ArgumentError, requireCount } from '@yuragi/prob-core/errors';
import type { NdArray } from 'ndarray';

/** Laws of paths by their kernels; t = 1..T counts the steps. Log-densities in nats; those of `end` may be unnormalised. */
export interface SampledPathLaws<X> {
  /** T >= 1. */
  readonly numSteps: number;
  /** p_0. For a bound at one point: a draw that is that point, and a log-density of 0. */
  readonly start: { sample(rng: Rng): X; logDensity(x: X): number };
  /** F_t(next | x). */
  readonly forward: { sample(x: X, t: number, rng: Rng): X; logDensity(next: X, x: X, t: number): number };
  /** B_t(x | next). */
  readonly backward: { logDensity(x: X, next: X, t: number): number };
  /** log b_T. */
  readonly end: { logDensity(x: X): number };
}

export interface KernelPairOptions {
  readonly numPaths: number;
}

/** One log-weight per path, nats, of the paths that are done: all of them, unless the run was stopped. */
export interface KernelPairLogWeights<X> extends RunResult {
  /** log w, (n): its mean is the bound, `logMeanExp` of it estimates the log-evidence. -Infinity is a weight of zero. */
  readonly logWeights: Float64Array;
  /** log B_t - log F_t, (n, T), at column t - 1. */
  readonly perStep: NdArray<Float64Array>;
  /** x_T of every path. */
  readonly positions: readonly X[];
}

/** Steps between two looks at the clock. */
const STEPS_BETWEEN_PAUSES = 16;

interface Saved<X> {
  readonly logWeights: Float64Array;
  readonly perStep: Float64Array;
  readonly positions: readonly X[];
}

/**
 * Draws paths forward and weighs them against backward kernels.
 *
 * exp(log w) is unbiased for the mass of the backward paths whatever the kernels, as long as forward paths reach all that
 * backward paths do. Path i depends on `foldIn(key, i)` alone; a resumed run is bit-equal, with the same laws (a checkpoint
 * cannot tell whether those functions are the same). Cost per path: T draws and 2 T + 2 log-densities; progress counts
 * paths.
 *
 * *When to use.* For kernels of your own. A Boltzmann path with kernels that keep its laws needs no densities of kernels:
 * `drivenTrajectories`, `annealedImportanceSampling`. Work is minus log w: `dissipatedWork` of it is the gap of the bound.
 *
 * @throws {ArgumentError} for bad options, a forward or start density that is zero, NaN or infinite at its own draw, NaN or
 *   +Infinity of the others; {CheckpointError} if `resume` is of another run
 * @see Crooks, Phys. Rev. E 61 (2000), 2361, eq. 5; Del Moral, Doucet and Jasra 2006, section 2.3
 * @example (From N(0, 1) in one step to exp(-2 x^2), whose integral is sqrt(pi/2)) ```ts doctest
 * import { key, logMeanExp, normal } from '@yuragi/prob-core';
 * import { kernelPairLogWeights } from '@yuragi/thermo-jarzynski';
 * const standard = normal({ mean: 0, standardDeviation: 1 });
 * const narrow = normal({ mean: 0, standardDeviation: 0.6 });
 * const { logWeights } = await kernelPairLogWeights(
 *   {
 *     numSteps: 1,
 *     start: standard,
 *     forward: { sample: (_x, _t, rng) => narrow.sample(rng), logDensity: (next) => narrow.logDensity(next) },
 *     backward: { logDensity: (x) => standard.logDensity(x) },
 *     end: { logDensity: (x) => -2 * x * x },
 *   },
 *   key('one step'),
 *   { numPaths: 2000 },
 * );
 * const { value, standardError } = logMeanExp(logWeights);
 * Math.abs(value - 0.5 * Math.log(Math.PI / 2)) < 4.89 * standardError; // => true
 * ```
 */
export async function kernelPairLogWeights<X>(
  laws: SampledPathLaws<X>,
  key: Key,
  options: KernelPairOptions & RunOptions,
): Promise<KernelPairLogWeights<X>> {
  const where = 'kernelPairLogWeights';
  const numSteps = requireCount(where, 'laws.numSteps', laws?.numSteps, 1);
  const n = requireCount(where, 'numPaths', options?.numPaths, 1);
  for (const name of ['start', 'forward', 'backward', 'end'] as const)
    if (typeof laws[name]?.logDensity !== 'function')
      throw new ArgumentError(where, `laws.${name}.logDensity`, 'a function', laws[name]?.logDensity);
  const logWeights = new Float64Array(n);
  const perStep = new Float64Array(n * numSteps);
  let positions: X[] = [];

  /** Of what was drawn: it has a density > 0. */
  const drawn = (argument: string, value: number): number => {
    if (!Number.isFinite(value)) throw new ArgumentError(where, `${argument} of a draw`, 'a finite number', value);
    return value;
  };
  const weighed = (argument: string, value: number): number => {
    if (!(value < Infinity)) throw new ArgumentError(where, argument, 'a number < Infinity', value);
    return value;
  };
  function* step(index: number): Pausable<boolean> {
    const rng = stream(foldIn(key, index));
    let x = laws.start.sample(rng);
    let logWeight = -drawn('laws.start.logDensity', laws.start.logDensity(x));
    for (let t = 1; t <= numSteps; t++) {
      if (t % STEPS_BETWEEN_PAUSES === 0) yield;
      const next = laws.forward.sample(x, t, rng);
      const there = drawn('laws.forward.logDensity', laws.forward.logDensity(next, x, t));
      const change = weighed('laws.backward.logDensity', laws.backward.logDensity(x, next, t)) - there;
      perStep[index * numSteps + t - 1] = change;
      logWeight += change;
      x = next;
    }
    logWeights[index] = logWeight + weighed('laws.end.logDensity', laws.end.logDensity(x));
    positions.push(x);
    return false;
  }
  const done = (): Saved<X> => ({
    logWeights: logWeights.slice(0, positions.length),
    perStep: perStep.slice(0, positions.length * numSteps),
    positions: positions.slice(),
  });

  const run = await drive(
    {
      task: 'weigh paths',
      producer: `@yuragi/thermo-jarzynski/${where}`,
      fingerprint: fingerprint({ key, n, numSteps }),
      total: n,
      step,
      metrics: () => ({}),
      save: () => ({ rng: [], data: done() }),
      restore(checkpoint: Checkpoint) {
        const saved = checkpoint.data as Saved<X>;
        logWeights.set(saved.logWeights);
        perStep.set(saved.perStep);
        positions = saved.positions.slice();
      },
    },
    options,
  );
  const saved = done();
  return { ...run, ...saved, perStep: toNdarray(saved.perStep, [positions.length, numSteps]) };
}
