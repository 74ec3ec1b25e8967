// Shapes: a kernel, and what it draws from.

export type { Kernel } from './kernel.ts';
export type { GradientTarget, Target } from './target.ts';

// Finite chains: matrices, their structure, speed and worth.

export { mixingTime, type SpectralGap, spectralGap } from './chain-mixing.ts';
export {
  type CommunicatingClass,
  communicatingClasses,
  isIrreducible,
  period,
  stationaryLaw,
} from './chain-structure.ts';
export { type AsymptoticVariance, asymptoticVariance, commuteTime, hittingTimes } from './chain-variance.ts';
export {
  additiveReversibilisation,
  type BalanceCheck,
  type ConservationCheck,
  checkBalance,
  checkConservation,
  checkDetailedBalance,
  type DetailedBalanceCheck,
  evolve,
  type FiniteChain,
  finiteChain,
  metropolisHastingsChain,
  probabilityCurrents,
  timeReversal,
} from './finite-chain.ts';
export { type FiniteGenerator, finiteGenerator, uniformisedChain } from './finite-generator.ts';
export { addSkewFlow, cycleFlow } from './skew-flow.ts';
export { type StationaryDensity, type StationaryDensityOptions, stationaryDensity } from './stationary-density.ts';

// Kernels on R^d, and for any proposal.

export { type HamiltonianInfo, type HamiltonianOptions, hamiltonianMonteCarlo } from './hmc.ts';
export { metropolisAdjustedLangevin } from './mala.ts';
export {
  independenceProposal,
  type MetropolisInfo,
  type MetropolisState,
  metropolisHastings,
  type Proposal,
} from './metropolis-hastings.ts';
export {
  type RandomWalkInfo,
  type RandomWalkOptions,
  type RandomWalkState,
  randomWalkMetropolis,
} from './random-walk.ts';
export {
  type GradientState,
  type LangevinOptions,
  type UnadjustedLangevinInfo,
  unadjustedLangevin,
} from './unadjusted-langevin.ts';

// The Ising model and its kernels.

export { type IsingInfo, type IsingScan, type IsingState, isingHeatBath } from './ising-heat-bath.ts';
export {
  isingLiftedMetropolis,
  type LiftedIsingInfo,
  type LiftedIsingOptions,
  type LiftedIsingState,
} from './ising-lifted.ts';
export { isingMetropolis } from './ising-metropolis.ts';
export { type IsingModel, type IsingModelOptions, isingEnergy, isingModel, localField } from './ising-model.ts';

// Loops.

export { atLevel, iterate, type RunKernelOptions, run } from './run.ts';

// Adaptation, and the driver.

export { type DualAveraging, type DualAveragingState, dualAveraging } from './dual-averaging.ts';
export {
  type AdaptationOptions,
  type Draws,
  type Quantities,
  type Sample,
  type SampleOptions,
  sample,
} from './sample.ts';
export type { Tuning } from './warm-up.ts';

// Diagnostics of draws.

export {
  autocorrelation,
  bulkEffectiveSampleSize,
  meanStandardError,
  quantileStandardError,
  rHat,
  standardDeviationStandardError,
  tailEffectiveSampleSize,
} from './diagnostics.ts';
export { drawsOf, type SummaryRow, summary } from './summary.ts';
