/** The errata: in every row the right formula gives the truth, the formula of the notes does not, and the page has it all. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createMarkdownRenderer } from 'vitepress';
import { describe, expect, test } from 'vitest';
import { checksInMarkdown, digits } from '../.vitepress/site/checks-in-markdown.ts';
import { ROUNDING } from '../errata/checks/check.ts';
import { checks } from '../errata/checks/index.ts';

/** Row 59 has a source in place of a formula. */
const ROW_WITH_SOURCE = 59;
const NUM_ROWS = 61;
const rows = Array.from({ length: NUM_ROWS }, (_, i) => i + 1);
const computed = rows.filter((row) => row !== ROW_WITH_SOURCE);
/** What the notes' formula is off by at least: a reader can see it in the numbers shown. */
const VISIBLE = 1e-2;

/** |a - b| relative to max(1, |b|); of infinities 0 where they are the same, and infinite where they are not. */
const distance = (a: number, b: number): number => {
  if (a === b) return 0;
  return Number.isFinite(a) && Number.isFinite(b) ? Math.abs(a - b) / Math.max(1, Math.abs(b)) : Infinity;
};

test('every row has a check, or a source', () => {
  expect(Object.keys(checks).map(Number)).toEqual(computed);
});

describe.each(computed)('row %i', (row) => {
  const { notes, right, truth, tolerance = ROUNDING } = checks[row]!();

  test('the right formula gives the truth', () => {
    expect(distance(right, truth)).toBeLessThanOrEqual(tolerance);
  });

  test('the formula of the notes does not', () => {
    expect(Number.isNaN(notes)).toBe(false);
    expect(distance(notes, truth)).toBeGreaterThan(VISIBLE);
  });
});

test.each(['errata.md', 'ja/errata.md'])('%s has every row once, each with its numbers', (page) => {
  const text = readFileSync(fileURLToPath(new URL(`../${page}`, import.meta.url)), 'utf8');
  const found = (pattern: RegExp): number[] => [...text.matchAll(pattern)].map(([, row]) => Number(row));
  const ascending = (a: number, b: number): number => a - b;
  expect(found(/^### (\d+)\. .+ \{#row-\1\}$/gm).sort(ascending)).toEqual(rows);
  expect(found(/^<div data-check="(\d+)"><\/div>$/gm).sort(ascending)).toEqual(computed);
});

describe('checks in Markdown', () => {
  const render = async (source: string, relativePath: string): Promise<string> => {
    const config = checksInMarkdown({ 1: { notes: 0.25, right: 0.75, truth: 0.75 } });
    return (await createMarkdownRenderer('.', { config })).render(source, { relativePath });
  };

  test('stand with their three numbers in the language of the page', async () => {
    const page = await render('<div data-check="1"></div>', 'errata.md');
    expect(page).toContain('<dt>by the notes</dt><dd>0.25</dd>');
    expect(page).toContain('<dt>by another way</dt><dd>0.75</dd>');
    expect(await render('<div data-check="1"></div>', 'ja/errata.md')).toContain('<dt>ノートの式</dt><dd>0.25</dd>');
  });

  test('that do not exist stop the build', async () => {
    await expect(render('<div data-check="2"></div>', 'errata.md')).rejects.toThrow('there is no check of row 2');
  });

  test.each([
    [1 / 3, '0.33333'],
    [-2, '−2'],
    [-5e-17, '0'],
    [Infinity, '∞'],
    [0.0001, '0.0001'],
  ])('%f is written %s', (value, text) => {
    expect(digits(value)).toBe(text);
  });
});
