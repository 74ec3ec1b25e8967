/** The pages of the site as the navigation shows them, in both languages. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { DefaultTheme } from 'vitepress';

type Item = DefaultTheme.SidebarItem;
type Locale = 'en' | 'ja';

const words = {
  en: {
    tour: 'The tour',
    guides: 'Guides',
    reference: 'Reference',
    api: 'API',
    decisions: 'Decisions',
    glossary: 'Glossary',
    em: 'EM climbs its bound',
    hinge: 'From hierarchical VAE to diffusion',
    probCore: 'prob-core: randomness and laws',
    sde: 'sde: differential equations',
    latentModels: 'latent-models: mixtures',
    diffusion: 'diffusion',
  },
  ja: {
    tour: '読み物と図',
    guides: 'パッケージの使い方',
    reference: '資料',
    api: 'API（英語）',
    decisions: '設計上の決定（英語）',
    glossary: '用語集',
    em: 'EM アルゴリズム',
    hinge: '階層 VAE から拡散モデルへ',
    probCore: 'prob-core：乱数と確率分布',
    sde: 'sde：微分方程式',
    latentModels: 'latent-models：混合分布',
    diffusion: 'diffusion：拡散モデル',
  },
} as const;

const home = (locale: Locale): string => (locale === 'ja' ? '/ja' : '');

export const nav = (locale: Locale): DefaultTheme.NavItem[] => {
  const t = words[locale];
  const at = home(locale);
  return [
    { text: t.tour, link: `${at}/tour/em`, activeMatch: `^${at}/tour/` },
    { text: t.guides, link: `${at}/guide/prob-core`, activeMatch: `^${at}/guide/` },
    { text: t.api, link: '/api/', activeMatch: '^/api/' },
    { text: t.decisions, link: '/decisions/', activeMatch: '^/decisions/' },
    { text: t.glossary, link: `${at}/glossary` },
  ];
};

const sections = (locale: Locale): Item[] => {
  const t = words[locale];
  const at = home(locale);
  return [
    {
      text: t.tour,
      items: [
        { text: t.em, link: `${at}/tour/em` },
        { text: t.hinge, link: `${at}/tour/hinge` },
      ],
    },
    {
      text: t.guides,
      items: [
        { text: t.probCore, link: `${at}/guide/prob-core` },
        { text: t.sde, link: `${at}/guide/sde` },
        { text: t.latentModels, link: `${at}/guide/latent-models` },
        { text: t.diffusion, link: `${at}/guide/diffusion` },
      ],
    },
    {
      text: t.reference,
      items: [
        { text: t.glossary, link: `${at}/glossary` },
        { text: t.api, link: '/api/' },
        { text: t.decisions, link: '/decisions/' },
      ],
    },
  ];
};

/** The decision records, in the order of their numbers. */
export function decisions(folder: string): { readonly text: string; readonly link: string }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^\d{4}-.+\.md$/.test(name))
    .sort()
    .map((name) => {
      const heading = /^# (.+)$/m.exec(readFileSync(`${folder}/${name}`, 'utf8'))?.[1] ?? name;
      return { text: heading, link: `/decisions/${name.replace(/\.md$/, '')}` };
    });
}

/** A group without a page leads to its heading on the page above: an item that folds has to be a link. */
const linked = (item: Item, above = ''): Item => ({
  ...item,
  link: item.link ?? `${above}#${item.text?.toLowerCase().replaceAll(' ', '-')}`,
  ...(item.items && { items: item.items.map((child) => linked(child, item.link)) }),
});

/** What typedoc wrote, if it ran. */
function apiItems(root: string): Item[] {
  const file = `${root}/api/typedoc-sidebar.json`;
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Item[]).map((item) => linked(item)) : [];
}

export const sidebar = (locale: Locale, root: string): DefaultTheme.Sidebar =>
  locale === 'ja'
    ? { '/ja/': sections('ja') }
    : {
        '/api/': [{ text: words.en.api, link: '/api/', items: apiItems(root) }],
        '/decisions/': [{ text: words.en.decisions, link: '/decisions/', items: decisions(`${root}/decisions`) }],
        '/': sections('en'),
      };
