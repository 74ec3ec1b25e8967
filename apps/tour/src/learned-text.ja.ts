/** What the tour says of the networks that learn. */
import type { Text } from './text.ts';

export const steps: Text['steps']['learned'] = {
  roll: 'ロールのデノイザーを学習しています',
  variance: 'その確かさを学習しています',
  bound: '学習したロールの変分下界',
  back: '学習したロールを描いています',
  read: '数字の読み方を学習しています',
  digits: '数字のデノイザーを学習しています',
};

export const findings: Text['findings']['learned'] = {
  bound: (numSteps) => `スイスロール、学習したデノイザー：${numSteps} 段の変分下界（ビット毎点）`,
  besideBound: (best, gap) => `同じ点、同じノイズで厳密なデノイザーなら ${best}。差は ${gap}`,
  read: (guidance) => `ネットワークがガイダンス ${guidance} で描いた数字が、別のネットワークに狙いどおり読めた割合`,
  besideRead: (heldOut, numSteps) => `本物の未使用の数字では ${heldOut}。学習は ${numSteps} ステップ`,
  distance: (guidance) => `その、最も近い訓練画像までの距離（ガイダンス ${guidance}）`,
  besideDistance: (heldOut, copies) => `未使用の数字では ${heldOut}。その 99 % より近いもの ${copies}（偶然なら 1 %）`,
};

export const learnedRoll: Text['report']['learnedRoll'] = {
  title: 'ネットワークがロールのスコアを学ぶ',
  question: '学習したデノイザーは、厳密なデノイザーにどこまで近づくか。',
  before: [
    'ロールの点にノイズを足し、元の点をネットワークに問います。こうした問いの上の最小二乗は E[x₀ | x] で最小になり、それはスコアの別の姿です。二つ目のネットワークは、一つ目がどこでどれだけ外すか、つまり逆の一歩の分散を学びます。両者の変分下界を、ここでは分かっているロールの厳密なデノイザーのものと比べます。座標軸に沿ったガウス分布の一歩で、これより良いものはありません。',
  ],
  loss: '重み付き二乗誤差',
  steps: '学習のステップ',
  real: 'ロールの点',
  drawn: 'ネットワークが描いた点',
  caption: ({ numSteps, numTrainingSteps, bits, bestBits, gap, isQuick }) =>
    `拡散は ${numSteps} 段、信号とノイズの比の対数で等間隔。学習は ${numTrainingSteps} ステップ${isQuick ? '（短縮版。本来は 6000）' : ''}。変分下界は一点あたり ${bits} ビットで、同じ点、同じノイズでの厳密なデノイザーの ${bestBits} を ${gap} 下回ります。左：学習を六十に分けて平均した損失。ノイズが隠したものは隠れたままなので、0 には届きません。`,
  defect:
    '平面の上の一つの分布で、厳密なデノイザーも分かっていました。数字ではそれは誰にも分からず、しかもどの数字を描くかを指定したくなります。',
};

export const learnedDigits: Text['report']['learnedDigits'] = {
  title: 'ネットワークが、頼まれた数字を描く',
  question: '学習したモデルが描くのは、新しい数字か、見た数字か。',
  before: [
    '一つのネットワークが十種類の数字すべてのノイズを除きます。どの数字かは教えますが、十枚に一枚は教えません。こうして、種類ごとの分布と全体の分布の両方を覚えます。ガイダンスは外挿です：D = D(全体) + g (D(種類) − D(全体))。g = 1 ならその種類の分布で、それより大きいと種類が実際より重んじられ、絵は読みやすく、互いに似たものになります。',
    '同じ本物の数字で学習したもう一つのネットワークが、絵を読みます。よく読めることは、あまり証拠になりません。訓練画像を丸写しするモデルは完璧に読めるからです。そこで、最も近い訓練画像までの距離を、未使用の数字のものと並べます。',
  ],
  columns: [
    '絵',
    'ネットワークで読めた',
    'ベイズ則で読めた',
    '最も近い画像までの距離',
    '本物の 99 % より近い',
    'MMD²（千分の一）',
  ],
  real: '本物、未使用',
  exact: '混合分布から拡散で',
  drawn: (guidance) => `ネットワーク、ガイダンス ${guidance}`,
  caption: (numParameters, numTrainingSteps, isQuick) =>
    `64 画素の上の全結合ネットワーク、パラメータ ${numParameters.toLocaleString('en')} 個、学習は ${numTrainingSteps} ステップ${isQuick ? '（短縮版。本来は 4000）' : ''}。絵は、大きいほうのガイダンスで描いた各種類の最初の十枚。`,
  defect:
    '縦横 8 画素、十種類。大きな絵には大きなネットワークと、秒ではなく時間単位の学習が要ります。何を最小にし、どう描き、どう確かめるかは、このページにあるとおりです。',
};
