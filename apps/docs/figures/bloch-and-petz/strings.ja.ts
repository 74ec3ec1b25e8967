import { common } from '../shared/strings.ts';
import type { Strings } from './strings.en.ts';

export const japanese: Strings = {
  ...common.ja,
  caption:
    '量子ビットの状態がノイズを通り、ペッツ写像で戻ります。主張：ρ_T から戻れば ρ₀ に着き、不変状態 π から戻っても、着いた先と ρ₀ の距離は π と ρ_T の距離を超えない。',
  ballLabel: 'ブロッホ球の中の、データの状態、ノイズによる行きの道、帰りの道',
  distanceLabel: 'トレースノルムの距離の推移。行きは π からの、帰りは同じ時刻の行きの状態からの距離',
  poles: ['|0⟩', '|1⟩'],
  dataName: 'ρ₀',
  timeAxis: 'ノイズの時刻 t',
  distanceAxis: '距離（トレースノルム）',
  algebra: '代数',
  algebras: { matrices: '2 × 2 行列のすべて', diagonal: '対角行列だけ' },
  noise: 'ノイズ',
  noises: { depolarising: '脱分極ノイズ', dephasing: '位相ノイズ', thermal: '熱ノイズ' },
  start: '帰り道の始まり',
  starts: { end: 'ρ_T', invariant: 'π（ノイズそのもの）', pole: '壊してみる：極 |0⟩' },
  time: 'ノイズの量 T',
  legend: {
    data: 'ρ₀ と、行きの途中の ρ_t',
    noisy: 'ρ_t と π の距離',
    guess: 'ペッツ写像による帰り道と、ρ_t からの距離',
    loss: '点：平均がデータの状態になる純粋状態　輪：点のはじめの場所',
  },
  there: (step, numSteps, left) => `行き：${numSteps} 歩のうち ${step} 歩　π からの距離は ${left}`,
  back: (step, numSteps, missed) => `帰り：${numSteps} 歩のうち ${step} 歩　同じ時刻の行きの状態との距離は ${missed}`,
  claim: (value, allowed) => `帰り着いた先と ρ₀ の距離：${value}　${allowed} 以下のはず`,
  bayes: (difference) => `点は二つだけ。ペッツ写像はベイズの核そのもので、違いは ${difference} です。`,
  members: (strayed) => `点の平均は ρ₀ に戻ります。一つ一つの点は自分の輪に戻らず、平均して ${strayed} 離れます。`,
};
