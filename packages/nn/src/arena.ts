/** The places of an engine's memory: handed out first fit, merged when they come back. */
import { requireCount, UnsupportedError } from '@yuragi/prob-core/errors';
import type { Engine, TeamEngine } from './engine.ts';
import type { Kernels } from './kernels.ts';
import type { Team } from './team.ts';

/** The memory under an engine: bytes that can grow. */
export interface Storage {
  /** Makes it at least so many bytes long. */
  require(byteLength: number): void;
  view(address: number, length: number): Float32Array;
}

/** The first bytes belong to no one, so that 0 is no address. */
export const FIRST_ADDRESS = 65536;
const ALIGNMENT = 64;

/** An engine from its parts: places are handed out first fit, and merged when they come back. */
export function engineOf(kind: Engine['kind'], kernels: Kernels, storage: Storage, team?: Team): TeamEngine {
  /** Sorted by address, no two adjoining. */
  let free: { start: number; end: number }[] = [];
  let end = FIRST_ADDRESS;
  const taken = new Map<number, number>();
  /** @throws {UnsupportedError} if the memory cannot become so large; then it is as it was */
  const grow = (byteLength: number): void => {
    try {
      storage.require(byteLength);
    } catch {
      throw new UnsupportedError(
        `an engine of ${Math.ceil(byteLength / 2 ** 20)} MiB`,
        'its memory is 4096 MiB at most, or what the host gives: take smaller batches, or `close` plans that are done with',
      );
    }
  };
  return {
    kind,
    kernels,
    view: storage.view,
    numThreads: team?.numThreads ?? 1,
    team,
    close: () => team?.close(),
    allocate(length) {
      requireCount('allocate', 'length', length, 1);
      const size = Math.ceil((4 * length) / ALIGNMENT) * ALIGNMENT;
      const hole = free.find((block) => block.end - block.start >= size);
      const start = hole?.start ?? end;
      if (hole === undefined) {
        grow(end + size);
        end += size;
      } else hole.start += size;
      free = free.filter((block) => block.end > block.start);
      taken.set(start, size);
      storage.view(start, length).fill(0);
      return start;
    },
    release(address) {
      const size = taken.get(address);
      if (size === undefined) return;
      taken.delete(address);
      free.push({ start: address, end: address + size });
      free.sort((a, b) => a.start - b.start);
      free = free.reduce<typeof free>((merged, block) => {
        const last = merged.at(-1);
        if (last !== undefined && last.end === block.start) last.end = block.end;
        else merged.push(block);
        return merged;
      }, []);
    },
  };
}

const PAGE = 65536;

/** Memory of WebAssembly. Views die when it grows. */
export function wasmStorage(memory: WebAssembly.Memory): Storage {
  return {
    require(byteLength) {
      const missing = Math.ceil((byteLength - memory.buffer.byteLength) / PAGE);
      if (missing > 0) memory.grow(missing);
    },
    view: (address, length) => new Float32Array(memory.buffer, address, length),
  };
}
