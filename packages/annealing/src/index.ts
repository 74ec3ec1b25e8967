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

export type { AdaptiveLadder, PopulationFamilies, PopulationRun } from './population.ts';
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
export { type TemperingChain, type TemperingWalk, trapezoidWeights } from './tempering-chain.ts';

// Path integrals of a transverse field: simulated quantum annealing, and the same free energies in Gamma.

export type { FieldLadderOptions } from './path-family.ts';
export { type PathIntegralInfo, type PathIntegralState, pathIntegralKernel } from './path-integral.ts';
export {
  type PathPopulationOptions,
  type PathPopulationResult,
  type PathPopulationRun,
  pathIntegralPopulationAnnealing,
} from './path-integral-population.ts';
export {
  type PathTemperingChain,
  type PathTemperingOptions,
  type PathTemperingResult,
  pathIntegralTempering,
} from './path-integral-tempering.ts';
export { type SimulatedQuantumAnnealOptions, simulatedQuantumAnneal } from './simulated-quantum-anneal.ts';
export {
  pathLogWeight,
  type SliceOptions,
  type TrotterMoments,
  type TrotterOptions,
  trotterMoments,
} from './trotter.ts';

// Exact answers by enumeration.

export {
  type EnergySpectrum,
  type ExactMoments,
  energySpectrum,
  exactMoments,
  type GroundStates,
  groundStates,
} from './enumeration.ts';

// From Markov processes to Hamiltonians and back: flips at rates of one ratio, the number operator, driven runs.

export {
  type ChainHamiltonian,
  type ClassicalHamiltonian,
  hamiltonianOfChain,
  hamiltonianOfGenerator,
} from './bridge.ts';
export { type DoobTransform, doobTransform } from './doob-transform.ts';
export { type DrivenEquation, type DrivenLaw, type DrivenLawOptions, drivenLaw } from './driven-law.ts';
export {
  boltzmannLaw,
  type FlipRate,
  flipRateGenerator,
  flipRates,
  singleFlipGenerator,
} from './flip-rates.ts';
export { type ManyBodyTerms, manyBodyTerms, numberOperator } from './number-operator.ts';

// Quantum annealing by state vectors.

export { type ImaginaryTimeOptions, type ImaginaryTimeResult, imaginaryTimeGroundState } from './imaginary-time.ts';
export { landauZenerProbability } from './landau-zener.ts';
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
export { type TransverseFieldGibbs, transverseFieldGibbs } from './transverse-field-gibbs.ts';

// Is it worth learning quantum computing? Problems of the Hamming weight, adiabatic search, walks and circuits, exactly.

export {
  type AdiabaticSearchOptions,
  type AdiabaticSearchResult,
  adiabaticSearch,
  adiabaticSearchGap,
  localSearchSchedule,
} from './adiabatic-search.ts';
export { birthDeathRate } from './birth-death.ts';
export { type Contraction, contraction } from './contraction.ts';
export {
  type CircuitState,
  type DigitisedAnnealOptions,
  digitisedAnneal,
  type QaoaAngles,
  qaoaState,
} from './gate-model.ts';
export {
  type HammingMinimalGap,
  type HammingMinimalGapOptions,
  hammingGap,
  hammingMinimalGap,
} from './hamming-gap.ts';
export {
  type BirthDeathRates,
  ferromagnetEnergies,
  hammingGenerator,
  hammingHamiltonian,
  hammingLocalMinima,
  spikeEnergies,
} from './hamming-weight.ts';
export {
  randomScanChain,
  type SzegedyWalk,
  szegedyPhaseGap,
  szegedyWalk,
  szegedyWalkMatrix,
} from './szegedy-walk.ts';
export type { Tridiagonal } from './tridiagonal.ts';
