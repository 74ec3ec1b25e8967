/**
 * Operations in the words of ONNX (operator set 17), by their names: all that have a meaning outside of training. What
 * ONNX has no operator for is written out in basic ones. Images stay channels-last outside of `Conv`.
 */
import type { Node, Tensor } from '../graph.ts';
import { sizeOf } from '../graph.ts';
import type { Elementwise, Pairwise } from '../kernels.ts';
import type { Attention } from '../operations/attend.ts';
import type { Convolution } from '../operations/images.ts';
import type { Product } from '../operations/matmul.ts';
import type { Groups } from '../operations/rows.ts';
import type { Window } from '../operations/shapes.ts';
import type { Over } from '../operations/sums.ts';
import type { Attribute } from './messages.ts';

/** A file in the making. Values are known by their names. */
export interface Sheet {
  nameOf(tensor: Tensor): string;
  /** Writes an operator down and returns the name of its output. */
  write(operator: string, inputs: readonly string[], attributes?: Readonly<Record<string, Attribute>>): string;
  /** A constant of f32. */
  constant(values: Float32Array, shape: readonly number[]): string;
  /** A list of whole numbers as int64. */
  integers(values: readonly number[]): string;
}

/** Writes one operation down and returns the names of its outputs: of all of which any is read outside of derivatives. */
// biome-ignore lint/suspicious/noExplicitAny: attributes belong to the operation
type Writer<A = any> = (sheet: Sheet, node: Node<A>) => string | readonly string[];

const number = (sheet: Sheet, value: number): string => sheet.constant(Float32Array.of(value), []);

const reshaped = (sheet: Sheet, x: string, shape: readonly number[]): string =>
  sheet.write('Reshape', [x, sheet.integers(shape)]);

const scaled = (sheet: Sheet, x: string, scale: number): string =>
  scale === 1 ? x : sheet.write('Mul', [x, number(sheet, scale)]);

const maps: { readonly [F in Exclude<Elementwise, 'identity'>]: string | ((sheet: Sheet, x: string) => string) } = {
  relu: 'Relu',
  silu: (sheet, x) => sheet.write('Mul', [x, sheet.write('Sigmoid', [x])]),
  // x (1 + erf(x/sqrt(2)))/2
  gelu(sheet, x) {
    const erf = sheet.write('Erf', [scaled(sheet, x, Math.SQRT1_2)]);
    return sheet.write('Mul', [scaled(sheet, x, 0.5), sheet.write('Add', [erf, number(sheet, 1)])]);
  },
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  softplus: 'Softplus',
  exp: 'Exp',
  log: 'Log',
  sqrt: 'Sqrt',
  square: (sheet, x) => sheet.write('Mul', [x, x]),
  reciprocal: 'Reciprocal',
  sin: 'Sin',
  cos: 'Cos',
  abs: 'Abs',
};

function mapped(sheet: Sheet, x: string, f: Elementwise): string {
  if (f === 'identity') return x;
  const written = maps[f];
  return typeof written === 'string' ? sheet.write(written, [x]) : written(sheet, x);
}

const pairs = { add: 'Add', subtract: 'Sub', multiply: 'Mul', divide: 'Div' } as const satisfies Record<
  Pairwise,
  string
>;

const scale: Writer<{ readonly scale: number; readonly shift: number }> = (sheet, { inputs: [x], attributes }) => {
  const out = scaled(sheet, sheet.nameOf(x!), attributes.scale);
  return attributes.shift === 0 ? out : sheet.write('Add', [out, number(sheet, attributes.shift)]);
};

/** ONNX repeats the smaller operand by the same rule, only more generally. */
const combine: Writer<{ readonly f: Pairwise }> = (sheet, { inputs, attributes: { f } }) =>
  sheet.write(pairs[f], inputs.map(sheet.nameOf));

const map: Writer<Elementwise> = (sheet, { inputs: [x], attributes: f }) => mapped(sheet, sheet.nameOf(x!), f);

const sum: Writer<Over> = (sheet, { inputs: [x], outputs: [out], attributes: { extent, scale } }) => {
  const parts = reshaped(sheet, sheet.nameOf(x!), extent);
  const total = sheet.write('ReduceSum', [parts, sheet.integers([1])]);
  return reshaped(sheet, scaled(sheet, total, scale), out!.shape);
};

const repeat: Writer<Over> = (sheet, { inputs: [x], outputs: [out], attributes: { extent, scale } }) => {
  const [outer, , inner] = extent;
  const one = scaled(sheet, reshaped(sheet, sheet.nameOf(x!), [outer, 1, inner]), scale);
  return reshaped(sheet, sheet.write('Expand', [one, sheet.integers(extent)]), out!.shape);
};

const reshape: Writer = (sheet, { inputs: [x], outputs: [out] }) => reshaped(sheet, sheet.nameOf(x!), out!.shape);

const permute: Writer<readonly number[]> = (sheet, { inputs: [x], attributes: perm }) =>
  sheet.write('Transpose', [sheet.nameOf(x!)], { perm });

const concatenate: Writer<number> = (sheet, { inputs, attributes: axis }) =>
  sheet.write('Concat', inputs.map(sheet.nameOf), { axis });

const sliced = (sheet: Sheet, x: string, axis: number, start: number, length: number): string =>
  sheet.write('Slice', [x, ...[start, start + length, axis].map((n) => sheet.integers([n]))]);

const slice: Writer<Window> = (sheet, { inputs: [x], outputs: [out], attributes: { axis, start } }) =>
  sliced(sheet, sheet.nameOf(x!), axis, start, out!.shape[axis]!);

const split: Writer<number> = (sheet, { inputs: [x], outputs, attributes: axis }) => {
  let start = 0;
  return outputs.map(({ shape }) => {
    const part = sliced(sheet, sheet.nameOf(x!), axis, start, shape[axis]!);
    start += shape[axis]!;
    return part;
  });
};

const pad: Writer<Window> = (sheet, { inputs: [x], outputs: [out], attributes: { axis, start } }) => {
  const after = out!.shape[axis]! - start - x!.shape[axis]!;
  const along = (n: number): number[] => out!.shape.map((_, i) => (i === axis ? n : 0));
  return sheet.write('Pad', [sheet.nameOf(x!), sheet.integers([...along(start), ...along(after)])]);
};

/** A tensor with its last two axes the other way round. */
function transposed(sheet: Sheet, x: Tensor): string {
  const axes = x.shape.map((_, i) => i);
  return sheet.write('Transpose', [sheet.nameOf(x)], { perm: [...axes.slice(0, -2), ...axes.slice(-2).reverse()] });
}

const matmul: Writer<Product> = (sheet, { inputs: [a, b], attributes: { transposeA, transposeB } }) =>
  sheet.write('MatMul', [
    transposeA ? transposed(sheet, a!) : sheet.nameOf(a!),
    transposeB ? transposed(sheet, b!) : sheet.nameOf(b!),
  ]);

const affine: Writer<Elementwise> = (sheet, { inputs: [x, w, bias], attributes: f }) => {
  const product = sheet.write('MatMul', [sheet.nameOf(x!), sheet.nameOf(w!)]);
  return mapped(sheet, bias === undefined ? product : sheet.write('Add', [product, sheet.nameOf(bias)]), f);
};

const lastAxis = ({ shape }: Tensor): number => shape.length - 1;

const softmax: Writer = (sheet, { inputs: [x] }) => sheet.write('Softmax', [sheet.nameOf(x!)], { axis: lastAxis(x!) });

/** Not ReduceLogSumExp, whose definition overflows. */
const logSumExp: Writer = (sheet, { inputs: [x], outputs: [out] }) => {
  const axes = [lastAxis(x!)];
  const most = sheet.write('ReduceMax', [sheet.nameOf(x!)], { axes });
  const terms = sheet.write('Exp', [sheet.write('Sub', [sheet.nameOf(x!), most])]);
  const total = sheet.write('ReduceSum', [terms, sheet.integers(axes)]);
  return reshaped(sheet, sheet.write('Add', [sheet.write('Log', [total]), most]), out!.shape);
};

const normalise: Writer<Groups> = (sheet, { inputs: [x], attributes }) => {
  const { batch, positions, channels, groups, epsilon } = attributes;
  const axes = [1, 3];
  const grouped = reshaped(sheet, sheet.nameOf(x!), [batch, positions, groups, channels / groups]);
  const centred = sheet.write('Sub', [grouped, sheet.write('ReduceMean', [grouped], { axes })]);
  const variance = sheet.write('ReduceMean', [sheet.write('Mul', [centred, centred])], { axes });
  const deviation = sheet.write('Sqrt', [sheet.write('Add', [variance, number(sheet, epsilon)])]);
  return reshaped(sheet, sheet.write('Div', [centred, deviation]), x!.shape);
};

/** Indices, whole numbers in f32, as int64; one that is no row becomes the nearest row, as in the kernels. */
function indicesOf(sheet: Sheet, indices: string, rows: number): string {
  const INT64 = 7;
  return sheet.write('Cast', [sheet.write('Clip', [indices, number(sheet, 0), number(sheet, rows - 1)])], {
    to: INT64,
  });
}

const embedding: Writer = (sheet, { inputs: [table, indices] }) =>
  sheet.write('Gather', [sheet.nameOf(table!), indicesOf(sheet, sheet.nameOf(indices!), table!.shape[0]!)], {
    axis: 0,
  });

const crossEntropy: Writer = (sheet, { inputs: [x, targets], outputs: [out] }) => {
  const axis = lastAxis(x!);
  const logs = sheet.write('LogSoftmax', [sheet.nameOf(x!)], { axis });
  const column = reshaped(sheet, sheet.nameOf(targets!), [...out!.shape, 1]);
  const chosen = sheet.write('GatherElements', [logs, indicesOf(sheet, column, x!.shape[axis]!)], { axis });
  return sheet.write('Neg', [reshaped(sheet, chosen, out!.shape)]);
};

const convolve: Writer<Convolution> = (sheet, { inputs: [x, w], attributes: { filter, stride } }) => {
  const [size] = filter;
  const pad = (size - 1) / 2;
  const image = sheet.write('Transpose', [sheet.nameOf(x!)], { perm: [0, 3, 1, 2] });
  const kernel = sheet.write('Transpose', [sheet.nameOf(w!)], { perm: [3, 2, 0, 1] });
  const attributes = { kernel_shape: [size, size], strides: [stride, stride], pads: [pad, pad, pad, pad] };
  return sheet.write('Transpose', [sheet.write('Conv', [image, kernel], attributes)], { perm: [0, 2, 3, 1] });
};

const upsample: Writer<number> = (sheet, { inputs: [x], outputs: [out], attributes: scale }) => {
  const [batch, height, width, channels] = x!.shape as [number, number, number, number];
  const pixels = reshaped(sheet, sheet.nameOf(x!), [batch, height, 1, width, 1, channels]);
  const blocks = sheet.write('Expand', [pixels, sheet.integers([batch, height, 2, width, 2, channels])]);
  return scaled(sheet, reshaped(sheet, blocks, out!.shape), scale);
};

const downsample: Writer<number> = (sheet, { inputs: [x], outputs: [out], attributes: scale }) => {
  const [batch, height, width, channels] = out!.shape as [number, number, number, number];
  const blocks = reshaped(sheet, sheet.nameOf(x!), [batch, height, 2, width, 2, channels]);
  const total = sheet.write('ReduceSum', [blocks, sheet.integers([2, 4])]);
  return scaled(sheet, reshaped(sheet, total, out!.shape), scale);
};

/** What causality hides: a number so low that its exponential is 0 beside any other. */
const HIDDEN = -1e30;

const attend: Writer<Attention> = (sheet, { inputs: [q, k, v], outputs: [out], attributes }) => {
  const { batch, heads, queries, keys, dimension, isCausal } = attributes;
  const byHead = (x: Tensor, rows: number, perm: readonly number[]): string =>
    sheet.write('Transpose', [reshaped(sheet, sheet.nameOf(x), [batch, rows, heads, dimension])], { perm });
  const products = sheet.write('MatMul', [byHead(q!, queries, [0, 2, 1, 3]), byHead(k!, keys, [0, 2, 3, 1])]);
  let logits = scaled(sheet, products, 1 / Math.sqrt(dimension));
  if (isCausal) {
    const mask = new Float32Array(sizeOf([queries, keys]));
    for (let i = 0; i < queries; i++) mask.fill(HIDDEN, i * keys + i + keys - queries + 1, (i + 1) * keys);
    logits = sheet.write('Add', [logits, sheet.constant(mask, [queries, keys])]);
  }
  const weights = sheet.write('Softmax', [logits], { axis: 3 });
  const heard = sheet.write('MatMul', [weights, byHead(v!, keys, [0, 2, 1, 3])]);
  return reshaped(sheet, sheet.write('Transpose', [heard], { perm: [0, 2, 1, 3] }), out!.shape);
};

/** By the names of the operations. */
export const writers: Readonly<Record<string, Writer>> = {
  scale,
  combine,
  map,
  sum,
  repeat,
  reshape,
  permute,
  concatenate,
  slice,
  split,
  pad,
  matmul,
  affine,
  softmax,
  logSumExp,
  normalise,
  embedding,
  crossEntropy,
  convolve,
  upsample,
  downsample,
  attend,
};
