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
    errata: 'Errata of the notes',
    derivations: 'Derivations',
    backpropagation: 'Backpropagation, layer by layer',
    training: 'Train a diffusion model in your browser',
    readingGroup: 'Twelve sittings',
    concordance: 'Concordance of the notes',
    questionMarks: 'The question marks',
    probability: 'A sampler is a law',
    jarzynski: 'Work there and back',
    threeCures: 'Populations, and three cures for lag',
    sanov: 'KL and Sanov: rare throws',
    mcmc: 'Markov chain Monte Carlo',
    annealing: 'Annealing',
    em: 'EM climbs its bound',
    otherFamilies: 'One KL, three ways to compute it',
    vae: 'One encoder, two gaps',
    hinge: 'From hierarchical VAE to diffusion',
    sdeTour: 'One path, many dynamics',
    quantumComputing: 'Should we learn quantum computing?',
    oneMathematics: 'One mathematics',
    otherAlgebras: 'Other algebras',
    probCore: 'prob-core: randomness and laws',
    klInfo: 'kl-info: divergences and rare events',
    mcmcGuide: 'mcmc: Markov chains',
    annealingGuide: 'annealing',
    sde: 'sde: differential equations',
    nn: 'nn: training networks',
    latentModels: 'latent-models: mixtures to VAEs',
    thermoJarzynski: 'thermo-jarzynski: free energy from work',
    diffusion: 'diffusion',
  },
  ja: {
    tour: '読み物と図',
    guides: 'パッケージの使い方',
    reference: '資料',
    api: 'API（英語）',
    decisions: '設計上の決定（英語）',
    glossary: '用語集',
    errata: 'ノートの正誤表',
    derivations: '導出をたどる',
    backpropagation: '層ごとの誤差逆伝播法',
    training: 'ブラウザで拡散モデルを学習する',
    readingGroup: '十二回の勉強会',
    concordance: 'ノートとの対応表',
    questionMarks: 'ノートの「?」に答える',
    probability: '確率',
    jarzynski: 'ジャルジンスキー等式',
    threeCures: '集団焼きなましと遅れの三つの処方',
    sanov: 'KL と大偏差',
    mcmc: 'マルコフ連鎖モンテカルロ法',
    annealing: '焼きなまし法',
    em: 'EM アルゴリズム',
    otherFamilies: '自己回帰・正規化フロー・GAN',
    vae: '変分オートエンコーダ',
    hinge: '階層 VAE から拡散モデルへ',
    sdeTour: 'SDE とフォッカー・プランク',
    quantumComputing: '量子計算を学ぶべきか',
    oneMathematics: '同じ数学',
    otherAlgebras: 'ほかの代数なら',
    probCore: 'prob-core：乱数と確率分布',
    klInfo: 'kl-info：ダイバージェンスと大偏差',
    mcmcGuide: 'mcmc：マルコフ連鎖',
    annealingGuide: 'annealing：焼きなまし法',
    sde: 'sde：微分方程式',
    nn: 'nn：ネットワークの学習',
    latentModels: 'latent-models：混合分布から VAE まで',
    thermoJarzynski: 'thermo-jarzynski：仕事から自由エネルギーへ',
    diffusion: 'diffusion：拡散モデル',
  },
} as const;

const home = (locale: Locale): string => (locale === 'ja' ? '/ja' : '');

export const nav = (locale: Locale): DefaultTheme.NavItem[] => {
  const t = words[locale];
  const at = home(locale);
  return [
    { text: t.tour, link: `${at}/tour/probability`, activeMatch: `^${at}/tour/` },
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
        { text: t.probability, link: `${at}/tour/probability` },
        { text: t.sanov, link: `${at}/tour/sanov` },
        { text: t.mcmc, link: `${at}/tour/mcmc` },
        { text: t.annealing, link: `${at}/tour/annealing` },
        { text: t.jarzynski, link: `${at}/tour/jarzynski` },
        { text: t.threeCures, link: `${at}/tour/three-cures` },
        { text: t.em, link: `${at}/tour/em` },
        { text: t.otherFamilies, link: `${at}/tour/other-families` },
        { text: t.vae, link: `${at}/tour/vae` },
        { text: t.hinge, link: `${at}/tour/hinge` },
        { text: t.sdeTour, link: `${at}/tour/sde` },
        { text: t.oneMathematics, link: `${at}/tour/one-mathematics` },
        { text: t.otherAlgebras, link: `${at}/tour/other-algebras` },
        { text: t.quantumComputing, link: `${at}/tour/quantum-computing` },
      ],
    },
    {
      text: t.guides,
      items: [
        { text: t.probCore, link: `${at}/guide/prob-core` },
        { text: t.klInfo, link: `${at}/guide/kl-info` },
        { text: t.mcmcGuide, link: `${at}/guide/mcmc` },
        { text: t.annealingGuide, link: `${at}/guide/annealing` },
        { text: t.sde, link: `${at}/guide/sde` },
        { text: t.nn, link: `${at}/guide/nn` },
        { text: t.latentModels, link: `${at}/guide/latent-models` },
        { text: t.thermoJarzynski, link: `${at}/guide/thermo-jarzynski` },
        { text: t.diffusion, link: `${at}/guide/diffusion` },
      ],
    },
    {
      text: t.reference,
      items: [
        { text: t.glossary, link: `${at}/glossary` },
        { text: t.concordance, link: `${at}/concordance` },
        { text: t.questionMarks, link: `${at}/question-marks` },
        { text: t.errata, link: `${at}/errata` },
        { text: t.derivations, link: `${at}/derivations` },
        { text: t.backpropagation, link: `${at}/backpropagation` },
        { text: t.training, link: `${at}/training` },
        { text: t.readingGroup, link: `${at}/reading-group` },
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

/** What typedoc wrote, if it ran. */
function apiItems(root: string): Item[] {
  const file = `${root}/api/typedoc-sidebar.json`;
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Item[]) : [];
}

export const sidebar = (locale: Locale, root: string): DefaultTheme.Sidebar =>
  locale === 'ja'
    ? { '/ja/': sections('ja') }
    : {
        '/api/': [{ text: words.en.api, link: '/api/', items: apiItems(root) }],
        '/decisions/': [{ text: words.en.decisions, link: '/decisions/', items: decisions(`${root}/decisions`) }],
        '/': sections('en'),
      };
