/** Population annealing in the transverse field: log Z_P(Gamma), energies and <X> of path integrals, with error bars. */
import type { Estimate, Key, RunOptions, Warning, WeightDiagnostics } from '@yuragi/prob-core';
import { requireCount } from '@yuragi/prob-core/errors';
import { requireModel, type SpinModel } from './ising.ts';
import { type FieldLadderOptions, pathFamily, requireFields } from './path-family.ts';
import type { PopulationFamilies } from './population.ts';
import { drivePopulations, familyWarnings, logPartitionOver, weightedMean } from './population-runs.ts';
import { type SampleSet, sampleSet } from './sample-set.ts';
import { requireSlices } from './trotter.ts';

export interface PathPopulationOptions extends FieldLadderOptions {
  /** Replicas of a run, >= 2. Default 1000. */
  readonly populationSize?: number | undefined;
  /** Sweeps of each replica at each level. Default 10. */
  readonly sweepsPerStep?: number | undefined;
  /** Independent runs, which the error bars come from; run i depends on `foldIn(key, i)` alone. Default 16. */
  readonly numRuns?: number | undefined;
}

/** What one population of paths measured; arrays (K), and of families (numSwitchLevels + K). */
export interface PathPopulationRun extends PopulationFamilies {
  /** log of this run's estimate of Z_P, nats. Its exponential is unbiased. */
  readonly logPartition: Float64Array;
  /** Mean over replicas and slices of E. */
  readonly energy: Float64Array;
  readonly transverseMagnetization: Float64Array;
}

/** The sample set holds the lowest slice of each run. Arrays (K), of the K fields. */
export interface PathPopulationResult extends SampleSet {
  readonly transverseFields: Float64Array;
  /** log Z_P, nats, over the runs; none if the run was stopped before its first. */
  readonly logPartition: readonly Estimate<WeightDiagnostics>[];
  /** <E> of the problem alone, over the runs, weighted by their estimates of Z. */
  readonly energy: readonly Estimate[];
  /** <X>, likewise. */
  readonly transverseMagnetization: readonly Estimate[];
  readonly runs: readonly PathPopulationRun[];
  readonly warnings: readonly Warning[];
}

/**
 * Partition function and averages of an Ising model in a transverse field, by population annealing of its paths.
 *
 *   from Gamma to Gamma': resample path i with weight exp((theta - theta') kinks_i), theta = -log tanh(beta Gamma/P), then
 *   sweep all at Gamma';  Z_P(Gamma')/Z_P(Gamma) = (cosh a'/cosh a)^{nP} times the mean weight
 *
 * The quantity conjugate to -log tanh a is the number of kinks: with that for beta and E this is `populationAnnealing`. The
 * ladder begins with free spins, Z = (2 cosh beta Gamma)^n, and turns the problem's energy on at the first field, over
 * `numSwitchLevels` levels. The estimate of Z_P is unbiased for any number of replicas and sweeps; Z_P itself differs from Z
 * by O(1/P^2) (`trotterMoments`): both errors count.
 *
 * Costs numRuns * populationSize * sweepsPerStep sweeps of n P decisions a level. Progress counts runs; one that is stopped
 * in the middle of a run resolves with the runs before it.
 *
 * @throws {ShapeError}, {ArgumentError} for a bad model or options; {CheckpointError} if `resume` is of another run
 * @see Machta, Phys. Rev. E 82 (2010), 026704; Suzuki, Prog. Theor. Phys. 56 (1976), 1454
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { chainLattice, pathIntegralPopulationAnnealing, trotterMoments } from '@yuragi/annealing';
 * const model = chainLattice(4);
 * const slices = { beta: 1, numSlices: 8 };
 * const { logPartition } = await pathIntegralPopulationAnnealing(model, key('fields'), {
 *   ...slices,
 *   transverseFields: Float64Array.of(2, 1.4, 1),
 *   populationSize: 50,
 *   numRuns: 8,
 * });
 * const { value, standardError } = logPartition[2]!;
 * Math.abs(value - trotterMoments(model, { ...slices, transverseField: 1 }).logPartition) < 6 * standardError; // => true
 * ```
 */
export async function pathIntegralPopulationAnnealing(
  model: SpinModel,
  key: Key,
  options: PathPopulationOptions & RunOptions,
): Promise<PathPopulationResult> {
  const where = 'pathIntegralPopulationAnnealing';
  requireModel(where, model);
  const slices = requireSlices(where, options);
  const transverseFields = requireFields(where, options.transverseFields);
  const populationSize = requireCount(where, 'populationSize', options.populationSize ?? 1000, 2);
  const sweepsPerStep = requireCount(where, 'sweepsPerStep', options.sweepsPerStep ?? 10, 1);
  const numRuns = requireCount(where, 'numRuns', options.numRuns ?? 16, 1);
  const { numSwitchLevels } = options;
  const paths = pathFamily(where, model, { ...slices, transverseFields, numSwitchLevels });
  const { run, records } = await drivePopulations(
    {
      task: 'population annealing of paths',
      producer: `@yuragi/annealing/${where}`,
      problem: { model, slices },
      key,
      family: paths.family,
      numSpins: model.numSpins,
      ladder: paths.parameters,
      populationSize,
      sweepsPerStep,
      numRuns,
    },
    options,
  );
  const runs = records.map(({ statistics, logPartition, ...families }) => ({
    ...families,
    ...paths.measure(logPartition, statistics),
  }));
  return {
    ...sampleSet(
      model,
      runs.map(({ best }) => best),
      run,
      true,
    ),
    transverseFields: transverseFields.slice(),
    logPartition: logPartitionOver(runs),
    energy: weightedMean(runs, ({ energy }) => energy),
    transverseMagnetization: weightedMean(runs, (each) => each.transverseMagnetization),
    runs,
    warnings: familyWarnings(runs, populationSize),
  };
}
