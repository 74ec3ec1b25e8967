import { common } from '../shared/strings.ts';
import type { Strings } from './strings.en.ts';

export const japanese: Strings = {
  ...common.ja,
  caption:
    '240 個の点に三つのガウス分布を、EM アルゴリズムの半歩ずつで当てはめます。主張：どの半歩でも変分下界は下がらない。登り着く高さは点を生んだ分布そのもの以上で、その差は当てはめで得られる分を超えない。',
  planeLabel: '平面。負担率で色分けした点と、三つの成分の 1σ・2σ の楕円',
  climbLabel: '登り。半歩ごとの対数尤度と変分下界、および log p = ELBO + KL の棒',
  halfSteps: '半歩の数',
  lawLine: '元の分布',
  start: '始め方',
  starts: {
    corner: '三つとも隅に',
    heap: '壊してみる：二つが同じ山に',
    point: '壊してみる：一つが一点の上に',
    smoothed: '同じ始め方で、点をぼかす（ε = 0.05）',
  },
  legend: {
    logp: '対数尤度 log p(x)（点についての平均、ナット）',
    elbo: '変分下界 ELBO',
    kl: '両者の差 KL',
    resp: '点の色は、成分の色を負担率で混ぜたもの',
  },
  halves: { start: '始まり', expectation: 'E ステップ', maximisation: 'M ステップ' },
  status: (half, count, total, bound, divergence) =>
    `半歩 ${count}、${half}：log p ${total} = ELBO ${bound} + KL ${divergence}`,
  fallen: (component) => `成分 ${component} が一点に落ちました。分散は 0、log p に上限はありません。`,
  claim: (value, law) => `登り着いた log p は ${value}、元の分布そのものは ${law}`,
  books: (fall, count, error) =>
    `${count} 半歩での変分下界の最大の下がり：${fall}。|log p − ELBO − KL| の最大：${error}（三つは別々に計算）。`,
};
