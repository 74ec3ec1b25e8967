/** The decision records, each with a link. */
import { withBase } from 'vitepress';
import { defineComponent, h } from 'vue';
import { data } from './decisions.data.ts';

export const DecisionList = defineComponent(
  () => () =>
    h(
      'ul',
      data.map(({ text, link }) => h('li', { key: link }, h('a', { href: withBase(link) }, text))),
    ),
);
