import { common } from '../shared/strings.ts';
import type { Strings } from './strings.en.ts';

export const japanese: Strings = {
  ...common.ja,
  caption:
    'ネットワークが、平面の上の三つの山のノイズを除くことを学びます。隣に、ここでは分かっている厳密なデノイザーを並べます。主張：900 ステップ学習すれば、はじめの誤差は十分の一も残らない。',
  fieldLabel: 'ノイズの乗った点から、そこで期待される元の点への矢印。青が厳密、橙が学習したもの',
  sideLabel: '上はネットワークが描いた点と、各山の標準偏差の二倍の円。下は残った誤差（対数目盛）',
  training: '学習に使うノイズ',
  trainings: {
    all: 'すべての段',
    one: '壊す：1.5 の一段だけ',
    long: '壊す：歩幅を百倍にする',
  },
  level: '矢印を見るノイズ σ',
  levelIs: (sigma) => `σ = ${sigma}`,
  legend: { exact: '厳密：E[x₀ | x] と、三つの山', learned: '学習したものと、それが描いた点' },
  leftAxis: '残った誤差',
  stepsAxis: '学習のステップ',
  status: (step) => `学習 ${step} ステップ`,
  claim: (left) => `残った誤差 ${left}。0.1 を下回るはず`,
  at: (levels) => `ノイズの段ごとに：${levels}。`,
  loss: (first, last) => `はじめの十ステップの損失 ${first}、最後の十ステップ ${last}。`,
  diverged: '損失が有限でなくなり、学習が止まりました',
};
