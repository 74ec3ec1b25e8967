/** Simulated tempering in the transverse field: log Z_P(Gamma), energies and <X> of path integrals, with error bars. */
import type { Estimate, Key, RunOptions, Warning } from '@yuragi/prob-core';
import { requireCount } from '@yuragi/prob-core/errors';
import { requireModel, type SpinModel } from './ising.ts';
import { type FieldLadderOptions, pathFamily, requireFields } from './path-family.ts';
import { type SampleSet, sampleSet } from './sample-set.ts';
import type { TemperingWalk } from './tempering-chain.ts';
import { driveChains, meanOver, tripWarnings } from './tempering-runs.ts';
import { requireSlices } from './trotter.ts';

export interface PathTemperingOptions extends FieldLadderOptions {
  /** Independent chains, which the error bars come from; chain i depends on `foldIn(key, i)` alone. Default 8. */
  readonly numChains?: number | undefined;
  /** Sweeps of each chain that are measured. Default 10 000. */
  readonly numSweeps?: number | undefined;
  // Advanced
  /** Sweeps that refine the weights, not measured. Default `numSweeps`. */
  readonly numAdaptationSweeps?: number | undefined;
  /** Sweeps at each level of the first walk down the ladder, not measured. Default 100. */
  readonly sweepsPerLevel?: number | undefined;
}

/** What one chain of paths measured; arrays (K), and of the walk (numSwitchLevels + K). */
export interface PathTemperingChain extends TemperingWalk {
  /** log Z_P, nats. */
  readonly logPartition: Float64Array;
  readonly energy: Float64Array;
  readonly transverseMagnetization: Float64Array;
}

/** The sample set holds the lowest slice of each chain. Arrays (K), of the K fields. */
export interface PathTemperingResult extends SampleSet {
  readonly transverseFields: Float64Array;
  /** log Z_P over the chains, nats. None before the first chain is complete. */
  readonly logPartition: readonly Estimate[];
  /** <E> of the problem alone, over the chains. */
  readonly energy: readonly Estimate[];
  /** <X>, likewise. */
  readonly transverseMagnetization: readonly Estimate[];
  readonly chains: readonly PathTemperingChain[];
  readonly warnings: readonly Warning[];
}

/**
 * Partition function and averages of an Ising model in a transverse field, by chains of paths that draw their own field.
 *
 *   p(path, k) ~ exp(-theta_k kinks - (beta/P) sum E + g_k),  theta_k = -log tanh(beta Gamma_k/P)
 *
 * `simulatedTempering` with the number of kinks for E and theta for beta, and its three phases; the first levels are free
 * spins in the first field, log Z = n log(2 cosh beta Gamma), whose energy is turned on over `numSwitchLevels` levels.
 * Asymptotic in sweeps; and Z_P differs from Z by O(1/P^2) (`trotterMoments`): both errors count.
 *
 * *Gotchas*: neighbouring fields must overlap in their numbers of kinks, or the chain does not move along the ladder: levels
 * closer together for more spins and larger beta. `roundTrips` says how often a chain went through.
 *
 * @throws {ShapeError}, {ArgumentError} for a bad model or options; {CheckpointError} if `resume` is of another run
 * @see Marinari and Parisi, Europhys. Lett. 19 (1992), 451; Suzuki, Prog. Theor. Phys. 56 (1976), 1454
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { chainLattice, pathIntegralTempering, trotterMoments } from '@yuragi/annealing';
 * const model = chainLattice(3);
 * const slices = { beta: 1, numSlices: 4 };
 * const { transverseMagnetization } = await pathIntegralTempering(model, key('fields'), {
 *   ...slices,
 *   transverseFields: Float64Array.of(2, 1.4, 1),
 *   numSweeps: 500,
 * });
 * const { value, standardError } = transverseMagnetization[2]!;
 * const exact = trotterMoments(model, { ...slices, transverseField: 1 }).transverseMagnetization;
 * Math.abs(value - exact) < 6 * standardError; // => true
 * ```
 */
export async function pathIntegralTempering(
  model: SpinModel,
  key: Key,
  options: PathTemperingOptions & RunOptions,
): Promise<PathTemperingResult> {
  const where = 'pathIntegralTempering';
  requireModel(where, model);
  const slices = requireSlices(where, options);
  const transverseFields = requireFields(where, options.transverseFields);
  const numChains = requireCount(where, 'numChains', options.numChains ?? 8, 1);
  const numSweeps = requireCount(where, 'numSweeps', options.numSweeps ?? 10_000, 1);
  const numAdaptationSweeps = requireCount(where, 'numAdaptationSweeps', options.numAdaptationSweeps ?? numSweeps);
  const sweepsPerLevel = requireCount(where, 'sweepsPerLevel', options.sweepsPerLevel ?? 100, 1);
  const { numSwitchLevels } = options;
  const paths = pathFamily(where, model, { ...slices, transverseFields, numSwitchLevels });
  const { run, records, best } = await driveChains(
    {
      task: 'simulated tempering of paths',
      producer: `@yuragi/annealing/${where}`,
      problem: { model, slices },
      key,
      family: paths.family,
      numSpins: model.numSpins,
      parameters: paths.parameters,
      numChains,
      phases: { sweepsPerLevel, numAdaptationSweeps, numSweeps },
    },
    options,
  );
  const chains = records.map(({ statistics, logPartition, ...walk }) => ({
    ...walk,
    ...paths.measure(logPartition, statistics),
  }));
  return {
    ...sampleSet(model, best, run, true),
    transverseFields: transverseFields.slice(),
    logPartition: meanOver(chains, ({ logPartition }) => logPartition),
    energy: meanOver(chains, ({ energy }) => energy),
    transverseMagnetization: meanOver(chains, (each) => each.transverseMagnetization),
    chains,
    warnings: tripWarnings(chains),
  };
}
