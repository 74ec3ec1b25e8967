/** Softmax, its logarithm's normaliser, and normalisation to mean 0 and variance 1: what looks at a row as a whole. */
import { ArgumentError, requirePositive, ShapeError } from '@yuragi/prob-core/errors';
import type { Operation, Tensor } from '../graph.ts';
import { record, recordAll, requireTensor, show, sizeOf } from '../graph.ts';
import { multiply, subtract } from './arithmetic.ts';
import { reshape } from './shapes.ts';
import { sum } from './sums.ts';

const rowsAndColumns = ({ shape }: Tensor): [rows: number, columns: number] => [
  sizeOf(shape.slice(0, -1)),
  shape.at(-1)!,
];

/** A column beside rows: (…) as (…, 1). */
const column = (x: Tensor): Tensor => reshape(x, [...x.shape, 1]);

function requireRows(where: string, x: Tensor): void {
  if (requireTensor(where, 'x', x).shape.length === 0) throw new ShapeError(where, 'x', 'at least one axis', x.shape);
}

const softmaxed: Operation<null> = {
  name: 'softmax',
  emit: ({ call, at }, { inputs: [x], outputs: [out] }) => call('softmax', at(out!), at(x!), ...rowsAndColumns(x!)),
  pullback: ({ outputs: [p] }, [g]) => [softmaxDerivative(g!, p!)],
  pushforward: ({ outputs: [p] }, [dx]) => [softmaxDerivative(dx!, p!)],
};

/** The Jacobian of softmax, symmetric, on y: p (y - sum_j p_j y_j). */
const derivative: Operation<null> = {
  name: 'derivative of softmax',
  emit({ call, at }, { inputs: [y, p], outputs: [out] }) {
    call('softmaxDerivative', at(out!), at(y!), at(p!), ...rowsAndColumns(p!));
  },
  pullback({ inputs: [y, p] }, [g]) {
    const overRow = (x: Tensor): Tensor => column(sum(x, [-1]));
    const centred = subtract(y!, overRow(multiply(p!, y!)));
    return [softmaxDerivative(g!, p!), subtract(multiply(g!, centred), multiply(y!, overRow(multiply(g!, p!))))];
  },
};

const softmaxDerivative = (y: Tensor, p: Tensor): Tensor => record(derivative, [y, p], p.shape, null);

/** exp x / sum exp x over the last axis, without overflow; NaN for a row of -Infinity alone. @throws {ShapeError} for a scalar */
export function softmax(x: Tensor): Tensor {
  requireRows('softmax', x);
  return record(softmaxed, [x], x.shape, null);
}

const normaliser: Operation<null> = {
  name: 'logSumExp',
  emit: ({ call, at }, { inputs: [x], outputs: [out] }) => call('logSumExp', at(out!), at(x!), ...rowsAndColumns(x!)),
  pullback: ({ inputs: [x] }, [g]) => [multiply(softmax(x!), column(g!))],
  pushforward: ({ inputs: [x] }, [dx]) => [sum(multiply(softmax(x!), dx!), [-1])],
};

/** log sum exp x over the last axis, which is dropped. @throws {ShapeError} for a scalar */
export function logSumExp(x: Tensor): Tensor {
  requireRows('logSumExp', x);
  return record(normaliser, [x], x.shape.slice(0, -1), null);
}

export interface Groups {
  readonly batch: number;
  readonly positions: number;
  readonly channels: number;
  readonly groups: number;
  readonly epsilon: number;
}

const normalised: Operation<Groups> = {
  name: 'normalise',
  emit({ call, at }, { inputs: [x], outputs: [out, scales], attributes }) {
    const { batch, positions, channels, groups, epsilon } = attributes;
    call('normalise', at(out!), at(scales!), at(x!), batch, positions, channels, groups, epsilon);
  },
  pullback: ({ outputs: [n, scales], attributes }, [g]) => [record(jacobian, [g!, n!, scales!], n!.shape, attributes)],
  pushforward: ({ outputs: [n, scales], attributes }, [dx]) => [
    record(jacobian, [dx!, n!, scales!], n!.shape, attributes),
  ],
};

const jacobian: Operation<Groups> = {
  name: 'derivative of normalise',
  emit({ call, at }, { inputs: [y, n, scales], outputs: [out], attributes: { batch, positions, channels, groups } }) {
    call('normaliseDerivative', at(out!), at(y!), at(n!), at(scales!), batch, positions, channels, groups);
  },
};

/**
 * Channels brought to mean 0 and variance 1 in groups, over all positions of an example: x (batch, …, channels).
 *
 *   out = (x - mean)/sqrt(variance + epsilon)
 *
 * @param groups  a divisor of the channels; as many as channels: every channel alone
 * @param epsilon 1e-5 unless given
 * @throws {ArgumentError} if groups does not divide the channels
 * @see Wu and He 2018, eqs. 1 and 2
 */
export function groupNormalise(x: Tensor, groups: number, epsilon = 1e-5): Tensor {
  requireTensor('groupNormalise', 'x', x);
  requirePositive('groupNormalise', 'epsilon', epsilon);
  const [channels, batch] = [x.shape.at(-1)!, x.shape[0]!];
  if (x.shape.length < 2) throw new ShapeError('groupNormalise', 'x', 'a shape (batch, ..., channels)', x.shape);
  if (!(Number.isInteger(groups) && groups >= 1 && Number.isInteger(channels / groups)))
    throw new ArgumentError(
      'groupNormalise',
      'groups',
      `a divisor of the ${channels} channels of ${show(x.shape)}`,
      groups,
    );
  const positions = sizeOf(x.shape.slice(1, -1));
  const attributes = { batch, positions, channels, groups, epsilon };
  return recordAll(normalised, x.node.graph, [x], [x.shape, [batch, groups]], attributes)[0]!;
}

/** Every row (last axis) brought to mean 0 and variance 1. @see Ba, Kiros and Hinton 2016, eq. 4 */
export function layerNormalise(x: Tensor, epsilon = 1e-5): Tensor {
  requireRows('layerNormalise', x);
  requirePositive('layerNormalise', 'epsilon', epsilon);
  const [batch, channels] = rowsAndColumns(x);
  const attributes = { batch, positions: 1, channels, groups: 1, epsilon };
  return recordAll(normalised, x.node.graph, [x], [x.shape, [batch, 1]], attributes)[0]!;
}
