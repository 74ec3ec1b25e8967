import { common } from '../shared/strings.ts';
import type { Strings } from './strings.en.ts';

export const japanese: Strings = {
  ...common.ja,
  caption:
    '重みの等しい広い井戸と狭い井戸を、二つの道に沿って動かします。温める道（焼きなましの逆）と、ぼかす道（拡散）です。主張：β = 0.3 まで温めると、広い井戸の取り分は 0.699 になる。同じだけぼかしても、半分のまま変わらない。一つのガウス分布なら、二つの道は同じ道になる。',
  wellsLabel: '二つの分布。上が温めたもの、下がぼかしたもの。棒は標本、線は厳密な密度',
  roadsLabel: '平面。一方の軸が熱、もう一方の軸がノイズで、どちらも元の分布から始まる',
  heatAxis: '熱：β を 1 から 0.3 へ',
  smoothAxis: 'ノイズ σ',
  heatedRow: '温めた分布',
  smoothedRow: 'ぼかした分布',
  start: 'p',
  progress: '二つの道を進んだ割合',
  law: '元の分布',
  laws: {
    two: '二つの井戸',
    plane: '平面上の二つの井戸',
    one: '一つのガウス分布：道は一つ',
    close: '壊してみる：井戸が重なる',
  },
  legend: {
    heated: '温めた分布 p^β：メトロポリス法の歩行者',
    smoothed: 'ぼかした分布 p ∗ N(0, σ²)：標本にノイズを足したもの',
  },
  status: (beta, sigma) => `β = ${beta} まで温め、σ = ${sigma} でぼかしたところ`,
  claim: (value, error, expected) =>
    `終点で広い井戸にいる温めた歩行者の割合は ${value} ± ${error}、式の値は ${expected}`,
  claimOne: (value, error, expected) =>
    `終点で、ぼかした分布の標準偏差の内側にいる温めた歩行者の割合は ${value} ± ${error}、ぼかした分布そのものでは ${expected}`,
  smoothed: (value) => `ぼかした標本では、いま ${value} がそこにいます。`,
  smoothedOne: (value) => `ぼかした標本では、いま ${value} がそこにいます。`,
  dimensions: (share) => `八次元なら、同じ式の値は ${share} です。`,
};
