/** Puts the still frame and the caption of a figure where a page says `<Figure name="…" />`. */
import type { MarkdownRenderer } from 'vitepress';
import type { Stills } from './stills.ts';

const figure = /^<Figure name="([\w-]+)" \/>\s*$/;

const attribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

export function figuresInMarkdown(stills: Stills): (md: MarkdownRenderer) => void {
  const replace = (content: string, locale: 'en' | 'ja'): string => {
    const [, name] = figure.exec(content) ?? [];
    if (name === undefined) return content;
    const found = stills[name]?.[locale];
    if (found === undefined) throw new Error(`there is no figure ${name}`);
    return `<Figure name="${name}" locale="${locale}" caption="${attribute(found.caption)}">${found.markup.replace('<div', '<div v-pre')}</Figure>\n`;
  };
  return (md) => {
    md.core.ruler.push('figures', (state) => {
      const locale = String(state.env.relativePath).startsWith('ja/') ? 'ja' : 'en';
      for (const token of state.tokens) if (token.type === 'html_block') token.content = replace(token.content, locale);
    });
  };
}
