/**
 * The threads of an engine: workers with the same kernels over the same memory. A run gives each thread a plan; it is over
 * when all are done.
 *
 * Thread and worker meet at words of shared memory of their own (not the kernels'): a number asked for and a number done.
 * Both sides look a bounded number of times, then sleep.
 */
import { ArgumentError, WorkerError } from '@yuragi/prob-core/errors';
import type { WorkerLike } from './engine.ts';
import type { CompiledPlan } from './plan.ts';
import { type Program, type Start, serve, words } from './serve.ts';

/** The threads of an engine. */
export interface Team {
  /** With the main one. */
  readonly numThreads: number;
  /**
   * Plan i forward and backward on thread i, the first on this one. Synchronous where the thread may sleep; on the main
   * thread of a page, a promise.
   *
   * @throws {WorkerError} if a worker failed, has ended or shows no sign of life
   */
  run(plans: readonly CompiledPlan[]): void | Promise<void>;
  close(): void;
}

export interface TeamOptions {
  readonly numThreads: number;
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly createWorker: () => WorkerLike;
  /** Milliseconds without a sign of life after which a worker is given up: while it starts, and in a run. */
  readonly patience?: { readonly start: number; readonly run: number } | undefined;
  /** Whether this thread may sleep. Default: as the host says. */
  readonly canSleep?: boolean | undefined;
}

/** Looks before sleeping: some tens of microseconds, as long as it takes to be woken. */
const NUM_LOOKS = 20_000;
/** One kernel call takes far less. */
const PATIENCE = { start: 30_000, run: 30_000 };
/** Milliseconds of sleep after which the signs of life are looked at. */
const NAP = 500;

interface Member {
  readonly thread: number;
  readonly worker: WorkerLike;
  readonly control: Int32Array;
  /** What it runs when asked. */
  plan: CompiledPlan | undefined;
  /** Told by the host, not by the worker itself. */
  failure: WorkerError | undefined;
}

/** A worker whose source is the text of `serve`. */
export function startWorker(): WorkerLike {
  const text = `(${serve})()`;
  const node = globalThis.process?.getBuiltinModule?.('node:worker_threads');
  if (node !== undefined) return new node.Worker(text, { eval: true });
  const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  const worker = new Worker(url);
  // Its first message or its failure shows that it has been read.
  for (const event of ['message', 'error'])
    worker.addEventListener(event, () => URL.revokeObjectURL(url), { once: true });
  return worker;
}

/** Listens to either kind of worker; hands over what it said, why it failed, or its exit code. */
function listen(worker: WorkerLike, event: 'message' | 'error' | 'exit', listener: (value: unknown) => void): void {
  const either = worker as Partial<Pick<Worker, 'addEventListener'>> & {
    on?(event: string, listener: (value: unknown) => void): void;
  };
  if (either.on !== undefined) either.on(event, listener);
  else either.addEventListener?.(event, listener);
}

const NOT_STARTED =
  "it could not be started; give `createWorker` a worker file of yours that calls `serve` of '@yuragi/nn/worker'";

/** Starts a worker; resolves when it is ready. */
async function recruit(
  thread: number,
  { module, memory, createWorker, patience = PATIENCE }: TeamOptions,
): Promise<Member> {
  const control = new Int32Array(new SharedArrayBuffer(4 * words.total));
  const worker = createWorker();
  if (typeof worker?.postMessage !== 'function')
    throw new ArgumentError('createEngine', 'createWorker', 'a function that returns a worker', worker);
  const member: Member = { thread, worker, control, plan: undefined, failure: undefined };
  return new Promise((resolve, reject) => {
    let where = 'createEngine';
    const fail = (reason: string): void => {
      clearTimeout(timer);
      member.failure ??= new WorkerError(where, thread, reason);
      // Once it has started this does nothing; the next run throws.
      reject(member.failure);
    };
    const timer = setTimeout(() => {
      worker.terminate();
      fail(NOT_STARTED);
    }, patience.start);
    listen(worker, 'error', (error) => fail((error as Partial<Error> | null)?.message ?? NOT_STARTED));
    listen(worker, 'exit', (code) => fail(`it ended with code ${code}`));
    listen(worker, 'message', () => {
      clearTimeout(timer);
      where = 'run';
      resolve(member);
    });
    send(member, { module, memory, control, words, numLooks: NUM_LOOKS });
  });
}

/** Wakes a worker that sleeps. */
function ring({ control }: Member): void {
  Atomics.add(control, words.bell, 1);
  Atomics.notify(control, words.bell);
}

function send(member: Member, message: Start | Program): void {
  member.worker.postMessage(message);
  Atomics.add(member.control, words.posted, 1);
  ring(member);
}

/** Tells a worker to end, and ends it. */
function dismiss(member: Member): void {
  Atomics.store(member.control, words.isClosed, 1);
  ring(member);
  member.worker.terminate();
}

/** Asks for run number `asked` of a plan, which is sent if it is not the last one's. */
function ask(member: Member, plan: CompiledPlan, asked: number): void {
  if (member.plan !== plan) {
    send(member, { program: [...plan.forwardCalls, ...plan.backwardCalls] });
    member.plan = plan;
  }
  Atomics.store(member.control, words.asked, asked);
  ring(member);
}

/** Why a run failed, in the words that the worker left. */
function reasonLeft(control: Int32Array): string | undefined {
  const length = Atomics.load(control, words.failure);
  if (length === 0) return undefined;
  return String.fromCharCode(...control.subarray(words.failure + 1, words.failure + 1 + length));
}

/** Something to sleep on: that the word `done` of a worker is no longer this. */
interface Turn {
  readonly control: Int32Array;
  readonly done: number;
}

/**
 * Until run number `asked` is done: yields what to sleep on, for `NAP` at most.
 *
 * @throws {WorkerError}
 */
function* untilDone(member: Member, asked: number, patience: number): Generator<Turn, void> {
  const { control, thread } = member;
  for (let looks = 0; looks < NUM_LOOKS && Atomics.load(control, words.done) !== asked; looks++);
  let calls = Atomics.load(control, words.calls);
  let lastSign = performance.now();
  for (;;) {
    const done = Atomics.load(control, words.done);
    if (done === asked) break;
    yield { control, done };
    if (member.failure !== undefined) throw member.failure;
    const callsNow = Atomics.load(control, words.calls);
    if (callsNow !== calls) lastSign = performance.now();
    else if (performance.now() - lastSign > patience) {
      member.failure = new WorkerError('run', thread, `it gave no sign of life for ${patience / 1000} s`);
      throw member.failure;
    }
    calls = callsNow;
  }
  const reason = reasonLeft(control);
  if (reason === undefined) return;
  member.failure = new WorkerError('run', thread, reason);
  throw member.failure;
}

/** Whether this thread may sleep: the main thread of a page may not. */
function maySleep(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);
    return true;
  } catch {
    return false;
  }
}

/** Lets the host work until `done` changes; where it cannot tell, until its next task. */
async function sleep({ control, done }: Turn): Promise<void> {
  const { waitAsync } = Atomics as {
    waitAsync?(array: Int32Array, index: number, value: number, timeout: number): { readonly value: unknown };
  };
  if (waitAsync !== undefined) await waitAsync(control, words.done, done, NAP).value;
  else await new Promise((resolve) => setTimeout(resolve));
}

/**
 * Starts the workers of an engine.
 *
 * @throws {WorkerError} if one does not start
 */
export async function createTeam(options: TeamOptions): Promise<Team> {
  const { numThreads, patience = PATIENCE } = options;
  const recruits = Array.from({ length: numThreads - 1 }, (_, i) => recruit(i + 1, options));
  const outcomes = await Promise.allSettled(recruits);
  const members = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') continue;
    members.forEach(dismiss);
    throw outcome.reason;
  }
  // An engine that nobody closed does not keep Node alive.
  for (const { worker } of members) (worker as { unref?(): void }).unref?.();

  const canSleep = options.canSleep ?? maySleep();
  let isClosed = false;
  let asked = 0;
  /** Runs plans; yields where this thread would sleep. */
  function* running([own, ...others]: readonly CompiledPlan[]): Generator<Turn, void> {
    for (const { failure, thread } of members) {
      if (isClosed) throw new WorkerError('run', thread, 'the engine is closed');
      if (failure !== undefined) throw failure;
    }
    asked = (asked + 1) & 0x7fffffff;
    const busy = members.slice(0, others.length);
    for (const [i, member] of busy.entries()) ask(member, others[i]!, asked);
    own!.forward();
    own!.backward();
    for (const member of busy) yield* untilDone(member, asked, patience.run);
  }

  let last: Promise<void> = Promise.resolve();
  return {
    numThreads,
    run(plans) {
      if (canSleep) {
        for (const { control, done } of running(plans)) Atomics.wait(control, words.done, done, NAP);
        return;
      }
      // One after another, whoever asks while a run is under way.
      const run = last.then(async () => {
        for (const turn of running(plans)) await sleep(turn);
      });
      last = run.catch(() => {});
      return run;
    },
    close() {
      isClosed = true;
      members.forEach(dismiss);
    },
  };
}
