/** A bridge between a law that can be sampled and one whose normalisation is wanted. */
import type { Rng } from '@yuragi/prob-core';

/** A path of unnormalised laws: s = 0 is a reference that can be sampled exactly, s = 1 the target. */
export interface PathOfDistributions<X> {
  /** Nats, unnormalised at each s in [0, 1]; -Infinity off the support. NaN counts as -Infinity. */
  logDensity(x: X, s: number): number;
  /** `logPartition`: log of the integral of exp logDensity(., 0); nats. */
  readonly reference: { sample(rng: Rng): X; readonly logPartition: number };
}
