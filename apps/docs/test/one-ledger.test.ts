/** The table of the page is what the example prints, which a test of its own keeps to what it computes. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

test.each(['tour/one-mathematics.md', 'ja/tour/one-mathematics.md'])(
  'the ledger of %s is that of the example',
  (page) => {
    const [, ...rows] = read('../examples/expected/one-ledger.tsv').trim().split('\n');
    const numbers = rows.map((row) => row.split('\t').slice(1));
    const section = read(page).split('{#one-ledger}')[1]!.split('\n## ')[0]!;
    const table = [...section.matchAll(/^\| (?:\d+|limit|極限) .*$/gm)].map(([row]) =>
      row
        .split('|')
        .slice(2, -1)
        .map((cell) => cell.trim()),
    );
    expect(table).toEqual(numbers);
  },
);
