/** What the command line says. */
import { parseArgs } from 'node:util';

export interface BenchmarkOptions {
  /** Names of the rows to run, in the order of the harness; all of them unless some are named. */
  readonly rows: readonly string[];
  readonly isQuick: boolean;
  /** Folder of the results, as given; undefined for the project's own. */
  readonly out: string | undefined;
}

/** A fault the user can mend: shown as one line, without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const usage = (
  names: readonly string[],
): string => `Usage: bench [--row NAME]... [--quick] [--out FOLDER] [--help]

  --row NAME     only this row; may be repeated
  --quick        3 rounds instead of 7
  --out FOLDER   where the results go (default: the project's own results, for a full run; else nowhere)

Rows:
${names.map((name) => `  ${name}`).join('\n')}`;

/**
 * The options of a command line, or undefined if it asks for help.
 *
 * @param names of all rows
 * @throws {UsageError} naming the option that is wrong
 */
export function parseOptions(args: readonly string[], names: readonly string[]): BenchmarkOptions | undefined {
  let values: { row?: string[]; quick?: boolean; out?: string; help?: boolean };
  try {
    ({ values } = parseArgs({
      // A package manager may pass its own separator on.
      args: args.filter((argument) => argument !== '--'),
      options: {
        row: { type: 'string', multiple: true },
        quick: { type: 'boolean' },
        out: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0]);
  }
  if (values.help) return undefined;
  const wanted = values.row ?? names;
  for (const name of wanted)
    if (!names.includes(name)) throw new UsageError(`--row must be one of ${names.join(', ')}; received '${name}'`);
  if (values.out === '') throw new UsageError('--out must not be empty');
  return {
    rows: names.filter((name) => wanted.includes(name)),
    isQuick: values.quick ?? false,
    out: values.out,
  };
}
