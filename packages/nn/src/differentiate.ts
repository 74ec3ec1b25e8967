/**
 * Derivatives of graphs, as more nodes of the same graph: reverse mode (backpropagation) and forward mode. What they
 * record can be differentiated again, as far as the operations know their second derivatives.
 */
import { ShapeError, UnsupportedError } from '@yuragi/prob-core/errors';
import { type Node, show, type Tensor } from './graph.ts';
import { add } from './operations/arithmetic.ts';
import { constantOf, isSource } from './source.ts';

/** The nodes that `from` leads to, among those up to `last`. */
function reachable(from: readonly Tensor[], last: Node): Set<Node> {
  const reached = new Set<Node>(from.map(({ node }) => node));
  for (const node of last.graph.nodes.slice(0, last.id + 1))
    if (node.inputs.some((input) => reached.has(input.node))) reached.add(node);
  return reached;
}

function accumulate(sums: Map<Tensor, Tensor>, tensor: Tensor, term: Tensor): void {
  const before = sums.get(tensor);
  sums.set(tensor, before === undefined ? term : add(before, term));
}

/**
 * Vector-Jacobian products: sum over `of` of cotangent . d of/d x, for every x of `wrt`, by one sweep from the end.
 *
 * @param of        what is differentiated
 * @param cotangent of the shape of `of`; left out: ones, so that a scalar gives its gradient
 * @returns tensors of the shapes of `wrt`; zeros where `of` does not depend on one
 * @throws {UnsupportedError} naming an operation on the way whose derivative is not known; {ShapeError}
 */
export function gradient(of: Tensor, wrt: readonly Tensor[], cotangent?: Tensor): Tensor[] {
  const { graph } = of.node;
  if (cotangent !== undefined && show(cotangent.shape) !== show(of.shape))
    throw new ShapeError('gradient', 'cotangent', `the shape ${show(of.shape)} of \`of\``, cotangent.shape);
  const depends = reachable(wrt, of.node);
  const cotangents = new Map<Tensor, Tensor>([[of, cotangent ?? constantOf(graph, of.shape, 1)]]);
  const wanted = new Set(wrt);
  for (const node of graph.nodes.slice(0, of.node.id + 1).reverse()) {
    if (!depends.has(node) || isSource(node)) continue;
    const at = node.outputs.map((output) => cotangents.get(output));
    if (at.every((value) => value === undefined)) continue;
    if (node.outputs.every((output) => wanted.has(output)) && !node.inputs.some((input) => depends.has(input.node)))
      continue;
    if (node.operation.pullback === undefined)
      throw new UnsupportedError(
        `the gradient of '${node.operation.name}'`,
        'differentiate without it, or write it in other operations',
      );
    for (const [i, term] of node.operation.pullback(node, at).entries()) {
      const input = node.inputs[i]!;
      if (term !== undefined && depends.has(input.node)) accumulate(cotangents, input, term);
    }
  }
  return wrt.map((x) => cotangents.get(x) ?? constantOf(graph, x.shape, 0));
}

/**
 * The Jacobian-vector product d of/d x . tangent, by one sweep from the start.
 *
 * @param tangents of the shapes of `wrt`
 * @returns a tensor of the shape of `of`
 * @throws as `gradient`
 */
export function directional(of: Tensor, wrt: readonly Tensor[], tangents: readonly Tensor[]): Tensor {
  for (const [i, x] of wrt.entries())
    if (tangents[i] === undefined || show(tangents[i].shape) !== show(x.shape))
      throw new ShapeError('directional', `tangents[${i}]`, `the shape ${show(x.shape)}`, tangents[i]?.shape ?? []);
  const duals = new Map<Tensor, Tensor>(wrt.map((x, i) => [x, tangents[i]!]));
  const depends = reachable(wrt, of.node);
  /** Second outputs, kept for reverse mode, whose tangent the operation does not give. */
  const unknown = new Set<Tensor>();
  for (const node of of.node.graph.nodes.slice(0, of.node.id + 1)) {
    if (!depends.has(node) || isSource(node)) continue;
    const at = node.inputs.map((input) => duals.get(input));
    const isKnown = !node.inputs.some((input) => unknown.has(input));
    if (isKnown && at.every((value) => value === undefined)) continue;
    if (!isKnown || node.operation.pushforward === undefined)
      throw new UnsupportedError(
        `the tangent of '${node.operation.name}'`,
        'use `gradient`, or write it in other operations',
      );
    const tangents = node.operation.pushforward(node, at);
    for (const [i, output] of node.outputs.entries()) {
      const tangent = tangents[i];
      if (tangent !== undefined) duals.set(output, tangent);
      else if (i > 0) unknown.add(output);
    }
  }
  return duals.get(of) ?? constantOf(of.node.graph, of.shape, 0);
}
