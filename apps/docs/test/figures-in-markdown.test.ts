import { createMarkdownRenderer } from 'vitepress';
import { describe, expect, test } from 'vitest';
import { figuresInMarkdown } from '../.vitepress/site/figures-in-markdown.ts';

const still = (text: string) => ({
  caption: `"${text}" & more`,
  markup: `<div class="figure-still">${text}</div>`,
});
const render = async (source: string, relativePath: string): Promise<string> =>
  (
    await createMarkdownRenderer('.', {
      config: figuresInMarkdown({ one: { en: still('English'), ja: still('日本語') } }),
    })
  ).render(source, { relativePath });

describe('figures in Markdown', () => {
  test('stand with their still frame and caption in the language of the page', async () => {
    const english = await render('Text.\n\n<Figure name="one" />\n\nText.', 'tour/x.md');
    expect(english).toContain('<Figure name="one" locale="en" caption="&quot;English&quot; &amp; more">');
    expect(english).toContain('<div v-pre class="figure-still">English</div></Figure>');
    expect(await render('<Figure name="one" />', 'ja/tour/x.md')).toContain(
      '<div v-pre class="figure-still">日本語</div>',
    );
  });

  test('that do not exist stop the build', async () => {
    await expect(render('<Figure name="two" />', 'x.md')).rejects.toThrow('there is no figure two');
  });
});
