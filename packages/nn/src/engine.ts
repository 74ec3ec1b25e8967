/**
 * The engine: one memory and the kernels that work on it. Plans and parameters take their places from `allocate`; nothing
 * is allocated while a plan runs.
 */
import { ArgumentError, requireCount, requireOneOf, UnsupportedError } from '@yuragi/prob-core/errors';
import { engineOf, wasmStorage } from './arena.ts';
import type { Kernels } from './kernels.ts';
import type { Team } from './team.ts';
import { compileKernels, instantiateKernels, supports } from './webassembly.ts';

/** What the engine needs of a `Worker` of the browser or of `node:worker_threads`. */
export interface WorkerLike {
  postMessage(message: unknown): void;
  terminate(): unknown;
}

export interface EngineOptions {
  /**
   * 'auto' takes relaxed SIMD where the host has it, else 'plain' SIMD, whose bits are the same on every engine;
   * 'reference' is plain TypeScript, slow, and runs anywhere. Default 'auto'.
   */
  readonly kernels?: 'auto' | 'plain' | 'reference' | undefined;
  /**
   * Threads that `fit` shares a batch between, this one among them. Default 1. At most as many as there are free cores:
   * one that waits for a core holds up the others. More than 1 need WebAssembly and memory that threads may share: a page
   * must be cross-origin isolated.
   */
  readonly numThreads?: number | undefined;
  // Advanced
  /** Starts a worker that calls `serve` of '@yuragi/nn/worker', where the default is forbidden. */
  readonly createWorker?: (() => WorkerLike) | undefined;
}

/** A memory with kernels. */
export interface Engine {
  readonly kind: 'relaxed' | 'plain' | 'reference';
  readonly kernels: Kernels;
  /** Address of `length` elements, all zero. @throws {UnsupportedError} if the memory cannot grow so far */
  allocate(length: number): number;
  /** Gives back what `allocate` gave. */
  release(address: number): void;
  /** The elements at an address. The view is dead once the memory has grown: ask again after `allocate`. */
  view(address: number, length: number): Float32Array;
  readonly numThreads: number;
  /** Ends the threads. Nothing of the engine is to be used after. */
  close(): void;
}

/** What training sees of an engine. */
export interface TeamEngine extends Engine {
  /** The threads together; undefined where there is one. */
  readonly team: Team | undefined;
}

/** More than any machine has cores for, and far fewer than bring a host down. */
const MAX_THREADS = 256;

function requireSharedMemory(numThreads: number): void {
  if (typeof SharedArrayBuffer === 'function') return;
  throw new UnsupportedError(
    `createEngine({ numThreads: ${numThreads} }) without SharedArrayBuffer`,
    "serve the page with the headers 'Cross-Origin-Opener-Policy: same-origin' and 'Cross-Origin-Embedder-Policy: require-corp', or leave numThreads at 1",
  );
}

/**
 * An engine.
 *
 * With threads, results repeat bit for bit for the same kernels and number of threads; another number of threads sums
 * gradients in another order, so that results agree to f32 rounding. `close` ends the threads.
 *
 * @throws {ArgumentError} for unknown kernels or a bad number of threads; {UnsupportedError} if the host has no WebAssembly
 *   SIMD, or no memory that threads may share; {WorkerError} if a thread cannot be started
 * @example ```ts doctest
 * import { createEngine } from '@yuragi/nn';
 * const engine = await createEngine({ numThreads: 2 });
 * engine.numThreads; // => 2
 * engine.close();
 * ```
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const { kernels = 'auto', numThreads = 1, createWorker } = options;
  requireOneOf('createEngine', 'kernels', kernels, ['auto', 'plain', 'reference']);
  requireCount('createEngine', 'numThreads', numThreads, 1);
  if (numThreads > MAX_THREADS)
    throw new ArgumentError(
      'createEngine',
      'numThreads',
      `at most ${MAX_THREADS}, better the number of cores`,
      numThreads,
    );
  if (createWorker !== undefined && typeof createWorker !== 'function')
    throw new ArgumentError('createEngine', 'createWorker', 'a function', createWorker);
  if (kernels === 'reference') {
    if (numThreads > 1) throw new ArgumentError('createEngine', 'numThreads', "1 with kernels 'reference'", numThreads);
    const { referenceEngine } = await import('./reference-engine.ts');
    return referenceEngine();
  }
  const isShared = numThreads > 1;
  if (isShared) requireSharedMemory(numThreads);
  const build = (['relaxed', 'plain'] as const).find(
    (kind) => (kernels === 'auto' || kind === 'plain') && supports(kind),
  );
  if (build === undefined) throw new UnsupportedError('WebAssembly SIMD', "use { kernels: 'reference' } on this host");
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 65536, shared: isShared });
  const module = await compileKernels({ kind: build, isShared });
  // Loaded where they are used: a page with one thread does without.
  const threads = isShared ? await import('./team.ts') : undefined;
  const team = await threads?.createTeam({
    numThreads,
    module,
    memory,
    createWorker: createWorker ?? threads.startWorker,
  });
  return engineOf(build, instantiateKernels(module, memory), wasmStorage(memory), team);
}
