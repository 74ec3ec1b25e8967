// Trajectories: work and heat along a protocol.

export {
  type DrivenTrajectories,
  type DrivenTrajectoriesOptions,
  drivenTrajectories,
} from './driven-trajectories.ts';
export { type DrivenSystem, type DrivenTrajectory, drivenTrajectory } from './driven-trajectory.ts';
export { type EscortedSystem, type EscortedTrajectories, escortedTrajectories } from './escorted-trajectories.ts';
export {
  type OverdampedOptions,
  type OverdampedSystem,
  type OverdampedTrajectories,
  overdampedTrajectories,
} from './overdamped-trajectories.ts';
export type { WorkSamples } from './work-samples.ts';

// Free energies from work.

export { type BarDiagnostics, bar } from './bar.ts';
export { type CumulantDiagnostics, type CumulantOptions, cumulantExpansion } from './cumulant-expansion.ts';
export { type DissipationDiagnostics, dissipatedWork, jarzynski } from './jarzynski.ts';
export { logPartitionPath } from './log-partition-path.ts';

// Two laws of paths, forward and backward: the ledger of work, importance weights and evidence bounds.

export {
  type KernelPairLogWeights,
  type KernelPairOptions,
  kernelPairLogWeights,
  type SampledPathLaws,
} from './kernel-pair-log-weights.ts';
export {
  type KernelPair,
  type PathLaws,
  type PathRelativeEntropy,
  pathRelativeEntropy,
} from './path-relative-entropy.ts';

// Partition functions.

export {
  type AnnealedImportanceSamplingOptions,
  type AnnealedSamples,
  annealedImportanceSampling,
} from './annealed-importance-sampling.ts';
export type { PathOfDistributions } from './path-of-distributions.ts';
