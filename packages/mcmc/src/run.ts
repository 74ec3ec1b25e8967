/** Kernels in a loop, at once: a function for tests and workers, a generator for figures and `for..of`. */
import type { Rng } from '@yuragi/prob-core';
import { requireCount } from '@yuragi/prob-core/errors';
import type { Kernel } from './kernel.ts';

export interface RunKernelOptions<S, I> {
  /** Called after every `thin`-th step. Default 1. */
  readonly thin?: number | undefined;
  /** The state and info of step `index` (0-based), which it may keep. */
  readonly onStep?: ((state: S, info: I, index: number) => void) | undefined;
}

/**
 * Takes `numSteps` steps and returns the last state.
 *
 * @throws {ArgumentError} for a negative number of steps or thin < 1
 * @example ```ts doctest
 * import { key, stream } from '@yuragi/prob-core';
 * import { randomWalkMetropolis, run } from '@yuragi/mcmc';
 * const normal = { dimension: 1, logDensity: (x: Float64Array) => -0.5 * x[0]! ** 2 };
 * const kernel = randomWalkMetropolis(normal, { stepSize: 2.4 });
 * const rng = stream(key('run'));
 * let kept = 0;
 * run(kernel, kernel.init(Float64Array.of(0), rng), rng, 100, { thin: 10, onStep: () => kept++ });
 * kept; // => 10
 * ```
 */
export function run<P, S extends { readonly position: P }, I>(
  kernel: Kernel<P, S, I>,
  state: S,
  rng: Rng,
  numSteps: number,
  { thin = 1, onStep }: RunKernelOptions<S, I> = {},
): S {
  requireCount('run', 'numSteps', numSteps);
  requireCount('run', 'thin', thin, 1);
  let current = state;
  for (let index = 0; index < numSteps; index++) {
    const [next, info] = kernel.step(current, rng);
    current = next;
    if ((index + 1) % thin === 0) onStep?.(current, info, index);
  }
  return current;
}

/** The steps of a kernel, one by one and without end: `for (const [state, info] of iterate(kernel, state, rng)) ...`. */
export function* iterate<P, S extends { readonly position: P }, I>(
  kernel: Kernel<P, S, I>,
  state: S,
  rng: Rng,
): Generator<readonly [state: S, info: I], never, void> {
  let current = state;
  for (;;) {
    const step = kernel.step(current, rng);
    current = step[0];
    yield step;
  }
}

/** A kernel of a family held at one level, such as a beta, for drivers that take a fixed law. */
export function atLevel<P, S extends { readonly position: P }, I, Level extends readonly number[]>(
  kernel: Kernel<P, S, I, Level>,
  ...level: Level
): Kernel<P, S, I> {
  return {
    init: (position, rng) => kernel.init(position, rng),
    step: (state, rng) => kernel.step(state, rng, ...level),
  };
}
