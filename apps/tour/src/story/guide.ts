/** What a chapter of the story gets: randomness by name, and a way to run long steps that shows, keeps and stops them. */
import type { Key, Progress, RunOptions, RunResult } from '@yuragi/prob-core';

/** The reader pressed Ctrl-C; what was done is kept. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export interface Guide {
  readonly key: Key;
  readonly isQuick: boolean;
  /** Says which chapter begins. */
  readonly announce: (title: string) => void;
  /**
   * Runs one long step under a name that stays the same from one tour to the next.
   *
   * @throws {Interrupted} if it was stopped, after its checkpoint is kept
   */
  run<R extends RunResult>(name: string, label: string, driver: (options: RunOptions) => Promise<R>): Promise<R>;
  /** Shows work that is not a driver's: counted by the caller, with the host let in between. */
  count<T>(label: string, total: number, work: (index: number) => T): Promise<T[]>;
}

export interface GuideOptions {
  readonly key: Key;
  readonly isQuick: boolean;
  readonly signal: AbortSignal;
  readonly announce: (title: string) => void;
  readonly show: (label: string) => { update(progress: Progress): void; end(): void };
  readonly find: (run: string) => RunOptions['resume'];
  readonly keep: (run: string, checkpoint: RunResult['checkpoint']) => void;
}

const SLICE_MILLISECONDS = 20;

export function makeGuide({ key, isQuick, signal, announce, show, find, keep }: GuideOptions): Guide {
  return {
    key,
    isQuick,
    announce,
    async run(name, label, driver) {
      const display = show(label);
      try {
        const result = await driver({ signal, resume: find(name), onProgress: display.update });
        keep(name, result.checkpoint);
        if (result.stopped === 'aborted') throw new Interrupted(name);
        return result;
      } finally {
        display.end();
      }
    },
    async count(label, total, work) {
      const display = show(label);
      const results = [];
      let pauseAt = Date.now() + SLICE_MILLISECONDS;
      try {
        for (let index = 0; index < total; index++) {
          if (Date.now() >= pauseAt) {
            display.update({ task: label, completed: index, total, metrics: {} });
            await new Promise((resolve) => setImmediate(resolve));
            if (signal.aborted) throw new Interrupted(label);
            pauseAt = Date.now() + SLICE_MILLISECONDS;
          }
          results.push(work(index));
        }
        return results;
      } finally {
        display.end();
      }
    },
  };
}
