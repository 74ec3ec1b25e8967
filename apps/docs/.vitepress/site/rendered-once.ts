/**
 * Formulas and highlighted code, each rendered once: a page is rendered for the browser, for the server and for the search,
 * and its twin in the other language has the same formulas and code.
 */
import type { MarkdownRenderer } from 'vitepress';

function remembered<A extends readonly unknown[], R>(
  work: (...args: A) => R,
  nameOf: (...args: A) => string,
): (...args: A) => R {
  const known = new Map<string, R>();
  return (...args) => {
    const name = nameOf(...args);
    let result = known.get(name);
    if (result === undefined) {
      result = work(...args);
      known.set(name, result);
    }
    return result;
  };
}

/** What one renderer of Markdown remembers, the next one knows too. */
export function renderedOnce(): (md: MarkdownRenderer) => void {
  const renderers = new Map<string, NonNullable<MarkdownRenderer['renderer']['rules'][string]>>();
  let highlight: NonNullable<MarkdownRenderer['options']['highlight']> | undefined;
  return (md) => {
    for (const rule of ['math_inline', 'math_block']) {
      const render = md.renderer.rules[rule]!;
      if (!renderers.has(rule))
        renderers.set(
          rule,
          remembered(render, (tokens, index) => tokens[index]!.content),
        );
      md.renderer.rules[rule] = renderers.get(rule)!;
    }
    const original = md.options.highlight;
    if (original) {
      highlight ??= remembered(original, (...args) => JSON.stringify(args));
      md.options.highlight = highlight;
    }
  };
}
