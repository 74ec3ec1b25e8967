/**
 * `pnpm example <name>` prints one example's table; `--check` compares all with expected/, `--update` rewrites it, and with a
 * name after it only that one. Those that take a minute or more are left out unless they are named. `pnpm example text <file>` learns
 * that file.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { twoHeaps } from './1-two-heaps.ts';
import { halfHidden } from './2-half-hidden.ts';
import { flowLikelihood } from './3-likelihood-by-the-flow.ts';
import { oneLedger } from './4-one-ledger.ts';
import { binaryHeartbeat } from './5-binary-heartbeat.ts';
import { digitsOutOfNoise } from './6-digits.ts';
import { ownText } from './7-text.ts';
import { isAsExpected } from './as-expected.ts';

/** Rows of a table: a label and its numbers as text, so that what is compared is what is printed. */
export type Table = readonly (readonly string[])[];

const examples: Readonly<Record<string, (file?: string) => Promise<Table>>> = {
  'two-heaps': twoHeaps,
  'half-hidden': halfHidden,
  'likelihood-by-the-flow': flowLikelihood,
  'one-ledger': oneLedger,
  'binary-heartbeat': binaryHeartbeat,
  digits: digitsOutOfNoise,
  text: ownText,
};
/** Of numbers, for an example that learns from pages that change. */
const tolerances: Readonly<Record<string, number>> = { text: 0.15 };
const takesMinutes = ['digits', 'text'];

const print = (table: Table): string => table.map((row) => row.join('\t')).join('\n');
const expectedFile = (name: string): string => fileURLToPath(new URL(`../expected/${name}.tsv`, import.meta.url));

const [argument = '', only] = process.argv.slice(2);
if ((argument === '--check' || argument === '--update') && (only === undefined || only in examples)) {
  const names = only === undefined ? Object.keys(examples).filter((name) => !takesMinutes.includes(name)) : [only];
  for (const name of names) {
    const table = `${print(await examples[name]!())}\n`;
    if (argument === '--update') writeFileSync(expectedFile(name), table);
    else if (!isAsExpected(table, readFileSync(expectedFile(name), 'utf8'), tolerances[name])) {
      console.error(`${name}: expected\n${readFileSync(expectedFile(name), 'utf8')}\nbut printed\n${table}`);
      process.exitCode = 1;
    } else console.log(`${name}: as expected`);
  }
} else if (argument in examples) console.log(print(await examples[argument]!(only)));
else {
  const received = only ?? argument;
  console.error(`pnpm example <name>, name one of ${Object.keys(examples).join(', ')}; received '${received}'`);
  process.exitCode = 1;
}
