import { common } from '../shared/strings.ts';
import type { Strings } from './strings.en.ts';

export const japanese: Strings = {
  ...common.ja,
  caption:
    '好きに描いた分布の点をノイズまで運び、また連れ戻します。デノイザーは厳密で、学習はしていません。主張：初めて見る組に対する損失は、デノイザー自身が「知りえない」と答える分に等しく、それを超えない。',
  planeLabel: '平面。描いた点、ノイズの中の点、デノイザーが元の位置と考えるところへの矢印',
  lossLabel: '時刻ごとの損失。初めて見る組で測った値と、デノイザー自身の見積もり',
  levelAxis: '時刻 t',
  lossAxis: '損失 |ε − ε̂|²',
  level: '時刻 t',
  breakIt: '壊してみる：点だけを知るデノイザー',
  points: '点を描く',
  pointsHelp:
    '平面をクリックまたはドラッグすると点が増え、点をクリックすると消えます。キーボードでは矢印キーと Enter。',
  shape: '形',
  shapes: { yu: 'ゆ', heaps: '二つの山', spiral: '渦', one: '一点' },
  blur: '点のまわりの分布の幅',
  sampler: '帰り方',
  samplers: { ancestral: '祖先サンプリング（毎段新しいノイズ）', ddim: 'DDIM（新しいノイズなし）' },
  legend: {
    data: '描いた点とその分布 x₀',
    noisy: 'ノイズの中の点 xₜ',
    guess: 'デノイザーの答え E[x₀ | xₜ] と、自ら見積もる損失',
    loss: '初めて見る組で測った損失（± 標準誤差の 2 倍）',
  },
  phases: { noising: 'ノイズを加える', denoising: '逆にたどる', resting: '到着' },
  status: (phase, level, numLevels, sigma) => `${phase}：t = ${level} / ${numLevels}、σ = ${sigma}`,
  claim: (value, standardError, expected) => `測った損失 ${value} ± ${standardError}、見積もり ${expected}`,
  copies: (samples, fresh) => `描いた点と重なる割合：標本の ${samples}、分布そのものでは ${fresh}。`,
};
