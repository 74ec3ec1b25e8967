/** What a model is recorded with: its parameters, inputs, noise and constants. */
import { ArgumentError, requireCount, ShapeError } from '@yuragi/prob-core/errors';
import { type Graph, show, sizeOf, type Tensor } from './graph.ts';
import type { Scope } from './parameters.ts';
import { recordSource, type Source } from './source.ts';

/** What a model is recorded with. */
export interface Recorder {
  /** The root of the store. */
  readonly parameters: Scope;
  /** A value that the caller writes before each run. @throws {ArgumentError} if the name is taken */
  input(name: string, shape: readonly number[]): Tensor;
  /** N(0, 1), drawn anew by `plan.draw`. */
  normal(shape: readonly number[]): Tensor;
  /** Uniform on [0, 1), drawn anew by `plan.draw`. */
  uniform(shape: readonly number[]): Tensor;
  /** 1/(1 - rate) with probability 1 - rate, else 0, drawn anew by `plan.draw`: the factor of dropout. */
  dropoutMask(shape: readonly number[], rate: number): Tensor;
  constant(values: ArrayLike<number>, shape: readonly number[]): Tensor;
}

/** A model: records its outputs, by name. */
export type Model<Outputs extends string = string> = (recorder: Recorder) => Readonly<Record<Outputs, Tensor>>;

/** A recorder that keeps the inputs it made in `inputs`. */
export function recorderOf(graph: Graph, parameters: Scope, inputs: Map<string, Tensor>): Recorder {
  const noise = (attributes: Source) => (shape: readonly number[]) =>
    recordSource(graph, requireShape(shape), attributes);
  return {
    parameters,
    input(name, shape) {
      if (inputs.has(name)) throw new ArgumentError('input', 'name', 'a name that no other input has', name);
      const tensor = recordSource(graph, requireShape(shape), { kind: 'input', name });
      inputs.set(name, tensor);
      return tensor;
    },
    normal: noise({ kind: 'normal' }),
    uniform: noise({ kind: 'uniform' }),
    dropoutMask(shape, rate) {
      if (!(rate >= 0 && rate < 1)) throw new ArgumentError('dropoutMask', 'rate', 'a number in [0, 1)', rate);
      return noise({ kind: 'dropout', rate })(shape);
    },
    constant(values, shape) {
      if (values.length !== sizeOf(requireShape(shape)))
        throw new ShapeError('constant', 'values', `${sizeOf(shape)} values for shape ${show(shape)}`, [values.length]);
      return recordSource(graph, shape, { kind: 'constant', values });
    },
  };
}

function requireShape(shape: readonly number[]): readonly number[] {
  for (const n of shape) requireCount('shape', `a length of ${show(shape)}`, n, 1);
  return shape;
}
