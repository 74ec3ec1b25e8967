/** One message a line, JSON; arrays of f64 travel as their bytes, so that no digit is lost and none is formatted. */

interface WireArray {
  /** Little-endian, base64. */
  readonly f64: string;
}

const isWireArray = (value: unknown): value is WireArray =>
  typeof value === 'object' && value !== null && typeof (value as Partial<WireArray>).f64 === 'string';

export function encode(message: unknown): string {
  return JSON.stringify(message, (_, value: unknown) =>
    value instanceof Float64Array
      ? { f64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') }
      : value,
  );
}

/** @throws {SyntaxError} if the line is no JSON */
export function decode(line: string): unknown {
  return JSON.parse(line, (_, value: unknown) =>
    // Copied: a buffer may begin anywhere in its pool.
    isWireArray(value) ? new Float64Array(Uint8Array.from(Buffer.from(value.f64, 'base64')).buffer) : value,
  );
}
