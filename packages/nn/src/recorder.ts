/** What a model is recorded with: its parameters, inputs, noise and constants. */
import { ArgumentError, ShapeError } from '@yuragi/prob-core/errors';
import { type Graph, requireShape, requireTensor, show, sizeOf, type Tensor } from './graph.ts';
import { requireStore, type Scope, type Store, scopeOf } from './parameters.ts';
import { recordSource, type Source } from './source.ts';

/** What a model is recorded with. */
export interface Recorder {
  /** The root of the store. */
  readonly parameters: Scope;
  /** A value that the caller writes before each run. @throws {ArgumentError} if the name is taken */
  input(name: string, shape: readonly number[]): Tensor;
  /** N(0, 1), drawn anew by `plan.draw`; 0 until then. */
  normal(shape: readonly number[]): Tensor;
  /** Uniform on [0, 1), drawn anew by `plan.draw`; 0 until then. */
  uniform(shape: readonly number[]): Tensor;
  /** 1/(1 - rate) with probability 1 - rate, else 0, drawn anew by `plan.draw`; 1 until then: the factor of dropout. */
  dropoutMask(shape: readonly number[], rate: number): Tensor;
  constant(values: ArrayLike<number>, shape: readonly number[]): Tensor;
}

/** A model: records its outputs, by name. */
export type Model<Outputs extends string = string> = (recorder: Recorder) => Readonly<Record<Outputs, Tensor>>;

/** A recorder that keeps the inputs it made in `inputs`. */
function recorderOf(graph: Graph, parameters: Scope, inputs: Map<string, Tensor>): Recorder {
  const noise = (attributes: Source) => (shape: readonly number[]) =>
    recordSource(graph, requireShape(shape), attributes);
  return {
    parameters,
    input(name, shape) {
      if (typeof name !== 'string' || name === '')
        throw new ArgumentError('input', 'name', 'a string that is not empty', name);
      if (inputs.has(name)) throw new ArgumentError('input', 'name', 'a name that no other input has', name);
      const tensor = recordSource(graph, requireShape(shape), { kind: 'input', name });
      inputs.set(name, tensor);
      return tensor;
    },
    normal: noise({ kind: 'normal' }),
    uniform: noise({ kind: 'uniform' }),
    dropoutMask(shape, rate) {
      if (!(typeof rate === 'number' && rate >= 0 && rate < 1))
        throw new ArgumentError('dropoutMask', 'rate', 'a number in [0, 1)', rate);
      return noise({ kind: 'dropout', rate })(shape);
    },
    constant(values, shape) {
      if (typeof values?.length !== 'number')
        throw new ArgumentError('constant', 'values', 'a list of numbers', values);
      if (values.length !== sizeOf(requireShape(shape)))
        throw new ShapeError('constant', 'values', `${sizeOf(shape)} values for shape ${show(shape)}`, [values.length]);
      return recordSource(graph, shape, { kind: 'constant', values });
    },
  };
}

/** A model, recorded. */
export interface Recording {
  readonly graph: Graph;
  readonly parameters: ReadonlyMap<string, Tensor>;
  readonly inputs: ReadonlyMap<string, Tensor>;
  readonly outputs: Readonly<Record<string, Tensor>>;
}

/**
 * Records a model. Where it is refused, or throws, the store is as it was.
 *
 * @throws {ArgumentError} for what is no store, no model, or no output; and as the model does
 */
export function recordModel(where: string, store: Store, model: Model): Recording {
  requireStore(where, store);
  if (typeof model !== 'function') throw new ArgumentError(where, 'model', 'a function of the recorder', model);
  const graph: Graph = { nodes: [] };
  const parameters = new Map<string, Tensor>();
  const inputs = new Map<string, Tensor>();
  const forget = store.remember();
  try {
    const outputs = model(recorderOf(graph, scopeOf(graph, store, parameters), inputs));
    if (typeof outputs !== 'object' || outputs === null || Object.keys(outputs).length === 0)
      throw new ArgumentError(where, 'model', 'a function that returns tensors by name, and no promise', outputs);
    for (const [name, tensor] of Object.entries(outputs))
      if (requireTensor(where, `outputs.${name}`, tensor).node.graph !== graph)
        throw new ArgumentError(where, `outputs.${name}`, 'of this recording', tensor);
    return { graph, parameters, inputs, outputs };
  } catch (error) {
    forget();
    throw error;
  }
}
