/** The U-Net of diffusion models: residual blocks down to coarse resolutions and up again, with connections across. */
import { ArgumentError, requireCount, ShapeError } from '@yuragi/prob-core/errors';
import { requireTensor, show, type Tensor } from '../graph.ts';
import { normalOf, zeros } from '../initialisers.ts';
import { convolution, groupNorm, linear, sinusoidalEmbedding } from '../layers.ts';
import { add } from '../operations/arithmetic.ts';
import { embedding as lookUp } from '../operations/gather.ts';
import { upsample } from '../operations/images.ts';
import { silu } from '../operations/maps.ts';
import { concatenate } from '../operations/shapes.ts';
import type { Initialiser, Scope } from '../parameters.ts';
import { groupsOf, type ResidualBlockOptions, residualBlock } from './residual-block.ts';

export interface UnetOptions {
  /** Channels at full resolution. */
  readonly channels: number;
  /** Factors of `channels` by level; each level has half the resolution of the one before. Default [1, 2]. */
  readonly multipliers?: readonly number[] | undefined;
  /** Residual blocks of a level on the way down; on the way up there is one more. Default 2. */
  readonly blocksPerLevel?: number | undefined;
  /** Channels of the result. Default: those of x. */
  readonly outputs?: number | undefined;
  /** (batch, 1), on a scale on which steps of 1 matter; see `sinusoidalEmbedding`. Left out: the network knows no time. */
  readonly time?: Tensor | undefined;
  /** Classes as indices (batch), of `count` classes. One more than there are may stand for 'no class'. */
  readonly labels?: { readonly indices: Tensor; readonly count: number } | undefined;
  /** Levels, from 0, whose blocks have self-attention. The middle has it if the last level does. Default none. */
  readonly attentionLevels?: readonly number[] | undefined;
  /** Default 1. */
  readonly heads?: number | undefined;
  /** (batch, length, any width): at the attention levels the pixels also look at it. */
  readonly context?: Tensor | undefined;
  // Advanced
  /** Default 'add'. */
  readonly embeddingMode?: ResidualBlockOptions['embeddingMode'];
  /** Default 8. */
  readonly maxGroups?: number | undefined;
  /** Of the last weights of the branches and of the network. Default `zeros`: it begins as 0. */
  readonly branchInitialiser?: Initialiser | undefined;
}

/** The time, the class or both as one vector by example, of four times the base width; undefined where there is neither. */
function conditionOf(scope: Scope, { channels, time, labels }: UnetOptions): Tensor | undefined {
  const width = 4 * channels;
  let out: Tensor | undefined;
  if (time !== undefined) {
    const waves = sinusoidalEmbedding(time, 2 * Math.ceil(channels / 2));
    const hidden = linear(scope.in('time0'), waves, width, { activation: 'silu' });
    out = linear(scope.in('time1'), hidden, width);
  }
  if (labels !== undefined) {
    const table = scope.parameter('labels', [labels.count, width], normalOf(1));
    const rows = lookUp(table, labels.indices);
    out = out === undefined ? rows : add(out, rows);
  }
  return out;
}

/**
 * A function from images to images.
 *
 * Down: a convolution, then at each level `blocksPerLevel` residual blocks and, but for the last level, a convolution of
 * stride 2. Middle: two blocks. Up: at each level one block more than down, each with what the way down left at that
 * place beside its input, and before the next finer level a doubling of the pixels and a convolution. Norm, silu and a
 * convolution end it.
 *
 * @param x (batch, height, width, channels); height and width are divisible by 2^(levels - 1)
 * @returns (batch, height, width, outputs)
 * @throws {ShapeError} for a size that cannot be halved that often, or for embeddings of another batch; {ArgumentError}
 * @see Ronneberger, Fischer and Brox 2015; Ho, Jain and Abbeel 2020, appendix B
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { compile, createEngine, parameterStore, unet } from '@yuragi/nn';
 * const store = parameterStore(await createEngine(), key('weights'));
 * const plan = compile(store, ({ parameters, input }) => ({
 *   noise: unet(parameters, input('x', [16, 8, 8, 1]), { channels: 16, time: input('time', [16, 1]) }),
 * }));
 * plan.outputs.noise!.length; // => 1024
 * ```
 */
export function unet(scope: Scope, x: Tensor, options: UnetOptions): Tensor {
  const { multipliers = [1, 2], attentionLevels = [], heads = 1, embeddingMode, maxGroups } = options;
  const channels = requireCount('unet', 'channels', options.channels, 1);
  const blocksPerLevel = requireCount('unet', 'blocksPerLevel', options.blocksPerLevel ?? 2, 1);
  const branchInitialiser = options.branchInitialiser ?? zeros;
  for (const [i, factor] of multipliers.entries()) requireCount('unet', `multipliers[${i}]`, factor, 1);
  const numLevels = requireCount('unet', 'multipliers.length', multipliers.length, 1);
  for (const [i, level] of attentionLevels.entries())
    if (!(Number.isInteger(level) && level >= 0 && level < numLevels))
      throw new ArgumentError('unet', `attentionLevels[${i}]`, `a level, 0..${numLevels - 1}`, level);
  const step = 2 ** (numLevels - 1);
  if (requireTensor('unet', 'x', x).shape.length !== 4)
    throw new ShapeError('unet', 'x', 'a shape (batch, height, width, channels)', x.shape);
  const [batch, height, width, inputs] = x.shape as readonly [number, number, number, number];
  if (height % step !== 0 || width % step !== 0)
    throw new ShapeError('unet', 'x', `a height and width divisible by ${step}, for ${numLevels} levels`, x.shape);
  for (const [name, tensor, expected] of [
    ['time', options.time, [batch, 1]],
    ['labels.indices', options.labels?.indices, [batch]],
  ] as const)
    if (tensor !== undefined && show(tensor.shape) !== show(expected))
      throw new ShapeError('unet', name, `shape ${show(expected)} for x of shape ${show(x.shape)}`, tensor.shape);

  const embedding = conditionOf(scope.in('condition'), options);
  const block = (name: string, from: Tensor, level: number): Tensor =>
    residualBlock(scope.in(name), from, {
      outputs: channels * multipliers[level]!,
      embedding,
      embeddingMode,
      maxGroups,
      branchInitialiser,
      context: options.context,
      attentionHeads: attentionLevels.includes(level) ? heads : undefined,
    });

  let out = convolution(scope.in('input'), x, channels);
  const left = [out];
  for (let level = 0; level < numLevels; level++) {
    for (let i = 0; i < blocksPerLevel; i++) {
      out = block(`down${level}.block${i}`, out, level);
      left.push(out);
    }
    if (level === numLevels - 1) continue;
    out = convolution(scope.in(`down${level}.halve`), out, channels * multipliers[level]!, { stride: 2 });
    left.push(out);
  }

  const last = numLevels - 1;
  for (const i of [0, 1]) out = block(`middle.block${i}`, out, last);

  for (let level = last; level >= 0; level--) {
    for (let i = 0; i <= blocksPerLevel; i++)
      out = block(`up${level}.block${i}`, concatenate([out, left.pop()!], 3), level);
    if (level > 0) out = convolution(scope.in(`up${level}.double`), upsample(out), channels * multipliers[level]!);
  }
  const normed = silu(groupNorm(scope.in('norm'), out, groupsOf(channels * multipliers[0]!, maxGroups)));
  return convolution(scope.in('output'), normed, options.outputs ?? inputs, { initialiser: branchInitialiser });
}
