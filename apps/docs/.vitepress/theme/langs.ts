/** The language menu: to the same page in the other language where there is one, else to its first page. */
import { useData } from 'vitepress';
import { type ComputedRef, computed } from 'vue';

interface LocaleLink {
  readonly text: string;
  readonly link: string;
}

/** Written in English only. */
const isEnglishOnly = (path: string): boolean => /^(api|decisions)\//.test(path);

export function useLangs({ correspondingLink = false }: { readonly correspondingLink?: boolean } = {}): {
  readonly localeLinks: ComputedRef<readonly LocaleLink[]>;
  readonly currentLang: ComputedRef<{ readonly label: string; readonly link: string }>;
} {
  const { site, localeIndex, page, hash } = useData();
  const homeOf = (index: string): string => (index === 'root' ? '/' : `/${index}/`);
  const currentLang = computed(() => ({
    label: site.value.locales[localeIndex.value]?.label ?? '',
    link: homeOf(localeIndex.value),
  }));
  const localeLinks = computed(() => {
    const { relativePath, isNotFound } = page.value;
    const path = relativePath
      .slice(currentLang.value.link.length - 1)
      .replace(/(^|\/)index\.md$/, '$1')
      .replace(/\.md$/, '');
    const hasTwin = correspondingLink && isNotFound !== true && !isEnglishOnly(path);
    return Object.entries(site.value.locales)
      .filter(([index]) => index !== localeIndex.value)
      .map(([index, { label }]) => ({ text: label, link: homeOf(index) + (hasTwin ? path + hash.value : '') }));
  });
  return { localeLinks, currentLang };
}
