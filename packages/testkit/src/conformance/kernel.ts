/** What every Markov kernel, solver step and sampler step must do. */
import { expect } from 'vitest';
import type { Rng } from '../shapes.ts';
import { type Checks, expectCloneable, type MakeRng, registerChecks } from './suite.ts';

/** `Kernel`, and beside it `DiffusionSampler`: its step is async, its init takes a number of samples. */
export interface KernelLike<Start, S extends { readonly position: unknown }, I, Level extends readonly number[]> {
  init(start: Start, rng: Rng): S;
  step(state: S, rng: Rng, ...level: Level): readonly [state: S, info: I] | Promise<readonly [state: S, info: I]>;
}

export interface KernelConformanceOptions<Start, Level extends readonly number[]> {
  /** First argument of init: a position, or a number of samples. */
  readonly start: () => Start;
  /** The schedule's current values that step takes; [] for a kernel without. */
  readonly level: Level;
  readonly makeRng: MakeRng;
}

const NUM_STEPS = 5;

/** The checks of `kernelConformance`, to be run one by one. */
export function kernelChecks<Start, S extends { readonly position: unknown }, I, Level extends readonly number[]>(
  make: () => KernelLike<Start, S, I, Level>,
  { start, level, makeRng }: KernelConformanceOptions<Start, Level>,
): Checks {
  /** States and infos of a short run; `pass` stands between one step and the next. */
  const run = async (pass: (state: S) => S = (state) => state) => {
    const kernel = make();
    const rng = makeRng('kernel');
    const states = [kernel.init(start(), rng)];
    const infos: I[] = [];
    for (let i = 0; i < NUM_STEPS; i++) {
      const [state, info] = await kernel.step(pass(states.at(-1)!), rng, ...level);
      states.push(state);
      infos.push(info);
    }
    return { states, infos, end: rng.state() };
  };
  return {
    'init(start, rng) leaves its argument as it was, and a position is where the state begins'() {
      const position = start();
      const state = make().init(position, makeRng('init'));
      expect(position).toStrictEqual(start());
      if (typeof position === 'object') expect(state.position).toEqual(position);
    },
    'step(state, rng, ...level) gives [state, info], and info has fields'() {
      const kernel = make();
      const rng = makeRng('kernel');
      return Promise.resolve(kernel.step(kernel.init(start(), rng), rng, ...level)).then((result) => {
        expect(result).toHaveLength(2);
        expect(result[0]).toHaveProperty('position');
        expect(result[1]).toBeTypeOf('object');
      });
    },
    async 'equal rng states give equal steps'() {
      expect(await run()).toStrictEqual(await run());
    },
    async 'step leaves its state as it was and keeps no part of it to write to later'() {
      const snapshots: S[] = [];
      const { states } = await run((state) => {
        snapshots.push(structuredClone(state));
        return state;
      });
      expect(states.slice(0, -1)).toStrictEqual(snapshots);
      for (let i = 1; i < states.length; i++) expect(states[i]).not.toBe(states[i - 1]);
    },
    async 'states and infos are plain data, and a cloned state steps like the original'() {
      const { states, infos, end } = await run();
      expectCloneable(states);
      expectCloneable(infos);
      expect(await run((state) => structuredClone(state))).toStrictEqual({ states, infos, end });
    },
  };
}

/**
 * Registers the tests every kernel must pass: argument order, determinism, `step` leaves its input untouched, plain state
 * and info, no Math.random.
 *
 * @param make a fresh kernel at every call
 */
export function kernelConformance<Start, S extends { readonly position: unknown }, I, Level extends readonly number[]>(
  name: string,
  make: () => KernelLike<Start, S, I, Level>,
  options: KernelConformanceOptions<Start, Level>,
): void {
  registerChecks(name, kernelChecks(make, options));
}
