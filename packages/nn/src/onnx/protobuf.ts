/**
 * The part of Protocol Buffers' wire format that a file of ONNX needs, to write only: forty lines, less than a library's
 * interface would take to explain.
 *
 * A message is the concatenation of its fields; a field is a key, number * 8 + wire type, and a value.
 *
 * @see protobuf.dev/programming-guides/encoding
 */

const VARINT = 0;
const LENGTH_DELIMITED = 2;

/** Seven bits a byte, low ones first, a bit on all bytes but the last. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}

const key = (field: number, wireType: number): number[] => varint(field * 8 + wireType);

/** Fields one after another. */
export function message(...fields: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(fields.reduce((length, field) => length + field.length, 0));
  let at = 0;
  for (const field of fields) {
    out.set(field, at);
    at += field.length;
  }
  return out;
}

/** A whole number, >= 0 and safe. */
export const integer = (field: number, value: number): Uint8Array =>
  Uint8Array.from([...key(field, VARINT), ...varint(value)]);

/** Bytes, or a message within a message. */
export const bytes = (field: number, value: Uint8Array): Uint8Array =>
  message(Uint8Array.from([...key(field, LENGTH_DELIMITED), ...varint(value.length)]), value);

export const text = (field: number, value: string): Uint8Array => bytes(field, new TextEncoder().encode(value));
