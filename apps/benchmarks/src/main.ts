/** The benchmarks: one command that runs every row against every peer that is there, and prints one table. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchmarkOptions, parseOptions, UsageError, usage } from './options.ts';
import { findPython, pythonCommands } from './python.ts';
import { withR } from './r.ts';
import { chart } from './report/chart.ts';
import { packageTable, readmeTable, withTable } from './report/readme.ts';
import { terminalReport } from './report/terminal.ts';
import { commitOf, describeRun, type Results } from './results.ts';
import { rows } from './rows.ts';
import { type RowResult, runRow } from './run-row.ts';

const { argv, env, stderr, stdout } = process;
const FULL_ROUNDS = 7;
const QUICK_ROUNDS = 3;
const app = fileURLToPath(new URL('..', import.meta.url));
const names = rows.map(({ name }) => name);

/** The folder to write to, made now: a run is too long to lose to a bad path. */
function outputFolder({ out, isQuick, rows: wanted }: BenchmarkOptions): string | undefined {
  if (out === undefined && (isQuick || wanted.length < names.length)) return undefined;
  // A package manager runs scripts in its own folder; the user means the folder they are in.
  const folder =
    out === undefined ? join(app, 'results') : isAbsolute(out) ? out : resolve(env.INIT_CWD ?? process.cwd(), out);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UsageError(`cannot write to ${folder}: ${(error as NodeJS.ErrnoException).code}`);
  }
  return folder;
}

/** Never leaves half a file. */
function write(path: string, content: string): void {
  writeFileSync(`${path}.tmp`, content, { flush: true });
  renameSync(`${path}.tmp`, path);
}

function keep(results: Results, folder: string, isOwn: boolean): void {
  write(join(folder, `${results.date}-${results.commit}.json`), `${JSON.stringify(results, null, 2)}\n`);
  write(join(folder, 'latest.svg'), `${chart(results)}\n`);
  if (!isOwn) return;
  renew(join(app, 'README.md'), readmeTable(results));
  for (const name of new Set(rows.map((row) => row.package)))
    renew(join(app, '..', '..', 'packages', name, 'README.md'), packageTable(results, name));
}

const renew = (readme: string, table: string): void => write(readme, withTable(readFileSync(readme, 'utf8'), table));

async function benchmark(options: BenchmarkOptions): Promise<number> {
  const folder = outputFolder(options);
  const numRounds = options.isQuick ? QUICK_ROUNDS : FULL_ROUNDS;
  const program = (name: string): readonly string[] => [join(app, 'peers', name)];
  const python = await withR(
    await findPython(pythonCommands(env), program('peers.py'), ['numpy', 'scipy', 'sklearn']),
    'Rscript',
    program('peers.R'),
  );
  const run = describeRun(python.versions, commitOf(app), numRounds);
  const done: RowResult[] = [];
  try {
    for (const row of rows) {
      if (!options.rows.includes(row.name)) continue;
      stderr.write(`[${done.length + 1}/${options.rows.length}] ${row.name}`);
      const onProgress = (what: string) => void stderr.write(what === '.' ? what : `  ${what} `);
      done.push(await runRow(row, python, { numRounds, onProgress }));
      stderr.write('\n');
    }
  } finally {
    python.close();
  }
  const results: Results = { ...run, rows: done };
  stdout.write(`${terminalReport(results)}\n`);
  if (folder !== undefined) keep(results, folder, options.out === undefined);
  const isWrong = done.some(({ comparisons }) =>
    comparisons.some(({ status }) => status === 'differs' || status === 'failed'),
  );
  if (isWrong) stderr.write('bench: a peer failed or its answers differ: see the notes below the table\n');
  return isWrong ? 1 : 0;
}

async function main(): Promise<number> {
  try {
    const options = parseOptions(argv.slice(2), names);
    if (options === undefined) {
      stdout.write(`${usage(names)}\n`);
      return 0;
    }
    return await benchmark(options);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    stderr.write(`bench: ${error.message}\n`);
    return 1;
  }
}

// A reader that has seen enough (`| head`) ends the run, without a complaint.
stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));

process.exitCode = await main();
