/** A short hash of plain data: what a checkpoint and the run it is given to must agree on. */

/** Two 32-bit lanes of MurmurHash3's mixing (Appleby 2011), over words in order. */
interface Lanes {
  a: number;
  b: number;
}

function mixWord(h: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  h ^= Math.imul(k, 0x1b873593);
  h = (h << 13) | (h >>> 19);
  return (Math.imul(h, 5) + 0xe6546b64) | 0;
}

function finalise(h: number): number {
  let x = h;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

function absorbWord(lanes: Lanes, word: number): void {
  lanes.a = mixWord(lanes.a, word);
  lanes.b = mixWord(lanes.b, Math.imul(word, 0x9e3779b1) ^ lanes.a);
}

function absorbBytes(lanes: Lanes, bytes: Uint8Array): void {
  absorbWord(lanes, bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const whole = bytes.length & ~3;
  for (let i = 0; i < whole; i += 4) absorbWord(lanes, view.getInt32(i, true));
  let rest = 0;
  for (let i = whole; i < bytes.length; i++) rest |= bytes[i]! << (8 * (i - whole));
  absorbWord(lanes, rest);
}

function absorb(lanes: Lanes, value: unknown): void {
  if (ArrayBuffer.isView(value)) {
    absorbBytes(lanes, new TextEncoder().encode(value.constructor.name));
    absorbBytes(lanes, new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  } else if (Array.isArray(value)) {
    absorbWord(lanes, value.length);
    for (const item of value) absorb(lanes, item);
  } else if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).filter(([, item]) => item !== undefined);
    // Marks an object and where it ends: { a: {}, b: 1 } is not { a: { b: 1 } }.
    absorbWord(lanes, ~fields.length);
    for (const [name, item] of fields.sort(([a], [b]) => (a < b ? -1 : 1))) {
      absorb(lanes, name);
      absorb(lanes, item);
    }
  } else {
    absorbBytes(lanes, new TextEncoder().encode(`${typeof value}:${Object.is(value, -0) ? '-0' : String(value)}`));
  }
}

/**
 * A 64-bit hash of plain data (objects, arrays, typed arrays, primitives), as 16 hexadecimal digits. The order of keys
 * in an object does not matter, and a field that is undefined counts as absent. Not cryptographic.
 *
 * @example ```ts doctest
 * import { fingerprint } from '@yuragi/prob-core';
 * fingerprint({ a: 1, b: [2] }) === fingerprint({ b: [2], a: 1 }); // => true
 * fingerprint(1) === fingerprint('1'); // => false
 * ```
 */
export function fingerprint(value: unknown): string {
  const lanes: Lanes = { a: 0x9747b28c | 0, b: 0x3c6ef372 | 0 };
  absorb(lanes, value);
  return [finalise(lanes.a), finalise(lanes.b ^ lanes.a)].map((h) => h.toString(16).padStart(8, '0')).join('');
}
