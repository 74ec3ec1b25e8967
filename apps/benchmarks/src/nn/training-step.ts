/** One training step of the engine by itself: what `fit` does in a step, without batches, history and checks. */
import {
  adam,
  compile,
  type Engine,
  type Model,
  type ParameterStore,
  type Parameters,
  parameterStore,
  parametersOf,
} from '@yuragi/nn';
import { type Key, stream } from '@yuragi/prob-core';
import { type Agreement, largestDifference } from '../row.ts';

export const LEARNING_RATE = 1e-3;

/** A model on fixed data. */
export interface StepProblem {
  /** Its output `loss` is minimised. */
  readonly model: Model;
  /** What is written to the model's inputs, once. */
  readonly data: Readonly<Record<string, Float32Array>>;
}

export interface TrainingStep {
  readonly store: ParameterStore;
  /** Draws the model's noise, follows its gradient by Adam; returns the loss before. */
  step(): number;
}

/** An array as it goes to a peer. */
export interface SentArray {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** The parameters of a store, to be handed to a peer. */
export const sentParameters = (store: ParameterStore): Readonly<Record<string, SentArray>> =>
  Object.fromEntries(
    Object.entries(parametersOf(store)).map(([name, { data, shape }]) => [
      name,
      { shape, values: Float64Array.from(data) },
    ]),
  );

/** f32 sums in another order, through a few steps of Adam. */
const TOLERANCE = 1e-4;

/** What every peer is handed. */
export interface StepTask {
  readonly parameters: Readonly<Record<string, SentArray>>;
  readonly data: Readonly<Record<string, Float32Array>>;
  readonly learningRate: number;
  readonly numLosses: number;
}

export const lossAgreement = (ours: ArrayLike<number>, theirs: ArrayLike<number>): Agreement => ({
  measure: `losses of ${ours.length} steps from the same parameters, largest |difference|/(1 + |value|)`,
  value: largestDifference(ours, theirs),
  tolerance: TOLERANCE,
});

function firstLeaf(tree: Parameters): Float32Array {
  const first = Object.values(tree)[0]!;
  return first instanceof Float32Array ? first : firstLeaf(first);
}

/** A step ready to run. The same key gives the same parameters and noise. */
export function trainingStep(engine: Engine, key: Key, { model, data }: StepProblem): TrainingStep {
  const store = parameterStore(engine, key);
  const plan = compile(store, model, { differentiate: 'loss' });
  for (const [name, values] of Object.entries(data)) plan.inputs[name]!.set(values);
  const optimiser = adam();
  const slots = Array.from({ length: optimiser.numSlots }, () => engine.allocate(store.length));
  const stretch = {
    parameters: store.address,
    // Gradients have the layout of the store: they begin where that of its first parameter does.
    gradients: firstLeaf(plan.gradients).byteOffset,
    slots,
    length: store.length,
    isDecayed: false,
  };
  const rng = stream(key);
  let count = 0;
  return {
    store,
    step() {
      plan.draw(rng);
      plan.forward();
      plan.backward();
      const { kernel, args } = optimiser.update(stretch, LEARNING_RATE, count++);
      (engine.kernels[kernel] as (...args: readonly number[]) => void)(...args);
      return plan.outputs.loss![0]!;
    },
  };
}
