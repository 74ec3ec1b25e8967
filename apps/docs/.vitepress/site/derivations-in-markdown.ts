/** Puts both sides of each step of a derivation where a page says `<div data-derivation="name"></div>`. */
import type { MarkdownRenderer } from 'vitepress';
import type { Derivation, Step } from '../../derivations/derivation.ts';
import { digits } from './checks-in-markdown.ts';

const place = /^<div data-derivation="([\w-]+)"><\/div>\s*$/;

const words = {
  en: { columns: ['step', 'left', 'right', 'left − right'], wrong: 'wrong' },
  ja: { columns: ['段', '左辺', '右辺', '差'], wrong: '誤り' },
} as const;

/** A difference that rounding or a limit left behind, by its power of ten. */
export function difference(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) >= 1e-3) return digits(value);
  const [factor = '', power = ''] = value.toExponential(0).split('e');
  return `${factor.replace('-', '−')} × 10<sup>${power.replace('-', '−')}</sup>`;
}

const cells = (name: string, { left, right }: Step): string =>
  `<th scope="row">${name}</th><td>${digits(left)}</td><td>${digits(right)}</td><td>${difference(left - right)}</td>`;

const markup = ({ steps, wrong }: Derivation, locale: 'en' | 'ja'): string => {
  const { columns, wrong: caught } = words[locale];
  const head = columns.map((column) => `<th scope="col">${column}</th>`).join('');
  const rows = steps.map((step, i) => `<tr>${cells(String(i + 1), step)}</tr>`).join('');
  const last = `<tr class="wrong">${cells(caught, wrong)}</tr>`;
  return `<table class="derivation" tabindex="0"><thead><tr>${head}</tr></thead><tbody>${rows}${last}</tbody></table>\n`;
};

export function derivationsInMarkdown(
  derivations: Readonly<Record<string, Derivation>>,
): (md: MarkdownRenderer) => void {
  return (md) => {
    md.core.ruler.push('derivations', (state) => {
      const locale = String(state.env.relativePath).startsWith('ja/') ? 'ja' : 'en';
      for (const token of state.tokens) {
        const [, name] = token.type === 'html_block' ? (place.exec(token.content) ?? []) : [];
        if (name === undefined) continue;
        const derivation = derivations[name];
        if (derivation === undefined) throw new Error(`there is no derivation '${name}'`);
        token.content = markup(derivation, locale);
      }
    });
  };
}
