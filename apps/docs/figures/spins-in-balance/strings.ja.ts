import { common } from '../shared/strings.ts';
import type { Strings } from './strings.en.ts';

export const japanese: Strings = {
  ...common.ja,
  caption:
    '二つのスピン、四つの状態、それを動かす行列 W が一つ。主張：二つとも上向きである時間の割合は、W 自身が予言する誤差の範囲で p に近づく。p とつり合い、すべての状態に届く W なら、詳細つり合いがあってもなくてもよい。',
  ringLabel: '輪に並んだ四つの状態。p と滞在時間の棒、遷移の矢印、正味の流れ、行列とその五つの性質',
  speedLabel: '二つとも上向きから始めて、一歩ごとの p からの距離。三つの遷移核を並べ、選んだものを強調',
  kernel: '行列',
  kernels: {
    'heat-bath': '熱浴法',
    metropolis: 'メトロポリス法',
    skew: '熱浴法に、輪をめぐる流れを加える',
    unweighted: '壊してみる：何も見ずに動く（つり合わない）',
    stay: '壊してみる：W = 1',
    flip: '壊してみる：二つとも返す（2 周期が二つ）',
  },
  coupling: '結合 J',
  matrix: 'W（列から行へ）',
  lamps: {
    conservation: '列の和が 1',
    balance: 'つり合い',
    detailedBalance: '詳細つり合い',
    irreducible: '既約',
    aperiodic: '非周期的',
  },
  stepsAxis: '歩数',
  distanceAxis: 'p からの距離',
  names: { heat: '熱浴法', metropolis: 'メトロポリス法', skew: '流れつき' },
  legend: {
    data: '目標の分布 p',
    loss: 'これまでの滞在時間の割合',
    noisy: '詳細つり合いが破れているときの、p での正味の流れ',
    guess: '選んだ行列：厳密な分布の p からの距離',
  },
  status: (moves, kernel) => `歩み ${moves} 回、${kernel}`,
  claim: (value, expected) => `二つとも上向きの時間の割合 ${value}、p = ${expected}`,
  variances: (magnetisation, half, energy, energyHalf) =>
    `漸近分散：磁化 ${magnetisation}（可逆な半分では ${half}）、エネルギー ${energy}（同 ${energyHalf}）。`,
  noVariances: '漸近分散はありません。つり合いがないか、状態が分かれていると、時間平均は p に近づきません。',
};
