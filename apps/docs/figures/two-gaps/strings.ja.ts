import { common } from '../shared/strings.ts';
import type { Strings } from './strings.en.ts';

export const japanese: Strings = {
  ...common.ja,
  caption:
    '二つの数の裏に潜在変数が二つ。すべて線形でガウス分布なので、どの点でも厳密な事後分布を描けます。z が何だったかを誰に言わせるか。事後分布そのもの、点ごとに選んだ独立な分布、それとも全部の点に一つのエンコーダか。主張：log p は変分下界と二つの差の和で、第二の差はエンコーダの幅が決める値に行き着き、潜在表現は x について語る。',
  planeLabel: '二つの潜在変数の平面。五つの点について、厳密な事後分布とエンコーダの分布。破線は事前分布',
  climbLabel: 'エンコーダが学ぶあいだの変分下界と、変分下界と二つの差に分けた log p',
  roundsAxis: '勾配法十歩ごとの巡目',
  planeAxis: 'z₁, z₂',
  encoder: 'z を言うのは',
  encoders: {
    posterior: '事後分布そのもの',
    own: '点ごとの、潜在変数が独立な分布',
    two: '一つのエンコーダ（数を二つ通す）',
    one: '一つのエンコーダ（数を一つ通す）',
    none: '一つの分布（何も通さない）',
    collapse: '壊してみる：教える雑音を大きく',
  },
  legend: {
    posterior: '厳密な事後分布 p(z | x)',
    code: '使っている分布 q(z | x)',
    logp: 'log p(x)、点についての平均（ナット）',
    bound: '変分下界（ELBO）',
    family: '第一の差：潜在変数を独立とした分',
    second: '第二の差：エンコーダを一つにした分',
  },
  status: (round, isOver) => `${round} 巡目：${isOver ? '終わり' : 'エンコーダが学んでいます'}`,
  claim: (value, expected, rate) =>
    `第二の差は ${value}、最小値は ${expected}。潜在表現が運べるのは多くて ${rate} ナットです`,
  sum: (bound, family, second, logp) => `足し算：${bound} + ${family} + ${second} = ${logp}`,
};
