export {
  type DormandPrince,
  type DormandPrinceInfo,
  type DormandPrinceOptions,
  type DormandPrinceState,
  dormandPrince,
  interpolateInto,
} from './dormand-prince.ts';
export type { OdeProblem, VectorField } from './problem.ts';
export { integrateOde, type OdeSolution, type SolveOdeOptions, solveOde } from './solve-ode.ts';
