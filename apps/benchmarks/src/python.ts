/**
 * The peers in Python: one child process for the whole run, asked over lines of JSON. It waits in a read while we work, and
 * times its own loops, so that neither the pipe nor the start of the interpreter is in any figure.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Contender } from './measure.ts';
import { AbsentPeer, PeerFailure } from './row.ts';
import { decode, encode } from './wire.ts';

/** By module name; null where it is not installed. `python` and `R` are the interpreters, `blas` what numpy multiplies with. */
export type Versions = Readonly<Record<string, string | null>>;

/** Work that stands ready in the child. */
export interface Task<Answer> extends Contender {
  readonly answer: Answer;
  close(): Promise<void>;
}

export interface Python {
  /** Empty if there is no Python. */
  readonly versions: Versions;
  /**
   * Sets a task up and runs it once.
   *
   * @param modules what the task imports
   * @throws {AbsentPeer} if a module is missing; {PeerFailure} if the task fails
   */
  open<Answer>(task: string, modules: readonly string[], parameters: object): Promise<Task<Answer>>;
  close(): void;
}

interface Reply {
  readonly result?: unknown;
  readonly error?: string;
}
interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** One thread, whichever library asks, and no spinning while it waits. */
const singleThread = {
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  BLIS_NUM_THREADS: '1',
  NUMEXPR_NUM_THREADS: '1',
  VECLIB_MAXIMUM_THREADS: '1',
  OMP_WAIT_POLICY: 'PASSIVE',
};

export const noPython: Python = {
  versions: {},
  open: () => Promise.reject(new AbsentPeer('no Python with numpy')),
  close() {},
};

const language = ({ python, R }: Versions): string => (R ? `R ${R}` : `Python ${python ?? ''}`.trim());

/** Starts one interpreter, of Python or R, on the peers' program; undefined if it cannot be started or does not greet us. */
export async function startProgram(command: string, args: readonly string[]): Promise<Python | undefined> {
  const child: ChildProcess = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    // The work tree stays as it is: no __pycache__ beside the programs.
    env: { ...process.env, ...singleThread, PYTHONDONTWRITEBYTECODE: '1' },
  });
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) return undefined;
  const waiting: Waiting[] = [];
  let gone: PeerFailure | undefined;
  const end = (reason: string): void => {
    gone ??= new PeerFailure(reason);
    for (const { reject } of waiting.splice(0)) reject(gone);
    stdin.end();
  };
  // Replies come in the order of the requests. After a line that is none, nobody knows which reply is whose.
  createInterface({ input: stdout }).on('line', (line) => {
    let reply: Reply;
    try {
      reply = decode(line) as Reply;
    } catch {
      end('its program sent a line that is not JSON');
      return;
    }
    const next = waiting.shift();
    if (reply.error === undefined) next?.resolve(reply.result);
    else next?.reject(new PeerFailure(reply.error));
  });
  child.on('error', () => end('its program cannot be started'));
  child.on('close', () => end('its program ended'));
  // A write to a child that has ended: `close` says so.
  stdin.on('error', () => {});

  const request = (message: object): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (gone !== undefined) {
        reject(gone);
        return;
      }
      waiting.push({ resolve, reject });
      stdin.write(`${encode(message)}\n`);
    });

  let versions: Versions;
  try {
    versions = (await request({ method: 'versions' })) as Versions;
  } catch {
    return undefined;
  }
  let numTasks = 0;
  return {
    versions,
    async open<Answer>(task: string, modules: readonly string[], parameters: object) {
      for (const module of modules)
        if ((versions[module] ?? null) === null)
          throw new AbsentPeer(`${module} is not installed for ${language(versions)}`);
      const id = numTasks++;
      const answer = (await request({ method: 'open', id, task, parameters })) as Answer;
      return {
        answer,
        time: async (calls, samples) => (await request({ method: 'time', id, calls, samples })) as number[],
        close: async () => void (await request({ method: 'close', id })),
      };
    },
    close: () => void stdin.end(),
  };
}

/** The first interpreter that has the most of the modules the rows need; others are ended. */
export async function findPython(
  commands: readonly string[],
  args: readonly string[],
  modules: readonly string[],
): Promise<Python> {
  let best = noPython;
  let found = 0;
  for (const command of commands) {
    const python = await startProgram(command, args);
    if (python === undefined) continue;
    const count = modules.filter((module) => (python.versions[module] ?? null) !== null).length;
    if (count > found) {
      best.close();
      best = python;
      found = count;
    } else python.close();
    if (found === modules.length) break;
  }
  return best;
}

/** What to try, in this order. */
export const pythonCommands = (environment: Readonly<Record<string, string | undefined>>): readonly string[] =>
  [environment.PYTHON ?? '', '/usr/bin/python3', 'python3'].filter((command) => command !== '');
