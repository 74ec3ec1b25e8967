/** What the command line says. */
import { parseArgs } from 'node:util';

export type Language = 'en' | 'ja';

export interface TourOptions {
  readonly seed: string;
  readonly isQuick: boolean;
  /** Folder of the report, as given. */
  readonly out: string;
  readonly language: Language;
}

/** A fault the user can mend: shown as one line, without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const usage = `Usage: tour [--seed TEXT] [--quick] [--out FOLDER] [--lang en|ja] [--help]

  --seed TEXT    names all randomness; the same text gives the same numbers   (default: yuragi)
  --quick        fewer samples and steps, under a minute
  --out FOLDER   where the report goes                                         (default: tour-report)
  --lang en|ja   language of the report and the table                          (default: from LANG, else en)`;

/**
 * The options of a command line, or undefined if it asks for help.
 *
 * @throws {UsageError} naming the option that is wrong
 */
export function parseOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): TourOptions | undefined {
  let values: { seed?: string; quick?: boolean; out?: string; lang?: string; help?: boolean };
  try {
    ({ values } = parseArgs({
      // A package manager may pass its own separator on.
      args: args.filter((argument) => argument !== '--'),
      options: {
        seed: { type: 'string' },
        quick: { type: 'boolean' },
        out: { type: 'string' },
        lang: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0]);
  }
  if (values.help) return undefined;
  const language = values.lang ?? (environment.LANG?.startsWith('ja') ? 'ja' : 'en');
  if (language !== 'en' && language !== 'ja') throw new UsageError(`--lang must be en or ja; received '${language}'`);
  if (values.seed === '') throw new UsageError('--seed must not be empty');
  if (values.out === '') throw new UsageError('--out must not be empty');
  return { seed: values.seed ?? 'yuragi', isQuick: values.quick ?? false, out: values.out ?? 'tour-report', language };
}
