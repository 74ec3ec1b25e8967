/** The transformer: layers of attention and of a small network by place, each beside an identity. */
import { requireCount, ShapeError } from '@yuragi/prob-core/errors';
import { requireTensor, type Tensor } from '../graph.ts';
import { normalOf } from '../initialisers.ts';
import { attention, layerNorm, mlp } from '../layers.ts';
import { add } from '../operations/arithmetic.ts';
import { slice } from '../operations/shapes.ts';
import type { Scope } from '../parameters.ts';

export interface TransformerOptions {
  readonly numLayers: number;
  /** A divisor of the width. Default 1. */
  readonly heads?: number | undefined;
  /** Width of the network by place. Default four times that of x. */
  readonly hidden?: number | undefined;
  /** Each place sees itself and what comes before. Default false. */
  readonly isCausal?: boolean | undefined;
  /** (batch, length, any width): looked at by a cross-attention in every layer. */
  readonly context?: Tensor | undefined;
  /**
   * Places for which there is a learned position, added at the start. Default: the length of x. Give it where plans of
   * several lengths share the parameters; 0: none, the order does not matter but for `isCausal`.
   */
  readonly maxLength?: number | undefined;
}

/**
 * Layers of x + attention(norm x), with a context also x + attention(norm x, context), and x + mlp(norm x); a norm ends it.
 *
 * Tokens enter by `embedding` of a table of parameters and leave by a `linear` to logits: both are the caller's.
 *
 * @param x (batch, length, width)
 * @returns (batch, length, width)
 * @throws {ShapeError}, {ArgumentError}
 * @see Vaswani et al. 2017; the norm stands first as in Xiong et al. 2020, fig. 1b
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { compile, createEngine, embedding, linear, normalOf, parameterStore, transformer } from '@yuragi/nn';
 * const store = parameterStore(await createEngine(), key('weights'));
 * const plan = compile(store, ({ parameters, input }) => {
 *   const table = parameters.parameter('tokens', [50, 16], normalOf(0.02));
 *   const x = embedding(table, input('tokens', [2, 7]));
 *   const y = transformer(parameters, x, { numLayers: 2, heads: 4, isCausal: true });
 *   return { logits: linear(parameters.in('logits'), y, 50) };
 * });
 * plan.outputs.logits!.length; // => 700
 * ```
 */
export function transformer(scope: Scope, x: Tensor, options: TransformerOptions): Tensor {
  const { heads = 1, isCausal = false, context } = options;
  if (requireTensor('transformer', 'x', x).shape.length !== 3)
    throw new ShapeError('transformer', 'x', 'a shape (batch, length, width)', x.shape);
  const [, length, width] = x.shape as readonly [number, number, number];
  const numLayers = requireCount('transformer', 'numLayers', options.numLayers, 1);
  const hidden = requireCount('transformer', 'hidden', options.hidden ?? 4 * width, 1);
  const maxLength = requireCount('transformer', 'maxLength', options.maxLength ?? length);
  if (maxLength > 0 && maxLength < length)
    throw new ShapeError('transformer', 'x', `a length of at most ${maxLength}, its maxLength`, x.shape);

  let out = x;
  if (maxLength > 0) {
    const positions = scope.parameter('positions', [maxLength, width], normalOf(0.02));
    out = add(out, slice(positions, 0, 0, length));
  }
  for (let i = 0; i < numLayers; i++) {
    const layer = scope.in(`layer${i}`);
    out = add(out, attention(layer.in('attention'), layerNorm(layer.in('norm1'), out), { heads, isCausal }));
    if (context !== undefined)
      out = add(out, attention(layer.in('cross'), layerNorm(layer.in('norm2'), out), { heads, context }));
    const inner = layerNorm(layer.in('norm3'), out);
    out = add(out, mlp(layer.in('mlp'), inner, { hidden: [hidden], outputs: width, activation: 'gelu' }));
  }
  return layerNorm(scope.in('norm'), out);
}
