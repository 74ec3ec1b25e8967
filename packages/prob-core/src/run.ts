/**
 * Long computations: one way to show progress, stop, save and go on, for every driver of every package. A driver is an
 * async function that describes its work as a `LongRun` and hands it to `drive`; this file holds the only clock.
 */
import type { Checkpoint } from './checkpoint.ts';
import { ArgumentError, CheckpointError } from './error-classes.ts';
import { requireCount, requireNonNegative } from './require.ts';
import type { RngState } from './rng.ts';

/** The last argument of every driver, merged into its options. */
export interface RunOptions {
  /** Stops the run; it resolves with what it has. */
  readonly signal?: AbortSignal | undefined;
  /** Seconds; also checked inside a step that takes long. The only way a clock may change a result. */
  readonly timeLimit?: number | undefined;
  /** Called at most about ten times a second, and first and last. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly onCheckpoint?: ((checkpoint: Checkpoint) => void | Promise<void>) | undefined;
  /** Steps between checkpoints, 100 unless given; without `onCheckpoint` one is made only when the run stops. */
  readonly checkpointEvery?: number | undefined;
  /** Goes on from a checkpoint of the same run. */
  readonly resume?: Checkpoint | undefined;
}

/** No time in it: whoever shows it keeps the clock and computes the rest. */
export interface Progress {
  readonly task: string;
  readonly completed: number;
  readonly total: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** An aborted or timed-out run *resolves* with what it has and a checkpoint to go on from; it does not reject. */
export interface RunResult {
  readonly stopped: 'completed' | 'converged' | 'aborted' | 'time-limit';
  readonly checkpoint: Checkpoint;
}

/** A computation that yields where it may be paused or abandoned, and returns its value. */
export type Pausable<T> = Generator<void, T, void>;

/** Runs a pausable computation to its end at once. */
export function finish<T>(computation: Pausable<T>): T {
  let next = computation.next();
  while (!next.done) next = computation.next();
  return next.value;
}

/** What a driver hands to `drive`: its work cut into steps, and its state as plain data. */
export interface LongRun {
  /** Shown with the progress. */
  readonly task: string;
  /** '@yuragi/<package>/<function>'. */
  readonly producer: string;
  /** Hash of the problem and of every option that changes results. */
  readonly fingerprint: string;
  /** Steps in all. */
  readonly total: number;
  /**
   * One step; true if it converged. A step that takes long yields now and then: if the run is stopped there the step is
   * abandoned, so nothing that `save` returns may change before the step ends.
   */
  step(index: number): boolean | Promise<boolean> | Pausable<boolean>;
  metrics(): Readonly<Record<string, number>>;
  /** The state after the last complete step, shared with nothing that later steps mutate. */
  save(): { readonly rng: readonly RngState[]; readonly data: unknown };
  /** Takes the state of a checkpoint whose producer and fingerprint are this run's. */
  restore(checkpoint: Checkpoint): void;
}

const SLICE_MILLISECONDS = 20;
const PROGRESS_MILLISECONDS = 100;
const DEFAULT_CHECKPOINT_STEPS = 100;

/** Lets timers, input and messages of the host run, without the 4 ms that browsers add to nested timeouts. */
function yieldToHost(): Promise<void> {
  if (typeof setImmediate === 'function') return new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

function requireSameRun(run: LongRun, where: string, checkpoint: Checkpoint): void {
  if (checkpoint?.format !== 'yuragi-checkpoint' || checkpoint.version !== 1)
    throw new CheckpointError(`${where}: \`resume\` must be a yuragi-checkpoint of version 1`);
  if (checkpoint.producer !== run.producer)
    throw new CheckpointError(
      `${where}: \`resume\` must be a checkpoint of '${run.producer}'; received one of '${checkpoint.producer}'`,
    );
  if (checkpoint.fingerprint !== run.fingerprint)
    throw new CheckpointError(
      `${where}: \`resume\` must be a checkpoint of the same data and options (fingerprint ${run.fingerprint}); received one of others (${checkpoint.fingerprint})`,
    );
  if (!(Number.isSafeInteger(checkpoint.step) && checkpoint.step >= 0))
    throw new CheckpointError(`${where}: \`resume.step\` must be an integer >= 0; received ${checkpoint.step}`);
}

/** Hands a run its state; what it cannot read there is a fault of the checkpoint. */
function restoreRun(run: LongRun, where: string, checkpoint: Checkpoint): void {
  requireSameRun(run, where, checkpoint);
  try {
    run.restore(checkpoint);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new CheckpointError(`${where}: \`resume\` does not hold the state of such a run`, { cause: error });
  }
}

function requireRunOptions(where: string, { signal, timeLimit, onProgress, onCheckpoint }: RunOptions): void {
  if (signal !== undefined && typeof signal?.aborted !== 'boolean')
    throw new ArgumentError(where, 'signal', 'an AbortSignal', signal);
  if (timeLimit !== undefined && timeLimit !== Infinity) requireNonNegative(where, 'timeLimit', timeLimit);
  for (const [name, callback] of Object.entries({ onProgress, onCheckpoint }))
    if (callback !== undefined && typeof callback !== 'function')
      throw new ArgumentError(where, name, 'a function', callback);
}

const isPausable = (value: unknown): value is Pausable<boolean> =>
  typeof (value as Partial<Pausable<boolean>> | null)?.next === 'function';

/**
 * Runs a `LongRun` to its end, to convergence, or until it is stopped.
 *
 * Works in slices of about 20 ms and yields to the host between them, so that an `AbortSignal` can fire and a page stays
 * alive. A run resumed from a checkpoint is bit-equal to one that never stopped. Exceptions of callbacks and steps pass
 * through unchanged.
 *
 * @throws {ArgumentError} for bad run options; {CheckpointError} if `resume` belongs to another run or
 *   cannot be read
 */
export async function drive(run: LongRun, options: RunOptions): Promise<RunResult> {
  const { signal, timeLimit, onProgress, onCheckpoint, resume } = options;
  const where = run.producer.slice(run.producer.lastIndexOf('/') + 1);
  requireRunOptions(where, options);
  const checkpointEvery = requireCount(
    where,
    'checkpointEvery',
    options.checkpointEvery ?? DEFAULT_CHECKPOINT_STEPS,
    1,
  );

  let completed = 0;
  if (resume !== undefined) {
    restoreRun(run, where, resume);
    completed = resume.step;
  }

  const start = performance.now();
  const deadline = timeLimit === undefined ? Infinity : start + 1000 * timeLimit;
  let sliceEnd = start + SLICE_MILLISECONDS;
  let reportAt = start + PROGRESS_MILLISECONDS;

  const report = (): void => onProgress?.({ task: run.task, completed, total: run.total, metrics: run.metrics() });
  const checkpoint = (): Checkpoint => ({
    format: 'yuragi-checkpoint',
    version: 1,
    producer: run.producer,
    fingerprint: run.fingerprint,
    step: completed,
    ...run.save(),
  });
  const isDue = (): boolean => signal?.aborted === true || performance.now() >= Math.min(sliceEnd, reportAt, deadline);
  /** Reports and lets the host run where that is due; returns why the run must stop now, if it must. */
  const pause = async (): Promise<'aborted' | 'time-limit' | undefined> => {
    const now = performance.now();
    if (now >= reportAt) {
      report();
      reportAt = now + PROGRESS_MILLISECONDS;
    }
    if (now >= sliceEnd) {
      await yieldToHost();
      sliceEnd = performance.now() + SLICE_MILLISECONDS;
    }
    if (signal?.aborted) return 'aborted';
    return performance.now() >= deadline ? 'time-limit' : undefined;
  };
  /** The outcome of one step, or why it was abandoned. */
  const takeStep = async (): Promise<boolean | 'aborted' | 'time-limit'> => {
    const outcome = run.step(completed);
    if (!isPausable(outcome)) return outcome;
    try {
      for (;;) {
        const next = outcome.next();
        if (next.done) return next.value;
        const reason = isDue() ? await pause() : undefined;
        if (reason !== undefined) return reason;
      }
    } finally {
      // Abandoned by a stop or by a callback that threw: the step's own clean-up runs.
      outcome.return(false);
    }
  };

  report();
  let stopped: RunResult['stopped'] = 'completed';
  while (completed < run.total) {
    const reason = isDue() ? await pause() : undefined;
    const outcome = reason ?? (await takeStep());
    if (typeof outcome === 'string') {
      stopped = outcome;
      break;
    }
    completed++;
    if (outcome) {
      stopped = 'converged';
      break;
    }
    if (onCheckpoint !== undefined && completed % checkpointEvery === 0 && completed < run.total)
      await onCheckpoint(checkpoint());
  }
  report();
  const last = checkpoint();
  await onCheckpoint?.(last);
  return { stopped, checkpoint: last };
}
