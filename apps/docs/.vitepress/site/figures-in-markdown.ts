/**
 * Puts the still frame and the caption of a figure where a page says `<Figure name="…" />`, and one of its pictures where
 * it says `<div data-still="figure/panel"></div>`.
 */
import type { MarkdownRenderer } from 'vitepress';
import type { Stills } from './stills.ts';

const figure = /^<Figure name="([\w-]+)" \/>\s*$/;
const still = /^<div data-still="([\w-]+)\/([\w-]+)"><\/div>\s*$/;

const attribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

export function figuresInMarkdown(stills: Stills): (md: MarkdownRenderer) => void {
  const replace = (content: string, locale: 'en' | 'ja'): string => {
    const [, name] = figure.exec(content) ?? [];
    if (name !== undefined) {
      const found = stills[name]?.[locale];
      if (found === undefined) throw new Error(`there is no figure ${name}`);
      return `<Figure name="${name}" locale="${locale}" caption="${attribute(found.caption)}">${found.markup.replace('<div', '<div v-pre')}</Figure>\n`;
    }
    const [, from, panel] = still.exec(content) ?? [];
    if (from === undefined || panel === undefined) return content;
    const markup = stills[from]?.[locale].panels[panel];
    if (markup === undefined) throw new Error(`there is no panel ${panel} of ${from}`);
    return `<div v-pre class="figure-still">${markup}</div>\n`;
  };
  return (md) => {
    md.core.ruler.push('figures', (state) => {
      const locale = String(state.env.relativePath).startsWith('ja/') ? 'ja' : 'en';
      for (const token of state.tokens) if (token.type === 'html_block') token.content = replace(token.content, locale);
    });
  };
}
