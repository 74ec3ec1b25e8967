/** Where values enter a graph: inputs, parameters, draws of noise, constants. */
import type { Graph, Node, Operation, Tensor } from './graph.ts';
import { recordAll, sizeOf } from './graph.ts';

export type Source =
  | { readonly kind: 'input' | 'parameter'; readonly name: string }
  /** Drawn anew by `plan.draw`: N(0, 1), uniforms on [0, 1), or 1/(1 - rate) with probability 1 - rate and else 0. */
  | { readonly kind: 'normal' | 'uniform' }
  | { readonly kind: 'dropout'; readonly rate: number }
  | { readonly kind: 'constant'; readonly values: ArrayLike<number> };

export const source: Operation<Source> = {
  name: 'source',
  emit() {},
  pullback: () => [],
  pushforward: () => [],
};

export const isSource = (node: Node): node is Node<Source> => node.operation === source;

export function recordSource(graph: Graph, shape: readonly number[], attributes: Source): Tensor {
  return recordAll(source, graph, [], [shape], attributes)[0]!;
}

/** A tensor of one value everywhere. */
export function constantOf(graph: Graph, shape: readonly number[], value: number): Tensor {
  return recordSource(graph, shape, { kind: 'constant', values: new Float32Array(sizeOf(shape)).fill(value) });
}
