import { common } from '../shared/strings.ts';
import type { Strings } from './strings.en.ts';

export const japanese: Strings = {
  ...common.ja,
  caption:
    '問題の大きさに対するギャップを、見ているその場で計算します。量子アニーリングまたは量子ウォークと、古典の歩みとの比較です。3 体強磁性体についての主張：√n の因子を除くと、スピンが一つ増えるごとにギャップは e^0.0868 分の一になる。41 点の格子では、それが見えない。',
  gapsLabel: '問題の大きさに対するギャップと緩和の率。縦軸は対数目盛',
  pathLabel: '最後の大きさでの、アニーリングに沿ったギャップと格子の点。ウォークでは円周上の位相',
  sizeAxis: 'スピン数 n',
  bitsAxis: 'ビット数 n（状態数 N = 2ⁿ）',
  gapAxis: 'ギャップ・率',
  pathAxis: 's（駆動項から問題へ）',
  circle: 'ウォークの位相（n = 20）',
  family: '問題',
  families: {
    ferromagnet: '3 体強磁性体：アニーリングの負け',
    spike: 'スパイク：アニーリングの勝ち',
    search: 'N 個の中の探索：平方根',
    walk: '量子ウォーク：平方根',
  },
  size: '最大の大きさ',
  look: '壊してみる：41 点の格子でギャップを探す',
  legend: {
    quantum: '量子：アニーリングのギャップ、ウォークの位相ギャップ',
    classical: '古典：一つずつ反転する歩みの率、総当たりの率',
    caveat: 'ほかの動きをする古典：ただし書き',
    grid: '格子から見えるもの',
  },
  lines: {
    quantum: { ferromagnet: 'QA ギャップ', spike: 'QA ギャップ', search: 'ギャップ', walk: '位相ギャップ' },
    classical: { ferromagnet: '貪欲な降下', spike: '一つずつ反転', search: '1/N', walk: '連鎖' },
    pairs: '二つ同時も',
  },
  status: (n, gap, isRounding) => `${n}：最小ギャップ ${gap}${isRounding ? '（格子で見た値）' : ''}`,
  bits: (n) => `${n} ビット`,
  spins: (n) => `${n} スピン`,
  claims: {
    ferromagnet: (value, expected) =>
      `スピンが一つ増えるごとに、ギャップは e^${value} 分の一。トンネル作用の値は e^${expected}`,
    spike: (value, slower) =>
      `最大の n でのギャップは n = 20 のときの ${value} 倍、その間に熱浴法は ${slower} 倍遅くなる`,
    search: (value, local, linear) =>
      `ビットが一つ増えるとギャップは 2^${value} 倍。時間 T = 4√N での成功確率は、局所的なスケジュールで ${local}、線形のスケジュールで ${linear}`,
    walk: (value) => `位相ギャップは、連鎖のギャップの ${value} 乗に比例する`,
  },
  caveats: {
    ferromagnet: (time) =>
      `貪欲な降下には登る丘がありません。最悪の状態からでも、平均時間 ${time} で着きます。易しい問題なのに、この駆動項の量子アニーリングは失敗するのです。`,
    spike: (rate) =>
      `ただし書き：試行の半分を二つ同時の反転にすると、率は下がりません。最大の大きさで ${rate} です。古典の方法であるシミュレーテッド量子アニーリングも、スパイクを越えます（Crosson と Harrow、2016）。`,
    search: () =>
      'ただし書き：平方根の得であり、問題の中身を何も知らないときに限ります。局所的なスケジュールは、ギャップの場所を知っていなければなりません。ハミルトニアンは少数スピンの項の和ではなく、ゲートが要ります。',
    walk: () =>
      'ただし書き：平方根の得で、相手はこの連鎖だけです。ここでは二つ同時の反転の方が、はるかに効きます。そして二つの鏡映にはゲートが要ります。',
  },
};
