import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { sections } from '../concordance/sections.ts';
import { toCome } from '../concordance/to-come.ts';
import { revisionOf } from '../scripts/revision.mjs';
import { checksInMarkdown } from './site/checks-in-markdown.ts';
import { concordance, concordanceInMarkdown } from './site/concordance-in-markdown.ts';
import { derivationsInMarkdown } from './site/derivations-in-markdown.ts';
import { figuresInMarkdown } from './site/figures-in-markdown.ts';
import { nav, sidebar } from './site/pages.ts';
import { renderedOnce } from './site/rendered-once.ts';
import { computeDerivations, computeErrata, computeStills } from './site/stills.ts';
import { tokenize } from './site/tokenize.ts';
import { english, englishSearch, japanese, japaneseSearch } from './site/words.ts';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const source = '@yuragi/source';
const once = renderedOnce();
const [stills, errata, derivations] = await Promise.all([computeStills(), computeErrata(), computeDerivations()]);

export default defineConfig({
  title: 'Yuragi',
  cleanUrls: true,
  srcExclude: ['README.md', 'errata/**', 'figures/**', 'test/**', 'scripts/**'],
  head: [
    ['meta', { name: 'theme-color', content: '#0072b2' }],
    ['link', { rel: 'icon', type: 'image/svg+xml', href: '/icon.svg' }],
  ],
  locales: {
    root: {
      label: 'English',
      lang: 'en',
      description: 'Probability, sampling and diffusion in small TypeScript packages, with figures that run them.',
      themeConfig: { ...english, nav: nav('en'), sidebar: sidebar('en', root) },
    },
    ja: {
      label: '日本語',
      lang: 'ja',
      link: '/ja/',
      description: '確率・サンプリング・拡散モデルの小さな TypeScript パッケージと、それを動かす図。',
      themeConfig: { ...japanese, nav: nav('ja'), sidebar: sidebar('ja', root) },
    },
  },
  themeConfig: {
    outline: { level: [2, 3] },
    externalLinkIcon: true,
    search: {
      provider: 'local',
      options: { ...englishSearch, locales: { ja: japaneseSearch }, miniSearch: { options: { tokenize } } },
    },
  },
  markdown: {
    math: true,
    // The default themes have too little contrast on their own ground.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config(md) {
      once(md);
      figuresInMarkdown(stills)(md);
      checksInMarkdown(errata)(md);
      derivationsInMarkdown(derivations)(md);
      concordanceInMarkdown(concordance(sections, toCome, root))(md);
    },
  },
  /** A Japanese page whose English twin has changed since says so. */
  transformPageData({ relativePath, frontmatter }) {
    const twin = `${root}/${relativePath.replace(/^ja\//, '')}`;
    if (!relativePath.startsWith('ja/') || !existsSync(twin)) return;
    return { frontmatter: { ...frontmatter, isStale: frontmatter.source !== revisionOf(readFileSync(twin, 'utf8')) } };
  },
  vite: {
    resolve: {
      conditions: [source, 'module', 'browser', 'development|production'],
      // The theme's language menu would lead to pages that exist in one language only.
      alias: [
        {
          find: /^(\.{1,2}\/)+composables\/langs$/,
          replacement: fileURLToPath(new URL('./theme/langs.ts', import.meta.url)),
        },
      ],
    },
    ssr: {
      resolve: { conditions: [source, 'module', 'node', 'development|production'] },
      noExternal: [/^@yuragi\//],
    },
    worker: { format: 'es' },
  },
});
