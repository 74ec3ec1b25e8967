/** What the theme itself says, in Japanese; English is its default, but for the page that is not there. */
import type { DefaultTheme } from 'vitepress';

export const english: DefaultTheme.Config = {
  notFound: {
    title: 'There is no such page',
    quote: 'It may have moved. The navigation above and the search know every page there is.',
    linkLabel: 'to the first page',
    linkText: 'To the first page',
  },
};

export const japanese: DefaultTheme.Config = {
  outline: { label: 'このページの内容', level: [2, 3] },
  docFooter: { prev: '前のページ', next: '次のページ' },
  returnToTopLabel: 'ページの先頭へ',
  sidebarMenuLabel: 'メニュー',
  darkModeSwitchLabel: '明るさ',
  lightModeSwitchTitle: '明るい表示にする',
  darkModeSwitchTitle: '暗い表示にする',
  langMenuLabel: '言語を変える',
  skipToContentLabel: '本文へ',
  notFound: {
    title: 'ページが見つかりません',
    quote: '場所が変わったのかもしれません。上のメニューと検索から、すべてのページへ行けます。',
    linkLabel: '最初のページへ',
    linkText: '最初のページへ',
  },
};

/** The name of a button has to hold what it shows, its key too. */
export const englishSearch: DefaultTheme.LocalSearchOptions = {
  translations: { button: { buttonText: 'Search', buttonAriaLabel: 'Search K' } },
};

export const japaneseSearch: DefaultTheme.LocalSearchOptions = {
  translations: {
    button: { buttonText: '検索', buttonAriaLabel: '検索 K' },
    modal: {
      displayDetails: '詳しく表示',
      resetButtonTitle: '消去',
      backButtonTitle: '閉じる',
      noResultsText: '見つかりません：',
      footer: {
        selectText: '開く',
        selectKeyAriaLabel: 'Enter',
        navigateText: '移る',
        navigateUpKeyAriaLabel: '上矢印',
        navigateDownKeyAriaLabel: '下矢印',
        closeText: '閉じる',
        closeKeyAriaLabel: 'Escape',
      },
    },
  },
};
