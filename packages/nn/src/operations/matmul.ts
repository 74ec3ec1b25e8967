/** Matrix products, and the dense layer act(x w + b) as one operation. */
import { ShapeError } from '@yuragi/prob-core/errors';
import type { Operation, Tensor } from '../graph.ts';
import { record, recordAll, requireTensor, show, sizeOf } from '../graph.ts';
import { type Elementwise, elementwise } from '../kernels.ts';
import { total } from './arithmetic.ts';
import { mapDerivative, requireElementwise } from './maps.ts';
import { reshape } from './shapes.ts';
import { reduceOver, repeatOver } from './sums.ts';

export interface MatmulOptions {
  /** Use the last two axes of a the other way round. */
  readonly transposeA?: boolean | undefined;
  readonly transposeB?: boolean | undefined;
}

export interface Product {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly batch: number;
  /** Whether each operand has a matrix for every entry of the batch, or one for all. */
  readonly isBatchedA: boolean;
  readonly isBatchedB: boolean;
}

/** One matrix on the right for all: the rows of the batch are the rows of one product. */
const isFlat = ({ transposeA, isBatchedB }: Pick<Product, 'transposeA' | 'isBatchedB'>): boolean =>
  !isBatchedB && !transposeA;

/** Rows of a (…, columns) tensor. */
const rowsOf = ({ shape }: Tensor): number => sizeOf(shape.slice(0, -1));

const asMatrix = (x: Tensor): Tensor => reshape(x, [rowsOf(x), x.shape.at(-1)!]);

const product: Operation<Product> = {
  name: 'matmul',
  scratch: (kernels, { attributes: { m, n, k } }) => kernels.matmulScratch(m, n, k),
  emit({ call, at, scratch }, { inputs: [a, b], outputs: [out], attributes }) {
    const { transposeA, transposeB, m, n, k, batch, isBatchedA, isBatchedB } = attributes;
    const [aRow, aColumn] = transposeA ? [1, m] : [k, 1];
    const [bRow, bColumn] = transposeB ? [1, k] : [n, 1];
    const [aBatch, bBatch] = [isBatchedA ? m * k : 0, isBatchedB ? k * n : 0];
    const strides = [aRow, aColumn, bRow, bColumn, n] as const;
    call('matmul', at(out!), at(a!), at(b!), m, n, k, ...strides, 0, batch, aBatch, bBatch, m * n, scratch);
  },
  pullback({ inputs: [a, b], attributes }, [g]) {
    const { transposeA, transposeB, batch, isBatchedA, isBatchedB } = attributes;
    const toA = transposeA
      ? matmul(b!, g!, { transposeA: transposeB, transposeB: true })
      : matmul(g!, b!, { transposeB: !transposeB });
    // Where one matrix serves all, the batch is rows of one product, so that this one sums over it.
    const [left, right] = isFlat(attributes) ? [asMatrix(a!), asMatrix(g!)] : [a!, g!];
    const toB = transposeB
      ? matmul(right, left, { transposeA: true, transposeB: transposeA })
      : matmul(left, right, { transposeA: !transposeA });
    const overBatch = (x: Tensor, isBatched: boolean, { shape }: Tensor): Tensor =>
      isBatched || batch === 1 ? x : reduceOver(x, [1, batch, sizeOf(shape)], shape);
    return [overBatch(toA, isBatchedA, a!), overBatch(toB, isBatchedB, b!)];
  },
  pushforward({ inputs: [a, b], attributes }, [da, db]) {
    return [total(da && matmul(da, b!, attributes), db && matmul(a!, db, attributes))];
  },
};

/**
 * a b over the last two axes, (…, m, k) times (…, k, n). Leading axes agree, or one operand has none and serves all.
 *
 * @throws {ShapeError} with both shapes
 */
export function matmul(a: Tensor, b: Tensor, { transposeA = false, transposeB = false }: MatmulOptions = {}): Tensor {
  requireTensor('matmul', 'a', a);
  requireTensor('matmul', 'b', b);
  const fail = (): never => {
    const turned = transposeA || transposeB ? ` (transposeA ${transposeA}, transposeB ${transposeB})` : '';
    throw new ShapeError('matmul', 'b', `a shape (..., k, n) for a of shape ${show(a.shape)}${turned}`, b.shape);
  };
  if (a.shape.length < 2 || b.shape.length < 2) fail();
  const [leadA, leadB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const [a0, a1, b0, b1] = [...a.shape.slice(-2), ...b.shape.slice(-2)] as [number, number, number, number];
  const [m, k] = transposeA ? [a1, a0] : [a0, a1];
  const [k2, n] = transposeB ? [b1, b0] : [b0, b1];
  const isAlike = leadA.length === leadB.length && leadA.every((size, i) => size === leadB[i]);
  if (k !== k2 || !(isAlike || leadA.length === 0 || leadB.length === 0)) fail();
  const lead = leadA.length === 0 ? leadB : leadA;
  const batch = sizeOf(lead);
  const isBatchedB = leadB.length > 0;
  const sizes = isFlat({ transposeA, isBatchedB })
    ? { m: batch * m, batch: 1, isBatchedA: false }
    : { m, batch, isBatchedA: leadA.length > 0 };
  return record(product, [a, b], [...lead, m, n], { transposeA, transposeB, n, k, isBatchedB, ...sizes });
}

const layer: Operation<Elementwise> = {
  name: 'affine',
  scratch: (kernels, { inputs: [x, w] }) => kernels.matmulScratch(rowsOf(x!), w!.shape[1]!, w!.shape[0]!),
  emit({ call, at, scratch }, { inputs: [x, w, bias], outputs: [out, pre], attributes: f }) {
    const [k, n] = w!.shape as [number, number];
    const [toPre, toBias] = [f === 'identity' ? 0 : at(pre!), bias === undefined ? 0 : at(bias)];
    call('affine', at(out!), toPre, at(x!), at(w!), toBias, rowsOf(x!), n, k, elementwise[f], scratch);
  },
  pullback({ inputs: [x, w, bias], outputs: [, pre], attributes: f }, [gOut, gPre]) {
    const g = total(gOut && (f === 'identity' ? gOut : mapDerivative(gOut, pre!, f)), gPre)!;
    const toX = matmul(g, w!, { transposeB: true });
    const toW = matmul(asMatrix(x!), asMatrix(g), { transposeA: true });
    return bias === undefined ? [toX, toW] : [toX, toW, reduceOver(g, [1, rowsOf(x!), bias.shape[0]!], bias.shape)];
  },
  pushforward({ inputs: [x, w], outputs: [, pre], attributes: f }, [dx, dw, db]) {
    const shift = db && repeatOver(db, [1, rowsOf(x!), db.shape[0]!], pre!.shape);
    const dPre = total(total(dx && matmul(dx, w!), dw && matmul(x!, dw)), shift);
    return [dPre && (f === 'identity' ? dPre : mapDerivative(dPre, pre!, f)), dPre];
  },
};

/**
 * f(x w + bias), in one pass: the dense layer.
 *
 * @param x    (…, k)
 * @param w    (k, n)
 * @param bias (n); left out: none
 * @param f    applied to every element; 'identity' unless given
 * @returns (…, n)
 * @throws {ShapeError} with both shapes; {ArgumentError} for an f that there is not
 */
export function affine(x: Tensor, w: Tensor, bias?: Tensor, f: Elementwise = 'identity'): Tensor {
  for (const [name, tensor] of Object.entries({ x, w, ...(bias === undefined ? {} : { bias }) }))
    requireTensor('affine', name, tensor);
  requireElementwise('affine', f);
  const [k, n] = w.shape;
  if (w.shape.length !== 2 || x.shape.length < 1 || x.shape.at(-1) !== k)
    throw new ShapeError('affine', 'w', `a shape (k, n) for x of shape ${show(x.shape)}, (..., k)`, w.shape);
  if (bias !== undefined && (bias.shape.length !== 1 || bias.shape[0] !== n))
    throw new ShapeError('affine', 'bias', `shape (${n}) for w of shape ${show(w.shape)}`, bias.shape);
  if (x.shape.length === 1) return reshape(affine(reshape(x, [1, k!]), w, bias, f), [n!]);
  const shape = [...x.shape.slice(0, -1), n!];
  const inputs = bias === undefined ? [x, w] : [x, w, bias];
  return recordAll(layer, x.node.graph, inputs, [shape, shape], f)[0]!;
}
