// Models: spins, binary variables, lattices, graphs.

export { type DimodModel, fromDimod, toDimod } from './dimod.ts';
export {
  type DenseIsingModel,
  type DenseIsingOptions,
  denseIsing,
  type Named,
  type SpinModel,
  spinEnergy,
  toDenseIsing,
  toSparseIsing,
} from './ising.ts';
export {
  chainLattice,
  cubicLattice,
  type LatticeOptions,
  normalCouplings,
  randomSigns,
  sherringtonKirkpatrick,
  squareLattice,
} from './lattices.ts';
export { cutValue, maxCutIsing, readGset, type WeightedGraph, writeGset } from './max-cut.ts';
export {
  isingToQubo,
  type Qubo,
  type QuboOptions,
  type QuboTerm,
  qubo,
  quboEnergy,
  quboFromMatrix,
  quboToIsing,
} from './qubo.ts';

// Simulated annealing, of Ising models and of anything.

export { type AnnealOptions, anneal } from './anneal.ts';
export { type IsingSweepInfo, type IsingSweepOptions, type IsingSweepState, isingSweep } from './ising-sweep.ts';
export { bestSample, type SampleSet, toBinary } from './sample-set.ts';
export { betaRange, geometricSchedule, linearSchedule, type Schedule } from './schedule.ts';
export type { UpdateRule } from './sweep-plan.ts';
export { type AnnealedSystem, type AnnealSystemOptions, annealSystem, type System } from './system.ts';

// Free energies: population annealing and simulated tempering.

export type { AdaptiveLadder, PopulationRun } from './population.ts';
export {
  type PopulationAnnealingOptions,
  type PopulationAnnealingResult,
  populationAnnealing,
} from './population-annealing.ts';
export {
  type SimulatedTemperingOptions,
  type SimulatedTemperingResult,
  simulatedTempering,
} from './simulated-tempering.ts';
export { type TemperingChain, trapezoidWeights } from './tempering-chain.ts';

// Exact answers by enumeration.

export {
  type EnergySpectrum,
  type ExactMoments,
  energySpectrum,
  exactMoments,
  type GroundStates,
  groundStates,
} from './enumeration.ts';

// Quantum annealing by state vectors, and the map from Markov processes to Hamiltonians.

export {
  boltzmannLaw,
  type ChainHamiltonian,
  type ClassicalHamiltonian,
  hamiltonianOfChain,
  hamiltonianOfGenerator,
  singleFlipGenerator,
} from './bridge.ts';
export { type ImaginaryTimeOptions, type ImaginaryTimeResult, imaginaryTimeGroundState } from './imaginary-time.ts';
export {
  type Evolution,
  type EvolutionOptions,
  type EvolutionState,
  type QuantumAnnealOptions,
  type QuantumAnnealResult,
  quantumAnneal,
  transverseFieldEvolution,
} from './quantum-anneal.ts';
export type { Amplitudes } from './split-step.ts';
export {
  type MinimalGap,
  type MinimalGapOptions,
  minimalGap,
  type QuantumSchedule,
  spinsOfIndex,
  type TransverseFieldOptions,
  transverseFieldHamiltonian,
  transverseFieldSpectrum,
} from './transverse-field.ts';
