import { common } from '../shared/strings.ts';
import type { Strings } from './strings.en.ts';

export const japanese: Strings = {
  ...common.ja,
  caption:
    '好きに描いた確率密度を、二つのサンプラーが追いかけます。主張：3200 回引いたあと、どちらの経験分布関数も、確率 1 − 10⁻⁶ で両方を含む帯から出ていない。しかも帯の幅は ±0.05 以下。',
  planeLabel: '描いた確率密度、二つのサンプラーのヒストグラム、ふたの下に投げた棄却法の矢',
  bandLabel: '二つのサンプラーの経験分布関数と分布関数の差。水準百万分の一の帯とともに',
  difference: 'Fₙ − F',
  lidLine: 'ふた',
  lid: '壊してみる：頂を切るふた',
  draws: '引く回数',
  drawCounts: { many: '3200', few: '壊してみる：60 回だけ' },
  points: '密度を描く',
  pointsHelp:
    '平面をドラッグして描きます。新しい線は、その下の古い線に置き換わります。キーボードでは矢印キーと Enter。',
  shape: '形',
  shapes: { hills: '二つの山', ramp: '坂', comb: '櫛' },
  legend: {
    data: '描いた確率密度 p とその輪郭',
    guess: '逆関数法：x = F⁻¹(u) で引いた標本',
    noisy: '棄却法：残った矢（薄い点は捨てた矢）',
    loss: '帯 ± ε と、求められている幅（破線）',
  },
  status: (n, wanted, kept) => `各 ${n} / ${wanted} 回。矢が残った割合 ${kept}`,
  claim: (value, band) => `|Fₙ − F| の最大 ${value}、帯 ±${band}`,
  both: (inverse, rejection) => `逆関数法 ${inverse}、棄却法 ${rejection}。`,
};
