import { common } from '../shared/strings.ts';
import type { Strings } from './strings.en.ts';

export const japanese: Strings = {
  ...common.ja,
  caption:
    '一本の曲線と、二つの蓋。曲線は、二つのガウス分布の一方の重みを横軸にした −log p です。蓋の一つは歩幅 1/L の勾配法の放物線、もう一つは EM アルゴリズムの変分下界の符号を変えたものです。主張：蓋が曲線に触れていて、いちばん低い点までの道で曲線より下に出なければ、どの一歩も上がらず、二つの歩みは同じ高さで終わる。',
  lidsLabel: '上は勾配法の蓋、下は EM の蓋をのせた曲線。どちらの蓋も、いまいる点で曲線に触れている',
  fallLabel: '二つの歩みがいる点での曲線の高さを、一巡ごとに描いたもの',
  gradientRow: '勾配法の一歩',
  emRow: 'EM の一歩',
  thetaAxis: 'θ（重みのロジット）',
  roundsAxis: '巡目',
  lid: '放物線の L',
  lids: {
    bound: '1/4（どこでも足りる）',
    way: '一歩の途中で最大の曲率',
    place: '壊してみる：いまいる点の曲率',
    flat: '壊してみる：1/25（平らすぎる）',
  },
  legend: {
    f: '−log p(x)、点についての平均（ナット）',
    gradient: '勾配法の蓋、曲率 L',
    em: 'EM の蓋、変分下界の符号を変えたもの',
  },
  phases: { stands: '曲線の上', built: '蓋をのせたところ', over: '終わり' },
  status: (round, phase) => `${round} 巡目：${phase}`,
  claim: (rounds, rise, hole) => `${rounds} 巡のうちで、最大の上昇 ${rise}、蓋にあいた穴の深さの最大値 ${hole}`,
  values: (gradient, em) => `いまの高さは、勾配法 ${gradient}、EM ${em} です。`,
};
