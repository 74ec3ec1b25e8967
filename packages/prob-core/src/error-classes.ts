/**
 * The errors every `@yuragi` package throws. Test for them by `code`, not by `instanceof`, which fails when two
 * versions of this package are installed side by side.
 */
import type { Checkpoint } from './checkpoint.ts';

/** What tells one error from another, the same in every version. */
export type ErrorCode =
  | 'YURAGI_ARGUMENT'
  | 'YURAGI_SHAPE'
  | 'YURAGI_FORMAT'
  | 'YURAGI_CONVERGENCE'
  | 'YURAGI_CHECKPOINT'
  | 'YURAGI_DIVERGENCE'
  | 'YURAGI_UNSUPPORTED'
  | 'YURAGI_WORKER';

/** A value as it stands in an error message: short, and never lossy about what kind of thing it is. */
function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`;
  if (ArrayBuffer.isView(value) || Array.isArray(value)) {
    const items = value as ArrayLike<unknown>;
    const head = Array.prototype.slice.call(items, 0, 6).map(show).join(', ');
    const name = Array.isArray(value) ? '' : value.constructor.name;
    return `${name}[${head}${items.length > 6 ? `, ... ${items.length} values` : ''}]`;
  }
  if (typeof value === 'object' && value !== null)
    return `an object with keys ${Object.keys(value).join(', ') || '(none)'}`;
  return String(value);
}

/** An argument outside the domain of the function that was called. */
export class ArgumentError extends RangeError {
  readonly code: ErrorCode = 'YURAGI_ARGUMENT';
  override readonly name: string = 'ArgumentError';
  /** The function that refused. */
  readonly where: string;
  readonly argument: string;
  readonly expected: string;
  readonly received: unknown;

  constructor(where: string, argument: string, expected: string, received: unknown) {
    super(`${where}: \`${argument}\` must be ${expected}; received ${show(received)}`);
    this.where = where;
    this.argument = argument;
    this.expected = expected;
    this.received = received;
  }
}

/** An array whose shape does not fit; `expected` and `received` are shapes in words. */
export class ShapeError extends ArgumentError {
  override readonly code = 'YURAGI_SHAPE';
  override readonly name = 'ShapeError';

  constructor(where: string, argument: string, expected: string, shape: readonly number[]) {
    super(where, argument, expected, shape);
    this.message = `${where}: \`${argument}\` must have ${expected}; received shape (${shape.join(', ')})`;
  }
}

/** A text or binary file that is not what its format promises. */
export class FormatError extends Error {
  readonly code = 'YURAGI_FORMAT';
  override readonly name = 'FormatError';
  readonly source: string;
  /** 1-based; 0 where a file has no lines. */
  readonly line: number;
  readonly reason: string;

  constructor(source: string, line: number, reason: string) {
    super(line > 0 ? `${source}, line ${line}: ${reason}` : `${source}: ${reason}`);
    this.source = source;
    this.line = line;
    this.reason = reason;
  }
}

/** An iteration that did not reach its tolerance. */
export class ConvergenceError extends Error {
  readonly code = 'YURAGI_CONVERGENCE';
  override readonly name = 'ConvergenceError';
  readonly iterations: number;
  readonly residual: number;
  readonly tolerance: number;

  constructor(where: string, iterations: number, residual: number, tolerance: number) {
    super(`${where}: residual ${residual} after ${iterations} iterations; the tolerance is ${tolerance}`);
    this.iterations = iterations;
    this.residual = residual;
    this.tolerance = tolerance;
  }
}

/** A checkpoint that does not belong to the run it was given to, or cannot be read. */
export class CheckpointError extends Error {
  readonly code = 'YURAGI_CHECKPOINT';
  override readonly name = 'CheckpointError';
}

/** A run whose numbers are no longer finite. It stopped before they could spoil its state. */
export class DivergenceError extends Error {
  readonly code = 'YURAGI_DIVERGENCE';
  override readonly name = 'DivergenceError';
  /** Steps completed before it, as in the checkpoint. */
  readonly step: number;
  /** The state before the step that diverged. */
  readonly checkpoint: Checkpoint;

  /** @param what 'the loss is NaN'; @param advice what the caller may try, as a clause */
  constructor(where: string, what: string, advice: string, checkpoint: Checkpoint) {
    super(`${where}: ${what} in step ${checkpoint.step}; ${advice}`);
    this.step = checkpoint.step;
    this.checkpoint = checkpoint;
  }
}

/** Something this build, engine or method cannot do, with what to use instead. */
export class UnsupportedError extends Error {
  readonly code = 'YURAGI_UNSUPPORTED';
  override readonly name = 'UnsupportedError';
  readonly feature: string;
  readonly alternative: string;

  constructor(feature: string, alternative: string) {
    super(`${feature} is not supported; ${alternative}`);
    this.feature = feature;
    this.alternative = alternative;
  }
}

/** A thread that could not be started, threw or ended before its work was done. */
export class WorkerError extends Error {
  readonly code = 'YURAGI_WORKER';
  override readonly name = 'WorkerError';
  /** 1 for the first beside the main thread. */
  readonly thread: number;
  readonly reason: string;

  constructor(where: string, thread: number, reason: string) {
    super(`${where}: thread ${thread} failed: ${reason}`);
    this.thread = thread;
    this.reason = reason;
  }
}
