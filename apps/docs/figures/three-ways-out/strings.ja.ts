import { common } from '../shared/strings.ts';
import type { Strings } from './strings.en.ts';

export const japanese: Strings = {
  ...common.ja,
  caption:
    '四つのスピンが、三つの出口から一様分布を出ます。主張：時間 T = 32 をかければ、三つとも p から全変動距離 0.02 以内に着き、振幅の二乗の和は 1 のままである。',
  lawsLabel: '三つの出口それぞれの 16 状態の分布と、目標 p',
  distanceLabel: '三つの分布の p からの距離の推移（対数目盛）',
  rows: {
    annealing: (clock) => `焼きなまし　dP/dt = W P　β = ${clock}`,
    quantum: (clock) => `量子　i dψ/dt = H ψ　β = ${clock}`,
    diffusion: (clock) => `拡散　ノイズを逆向きに　t = ${clock}`,
  },
  statesAxis: '四つのスピンの 16 状態（p の大きい順）',
  timeAxis: '道のり s：β = s、t = T(1 − s)³',
  distanceAxis: 'p からの全変動距離',
  rate: '反転の率 f(r)',
  rates: {
    heatBath: '熱浴法の r/(1 + r)',
    metropolis: 'メトロポリス法の min(1, r)',
    squareRoot: '√r',
    corrector: '1 + r',
    reverse: '壊してみる：r だけ',
  },
  duration: 'かける時間',
  durations: { slow: 'T = 32', brisk: 'T = 8', fast: '速すぎる T = 2' },
  sign: 'W から H へ',
  signs: { right: '正しく −exp(+βE/2) W exp(−βE/2)', wrong: '壊してみる：符号を逆に' },
  legend: {
    logp: '線：p = exp(−E)/Z、三つの行き先',
    noisy: '焼きなまし法',
    guess: '量子 |ψ|²',
    data: '拡散モデル',
    loss: '点：それぞれからの標本 200 個（一歩ごとに取り直す）',
  },
  status: (frame, numFrames) => `${numFrames} 歩のうち ${frame} 歩`,
  claim: (value, within) => `p から最も遠いもの：${value}　終わりには ${within} 以下のはず`,
  each: (annealing, quantum, diffusion) =>
    `いま p からの距離は、焼きなまし法 ${annealing}、量子 ${quantum}、拡散モデル ${diffusion}。`,
  books: (change, asymmetry) => `β = 1 では、|W p| の最大は ${change}、|H − Hᵀ| の最大は ${asymmetry}。`,
  gap: (gap) => `W の緩和の速さ = H のギャップ = ${gap}。`,
  total: (total) => `H が対称でないので確率は保たれず、|ψ|² の和は ${total} です。`,
};
