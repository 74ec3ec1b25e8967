/** What every async driver with RunOptions must do: progress, abort, time limit, checkpoint and resume. */
import { expect } from 'vitest';
import type { Checkpoint, Progress, RunOptions, RunResult } from '../shapes.ts';
import { type Checks, expectCloneable, registerChecks } from './suite.ts';

export interface DriverConformanceOptions<R extends RunResult> {
  /** What must be bit-equal between a run that was stopped and one that was not. */
  readonly outcome: (result: R) => unknown;
  /** The same driver on other data or with another option that changes results. */
  readonly foreign: (options: RunOptions) => Promise<RunResult>;
  readonly encode: (checkpoint: Checkpoint) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => Checkpoint;
}

/** The checks of `driverConformance`, to be run one by one. */
export function driverChecks<R extends RunResult>(
  run: (options: RunOptions) => Promise<R>,
  { outcome, foreign, encode, decode }: DriverConformanceOptions<R>,
): Checks {
  /** A run that is aborted when its checkpoint number `count` arrives (0: before it begins). */
  const abortAfter = async (count: number): Promise<R> => {
    const controller = new AbortController();
    if (count === 0) controller.abort();
    let seen = 0;
    return run({
      signal: controller.signal,
      checkpointEvery: 1,
      onCheckpoint: () => {
        if (++seen === count) controller.abort();
      },
    });
  };
  const expectSameEnd = (actual: R, expected: R): void => {
    expect(outcome(actual)).toStrictEqual(outcome(expected));
    expect(actual.checkpoint).toStrictEqual(expected.checkpoint);
    expect(actual.stopped).toBe(expected.stopped);
  };
  const refuses = (options: RunOptions, code: string): Promise<void> =>
    expect(run(options)).rejects.toThrow(expect.objectContaining({ code }));

  return {
    async 'progress comes first and last and never goes back'() {
      const seen: Progress[] = [];
      const { checkpoint } = await run({ onProgress: (progress) => seen.push(structuredClone(progress)) });
      expect(seen.length).toBeGreaterThanOrEqual(2);
      expect(seen[0]!.completed).toBe(0);
      expect(seen.at(-1)!.completed).toBe(checkpoint.step);
      for (const [i, { task, completed, total }] of seen.entries()) {
        expect(task).not.toBe('');
        expect(total).toBe(seen[0]!.total);
        expect(completed).toBeLessThanOrEqual(total);
        expect(completed).toBeGreaterThanOrEqual(seen[i - 1]?.completed ?? 0);
      }
    },
    async 'two runs are bit-equal, and options of the run alone change nothing'() {
      const plain = await run({});
      expectSameEnd(
        await run({ onProgress: () => {}, onCheckpoint: () => {}, checkpointEvery: 1, timeLimit: 1e6 }),
        plain,
      );
    },
    async 'an aborted run resolves with a checkpoint; going on from it is bit-equal to never having stopped'() {
      const whole = await run({});
      for (const count of [0, 1, 2]) {
        const stopped = await abortAfter(count);
        expect(stopped.stopped).toBe('aborted');
        expect(stopped.checkpoint.step).toBe(count);
        expectSameEnd(await run({ resume: stopped.checkpoint }), whole);
        const bytes = encode(stopped.checkpoint);
        expect(decode(bytes)).toStrictEqual(stopped.checkpoint);
        expectSameEnd(await run({ resume: decode(bytes) }), whole);
      }
    },
    async 'checkpoints are plain data that later steps do not touch, the last one is that of the result'() {
      const seen: { readonly checkpoint: Checkpoint; readonly copy: Checkpoint }[] = [];
      const result = await run({
        checkpointEvery: 1,
        onCheckpoint: (checkpoint) => {
          seen.push({ checkpoint, copy: structuredClone(checkpoint) });
        },
      });
      for (const { checkpoint, copy } of seen) expect(checkpoint).toStrictEqual(copy);
      expectCloneable(result.checkpoint);
      expect(seen.at(-1)?.checkpoint).toStrictEqual(result.checkpoint);
      expect(seen.map(({ checkpoint }) => checkpoint.step)).toEqual(seen.map((_, i) => i + 1));
    },
    async 'a run resumed from a checkpoint does not write to it'() {
      const { checkpoint } = await abortAfter(1);
      const copy = structuredClone(checkpoint);
      await run({ resume: checkpoint });
      expect(checkpoint).toStrictEqual(copy);
    },
    async 'a run out of time resolves, and can be resumed'() {
      const stopped = await run({ timeLimit: 0 });
      expect(stopped.stopped).toBe('time-limit');
      expectSameEnd(await run({ resume: stopped.checkpoint }), await run({}));
    },
    async 'a checkpoint of another run is refused'() {
      const { checkpoint } = await abortAfter(1);
      await refuses({ resume: (await foreign({ timeLimit: 0 })).checkpoint }, 'YURAGI_CHECKPOINT');
      await refuses({ resume: { ...checkpoint, producer: 'somebody/else' } }, 'YURAGI_CHECKPOINT');
      await refuses({ resume: { ...checkpoint, fingerprint: '0' } }, 'YURAGI_CHECKPOINT');
      await refuses({ resume: { ...checkpoint, version: 2 } as never }, 'YURAGI_CHECKPOINT');
    },
    async 'bad run options are refused'() {
      for (const timeLimit of [-1, Number.NaN]) await refuses({ timeLimit }, 'YURAGI_ARGUMENT');
      for (const checkpointEvery of [0, 1.5]) await refuses({ checkpointEvery }, 'YURAGI_ARGUMENT');
    },
    async 'an exception of a callback passes through unchanged'() {
      const fault = new TypeError('mine');
      const thrower = (): never => {
        throw fault;
      };
      await expect(run({ onProgress: thrower })).rejects.toBe(fault);
      await expect(run({ onCheckpoint: thrower })).rejects.toBe(fault);
    },
  };
}

/**
 * Registers the tests every driver must pass: progress, abort, time limit, resume (also through bytes), refusals.
 *
 * @param run a fresh run of the same problem at every call; three steps or more
 */
export function driverConformance<R extends RunResult>(
  name: string,
  run: (options: RunOptions) => Promise<R>,
  options: DriverConformanceOptions<R>,
): void {
  registerChecks(name, driverChecks(run, options));
}
