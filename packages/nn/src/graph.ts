/**
 * A graph: what a model computes, recorded once from plain TypeScript. Tensors are the values, nodes the operations
 * between them, in the order in which they were recorded, which is an order in which they can be computed.
 *
 * Nothing is computed here. `compile` turns a graph into a plan of kernel calls over planned memory.
 */
import { ArgumentError, requireCount, ShapeError } from '@yuragi/prob-core/errors';
import type { Kernels } from './kernels.ts';

/** A value of a graph: an array of a fixed shape that does not exist until the graph is compiled. */
export interface Tensor {
  readonly shape: readonly number[];
  /** Which node makes it, and which of that node's outputs it is. */
  readonly node: Node;
  readonly index: number;
}

/** One operation on tensors of one graph. */
// biome-ignore lint/suspicious/noExplicitAny: attributes belong to the operation, which alone reads them
export interface Node<A = any> {
  readonly id: number;
  readonly graph: Graph;
  readonly operation: Operation<A>;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly attributes: A;
}

export interface Graph {
  readonly nodes: Node[];
}

/** How a node's kernel calls are written down, once every tensor has an address. */
export interface Emission {
  call<K extends keyof Kernels>(kernel: K, ...args: Parameters<Kernels[K]>): void;
  /** Address of a tensor; 0 where nobody reads it. */
  at(tensor: Tensor): number;
  /** Address of scratch memory of the size that `scratch` asked for. */
  readonly scratch: number;
}

/** Cotangents or tangents beside tensors; undefined is zero. */
export type Duals = readonly (Tensor | undefined)[];

/** What the engine knows of an operation. */
// biome-ignore lint/suspicious/noExplicitAny: as above
export interface Operation<A = any> {
  /** As in error messages and exported files. */
  readonly name: string;
  emit(emission: Emission, node: Node<A>): void;
  /** The output is its first input under another shape: no memory, no call. */
  readonly isAlias?: boolean;
  /** Elements of scratch memory. */
  scratch?(kernels: Kernels, node: Node<A>): number;
  /** J^T: cotangents of the inputs from those of the outputs. Absent: no derivative is known. */
  pullback?(node: Node<A>, cotangents: Duals): Duals;
  /** J: tangents of the outputs from those of the inputs; of the first alone where the others serve reverse mode. */
  pushforward?(node: Node<A>, tangents: Duals): Duals;
}

/** The number of elements of a shape. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/** The next multiple of four elements: what stands after it has an address that is a multiple of 16 bytes. */
export const padded = (n: number): number => (n + 3) & ~3;

/** A shape as it stands in a message. */
export const show = (shape: readonly number[]): string => `(${shape.join(', ')})`;

/** What fills the 4 GiB of an engine; lengths up to it are also safe in arithmetic on 32-bit integers. */
const MAX_VALUES = 2 ** 30;

function requireSize(where: string, argument: string, shape: readonly number[]): void {
  if (sizeOf(shape) > MAX_VALUES)
    throw new ShapeError(where, argument, `at most ${MAX_VALUES} values, which fill the memory of an engine`, shape);
}

/** The shape of something new. @throws {ArgumentError}, {ShapeError} */
export function requireShape(shape: readonly number[]): readonly number[] {
  if (!Array.isArray(shape)) throw new ArgumentError('shape', 'shape', 'a list of lengths', shape);
  for (const n of shape) requireCount('shape', `a length of ${show(shape)}`, n, 1);
  requireSize('shape', 'shape', shape);
  return shape;
}

/** What an operation is given. @throws {ArgumentError} */
export function requireTensor(where: string, argument: string, x: Tensor): Tensor {
  if (x?.node?.graph === undefined)
    throw new ArgumentError(where, argument, 'a tensor, as the recorder and the operations return', x);
  return x;
}

/** Records a node and returns its outputs. */
export function recordAll<A>(
  operation: Operation<A>,
  graph: Graph,
  inputs: readonly Tensor[],
  shapes: readonly (readonly number[])[],
  attributes: A,
): readonly Tensor[] {
  for (const [i, input] of inputs.entries())
    if (requireTensor(operation.name, `inputs[${i}]`, input).node.graph !== graph)
      throw new ArgumentError(operation.name, `inputs[${i}]`, 'of the same recording as the others', input);
  for (const shape of shapes) requireSize(operation.name, 'output', shape);
  const outputs: Tensor[] = [];
  const node: Node<A> = { id: graph.nodes.length, graph, operation, inputs, outputs, attributes };
  for (const [index, shape] of shapes.entries()) outputs.push({ shape, node, index });
  graph.nodes.push(node);
  return outputs;
}

/** Records a node with one output. */
export function record<A>(
  operation: Operation<A>,
  inputs: readonly [Tensor, ...Tensor[]],
  shape: readonly number[],
  attributes: A,
): Tensor {
  return recordAll(operation, inputs[0].node.graph, inputs, [shape], attributes)[0]!;
}
