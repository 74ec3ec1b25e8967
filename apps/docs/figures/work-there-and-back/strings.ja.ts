import { common } from '../shared/strings.ts';
import type { Strings } from './strings.en.ts';

export const japanese: Strings = {
  ...common.ja,
  caption:
    '一定の力に逆らって、トラップでビーズを引いて行き、引いて帰ります。主張：引く速さによらず、詳細つり合いがあってもなくても、exp(−W) の平均は ΔF = 3 k_BT を自らの誤差棒の中に与える。しかもその誤差棒は十分な回数に支えられている。',
  planeLabel: 'トラップと四十個のビーズ。この引きの、ここまでの仕事・熱・エネルギー変化の平均',
  histogramLabel: '行きの仕事と、帰りの仕事に負号を付けたもののヒストグラム。自由エネルギー差のところで交わる',
  workAxis: '仕事（k_BT）',
  ledger: { work: '仕事', heat: '熱', change: 'エネルギー' },
  duration: '一回にかける時間',
  durations: {
    slow: '緩和時間の 128 倍',
    plain: '32 倍',
    quick: '8 倍',
    broken: '壊してみる：緩和時間の半分',
  },
  stirring: 'かき混ぜ',
  stirrings: {
    none: 'なし',
    whirl: '渦：詳細つり合いなし',
    wind: '壊してみる：風、つり合いもなし',
  },
  legend: {
    data: '行き：ビーズと、その仕事 W',
    noisy: '帰り：ビーズと −W',
    guess: 'ジャルジンスキー等式による推定（± 標準誤差の 2 倍）',
    loss: 'ΔF = 3',
  },
  directions: { forward: '行き', reverse: '帰り' },
  status: (direction, work, heat, change) => `${direction}：仕事 ${work} + 熱 ${heat} = エネルギー変化 ${change}`,
  claim: (value, standardError, expected) => `−log⟨exp(−W)⟩ = ${value} ± ${standardError}、ΔF = ${expected}`,
  worth: (n, effective, meanWork, bennett) =>
    `${n} 回の値打ちは、同じ重みの ${effective} 回分。仕事の平均は ${meanWork}。行きと帰りの両方から（ベネット）：${bennett}。`,
};
