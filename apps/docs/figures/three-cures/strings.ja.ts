import { common } from '../shared/strings.ts';
import type { Strings } from './strings.en.ts';

export const japanese: Strings = {
  ...common.ja,
  caption:
    '48 次元のトラップのばね定数を 64 倍にすると、歩み手は遅れます。主張：待つ、重みを付けてリサンプリングする、運ぶ、の三つは同じ ΔF = 24 log 64 = 99.81 を与える。二つの推定は十分な歩み手に支えられた誤差棒の中で、運ばれた歩み手の仕事は一つ残らず小数第九位まで。',
  worksLabel:
    '待つ・重みを付ける・運ぶ、の三段。歩み手三十の仕事から自由エネルギーを引いたものをばね定数に対して描き、推定を重ねる',
  weightsLabel: '重みの値打ちが歩み手の何割分か、および三つの処方の推定と ΔF の差',
  rows: { wait: '待つ', reweight: '重みを付ける', transport: '運ぶ' },
  stiffnessAxis: 'ばね定数 k',
  workAxis: 'ΔF(k) を超える仕事 W − ΔF(k)（k_BT）',
  shareAxis: '重みのある歩み手の割合',
  estimateAxis: '推定と ΔF の差（k_BT）',
  patience: '待つ',
  patiences: { patient: '段数を 16 倍にする', hasty: '壊してみる：ほかより長くは待たない' },
  weights: '重みを付ける',
  weightings: { resampled: '途中でリサンプリング', plain: '壊してみる：重みを最後まで掛けるだけ' },
  escort: '運ぶ',
  escorts: { carried: '体積も数える', volumeless: '壊してみる：体積を数え忘れる' },
  legend: {
    guess: '待つ',
    data: '重みを付ける',
    noisy: '運ぶ',
    elbo: 'リサンプリングなしの重み。×は速い駆動の仕事の平均',
    loss: 'ΔF',
  },
  status: (stiffness, level, numLevels, freeEnergy) =>
    `k = ${stiffness}、${numLevels} 段のうち ${level} 段。ここまでの ΔF は ${freeEnergy}`,
  claim: (value, standardError, expected) => `重みから：${value} ± ${standardError}、ΔF = ${expected}`,
  others: (waited, standardError, cost, hasty) =>
    `待って：${waited} ± ${standardError}。仕事の平均は ΔF より ${cost} 高く、速い駆動では ${hasty} 高い。`,
  carried: (error) => `運んで：どの歩み手の仕事も、ΔF からのずれは ${error} 以下。`,
  worth: (n, effective) => `リサンプリングなしでは、歩み手 ${n} の値打ちは、見かけの上で同じ重みの ${effective} 個分。`,
};
