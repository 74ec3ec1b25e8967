// The entry `@yuragi/prob-core/spaces`: finite probability spaces.

export { type FiniteSpace, type FiniteSpaceOptions, finiteSpace, isEvent, type OutcomeSet } from './finite-space.ts';
export {
  bayes,
  conditionalLaw,
  firstMarginal,
  type JointLaw,
  jointLaw,
  type ProductSpace,
  productLaw,
  secondMarginal,
} from './joint.ts';
export {
  expectation,
  type MeasurableMap,
  measurableMap,
  preimage,
  pushForward,
  randomVariable,
} from './measurable-map.ts';
export {
  areIndependent,
  conditionOn,
  type Measure,
  type MeasureValues,
  measure,
  measureOf,
  type Probability,
  probability,
} from './measure.ts';
