/**
 * Layers: functions that ask a scope for their parameters and record what they compute. Calling one twice with the same
 * scope uses the same parameters.
 */
import { ArgumentError, requireCount, requirePositive, ShapeError } from '@yuragi/prob-core/errors';
import { exp, log } from '@yuragi/prob-core/special';
import { requireTensor, show, type Tensor } from './graph.ts';
import { glorotUniform, ones, zeros } from './initialisers.ts';
import type { Elementwise } from './kernels.ts';
import { add, multiply } from './operations/arithmetic.ts';
import { attend } from './operations/attend.ts';
import { convolve } from './operations/images.ts';
import { cos, sin } from './operations/maps.ts';
import { affine, matmul } from './operations/matmul.ts';
import { groupNormalise, layerNormalise } from './operations/rows.ts';
import { concatenate } from './operations/shapes.ts';
import type { Initialiser, Scope } from './parameters.ts';
import type { Recorder } from './recorder.ts';
import { recordSource } from './source.ts';

export interface LinearOptions {
  /** Applied to every output. Default 'identity'. */
  readonly activation?: Elementwise | undefined;
  /** Of the weight. Default `glorotUniform`. */
  readonly initialiser?: Initialiser | undefined;
  /** Default true; the bias begins at 0. */
  readonly isBiased?: boolean | undefined;
}

/**
 * The dense layer activation(x weight + bias).
 *
 * Parameters: weight (inputs, outputs), bias (outputs).
 *
 * @param x (…, inputs)
 * @returns (…, outputs)
 * @throws {ArgumentError} unless outputs is an integer >= 1; {ShapeError}
 */
export function linear(
  scope: Scope,
  x: Tensor,
  outputs: number,
  { activation = 'identity', initialiser = glorotUniform, isBiased = true }: LinearOptions = {},
): Tensor {
  requireCount('linear', 'outputs', outputs, 1);
  if (requireTensor('linear', 'x', x).shape.length === 0)
    throw new ShapeError('linear', 'x', 'at least one axis', x.shape);
  const weight = scope.parameter('weight', [x.shape.at(-1)!, outputs], initialiser);
  return affine(x, weight, isBiased ? scope.parameter('bias', [outputs], zeros) : undefined, activation);
}

const gained = (scope: Scope, x: Tensor): Tensor => {
  const channels = [x.shape.at(-1)!];
  return add(multiply(x, scope.parameter('gain', channels, ones)), scope.parameter('bias', channels, zeros));
};

/** Rows brought to mean 0 and variance 1, then gain and bias by column. Parameters: gain, bias. @see `layerNormalise` */
export const layerNorm = (scope: Scope, x: Tensor): Tensor => gained(scope, layerNormalise(x));

/** Groups of channels brought to mean 0 and variance 1, then gain and bias by channel. @see `groupNormalise` */
export const groupNorm = (scope: Scope, x: Tensor, groups: number): Tensor => gained(scope, groupNormalise(x, groups));

export interface ConvolutionOptions {
  /** 1 or 3. Default 3. */
  readonly size?: number | undefined;
  /** 1 or 2. Default 1. */
  readonly stride?: number | undefined;
  /** Of the weight. Default `glorotUniform`. */
  readonly initialiser?: Initialiser | undefined;
}

/**
 * A convolution with a bias by channel; zeros stand around the image.
 *
 * Parameters: weight (size, size, inputs, outputs), bias (outputs).
 *
 * @param x (batch, height, width, inputs)
 * @returns (batch, ceil(height/stride), ceil(width/stride), outputs)
 * @throws {ShapeError}, {ArgumentError} as `convolve`
 */
export function convolution(
  scope: Scope,
  x: Tensor,
  outputs: number,
  { size = 3, stride = 1, initialiser = glorotUniform }: ConvolutionOptions = {},
): Tensor {
  requireCount('convolution', 'outputs', outputs, 1);
  if (requireTensor('convolution', 'x', x).shape.length !== 4)
    throw new ShapeError('convolution', 'x', 'a shape (batch, height, width, channels)', x.shape);
  const weight = scope.parameter('weight', [size, size, x.shape[3]!, outputs], initialiser);
  return add(convolve(x, weight, stride), scope.parameter('bias', [outputs], zeros));
}

export interface SinusoidalEmbeddingOptions {
  /** Slowest frequency is 1/maxPeriod^((h - 1)/h), h = width/2; the fastest is 1. Default 10 000. */
  readonly maxPeriod?: number | undefined;
}

/**
 * A number as sines and cosines of geometric frequencies, so that a network can tell near values apart.
 *
 *   (sin w_0 x, ..., sin w_(h-1) x, cos w_0 x, ..., cos w_(h-1) x),  w_i = maxPeriod^(-i/h),  h = width/2
 *
 * Values of x that differ by less than about 1 look alike: scale a time in [0, 1] up, to 1000 for example.
 *
 * @param x (n, 1)
 * @param width even
 * @returns (n, width)
 * @throws {ShapeError}, {ArgumentError}
 * @see Vaswani et al. 2017, section 3.5
 */
export function sinusoidalEmbedding(
  x: Tensor,
  width: number,
  { maxPeriod = 10_000 }: SinusoidalEmbeddingOptions = {},
): Tensor {
  if (requireTensor('sinusoidalEmbedding', 'x', x).shape.length !== 2 || x.shape[1] !== 1)
    throw new ShapeError('sinusoidalEmbedding', 'x', 'shape (n, 1)', x.shape);
  if (!(Number.isInteger(width) && width >= 2 && width % 2 === 0))
    throw new ArgumentError('sinusoidalEmbedding', 'width', 'an even integer >= 2', width);
  requirePositive('sinusoidalEmbedding', 'maxPeriod', maxPeriod);
  const half = width / 2;
  const values = Float64Array.from({ length: half }, (_, i) => exp((-i / half) * log(maxPeriod)));
  const angles = matmul(x, recordSource(x.node.graph, [1, half], { kind: 'constant', values }));
  return concatenate([sin(angles), cos(angles)], 1);
}

/**
 * Sets each element to 0 with probability `rate` and divides the others by 1 - rate, anew at every `plan.draw`.
 *
 * Only while training: leave it out of the model that is recorded for use. Before the first draw nothing is set to 0.
 *
 * @throws {ArgumentError} unless rate is in [0, 1)
 * @see Srivastava et al. 2014, section 10 (the scaled form)
 */
export const dropout = (recorder: Recorder, x: Tensor, rate: number): Tensor =>
  multiply(x, recorder.dropoutMask(requireTensor('dropout', 'x', x).shape, rate));

export interface AttentionOptions {
  /** A divisor of the width. Default 1. */
  readonly heads?: number | undefined;
  /** Each place sees itself and what comes before. Default false. */
  readonly isCausal?: boolean | undefined;
  /** (batch, keys, any width): what keys and values are made from. Left out: x itself. */
  readonly context?: Tensor | undefined;
  /** Of the weight of the last layer. Default `glorotUniform`. */
  readonly outputInitialiser?: Initialiser | undefined;
}

/**
 * Multi-head attention, of x to itself or to a context.
 *
 * Parameters: query, key, value (without bias) and output, each a `linear`.
 *
 * @param x (batch, length, width)
 * @returns (batch, length, width)
 * @throws {ShapeError}, {ArgumentError} as `attend`
 * @see Vaswani et al. 2017, section 3.2.2
 */
export function attention(
  scope: Scope,
  x: Tensor,
  { heads = 1, isCausal = false, context = x, outputInitialiser = glorotUniform }: AttentionOptions = {},
): Tensor {
  const width = requireTensor('attention', 'x', x).shape.at(-1)!;
  if (x.shape.length !== 3) throw new ShapeError('attention', 'x', 'a shape (batch, length, width)', x.shape);
  if (context.shape.length !== 3 || context.shape[0] !== x.shape[0])
    throw new ShapeError(
      'attention',
      'context',
      `a shape (${x.shape[0]}, keys, width) for x of ${show(x.shape)}`,
      context.shape,
    );
  const project = (name: string, from: Tensor): Tensor => linear(scope.in(name), from, width, { isBiased: false });
  const mixed = attend(project('query', x), project('key', context), project('value', context), { heads, isCausal });
  return linear(scope.in('output'), mixed, width, { initialiser: outputInitialiser });
}

export interface MlpOptions {
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[];
  readonly outputs: number;
  /** Of the hidden layers. Default 'silu'. */
  readonly activation?: Elementwise | undefined;
  /** Of the last weight: `zeros` makes a network that begins as 0. Default `glorotUniform`. */
  readonly outputInitialiser?: Initialiser | undefined;
}

/**
 * Dense layers one after another; the last is linear. Parameters: layer0, layer1, …, each a `linear`.
 *
 * @param x (…, inputs)
 * @returns (…, outputs)
 * @throws {ArgumentError}, {ShapeError} as `linear`
 * @example ```ts doctest
 * import { key } from '@yuragi/prob-core';
 * import { compile, createEngine, mlp, parameterStore } from '@yuragi/nn';
 * const store = parameterStore(await createEngine(), key('weights'));
 * const plan = compile(store, ({ parameters, input }) => ({
 *   y: mlp(parameters.in('net'), input('x', [4, 3]), { hidden: [16], outputs: 2 }),
 * }));
 * [...store.entries.keys()]; // => ['net.layer0.weight', 'net.layer0.bias', 'net.layer1.weight', 'net.layer1.bias']
 * plan.outputs.y!.length; // => 8
 * ```
 */
export function mlp(
  scope: Scope,
  x: Tensor,
  { hidden, outputs, activation = 'silu', outputInitialiser = glorotUniform }: MlpOptions,
): Tensor {
  if (!Array.isArray(hidden)) throw new ArgumentError('mlp', 'hidden', 'a list of widths', hidden);
  let out = x;
  for (const [i, width] of hidden.entries()) out = linear(scope.in(`layer${i}`), out, width, { activation });
  return linear(scope.in(`layer${hidden.length}`), out, outputs, { initialiser: outputInitialiser });
}
