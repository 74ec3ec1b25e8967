import { common } from '../shared/strings.ts';
import type { Strings } from './strings.en.ts';

export const japanese: Strings = {
  ...common.ja,
  caption:
    'さいころを n 回投げることを何度も繰り返し、目の平均が領域に届いた割合を数えます。主張：その割合は一投ごとに exp(−min D(p‖q)) 倍になる。min は、領域にある分布のうち最も近いものの KL ダイバージェンス。',
  planeLabel:
    '三つの目の上の分布がつくる三角形。さいころ、領域、最近の試行の経験分布、領域で最も近い分布と同じだけ離れた分布',
  rateLabel: '割合の対数に負号をつけて一投あたりにしたもの。測定値、厳密な値、極限',
  throwsAxis: '投げる回数 n',
  rule: '法則',
  rules: {
    sanov: '領域で最小の D(p‖q)',
    swapped: '壊してみる：引数を入れ替える min D(q‖p)',
    line: '壊してみる：内点のない線分',
  },
  die: 'さいころ',
  dice: { loaded: 'いかさま 8 : 1 : 1', fair: '公平' },
  distance: '平均から領域の縁まで',
  face: (face) => `いつも ${face}`,
  legend: {
    data: 'さいころの分布 q',
    noisy: '最近の 160 回の試行の経験分布（三角形の中）',
    guess: '領域で最も近い分布、同じだけ離れた分布、そこから決まる減衰率',
    loss: '測定値（標準誤差の 4 倍つき）',
    elbo: '領域、および n での厳密な減衰率',
  },
  status: (games, edge, first, second, third, shares) =>
    `試行 ${games} 回。${first}、${second}、${third} 投で平均が ${edge} に届いた割合：${shares}`,
  claim: (value, error, expected) => `測った減衰率は一投あたり ${value} ± ${error}、最小の KL は ${expected}`,
  never: (expected) => `一度も当たりません。測った減衰率は ∞、線分の上の最小の KL は ${expected}`,
  laws: (q, nearest) => `q = (${q})、領域で最も近い分布は (${nearest}) です。`,
};
