/** Both languages are one site: same pages, anchors, figures and code, and no translation behind its page. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { view as backpropagation } from '../figures/backpropagation-layer-by-layer/view.ts';
import { view as bloch } from '../figures/bloch-and-petz/view.ts';
import { view as cooling } from '../figures/cooling-follows/view.ts';
import { view as em } from '../figures/em-climbs-its-bound/view.ts';
import { view as gaps } from '../figures/gaps-against-n/view.ts';
import { view as roads } from '../figures/heat-or-smooth/view.ts';
import { view as learned } from '../figures/learned-and-exact/view.ts';
import { view as noise } from '../figures/noise-and-its-reversal/view.ts';
import { view as path } from '../figures/one-path-many-dynamics/view.ts';
import { view as throws } from '../figures/rare-throws/view.ts';
import { view as sampler } from '../figures/sampler-is-a-law/view.ts';
import type { CommonStrings } from '../figures/shared/contract.ts';
import { view as spins } from '../figures/spins-in-balance/view.ts';
import { view as cures } from '../figures/three-cures/view.ts';
import { view as operator } from '../figures/three-ways-out/view.ts';
import { view as twoGaps } from '../figures/two-gaps/view.ts';
import { view as twoLids } from '../figures/two-lids/view.ts';
import { view as twoPeaks } from '../figures/two-peaks/view.ts';
import { view as work } from '../figures/work-there-and-back/view.ts';
import { revisionOf } from '../scripts/revision.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (page: string): string => readFileSync(`${root}/${page}`, 'utf8');
const markdownIn = (folder: string): string[] =>
  readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.replaceAll('\\', '/'));

const english = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...['guide', 'tour'].flatMap((folder) => markdownIn(folder).map((name) => `${folder}/${name}`)),
].sort();
const views = [
  backpropagation,
  learned,
  em,
  roads,
  noise,
  path,
  sampler,
  work,
  throws,
  spins,
  cooling,
  operator,
  gaps,
  bloch,
  cures,
  twoGaps,
  twoLids,
  twoPeaks,
];

/** Text without code: a `#` in a shell command is no heading. */
const prose = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '');
const headings = (text: string): { depth: number; id: string | undefined }[] =>
  [...prose(text).matchAll(/^(##+) .*?(?: \{#([\w-]+)\})?$/gm)].map(([, marks = '', id]) => ({
    depth: marks.length,
    id,
  }));
const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found = '']) => found);
const figuresIn = (text: string): string[] => all(text, /<Figure name="([\w-]+)" \/>/g);
/** Code without its comments, which may be translated. */
const codeIn = (text: string): string[] =>
  all(text, /^```ts doctest\n([\s\S]*?)^```/gm).map((code) => code.replace(/^\s*\/\/ (?!=>|~>|throws).*$/gm, ''));

test('every English page has a Japanese twin, and the other way round', () => {
  expect(markdownIn('ja').sort()).toEqual(english);
});

describe.each(english)('%s', (page) => {
  const [en, ja] = [read(page), read(`ja/${page}`)];

  test('has the same headings in the same order, each with an anchor of its own', () => {
    expect(headings(ja)).toEqual(headings(en));
    const ids = headings(en).map(({ id }) => id);
    expect(ids).not.toContain(undefined);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('has the same figures, all of which exist', () => {
    expect(figuresIn(ja)).toEqual(figuresIn(en));
    for (const name of all(en, /<Figure name="([\w-]+)"/g)) expect(views.map((view) => view.name)).toContain(name);
  });

  test('runs the same code', () => {
    expect(codeIn(ja)).toEqual(codeIn(en));
  });

  test('is translated from its present text (else: `pnpm translated`, once the Japanese page is right)', () => {
    expect(/^source: '(\w+)'$/m.exec(ja)?.[1]).toBe(revisionOf(en));
  });

  test('leads a Japanese reader to Japanese pages, but for what exists in English only', () => {
    const links = all(ja, /\]\((\/[^)\s]*)\)/g);
    expect(links.filter((link) => !/^\/(ja|api|decisions)(\/|$)/.test(link))).toEqual([]);
  });
});

describe.each(views.map((view) => [view.name, view] as const))('figure %s', (_, view) => {
  /** Every path of keys that leads to a text or to a function that makes one. */
  const keys = (strings: unknown, at = ''): string[] =>
    typeof strings === 'object' && strings !== null
      ? Object.entries(strings).flatMap(([key, value]) => keys(value, `${at}.${key}`))
      : [at];
  const texts = (strings: unknown): string[] =>
    typeof strings === 'string' ? [strings] : Object.values(strings ?? {}).flatMap(texts);

  test('says the same things in both languages', () => {
    expect(keys(view.strings.ja)).toEqual(keys(view.strings.en));
  });

  test('leaves no text empty, and no sentence of one language in the other', () => {
    const words = (strings: CommonStrings): string[] => texts(strings).filter((text) => text.length > 12);
    for (const text of [...texts(view.strings.en), ...texts(view.strings.ja)]) expect(text.trim()).not.toBe('');
    for (const text of words(view.strings.en)) expect(text).not.toMatch(/[\p{Script=Hiragana}\p{Script=Katakana}]/u);
    for (const text of words(view.strings.ja)) expect(text).toMatch(/[\p{Script=Hiragana}\p{Script=Katakana}]/u);
  });

  test('has all its files', () => {
    for (const file of ['model.ts', 'view.ts', 'index.ts', 'worker.ts', 'strings.en.ts', 'strings.ja.ts', 'index.html'])
      expect(existsSync(`${root}/figures/${view.name}/${file}`), file).toBe(true);
  });
});

test('the glossary begins with its title, which the site replaces', () => {
  expect(read('../../GLOSSARY.md')).toMatch(/^# .+\n/);
});
