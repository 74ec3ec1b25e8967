import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import '../../figures/shared/figure.css';
import { DecisionList } from './decision-list.ts';
import { Figure } from './figure.ts';
import { Layout } from './layout.ts';
import './style.css';

const theme: Theme = {
  extends: DefaultTheme,
  Layout,
  enhanceApp({ app }) {
    app.component('Figure', Figure);
    app.component('DecisionList', DecisionList);
  },
};
export default theme;
