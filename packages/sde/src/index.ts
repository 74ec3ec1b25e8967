// Problems: ordinary and stochastic equations as values, and the change of calculus.

export { toIto, toStratonovich } from './calculus.ts';
export type { Calculus, NoiseKind, OdeProblem, ScalarField, SdeProblem, VectorField } from './problem.ts';

// Named processes with exact transition laws.

export type { ExactProcess } from './exact-process.ts';
export type {
  BrownianMotionOptions,
  GeometricBrownianMotionOptions,
  OrnsteinUhlenbeckOptions,
  VarianceExplodingOptions,
  VariancePreservingOptions,
} from './named-processes.ts';
export {
  brownianMotion,
  geometricBrownianMotion,
  noiseLevelProcess,
  ornsteinUhlenbeck,
  varianceExploding,
  variancePreserving,
} from './named-processes.ts';

// Stochastic solvers: kernels, noise as a value, drivers.

export { type BrownianPath, type BrownianPathOptions, brownianPath } from './brownian-path.ts';
export { eulerMaruyama } from './euler-maruyama.ts';
export { milstein } from './milstein.ts';
export { integrateSde, type SdeSolution, type SolveSdeOptions, solveSde } from './solve-sde.ts';
export type { SdeInfo, SdeMethod, SdeSolver, SdeState } from './solver.ts';
export { stochasticHeun } from './stochastic-heun.ts';

// Time reversal, the probability flow and its log densities.

export type { FieldWithDivergence, FlowProblem, HutchinsonFlowOptions } from './flow-divergence.ts';
export { hutchinsonFlow, probabilityFlowWithDivergence } from './flow-divergence.ts';
export type { FlowLogDensity, FlowLogDensityOptions } from './flow-log-density.ts';
export { flowLogDensity, integrateFlowLogDensity } from './flow-log-density.ts';
export { type ProbabilityFlowOptions, probabilityFlow, type ReverseSdeOptions, reverseSde } from './time-reversal.ts';

// The equation of the densities.

export type {
  FokkerPlanck,
  FokkerPlanckInfo,
  FokkerPlanckOptions,
  FokkerPlanckSolution,
  FokkerPlanckState,
  IntegrateFokkerPlanckOptions,
} from './fokker-planck.ts';
export { fokkerPlanck, integrateFokkerPlanck } from './fokker-planck.ts';

// The same equation as a Schrodinger equation.

export {
  type GridOptions,
  type Levels,
  lowestLevels,
  type PotentialDerivatives,
  type SchrodingerOperator,
  wittenLaplacian,
  wittenPotential,
} from './witten-laplacian.ts';

// Ordinary solvers.

export type { DormandPrince, DormandPrinceInfo, DormandPrinceOptions, DormandPrinceState } from './dormand-prince.ts';
export { dormandPrince, interpolateInto } from './dormand-prince.ts';
export { integrateOde, type OdeSolution, type SolveOdeOptions, solveOde } from './solve-ode.ts';
