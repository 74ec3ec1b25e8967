import { common } from '../shared/strings.ts';
import type { Strings } from './strings.en.ts';

export const japanese: Strings = {
  ...common.ja,
  caption:
    '2-3-3-1 のネットワークが、二つの符号が違うかどうかを学習します。値は前へ進み、デルタは後ろへ戻り、どの重みにも勾配が届きます。主張：層ごとのデルタから得た勾配は、記録した計算グラフの勾配と丸め誤差の範囲で一致し、差分商とも一致する。',
  netLabel: 'ネットワーク。ユニットの中が値 z、その下がデルタ。線は重みで、負なら橙色',
  checkLabel: '上は、デルタによる微分と計算グラフによる微分の比較。下は、一巡ごとの損失の平均',
  graphAxis: '計算グラフによる dE/dw',
  deltaAxis: 'デルタによる',
  lossAxis: '一巡ごとの E の平均',
  wanted: (value) => `d = ${value}`,
  delta: '中間層のデルタ',
  deltas: {
    chain: 'f′(u) Σ w δ',
    forgotten: '壊してみる：f′ を忘れた Σ w δ',
    primes: '壊してみる：印刷どおり {f′(u)}′ Σ w δ',
  },
  activation: 'f',
  activations: { tanh: 'tanh', sigmoid: 'シグモイド', silu: 'SiLU' },
  legend: {
    value: 'z：順伝播',
    delta: 'δ = dE/du：逆伝播。出力層の微分',
    hidden: '中間層の微分',
  },
  inputs: (example) => `例 ${example}：入力`,
  forward: (example, layer) => `例 ${example}：第 ${layer} 層まで順伝播`,
  back: (example, layer) => `例 ${example}：第 ${layer} 層まで逆伝播`,
  round: (round) => `${round} 巡目`,
  claim: (numChecked, difference) => `確かめた例の数 ${numChecked}。計算グラフとの差の最大値 ${difference}`,
  quotients: (difference) => `E の中心差分との差の最大値は ${difference} です。`,
  loss: (first, last) => `損失の平均は、最初の一巡が ${first}、最後の一巡が ${last} です。`,
};
