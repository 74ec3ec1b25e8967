import { common } from '../shared/strings.ts';
import type { Strings } from './strings.en.ts';

export const japanese: Strings = {
  ...common.ja,
  caption:
    '二つの山 p に、一つのガウス分布 q を当てはめます。同じところから始めて、一方は KL(p‖q) を、もう一方は KL(q‖p) を下ります。主張：前者は、どこから始めても p の平均と分散に行き着く。後者は、どのガウス分布よりも KL(q‖p) が低いところに行き着く。そこは、山が近ければ山の間、山の幅の 5.6 倍より離れれば一方の山の上である。',
  lawsLabel: '二つの山をもつ分布と、それに当てはめた二つのガウス分布',
  curvesLabel: '平均を決めたガウス分布のうちで、それぞれの KL の最小値。丸は二つの当てはめのいまの位置',
  placeAxis: 'x（山の幅を単位として）',
  meanAxis: 'q の平均（縦はナット）',
  distance: '山の間隔',
  start: '始める場所',
  starts: { left: '左から', right: '右から', middle: '壊してみる：真ん中から' },
  legend: {
    law: '分布 p',
    forward: 'KL(p‖q) による当てはめ',
    reverse: 'KL(q‖p) による当てはめ',
  },
  status: (step, isOver) => `${step} 歩目：${isOver ? '終わり' : '二つとも下っています'}`,
  claim: (reverse, least) => `橙の KL(q‖p) は ${reverse}、いちばん低い値（破線）は ${least}`,
  moments: (mean, variance, exact) => `緑の平均は ${mean}、分散は ${variance}。p では 0 と ${exact} です。`,
  other: (ofForward, ofReverse) =>
    `逆の物差しで測ると、緑の KL(q‖p) は ${ofForward}、橙の KL(p‖q) は ${ofReverse} です。`,
};
