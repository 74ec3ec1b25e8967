/** Scaled dot-product attention, self and cross. */
import { ArgumentError, ShapeError } from '@yuragi/prob-core/errors';
import type { Operation, Tensor } from '../graph.ts';
import { padded, recordAll, requireTensor, show } from '../graph.ts';
import type { Kernels } from '../kernels.ts';

export interface AttendOptions {
  /** A divisor of the width; each head sees its slice of the columns. Default 1. */
  readonly heads?: number | undefined;
  /** Query i sees the keys up to its own place, counted from the end. Default false. */
  readonly isCausal?: boolean | undefined;
}

export interface Attention {
  readonly batch: number;
  readonly heads: number;
  readonly queries: number;
  readonly keys: number;
  /** Of one head. */
  readonly dimension: number;
  readonly isCausal: boolean;
}

/** Of all heads. */
const weightsLength = ({ batch, heads, queries, keys }: Attention): number => padded(batch * heads * queries * keys);

const scratch = (kernels: Kernels, { attributes }: { readonly attributes: Attention }): number =>
  kernels.attentionScratch(attributes.queries, attributes.keys, attributes.dimension);

const attention: Operation<Attention> = {
  name: 'attend',
  // Weights that nobody reads stand in scratch memory, before what the kernel needs.
  scratch: (kernels, node) => weightsLength(node.attributes) + scratch(kernels, node),
  emit({ call, at, scratch }, { inputs: [q, k, v], outputs: [out, weights], attributes }) {
    const { batch, heads, queries, keys, dimension, isCausal } = attributes;
    const sizes = [batch, heads, queries, keys, dimension, isCausal ? 1 : 0, 1 / Math.sqrt(dimension)] as const;
    const space = scratch + 4 * weightsLength(attributes);
    call('attend', at(out!), at(weights!) || scratch, at(q!), at(k!), at(v!), ...sizes, space);
  },
  pullback({ inputs: [q, k, v], outputs: [, weights], attributes }, [g]) {
    const shapes = [q!.shape, k!.shape, v!.shape];
    return recordAll(attentionAdjoint, q!.node.graph, [g!, weights!, q!, k!, v!], shapes, attributes);
  },
};

const attentionAdjoint: Operation<Attention> = {
  name: 'derivative of attend',
  scratch,
  emit({ call, at, scratch }, { inputs, outputs: [toQ, toK, toV], attributes }) {
    const { batch, heads, queries, keys, dimension } = attributes;
    const [y, weights, q, k, v] = inputs.map(at) as [number, number, number, number, number];
    const sizes = [batch, heads, queries, keys, dimension, 1 / Math.sqrt(dimension)] as const;
    call('attendDerivative', at(toQ!), at(toK!), at(toV!), y, weights, q, k, v, ...sizes, scratch);
  },
};

/**
 * softmax(q k^T/sqrt(dimension)) v, for every example and head.
 *
 * @param q (batch, queries, width)
 * @param k (batch, keys, width)
 * @param v (batch, keys, width)
 * @returns (batch, queries, width)
 * @throws {ShapeError}, {ArgumentError} with the shapes
 * @see Vaswani et al. 2017, eq. 1
 */
export function attend(q: Tensor, k: Tensor, v: Tensor, { heads = 1, isCausal = false }: AttendOptions = {}): Tensor {
  for (const [name, tensor] of Object.entries({ q, k, v })) requireTensor('attend', name, tensor);
  if (q.shape.length !== 3) throw new ShapeError('attend', 'q', 'a shape (batch, queries, width)', q.shape);
  const [batch, queries, width] = q.shape as unknown as [number, number, number];
  const keys = k.shape[1]!;
  for (const [name, { shape }] of [
    ['k', k],
    ['v', v],
  ] as const)
    if (shape.length !== 3 || shape[0] !== batch || shape[1] !== keys || shape[2] !== width)
      throw new ShapeError(
        'attend',
        name,
        `shape (${batch}, ${keys}, ${width}) for q of shape ${show(q.shape)}`,
        shape,
      );
  if (!(Number.isInteger(heads) && heads >= 1 && Number.isInteger(width / heads)))
    throw new ArgumentError('attend', 'heads', `a divisor of the width ${width}`, heads);
  if (isCausal && queries > keys)
    throw new ShapeError('attend', 'k', `at least as many keys as there are queries, ${queries}`, k.shape);
  const attributes = { batch, heads, queries, keys, dimension: width / heads, isCausal };
  const shapes = [q.shape, [batch, heads, queries, keys]];
  return recordAll(attention, q.node.graph, [q, k, v], shapes, attributes)[0]!;
}
