import { common } from '../shared/strings.ts';
import type { Strings } from './strings.en.ts';

export const japanese: Strings = {
  ...common.ja,
  caption:
    '400 個の点の雲がノイズまで行って帰ること五回。帰り道は選べます。なめらかな流れから、行きより多いノイズまで。主張：行きと帰りの八つの時刻で、雲はフォッカー・プランク方程式の確率密度に従う。',
  planeLabel: '左から右へ時刻、上へ x。九つの時刻の確率密度と、雲と、十四個の点の道すじ',
  cloudLabel: '今の雲のヒストグラムと、この時刻のフォッカー・プランク方程式の確率密度',
  timeAxis: '時刻 t',
  noise: '帰り道のノイズ λ',
  noises: { flow: '0（流れ）', reversal: '1（逆過程）' },
  fault: '帰り道',
  faults: {
    none: '200 歩',
    steps: '壊してみる：8 歩だけ',
    sign: '壊してみる：スコアの符号違い',
  },
  legend: {
    data: 'フォッカー・プランク方程式の確率密度 pₜ',
    noisy: '行き：dX = −X dt + √2 dW',
    guess: '帰り：ノイズは λ√2',
  },
  directions: { there: '行き', back: '帰り' },
  status: (direction, time, cloud, numClouds) => `${direction}：t = ${time}、雲 ${cloud} / ${numClouds}`,
  claim: (value, bound, n) => `八つの時刻での |Fₙ − F| の最大 ${value}、${n} 点で許される値 ${bound}`,
  checks: (there, back, density) =>
    `行きは最大 ${there}、帰りは最大 ${back}。フォッカー・プランク方程式と厳密な分布の差は、一つの升目の質量で ${density}。`,
};
