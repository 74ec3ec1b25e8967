import { common } from '../shared/strings.ts';
import type { Strings } from './strings.en.ts';

export const japanese: Strings = {
  ...common.ja,
  caption:
    '48 個のスピンの鎖を 200 本、β = 0 から冷やします。主張：十分にゆっくり冷やせば集団は p_β についていき、最後の平均エネルギーは厳密な ⟨E⟩ に、独立な 200 個の標本の誤差の範囲で一致する。',
  lawsLabel: '集団のエネルギーの分布といまの β での厳密な分布、および β に対する平均エネルギー',
  costLabel: '最小値からのエネルギーの超過とスイープ数。ゆっくり冷やした一本と、同じ費用での短い急冷の最良値',
  energyAxis: 'エネルギー E',
  betaAxis: 'β',
  meanEnergy: '平均エネルギー',
  costAxis: 'スイープの合計',
  residualAxis: '(E − E₀)/N',
  pace: '冷やし方',
  paces: {
    slow: 'ゆっくり：800 スイープ',
    fast: '壊してみる：40 スイープ',
    quench: '壊してみる：急冷（いきなり β、10 スイープ）',
  },
  betaEnd: '最後の β',
  legend: {
    data: '厳密な p_β と、β の関数としての ⟨E⟩',
    noisy: '集団',
    guess: 'ゆっくり冷やした一本',
    loss: '同じ費用で、4 スイープの急冷を繰り返した最良値',
  },
  status: (sweeps, total, beta) => `スイープ ${sweeps} / ${total}、β = ${beta}`,
  claim: (value, expected) => `平均エネルギー ${value}、最後の β での厳密な ⟨E⟩ は ${expected}`,
  race: (sweeps, cooled, restarted, races) =>
    `${sweeps} スイープでの一スピンあたりの超過：冷やして ${cooled}、やり直しで ${restarted}（${races} 回の平均）。`,
};
