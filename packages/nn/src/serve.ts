/**
 * What runs in the threads beside the main one: kernel calls over the shared memory, when the main thread asks for them.
 *
 * `serve` is sent to workers as its own source text, so that no bundler has to find a file. Therefore it uses nothing from
 * outside of itself but its messages, and holds no function with a name, to which some compilers would add a helper.
 */
import type { Call } from './plan.ts';

/** Places in the words that the main thread shares with one worker, 64 bytes apart where both write. */
export const words = {
  /** Counts up whenever there is something to look at: what the worker sleeps on. */
  bell: 0,
  /** Messages sent so far. */
  posted: 1,
  /** Number of the run that is asked for. */
  asked: 2,
  /** 1: the worker is to end. */
  isClosed: 3,
  /** Number of the run that is done: what the main thread sleeps on. */
  done: 16,
  /** Kernel calls so far: a sign of life. */
  calls: 32,
  /** Length of the reason why a run failed, which follows in UTF-16; 0: it did not. */
  failure: 48,
  total: 320,
} as const;

/** The first message to a worker. */
export interface Start {
  /** The compiled kernels. */
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: Int32Array;
  readonly words: typeof words;
  /** How often a worker looks for its next run before it sleeps. */
  readonly numLooks: number;
}

/** The messages after that: what to run from now on. */
export interface Program {
  readonly program: readonly Call[];
}

/** As a worker sees the main thread. */
interface Port {
  onmessage: ((event: { readonly data: Start | Program }) => void) | null;
  postMessage(message: 'ready'): void;
  close(): void;
}

/**
 * Makes a worker one of an engine's threads; it ends when the engine is closed.
 *
 * Only for pages and bundles in which `createEngine` cannot start its own (a content security policy without `worker-src
 * blob:`): call it in a worker file of yours and start that by the option `createWorker`.
 *
 * @example ```ts
 * // worker.ts
 * import { serve } from '@yuragi/nn/worker';
 * serve();
 *
 * // elsewhere
 * const createWorker = () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
 * const engine = await createEngine({ numThreads: 2, createWorker });
 * ```
 */
export function serve(): void {
  const host = globalThis as unknown as Port & Partial<Pick<typeof globalThis, 'process'>>;
  const port: Port = (host.process?.getBuiltinModule?.('node:worker_threads')?.parentPort as Port | undefined) ?? host;
  let start: Start | undefined;
  let exports: WebAssembly.Exports = {};
  let program: readonly Call[] = [];
  let numRead = 0;
  port.onmessage = ({ data }) => {
    numRead++;
    if ('program' in data) program = data.program;
    else {
      start = data;
      exports = new WebAssembly.Instance(data.module, { env: { memory: data.memory } }).exports;
      port.postMessage('ready');
    }
    const { control, words, numLooks } = start!;
    for (;;) {
      const bell = Atomics.load(control, words.bell);
      if (Atomics.load(control, words.isClosed) === 1) {
        port.close();
        return;
      }
      // The next message arrives once this function has returned.
      if (Atomics.load(control, words.posted) !== numRead) return;
      const asked = Atomics.load(control, words.asked);
      if (asked === Atomics.load(control, words.done)) {
        let looks = 0;
        while (looks < numLooks && Atomics.load(control, words.bell) === bell) looks++;
        if (looks === numLooks) Atomics.wait(control, words.bell, bell);
        continue;
      }
      try {
        for (let i = 0; i < program.length; i++) {
          const { kernel, args } = program[i]!;
          (exports[kernel] as (...args: readonly number[]) => void)(...args);
          Atomics.add(control, words.calls, 1);
        }
      } catch (error) {
        const reason = String(error);
        const length = Math.min(reason.length, words.total - words.failure - 1);
        for (let i = 0; i < length; i++) control[words.failure + 1 + i] = reason.charCodeAt(i);
        Atomics.store(control, words.failure, length);
      }
      Atomics.store(control, words.done, asked);
      Atomics.notify(control, words.done);
    }
  };
}
