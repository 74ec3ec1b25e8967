/** Convolutions and changes of resolution, channels last: x is (batch, height, width, channels). */
import { ArgumentError, ShapeError } from '@yuragi/prob-core/errors';
import type { Node, Operation, Tensor } from '../graph.ts';
import { record, requireTensor, show } from '../graph.ts';
import type { Kernels } from '../kernels.ts';
import { total } from './arithmetic.ts';

export interface Convolution {
  /** Of x: batch, height, width, inputs. */
  readonly image: readonly [batch: number, height: number, width: number, inputs: number];
  /** Of w: size, size, inputs, outputs. */
  readonly filter: readonly [size: number, size: number, inputs: number, outputs: number];
  readonly stride: number;
}

type Extents = readonly [
  batch: number,
  height: number,
  width: number,
  inputs: number,
  outputs: number,
  size: number,
  stride: number,
];

const extents = ({ image, filter: [size, , , outputs], stride }: Convolution): Extents => [
  ...image,
  outputs,
  size,
  stride,
];

const outputShape = ({ image: [batch, height, width], filter: [, , , outputs], stride }: Convolution): number[] => [
  batch,
  Math.ceil(height / stride),
  Math.ceil(width / stride),
  outputs,
];

const scratch = (kernels: Kernels, { attributes }: Node<Convolution>): number =>
  kernels.convolveScratch(...extents(attributes));

/** Bilinear in x and w; so are its adjoints, which are one another's. */
const convolution: Operation<Convolution> = {
  name: 'convolve',
  scratch,
  emit({ call, at, scratch }, { inputs: [x, w], outputs: [out], attributes }) {
    call('convolve', at(out!), at(x!), at(w!), ...extents(attributes), scratch);
  },
  pullback: ({ inputs: [x, w], attributes }, [g]) => [toImage(g!, w!, attributes), toFilter(x!, g!, attributes)],
  pushforward({ inputs: [x, w], attributes }, [dx, dw]) {
    return [total(dx && forward(dx, w!, attributes), dw && forward(x!, dw, attributes))];
  },
};

const imageAdjoint: Operation<Convolution> = {
  name: 'convolve, adjoint in x',
  scratch,
  emit({ call, at, scratch }, { inputs: [y, w], outputs: [out], attributes }) {
    call('convolveInput', at(out!), at(y!), at(w!), ...extents(attributes), scratch);
  },
  pullback: ({ inputs: [y, w], attributes }, [g]) => [forward(g!, w!, attributes), toFilter(g!, y!, attributes)],
};

const filterAdjoint: Operation<Convolution> = {
  name: 'convolve, adjoint in w',
  scratch,
  emit({ call, at, scratch }, { inputs: [x, y], outputs: [out], attributes }) {
    call('convolveWeights', at(out!), at(x!), at(y!), ...extents(attributes), scratch);
  },
  pullback: ({ inputs: [x, y], attributes }, [g]) => [toImage(y!, g!, attributes), forward(x!, g!, attributes)],
};

const forward = (x: Tensor, w: Tensor, c: Convolution): Tensor => record(convolution, [x, w], outputShape(c), c);
const toImage = (y: Tensor, w: Tensor, c: Convolution): Tensor => record(imageAdjoint, [y, w], c.image, c);
const toFilter = (x: Tensor, y: Tensor, c: Convolution): Tensor => record(filterAdjoint, [x, y], c.filter, c);

function requireImage(where: string, x: Tensor): readonly [number, number, number, number] {
  if (requireTensor(where, 'x', x).shape.length !== 4)
    throw new ShapeError(where, 'x', 'a shape (batch, height, width, channels)', x.shape);
  return x.shape as unknown as readonly [number, number, number, number];
}

/**
 * Cross-correlation with zeros around the image, as networks call convolution.
 *
 *   out(b, i, j, o) = sum over (u, v, c) of x(b, stride i + u - p, stride j + v - p, c) w(u, v, c, o),  p = (size - 1)/2
 *
 * @param w      (size, size, inputs, outputs), size 1 or 3
 * @param stride 1 or 2
 * @returns (batch, ceil(height/stride), ceil(width/stride), outputs)
 * @throws {ShapeError}, {ArgumentError} with both shapes
 */
export function convolve(x: Tensor, w: Tensor, stride = 1): Tensor {
  const image = requireImage('convolve', x);
  const [size, size2, inputs] = requireTensor('convolve', 'w', w).shape;
  if (w.shape.length !== 4 || (size !== 1 && size !== 3) || size2 !== size || inputs !== image[3])
    throw new ShapeError(
      'convolve',
      'w',
      `a shape (s, s, ${image[3]}, outputs), s 1 or 3, for x of ${show(x.shape)}`,
      w.shape,
    );
  if (stride !== 1 && stride !== 2) throw new ArgumentError('convolve', 'stride', '1 or 2', stride);
  return forward(x, w, { image, filter: w.shape as unknown as Convolution['filter'], stride });
}

const enlarged: Operation<number> = {
  name: 'upsample',
  emit({ call, at }, { inputs: [x], outputs: [out], attributes: scale }) {
    call('upsample', at(out!), at(x!), ...requireImage('upsample', x!), scale);
  },
  pullback: ({ inputs: [x], attributes: scale }, [g]) => [record(reduced, [g!], x!.shape, scale)],
  pushforward: ({ outputs: [out], attributes: scale }, [dx]) => [record(enlarged, [dx!], out!.shape, scale)],
};

const reduced: Operation<number> = {
  name: 'downsample',
  emit({ call, at }, { inputs: [x], outputs: [out], attributes: scale }) {
    call('downsample', at(out!), at(x!), ...requireImage('downsample', out!), scale);
  },
  pullback: ({ inputs: [x], attributes: scale }, [g]) => [record(enlarged, [g!], x!.shape, scale)],
  pushforward: ({ outputs: [out], attributes: scale }, [dx]) => [record(reduced, [dx!], out!.shape, scale)],
};

/** Every pixel four times: twice the height and width. @throws {ShapeError} */
export function upsample(x: Tensor): Tensor {
  const [batch, height, width, channels] = requireImage('upsample', x);
  return record(enlarged, [x], [batch, 2 * height, 2 * width, channels], 1);
}

/** Means of 2 x 2 blocks: half the height and width. @throws {ShapeError} if either is odd */
export function downsample(x: Tensor): Tensor {
  const [batch, height, width, channels] = requireImage('downsample', x);
  if (height % 2 || width % 2) throw new ShapeError('downsample', 'x', 'an even height and width', x.shape);
  return record(reduced, [x], [batch, height / 2, width / 2, channels], 0.25);
}
