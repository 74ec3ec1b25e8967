/**
 * Holds the kernels in WebAssembly (f32) against the reference in plain TypeScript over a memory of f64 numbers with the
 * same addresses and inputs.
 *
 *   const bed = testBed(build, matmulReference);
 *   const x = bed.input(fillNormal32(rng, n)), out = bed.output(n);
 *   bed.run((kernels) => kernels.map(out, x, n, elementwise.silu));
 *   expect(bed.excess(out, n, bound)).toBeLessThanOrEqual(1);
 *   expect(bed.isIntact()).toBe(true);
 */

import { setFlagsFromString } from 'node:v8';
import { fillNormal, type Rng } from '@yuragi/prob-core';
import type { Kernels } from '../../src/kernels.ts';
import { compileKernels, instantiateKernels, type KernelKind, supports } from '../../src/webassembly.ts';

export interface KernelBuild {
  readonly name: KernelKind;
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
  /** The memory of the reference. */
  readonly twin: Float64Array;
}

/** Half the distance of neighbouring f32 numbers at 1: the relative error of one rounding. */
export const roundoff: number = 2 ** -24;

const PAGES = 128;
const START = 1024;
/** Elements before and after what is allocated, and after all of it. */
const GUARD = 16;
const TAIL = 4096;
const SENTINEL = -123456.75;

// Node 20 has the relaxed instructions behind a flag that later versions no longer know.
if (!supports('relaxed')) setFlagsFromString('--experimental-wasm-relaxed-simd');

const builds: KernelBuild[] = [];
for (const name of ['plain', 'relaxed'] as const) {
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
  new Float32Array(memory.buffer).fill(SENTINEL);
  const twin = new Float64Array(memory.buffer.byteLength / 4).fill(SENTINEL);
  const module = await compileKernels({ kind: name, isShared: false });
  builds.push({ name, memory, twin, kernels: instantiateKernels(module, memory) });
}

/** Both builds, each with a memory of 8 MiB (2 million elements) of its own. */
export const kernelBuilds = (): readonly KernelBuild[] => builds;

/** What a test calls: the kernels that a reference has. */
type Part<R> = R extends (memory: () => Float64Array) => infer P ? P : never;

export interface TestBed<P> {
  /** The kernels of the build. */
  readonly kernels: Kernels;
  /** The f32 memory of the build, by index (address / 4). */
  readonly values: Float32Array;
  /** The f64 memory of the reference. */
  readonly expected: Float64Array;
  /** Address of n elements, not yet written. A sentinel stands before and after them, as around all that follows. */
  allocate(n: number): number;
  /** Address of values that both memories hold, rounded to f32. */
  input(values: ArrayLike<number>): number;
  /** Address of n standard normals. */
  normals(rng: Rng, n: number): number;
  /** Address of n sentinels: an element that a kernel should write and does not is seen. */
  output(n: number): number;
  /** Runs calls on the build and on the reference. */
  run(calls: (kernels: P) => void): void;
  /**
   * Largest |actual - expected| / bound of n elements from an address: at most 1 if the kernel keeps to the bound. An
   * entry 0 of the bound asks for equality; NaN in either memory alone is Infinity.
   */
  excess(address: number, n: number, bound: number | ArrayLike<number> | ((i: number) => number)): number;
  /** Whether the sentinels around what was allocated still stand, in the memory of the build. */
  isIntact(): boolean;
}

/** Elements of each build's memory that beds have used. */
const used = new WeakMap<KernelBuild, number>();

/** A fresh layout over the memory of a build: what the last bed wrote is gone, so use one at a time. */
export function testBed<R extends (memory: () => Float64Array) => Partial<Kernels>>(
  build: KernelBuild,
  reference: R,
): TestBed<Part<R>> {
  const { kernels, memory, twin: expected } = build;
  const values = new Float32Array(memory.buffer);
  const end = used.get(build) ?? 0;
  values.fill(SENTINEL, 0, end);
  expected.fill(SENTINEL, 0, end);
  const twins = [kernels as Part<R>, reference(() => expected) as Part<R>];
  const taken: { start: number; end: number }[] = [];
  let free = START;

  function allocate(n: number): number {
    const start = free + GUARD;
    free = start + 4 * Math.ceil(n / 4);
    if (free + TAIL > values.length) throw new RangeError('testBed: the memory is full');
    used.set(build, Math.max(used.get(build) ?? 0, free + TAIL));
    taken.push({ start, end: start + n });
    return 4 * start;
  }
  function input(from: ArrayLike<number>): number {
    const address = allocate(from.length);
    values.set(from, address / 4);
    for (let i = 0; i < from.length; i++) expected[address / 4 + i] = values[address / 4 + i]!;
    return address;
  }

  return {
    kernels,
    values,
    expected,
    allocate,
    input,
    normals: (rng, n) => {
      const z = new Float32Array(n);
      fillNormal(rng, z);
      return input(z);
    },
    output: allocate,
    run: (calls) => twins.forEach(calls),
    excess: (address, n, bound) => {
      let worst = 0;
      for (let i = 0; i < n; i++) {
        const error = Math.abs(values[address / 4 + i]! - expected[address / 4 + i]!);
        const allowed = typeof bound === 'number' ? bound : typeof bound === 'function' ? bound(i) : bound[i]!;
        const isSame = Object.is(values[address / 4 + i]!, expected[address / 4 + i]!) || error === 0;
        const ratio = isSame ? 0 : error / allowed;
        worst = Math.max(worst, Number.isNaN(ratio) ? Number.POSITIVE_INFINITY : ratio);
      }
      return worst;
    },
    isIntact: () => {
      let at = 0;
      for (const { start, end } of [...taken, { start: free + TAIL, end: free + TAIL }]) {
        for (; at < start; at++) if (values[at] !== SENTINEL) return false;
        at = end;
      }
      return true;
    },
  };
}
