/** The tour: one command that fits, samples, prints a table and writes one report. */
import { isAbsolute, resolve } from 'node:path';
import { key } from '@yuragi/prob-core';
import { openKeptWork } from './kept-work.ts';
import { parseOptions, type TourOptions, UsageError, usage } from './options.ts';
import { openOutputFolder } from './output-folder.ts';
import { reportPage } from './report/page.ts';
import { findingsOf } from './story/findings.ts';
import { Interrupted, makeGuide } from './story/guide.ts';
import { tellStory } from './story/index.ts';
import { showStep, table } from './terminal.ts';
import { texts } from './text.ts';

const { stdout, stderr, env, argv } = process;
const REPORT = 'report.html';
/** What a shell gives a program that was ended by Ctrl-C. */
const INTERRUPTED = 130;

async function tour(options: TourOptions): Promise<number> {
  const started = Date.now();
  const text = texts[options.language];
  // A package manager runs scripts in its own folder; the user means the folder they are in.
  const path = isAbsolute(options.out) ? options.out : resolve(env.INIT_CWD ?? process.cwd(), options.out);
  const folder = openOutputFolder(path);
  const kept = openKeptWork(folder, options);
  if (kept.numFound > 0) stdout.write(`${text.terminal.goingOn(kept.numFound)}\n`);

  const abort = new AbortController();
  const stop = (): void => {
    if (abort.signal.aborted) process.exit(INTERRUPTED);
    stderr.write(`\n${text.terminal.stopping}\n`);
    abort.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);

  const guide = makeGuide({
    key: key(options.seed),
    isQuick: options.isQuick,
    signal: abort.signal,
    announce: (title) => void stdout.write(`${title}\n`),
    show: (label) => showStep(label, stdout, text.secondsLeft),
    find: kept.find,
    keep: kept.keep,
  });
  try {
    const story = await tellStory(guide, text);
    const findings = findingsOf(story, text);
    const file = folder.write(REPORT, reportPage(story, findings, text, options));
    kept.discard();
    stdout.write(
      `\n${table([text.findings.heading, ...findings.map(({ what, value, beside }) => [what, value, beside])])}\n\n`,
    );
    stdout.write(`${text.terminal.done(file, Math.round((Date.now() - started) / 1000))}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    stdout.write(`${text.terminal.stopped(kept.save())}\n`);
    return INTERRUPTED;
  }
}

async function main(): Promise<number> {
  try {
    const options = parseOptions(argv.slice(2), env);
    if (options === undefined) {
      stdout.write(`${usage}\n`);
      return 0;
    }
    return await tour(options);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    stderr.write(`tour: ${error.message}\n`);
    return 1;
  }
}

// A reader that has seen enough (`| head`) ends the tour, without a complaint.
stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));

process.exitCode = await main();
