/**
 * What population annealing and simulated tempering move along a ladder of laws: an exponential family over arrays of spins,
 *
 *   p_theta(x) ~ exp(-sum_j theta_j T_j(x)),
 *
 * with sweeps that leave each of its laws as it is. For an Ising model theta = beta and T = E; for the paths of one in a
 * transverse field see `path-family.ts`.
 */
import type { Rng } from '@yuragi/prob-core';
import { type SpinModel, spinEnergy } from './ising.ts';
import { fillRandomSpins } from './random-spins.ts';
import type { SweepEngine } from './sweep-engine.ts';

export interface SpinFamily {
  /** Spins of one configuration. */
  readonly numEntries: number;
  /** T_0 .. T_{m-1}. Where a theta_j is 0 throughout, T_j is only measured. */
  readonly numStatistics: number;
  /** Which of them is the energy of the state that `stateInto` takes from a configuration. */
  readonly stateEnergy: number;
  /** Attempted flips of a sweep. */
  readonly sweepCost: number;
  /** log of the sum over all configurations at the first theta of a ladder, nats. */
  readonly firstLogPartition: number;
  /** Independent configurations of the first theta, as many as fit. */
  fillFirst(rng: Rng, out: Int8Array): void;
  /** Writes the statistics of a configuration to out[at] .. out[at + m - 1]. */
  statisticsInto(configuration: Int8Array, out: Float64Array, at: number): void;
  /** The state of a configuration that counts as its result. */
  stateInto(configuration: Int8Array, out: Int8Array): void;
  /** Takes a configuration to sweep over, and its `cache` if that is known. */
  load(configuration: Int8Array, cache?: Float64Array): void;
  /** Sweeps at theta, (m), and brings the statistics of what is loaded up to date in statistics[at] .. */
  sweep(parameters: Float64Array, rng: Rng, statistics: Float64Array, at: number): void;
  configurationInto(out: Int8Array): void;
  /** With the configuration, all that a sweep goes on from. */
  cache(): Float64Array;
}

/** theta = beta, from 0 on. */
export function isingFamily(model: SpinModel, engine: SweepEngine): SpinFamily {
  return {
    numEntries: model.numSpins,
    numStatistics: 1,
    stateEnergy: 0,
    sweepCost: model.numSpins,
    firstLogPartition: model.numSpins * Math.LN2,
    fillFirst: fillRandomSpins,
    statisticsInto(configuration, out, at) {
      out[at] = spinEnergy(model, configuration);
    },
    stateInto: (configuration, out) => out.set(configuration),
    load: (configuration, cache) => engine.load(configuration, cache),
    sweep(parameters, rng, statistics, at) {
      statistics[at]! += engine.sweep(parameters[0]!, rng);
    },
    configurationInto: (out) => engine.spinsInto(out),
    cache: () => engine.fields(),
  };
}
