import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Kernels } from '../src/kernels.ts';
import { compileKernels, instantiateKernels, type KernelKind, kernelBinary, supports } from '../src/webassembly.ts';
// Turns the relaxed instructions on where the engine has them behind a flag.
import './kernels/harness.ts';

const kinds: KernelKind[] = ['plain', 'relaxed'];

afterEach(() => {
  vi.unstubAllGlobals();
});

async function kernelsOver(memory: WebAssembly.Memory, kind: KernelKind, isShared = false): Promise<Kernels> {
  return instantiateKernels(await compileKernels({ kind, isShared }), memory);
}

/** (1 2) (3 4)^T by kernels over a memory. */
function product(kernels: Kernels, memory: WebAssembly.Memory): number {
  const values = new Float32Array(memory.buffer);
  values.set([1, 2, 0, 0, 3, 4], 4);
  kernels.matmul(48, 16, 32, 1, 1, 2, 2, 1, 1, 1, 1, 0, 1, 0, 0, 0, 64);
  return values[12]!;
}

describe.each(kinds)('the %s kernels', (kind) => {
  test('run over a memory of their own', async () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
    expect(product(await kernelsOver(memory, kind), memory)).toBe(11);
  });

  test('run over a memory that threads share, several instances at once', async () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
    const first = await kernelsOver(memory, kind, true);
    const second = await kernelsOver(memory, kind, true);
    expect(product(first, memory)).toBe(11);
    expect(product(second, memory)).toBe(11);
  });

  test('a compiled module goes to a thread, which works in the same memory', async () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
    const values = new Float32Array(memory.buffer);
    values.set([1, 2, 0, 0, 3, 4], 4);
    const source = `
      const { workerData } = require('node:worker_threads');
      const { exports } = new WebAssembly.Instance(workerData.module, { env: { memory: workerData.memory } });
      exports.matmul(48, 16, 32, 1, 1, 2, 2, 1, 1, 1, 1, 0, 1, 0, 0, 0, 64);`;
    const module = await compileKernels({ kind, isShared: true });
    const worker = new Worker(source, { eval: true, workerData: { module, memory } });
    expect(await new Promise((resolve) => worker.on('exit', resolve))).toBe(0);
    expect(values[12]).toBe(11);
  });

  test('the binaries for own and shared memory differ in one bit, and the engine holds each to its memory', async () => {
    const own = await kernelBinary({ kind, isShared: false });
    const shared = await kernelBinary({ kind, isShared: true });
    const different = [...own].map((byte, i) => byte ^ shared[i]!).filter((bits) => bits !== 0);
    expect(different).toEqual([2]);
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
    const module = await compileKernels({ kind, isShared: false });
    expect(() => instantiateKernels(module, memory)).toThrow('shared');
  });

  test('keep nothing in the memory that they are given', async () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
    await kernelsOver(memory, kind);
    expect(new Uint8Array(memory.buffer).every((byte) => byte === 0)).toBe(true);
    const [imported, ...others] = WebAssembly.Module.imports(await compileKernels({ kind, isShared: false }));
    expect(imported).toEqual({ module: 'env', name: 'memory', kind: 'memory' });
    expect(others).toEqual([]);
  });

  test('are supported by this engine', () => {
    expect(supports(kind)).toBe(true);
  });
});

test('an engine without WebAssembly supports neither', () => {
  vi.stubGlobal('WebAssembly', undefined);
  expect(kinds.map(supports)).toEqual([false, false]);
});
