/** Simulated tempering over independent chains: free energies and energies at every level, with error bars. */
import type { Estimate, Key, RunOptions, Warning } from '@yuragi/prob-core';
import { requireCount, requireOneOf } from '@yuragi/prob-core/errors';
import { requireModel, type SpinModel } from './ising.ts';
import { requireLadder } from './ladder.ts';
import { type SampleSet, sampleSet } from './sample-set.ts';
import { isingFamily } from './spin-family.ts';
import { sweepEngine } from './sweep-engine.ts';
import { sweepPlan } from './sweep-plan.ts';
import type { TemperingChain } from './tempering-chain.ts';
import { driveChains, meanOver, tripWarnings } from './tempering-runs.ts';

export interface SimulatedTemperingOptions {
  /** beta_k, ascending from 0, (K). Neighbours must overlap in energy, or the chain does not move along the ladder. */
  readonly betas: Float64Array;
  /** Independent chains, which the error bars come from; chain i depends on `foldIn(key, i)` alone. Default 8. */
  readonly numChains?: number | undefined;
  /** Sweeps of each chain that are measured. Default 10 000. */
  readonly numSweeps?: number | undefined;
  // Advanced
  /** Sweeps that refine the weights, not measured. Default `numSweeps`. */
  readonly numAdaptationSweeps?: number | undefined;
  /** Sweeps at each level of the first walk down the ladder, not measured. Default 100. */
  readonly sweepsPerLevel?: number | undefined;
  /** 'scalar' takes plain TypeScript where WebAssembly would do; the bits are the same. Default 'auto'. */
  readonly kernels?: 'auto' | 'scalar' | undefined;
}

/** The sample set holds the lowest state of each chain. */
export interface SimulatedTemperingResult extends SampleSet {
  readonly betas: Float64Array;
  /** log Z(beta_k) over the chains, nats; the free energy is -log Z/beta. None before the first chain is complete. */
  readonly logPartition: readonly Estimate[];
  /** <E> at beta_k over the chains. */
  readonly energy: readonly Estimate[];
  readonly chains: readonly TemperingChain[];
  readonly warnings: readonly Warning[];
}

/**
 * Partition function and energies of an Ising model over a ladder of temperatures, by chains that draw their own.
 *
 *   p(s, k) ~ exp(-beta_k E(s) + g_k):  a heat-bath sweep at beta_k, then a draw of k from p(k|s)
 *   log Z(beta_k) - log Z(0) = -g_k + log(mean p(k|s)/mean p(0|s)),   log Z(0) = n log 2
 *
 * g starts from mean energies by the trapezoid rule (`trapezoidWeights`), is refined by stochastic approximation with gain
 * min(1, K/t), and stays fixed while the chain is measured, so that the measured chain is a Markov chain with a known law.
 * All levels are drawn at once, where Marinari and Parisi propose neighbours. Error bars are over chains: mean and its
 * standard error.
 *
 * *Gotchas*: a chain that never comes back from the cold end has measured one valley. `roundTrips` says how often it did.
 *
 * Progress counts blocks of sweeps of all chains.
 *
 * @throws {ShapeError}, {ArgumentError} for a bad model or options; {CheckpointError} if `resume` is of another run
 * @see Marinari and Parisi, Europhys. Lett. 19 (1992), 451; Park and Pande, Phys. Rev. E 76 (2007), 016703 (first
 *   weights); Tan, J. Comput. Graph. Stat. 26 (2017), 54 (stochastic approximation); Chodera and Shirts, J. Chem. Phys.
 *   135 (2011), 194110 (drawing the level)
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { exactMoments, simulatedTempering, squareLattice } from '@yuragi/annealing';
 * const model = squareLattice([3, 3]);
 * const betas = Float64Array.of(0, 0.1, 0.2, 0.3, 0.4);
 * const { logPartition } = await simulatedTempering(model, key('tempering'), { betas, numSweeps: 1000 });
 * const { value, standardError } = logPartition[4]!;
 * Math.abs(value - exactMoments(model, 0.4).logPartition) < 6 * standardError; // => true
 * ```
 */
export async function simulatedTempering(
  model: SpinModel,
  key: Key,
  options: SimulatedTemperingOptions & RunOptions,
): Promise<SimulatedTemperingResult> {
  const where = 'simulatedTempering';
  requireModel(where, model);
  const betas = requireLadder(where, 'betas', options.betas);
  const { kernels = 'auto' } = options;
  const numChains = requireCount(where, 'numChains', options.numChains ?? 8, 1);
  const numSweeps = requireCount(where, 'numSweeps', options.numSweeps ?? 10_000, 1);
  const numAdaptationSweeps = requireCount(where, 'numAdaptationSweeps', options.numAdaptationSweeps ?? numSweeps);
  const sweepsPerLevel = requireCount(where, 'sweepsPerLevel', options.sweepsPerLevel ?? 100, 1);
  requireOneOf(where, 'kernels', kernels, ['auto', 'scalar']);

  const { run, records, best } = await driveChains(
    {
      task: 'simulated tempering',
      producer: `@yuragi/annealing/${where}`,
      problem: { model },
      key,
      family: isingFamily(model, sweepEngine(sweepPlan(model, 'heat-bath'), kernels)),
      numSpins: model.numSpins,
      parameters: betas,
      numChains,
      phases: { sweepsPerLevel, numAdaptationSweeps, numSweeps },
    },
    options,
  );
  const chains = records.map(({ statistics, ...record }) => ({ ...record, energy: statistics[0]! }));
  return {
    ...sampleSet(model, best, run, true),
    betas: betas.slice(),
    logPartition: meanOver(chains, ({ logPartition }) => logPartition),
    energy: meanOver(chains, ({ energy }) => energy),
    chains,
    warnings: tripWarnings(chains),
  };
}
