/**
 * Derivatives of graphs, as more nodes of the same graph: reverse mode (backpropagation) and forward mode. What they
 * record can be differentiated again, as far as the operations know their second derivatives.
 */
import { ArgumentError, ShapeError, UnsupportedError } from '@yuragi/prob-core/errors';
import { type Node, requireTensor, show, type Tensor } from './graph.ts';
import { add } from './operations/arithmetic.ts';
import { constantOf, isSource } from './source.ts';

/** The nodes that `from` leads to, among those up to `last`. */
function reachable(from: readonly Tensor[], last: Node): Set<Node> {
  const reached = new Set<Node>(from.map(({ node }) => node));
  for (const node of last.graph.nodes.slice(0, last.id + 1))
    if (node.inputs.some((input) => reached.has(input.node))) reached.add(node);
  return reached;
}

/** What is differentiated, and by what. @throws {ArgumentError} */
function requireRecorded(where: string, of: Tensor, lists: Readonly<Record<string, readonly Tensor[]>>): void {
  const { graph } = requireTensor(where, 'of', of).node;
  for (const [name, tensors] of Object.entries(lists)) {
    if (!Array.isArray(tensors)) throw new ArgumentError(where, name, 'a list of tensors', tensors);
    for (const [i, tensor] of tensors.entries())
      if (requireTensor(where, `${name}[${i}]`, tensor).node.graph !== graph)
        throw new ArgumentError(where, `${name}[${i}]`, 'of the same recording as `of`', tensor);
  }
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
 * @throws {UnsupportedError} naming an operation on the way whose derivative is not known; {ShapeError} for a cotangent of
 *   another shape; {ArgumentError} for what is no tensor of this recording
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { compile, createEngine, gradient, multiply, parameterStore, square, sum } from '@yuragi/nn';
 * // d/dx of x^2 y is 2 x y.
 * const plan = compile(parameterStore(await createEngine(), key('weights')), ({ input }) => {
 *   const [x, y] = [input('x', [2]), input('y', [2])];
 *   return { slope: gradient(sum(multiply(square(x), y)), [x])[0]! };
 * });
 * plan.inputs.x!.set([1, 2]);
 * plan.inputs.y!.set([3, 5]);
 * plan.forward();
 * Array.from(plan.outputs.slope); // => [6, 20]
 * ```
 */
export function gradient(of: Tensor, wrt: readonly Tensor[], cotangent?: Tensor): Tensor[] {
  requireRecorded('gradient', of, { wrt, cotangent: cotangent === undefined ? [] : [cotangent] });
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
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { compile, createEngine, directional, parameterStore, square } from '@yuragi/nn';
 * const plan = compile(parameterStore(await createEngine(), key('weights')), ({ input }) => {
 *   const x = input('x', [2]);
 *   return { y: directional(square(x), [x], [input('v', [2])]) };
 * });
 * plan.inputs.x!.set([1, 2]);
 * plan.inputs.v!.set([1, -1]);
 * plan.forward();
 * Array.from(plan.outputs.y); // => [2, -4]
 * ```
 */
export function directional(of: Tensor, wrt: readonly Tensor[], tangents: readonly Tensor[]): Tensor {
  requireRecorded('directional', of, { wrt, tangents });
  if (tangents.length !== wrt.length)
    throw new ArgumentError('directional', 'tangents.length', `that of wrt, ${wrt.length}`, tangents.length);
  for (const [i, x] of wrt.entries())
    if (show(tangents[i]!.shape) !== show(x.shape))
      throw new ShapeError('directional', `tangents[${i}]`, `the shape ${show(x.shape)}`, tangents[i]!.shape);
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
