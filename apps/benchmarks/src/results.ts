/** What a run leaves behind: plain data, without a path or the name of a host. */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { arch, cpus, loadavg, platform, totalmem } from 'node:os';
import type { Versions } from './python.ts';
import type { RowResult } from './run-row.ts';

export interface Results {
  readonly format: 'yuragi-benchmarks';
  readonly version: 1;
  /** Of the day it was run, UTC, YYYY-MM-DD. */
  readonly date: string;
  /** Short hash, or 'worktree' where the sources are not those of a commit. */
  readonly commit: string;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryGibibytes: number;
    readonly system: string;
    /** Of the last minute, before the first row. */
    readonly load: number;
  };
  readonly runtime: {
    readonly node: string;
    readonly v8: string;
    readonly stdlib: string | null;
    /** Of the peers in Python and R; without an interpreter, nothing or null. */
    readonly python: Versions;
    /** Of each side's arithmetic; the engine's own compiler and collector threads come on top. */
    readonly threads: 1;
  };
  readonly numRounds: number;
  readonly rows: readonly RowResult[];
}

/** Results of an earlier run are no change of the sources. */
const SOURCES = [':/', ':(top,exclude)apps/benchmarks/results', ':(top,exclude,glob)*/*/README.md'];

export function commitOf(repository: string): string {
  const git = (...args: string[]): string =>
    execFileSync('git', ['--no-optional-locks', ...args], {
      cwd: repository,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    return git('status', '--porcelain', '--', ...SOURCES) === '' ? git('rev-parse', '--short', 'HEAD') : 'worktree';
  } catch {
    return 'worktree';
  }
}

function stdlibVersion(): string | null {
  try {
    return (createRequire(import.meta.url)('@stdlib/random-array-normal/package.json') as { version: string }).version;
  } catch {
    return null;
  }
}

export function describeRun(python: Versions, commit: string, numRounds: number): Omit<Results, 'rows'> {
  return {
    format: 'yuragi-benchmarks',
    version: 1,
    date: new Date().toISOString().slice(0, 10),
    commit,
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      memoryGibibytes: Math.round(totalmem() / 2 ** 30),
      system: `${platform()} ${arch()}`,
      load: loadavg()[0]!,
    },
    runtime: {
      node: process.versions.node,
      v8: process.versions.v8,
      stdlib: stdlibVersion(),
      python,
      threads: 1,
    },
    numRounds,
  };
}
