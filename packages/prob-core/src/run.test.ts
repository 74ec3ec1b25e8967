import { driverConformance } from '@yuragi/testkit';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { CheckpointError } from './error-classes.ts';
import { fingerprint } from './fingerprint.ts';
import { key } from './key.ts';
import { restore, stream } from './rng.ts';
import { drive, finish, type LongRun, type Pausable, type Progress, type RunOptions, type RunResult } from './run.ts';

/** A run that counts its steps and does nothing else; parts of it are replaced by the tests. */
function counting(total: number, parts: Partial<LongRun> = {}): LongRun & { readonly steps: number[] } {
  const steps: number[] = [];
  return {
    task: 'counting',
    producer: '@yuragi/test/count',
    fingerprint: 'f',
    total,
    steps,
    step(index) {
      steps.push(index);
      return false;
    },
    metrics: () => ({}),
    save: () => ({ rng: [], data: null }),
    restore: () => {},
    ...parts,
  };
}

/** A clock that stands still until it is moved. */
function handClock(): { advance(milliseconds: number): void } {
  let now = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  return {
    advance(milliseconds) {
      now += milliseconds;
    },
  };
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

interface WalkResult extends RunResult {
  readonly path: readonly number[];
}

/** A random walk: the smallest driver there is, once with plain steps, once with steps that may be abandoned halfway. */
async function walk(scale: number, options: RunOptions, isPausable: boolean): Promise<WalkResult> {
  let rng = stream(key('walk'));
  let path: number[] = [0];
  const append = (x: number): boolean => {
    path.push(path.at(-1)! + scale * x);
    return false;
  };
  function* slowly(): Pausable<boolean> {
    const attempt = restore(rng.state());
    const x = attempt.normal();
    yield;
    yield;
    rng = attempt;
    return append(x);
  }
  const result = await drive(
    {
      task: 'walking',
      producer: '@yuragi/test/walk',
      fingerprint: fingerprint({ scale }),
      total: 8,
      step: () => (isPausable ? slowly() : append(rng.normal())),
      metrics: () => ({ position: path.at(-1)! }),
      save: () => ({ rng: [rng.state()], data: { path: Float64Array.from(path) } }),
      restore(checkpoint) {
        rng = restore(checkpoint.rng[0]!);
        path = Array.from((checkpoint.data as { path: Float64Array }).path);
      },
    },
    options,
  );
  return { ...result, path };
}

describe.each([
  ['plain steps', false],
  ['pausable steps', true],
])('a driver with %s', (name, isPausable) => {
  driverConformance(name, (options) => walk(1, options, isPausable), {
    outcome: ({ path }) => path,
    foreign: (options) => walk(2, options, isPausable),
    encode: encodeCheckpoint,
    decode: decodeCheckpoint,
  });
});

test('finish runs a pausable computation to its value', () => {
  function* sum(): Pausable<number> {
    let total = 0;
    for (let i = 1; i <= 4; i++) {
      total += i;
      yield;
    }
    return total;
  }
  expect(finish(sum())).toBe(10);
});

describe('steps', () => {
  test('run in order from 0; a step that says true ends the run as converged', async () => {
    const run = counting(10, { step: (index) => index === 3 });
    expect(await drive(run, {})).toMatchObject({ stopped: 'converged', checkpoint: { step: 4 } });
    const all = counting(5);
    expect((await drive(all, {})).stopped).toBe('completed');
    expect(all.steps).toEqual([0, 1, 2, 3, 4]);
  });

  test('promises and pausable steps are awaited, one after the other', async () => {
    const order: string[] = [];
    const run = counting(4, {
      step(index) {
        order.push(`begin ${index}`);
        if (index % 2 === 0)
          return pause(1).then(() => {
            order.push(`end ${index}`);
            return false;
          });
        return (function* () {
          yield;
          order.push(`end ${index}`);
          return index === 3;
        })();
      },
    });
    expect((await drive(run, {})).stopped).toBe('converged');
    expect(order).toEqual([0, 1, 2, 3].flatMap((i) => [`begin ${i}`, `end ${i}`]));
  });

  test('a run of no steps is complete', async () => {
    expect(await drive(counting(0), {})).toMatchObject({ stopped: 'completed', checkpoint: { step: 0 } });
  });

  test.each([
    [
      'thrown by a step',
      () => {
        throw new Error('fault');
      },
    ],
    ['rejected by a step', () => Promise.reject(new Error('fault'))],
    [
      'thrown inside a pausable step',
      function* (): Pausable<boolean> {
        yield;
        throw new Error('fault');
      },
    ],
  ])('an error %s passes through unchanged', async (_, step) => {
    await expect(drive(counting(3, { step }), {})).rejects.toThrow('fault');
  });
});

describe('progress', () => {
  test('comes first, last, and between them once 100 ms have passed', async () => {
    const clock = handClock();
    const seen: Progress[] = [];
    const run = counting(1000, {
      step() {
        clock.advance(7);
        return false;
      },
      metrics: () => ({ energy: -1 }),
    });
    await drive(run, { onProgress: (progress) => seen.push(progress) });
    expect(seen[0]).toEqual({ task: 'counting', completed: 0, total: 1000, metrics: { energy: -1 } });
    expect(seen.at(-1)!.completed).toBe(1000);
    const gaps = seen.slice(1, -1).map(({ completed }, i) => completed - seen[i]!.completed);
    // 7 ms a step: a report every 15 steps, 105 ms apart.
    expect(new Set(gaps)).toEqual(new Set([15]));
    expect(seen).toHaveLength(2 + Math.floor(999 / 15));
  });

  test('comes inside a step that takes long, with the steps completed so far', async () => {
    const clock = handClock();
    const seen: number[] = [];
    const run = counting(1, {
      *step() {
        for (let i = 0; i < 50; i++) {
          clock.advance(10);
          yield;
        }
        return false;
      },
    });
    await drive(run, { onProgress: ({ completed }) => seen.push(completed) });
    expect(seen).toEqual([0, 0, 0, 0, 0, 0, 1]);
  });

  test('of a resumed run begins where that one stopped', async () => {
    const seen: number[] = [];
    const { checkpoint } = await drive(counting(5, { step: (index) => index === 2 }), {});
    await drive(counting(5), { resume: checkpoint, onProgress: ({ completed }) => seen.push(completed) });
    expect(seen).toEqual([3, 5]);
  });
});

describe('the host', () => {
  test('gets its turn at the end of every slice of 20 ms', async () => {
    const clock = handClock();
    let turns = 0;
    const real = setImmediate;
    vi.stubGlobal('setImmediate', (callback: () => void) => {
      turns++;
      return real(callback);
    });
    const run = counting(100, {
      step() {
        clock.advance(5);
        return false;
      },
    });
    await drive(run, {});
    expect(turns).toBe(24);
  });

  test('runs its timers while a run of busy steps goes on', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const run = counting(1e9, { step: () => false });
    const { stopped } = await drive(run, { timeLimit: 0.25 });
    clearInterval(timer);
    expect(stopped).toBe('time-limit');
    expect(ticks).toBeGreaterThanOrEqual(2);
  });

  test('without setImmediate gets it by a message', async () => {
    vi.stubGlobal('setImmediate', undefined);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await drive(counting(1e9, { step: () => false }), { timeLimit: 0.25 });
    clearInterval(timer);
    expect(ticks).toBeGreaterThanOrEqual(2);
  });
});

describe('stopping', () => {
  test('an abort between steps is heard before the next one', async () => {
    const controller = new AbortController();
    const run = counting(10, {
      step(index) {
        if (index === 4) controller.abort();
        return false;
      },
    });
    expect(await drive(run, { signal: controller.signal })).toMatchObject({
      stopped: 'aborted',
      checkpoint: { step: 5 },
    });
  });

  test('an abort from a timer ends a pausable step that would never end; its clean-up runs', async () => {
    const controller = new AbortController();
    let isCleanedUp = false;
    const run = counting(3, {
      *step() {
        try {
          for (;;) yield;
        } finally {
          isCleanedUp = true;
        }
      },
    });
    setTimeout(() => controller.abort(), 30);
    expect(await drive(run, { signal: controller.signal })).toMatchObject({
      stopped: 'aborted',
      checkpoint: { step: 0 },
    });
    expect(isCleanedUp).toBe(true);
  });

  test('a callback that throws inside a pausable step lets its clean-up run too', async () => {
    const clock = handClock();
    let isCleanedUp = false;
    const run = counting(1, {
      *step() {
        try {
          for (;;) {
            clock.advance(10);
            yield;
          }
        } finally {
          isCleanedUp = true;
        }
      },
    });
    let calls = 0;
    const onProgress = (): void => {
      if (++calls === 2) throw new Error('fault');
    };
    await expect(drive(run, { onProgress })).rejects.toThrow('fault');
    expect(isCleanedUp).toBe(true);
  });

  test('the time limit holds inside a pausable step', async () => {
    const run = counting(3, {
      *step() {
        for (;;) yield;
      },
    });
    const start = performance.now();
    expect((await drive(run, { timeLimit: 0.05 })).stopped).toBe('time-limit');
    expect(performance.now() - start).toBeGreaterThanOrEqual(50);
  });

  test('the time limit counts seconds of the clock', async () => {
    const clock = handClock();
    const run = counting(100, {
      step() {
        clock.advance(1000);
        return false;
      },
    });
    expect(await drive(run, { timeLimit: 7 })).toMatchObject({ stopped: 'time-limit', checkpoint: { step: 7 } });
    expect((await drive(counting(100), { timeLimit: Infinity })).stopped).toBe('completed');
  });

  test('an abort counts before a time limit that passed too', async () => {
    expect((await drive(counting(3), { signal: AbortSignal.abort(), timeLimit: 0 })).stopped).toBe('aborted');
  });
});

describe('checkpoints', () => {
  test('come every so many steps and at the end, 100 unless said otherwise', async () => {
    const steps = async (total: number, options: RunOptions): Promise<number[]> => {
      const seen: number[] = [];
      await drive(counting(total), { ...options, onCheckpoint: ({ step }) => void seen.push(step) });
      return seen;
    };
    expect(await steps(10, { checkpointEvery: 3 })).toEqual([3, 6, 9, 10]);
    expect(await steps(9, { checkpointEvery: 3 })).toEqual([3, 6, 9]);
    expect(await steps(250, {})).toEqual([100, 200, 250]);
  });

  test('are awaited: a slow one holds the run up', async () => {
    const run = counting(2);
    const lengths: number[] = [];
    await drive(run, {
      checkpointEvery: 1,
      onCheckpoint: async () => {
        await pause(5);
        lengths.push(run.steps.length);
      },
    });
    expect(lengths).toEqual([1, 2]);
  });

  test('are made only when asked for, or at the end', async () => {
    const save = vi.fn(() => ({ rng: [], data: null }));
    await drive(counting(500, { save }), {});
    expect(save).toHaveBeenCalledTimes(1);
  });

  const foreign = (change: object): Checkpoint =>
    ({
      format: 'yuragi-checkpoint',
      version: 1,
      producer: '@yuragi/test/count',
      fingerprint: 'f',
      step: 1,
      rng: [],
      data: null,
      ...change,
    }) as Checkpoint;

  test.each([
    [foreign({ format: 'other' }), 'count: `resume` must be a yuragi-checkpoint of version 1'],
    [foreign({ version: 2 }), 'count: `resume` must be a yuragi-checkpoint of version 1'],
    [null as never, 'count: `resume` must be a yuragi-checkpoint of version 1'],
    [
      foreign({ producer: '@yuragi/mcmc/sample' }),
      "count: `resume` must be a checkpoint of '@yuragi/test/count'; received one of '@yuragi/mcmc/sample'",
    ],
    [
      foreign({ fingerprint: 'g' }),
      'count: `resume` must be a checkpoint of the same data and options (fingerprint f); received one of others (g)',
    ],
    [foreign({ step: -5 }), 'count: `resume.step` must be an integer >= 0; received -5'],
    [foreign({ step: 'x' as never }), 'count: `resume.step` must be an integer >= 0; received x'],
  ])('of another run are refused before any work: %#', async (resume, message) => {
    const run = counting(3);
    const progress = vi.fn();
    const result = drive(run, { resume, onProgress: progress });
    await expect(result).rejects.toThrow(CheckpointError);
    await expect(result).rejects.toThrow(message);
    expect([run.steps.length, progress.mock.calls.length]).toEqual([0, 0]);
  });
});

test.each<[RunOptions, string]>([
  [{ timeLimit: -1 }, 'count: `timeLimit` must be a finite number >= 0; received -1'],
  [{ timeLimit: Number.NaN }, 'count: `timeLimit` must be a finite number >= 0; received NaN'],
  [{ checkpointEvery: 0 }, 'count: `checkpointEvery` must be an integer >= 1; received 0'],
  [{ checkpointEvery: 2.5 }, 'count: `checkpointEvery` must be an integer >= 1; received 2.5'],
])('bad run options are refused: %o', async (options, message) => {
  await expect(drive(counting(3), options)).rejects.toThrow(message);
});

test('a checkpoint whose state cannot be read says so, and keeps the cause', async () => {
  const { checkpoint } = await drive(counting(3), {});
  const run = counting(3, { restore: ({ data }) => void (data as { x: number[] }).x.length });
  const error = await drive(run, { resume: checkpoint }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(CheckpointError);
  expect(error).toMatchObject({ message: 'count: `resume` does not hold the state of such a run' });
  expect((error as Error).cause).toBeInstanceOf(TypeError);
  const own = counting(3, {
    restore: () => {
      throw new RangeError('mine');
    },
  });
  await expect(drive(own, { resume: checkpoint })).rejects.toThrow(new RangeError('mine'));
});

test.each<[RunOptions, string]>([
  [{ signal: 'stop' as never }, 'count: `signal` must be an AbortSignal; received "stop"'],
  [{ onProgress: 7 as never }, 'count: `onProgress` must be a function; received 7'],
  [{ onCheckpoint: {} as never }, 'count: `onCheckpoint` must be a function; received an object with keys (none)'],
])('run options of another type are refused before any work: %o', async (options, message) => {
  const run = counting(3);
  await expect(drive(run, options)).rejects.toThrow(message);
  expect(run.steps).toEqual([]);
});
