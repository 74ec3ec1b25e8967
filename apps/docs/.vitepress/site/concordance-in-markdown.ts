/**
 * The concordance: a table where a page says `<div data-concordance="000"></div>`, and at the end of every page that the
 * notes lead to, a box that leads back.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { MarkdownRenderer } from 'vitepress';
import { anchorOf, type Section } from '../../concordance/section.ts';
import type { ToCome } from '../../concordance/to-come.ts';

type Locale = 'en' | 'ja';

const words = {
  en: {
    columns: '| Section | Pages | Functions | Tests |',
    notes: 'In the notes',
    errata: 'Errata',
    toCome: 'To come',
    colon: ': ',
    listed: ', ',
  },
  ja: {
    columns: '| 節 | ページ | 関数 | テスト |',
    notes: 'ノートでは',
    errata: '正誤表',
    toCome: 'これから',
    colon: '：',
    listed: '、',
  },
} as const;

const place = /^<div data-concordance="(\d+)"><\/div>$/gm;
/** These name the notes themselves. */
const withoutBox = new Set(['errata', 'concordance', 'glossary', 'index']);

export const home = (locale: Locale): string => (locale === 'ja' ? '/ja' : '');
/** In a cell of a table, text alone. */
const cell = (text: string): string => text.replace(/[|*_<>{}[\]$\\`]/g, (mark) => `&#${mark.codePointAt(0)};`);

/** Headings of a Markdown page by their anchors; its short title, from the front matter, stands under ''. */
export function headingsOf(text: string): ReadonlyMap<string, string> {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '');
  const headings = [...prose.matchAll(/^##+ (.*?) \{#([\w-]+)\}$/gm)].map(
    ([, heading = '', id = '']) => [id, heading] as const,
  );
  const title = /^title: (['"]?)(.+)\1$/m.exec(text)?.[2] ?? '';
  return new Map([['', title], ...headings]);
}

/** The anchor of a function on the reference page of its entry. */
function anchorInReference(reference: string, name: string): string {
  const [, id] = new RegExp(`<a id="([\\w-]+)"></a>\\s+### ${name}\\(\\)`).exec(reference) ?? [];
  return id === undefined ? '' : `#${id}`;
}

export interface Concordance {
  /** The Markdown table of a notebook. @throws {Error} if there is no such notebook */
  table(notebook: string, locale: Locale): string;
  /** The Markdown of a page's box, empty if no section leads to it. */
  box(page: string, locale: Locale): string;
}

/** @param root folder of the pages; the reference in `api` is linked name by name where it has been generated */
export function concordance(sections: readonly Section[], toCome: readonly ToCome[], root: string): Concordance {
  const read = (file: string): string => (existsSync(`${root}/${file}`) ? readFileSync(`${root}/${file}`, 'utf8') : '');
  const kept = new Map<string, ReadonlyMap<string, string>>();
  const headings = (file: string): ReadonlyMap<string, string> => {
    const known = kept.get(file) ?? headingsOf(read(file));
    kept.set(file, known);
    return known;
  };
  /** Page by page, with its headings if some are named; rows of the errata by their numbers. */
  const pageLinks = (targets: readonly string[], locale: Locale): string[] => {
    const byPage = new Map<string, string[]>();
    for (const [page = '', id = ''] of targets.map((target) => target.split('#')))
      byPage.set(page, [...(byPage.get(page) ?? []), id]);
    return [...byPage].map(([page, ids]) => {
      const all = headings(`${locale === 'ja' ? 'ja/' : ''}${page}.md`);
      const title = cell(page === 'errata' ? words[locale].errata : (all.get('') ?? ''));
      const path = `${home(locale)}/${page === 'index' ? '' : page}`;
      if (ids.includes('')) return `[${title}](${path})`;
      const links = ids.map((id) => {
        const heading = /^row-(\d+)$/.exec(id)?.[1] ?? all.get(id) ?? '';
        return `[${cell(heading)}](${path}#${id})`;
      });
      return `${title}${words[locale].colon}${links.join(words[locale].listed)}`;
    });
  };
  /** Entry by entry, each function linked to its place in the reference. */
  const functionLinks = (names: readonly string[], locale: Locale): string[] => {
    const byEntry = new Map<string, string[]>();
    for (const [entry = '', name = ''] of names.map((each) => each.split('.'))) {
      const page = `api/@yuragi/${entry}`;
      const link = `[\`${name}\`](/${page}${anchorInReference(read(`${page}.md`), name)})`;
      byEntry.set(entry, [...(byEntry.get(entry) ?? []), link]);
    }
    return [...byEntry].map(([entry, links]) => `${entry}${words[locale].colon}${links.join(words[locale].listed)}`);
  };
  const testName = (file: string): string =>
    `<span title="${file}">${file.split('/').at(-1)!.replace(/\.ts$/, '')}</span>`;

  return {
    table(notebook, locale) {
      const own = sections.filter((section) => section.notebook === notebook);
      if (own.length === 0) throw new Error(`there is no notebook ${notebook}`);
      const { columns, colon } = words[locale];
      const rows = own.map((section) => {
        // Numbers are the notes' own.
        const number = /^\d[\d.-]*/.exec(section.place)?.[0];
        const title = `**<span lang="ja">${cell(section.title.ja)}</span>**`;
        const waiting = toCome.find(({ id }) => id === section.id);
        const functions = functionLinks(section.functions, locale);
        if (waiting !== undefined)
          functions.push(`*${words[locale].toCome}*${colon}${cell(waiting.what[locale])} (${waiting.holder})`);
        const cells = [
          `<a id="${anchorOf(section)}"></a>${number === undefined ? '' : `${number} `}${title}${locale === 'ja' ? '' : `<br>${cell(section.title.en)}`}`,
          pageLinks(section.pages, locale).join('<br>'),
          functions.join('<br>'),
          section.tests.map(testName).join('<br>'),
        ];
        return `| ${cells.join(' | ')} |`;
      });
      return `<div class="concordance">\n\n${columns}\n| --- | --- | --- | --- |\n${rows.join('\n')}\n\n</div>`;
    },
    box(page, locale) {
      if (withoutBox.has(page)) return '';
      const from = sections.filter(({ pages }) => pages.some((target) => target.split('#')[0] === page));
      if (from.length === 0) return '';
      const links = from.map((section) => {
        const text = `${section.notebook} ${section.title[locale]}`;
        return `[${cell(text)}](${home(locale)}/concordance#${anchorOf(section)})`;
      });
      return `<aside class="in-the-notes">\n\n**${words[locale].notes}** ${links.join(' · ')}\n\n</aside>\n`;
    },
  };
}

export function concordanceInMarkdown({ table, box }: Concordance): (md: MarkdownRenderer) => void {
  return (md) => {
    md.core.ruler.before('normalize', 'concordance', (state) => {
      const path = String(state.env.relativePath);
      const locale = path.startsWith('ja/') ? 'ja' : 'en';
      const page = path.replace(/^ja\//, '').replace(/\.md$/, '');
      const text = state.src.replace(place, (_, notebook: string) => table(notebook, locale));
      state.src = `${text.replace(/\n*$/, '\n')}\n${box(page, locale)}`;
    });
  };
}
