/** One transition as a value: what every sampler of this package is, and what every driver takes. */
import type { Rng } from '@yuragi/prob-core';

/**
 * A Markov kernel. `Level` holds the schedule's current values, never an index: [] for a fixed law, [beta] for a kernel
 * that leaves p_beta invariant.
 *
 * `step` leaves `state` as it was, returns new objects, and advances nothing but `rng`: its result is a function of the
 * state and the state of the rng. It throws nothing; what went wrong in a step stands in its info.
 */
export interface Kernel<P, S extends { readonly position: P }, I, Level extends readonly number[] = []> {
  /** The state at a position. @throws {ArgumentError} for a position of the wrong length or of density NaN or zero */
  init(position: P, rng: Rng): S;
  step(state: S, rng: Rng, ...level: Level): readonly [state: S, info: I];
}
