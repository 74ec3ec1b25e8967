/** Population annealing over independent runs: log Z(beta) and energies at every temperature, with error bars. */
import type { Estimate, Key, RunOptions, Warning, WeightDiagnostics } from '@yuragi/prob-core';
import { ArgumentError, requireCount, requireOneOf, requirePositive } from '@yuragi/prob-core/errors';
import { requireModel, type SpinModel } from './ising.ts';
import { requireLadder } from './ladder.ts';
import type { AdaptiveLadder, CullingLadder, PopulationRun } from './population.ts';
import { drivePopulations, familyWarnings, logPartitionOver, weightedMean } from './population-runs.ts';
import { type SampleSet, sampleSet } from './sample-set.ts';
import { isingFamily } from './spin-family.ts';
import { sweepEngine } from './sweep-engine.ts';
import { sweepPlan } from './sweep-plan.ts';

export interface PopulationAnnealingOptions {
  /** Temperatures: betas ascending from 0, or how to choose them from the energies of a pilot population. */
  readonly ladder: Float64Array | AdaptiveLadder;
  /** Replicas of a run, >= 2. Default 1000. */
  readonly populationSize?: number | undefined;
  /** Heat-bath sweeps of each replica at each temperature. Default 10. */
  readonly sweepsPerStep?: number | undefined;
  /** Independent runs, which the error bars come from; run i depends on `foldIn(key, i)` alone. Default 16. */
  readonly numRuns?: number | undefined;
  // Advanced
  /** 'scalar' takes plain TypeScript where WebAssembly would do; the bits are the same. Default 'auto'. */
  readonly kernels?: 'auto' | 'scalar' | undefined;
}

/** The sample set holds the lowest state of each run. */
export interface PopulationAnnealingResult extends SampleSet {
  /** (K), ascending from 0; empty if the run was stopped before they were known. */
  readonly betas: Float64Array;
  /** log Z(beta) at each beta, nats, over the runs; none if the run was stopped before its first. */
  readonly logPartition: readonly Estimate<WeightDiagnostics>[];
  /** <E> at each beta, over the runs, weighted by their estimates of Z. */
  readonly energy: readonly Estimate[];
  readonly runs: readonly PopulationRun[];
  readonly warnings: readonly Warning[];
}

/**
 * Partition function, energies and low states of an Ising model by population annealing.
 *
 *   from beta to beta': resample replica i with weight exp(-(beta' - beta) E_i), then sweep all at beta';
 *   Z(beta')/Z(beta) is estimated by the mean weight, and Z(0) = 2^n
 *
 * At fixed betas the estimate of Z is unbiased for any number of replicas and sweeps; log Z is biased low by about half
 * its squared error. Resampling is systematic. Betas chosen by `cullingFraction` come from a pilot run that the estimates do
 * not use. Runs are averaged with their own Z as weights, which undoes the bias of a single population.
 *
 * Costs numRuns * populationSize * sweepsPerStep sweeps per temperature; each replica and temperature O(bonds) more.
 * Progress counts runs; one that is stopped in the middle of a run resolves with the runs before it.
 *
 * *Gotchas*: the error bar is honest only where the populations see all that matters. Look at `meanSquareFamilySize` and
 * the warnings.
 *
 * @throws {ShapeError}, {ArgumentError} for a bad model or options; {CheckpointError} if `resume` is of another run
 * @see Hukushima and Iba, AIP Conf. Proc. 690 (2003), 200; Machta, Phys. Rev. E 82 (2010), 026704; Wang, Machta and
 *   Katzgraber, Phys. Rev. E 92 (2015), 063307 (families); Amey and Machta, Phys. Rev. E 97 (2018), 033301 (culling)
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { exactMoments, populationAnnealing, squareLattice } from '@yuragi/annealing';
 * const model = squareLattice([4, 4]);
 * const { betas, logPartition } = await populationAnnealing(model, key('population'), {
 *   ladder: { betaEnd: 0.5 },
 *   populationSize: 100,
 * });
 * const { value, standardError } = logPartition.at(-1)!;
 * Math.abs(value - exactMoments(model, betas.at(-1)!).logPartition) < 5 * standardError; // => true
 * ```
 */
export async function populationAnnealing(
  model: SpinModel,
  key: Key,
  options: PopulationAnnealingOptions & RunOptions,
): Promise<PopulationAnnealingResult> {
  const where = 'populationAnnealing';
  requireModel(where, model);
  const { ladder, kernels = 'auto' } = options;
  const populationSize = requireCount(where, 'populationSize', options.populationSize ?? 1000, 2);
  const sweepsPerStep = requireCount(where, 'sweepsPerStep', options.sweepsPerStep ?? 10, 1);
  const numRuns = requireCount(where, 'numRuns', options.numRuns ?? 16, 1);
  requireOneOf(where, 'kernels', kernels, ['auto', 'scalar']);
  const fixed = ladder instanceof Float64Array ? requireLadder(where, 'ladder', ladder) : null;
  const adaptive = ladder instanceof Float64Array ? null : requireAdaptive(where, ladder);

  const family = isingFamily(model, sweepEngine(sweepPlan(model, 'heat-bath'), kernels));
  const { run, parameters, records } = await drivePopulations(
    {
      task: 'population annealing',
      producer: `@yuragi/annealing/${where}`,
      problem: { model },
      key,
      family,
      numSpins: model.numSpins,
      ladder: fixed ?? adaptive!,
      populationSize,
      sweepsPerStep,
      numRuns,
    },
    options,
  );
  const runs = records.map(({ statistics, ...record }) => ({ ...record, energy: statistics[0]! }));
  return {
    ...sampleSet(
      model,
      runs.map(({ best }) => best),
      run,
      true,
    ),
    betas: parameters,
    logPartition: logPartitionOver(runs),
    energy: weightedMean(runs, ({ energy }) => energy),
    runs,
    warnings: familyWarnings(runs, populationSize),
  };
}

function requireAdaptive(where: string, ladder: AdaptiveLadder): CullingLadder {
  const betaEnd = requirePositive(where, 'ladder.betaEnd', ladder?.betaEnd);
  const cullingFraction = ladder.cullingFraction ?? 0.1;
  if (!(cullingFraction > 0 && cullingFraction < 1))
    throw new ArgumentError(where, 'ladder.cullingFraction', 'a number in (0, 1)', cullingFraction);
  return { betaEnd, cullingFraction };
}
