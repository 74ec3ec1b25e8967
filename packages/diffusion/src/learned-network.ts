/**
 * Networks that a denoiser is made of: plain functions that record what they compute. What a network sees and predicts is
 * the objective's business (`objective-prediction.ts`); it has to turn (n, d) into (n, d), at a level, given a label or not.
 */
import {
  add,
  affine,
  type Elementwise,
  heNormal,
  linear,
  mapBy,
  repeatAlong,
  reshape,
  embedding as rowsOfTable,
  type Scope,
  scaleShift,
  sinusoidalEmbedding,
  type Tensor,
  zeros,
} from '@yuragi/nn';
import { ArgumentError, requireCount } from '@yuragi/prob-core/errors';

/** What a network is given. */
export interface NetworkInput {
  /** Data mixed with noise, (n, d), of variance about one or less. */
  readonly x: Tensor;
  /** log(sigma)/4, (n, 1); (1, 1) where all rows share it, as in sampling: what depends on it alone is then computed once. */
  readonly level: Tensor;
  /** Labels as indices, (n) or (1), of `count` = numClasses + 1: the last one is no label. Absent without classes. */
  readonly labels?: { readonly indices: Tensor; readonly count: number } | undefined;
}

/** Records a prediction of the shape of `x`. Parameters are asked for from `scope`. */
export type DenoisingNetwork = (scope: Scope, input: NetworkInput) => Tensor;

/** A tensor whose first axis is 1 or n, with n: for networks that want a level or a label of its own for each row. */
export function eachRow(x: Tensor, n: number): Tensor {
  const [rows, ...rest] = x.shape;
  return rows === n ? x : repeatAlong(reshape(x, rest), 0, n);
}

/** Levels beyond these look alike to a network, which keeps log sigma finite where sigma is 0 or infinite. */
const EXTREME = 1e6;

/** What a network is told of a level: c_noise = log(sigma)/4 (Karras, Aittala, Aila and Laine 2022, table 1). */
export const levelInput = (sigma: number): number => 0.25 * Math.log(Math.min(Math.max(sigma, 1 / EXTREME), EXTREME));

export interface DenoisingMlpOptions {
  /** Widths of the hidden layers, at least one. Default [128, 128, 128]. */
  readonly hidden?: readonly number[] | undefined;
  /** Sines and cosines that the level is shown as, even. Default 64. */
  readonly embedding?: number | undefined;
  /** Default 'silu'. */
  readonly activation?: Elementwise | undefined;
}

/** Frequencies of the embedding in terms of log(sigma)/4: from the fastest down, over a factor SPAN. */
const FASTEST = 16;
const SPAN = 30;

/**
 * Dense layers over a point; the level and the label enter by adding to the first of them.
 *
 *   h = f(x W_x + embed(level) W_t + b + row of the label), then dense layers, the last linear and zero to begin with
 *
 * Weights on x and between hidden layers begin with variance 2/inputs (He et al. 2015): with smaller ones the first layer is
 * almost linear in few dimensions, and learning begins late.
 *
 * With the defaults it has 41 858 parameters in two dimensions. Parameters: x.weight, level, labels, layer1, layer2, …
 *
 * @throws {ArgumentError} for no hidden layer or a width that is no count
 */
export function denoisingMlp({
  hidden = [128, 128, 128],
  embedding = 64,
  activation = 'silu',
}: DenoisingMlpOptions = {}): DenoisingNetwork {
  const where = 'denoisingMlp';
  if (hidden.length === 0) throw new ArgumentError(where, 'hidden', 'at least one width', hidden);
  for (const [i, width] of hidden.entries()) requireCount(where, `hidden[${i}]`, width, 1);
  if (!(Number.isInteger(embedding) && embedding >= 2 && embedding % 2 === 0))
    throw new ArgumentError(where, 'embedding', 'an even integer >= 2', embedding);
  const [first, ...others] = hidden as readonly [number, ...number[]];
  return (scope, { x, level, labels }) => {
    const angles = sinusoidalEmbedding(scaleShift(level, FASTEST, 0), embedding, { maxPeriod: SPAN });
    let shift = linear(scope.in('level'), angles, first);
    if (labels !== undefined)
      shift = add(shift, rowsOfTable(scope.parameter('labels', [labels.count, first], zeros), labels.indices));
    const weight = scope.in('x').parameter('weight', [x.shape[1]!, first], heNormal);
    // A shift that all rows share is the bias of one fused layer.
    let out =
      shift.shape[0] === 1
        ? affine(x, weight, reshape(shift, [first]), activation)
        : mapBy(activation, add(affine(x, weight), shift));
    for (const [i, width] of others.entries())
      out = linear(scope.in(`layer${i + 1}`), out, width, { activation, initialiser: heNormal });
    return linear(scope.in(`layer${hidden.length}`), out, x.shape[1]!, { initialiser: zeros });
  };
}
