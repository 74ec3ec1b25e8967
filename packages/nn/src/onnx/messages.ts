/**
 * The messages of a file of ONNX, with the field numbers of its schema.
 *
 * @see github.com/onnx/onnx, onnx/onnx.proto (intermediate representation 8, operator set 17)
 */
import { bytes, integer, message, text } from './protobuf.ts';

const IR_VERSION = 8;
const OPERATOR_SET = 17;
const ELEMENT = { float: 1, int64: 7 } as const;
const ATTRIBUTE = { integer: 2, integers: 7 } as const;

/** Whole numbers >= 0. */
export type Attribute = number | readonly number[];

function attribute(name: string, value: Attribute): Uint8Array {
  const TYPE = 20;
  if (typeof value === 'number') return message(text(1, name), integer(3, value), integer(TYPE, ATTRIBUTE.integer));
  return message(text(1, name), ...value.map((n) => integer(8, n)), integer(TYPE, ATTRIBUTE.integers));
}

/** One operator, with the names of what it reads and makes. */
export function nodeMessage(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, Attribute>>,
): Uint8Array {
  return message(
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(3, outputs[0]!),
    text(4, operator),
    ...Object.entries(attributes).map(([name, value]) => bytes(5, attribute(name, value))),
  );
}

/** A tensor with its values: f32, or whole numbers as int64. */
export function tensorMessage(
  name: string,
  shape: readonly number[],
  values: Float32Array | BigInt64Array,
): Uint8Array {
  const type = values instanceof Float32Array ? ELEMENT.float : ELEMENT.int64;
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return message(...shape.map((n) => integer(1, n)), integer(2, type), text(8, name), bytes(9, raw));
}

/** Name and shape of an f32 tensor that goes in or comes out. */
export function valueMessage(name: string, shape: readonly number[]): Uint8Array {
  const dimensions = message(...shape.map((n) => bytes(1, integer(1, n))));
  const tensorType = message(integer(1, ELEMENT.float), bytes(2, dimensions));
  return message(text(1, name), bytes(2, bytes(1, tensorType)));
}

/** A whole file, from encoded parts. */
export function modelMessage(parts: {
  readonly nodes: readonly Uint8Array[];
  readonly tensors: readonly Uint8Array[];
  readonly inputs: readonly Uint8Array[];
  readonly outputs: readonly Uint8Array[];
}): Uint8Array<ArrayBuffer> {
  const graph = message(
    ...parts.nodes.map((node) => bytes(1, node)),
    text(2, 'model'),
    ...parts.tensors.map((tensor) => bytes(5, tensor)),
    ...parts.inputs.map((input) => bytes(11, input)),
    ...parts.outputs.map((output) => bytes(12, output)),
  );
  const operatorSet = message(text(1, ''), integer(2, OPERATOR_SET));
  return message(integer(1, IR_VERSION), text(2, '@yuragi/nn'), bytes(7, graph), bytes(8, operatorSet));
}
