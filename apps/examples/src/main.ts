/** `pnpm example <name>` prints one example's table; `--check` compares all with expected/, `--update` rewrites it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { twoHeaps } from './1-two-heaps.ts';
import { halfHidden } from './2-half-hidden.ts';
import { flowLikelihood } from './3-likelihood-by-the-flow.ts';
import { oneLedger } from './4-one-ledger.ts';

/** Rows of a table: a label and its numbers as text, so that what is compared is what is printed. */
export type Table = readonly (readonly string[])[];

const examples: Readonly<Record<string, () => Promise<Table>>> = {
  'two-heaps': twoHeaps,
  'half-hidden': halfHidden,
  'likelihood-by-the-flow': flowLikelihood,
  'one-ledger': oneLedger,
};

const print = (table: Table): string => table.map((row) => row.join('\t')).join('\n');
const expectedFile = (name: string): string => fileURLToPath(new URL(`../expected/${name}.tsv`, import.meta.url));

const [argument = ''] = process.argv.slice(2);
if (argument === '--check' || argument === '--update') {
  for (const [name, run] of Object.entries(examples)) {
    const table = `${print(await run())}\n`;
    if (argument === '--update') writeFileSync(expectedFile(name), table);
    else if (readFileSync(expectedFile(name), 'utf8') !== table) {
      console.error(`${name}: expected\n${readFileSync(expectedFile(name), 'utf8')}\nbut printed\n${table}`);
      process.exitCode = 1;
    } else console.log(`${name}: as expected`);
  }
} else if (argument in examples) console.log(print(await examples[argument]!()));
else {
  console.error(`pnpm example <name>, name one of ${Object.keys(examples).join(', ')}; received '${argument}'`);
  process.exitCode = 1;
}
