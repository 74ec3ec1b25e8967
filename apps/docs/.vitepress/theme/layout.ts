/** The default layout, with a note on a Japanese page that its English twin has left behind. */
import { useData } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { defineComponent, h } from 'vue';

export const Layout = defineComponent(() => {
  const { frontmatter } = useData();
  const note = 'この和文のあとに英語のページが書き改められました。内容が食い違うときは英語のページが新しいものです。';
  return () =>
    h(DefaultTheme.Layout, null, {
      'doc-before': () => (frontmatter.value.isStale === true ? h('p', { class: 'stale', role: 'note' }, note) : null),
    });
});
