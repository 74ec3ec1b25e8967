/**
 * Bulk uniforms and normals: SIMD kernels where the engine compiles them, else the scalar twin with the same bits.
 */
import { ArgumentError } from './error-classes.ts';
import type { Fill } from './fill-scalar.ts';
import { fillNormal32, fillNormal64, fillUniform32, fillUniform64 } from './fill-scalar.ts';
import { wasmBase64 } from './generated/fill.ts';
import type { Rng } from './rng.ts';

/** Below this many values the call into WebAssembly costs more than it saves. */
const SMALL = 32;

interface Exports {
  readonly memory: WebAssembly.Memory;
  outputOffset(): number;
  readonly maxBlocks: WebAssembly.Global<'i32'>;
}
type Kernel = (k0: number, k1: number, block: bigint, numBlocks: number) => void;

const twins = { fillNormal32, fillNormal64, fillUniform32, fillUniform64 };

/** Instantiated on first use; `null` where the engine has no SIMD or a policy forbids WebAssembly. */
let instance: (Exports & Record<string, Kernel>) | null | undefined;

function kernels(): (Exports & Record<string, Kernel>) | null {
  if (instance === undefined) {
    try {
      const binary = Uint8Array.from(atob(wasmBase64), (character) => character.charCodeAt(0));
      const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary));
      instance = exports as unknown as Exports & Record<string, Kernel>;
    } catch {
      instance = null;
    }
  }
  return instance;
}

function fill<A extends Float32Array | Float64Array>(name: keyof typeof twins, rng: Rng, out: A): void {
  const perBlock = 16 / out.BYTES_PER_ELEMENT;
  const { key, block } = rng.reserve(Math.ceil(out.length / perBlock));
  const simd = out.length < SMALL ? null : kernels();
  if (simd === null) {
    (twins[name] as Fill<A>)(key.k0, key.k1, block, out);
    return;
  }
  const maxBlocks = simd.maxBlocks.value;
  const ArrayType = out.constructor as { new (buffer: ArrayBuffer, offset: number, length: number): A };
  const values = new ArrayType(simd.memory.buffer as ArrayBuffer, simd.outputOffset(), maxBlocks * perBlock);
  const kernel = simd[name]!;
  for (let done = 0; done < out.length; done += values.length) {
    const n = Math.min(values.length, out.length - done);
    kernel(key.k0, key.k1, BigInt(block + done / perBlock), Math.ceil(n / perBlock));
    out.set(n === values.length ? values : values.subarray(0, n), done);
  }
}

function suffixOf(where: string, out: unknown): '32' | '64' {
  if (out instanceof Float32Array) return '32';
  if (out instanceof Float64Array) return '64';
  throw new ArgumentError(where, 'out', 'a Float32Array or Float64Array', out);
}

/**
 * Fills an array with independent uniforms on [0, 1): multiples of 2^-24 (f32) or 2^-53 (f64).
 *
 * Draws whole blocks from `rng.reserve`: the values are not those of repeated `rng.uniform()`, but a longer fill begins
 * with a shorter one, and WebAssembly and plain TypeScript give the same bits.
 *
 * @param out overwritten; any length
 * @throws {ArgumentError} if out is not a Float32Array or Float64Array
 * @example ```ts doctest
 * import { fillUniform, key, stream } from '@yuragi/prob-core';
 * const out = new Float64Array(1000);
 * fillUniform(stream(key(1)), out);
 * out.every((u) => u >= 0 && u < 1); // => true
 * ```
 */
export function fillUniform(rng: Rng, out: Float64Array | Float32Array): void {
  fill(`fillUniform${suffixOf('fillUniform', out)}`, rng, out);
}

/**
 * Fills an array with independent N(0, 1) draws by Box and Muller's transform.
 *
 * Exact in law to the resolution of its uniforms: f64 uses 53 + 53 bits a pair (|z| <= 8.57), f32 uses 32 + 30 bits
 * (|z| <= 6.76, radius and angle within 2 ulp). For tails beyond that, `rng.normal()` has none cut off.
 *
 * @param out overwritten; any length
 * @throws {ArgumentError} if out is not a Float32Array or Float64Array
 * @see Box and Muller, Ann. Math. Stat. 29 (1958), 610
 * @example ```ts doctest
 * import { fillNormal, key, stream } from '@yuragi/prob-core';
 * const out = new Float64Array(10000);
 * fillNormal(stream(key(1)), out);
 * Math.abs(out.reduce((sum, z) => sum + z) / 10000) < 0.049; // => true
 * ```
 */
export function fillNormal(rng: Rng, out: Float64Array | Float32Array): void {
  fill(`fillNormal${suffixOf('fillNormal', out)}`, rng, out);
}
