/** The concordance: every section of the notes leads somewhere that exists, every page and row is led to, and back. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createMarkdownRenderer } from 'vitepress';
import { describe, expect, test } from 'vitest';
import { concordance, concordanceInMarkdown, headingsOf } from '../.vitepress/site/concordance-in-markdown.ts';
import { anchorOf, isCovered, sectionsOf } from '../concordance/section.ts';
import { sections } from '../concordance/sections.ts';
import { toCome } from '../concordance/to-come.ts';

/** What was still to come when the concordance was written. Make it smaller, never larger. */
const TO_COME_AT_MOST = 1;
/** The headings and slides of each notebook. */
const SIZES = { '000': 54, '001': 74, '002': 12, '003': 87, '004': 53 };

const docs = fileURLToPath(new URL('..', import.meta.url));
const workspace = fileURLToPath(new URL('../../..', import.meta.url));
const read = (page: string): string => readFileSync(`${docs}/${page}`, 'utf8');
const all = concordance(sections, toCome, docs);
const pagesOf = (targets: readonly string[]): ReadonlySet<string> =>
  new Set(targets.map((target) => target.split('#')[0]!));

test('sections have ids and anchors of their own, and none has been lost', () => {
  expect(new Set(sections.map(({ id }) => id)).size).toBe(sections.length);
  expect(new Set(sections.map(anchorOf)).size).toBe(sections.length);
  const sizes = Object.fromEntries(
    Object.keys(SIZES).map((notebook) => [
      notebook,
      sections.filter((section) => section.notebook === notebook).length,
    ]),
  );
  expect(sizes).toEqual(SIZES);
});

describe('what is to come', () => {
  test('is what is not covered, no more and no less', () => {
    const open = sections.filter((section) => !isCovered(section)).map(({ id }) => id);
    expect(toCome.map(({ id }) => id).sort()).toEqual(open.sort());
  });

  test('only becomes shorter', () => {
    expect(toCome.length).toBeLessThanOrEqual(TO_COME_AT_MOST);
  });
});

describe('every section leads to what exists', () => {
  test.each(['', 'ja/'])('pages and anchors, %s', (folder) => {
    const anchors = new Map(
      [...pagesOf(sections.flatMap(({ pages }) => pages))]
        .filter((page) => existsSync(`${docs}/${folder}${page}.md`))
        .map((page) => [page, headingsOf(read(`${folder}${page}.md`))]),
    );
    const missing = sections.flatMap(({ id, pages }) =>
      pages
        .filter((target) => {
          const [page = '', anchor = ''] = target.split('#');
          return anchors.get(page)?.has(anchor) !== true;
        })
        .map((target) => `${id} -> ${target}`),
    );
    expect(missing).toEqual([]);
  });

  test('functions that the packages export', async () => {
    const names = [...new Set(sections.flatMap(({ functions }) => functions))];
    const missing: string[] = [];
    for (const name of names) {
      const [entry = '', own = ''] = name.split('.');
      const module = (await import(/* @vite-ignore */ `@yuragi/${entry}`)) as Record<string, unknown>;
      if (!(own in module)) missing.push(name);
    }
    expect(missing).toEqual([]);
  });

  test('tests that are there', () => {
    const files = [...new Set(sections.flatMap(({ tests }) => tests))];
    const missing = files.filter(
      (file) => !existsSync(`${workspace}/${file.startsWith('apps/') ? '' : 'packages/'}${file}`),
    );
    expect(missing).toEqual([]);
  });
});

describe('no orphan', () => {
  const targets = sections.flatMap(({ pages }) => pages);

  test('every page of the tour is led to, and leads back', () => {
    const reached = pagesOf(targets);
    for (const name of readdirSync(`${docs}/tour`)) {
      const page = `tour/${name.replace(/\.md$/, '')}`;
      expect(reached, page).toContain(page);
      for (const locale of ['en', 'ja'] as const) {
        const box = all.box(page, locale);
        for (const section of sections.filter(({ pages }) => pagesOf(pages).has(page)))
          expect(box).toContain(`${locale === 'ja' ? '/ja' : ''}/concordance#${anchorOf(section)})`);
      }
    }
  });

  test('every row of the errata is led to', () => {
    const rows = [...headingsOf(read('errata.md')).keys()].filter((id) => id.startsWith('row-'));
    expect(rows.length).toBeGreaterThan(50);
    for (const row of rows) expect(targets, row).toContain(`errata#${row}`);
  });

  test.each(['derivations', 'question-marks'])('everything in %s is led to', (page) => {
    const entries = [...read(`${page}.md`).matchAll(/^### .* \{#([\w-]+)\}$/gm)].map(([, id]) => `${page}#${id}`);
    expect(entries.length).toBeGreaterThan(10);
    for (const entry of entries) expect(targets, entry).toContain(entry);
  });

  test.each(['concordance.md', 'ja/concordance.md'])('%s has the table of every notebook', (page) => {
    const found = [...read(page).matchAll(/^<div data-concordance="(\d+)"><\/div>$/gm)].map(([, notebook]) => notebook);
    expect(found).toEqual(Object.keys(SIZES));
  });
});

describe('in Markdown', () => {
  const some = sectionsOf(
    '000',
    `
1 | 節 | a section
  tour/sanov#nearest errata#row-14 | kl-info.sanov | kl-info/src/sanov.test.ts
2 | 題 | a title
3 | のこり | the rest
  tour/sanov | |
`,
  );
  const rest = [{ id: '000/3', holder: 'nn', what: { en: 'the rest of it', ja: 'のこり' } }] as const;
  const render = async (source: string, relativePath: string): Promise<string> => {
    const config = concordanceInMarkdown(concordance(some, rest, docs));
    return (await createMarkdownRenderer('.', { config })).render(source, { relativePath });
  };

  test('the table stands in the language of the page, with links to pages and reference', async () => {
    const en = await render('<div data-concordance="000"></div>', 'concordance.md');
    expect(en).toContain('<a id="s-000-1"></a>1 <strong><span lang="ja">節</span></strong><br>a section');
    expect(en).toMatch(/href="\/tour\/sanov(\.html)?#nearest"/);
    expect(en).toMatch(/Errata: <a href="\/errata(\.html)?#row-14">14<\/a>/);
    expect(en).toMatch(/href="\/api\/@yuragi\/kl-info(\.html)?(#sanov)?"/);
    expect(en).toContain('<span title="kl-info/src/sanov.test.ts">sanov.test</span>');
    expect(en).toContain('<em>To come</em>: the rest of it (nn)');
    const ja = await render('<div data-concordance="000"></div>', 'ja/concordance.md');
    expect(ja).toMatch(/href="\/ja\/tour\/sanov(\.html)?#nearest"/);
    expect(ja).toMatch(/正誤表：<a href="\/ja\/errata(\.html)?#row-14">14<\/a>/);
    expect(ja).not.toContain('a section');
  });

  test('a page ends with its sections, and one that no section leads to does not', async () => {
    const ja = await render('本文', 'ja/tour/sanov.md');
    expect(ja).toContain('<strong>ノートでは</strong>');
    expect(ja).toMatch(/href="\/ja\/concordance(\.html)?#s-000-1"/);
    expect(await render('text', 'tour/sanov.md')).toContain('000 a section</a> · <a');
    for (const page of ['tour/mcmc.md', 'errata.md']) expect(await render('text', page)).toBe('<p>text</p>\n');
  });

  test('a notebook that does not exist stops the build', async () => {
    await expect(render('<div data-concordance="009"></div>', 'concordance.md')).rejects.toThrow(
      'there is no notebook 009',
    );
  });

  test.each([
    ['1 | 節', 'no section: 1 | 節'],
    ['  tour/sanov | = words', 'no places of a section'],
    ['1 | 節 | a\n  tour/sanov | kl-info.sanov', 'no places of a section'],
    ['1 | 節 | a\n  tour/sanov | = words\n  tour/em | = words', 'no places of a section'],
  ])('a line that is neither is refused: %s', (table, message) => {
    expect(() => sectionsOf('000', table)).toThrow(message);
  });
});
