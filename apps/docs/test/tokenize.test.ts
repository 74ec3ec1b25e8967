import { expect, test } from 'vitest';
import { tokenize } from '../.vitepress/site/tokenize.ts';

test('finds the words of a Japanese sentence', () => {
  expect(tokenize('混合分布の尤度は、変分下界より大きい。')).toEqual(
    expect.arrayContaining(['混合', '分布', '尤度', '変分']),
  );
});

test('finds English words, and identifiers whole', () => {
  expect(tokenize('Call smoothedMixture(law), then denoise.')).toEqual([
    'Call',
    'smoothedMixture',
    'law',
    'then',
    'denoise',
  ]);
});

test('stands alone, as it is sent to the browser as text', () => {
  const copy = new Function(`return (${tokenize})`)() as typeof tokenize;
  expect(copy('詳細つり合い')).toEqual(tokenize('詳細つり合い'));
});
