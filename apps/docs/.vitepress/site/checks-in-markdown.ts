/** Puts the numbers of a check of the errata where a page says `<div data-check="row"></div>`. */
import type { MarkdownRenderer } from 'vitepress';
import type { Check } from '../../errata/checks/check.ts';

const place = /^<div data-check="(\d+)"><\/div>\s*$/;

const words = {
  en: ['by the notes', 'by the right formula', 'by another way'],
  ja: ['ノートの式', '正しい式', '別の方法'],
} as const;

/** Five digits; what rounding made of a zero is a zero. */
export function digits(value: number): string {
  if (Math.abs(value) < 1e-12) return '0';
  const text = Number.isFinite(value) ? String(Number(value.toPrecision(5))) : '∞';
  return text.replace('-', '−');
}

const markup = ({ notes, right, truth }: Check, locale: 'en' | 'ja'): string => {
  const entries = [notes, right, truth].map(
    (value, i) => `<div><dt>${words[locale][i]}</dt><dd>${digits(value)}</dd></div>`,
  );
  return `<dl class="check">${entries.join('')}</dl>\n`;
};

export function checksInMarkdown(checks: Readonly<Record<string, Check>>): (md: MarkdownRenderer) => void {
  return (md) => {
    md.core.ruler.push('checks', (state) => {
      const locale = String(state.env.relativePath).startsWith('ja/') ? 'ja' : 'en';
      for (const token of state.tokens) {
        const [, row] = token.type === 'html_block' ? (place.exec(token.content) ?? []) : [];
        if (row === undefined) continue;
        const check = checks[row];
        if (check === undefined) throw new Error(`there is no check of row ${row}`);
        token.content = markup(check, locale);
      }
    });
  };
}
