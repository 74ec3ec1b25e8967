/** Residual blocks of images: two convolutions beside an identity, with an embedding between them and attention after. */
import { requireCount, requireOneOf, ShapeError } from '@yuragi/prob-core/errors';
import { requireTensor, show, type Tensor } from '../graph.ts';
import { glorotUniform, zeros } from '../initialisers.ts';
import { attention, convolution, groupNorm, linear } from '../layers.ts';
import { add, multiply } from '../operations/arithmetic.ts';
import { silu } from '../operations/maps.ts';
import { reshape } from '../operations/shapes.ts';
import { split } from '../operations/split.ts';
import type { Initialiser, Scope } from '../parameters.ts';

export interface ResidualBlockOptions {
  /** Channels of the result. Default: those of x. */
  readonly outputs?: number | undefined;
  /** (batch, width): a time, a class; enters through a dense layer of its own. */
  readonly embedding?: Tensor | undefined;
  /** 'add' to the channels, or 'scaleShift' them after the second norm (Nichol and Dhariwal 2021). Default 'add'. */
  readonly embeddingMode?: 'add' | 'scaleShift' | undefined;
  /** Of each norm at most; the largest divisor of its channels up to this is taken. Default 8. */
  readonly maxGroups?: number | undefined;
  /** Heads of a self-attention over the pixels after the block. Left out: none. */
  readonly attentionHeads?: number | undefined;
  /** (batch, length, width): with `attentionHeads`, looked at by the pixels in a second attention. */
  readonly context?: Tensor | undefined;
  /**
   * Of the last weight of each residual branch. Default `zeros`: the block begins as the identity.
   */
  readonly branchInitialiser?: Initialiser | undefined;
}

const DEFAULT_GROUPS = 8;

/** The largest divisor of `channels` that is at most `most`. */
export function groupsOf(channels: number, most: number = DEFAULT_GROUPS): number {
  let groups = Math.min(most, channels);
  while (channels % groups !== 0) groups--;
  return groups;
}

/**
 * out = skip(x) + conv(silu(norm(conv(silu(norm(x))) + e))), e a projection of silu(embedding), skip the identity or, where
 * the channels change, a convolution of size 1; then, if asked for, out + attention(norm(out)), and the same to a context.
 *
 * @param x (batch, height, width, channels)
 * @returns (batch, height, width, outputs)
 * @throws {ShapeError}, {ArgumentError}
 * @see He, Zhang, Ren and Sun 2016, fig. 4e (norm and activation first); Ho, Jain and Abbeel 2020, appendix B
 */
export function residualBlock(scope: Scope, x: Tensor, options: ResidualBlockOptions = {}): Tensor {
  const { embedding, embeddingMode = 'add', attentionHeads, branchInitialiser = zeros } = options;
  requireOneOf('residualBlock', 'embeddingMode', embeddingMode, ['add', 'scaleShift']);
  const maxGroups = requireCount('residualBlock', 'maxGroups', options.maxGroups ?? DEFAULT_GROUPS, 1);
  if (requireTensor('residualBlock', 'x', x).shape.length !== 4)
    throw new ShapeError('residualBlock', 'x', 'a shape (batch, height, width, channels)', x.shape);
  const [batch, height, width, channels] = x.shape as readonly [number, number, number, number];
  const outputs = requireCount('residualBlock', 'outputs', options.outputs ?? channels, 1);
  if (embedding !== undefined && (embedding.shape.length !== 2 || embedding.shape[0] !== batch))
    throw new ShapeError(
      'residualBlock',
      'embedding',
      `shape (${batch}, width) for x of ${show(x.shape)}`,
      embedding.shape,
    );
  const norm = (name: string, of: Tensor): Tensor => groupNorm(scope.in(name), of, groupsOf(of.shape[3]!, maxGroups));

  const asked = embedding && silu(embedding);
  const project = (from: Tensor, parts: number): Tensor =>
    reshape(linear(scope.in('embedding'), from, parts * outputs, { initialiser: glorotUniform }), [
      batch,
      1,
      1,
      parts * outputs,
    ]);
  let inner = convolution(scope.in('first'), silu(norm('norm1', x)), outputs);
  if (asked !== undefined && embeddingMode === 'add') inner = add(inner, project(asked, 1));
  inner = norm('norm2', inner);
  if (asked !== undefined && embeddingMode === 'scaleShift') {
    const [scale, shift] = split(project(asked, 2), 3, [outputs, outputs]);
    inner = add(multiply(inner, add(scale!, 1)), shift!);
  }
  inner = convolution(scope.in('second'), silu(inner), outputs, { initialiser: branchInitialiser });
  const skip = channels === outputs ? x : convolution(scope.in('skip'), x, outputs, { size: 1 });
  const out = add(skip, inner);
  if (attentionHeads === undefined) return out;

  let pixels = reshape(out, [batch, height * width, outputs]);
  const mix = (name: string, context?: Tensor): void => {
    const normed = reshape(norm(`${name}Norm`, reshape(pixels, out.shape)), pixels.shape);
    const heads = attentionHeads;
    pixels = add(pixels, attention(scope.in(name), normed, { heads, context, outputInitialiser: branchInitialiser }));
  };
  mix('attention');
  if (options.context !== undefined) mix('cross', options.context);
  return reshape(pixels, out.shape);
}
